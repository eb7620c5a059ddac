"""A YAML document as a tree that knows where everything stands, read piece by piece within stated bounds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

from application.definitions.document import Passage
from application.definitions.faults import Fault, fault
from domain.procedure.definition import Place

LARGEST_DOCUMENT = 1 << 20
"""Bytes."""
MOST_NODES = 50_000
"""Keys, values and lists together."""
DEEPEST = 48
"""Levels of lists and mappings inside each other; a state inside a state takes two."""

START = Place(line=1, column=1)
_IN_OTHER_WORDS = {
    "mapping values are not allowed in this context": "colon-unquoted",
    "found unexpected end of stream": "never-closed",
    "did not find expected ',' or ']'": "never-closed",
    "did not find expected ',' or '}'": "never-closed",
}


class Unreadable(Exception):
    """The document cannot be read at all: one fault says why."""

    def __init__(self, found: Fault) -> None:
        super().__init__(found.rule)
        self.fault = found


def unreadable(rule: str, place: Place = START, **values: object) -> Unreadable:
    return Unreadable(fault(rule, place, "", values))


@dataclass(slots=True, eq=False)
class Node:
    """A text, a list or a mapping, with its place; `plain` texts carry no quotes."""

    kind: Literal["text", "list", "map"]
    place: Place
    text: str = ""
    style: str = ""
    begin: int = 0
    end: int = 0
    items: list["Node"] = field(default_factory=list["Node"])
    pairs: list[tuple["Node", "Node"]] = field(default_factory=list[tuple["Node", "Node"]])
    _key: "Node | None" = None

    @property
    def plain(self) -> bool:
        return self.kind == "text" and not self.style

    def add(self, child: "Node") -> None:
        """Take the next thing that stands inside."""
        if self.kind == "list":
            self.items.append(child)
        elif self._key is None:
            self._key = child
        else:
            self.pairs.append((self._key, child))
            self._key = None


def passage(node: Node, source: str) -> Passage:
    """The text of a node with how it was written."""
    return Passage(text=node.text, source=source[node.begin : node.end], place=node.place, style=node.style)


def decoded(data: bytes | str) -> str:
    """The document as text. Raises Unreadable where it is too large or not UTF-8."""
    if len(data) > LARGEST_DOCUMENT:
        raise unreadable("document-too-large", size=len(data), limit=LARGEST_DOCUMENT)
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, start = before.count(b"\n") + 1, before.rfind(b"\n") + 1
        column = len(before[start:].decode("utf-8", "replace")) + 1
        raise unreadable("not-utf8", Place(line=line, column=column)) from error


def parsed(source: str) -> Node:
    """The one document in a text. Raises Unreadable for what is not YAML, or beyond the bounds."""
    try:
        return _composed(_events(source))
    except yaml.reader.ReaderError as error:
        raise unreadable("control-character", _place_of(source, error.position)) from error
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error, source) from error


def _events(source: str) -> Iterator[yaml.Event]:
    """Events one by one: what lies beyond a bound is never read."""
    return iter(yaml.parse(source, Loader=yaml.CSafeLoader))


def _composed(events: Iterator[yaml.Event]) -> Node:
    top: Node | None = None
    open_nodes: list[Node] = []
    count = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent) and top is not None:
            raise unreadable("several-documents", _at(event))
        if isinstance(event, yaml.CollectionEndEvent):
            open_nodes.pop()
        if not isinstance(event, yaml.NodeEvent):
            continue
        count += 1
        if count > MOST_NODES:
            raise unreadable("document-too-complex", _at(event), limit=MOST_NODES)
        node = _node(event)
        if open_nodes:
            open_nodes[-1].add(node)
        top = top or node
        if node.kind != "text":
            open_nodes.append(node)
        if len(open_nodes) > DEEPEST:
            raise unreadable("document-too-deep", node.place, limit=DEEPEST)
    if top is None:
        raise unreadable("document-empty")
    return top


def _node(event: yaml.NodeEvent) -> Node:
    place = _at(event)
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise unreadable("anchors-not-used", place)
    tag = getattr(event, "tag", None)
    if tag is not None:
        raise unreadable("tags-not-used", place, tag=tag)
    if isinstance(event, yaml.ScalarEvent):
        begin, end = _mark(event.start_mark).index, _mark(event.end_mark).index
        style = event.style if event.style in {"'", '"', "|", ">"} else ""
        return Node("text", place, event.value, style, begin, end)
    return Node("map" if isinstance(event, yaml.MappingStartEvent) else "list", place)


def _at(event: yaml.Event) -> Place:
    mark = _mark(event.start_mark)
    return Place(line=mark.line + 1, column=mark.column + 1)


def _mark(mark: Any) -> Any:
    """The library gives a mark to every event that it reads, though its types say that it may not."""
    return mark


def _not_yaml(error: yaml.MarkedYAMLError, source: str) -> Unreadable:
    problem, mark = error.problem or "", error.problem_mark
    place = START if mark is None else Place(line=mark.line + 1, column=mark.column + 1)
    if "undefined alias" in problem or "alias" in (error.context or ""):
        return unreadable("anchors-not-used", place)
    if problem == "found character that cannot start any token":
        lines = source.splitlines()
        line = lines[place.line - 1] if place.line <= len(lines) else ""
        if "\t" in line[: place.column]:
            return unreadable("tab-in-indent", place)
    rule = _IN_OTHER_WORDS.get(problem)
    if rule == "never-closed" and mark is not None and _colon_inside(error, source[mark.index : mark.index + 1]):
        rule = "colon-unquoted"
    return unreadable(rule, place) if rule else unreadable("not-yaml", place, problem=problem)


def _colon_inside(error: yaml.MarkedYAMLError, sign: str) -> bool:
    """Whether it is a colon inside `{…}` on one line that was read as a second key."""
    opened, mark = error.context_mark, error.problem_mark
    return sign == ":" and opened is not None and mark is not None and opened.line == mark.line


def _place_of(source: str, position: int) -> Place:
    """PyYAML counts the characters it has read, or the bytes: the first control character is looked up instead."""
    found = next((at for at, sign in enumerate(source) if not _allowed(sign)), position)
    before = source[:found]
    return Place(line=before.count("\n") + 1, column=found - before.rfind("\n"))


def _allowed(sign: str) -> bool:
    return sign in "\t\n\r\x85" or sign.isprintable() or sign.isspace() or ord(sign) > 0x9F
