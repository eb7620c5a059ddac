"""What holds of any procedure, however oddly it is written: play it at random and compare with what a check says."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.procedure.configuration import Configuration, Fault, Move, Trigger
from domain.procedure.definition import ROOT, Branch, Kind, On, Procedure, Span, State, StatePath, Timer, Transition
from domain.procedure.guesses import literal, outcomes
from domain.procedure.soundness import Finding, Rule, check
from domain.procedure.soundness.graph import Graph
from domain.procedure.soundness.loops import circling_in, leading_to
from domain.procedure.step import begin, configuration_of, ended, listening, step
from domain.procedure.tables import tables_of

GUARDS = ["", "", "", "x", "y", "!x"]
BOUND = 1_500


@st.composite
def procedures(draw: st.DrawFn) -> Procedure:
    """A small tree of any shape, with transitions of any kind between any of its states."""
    kinds: dict[StatePath, Kind] = {ROOT: Kind.COMPOUND}
    children: dict[StatePath, list[StatePath]] = {ROOT: []}
    _grow(draw, ROOT, 0, kinds, children)
    states = {path: draw(_state(path, kinds, children)) for path in kinds}
    return Procedure(id="any", version=1, subject="agreement", states=states)


def _grow(
    draw: st.DrawFn,
    path: StatePath,
    depth: int,
    kinds: dict[StatePath, Kind],
    children: dict[StatePath, list[StatePath]],
) -> None:
    inner = [Kind.COMPOUND, Kind.PARALLEL] if depth < 2 else []
    usual = [Kind.ATOMIC, Kind.ATOMIC, Kind.ATOMIC, Kind.FINAL, *inner]
    names = ["a", "b", "c", "d"][: draw(st.integers(2, 4 if depth == 0 else 3))]
    for place, name in enumerate(names):
        child = f"{path}.{name}".removeprefix(".")
        extra = [Kind.JOIN, Kind.HISTORY] if place else []
        parallel = kinds[path] is Kind.PARALLEL
        kind = draw(
            st.sampled_from([Kind.ATOMIC, *inner] if parallel else [Kind.ATOMIC] if not place else usual + extra)
        )
        children[path].append(child)
        kinds[child], children[child] = kind, []
        if kind in (Kind.COMPOUND, Kind.PARALLEL):
            _grow(draw, child, depth + 1, kinds, children)


@st.composite
def _state(
    draw: st.DrawFn, path: StatePath, kinds: dict[StatePath, Kind], children: dict[StatePath, list[StatePath]]
) -> State:
    kind, parent = kinds[path], path.rpartition(".")[0]
    own = [child for child in children[parent if kind is Kind.HISTORY else path] if kinds[child] in REAL]
    initial: tuple[StatePath, ...] = ()
    if kind is Kind.COMPOUND:
        initial = tuple(draw(st.lists(st.sampled_from(own), min_size=1, max_size=2, unique=True)))
    if kind is Kind.HISTORY:
        initial = (draw(st.sampled_from(own)),)
    real = [one for one in kinds if one != ROOT and kinds[one] in REAL]
    joins = (
        tuple(draw(st.lists(st.sampled_from(real), min_size=min(2, len(real)), max_size=2, unique=True)))
        if kind is Kind.JOIN
        else ()
    )
    return State(
        path=path,
        kind=kind,
        parent=parent,
        children=tuple(children[path]),
        initial=initial,
        may_wait="it may",
        terminates=kind is Kind.FINAL and draw(st.integers(0, 5)) == 0,
        deep=draw(st.booleans()),
        joins=joins,
        transitions=tuple(draw(_transitions(path, kind, kinds))),
    )


REAL = frozenset({Kind.ATOMIC, Kind.COMPOUND, Kind.PARALLEL, Kind.FINAL})


@st.composite
def _transitions(draw: st.DrawFn, path: StatePath, kind: Kind, kinds: dict[StatePath, Kind]) -> list[Transition]:
    if kind in (Kind.FINAL, Kind.HISTORY) or path == ROOT:
        return []
    if kind is Kind.JOIN:
        return [draw(_transition(path, On.JOIN, "", kinds))]
    usual = [(On.EVENT, "e"), (On.EVENT, "f"), (On.AFTER, "t"), (On.WHEN, "w")]
    usual += [(On.CHOICE, "")] if kind is Kind.ATOMIC and draw(st.integers(0, 3)) == 0 else []
    usual += [(On.DONE, "")] * 3 if kind is not Kind.ATOMIC else []
    chosen = draw(st.lists(st.sampled_from(usual), max_size=3, unique=True))
    return [draw(_transition(path, on, name, kinds)) for on, name in chosen]


@st.composite
def _transition(draw: st.DrawFn, path: StatePath, on: On, name: str, kinds: dict[StatePath, Kind]) -> Transition:
    aims = [one for one in kinds if one != ROOT and kinds[one] is not Kind.JOIN]
    least = 1 if on in (On.JOIN, On.CHOICE) else 0
    branches = []
    for _ in range(draw(st.integers(1, 2))):
        to = tuple(draw(st.lists(st.sampled_from(aims), min_size=least, max_size=2)))
        cancels = tuple(draw(st.lists(st.sampled_from(aims), max_size=1))) if draw(st.integers(0, 4)) == 0 else ()
        branches.append(Branch(guard=draw(st.sampled_from(GUARDS)), to=to, cancels=cancels))
    return Transition(
        id=f"{path}/{on}/{name}",
        on=on,
        name=name,
        branches=tuple(branches),
        timer=Timer(delay=Span(days=1)) if on is On.AFTER else None,
        interrupts=on is not On.AFTER or draw(st.booleans()),
    )


def triggers(one: Procedure, configuration: Configuration) -> list[Trigger]:
    """What may happen now, each once."""
    found = {}
    for open_ in listening(one, configuration):
        common = open_.transition.on in (On.EVENT, On.WHEN)
        trigger = Trigger(on=open_.transition.on, name=open_.transition.name, state="" if common else open_.state)
        found[repr(trigger)] = trigger
    return list(found.values())


def moves(one: Procedure, configuration: Configuration) -> Iterator[Move | Fault]:
    """Everything that may come of anything that happens now."""
    for trigger in triggers(one, configuration):
        for move, _ in outcomes(lambda holds, trigger=trigger: step(one, configuration, trigger, holds)):
            if move is not None:
                yield move


def played(draw: st.DataObject, one: Procedure) -> Iterator[tuple[Configuration, Move]]:
    """A case played at random, up to its end or a fault: what was before, and what came of it."""
    before = Configuration()
    for number in range(8):
        facts = {"x": draw.draw(st.booleans()), "y": draw.draw(st.booleans())}

        def holds(guard: str, facts: dict[str, bool] = facts) -> bool:
            text, negated = literal(guard)
            return facts[text] != negated

        try:
            if number == 0:
                move: Move | None = begin(one, holds)
            else:
                open_ = triggers(one, before)
                if not open_:
                    return
                move = step(one, before, draw.draw(st.sampled_from(open_)), holds)
        except Fault:
            return
        if move is not None:
            yield before, move
            before = move.after


def legal(one: Procedure, configuration: Configuration) -> bool:
    """Whether each active state is in an active one, and holds active ones as its kind asks."""
    active = configuration.active | {ROOT}
    cut_short = any(one.states[path].terminates for path in configuration.active)
    for path in active:
        state = one.states[path]
        inside = [child for child in state.children if one.states[child].kind in REAL]
        there = [child for child in inside if child in active]
        if path != ROOT and state.parent not in active:
            return False
        if state.kind is Kind.PARALLEL and there != inside and not cut_short:
            return False
        if state.kind is Kind.COMPOUND and not there and path != ROOT:
            return False
        if state.kind not in REAL:
            return False
    return True


def graph_of(one: Procedure) -> Graph:
    graph = Graph(tables_of(one), BOUND)
    graph.explore()
    return graph


@settings(max_examples=120, deadline=None)
@given(procedures(), st.data())
def test_leaving_and_entering_keep_a_case_where_it_can_be(one: Procedure, data: st.DataObject) -> None:
    for before, move in played(data, one):
        assert legal(one, move.after), move
        count = Counter(before.active) + Counter(move.entered)
        count.subtract(Counter(move.left))
        assert {path: times for path, times in count.items() if times} == dict.fromkeys(move.after.active, 1)
        assert move.ended == ended(one, move.after)


@settings(max_examples=120, deadline=None)
@given(procedures(), st.data())
def test_wherever_a_case_comes_the_check_has_been(one: Procedure, data: st.DataObject) -> None:
    graph = graph_of(one)
    assume(graph.complete)
    tables = tables_of(one)
    seen = {
        configuration_of(tables, node)
        for node, given_ in zip(graph.nodes, graph.assumed, strict=True)
        if given_ is None
    }
    for _, move in played(data, one):
        assert move.after in seen


@settings(max_examples=120, deadline=None)
@given(procedures(), st.data())
def test_where_the_verdict_is_sound_a_case_can_always_come_to_its_end(one: Procedure, data: st.DataObject) -> None:
    graph, sound = graph_of(one), check(one, BOUND).behaves
    assume(graph.complete)
    exact = not circling_in(graph)  # else one guard may be asked twice on the way, and answer otherwise
    ending = leading_to(graph, graph.ends)
    nodes = {configuration_of(graph.tables, graph.nodes[node]) for node in ending if graph.assumed[node] is None}
    for _, move in played(data, one):
        ends = can_end(one, move.after)
        assert ends or not sound
        assert ends == (move.after in nodes) or (not exact and not ends)


def can_end(one: Procedure, start: Configuration) -> bool:
    """Looked for anew, with nothing but what a case may do."""
    seen, todo = {start}, [start]
    while todo:
        configuration = todo.pop()
        if ended(one, configuration):
            return True
        for move in moves(one, configuration):
            if isinstance(move, Move) and move.after not in seen:
                seen.add(move.after)
                todo.append(move.after)
    return False


@settings(max_examples=120, deadline=None)
@given(procedures())
def test_the_way_to_a_finding_can_be_gone(one: Procedure) -> None:
    for finding in check(one, BOUND).findings:
        if finding.path:
            gone(one, finding)


FAILS = {Rule.ENTERED_TWICE, Rule.ENDED_TWICE, Rule.NOT_EXHAUSTIVE, Rule.ENDLESS}


def gone(one: Procedure, finding: Finding) -> None:
    """Go the way leg by leg; where the finding is a fault, the last leg is where it happens."""
    standing = Configuration()
    for number, leg in enumerate(finding.path):
        said = dict(leg.guards)
        if len(said) < len(leg.guards):
            return  # asked once and again of one transition: see `Graph`
        holds: Any = lambda guard, said=said: said.get(literal(guard)[0], True) != literal(guard)[1]  # noqa: E731
        try:
            move = begin(one, holds) if leg.trigger is None else step(one, standing, leg.trigger, holds)
        except Fault:
            assert number == len(finding.path) - 1
            assert finding.rule in FAILS
            return
        assert move is not None
        assert move.after.active == frozenset(leg.active)
        standing = move.after
    assert finding.rule not in {Rule.ENTERED_TWICE, Rule.ENDED_TWICE, Rule.ENDLESS}
