"""What this house asks of a procedure beyond coming to an end: nobody waits for ever, nobody is named for nothing."""

from collections.abc import Iterator

from domain.procedure.definition import Kind, On, Procedure, State, Transition
from domain.procedure.guesses import covers
from domain.procedure.soundness.behaviour import ways_into_a_choice_without_end
from domain.procedure.soundness.findings import Finding, Leg, Rule
from domain.procedure.soundness.graph import Graph
from domain.procedure.soundness.routes import legs_of, legs_to
from domain.procedure.soundness.structure import roles_in, roles_in_state
from domain.procedure.soundness.wording import finding
from domain.procedure.tree import bits

AT_ONCE = frozenset({On.CHOICE, On.DONE, On.JOIN})


def waits(graph: Graph) -> Iterator[Finding]:
    """Steps that may wait for ever: no `after` sees to them, nor to what holds them, and no reason is given."""
    tree = graph.tables.tree
    joined = {path for state in tree.states for path in state.joins}
    for number in bits(graph.reached & ~1):
        state = tree.states[number]
        exempt = state.kind is not Kind.ATOMIC or _passed(state) or (state.path in joined and _only_waits(state))
        if not exempt and not any(_seen_to(holder) for holder in _holders(graph, number)):
            yield finding(Rule.WAITS, states=(state.path,), place=state.place, step=state.path)


def _passed(state: State) -> bool:
    """A choice that always leads elsewhere: nobody rests there."""
    return any(one.on is On.CHOICE and all(branch.to for branch in one.branches) for one in state.transitions)


def _only_waits(state: State) -> bool:
    return not (state.transitions or state.tasks or state.approval)


def _seen_to(state: State) -> bool:
    return bool(state.may_wait) or any(one.on is On.AFTER and covers(one.branches) for one in state.transitions)


def _holders(graph: Graph, number: int) -> Iterator[State]:
    while True:
        yield graph.tables.tree.states[number]
        if not number:
            return
        number = graph.tables.tree.parent[number]


def not_exhaustive(graph: Graph) -> Iterator[Finding]:
    """Branches none of which may hold, where nobody stands by who is told that they cannot do it now."""
    failing = ways_into_a_choice_without_end(graph)
    for number in bits(graph.reached | _joins(graph)):
        for rule in graph.tables.at[number]:
            if not _leaky(rule.transition):
                continue
            path = graph.tables.tree.paths[number]
            failure = failing.get(path) if rule.on is On.CHOICE else None
            legs = _way_to(graph, number) if failure is None else legs_of(graph, failure)
            yield finding(
                Rule.NOT_EXHAUSTIVE,
                states=(path,),
                transition=rule.id,
                place=rule.transition.place,
                path=legs,
                name=rule.id,
            )


def _joins(graph: Graph) -> int:
    return sum(rule.bit for rule in graph.tables.joins)


def _leaky(transition: Transition) -> bool:
    if covers(transition.branches):
        return False
    listed = not transition.exhaustive and (transition.on is not On.EVENT or len(transition.branches) > 1)
    return transition.on in AT_ONCE or listed


def _way_to(graph: Graph, number: int) -> tuple[Leg, ...]:
    node = next((node for node, one in enumerate(graph.nodes) if one.active >> number & 1), None)
    return () if node is None else legs_to(graph, node)


def idle_roles(procedure: Procedure, graph: Graph) -> Iterator[Finding]:
    """Roles that nothing which can happen ever needs or tells."""
    tables = graph.tables
    busy = set(procedure.moved_by)
    for number in bits(graph.reached | 1):
        busy |= {role for role, _ in roles_in_state(tables.tree.states[number])}
    for rule in tables.rules:
        if any(id(way) in graph.taken for way in rule.ways):
            busy |= {role for role, _ in roles_in(rule.transition)}
    for role in procedure.roles:
        if role.id not in busy:
            yield finding(Rule.ROLE_IDLE, place=role.place, name=role.id)
