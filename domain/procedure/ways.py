"""Transitions made ready to run: which part of the tree each of their branches leaves, and what it enters."""

from domain.decider import record, replace
from domain.procedure.configuration import Taken
from domain.procedure.definition import Branch, Kind, On, StatePath, Transition
from domain.procedure.tree import Tree, entering, mask

NOBODY = -1

TRIGGERED = frozenset({On.EVENT, On.AFTER, On.WHEN, On.APPROVED, On.REJECTED})
"""What waits for something to happen; the rest happens at once."""

COMMON = frozenset({On.EVENT, On.WHEN})
"""What all who listen hear at the same time; a timer and an approval belong to one state."""


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
    triggered: bool
    common: bool
    guarded: bool


def way_in(tree: Tree, to: tuple[StatePath, ...], source: int = 0, *, begins: bool = False) -> Rule:
    """How a case begins, or is put elsewhere by hand: as if the source (the root: all of it) had a transition there."""
    way = way_of(tree, Taken(transition=""), Branch(to=to), (source,), stays=begins)
    if begins:
        way = replace(way, enters=way.enters | 1)
    opening = Transition(id="", on=On.EVENT, branches=(way.branch,))
    return rule_of(source, opening, (way,))


def rule_of(
    source: int, transition: Transition, ways: tuple[Way, ...], once: int = 0, needs: tuple[int, ...] = ()
) -> Rule:
    """The transition of that state with its branches made ready."""
    return Rule(
        id=transition.id,
        on=transition.on,
        source=source,
        bit=1 << source,
        ways=ways,
        once=once,
        needs=mask(needs),
        transition=transition,
        triggered=transition.on in TRIGGERED,
        common=transition.on in COMMON,
        guarded=any(way.guard for way in ways),
    )


def way_of(tree: Tree, taken: Taken, branch: Branch, sources: tuple[int, ...], *, stays: bool) -> Way:
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
