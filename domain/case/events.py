"""What can happen in a case. Each event says all that came of it: folding a case needs no definition."""

from collections.abc import Mapping
from datetime import datetime

from domain.case.state import CaseId, Cause, IncidentKind
from domain.decider import record
from domain.procedure.roles import Wanted
from domain.values import Digest, FrameworkId, PersonId


@record
class CaseOpened:
    framework: FrameworkId
    subject: str
    procedure: str
    name: str
    version: int
    digest: Digest
    assigned: Mapping[str, tuple[str, ...]]
    spawned_by: CaseId | None = None
    depth: int = 0
    at: datetime


@record
class RoleAssigned:
    role: str
    to: tuple[str, ...]
    wanted: Wanted
    reason: str
    by: PersonId
    at: datetime


@record
class Advanced:
    """The case moved: what set it off, which transitions were taken, what was left and entered, where it stands."""

    cause: Cause
    name: str = ""
    state: str = ""
    taken: tuple[str, ...]
    """Transitions in order, each `id` or `id:branch`."""
    left: tuple[str, ...]
    entered: tuple[str, ...]
    active: tuple[str, ...]
    history: Mapping[str, tuple[str, ...]]
    fired: tuple[str, ...] = ()
    chain: int = 0
    by: PersonId | None = None
    reason: str = ""
    at: datetime


@record
class TaskOpened:
    task: str
    state: str
    id: str
    wanted: tuple[Wanted, ...]
    due: datetime | None
    at: datetime


@record
class TaskClaimed:
    task: str
    by: PersonId
    at: datetime


@record
class TaskDelegated:
    task: str
    to: PersonId
    by: PersonId
    until: datetime | None
    at: datetime


@record
class TaskEscalated:
    task: str
    wanted: tuple[Wanted, ...]
    at: datetime


@record
class TaskCompleted:
    task: str
    by: PersonId
    at: datetime


@record
class TaskSentBack:
    task: str
    by: PersonId
    reason: str
    at: datetime


@record
class TaskWithdrawn:
    """The step it belonged to was left."""

    task: str
    at: datetime


@record
class ApprovalAsked:
    state: str
    need: int
    of: tuple[Wanted, ...]
    """One for each approval: its `role` names it, an organisation or a role of the procedure."""
    due: datetime | None
    at: datetime


@record
class ApprovalGiven:
    state: str
    of: str
    by: PersonId
    at: datetime


@record
class ApprovalRefused:
    state: str
    of: str
    by: PersonId
    reason: str
    at: datetime


@record
class ApprovalWithdrawn:
    """The step that asked was left."""

    state: str
    at: datetime


@record
class TimerArmed:
    timer: str
    transition: str
    state: str
    due: datetime
    rule: str
    counted_from: datetime
    calendar: str
    at: datetime


@record
class TimerAwaited:
    """A timer counts from a date of the subject that is not known yet."""

    transition: str
    of: str
    at: datetime


@record
class TimerFired:
    """`due` is when it should have, `at` when it was noticed."""

    timer: str
    due: datetime
    at: datetime


@record
class TimerCancelled:
    timer: str
    why: str
    at: datetime


@record
class OrderGiven:
    order: int
    command: str
    arguments: Mapping[str, str | int | bool]
    roles: tuple[str, ...]
    words: str
    origin: str
    at: datetime


@record
class OrderDone:
    order: int
    outcome: str
    at: datetime


@record
class OrderFailed:
    order: int
    attempt: int
    why: str
    retry_at: datetime | None
    at: datetime


@record
class OrderSkipped:
    order: int
    by: PersonId
    reason: str
    at: datetime


@record
class IncidentRaised:
    incident: int
    kind: IncidentKind
    words: str
    about: str
    at: datetime


@record
class IncidentResolved:
    incident: int
    how: str
    reason: str
    by: PersonId
    at: datetime


@record
class CaseMigrated:
    """The case goes on under another version of its procedure."""

    before: int
    version: int
    digest: Digest
    moved: Mapping[str, str]
    by: PersonId
    at: datetime


@record
class CaseEnded:
    ends: tuple[str, ...]
    why: str = ""
    at: datetime


Event = (
    CaseOpened
    | Advanced
    | TaskOpened
    | TaskClaimed
    | TaskDelegated
    | TaskEscalated
    | TaskCompleted
    | TaskSentBack
    | TaskWithdrawn
    | ApprovalAsked
    | ApprovalGiven
    | ApprovalRefused
    | ApprovalWithdrawn
    | TimerArmed
    | TimerAwaited
    | TimerFired
    | TimerCancelled
    | OrderGiven
    | OrderDone
    | OrderFailed
    | OrderSkipped
    | IncidentRaised
    | IncidentResolved
    | CaseMigrated
    | RoleAssigned
    | CaseEnded
)
