"""What waits for whom: filled from the log, worked on under a lease, settled in one transaction.

Whoever locks rows of several tables takes them in one order: the subscription, its sequences by subject, what waits.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from application.ports import Recorded
from application.webhooks import Attempt
from infrastructure.stored import microseconds
from infrastructure.webhooks.reading import filter_of
from infrastructure.webhooks.tables import HookStore, attempts, sequences, subscriptions, waiting

PAGE = 1_000
LEASE = timedelta(seconds=20)
"""Longer than an attempt may take (names, connection and answer: 17 s): who was killed is replaced after it."""

GIVEN_UP = timedelta(days=5)
Reader = Callable[[int, int], Sequence[Recorded]]
"""The next facts after a position, so many at most."""


@dataclass(frozen=True, slots=True)
class Task:
    """The first of what waits in a sequence, and the try this is (from 1)."""

    subscription: str
    subject: str
    position: int
    number: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a task. `again`: when to try once more; None parks the sequence, where it was not taken."""

    task: Task
    taken: bool
    attempt: Attempt
    again: datetime | None = None


class Queue:
    """One process's hold on the store; `holder` is its name among those that share the work."""

    def __init__(self, store: HookStore, holder: str, now: Callable[[], datetime]) -> None:
        self._store, self._holder, self._now = store, holder, now

    def fill(self, after: Reader) -> bool:
        """Look at the next facts for each subscription, the furthest behind first; whether any was not at the end."""
        with self._store.reading() as connection:
            enabled = subscriptions.c.enabled.is_(True)
            known = connection.execute(sa.select(subscriptions).where(enabled).order_by(subscriptions.c.cursor)).all()
        pages: dict[int, Sequence[Recorded]] = {}
        more = False
        for row in known:
            if row.cursor not in pages:
                pages[row.cursor] = after(row.cursor, PAGE)
            more |= self._page(row, pages[row.cursor])
        return more

    def _page(self, row: Any, page: Sequence[Recorded]) -> bool:
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
            return [self._take(connection, *key) for key in connection.execute(due).all()]

    def _take(self, connection: sa.Connection, subscription: str, subject: str) -> Task:
        q, w = sequences.c, waiting.c
        here = sa.and_(q.subscription == subscription, q.subject == subject)
        until = microseconds(self._now() + LEASE)
        mine = sa.update(sequences).where(here).values(holder=self._holder, lease=until).returning(q.attempts)
        tried = connection.execute(mine).scalar_one()
        first = sa.select(sa.func.min(w.position)).where(w.subscription == subscription, w.subject == subject)
        return Task(subscription, subject, connection.execute(first).scalar_one(), tried + 1)

    def settle(self, outcomes: Iterable[Outcome]) -> Sequence[str]:
        """Write down what came of tasks; whose lease was lost meanwhile is written down and changes nothing else.

        Returns the subscriptions that were disabled because nothing was taken for five days.
        """
        ordered = sorted(outcomes, key=lambda one: (one.task.subscription, one.task.subject))
        if not ordered:
            return ()
        with self._store.writing() as connection:
            connection.execute(sa.insert(attempts), [_stored(one.attempt) for one in ordered])
            for one in ordered:
                self._settle(connection, one)
        with self._store.writing() as connection:
            return self._health(connection, ordered)

    def _settle(self, connection: sa.Connection, outcome: Outcome) -> None:
        task, q, w = outcome.task, sequences.c, waiting.c
        here = sa.and_(q.subscription == task.subscription, q.subject == task.subject)
        held = connection.execute(
            sa.select(q.holder).where(here, q.holder == self._holder, q.attempts == task.number - 1).with_for_update()
        ).first()
        if held is None:
            return
        if not outcome.taken:
            again = outcome.again
            due = {"parked": True} if again is None else {"due": microseconds(again)}
            connection.execute(sa.update(sequences).where(here).values(attempts=task.number, lease=0, holder="", **due))
            return
        there = sa.and_(w.subscription == task.subscription, w.subject == task.subject)
        connection.execute(sa.delete(waiting).where(there, w.position == task.position))
        if connection.execute(sa.select(w.position).where(there).limit(1)).first() is None:
            connection.execute(sa.delete(sequences).where(here))
        else:
            free = {"attempts": 0, "due": microseconds(self._now()), "lease": 0, "holder": ""}
            connection.execute(sa.update(sequences).where(here).values(free))

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
