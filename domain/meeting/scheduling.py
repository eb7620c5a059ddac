"""A meeting is set for a day, moved or called off, or recorded as held elsewhere."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import assert_never

from domain import irregularity
from domain.bylaws import Bylaws, MeetingMode, NoticeFacts
from domain.committee import CommitteeOnDay, SeatInOffice
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.meeting.convening import ModeNotAllowed, mode_breaches, notice_breaches
from domain.meeting.guards import scheduled
from domain.meeting.state import Meeting, Stage
from domain.values import CommitteeId, FrameworkId, Source


@record
class ScheduleMeeting:
    """Set the day of a committee's meeting, and how it is held."""

    framework: FrameworkId
    committee: CommitteeId
    title: str
    held_on: date
    starts_at: datetime | None = None
    mode: MeetingMode = MeetingMode.ON_SITE
    place: str = ""
    on: date
    committee_on_day: Given[CommitteeOnDay]


@record
class MoveMeeting:
    """Change the day of a meeting that is not yet convened."""

    held_on: date
    starts_at: datetime | None = None
    place: str = ""
    on: date


@record
class CancelMeeting:
    """Call off a meeting that has not been opened."""

    reason: str
    on: date


@record
class RecordMeeting:
    """Record a meeting that was held elsewhere, with what its source says."""

    framework: FrameworkId
    committee: CommitteeId
    title: str
    held_on: date
    convened_on: date | None = None
    urgent: bool = False
    mode: MeetingMode = MeetingMode.ON_SITE
    place: str = ""
    source: Source
    on: date
    committee_on_day: Given[CommitteeOnDay]


Command = ScheduleMeeting | MoveMeeting | CancelMeeting | RecordMeeting


@record
class MeetingScheduled:
    framework: FrameworkId
    committee: CommitteeId
    title: str
    held_on: date
    starts_at: datetime | None = None
    mode: MeetingMode = MeetingMode.ON_SITE
    place: str = ""
    on: date


@record
class MeetingMoved:
    held_on: date
    starts_at: datetime | None = None
    place: str = ""
    on: date


@record
class MeetingCancelled:
    reason: str
    on: date


@record
class MeetingRecorded:
    framework: FrameworkId
    committee: CommitteeId
    title: str
    convened_on: date | None = None
    urgent: bool = False
    mode: MeetingMode = MeetingMode.ON_SITE
    place: str = ""
    bylaws: Bylaws | None = None
    seats: tuple[SeatInOffice, ...] = ()
    source: Source
    on: date


Event = MeetingScheduled | MeetingMoved | MeetingCancelled | MeetingRecorded


class MeetingAlreadyScheduled(Refusal):
    """A meeting is scheduled once; another day before it is convened is a move, afterwards a cancellation."""


class CommitteeNotAtWork(Refusal):
    """Only a committee that is installed and not dissolved meets."""


class CommitteeElsewhere(Refusal):
    """A committee meets in the cooperation framework it belongs to."""


class NotToCancel(Refusal):
    """A meeting that has been opened took place and is not called off."""


def decide(command: Command, meeting: Meeting) -> list[Event | irregularity.Event]:
    match command:
        case ScheduleMeeting():
            return [*schedule(command, meeting)]
        case MoveMeeting():
            return [*move(command, meeting)]
        case CancelMeeting():
            return [*cancel(command, meeting)]
        case RecordMeeting():
            return [*record_meeting(command, meeting)]
        case _:
            assert_never(command)


def schedule(command: ScheduleMeeting, meeting: Meeting) -> list[Event]:
    if meeting.stage is not None:
        raise MeetingAlreadyScheduled
    _of_framework(command)
    if not command.committee_on_day.active:
        raise CommitteeNotAtWork(command.committee)
    bylaws = command.committee_on_day.bylaws
    if bylaws is not None and command.mode not in bylaws.modes.modes:
        raise ModeNotAllowed(command.mode, article=bylaws.modes.article)
    return [
        MeetingScheduled(
            framework=command.framework,
            committee=command.committee,
            title=command.title,
            held_on=command.held_on,
            starts_at=command.starts_at,
            mode=command.mode,
            place=command.place,
            on=command.on,
        )
    ]


def _of_framework(command: ScheduleMeeting | RecordMeeting) -> None:
    if command.committee_on_day.framework != command.framework:
        raise CommitteeElsewhere(command.committee, command.framework)


def move(command: MoveMeeting, meeting: Meeting) -> list[Event]:
    if scheduled(meeting).stage is not Stage.SCHEDULED:
        raise MeetingAlreadyScheduled
    place = command.place or meeting.place
    if (meeting.held_on, meeting.starts_at, meeting.place) == (command.held_on, command.starts_at, place):
        return []
    return [MeetingMoved(held_on=command.held_on, starts_at=command.starts_at, place=place, on=command.on)]


def cancel(command: CancelMeeting, meeting: Meeting) -> list[Event]:
    if scheduled(meeting).stage is Stage.CANCELLED:
        return []
    if meeting.stage not in {Stage.SCHEDULED, Stage.CONVENED, Stage.NO_QUORUM, Stage.RECONVENED}:
        raise NotToCancel(meeting.stage)
    return [MeetingCancelled(reason=command.reason, on=command.on)]


def record_meeting(command: RecordMeeting, meeting: Meeting) -> list[Event | irregularity.Event]:
    if meeting.stage is not None:
        raise MeetingAlreadyScheduled
    _of_framework(command)
    facts = command.committee_on_day
    recorded = MeetingRecorded(
        framework=command.framework,
        committee=command.committee,
        title=command.title,
        convened_on=command.convened_on,
        urgent=command.urgent,
        mode=command.mode,
        place=command.place,
        bylaws=facts.bylaws,
        seats=facts.seats,
        source=command.source,
        on=command.held_on,
    )
    return [*judged([recorded], _recorded_breaches(command, facts), command.source, (), command.on)]


def _recorded_breaches(command: RecordMeeting, facts: CommitteeOnDay) -> Iterator[Refusal]:
    if not facts.active:
        yield CommitteeNotAtWork(command.committee)
    if facts.bylaws is None:
        return
    yield from mode_breaches(facts.bylaws, command.mode)
    if command.convened_on is not None:
        notice = NoticeFacts(sent=command.convened_on, held=command.held_on, urgent=command.urgent)
        yield from notice_breaches(facts.bylaws, notice, "urgent", command.mode)


def evolve(meeting: Meeting, event: Event) -> Meeting:
    match event:
        case MeetingScheduled():
            return replace(
                meeting,
                framework=event.framework,
                committee=event.committee,
                title=event.title,
                held_on=event.held_on,
                starts_at=event.starts_at,
                mode=event.mode,
                place=event.place,
                stage=Stage.SCHEDULED,
            )
        case MeetingMoved():
            return replace(meeting, held_on=event.held_on, starts_at=event.starts_at, place=event.place)
        case MeetingCancelled(reason=reason):
            return replace(meeting, cancelled_because=reason, stage=Stage.CANCELLED)
        case MeetingRecorded():
            return _recorded(meeting, event)
        case _:
            assert_never(event)


def _recorded(meeting: Meeting, event: MeetingRecorded) -> Meeting:
    sent = event.convened_on
    return replace(
        meeting,
        framework=event.framework,
        committee=event.committee,
        title=event.title,
        held_on=event.on,
        mode=event.mode,
        place=event.place,
        bylaws=event.bylaws,
        seats={seat.seat: seat for seat in event.seats},
        notice=None if sent is None else NoticeFacts(sent=sent, held=event.on, urgent=event.urgent),
        source=event.source,
        stage=Stage.CLOSED,
    )
