"""Finding the names of streams inside any value."""

from collections.abc import Mapping, Sequence
from typing import Any, cast


def names_in(value: Any) -> set[str]:
    """Every text inside a value: stream names are among them."""
    match value:
        case str():
            return {value}
        case Mapping():
            return {each for pair in _pairs(value) for each in names_in(pair)}
        case tuple() | list() | frozenset() | set():
            several = cast("Sequence[Any]", value)
            return {each for held in several for each in names_in(held)}
        case _:
            return {each for one in _slots(value) for each in names_in(getattr(value, one))}


def _pairs(mapping: Any) -> list[Any]:
    return list(mapping.items())


def _slots(value: object) -> tuple[str, ...]:
    kind: type = type(value)
    return getattr(kind, "__slots__", ())
