"""A meeting is found without quorum, adjourned and resumed, and closed."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from domain.bylaws import MeetingMode, quorum_figures
from domain.committee import SeatKind
from domain.decider import Refusal, record, replace
from domain.meeting.counting import quorum_at
from domain.meeting.guards import MeetingNotOpen, opened_by, scheduled
from domain.meeting.opening import come, members_only, video_only
from domain.meeting.state import Meeting, Stage


@record
class FindNoQuorum:
    """State that too few members are there to go on."""

    at: datetime


@record
class AdjournMeeting:
    """Break off the meeting, to go on later."""

    until: datetime | None = None
    at: datetime


@record
class ResumeMeeting:
    """Go on with an adjourned meeting, with those who are there."""

    on_site: frozenset[str] = frozenset()
    by_video: frozenset[str] = frozenset()
    at: datetime


@record
class CloseMeeting:
    """Close the meeting."""

    at: datetime


Command = FindNoQuorum | AdjournMeeting | ResumeMeeting | CloseMeeting


@record
class NoQuorumFound:
    required: int
    met: int
    at: datetime


@record
class MeetingAdjourned:
    until: datetime | None = None
    at: datetime


@record
class MeetingResumed:
    on_site: frozenset[str] = frozenset()
    by_video: frozenset[str] = frozenset()
    at: datetime


@record
class MeetingClosed:
    at: datetime


Event = NoQuorumFound | MeetingAdjourned | MeetingResumed | MeetingClosed


class ConsultationStillOpen(Refusal):
    """A written consultation is closed at its end, or once everybody has answered."""


class QuorumIsThere(Refusal):
    """A meeting is sent home for lack of quorum only when the quorum is lacking."""


def decide(command: Command, meeting: Meeting) -> list[Event]:
    match command:
        case FindNoQuorum():
            return find_no_quorum(command, meeting)
        case AdjournMeeting():
            return adjourn(command, meeting)
        case ResumeMeeting():
            return resume(command, meeting)
        case CloseMeeting():
            return close(command, meeting)
        case _:
            assert_never(command)


def find_no_quorum(command: FindNoQuorum, meeting: Meeting) -> list[Event]:
    rule = None if opened_by(meeting, command.at).bylaws is None else meeting.bylaws
    figures = quorum_figures(None if rule is None else rule.quorum, quorum_at(meeting, None, command.at))
    if figures is None or figures.holds:
        raise QuorumIsThere(*(() if figures is None else (figures.required, figures.met)))
    return [NoQuorumFound(required=figures.required, met=figures.met, at=command.at)]


def adjourn(command: AdjournMeeting, meeting: Meeting) -> list[Event]:
    if scheduled(meeting).stage is Stage.ADJOURNED:
        return []
    opened_by(meeting, command.at)
    return [MeetingAdjourned(until=command.until, at=command.at)]


def resume(command: ResumeMeeting, meeting: Meeting) -> list[Event]:
    if scheduled(meeting).stage is not Stage.ADJOURNED or meeting.bylaws is None:
        raise MeetingNotOpen(meeting.stage)
    members_only(command.on_site | command.by_video, tuple(meeting.seats.values()))
    video_only(command.by_video, meeting.bylaws, meeting.mode)
    return [MeetingResumed(on_site=command.on_site - command.by_video, by_video=command.by_video, at=command.at)]


def close(command: CloseMeeting, meeting: Meeting) -> list[Event]:
    if scheduled(meeting).stage is Stage.CLOSED:
        return []
    if meeting.stage is not Stage.ADJOURNED:
        opened_by(meeting, command.at)
    if not consultation_over(meeting, command.at):
        raise ConsultationStillOpen(meeting.closes_at)
    return [MeetingClosed(at=command.at)]


def consultation_over(meeting: Meeting, at: datetime) -> bool:
    """Whether the time is up, or everybody has answered on every item put to the vote."""
    if meeting.mode is not MeetingMode.WRITTEN or meeting.closes_at is None or at >= meeting.closes_at:
        return True
    return all(not waiting for waiting in _unanswered(meeting))


def _unanswered(meeting: Meeting) -> Iterator[set[str]]:
    voters = {name for name, seat in meeting.seats.items() if seat.kind is SeatKind.VOTING}
    for item in meeting.items.values():
        if not item.withdrawn:
            yield voters - set(item.recusals) - set(item.ballot.votes if item.ballot is not None else ())


def evolve(meeting: Meeting, event: Event) -> Meeting:
    match event:
        case NoQuorumFound(at=at):
            return replace(_dispersed(meeting, at), stage=Stage.NO_QUORUM)
        case MeetingAdjourned(at=at):
            return replace(_gone(meeting, at), stage=Stage.ADJOURNED)
        case MeetingResumed():
            return replace(come(meeting, event.on_site, event.by_video, event.at), stage=Stage.OPENED)
        case MeetingClosed(at=at):
            return replace(_dispersed(meeting, at), closed_at=at, stage=Stage.CLOSED)
        case _:
            assert_never(event)


def _gone(meeting: Meeting, at: datetime) -> Meeting:
    left = {
        seat: tuple(replace(stay, until=at) if stay.until is None else stay for stay in stays)
        for seat, stays in meeting.presence.items()
    }
    return replace(meeting, presence=left)


def _dispersed(meeting: Meeting, at: datetime) -> Meeting:
    """Everybody leaves, and what was given for this sitting ends with it."""
    proxies = tuple(replace(proxy, until=at) if proxy.until is None else proxy for proxy in meeting.proxies)
    return replace(_gone(meeting, at), proxies=proxies)
