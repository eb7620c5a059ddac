"""Which types of values can hold something about people: known from their fields, before looking at any value."""

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

from domain.values import Protected


@cache
def holds_protected(kind: Any) -> bool:
    """Whether a value of this type can hold a protected value anywhere inside."""
    return _holds(kind, frozenset())


def _holds(kind: Any, seen: frozenset[Any]) -> bool:
    if kind is Protected:
        return True
    if kind in seen:
        return False
    parts: tuple[Any, ...] = get_args(kind)
    origin = getattr(kind, "__origin__", None)
    holder = origin if isinstance(origin, type) and is_dataclass(origin) else kind
    if isinstance(holder, type) and is_dataclass(holder):
        hints = get_type_hints(holder)
        parts += tuple(hints[one.name] for one in fields(holder))
    return any(_holds(part, seen | {kind}) for part in parts)
