"""A meeting is opened under the rules of its day by those who are there; urgency is ratified, a secretary named."""

from datetime import datetime
from typing import assert_never

from domain.bylaws import Bylaws, MeetingMode, RuleBroken
from domain.committee import CommitteeOnDay, SeatInOffice, SeatKind
from domain.decider import Given, Refusal, record, replace
from domain.meeting.convening import mode_breaches
from domain.meeting.guards import BylawsUnknown, NotSeatedHere, opened_by, scheduled, seat_of
from domain.meeting.proxies import ended
from domain.meeting.state import Attendance, Meeting, Stage, Stay, Urgency


@record
class OpenMeeting:
    """Open a convened meeting, with those who are there and its chair; a chair who decides alone convenes nobody."""

    chair: str | None = None
    on_site: frozenset[str] = frozenset()
    by_video: frozenset[str] = frozenset()
    at: datetime
    committee_on_day: Given[CommitteeOnDay]


@record
class OpenConsultation:
    """Open a written consultation, until an instant."""

    closes_at: datetime
    at: datetime
    committee_on_day: Given[CommitteeOnDay]


@record
class SettleUrgency:
    """Say at opening whether the body accepts that it was convened in urgency."""

    accepted: bool
    at: datetime


@record
class DesignateSecretary:
    """Name the secretary or secretaries of the meeting."""

    seats: frozenset[str]
    at: datetime


Command = OpenMeeting | OpenConsultation | SettleUrgency | DesignateSecretary


@record
class MeetingOpened:
    """Members in office and bylaws of the day, and who was there."""

    chair: str | None
    seats: tuple[SeatInOffice, ...]
    bylaws: Bylaws
    on_site: frozenset[str] = frozenset()
    by_video: frozenset[str] = frozenset()
    at: datetime


@record
class ConsultationOpened:
    seats: tuple[SeatInOffice, ...]
    bylaws: Bylaws
    chair: str | None = None
    closes_at: datetime
    at: datetime


@record
class UrgencyRatified:
    at: datetime


@record
class UrgencyRefused:
    at: datetime


@record
class SecretaryDesignated:
    seats: frozenset[str]
    at: datetime


Event = MeetingOpened | ConsultationOpened | UrgencyRatified | UrgencyRefused | SecretaryDesignated


class NotConvened(Refusal):
    """Only a meeting that was convened is opened, unless the chair decides alone."""


class ChairMissing(Refusal):
    """Somebody with a voting seat chairs the meeting, and is there."""


class VideoNotProvided(RuleBroken):
    """Members take part by video only in a meeting that is held that way."""


class NotAConsultation(Refusal):
    """A written consultation is opened where the meeting was scheduled as one, and nothing else is."""


class ConsultationTooShort(Refusal):
    """A written consultation closes after it opens."""


class NoUrgencyToSettle(Refusal):
    """Only the urgency in which a meeting was convened is put to the body, once."""


def decide(command: Command, meeting: Meeting) -> list[Event]:
    match command:
        case OpenMeeting():
            return open_meeting(command, meeting)
        case OpenConsultation():
            return open_consultation(command, meeting)
        case SettleUrgency():
            return settle_urgency(command, meeting)
        case DesignateSecretary():
            return designate_secretary(command, meeting)
        case _:
            assert_never(command)


def open_meeting(command: OpenMeeting, meeting: Meeting) -> list[Event]:
    bylaws = _to_open(command.committee_on_day, meeting)
    if meeting.mode is MeetingMode.WRITTEN:
        raise NotAConsultation(meeting.mode)
    present = command.on_site | command.by_video
    members_only(present, command.committee_on_day.seats)
    video_only(command.by_video, bylaws, meeting.mode)
    chair = command.chair or command.committee_on_day.chair
    if not _can_chair(chair, command, meeting.mode):
        raise ChairMissing(chair)
    return [
        MeetingOpened(
            chair=chair,
            seats=command.committee_on_day.seats,
            bylaws=bylaws,
            on_site=command.on_site - command.by_video,
            by_video=command.by_video,
            at=command.at,
        )
    ]


def _to_open(facts: CommitteeOnDay, meeting: Meeting) -> Bylaws:
    alone = scheduled(meeting).mode is MeetingMode.CHAIR and meeting.stage is Stage.SCHEDULED
    if not alone and meeting.stage not in {Stage.CONVENED, Stage.RECONVENED}:
        raise NotConvened(meeting.stage)
    if facts.bylaws is None:
        raise BylawsUnknown(meeting.held_on)
    for breach in mode_breaches(facts.bylaws, meeting.mode) if alone else ():
        raise breach
    return facts.bylaws


def members_only(names: frozenset[str], seats: tuple[SeatInOffice, ...]) -> None:
    strangers = names - {seat.seat for seat in seats}
    if strangers:
        raise NotSeatedHere(", ".join(sorted(strangers)))


def video_only(names: frozenset[str], bylaws: Bylaws, mode: MeetingMode) -> None:
    if names and mode not in {MeetingMode.HYBRID, MeetingMode.VIDEO}:
        raise VideoNotProvided(", ".join(sorted(names)), article=bylaws.modes.article)


def _can_chair(chair: str | None, command: OpenMeeting, mode: MeetingMode) -> bool:
    voting = {seat.seat for seat in command.committee_on_day.seats if seat.kind is SeatKind.VOTING}
    there = mode is MeetingMode.CHAIR or chair in command.on_site | command.by_video
    return chair in voting and there


def open_consultation(command: OpenConsultation, meeting: Meeting) -> list[Event]:
    bylaws = _to_open(command.committee_on_day, meeting)
    if meeting.mode is not MeetingMode.WRITTEN:
        raise NotAConsultation(meeting.mode)
    if command.closes_at <= command.at:
        raise ConsultationTooShort(command.at, command.closes_at)
    return [
        ConsultationOpened(
            seats=command.committee_on_day.seats,
            bylaws=bylaws,
            chair=command.committee_on_day.chair,
            closes_at=command.closes_at,
            at=command.at,
        )
    ]


def settle_urgency(command: SettleUrgency, meeting: Meeting) -> list[Event]:
    wanted = Urgency.RATIFIED if command.accepted else Urgency.REFUSED
    if opened_by(meeting, command.at).urgency is wanted:
        return []
    if meeting.urgency is not Urgency.TO_RATIFY:
        raise NoUrgencyToSettle(meeting.urgency)
    return [UrgencyRatified(at=command.at) if command.accepted else UrgencyRefused(at=command.at)]


def designate_secretary(command: DesignateSecretary, meeting: Meeting) -> list[Event]:
    for seat in sorted(command.seats):
        seat_of(opened_by(meeting, command.at), seat)
    if not command.seats or meeting.secretaries == command.seats:
        return []
    return [SecretaryDesignated(seats=command.seats, at=command.at)]


def evolve(meeting: Meeting, event: Event) -> Meeting:
    match event:
        case MeetingOpened():
            return _opened(meeting, event)
        case ConsultationOpened():
            return replace(
                meeting,
                seats={seat.seat: seat for seat in event.seats},
                bylaws=event.bylaws,
                chair=event.chair,
                closes_at=event.closes_at,
                opened_at=event.at,
                stage=Stage.OPENED,
            )
        case UrgencyRatified():
            return replace(meeting, urgency=Urgency.RATIFIED)
        case UrgencyRefused():
            return replace(meeting, urgency=Urgency.REFUSED)
        case SecretaryDesignated(seats=seats):
            return replace(meeting, secretaries=seats)
        case _:
            assert_never(event)


def _opened(meeting: Meeting, event: MeetingOpened) -> Meeting:
    """A second opening, after a lack of quorum, keeps the instant of the first for what happened then."""
    seats = {seat.seat: seat for seat in event.seats}
    begun = replace(
        meeting, chair=event.chair, seats=seats, bylaws=event.bylaws, opened_at=event.at, stage=Stage.OPENED
    )
    return come(begun, event.on_site, event.by_video, event.at)


def come(meeting: Meeting, on_site: frozenset[str], by_video: frozenset[str], at: datetime) -> Meeting:
    """These members are there from now on; the proxies they gave end with their coming."""
    arrived = dict.fromkeys(sorted(on_site), Attendance.ON_SITE) | dict.fromkeys(sorted(by_video), Attendance.VIDEO)
    presence = dict(meeting.presence)
    for seat, how in arrived.items():
        presence[seat] = (*presence.get(seat, ()), Stay(how=how, since=at))
    return replace(meeting, presence=presence, proxies=ended(meeting, frozenset(arrived), at))
