"""A secret electronic ballot: the roll says who voted, the count says what, and nothing joins the two."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from domain.bylaws import BallotMethod, CollegeVotes
from domain.decider import Given, Refusal, record, replace
from domain.meeting.counting import all_votes, college_weight, colleges_of, voting_seats, weights
from domain.meeting.guards import item_of, opened_by
from domain.meeting.interest import interested, interested_vote
from domain.meeting.state import Ballot, HeldInterest, Item, Meeting, with_item
from domain.meeting.voting import entitled, open_ballot


@record
class SignRoll:
    """Put a ballot in the urn: the roll is signed, the choice is not in it."""

    item: str
    seat: str
    at: Given[datetime]
    interests: Given[tuple[HeldInterest, ...]]


@record
class CountBallots:
    """Count the ballots that waited in the urn, college by college; the urn is then destroyed."""

    item: str
    at: Given[datetime]
    urn: Given[tuple[CollegeVotes, ...]]


Command = SignRoll | CountBallots


@record
class VoterSignedRoll:
    item: str
    seat: str
    at: datetime


@record
class BallotsCounted:
    """The count of one college: votes, never voters."""

    item: str
    college: str
    in_favour: int
    against: int
    abstentions: int
    blank: int
    null: int
    at: datetime


Event = VoterSignedRoll | BallotsCounted


class NotAnElectronicBallot(Refusal):
    """The roll is signed, and an urn counted, in a secret electronic ballot only."""


class BallotsAlreadyCounted(Refusal):
    """Once the ballots are counted, nobody votes any more."""


class NobodyVoted(Refusal):
    """An urn is counted once somebody has voted."""


class TallyDiffersFromRoll(Refusal):
    """There are exactly as many ballots in the urn as signatures on the roll, college by college."""


class TooFewToCount(Refusal):
    """A college in which fewer than three members voted is not counted by itself, or the count would betray them."""


def decide(command: Command, meeting: Meeting) -> list[Event]:
    match command:
        case SignRoll():
            return sign_roll(command, meeting)
        case CountBallots():
            return count_ballots(command, meeting)
        case _:
            assert_never(command)


def _electronic(name: str, item: Item) -> Ballot:
    ballot = open_ballot(name, item)
    if ballot.method is not BallotMethod.SECRET or not ballot.electronic:
        raise NotAnElectronicBallot(name)
    return ballot


def sign_roll(command: SignRoll, meeting: Meeting) -> list[Event]:
    item = item_of(opened_by(meeting, command.at), command.item)
    ballot = _electronic(command.item, item)
    if command.seat in ballot.roll:
        return []
    if ballot.counted:
        raise BallotsAlreadyCounted(command.item)
    entitled(meeting, command.item, item, command.seat, command.at)
    if command.seat in interested(item, meeting, command.interests):
        raise interested_vote(meeting, command.item, command.seat)
    return [VoterSignedRoll(item=command.item, seat=command.seat, at=command.at)]


def count_ballots(command: CountBallots, meeting: Meeting) -> list[Event]:
    item = item_of(opened_by(meeting, command.at), command.item)
    ballot = _electronic(command.item, item)
    if ballot.counted:
        return []
    if not ballot.roll:
        raise NobodyVoted(command.item)
    for refusal in _miscounted(meeting, command.item, ballot, command.urn):
        raise refusal
    return [_counted(command, votes) for votes in sorted(command.urn, key=lambda one: one.college)]


def _miscounted(meeting: Meeting, name: str, ballot: Ballot, urn: tuple[CollegeVotes, ...]) -> Iterator[Refusal]:
    signed = _signatures(meeting, ballot)
    found = {votes.college: all_votes(votes) for votes in urn}
    for college in sorted(signed.keys() | found.keys()):
        if signed.get(college, 0) != found.get(college, 0):
            yield TallyDiffersFromRoll(name, college, signed.get(college, 0), found.get(college, 0))
        if 0 < signed.get(college, 0) < 3:
            yield TooFewToCount(name, college, signed[college])


def _signatures(meeting: Meeting, ballot: Ballot) -> dict[str, int]:
    """Signatures on the roll by college: heads, since weights are equal within each."""
    signed = dict.fromkeys(colleges_of(meeting), 0)
    for seat in ballot.roll:
        signed[meeting.seats[seat].college] += 1
    return {college: number for college, number in signed.items() if number}


def _counted(command: CountBallots, votes: CollegeVotes) -> BallotsCounted:
    return BallotsCounted(
        item=command.item,
        college=votes.college,
        in_favour=votes.in_favour,
        against=votes.against,
        abstentions=votes.abstentions,
        blank=votes.blank,
        null=votes.null,
        at=command.at,
    )


def tally_matches_roll(meeting: Meeting, item: str) -> bool:
    """Whether a counted electronic ballot holds as many votes as signatures: what a replay checks."""
    ballot = item_of(meeting, item).ballot
    if ballot is None or not ballot.counted:
        return False
    weighed = weights(meeting, ballot.roll)
    return {votes.college: all_votes(votes) for votes in ballot.totals if all_votes(votes)} == weighed


def evolve(meeting: Meeting, event: Event) -> Meeting:
    item = meeting.items[event.item]
    ballot = item.ballot or Ballot(method=BallotMethod.SECRET, electronic=True, opened_at=event.at)
    match event:
        case VoterSignedRoll(seat=seat):
            ballot = replace(ballot, roll=ballot.roll | {seat})
        case BallotsCounted():
            ballot = replace(ballot, totals=(*ballot.totals, _weighed(meeting, event)), counted=True)
        case _:
            assert_never(event)
    return with_item(meeting, event.item, replace(item, ballot=ballot))


def _weighed(meeting: Meeting, event: BallotsCounted) -> CollegeVotes:
    """Ballots are heads; each weighs what every seat of its college weighs."""
    weight = next((seat.weight for seat in voting_seats(meeting) if seat.college == event.college), 1)
    return CollegeVotes(
        college=event.college,
        weight=college_weight(meeting, event.college),
        in_favour=event.in_favour * weight,
        against=event.against * weight,
        abstentions=event.abstentions * weight,
        blank=event.blank * weight,
        null=event.null * weight,
    )
