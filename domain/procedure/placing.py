"""Where an open case of one version stands in another: in the same place, moved as the author says, or stuck."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from domain.decider import record
from domain.procedure.configuration import Configuration
from domain.procedure.definition import ROOT, Kind, On, Procedure, StatePath, Words
from domain.procedure.tree import PSEUDO


class Outcome(StrEnum):
    """What becomes of a case."""

    SAME = "same"
    MOVED = "moved"
    STUCK = "stuck"


class Snag(StrEnum):
    """Why a step of a case has no place in the other version."""

    GONE = "gone"
    DIVIDED = "divided"
    PASSED_THROUGH = "passed-through"
    TWICE = "twice"
    REGION_MISSING = "region-missing"


SAID: Mapping[Snag, Words] = {
    Snag.GONE: Words(
        fr="Cette étape n'existe plus : dites sous `migrate_from` où elle mène.",
        en="This step is gone: say under `migrate_from` where it leads.",
    ),
    Snag.DIVIDED: Words(
        fr="Cette étape en contient maintenant d'autres : dites sous `migrate_from` laquelle.",
        en="This step now holds others: say under `migrate_from` which.",
    ),
    Snag.PASSED_THROUGH: Words(
        fr="Un dossier ne fait plus que passer par cette étape : dites sous `migrate_from` où elle mène.",
        en="A case now only passes through this step: say under `migrate_from` where it leads.",
    ),
    Snag.TWICE: Words(
        fr="Deux fils du dossier se retrouveraient dans cette étape.",
        en="Two threads of the case would meet in this step.",
    ),
    Snag.REGION_MISSING: Words(
        fr="Cette étape va maintenant de pair avec une autre, et le dossier ne dit pas où il y serait.",
        en="This step now goes on beside another, and nothing says where in it the case would be.",
    ),
}


@record
class Stuck:
    """A step that the case stands in (a region: that it would have to stand in), and why it has no place."""

    state: StatePath
    snag: Snag


@record
class Placing:
    """Where a case comes to stand. `configuration` is None where it is stuck.

    What happens at once there (a join that is now complete) is seen to by `step.put` with no target.
    """

    outcome: Outcome
    configuration: Configuration | None = None
    moved: tuple[tuple[StatePath, StatePath], ...] = ()
    """Steps that are called otherwise now, the innermost ones only."""
    stuck: tuple[Stuck, ...] = ()


def place(configuration: Configuration, before: Procedure, after: Procedure) -> Placing:
    """Where a case of the version `before` stands in the version `after`; to see it and to do it are the same."""
    names = {old: new for one in after.migrations if one.version == before.version for old, new in one.map}
    inner = _innermost(configuration)
    placed = {path: _placed(path, names, after) for path in inner}
    moved = tuple((path, new) for path, new in placed.items() if new is not None and new != path)
    snags = tuple(_snags(placed, names, after))
    if snags:
        return Placing(outcome=Outcome.STUCK, moved=moved, stuck=snags)
    there = Configuration(
        active=_with_holders(new for new in placed.values() if new is not None),
        history=tuple(_history(configuration, names, after)),
        fired=frozenset(_fired(configuration, names, before, after)),
    )
    outcome = Outcome.SAME if there.active == configuration.active else Outcome.MOVED
    return Placing(outcome=outcome, configuration=there, moved=moved)


def _innermost(configuration: Configuration) -> list[StatePath]:
    holders = {path.rpartition(".")[0] for path in configuration.active}
    return sorted(configuration.active - holders)


def _placed(path: StatePath, names: Mapping[StatePath, StatePath], after: Procedure) -> StatePath | None:
    """The new path of a step: by its own name in the map, or below (or in) what holds it, or unchanged."""
    named = next((one for one in _outwards(path) if one in names), None)
    if named is None:
        return path if path in after.states else None
    new = names[named] + path.removeprefix(named)
    if new in after.states:
        return new
    whole = after.states.get(names[named])
    return whole.path if whole is not None and whole.kind in {Kind.ATOMIC, Kind.FINAL} else None


def _outwards(path: StatePath) -> Iterator[StatePath]:
    while path:
        yield path
        path = path.rpartition(".")[0]


def _with_holders(paths: Iterator[StatePath]) -> frozenset[StatePath]:
    return frozenset(one for path in paths for one in _outwards(path))


def _snags(
    placed: Mapping[StatePath, StatePath | None], names: Mapping[StatePath, StatePath], after: Procedure
) -> Iterator[Stuck]:
    there = _with_holders(new for new in placed.values() if new is not None)
    for path, new in placed.items():
        snag = Snag.GONE if new is None else _snag(new, after)
        if snag is not None:
            yield Stuck(state=path, snag=snag)
        elif _met(path, new, placed, names):
            yield Stuck(state=path, snag=Snag.TWICE)
    for path in sorted(there):
        yield from _missing(path, there, after)


def _snag(new: StatePath, after: Procedure) -> Snag | None:
    state = after.states[new]
    if state.kind in {Kind.COMPOUND, Kind.PARALLEL}:
        return Snag.DIVIDED
    chooses = any(one.on is On.CHOICE and all(branch.to for branch in one.branches) for one in state.transitions)
    return Snag.PASSED_THROUGH if chooses or state.kind in PSEUDO else None


def _met(
    path: StatePath, new: StatePath | None, placed: Mapping[StatePath, StatePath | None],
    names: Mapping[StatePath, StatePath],
) -> bool:  # fmt: skip
    """Whether another thread comes to stand there too, unless both were in a step that is one now."""
    others = [other for other, where in placed.items() if where == new and other != path]
    return any(not _together(path, other, names) for other in others)


def _together(one: StatePath, other: StatePath, names: Mapping[StatePath, StatePath]) -> bool:
    return any(path in names and other.startswith(f"{path}.") for path in _outwards(one) if path != one)


def _missing(path: StatePath, there: frozenset[StatePath], after: Procedure) -> Iterator[Stuck]:
    state = after.states[path]
    if state.kind is Kind.PARALLEL:
        for child in state.children:
            if child not in there and after.states[child].kind not in PSEUDO:
                yield Stuck(state=child, snag=Snag.REGION_MISSING)


def _history(
    configuration: Configuration, names: Mapping[StatePath, StatePath], after: Procedure
) -> Iterator[tuple[StatePath, tuple[StatePath, ...]]]:
    """What history states remember, as far as it is still there."""
    for path, held in configuration.history:
        new = _placed(path, names, after)
        kept = [_placed(one, names, after) for one in held]
        if new is not None and after.states[new].kind is Kind.HISTORY and _inside(new, kept):
            yield new, tuple(one for one in kept if one is not None)


def _inside(history: StatePath, held: Sequence[StatePath | None]) -> bool:
    holder = history.rpartition(".")[0]
    return all(one is not None and (holder == ROOT or one.startswith(f"{holder}.")) for one in held)


def _fired(
    configuration: Configuration, names: Mapping[StatePath, StatePath], before: Procedure, after: Procedure
) -> Iterator[str]:
    """Timers that have fired and have a counterpart: of the same name, in the step's new place."""
    for state in before.states.values():
        new = _placed(state.path, names, after)
        for timer in state.transitions:
            if timer.id in configuration.fired and new is not None:
                yield from (
                    one.id for one in after.states[new].transitions if (one.on, one.name) == (timer.on, timer.name)
                )
