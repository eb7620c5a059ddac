"""What a strategy is to reach: axes, objectives on them, and the commitments by which they are to be reached."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain.decider import Refusal, record, replace
from domain.strategy.state import NoSuchObjective, Objective, Stage, Strategy, StrategyAxis, standing, still_open
from domain.values import CommitmentId


@record
class SetAxes:
    """Lay down the axes of the strategy, in order."""

    axes: tuple[StrategyAxis, ...]
    on: date


@record
class SetObjective:
    """Set an objective on an axis, or reword it; once the strategy is adopted, with reasons."""

    code: str
    axis: str
    title: str
    weight: Decimal = Decimal(1)
    reasons: str = ""
    on: date


@record
class DropObjective:
    """Give up an objective, with reasons; it stays visible."""

    code: str
    reasons: str
    on: date


@record
class AttachCommitment:
    """Say that a commitment, of whatever owners, is to reach an objective."""

    objective: str
    commitment: CommitmentId
    on: date


@record
class DetachCommitment:
    """Say that a commitment no longer counts for an objective, with reasons."""

    objective: str
    commitment: CommitmentId
    reasons: str
    on: date


@record
class AxesSet:
    axes: tuple[StrategyAxis, ...]
    on: date


@record
class ObjectiveSet:
    code: str
    axis: str
    title: str
    weight: Decimal
    reasons: str
    on: date


@record
class ObjectiveDropped:
    code: str
    reasons: str
    on: date


@record
class CommitmentAttached:
    objective: str
    commitment: CommitmentId
    on: date


@record
class CommitmentDetached:
    objective: str
    commitment: CommitmentId
    reasons: str
    on: date


Command = SetAxes | SetObjective | DropObjective | AttachCommitment | DetachCommitment
Event = AxesSet | ObjectiveSet | ObjectiveDropped | CommitmentAttached | CommitmentDetached


class AxisNamedTwice(Refusal):
    """Each axis of a strategy has a code of its own."""


class AxisInUse(Refusal):
    """An axis stays as long as an objective stands on it."""


class NoSuchAxis(Refusal):
    """An objective stands on an axis of the strategy."""


class ObjectiveUntitled(Refusal):
    """An objective has a code, says in words what is to be reached, and weighs more than nothing."""


class ChangedWithoutReasons(Refusal):
    """What was adopted or counted changes with reasons in words."""


def decide(command: Command, strategy: Strategy) -> Sequence[Event]:
    still_open(strategy)
    match command:
        case SetAxes():
            return set_axes(command, strategy)
        case SetObjective():
            return set_objective(command, strategy)
        case DropObjective():
            return drop_objective(command, strategy)
        case AttachCommitment():
            return attach(command, strategy)
        case DetachCommitment():
            return detach(command, strategy)
        case _:
            assert_never(command)


def set_axes(command: SetAxes, strategy: Strategy) -> list[Event]:
    codes = [one.code for one in command.axes]
    if len(set(codes)) < len(codes):
        raise AxisNamedTwice(*codes)
    for one in strategy.objectives.values():
        if not one.dropped and one.axis not in codes:
            raise AxisInUse(one.axis)
    return [] if command.axes == strategy.axes else [AxesSet(axes=command.axes, on=command.on)]


def set_objective(command: SetObjective, strategy: Strategy) -> list[Event]:
    if command.axis not in {one.code for one in strategy.axes}:
        raise NoSuchAxis(command.axis)
    if not (command.code.strip() and command.title.strip() and command.weight > 0):
        raise ObjectiveUntitled(command.code)
    known = strategy.objectives.get(command.code)
    same = known is not None and (known.axis, known.title, known.weight) == (
        command.axis,
        command.title,
        command.weight,
    )
    if same and known is not None and not known.dropped:
        return []
    if strategy.stage is Stage.ADOPTED and not command.reasons.strip():
        raise ChangedWithoutReasons(command.code)
    return [
        ObjectiveSet(
            code=command.code,
            axis=command.axis,
            title=command.title,
            weight=command.weight,
            reasons=command.reasons,
            on=command.on,
        )
    ]


def drop_objective(command: DropObjective, strategy: Strategy) -> list[Event]:
    if command.code not in strategy.objectives:
        raise NoSuchObjective(command.code)
    if not command.reasons.strip():
        raise ChangedWithoutReasons(command.code)
    if strategy.objectives[command.code].dropped:
        return []
    return [ObjectiveDropped(code=command.code, reasons=command.reasons, on=command.on)]


def attach(command: AttachCommitment, strategy: Strategy) -> list[Event]:
    if command.commitment in standing(strategy, command.objective).commitments:
        return []
    return [CommitmentAttached(objective=command.objective, commitment=command.commitment, on=command.on)]


def detach(command: DetachCommitment, strategy: Strategy) -> list[Event]:
    if not command.reasons.strip():
        raise ChangedWithoutReasons(command.objective)
    if command.commitment not in standing(strategy, command.objective).commitments:
        return []
    return [
        CommitmentDetached(
            objective=command.objective, commitment=command.commitment, reasons=command.reasons, on=command.on
        )
    ]


def evolve(strategy: Strategy, event: Event) -> Strategy:
    match event:
        case AxesSet(axes=axes):
            return replace(strategy, axes=axes)
        case ObjectiveSet(code=code, axis=axis, title=title, weight=weight):
            known = strategy.objectives.get(code)
            kept = () if known is None else known.commitments
            objective = Objective(code=code, axis=axis, title=title, weight=weight, commitments=kept)
            return _with(strategy, objective)
        case ObjectiveDropped(code=code, reasons=reasons):
            return _with(strategy, replace(strategy.objectives[code], dropped=reasons))
        case CommitmentAttached(objective=code, commitment=commitment):
            known = strategy.objectives[code]
            return _with(strategy, replace(known, commitments=(*known.commitments, commitment)))
        case CommitmentDetached(objective=code, commitment=commitment):
            known = strategy.objectives[code]
            kept = tuple(one for one in known.commitments if one != commitment)
            return _with(strategy, replace(known, commitments=kept))
        case _:
            assert_never(event)


def _with(strategy: Strategy, objective: Objective) -> Strategy:
    return replace(strategy, objectives={**strategy.objectives, objective.code: objective})
