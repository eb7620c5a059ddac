"""Whether a procedure is sound: whatever happens, a case can come to its end, and nothing is left over."""

from collections.abc import Iterator

from domain.procedure.definition import Place, Procedure
from domain.procedure.soundness.behaviour import seen_in_all, seen_so_far
from domain.procedure.soundness.findings import BEHAVIOUR, Finding, Leg, Rule, Verdict
from domain.procedure.soundness.graph import Graph
from domain.procedure.soundness.habits import idle_roles, not_exhaustive, waits
from domain.procedure.soundness.routes import visited
from domain.procedure.soundness.spawning import spawn_cycles, spawned_at_once
from domain.procedure.soundness.structure import malformed, misnamed
from domain.procedure.soundness.wording import finding, too_large, unchecked_past
from domain.procedure.tables import tables_of

__all__ = [
    "BEHAVIOUR",
    "BOUND",
    "DEEPEST",
    "LARGEST",
    "Finding",
    "Leg",
    "Rule",
    "Verdict",
    "check",
    "spawn_cycles",
    "spawned_at_once",
    "visited",
]

BOUND = 100_000
"""Configurations looked at unless more are asked for."""

LARGEST = 20_000
"""Steps, branches and targets that a definition may have in all to be looked at."""

DEEPEST = 50
"""How many levels of steps inside steps."""


def check(procedure: Procedure, bound: int = BOUND) -> Verdict:
    """Look at every configuration up to a bound, and say what is wrong; beyond it the verdict is never a yes."""
    if not _fits(procedure):
        return Verdict(unchecked=too_large(LARGEST, DEEPEST))
    broken = tuple(malformed(procedure))
    if broken:
        return Verdict(findings=(*broken, *misnamed(procedure)))
    graph = Graph(tables_of(procedure), bound)
    graph.explore()
    return Verdict(
        findings=tuple(_findings(procedure, graph)),
        configurations=len(graph.nodes),
        unchecked=None if graph.complete else unchecked_past(len(graph.nodes)),
    )


def _findings(procedure: Procedure, graph: Graph) -> Iterator[Finding]:
    yield from misnamed(procedure)
    yield from seen_so_far(graph)
    yield from not_exhaustive(graph)
    yield from waits(graph)
    if procedure.id in graph.opening:
        yield finding(Rule.SPAWNS_ITSELF, place=Place())
    if graph.complete:
        yield from seen_in_all(graph)
        yield from idle_roles(procedure, graph)


def _fits(procedure: Procedure) -> bool:
    """Counts no further than it must."""
    size = len(procedure.states)
    for state in procedure.states.values() if size <= LARGEST else ():
        if state.path.count(".") >= DEEPEST:
            return False
        size += len(state.initial) + len(state.joins) + len(state.children)
        for transition in state.transitions:
            size += sum(1 + len(branch.to) + len(branch.cancels) for branch in transition.branches)
        if size > LARGEST:
            return False
    return size <= LARGEST
