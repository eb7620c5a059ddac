"""What waits for whom: filled from the log, worked on under a lease, settled in one transaction.

Whoever locks rows of several tables takes them in one order: the subscription, its sequences by subject, what waits.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from application.feeds import Line
from application.webhooks import Attempt
from infrastructure.stored import microseconds
from infrastructure.webhooks.reading import filter_of
from infrastructure.webhooks.tables import HookStore, attempts, sequences, subscriptions, waiting
from infrastructure.webhooks.tasks import Outcome, Sequenced, Task

PAGE = 1_000
LEASE = timedelta(seconds=20)
"""Longer than an attempt may take (names, connection and answer: 17 s): who was killed is replaced after it."""
BEGIN = timedelta(seconds=2)
"""For so long after it was claimed the next attempt of a task may begin."""

GIVEN_UP = timedelta(days=5)
RUN = 50
Reader = Callable[[int, int], Sequence[Line]]
"""The next facts after a position, so many at most."""


class Queue:
    """One process's hold on the store; `holder` is its name among those that share the work."""

    def __init__(self, store: HookStore, holder: str, now: Callable[[], datetime]) -> None:
        self._store, self._holder, self._now = store, holder, now

    def fill(self, after: Reader) -> bool:
        """Look at the next facts for each subscription, the furthest behind first; whether any was not at the end."""
        with self._store.reading() as connection:
            enabled = subscriptions.c.enabled.is_(True)
            known = connection.execute(sa.select(subscriptions).where(enabled).order_by(subscriptions.c.cursor)).all()
        pages: dict[int, Sequence[Line]] = {}
        more = False
        for row in known:
            if row.cursor not in pages:
                pages[row.cursor] = after(row.cursor, PAGE)
            more |= self._page(row, pages[row.cursor])
        return more

    def _page(self, row: Any, page: Sequence[Line]) -> bool:
        if not page:
            return False
        chosen = filter_of(row.filter)
        wanted = [(fact.stream, fact.position) for fact in page if chosen.lets(fact)]
        s = subscriptions.c
        with self._store.writing() as connection:
            here = sa.and_(s.id == row.id, s.cursor == row.cursor, s.enabled.is_(True))
            moved = connection.execute(sa.update(subscriptions).where(here).values(cursor=page[-1].position))
            if moved.rowcount == 1:  # otherwise another process did it
                put(self._store, connection, row.id, wanted, self._now())
        return True

    def claim(self, limit: int) -> Sequence[Task]:
        """Take up to so many sequences that are due, each for the time of one attempt."""
        now = microseconds(self._now())
        q = sequences.c
        due = (
            sa.select(q.subscription, q.subject)
            .join(subscriptions, sa.and_(subscriptions.c.id == q.subscription, subscriptions.c.enabled.is_(True)))
            .where(q.due <= now, q.parked.is_(False), q.lease <= now)
            .order_by(q.due)
            .limit(limit)
            .with_for_update(of=sequences, skip_locked=True)
        )
        with self._store.reading() as connection:  # a look costs nothing where there is nothing to do
            if not connection.execute(due.with_only_columns(sa.literal(1)).limit(1)).first():
                return ()
        with self._store.writing() as connection:
            return self._taken(connection, [tuple(key) for key in connection.execute(due).all()])

    def _taken(self, connection: sa.Connection, found: Sequence[Any]) -> Sequence[Task]:
        if not found:
            return ()
        q, until = sequences.c, microseconds(self._now() + LEASE)
        mine = sa.update(sequences).where(_one_of(sequences, found)).values(holder=self._holder, lease=until)
        tried = connection.execute(mine.returning(q.subscription, q.subject, q.attempts)).all()
        return [Task(name, on, self._first(connection, (name, on)), times) for name, on, times in tried]

    def _first(self, connection: sa.Connection, key: Sequenced) -> Sequence[int]:
        w = waiting.c
        mine = sa.and_(w.subscription == key[0], w.subject == key[1])
        return connection.execute(sa.select(w.position).where(mine).order_by(w.position).limit(RUN)).scalars().all()

    def settle(self, outcomes: Iterable[Outcome]) -> Sequence[str]:
        """Write down what came of tasks; whose lease was lost meanwhile is written down and changes nothing else.

        Returns the subscriptions that were disabled because nothing was taken for five days.
        """
        ordered = sorted((one for one in outcomes if one.attempts), key=lambda one: one.task.sequence)
        if not ordered:
            return ()
        with self._store.writing() as connection:
            connection.execute(sa.insert(attempts), [_stored(each) for one in ordered for each in one.attempts])
            self._settle(connection, self._held(connection, ordered))
        if not self._is_well(ordered):
            with self._store.writing() as connection:
                return self._health(connection, ordered)
        return ()

    def _held(self, connection: sa.Connection, outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
        """Those whose sequence nobody else has taken since."""
        q = sequences.c
        mine = sa.and_(_one_of(sequences, [one.task.sequence for one in outcomes]), q.holder == self._holder)
        query = sa.select(q.subscription, q.subject, q.attempts).where(mine).order_by(q.subscription, q.subject)
        held = {(name, subject): times for name, subject, times in connection.execute(query.with_for_update())}
        return [one for one in outcomes if held.get(one.task.sequence) == one.task.tried]

    def _settle(self, connection: sa.Connection, outcomes: Sequence[Outcome]) -> None:
        """Each of the few statements is for all of them."""
        if not outcomes:
            return
        w, now = waiting.c, microseconds(self._now())
        gone = [_named(one.task, place=place) for one in outcomes for place in one.taken]
        here = sa.and_(w.subscription == sa.bindparam("of"), w.subject == sa.bindparam("on"))
        _each(connection, sa.delete(waiting).where(here, w.position == sa.bindparam("place")), gone)
        keys = [one.task.sequence for one in outcomes]
        more = sa.select(w.subscription, w.subject).where(_one_of(waiting, keys)).distinct()
        left = {tuple(row) for row in connection.execute(more)}
        there = sa.and_(sequences.c.subscription == sa.bindparam("of"), sequences.c.subject == sa.bindparam("on"))
        over = [_named(one.task) for one in outcomes if one.task.sequence not in left]
        _each(connection, sa.delete(sequences).where(there), over)
        states = [_named(one.task) | _state(one, now) for one in outcomes if one.task.sequence in left]
        freed: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in ("attempts", "parked", "due")}
        _each(connection, sa.update(sequences).where(there).values(holder="", lease=0, **freed), states)

    def _is_well(self, outcomes: Sequence[Outcome]) -> bool:
        """Whether all was taken, as it was before: then nothing has to be said about anybody's health."""
        if any(one.failed for one in outcomes):
            return False
        s, names = subscriptions.c, {one.task.subscription for one in outcomes}
        ill = sa.select(s.id).where(s.id.in_(names), s.failing_since.is_not(None)).limit(1)
        with self._store.reading() as connection:
            return connection.execute(ill).first() is None

    def _health(self, connection: sa.Connection, outcomes: Sequence[Outcome]) -> Sequence[str]:
        s, now = subscriptions.c, microseconds(self._now())
        disabled: list[str] = []
        for name in sorted({one.task.subscription for one in outcomes}):
            if any(one.taken for one in outcomes if one.task.subscription == name):
                well = sa.update(subscriptions).where(s.id == name, s.failing_since.is_not(None))
                connection.execute(well.values(failing_since=None))
                continue
            connection.execute(
                sa.update(subscriptions).where(s.id == name, s.failing_since.is_(None)).values(failing_since=now)
            )
            too_long = sa.and_(s.id == name, s.enabled.is_(True), s.failing_since <= now - _GIVEN_UP)
            gone = sa.update(subscriptions).where(too_long).values(enabled=False, reason="failing for five days")
            disabled += [name] if connection.execute(gone).rowcount else []
        return disabled

    def tend(self, keep: timedelta) -> Sequence[str]:
        """Forget old attempts, and disable who took nothing for five days though nothing was tried of late."""
        now = self._now()
        s = subscriptions.c
        with self._store.writing() as connection:
            connection.execute(sa.delete(attempts).where(attempts.c.at < microseconds(now - keep)))
            silent = sa.and_(s.enabled.is_(True), s.failing_since <= microseconds(now) - _GIVEN_UP)
            gone = sa.update(subscriptions).where(silent).values(enabled=False, reason="failing for five days")
            return [name for (name,) in connection.execute(gone.returning(s.id))]


_GIVEN_UP = GIVEN_UP // timedelta(microseconds=1)


def _one_of(table: sa.Table, keys: Sequence[Sequence[str]]) -> sa.ColumnElement[bool]:
    return sa.tuple_(table.c.subscription, table.c.subject).in_([tuple(key) for key in keys])


def _named(task: Task, **more: int) -> dict[str, Any]:
    return {"of": task.subscription, "on": task.subject, **more}


def _state(outcome: Outcome, now: int) -> dict[str, Any]:
    """How its sequence goes on."""
    failed, again = outcome.failed, outcome.again
    if failed is None:
        return {"new_attempts": 0, "new_parked": False, "new_due": now}
    return {
        "new_attempts": failed.number,
        "new_parked": again is None,
        "new_due": microseconds(again) if again else now,
    }


def _each(connection: sa.Connection, statement: Any, values: Sequence[Mapping[str, Any]]) -> None:
    if values:
        connection.execute(statement, values)


def put(
    store: HookStore, connection: sa.Connection, name: str, wanted: Sequence[tuple[str, int]], now: datetime
) -> None:
    """Let facts (subject, position) wait for a subscription, at the end of their sequences or where they belong."""
    if not wanted:
        return
    insert = cast("Any", sqlite_insert if store.is_sqlite else postgres_insert)
    fresh = {"attempts": 0, "due": microseconds(now), "parked": False, "holder": "", "lease": 0}
    subjects = [{"subscription": name, "subject": one, **fresh} for one in sorted({one for one, _ in wanted})]
    # Writing the row anew locks it: whoever takes the last fact from it looks again, and does not end the sequence.
    again = insert(sequences).on_conflict_do_update(
        index_elements=["subscription", "subject"], set_={"holder": sequences.c.holder}
    )
    connection.execute(again, subjects)
    rows = [{"subscription": name, "subject": subject, "position": position} for subject, position in wanted]
    connection.execute(insert(waiting).on_conflict_do_nothing(), rows)


def keep(store: HookStore, attempt: Attempt) -> None:
    """Write down an attempt that belongs to no sequence: a test."""
    with store.writing() as connection:
        connection.execute(sa.insert(attempts), [_stored(attempt)])


def _stored(attempt: Attempt) -> dict[str, Any]:
    return {**asdict(attempt), "at": microseconds(attempt.at)}
