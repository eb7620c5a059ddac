"""Where one run of a procedure stands: its steps, tasks, approvals, timers, orders and incidents."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from domain.decider import Refusal, record
from domain.procedure.roles import Wanted
from domain.values import Digest, FrameworkId, PersonId

CaseId = str
Assigned = Mapping[str, tuple[str, ...]]
"""Role → the people or organisations it was given to in this case; a role not named is found through mandates."""


class NoSuchCase(Refusal):
    """A case is opened first; everything else comes after."""


class CaseOver(Refusal):
    """This case has ended; nothing more happens in it."""


class ProcedureUnknown(Refusal):
    """A case runs a version of a procedure that was published in its framework."""


class Cause(StrEnum):
    """What moved a case."""

    BEGUN = "begun"
    EVENT = "event"
    AFTER = "after"
    WHEN = "when"
    APPROVED = "approved"
    REJECTED = "rejected"
    BY_HAND = "by_hand"
    MIGRATED = "migrated"


class TaskState(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@record
class Task:
    """Something somebody must do. `key` is `state/id#n`: its n-th opening in this case."""

    key: str
    state: str
    id: str
    wanted: tuple[Wanted, ...]
    """Who may do it."""
    due: datetime | None
    opened_at: datetime
    stage: TaskState = TaskState.OPEN
    holder: PersonId | None = None
    delegated_by: PersonId | None = None
    until: datetime | None = None
    done_by: PersonId | None = None
    words: str = ""
    """Why it was sent back, when it was."""


class Answer(StrEnum):
    """What somebody who was asked has said."""

    WAITING = "waiting"
    YES = "yes"
    NO = "no"


@record
class Asked:
    """One of those whose approval is asked in a state: an organisation, or a role."""

    of: str
    wanted: Wanted
    answer: Answer = Answer.WAITING
    by: PersonId | None = None
    reason: str = ""


@record
class Approval:
    """An approval that is being asked. `need` is how many must say yes."""

    state: str
    need: int
    asked: tuple[Asked, ...]
    due: datetime | None
    opened_at: datetime

    @property
    def given(self) -> int:
        """How many have said yes."""
        return sum(one.answer is Answer.YES for one in self.asked)

    @property
    def is_given(self) -> bool:
        """Whether enough have said yes."""
        return self.given >= self.need

    @property
    def is_out_of_reach(self) -> bool:
        """Whether those who have not said no are too few."""
        return sum(one.answer is not Answer.NO for one in self.asked) < self.need


@record
class Timer:
    """An alarm that is set. `key` is `transition#n`: its n-th setting in this case."""

    key: str
    transition: str
    state: str
    due: datetime
    rule: str
    """The delay as the definition states it, with the date it counts from."""
    counted_from: datetime
    calendar: str
    """Version of the calendar by which it was reckoned."""


@record
class Order:
    """Something that the case has ordered and that is not done yet."""

    number: int
    command: str
    arguments: Mapping[str, str | int | bool]
    roles: tuple[str, ...]
    words: str
    origin: str
    attempts: int = 0
    retry_at: datetime | None = None
    why: str = ""


class IncidentKind(StrEnum):
    """What went wrong."""

    GUARD = "guard"  # a guard said neither yes nor no
    ORDER = "order"  # an order failed for good
    CALENDAR = "calendar"  # a date could not be reckoned
    ROLE = "role"  # nobody holds a role that must act
    SUBJECT = "subject"  # the subject cannot be read
    DEFINITION = "definition"  # the definition has a fault that no check found
    DEPTH = "depth"  # one thing has led to another too many times


@record
class Incident:
    """Something that a person must settle; the case waits, others go on."""

    number: int
    kind: IncidentKind
    words: str
    about: str
    """What it hangs on: the order's number, the timer's key, the trigger."""
    raised_at: datetime
    resolved_at: datetime | None = None
    how: str = ""


@record
class Case:
    """One run of one version of a procedure about one subject."""

    framework: FrameworkId | None = None
    subject: str = ""
    procedure: str = ""
    """The stream of the procedure."""
    name: str = ""
    version: int = 0
    digest: Digest | None = None
    assigned: Assigned
    spawned_by: CaseId | None = None
    depth: int = 0
    chain: int = 0
    """How many moves have followed from the case's own orders since a person or a timer last acted."""
    active: frozenset[str] = frozenset()
    history: Mapping[str, tuple[str, ...]]
    fired: frozenset[str] = frozenset()
    done: tuple[str, ...] = ()
    """Every state that was left, in order."""
    entered_at: Mapping[str, datetime]
    tasks: tuple[Task, ...] = ()
    task_count: int = 0
    approvals: tuple[Approval, ...] = ()
    timers: tuple[Timer, ...] = ()
    timer_count: int = 0
    waiting_for: frozenset[str] = frozenset()
    """Timer transitions that wait for a date of the subject that is not known yet."""
    orders: tuple[Order, ...] = ()
    order_count: int = 0
    incidents: tuple[Incident, ...] = ()
    opened_at: datetime | None = None
    ended_at: datetime | None = None
    ended_in: tuple[str, ...] = ()
    why_ended: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it has begun and not ended."""
        return self.opened_at is not None and self.ended_at is None


INITIAL = Case(assigned={}, history={}, entered_at={})


def holder_at(task: Task, at: datetime) -> PersonId | None:
    """Who has the task then: what was passed on for a time comes back to whoever passed it on."""
    return task.delegated_by if task.until is not None and at > task.until else task.holder


def running(case: Case) -> Case:
    """The case, if anything can still happen in it. Raises NoSuchCase, CaseOver."""
    if case.opened_at is None:
        raise NoSuchCase
    if case.ended_at is not None:
        raise CaseOver
    return case


def open_incidents(case: Case) -> tuple[Incident, ...]:
    """Those that nobody has settled."""
    return tuple(one for one in case.incidents if one.resolved_at is None)


def open_tasks(case: Case) -> tuple[Task, ...]:
    """Those that somebody must still do."""
    return tuple(one for one in case.tasks if one.stage in (TaskState.OPEN, TaskState.CLAIMED))
