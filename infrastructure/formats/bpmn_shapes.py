"""The steps of a procedure as nodes of BPMN, and the ways between them as flows.

A step with tasks or approvals is a user task, its outcomes an exclusive gateway, its timers boundary events;
a step that only waits is a catching event, or an event-based gateway before several; a compound or parallel step is a
sub-process, left from inside by an error end that a boundary event catches, or by a terminate end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.procedure.definition import (
    ROOT,
    Branch,
    Kind,
    On,
    Procedure,
    State,
    StatePath,
    Transition,
)
from domain.procedure.diagram import Unsaid
from infrastructure.formats.bpmn_documents import documented
from infrastructure.formats.bpmn_draft import Names, slug
from infrastructure.formats.bpmn_graph import Canvas, Line, Shape
from infrastructure.formats.bpmn_time import when

_MAIN = {On.EVENT, On.APPROVED, On.REJECTED, On.DONE}


@dataclass(slots=True)
class Shapes:
    """The drawing so far: a canvas for each sub-process, the node that each step is entered by, what was not said."""

    procedure: Procedure
    english: bool = False
    names: Names = field(default_factory=Names)
    canvases: dict[StatePath, Canvas] = field(default_factory=dict[StatePath, Canvas])
    entry: dict[StatePath, str] = field(default_factory=dict[StatePath, str])
    unsaid: list[Unsaid] = field(default_factory=list[Unsaid])
    references: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    """Messages, signals and errors: id → element and name."""
    middle: dict[StatePath, dict[tuple[StatePath, ...], str]] = field(
        default_factory=dict[StatePath, dict[tuple[StatePath, ...], str]]
    )
    """Sub-process → the steps inside that are entered from outside, by the node that leads to them."""
    exits: dict[tuple[StatePath, tuple[StatePath, ...]], str] = field(
        default_factory=dict[tuple[StatePath, tuple[StatePath, ...]], str]
    )
    """Sub-process and where it is left for → the id of the error that does it."""
    joined: dict[StatePath, StatePath] = field(default_factory=dict[StatePath, StatePath])
    ended: set[StatePath] = field(default_factory=set[StatePath])
    """Ends that a terminate end stands for, together with the step before them."""

    def drawn(self) -> Canvas:
        """The whole procedure."""
        for state in self.procedure.states.values():
            if end := self._terminated(state):
                self.ended.add(end)
            if state.kind is Kind.JOIN:
                self.joined.update({path: state.path for path in state.joins if path not in self.joined})
        self._canvas(self.procedure.root)
        for canvas in self.canvases.values():
            _without_needless(canvas)
            self._merged(canvas)
        return self.canvases[ROOT]

    def _merged(self, canvas: Canvas) -> None:
        """A gateway before what several flows lead into, so that nobody has to know how tokens are counted."""
        for shape in [one for one in canvas.shapes.values() if not one.kind.endswith("Gateway")]:
            into = canvas.into(shape.id)
            if len(into) > 1:
                gateway = Shape(id=self.names.fresh(f"{shape.id}_merge"), kind="exclusiveGateway")
                canvas.shapes[gateway.id] = gateway
                for line in into:
                    line.target = gateway.id
                canvas.lines.append(Line(self.names.fresh(f"flow_{gateway.id}"), gateway.id, shape.id))

    # Places

    def _canvas(self, holder: State) -> None:
        """The nodes of a compound or parallel step; then where they lead."""
        canvas = self.canvases.setdefault(holder.path, Canvas())
        states = [self.procedure.states[path] for path in holder.children]
        for state in states:
            if state.path not in self.ended:
                self._entered(state)
        start = self._add(holder.path, "startEvent", "start")
        starts = holder.children if holder.kind is Kind.PARALLEL else holder.initial
        self._forked(holder.path, start.id, tuple(path for path in starts if self._kind(path) is not Kind.HISTORY))
        for state in states:
            if state.path not in self.ended:
                self._leads(state)
        for state in states:
            if state.kind in {Kind.COMPOUND, Kind.PARALLEL}:
                self._canvas(state)
        self._middle_entries(holder, canvas, start.id)

    def _kind(self, path: StatePath) -> Kind:
        return self.procedure.states[path].kind

    def _entered(self, state: State) -> None:
        """The node by which a step is entered."""
        scope = state.parent
        match state.kind:
            case Kind.HISTORY:
                self.says("history", state)
                return
            case Kind.FINAL:
                shape = self._end(state)
            case Kind.JOIN:
                shape = self._add(scope, "parallelGateway", state.id, self.title(state, bare=True))
            case Kind.COMPOUND | Kind.PARALLEL:
                shape = self._add(scope, "subProcess", state.id, self.title(state))
                shape.inner = self.canvases[state.path] = Canvas()
            case Kind.ATOMIC:
                shape = self._atomic(state)
        if not shape.kind.endswith("Gateway") or state.tasks or state.approval:
            shape.documentation = documented(state, english=self.english)
        shape.role = _role(state)
        self.entry[state.path] = shape.id

    def _end(self, state: State) -> Shape:
        shape = self._add(state.parent, "endEvent", state.id, self.title(state, bare=True))
        if state.terminates:
            shape.definition = ("terminateEventDefinition", "", "")
            if state.parent:
                self.says("terminates-inside", state)
        elif told := next((order for order in state.entry if order.command in {"notify", "escalate"}), None):
            shape.definition = self._refers("message", str(told.words) or state.id)
        return shape

    def _atomic(self, state: State) -> Shape:
        title = self.title(state)
        if self._waits_to_join(state):
            if state.transitions or state.tasks:
                self.says("waits-and-acts", state)
            return self._add(state.parent, "exclusiveGateway", state.id)
        if _on(state, On.CHOICE):
            return self._passed(state)
        if self._is_task(state):
            return self._add(state.parent, "userTask", state.id, title)
        if _is_decision(state):
            return self._add(state.parent, "exclusiveGateway", state.id, self.title(state, bare=True))
        if len(state.transitions) == 1:
            return self._catch(state.parent, state.transitions[0], "intermediateCatchEvent", state)
        if not state.transitions:
            self.says("no-way-out", state)
            return self._add(state.parent, "intermediateThrowEvent", state.id, title)
        if state.tasks or state.approval:
            self.says("tasks-beside", state)
        return self._add(state.parent, "eventBasedGateway", state.id, self.title(state, bare=True))

    def _waits_to_join(self, state: State) -> bool:
        return state.path in self.joined

    def _passed(self, state: State) -> Shape:
        """A step left at once: an event that tells somebody, or a gateway."""
        if self._terminated(state):
            shape = self._add(state.parent, "endEvent", state.id, self.title(state, bare=True))
            shape.definition = ("terminateEventDefinition", "", "")
            return shape
        told = next((order for order in state.entry if order.command in {"notify", "escalate"}), None)
        if told is not None:
            shape = self._add(state.parent, "intermediateThrowEvent", state.id, self.title(state))
            shape.definition = self._refers("message", str(told.words) or state.id)
            return shape
        bare = self.title(state, bare=True)
        if bare and len(_on(state, On.CHOICE)[0].branches) == 1:
            return self._add(state.parent, "intermediateThrowEvent", state.id, bare)
        return self._add(state.parent, "exclusiveGateway", state.id, bare)

    @staticmethod
    def _is_task(state: State) -> bool:
        """Whether completing what is to be done moves the step on, or something happens beside it."""
        beside = any(not one.interrupts or any(not way.to for way in one.branches) for one in state.transitions)
        moves = any(one.on in {On.EVENT, On.APPROVED, On.REJECTED} for one in state.transitions)
        return beside or (bool(state.tasks or state.approval) and moves)

    def _terminated(self, state: State) -> StatePath:
        """The end that a step leads to at once while it leaves all that is beside it in its sub-process; else empty."""
        choices = _on(state, On.CHOICE)
        if (
            not state.parent
            or len(choices) != 1
            or len(choices[0].branches) != 1
            or len(choices[0].branches[0].to) != 1
        ):
            return ""
        branch = choices[0].branches[0]
        end, beside = branch.to[0], set(self.procedure.states[state.parent].children)
        found = self.procedure.states[end].kind is Kind.FINAL and end in beside and bool(branch.cancels)
        return end if found and set(branch.cancels) == beside - {state.path, end} else ""

    # Ways

    def _leads(self, state: State) -> None:
        """The flows that leave a step."""
        if state.kind in {Kind.HISTORY, Kind.FINAL} or self._terminated(state):
            return
        here = self.entry[state.path]
        if self._waits_to_join(state):
            self._line(state.parent, here, self.entry[self.joined[state.path]])
        elif state.kind is Kind.JOIN or _on(state, On.CHOICE):
            for transition in state.transitions:
                self._branched(state, here, transition)
        elif state.kind in {Kind.COMPOUND, Kind.PARALLEL} or self._is_task(state):
            self._task_leads(state, here)
        elif _is_decision(state):
            for transition in state.transitions:
                self._branched(state, here, transition, name=self.called(transition))
        elif len(state.transitions) == 1:
            self._branched(state, here, state.transitions[0])
        else:
            for transition in state.transitions:
                caught = self._catch(state.parent, transition, "intermediateCatchEvent", state)
                self._line(state.parent, here, caught.id)
                self._branched(state, caught.id, transition)

    def _task_leads(self, state: State, here: str) -> None:
        main, aside = _split(state)
        if len(main) == 1:
            self._branched(state, here, main[0])
        elif main:
            gateway = self._add(state.parent, "exclusiveGateway", f"{state.id}_outcome")
            self._line(state.parent, here, gateway.id)
            for transition in main:
                self._branched(state, gateway.id, transition, name=self.called(transition), asked=True)
        for transition in aside:
            self._boundary(state, here, transition)

    def _boundary(self, state: State, host: str, transition: Transition) -> None:
        shape = self._catch(state.parent, transition, "boundaryEvent", state)
        stays = not transition.interrupts or all(not way.to for way in transition.branches)
        shape.attributes = {"attachedToRef": host, **({"cancelActivity": "false"} if stays else {})}
        if any(way.to for way in transition.branches):
            self._branched(state, shape.id, transition)
            return
        end = self._add(state.parent, "endEvent", f"{shape.id}_told")
        told = next((order for way in transition.branches for order in way.orders), None)
        if told is not None:
            end.name = str(told.words) or told.command
            end.definition = self._refers("message", end.name)
        self._line(state.parent, shape.id, end.id)

    def _branched(
        self, state: State, here: str, transition: Transition, *, name: str = "", asked: bool = False
    ) -> None:
        """From a node to where a transition leads: through a gateway where it has several branches."""
        self._unsaid_of(state, transition)
        condition = f"outcome == '{transition.name or transition.on}'" if asked else ""
        if len(transition.branches) == 1 and transition.on is not On.CHOICE:
            self._routed(state, here, transition.branches[0].to or (state.path,), name, condition)
            return
        scope, kind = state.parent, self.canvases[state.parent].shapes[here].kind
        if not (kind == "exclusiveGateway" and transition.on is On.CHOICE) and len(transition.branches) > 1:
            gateway = self._add(scope, "exclusiveGateway", f"{here}_choice")
            self._line(scope, here, gateway.id, name, condition)
            here = gateway.id
        self._chosen(state, here, transition)

    def _chosen(self, state: State, here: str, transition: Transition) -> None:
        gateway = self.canvases[state.parent].shapes[here]
        for branch in transition.branches:
            line = self._routed(state, here, branch.to or (state.path,), branch.guard, branch.guard)
            if not branch.guard and len(transition.branches) > 1:
                gateway.attributes["default"] = line.id
        if not transition.exhaustive:
            self.says("may-not-hold", state)
            gateway.attributes["default"] = self._line(state.parent, here, self.entry[state.path]).id

    def _routed(self, state: State, here: str, to: Sequence[StatePath], name: str = "", condition: str = "") -> Line:
        """A flow from a node to all of these steps, wherever they are; returns the flow that leaves the node."""
        scope = state.parent
        outside = [path for path in to if not _inside(self._parent(path), scope)]
        if outside and len(outside) < len(to):
            self.says("fork-out", state)
        if outside:
            end = self._exit(scope, tuple(outside))
            if len(outside) == len(to):
                return self._line(scope, here, end, name, condition)
        groups: dict[StatePath, list[StatePath]] = {}
        for path in to:
            if path not in outside:
                groups.setdefault(_child(path, scope), []).append(path)
        targets = [self._way_in(state, child, tuple(paths)) for child, paths in groups.items()]
        if outside:
            targets.append(end)
        return self._fan(scope, here, targets, name, condition)

    def _forked(self, scope: StatePath, here: str, to: tuple[StatePath, ...]) -> None:
        groups: dict[StatePath, list[StatePath]] = {}
        for path in to:
            groups.setdefault(_child(path, scope), []).append(path)
        holder = self.procedure.states[scope]
        self._fan(scope, here, [self._way_in(holder, child, tuple(paths)) for child, paths in groups.items()])

    def _fan(self, scope: StatePath, here: str, targets: Sequence[str], name: str = "", condition: str = "") -> Line:
        """One flow, or a parallel gateway and a flow to each target."""
        if len(targets) == 1:
            return self._line(scope, here, targets[0], name, condition)
        if self.canvases[scope].shapes[here].kind == "parallelGateway" and not name:
            return next(iter([self._line(scope, here, target) for target in targets]))
        fork = self._add(scope, "parallelGateway", "fork")
        line = self._line(scope, here, fork.id, name, condition)
        for target in targets:
            self._line(scope, fork.id, target)
        return line

    def _way_in(self, source: State, child: StatePath, paths: tuple[StatePath, ...]) -> str:
        """The node that leads to these steps, which are this child or stand inside it."""
        if self._kind(child) is Kind.HISTORY:
            holder = self.procedure.states[child]
            return self._way_in(source, *_history_stands_for(holder))
        if paths != (child,):
            histories = [path for path in paths if self._kind(path) is Kind.HISTORY]
            if len(histories) < len(paths):
                self.says("enters-in-the-middle", source, ", ".join(paths))
                self.middle.setdefault(child, {}).setdefault(paths, "")
        return self.entry[child]

    def _middle_entries(self, holder: State, canvas: Canvas, start: str) -> None:
        """A choice after the start where the sub-process is entered elsewhere than at its beginning."""
        entered = self.middle.pop(holder.path, {})
        if not entered:
            return
        gateway = self._add(holder.path, "exclusiveGateway", "entered_at")
        first = next(line for line in canvas.lines if line.source == start)
        first.source = gateway.id
        gateway.attributes["default"] = first.id
        self._line(holder.path, start, gateway.id)
        for paths in entered:
            groups: dict[StatePath, list[StatePath]] = {}
            for path in paths:
                groups.setdefault(_child(path, holder.path), []).append(path)
            targets = [self._way_in(holder, child, tuple(inner)) for child, inner in groups.items()]
            self._fan(holder.path, gateway.id, targets, "", f"entered == '{', '.join(paths)}'")

    def _exit(self, scope: StatePath, to: tuple[StatePath, ...]) -> str:
        """An end inside a sub-process that leads to steps outside it."""
        around = self.procedure.states[scope]
        done = next(iter(_on(around, On.DONE)), None)
        if done and len(done.branches) == 1 and set(done.branches[0].to) == set(to):
            end = self._add(scope, "endEvent", "leave")
            end.definition = ("terminateEventDefinition", "", "")
            return end.id
        end = self._add(scope, "endEvent", "leave", self._names_of(to))
        known = self.exits.get((scope, to))
        code = known or self.names.fresh(f"error_{slug(*to)}")
        self.references[code] = ("error", self._names_of(to))
        end.definition = ("errorEventDefinition", "errorRef", code)
        if known is None:
            self.exits[scope, to] = code
            caught = self._add(around.parent, "boundaryEvent", "left", self._names_of(to))
            caught.attributes = {"attachedToRef": self.entry[scope]}
            caught.definition = ("errorEventDefinition", "errorRef", code)
            self._routed(around, caught.id, to)
        return end.id

    def _names_of(self, to: Sequence[StatePath]) -> str:
        return ", ".join(self.title(self.procedure.states[path]) for path in to)

    def _parent(self, path: StatePath) -> StatePath:
        return self.procedure.states[path].parent

    # Making

    def _catch(self, scope: StatePath, transition: Transition, kind: str, state: State) -> Shape:
        """A catching or boundary event for a transition."""
        shape = self._add(scope, kind, f"{state.id}_{transition.name or transition.on}", self.called(transition))
        if transition.timer is not None:
            inner, text = when(transition.timer)
            shape.definition = ("timerEventDefinition", inner, text)
            if transition.timer.of:
                self.says("timer-of-subject", state, text)
            elif transition.timer.delay.workdays:
                self.says("working-days", state, text)
        else:
            kind = "signal" if transition.on is On.WHEN else "message"
            shape.definition = self._refers(kind, transition.name or str(transition.on))
        return shape

    def _refers(self, kind: str, name: str) -> tuple[str, str, str]:
        """An event definition that refers to a message or signal of that name, made where there is none."""
        for key, known in self.references.items():
            if known == (kind, name):
                return f"{kind}EventDefinition", f"{kind}Ref", key
        key = self.names.fresh(f"{kind}_{slug(name)}")
        self.references[key] = (kind, name)
        return f"{kind}EventDefinition", f"{kind}Ref", key

    def _add(self, scope: StatePath, kind: str, wanted: str, name: str = "") -> Shape:
        shape = Shape(id=self.names.fresh(slug(wanted)), kind=kind, name=name)
        self.canvases[scope].shapes[shape.id] = shape
        return shape

    def _line(self, scope: StatePath, source: str, target: str, name: str = "", condition: str = "") -> Line:
        line = Line(self.names.fresh(f"flow_{source}"), source, target, name, condition)
        self.canvases[scope].lines.append(line)
        return line

    def says(self, topic: str, state: State, found: str = "") -> None:
        """Note what the drawing does not show."""
        one = Unsaid(topic=topic, step=state.path, found=found)
        if one not in self.unsaid:
            self.unsaid.append(one)

    def _unsaid_of(self, state: State, transition: Transition) -> None:
        branches = transition.branches
        if transition.reason:
            self.says("reason", state, transition.name)
        if len(branches) == 1 and branches[0].guard:
            self.says("guard", state, branches[0].guard)
        for branch in branches:
            self._unsaid_of_branch(state, branch)

    def _unsaid_of_branch(self, state: State, branch: Branch) -> None:
        topics = (("orders", branch.orders and branch.to), ("spawn", branch.spawns), ("cancels", branch.cancels))
        for topic, there in topics:
            if there:
                self.says(topic, state)

    def title(self, state: State, *, bare: bool = False) -> str:
        """A step's title in the language asked for; its id in words where it has none, unless only titles count."""
        said = (state.title.en or state.title.fr) if self.english else str(state.title)
        return said or ("" if bare else state.id.replace("_", " "))

    def called(self, transition: Transition) -> str:
        """A transition's title, or its name in words."""
        said = (transition.title.en or transition.title.fr) if self.english else str(transition.title)
        return said or (transition.name or str(transition.on)).replace("_", " ")


def _without_needless(canvas: Canvas) -> None:
    """Leave out gateways without a name that one flow enters and one leaves."""
    for key in [one.id for one in canvas.shapes.values() if one.kind == "exclusiveGateway" and not one.name]:
        into, out = canvas.into(key), [line for line in canvas.lines if line.source == key]
        if len(into) == len(out) == 1 and into[0] is not out[0]:
            into[0].target = out[0].target
            into[0].name = into[0].name or out[0].name
            canvas.lines.remove(out[0])
            del canvas.shapes[key]


def _on(state: State, on: On) -> list[Transition]:
    return [one for one in state.transitions if one.on is on]


def _is_decision(state: State) -> bool:
    """A bare choice: nothing to do, nobody named, several events that lead on."""
    events = [one for one in state.transitions if one.on is On.EVENT and not one.by and one.interrupts]
    return len(events) > 1 and len(events) == len(state.transitions) and not state.tasks and not state.approval


def _split(state: State) -> tuple[list[Transition], list[Transition]]:
    """The outcomes of a step, and what happens to it from aside."""
    raised = {task.raises for task in state.tasks if task.raises}
    nested = state.kind in {Kind.COMPOUND, Kind.PARALLEL}

    def is_main(one: Transition) -> bool:
        moves = all(way.to for way in one.branches) and one.interrupts
        if one.on is On.EVENT:
            return moves and not nested and (one.name in raised or not raised)
        return one.on in _MAIN and moves

    return [one for one in state.transitions if is_main(one)], [one for one in state.transitions if not is_main(one)]


def _role(state: State) -> str:
    for task in state.tasks:
        return task.by[0] if task.by else ""
    if state.approval and state.approval.by:
        return state.approval.by[0]
    return next((one.by[0] for one in state.transitions if one.by), "")


def _inside(path: StatePath, scope: StatePath) -> bool:
    return scope in {ROOT, path} or path.startswith(f"{scope}.")


def _child(path: StatePath, scope: StatePath) -> StatePath:
    """The child of a scope that holds a step, or is it."""
    rest = path[len(scope) + 1 :] if scope else path
    return f"{scope}.{rest.split('.')[0]}" if scope else rest.split(".")[0]


def _history_stands_for(holder: State) -> tuple[StatePath, tuple[StatePath, ...]]:
    first = holder.initial[0] if holder.initial else holder.path
    return first, (first,)
