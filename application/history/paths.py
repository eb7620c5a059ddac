"""Places in a state: `acts.2.executory_on` is the day on which the act numbered 2 became executory.

A field is named, an entry of a mapping by its key, an entry of a list by what it is known by (its number, its
organisation …) where each has one of its own, else by its place from 1.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, cast

from domain.decider import Refusal
from domain.values import ActReference, Evidence, Money, Period, Protected, Source

WHOLE = (Money, Protected, Period, Evidence, ActReference, Source)
"""Records that people read as one value."""
KNOWN_BY = ("number", "seat", "item", "organisation", "since", "label", "code", "candidate", "year", "rule", "giver")
"""What tells the entries of a list apart, where it tells all of them apart."""
NOWHERE: Any = object()
"""What stands at a place that a state does not have."""


class NoSuchField(Refusal):
    """There is no such field here, nor was there ever one."""


def leaves(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Every place that holds something, with what it holds, in the order of the record."""
    inner = parts(value)
    if inner is None:
        if not is_empty(value):
            yield place, value
        return
    for name, each in inner:
        yield from leaves(each, f"{place}.{name}" if place else name)


def at(value: Any, place: str) -> Any:
    """What stands at a place; NOWHERE where there is no such place. Names may hold dots: the longest that fits counts.

    An empty place is the value itself.
    """
    if not place:
        return value
    fitting = [(name, each) for name, each in parts(value) or () if place == name or place.startswith(f"{name}.")]
    for name, each in sorted(fitting, key=lambda one: -len(one[0])):
        found = at(each, place[len(name) + 1 :])
        if found is not NOWHERE:
            return found
    return NOWHERE


def parts(value: Any) -> Iterable[tuple[str, Any]] | None:
    """What a value is made of, by name; None where it is read as one."""
    if is_dataclass(value) and not isinstance(value, (type, *WHOLE)):
        return [(one.name, getattr(value, one.name)) for one in fields(value)]
    if isinstance(value, Mapping):
        return _entries(value)
    if isinstance(value, tuple | list):
        several = cast("Sequence[Any]", value)
        return list(zip(_names(several), several, strict=True)) if any(map(_has_parts, several)) else None
    return None


def is_empty(value: Any) -> bool:
    """Whether a value says nothing."""
    return value is None or value == "" or (isinstance(value, tuple | list | frozenset | dict) and not value)


def _entries(mapping: Any) -> list[tuple[str, Any]]:
    return [(str(key), each) for key, each in mapping.items()]


def _has_parts(value: Any) -> bool:
    return (is_dataclass(value) and not isinstance(value, type)) or isinstance(value, Mapping)


def _names(several: Sequence[Any]) -> list[str]:
    for field in KNOWN_BY:
        names = [_name(getattr(each, field, None)) for each in several]
        if all(names) and len(set(names)) == len(names):
            return names
    return [str(place) for place in range(1, len(several) + 1)]


def _name(value: Any) -> str:
    """The name of an entry; only a short value can be one, whatever the field is called."""
    return "" if value is None or is_dataclass(value) else str(value)


def known_places(value: Any, near: str) -> list[str]:
    """The places next to one that does not exist: what a caller may have meant."""
    while near:
        near = near.rpartition(".")[0]
        found = at(value, near)
        if found is not NOWHERE:
            return [f"{near}.{name}" if near else name for name, _ in parts(found) or ()]
    return []
