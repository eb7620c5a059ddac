"""Ways that lead back to where they began: without waiting for anything, or without ever coming to an end."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from domain.procedure.definition import Guard
from domain.procedure.soundness.graph import Edge, Graph

TRIES = 100_000
"""How many moves are tried in looking for a loop whose guards do not contradict each other."""

Round = list[tuple[int, Edge]]
"""The nodes of a loop, each with how it is come to; the last is where it began."""


def endless(graph: Graph) -> Round | None:
    """A loop of what happens at once, in which each guard says the same all along; the shallowest there is."""
    circling = circling_in(graph)
    search = _Search(graph, circling)
    return next((found for node in sorted(circling) if (found := search.loop(node))), None)


def circling_in(graph: Graph) -> set[int]:
    """Nodes between which there may be such loops: what comes from none or leads to none is taken away."""
    ways = [(node, after) for node, following in graph.hurried.items() for after, _ in following]
    forwards = _without_beginnings(ways)
    both = [(after, node) for node, after in ways if node in forwards and after in forwards]
    return _without_beginnings(both)


def _without_beginnings(ways: Sequence[tuple[int, int]]) -> set[int]:
    """Takes away what nothing leads to, and what only that led to, and so on."""
    following: dict[int, list[int]] = {}
    coming: dict[int, int] = {}
    for before, after in ways:
        following.setdefault(before, []).append(after)
        coming[after] = coming.get(after, 0) + 1
        coming.setdefault(before, 0)
    todo = [node for node, count in coming.items() if not count]
    while todo:
        node = todo.pop()
        del coming[node]
        for after in following.get(node, ()):
            coming[after] -= 1
            if not coming[after]:
                todo.append(after)
    return set(coming)


class _Search:
    """Depth first from a node back to itself. Where that takes too long, what has been walked so far is shown."""

    def __init__(self, graph: Graph, circling: set[int]) -> None:
        self.graph, self.circling, self.tries = graph, circling, 0

    def loop(self, start: int) -> Round:
        todo: list[tuple[int, Round, dict[Guard, bool]]] = [(start, [], {})]
        while todo:
            node, walked, said = todo.pop()
            for after, edge in self._on(node, said):
                way = [*walked, (after, edge)]
                if after == start or self.tries > TRIES:
                    return way
                if all(after != one for one, _ in walked):
                    todo.append((after, way, said | dict(edge.answers)))
        return []

    def _on(self, node: int, said: Mapping[Guard, bool]) -> Iterator[tuple[int, Edge]]:
        for after, edge in self.graph.hurried.get(node, ()):
            self.tries += 1
            if after in self.circling and _agrees(said, edge.answers):
                yield after, edge


def _agrees(said: Mapping[Guard, bool], more: Mapping[Guard, bool]) -> bool:
    return all(said.get(guard, answer) == answer for guard, answer in more.items())


def leading_to(graph: Graph, goals: Iterable[int]) -> set[int]:
    """All nodes from which one of the goals can be reached, the goals included."""
    before: list[list[int]] = [[] for _ in graph.nodes]
    for node, following in enumerate(graph.after):
        for after in following:
            before[after].append(node)
    return _closure(before, goals)


def _closure(following: Sequence[Sequence[int]], starts: Iterable[int]) -> set[int]:
    found = set(starts)
    todo = list(found)
    while todo:
        for node in following[todo.pop()]:
            if node not in found:
                found.add(node)
                todo.append(node)
    return found


def whirlpools(graph: Graph, nodes: set[int]) -> Iterator[set[int]]:
    """Parts of these nodes that have nothing in common, each a node and all that follows from it."""
    seen = set[int]()
    for node in sorted(nodes):
        if node not in seen:
            part, apart = _new_part(graph, node, seen)
            seen |= part
            if apart:
                yield part


def _new_part(graph: Graph, start: int, seen: set[int]) -> tuple[set[int], bool]:
    """What follows from a node and has not been seen, and whether nothing of it leads to what has."""
    part, todo, apart = {start}, [start], True
    while todo:
        for node in graph.after[todo.pop()]:
            if node in seen:
                apart = False
            elif node not in part:
                part.add(node)
                todo.append(node)
    return part, apart
