"""BPMN 2.0 in: a process becomes a procedure, token by token; what a procedure cannot say is refused by name.

A token rests in a step for each task, catching event, event-based gateway, undecided exclusive gateway, and for each
flow that waits at a parallel gateway; everything else is passed at once. A token that enters a step that already holds
one is what the checks call lack of synchronisation, so the verdict on the procedure is the verdict on the drawing.
"""

import re
from collections.abc import Callable

from domain.decider import replace
from domain.procedure.definition import ROOT, Branch, Kind, On, Procedure, State, StatePath, Words
from domain.procedure.diagram import Imported, Origin
from infrastructure.formats.bpmn_carried import carried
from infrastructure.formats.bpmn_draft import Draft, slug
from infrastructure.formats.bpmn_model import Flow, Model, Node, Scope, model
from infrastructure.formats.bpmn_names import TASKS
from infrastructure.formats.bpmn_rules import caught, entries, judge, owner
from infrastructure.formats.bpmn_steps import Steps
from infrastructure.formats.bpmn_time import unwrapped

Readable = Callable[[str], bool]
"""Whether an expression can stand as a guard."""


def read(data: bytes, *, subject: str = "agreement", process: str = "", readable: Readable | None = None) -> Imported:
    """The procedure that a BPMN file draws. Raises UnreadableDiagram with all refusals at once.

    `process` is the id of the process to read, where the file holds several. Conditions that are not `readable`
    (without one: an expression over the subject, `agreement.amount.cents > 0`) leave the choice to a person.
    """
    found = model(data, process)
    kept = carried(found)
    if kept is not None:
        return Imported(procedure=kept, origins={})
    judge(found)
    return _Reading(found, subject, readable or over(subject)).imported()


def over(subject: str) -> Readable:
    """Whether an expression speaks of the subject alone: every dotted name in it begins with the subject's."""
    quoted = re.compile(r"\"[^\"]*\"|'[^']*'")
    dotted = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*")
    known = {"true", "false", "null", "in", "size", "timestamp", "duration", "has"}

    def reads(expression: str) -> bool:
        names = [name for name in dotted.findall(quoted.sub("", expression)) if name not in known]
        return bool(names) and all(name.startswith(f"{subject}.") for name in names) and "${" not in expression

    return reads


class _Reading:
    """One process on its way to a procedure."""

    def __init__(self, found: Model, subject: str, readable: Readable) -> None:
        self.model = found
        self.subject = subject
        self.readable = readable
        self.steps = Steps(found)

    def imported(self) -> Imported:
        scope = self.model.process
        root = State(path=ROOT, kind=Kind.COMPOUND, place=scope.element.place)
        self.steps.drafts.steps[ROOT] = Draft(root)
        self._scope(scope, ROOT)
        self.steps.drafts.shortened()
        self.steps.completed()
        return Imported(procedure=self._procedure(), origins=self._origins(), notes=tuple(self.steps.notes))

    def _procedure(self) -> Procedure:
        element = self.model.process.element
        named = element.get("name")
        states = {path: draft.made() for path, draft in self.steps.drafts.steps.items()}
        return Procedure(
            id=slug(element.get("id"), named).replace("_", "-"),
            version=1,
            title=Words(fr=" ".join(named.split())[:200]),
            subject=self.subject,
            roles=tuple(self.steps.roles_used()),
            states=states,
        )

    def _origins(self) -> dict[StatePath, Origin]:
        return {path: origin for path, origin in self.steps.origins.items() if path in self.steps.drafts.steps}

    def _scope(self, scope: Scope, parent: StatePath) -> None:
        """All steps of a process or sub-process: first their places, then where each leads."""
        skipped = self.steps.placed(scope, parent)
        start = self._start(scope, parent)
        holder = self.steps.drafts.steps[parent]
        holder.state = replace(holder.state, initial=(start,))
        for node in scope.nodes:
            if node.id not in skipped:
                self._node(node)

    def _start(self, scope: Scope, parent: StatePath) -> StatePath:
        """The step where it begins: passed at once, unless several start events leave a choice."""
        begun = entries(scope)
        self.steps.noted_starts(begun)
        start = self.steps.added(parent, "start", begun[0] if begun else None)
        if not begun:
            self.steps.passes(start, (self.steps.ended(parent, "end", None),), short=True)
        elif begun[0].kind != "startEvent":
            self.steps.passes(
                start, tuple(target for node in begun for target in self.steps.entrance(node)), short=True
            )
        elif len(begun) == 1:
            self.steps.passes(start, self.steps.leave(begun[0]), short=True)
        else:
            ways = [(node.name or node.id, self.steps.leave(node)) for node in begun]
            self.steps.decided(start, ways)
        return start

    def _node(self, node: Node) -> None:
        """Where a node leads, by its kind."""
        match node.kind:
            case "startEvent" | "boundaryEvent":
                return
            case "endEvent":
                self._end(node)
            case "exclusiveGateway":
                self._exclusive(node)
            case "parallelGateway":
                self._parallel(node)
            case "eventBasedGateway":
                self.steps.waits(node, [flow.target for flow in node.outgoing])
            case "intermediateCatchEvent" | "receiveTask":
                self.steps.waits(node, [node])
            case "intermediateThrowEvent":
                self.steps.throws(node)
            case "subProcess":
                self._inside(node)
            case kind if kind in TASKS:
                self.steps.does(node)
            case kind:
                raise AssertionError(kind)

    def _inside(self, node: Node) -> None:
        assert node.inner is not None
        path = self.steps.paths[node.id]
        self._scope(node.inner, path)
        self.steps.adds(path, On.DONE, "", [Branch(to=self.steps.leave(node))])
        self.steps.bounded(node)

    def _end(self, node: Node) -> None:
        """The end of a thread, of a sub-process with all its threads, or of the whole case."""
        path, around = self.steps.paths[node.id], owner(self.model, node)
        draft = self.steps.drafts.steps[path]
        told = self.steps.told([node])
        if around is not None and node.trigger == "terminate":
            self.steps.terminates(path, self.steps.paths[around.id], orders=told)
        elif node.trigger == "error" and (boundary := caught(node, around)) is not None:
            self.steps.passes(path, self.steps.leave(boundary), orders=told)
        else:
            ends = node.trigger == "terminate"
            draft.state = replace(draft.state, kind=Kind.FINAL, terminates=ends, entry=told)
            if not node.name and around is None:
                draft.state = replace(draft.state, title=Words(fr="Fin", en="End"))

    def _exclusive(self, node: Node) -> None:
        """A gateway that merges is passed; one that splits is decided by its conditions, or else by a person."""
        path = self.steps.paths[node.id]
        if len(node.outgoing) < 2:
            self.steps.passes(path, self.steps.leave(node), short=True)
            return
        guards = self._guards(node)
        if guards is None:
            self.steps.note(
                "somebody-decides", node, "; ".join(flow.condition for flow in node.outgoing if flow.condition)[:200]
            )
            self.steps.decided(path, [(_way(flow), self.steps.enter(flow)) for flow in node.outgoing])
        else:
            branches = [
                Branch(guard=guard, to=self.steps.enter(flow), place=flow.element.place) for guard, flow in guards
            ]
            self.steps.adds(path, On.CHOICE, "", branches)

    def _guards(self, node: Node) -> list[tuple[str, Flow]] | None:
        """The flows with their conditions, the default last; None where not all can be read."""
        default = node.element.get("default")
        conditions = [(unwrapped(flow.condition), flow) for flow in node.outgoing if flow.id != default]
        if not default or not all(text and self.readable(text) for text, _ in conditions):
            return None
        return [*conditions, *(("", flow) for flow in node.outgoing if flow.id == default)]

    def _parallel(self, node: Node) -> None:
        """A gateway with one flow in is passed by all flows out; with several it waits for each of them."""
        path = self.steps.paths[node.id]
        for flow in node.outgoing:
            if flow.condition:
                self.steps.note("condition-ignored", node, flow.condition[:200])
        if len(node.incoming) < 2:
            self.steps.passes(path, self.steps.leave(node), short=True)
            return
        draft = self.steps.drafts.steps[path]
        waiting = tuple(self.steps.joining[flow.id] for flow in node.incoming)
        draft.state = replace(draft.state, kind=Kind.JOIN, joins=waiting)
        self.steps.adds(path, On.JOIN, "", [Branch(to=self.steps.leave(node))])


def _way(flow: Flow) -> str:
    """What a person who chooses this flow calls it."""
    return flow.name or flow.condition or f"→ {flow.target.name or flow.target.id}"
