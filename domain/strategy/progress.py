"""How far a strategy has come: from its commitments up to objectives, axes and the whole, each share explained."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from domain.commitment import Commitment
from domain.commitment.reading import late, progress
from domain.commitment.series import rounded
from domain.commitment.state import LET_GO, Stage, current_owners
from domain.decider import record
from domain.strategy.state import Objective, Strategy
from domain.values import CommitmentId, OrganisationId

DONE = frozenset({Stage.DELIVERED, Stage.VERIFIED})
Commitments = Mapping[CommitmentId, Commitment]


@record
class CommitmentProgress:
    """One commitment: `share` from 0 to 1, None where it was waived or superseded and counts no more."""

    commitment: CommitmentId
    title: str
    stage: Stage
    owners: tuple[OrganisationId, ...]
    late: bool
    share: Decimal | None


@record
class ObjectiveProgress:
    """An objective: the mean of its commitments; None where none counts yet."""

    code: str
    axis: str
    title: str
    weight: Decimal
    share: Decimal | None
    commitments: tuple[CommitmentProgress, ...]


@record
class AxisProgress:
    """An axis: its objectives by weight, those without a share left out and counted in `unmeasured`."""

    code: str
    title: str
    share: Decimal | None
    unmeasured: int
    objectives: tuple[ObjectiveProgress, ...]


@record
class StrategyProgress:
    """The whole by the weights of all objectives, and how many commitments are kept, late and owned by several."""

    share: Decimal | None
    unmeasured: int
    commitments: int
    kept: int
    late: int
    shared: int
    axes: tuple[AxisProgress, ...]


def strategy_progress(strategy: Strategy, commitments: Commitments, today: date) -> StrategyProgress:
    """The progress on a day, by the commitments as they are known."""
    axes = tuple(
        _axis(axis.code, axis.title, [_objective(one, commitments, today) for one in _on(strategy, axis.code)])
        for axis in strategy.axes
    )
    objectives = [one for axis in axes for one in axis.objectives]
    every = {one.commitment: one for objective in objectives for one in objective.commitments}.values()
    return StrategyProgress(
        share=_weighted(objectives),
        unmeasured=sum(one.share is None for one in objectives),
        commitments=len(every),
        kept=sum(one.stage in DONE for one in every),
        late=sum(one.late for one in every),
        shared=sum(len(one.owners) > 1 for one in every),
        axes=axes,
    )


def commitment_share(commitment: Commitment) -> Decimal | None:
    """How far a commitment has come: all where it was delivered, else its milestones, else its indicators."""
    if commitment.stage in LET_GO:
        return None
    if commitment.stage in DONE:
        return Decimal(1)
    way = progress(commitment)
    if way.share is not None:
        return way.share
    seen = [one.attained for one in way.indicators if one.attained is not None]
    return rounded(sum(seen, Decimal(0)) / len(seen)) if seen else Decimal(0)


def _on(strategy: Strategy, axis: str) -> Iterable[Objective]:
    return (one for one in strategy.objectives.values() if one.axis == axis and not one.dropped)


def _axis(code: str, title: str, objectives: list[ObjectiveProgress]) -> AxisProgress:
    return AxisProgress(
        code=code,
        title=title,
        share=_weighted(objectives),
        unmeasured=sum(one.share is None for one in objectives),
        objectives=tuple(objectives),
    )


def _objective(objective: Objective, commitments: Commitments, today: date) -> ObjectiveProgress:
    found = tuple(_commitment(one, commitments[one], today) for one in objective.commitments if one in commitments)
    shares = [one.share for one in found if one.share is not None]
    return ObjectiveProgress(
        code=objective.code,
        axis=objective.axis,
        title=objective.title,
        weight=objective.weight,
        share=rounded(sum(shares, Decimal(0)) / len(shares)) if shares else None,
        commitments=found,
    )


def _commitment(name: CommitmentId, commitment: Commitment, today: date) -> CommitmentProgress:
    return CommitmentProgress(
        commitment=name,
        title=commitment.title,
        stage=commitment.stage,
        owners=tuple(one.organisation for one in current_owners(commitment)),
        late=late(commitment, today),
        share=commitment_share(commitment),
    )


def _weighted(objectives: Iterable[ObjectiveProgress]) -> Decimal | None:
    measured = [(one.share, one.weight) for one in objectives if one.share is not None]
    whole = sum((weight for _, weight in measured), Decimal(0))
    return rounded(sum((share * weight for share, weight in measured), Decimal(0)) / whole) if measured else None
