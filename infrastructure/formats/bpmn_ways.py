"""The flows of a BPMN drawing between steps, wherever they stand: side by side, into a sub-process, out of one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.procedure.definition import ROOT, Kind, On, State, StatePath
from infrastructure.formats.bpmn_draft import slug
from infrastructure.formats.bpmn_graph import Canvas, Line
from infrastructure.formats.bpmn_nodes import Nodes
from infrastructure.formats.bpmn_sketch import on_of


@dataclass(slots=True)
class Ways(Nodes):
    """Leads from a node to steps."""

    def routed(self, state: State, here: str, to: Sequence[StatePath], name: str = "", condition: str = "") -> Line:
        """A flow from a node to all of these steps, wherever they are; returns the flow that leaves the node."""
        scope = state.parent
        outside = tuple(path for path in to if not inside(self.parent_of(path), scope))
        if outside and len(outside) < len(to):
            self.says("fork-out", state)
        targets = self._ways_in(state, scope, [path for path in to if path not in outside])
        if outside:
            targets.append(self._exit(scope, outside))
        return self._fan(scope, here, targets, name, condition)

    def forked(self, scope: StatePath, here: str, to: Sequence[StatePath]) -> None:
        """A flow from a node of a scope to steps that are in it."""
        self._fan(scope, here, self._ways_in(self.procedure.states[scope], scope, to))

    def _ways_in(self, source: State, scope: StatePath, to: Iterable[StatePath]) -> list[str]:
        """The nodes that lead to these steps: one for all that stand in the same child of the scope."""
        groups: dict[StatePath, list[StatePath]] = {}
        for path in to:
            groups.setdefault(child_of(path, scope), []).append(path)
        return [self._way_in(source, child, tuple(paths)) for child, paths in groups.items()]

    def _fan(self, scope: StatePath, here: str, targets: Sequence[str], name: str = "", condition: str = "") -> Line:
        """One flow, or a parallel gateway and a flow to each target."""
        if len(targets) == 1:
            return self.line(scope, here, targets[0], name, condition)
        if self.canvases[scope].shapes[here].kind == "parallelGateway" and not name:
            return next(iter([self.line(scope, here, target) for target in targets]))
        fork = self.add(scope, "parallelGateway", "fork")
        line = self.line(scope, here, fork.id, name, condition)
        for target in targets:
            self.line(scope, fork.id, target)
        return line

    def _way_in(self, source: State, child: StatePath, paths: tuple[StatePath, ...]) -> str:
        """The node that leads to these steps, which are this child or stand inside it."""
        if self.kind_of(child) is Kind.HISTORY:
            holder = self.procedure.states[child]
            return self._way_in(source, *history_stands_for(holder))
        if paths != (child,):
            histories = [path for path in paths if self.kind_of(path) is Kind.HISTORY]
            if len(histories) < len(paths):
                self.says("enters-in-the-middle", source, ", ".join(paths))
                self.middle.setdefault(child, {}).setdefault(paths, "")
        return self.entry[child]

    def middle_entries(self, holder: State, canvas: Canvas, start: str) -> None:
        """A choice after the start where the sub-process is entered elsewhere than at its beginning."""
        entered = self.middle.pop(holder.path, {})
        if not entered:
            return
        gateway = self.add(holder.path, "exclusiveGateway", "entered_at")
        first = next(line for line in canvas.lines if line.source == start)
        first.source = gateway.id
        gateway.attributes["default"] = first.id
        self.line(holder.path, start, gateway.id)
        for paths in entered:
            targets = self._ways_in(holder, holder.path, paths)
            self._fan(holder.path, gateway.id, targets, "", f"entered == '{', '.join(paths)}'")

    def _exit(self, scope: StatePath, to: tuple[StatePath, ...]) -> str:
        """An end inside a sub-process that leads to steps outside it."""
        around = self.procedure.states[scope]
        done = next(iter(on_of(around, On.DONE)), None)
        if done and len(done.branches) == 1 and set(done.branches[0].to) == set(to):
            end = self.add(scope, "endEvent", "leave")
            end.definition = ("terminateEventDefinition", "", "")
            return end.id
        end = self.add(scope, "endEvent", "leave", self._names_of(to))
        known = self.exits.get((scope, to))
        code = known or self.names.fresh(f"error_{slug(*to)}")
        self.references[code] = ("error", self._names_of(to))
        end.definition = ("errorEventDefinition", "errorRef", code)
        if known is None:
            self.exits[scope, to] = code
            caught = self.add(around.parent, "boundaryEvent", "left", self._names_of(to))
            caught.attributes = {"attachedToRef": self.entry[scope]}
            caught.definition = ("errorEventDefinition", "errorRef", code)
            self.routed(around, caught.id, to)
        return end.id

    def _names_of(self, to: Sequence[StatePath]) -> str:
        return ", ".join(self.title(self.procedure.states[path]) for path in to)


def inside(path: StatePath, scope: StatePath) -> bool:
    return scope in {ROOT, path} or path.startswith(f"{scope}.")


def child_of(path: StatePath, scope: StatePath) -> StatePath:
    """The child of a scope that holds a step, or is it."""
    rest = path[len(scope) + 1 :] if scope else path
    return f"{scope}.{rest.split('.')[0]}" if scope else rest.split(".")[0]


def history_stands_for(holder: State) -> tuple[StatePath, tuple[StatePath, ...]]:
    first = holder.initial[0] if holder.initial else holder.path
    return first, (first,)
