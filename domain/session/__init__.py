"""A meeting or training of a programme: when, for which cohort, who was to come and who came."""

from collections.abc import Sequence
from typing import assert_never

from domain import irregularity
from domain.decider import Decider, replace
from domain.irregularity import (
    AcceptIrregularity,
    IrregularityAccepted,
    IrregularityNoticed,
    IrregularityRegularised,
    NoticeIrregularity,
    RegulariseIrregularity,
)
from domain.session import attendance, schedule
from domain.session.attendance import AttendanceRecorded, EnrolProject, ProjectEnrolled, RecordAttendance
from domain.session.schedule import (
    CancelSession,
    MoveSession,
    ScheduleSession,
    SessionCancelled,
    SessionMoved,
    SessionScheduled,
)
from domain.session.state import Kind, NoSuchSession, Session

__all__ = [
    "AttendanceRecorded",
    "CancelSession",
    "Command",
    "EnrolProject",
    "Event",
    "Kind",
    "MoveSession",
    "NoSuchSession",
    "ProjectEnrolled",
    "RecordAttendance",
    "ScheduleSession",
    "Session",
    "SessionCancelled",
    "SessionMoved",
    "SessionScheduled",
    "decide",
    "decider",
    "evolve",
]

Command = ScheduleSession | MoveSession | CancelSession | EnrolProject | RecordAttendance | irregularity.Command
Event = schedule.Event | attendance.Event | irregularity.Event


def decide(command: Command, session: Session) -> Sequence[Event]:
    if session.programme is None and not isinstance(command, ScheduleSession):
        raise NoSuchSession
    match command:
        case ScheduleSession():
            return schedule.schedule_session(command, session)
        case MoveSession():
            return schedule.move_session(command, session)
        case CancelSession():
            return schedule.cancel_session(command, session)
        case EnrolProject():
            return attendance.enrol_project(command, session)
        case RecordAttendance():
            return attendance.record_attendance(command, session)
        case NoticeIrregularity() | RegulariseIrregularity() | AcceptIrregularity():
            return irregularity.decide(command, session.irregularities)
        case _:
            assert_never(command)


def evolve(session: Session, event: Event) -> Session:
    match event:
        case SessionScheduled() | SessionMoved() | SessionCancelled():
            return schedule.evolve(session, event)
        case ProjectEnrolled() | AttendanceRecorded():
            return attendance.evolve(session, event)
        case IrregularityNoticed() | IrregularityRegularised() | IrregularityAccepted():
            return replace(session, irregularities=irregularity.evolve(session.irregularities, event))
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=Session())
