"""People, or lists under a title, stand for an election until they withdraw."""

from datetime import datetime
from typing import assert_never

from domain.decider import Given, Refusal, record, replace
from domain.meeting.guards import item_of, opened_by, undecided
from domain.meeting.interest import MemberStoodAside, stood_aside
from domain.meeting.state import Candidate, Election, HeldInterest, Item, ItemKind, Meeting, with_item
from domain.values import PersonId


@record
class Stand:
    """Stand for an election: a person, or a list under a title."""

    item: str
    candidate: str
    title: str = ""
    person: PersonId | None = None
    at: datetime
    interests: Given[tuple[HeldInterest, ...]]


@record
class WithdrawCandidacy:
    """Stand no longer, before the next round."""

    item: str
    candidate: str
    at: datetime


Command = Stand | WithdrawCandidacy


@record
class CandidateStood:
    item: str
    candidate: str
    title: str = ""
    person: PersonId | None = None
    at: datetime


@record
class CandidateWithdrew:
    item: str
    candidate: str
    at: datetime


Event = CandidateStood | CandidateWithdrew


class NotAnElection(Refusal):
    """Candidates stand, and rounds are counted, for an item that is an election."""


class NoSuchCandidate(Refusal):
    """Votes go to candidates who stand; others are null."""


class CandidateAlreadyStands(Refusal):
    """A candidate keeps the title under which he, she or the list stands."""


def decide(command: Command, meeting: Meeting) -> list[Event | MemberStoodAside]:
    match command:
        case Stand():
            return [*stand(command, meeting)]
        case WithdrawCandidacy():
            return [*withdraw_candidacy(command, meeting)]
        case _:
            assert_never(command)


def election_of(name: str, meeting: Meeting) -> tuple[Item, Election]:
    item = item_of(meeting, name)
    undecided(name, item)
    if item.kind is not ItemKind.ELECTION:
        raise NotAnElection(name)
    return item, item.election or Election(candidates={})


def stand(command: Stand, meeting: Meeting) -> list[Event | MemberStoodAside]:
    item, election = election_of(command.item, opened_by(meeting, command.at))
    candidate = _candidate(command)
    known = election.candidates.get(command.candidate)
    if known == candidate and command.candidate not in election.withdrawn:
        return []
    if known is not None and known != candidate:
        raise CandidateAlreadyStands(command.candidate)
    return [
        *stood_aside(command.item, item, meeting, command.interests, command.at),
        CandidateStood(
            item=command.item,
            candidate=command.candidate,
            title=command.title,
            person=command.person,
            at=command.at,
        ),
    ]


def _candidate(stood: Stand | CandidateStood) -> Candidate:
    return Candidate(candidate=stood.candidate, title=stood.title, person=stood.person)


def withdraw_candidacy(command: WithdrawCandidacy, meeting: Meeting) -> list[Event]:
    _, election = election_of(command.item, opened_by(meeting, command.at))
    if command.candidate not in election.candidates:
        raise NoSuchCandidate(command.candidate)
    if command.candidate in election.withdrawn:
        return []
    return [CandidateWithdrew(item=command.item, candidate=command.candidate, at=command.at)]


def evolve(meeting: Meeting, event: Event) -> Meeting:
    item = meeting.items[event.item]
    election = item.election or Election(candidates={})
    match event:
        case CandidateStood():
            candidates = {**election.candidates, event.candidate: _candidate(event)}
            election = replace(election, candidates=candidates, withdrawn=election.withdrawn - {event.candidate})
        case CandidateWithdrew(candidate=candidate):
            election = replace(election, withdrawn=election.withdrawn | {candidate})
        case _:
            assert_never(event)
    return with_item(meeting, event.item, replace(item, election=election))
