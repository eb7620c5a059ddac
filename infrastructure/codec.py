"""Values to JSON and back by their type hints; values about people are sealed on the way, opened on the way back."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import GenericAlias
from typing import Any, cast

from pydantic import TypeAdapter
from pydantic_core import to_jsonable_python

from application.protected import holds_protected
from domain.values import PersonId

Seal = Callable[[PersonId, str, str], Mapping[str, str]]
"""Person, where the value stands (the additional authenticated data), text → what is stored instead."""
Open = Callable[[PersonId, str, Mapping[str, str]], str | None]
"""The way back; None where the person was erased."""


SEALED = {"of", "box", "commitment"}
"""What a sealed value looks like when stored: nothing else does, whatever names a publisher gives its columns."""
COMMITTED = SEALED - {"box"}
"""The same in a leaf."""


@cache
def schema_of(kind: Any) -> Mapping[str, Any]:
    """The JSON Schema (2020-12) of a value as it is written."""
    said = adapter(kind).json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **said}


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    """The validator and serialiser of a type, made once."""
    return TypeAdapter(kind)


def to_json(value: object, seal: Seal, place: str) -> bytes:
    """The stored form of a value. `place` names where it stands, so that a sealed value cannot be moved elsewhere."""
    kind: Any = type(value)
    if not holds_protected(kind):
        return adapter(kind).dump_json(value)
    tree = _sealed(adapter(kind).dump_python(value, mode="json"), seal, place)
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode()


def from_json(kind: Any, stored: bytes, unseal: Open, place: str) -> Any:
    """The value again. Raises pydantic's ValidationError where the stored form is not one of the type."""
    if not holds_protected(kind):
        return adapter(kind).validate_json(stored)
    return adapter(kind).validate_python(_opened(json.loads(stored), unseal, place))


def readable(stored: bytes, unseal: Open, place: str) -> bytes:
    """The stored form with its sealed values opened, or null: what `plain` gives, without making the value."""
    return json.dumps(_opened(json.loads(stored), unseal, place), ensure_ascii=False, separators=(",", ":")).encode()


def several(kind: Any, stored: bytes) -> list[Any]:
    """Values from a JSON array, for types that hold no protected value."""
    values: list[Any] = _lists(kind).validate_json(stored)
    return values


@cache
def _lists(kind: Any) -> TypeAdapter[list[Any]]:
    listed: Any = GenericAlias(list, (kind,))
    return TypeAdapter(listed)


def plain(value: object) -> Any:
    """A value as plain JSON data, protected values readable or null: for people to read, never to keep."""
    return to_jsonable_python(value)


def _sealed(tree: Any, seal: Seal, place: str) -> Any:
    def readable(node: Node, here: str) -> Node | None:
        if node.keys() != {"of", "text"}:
            return None
        if node["text"] is None:
            return {"of": node["of"]}
        return {"of": node["of"], **seal(PersonId(node["of"]), here, node["text"])}

    return _walked(tree, readable, place)


def _opened(tree: Any, unseal: Open, place: str) -> Any:
    def kept(node: Node, here: str) -> Node | None:
        if node.keys() == {"of"}:
            return {"of": node["of"], "text": None}
        if node.keys() != SEALED:
            return None
        return {"of": node["of"], "text": unseal(PersonId(node["of"]), here, node)}

    return _walked(tree, kept, place)


def without_boxes(tree: Any) -> Any:
    """The tree as it enters a leaf: each sealed value by its salted commitment alone."""

    def committed(node: Node, here: str) -> Node | None:
        del here
        return {"of": node["of"], "commitment": node["commitment"]} if node.keys() == SEALED else None

    return _walked(tree, committed, "")


def without_texts(tree: Any) -> Any:
    """A tree as it entered a leaf, in a form that values are made of again: protected ones have no text."""

    def textless(node: Node, here: str) -> Node | None:
        del here
        return {"of": node["of"], "text": None} if node.keys() in (COMMITTED, {"of"}) else None

    return _walked(tree, textless, "")


Node = dict[str, Any]


def _walked(tree: Any, change: Callable[[Node, str], Node | None], place: str) -> Any:
    """The tree with every object put through `change`, which returns None for what it leaves alone."""
    if isinstance(tree, dict):
        node = cast("Node", tree)
        changed = change(node, place)
        if changed is not None:
            return changed
        return {key: _walked(each, change, f"{place}/{key}") for key, each in node.items()}
    if isinstance(tree, list):
        return [_walked(each, change, f"{place}/{index}") for index, each in enumerate(_items(tree))]
    return tree


def _items(array: Any) -> Iterable[Any]:
    return array  # type: ignore[no-any-return]  # a JSON array: its items can be anything
