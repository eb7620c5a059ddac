"""The steps of a procedure as nodes of BPMN, and the ways between them as flows.

A step with tasks or approvals is a user task, its outcomes an exclusive gateway, its timers boundary events;
a step that only waits is a catching event, or an event-based gateway before several; a compound or parallel step is a
sub-process, left from inside by an error end that a boundary event catches, or by a terminate end.
"""

from dataclasses import dataclass

from domain.procedure.definition import ROOT, Kind, On, State, Transition
from infrastructure.formats.bpmn_graph import Canvas, Line, Shape
from infrastructure.formats.bpmn_nodes import is_decision
from infrastructure.formats.bpmn_sketch import on_of
from infrastructure.formats.bpmn_ways import Ways

_MAIN = {On.EVENT, On.APPROVED, On.REJECTED, On.DONE}


@dataclass(slots=True)
class Shapes(Ways):
    """The whole drawing."""

    def drawn(self) -> Canvas:
        """The whole procedure."""
        for state in self.procedure.states.values():
            if end := self.terminated(state):
                self.ended.add(end)
            if state.kind is Kind.JOIN:
                self.joined.update({path: state.path for path in state.joins if path not in self.joined})
        self._canvas(self.procedure.root)
        for canvas in self.canvases.values():
            without_needless(canvas)
            self._merged(canvas)
        return self.canvases[ROOT]

    def _merged(self, canvas: Canvas) -> None:
        """A gateway before what several flows lead into, so that nobody has to know how tokens are counted."""
        held = canvas.flows("target")
        for shape in [one for one in canvas.shapes.values() if not one.kind.endswith("Gateway")]:
            into = held.get(shape.id, [])
            if len(into) > 1:
                gateway = Shape(id=self.names.fresh(f"{shape.id}_merge"), kind="exclusiveGateway")
                canvas.shapes[gateway.id] = gateway
                for line in into:
                    line.target = gateway.id
                canvas.lines.append(Line(self.names.fresh(f"flow_{gateway.id}"), gateway.id, shape.id))

    def _canvas(self, holder: State) -> None:
        """The nodes of a compound or parallel step; then where they lead."""
        canvas = self.canvases.setdefault(holder.path, Canvas())
        states = [self.procedure.states[path] for path in holder.children]
        for state in states:
            if state.path not in self.ended:
                self.entered(state)
        start = self.add(holder.path, "startEvent", "start")
        starts = holder.children if holder.kind is Kind.PARALLEL else holder.initial
        self.forked(holder.path, start.id, tuple(path for path in starts if self.kind_of(path) is not Kind.HISTORY))
        for state in states:
            if state.path not in self.ended:
                self.leads(state)
        for state in states:
            if state.kind in {Kind.COMPOUND, Kind.PARALLEL}:
                self._canvas(state)
        self.middle_entries(holder, canvas, start.id)

    def leads(self, state: State) -> None:
        """The flows that leave a step."""
        if state.kind in {Kind.HISTORY, Kind.FINAL} or self.terminated(state):
            return
        here = self.entry[state.path]
        if self.waits_to_join(state):
            self.line(state.parent, here, self.entry[self.joined[state.path]])
        elif state.kind is Kind.JOIN or on_of(state, On.CHOICE):
            for transition in state.transitions:
                self.branched(state, here, transition)
        elif state.kind in {Kind.COMPOUND, Kind.PARALLEL} or self.is_task(state):
            self._task_leads(state, here)
        elif is_decision(state):
            for transition in state.transitions:
                self.branched(state, here, transition, name=self.called(transition))
        elif len(state.transitions) == 1:
            self.branched(state, here, state.transitions[0])
        else:
            for transition in state.transitions:
                caught = self.catch(state.parent, transition, "intermediateCatchEvent", state)
                self.line(state.parent, here, caught.id)
                self.branched(state, caught.id, transition)

    def _task_leads(self, state: State, here: str) -> None:
        main, aside = split(state)
        if len(main) == 1:
            self.branched(state, here, main[0])
        elif main:
            gateway = self.add(state.parent, "exclusiveGateway", f"{state.id}_outcome")
            self.line(state.parent, here, gateway.id)
            for transition in main:
                self.branched(state, gateway.id, transition, name=self.called(transition), asked=True)
        for transition in aside:
            self._boundary(state, here, transition)

    def _boundary(self, state: State, host: str, transition: Transition) -> None:
        shape = self.catch(state.parent, transition, "boundaryEvent", state)
        stays = not transition.interrupts or all(not way.to for way in transition.branches)
        shape.attributes = {"attachedToRef": host, **({"cancelActivity": "false"} if stays else {})}
        if any(way.to for way in transition.branches):
            self.branched(state, shape.id, transition)
            return
        end = self.add(state.parent, "endEvent", f"{shape.id}_told")
        told = next((order for way in transition.branches for order in way.orders), None)
        if told is not None:
            end.name = str(told.words) or told.command
            end.definition = self.refers("message", end.name)
        self.line(state.parent, shape.id, end.id)

    def branched(self, state: State, here: str, transition: Transition, *, name: str = "", asked: bool = False) -> None:
        """From a node to where a transition leads: through a gateway where it has several branches."""
        self.unsaid_of(state, transition)
        condition = f"outcome == '{transition.name or transition.on}'" if asked else ""
        if len(transition.branches) == 1 and transition.on is not On.CHOICE:
            self.routed(state, here, transition.branches[0].to or (state.path,), name, condition)
            return
        scope, kind = state.parent, self.canvases[state.parent].shapes[here].kind
        if not (kind == "exclusiveGateway" and transition.on is On.CHOICE) and len(transition.branches) > 1:
            gateway = self.add(scope, "exclusiveGateway", f"{here}_choice")
            self.line(scope, here, gateway.id, name, condition)
            here = gateway.id
        self._chosen(state, here, transition)

    def _chosen(self, state: State, here: str, transition: Transition) -> None:
        gateway = self.canvases[state.parent].shapes[here]
        for branch in transition.branches:
            line = self.routed(state, here, branch.to or (state.path,), branch.guard, branch.guard)
            if not branch.guard and len(transition.branches) > 1:
                gateway.attributes["default"] = line.id
        if not transition.exhaustive:
            self.says("may-not-hold", state)
            gateway.attributes["default"] = self.line(state.parent, here, self.entry[state.path]).id


def without_needless(canvas: Canvas) -> None:
    """Leave out gateways without a name that one flow enters and one leaves."""
    held, left, removed = canvas.flows("target"), canvas.flows("source"), set[str]()
    for key in [one.id for one in canvas.shapes.values() if one.kind == "exclusiveGateway" and not one.name]:
        into, out = held.get(key, []), left.get(key, [])
        if len(into) == len(out) == 1 and into[0] is not out[0]:
            into[0].target, into[0].name = out[0].target, into[0].name or out[0].name
            following = held[out[0].target]
            following[following.index(out[0])] = into[0]
            removed.add(out[0].id)
            del canvas.shapes[key]
    canvas.lines = [line for line in canvas.lines if line.id not in removed]


def split(state: State) -> tuple[list[Transition], list[Transition]]:
    """The outcomes of a step, and what happens to it from aside."""
    raised = {task.raises for task in state.tasks if task.raises}
    nested = state.kind in {Kind.COMPOUND, Kind.PARALLEL}

    def is_main(one: Transition) -> bool:
        moves = all(way.to for way in one.branches) and one.interrupts
        if one.on is On.EVENT:
            return moves and not nested and (one.name in raised or not raised)
        return one.on in _MAIN and moves

    return [one for one in state.transitions if is_main(one)], [one for one in state.transitions if not is_main(one)]
