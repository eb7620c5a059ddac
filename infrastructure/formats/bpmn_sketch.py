"""A BPMN drawing on its way: what every part of it needs to add nodes, flows, events and what is left unsaid."""

from dataclasses import dataclass, field

from domain.procedure.definition import Branch, Kind, On, Procedure, State, StatePath, Transition
from domain.procedure.diagram import Unsaid
from infrastructure.formats.bpmn_draft import Names, slug
from infrastructure.formats.bpmn_graph import Canvas, Line, Shape
from infrastructure.formats.bpmn_time import when


@dataclass(slots=True)
class Sketch:
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

    def kind_of(self, path: StatePath) -> Kind:
        return self.procedure.states[path].kind

    def parent_of(self, path: StatePath) -> StatePath:
        return self.procedure.states[path].parent

    def catch(self, scope: StatePath, transition: Transition, kind: str, state: State) -> Shape:
        """A catching or boundary event for a transition."""
        shape = self.add(scope, kind, f"{state.id}_{transition.name or transition.on}", self.called(transition))
        if transition.timer is not None:
            inner, text = when(transition.timer)
            shape.definition = ("timerEventDefinition", inner, text)
            if transition.timer.of:
                self.says("timer-of-subject", state, text)
            elif transition.timer.delay.workdays:
                self.says("working-days", state, text)
        else:
            kind = "signal" if transition.on is On.WHEN else "message"
            shape.definition = self.refers(kind, transition.name or str(transition.on))
        return shape

    def refers(self, kind: str, name: str) -> tuple[str, str, str]:
        """An event definition that refers to a message or signal of that name, made where there is none."""
        for key, known in self.references.items():
            if known == (kind, name):
                return f"{kind}EventDefinition", f"{kind}Ref", key
        key = self.names.fresh(f"{kind}_{slug(name)}")
        self.references[key] = (kind, name)
        return f"{kind}EventDefinition", f"{kind}Ref", key

    def add(self, scope: StatePath, kind: str, wanted: str, name: str = "") -> Shape:
        shape = Shape(id=self.names.fresh(slug(wanted)), kind=kind, name=name)
        self.canvases[scope].shapes[shape.id] = shape
        return shape

    def line(self, scope: StatePath, source: str, target: str, name: str = "", condition: str = "") -> Line:
        line = Line(self.names.fresh(f"flow_{source}"), source, target, name, condition)
        self.canvases[scope].lines.append(line)
        return line

    def says(self, topic: str, state: State, found: str = "") -> None:
        """Note what the drawing does not show."""
        one = Unsaid(topic=topic, step=state.path, found=found)
        if one not in self.unsaid:
            self.unsaid.append(one)

    def unsaid_of(self, state: State, transition: Transition) -> None:
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


def on_of(state: State, on: On) -> list[Transition]:
    return [one for one in state.transitions if one.on is on]
