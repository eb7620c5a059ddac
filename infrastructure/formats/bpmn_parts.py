"""A process as nodes and flows, and what of it is refused."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from domain.decider import Refusal
from domain.procedure.diagram import (
    Refused,
    UnreadableDiagram,
)
from infrastructure.formats.xml_tree import Element


@dataclass(slots=True)
class Node:
    """A step, event or gateway. `trigger` is what sets an event off: none, timer, message, signal, terminate, error."""

    id: str
    kind: str
    name: str
    element: Element
    scope: "Scope"
    trigger: str = ""
    definition: Element | None = None
    inner: "Scope | None" = None
    incoming: list["Flow"] = field(default_factory=list["Flow"])
    outgoing: list["Flow"] = field(default_factory=list["Flow"])
    boundary: list["Node"] = field(default_factory=list["Node"])
    lane: str = ""


@dataclass(slots=True)
class Flow:
    """A sequence flow between two nodes of one process or sub-process."""

    id: str
    name: str
    source: Node
    target: Node
    condition: str
    element: Element


@dataclass(slots=True)
class Scope:
    """A process or an embedded sub-process: its nodes in document order."""

    element: Element
    nodes: list[Node] = field(default_factory=list[Node])

    def walk(self) -> Iterator[Node]:
        """Every node, those of sub-processes after the sub-process itself."""
        for node in self.nodes:
            yield node
            if node.inner:
                yield from node.inner.walk()


Refuse = Callable[[type[Refusal], Element, str], None]


@dataclass(slots=True)
class Model:
    """One process of a file, and what it refers to. `refused` is what cannot be taken, in document order in the end."""

    root: Element
    process: Scope
    ids: dict[str, Element]
    nodes: dict[str, Node] = field(default_factory=dict[str, Node])
    lanes: dict[str, str] = field(default_factory=dict[str, str])
    """Lane id → its name."""
    refused: list[Refused] = field(default_factory=list[Refused])

    def refuse(self, rule: type[Refusal], element: Element, found: str = "") -> None:
        """Note that this element cannot be taken."""
        self.refused.append(
            Refused(rule=rule, element=called(element), name=element.get("name"), place=element.place, found=found)
        )

    def settled(self) -> None:
        """Raises UnreadableDiagram with all refusals at once, if there are any."""
        if self.refused:
            raise UnreadableDiagram(*sorted(self.refused, key=lambda one: (one.place.line, one.place.column)))

    def referred(self, name: str) -> Element | None:
        """The element that a qualified name refers to, whatever its prefix."""
        return self.ids.get(name) or self.ids.get(name.rpartition(":")[2])


def called(element: Element) -> str:
    return f"{element.name} {element.get('id')}".strip()
