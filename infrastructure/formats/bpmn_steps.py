"""The steps that nodes of a drawing become, and the ways between them."""

from collections.abc import Iterable, Sequence

from domain.decider import replace
from domain.procedure.definition import (
    Branch,
    On,
    Order,
    Span,
    StatePath,
    Task,
    Timer,
    Transition,
    Words,
)
from infrastructure.formats.bpmn_draft import slug
from infrastructure.formats.bpmn_names import AUTOMATIC
from infrastructure.formats.bpmn_parts import Flow, Node
from infrastructure.formats.bpmn_placed import Placed
from infrastructure.formats.bpmn_rules import interrupting, owner, tells
from infrastructure.formats.bpmn_time import timer

NO_DEADLINE = "le schéma BPMN ne fixe pas de délai"
"""Why an imported step may wait for ever."""


class Steps(Placed):
    """What happens in each step, and where it leads."""

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
        self.holds(path, entry=orders)
        if short:
            self.drafts.passing.append(path)

    def terminates(self, path: StatePath, around: StatePath, *, orders: tuple[Order, ...]) -> None:
        """An end that ends its sub-process: whatever else is active there is left, so that only an end is."""
        end = self.ended(around, f"{path.rpartition('.')[2]}_end", None)
        self.adds(path, On.CHOICE, "", [Branch(to=(end,))])
        self.holds(path, entry=orders)
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
        self.holds(path, may_wait=NO_DEADLINE)

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
        self.holds(path, tasks=(task,), may_wait=NO_DEADLINE)
        self.bounded(node)

    def waits(self, node: Node, awaited: Sequence[Node]) -> None:
        """A step that waits for the first of several events."""
        path = self.paths[node.id]
        for one in awaited:
            self._awaits(path, one, self.leave(one))
        if not any(transition.on is On.AFTER for transition, _ in self.drafts.steps[path].transitions):
            self.holds(path, may_wait=NO_DEADLINE)
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
                self._awaits(
                    path, one, (), orders=self.told(passed, self.role(one)) or (self._tell(one),), interrupts=False
                )

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
        name = self.events.fresh(slug(node.name, self.subject_of(node), node.id))
        branch = Branch(to=to, orders=orders, place=node.element.place)
        title = Words(fr=node.name or self.subject_of(node))
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

    def throws(self, node: Node) -> None:
        """An event that tells somebody, or only marks that the process has come so far."""
        self.passes(self.paths[node.id], self.leave(node), orders=self.told([node]))

    def told(self, nodes: Sequence[Node], role: str = "") -> tuple[Order, ...]:
        """What message and signal events tell, and whom: the role of their lane, or else this one."""
        telling = [node for node in nodes if node.trigger in {"message", "signal"}]
        return tuple(self._tell(node, "" if node.lane else role) for node in telling)

    def _tell(self, node: Node, role: str = "") -> Order:
        words = Words(fr=node.name or self.subject_of(node) or node.id)
        return Order(command="notify", roles=(role or self.role(node),), words=words, place=node.element.place)
