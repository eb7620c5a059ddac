"""What a trigger does to a case: from where it rests, through all that happens at once, to where it rests again."""

from collections.abc import Iterable, Iterator

from domain.procedure.configuration import Configuration, Endless, Instruction, Move, Standing, Taken, Trigger
from domain.procedure.definition import ROOT, Order, Procedure, Spawn, StatePath
from domain.procedure.hurrying import at_once
from domain.procedure.running import Advance, Holds, Pick, Situation, advance, has_ended, reaction
from domain.procedure.tables import Tables, tables_of
from domain.procedure.tree import Memory, bits
from domain.procedure.ways import way_in

NOTHING: frozenset[str] = frozenset()


def begin(procedure: Procedure, holds: Holds) -> Move:
    """A case begins. `holds` answers guards and does not change its mind on the way. Raises Fault."""
    tables = tables_of(procedure)
    return _run(tables, None, Situation(0), [(tables.opening, tables.opening.ways[0])], holds)


def step(procedure: Procedure, configuration: Configuration, trigger: Trigger, holds: Holds) -> Move | None:
    """Something happens. None: nobody listens, every guard says no, or the case has ended. Raises Fault."""
    tables = tables_of(procedure)
    rules = [rule for rule in tables.heard.get(trigger.name, ()) if rule.on is trigger.on]
    if trigger.state:
        rules = [rule for rule in rules if tables.tree.paths[rule.source] == trigger.state]
    if not rules:
        return None
    situation = situation_of(tables, configuration)
    picks = reaction(tables, situation, rules, holds)
    if not picks or has_ended(tables, situation):
        return None
    return _run(tables, trigger, situation, picks, holds)


def put(
    procedure: Procedure,
    configuration: Configuration,
    to: tuple[StatePath, ...],
    holds: Holds,
    *,
    instead_of: StatePath = ROOT,
) -> Move:
    """Somebody moves a case by hand: all of it, or one of its active states.

    No target: what happens at once is seen to, as after a migration. Raises Fault, and KeyError for an unknown state.
    """
    tables = tables_of(procedure)
    rule = way_in(tables.tree, to, tables.tree.number[instead_of])
    picks = [(rule, rule.ways[0])] if to else []
    return _run(tables, None, situation_of(tables, configuration), picks, holds)


def ended(procedure: Procedure, configuration: Configuration) -> bool:
    """Whether a case that stands so has ended."""
    tables = tables_of(procedure)
    return has_ended(tables, situation_of(tables, configuration))


def listening(procedure: Procedure, configuration: Configuration) -> tuple[Standing, ...]:
    """The transitions that wait for a trigger now, those of inner states first: what may happen, guards permitting."""
    tables = tables_of(procedure)
    situation = situation_of(tables, configuration)
    if has_ended(tables, situation):
        return ()
    return tuple(
        Standing(state=tables.tree.paths[number], transition=rule.transition)
        for number in reversed(list(bits(situation.active)))
        for rule in tables.at[number]
        if rule.triggered and not rule.once & situation.fired
    )


def situation_of(tables: Tables, configuration: Configuration) -> Situation:
    """A configuration in numbers. Raises KeyError where it names a state that the procedure does not have."""
    number, active = tables.tree.number, 1
    for path in configuration.active:
        active |= 1 << number[path]
    history: Memory = ()
    fired = 0
    if configuration.history:
        history = tuple(sorted((number[path], _mask(tables, held)) for path, held in configuration.history))
    if configuration.fired:
        fired = sum(1 << place for place, timer in enumerate(tables.timers) if timer in configuration.fired)
    return Situation(active, history, fired)


def configuration_of(tables: Tables, situation: Situation) -> Configuration:
    """The configuration that those numbers stand for."""
    paths, named, fired = tables.tree.paths, tables.named, NOTHING
    history: tuple[tuple[StatePath, tuple[StatePath, ...]], ...] = ()
    if situation.history:
        history = tuple((paths[number], named(held)) for number, held in situation.history)
    if situation.fired:
        fired = frozenset(tables.timers[number] for number in bits(situation.fired))
    return Configuration(active=tables.standing(situation.active), history=history, fired=fired)


def _mask(tables: Tables, paths: Iterable[StatePath]) -> int:
    return sum(1 << tables.tree.number[path] for path in paths)


Stride = tuple[list[Pick], Advance]
"""One of the steps that a move is made of: who took part, and what it did."""


def _run(tables: Tables, trigger: Trigger | None, situation: Situation, picks: list[Pick], holds: Holds) -> Move:
    strides: list[Stride] = []
    seen: set[Situation] = set()
    while True:
        if picks:
            done = advance(tables, situation, picks)
            strides.append((picks, done))
            situation = done.after
        ended = has_ended(tables, situation)
        following = None if ended else at_once(tables, situation, holds)
        if following is None:
            return _move(tables, trigger, strides, situation, ended=ended)
        if situation in seen:
            raise Endless(_whose(tables, strides))
        seen.add(situation)
        picks, situation = following


def _whose(tables: Tables, strides: list[Stride]) -> StatePath:
    """The state whose transition was taken last."""
    return next((tables.tree.paths[picks[0][0].source] for picks, _ in reversed(strides)), ROOT)


def _move(tables: Tables, trigger: Trigger | None, strides: list[Stride], situation: Situation, *, ended: bool) -> Move:
    named = tables.named
    left: tuple[StatePath, ...] = ()
    entered: tuple[StatePath, ...] = ()
    taken: list[Taken] = []
    orders: list[Instruction] = []
    spawns: list[Spawn] = []
    for picks, done in strides:
        left += named(done.left)[::-1]
        entered += named(done.entered & ~1)
        taken += [way.taken for rule, way in picks if rule.id]
        if done.dropped:
            left += named(done.dropped)[::-1]
        orders += _orders(tables, picks, done)
        spawns += [spawn for _, way in picks for spawn in way.branch.spawns]
    return Move(
        trigger=trigger,
        taken=tuple(taken),
        left=left,
        entered=entered,
        orders=tuple(orders),
        spawns=tuple(spawns),
        after=configuration_of(tables, situation),
        ended=ended,
    )


def _orders(tables: Tables, picks: list[Pick], done: Advance) -> list[Instruction]:
    orders: list[Instruction] = []
    if done.left & tables.ordering:
        orders += _leaving(tables, done.left)
    for rule, way in picks:
        if way.branch.orders:
            orders += _given(way.branch.orders, tables.tree.paths[rule.source], rule.id)
    if done.entered & tables.ordering:
        orders += _arriving(tables, done.entered)
    if done.dropped & tables.ordering:
        orders += _leaving(tables, done.dropped)
    return orders


def _leaving(tables: Tables, numbers: int) -> Iterator[Instruction]:
    for number in reversed(list(bits(numbers))):
        yield from _given(tables.tree.states[number].exit, tables.tree.paths[number])


def _arriving(tables: Tables, numbers: int) -> Iterator[Instruction]:
    for number in bits(numbers):
        yield from _given(tables.tree.states[number].entry, tables.tree.paths[number])


def _given(orders: Iterable[Order], state: StatePath, transition: str = "") -> Iterator[Instruction]:
    return (Instruction(order=order, state=state, transition=transition) for order in orders)
