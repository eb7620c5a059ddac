"""Who plays a role in one case can change while it runs: a new officer takes over what the old one had to do."""

from collections.abc import Sequence
from datetime import datetime

from domain.case import events as e
from domain.case.opening import RoleNotInProcedure
from domain.case.setting import Setting
from domain.case.state import Case, running
from domain.decider import Given, Refusal, record
from domain.procedure.roles import resolved
from domain.values import PersonId


class AssignedWithoutReason(Refusal):
    """Who gives a role to somebody else while a case runs says why."""


@record
class AssignRole:
    """Give a role of a running case to people or organisations; to nobody: it is found through mandates again.

    Open tasks and approvals not yet answered pass to them.
    """

    role: str
    to: tuple[str, ...] = ()
    reason: str
    by: Given[PersonId]
    setting: Given[Setting]
    at: datetime


def assign(command: AssignRole, case: Case) -> Sequence[e.Event]:
    role = command.setting.definition.role(command.role)
    if role is None:
        raise RoleNotInProcedure(command.role)
    if tuple(running(case).assigned.get(command.role, ())) == command.to:
        return []
    if not command.reason.strip():
        raise AssignedWithoutReason(command.role)
    return [
        e.RoleAssigned(
            role=command.role,
            to=command.to,
            wanted=resolved(role, command.setting.listed, {command.role: command.to}),
            reason=command.reason.strip(),
            by=command.by,
            at=command.at,
        )
    ]
