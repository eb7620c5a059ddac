"""The one shape every rule in this house has: decide, then evolve."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache, reduce
from typing import Annotated, Any, ClassVar, Generic, TypeVar, cast, dataclass_transform

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


def replace(value: T, /, **changes: object) -> T:
    """The same record with some fields changed: what `dataclasses.replace` does, twenty times faster.

    Folding spends most of its time here. The copy is made as a draft, which may be written to, and then becomes a
    record, without `__init__`; a record that checks itself (`__post_init__`) still does. Raises TypeError for a field
    that the record does not have.
    """
    kind: Any = type(value)
    draft, checks_itself = _drafting(kind)
    copy = draft(value)
    try:
        for name, changed in changes.items():
            setattr(copy, name, changed)
    except AttributeError:
        message = f"{kind.__name__} has no field {', '.join(changes.keys() - set(kind.__slots__))}"
        raise TypeError(message) from None
    copy.__class__ = kind
    if checks_itself:
        copy.__post_init__()
    return cast("T", copy)


@cache
def _drafting(kind: type[Any]) -> tuple[Callable[[Any], Any], bool]:
    """How to copy a record into a draft: an object of the same slots that is not frozen; and whether it checks itself.

    Written out field by field, as `dataclasses` writes `__init__`: the interpreter is fastest at just that.
    """
    names = [one.name for one in fields(kind)]
    draft = type(f"{kind.__name__}Draft", kind.__bases__, {"__slots__": kind.__slots__})
    lines = [f" draft.{name} = value.{name}" for name in names]
    code = "\n".join(["def copied(value, new=new, kind=kind):", " draft = new(kind)", *lines, " return draft"])
    made: dict[str, Any] = {"new": object.__new__, "kind": draft}
    exec(code, made)  # noqa: S102 — the names of a class's own fields, and nothing else
    return made["copied"], hasattr(kind, "__post_init__")


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
    several: Callable[[S, Iterable[E]], S] | None = None
    """What `evolve` does for one event after the other, where there is a faster way to come to the same."""

    def fold(self, events: Iterable[E]) -> S:
        """The state that these events, in log order, lead to."""
        return self.advance(self.initial, events)

    def advance(self, state: S, events: Iterable[E]) -> S:
        """The state that these events lead to from another."""
        return reduce(self.evolve, events, state) if self.several is None else self.several(state, events)
