"""A place in the procedure for every node of a drawing, and the roles of its lanes."""

from collections.abc import Sequence

from domain.decider import replace
from domain.procedure.definition import (
    Kind,
    Place,
    Role,
    State,
    StatePath,
    Words,
)
from domain.procedure.diagram import Note, Origin
from infrastructure.formats.bpmn_draft import Draft, Drafts, Names, slug
from infrastructure.formats.bpmn_parts import Model, Node, Scope
from infrastructure.formats.bpmn_rules import interrupting, owner, tells

_JOINS = Words(fr="attend les autres branches", en="waits for the other branches")


class Placed:
    """What has been made so far: a place for each node, and who acts there."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.drafts = Drafts()
        self.paths: dict[str, StatePath] = {}
        """Node id → its step."""
        self.origins: dict[StatePath, Origin] = {}
        self.notes: list[Note] = []
        self.names = Names()
        self.events = Names()
        self.roles: dict[str, Role] = {}
        self.ending: list[StatePath] = []
        """The ends that terminate a sub-process."""
        self.joining: dict[str, StatePath] = {}
        """Flow id → the step that waits at the end of it."""

    def note(self, topic: str, node: Node, found: str = "") -> None:
        self.notes.append(Note(topic=topic, element=node.id, place=node.element.place, found=found))

    def placed(self, scope: Scope, parent: StatePath) -> set[str]:
        """A place for every node of a scope; which nodes need none, because another step stands for them."""
        skipped = _skipped(scope)
        for node in scope.nodes:
            if node.id in skipped or node.kind in {"startEvent", "boundaryEvent"}:
                continue
            kind = Kind.COMPOUND if node.kind == "subProcess" else Kind.ATOMIC
            self.paths[node.id] = self.add(parent, slug(node.name, node.id), kind, node)
            if node.kind == "parallelGateway" and len(node.incoming) > 1:
                self._joined(parent, node)
        return skipped

    def _joined(self, parent: StatePath, node: Node) -> None:
        """A step for each flow that leads to a gateway which waits for all of them."""
        for flow in node.incoming:
            wanted = f"{slug(flow.source.name, flow.source.id)}_done"
            path = self.joining[flow.id] = self.add(parent, wanted, Kind.ATOMIC, None)
            self.holds(path, may_wait=_JOINS.fr, title=_JOINS, place=flow.element.place)

    def added(self, parent: StatePath, wanted: str, node: Node | None) -> StatePath:
        """A step that no node stands for."""
        path = self.add(parent, wanted, Kind.ATOMIC, None)
        if node is not None:
            self.holds(path, place=node.element.place)
        return path

    def ended(self, parent: StatePath, wanted: str, node: Node | None) -> StatePath:
        """An end that is not drawn: where a step leads nowhere, its thread ends."""
        path = self.added(parent, wanted, node)
        self.holds(path, kind=Kind.FINAL)
        return path

    def add(self, parent: StatePath, wanted: str, kind: Kind, node: Node | None) -> StatePath:
        name = self.names.fresh(wanted)
        path = f"{parent}.{name}" if parent else name
        title = self._title(node) if node else Words()
        place = node.element.place if node else Place()
        self.drafts.steps[path] = Draft(State(path=path, kind=kind, parent=parent, title=title, place=place))
        holder = self.drafts.steps[parent]
        holder.children.append(path)
        if node:
            self.origins[path] = Origin(element=node.id, kind=node.kind, name=node.name, place=place)
        return path

    def holds(self, path: StatePath, **changes: object) -> None:
        draft = self.drafts.steps[path]
        draft.state = replace(draft.state, **changes)

    def _title(self, node: Node) -> Words:
        """What a step is called: its name, or that of the message or signal that it is about."""
        if node.kind == "eventBasedGateway" and not node.name:
            return Words(fr="Attente", en="Waiting")
        return Words(fr=node.name or self.subject_of(node))

    def subject_of(self, node: Node) -> str:
        """The name of the message or signal that an event is about."""
        for holder in (node.definition, node.element):
            for name in ("messageRef", "signalRef"):
                found = self.model.referred(holder.get(name)) if holder and holder.get(name) else None
                if found is not None and found.get("name"):
                    return found.get("name")
        return ""

    def role(self, node: Node) -> str:
        """The role of the lane that a node stands in, or that the sub-process around it stands in."""
        lane, around = node.lane, owner(self.model, node)
        host = self.model.nodes.get(node.element.get("attachedToRef")) if node.kind == "boundaryEvent" else None
        if not lane and (host or around):
            return self.role(host or around or node)
        if lane not in self.roles:
            if not lane:
                self.note("one-role", node)
            taken = {role.id for role in self.roles.values()}
            title = self.model.lanes.get(lane, "") or "Acteur du processus"
            wanted = slug(self.model.lanes.get(lane, ""), lane, "actor")
            name = next(
                one for n in range(len(taken) + 1) if (one := f"{wanted}_{n + 1}" if n else wanted) not in taken
            )
            self.roles[lane] = Role(id=name, title=Words(fr=title))
        return self.roles[lane].id

    def roles_used(self) -> list[Role]:
        """The roles that have something to do, in the order of the lanes."""
        order = list(self.model.lanes)
        return [
            role for _, role in sorted(self.roles.items(), key=lambda item: order.index(item[0]) if item[0] else -1)
        ]

    def noted_starts(self, begun: Sequence[Node]) -> None:
        """What sets a process off is the opening of the case."""
        for node in begun:
            if node.kind == "startEvent" and node.trigger != "none":
                self.note("start-is-opening", node, node.trigger)


def _skipped(scope: Scope) -> set[str]:
    """Nodes that another step stands for: events after an event-based gateway, and what a boundary event only tells."""
    skipped = {flow.target.id for node in scope.nodes if node.kind == "eventBasedGateway" for flow in node.outgoing}
    for node in scope.nodes:
        if node.kind == "boundaryEvent" and not interrupting(node):
            skipped |= {one.id for one in tells(node) or ()}
    return skipped
