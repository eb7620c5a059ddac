"""The master key that wraps people's keys: where it is kept, which keys it belongs to, and changing it for another."""

import fcntl
import hashlib
import os
from base64 import b64decode, b64encode
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.exc import IntegrityError

NONCE = 12
metadata = sa.MetaData()
person_keys = sa.Table(
    "person_keys",
    metadata,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("wrapped", sa.LargeBinary, nullable=True),
    sa.Column("made_at", sa.Text, nullable=False),
    sa.Column("destroyed_at", sa.Text, nullable=True),
)
master_mark = sa.Table("master_mark", metadata, sa.Column("mark", sa.Text, primary_key=True))
"""Which master key wraps the keys: a digest of it, so that a process with an older one makes no further key."""


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


def mark_of(master: bytes) -> str:
    """What tells master keys apart and gives none away."""
    return hashlib.sha256(b"palabre master key\0" + master).hexdigest()


def check_mark(engine: sa.Engine, master: bytes) -> None:
    """Note whose keys these are, where nobody has; raises WrongMasterKey where they are another's."""
    with engine.begin() as connection:
        found = connection.execute(sa.select(master_mark.c.mark)).scalar_one_or_none()
        if found is None:
            some = connection.execute(_WRAPPED.limit(1)).one_or_none()
            if some is not None:
                unwrapped(AESGCM(master), some.person, some.wrapped)
            with suppress(IntegrityError):
                connection.execute(sa.insert(master_mark).values(mark=mark_of(master)))
    if found not in (None, mark_of(master)):
        raise WrongMasterKey("the master key is not the one that wraps the keys kept here")


_WRAPPED = sa.select(person_keys.c.person, person_keys.c.wrapped).where(person_keys.c.wrapped.is_not(None))


def adding(row: dict[str, Any], mark: str) -> sa.Insert:
    """Keep a wrapped key, unless the master key has changed meanwhile."""
    values = [sa.literal(row[name], person_keys.c[name].type) for name in row]
    return sa.insert(person_keys).from_select(list(row), sa.select(*values).where(master_mark.c.mark == mark))


def wrapped(master: AESGCM, person: str, key: bytes) -> bytes:
    """A person's key, as it is kept."""
    nonce = os.urandom(NONCE)
    return nonce + master.encrypt(nonce, key, person.encode())


def unwrapped(master: AESGCM, person: str, box: bytes) -> bytes:
    """The way back. Raises WrongMasterKey."""
    try:
        return master.decrypt(box[:NONCE], box[NONCE:], person.encode())
    except InvalidTag as error:
        raise WrongMasterKey(person) from error


def rewrap(engine: sa.Engine, old: bytes, new: bytes) -> int:
    """Wrap every key with another master key, all or none; how many. Nothing that was sealed with them changes."""
    before, after = AESGCM(old), AESGCM(new)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.text("LOCK TABLE person_keys IN EXCLUSIVE MODE"))
        swapped = sa.update(master_mark).where(master_mark.c.mark == mark_of(old)).values(mark=mark_of(new))
        if connection.execute(swapped).rowcount != 1:
            raise WrongMasterKey("the master key was rotated meanwhile")
        rows = connection.execute(_WRAPPED).all()
        for person, box in rows:
            again = wrapped(after, person, unwrapped(before, person, box))
            connection.execute(sa.update(person_keys).where(person_keys.c.person == person).values(wrapped=again))
    return len(rows)


def rotate_in_file(engine: sa.Engine, file: Path) -> int:
    """A new master key in the place of the one in the file. Whatever stops it, `finish_rotation` makes it whole."""
    with _alone(file):
        new, beside = os.urandom(32), _beside(file)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as target:
            target.write(b64encode(new).decode())
            target.flush()
            os.fsync(target.fileno())
        count = rewrap(engine, master_key("", file), new)
        beside.replace(file)
    return count


def finish_rotation(engine: sa.Engine, file: Path) -> None:
    """A rotation that was stopped half way: the key that wraps what is kept is the one that stays."""
    if not _beside(file).exists():
        return
    with _alone(file):
        if _beside(file).exists():  # else another process has just made it whole
            _finish(engine, file, _beside(file))


def _finish(engine: sa.Engine, file: Path, beside: Path) -> None:
    metadata.create_all(engine, checkfirst=True)
    with engine.connect() as connection:
        mark = connection.execute(sa.select(master_mark.c.mark)).scalar_one_or_none()
    try:
        is_new = mark == mark_of(master_key("", beside))
    except WrongMasterKey:
        is_new = False  # it was not even written to its end
    if is_new:
        beside.replace(file)
    else:
        beside.unlink()


def _beside(file: Path) -> Path:
    return file.with_name(f"{file.name}.next")


@contextmanager
def _alone(file: Path) -> Generator[None]:
    """Whoever else rotates the key in this file, or makes a rotation whole, waits."""
    lock = os.open(file.with_name(f"{file.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
