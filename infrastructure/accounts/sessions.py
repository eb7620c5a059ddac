"""Sessions as rows: opened by the digest of a secret, ended by idleness, by age or by hand."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from application.visits import Session
from infrastructure.accounts.tables import AccountStore
from infrastructure.accounts.tables import sessions as table

IDLE = timedelta(hours=12)
"""A session that nobody has used for so long has ended."""
OLDEST = timedelta(days=7)
"""Nobody stays signed in for longer."""
GLANCE = timedelta(minutes=1)
"""Use is written down once in this time."""
MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class StoredSessions:
    """Sessions in the store of accounts."""

    def __init__(self, store: AccountStore, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now

    def begin(self, person: str, way: str, mandate: str | None = None, framework: str | None = None) -> str:
        """Sign somebody in; the secret that opens the session."""
        secret, now = secrets.token_urlsafe(32), _micros(self._now())
        row: dict[str, object] = {"digest": _digest(secret), "name": secrets.token_hex(8), "person": person, "way": way}
        row |= {"mandate": mandate, "framework": framework, "begun_at": now, "seen_at": now}
        with self._store.writing() as connection:
            connection.execute(sa.delete(table).where(sa.not_(self._lives())))
            connection.execute(sa.insert(table).values(row))
        return secret

    def find(self, secret: str) -> Session | None:
        """The session that a secret opens, if it has neither ended nor grown old; it is used now."""
        chosen = table.c.digest == _digest(secret)
        with self._store.reading() as connection:
            row = connection.execute(sa.select(table).where(chosen, self._lives())).mappings().first()
        if row is None:
            return None
        if self._now() - _instant(row["seen_at"]) >= GLANCE:
            self._write(sa.update(table).where(chosen).values(seen_at=_micros(self._now())))
        return _session(row)

    def choose(self, secret: str, mandate: str | None, framework: str | None) -> None:
        """From now on the person acts under this mandate and looks at this framework."""
        chosen = table.c.digest == _digest(secret)
        self._write(sa.update(table).where(chosen).values(mandate=mandate, framework=framework))

    def of(self, person: str) -> Sequence[Session]:
        """Where a person is signed in, the latest used first."""
        asked = sa.select(table).where(table.c.person == person, self._lives()).order_by(table.c.seen_at.desc())
        with self._store.reading() as connection:
            return [_session(row) for row in connection.execute(asked).mappings()]

    def end(self, secret: str) -> None:
        """Sign out."""
        self._write(sa.delete(table).where(table.c.digest == _digest(secret)))

    def revoke(self, person: str, name: str) -> bool:
        """End one session of a person by its name; whether there was one."""
        return self._write(sa.delete(table).where(table.c.person == person, table.c.name == name)) > 0

    def revoke_all(self, person: str) -> int:
        """End every session of a person; how many there were."""
        return self._write(sa.delete(table).where(table.c.person == person))

    def _write(self, statement: sa.Update | sa.Delete) -> int:
        with self._store.writing() as connection:
            return connection.execute(statement).rowcount

    def _lives(self) -> sa.ColumnElement[bool]:
        now = self._now()
        return sa.and_(table.c.seen_at > _micros(now - IDLE), table.c.begun_at > _micros(now - OLDEST))


def _session(row: Any) -> Session:
    kept = {name: row[name] for name in ("name", "person", "mandate", "framework", "way")}
    return Session(**kept, begun_at=_instant(row["begun_at"]), seen_at=_instant(row["seen_at"]))


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _micros(instant: datetime) -> int:
    return (instant - EPOCH) // MICROSECOND


def _instant(micros: int) -> datetime:
    return EPOCH + micros * MICROSECOND
