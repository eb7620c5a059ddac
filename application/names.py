"""Finding the names of streams inside any value."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from operator import attrgetter
from typing import Any

SHORTEST, LAST_DASH = 36, -13
"""A name ends in a UUID, which is so long, and whose last dash stands there."""


def names_in(value: Any) -> set[str]:
    """Every text inside a value that may be the name of a stream."""
    found: set[str] = set()
    waiting = [value]
    for one in waiting:
        if isinstance(one, str):
            if len(one) > SHORTEST and one[LAST_DASH] == "-":
                found.add(one)
        else:
            waiting += _inside(one.__class__)(one)  # the loop comes to them in its turn
    return found


def _nothing(value: Any) -> Iterable[Any]:
    del value
    return ()


def _pairs(value: Mapping[Any, Any]) -> Iterable[Any]:
    return (*value, *value.values())


@cache
def _inside(kind: Any) -> Callable[[Any], Iterable[Any]]:
    """What a value of this type holds; a record its fields, and a number, a date or an amount nothing."""
    if issubclass(kind, Mapping):
        return _pairs
    if issubclass(kind, tuple | list | frozenset | set):
        return iter
    slots: tuple[str, ...] = getattr(kind, "__slots__", ())
    if len(slots) > 1:
        return attrgetter(*slots)
    return (lambda value: [getattr(value, slots[0])]) if slots else _nothing
