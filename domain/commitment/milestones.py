"""A milestone is a dated step on the way; it is reached on evidence."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.commitment.state import Commitment, Milestone, NobodyAgreed, still_owed
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.values import Evidence, OrganisationId, Source


@record
class AddMilestone:
    """Add a dated step on the way to what is owed."""

    title: str
    due: date | None = None
    on: date
    source: Source | None = None


@record
class ReachMilestone:
    """Say that a milestone is reached, with the documents that show it."""

    milestone: int
    evidence: tuple[Evidence, ...] = ()
    on: date
    source: Source | None = None


@record
class MoveMilestone:
    """Move the date of a milestone: the original stays visible, with who agreed."""

    milestone: int
    due: date
    agreed_by: frozenset[OrganisationId]
    on: date
    source: Source | None = None


@record
class DropMilestone:
    """Drop a milestone that has become pointless, with the reasons: it stays on file."""

    milestone: int
    reasons: str
    on: date
    source: Source | None = None


@record
class MilestoneAdded:
    milestone: int
    title: str
    due: date | None
    on: date
    source: Source | None = None


@record
class MilestoneReached:
    milestone: int
    evidence: tuple[Evidence, ...]
    on: date
    source: Source | None = None


@record
class MilestoneMoved:
    milestone: int
    before: date | None
    after: date
    agreed_by: frozenset[OrganisationId]
    on: date
    source: Source | None = None


@record
class MilestoneDropped:
    milestone: int
    reasons: str
    on: date
    source: Source | None = None


Event = MilestoneAdded | MilestoneReached | MilestoneMoved | MilestoneDropped
Recorded = Sequence[Event | irregularity.Event]


class NoSuchMilestone(Refusal):
    """The milestone named is not on record here."""


class MilestoneUndated(Refusal):
    """A milestone has a date."""

    cure = "The owners date the milestone as soon as they know."


class MilestoneWithoutEvidence(Refusal):
    """A milestone is reached on evidence."""

    cure = "The owners add a document that shows the step."


class MilestoneSettled(Refusal):
    """A milestone that was reached or dropped is neither moved, reached nor dropped again."""

    cure = "Either side contests the entry, or accepts it with reasons."


class DroppedWithoutReasons(Refusal):
    """A milestone is dropped with reasons in words."""

    cure = "The owners give the reasons."


def add_milestone(command: AddMilestone, commitment: Commitment) -> Recorded:
    if any((one.title, one.original_due) == (command.title, command.due) for one in commitment.milestones):
        return []
    number = len(commitment.milestones) + 1
    added = MilestoneAdded(milestone=number, title=command.title, due=command.due, on=command.on, source=command.source)
    undated = [MilestoneUndated(command.title)] if command.due is None else []
    breaches = [*still_owed(commitment), *undated]
    return judged([added], breaches, command.source, commitment.irregularities, command.on)


def reach_milestone(command: ReachMilestone, commitment: Commitment) -> Recorded:
    milestone = _numbered(command.milestone, commitment)
    if milestone.reached_on is not None:
        return []
    reached = MilestoneReached(
        milestone=milestone.number, evidence=command.evidence, on=command.on, source=command.source
    )
    unproven = [] if command.evidence else [MilestoneWithoutEvidence(milestone.number)]
    return judged([reached], [*_unsettled(milestone), *unproven], command.source, commitment.irregularities, command.on)


def move_milestone(command: MoveMilestone, commitment: Commitment) -> Recorded:
    milestone = _numbered(command.milestone, commitment)
    if milestone.due == command.due:
        return []
    moved = MilestoneMoved(
        milestone=milestone.number,
        before=milestone.due,
        after=command.due,
        agreed_by=command.agreed_by,
        on=command.on,
        source=command.source,
    )
    # Giving a date to a milestone that had none takes nobody's agreement: nothing is put off.
    alone = milestone.due is not None and not command.agreed_by
    breaches = [*_unsettled(milestone), *([NobodyAgreed()] if alone else [])]
    return judged([moved], breaches, command.source, commitment.irregularities, command.on)


def drop_milestone(command: DropMilestone, commitment: Commitment) -> Recorded:
    milestone = _numbered(command.milestone, commitment)
    if milestone.dropped_on is not None:
        return []
    dropped = MilestoneDropped(
        milestone=milestone.number, reasons=command.reasons, on=command.on, source=command.source
    )
    unfounded = [] if command.reasons.strip() else [DroppedWithoutReasons(milestone.number)]
    return judged(
        [dropped], [*_unsettled(milestone), *unfounded], command.source, commitment.irregularities, command.on
    )


def _numbered(number: int, commitment: Commitment) -> Milestone:
    for milestone in commitment.milestones:
        if milestone.number == number:
            return milestone
    raise NoSuchMilestone(number)


def _unsettled(milestone: Milestone) -> Iterator[Refusal]:
    if milestone.reached_on is not None or milestone.dropped_on is not None:
        yield MilestoneSettled(milestone.number)


def evolve(commitment: Commitment, event: Event) -> Commitment:
    if isinstance(event, MilestoneAdded):
        added = Milestone(number=event.milestone, title=event.title, due=event.due, original_due=event.due)
        return replace(commitment, milestones=(*commitment.milestones, added))
    after = (_after(one, event) if one.number == event.milestone else one for one in commitment.milestones)
    return replace(commitment, milestones=tuple(after))


def _after(milestone: Milestone, event: MilestoneReached | MilestoneMoved | MilestoneDropped) -> Milestone:
    match event:
        case MilestoneReached(evidence=evidence, on=on):
            return replace(milestone, reached_on=on, evidence=evidence)
        case MilestoneMoved(after=after):
            original = after if milestone.original_due is None else milestone.original_due
            return replace(milestone, due=after, original_due=original)
        case MilestoneDropped(reasons=reasons, on=on):
            return replace(milestone, dropped_on=on, dropped_because=reasons)
        case _:
            assert_never(event)
