"""A view built anew beside the live one, compared with it row by row, and swapped in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

import sqlalchemy as sa

from application.collecting import seldom_collecting
from application.nouns import Noun
from application.reading import Difference, Progress, Rebuilt, Standing
from infrastructure.views import standing
from infrastructure.views.facts import Batch, Facts, Folding, Log
from infrastructure.views.standing import Stand
from infrastructure.views.store import Store
from infrastructure.views.view import View

EXAMPLES = 5
TOGETHER = 5_000
REMEMBERED = 50_000
"""Streams folded at once: a rebuild meets them all, and folding one again from the log costs a query."""


@dataclass(frozen=True)
class Building:
    """One rebuild."""

    store: Store
    view: View
    digest: str
    facts: Facts
    log: Log
    nouns: Mapping[str, Noun]

    def build(self, progress: Progress, catch_up: Callable[[], object]) -> Rebuilt:
        """From the first event to the last, then compare and swap in one transaction. `catch_up` moves the live one."""
        begun = monotonic()
        new, folding = self._built(progress)
        catch_up()
        new, count, examples = self._compared(new, folding, swap=True)
        # The old tables stay until the next rebuild or start: somebody may be about to read them.
        return self._done(new, begun, count, examples)

    def check(self, progress: Progress, catch_up: Callable[[], object]) -> Rebuilt:
        """The same without the swap: the live view stays as it is, and what was built is thrown away."""
        begun = monotonic()
        new, folding = self._built(progress)
        try:
            catch_up()
            new, count, examples = self._compared(new, folding, swap=False)
        finally:
            with self.store.building() as connection:
                self.store.drop(connection, self.view, new.generation)
        return self._done(new, begun, count, examples)

    def _built(self, progress: Progress) -> tuple[Stand, Folding]:
        with self.store.reading() as connection:
            old = standing.load(connection)[self.view.name]
        new = Stand(self.view.name, old.generation + 1, self.digest, 0, None, Standing.HEALTHY)
        with self.store.building() as connection:
            if old.generation > 1:
                self.store.drop(connection, self.view, old.generation - 1)
            self.store.create(connection, self.view, new.generation, indexes=False)
        folding = Folding(self.log, self.nouns, REMEMBERED)
        with seldom_collecting():
            new = self._run(new, folding, progress)
            new = self._run(new, folding, progress)  # what was recorded meanwhile
        with self.store.building() as connection:
            self.store.index(connection, self.view, new.generation)
        return new, folding

    def _done(self, new: Stand, begun: float, count: int, examples: list[Difference]) -> Rebuilt:
        return Rebuilt(
            name=self.view.name,
            position=new.position,
            events=new.position,
            seconds=monotonic() - begun,
            differences=count,
            examples=examples,
        )

    def _run(self, stand: Stand, folding: Folding, progress: Progress) -> Stand:
        end = self.log.position()
        while facts := self.facts.after(stand.position, TOGETHER, end, self.view.interest):
            changes = self.view.project(Batch(facts, folding))
            with self.store.building() as connection:
                self.store.write(connection, self.view, stand.generation, changes)
            stand = replace(stand, position=facts[-1].position)
            progress(stand.position, end)
        progress(end, end)
        return stand

    def _compared(self, new: Stand, folding: Folding, *, swap: bool) -> tuple[Stand, int, list[Difference]]:
        """Nobody projects meanwhile: both stand at one position when they are compared."""
        with self.store.writing() as connection:
            live = standing.load(connection)[self.view.name]
            meeting = self.log.position() if live.state is Standing.FAILED else live.position
            while facts := self.facts.after(new.position, TOGETHER, meeting, self.view.interest):
                self.store.write(connection, self.view, new.generation, self.view.project(Batch(facts, folding)))
                new = replace(new, position=facts[-1].position)
            new = replace(new, position=meeting, head=self.facts.event_id(meeting))
            count, examples = 0, list[Difference]()
            if live.digest == new.digest:  # else the columns are others, and there is nothing to compare
                old_tables = self.store.tables(self.view, live.generation)
                count, examples = compared(
                    connection, self.view, old_tables, self.store.tables(self.view, new.generation)
                )
            if swap:
                standing.save(connection, new)
        return new, count, examples


def compared(
    connection: sa.Connection, view: View, live: Mapping[str, sa.Table], new: Mapping[str, sa.Table]
) -> tuple[int, list[Difference]]:
    """How many rows differ between two generations of a view, and the first of them."""
    count, examples = 0, list[Difference]()
    for shape in view.shapes:
        one, other = live[shape.name], new[shape.name]
        for left, right, both in ((one, other, True), (other, one, False)):
            found = _unmatched(left, right, shape.key, changed_too=both)
            differing = connection.scalar(sa.select(sa.func.count()).select_from(found.subquery())) or 0
            if not differing:
                continue
            count += differing
            for row in connection.execute(found.limit(max(EXAMPLES - len(examples), 0))).mappings():
                key = {name: row[name] for name in shape.key}
                examples.append(
                    Difference(
                        table=shape.name, key=key, live=_row(connection, one, key), rebuilt=_row(connection, other, key)
                    )
                )
    return count, examples


def _unmatched(left: sa.Table, right: sa.Table, key: tuple[str, ...], *, changed_too: bool) -> sa.Select[Any]:
    same = sa.and_(*(left.c[name] == right.c[name] for name in key))
    missing = right.c[key[0]].is_(None)
    changed = [left.c[name].is_distinct_from(right.c[name]) for name, _ in left.c.items() if name not in key]
    return (
        sa.select(*(left.c[name] for name in key))
        .select_from(left.outerjoin(right, same))
        .where(sa.or_(missing, *changed) if changed_too else missing)
        .order_by(*(left.c[name] for name in key))
    )


def _row(connection: sa.Connection, table: sa.Table, key: Mapping[str, Any]) -> dict[str, object] | None:
    found = connection.execute(sa.select(table).where(*(table.c[name] == value for name, value in key.items())))
    row = found.mappings().first()
    return None if row is None else dict(row)
