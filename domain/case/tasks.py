"""Claim, delegate, complete, send back: what becomes of a task."""

from collections.abc import Sequence
from datetime import datetime

from domain.calendar import fall_due
from domain.case import events as e
from domain.case.acting import GuardSaysNo
from domain.case.running import moving
from domain.case.setting import Setting
from domain.case.state import Case, Cause, Task, TaskState, holder_at, running
from domain.case.telling import Telling, configuration
from domain.decider import Given, Refusal, record
from domain.procedure.configuration import Trigger
from domain.procedure.definition import On
from domain.procedure.definition import Task as Defined
from domain.procedure.step import step
from domain.values import PersonId


class NoSuchTask(Refusal):
    """The task named is not one of this case."""


class TaskOver(Refusal):
    """This task is done, or its step was left: there is nothing more to do about it."""


class HeldBySomebodyElse(Refusal):
    """Somebody else has taken this task on: they send it back, or pass it on."""


class NotDelegable(Refusal):
    """The procedure lets nobody pass this task on."""


class SentBackWithoutReason(Refusal):
    """Who sends a task back says why."""


@record
class ClaimTask:
    """Take a task on: it then waits for nobody else."""

    task: str
    by: Given[PersonId]
    setting: Given[Setting]
    at: datetime


@record
class DelegateTask:
    """Pass a task on to somebody, for as long as the procedure allows."""

    task: str
    to: PersonId
    by: Given[PersonId]
    setting: Given[Setting]
    at: datetime


@record
class CompleteTask:
    """Say that a task is done; where the procedure says so, the case moves on."""

    task: str
    by: Given[PersonId]
    setting: Given[Setting]
    at: datetime


@record
class SendTaskBack:
    """Give a task back, with the reason: to whoever passed it on, or else to all who may do it."""

    task: str
    reason: str
    by: Given[PersonId]
    setting: Given[Setting]
    at: datetime


def task_named(case: Case, key: str) -> Task:
    """The task of that key. Raises NoSuchTask."""
    found = next((one for one in case.tasks if one.key == key), None)
    if found is None:
        raise NoSuchTask(key)
    return found


def _to_do(case: Case, key: str, by: PersonId, at: datetime) -> Task:
    task = task_named(running(case), key)
    if task.stage not in (TaskState.OPEN, TaskState.CLAIMED):
        raise TaskOver(key, task.stage)
    holder = holder_at(task, at)
    if holder not in (None, by):
        raise HeldBySomebodyElse(key, holder)
    return task


def claim(command: ClaimTask, case: Case) -> Sequence[e.Event]:
    task = _to_do(case, command.task, command.by, command.at)
    if task.holder == command.by:
        return []
    return [e.TaskClaimed(task=task.key, by=command.by, at=command.at)]


def delegate(command: DelegateTask, case: Case) -> Sequence[e.Event]:
    task = _to_do(case, command.task, command.by, command.at)
    if task.holder is not None and task.delegated_by is not None:
        raise NotDelegable(task.key)  # what was passed on is not passed on again
    roles = (command.setting.definition.role(one.role) for one in task.wanted)
    spans = [role.delegable for role in roles if role is not None and role.delegable is not None]
    if not spans:
        raise NotDelegable(task.key)
    until = fall_due(spans[0], command.at, command.setting.calendar)
    return [e.TaskDelegated(task=task.key, to=command.to, by=command.by, until=until, at=command.at)]


def complete(command: CompleteTask, case: Case) -> Sequence[e.Event]:
    running(case)
    known = task_named(case, command.task)
    if known.stage is TaskState.DONE and known.done_by == command.by:
        return []
    task = _to_do(case, command.task, command.by, command.at)
    setting = command.setting
    telling = Telling(case, setting, command.at)
    telling.tell(e.TaskCompleted(task=task.key, by=command.by, at=command.at))
    defined = _defined(setting, task)
    if defined is None or not defined.raises:
        return telling.events
    trigger = Trigger(on=On.EVENT, name=defined.raises, state="")
    moved = moving(
        telling,
        lambda: step(setting.definition, configuration(case), trigger, setting.holds),
        Cause.EVENT,
        about=task.key,
        by=command.by,
    )
    if not moved and len(telling.events) == 1:
        raise GuardSaysNo(defined.raises)
    return telling.events


def _defined(setting: Setting, task: Task) -> Defined | None:
    state = setting.definition.states.get(task.state)
    return None if state is None else next((one for one in state.tasks if one.id == task.id), None)


def send_back(command: SendTaskBack, case: Case) -> Sequence[e.Event]:
    task = task_named(running(case), command.task)
    if not command.reason.strip():
        raise SentBackWithoutReason(task.key)
    if task.holder is None and task.stage is TaskState.OPEN:
        return []
    if task.stage is not TaskState.CLAIMED:
        raise TaskOver(task.key, task.stage)
    if command.by not in (task.holder, task.delegated_by):
        raise HeldBySomebodyElse(task.key, task.holder)
    return [e.TaskSentBack(task=task.key, by=command.by, reason=command.reason, at=command.at)]
