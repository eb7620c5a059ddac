"""Minutes are gathered from what was recorded: nothing is typed twice."""

from datetime import date, datetime

from domain.bylaws import BallotMethod
from domain.decider import Refusal, record, replace
from domain.meeting.counting import holder_at, stay_at, voting_seats
from domain.meeting.listing import over
from domain.meeting.state import Item, Meeting, MinutedItem, Minutes, MinutesContent, NamedVote, Stage


@record
class DraftMinutes:
    """Draft the minutes, gathered from the meeting."""

    on: date


Command = DraftMinutes


@record
class MinutesDrafted:
    content: MinutesContent
    on: date


Event = MinutesDrafted


class MinutesAlreadyApproved(Refusal):
    """Approved minutes are no longer redrafted."""


def decide(command: Command, meeting: Meeting) -> list[Event]:
    return draft(command, meeting)


def draft(command: DraftMinutes, meeting: Meeting) -> list[Event]:
    if over(meeting).stage in {Stage.MINUTES_APPROVED, Stage.PUBLISHED} and meeting.minutes is not None:
        raise MinutesAlreadyApproved
    content = gathered(meeting)
    if meeting.minutes is not None and meeting.minutes.content == content:
        return []
    return [MinutesDrafted(content=content, on=command.on)]


def gathered(meeting: Meeting) -> MinutesContent:
    """What the law wants in minutes, from what was recorded: nothing is typed twice."""
    return MinutesContent(
        held_on=meeting.held_on or date.min,
        opened_at=meeting.opened_at,
        closed_at=meeting.closed_at,
        chair=meeting.chair,
        secretaries=meeting.secretaries,
        present=frozenset(seat for seat, stays in meeting.presence.items() if stays),
        represented={proxy.giver: proxy.holder for proxy in meeting.proxies},
        items=tuple(_minuted(meeting, name, item) for name, item in meeting.items.items() if not item.withdrawn),
    )


def _minuted(meeting: Meeting, name: str, item: Item) -> MinutedItem:
    outcome, ballot, election = item.outcome, item.ballot, item.election
    quorum = None if outcome is None else outcome.verdict.quorum
    vote = None if outcome is None else outcome.facts.vote
    at = (None if outcome is None else outcome.counted_at) or item.called_at
    return MinutedItem(
        item=name,
        title=item.title,
        on_agenda=item.on_agenda,
        present=frozenset() if at is None else _present(meeting, item, at),
        represented=frozenset() if at is None else _represented(meeting, item, at),
        recused=frozenset(item.recusals),
        quorum_required=None if quorum is None else quorum.required,
        quorum_met=None if quorum is None else quorum.met,
        outcome=None if outcome is None else outcome.kind,
        adopted=None if outcome is None else outcome.adopted,
        reference="" if outcome is None else outcome.reference,
        method=None if ballot is None else ballot.method,
        votes=() if vote is None else vote.colleges,
        by_name=_by_name(item),
        rounds=() if election is None else election.rounds,
        elected=None if election is None else election.elected,
        objections=item.objections,
        gist=item.gist,
    )


def _present(meeting: Meeting, item: Item, at: datetime) -> frozenset[str]:
    """Those there for the item: whoever stood aside is named as such, not as present."""
    here = (seat for seat in meeting.presence if stay_at(meeting, seat, at) is not None)
    return frozenset(seat for seat in here if seat not in item.recusals)


def _represented(meeting: Meeting, item: Item, at: datetime) -> frozenset[str]:
    seats = (seat.seat for seat in voting_seats(meeting))
    return frozenset(seat for seat in seats if holder_at(meeting, seat, at, item.recusals) is not None)


def _by_name(item: Item) -> tuple[NamedVote, ...]:
    if item.ballot is None or item.ballot.method is BallotMethod.SECRET:
        return ()
    votes = sorted(item.ballot.votes.items())
    return tuple(NamedVote(seat=seat, choice=vote.choice, by=vote.by) for seat, vote in votes)


def evolve(meeting: Meeting, event: Event) -> Meeting:
    return replace(meeting, minutes=Minutes(content=event.content, drafted_on=event.on), stage=Stage.MINUTES_DRAFTED)
