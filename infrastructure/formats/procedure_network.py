"""A procedure as stops and ways between them, for drawings: what contains steps gives way to the steps inside."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from domain.decider import record, replace
from domain.procedure.definition import ROOT, Kind, On, Procedure, State, StatePath, Transition

_RARELY = {On.AFTER: 2, On.REJECTED: 1}
"""A way that is seldom wanted counts less for the main line."""


@record
class Way:
    """From one stop to another, by a branch of a transition. `back`: it leads to where the case came from."""

    source: StatePath
    target: StatePath
    transition: Transition
    branches: frozenset[int] = frozenset({0})
    """Those of its branches that lead there."""
    back: bool = False


class Network:
    """Stops in the order in which a case may come to them, ways, and the main line from the beginning to an end."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self.states = procedure.states
        self.joining = {
            path: one.path for one in self.states.values() for path in one.joins if not _acts(self.states[path])
        }
        self.starts = self.firsts(ROOT)
        self.ways = self._sorted(list(self._all()))

    # Stops

    def stop(self, path: StatePath) -> StatePath:
        """The stop drawn for a step that holds none: a step that only waits for others is drawn as where they join."""
        return self.joining.get(path, path)

    def firsts(self, path: StatePath) -> tuple[StatePath, ...]:
        """The stops where a step begins."""
        found: list[StatePath] = []
        waiting, seen = [path], set[StatePath]()
        while waiting:
            state = self.states[waiting.pop()]
            if state.path in seen:
                continue
            seen.add(state.path)
            if state.kind is Kind.PARALLEL:
                waiting += reversed(state.children)
            elif state.kind is Kind.COMPOUND:
                waiting += reversed(state.initial)
            elif state.kind is Kind.HISTORY:
                waiting += state.initial or (state.parent,)
            else:
                found.append(self.stop(state.path))
        return tuple(dict.fromkeys(found))

    @cached_property
    def stops(self) -> tuple[StatePath, ...]:
        """Every stop: those that can be reached in their order, then the others."""
        drawn = [path for path, state in self.states.items() if _drawn(state) and path not in self.joining]
        rank = {path: place for place, path in enumerate(self.order)}
        return tuple(sorted(drawn, key=lambda path: rank.get(path, len(rank))))

    # Ways

    def _all(self) -> Iterable[Way]:
        for state in self.states.values():
            for transition in state.transitions:
                sources = self._sources(state, transition)
                branches: dict[StatePath, set[int]] = {}
                for at, branch in enumerate(transition.branches):
                    for stop in (stop for path in branch.to for stop in self.firsts(path)):
                        branches.setdefault(stop, set()).add(at)
                for source in sources:
                    for target, several in branches.items():
                        yield Way(source=source, target=target, transition=transition, branches=frozenset(several))

    def _sources(self, state: State, transition: Transition) -> tuple[StatePath, ...]:
        """Where a transition of a step begins in the drawing: at its ends where it is done, else at its beginning."""
        if state.path in self.joining:
            return ()
        if transition.on is On.DONE:
            return tuple(path for path in state.children if self.states[path].kind is Kind.FINAL) or self._lasts(state)
        return self.firsts(state.path)

    def _lasts(self, state: State) -> tuple[StatePath, ...]:
        """The ends inside a step's children."""
        inner = [self.states[path] for path in state.children]
        ends = [path for one in inner for path in one.children if self.states[path].kind is Kind.FINAL]
        return tuple(ends) or self.firsts(state.path)

    def _sorted(self, ways: list[Way]) -> tuple[Way, ...]:
        """The ways with those that lead back marked, found from the beginning in the order of the document."""
        out: dict[StatePath, list[Way]] = defaultdict(list)
        for way in ways:
            out[way.source].append(way)
        self.order: list[StatePath] = []
        back = self._walked(out)
        return tuple(replace(way, back=(way.source, way.target) in back) for way in ways)

    def _walked(self, out: Mapping[StatePath, list[Way]]) -> set[tuple[StatePath, StatePath]]:
        """Depth first, without recursion; sets `order`, returns the ways that lead back."""
        state: dict[StatePath, int] = {}
        back: set[tuple[StatePath, StatePath]] = set()
        for roots in (reversed(self.starts), [path for path in self.states if out.get(path)]):
            finished: list[StatePath] = []
            for start in roots:
                if start not in state:
                    self._walk(start, out, state, back, finished)
            self.order += finished[::-1]
        return back

    @staticmethod
    def _walk(
        start: StatePath,
        out: Mapping[StatePath, list[Way]],
        state: dict[StatePath, int],
        back: set[tuple[StatePath, StatePath]],
        finished: list[StatePath],
    ) -> None:
        state[start] = 1
        stack = [(start, iter(out.get(start, ())))]
        while stack:
            here, ways = stack[-1]
            way = next(ways, None)
            if way is None:
                state[here] = 2
                finished.append(here)
                stack.pop()
            elif state.get(way.target) == 1:
                back.add((here, way.target))
            elif way.target not in state:
                state[way.target] = 1
                stack.append((way.target, iter(out.get(way.target, ()))))

    @cached_property
    def forward(self) -> Mapping[StatePath, list[Way]]:
        """The ways that lead on from each stop."""
        found: dict[StatePath, list[Way]] = defaultdict(list)
        for way in self.ways:
            if not way.back:
                found[way.source].append(way)
        return found

    @cached_property
    def main(self) -> tuple[StatePath, ...]:
        """The main line: the longest way from the beginning to an end, deadlines and rejections counting little."""
        best: dict[StatePath, tuple[int, StatePath]] = {}
        for path in reversed(self.order):
            onward = [
                (best[way.target][0] + self._worth(way), way.target) for way in self.forward[path] if way.target in best
            ]
            best[path] = max(onward, key=lambda one: one[0], default=(0, ""))
        line: list[StatePath] = []
        here = max(self.starts, key=lambda path: best.get(path, (0, ""))[0], default="")
        while here:
            line.append(here)
            here = best.get(here, (0, ""))[1]
        return tuple(line)

    def _worth(self, way: Way) -> int:
        return max(4 - 3 * _RARELY.get(way.transition.on, 0) // 2, 1) * (1 if self.states[way.target].terminates else 2)

    @cached_property
    def columns(self) -> Mapping[StatePath, int]:
        """How far each stop is from the beginning at most; stops that nothing leads to begin at 0."""
        found: dict[StatePath, int] = dict.fromkeys(self.stops, 0)
        rank = {path: place for place, path in enumerate(self.order)}
        for path in self.order:
            for way in self.forward[path]:
                if rank[way.target] > rank[path]:
                    found[way.target] = max(found[way.target], found[path] + 1)
        return found


def _acts(state: State) -> bool:
    return bool(state.transitions or state.tasks or state.approval)


def _drawn(state: State) -> bool:
    return state.kind in {Kind.ATOMIC, Kind.FINAL, Kind.JOIN}


def is_junction(state: State) -> bool:
    """Whether a stop is only passed: drawn as a dot without a name."""
    if state.kind is Kind.JOIN:
        return True
    passed = any(one.on is On.CHOICE for one in state.transitions)
    chosen = len(state.transitions) > 1 and all(one.on is On.EVENT and not one.by for one in state.transitions)
    inner_end = state.kind is Kind.FINAL and bool(state.parent)
    return not str(state.title) and not state.tasks and not state.approval and (passed or chosen or inner_end)
