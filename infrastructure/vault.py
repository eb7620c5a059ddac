"""Each person's key, wrapped by a master key from outside the database, in a store of its own.

What is sealed: AES-256-GCM over a random 16-byte salt and the text, additional data = event id and field. The
commitment that stands in the leaf is SHA-256 of salt and text: destroying the key destroys the salt with it.
"""

import hashlib
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import IntegrityError

from application.ports import Clock
from domain.values import PersonId

SALT, NONCE = 16, 12
metadata = sa.MetaData()
person_keys = sa.Table(
    "person_keys",
    metadata,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("wrapped", sa.LargeBinary, nullable=True),
    sa.Column("made_at", sa.Text, nullable=False),
    sa.Column("destroyed_at", sa.Text, nullable=True),
)


class WrongMasterKey(Exception):
    """The master key does not open the keys kept here."""


def master_key(given: str, file: Path) -> bytes:
    """The master key: as given (base64 of 32 bytes), or from a file that is made, readable by its owner alone."""
    place, text = ("PALABRE_MASTER_KEY", given) if given else (str(file), _from_file(file))
    try:
        key = b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise WrongMasterKey(f"{place}: the master key is 32 bytes, in base64")
    return key


def _from_file(file: Path) -> str:
    """What the file says. It is made whole beside its place first: who starts at the same time finds all or nothing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        beside = file.with_name(f".{file.name}.{os.getpid()}.{os.urandom(4).hex()}")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as target:
            target.write(b64encode(os.urandom(32)).decode())
            target.flush()
            os.fsync(target.fileno())
        with suppress(FileExistsError):  # another was quicker: the key is theirs
            os.link(beside, file)
        beside.unlink()
    return file.read_text(encoding="ascii").strip()


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
        self._keys: dict[PersonId, AESGCM | None] = {}
        self._lock = Lock()
        metadata.create_all(engine, checkfirst=True)

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
        key, nonce = AESGCM.generate_key(256), os.urandom(NONCE)
        wrapped = nonce + self._master.encrypt(nonce, key, person.encode())
        try:
            with self._engine.begin() as connection:
                connection.execute(
                    sa.insert(person_keys).values(person=person, wrapped=wrapped, made_at=self._clock.now().isoformat())
                )
        except IntegrityError:  # another process made it first
            kept = self._kept(person)
            return None if kept is None else self._unwrap(person, kept.wrapped)
        return AESGCM(key)

    def _unwrap(self, person: PersonId, wrapped: bytes | None) -> AESGCM | None:
        if wrapped is None:
            return None
        try:
            return AESGCM(self._master.decrypt(wrapped[:NONCE], wrapped[NONCE:], person.encode()))
        except InvalidTag as error:
            raise WrongMasterKey(person) from error


def _bound(person: PersonId, place: str) -> bytes:
    return f"{person}|{place}".encode()
