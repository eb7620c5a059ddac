"""Passwords as argon2id hashes; a wrong one costs as much time as an account that does not exist."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from infrastructure.accounts.tables import AccountStore
from infrastructure.accounts.tables import passwords as table
from infrastructure.stored import microseconds

PASSES, KIBIBYTES = 2, 19_456
"""What OWASP recommends at least: dear enough for whoever steals the store, and no way to exhaust a small server."""


class StoredPasswords:
    """Passwords in the store of accounts."""

    def __init__(self, store: AccountStore, now: Callable[[], datetime]) -> None:
        self._store, self._now, self._hasher = (
            store,
            now,
            PasswordHasher(time_cost=PASSES, memory_cost=KIBIBYTES, parallelism=1),
        )
        self._nobody = ""

    def is_set(self, person: str) -> bool:
        """Whether the person has one."""
        return self._hash(person) is not None

    def any(self) -> bool:
        """Whether anybody has one."""
        with self._store.reading() as connection:
            return connection.execute(sa.select(table.c.person).limit(1)).first() is not None

    def set(self, person: str, password: str) -> None:
        """Put a password in the place of whatever there was."""
        row = {"person": person, "hash": self._hasher.hash(password), "changed_at": microseconds(self._now())}
        with self._store.writing() as connection:
            connection.execute(sa.delete(table).where(table.c.person == person))
            connection.execute(sa.insert(table).values(row))

    def fits(self, person: str | None, password: str) -> bool:
        """Whether it is theirs; it takes as long for somebody unknown."""
        kept = self._hash(person) if person else None
        if not self._is(kept or self._decoy(), password) or kept is None or person is None:
            return False
        if self._hasher.check_needs_rehash(kept):
            self.set(person, password)
        return True

    def _is(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False

    def _decoy(self) -> str:
        self._nobody = self._nobody or self._hasher.hash("nobody has this password")
        return self._nobody

    def _hash(self, person: str) -> str | None:
        with self._store.reading() as connection:
            return connection.execute(sa.select(table.c.hash).where(table.c.person == person)).scalar()
