"""A commitment that is not kept as promised: missed at its due date, waived, or superseded by another."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import assert_never

from domain import irregularity
from domain.commitment.state import (
    OWED,
    Commitment,
    Miss,
    NobodyAgreed,
    Stage,
    Waiver,
    due,
    staged,
    still_owed,
)
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.values import CommitmentId, FrameworkId, OrganisationId, Since, Source


@record
class Successor:
    """What another commitment says when it is read: its framework and how far it has come."""

    commitment: CommitmentId
    framework: FrameworkId
    stage: Stage


@record
class RecordMissed:
    """Record, once the due date has passed, that nothing was delivered by then."""

    today: Given[date]


@record
class Waive:
    """Let go of what was owed, with the reasons and who agreed."""

    reasons: str
    agreed_by: frozenset[OrganisationId]
    on: date
    source: Source | None = None


@record
class Supersede:
    """Replace this commitment by another one."""

    by: CommitmentId
    successor: Given[Successor | None]
    reasons: str = ""
    on: date
    source: Source | None = None


@record
class Missed:
    """Effective on the day after the due date, whenever it is recorded."""

    due: date
    on: date


@record
class Waived:
    reasons: str
    agreed_by: frozenset[OrganisationId]
    on: date
    source: Source | None = None


@record
class Superseded:
    by: CommitmentId
    reasons: str
    on: date
    source: Source | None = None


Event = Missed | Waived | Superseded
Recorded = Sequence[Event | irregularity.Event]


class NotPastDue(Refusal):
    """A commitment is missed on the day after its due date, never earlier."""


class WaivedWithoutReasons(Refusal):
    """What was owed is let go with reasons in words."""

    cure = "Those who agreed to the waiver give its reasons."


class NoSuccessor(Refusal):
    """A commitment is superseded by another one that is on record."""


class SuccessorOfAnotherFramework(Refusal):
    """A commitment is superseded by one of the same cooperation framework."""

    cure = "The coordination declares the new commitment in this framework."


class SuccessorLetGo(Refusal):
    """A commitment is superseded by one that is still owed or was kept."""

    cure = "The coordination names the commitment that now holds, or the parties waive this one."


def record_missed(command: RecordMissed, commitment: Commitment) -> Recorded:
    if commitment.stage is Stage.MISSED or commitment.stage not in OWED:
        return []
    missed = slipped(commitment, command.today)
    if not missed:
        raise NotPastDue(due(commitment), command.today)
    return missed


def slipped(commitment: Commitment, day: date) -> list[Missed]:
    """The miss that the passing of the due date made, if it is not on record yet."""
    by = due(commitment)
    if by is None or day <= by or commitment.stage is Stage.MISSED or commitment.stage not in OWED:
        return []
    return [Missed(due=by, on=by + timedelta(days=1))]


def waive(command: Waive, commitment: Commitment) -> Recorded:
    if commitment.stage is Stage.WAIVED:
        return []
    waived = Waived(reasons=command.reasons, agreed_by=command.agreed_by, on=command.on, source=command.source)
    breaches = [*still_owed(commitment), *_unfounded(command)]
    return judged([waived], breaches, command.source, commitment.irregularities, command.on)


def _unfounded(command: Waive) -> Iterator[Refusal]:
    if not command.reasons.strip():
        yield WaivedWithoutReasons()
    if not command.agreed_by:
        yield NobodyAgreed()


def supersede(command: Supersede, commitment: Commitment) -> Recorded:
    if commitment.superseded_by == command.by:
        return []
    if command.successor is None or command.successor.commitment != command.by:
        raise NoSuccessor(command.by)
    superseded = Superseded(by=command.by, reasons=command.reasons, on=command.on, source=command.source)
    breaches = [*still_owed(commitment), *_unfit(command.successor, commitment)]
    return judged([superseded], breaches, command.source, commitment.irregularities, command.on)


def _unfit(successor: Successor, commitment: Commitment) -> Iterator[Refusal]:
    if successor.framework != commitment.framework:
        yield SuccessorOfAnotherFramework(successor.commitment)
    if successor.stage in {Stage.WAIVED, Stage.SUPERSEDED}:
        yield SuccessorLetGo(successor.commitment, successor.stage)


def evolve(commitment: Commitment, event: Event) -> Commitment:
    match event:
        case Missed(due=by, on=on):
            missed = replace(commitment, missed=(*commitment.missed, Miss(due=by, on=on)))
            return staged(missed, Since(since=on, value=Stage.MISSED), Stage.MISSED)
        case Waived(reasons=reasons, agreed_by=agreed_by, on=on):
            waived = replace(commitment, waiver=Waiver(reasons=reasons, agreed_by=agreed_by, on=on))
            return staged(waived, Since(since=on, value=Stage.WAIVED), Stage.WAIVED)
        case Superseded(by=by, on=on):
            superseded = replace(commitment, superseded_by=by)
            return staged(superseded, Since(since=on, value=Stage.SUPERSEDED), Stage.SUPERSEDED)
        case _:
            assert_never(event)
