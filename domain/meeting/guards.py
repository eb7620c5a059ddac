"""What must be so before anything is said: the meeting is scheduled, or open, and its items and members are known."""

from datetime import datetime

from domain.bylaws import Bylaws
from domain.committee import SeatInOffice
from domain.decider import Refusal
from domain.meeting.state import Item, Meeting, Stage


class MeetingNotScheduled(Refusal):
    """A meeting is scheduled, or recorded as held, before anything else is said of it."""


class ItemUnknown(Refusal):
    """Only an item of this meeting can be dealt with."""


class NotSeatedHere(Refusal):
    """Only those who sit on the committee that day come in, stand aside, vote or hold an office in the meeting."""


class ItemAlreadyDecided(Refusal):
    """What has been decided is neither taken off nor taken up again in the same meeting."""


class MeetingNotOpen(Refusal):
    """This is done while the meeting is open."""


class BeforeItBegan(Refusal):
    """Nothing happens in a meeting before it is opened or after it is closed."""


class BylawsUnknown(Refusal):
    """A meeting is convened and opened under the bylaws of its day."""


def scheduled(meeting: Meeting) -> Meeting:
    if meeting.stage is None:
        raise MeetingNotScheduled
    return meeting


def opened(meeting: Meeting) -> Meeting:
    if scheduled(meeting).stage is not Stage.OPENED:
        raise MeetingNotOpen(meeting.stage)
    return meeting


def opened_by(meeting: Meeting, at: datetime) -> Meeting:
    """The meeting, open, and not before the instant of its opening."""
    began = opened(meeting).opened_at
    if began is not None and at < began:
        raise BeforeItBegan(at)
    return meeting


def rules(meeting: Meeting) -> Bylaws:
    if meeting.bylaws is None:
        raise BylawsUnknown(meeting.held_on)
    return meeting.bylaws


def item_of(meeting: Meeting, name: str) -> Item:
    item = meeting.items.get(name)
    if item is None or item.withdrawn:
        raise ItemUnknown(name)
    return item


def undecided(name: str, item: Item) -> None:
    if item.outcome is not None:
        raise ItemAlreadyDecided(name)


def seat_of(meeting: Meeting, name: str) -> SeatInOffice:
    if name not in meeting.seats:
        raise NotSeatedHere(name)
    return meeting.seats[name]
