"""Cases that begin cases: a procedure that begins another at once, and so comes back to itself, never stops."""

from collections.abc import Iterator, Mapping

from domain.procedure.definition import Procedure
from domain.procedure.soundness.graph import Graph
from domain.procedure.tables import tables_of


def spawned_at_once(procedure: Procedure, bound: int = 10_000) -> frozenset[str]:
    """The procedures that a case may begin before it first waits for anything."""
    graph = Graph(tables_of(procedure), bound)
    graph.begin()
    return frozenset(graph.opening)


def spawn_cycles(procedures: Mapping[str, Procedure]) -> tuple[tuple[str, ...], ...]:
    """Procedures, by name, that begin each other in a circle without ever waiting: each circle once."""
    at_once = {name: spawned_at_once(one) & procedures.keys() for name, one in procedures.items()}
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for name in sorted(at_once):
        for circle in _circles(at_once, name):
            found.setdefault(frozenset(circle), circle)
    return tuple(found.values())


def _circles(at_once: Mapping[str, frozenset[str]], start: str) -> Iterator[tuple[str, ...]]:
    """A shortest circle through this one, if there is any."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = set[str]()
    while ways:
        way = ways.pop(0)
        if start in at_once[way[-1]]:
            yield way
            return
        new = sorted(at_once[way[-1]] - seen)
        seen.update(new)
        ways += [(*way, name) for name in new]
