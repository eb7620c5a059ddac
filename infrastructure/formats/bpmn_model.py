"""BPMN 2.0 as nodes and flows: what steers the process and nothing else, with every refusal gathered on the way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from domain.decider import Refusal
from domain.procedure.diagram import (
    Choreography,
    DanglingReference,
    FlowLeavesItsProcess,
    MissingId,
    NoProcess,
    NotBpmn,
    Refused,
    SameIdTwice,
    SeveralProcesses,
    TooManySteps,
    UnknownElement,
    UnreadableDiagram,
)
from infrastructure.formats.bpmn_names import BPMN, EVENTS, NODES, REFUSED, SILENT
from infrastructure.formats.xml_tree import Element, parsed

MOST_NODES = 5_000


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
            Refused(rule=rule, element=_called(element), name=element.get("name"), place=element.place, found=found)
        )

    def settled(self) -> None:
        """Raises UnreadableDiagram with all refusals at once, if there are any."""
        if self.refused:
            raise UnreadableDiagram(*sorted(self.refused, key=lambda one: (one.place.line, one.place.column)))

    def referred(self, name: str) -> Element | None:
        """The element that a qualified name refers to, whatever its prefix."""
        return self.ids.get(name) or self.ids.get(name.rpartition(":")[2])


def _called(element: Element) -> str:
    return f"{element.name} {element.get('id')}".strip()


def model(data: bytes, process: str = "") -> Model:
    """The process of a file: that of the id, or the only executable one, or the only one. Raises UnreadableDiagram."""
    root = parsed(data)
    if root.namespace != BPMN or root.name != "definitions":
        found = f"{{{root.namespace}}}{root.name}" if root.namespace else root.name
        raise UnreadableDiagram(Refused(rule=NotBpmn, element=root.name, place=root.place, found=found))
    chosen = _chosen(root, process)
    read = Model(root=root, process=Scope(element=chosen), ids={})
    _identified(read)
    _nodes(read, read.process)
    read.settled()
    _flows(read, read.process)
    _boundaries(read)
    _lanes(read)
    read.settled()
    return read


def _chosen(root: Element, wanted: str) -> Element:
    """The process to read."""
    processes = root.named("process")
    steps = [one for one in processes if any(child.name in NODES or child.name in REFUSED for child in one.children)]
    executable = [one for one in steps if one.get("isExecutable") in {"true", "1"}]
    found = [one for one in steps if one.get("id") == wanted] if wanted else executable or steps
    if not found:
        strange = [*root.named("choreography"), *root.named("conversation"), *root.named("globalChoreographyTask")]
        rule = Choreography if strange else NoProcess
        raise UnreadableDiagram(Refused(rule=rule, element=wanted or _called(root), place=root.place, found=wanted))
    if len(found) > 1:
        names = ", ".join(one.get("id") for one in found)
        raise UnreadableDiagram(Refused(rule=SeveralProcesses, place=found[1].place, found=names))
    return found[0]


def _identified(read: Model) -> None:
    """Every id of the model part; the diagram part has ids of its own that nothing here refers to."""
    waiting = [read.root]
    while waiting:
        element = waiting.pop()
        if element.namespace != BPMN:
            continue
        own = element.get("id")
        if own and own in read.ids:
            first, second = sorted((read.ids[own], element), key=lambda one: (one.place.line, one.place.column))
            read.refuse(SameIdTwice, second, f"line {first.place.line}")
        elif own:
            read.ids[own] = element
        waiting += reversed(element.children)


def _nodes(read: Model, scope: Scope) -> None:
    """The nodes of a scope and of those inside it."""
    for element in scope.element.children:
        if element.namespace != BPMN or element.name in SILENT or element.name == "sequenceFlow":
            continue
        if element.name in NODES:
            _node(read, scope, element)
        elif scope.element.name != "subProcess" or not element.name.endswith("LoopCharacteristics"):
            read.refuse(REFUSED.get(element.name, UnknownElement), element)


def _node(read: Model, scope: Scope, element: Element) -> None:
    node = Node(
        id=element.get("id"),
        kind=element.name,
        name=" ".join(element.get("name").split())[:200],
        element=element,
        scope=scope,
    )
    if not node.id:
        read.refuse(MissingId, element)
    if len(read.nodes) >= MOST_NODES:
        read.refuse(TooManySteps, element)
        read.settled()
    read.nodes[node.id] = node
    scope.nodes.append(node)
    if element.name.endswith("Event"):
        _triggered(read, node)
    if element.name == "subProcess":
        node.inner = Scope(element=element)
        _nodes(read, node.inner)


def _triggered(read: Model, node: Node) -> None:
    """What sets the event off; `several`, or the definition's own name, for what will be refused."""
    definitions = [one for one in node.element.children if one.name.endswith("EventDefinition")]
    for reference in node.element.named("eventDefinitionRef"):
        found = read.referred(reference.text.strip())
        if found is None:
            read.refuse(DanglingReference, node.element, f"eventDefinitionRef {reference.text.strip()}")
        else:
            definitions.append(found)
    node.definition = definitions[0] if definitions else None
    node.trigger = "none" if not definitions else EVENTS.get(definitions[0].name, definitions[0].name)
    if len(definitions) > 1:
        node.trigger = "several"


def _flows(read: Model, scope: Scope) -> None:
    for element in scope.element.named("sequenceFlow"):
        _flow(read, scope, element)
    for node in scope.nodes:
        if node.inner:
            _flows(read, node.inner)


def _flow(read: Model, scope: Scope, element: Element) -> None:
    """A flow whose ends are nodes; which scope they belong to is checked with the other rules."""
    ends = [read.nodes.get(element.get(end)) for end in ("sourceRef", "targetRef")]
    for end, node in zip(("sourceRef", "targetRef"), ends, strict=True):
        if node is None:
            read.refuse(DanglingReference, element, f"{end} {element.get(end) or '?'}")
    source, target = ends
    if not source or not target:
        return
    if not element.get("id"):
        read.refuse(MissingId, element)
    condition = " ".join("".join(one.text for one in element.named("conditionExpression")).split())
    flow = Flow(
        id=element.get("id"),
        name=" ".join(element.get("name").split())[:200],
        source=source,
        target=target,
        condition=condition,
        element=element,
    )
    source.outgoing.append(flow)
    target.incoming.append(flow)
    if source.scope is not scope or target.scope is not scope:
        read.refuse(FlowLeavesItsProcess, element)


def _boundaries(read: Model) -> None:
    """Boundary events to the activity that they stand on, which is in the same scope."""
    for node in read.nodes.values():
        if node.kind != "boundaryEvent":
            continue
        host = read.nodes.get(node.element.get("attachedToRef"))
        if host is None or host.scope is not node.scope or host is node:
            read.refuse(DanglingReference, node.element, f"attachedToRef {node.element.get('attachedToRef') or '?'}")
        else:
            host.boundary.append(node)


def _lanes(read: Model) -> None:
    """The innermost lane of each node that has one."""
    waiting = [lane for one in read.process.element.named("laneSet") for lane in one.named("lane")]
    while waiting:
        lane = waiting.pop(0)
        key = lane.get("id") or f"lane-{len(read.lanes) + 1}"
        read.lanes[key] = " ".join(lane.get("name").split())[:200]
        for reference in lane.named("flowNodeRef"):
            node = read.nodes.get(reference.text.strip())
            if node is not None:
                node.lane = key
            elif read.referred(reference.text.strip()) is None:
                read.refuse(DanglingReference, lane, f"flowNodeRef {reference.text.strip()}")
        waiting += [inner for one in lane.named("childLaneSet") for inner in one.named("lane")]
