"""The one shape every rule in this house has: decide, then evolve."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Annotated, ClassVar, Generic, TypeVar, dataclass_transform

C = TypeVar("C")
E = TypeVar("E")
S = TypeVar("S")
T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(cls: type[T]) -> type[T]:
    """Make a plain value: frozen, slotted, keyword-only."""
    return dataclass(frozen=True, slots=True, kw_only=True)(cls)


@dataclass(frozen=True, slots=True)
class Supplied:
    """Marks a field that the application fills in: no caller may state it."""


Given = Annotated[T, Supplied()]
"""A fact the application supplies to a command: the instant, or what another stream says."""


class Refusal(Exception):
    """A command the rules do not allow. Subclasses name the rule; their docstring is the rule in words."""

    article: ClassVar[str] = ""
    """The article of law or bylaws behind the rule, in the words of the text; empty where there is none."""
    cure: ClassVar[str] = ""
    """Who can put it right, and how, where the fact was done elsewhere and had to be recorded."""


@dataclass(frozen=True, slots=True)
class Decider(Generic[C, S, E]):
    """Pure rules of one stream: no clock, no ids, no I/O."""

    decide: Callable[[C, S], Sequence[E]]
    evolve: Callable[[S, E], S]
    initial: S

    def fold(self, events: Iterable[E]) -> S:
        """The state that these events, in log order, lead to."""
        return reduce(self.evolve, events, self.initial)
