"""Links that work once and for a while, kept as the digests of their secrets."""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from application.accounts import LASTS, Link, Purpose
from infrastructure.accounts.tables import AccountStore
from infrastructure.accounts.tables import links as table
from infrastructure.stored import instant, microseconds


class StoredLinks:
    """Links in the store of accounts."""

    def __init__(self, store: AccountStore, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now

    def make(self, purpose: Purpose, person: str, data: Mapping[str, str] | None = None) -> str:
        """The secret of a new link."""
        secret, now = secrets.token_urlsafe(32), self._now()
        row = {"digest": _digest(secret), "purpose": purpose.value, "person": person, "data": json.dumps(data or {})}
        with self._store.writing() as connection:
            connection.execute(sa.delete(table).where(table.c.expires_at <= microseconds(now)))
            connection.execute(sa.insert(table).values(**row, expires_at=microseconds(now + LASTS[purpose])))
        return secret

    def look(self, secret: str) -> Link | None:
        """The link, if it still works."""
        with self._store.reading() as connection:
            return _link(connection.execute(sa.select(table).where(*self._is(secret))).mappings().first())

    def use(self, secret: str, *purposes: Purpose) -> Link | None:
        """The same, and it works no more: of two who use it at once, one gets it."""
        meant = table.c.purpose.in_([one.value for one in purposes])
        with self._store.writing() as connection:
            taken = connection.execute(sa.delete(table).where(meant, *self._is(secret)).returning(*table.c))
            return _link(taken.mappings().first())

    def withdraw(self, person: str, *purposes: Purpose) -> int:
        """Those of a person work no more; how many there were."""
        meant = table.c.purpose.in_([one.value for one in purposes])
        with self._store.writing() as connection:
            return connection.execute(sa.delete(table).where(meant, table.c.person == person)).rowcount

    def any(self, purpose: Purpose) -> bool:
        """Whether any for this works now."""
        lives = table.c.expires_at > microseconds(self._now())
        asked = sa.select(table.c.person).where(table.c.purpose == purpose.value, lives).limit(1)
        with self._store.reading() as connection:
            return connection.execute(asked).first() is not None

    def _is(self, secret: str) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
        return table.c.digest == _digest(secret), table.c.expires_at > microseconds(self._now())


def _link(row: Any) -> Link | None:
    if row is None:
        return None
    return Link(
        purpose=Purpose(row["purpose"]),
        person=row["person"],
        data=json.loads(row["data"]),
        expires_at=instant(row["expires_at"]),
    )


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
