"""By when: a due date that moves keeps the original and says who agreed."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.commitment.state import (
    Commitment,
    DueMove,
    NobodyAgreed,
    Stage,
    due,
    staged,
    still_owed,
)
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.values import OrganisationId, Since, Source, value_on


@record
class StateDueDate:
    """Enter the due date of a commitment that was recorded without one."""

    due: date
    on: date
    source: Source | None = None


@record
class MoveDueDate:
    """Move the due date: the original stays visible, with who agreed and why."""

    due: date
    agreed_by: frozenset[OrganisationId]
    reasons: str = ""
    decision: str = ""
    on: date
    source: Source | None = None


@record
class DueDateStated:
    due: date
    on: date
    source: Source | None = None


@record
class DueDateMoved:
    before: date
    after: date
    agreed_by: frozenset[OrganisationId]
    reasons: str
    decision: str
    on: date
    source: Source | None = None


Event = DueDateStated | DueDateMoved
Recorded = Sequence[Event | irregularity.Event]


class DueDateKnown(Refusal):
    """A due date that is known is moved by agreement, not entered anew."""


class DueDateUnknown(Refusal):
    """A due date is entered before it is moved."""


def state_due_date(command: StateDueDate, commitment: Commitment) -> Recorded:
    known = due(commitment)
    if known == command.due:
        return []
    if known is not None:
        raise DueDateKnown(known)
    stated = DueDateStated(due=command.due, on=command.on, source=command.source)
    return judged([stated], still_owed(commitment), command.source, commitment.irregularities, command.on)


def move_due_date(command: MoveDueDate, commitment: Commitment) -> Recorded:
    # What stood on the day of the agreement: one that comes to light later is set where it belongs.
    before = value_on(commitment.due, command.on) or due(commitment)
    if before is None:
        raise DueDateUnknown(command.due)
    if before == command.due:
        return []
    moved = DueDateMoved(
        before=before,
        after=command.due,
        agreed_by=command.agreed_by,
        reasons=command.reasons,
        decision=command.decision,
        on=command.on,
        source=command.source,
    )
    breaches = [*still_owed(commitment), *_alone(command)]
    return judged([moved], breaches, command.source, commitment.irregularities, command.on)


def _alone(command: MoveDueDate) -> Iterator[Refusal]:
    if not command.agreed_by:
        yield NobodyAgreed()


def evolve(commitment: Commitment, event: Event) -> Commitment:
    match event:
        case DueDateStated(due=by, on=on):
            return replace(commitment, original_due=by, due=(*commitment.due, Since(since=on, value=by)))
        case DueDateMoved(after=after, on=on):
            moved = replace(
                commitment,
                due=(*commitment.due, Since(since=on, value=after)),
                due_moves=(*commitment.due_moves, _move(event)),
            )
            return _given_time(moved, on)
        case _:
            assert_never(event)


def _move(event: DueDateMoved) -> DueMove:
    return DueMove(
        before=event.before,
        after=event.after,
        agreed_by=event.agreed_by,
        reasons=event.reasons,
        decision=event.decision,
        on=event.on,
    )


def _given_time(commitment: Commitment, on: date) -> Commitment:
    """A missed commitment that got more time goes on from where it stood; that it was missed stays on file."""
    by = due(commitment)
    if commitment.stage is Stage.MISSED and by is not None and by > commitment.missed[-1].due:
        return staged(commitment, Since(since=on, value=commitment.reached), commitment.reached)
    return commitment
