"""What a session lets happen, refuses, and records all the same when it was done elsewhere."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from domain.decider import Refusal
from domain.programme.state import ProgrammeNotOpen
from domain.session import (
    AttendanceRecorded,
    CancelSession,
    EnrolProject,
    Kind,
    MoveSession,
    NoSuchSession,
    ProjectEnrolled,
    RecordAttendance,
    ScheduleSession,
    SessionCancelled,
    SessionMoved,
    SessionScheduled,
    decider,
)
from domain.session.attendance import AttendedBeforehand, HoursAbsurd, LongerThanTheSession, NotEnrolled
from domain.session.schedule import (
    SessionAlreadyScheduled,
    SessionCancelledWithoutReasons,
    SessionEndsBeforeItBegins,
    SessionUntitled,
    SessionWasHeld,
)
from domain.session.state import SessionIsCancelled
from domain.values import ProjectId
from tests.domain.enterprise_world import ANA, CLOSED, HOME, PAPER, PROGRAMME, RUNS, broken, day, named
from tests.scenario import Scenario

scenario = Scenario(decider)
ONE, TWO = ProjectId("project-1"), ProjectId("project-2")
SCHEDULE = ScheduleSession(
    framework=HOME,
    programme=PROGRAMME,
    standing=RUNS,
    title="Tenir ses comptes",
    kind=Kind.TRAINING,
    starts_on=day(4, 3),
    hours=Decimal(7),
    projects=frozenset({ONE}),
    on=day(3, 1),
)
SCHEDULED = SessionScheduled(
    framework=HOME,
    programme=PROGRAMME,
    title="Tenir ses comptes",
    kind=Kind.TRAINING,
    cohort="",
    starts_on=day(4, 3),
    ends_on=day(4, 3),
    hours=Decimal(7),
    place="",
    trainer=None,
    organisation=None,
    projects=frozenset({ONE}),
    on=day(3, 1),
)
CAME = AttendanceRecorded(project=ONE, present=True, person=ANA, hours=Decimal(7), on=day(4, 3))
OFF = SessionCancelled(reasons="Crue", on=day(4, 1))
ATTEND = RecordAttendance(project=ONE, person=ANA, hours=Decimal(7), on=day(4, 3))


def test_a_session_is_scheduled_once() -> None:
    scenario.given().when(SCHEDULE).then(SCHEDULED)
    scenario.given(SCHEDULED).when(SCHEDULE).then_nothing()
    scenario.given(SCHEDULED).when(replace(SCHEDULE, title="Autre")).then_refused(SessionAlreadyScheduled)
    scenario.given().when(ATTEND).then_refused(NoSuchSession)
    scenario.given().when(replace(SCHEDULE, title="")).then_refused(SessionUntitled)
    closed = replace(SCHEDULE, standing=CLOSED)
    scenario.given().when(closed).then_refused(ProgrammeNotOpen, PROGRAMME)
    assert broken(decider, (), replace(closed, source=PAPER)) == [named(ProgrammeNotOpen)]


@pytest.mark.parametrize("wrong", [{"ends_on": day(4, 2)}, {"hours": Decimal(0)}, {"hours": Decimal("Infinity")}])
def test_it_lasts(wrong: dict[str, Any]) -> None:
    last = wrong.get("ends_on", day(4, 3))
    scenario.given().when(replace(SCHEDULE, **wrong)).then_refused(SessionEndsBeforeItBegins, day(4, 3), last)


def test_it_is_moved_or_called_off_until_somebody_came() -> None:
    move, moved = (kind(starts_on=day(4, 10), ends_on=day(4, 11), on=day(4, 1)) for kind in (MoveSession, SessionMoved))
    scenario.given(SCHEDULED).when(move).then(moved)
    scenario.given(SCHEDULED, moved).when(move).then_nothing()
    scenario.given(SCHEDULED, CAME).when(move).then_refused(SessionWasHeld, day(4, 3))
    cancel = CancelSession(reasons="Crue", on=day(4, 1))
    scenario.given(SCHEDULED).when(cancel).then(OFF)
    scenario.given(SCHEDULED, OFF).when(cancel).then_nothing()
    scenario.given(SCHEDULED, CAME).when(cancel).then_refused(SessionWasHeld, day(4, 3))
    scenario.given(SCHEDULED).when(replace(cancel, reasons="")).then_refused(SessionCancelledWithoutReasons)


def test_who_was_to_come_and_who_came_is_recorded() -> None:
    scenario.given(SCHEDULED).when(ATTEND).then(CAME)
    scenario.given(SCHEDULED, CAME).when(ATTEND).then_nothing()
    absent = RecordAttendance(project=ONE, present=False, on=day(4, 3))
    scenario.given(SCHEDULED).when(absent).then(replace(CAME, present=False, person=None, hours=None))
    enrolled = ProjectEnrolled(project=TWO, on=day(4, 1))
    scenario.given(SCHEDULED).when(EnrolProject(project=TWO, on=day(4, 1))).then(enrolled)
    scenario.given(SCHEDULED, enrolled).when(EnrolProject(project=TWO, on=day(4, 1))).then_nothing()
    scenario.given(SCHEDULED, enrolled).when(replace(ATTEND, project=TWO)).then(replace(CAME, project=TWO))


@pytest.mark.parametrize(
    ("history", "wrong", "rule", "details"),
    [
        ((SCHEDULED,), {"on": day(4, 2)}, AttendedBeforehand, (day(4, 3), day(4, 2))),
        ((SCHEDULED,), {"project": TWO}, NotEnrolled, (TWO,)),
        ((SCHEDULED,), {"hours": Decimal(8)}, LongerThanTheSession, (Decimal(7), Decimal(8))),
        ((SCHEDULED, OFF), {}, SessionIsCancelled, (day(4, 1),)),
    ],
)
def test_attendance_that_does_not_fit_is_refused_here_and_noticed_from_elsewhere(
    history: tuple[object, ...], wrong: dict[str, Any], rule: type[Refusal], details: tuple[object, ...]
) -> None:
    command = replace(ATTEND, **wrong)
    scenario.given(*history).when(command).then_refused(rule, *details)
    assert broken(decider, history, replace(command, source=PAPER)) == [named(rule)]


@pytest.mark.parametrize(("present", "hours"), [(True, "0"), (True, "-2"), (False, "1"), (True, "NaN")])
def test_hours_are_of_those_who_came(present: bool, hours: str) -> None:
    with pytest.raises(HoursAbsurd):
        decider.decide(replace(ATTEND, present=present, hours=Decimal(hours), source=PAPER), decider.fold([SCHEDULED]))


def test_nobody_is_enrolled_in_a_session_that_was_called_off() -> None:
    scenario.given(SCHEDULED, OFF).when(EnrolProject(project=TWO, on=day(4, 1))).then_refused(
        SessionIsCancelled, day(4, 1)
    )
