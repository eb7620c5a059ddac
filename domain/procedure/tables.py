"""A procedure made ready to run, once: what each transition leaves and enters, and who listens to what."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from domain.decider import record, replace
from domain.procedure.configuration import Taken
from domain.procedure.definition import Branch, Kind, On, Procedure, StatePath, Transition
from domain.procedure.tree import Tree, bits, entering, mask, tree_of

NOBODY = -1

TRIGGERED = frozenset({On.EVENT, On.AFTER, On.WHEN, On.APPROVED, On.REJECTED})
"""What waits for something to happen; the rest happens at once."""


@record
class Way:
    """A branch made ready; sets of states are masks.

    `sweep` is what it leaves where active, `cancels` what it leaves as well, `aims` its targets, `enters` all that is
    entered (unless a history has a say: `recalls`), `doubled` a target that is named twice.
    """

    taken: Taken
    guard: str
    branch: Branch
    domain: int
    sweep: int
    cancels: int
    targets: tuple[int, ...]
    aims: int
    enters: int
    recalls: bool
    doubled: int


@record
class Rule:
    """A transition made ready. `bit` is its state's; `once` its own among the timers that fire once in a stay."""

    id: str
    on: On
    source: int
    bit: int
    ways: tuple[Way, ...]
    once: int
    needs: int
    """Mask of the states that a join waits for."""
    transition: Transition


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
    heard: Mapping[tuple[On, str], tuple[Rule, ...]]
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


class _Same:
    """A procedure as a key: the same object, for comparing two definitions costs more than a step."""

    __slots__ = ("procedure",)

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure

    def __hash__(self) -> int:
        return id(self.procedure)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.procedure is self.procedure


def tables_of(procedure: Procedure) -> Tables:
    """The tables of a procedure. Raises KeyError where a path in it names no state."""
    return _made(_Same(procedure))


@lru_cache(maxsize=256)
def _made(same: _Same) -> Tables:
    return _Maker(tree_of(same.procedure)).tables()


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
            heard=_by_trigger(rules),
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
        return Rule(
            id=transition.id,
            on=transition.on,
            source=source,
            bit=1 << source,
            ways=ways,
            once=self._once(source, transition, ways),
            needs=mask(needs),
            transition=transition,
        )

    def _ways(self, source: int, transition: Transition, needs: tuple[int, ...]) -> Iterable[Way]:
        for number, branch in enumerate(transition.branches):
            stays = not needs and not (branch.to and transition.interrupts)
            yield _way(
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


def way_in(tree: Tree, to: tuple[StatePath, ...], source: int = 0, *, begins: bool = False) -> Rule:
    """How a case begins, or is put elsewhere by hand: as if the source (the root: all of it) had a transition there."""
    way = _way(tree, Taken(transition=""), Branch(to=to), (source,), stays=begins)
    if begins:
        way = replace(way, enters=way.enters | 1)
    opening = Transition(id="", on=On.EVENT, branches=(way.branch,))
    return Rule(id="", on=On.EVENT, source=source, bit=1 << source, ways=(way,), once=0, needs=0, transition=opening)


def _way(tree: Tree, taken: Taken, branch: Branch, sources: tuple[int, ...], *, stays: bool) -> Way:
    targets = tuple(tree.number[path] for path in branch.to)
    domain = _domain(tree, sources, targets)
    enters, recalls = entering(tree, targets, domain)
    return Way(
        taken=taken,
        guard=branch.guard,
        branch=branch,
        domain=domain,
        sweep=0 if stays else _sweep(tree, sources, domain),
        cancels=mask(tree.number[path] for path in branch.cancels),
        targets=targets,
        aims=mask(targets),
        enters=enters,
        recalls=recalls,
        doubled=next((one for one in targets if targets.count(one) > 1), NOBODY),
    )


def _domain(tree: Tree, sources: tuple[int, ...], targets: tuple[int, ...]) -> int:
    """The smallest compound state that holds both ends."""
    inside = mask((*sources, *targets))
    domain = tree.parent[sources[0]]
    while domain and not _holds(tree, domain, inside):
        domain = tree.parent[domain]
    return domain


def _holds(tree: Tree, domain: int, inside: int) -> bool:
    below = tree.sub[domain] & ~(1 << domain)
    return tree.states[domain].kind is Kind.COMPOUND and inside & below == inside


def _sweep(tree: Tree, sources: tuple[int, ...], domain: int) -> int:
    """The parts of the domain that the sources stand in; all of it where it is one whole."""
    if 0 in sources or tree.states[domain].kind is Kind.PARALLEL:
        return tree.sub[0] & ~1
    swept = 0
    for top in sources:
        swept |= tree.sub[_top(tree, top, domain)]
    return swept


def _top(tree: Tree, number: int, domain: int) -> int:
    while tree.parent[number] != domain:
        number = tree.parent[number]
    return number


def _by_state(rules: Iterable[Rule], on: On) -> dict[int, tuple[Rule, ...]]:
    found: dict[int, tuple[Rule, ...]] = {}
    for rule in rules:
        if rule.on is on and rule.source:  # the root is done when the case has ended
            found[rule.source] = (*found.get(rule.source, ()), rule)
    return found


def _by_trigger(rules: Iterable[Rule]) -> dict[tuple[On, str], tuple[Rule, ...]]:
    found: dict[tuple[On, str], list[Rule]] = {}
    for rule in (one for one in rules if one.on in TRIGGERED):
        found.setdefault((rule.on, rule.transition.name), []).append(rule)
    return {key: tuple(group) for key, group in found.items()}
