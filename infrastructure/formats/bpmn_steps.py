"""The steps that nodes of a drawing become, and the ways between them."""

from collections.abc import Iterable, Sequence

from domain.decider import replace
from domain.procedure.definition import (
    Branch,
    Kind,
    On,
    Order,
    Place,
    Role,
    Span,
    State,
    StatePath,
    Task,
    Timer,
    Transition,
    Words,
)
from domain.procedure.diagram import Note, Origin
from infrastructure.formats.bpmn_draft import Draft, Drafts, Names, slug
from infrastructure.formats.bpmn_model import Flow, Model, Node, Scope
from infrastructure.formats.bpmn_names import AUTOMATIC
from infrastructure.formats.bpmn_rules import interrupting, owner, tells
from infrastructure.formats.bpmn_time import timer

NO_DEADLINE = "le schéma BPMN ne fixe pas de délai"
"""Why an imported step may wait for ever."""
_JOINS = Words(fr="attend les autres branches", en="waits for the other branches")


class Steps:
    """What has been made so far."""

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

    # Places

    def placed(self, scope: Scope, parent: StatePath) -> set[str]:
        """A place for every node of a scope; which nodes need none, because another step stands for them."""
        skipped = _skipped(scope)
        for node in scope.nodes:
            if node.id in skipped or node.kind in {"startEvent", "boundaryEvent"}:
                continue
            kind = Kind.COMPOUND if node.kind == "subProcess" else Kind.ATOMIC
            self.paths[node.id] = self._add(parent, slug(node.name, node.id), kind, node)
            if node.kind == "parallelGateway" and len(node.incoming) > 1:
                self._joined(parent, node)
        return skipped

    def _joined(self, parent: StatePath, node: Node) -> None:
        """A step for each flow that leads to a gateway which waits for all of them."""
        for flow in node.incoming:
            wanted = f"{slug(flow.source.name, flow.source.id)}_done"
            path = self.joining[flow.id] = self._add(parent, wanted, Kind.ATOMIC, None)
            self._holds(path, may_wait=_JOINS.fr, title=_JOINS, place=flow.element.place)

    def added(self, parent: StatePath, wanted: str, node: Node | None) -> StatePath:
        """A step that no node stands for."""
        path = self._add(parent, wanted, Kind.ATOMIC, None)
        if node is not None:
            self._holds(path, place=node.element.place)
        return path

    def ended(self, parent: StatePath, wanted: str, node: Node | None) -> StatePath:
        """An end that is not drawn: where a step leads nowhere, its thread ends."""
        path = self.added(parent, wanted, node)
        self._holds(path, kind=Kind.FINAL)
        return path

    def _add(self, parent: StatePath, wanted: str, kind: Kind, node: Node | None) -> StatePath:
        name = self.names.fresh(wanted)
        path = f"{parent}.{name}" if parent else name
        title = Words(fr=node.name) if node else Words()
        place = node.element.place if node else Place()
        self.drafts.steps[path] = Draft(State(path=path, kind=kind, parent=parent, title=title, place=place))
        holder = self.drafts.steps[parent]
        holder.children.append(path)
        if node:
            self.origins[path] = Origin(element=node.id, kind=node.kind, name=node.name, place=place)
        return path

    def _holds(self, path: StatePath, **changes: object) -> None:
        draft = self.drafts.steps[path]
        draft.state = replace(draft.state, **changes)

    # Ways

    def entrance(self, node: Node) -> tuple[StatePath, ...]:
        """The step of a node."""
        return (self.paths[node.id],)

    def enter(self, flow: Flow) -> tuple[StatePath, ...]:
        """Where a flow leads."""
        return (self.joining[flow.id],) if flow.id in self.joining else self.entrance(flow.target)

    def leave(self, node: Node) -> tuple[StatePath, ...]:
        """All that is entered when a node is left; an end where it leads nowhere.

        Two flows into the same step stay two: each gets a step of its own to pass, so that the second token is seen.
        """
        parent = self._parent(node)
        if not node.outgoing:
            return (self.ended(parent, f"{slug(node.name, node.id)}_end", node),)
        ways = [self.enter(flow) for flow in node.outgoing]
        twice = {way for way in ways if ways.count(way) > 1}
        return tuple(
            self._via(parent, flow, way) if way in twice else way[0]
            for flow, way in zip(node.outgoing, ways, strict=True)
        )

    def _via(self, parent: StatePath, flow: Flow, way: tuple[StatePath, ...]) -> StatePath:
        path = self.added(parent, slug(flow.name, flow.id), None)
        self.passes(path, way)
        return path

    def _parent(self, node: Node) -> StatePath:
        around = owner(self.model, node)
        return self.paths[around.id] if around else ""

    def adds(self, path: StatePath, on: On, name: str, branches: Sequence[Branch], **more: object) -> None:
        """A transition of a step."""
        key = f"{path}/{on}/{name}" if name else f"{path}/{on}"
        made = replace(
            Transition(id=key, on=on, name=name, branches=(), place=self.drafts.steps[path].state.place), **more
        )
        self.drafts.steps[path].transitions.append((made, list(branches)))

    def passes(
        self, path: StatePath, to: tuple[StatePath, ...], *, orders: tuple[Order, ...] = (), short: bool = False
    ) -> None:
        """The step is left as soon as it is entered. `short`: it may be left out altogether."""
        self.adds(path, On.CHOICE, "", [Branch(to=to)])
        self._holds(path, entry=orders)
        if short:
            self.drafts.passing.append(path)

    def terminates(self, path: StatePath, around: StatePath, *, orders: tuple[Order, ...]) -> None:
        """An end that ends its sub-process: whatever else is active there is left, so that only an end is."""
        end = self.ended(around, f"{path.rpartition('.')[2]}_end", None)
        self.adds(path, On.CHOICE, "", [Branch(to=(end,))])
        self._holds(path, entry=orders)
        self.ending.append(path)

    def completed(self) -> None:
        """See that an end that terminates leaves all there is, once everything is there and nothing needless is."""
        for path in self.ending:
            draft = self.drafts.steps[path]
            _, branches = draft.transitions[0]
            kept = self.drafts.steps[draft.state.parent].children
            branches[0] = replace(branches[0], cancels=tuple(one for one in kept if one not in {path, *branches[0].to}))

    def decided(self, path: StatePath, ways: Iterable[tuple[str, tuple[StatePath, ...]]]) -> None:
        """A person chooses one of these ways; anyone, for the drawing does not say who."""
        for said, to in ways:
            name = self.events.fresh(slug(said.replace("→", "to")))
            self.adds(path, On.EVENT, name, [Branch(to=to)], title=Words(fr=said))
        self._holds(path, may_wait=NO_DEADLINE)

    # What happens in a step

    def does(self, node: Node) -> None:
        """A task that somebody completes."""
        path, role = self.paths[node.id], self.role(node)
        if node.kind in AUTOMATIC:
            self.note("done-by-a-person", node, node.kind)
        name = self.events.fresh(path.rpartition(".")[2])
        title = Words(fr=node.name or node.id)
        task = Task(id=name, title=title, by=(role,), raises=name, place=node.element.place)
        self.adds(path, On.EVENT, name, [Branch(to=self.leave(node))], by=(role,), title=title)
        self._holds(path, tasks=(task,), may_wait=NO_DEADLINE)
        self.bounded(node)

    def waits(self, node: Node, awaited: Sequence[Node]) -> None:
        """A step that waits for the first of several events."""
        path = self.paths[node.id]
        for one in awaited:
            self._awaits(path, one, self.leave(one))
        if not any(transition.on is On.AFTER for transition, _ in self.drafts.steps[path].transitions):
            self._holds(path, may_wait=NO_DEADLINE)
        self.bounded(node)

    def bounded(self, node: Node) -> None:
        """The boundary events of a step."""
        path = self.paths[node.id]
        for one in node.boundary:
            if one.trigger == "error":
                continue
            passed = None if interrupting(one) else tells(one)
            if passed is None:
                self._awaits(path, one, self.leave(one), interrupts=interrupting(one))
            else:
                self._awaits(path, one, (), orders=self.told(passed) or (self._tell(one),), interrupts=False)

    def _awaits(
        self,
        path: StatePath,
        node: Node,
        to: tuple[StatePath, ...],
        *,
        orders: tuple[Order, ...] = (),
        interrupts: bool = True,
    ) -> None:
        """A timer where its time can be read; else an event that somebody reports."""
        due = self._due(node, once=bool(to) and not interrupts) if node.trigger == "timer" else None
        name = self.events.fresh(slug(node.name, self._subject_of(node), node.id))
        branch = Branch(to=to, orders=orders, place=node.element.place)
        title = Words(fr=node.name or self._subject_of(node))
        if due is not None:
            self.adds(path, On.AFTER, name, [branch], title=title, timer=due, interrupts=interrupts)
        else:
            self.adds(path, On.EVENT, name, [branch], title=title, by=(self.role(node),))

    def _due(self, node: Node, *, once: bool) -> Timer | None:
        """The time of a timer. What starts a thread `once` must stay a timer: a person could report it again."""
        due, cut = timer(node.definition)
        if cut:
            self.note("cycle-once", node)
        if due is None:
            found = " ".join(part.text.strip() for part in (node.definition.children if node.definition else ()))
            self.note("time-to-set" if once else "time-reported", node, found[:200])
        return Timer(delay=Span(days=1)) if due is None and once else due

    def _subject_of(self, node: Node) -> str:
        """The name of the message or signal that an event is about."""
        for holder in (node.definition, node.element):
            for name in ("messageRef", "signalRef"):
                found = self.model.referred(holder.get(name)) if holder and holder.get(name) else None
                if found is not None and found.get("name"):
                    return found.get("name")
        return ""

    def throws(self, node: Node) -> None:
        """An event that tells somebody, or only marks that the process has come so far."""
        self.passes(self.paths[node.id], self.leave(node), orders=self.told([node]))

    def told(self, nodes: Sequence[Node]) -> tuple[Order, ...]:
        """What message and signal events tell."""
        return tuple(self._tell(node) for node in nodes if node.trigger in {"message", "signal"})

    def _tell(self, node: Node) -> Order:
        words = Words(fr=node.name or self._subject_of(node) or node.id)
        return Order(command="notify", roles=(self.role(node),), words=words, place=node.element.place)

    # Who acts

    def role(self, node: Node) -> str:
        """The role of the lane that a node stands in, or that the sub-process around it stands in."""
        lane, around = node.lane, owner(self.model, node)
        if not lane and around is not None:
            return self.role(around)
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
