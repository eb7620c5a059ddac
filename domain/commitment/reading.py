"""How a commitment reads on a day: late or not, how far, and what comes next."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from domain.commitment.series import Reading, reading, rounded
from domain.commitment.state import LET_GO, OWED, Commitment, ContestedEntry, Milestone, current_owners, owner_ids
from domain.decider import record
from domain.values import OrganisationId, value_on


@record
class Progress:
    """How far it has come: milestones reached out of those that stand, and each indicator against its target.

    `share` is from 0 to 1, None where there are no milestones.
    """

    milestones: int
    reached: int
    share: Decimal | None
    indicators: tuple[Reading, ...]


@record
class NextDue:
    """What is due next; without a milestone it is the commitment itself."""

    on: date
    milestone: int | None = None
    title: str


def progress(commitment: Commitment) -> Progress:
    standing = [one for one in commitment.milestones if one.dropped_on is None]
    reached = sum(one.reached_on is not None for one in standing)
    share = rounded(Decimal(reached) / Decimal(len(standing))) if standing else None
    readings = tuple(reading(indicator) for indicator in commitment.indicators.values())
    return Progress(milestones=len(standing), reached=reached, share=share, indicators=readings)


def due_on(commitment: Commitment, day: date) -> date | None:
    """The due date as it stood on that day."""
    return value_on(commitment.due, day)


def days_late(commitment: Commitment, today: date) -> int:
    """Days between the due date and the delivery, or today if there is none yet; 0 when in time or let go."""
    due = due_on(commitment, today)
    if due is None or commitment.stage in LET_GO:
        return 0
    done = _done_on(commitment)
    return max(((done if done is not None and done <= today else today) - due).days, 0)


def _done_on(commitment: Commitment) -> date | None:
    if commitment.delivered_on is not None:
        return commitment.delivered_on
    return None if commitment.verification is None else commitment.verification.on


def late(commitment: Commitment, today: date) -> bool:
    """Whether it was delivered after its due date, or is not delivered and past it."""
    return days_late(commitment, today) > 0


def next_due(commitment: Commitment) -> NextDue | None:
    """The earliest date still to be met, even if it has passed; None when nothing is owed any more."""
    return min(_awaited(commitment), key=lambda due: (due.on, due.milestone is None), default=None)


def _awaited(commitment: Commitment) -> Iterator[NextDue]:
    if commitment.stage not in OWED:
        return
    for one in open_milestones(commitment):
        if one.due is not None:
            yield NextDue(on=one.due, milestone=one.number, title=one.title)
    due = due_on(commitment, date.max)
    if due is not None:
        yield NextDue(on=due, title=commitment.title)


def open_milestones(commitment: Commitment) -> tuple[Milestone, ...]:
    """The milestones neither reached nor dropped."""
    return tuple(one for one in commitment.milestones if one.reached_on is None and one.dropped_on is None)


def open_contests(commitment: Commitment) -> tuple[ContestedEntry, ...]:
    """The contests that wait for an answer."""
    return tuple(one for one in commitment.contests if one.answered_on is None)


def awaited_owners(commitment: Commitment) -> frozenset[OrganisationId]:
    """The owners who have not accepted yet."""
    return owner_ids(current_owners(commitment)) - commitment.accepted_by.keys()
