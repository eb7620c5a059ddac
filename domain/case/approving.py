"""Yes or no, asked of several."""

from collections.abc import Sequence
from datetime import datetime

from domain.case import events as e
from domain.case.running import moving
from domain.case.setting import Setting
from domain.case.state import Answer, Approval, Case, Cause, running
from domain.case.telling import Telling, configuration
from domain.decider import Given, Refusal, record
from domain.procedure.configuration import Trigger
from domain.procedure.definition import On
from domain.procedure.step import step
from domain.values import PersonId


class ApprovalNotAsked(Refusal):
    """One approves what one was asked to approve, while it is asked."""


class RefusedWithoutReason(Refusal):
    """Who refuses an approval says why."""


@record
class GiveApproval:
    """Say yes for one of those who were asked: an organisation, or a role."""

    state: str
    of: str
    by: Given[PersonId]
    setting: Given[Setting]
    at: datetime


@record
class RefuseApproval:
    """Say no, with the reason, for one of those who were asked."""

    state: str
    of: str
    reason: str
    by: Given[PersonId]
    setting: Given[Setting]
    at: datetime


def give(command: GiveApproval, case: Case) -> Sequence[e.Event]:
    if _answer(case, command.state, command.of) is Answer.YES:
        return []
    telling = Telling(case, command.setting, command.at)
    telling.tell(e.ApprovalGiven(state=command.state, of=command.of, by=command.by, at=command.at))
    _conclude(telling, case, command.state, command.by)
    return telling.events


def refuse(command: RefuseApproval, case: Case) -> Sequence[e.Event]:
    if _answer(case, command.state, command.of) is Answer.NO:
        return []
    if not command.reason.strip():
        raise RefusedWithoutReason(command.of)
    telling = Telling(case, command.setting, command.at)
    telling.tell(
        e.ApprovalRefused(state=command.state, of=command.of, by=command.by, reason=command.reason, at=command.at)
    )
    _conclude(telling, case, command.state, command.by)
    return telling.events


def _approval(case: Case, state: str) -> Approval:
    found = next((one for one in case.approvals if one.state == state), None)
    if found is None:
        raise ApprovalNotAsked(state)
    return found


def _answer(case: Case, state: str, of: str) -> Answer:
    said = next((one.answer for one in _approval(running(case), state).asked if one.of == of), None)
    if said is None:
        raise ApprovalNotAsked(state, of)
    return said


def _conclude(telling: Telling, before: Case, state: str, by: PersonId) -> None:
    """The case moves once, when enough have said yes, or when that can no longer be."""
    then, now = _approval(before, state), _approval(telling.case, state)
    setting = telling.setting
    if now.is_given and not then.is_given:
        on, cause = On.APPROVED, Cause.APPROVED
    elif now.is_out_of_reach and not then.is_out_of_reach:
        on, cause = On.REJECTED, Cause.REJECTED
    else:
        return
    trigger = Trigger(on=on, name="", state=state)
    moving(
        telling,
        lambda: step(setting.definition, configuration(before), trigger, setting.holds),
        cause,
        about=state,
        by=by,
    )
