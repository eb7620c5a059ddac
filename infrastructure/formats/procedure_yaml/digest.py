"""What a procedure says, apart from how its document was laid out: its values without places, and their digest."""

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any, TypeVar, cast

from domain.decider import replace
from domain.procedure.definition import Place, Procedure
from domain.values import Digest
from infrastructure.canonical import canonical

T = TypeVar("T")


def without_places(procedure: Procedure) -> Procedure:
    """The same procedure with every place forgotten, so that two documents can be compared by what they say."""
    return _placeless(procedure)


def _placeless(value: T) -> T:
    held: Any = value
    if isinstance(held, Place):
        return cast("T", Place())
    if isinstance(held, tuple):
        members = cast("tuple[object, ...]", held)
        return cast("T", tuple(_placeless(one) for one in members))
    if isinstance(held, Mapping):
        mapping = cast("Mapping[str, object]", held)
        return cast("T", {key: _placeless(one) for key, one in mapping.items()})
    if is_dataclass(held) and not isinstance(held, type):
        return cast("T", replace(held, **{one.name: _placeless(getattr(held, one.name)) for one in fields(held)}))
    return value


def definition_digest(procedure: Procedure) -> Digest:
    """`sha256:` of the canonical JSON (RFC 8785) of the values, places left out: layout and comments change nothing.

    Order counts where the language gives it a meaning (branches, tasks, children); the order of states does not.
    """
    return Digest("sha256:" + hashlib.sha256(canonical(_plain(procedure))).hexdigest())


def _plain(value: Any) -> Any:
    """As JSON: records by their fields, without places, texts of enumerations as texts."""
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, tuple):
        members = cast("tuple[object, ...]", value)
        return [_plain(one) for one in members]
    if isinstance(value, Mapping):
        mapping = cast("Mapping[str, object]", value)
        return {key: _plain(one) for key, one in mapping.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value) if one.name != "place"}
    return value
