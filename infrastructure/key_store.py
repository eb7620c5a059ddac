"""Keys of programs beside the log, in the store of the webhooks: digests, never secrets; many processes share it."""

import json
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

import sqlalchemy as sa

from application.api_keys import ApiKey, Scope
from domain.api_key import NoSuchKey
from infrastructure.stored import instant, microseconds
from infrastructure.webhooks.tables import LOCK, HookStore, number

metadata = sa.MetaData()
api_keys = sa.Table(
    "api_keys",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False, unique=True, comment="SHA-256 of the secret, in hexadecimal"),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("scope", sa.Text, nullable=False, comment="JSON: frameworks, types"),
    sa.Column("calendar_of", sa.Text, nullable=True),
    sa.Column("may_act", sa.Boolean, nullable=False),
    sa.Column("issued_at", number, nullable=False, comment="microseconds since 1970, UTC"),
    sa.Column("expires_at", number, nullable=False),
    sa.Column("revoked_at", number, nullable=True),
    sa.Column("last_used_at", number, nullable=True),
)
FRESH = 1.0
"""Seconds for which a process trusts what it read of a key: as long another process's revocation takes."""
NOTED_EVERY = timedelta(minutes=1)
REMEMBERED = 4_096


class StoredKeys:
    """The KeyStore port on the store of the webhooks."""

    def __init__(self, store: HookStore) -> None:
        self._store = store
        self._read: dict[str, tuple[float, ApiKey | None]] = {}
        self._noted: dict[str, datetime] = {}
        self._lock = Lock()
        with store.writing() as connection:
            if not store.is_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
            metadata.create_all(connection)

    def put(self, key: ApiKey, digest: str) -> None:
        """Keep a new key."""
        with self._store.writing() as connection:
            connection.execute(sa.insert(api_keys).values(digest=digest, **_row(key)))
        self._forget()

    def revoke(self, key: str, at: datetime) -> None:
        """End it, at the first time that was said."""
        one = api_keys.c.id == key
        with self._store.writing() as connection:
            ended = sa.func.coalesce(api_keys.c.revoked_at, microseconds(at))
            if connection.execute(sa.update(api_keys).where(one).values(revoked_at=ended)).rowcount == 0:
                raise NoSuchKey(key)
        self._forget()

    def find(self, digest: str) -> ApiKey | None:
        """Looked up once a second at most: a busy program costs no more than that."""
        now = time.monotonic()
        with self._lock:
            read_at, key = self._read.get(digest, (-FRESH, None))
        if now - read_at < FRESH:
            return key
        with self._store.reading() as connection:
            row = connection.execute(sa.select(api_keys).where(api_keys.c.digest == digest)).one_or_none()
        key = None if row is None else _key(row)
        with self._lock:
            if len(self._read) >= REMEMBERED:  # guesses are many, keys are few
                self._read.clear()
            self._read[digest] = now, key
        return key

    def used(self, key: ApiKey, at: datetime) -> None:
        """Written once a minute for each process."""
        with self._lock:
            noted = self._noted.get(key.id)
            if noted is not None and at - noted < NOTED_EVERY:
                return
            self._noted[key.id] = at
        with self._store.writing() as connection:
            one = sa.update(api_keys).where(api_keys.c.id == key.id)
            connection.execute(one.values(last_used_at=microseconds(at)))

    def all(self) -> Sequence[ApiKey]:
        """Every key."""
        with self._store.reading() as connection:
            return [_key(row) for row in connection.execute(sa.select(api_keys).order_by(api_keys.c.id))]

    def _forget(self) -> None:
        with self._lock:
            self._read.clear()


def _row(key: ApiKey) -> dict[str, Any]:
    scope = {"frameworks": sorted(key.scope.frameworks), "types": sorted(key.scope.types)}
    return {
        "id": key.id,
        "name": key.name,
        "holder": key.holder,
        "scope": json.dumps(scope),
        "calendar_of": key.calendar_of,
        "may_act": key.may_act,
        "issued_at": microseconds(key.issued_at),
        "expires_at": microseconds(key.expires_at),
    }


def _key(row: Any) -> ApiKey:
    scope = json.loads(row.scope)
    return ApiKey(
        id=row.id,
        name=row.name,
        holder=row.holder,
        scope=Scope(frameworks=frozenset(scope["frameworks"]), types=frozenset(scope["types"])),
        calendar_of=row.calendar_of,
        may_act=bool(row.may_act),
        issued_at=instant(row.issued_at),
        expires_at=instant(row.expires_at),
        revoked_at=None if row.revoked_at is None else instant(row.revoked_at),
        last_used_at=None if row.last_used_at is None else instant(row.last_used_at),
    )
