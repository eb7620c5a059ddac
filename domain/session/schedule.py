"""When a session is held, by whom and for which cohort."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain import irregularity
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.programme.state import ProgrammeOnDay, unfit
from domain.session.state import Kind, Session
from domain.values import FrameworkId, OrganisationId, PersonId, ProgrammeId, ProjectId, Source


@record
class ScheduleSession:
    """Schedule a session of a programme: one day or several, for a cohort or for the projects named."""

    framework: FrameworkId
    programme: ProgrammeId
    standing: Given[ProgrammeOnDay | None]
    title: str
    kind: Kind
    cohort: str = ""
    starts_on: date
    ends_on: date | None = None
    hours: Decimal | None = None
    place: str = ""
    trainer: PersonId | None = None
    organisation: OrganisationId | None = None
    projects: frozenset[ProjectId] = frozenset()
    on: date
    source: Source | None = None


@record
class MoveSession:
    """Hold the session on other days."""

    starts_on: date
    ends_on: date | None = None
    on: date


@record
class CancelSession:
    """Call the session off, with reasons."""

    reasons: str
    on: date


@record
class SessionScheduled:
    framework: FrameworkId
    programme: ProgrammeId
    title: str
    kind: Kind
    cohort: str
    starts_on: date
    ends_on: date
    hours: Decimal | None
    place: str
    trainer: PersonId | None
    organisation: OrganisationId | None
    projects: frozenset[ProjectId]
    on: date
    source: Source | None = None


@record
class SessionMoved:
    starts_on: date
    ends_on: date
    on: date


@record
class SessionCancelled:
    reasons: str
    on: date


Event = SessionScheduled | SessionMoved | SessionCancelled
Recorded = Sequence[Event | irregularity.Event]


class SessionAlreadyScheduled(Refusal):
    """A session is scheduled once; another day is said as a move."""


class SessionUntitled(Refusal):
    """A session has a title."""


class SessionEndsBeforeItBegins(Refusal):
    """A session ends on the day it begins, or later; its hours are above zero."""


class SessionWasHeld(Refusal):
    """A session that somebody attended is neither moved nor called off."""


class SessionCancelledWithoutReasons(Refusal):
    """A session is called off with reasons in words."""


def schedule_session(command: ScheduleSession, session: Session) -> Recorded:
    scheduled = SessionScheduled(
        framework=command.framework,
        programme=command.programme,
        title=command.title,
        kind=command.kind,
        cohort=command.cohort,
        starts_on=command.starts_on,
        ends_on=command.ends_on or command.starts_on,
        hours=command.hours,
        place=command.place,
        trainer=command.trainer,
        organisation=command.organisation,
        projects=command.projects,
        on=command.on,
        source=command.source,
    )
    if session.programme is not None:
        if session == evolve(Session(), scheduled):
            return []
        raise SessionAlreadyScheduled
    if not command.title.strip():
        raise SessionUntitled
    _lasting(scheduled.starts_on, scheduled.ends_on, command.hours)
    standing = unfit(command.standing, command.framework)
    return judged([scheduled], standing, command.source, session.irregularities, command.on)


def _lasting(first: date, last: date, hours: Decimal | None) -> None:
    if last < first or (hours is not None and not (hours.is_finite() and hours > 0)):
        raise SessionEndsBeforeItBegins(first, last)


def move_session(command: MoveSession, session: Session) -> Recorded:
    last = command.ends_on or command.starts_on
    if (session.starts_on, session.ends_on) == (command.starts_on, last):
        return []
    _lasting(command.starts_on, last, None)
    _not_held(session)
    return [SessionMoved(starts_on=command.starts_on, ends_on=last, on=command.on)]


def cancel_session(command: CancelSession, session: Session) -> Recorded:
    if session.cancelled_on is not None:
        return []
    if not command.reasons.strip():
        raise SessionCancelledWithoutReasons
    _not_held(session)
    return [SessionCancelled(reasons=command.reasons, on=command.on)]


def _not_held(session: Session) -> None:
    if any(one.present for one in session.attendance.values()):
        raise SessionWasHeld(session.starts_on)


def evolve(session: Session, event: Event) -> Session:
    match event:
        case SessionScheduled():
            return replace(
                session,
                framework=event.framework,
                programme=event.programme,
                title=event.title,
                kind=event.kind,
                cohort=event.cohort,
                starts_on=event.starts_on,
                ends_on=event.ends_on,
                hours=event.hours,
                place=event.place,
                trainer=event.trainer,
                organisation=event.organisation,
                enrolled=frozenset[str](event.projects),
            )
        case SessionMoved(starts_on=starts_on, ends_on=ends_on):
            return replace(session, starts_on=starts_on, ends_on=ends_on)
        case SessionCancelled(on=on):
            return replace(session, cancelled_on=on)
        case _:
            assert_never(event)
