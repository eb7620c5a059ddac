"""Folding a case: each event says what came of it, so no definition and no clock is needed."""

from collections.abc import Callable
from datetime import datetime
from typing import assert_never

from domain.case import events as e
from domain.case.state import (
    Answer,
    Approval,
    Asked,
    Case,
    Incident,
    Order,
    Task,
    TaskState,
    Timer,
)
from domain.decider import replace
from domain.procedure.roles import Wanted


def evolve(case: Case, event: e.Event) -> Case:
    match event:
        case e.CaseOpened():
            return _opened(case, event)
        case e.Advanced():
            return _advanced(case, event)
        case e.CaseMigrated(version=version, digest=digest):
            return replace(case, version=version, digest=digest)
        case e.RoleAssigned():
            return _assigned(case, event)
        case e.CaseEnded(ends=ends, why=why, at=at):
            return replace(case, ended_at=at, ended_in=ends, why_ended=why)
        case e.TimerArmed() | e.TimerAwaited() | e.TimerFired() | e.TimerCancelled():
            return _timed(case, event)
        case e.OrderGiven() | e.OrderDone() | e.OrderFailed() | e.OrderSkipped():
            return _ordered(case, event)
        case e.IncidentRaised() | e.IncidentResolved():
            return _incident(case, event)
        case e.ApprovalAsked() | e.ApprovalGiven() | e.ApprovalRefused() | e.ApprovalWithdrawn():
            return _approval(case, event)
        case _:
            return _task(case, event)


def _opened(case: Case, event: e.CaseOpened) -> Case:
    return replace(
        case,
        framework=event.framework,
        subject=event.subject,
        procedure=event.procedure,
        name=event.name,
        version=event.version,
        digest=event.digest,
        assigned=event.assigned,
        spawned_by=event.spawned_by,
        depth=event.depth,
        opened_at=event.at,
    )


def _advanced(case: Case, event: e.Advanced) -> Case:
    entered_at = {state: at for state, at in case.entered_at.items() if state not in event.left}
    active = frozenset(event.active)
    return replace(
        case,
        active=active,
        history=event.history,
        fired=frozenset(event.fired),
        chain=event.chain,
        done=(*case.done, *event.left),
        entered_at=entered_at | {state: event.at for state in event.entered if state in active},
    )


def _assigned(case: Case, event: e.RoleAssigned) -> Case:
    """Whatever is still awaited of the role is awaited of those who have it now."""
    others = {role: to for role, to in case.assigned.items() if role != event.role}
    return replace(
        case,
        assigned=others | ({event.role: event.to} if event.to else {}),
        tasks=tuple(_passed_on(one, event.wanted) for one in case.tasks),
        approvals=tuple(
            replace(one, asked=tuple(_asked_now(each, event.wanted) for each in one.asked)) for one in case.approvals
        ),
    )


def _passed_on(task: Task, now: Wanted) -> Task:
    if task.stage not in (TaskState.OPEN, TaskState.CLAIMED) or all(one.role != now.role for one in task.wanted):
        return task
    wanted = tuple(now if one.role == now.role else one for one in task.wanted)
    return replace(task, wanted=wanted, stage=TaskState.OPEN, holder=None, delegated_by=None, until=None)


def _asked_now(asked: Asked, now: Wanted) -> Asked:
    waits = asked.answer is Answer.WAITING and asked.wanted.role == now.role
    return replace(asked, wanted=now) if waits else asked


Tasks = e.TaskOpened | e.TaskClaimed | e.TaskDelegated | e.TaskEscalated
TasksEnded = e.TaskCompleted | e.TaskSentBack | e.TaskWithdrawn


def _task(case: Case, event: Tasks | TasksEnded) -> Case:
    match event:
        case e.TaskOpened():
            opened = Task(
                key=event.task, state=event.state, id=event.id, wanted=event.wanted, due=event.due, opened_at=event.at
            )
            return replace(case, tasks=(*case.tasks, opened), task_count=case.task_count + 1)
        case e.TaskClaimed(by=by):
            return _with_task(case, event.task, lambda one: replace(one, stage=TaskState.CLAIMED, holder=by))
        case e.TaskDelegated(to=to, by=by, until=until):
            return _with_task(
                case,
                event.task,
                lambda one: replace(one, stage=TaskState.CLAIMED, holder=to, delegated_by=by, until=until),
            )
        case e.TaskEscalated(wanted=wanted):
            return _with_task(case, event.task, lambda one: replace(one, wanted=_both(one.wanted, wanted)))
        case e.TaskCompleted(by=by):
            return _with_task(case, event.task, lambda one: replace(one, stage=TaskState.DONE, done_by=by))
        case e.TaskSentBack(reason=reason):
            return _with_task(case, event.task, lambda one: _sent_back(one, reason))
        case e.TaskWithdrawn():
            return _with_task(case, event.task, lambda one: replace(one, stage=TaskState.WITHDRAWN))
        case _:
            assert_never(event)


def _sent_back(task: Task, reason: str) -> Task:
    """To whoever delegated it, or else to all who may."""
    stage = TaskState.OPEN if task.delegated_by is None else TaskState.CLAIMED
    return replace(task, stage=stage, holder=task.delegated_by, delegated_by=None, until=None, words=reason)


def _both(some: tuple[Wanted, ...], more: tuple[Wanted, ...]) -> tuple[Wanted, ...]:
    return (*some, *(one for one in more if one not in some))


def _with_task(case: Case, key: str, change: Callable[[Task], Task]) -> Case:
    return replace(case, tasks=tuple(change(one) if one.key == key else one for one in case.tasks))


Approvals = e.ApprovalAsked | e.ApprovalGiven | e.ApprovalRefused | e.ApprovalWithdrawn


def _approval(case: Case, event: Approvals) -> Case:
    match event:
        case e.ApprovalAsked():
            asked = tuple(Asked(of=one.role, wanted=one) for one in event.of)
            new = Approval(state=event.state, need=event.need, asked=asked, due=event.due, opened_at=event.at)
            others = tuple(one for one in case.approvals if one.state != event.state)
            return replace(case, approvals=(*others, new))
        case e.ApprovalGiven(by=by):
            return _said(case, event, lambda one: replace(one, answer=Answer.YES, by=by, reason=""))
        case e.ApprovalRefused(by=by, reason=reason):
            return _said(case, event, lambda one: replace(one, answer=Answer.NO, by=by, reason=reason))
        case e.ApprovalWithdrawn(state=state):
            return replace(case, approvals=tuple(one for one in case.approvals if one.state != state))
        case _:
            assert_never(event)


def _said(case: Case, event: e.ApprovalGiven | e.ApprovalRefused, change: Callable[[Asked], Asked]) -> Case:
    def answered(approval: Approval) -> Approval:
        asked = tuple(change(one) if one.of == event.of else one for one in approval.asked)
        return replace(approval, asked=asked)

    approvals = tuple(answered(one) if one.state == event.state else one for one in case.approvals)
    return replace(case, approvals=approvals)


Timers = e.TimerArmed | e.TimerAwaited | e.TimerFired | e.TimerCancelled


def _timed(case: Case, event: Timers) -> Case:
    match event:
        case e.TimerArmed():
            armed = Timer(
                key=event.timer,
                transition=event.transition,
                state=event.state,
                due=event.due,
                rule=event.rule,
                counted_from=event.counted_from,
                calendar=event.calendar,
            )
            waiting = case.waiting_for - {event.transition}
            return replace(case, timers=(*case.timers, armed), timer_count=case.timer_count + 1, waiting_for=waiting)
        case e.TimerAwaited(transition=transition):
            return replace(case, waiting_for=case.waiting_for | {transition})
        case e.TimerFired(timer=key) | e.TimerCancelled(timer=key):
            left = tuple(one for one in case.timers if one.key != key)
            return replace(case, timers=left, waiting_for=case.waiting_for - {key})
        case _:
            assert_never(event)


Orders = e.OrderGiven | e.OrderDone | e.OrderFailed | e.OrderSkipped


def _ordered(case: Case, event: Orders) -> Case:
    match event:
        case e.OrderGiven():
            given = Order(
                number=event.order,
                command=event.command,
                arguments=event.arguments,
                roles=event.roles,
                words=event.words,
                origin=event.origin,
            )
            return replace(case, orders=(*case.orders, given), order_count=case.order_count + 1)
        case e.OrderDone(order=number) | e.OrderSkipped(order=number):
            return replace(case, orders=tuple(one for one in case.orders if one.number != number))
        case e.OrderFailed():
            return replace(case, orders=tuple(_failed(one, event) for one in case.orders))
        case _:
            assert_never(event)


def _failed(order: Order, event: e.OrderFailed) -> Order:
    if order.number != event.order:
        return order
    return replace(order, attempts=event.attempt, retry_at=event.retry_at, why=event.why)


def _incident(case: Case, event: e.IncidentRaised | e.IncidentResolved) -> Case:
    match event:
        case e.IncidentRaised():
            raised = Incident(
                number=event.incident, kind=event.kind, words=event.words, about=event.about, raised_at=event.at
            )
            return replace(case, incidents=(*case.incidents, raised))
        case e.IncidentResolved(incident=number, how=how, at=at):
            return replace(case, incidents=tuple(_settled(one, number, how, at) for one in case.incidents))
        case _:
            assert_never(event)


def _settled(incident: Incident, number: int, how: str, at: datetime) -> Incident:
    return replace(incident, resolved_at=at, how=how) if incident.number == number else incident
