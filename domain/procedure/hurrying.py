"""What happens next without waiting for anything: choices, what is done, joins, in this order."""

from domain.procedure.configuration import NowhereToGo
from domain.procedure.running import Holds, Pick, Situation, compatible, first_way
from domain.procedure.tables import Tables
from domain.procedure.tree import bits


def at_once(tables: Tables, situation: Situation, holds: Holds) -> tuple[list[Pick], Situation] | None:
    """What happens next without waiting, and the situation with that taken note of; None: the case rests.

    Choices first, as many at once as do not hinder each other; then one `done`, the innermost; then one join.
    Raises NowhereToGo(step).
    """
    if situation.choosing:
        return _choices(tables, situation, holds)
    if situation.finishing:
        return _done(tables, situation, holds)
    for rule in tables.joins:
        if rule.needs & situation.active == rule.needs:
            way = first_way(rule, holds)
            if way is not None:
                return [(rule, way)], situation
    return None


def _choices(tables: Tables, situation: Situation, holds: Holds) -> tuple[list[Pick], Situation]:
    choosing = situation.choosing
    inner = [one for one in bits(choosing) if choosing & tables.tree.sub[one] == 1 << one]
    picks = [_choice(tables, number, holds) for number in inner]
    kept = compatible(tables, situation.active, picks) if len(picks) > 1 else picks
    for rule, _ in kept:
        choosing &= ~rule.bit
    return kept, situation._replace(choosing=choosing)


def _choice(tables: Tables, number: int, holds: Holds) -> Pick:
    for rule in tables.choices[number]:
        way = first_way(rule, holds)
        if way is not None:
            return rule, way
    raise NowhereToGo(tables.tree.paths[number])


def _done(tables: Tables, situation: Situation, holds: Holds) -> tuple[list[Pick], Situation]:
    number, rules = next(item for item in tables.dones if situation.finishing >> item[0] & 1)
    after = situation._replace(finishing=situation.finishing & ~(1 << number))
    for rule in rules:
        way = first_way(rule, holds)
        if way is not None:
            return [(rule, way)], after
    return [], after
