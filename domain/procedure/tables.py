"""All that running looks up about a procedure, made once."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from domain.decider import record
from domain.procedure.configuration import Taken
from domain.procedure.definition import Kind, On, Procedure, StatePath, Transition
from domain.procedure.tree import Tree, bits, mask, tree_of
from domain.procedure.ways import Rule, Way, rule_of, way_in, way_of


@record
class Tables:
    """All that `running` looks up."""

    tree: Tree
    finals: int
    terminators: int
    keepers: Mapping[int, tuple[int, ...]]
    """State → the history states that remember its inside."""
    kept: int
    choosers: int
    timed: Mapping[int, int]
    """State → mask of its timers that fire once in a stay."""
    timers: tuple[str, ...]
    rules: tuple[Rule, ...]
    at: tuple[tuple[Rule, ...], ...]
    heard: Mapping[str, tuple[Rule, ...]]
    """Who listens to a trigger of that name."""
    choices: Mapping[int, tuple[Rule, ...]]
    dones: tuple[tuple[int, tuple[Rule, ...]], ...]
    """Innermost first."""
    joins: tuple[Rule, ...]
    opening: Rule
    """How a case begins."""
    ordering: int
    """States with orders of their own, on entering or leaving."""
    named: Callable[[int], tuple[StatePath, ...]]
    """The paths of a mask in document order: what holds before what is held. Remembered, as is `standing`."""
    standing: Callable[[int], frozenset[StatePath]]
    """The paths of a mask, without the root."""


_MADE: dict[int, tuple[Procedure, Tables]] = {}
"""By the procedure's identity: comparing two definitions costs more than a step."""
KEPT = 256


def tables_of(procedure: Procedure) -> Tables:
    """The tables of a procedure. Raises KeyError where a path in it names no state."""
    made = _MADE.get(id(procedure))
    if made is not None:  # what is kept here lives, so nothing else can have its identity
        return made[1]
    tables = _Maker(tree_of(procedure)).tables()
    if len(_MADE) >= KEPT:
        _MADE.clear()
    _MADE[id(procedure)] = procedure, tables
    return tables


class _Maker:
    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.timers: list[str] = []
        self.timed: dict[int, int] = {}

    def tables(self) -> Tables:
        at = tuple(self._rules(number) for number in range(len(self.tree.paths)))
        rules = tuple(rule for own in at for rule in own)
        choices, dones = _by_state(rules, On.CHOICE), _by_state(rules, On.DONE)
        keepers = self._keepers()
        return Tables(
            tree=self.tree,
            finals=self._finals(terminating=False),
            terminators=self._finals(terminating=True),
            keepers=keepers,
            kept=mask(keepers),
            choosers=mask(choices),
            timed=self.timed,
            timers=tuple(self.timers),
            rules=rules,
            at=at,
            heard=_by_name(rules),
            choices=choices,
            dones=tuple(sorted(dones.items(), reverse=True, key=lambda item: item[0])),
            joins=tuple(rule for rule in rules if rule.on is On.JOIN),
            opening=way_in(self.tree, self.tree.states[0].initial, begins=True),
            ordering=mask(number for number, state in enumerate(self.tree.states) if state.entry or state.exit),
            named=lru_cache(4096)(self._named),
            standing=lru_cache(4096)(self._standing),
        )

    def _named(self, numbers: int) -> tuple[StatePath, ...]:
        return tuple(self.tree.paths[number] for number in bits(numbers))

    def _standing(self, numbers: int) -> frozenset[StatePath]:
        return frozenset(self._named(numbers & ~1))

    def _finals(self, *, terminating: bool) -> int:
        finals = ((number, state) for number, state in enumerate(self.tree.states) if state.kind is Kind.FINAL)
        return mask(number for number, state in finals if state.terminates or not terminating)

    def _keepers(self) -> dict[int, tuple[int, ...]]:
        keepers: dict[int, tuple[int, ...]] = {}
        for number, state in enumerate(self.tree.states):
            if state.kind is Kind.HISTORY:
                holder = self.tree.parent[number]
                keepers[holder] = (*keepers.get(holder, ()), number)
        return keepers

    def _rules(self, number: int) -> tuple[Rule, ...]:
        state = self.tree.states[number]
        if state.kind is Kind.FINAL:  # what has ended listens to nothing
            return ()
        return tuple(self._rule(number, one) for one in state.transitions)

    def _rule(self, source: int, transition: Transition) -> Rule:
        state, joins = self.tree.states[source], transition.on is On.JOIN
        needs = tuple(self.tree.number[path] for path in state.joins) if joins else ()
        ways = tuple(self._ways(source, transition, needs))
        return rule_of(source, transition, ways, self._once(source, transition, ways), needs)

    def _ways(self, source: int, transition: Transition, needs: tuple[int, ...]) -> Iterable[Way]:
        for number, branch in enumerate(transition.branches):
            stays = not needs and not (branch.to and transition.interrupts)
            yield way_of(
                self.tree, Taken(transition=transition.id, branch=number), branch, needs or (source,), stays=stays
            )

    def _once(self, source: int, transition: Transition, ways: tuple[Way, ...]) -> int:
        begins_threads = transition.on is On.AFTER and not transition.interrupts and any(way.targets for way in ways)
        if not begins_threads:
            return 0
        self.timers.append(transition.id)
        bit = 1 << (len(self.timers) - 1)
        self.timed[source] = self.timed.get(source, 0) | bit
        return bit


def _by_state(rules: Iterable[Rule], on: On) -> dict[int, tuple[Rule, ...]]:
    found: dict[int, tuple[Rule, ...]] = {}
    for rule in rules:
        if rule.on is on and rule.source:  # the root is done when the case has ended
            found[rule.source] = (*found.get(rule.source, ()), rule)
    return found


def _by_name(rules: Iterable[Rule]) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.triggered:
            found.setdefault(rule.transition.name, []).append(rule)
    return {name: tuple(group) for name, group in found.items()}
