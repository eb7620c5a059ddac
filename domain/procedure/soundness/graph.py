"""All configurations a procedure can come to, guards, timers, people and aggregates being free to do as they like."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from domain.procedure.configuration import Fault, Trigger
from domain.procedure.definition import Guard
from domain.procedure.guesses import Answers, literal, outcomes
from domain.procedure.hurrying import at_once
from domain.procedure.running import Advance, Pick, Situation, advance, has_ended, reaction
from domain.procedure.tables import Tables
from domain.procedure.tree import bits
from domain.procedure.ways import Rule

LOOKS = 20
"""How many moves are looked at for each configuration of the bound."""

NOWHERE = -1
"""Where a case stands before it begins."""


@dataclass(frozen=True, slots=True)
class Edge:
    """How a configuration was first come to. `trigger` None: at once, or the beginning."""

    source: int
    trigger: Trigger | None
    picks: tuple[Pick, ...]
    entered: int
    answers: Answers


@dataclass(frozen=True, slots=True)
class Failure:
    """A move that a fault stops."""

    source: int
    trigger: Trigger | None
    picks: tuple[Pick, ...]
    fault: Fault
    answers: Answers


class TooMany(Exception):
    """The bound is reached."""


Assumed = frozenset[tuple[Guard, bool]]
"""What guards have said since the last trigger, as far as they may be asked again before the case rests."""


class Graph:
    """Configurations by number, the beginning first, those with fewer triggers before those with more.

    Guards are free at each trigger, and keep to what they said until the case rests.
    """

    def __init__(self, tables: Tables, bound: int) -> None:
        self.tables, self.bound, self.looks = tables, bound, 0
        self.nodes: list[Situation] = []
        self.assumed: list[Assumed | None] = []
        """For each node; None: the case rests there."""
        self.edges: list[Edge] = []
        """How each node was first come to."""
        self.after: list[list[int]] = []
        self.hurried: dict[int, list[tuple[int, Edge]]] = {}
        """What follows at once, for those nodes that do not rest."""
        self.ends: list[int] = []
        self.looked: list[int] = []
        """Nodes whose every move has been looked at."""
        self.failures: dict[tuple[object, ...], Failure] = {}
        """Each fault the first time that it is met."""
        self.failing: set[int] = set()
        """Nodes that a fault may happen in."""
        self.taken: set[int] = set()
        """Branches that can be taken, by the identity of their `Way`."""
        self.reached = 0
        """Mask of the states that can be active."""
        self.opening: set[str] = set()
        """Procedures that can be spawned before the case first waits."""
        self.complete = False
        self._number: dict[tuple[Situation, Assumed | None], int] = {}
        self._shared = _shared(tables)

    def explore(self) -> None:
        """See all that there is, or stop at the bound."""
        try:
            wave = self.begin()
            while wave:
                wave = self._at_once([found for node in wave for found in self._triggered(node)])
            self.complete = True
        except TooMany:
            self.complete = False

    def begin(self) -> list[int]:
        """See how a case can begin, up to where it first waits. Raises TooMany."""
        opening = self.tables.opening
        following = [(opening, opening.ways[0])], Situation(0)
        resting = self._at_once(self._moved(NOWHERE, None, following, {}))
        self.opening = self._spawned()
        return resting

    def way_to(self, node: int) -> list[tuple[int, Edge]]:
        """The nodes on the shortest way to this one, each with how it was come to."""
        way: list[tuple[int, Edge]] = []
        while node != NOWHERE:
            way.append((node, self.edges[node]))
            node = self.edges[node].source
        return way[::-1]

    def _spawned(self) -> set[str]:
        ways = {id(way): way for rule in self.tables.rules for way in rule.ways}
        return {spawn.procedure for way in self.taken if way in ways for spawn in ways[way].branch.spawns}

    def _at_once(self, wave: list[int]) -> list[int]:
        """The nodes that rest among these and all that follows from them without waiting."""
        resting: list[int] = []
        while wave:
            following: list[int] = []
            for node in wave:
                if self.assumed[node] is None:
                    resting += self._rest(node)
                else:
                    following += self._hurry(node)
            wave = following
        return resting

    def _rest(self, node: int) -> list[int]:
        if not has_ended(self.tables, self.nodes[node]):
            return [node]
        self.ends.append(node)
        self.looked.append(node)
        return []

    def _hurry(self, node: int) -> list[int]:
        found: list[int] = []
        situation, given = self.nodes[node], dict(self.assumed[node] or ())
        for outcome, answers in outcomes(lambda holds: at_once(self.tables, situation, holds), given):
            self._look()
            if outcome is None:
                found += self._come(Edge(node, None, (), 0, answers), situation, None)
            elif isinstance(outcome, Fault):
                self._fail(Failure(node, None, (), outcome, answers))
            else:
                found += self._moved(node, None, outcome, answers)
        self.looked.append(node)
        return found

    def _triggered(self, node: int) -> list[int]:
        found: list[int] = []
        situation = self.nodes[node]
        for trigger, rules in self._triggers(situation):
            for picks, answers in self._reactions(situation, rules):
                self._look()
                if picks:
                    found += self._moved(node, trigger, (picks, situation), answers)
        self.looked.append(node)
        return found

    def _reactions(self, situation: Situation, rules: list[Rule]) -> Iterable[tuple[list[Pick], Answers]]:
        """What a trigger can come to; whoever has no guard needs no guessing, and most have none."""
        if not any(rule.guarded for rule in rules):
            return [(reaction(self.tables, situation, rules, bool), {})]
        guessed = outcomes(partial(reaction, self.tables, situation, rules))
        return ((picks, answers) for picks, answers in guessed if not isinstance(picks, Fault))

    def _triggers(self, situation: Situation) -> list[tuple[Trigger, list[Rule]]]:
        heard: dict[tuple[str, str, int], tuple[Trigger, list[Rule]]] = {}
        for number in bits(situation.active):
            for rule in self.tables.at[number]:
                if rule.triggered and not rule.once & situation.fired:
                    key = (rule.on, rule.transition.name, NOWHERE if rule.common else number)
                    if key not in heard:
                        heard[key] = (_trigger(self.tables, rule), [])
                    heard[key][1].append(rule)
        return list(heard.values())

    def _moved(
        self, node: int, trigger: Trigger | None, following: tuple[list[Pick], Situation], answers: Answers
    ) -> list[int]:
        """Take a move; the node it leads to if that is new."""
        picks, situation = following
        self.taken.update(id(way) for _, way in picks)
        try:
            done = advance(self.tables, situation, picks) if picks else Advance(0, 0, 0, situation)
        except Fault as fault:
            self._fail(Failure(node, trigger, tuple(picks), fault, answers))
            return []
        self.reached |= done.entered
        edge = Edge(node, trigger, tuple(picks), done.entered, answers)
        return self._come(edge, done.after, self._assumption(done.after, answers))

    def _assumption(self, situation: Situation, answers: Answers) -> Assumed | None:
        joining = any(rule.needs & situation.active == rule.needs for rule in self.tables.joins)
        hurries = situation.choosing or situation.finishing or joining
        if not hurries or has_ended(self.tables, situation):
            return None
        return frozenset((text, said) for text, said in answers.items() if text in self._shared)

    def _come(self, edge: Edge, situation: Situation, assumed: Assumed | None) -> list[int]:
        """Note a way to a node; the node if it is new."""
        known = self._number.get((situation, assumed))
        number = self._see(situation, assumed, edge) if known is None else known
        if edge.source != NOWHERE:
            self._link(edge.source, number, edge)
        return [number] if known is None else []

    def _fail(self, failure: Failure) -> None:
        failure.fault.with_traceback(None)
        self.failing.add(failure.source)
        self.failures.setdefault((type(failure.fault), *failure.fault.args), failure)

    def _link(self, node: int, number: int, edge: Edge) -> None:
        if number != node or edge.entered:
            self.after[node].append(number)
        if edge.trigger is None:
            self.hurried.setdefault(node, []).append((number, edge))

    def _see(self, situation: Situation, assumed: Assumed | None, edge: Edge) -> int:
        if len(self.nodes) >= self.bound:
            raise TooMany
        self.nodes.append(situation)
        self.assumed.append(assumed)
        self.edges.append(edge)
        self.after.append([])
        self._number[situation, assumed] = len(self.nodes) - 1
        return len(self.nodes) - 1

    def _look(self) -> None:
        self.looks += 1
        if self.looks > self.bound * LOOKS:
            raise TooMany


def _shared(tables: Tables) -> frozenset[Guard]:
    """Guards that more than one transition asks."""
    seen, again = set[Guard](), set[Guard]()
    for rule in tables.rules:
        own = {literal(way.guard)[0] for way in rule.ways if way.guard}
        again |= own & seen
        seen |= own
    return frozenset(again)


def _trigger(tables: Tables, rule: Rule) -> Trigger:
    state = "" if rule.common else tables.tree.paths[rule.source]
    return Trigger(on=rule.on, name=rule.transition.name, state=state)
