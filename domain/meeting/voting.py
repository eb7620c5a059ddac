"""Votes are cast by name, by those who are there and by those whom they represent."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from domain.bylaws import BallotMethod, Choice, MeetingMode, RuleBroken
from domain.committee import SeatKind
from domain.decider import Given, Refusal, record, replace
from domain.meeting.counting import colleges_of, stay_at, voter_at, voters_at
from domain.meeting.guards import item_of, opened_by, rules, seat_of, undecided
from domain.meeting.interest import MemberStoodAside, interested, interested_vote, stood_aside
from domain.meeting.state import Attendance, Ballot, HeldInterest, Item, ItemKind, Meeting, Vote, with_item


class Entry(StrEnum):
    """How a vote by name came in: said in the room, handed in on paper, or cast by the voter's own device."""

    ORAL = "oral"
    PAPER = "paper"
    ELECTRONIC = "electronic"


@record
class OpenVote:
    """Put an item to the vote: by show of hands, roll call or secret ballot."""

    item: str
    method: BallotMethod = BallotMethod.SHOW_OF_HANDS
    electronic: bool = False
    at: datetime
    interests: Given[tuple[HeldInterest, ...]]


@record
class CastVote:
    """Cast a vote by name, one's own or that of a member represented; the secretary enters an oral or paper one."""

    item: str
    seat: str
    choice: Choice
    entry: Entry = Entry.ORAL
    at: datetime
    interests: Given[tuple[HeldInterest, ...]]


Command = OpenVote | CastVote


@record
class VoteOpened:
    item: str
    method: BallotMethod
    electronic: bool = False
    at: datetime


@record
class VoteCast:
    item: str
    seat: str
    choice: Choice
    by: str
    entry: Entry = Entry.ORAL
    at: datetime


Event = VoteOpened | VoteCast


class VoteAlreadyOpen(Refusal):
    """An item is put to the vote once, in one way."""


class VoteNotOpen(Refusal):
    """Votes are cast on an item that has been put to the vote."""


class MethodNotAllowed(RuleBroken):
    """A vote is taken in a way the rules provide for."""


class SecretByVideo(RuleBroken):
    """Where the rules say so, members joined by video vote in public only; a secret vote waits for another meeting."""


class ElectronicSecretNotAllowed(RuleBroken):
    """A secret ballot is electronic only where the bylaws provide for it."""


class CollegeTooSmall(Refusal):
    """A secret electronic ballot needs at least three voters in each college, or the count would betray them."""


class UnequalWeights(Refusal):
    """A secret electronic ballot needs votes of equal weight in each college, or the count would betray them."""


class ElectionNotByUrn(Refusal):
    """An election is not held in the electronic urn: its rounds are counted by tellers, and entered one by one."""


class ConsultationNotPublic(Refusal):
    """A written consultation is answered by name."""


class SecretBallotByName(Refusal):
    """In a secret ballot nobody's choice is recorded by name."""


class NotAVoter(Refusal):
    """Only a member with a voting seat votes."""


class VoterNotThere(Refusal):
    """A member votes while there, or through a colleague who holds a written proxy and is there."""


class TooLateToVote(Refusal):
    """Nobody answers a written consultation after its end."""


def decide(command: Command, meeting: Meeting) -> list[Event | MemberStoodAside]:
    match command:
        case OpenVote():
            return [*open_vote(command, meeting)]
        case CastVote():
            return [*cast_vote(command, meeting)]
        case _:
            assert_never(command)


def open_vote(command: OpenVote, meeting: Meeting) -> list[Event | MemberStoodAside]:
    item = item_of(opened_by(meeting, command.at), command.item)
    undecided(command.item, item)
    if item.ballot is not None:
        if (item.ballot.method, item.ballot.electronic) == (command.method, command.electronic):
            return []
        raise VoteAlreadyOpen(command.item)
    aside = list(stood_aside(command.item, item, meeting, command.interests, command.at))
    recusals = {**item.recusals, **{one.seat: one.ground for one in aside}}
    for refusal in _method_breaches(command, meeting, replace(item, recusals=recusals)):
        raise refusal
    opened = VoteOpened(item=command.item, method=command.method, electronic=command.electronic, at=command.at)
    return [*aside, opened]


def _method_breaches(command: OpenVote, meeting: Meeting, item: Item) -> Iterator[Refusal]:
    ballots = rules(meeting).ballots
    secret = command.method is BallotMethod.SECRET
    if command.method not in ballots.methods:
        yield MethodNotAllowed(command.method, article=ballots.article)
    if secret and meeting.mode is MeetingMode.WRITTEN:
        yield ConsultationNotPublic(command.item)
    if secret and not ballots.secret_by_video and anyone_by_video(meeting, command.at):
        yield SecretByVideo(command.item, article=ballots.article)
    if secret and command.electronic:
        if item.kind is ItemKind.ELECTION:
            yield ElectionNotByUrn(command.item)
        if not ballots.electronic_secret:
            yield ElectronicSecretNotAllowed(command.item, article=ballots.article)
        yield from _betrayed(meeting, item, command.at)


def anyone_by_video(meeting: Meeting, at: datetime) -> bool:
    stays = (stay_at(meeting, seat, at) for seat in meeting.presence)
    return meeting.mode is MeetingMode.VIDEO or any(stay and stay.how is Attendance.VIDEO for stay in stays)


def _betrayed(meeting: Meeting, item: Item, at: datetime) -> Iterator[Refusal]:
    """Colleges so small, or so unequal, that a count would tell who voted what."""
    voters = [meeting.seats[seat] for seat in voters_at(meeting, item, at)]
    for college in colleges_of(meeting):
        weighing = [seat.weight for seat in voters if seat.college == college]
        if len(weighing) < 3:
            yield CollegeTooSmall(college, len(weighing))
        if len(set(weighing)) > 1:
            yield UnequalWeights(college)


def cast_vote(command: CastVote, meeting: Meeting) -> list[Event]:
    item = item_of(opened_by(meeting, command.at), command.item)
    ballot = open_ballot(command.item, item)
    if ballot.method is BallotMethod.SECRET:
        raise SecretBallotByName(command.item)
    if meeting.closes_at is not None and command.at > meeting.closes_at:
        raise TooLateToVote(meeting.closes_at)
    by = entitled(meeting, command.item, item, command.seat, command.at)
    if command.seat in interested(item, meeting, command.interests):
        raise interested_vote(meeting, command.item, command.seat)
    vote = Vote(choice=command.choice, by=by)
    if ballot.votes.get(command.seat) == vote:
        return []
    return [
        VoteCast(item=command.item, seat=command.seat, choice=command.choice, by=by, entry=command.entry, at=command.at)
    ]


def open_ballot(name: str, item: Item) -> Ballot:
    undecided(name, item)
    if item.ballot is None:
        raise VoteNotOpen(name)
    return item.ballot


def entitled(meeting: Meeting, name: str, item: Item, seat: str, at: datetime) -> str:
    """Who casts this member's vote. Raises NotAVoter, InterestedVote, VoterNotThere."""
    if seat_of(meeting, seat).kind is not SeatKind.VOTING:
        raise NotAVoter(seat)
    if seat in item.recusals:
        raise interested_vote(meeting, name, seat)
    by = voter_at(meeting, item, seat, at)
    if by is None:
        raise VoterNotThere(seat)
    return by


def evolve(meeting: Meeting, event: Event) -> Meeting:
    item = meeting.items[event.item]
    match event:
        case VoteOpened():
            ballot = Ballot(method=event.method, electronic=event.electronic, opened_at=event.at)
        case VoteCast():
            votes: Mapping[str, Vote] = {} if item.ballot is None else item.ballot.votes
            cast = {**votes, event.seat: Vote(choice=event.choice, by=event.by)}
            ballot = replace(ballot_of(item, event.at), votes=cast)
        case _:
            assert_never(event)
    return with_item(meeting, event.item, replace(item, ballot=ballot))


def ballot_of(item: Item, at: datetime) -> Ballot:
    """The ballot of an item; history loads even where none was opened."""
    return item.ballot or Ballot(method=BallotMethod.SHOW_OF_HANDS, electronic=False, opened_at=at)
