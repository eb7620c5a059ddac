"""Members come and go, on site or by video; what was decided is counted again when one learns of it late."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import assert_never

from domain import irregularity
from domain.bylaws import MeetingMode
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged, noticed
from domain.meeting.counting import in_force, stay_at, undermined
from domain.meeting.guards import BeforeItBegan, MeetingNotOpen, scheduled, seat_of
from domain.meeting.opening import VideoNotProvided
from domain.meeting.proxies import ProxyRevoked
from domain.meeting.state import Attendance, Meeting, Stage, Stay
from domain.values import Source


@record
class RecordArrival:
    """A member comes in, or comes back, on site or by video."""

    seat: str
    how: Attendance = Attendance.ON_SITE
    source: Source | None = None
    at: datetime
    today: Given[date]


@record
class RecordDeparture:
    """A member leaves."""

    seat: str
    source: Source | None = None
    at: datetime
    today: Given[date]


Command = RecordArrival | RecordDeparture


@record
class MemberArrived:
    seat: str
    how: Attendance
    source: Source | None = None
    at: datetime


@record
class MemberLeft:
    seat: str
    source: Source | None = None
    at: datetime


Event = MemberArrived | MemberLeft


class NotPresent(Refusal):
    """Only a member who is there can leave."""


class PresenceOverlaps(Refusal):
    """A member is in one place at a time: on site or by video."""


def decide(command: Command, meeting: Meeting) -> list[Event | ProxyRevoked | irregularity.Event]:
    match command:
        case RecordArrival():
            return arrive(command, meeting)
        case RecordDeparture():
            return leave(command, meeting)
        case _:
            assert_never(command)


BEGUN = frozenset({Stage.OPENED, Stage.CLOSED, Stage.ADJOURNED, Stage.DECISIONS_LISTED, Stage.MINUTES_DRAFTED})


def _begun(meeting: Meeting, at: datetime, source: Source | None) -> Meeting:
    """Presence is noted while the meeting is open; afterwards only from a source, and never before its opening."""
    if scheduled(meeting).stage not in BEGUN or (source is None and meeting.stage is not Stage.OPENED):
        raise MeetingNotOpen(meeting.stage)
    if (
        meeting.opened_at is None
        or at < meeting.opened_at
        or (meeting.closed_at is not None and at > meeting.closed_at)
    ):
        raise BeforeItBegan(at)
    return meeting


def arrive(command: RecordArrival, meeting: Meeting) -> list[Event | ProxyRevoked | irregularity.Event]:
    seat_of(_begun(meeting, command.at, command.source), command.seat)
    stay = stay_at(meeting, command.seat, command.at)
    if stay is not None and stay.how is command.how:
        return []
    if stay is not None:
        raise PresenceOverlaps(command.seat, command.at)
    arrived = MemberArrived(seat=command.seat, how=command.how, source=command.source, at=command.at)
    given = any(proxy.giver == command.seat and in_force(proxy, command.at) for proxy in meeting.proxies)
    events: list[Event | ProxyRevoked] = [
        arrived,
        *([ProxyRevoked(giver=command.seat, at=command.at)] if given else []),
    ]
    breaches = _video(command, meeting)
    return [*judged(events, breaches, command.source, meeting.irregularities, command.today)]


def _video(command: RecordArrival, meeting: Meeting) -> Iterator[Refusal]:
    joined = meeting.mode in {MeetingMode.HYBRID, MeetingMode.VIDEO}
    if command.how is Attendance.VIDEO and not joined:
        yield VideoNotProvided(command.seat, article="" if meeting.bylaws is None else meeting.bylaws.modes.article)


def leave(command: RecordDeparture, meeting: Meeting) -> list[Event | ProxyRevoked | irregularity.Event]:
    seat_of(_begun(meeting, command.at, command.source), command.seat)
    if any(stay.until == command.at for stay in meeting.presence.get(command.seat, ())):
        return []
    stay = stay_at(meeting, command.seat, command.at)
    if stay is None:
        raise NotPresent(command.seat, command.at)
    left = MemberLeft(seat=command.seat, source=command.source, at=command.at)
    after = evolve(meeting, left)
    return [left, *noticed(undermined(meeting, after), meeting.irregularities, command.today)]


def evolve(meeting: Meeting, event: Event) -> Meeting:
    match event:
        case MemberArrived(seat=seat, how=how, at=at):
            known = meeting.presence.get(seat, ())
            stays = (*known, Stay(how=how, since=at, until=_next(known, at, meeting.closed_at)))
            return replace(meeting, presence={**meeting.presence, seat: stays})
        case MemberLeft(seat=seat, at=at):
            stays = tuple(_left(stay, at) for stay in meeting.presence.get(seat, ()))
            return replace(meeting, presence={**meeting.presence, seat: stays})
        case _:
            assert_never(event)


def _next(stays: tuple[Stay, ...], at: datetime, closed_at: datetime | None) -> datetime | None:
    """An arrival learned late ends where the next one known begins, or with the meeting, until a departure is known."""
    return min((stay.since for stay in stays if stay.since > at), default=closed_at)


def _left(stay: Stay, at: datetime) -> Stay:
    covers = stay.since <= at and (stay.until is None or at < stay.until)
    return replace(stay, until=at) if covers else stay
