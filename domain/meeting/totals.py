"""Votes are entered as totals: by the secretary for a show of hands, by the tellers for a secret ballot."""

from collections.abc import Iterator
from datetime import date, datetime

from domain import irregularity
from domain.bylaws import BallotMethod, Choice, CollegeVotes, MeetingMode, RuleBroken
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.meeting.counting import all_votes, colleges_of, voters_at, weights
from domain.meeting.guards import item_of, opened_by
from domain.meeting.sitting import ConsultationStillOpen
from domain.meeting.state import Ballot, Item, Meeting, with_item
from domain.meeting.voting import SecretBallotByName, ballot_of, open_ballot
from domain.values import Source


@record
class EnterTotals:
    """Enter the totals of a vote: from the secretary for a show of hands, from the tellers for a secret ballot."""

    item: str
    totals: tuple[CollegeVotes, ...]
    chair: Choice | None = None
    tellers: frozenset[str] = frozenset()
    source: Source | None = None
    at: datetime
    today: Given[date]


Command = EnterTotals


@record
class TotalsEntered:
    item: str
    totals: tuple[CollegeVotes, ...]
    chair: Choice | None = None
    tellers: frozenset[str] = frozenset()
    source: Source | None = None
    at: datetime


Event = TotalsEntered


class NoVotesByName(Refusal):
    """Where votes were cast by name, the total is theirs: it is not entered besides."""


class TellersMissing(RuleBroken):
    """A secret ballot is counted by tellers chosen among the members."""

    cure = "The body: count the ballots again before tellers."


class MoreVotesThanVoters(RuleBroken):
    """There are never more votes than voters: those present, those represented, less those who stood aside."""

    cure = "The secretary: correct the totals or the attendance; otherwise the body: vote again."


class NotATotal(Refusal):
    """Totals are whole numbers of votes, each college once."""


def decide(command: Command, meeting: Meeting) -> list[Event | irregularity.Event]:
    return enter_totals(command, meeting)


def enter_totals(command: EnterTotals, meeting: Meeting) -> list[Event | irregularity.Event]:
    item = item_of(opened_by(meeting, command.at), command.item)
    ballot = open_ballot(command.item, item)
    if ballot.votes or ballot.electronic:
        raise NoVotesByName(command.item)
    if meeting.mode is MeetingMode.WRITTEN:
        raise ConsultationStillOpen(meeting.closes_at)
    well_formed(command.totals, meeting)
    if (ballot.totals, ballot.chair, ballot.tellers) == (command.totals, command.chair, command.tellers):
        return []
    if ballot.method is BallotMethod.SECRET and command.chair is not None:
        raise SecretBallotByName(command.item)
    entered = TotalsEntered(
        item=command.item,
        totals=command.totals,
        chair=command.chair,
        tellers=command.tellers,
        source=command.source,
        at=command.at,
    )
    breaches = [*_tellers(command, meeting, ballot), *too_many(command.item, item, command.totals, meeting)]
    return [*judged([entered], breaches, command.source, meeting.irregularities, command.today)]


def well_formed(totals: tuple[CollegeVotes, ...], meeting: Meeting) -> None:
    colleges = [one.college for one in totals]
    figures = [
        figure for one in totals for figure in (one.in_favour, one.against, one.abstentions, one.blank, one.null)
    ]
    known = not meeting.seats or set(colleges) <= set(colleges_of(meeting))
    if not totals or len(set(colleges)) < len(colleges) or min(figures) < 0 or not known:
        raise NotATotal(", ".join(colleges))


def _tellers(command: EnterTotals, meeting: Meeting, ballot: Ballot) -> Iterator[Refusal]:
    if ballot.method is BallotMethod.SECRET:
        yield from tellers_missing(command.item, command.tellers, meeting)


def tellers_missing(item: str, tellers: frozenset[str], meeting: Meeting) -> Iterator[Refusal]:
    if not tellers or not tellers <= set(meeting.seats):
        yield TellersMissing(item, ", ".join(sorted(tellers)))


def too_many(name: str, item: Item, totals: tuple[CollegeVotes, ...], meeting: Meeting) -> Iterator[Refusal]:
    """Colleges with more votes than voters at the instant the vote was opened."""
    if item.ballot is None or meeting.opened_at is None:
        return
    able = weights(meeting, voters_at(meeting, item, item.ballot.opened_at))
    for votes in totals:
        if all_votes(votes) > able.get(votes.college, 0):
            yield MoreVotesThanVoters(name, all_votes(votes), able.get(votes.college, 0))


def evolve(meeting: Meeting, event: Event) -> Meeting:
    item = meeting.items[event.item]
    ballot = replace(ballot_of(item, event.at), totals=event.totals, chair=event.chair, tellers=event.tellers)
    return with_item(meeting, event.item, replace(item, ballot=ballot))
