"""The node that each step of a procedure becomes in BPMN."""

from dataclasses import dataclass

from domain.procedure.definition import Kind, On, State, StatePath
from infrastructure.formats.bpmn_documents import documented
from infrastructure.formats.bpmn_graph import Canvas, Shape
from infrastructure.formats.bpmn_sketch import Sketch, on_of


@dataclass(slots=True)
class Nodes(Sketch):
    """Decides by what node a step is entered."""

    def entered(self, state: State) -> None:
        """The node by which a step is entered."""
        scope = state.parent
        match state.kind:
            case Kind.HISTORY:
                self.says("history", state)
                return
            case Kind.FINAL:
                shape = self._end(state)
            case Kind.JOIN:
                shape = self.add(scope, "parallelGateway", state.id, self.title(state, bare=True))
            case Kind.COMPOUND | Kind.PARALLEL:
                shape = self.add(scope, "subProcess", state.id, self.title(state))
                shape.inner = self.canvases[state.path] = Canvas()
            case Kind.ATOMIC:
                shape = self._atomic(state)
        if not shape.kind.endswith("Gateway") or state.tasks or state.approval:
            shape.documentation = documented(state, english=self.english)
        shape.role = role_of(state)
        self.entry[state.path] = shape.id

    def _end(self, state: State) -> Shape:
        shape = self.add(state.parent, "endEvent", state.id, self.title(state, bare=True))
        if state.terminates:
            shape.definition = ("terminateEventDefinition", "", "")
            if state.parent:
                self.says("terminates-inside", state)
        elif told := next((order for order in state.entry if order.command in {"notify", "escalate"}), None):
            shape.definition = self.refers("message", str(told.words) or state.id)
        return shape

    def _atomic(self, state: State) -> Shape:
        title = self.title(state)
        if self.waits_to_join(state):
            if state.transitions or state.tasks:
                self.says("waits-and-acts", state)
            return self.add(state.parent, "exclusiveGateway", state.id)
        if on_of(state, On.CHOICE):
            return self._passed(state)
        if self.is_task(state):
            return self.add(state.parent, "userTask", state.id, title)
        if is_decision(state):
            return self.add(state.parent, "exclusiveGateway", state.id, self.title(state, bare=True))
        if len(state.transitions) == 1:
            return self.catch(state.parent, state.transitions[0], "intermediateCatchEvent", state)
        if not state.transitions:
            self.says("no-way-out", state)
            return self.add(state.parent, "intermediateThrowEvent", state.id, title)
        if state.tasks or state.approval:
            self.says("tasks-beside", state)
        return self.add(state.parent, "eventBasedGateway", state.id, self.title(state, bare=True))

    def waits_to_join(self, state: State) -> bool:
        return state.path in self.joined

    def _passed(self, state: State) -> Shape:
        """A step left at once: an event that tells somebody, or a gateway."""
        if self.terminated(state):
            shape = self.add(state.parent, "endEvent", state.id, self.title(state, bare=True))
            shape.definition = ("terminateEventDefinition", "", "")
            return shape
        told = next((order for order in state.entry if order.command in {"notify", "escalate"}), None)
        if told is not None:
            shape = self.add(state.parent, "intermediateThrowEvent", state.id, self.title(state))
            shape.definition = self.refers("message", str(told.words) or state.id)
            return shape
        bare = self.title(state, bare=True)
        if bare and len(on_of(state, On.CHOICE)[0].branches) == 1:
            return self.add(state.parent, "intermediateThrowEvent", state.id, bare)
        return self.add(state.parent, "exclusiveGateway", state.id, bare)

    @staticmethod
    def is_task(state: State) -> bool:
        """Whether completing what is to be done moves the step on, or something happens beside it."""
        beside = any(not one.interrupts or any(not way.to for way in one.branches) for one in state.transitions)
        moves = any(one.on in {On.EVENT, On.APPROVED, On.REJECTED} for one in state.transitions)
        return beside or (bool(state.tasks or state.approval) and moves)

    def terminated(self, state: State) -> StatePath:
        """The end that a step leads to at once while it leaves all that is beside it in its sub-process; else empty."""
        choices = on_of(state, On.CHOICE)
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


def is_decision(state: State) -> bool:
    """A bare choice: nothing to do, nobody named, several events that lead on."""
    events = [one for one in state.transitions if one.on is On.EVENT and not one.by and one.interrupts]
    return len(events) > 1 and len(events) == len(state.transitions) and not state.tasks and not state.approval


def role_of(state: State) -> str:
    for task in state.tasks:
        return task.by[0] if task.by else ""
    if state.approval and state.approval.by:
        return state.approval.by[0]
    return next((one.by[0] for one in state.transitions if one.by), "")
