"""One run of a procedure about one subject: where it stands, who must do what, what time will bring about."""

from collections.abc import Sequence
from typing import assert_never

from domain.case import acting, approving, assigning, moving_by_hand, opening, ordering, tasks
from domain.case.acting import Act, FireTimer, Hear
from domain.case.approving import GiveApproval, RefuseApproval
from domain.case.assigning import AssignRole
from domain.case.events import (
    Advanced,
    ApprovalAsked,
    ApprovalGiven,
    ApprovalRefused,
    ApprovalWithdrawn,
    CaseEnded,
    CaseMigrated,
    CaseOpened,
    Event,
    IncidentRaised,
    IncidentResolved,
    OrderDone,
    OrderFailed,
    OrderGiven,
    OrderSkipped,
    RoleAssigned,
    TaskClaimed,
    TaskCompleted,
    TaskDelegated,
    TaskEscalated,
    TaskOpened,
    TaskSentBack,
    TaskWithdrawn,
    TimerArmed,
    TimerAwaited,
    TimerCancelled,
    TimerFired,
)
from domain.case.evolve import evolve
from domain.case.moving_by_hand import Migrate, MoveByHand
from domain.case.opening import EndCase, OpenCase
from domain.case.ordering import (
    NoteOrderDone,
    NoteOrderFailed,
    RaiseIncident,
    ResolveIncident,
    RetryOrder,
    SkipOrder,
)
from domain.case.state import INITIAL, Case
from domain.case.tasks import ClaimTask, CompleteTask, DelegateTask, SendTaskBack
from domain.decider import Decider

Command = (
    OpenCase
    | Act
    | Hear
    | FireTimer
    | ClaimTask
    | DelegateTask
    | CompleteTask
    | SendTaskBack
    | GiveApproval
    | RefuseApproval
    | NoteOrderDone
    | NoteOrderFailed
    | RaiseIncident
    | RetryOrder
    | SkipOrder
    | ResolveIncident
    | MoveByHand
    | Migrate
    | EndCase
    | AssignRole
)

__all__ = [
    "Act",
    "Advanced",
    "ApprovalAsked",
    "ApprovalGiven",
    "ApprovalRefused",
    "ApprovalWithdrawn",
    "AssignRole",
    "Case",
    "CaseEnded",
    "CaseMigrated",
    "CaseOpened",
    "ClaimTask",
    "Command",
    "CompleteTask",
    "DelegateTask",
    "EndCase",
    "Event",
    "FireTimer",
    "GiveApproval",
    "Hear",
    "IncidentRaised",
    "IncidentResolved",
    "Migrate",
    "MoveByHand",
    "NoteOrderDone",
    "NoteOrderFailed",
    "OpenCase",
    "OrderDone",
    "OrderFailed",
    "OrderGiven",
    "OrderSkipped",
    "RaiseIncident",
    "RefuseApproval",
    "ResolveIncident",
    "RetryOrder",
    "RoleAssigned",
    "SendTaskBack",
    "SkipOrder",
    "TaskClaimed",
    "TaskCompleted",
    "TaskDelegated",
    "TaskEscalated",
    "TaskOpened",
    "TaskSentBack",
    "TaskWithdrawn",
    "TimerArmed",
    "TimerAwaited",
    "TimerCancelled",
    "TimerFired",
    "decider",
]


def decide(command: Command, case: Case) -> Sequence[Event]:
    match command:
        case OpenCase():
            return opening.open_case(command, case)
        case EndCase():
            return opening.end_case(command, case)
        case Act():
            return acting.act(command, case)
        case Hear():
            return acting.hear(command, case)
        case FireTimer():
            return acting.fire_timer(command, case)
        case ClaimTask() | DelegateTask() | CompleteTask() | SendTaskBack():
            return _task(command, case)
        case GiveApproval():
            return approving.give(command, case)
        case RefuseApproval():
            return approving.refuse(command, case)
        case AssignRole():
            return assigning.assign(command, case)
        case MoveByHand():
            return moving_by_hand.move(command, case)
        case Migrate():
            return moving_by_hand.migrate(command, case)
        case _:
            return _order(command, case)


def _task(command: ClaimTask | DelegateTask | CompleteTask | SendTaskBack, case: Case) -> Sequence[Event]:
    match command:
        case ClaimTask():
            return tasks.claim(command, case)
        case DelegateTask():
            return tasks.delegate(command, case)
        case CompleteTask():
            return tasks.complete(command, case)
        case SendTaskBack():
            return tasks.send_back(command, case)
        case _:
            assert_never(command)


def _order(
    command: NoteOrderDone | NoteOrderFailed | RaiseIncident | RetryOrder | SkipOrder | ResolveIncident, case: Case
) -> Sequence[Event]:
    match command:
        case NoteOrderDone():
            return ordering.note_done(command, case)
        case NoteOrderFailed():
            return ordering.note_failed(command, case)
        case RaiseIncident():
            return ordering.raise_incident(command, case)
        case RetryOrder():
            return ordering.retry(command, case)
        case SkipOrder():
            return ordering.skip(command, case)
        case ResolveIncident():
            return ordering.resolve(command, case)
        case _:
            assert_never(command)


decider: Decider[Command, Case, Event] = Decider(decide=decide, evolve=evolve, initial=INITIAL)
