"""A folded state as plain JSON data, the same for everybody who folds it: sets in order, no text about people."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, cast

from pydantic_core import to_jsonable_python

from domain.values import Protected


def stated(value: Any) -> Any:
    """The state, or any value in it. What is protected reads as erased, whether or not it is."""
    if isinstance(value, Protected):
        return {"of": value.of, "text": None}
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: stated(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return _entries(cast("Any", value))
    if isinstance(value, frozenset | set):
        return sorted((stated(each) for each in cast("frozenset[Any]", value)), key=_sorting)
    if isinstance(value, tuple | list):
        return [stated(each) for each in cast("list[Any]", value)]
    return to_jsonable_python(value)


def _entries(value: Mapping[Any, Any]) -> dict[str, Any]:
    return {_key(key): stated(each) for key, each in value.items()}


def _key(key: Any) -> str:
    return str(key) if isinstance(key, str) else _sorting(stated(key))


def _sorting(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
