"""A consensus is reached when nobody stands in its way; objections are put on record either way."""

from datetime import datetime
from typing import assert_never

from domain.decider import Refusal, record, replace
from domain.meeting.guards import item_of, opened_by, seat_of, undecided
from domain.meeting.state import Meeting, Objection, with_item
from domain.values import Protected


@record
class RaiseObjection:
    """A member objects; a sustained objection stands in the way of consensus, any other is put on record."""

    item: str
    seat: str
    sustained: bool = True
    words: Protected | None = None
    at: datetime


@record
class WithdrawObjection:
    """A member no longer objects."""

    item: str
    seat: str
    at: datetime


Command = RaiseObjection | WithdrawObjection


@record
class ObjectionRaised:
    item: str
    seat: str
    sustained: bool
    words: Protected | None = None
    at: datetime


@record
class ObjectionWithdrawn:
    item: str
    seat: str
    at: datetime


Event = ObjectionRaised | ObjectionWithdrawn


class NoObjection(Refusal):
    """Only an objection that was raised can be withdrawn."""


def decide(command: Command, meeting: Meeting) -> list[Event]:
    match command:
        case RaiseObjection():
            return raise_objection(command, meeting)
        case WithdrawObjection():
            return withdraw_objection(command, meeting)
        case _:
            assert_never(command)


def raise_objection(command: RaiseObjection, meeting: Meeting) -> list[Event]:
    item = item_of(opened_by(meeting, command.at), command.item)
    seat_of(meeting, command.seat)
    undecided(command.item, item)
    raised = Objection(seat=command.seat, sustained=command.sustained, words=command.words)
    if raised in item.objections:
        return []
    return [
        ObjectionRaised(
            item=command.item, seat=command.seat, sustained=command.sustained, words=command.words, at=command.at
        )
    ]


def withdraw_objection(command: WithdrawObjection, meeting: Meeting) -> list[Event]:
    item = item_of(opened_by(meeting, command.at), command.item)
    raised = [objection for objection in item.objections if objection.seat == command.seat]
    if not raised:
        raise NoObjection(command.item, command.seat)
    if all(objection.withdrawn for objection in raised):
        return []
    return [ObjectionWithdrawn(item=command.item, seat=command.seat, at=command.at)]


def evolve(meeting: Meeting, event: Event) -> Meeting:
    match event:
        case ObjectionRaised():
            objection = Objection(seat=event.seat, sustained=event.sustained, words=event.words)
            item = meeting.items[event.item]
            return with_item(meeting, event.item, replace(item, objections=(*item.objections, objection)))
        case ObjectionWithdrawn(item=name, seat=seat):
            item = meeting.items[name]
            objections = tuple(replace(one, withdrawn=True) if one.seat == seat else one for one in item.objections)
            return with_item(meeting, name, replace(item, objections=objections))
        case _:
            assert_never(event)
