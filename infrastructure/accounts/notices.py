"""Notices and letters beside the log: each derived once, each letter in one hand at a time."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from application.notices import Letter, Notice, Wishes
from infrastructure.accounts.tables import AccountStore, cursors, letters
from infrastructure.accounts.tables import notices as table
from infrastructure.accounts.tables import wishes as wished
from infrastructure.stored import instant, microseconds

NAME = "notices"
HELD, GIVEN_UP = timedelta(minutes=5), 12
"""How long a letter stays in one hand; after how many tries it is given up."""
WAITING, SENT, LOST = "waiting", "sent", "given_up"
TOGETHER = 40


class StoredNotices:
    """Notices in the store of accounts."""

    def __init__(self, store: AccountStore, master: bytes) -> None:
        self._store, self._master = store, master

    def reached(self) -> int:
        """The position up to which the log was read."""
        with self._store.reading() as connection:
            return _reached(connection)

    def add(self, notices: Sequence[Notice], position: int) -> int:
        """Keep what is new of these, together with how far the log was read; how many were new."""
        with self._store.alone() as connection:
            new = sum(_added(connection, one) for one in notices)
            if position > _reached(connection):
                connection.execute(sa.delete(cursors).where(cursors.c.name == NAME))
                connection.execute(sa.insert(cursors).values(name=NAME, position=position))
            return new

    def of(self, person: str, limit: int) -> Sequence[Notice]:
        """A person's, the latest first."""
        asked = sa.select(table).where(table.c.person == person).order_by(table.c.number.desc()).limit(limit)
        with self._store.reading() as connection:
            return [_notice(row) for row in connection.execute(asked).mappings()]

    def unread(self, person: str) -> int:
        """How many a person has not read."""
        asked = sa.select(sa.func.count()).where(table.c.person == person, table.c.read.is_(False))
        with self._store.reading() as connection:
            return connection.execute(asked).scalar() or 0

    def mark_read(self, person: str) -> None:
        """They have seen them all."""
        self._write(sa.update(table).where(table.c.person == person, table.c.read.is_(False)).values(read=True))

    def wishes(self, person: str) -> Wishes:
        """What they wish."""
        with self._store.reading() as connection:
            row = connection.execute(sa.select(wished).where(wished.c.person == person)).mappings().first()
        return Wishes() if row is None else _wishes(row)

    def wish(self, person: str, wishes: Wishes) -> None:
        """Keep what they wish."""
        row = {"weekly": wishes.weekly, "at_once": wishes.at_once, "language": wishes.language}
        with self._store.writing() as connection:
            connection.execute(sa.delete(wished).where(wished.c.person == person))
            connection.execute(sa.insert(wished).values(person=person, **row))

    def plan(self, now: datetime) -> int:
        """Make letters of what has to be told now; how many."""
        with self._store.alone() as connection:
            wishes = {row["person"]: _wishes(row) for row in connection.execute(sa.select(wished)).mappings()}
            untold = sa.select(table).where(table.c.letter.is_(None)).order_by(table.c.number)
            rows = connection.execute(untold).mappings().all()
            return _at_once(connection, rows, wishes, now) + _weekly(connection, rows, wishes, now)

    def take(self, now: datetime) -> Letter | None:
        """A letter to send: nobody else gets it meanwhile."""
        due = sa.select(letters).where(letters.c.state == WAITING, letters.c.next_at <= microseconds(now))
        with self._store.alone() as connection:
            row = connection.execute(due.order_by(letters.c.next_at, letters.c.key).limit(1)).mappings().first()
            if row is None:
                return None
            held = {"next_at": microseconds(now + HELD), "tries": row["tries"] + 1}
            connection.execute(sa.update(letters).where(letters.c.key == row["key"]).values(held))
            told = sa.select(table).where(table.c.letter == row["key"]).order_by(table.c.number)
            found = [_notice(one) for one in connection.execute(told).mappings()]
        return Letter(key=row["key"], person=row["person"], weekly=row["weekly"], notices=found)

    def sent(self, key: str) -> None:
        """The mail server has it."""
        self._write(sa.update(letters).where(letters.c.key == key).values(state=SENT))

    def failed(self, key: str, now: datetime) -> None:
        """It was not taken; it is tried again later, and given up after some days."""
        later = sa.case(*((letters.c.tries <= n, microseconds(now + timedelta(minutes=2**n))) for n in range(1, 12)))
        state = sa.case((letters.c.tries >= GIVEN_UP, LOST), else_=WAITING)
        values = {"next_at": sa.func.coalesce(later, microseconds(now + timedelta(days=1))), "state": state}
        self._write(sa.update(letters).where(letters.c.key == key).values(values))

    def unsubscriber(self, person: str) -> str:
        """The secret by which a person's letters end."""
        return f"{person}.{self._seal(person)}"

    def unsubscribe(self, secret: str) -> bool:
        """End the letters of whoever's secret it is; whether it is anybody's."""
        person, _, seal = secret.rpartition(".")
        if not hmac.compare_digest(seal.encode(), self._seal(person).encode()):
            return False
        self.wish(person, Wishes(weekly=False, at_once=False, language=self.wishes(person).language))
        return True

    def _seal(self, person: str) -> str:
        return hmac.new(self._master, f"unsubscribe {person}".encode(), hashlib.sha256).hexdigest()[:32]

    def _write(self, statement: sa.Update) -> None:
        with self._store.writing() as connection:
            connection.execute(statement)


def _reached(connection: sa.Connection) -> int:
    return connection.execute(sa.select(cursors.c.position).where(cursors.c.name == NAME)).scalar() or 0


def _added(connection: sa.Connection, one: Notice) -> bool:
    its = (table.c.person == one.person, table.c.key == one.key)
    if connection.execute(sa.select(table.c.number).where(*its)).first() is not None:
        return False
    kept = {name: getattr(one, name) for name in ("key", "person", "kind", "subject", "urgent")}
    connection.execute(sa.insert(table).values(**kept, at=microseconds(one.at), read=False, letter=None))
    return True


def _at_once(connection: sa.Connection, rows: Sequence[Any], wishes: dict[str, Wishes], now: datetime) -> int:
    """A letter for each notice that cannot wait; those who want none find it in their pages alone."""
    made = 0
    for row in rows:
        if row["urgent"] and wishes.get(row["person"], Wishes()).at_once:
            _letter(connection, f"now:{row['person']}:{row['key']}", [row], now, weekly=False)
            made += 1
    return made


def _weekly(connection: sa.Connection, rows: Sequence[Any], wishes: dict[str, Wishes], now: datetime) -> int:
    """A letter a week for what could wait, the first once there is anything to tell."""
    by_person: dict[str, list[Any]] = {}
    for row in rows:
        if not row["urgent"]:
            by_person.setdefault(row["person"], []).append(row)
    year, week, _ = now.isocalendar()
    made = 0
    for person, told in by_person.items():
        key = f"week:{person}:{year}-{week:02}"
        known = connection.execute(sa.select(letters.c.key).where(letters.c.key == key)).first()
        if known is None and wishes.get(person, Wishes()).weekly:
            _letter(connection, key, told[-TOGETHER:], now, weekly=True)
            made += 1
    return made


def _letter(connection: sa.Connection, key: str, rows: Sequence[Any], now: datetime, *, weekly: bool) -> None:
    at, person = microseconds(now), rows[0]["person"]
    row = {"key": key, "person": person, "weekly": weekly, "made_at": at, "next_at": at, "tries": 0, "state": WAITING}
    connection.execute(sa.insert(letters).values(row))
    numbers = [one["number"] for one in rows]
    connection.execute(sa.update(table).where(table.c.number.in_(numbers)).values(letter=key))


def _notice(row: Any) -> Notice:
    kept = {name: row[name] for name in ("key", "person", "kind", "subject", "urgent", "number", "read")}
    return Notice(**kept, at=instant(row["at"]), mailed=row["letter"] is not None)


def _wishes(row: Any) -> Wishes:
    return Wishes(weekly=row["weekly"], at_once=row["at_once"], language=row["language"])
