"""What of BPMN 2.0 a procedure cannot say: one small rule for each, all of them applied to every node."""

from collections.abc import Iterable, Iterator

from domain.decider import Refusal
from domain.procedure.diagram import (
    Compensation,
    ConditionOnFork,
    DanglingReference,
    EndsInTheMiddle,
    EventGatewayNeedsEvents,
    EventSubProcess,
    FlowFromEnd,
    FlowIntoStart,
    LoopMarker,
    NowhereToStart,
    RepeatedBoundary,
    SeveralInstances,
    SeveralTriggers,
    StartingGateway,
    TokenQuantities,
    UnknownEvent,
)
from infrastructure.formats.bpmn_model import Model, Node, Scope
from infrastructure.formats.bpmn_names import ACTIVITIES, POSSIBLE
from infrastructure.formats.bpmn_time import repeats
from infrastructure.formats.xml_tree import Element

Found = Iterator[tuple[type[Refusal], Element, str]]
_YES = {"true", "1"}


def judge(read: Model) -> None:
    """Note every refusal. Raises UnreadableDiagram where there is one."""
    for node in read.process.walk():
        for rule in (_activity, _event, _boundary, _ends, _conditions, _event_gateway):
            for found in rule(node):
                read.refuse(*found)
        for found in _references(read, node):
            read.refuse(*found)
    for scope in _scopes(read.process):
        if not entries(scope) and scope.nodes:
            read.refuse(NowhereToStart, scope.element, "")
    read.settled()


def _scopes(scope: Scope) -> Iterator[Scope]:
    yield scope
    for node in scope.nodes:
        if node.inner:
            yield from _scopes(node.inner)


def entries(scope: Scope) -> list[Node]:
    """Where tokens come from: the start events, or without any the steps that nothing leads into."""
    starts = [node for node in scope.nodes if node.kind == "startEvent"]
    return starts or [node for node in scope.nodes if not node.incoming and node.kind != "boundaryEvent"]


def _activity(node: Node) -> Found:
    """Markers and quantities of an activity."""
    if node.kind not in ACTIVITIES:
        return
    element = node.element
    if element.named("multiInstanceLoopCharacteristics"):
        yield SeveralInstances, element, ""
    if element.named("standardLoopCharacteristics"):
        yield LoopMarker, element, ""
    if element.get("isForCompensation") in _YES:
        yield Compensation, element, ""
    if element.get("triggeredByEvent") in _YES:
        yield EventSubProcess, element, ""
    if element.get("instantiate") in _YES:
        yield StartingGateway, element, "instantiate"
    quantities = [name for name in ("startQuantity", "completionQuantity") if element.get(name) not in {"", "1"}]
    if quantities:
        yield TokenQuantities, element, ", ".join(quantities)


def _event(node: Node) -> Found:
    """What sets an event off."""
    if not node.trigger or node.trigger in POSSIBLE[node.kind]:
        if node.kind == "startEvent" and node.scope.element.name == "subProcess" and node.trigger != "none":
            yield UnknownEvent, node.element, f"{node.trigger} start of a sub-process"
    elif node.trigger == "several":
        yield SeveralTriggers, node.element, ""
    elif node.trigger.startswith("compensate"):
        yield Compensation, node.element, ""
    else:
        yield UnknownEvent, node.element, node.trigger


def interrupting(node: Node) -> bool:
    """Whether a boundary event leaves its step: so it is unless said otherwise."""
    return node.element.get("cancelActivity") not in {"false", "0"}


def tells(node: Node) -> list[Node] | None:
    """Where a boundary event only tells somebody: the events that it leads through to its end; else None."""
    passed: list[Node] = []
    while len(node.outgoing) == 1:
        node = node.outgoing[0].target
        if node.kind not in {"intermediateThrowEvent", "endEvent"} or len(node.incoming) != 1 or node in passed:
            return None
        passed.append(node)
    return passed if not node.outgoing and node.trigger in {"none", "message", "signal", "timer"} else None


def _boundary(node: Node) -> Found:
    """A boundary event that leaves its step running can go off once only, and an error ends a sub-process."""
    if node.kind == "boundaryEvent" and not interrupting(node) and tells(node) is None and _again(node):
        yield RepeatedBoundary, node.element, node.trigger
    for one in node.boundary:
        if one.trigger == "error" and (node.kind != "subProcess" or not interrupting(one)):
            yield EndsInTheMiddle, one.element, "error"


def _again(node: Node) -> bool:
    """Whether it can go off more than once while its step is active."""
    return node.trigger in {"message", "signal", "error"} or repeats(node.definition)


def caught(error: Node, owner: Node | None) -> Node | None:
    """The boundary event of the sub-process around it that catches this error end, if exactly one does."""
    if owner is None or error.definition is None:
        return None
    code = error.definition.get("errorRef")
    catching = [one for one in owner.boundary if one.trigger == "error" and one.definition is not None]
    exact = [one for one in catching if one.definition and one.definition.get("errorRef") == code]
    found = exact or [one for one in catching if one.definition and not one.definition.get("errorRef")]
    return found[0] if len(found) == 1 else None


def _ends(node: Node) -> Found:
    """Nothing leads into a start or out of an end."""
    if node.kind in {"startEvent", "boundaryEvent"}:
        yield from ((FlowIntoStart, flow.element, "") for flow in node.incoming)
    if node.kind == "endEvent":
        yield from ((FlowFromEnd, flow.element, "") for flow in node.outgoing)


def _conditions(node: Node) -> Found:
    """Conditions stand after exclusive gateways only."""
    if node.kind.endswith("Gateway"):
        return
    yield from ((ConditionOnFork, flow.element, flow.condition[:80]) for flow in node.outgoing if flow.condition)


def _event_gateway(node: Node) -> Found:
    if node.kind != "eventBasedGateway":
        return
    if node.element.get("instantiate") in _YES:
        yield StartingGateway, node.element, ""
    strange = [flow.target for flow in node.outgoing if not _awaited(flow.target)]
    if strange or not node.outgoing:
        yield EventGatewayNeedsEvents, node.element, ", ".join(one.id for one in strange)


def _awaited(node: Node) -> bool:
    """Whether a node can follow an event-based gateway."""
    waits = node.kind == "intermediateCatchEvent" or (node.kind == "receiveTask" and not node.boundary)
    return waits and len(node.incoming) == 1


def _references(read: Model, node: Node) -> Found:
    """Attributes that name another element."""
    default = node.element.get("default")
    if default and default not in {flow.id for flow in node.outgoing}:
        yield DanglingReference, node.element, f"default {default}"
    for holder in _holders(node):
        for name in ("messageRef", "signalRef", "errorRef"):
            if holder.get(name) and read.referred(holder.get(name)) is None:
                yield DanglingReference, node.element, f"{name} {holder.get(name)}"
    if node.trigger == "error" and node.kind == "endEvent" and caught(node, owner(read, node)) is None:
        yield EndsInTheMiddle, node.element, "error"


def _holders(node: Node) -> Iterable[Element]:
    return [node.element, *([node.definition] if node.definition else [])]


def owner(read: Model, node: Node) -> Node | None:
    """The sub-process that a node stands in."""
    return read.nodes.get(node.scope.element.get("id")) if node.scope.element.name == "subProcess" else None
