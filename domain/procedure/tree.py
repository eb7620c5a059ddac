"""The states of a procedure as a tree of numbers in document order, so that a set of states is one whole number."""

from collections.abc import Iterable, Iterator, Mapping

from domain.decider import record
from domain.procedure.definition import ROOT, Kind, Procedure, State, StatePath

PSEUDO = frozenset({Kind.HISTORY, Kind.JOIN})
"""States that a case never rests in."""

Memory = tuple[tuple[int, int], ...]
"""For each history state, by number, the mask of the states that it would enter."""


@record
class Tree:
    """States by number: the root is 0, and a state stands before those it holds. A mask has one bit a number."""

    paths: tuple[StatePath, ...]
    number: Mapping[StatePath, int]
    states: tuple[State, ...]
    parent: tuple[int, ...]
    kids: tuple[int, ...]
    """Mask of the states directly inside, without history and join states."""
    sub: tuple[int, ...]
    """Mask of the state itself and all that it holds."""
    initial: tuple[tuple[int, ...], ...]


def tree_of(procedure: Procedure) -> Tree:
    """The tree below the root. Raises KeyError where a path names no state."""
    paths = tuple(_document_order(procedure))
    number = {path: place for place, path in enumerate(paths)}
    states = tuple(procedure.states[path] for path in paths)
    parent = tuple(number[state.parent] for state in states)
    return Tree(
        paths=paths,
        number=number,
        states=states,
        parent=parent,
        kids=tuple(mask(number[child] for child in _real(procedure, state)) for state in states),
        sub=_subtrees(parent),
        initial=tuple(tuple(number[path] for path in state.initial) for state in states),
    )


def bits(numbers: int) -> Iterator[int]:
    """The numbers in a mask, lowest first."""
    while numbers:
        low = numbers & -numbers
        yield low.bit_length() - 1
        numbers ^= low


def mask(numbers: Iterable[int]) -> int:
    """The mask of some numbers."""
    union = 0
    for number in numbers:
        union |= 1 << number
    return union


def entering(tree: Tree, targets: Iterable[int], domain: int, memory: Memory = ()) -> tuple[int, bool]:
    """Mask of all that is entered below `domain` to stand in the targets, and whether a history had a say in it."""
    found, recalled = 0, False
    for target in targets:
        reached, asked = _reached(tree, target, domain, memory)
        found |= reached
        recalled |= asked
    if tree.states[domain].kind is Kind.PARALLEL:  # the root alone: every other domain is a compound state
        found |= tree.kids[domain]
    todo = found
    while todo:
        number = (todo & -todo).bit_length() - 1
        inside, asked = _by_default(tree, number, found, memory)
        found |= inside
        recalled |= asked
        todo = (todo | inside) & ~(1 << number)
    return found, recalled


def _reached(tree: Tree, target: int, domain: int, memory: Memory) -> tuple[int, bool]:
    """The target, or what the history remembers (else where it leads), with all that holds it below the domain."""
    if tree.states[target].kind is not Kind.HISTORY:
        return _with_holders(tree, target, domain), False
    remembered = next((held for number, held in memory if number == target), mask(tree.initial[target]))
    found = 0
    for number in bits(remembered):
        found |= _with_holders(tree, number, domain)
    return found, True


def _with_holders(tree: Tree, number: int, domain: int) -> int:
    found = 0
    while number not in (domain, 0):
        found |= 1 << number
        number = tree.parent[number]
    return found


def _by_default(tree: Tree, number: int, found: int, memory: Memory) -> tuple[int, bool]:
    """What a state that is entered brings with it: all regions, or the initial children where none is aimed at."""
    state, kids = tree.states[number], tree.kids[number]
    if state.kind is Kind.PARALLEL:
        return kids & ~found, False
    if state.kind is not Kind.COMPOUND or kids & found:
        return 0, False
    inside, recalled = 0, False
    for child in tree.initial[number]:
        reached, asked = _reached(tree, child, number, memory)
        inside |= reached
        recalled |= asked
    return inside, recalled


def _document_order(procedure: Procedure) -> Iterator[StatePath]:
    todo = [ROOT]
    while todo:
        path = todo.pop()
        yield path
        todo.extend(reversed(procedure.states[path].children))


def _real(procedure: Procedure, state: State) -> Iterator[StatePath]:
    return (path for path in state.children if procedure.states[path].kind not in PSEUDO)


def _subtrees(parent: tuple[int, ...]) -> tuple[int, ...]:
    sub = [1 << number for number in range(len(parent))]
    for number in range(len(parent) - 1, 0, -1):
        sub[parent[number]] |= sub[number]
    return tuple(sub)
