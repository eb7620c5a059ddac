"""One stride: who takes part in it, what is left, what is entered. `step` and `soundness` both stand on this.

The meaning is SCXML's (W3C, 2015, appendix D), with threads and joins added: masks are numbers of `tree`.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from domain.procedure.configuration import EnteredTwice
from domain.procedure.definition import Guard, Kind
from domain.procedure.tables import Tables
from domain.procedure.tree import Memory, bits, entering
from domain.procedure.ways import NOBODY, Rule, Way

Holds = Callable[[Guard], bool]
Pick = tuple[Rule, Way]


class Situation(NamedTuple):
    """Where a case stands in the middle of things. `active` includes the root, number 0."""

    active: int
    history: Memory = ()
    fired: int = 0
    choosing: int = 0
    """States just entered whose choice is still to be made."""
    finishing: int = 0
    """States whose inside has just ended, and whose `done` is still to be taken."""


class Advance(NamedTuple):
    """What one step did. `dropped` was left because the case ended, after the rest."""

    left: int
    entered: int
    dropped: int
    after: Situation


def first_way(rule: Rule, holds: Holds) -> Way | None:
    """The first branch whose guard holds."""
    for way in rule.ways:
        if not way.guard or holds(way.guard):
            return way
    return None


def reaction(tables: Tables, situation: Situation, rules: Iterable[Rule], holds: Holds) -> list[Pick]:
    """Who answers a trigger: from each innermost active state outwards, the first listener with a branch to take."""
    active, fired = situation.active, situation.fired
    live = [rule for rule in rules if rule.bit & active and not rule.once & fired]
    if not live:
        return []
    if len(live) == 1:
        way = first_way(live[0], holds)
        return [] if way is None else [(live[0], way)]
    return compatible(tables, active, _innermost(tables, active, live, holds))


def _innermost(tables: Tables, active: int, live: Sequence[Rule], holds: Holds) -> list[Pick]:
    ways = {rule.id: first_way(rule, holds) for rule in live}
    here: dict[int, list[Pick]] = {}
    for rule in live:
        way = ways[rule.id]
        if way is not None:
            here.setdefault(rule.source, []).append((rule, way))
    picks: dict[int, Pick] = {}
    for leaf in _leaves(tables, active):
        state = leaf
        while state and state not in here:
            state = tables.tree.parent[state]
        if state in here:
            picks.setdefault(state, here[state][0])
    return list(picks.values())


def _leaves(tables: Tables, active: int) -> Iterable[int]:
    kids = tables.tree.kids
    return (number for number in bits(active) if not kids[number] & active)


def compatible(tables: Tables, active: int, picks: list[Pick]) -> list[Pick]:
    """Of two that would leave the same states the inner one wins; of two side by side, the first in the document."""
    kept: list[tuple[Pick, int]] = []
    for pick in picks:
        leaves = _exits(tables, active, pick[1]) or (pick[0].bit if pick[1].aims else 0)
        rivals = [other for other, theirs in kept if theirs & leaves]
        inner = [other for other in rivals if tables.tree.sub[other[0].source] & pick[0].bit]
        if len(inner) == len(rivals):
            kept = [(other, theirs) for other, theirs in kept if other not in rivals]
            kept.append((pick, leaves))
    return [pick for pick, _ in kept]


def _exits(tables: Tables, active: int, way: Way) -> int:
    swept = active & way.sweep
    if not way.cancels:
        return swept
    for number in bits(way.cancels):
        swept |= active & tables.tree.sub[number]
    return _emptied(tables, active, swept & ~1, way.aims)


def _emptied(tables: Tables, active: int, left: int, aims: int) -> int:
    """A compound state without anything active in it is left too, and so is a parallel one without all its regions."""
    tree = tables.tree
    for number in reversed(list(bits(active & ~left & ~1))):
        gone = tree.kids[number] & left
        stays = tree.kids[number] & active & ~left
        short = not stays or tree.states[number].kind is Kind.PARALLEL
        if gone and short and not tree.sub[number] & aims:
            left |= tree.sub[number] & active
    return left


def advance(tables: Tables, situation: Situation, picks: Sequence[Pick]) -> Advance:
    """Leave, then enter, for all who take part at once. Raises EnteredTwice(step, transition)."""
    active, history, fired, choosing, finishing = situation
    left = _left(tables, active, picks)
    if left & tables.kept:
        history = _remember(tables, active, history, left)
    if fired and left:
        fired = _rearmed(tables, fired, left)
    standing = active & ~left
    entered = 0
    for rule, way in picks:
        enters = way.enters
        if way.recalls:
            enters, _ = entering(tables.tree, way.targets, way.domain, history)
        if enters & (standing | entered) or way.doubled != NOBODY:
            raise EnteredTwice(_blamed(tables, enters & (standing | entered), way), rule.id)
        entered |= enters
        fired |= rule.once
    now = standing | entered
    if entered & tables.terminators:
        return _cut_short(tables, left, entered, now, history)
    choosing = (choosing & ~left) | (entered & tables.choosers)
    if tables.dones:
        finishing = _finishing(tables, active, left, now, finishing)
    return Advance(left, entered, 0, Situation(now, history, fired, choosing, finishing))


def _left(tables: Tables, active: int, picks: Sequence[Pick]) -> int:
    if len(picks) == 1 and not picks[0][0].needs:
        return _exits(tables, active, picks[0][1])
    left, aims, cancels = 0, 0, False
    for rule, way in picks:
        left |= _exits(tables, active, way)
        aims |= way.aims
        cancels = cancels or way.cancels != 0 or (rule.needs != 0 and not way.aims)
    return _emptied(tables, active, left, aims) if cancels else left


def _blamed(tables: Tables, twice: int, way: Way) -> str:
    return tables.tree.paths[next(bits(twice)) if twice else way.doubled]


def _remember(tables: Tables, active: int, history: Memory, left: int) -> Memory:
    held, tree = dict(history), tables.tree
    for holder in bits(left & tables.kept):
        leaves = None
        for number in tables.keepers[holder]:
            if tree.states[number].deep:
                leaves = leaves or sum(1 << leaf for leaf in _leaves(tables, active & tree.sub[holder]))
                held[number] = leaves
            else:
                held[number] = tree.kids[holder] & active
    return tuple(sorted(held.items()))


def _rearmed(tables: Tables, fired: int, left: int) -> int:
    for number, own in tables.timed.items():
        if left >> number & 1:
            fired &= ~own
    return fired


def _cut_short(tables: Tables, left: int, entered: int, now: int, history: Memory) -> Advance:
    """The whole case ends: only the final state that says so, and what holds it, stay."""
    end = entered & tables.terminators
    stays, number = 1, next(bits(end))
    while number:
        stays |= 1 << number
        number = tables.tree.parent[number]
    return Advance(left, entered, now & ~stays, Situation(now & stays, history))


def _finishing(tables: Tables, active: int, left: int, now: int, finishing: int) -> int:
    """States whose inside has ended now and had not before."""
    still = 0
    for number, _ in tables.dones:
        bit = 1 << number
        if now & bit and is_done(tables, number, now):
            anew = (finishing | left) & bit or not (active & bit and is_done(tables, number, active))
            still |= bit if anew else 0
    return still


def is_done(tables: Tables, number: int, active: int) -> bool:
    """Whether all that is active inside has ended."""
    inside = tables.tree.kids[number] & active
    going_on = inside & ~tables.finals
    if not going_on or tables.tree.states[number].kind is not Kind.PARALLEL:
        return inside != 0 and going_on == 0
    return all(is_done(tables, region, active) for region in bits(going_on))


def has_ended(tables: Tables, situation: Situation) -> bool:
    """Whether the case has: nothing goes on in the root, or a state that ends it all is active."""
    return situation.active & tables.terminators != 0 or is_done(tables, 0, situation.active)
