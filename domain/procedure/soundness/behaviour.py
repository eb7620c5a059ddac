"""What the graph of configurations says: where a case gets stuck, goes round, meets itself or never comes."""

from collections.abc import Iterator
from itertools import islice

from domain.procedure.configuration import EnteredTwice, NowhereToGo
from domain.procedure.definition import Kind, Place, State, StatePath
from domain.procedure.soundness.findings import Finding, Rule
from domain.procedure.soundness.graph import NOWHERE, Failure, Graph
from domain.procedure.soundness.loops import endless, leading_to, whirlpools
from domain.procedure.soundness.routes import along, legs_of, legs_to
from domain.procedure.soundness.wording import finding
from domain.procedure.tree import bits, mask

SHOWN = 10
"""How many findings of one rule are shown: the rest mostly say the same of other combinations."""


def seen_so_far(graph: Graph) -> Iterator[Finding]:
    """What is wrong whatever more there is to see."""
    yield from _met_twice(graph)
    yield from _dead_ends(graph)
    yield from _endless(graph)


def seen_in_all(graph: Graph) -> Iterator[Finding]:
    """What can only be said when all configurations have been seen."""
    yield from _livelocks(graph)
    if not any(isinstance(one.fault, EnteredTwice) for one in graph.failures.values()):  # it hides what lies behind it
        yield from _unreachable(graph)
        yield from _never_taken(graph)


def ways_into_a_choice_without_end(graph: Graph) -> dict[StatePath, Failure]:
    """Choices none of whose branches may hold, and the first time that this can happen."""
    found: dict[StatePath, Failure] = {}
    for failure in graph.failures.values():
        if isinstance(failure.fault, NowhereToGo):
            found.setdefault(failure.fault.args[0], failure)
    return found


def _met_twice(graph: Graph) -> Iterator[Finding]:
    seen = set[StatePath]()
    for failure in graph.failures.values():
        if not isinstance(failure.fault, EnteredTwice) or failure.fault.args[0] in seen or len(seen) >= SHOWN:
            continue
        path, transition = failure.fault.args
        seen.add(path)
        state = _state(graph, path)
        rule = Rule.ENDED_TWICE if state.kind is Kind.FINAL else Rule.ENTERED_TWICE
        place = _place_of(graph, transition) or state.place
        legs = legs_of(graph, failure)
        yield finding(rule, states=(path,), transition=transition, place=place, path=legs, step=path)


def _dead_ends(graph: Graph) -> Iterator[Finding]:
    seen = set[int]()
    for node in stuck(graph):
        active = graph.nodes[node].active
        if active not in seen and len(seen) < SHOWN:
            seen.add(active)
            yield _about(graph, Rule.DEAD_END, node, active)


def stuck(graph: Graph) -> list[int]:
    """Nodes that have not ended and have nothing but themselves to go to."""
    elsewhere = graph.failing.union(graph.ends)
    return sorted(node for node in graph.looked if not graph.after[node] and node not in elsewhere)


def _endless(graph: Graph) -> Iterator[Finding]:
    way = endless(graph)
    if way is None:
        return
    legs = list(legs_to(graph, way[-1][0]))
    for number, edge in way:
        legs = along(graph, legs, number, edge)
    passed = tuple(dict.fromkeys(graph.tables.tree.paths[rule.source] for _, edge in way for rule, _ in edge.picks))
    yield finding(Rule.ENDLESS, states=passed, place=_state(graph, passed[0]).place, path=tuple(legs))


def _livelocks(graph: Graph) -> Iterator[Finding]:
    """Parts that lead neither to an end nor to anything that is reported by another rule."""
    out = leading_to(graph, [*graph.ends, *stuck(graph), *(graph.failing - {NOWHERE})])
    round_and_round = set(range(len(graph.nodes))) - out
    for part in islice(whirlpools(graph, round_and_round), SHOWN):
        resting = [node for node in part if graph.assumed[node] is None]
        active = mask(number for node in resting for number in bits(graph.nodes[node].active))
        if resting:  # else nothing ever waits there, which is another rule
            yield _about(graph, Rule.LIVELOCK, min(resting), active)


def _about(graph: Graph, rule: Rule, node: int, active: int) -> Finding:
    """A finding about the innermost of these states, and the way to the node."""
    tree = graph.tables.tree
    inner = [number for number in bits(active & ~1) if not tree.kids[number] & active]
    states = tuple(tree.paths[number] for number in inner)
    place = tree.states[inner[0] if inner else 0].place
    return finding(rule, states=states or (tree.paths[0],), place=place, path=legs_to(graph, node))


def _unreachable(graph: Graph) -> Iterator[Finding]:
    """Only the outermost: what is inside a step that is never reached is not told one by one."""
    tree, reached = graph.tables.tree, graph.reached | _recalled(graph)
    for number, state in enumerate(tree.states):
        missed = number and not reached >> number & 1 and state.kind is not Kind.JOIN
        if missed and (reached | 1) >> tree.parent[number] & 1:
            yield finding(Rule.UNREACHABLE, states=(state.path,), place=state.place, step=state.path)


def _recalled(graph: Graph) -> int:
    """Histories that are used: they are never active themselves."""
    tree, used = graph.tables.tree, 0
    for rule in graph.tables.rules:
        for way in rule.ways:
            used |= way.aims if id(way) in graph.taken else 0
    for number in bits(graph.reached | 1):
        for child in tree.initial[number]:
            used |= 1 << child
    return used


def _never_taken(graph: Graph) -> Iterator[Finding]:
    for number, state in enumerate(graph.tables.tree.states):
        alive = number == 0 or graph.reached >> number & 1 or state.kind is Kind.JOIN
        if alive and state.kind is Kind.FINAL:
            for one in state.transitions:
                yield _idle(state, one.id, one.place)
        for rule in graph.tables.at[number] if alive else ():
            missed = [way for way in rule.ways if id(way) not in graph.taken]
            if len(missed) == len(rule.ways):
                yield _idle(state, rule.id, rule.transition.place)
            elif len(missed) < len(rule.ways):
                for way in missed:
                    place = way.branch.place if way.branch.place.line else rule.transition.place
                    yield _idle(state, rule.id, place, "branch")


def _idle(state: State, transition: str, place: Place, variant: str = "") -> Finding:
    return finding(Rule.NEVER_TAKEN, variant, states=(state.path,), transition=transition, place=place, name=transition)


def _state(graph: Graph, path: StatePath) -> State:
    return graph.tables.tree.states[graph.tables.tree.number[path]]


def _place_of(graph: Graph, transition: str) -> Place | None:
    return next((rule.transition.place for rule in graph.tables.rules if rule.id == transition), None)
