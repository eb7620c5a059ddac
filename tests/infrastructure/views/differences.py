"""The views against a fresh fold of the whole log: what they say must follow from the log, and from nothing else."""

from collections.abc import Mapping

import sqlalchemy as sa

from application.nouns import Noun
from application.reading import Difference
from infrastructure.views import standing
from infrastructure.views.facts import Batch, Facts, Folding, Log
from infrastructure.views.opened import ReadSide
from infrastructure.views.shape import Shape, Values

EVERYTHING = 10**9


def differences(side: ReadSide, log: Log, nouns: Mapping[str, Noun]) -> list[Difference]:
    """Every row in which a view at the newest position differs from what one fold of each whole stream gives.

    The views were filled batch by batch, from remembered states; here everything is decoded and folded anew, in one go.
    """
    side.catch_up()
    position = log.position()
    facts = Facts(log).after(0, EVERYTHING)
    assert not facts or facts[-1].position == position, "the log grew meanwhile"
    batch = Batch(facts, Folding(log, nouns, EVERYTHING))
    found: list[Difference] = []
    with side.projector.store.reading() as connection:
        stands = standing.load(connection)
        for view in side.projector.views.values():
            assert (stands[view.name].position, stands[view.name].error) == (position, None), view.name
            tables = side.projector.store.tables(view, stands[view.name].generation)
            changes = view.project(batch)
            for shape in view.shapes:
                made = {_key(shape, row): row for row in (changes[shape.name].rows if shape.name in changes else ())}
                kept = {_key(shape, row): tuple(row) for row in connection.execute(sa.select(tables[shape.name]))}
                found += _between(shape, kept, made)
    return found


def _key(shape: Shape, row: Values) -> Values:
    places = {one.name: at for at, one in enumerate(shape.fields)}
    return tuple(row[places[name]] for name in shape.key)


def _between(shape: Shape, kept: Mapping[Values, Values], made: Mapping[Values, Values]) -> list[Difference]:
    names = [one.name for one in shape.fields]

    def named(row: Values | None) -> Mapping[str, object] | None:
        return None if row is None else dict(zip(names, row, strict=True))

    return [
        Difference(
            table=shape.name,
            key=dict(zip(shape.key, key, strict=True)),
            live=named(kept.get(key)),
            rebuilt=named(made.get(key)),
        )
        for key in sorted({*kept, *made}, key=str)
        if kept.get(key) != made.get(key)
    ]
