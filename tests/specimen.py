"""One specimen of any record, every field filled in, made from its type hints alone."""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

from domain.values import Digest, Money, PersonId, Protected

SIMPLE: dict[Any, Any] = {
    str: "été",
    int: 3,
    bool: True,
    date: date(2026, 3, 2),
    datetime: datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    Decimal: Decimal("1.50"),
    Digest: "sha256:" + "0a" * 32,
    Money: Money.of("12.50"),
    Protected: Protected(of=PersonId("person-00000000-0000-7000-8000-000000000001"), text="Ana"),
}


def specimen(hint: Any, bound: Mapping[Any, Any] | None = None) -> Any:
    """A value of that type; unions give their first member that is not None."""
    bound = bound or {}
    if hint in SIMPLE:
        return SIMPLE[hint]
    if isinstance(hint, TypeVar):
        return specimen(bound[hint], bound)
    if isinstance(hint, NewType):
        return f"{hint.__name__.removesuffix('Id').lower()}-00000000-0000-7000-8000-000000000001"
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return specimen(arguments[0], bound)
    if origin in (Union, types.UnionType):
        return specimen(next(one for one in arguments if one is not type(None)), bound)
    if origin is tuple:
        return tuple(specimen(one, bound) for one in arguments if one is not ...)
    if origin is frozenset:
        return frozenset([specimen(arguments[0], bound)])
    if origin is not None and issubclass(origin, Mapping):
        return {specimen(arguments[0], bound): specimen(arguments[1], bound)}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    holder = origin or hint
    if is_dataclass(holder):
        inner = dict(zip(getattr(holder, "__parameters__", ()), arguments, strict=False))
        hints = get_type_hints(holder, include_extras=True)
        return holder(**{one.name: specimen(hints[one.name], {**bound, **inner}) for one in fields(holder)})
    raise TypeError(f"no specimen of {hint}")
