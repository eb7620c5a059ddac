"""In urgency the chair may act alone where the bylaws say so; the body ratifies at a later meeting, or not."""

from datetime import date

from domain.bylaws import OutcomeKind
from domain.decider import Given, Refusal, record, replace
from domain.meeting.guards import item_of, scheduled
from domain.meeting.state import Meeting, with_item
from domain.values import CommitteeId, MeetingId


@record
class RatifyingOutcome:
    """What another meeting of the committee said on an item."""

    meeting: MeetingId
    item: str
    committee: CommitteeId
    kind: OutcomeKind
    adopted: bool | None
    decided_on: date


@record
class RatifyChairDecision:
    """Put on record what a later meeting said of a decision the chair took alone."""

    item: str
    by_meeting: MeetingId
    by_item: str
    on: date
    ratification: Given[RatifyingOutcome | None]


Command = RatifyChairDecision


@record
class ChairDecisionRatified:
    item: str
    by_meeting: MeetingId
    by_item: str
    on: date


@record
class ChairDecisionRefused:
    item: str
    by_meeting: MeetingId
    by_item: str
    on: date


Event = ChairDecisionRatified | ChairDecisionRefused


class NothingToRatify(Refusal):
    """Only what the chair decided alone waits for ratification."""


class NotARatification(Refusal):
    """The chair's decision is ratified by a decision of a meeting of the same committee, held on the day or after."""


def ratifying_outcome(name: MeetingId, meeting: Meeting, item: str) -> RatifyingOutcome | None:
    """What that meeting's own stream says of the item; None where it has not ended, or not finally."""
    found = meeting.items.get(item)
    if found is None or found.outcome is None or found.outcome.provisional or meeting.committee is None:
        return None
    outcome = found.outcome
    return RatifyingOutcome(
        meeting=name,
        item=item,
        committee=meeting.committee,
        kind=outcome.kind,
        adopted=outcome.adopted,
        decided_on=outcome.on,
    )


def decide(command: Command, meeting: Meeting) -> list[Event]:
    return ratify(command, meeting)


def ratify(command: RatifyChairDecision, meeting: Meeting) -> list[Event]:
    outcome = item_of(scheduled(meeting), command.item).outcome
    if outcome is not None and outcome.ratified_by == command.by_meeting:
        return []
    if outcome is None or not outcome.provisional:
        raise NothingToRatify(command.item)
    found = command.ratification
    same = found is not None and (found.meeting, found.item) == (command.by_meeting, command.by_item)
    if found is None or not same or found.committee != meeting.committee or found.kind is not OutcomeKind.DECISION:
        raise NotARatification(command.by_meeting, command.by_item)
    if found.adopted is None or found.decided_on < outcome.on:
        raise NotARatification(command.by_meeting, command.by_item)
    event = ChairDecisionRatified if found.adopted else ChairDecisionRefused
    return [event(item=command.item, by_meeting=command.by_meeting, by_item=command.by_item, on=command.on)]


def evolve(meeting: Meeting, event: Event) -> Meeting:
    item = meeting.items[event.item]
    if item.outcome is None:
        return meeting
    adopted = isinstance(event, ChairDecisionRatified)
    outcome = replace(item.outcome, adopted=adopted, provisional=False, ratified_by=event.by_meeting)
    return with_item(meeting, event.item, replace(item, outcome=outcome))
