"""Finding the names of streams inside any value."""

from collections.abc import Mapping
from functools import cache
from typing import Any


def names_in(value: Any) -> set[str]:
    """Every text inside a value: stream names are among them."""
    found: set[str] = set()
    _collect(value, found)
    return found


def _collect(value: Any, found: set[str]) -> None:
    kind: Any = value.__class__
    match _shape(kind):
        case "text":
            found.add(value)
        case "mapping":
            found.update(value)
            for held in value.values():
                _collect(held, found)
        case "several":
            for held in value:
                _collect(held, found)
        case slots:
            for one in slots:
                _collect(getattr(value, one), found)


@cache
def _shape(kind: Any) -> str | tuple[str, ...]:
    """What a value of this type holds; a record its fields, and a number, a date or an amount nothing."""
    if issubclass(kind, str):
        return "text"
    if issubclass(kind, Mapping):
        return "mapping"
    if issubclass(kind, tuple | list | frozenset | set):
        return "several"
    slots: tuple[str, ...] = getattr(kind, "__slots__", ())
    return slots
