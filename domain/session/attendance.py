"""Who is to come to a session, and who came."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain import irregularity
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.session.state import Attendance, Session, SessionIsCancelled
from domain.values import PersonId, ProjectId, Source


@record
class EnrolProject:
    """A project is to take part in the session."""

    project: ProjectId
    on: date
    source: Source | None = None


@record
class RecordAttendance:
    """Record whether a project took part, in whose person, and for how many hours."""

    project: ProjectId
    present: bool = True
    person: PersonId | None = None
    hours: Decimal | None = None
    on: date
    source: Source | None = None


@record
class ProjectEnrolled:
    project: ProjectId
    on: date
    source: Source | None = None


@record
class AttendanceRecorded:
    project: ProjectId
    present: bool
    person: PersonId | None
    hours: Decimal | None
    on: date
    source: Source | None = None


Event = ProjectEnrolled | AttendanceRecorded
Recorded = Sequence[Event | irregularity.Event]


class AttendedBeforehand(Refusal):
    """Attendance is recorded on the day of the session, or later."""

    cure = "Whoever ran the session checks its date."


class NotEnrolled(Refusal):
    """Whoever attends a session was enrolled in it."""

    cure = "The coordination enrols the project, or accepts that it came without."


class HoursAbsurd(Refusal):
    """Hours attended are above zero, and none where nobody came."""


class LongerThanTheSession(Refusal):
    """Nobody attends a session for longer than it lasts."""

    cure = "Whoever ran the session checks the sheets that were signed."


def enrol_project(command: EnrolProject, session: Session) -> Recorded:
    if command.project in session.enrolled:
        return []
    enrolled = ProjectEnrolled(project=command.project, on=command.on, source=command.source)
    return judged([enrolled], _cancelled(session), command.source, session.irregularities, command.on)


def record_attendance(command: RecordAttendance, session: Session) -> Recorded:
    if _same(session.attendance.get(command.project), command):
        return []
    if command.hours is not None and not (command.present and command.hours.is_finite() and command.hours > 0):
        raise HoursAbsurd(command.hours)
    recorded = AttendanceRecorded(
        project=command.project,
        present=command.present,
        person=command.person,
        hours=command.hours,
        on=command.on,
        source=command.source,
    )
    breaches = [*_cancelled(session), *_unfit(command, session)]
    return judged([recorded], breaches, command.source, session.irregularities, command.on)


def _same(known: Attendance | None, command: RecordAttendance) -> bool:
    return known is not None and (known.present, known.person, known.hours) == (
        command.present,
        command.person,
        command.hours,
    )


def _cancelled(session: Session) -> Iterator[Refusal]:
    if session.cancelled_on is not None:
        yield SessionIsCancelled(session.cancelled_on)


def _unfit(command: RecordAttendance, session: Session) -> Iterator[Refusal]:
    if session.starts_on is not None and command.on < session.starts_on:
        yield AttendedBeforehand(session.starts_on, command.on)
    if command.present and command.project not in session.enrolled:
        yield NotEnrolled(command.project)
    if command.hours is not None and session.hours is not None and command.hours > session.hours:
        yield LongerThanTheSession(session.hours, command.hours)


def evolve(session: Session, event: Event) -> Session:
    match event:
        case ProjectEnrolled(project=project):
            return replace(session, enrolled=session.enrolled | {project})
        case AttendanceRecorded():
            one = Attendance(present=event.present, person=event.person, hours=event.hours, on=event.on)
            return replace(session, attendance={**session.attendance, event.project: one})
        case _:
            assert_never(event)
