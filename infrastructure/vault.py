"""Each person's key, wrapped by a master key from outside the database, in a store of its own.

What is sealed: AES-256-GCM over a random 16-byte salt and the text, additional data = event id and field. The
commitment that stands in the leaf is SHA-256 of salt and text: destroying the key destroys the salt with it.
"""

import hashlib
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from threading import Lock

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import IntegrityError

from application.ports import Clock
from domain.values import PersonId
from infrastructure.master_key import (
    NONCE,
    WrongMasterKey,
    adding,
    check_mark,
    mark_of,
    metadata,
    person_keys,
    unwrapped,
    wrapped,
)

SALT = 16


def open_keys(url: str) -> sa.Engine:
    """The store of keys. What SQLite deletes there, it overwrites with zeros."""
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _overwriting)
    return engine


def _overwriting(connection: DBAPIConnection, record: object) -> None:
    del record
    cursor = connection.cursor()
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


class KeyVault:
    """Seals and opens values about people. Keys are made at first use and kept before anything sealed with them."""

    def __init__(self, engine: sa.Engine, master: bytes, clock: Clock) -> None:
        self._engine, self._master, self._clock = engine, AESGCM(master), clock
        self._mark = mark_of(master)
        self._keys: dict[PersonId, AESGCM | None] = {}
        self._lock = Lock()
        metadata.create_all(engine, checkfirst=True)
        check_mark(engine, master)

    def seal(self, person: PersonId, place: str, text: str) -> Mapping[str, str]:
        """Box and commitment of a text about a person; an erased person's texts are not kept at all."""
        key = self._key(person, make=True)
        if key is None:
            return {}
        salt, nonce = os.urandom(SALT), os.urandom(NONCE)
        box = nonce + key.encrypt(nonce, salt + text.encode(), _bound(person, place))
        commitment = hashlib.sha256(salt + text.encode()).hexdigest()
        return {"box": b64encode(box).decode(), "commitment": commitment}

    def unseal(self, person: PersonId, place: str, stored: Mapping[str, str]) -> str | None:
        """The text, or None where the person was erased. Raises ValueError where the box was moved or altered."""
        key = self._key(person, make=False)
        if key is None:
            return None
        box = b64decode(stored["box"])
        try:
            return key.decrypt(box[:NONCE], box[NONCE:], _bound(person, place))[SALT:].decode()
        except InvalidTag as error:
            message = f"a sealed value about {person} at {place} was moved or altered"
            raise ValueError(message) from error

    def erase(self, person: PersonId) -> None:
        """Destroy the person's key for ever; nothing sealed with it can be read again, nor in a backup of the log."""
        at = self._clock.now().isoformat()
        with self._engine.begin() as connection:
            known = connection.execute(
                sa.update(person_keys)
                .where(person_keys.c.person == person)
                .values(wrapped=None, destroyed_at=sa.func.coalesce(person_keys.c.destroyed_at, at))
            )
            if known.rowcount == 0:
                connection.execute(sa.insert(person_keys).values(person=person, made_at=at, destroyed_at=at))
        with self._lock:
            self._keys[person] = None
        self._sweep()

    def _sweep(self) -> None:
        """Leave no copy of the key in the database's own files; SQLite overwrites what it deletes (`open_keys`)."""
        if self._engine.dialect.name == "postgresql":
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(sa.text("VACUUM FULL person_keys"))

    def erased(self) -> Sequence[PersonId]:
        """Everyone whose key was destroyed, in the order of their identifiers."""
        query = sa.select(person_keys.c.person).where(person_keys.c.destroyed_at.is_not(None))
        with self._engine.connect() as connection:
            return [PersonId(person) for (person,) in connection.execute(query.order_by(person_keys.c.person))]

    def forget(self, person: PersonId) -> None:
        """Drop a remembered key: another process may have destroyed it."""
        with self._lock:
            self._keys.pop(person, None)

    def _key(self, person: PersonId, *, make: bool) -> AESGCM | None:
        with self._lock:
            if person in self._keys:
                return self._keys[person]
            kept = self._kept(person)
            if kept is None and not make:
                return None
            key = self._make(person) if kept is None else self._unwrap(person, kept.wrapped)
            self._keys[person] = key
            return key

    def _kept(self, person: PersonId) -> "sa.Row[tuple[bytes | None]] | None":
        with self._engine.connect() as connection:
            return connection.execute(
                sa.select(person_keys.c.wrapped).where(person_keys.c.person == person)
            ).one_or_none()

    def _make(self, person: PersonId) -> AESGCM | None:
        key = AESGCM.generate_key(256)
        box, at = wrapped(self._master, person, key), self._clock.now().isoformat()
        row = {"person": person, "wrapped": box, "made_at": at}
        try:
            with self._engine.begin() as connection:
                made = connection.execute(adding(row, self._mark))
        except IntegrityError:  # another process made it first
            kept = self._kept(person)
            return None if kept is None else self._unwrap(person, kept.wrapped)
        if made.rowcount == 0:
            raise WrongMasterKey("the master key was rotated since this process began: start it again")
        return AESGCM(key)

    def _unwrap(self, person: PersonId, box: bytes | None) -> AESGCM | None:
        return None if box is None else AESGCM(unwrapped(self._master, person, box))


def _bound(person: PersonId, place: str) -> bytes:
    return f"{person}|{place}".encode()
