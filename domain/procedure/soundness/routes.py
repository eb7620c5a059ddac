"""The shortest way to a configuration, told move by move."""

from collections.abc import Iterator

from domain.decider import replace
from domain.procedure.configuration import Trigger
from domain.procedure.definition import StatePath
from domain.procedure.guesses import Answers
from domain.procedure.running import Pick
from domain.procedure.soundness.findings import Finding, Leg
from domain.procedure.soundness.graph import Edge, Failure, Graph


def legs_to(graph: Graph, node: int) -> tuple[Leg, ...]:
    """How a case comes to a node, with as few triggers as can be; what follows at once is part of the same leg."""
    legs: list[Leg] = []
    for number, edge in graph.way_to(node):
        legs = along(graph, legs, number, edge)
    return tuple(legs)


def along(graph: Graph, legs: list[Leg], number: int, edge: Edge) -> list[Leg]:
    """The legs with one more move."""
    entered = graph.tables.named(edge.entered & ~1)
    active = graph.tables.named(graph.nodes[number].active & ~1)
    leg = _leg(edge.trigger, edge.picks, edge.answers)
    return _added(legs, replace(leg, entered=entered, active=active))


def legs_of(graph: Graph, failure: Failure) -> tuple[Leg, ...]:
    """How a case comes to a move that fails; the last leg is that move, and enters nothing."""
    legs = list(legs_to(graph, failure.source))
    last = _leg(failure.trigger, failure.picks, failure.answers)
    return tuple(_added(legs, replace(last, active=legs[-1].active if legs else ())))


def _leg(trigger: Trigger | None, picks: tuple[Pick, ...], answers: Answers) -> Leg:
    taken = tuple(way.taken for rule, way in picks if rule.id)
    return Leg(trigger=trigger, taken=taken, guards=tuple(answers.items()))


def _added(legs: list[Leg], leg: Leg) -> list[Leg]:
    if leg.trigger is not None or not legs:
        return [*legs, leg]
    before = legs[-1]
    together = replace(
        before,
        taken=before.taken + leg.taken,
        guards=before.guards + tuple(one for one in leg.guards if one not in before.guards),
        entered=before.entered + leg.entered,
        active=leg.active,
    )
    return [*legs[:-1], together]


def visited(finding: Finding) -> tuple[StatePath, ...]:
    """The states on the way to a finding and those it is about, each once, in the order in which they are come to."""
    return tuple(dict.fromkeys(_visited(finding)))


def _visited(finding: Finding) -> Iterator[StatePath]:
    for leg in finding.path:
        yield from leg.entered
    yield from (path for path in finding.states if path)
