"""A procedure as values: its steps, who acts, what must hold, and what happens when nobody acts.

Nothing here reads a document or checks one: `infrastructure/formats/procedure_yaml` makes these values from what an
author wrote, `soundness` says what is wrong with them, `step` runs them.
"""

from collections.abc import Mapping
from enum import StrEnum

from domain.decider import record

StatePath = str
"""A step by its ids from the root, with dots between them: `review`, `delivery.checks.budget`. The root is ""."""

ROOT: StatePath = ""

Guard = str
"""An expression that says yes or no of the subject, as the author wrote it (CEL). Empty: always."""

Argument = str | int | bool
"""A value an order hands on. A text that begins with `=` is an expression (CEL), evaluated when the order is given."""


@record
class Words:
    """A text in the languages it is written in; French comes first."""

    fr: str = ""
    en: str = ""

    def __str__(self) -> str:
        return self.fr or self.en


@record
class Place:
    """Where in the document something stands, counted from 1; 0 where it has no place of its own."""

    line: int = 0
    column: int = 0


@record
class Span:
    """A duration as a calendar counts it: months end where months end, working days skip the others."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    workdays: int = 0
    seconds: int = 0
    """Hours, minutes and seconds together."""
    negative: bool = False
    """Counted backwards, for what comes before a date of the subject."""


class Roll(StrEnum):
    """Where a due day that is not a working day is moved to."""

    NONE = "none"
    NEXT_WORKDAY = "next_workday"
    PREVIOUS_WORKDAY = "previous_workday"


@record
class Counting:
    """By which calendar a procedure counts. `workdays` names a country and, after a dash, a region: `FR`, `FR-57`."""

    zone: str = "Europe/Paris"
    workdays: str = "FR"
    roll: Roll = Roll.NONE


@record
class Role:
    """Who may act under this name. Resolved to people through their mandates, or assigned when the case is opened.

    `mandate` names a kind of mandate (`coordinator`, `representative` …), `of` a list of organisations in the subject
    (`agreement.beneficiaries`), `capacity` the words of the mandate; with none of them, the capacity is the role's id.
    A body decides through its meetings: it has no tasks of its own.
    """

    id: str
    title: Words = Words()
    mandate: str = ""
    of: str = ""
    capacity: str = ""
    delegable: Span | None = None
    """For how long at most who holds the role may pass a task on; None: not at all."""
    body: bool = False
    place: Place = Place()


class On(StrEnum):
    """What sets a transition off."""

    EVENT = "event"  # somebody does it
    AFTER = "after"  # time has passed, or a date of the subject has come
    WHEN = "when"  # an aggregate's event about the subject was recorded
    CHOICE = "choice"  # at once, on entering
    DONE = "done"  # everything inside has ended
    APPROVED = "approved"  # as many as needed have said yes
    REJECTED = "rejected"  # it can no longer be approved
    JOIN = "join"  # all the states that it waits for are active


@record
class Order:
    """Something the case has done: a command to an aggregate (`agreement.suspend`), `notify` or `escalate`."""

    command: str
    arguments: tuple[tuple[str, Argument], ...] = ()
    roles: tuple[str, ...] = ()
    """Whom `notify` and `escalate` tell."""
    words: Words = Words()
    place: Place = Place()


@record
class Spawn:
    """A further case that begins: of which procedure, and about what (an expression; empty: the same subject)."""

    procedure: str
    subject: str = ""
    place: Place = Place()


@record
class Branch:
    """One way a transition can go. Branches are tried in order; the first whose guard holds is taken."""

    guard: Guard = ""
    to: tuple[StatePath, ...] = ()
    """Where it leads. Several: all of them are entered, side by side. None: nothing is left, orders are carried out."""
    orders: tuple[Order, ...] = ()
    spawns: tuple[Spawn, ...] = ()
    cancels: tuple[StatePath, ...] = ()
    """States that are left as well, where they are active (a cancellation region)."""
    place: Place = Place()


@record
class Timer:
    """When an `after` falls due: so long after the state was entered, or after (before) a date of the subject."""

    delay: Span
    of: str = ""
    """A date of the subject (`agreement.ends_on`); empty: the instant of entry."""


@record
class Transition:
    """What can happen in a state. `id` is unique in the procedure: `state/on/name`.

    `interrupts` is false where the state is not left: a reminder, or (with targets) a thread that starts beside it.
    """

    id: str
    on: On
    name: str = ""
    """The event's, timer's or aggregate event's own name; empty where `on` says all."""
    title: Words = Words()
    branches: tuple[Branch, ...]
    exhaustive: bool = True
    """False where the branches were written as a list without an `else`, and none of them may hold."""
    by: tuple[str, ...] = ()
    reason: bool = False
    """Who does it says why."""
    timer: Timer | None = None
    interrupts: bool = True
    place: Place = Place()


@record
class Task:
    """What somebody must do while the state is active."""

    id: str
    title: Words = Words()
    by: tuple[str, ...]
    due: Span | None = None
    of: str = ""
    """The due date counts from this date of the subject; empty: from the instant of entry."""
    raises: str = ""
    """The event that completing the task sets off; empty: none."""
    place: Place = Place()


class Need(StrEnum):
    """How many of those asked must say yes, where it is not a number."""

    ALL = "all"
    QUORUM = "quorum"  # what the bylaws of the subject's committee require


@record
class Approval:
    """Yes or no asked of several: of each thing in a list of the subject, or of whoever holds the roles."""

    for_each: str = ""
    """A list of the subject (`agreement.parties`); empty: one approval for each role in `by`."""
    need: Need | int = Need.ALL
    by: tuple[str, ...] = ()
    due: Span | None = None
    place: Place = Place()


class Kind(StrEnum):
    """What sort of step it is."""

    ATOMIC = "atomic"
    COMPOUND = "compound"  # one of its children is active, or several after a fork
    PARALLEL = "parallel"  # all of its children are active
    FINAL = "final"
    HISTORY = "history"  # stands for the children that were active when the parent was last left
    JOIN = "join"  # left at once, together with all the states it waits for


@record
class State:
    """A step. `transitions` hold everything that can happen in it, in the order in which it is tried."""

    path: StatePath
    kind: Kind
    parent: StatePath = ROOT
    children: tuple[StatePath, ...] = ()
    initial: tuple[StatePath, ...] = ()
    """Compound: the children entered by default. History: where it leads when there is nothing to come back to."""
    title: Words = Words()
    may_wait: str = ""
    """Why it may wait for ever, in the author's words; empty: it may not."""
    terminates: bool = False
    """Final: ends the whole case, whatever else is active."""
    deep: bool = False
    """History: comes back to the innermost states, not only to the parent's own children."""
    joins: tuple[StatePath, ...] = ()
    """Join: the states that are left together."""
    tasks: tuple[Task, ...] = ()
    approval: Approval | None = None
    transitions: tuple[Transition, ...] = ()
    entry: tuple[Order, ...] = ()
    exit: tuple[Order, ...] = ()
    place: Place = Place()

    @property
    def id(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2]


@record
class Expected:
    """What an example expects at the end: the steps then active, whether the case has ended, or that it is refused."""

    active: tuple[StatePath, ...] | None = None
    ended: bool | None = None
    refused: bool = False


@record
class Happening:
    """One thing that happens in an example: a trigger, and what is true of the subject from then on."""

    on: On
    name: str
    by: str = ""
    facts: tuple[tuple[str, Argument], ...] = ()
    place: Place = Place()


@record
class Example:
    """The author's own test: given what is true of the subject, when this happens, then the case stands here."""

    name: str
    given: tuple[tuple[str, Argument], ...] = ()
    when: tuple[Happening, ...] = ()
    then: Expected = Expected()
    place: Place = Place()


@record
class Migration:
    """Where the open cases of an earlier version stand in this one; a step not named keeps its name."""

    version: int
    map: tuple[tuple[StatePath, StatePath], ...] = ()
    place: Place = Place()


@record
class Procedure:
    """One version of a procedure. `states` holds every step by its path, the root under ""."""

    id: str
    version: int
    title: Words = Words()
    subject: str
    """The kind of thing a case is about: `agreement`, `commitment`, `committee`, `evaluation` …"""
    calendar: Counting = Counting()
    roles: tuple[Role, ...] = ()
    states: Mapping[StatePath, State]
    moved_by: tuple[str, ...] = ()
    """Roles that may move a case by hand, with a reason."""
    outlives_subject: bool = False
    """Whether the definition itself handles the subject's end; otherwise the case then ends too."""
    migrations: tuple[Migration, ...] = ()
    examples: tuple[Example, ...] = ()

    @property
    def root(self) -> State:
        """The state that holds all others."""
        return self.states[ROOT]

    def role(self, name: str) -> Role | None:
        """The role of that id."""
        return next((one for one in self.roles if one.id == name), None)
