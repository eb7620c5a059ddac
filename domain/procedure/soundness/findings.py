"""What is wrong with a procedure: by which rule, where in the document, and the shortest way there."""

from enum import StrEnum

from domain.decider import record
from domain.procedure.configuration import Taken, Trigger
from domain.procedure.definition import Guard, Place, StatePath, Words


class Rule(StrEnum):
    """The stable names of what can be wrong."""

    NO_SUCH_STEP = "no-such-step"
    NO_BEGINNING = "no-beginning"
    NO_SUCH_EVENT = "no-such-event"
    UNREACHABLE = "unreachable-step"
    NEVER_TAKEN = "never-taken"
    DEAD_END = "dead-end"
    LIVELOCK = "livelock"
    ENTERED_TWICE = "entered-twice"
    ENDED_TWICE = "ended-twice"
    ENDLESS = "endless-loop"
    NOT_EXHAUSTIVE = "not-exhaustive"
    WAITS = "waits-for-ever"
    ROLE_UNKNOWN = "role-unknown"
    ROLE_IDLE = "role-idle"
    TASK_OF_A_BODY = "task-of-a-body"
    SPAWNS_ITSELF = "spawns-itself"


BEHAVIOUR = frozenset({
    Rule.UNREACHABLE,
    Rule.NEVER_TAKEN,
    Rule.DEAD_END,
    Rule.LIVELOCK,
    Rule.ENTERED_TWICE,
    Rule.ENDED_TWICE,
    Rule.ENDLESS,
})  # fmt: skip
"""What the literature on workflow nets calls unsound; the other rules are this house's."""


@record
class Leg:
    """One move on the way: what happened (None: the case began), and what guards are taken to have said."""

    trigger: Trigger | None
    taken: tuple[Taken, ...] = ()
    guards: tuple[tuple[Guard, bool], ...] = ()
    entered: tuple[StatePath, ...] = ()
    active: tuple[StatePath, ...] = ()
    """Where the case then stands, in document order."""


@record
class Finding:
    """Something that is wrong. `path` is a shortest way there, empty where it takes none to see it.

    The way to a step that a case only passes through ends there, in the middle of its last move.
    """

    rule: Rule
    states: tuple[StatePath, ...] = ()
    transition: str = ""
    place: Place = Place()
    words: Words
    remedy: Words
    path: tuple[Leg, ...] = ()


@record
class Verdict:
    """What a check came to. `unchecked` says in words how far it went where that was not to the end."""

    findings: tuple[Finding, ...] = ()
    configurations: int = 0
    """How many configurations were seen, those passed through at once included."""
    unchecked: Words | None = None

    @property
    def sound(self) -> bool:
        """Whether all was looked at, and nothing is wrong."""
        return self.unchecked is None and not self.findings

    @property
    def behaves(self) -> bool:
        """Whether it is sound in the sense of workflow nets, whatever else is wrong with it."""
        return self.unchecked is None and not any(one.rule in BEHAVIOUR for one in self.findings)
