"""Steps being made from a drawing: ways that can still be changed, and the steps that are passed without waiting."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from domain.decider import replace
from domain.procedure.definition import Branch, On, State, StatePath, Transition

_WRITTEN = (On.EVENT, On.AFTER, On.CHOICE, On.DONE, On.JOIN)
"""The order in which a document holds what can happen in a step."""

_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")


def slug(*candidates: str) -> str:
    """A name of lower-case letters, digits and underscores from the first candidate that gives one."""
    for text in candidates:
        ascii_text = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE")).encode("ascii", "ignore")
        name = _NOT_IN_A_NAME.sub("_", ascii_text.decode().lower()).strip("_")[:40].strip("_")
        if name:
            return name if name[0].isalpha() else f"step_{name}"
    return "step"


@dataclass(slots=True)
class Names:
    """Names already given."""

    taken: dict[str, int] = field(default_factory=dict[str, int])

    def fresh(self, wanted: str) -> str:
        """The wanted name, or with a number after it where it is taken."""
        name = wanted
        while name in self.taken:
            self.taken[wanted] = self.taken.get(wanted, 1) + 1
            name = f"{wanted}_{self.taken[wanted]}"
        self.taken[name] = 1
        return name


@dataclass(slots=True)
class Draft:
    """A step and its transitions, each with the ways of its branches."""

    state: State
    transitions: list[tuple[Transition, list[Branch]]] = field(default_factory=list[tuple[Transition, list[Branch]]])
    children: list[StatePath] = field(default_factory=list[StatePath])

    def made(self) -> State:
        """The step as a value."""
        made = tuple(
            replace(one, branches=tuple(branches))
            for one, branches in sorted(self.transitions, key=lambda held: _WRITTEN.index(held[0].on))
        )
        return replace(self.state, transitions=made, children=tuple(self.children))


@dataclass(slots=True)
class Drafts:
    """All steps by path. `passing` are those that only lead on, made for a gateway that decides nothing."""

    steps: dict[StatePath, Draft] = field(default_factory=dict[StatePath, Draft])
    passing: list[StatePath] = field(default_factory=list[StatePath])

    def shortened(self) -> None:
        """Leave out the passing steps wherever what can happen stays the same.

        A step is kept where it leads to itself, or where leaving it out would enter the same step twice at once:
        there two threads meet, and that must be seen.
        """
        entering = self._entering()
        starts = {path: draft for draft in self.steps.values() for path in draft.state.initial}
        for path in reversed(self.passing):
            to = self.steps[path].transitions[0][1][0].to
            ways = [(branches, at) for branches, at in entering[path] if branches and path in branches[at].to]
            lone = len(to) == 1 if path in starts else bool(ways)
            if path in to or not lone or not self._can_skip(ways, path, to):
                continue
            for branches, at in ways:
                branches[at] = replace(branches[at], to=_skipped(branches[at].to, path, to))
                for target in to:
                    entering[target].append((branches, at))
            if path in starts:
                holder = starts[to[0]] = starts.pop(path)
                holder.state = replace(holder.state, initial=to)
            self.steps.pop(path).transitions[0][1].clear()
        for draft in self.steps.values():
            draft.children = [child for child in draft.children if child in self.steps]

    def _entering(self) -> dict[StatePath, list[tuple[list[Branch], int]]]:
        entering: dict[StatePath, list[tuple[list[Branch], int]]] = {path: [] for path in self.steps}
        for draft in self.steps.values():
            for _, branches in draft.transitions:
                for at, branch in enumerate(branches):
                    for target in branch.to:
                        entering[target].append((branches, at))
        return entering

    @staticmethod
    def _can_skip(ways: Iterable[tuple[list[Branch], int]], path: StatePath, to: tuple[StatePath, ...]) -> bool:
        """Whether every way into the step would still name each target once."""
        skipped = (_skipped(branches[at].to, path, to) for branches, at in ways)
        return all(len(set(way)) == len(way) for way in skipped)


def _skipped(way: tuple[StatePath, ...], path: StatePath, to: tuple[StatePath, ...]) -> tuple[StatePath, ...]:
    return tuple(one for target in way for one in (to if target == path else (target,)))
