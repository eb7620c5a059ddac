"""Shapes that hold other shapes: lists, mappings, and places where one thing or another may stand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from infrastructure.formats.procedure_yaml.nodes import Node
from infrastructure.formats.procedure_yaml.shapes import Item, Shape
from infrastructure.formats.procedure_yaml.telling import Faults, expected, hints

INSTEAD = {"on": "events", "true": "events", "transitions": "events", "guard": "if", "target": "to", "actions": "do"}
"""What is meant by words of other languages. YAML 1.1 reads `on:` as *true*, so the language has no such word."""


@dataclass(frozen=True, slots=True)
class Many:
    """A list of things of one shape."""

    of: Shape
    least: int = 0

    def read(self, node: Node, where: str, faults: Faults) -> Item | None:
        if not expected(node, "list", where, faults):
            return None
        if len(node.items) < self.least:
            faults.add("too-few", node.place, where, least=self.least)
        read = (self.of.read(one, f"{where}[{number}]", faults) for number, one in enumerate(node.items))
        return Item(node, where, many=[one for one in read if one is not None])

    def schema(self) -> dict[str, Any]:
        return {"type": "array", "items": self.of.schema()} | ({"minItems": self.least} if self.least else {})


@dataclass(frozen=True, slots=True)
class Either:
    """One shape for a text, another for a mapping, another for a list."""

    text: Shape | None = None
    map: Shape | None = None
    list: Shape | None = None

    def read(self, node: Node, where: str, faults: Faults) -> Item | None:
        shape = {"text": self.text, "map": self.map, "list": self.list}[node.kind]
        if node.plain and not node.text and self.map is not None:
            shape = self.map
        if shape is None:
            shape = self.text or self.map or self.list
        return None if shape is None else shape.read(node, where, faults)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [one.schema() for one in (self.text, self.map, self.list) if one is not None]}


def one_or_many(of: Shape, least: int = 1) -> Either:
    return Either(text=of, list=Many(of, least))


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a mapping: what stands under it, and what it is for, in French and English."""

    name: str
    shape: Shape
    about: tuple[str, str]
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A mapping from names that the author chooses; `key` is the shape of a name."""

    key: Shape
    of: Shape
    least: int = 0

    def read(self, node: Node, where: str, faults: Faults) -> Item | None:
        if _nothing(node) and not self.least:
            return Item(node, where)
        if not expected(node, "map", where, faults):
            return None
        if len(node.pairs) < self.least:
            faults.add("too-few", node.place, where, least=self.least)
        item = Item(node, where)
        for key, value in _pairs(node, where, faults):
            name = self.key.read(key, f"{where}.{key.text}", faults)
            read = self.of.read(value, f"{where}.{key.text}", faults)
            if name is not None and read is not None:
                item.keys[key.text], item.names[key.text] = read, key
        return item

    def schema(self) -> dict[str, Any]:
        names = self.key.schema()
        if names.get("type") == "integer":
            names = {"pattern": "^[1-9][0-9]*$"}
        schema: dict[str, Any] = {"propertyNames": names, "additionalProperties": self.of.schema()}
        if self.least:
            return {"type": "object", "minProperties": self.least} | schema
        return {"type": ["object", "null"]} | schema


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping with the keys that the language knows."""

    about: tuple[str, str]
    keys: tuple[Key, ...]

    def read(self, node: Node, where: str, faults: Faults) -> Item | None:
        if not _nothing(node) and not expected(node, "map", where, faults, self.about):
            return None
        item = Item(node, where)
        known = {key.name: key for key in self.keys}
        for key, value in _pairs(node, where, faults):
            if key.text not in known:
                self._unknown(key, where, faults)
                continue
            read = known[key.text].shape.read(value, _under(where, key.text), faults)
            item.names[key.text] = key
            if read is not None:
                item.keys[key.text] = read
        self._missing(item, where, faults)
        return item

    def _missing(self, item: Item, where: str, faults: Faults) -> None:
        for key in self.keys:
            if key.needed and key.name not in item.names:
                values = {"key": key.name, "about_fr": key.about[0], "about_en": key.about[1]}
                faults.add("key-missing", item.place, where, **values)

    def _unknown(self, key: Node, where: str, faults: Faults) -> None:
        names = [known.name for known in self.keys]
        instead = INSTEAD.get(key.text.lower(), "")
        if instead in names:
            values = {"hint_fr": f"Écrivez « {instead}: ».", "hint_en": f"Write “{instead}:”."}
        else:
            values = hints(key.text, names)
            listed = ", ".join(names)
            values = {
                "hint_fr": values["hint_fr"].strip() or f"Ici s'écrivent : {listed}.",
                "hint_en": values["hint_en"].strip() or f"Keys here: {listed}.",
            }
        faults.add("unknown-key", key.place, where, key=key.text, **values)

    def schema(self) -> dict[str, Any]:
        properties = {key.name: key.shape.schema() | {"description": key.about[1]} for key in self.keys}
        needed = [key.name for key in self.keys if key.needed]
        schema = {"properties": properties, "additionalProperties": False, "description": self.about[1]}
        if needed:
            return {"type": "object", "required": needed} | schema
        return {"type": ["object", "null"]} | schema


@dataclass(frozen=True, slots=True)
class Later:
    """A shape by its name: it holds itself, or is written once in the schema."""

    name: str
    shape: Callable[[], Shape]

    def read(self, node: Node, where: str, faults: Faults) -> Item | None:
        return self.shape().read(node, where, faults)

    def schema(self) -> dict[str, Any]:
        return {"$ref": f"#/$defs/{self.name}"}


def _nothing(node: Node) -> bool:
    """`draft:` with nothing behind it is a mapping without keys."""
    return node.plain and not node.text


def _under(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _pairs(node: Node, where: str, faults: Faults) -> Iterator[tuple[Node, Node]]:
    """Keys and values, each key once; a key that is no text is told."""
    seen: dict[str, int] = {}
    for key, value in node.pairs:
        if not expected(key, "text", where, faults):
            continue
        if key.plain and key.text == "<<":
            faults.add("anchors-not-used", key.place, where)
        elif key.text in seen:
            faults.add("duplicate-key", key.place, where, key=key.text, line=seen[key.text])
        else:
            seen[key.text] = key.place.line
            yield key, value
