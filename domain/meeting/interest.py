"""A member with an interest in an item stands aside for it, and is then neither counted nor heard in the vote."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from domain import irregularity
from domain.bylaws import RuleBroken
from domain.decider import Given, record, replace
from domain.irregularity import noticed
from domain.meeting.counting import undermined
from domain.meeting.guards import item_of, scheduled, seat_of
from domain.meeting.state import Ground, HeldInterest, Item, Meeting, with_item


@record
class StandAside:
    """A member leaves an item to the others, for an interest declared or as representative in the body concerned."""

    item: str
    seat: str
    ground: Ground = Ground.DECLARED
    at: datetime
    today: Given[date]


Command = StandAside


@record
class MemberStoodAside:
    item: str
    seat: str
    ground: Ground
    at: datetime


Event = MemberStoodAside


class InterestedVote(RuleBroken):
    """A member with an interest in an item takes no part in the vote on it."""

    cure = "The body: have the item adopted again without the member concerned."


def interested_vote(meeting: Meeting, item: str, seat: str) -> InterestedVote:
    article = "" if meeting.bylaws is None else meeting.bylaws.interests.article
    return InterestedVote(item, seat, article=article)


def decide(command: Command, meeting: Meeting) -> list[Event | irregularity.Event]:
    return stand_aside(command, meeting)


def stood_aside(
    name: str, item: Item, meeting: Meeting, interests: Iterable[HeldInterest], at: datetime
) -> Iterator[MemberStoodAside]:
    """Members whose interest follows from a mandate they hold in the beneficiary, and who have not stood aside yet."""
    for seat, ground in interested(item, meeting, interests).items():
        if seat not in item.recusals:
            yield MemberStoodAside(item=name, seat=seat, ground=ground, at=at)


def interested(item: Item, meeting: Meeting, interests: Iterable[HeldInterest]) -> dict[str, Ground]:
    """The seats whose holders have a mandate in the beneficiary on the day of the meeting, and on which ground."""
    grounds: dict[str, Ground] = {}
    for interest in interests:
        today = meeting.held_on is None or interest.period.holds(meeting.held_on)
        if today and item.beneficiary is not None and interest.organisation == item.beneficiary:
            for seat in meeting.seats.values():
                if seat.person == interest.person:
                    grounds[seat.seat] = Ground.REPRESENTATIVE if interest.representative else Ground.MANDATE_HELD
    return grounds


def stand_aside(command: StandAside, meeting: Meeting) -> list[Event | irregularity.Event]:
    item = item_of(scheduled(meeting), command.item)
    seat_of(meeting, command.seat)
    if command.seat in item.recusals:
        return []
    aside = MemberStoodAside(item=command.item, seat=command.seat, ground=command.ground, at=command.at)
    voted = item.ballot is not None and command.seat in {*item.ballot.votes, *item.ballot.roll}
    vote = [interested_vote(meeting, command.item, command.seat)] if voted else []
    return [
        aside,
        *noticed([*vote, *undermined(meeting, evolve(meeting, aside))], meeting.irregularities, command.today),
    ]


def evolve(meeting: Meeting, event: Event) -> Meeting:
    item = meeting.items[event.item]
    return with_item(meeting, event.item, replace(item, recusals={**item.recusals, event.seat: event.ground}))
