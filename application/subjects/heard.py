"""What conditions may see of an aggregate's event that a `when` listens to: its plain fields, as `event.<field>`."""

import types
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from application.definitions.guards import Value, Variable, Variables, VarType
from domain.meeting import OutcomeRecorded
from domain.values import Money

ALSO_CALLED: Mapping[type, str] = {OutcomeRecorded: "decision"}
"""Events whose fields have a second, plainer name: `decision.adopted`."""


@cache
def event_variables(event: Any) -> Variables:
    """The variables of an event of that type; a field that may be empty has `event.<field>_known`."""
    found = [each for prefix in _prefixes(event) for each in _of(event, prefix)]
    return {one.name: one for one in found}


def event_values(event: object) -> Mapping[str, Value]:
    """What those variables are for one event; what is unknown is not in it, but for texts, which are then empty."""
    kind: Any = event.__class__
    values: dict[str, Value] = {}
    for prefix in _prefixes(kind):
        for name in _plain_fields(kind):
            values |= _value_of(f"{prefix}.{name}", getattr(event, name))
    optional = [one for one in event_variables(kind).values() if one.known]
    known: dict[str, Value] = {one.known: one.name in values for one in optional}
    empty: dict[str, Value] = {one.name: "" for one in optional if one.type is VarType.TEXT}
    return empty | values | known


def _prefixes(event: Any) -> Iterator[str]:
    yield "event"
    if event in ALSO_CALLED:
        yield ALSO_CALLED[event]


@cache
def _plain_fields(event: Any) -> dict[str, tuple[type, bool]]:
    """Field → its plain type, and whether it may be empty."""
    hints = get_type_hints(event)
    found = {one.name: _plain(hints[one.name]) for one in fields(event)}
    return {name: plain for name, plain in found.items() if plain is not None}


def _plain(hint: Any) -> tuple[type, bool] | None:
    if get_origin(hint) in {Union, types.UnionType}:
        options = [one for one in get_args(hint) if one is not types.NoneType]
        inner = _plain(options[0]) if len(options) == 1 else None
        return None if inner is None else (inner[0], True)
    return None if (kind := _kind(hint)) is None else (kind, False)


def _kind(hint: Any) -> type | None:
    """The plain type that a field has: NewTypes are what they are made of, lists of texts are lists."""
    base = getattr(hint, "__supertype__", hint)
    arguments = get_args(hint)
    if get_origin(hint) in {tuple, frozenset} and arguments and _kind(arguments[0]) is str:
        return list
    plain: type | None = base if base in {bool, int, Money, date, datetime} else None
    if plain is not None:
        return plain
    return str if isinstance(base, type) and issubclass(base, str | StrEnum) else None


_TYPES: Mapping[type, VarType] = {
    str: VarType.TEXT,
    int: VarType.NUMBER,
    bool: VarType.FLAG,
    date: VarType.DATE,
    datetime: VarType.DATE,
    list: VarType.LIST,
}


def _of(event: Any, prefix: str) -> Iterator[Variable]:
    for name, (kind, optional) in _plain_fields(event).items():
        full = f"{prefix}.{name}"
        known = f"{full}_known" if optional else ""
        if kind is Money:
            yield _variable(f"{full}.cents", VarType.NUMBER, name, known)
            yield _variable(f"{full}.currency", VarType.TEXT, name, known)
        else:
            yield _variable(full, _TYPES[kind], name, known)


def _variable(name: str, kind: VarType, field: str, known: str) -> Variable:
    words = field.replace("_", " ")
    return Variable(name=name, type=kind, fr=f"{words} (du fait)", en=f"{words} (of the event)", known=known)


def _value_of(name: str, held: Any) -> dict[str, Value]:
    if held is None:
        return {}
    if isinstance(held, Money):
        return {f"{name}.cents": held.cents, f"{name}.currency": held.currency}
    if isinstance(held, frozenset):
        members = cast("frozenset[str]", held)
        return {name: sorted(str(one) for one in members)}
    return {name: held}
