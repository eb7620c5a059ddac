"""Where a case stands: the steps that are active, what it remembers of steps it left, and how it came there."""

from domain.decider import Refusal, record
from domain.procedure.definition import On, Order, Spawn, StatePath, Transition


@record
class Configuration:
    """The active states, with the compound states around them; the root is left out.

    `history` holds, for each history state that has something to come back to, the states it would enter: sorted, so
    that two cases that stand alike compare equal. `fired` holds the ids of those timers that began a thread beside
    their state since that state was entered: each does so once, and may again when the state is entered anew.
    """

    active: frozenset[StatePath] = frozenset()
    history: tuple[tuple[StatePath, tuple[StatePath, ...]], ...] = ()
    fired: frozenset[str] = frozenset()


@record
class Trigger:
    """What happens. `state` narrows it to the state it belongs to: a timer's, an approval's; empty: whoever listens."""

    on: On
    name: str = ""
    state: StatePath = ""


@record
class Taken:
    """A transition that was taken, and which of its branches, counted from 0."""

    transition: str
    branch: int = 0


@record
class Instruction:
    """An order that a move gives, and where it is written: in `transition`, else in `state`'s own `entry` or `exit`."""

    order: Order
    state: StatePath
    transition: str = ""


@record
class Move:
    """What came of a trigger, up to where the case rests again; `trigger` is None where a case begins or is put back.

    `left` is in the order of leaving (innermost first), `entered` in the order of entering (outermost first), both
    step by step: a state that was entered and left again on the way stands in both. `orders` are in the order in which
    they are given: of each step on the way first those of leaving, then the transition's, then those of entering.
    """

    trigger: Trigger | None
    taken: tuple[Taken, ...] = ()
    left: tuple[StatePath, ...] = ()
    entered: tuple[StatePath, ...] = ()
    orders: tuple[Instruction, ...] = ()
    spawns: tuple[Spawn, ...] = ()
    after: Configuration
    ended: bool = False


@record
class Standing:
    """A transition that stands open: it waits in the active state `state` for its trigger; its guards are its own."""

    state: StatePath
    transition: Transition


class Fault(Refusal):
    """A case does what its procedure says; here the procedure contradicts itself."""


class EnteredTwice(Fault):
    """A step that is still going on cannot begin a second time: the procedure lets two threads meet in it."""


class NowhereToGo(Fault):
    """A choice leads somewhere: here none of its branches holds, and there is no `else`."""


class Endless(Fault):
    """What happens at once comes to rest: here steps follow each other for ever, without waiting for anything."""
