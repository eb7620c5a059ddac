"""How a case begins, and how it ends when nobody's step ends it."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime

from domain.case import events as e
from domain.case.running import moving
from domain.case.setting import Setting
from domain.case.state import Case, CaseId, Cause, running
from domain.case.telling import Telling
from domain.decider import Given, Refusal, record
from domain.procedure.step import begin
from domain.values import FrameworkId


class AlreadyOpen(Refusal):
    """A case is opened once."""


class SubjectOfAnotherKind(Refusal):
    """A case is about the kind of thing that its procedure is for."""


class SubjectElsewhere(Refusal):
    """A case is about something of its own framework."""


class RoleNotInProcedure(Refusal):
    """Only roles that the procedure names are assigned."""


class EndedWithoutReason(Refusal):
    """Who ends a case before its time says why."""


@record
class OpenCase:
    """Open a case: one run of a procedure about one subject. `version` is the newest published where none is named.

    `assigned` gives roles to people or organisations for this case; the others are found through mandates.
    """

    framework: FrameworkId
    procedure: str
    subject: str
    version: int | None = None
    assigned: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    setting: Given[Setting | None] = None
    subject_framework: Given[FrameworkId | None] = None
    spawned_by: Given[CaseId | None] = None
    depth: Given[int] = 0
    at: datetime


@record
class EndCase:
    """End a case before its time, with reasons: its procedure cannot or need not go on."""

    reason: str
    setting: Given[Setting]
    at: datetime


def open_case(command: OpenCase, case: Case) -> Sequence[e.Event]:
    if case.opened_at is not None:
        raise AlreadyOpen
    setting = command.setting
    if setting is None:
        raise RoleNotInProcedure(command.procedure)
    _check(command, setting)
    telling = Telling(case, setting, command.at)
    telling.tell(
        e.CaseOpened(
            framework=command.framework,
            subject=command.subject,
            procedure=command.procedure,
            name=setting.definition.id,
            version=setting.definition.version,
            digest=setting.digest,
            assigned=command.assigned,
            spawned_by=command.spawned_by,
            depth=command.depth,
            at=command.at,
        )
    )
    moving(telling, lambda: begin(setting.definition, setting.holds), Cause.BEGUN, about="begin")
    return telling.events


def _check(command: OpenCase, setting: Setting) -> None:
    if command.subject.partition("-")[0] != setting.definition.subject:
        raise SubjectOfAnotherKind(command.subject, setting.definition.subject)
    if command.subject_framework not in (None, command.framework):
        raise SubjectElsewhere(command.subject)
    for role in command.assigned:
        if setting.definition.role(role) is None:
            raise RoleNotInProcedure(role)


def end_case(command: EndCase, case: Case) -> Sequence[e.Event]:
    if not command.reason.strip():
        raise EndedWithoutReason
    telling = Telling(running(case), command.setting, command.at)
    telling.end((), command.reason)
    return telling.events
