"""What may stand where in a document: each shape reads a node and writes its own JSON Schema, so that both agree."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from domain.procedure.definition import Place
from infrastructure.formats.procedure_yaml.nodes import Node
from infrastructure.formats.procedure_yaml.telling import Faults, expected, hints, misread

LONGEST_TEXT = 10_000


@dataclass(slots=True, eq=False)
class Item:
    """A node that has the shape it should have; what had not is left out and told as a fault."""

    node: Node
    where: str
    value: str | int | bool = ""
    many: list["Item"] = field(default_factory=list["Item"])
    keys: dict[str, "Item"] = field(default_factory=dict[str, "Item"])
    names: dict[str, Node] = field(default_factory=dict[str, Node])
    """The node of each key."""

    @property
    def place(self) -> Place:
        return self.node.place

    @property
    def text(self) -> str:
        return str(self.value)

    def get(self, key: str) -> "Item | None":
        return self.keys.get(key)

    def said(self, key: str) -> str:
        """The text under a key; empty where there is none."""
        found = self.keys.get(key)
        return "" if found is None else found.text

    def flag(self, key: str, *, default: bool = False) -> bool:
        found = self.keys.get(key)
        return default if found is None else found.value is True

    def each(self, key: str) -> list["Item"]:
        """What stands under a key, one thing or several."""
        found = self.keys.get(key)
        if found is None:
            return []
        return found.many if found.node.kind == "list" else [found]


class Shape(Protocol):
    """What may stand in a place."""

    def read(self, node: Node, where: str, faults: Faults) -> Item | None:
        """The node as it was meant; None, and a fault, where it does not fit."""
        ...

    def schema(self) -> dict[str, Any]:
        """The same as a JSON Schema (2020-12)."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """Words, or a name of a certain form."""

    about: tuple[str, str] = ("un texte", "a text")
    pattern: str = ""
    rule: str = "bad-name"
    longest: int = LONGEST_TEXT

    def read(self, node: Node, where: str, faults: Faults) -> Item | None:
        if not expected(node, "text", where, faults, self.about) or not self._is_text(node, where, faults):
            return None
        if self.pattern and re.fullmatch(self.pattern, node.text) is None:
            faults.add(self.rule, node.place, where, value=node.text)
            return None
        return Item(node, where, node.text)

    def _is_text(self, node: Node, where: str, faults: Faults) -> bool:
        trap = misread(node)
        if not node.text.strip():
            faults.add("text-empty", node.place, where)
        elif trap is not None:
            faults.add("quotes-missing", node.place, where, value=node.text, kind_fr=trap[0], kind_en=trap[1])
        elif len(node.text) > self.longest:
            faults.add("text-too-long", node.place, where, length=len(node.text), limit=self.longest)
        else:
            return True
        return False

    def schema(self) -> dict[str, Any]:
        if self.pattern:
            return {"type": "string", "pattern": f"^(?:{self.pattern})$", "maxLength": self.longest}
        return {"type": "string", "pattern": r"\S", "maxLength": self.longest}


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number between two others."""

    low: int
    high: int

    def read(self, node: Node, where: str, faults: Faults) -> Item | None:
        if not expected(node, "text", where, faults, ("un nombre entier", "a whole number")):
            return None
        if not node.plain or re.fullmatch(r"-?(0|[1-9]\d*)", node.text) is None:
            faults.add("not-a-number", node.place, where, value=node.text, low=self.low, high=self.high)
            return None
        if len(node.text) > 20 or not self.low <= int(node.text) <= self.high:
            faults.add("number-out-of-range", node.place, where, value=node.text, low=self.low, high=self.high)
            return None
        return Item(node, where, int(node.text))

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no, written true or false; `only` where the other one is the same as saying nothing."""

    only: bool | None = None

    def read(self, node: Node, where: str, faults: Faults) -> Item | None:
        if not expected(node, "text", where, faults, ("true ou false", "true or false")):
            return None
        allowed = {"true", "false"} if self.only is None else {str(self.only).lower()}
        if not node.plain or node.text not in allowed:
            faults.add("not-a-flag", node.place, where, value=node.text)
            return None
        return Item(node, where, node.text == "true")

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"} if self.only is None else {"const": self.only}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words, or else what another shape reads."""

    words: tuple[str, ...]
    otherwise: Shape | None = None

    def read(self, node: Node, where: str, faults: Faults) -> Item | None:
        if node.kind == "text" and node.text in self.words:
            return Item(node, where, node.text)
        if self.otherwise is not None and node.plain and re.fullmatch(r"[-\d].*", node.text):
            return self.otherwise.read(node, where, faults)
        if expected(node, "text", where, faults):
            known = ", ".join(self.words)
            faults.add(
                "not-a-choice", node.place, where, value=node.text, choices=known, **hints(node.text, [*self.words])
            )
        return None

    def schema(self) -> dict[str, Any]:
        words = {"enum": list(self.words)}
        return words if self.otherwise is None else {"anyOf": [words, self.otherwise.schema()]}


@dataclass(frozen=True, slots=True)
class Value:
    """A text, a whole number, true or false; what YAML reads otherwise is put in quotes."""

    number: Number

    def read(self, node: Node, where: str, faults: Faults) -> Item | None:
        if not expected(node, "text", where, faults):
            return None
        if node.plain and node.text in {"true", "false"}:
            return Item(node, where, node.text == "true")
        if node.plain and re.fullmatch(r"-?(0|[1-9]\d*)", node.text):
            return self.number.read(node, where, faults)
        if not node.text:
            if node.plain:
                faults.add("text-empty", node.place, where)
                return None
            return Item(node, where, "")
        return Text().read(node, where, faults)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [{"type": "string"}, {"type": "boolean"}, self.number.schema()]}


@dataclass(frozen=True, slots=True)
class Checked:
    """A text that a function accepts; the rule it breaks otherwise."""

    accepts: Callable[[str], bool]
    rule: str
    pattern: str

    def read(self, node: Node, where: str, faults: Faults) -> Item | None:
        item = Text().read(node, where, faults)
        if item is not None and not self.accepts(item.text):
            faults.add(self.rule, node.place, where, value=node.text)
            return None
        return item

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"}
