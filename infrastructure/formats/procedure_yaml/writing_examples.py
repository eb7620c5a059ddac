"""The author's own tests and the migrations of a procedure, as a document has them."""

from collections.abc import Iterable, Mapping
from typing import Any

from domain.procedure.definition import Example, Happening, Migration, On
from infrastructure.formats.procedure_yaml.tree import Tree

_KEYS: Mapping[On, str] = {
    On.EVENT: "event",
    On.AFTER: "after",
    On.WHEN: "happened",
    On.APPROVED: "approved",
    On.REJECTED: "rejected",
}


def examples_written(examples: Iterable[Example], tree: Tree) -> list[dict[str, Any]]:
    return [_example(one, tree) for one in examples]


def _example(example: Example, tree: Tree) -> dict[str, Any]:
    written: dict[str, Any] = {"name": example.name}
    if example.given:
        written["given"] = dict(example.given)
    if example.when:
        written["when"] = [_happening(one, tree) for one in example.when]
    expected: dict[str, Any] = {}
    if example.then.active is not None:
        expected["in"] = [tree.written(path) for path in example.then.active]
    if example.then.ended is not None:
        expected["ended"] = example.then.ended
    if example.then.refused:
        expected["refused"] = True
    return written | {"then": expected}


def _happening(one: Happening, tree: Tree) -> dict[str, Any] | str:
    name = tree.written(one.name) if one.on in {On.APPROVED, On.REJECTED} else one.name
    if one.on is On.EVENT and not one.by and not one.facts:
        return name
    written: dict[str, Any] = {_KEYS[one.on]: name}
    if one.by:
        written["by"] = one.by
    return written | ({"with": dict(one.facts)} if one.facts else {})


def migrations_written(migrations: Iterable[Migration], tree: Tree) -> dict[int, Any]:
    return {one.version: {"map": {old: tree.written(new) for old, new in one.map}} for one in migrations}
