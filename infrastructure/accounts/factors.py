"""Second factors: time-based codes (RFC 6238) of a device, codes by e-mail, and how long a session is trusted."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pyotp
import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyotp.totp import TOTP

from infrastructure.accounts.tables import AccountStore, codes, devices
from infrastructure.stored import microseconds

STEP, AROUND, NONCE = 30, 1, 12
"""Seconds a device shows a code; how many codes before and after are taken, for clocks that differ."""
TRUSTED = timedelta(minutes=10)
"""How long a session needs no second factor again."""
CODE_LASTS, CODE_AGAIN, MOST_TRIES = timedelta(minutes=10), timedelta(seconds=30), 5


class StoredFactors:
    """Second factors in the store of accounts; secrets of devices are closed under the master key."""

    def __init__(self, store: AccountStore, master: bytes, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now
        self._box = AESGCM(hmac.new(master, b"palabre devices", hashlib.sha256).digest())

    def propose(self, person: str) -> str:
        """A secret for a device, to be confirmed by a code; the same one until it is."""
        row = self._device(person)
        if row is not None:
            return self._open(person, row["secret"])
        secret = pyotp.random_base32()
        kept = {"person": person, "secret": self._close(person, secret), "confirmed": False, "last_step": 0}
        self._write(sa.insert(devices).values(kept))
        return secret

    def confirm(self, person: str, code: str) -> bool:
        """From now on codes of that device are asked for, if this is one."""
        return self._take(person, code, confirmed=False)

    def has_device(self, person: str) -> bool:
        """Whether a device was confirmed."""
        row = self._device(person)
        return row is not None and bool(row["confirmed"])

    def is_device_code(self, person: str, code: str) -> bool:
        """Whether the device shows this code now; each code is taken once."""
        return self._take(person, code, confirmed=True)

    def drop_device(self, person: str) -> None:
        """No device any more."""
        self._write(sa.delete(devices).where(devices.c.person == person))

    def _take(self, person: str, code: str, *, confirmed: bool) -> bool:
        row = self._device(person)
        step = None if row is None else self._step(self._open(person, row["secret"]), code)
        if step is None:
            return False
        its = (devices.c.person == person, devices.c.confirmed == confirmed, devices.c.last_step < step)
        return self._write(sa.update(devices).where(*its).values(confirmed=True, last_step=step)) == 1

    def _step(self, secret: str, code: str) -> int | None:
        """The time step of which this is the code."""
        now, typed = int(self._now().timestamp()) // STEP, "".join(code.split())
        near = range(now - AROUND, now + AROUND + 1)
        one = TOTP(secret)
        return (
            next((step for step in near if hmac.compare_digest(one.at(step * STEP), typed)), None)
            if _is(typed)
            else None
        )

    def send_code(self, session: str) -> str | None:
        """A new code for this session, to be sent by e-mail; None where the last one is only just on its way."""
        now, row = self._now(), self._code(session)
        if row is not None and row["digest"] and row["made_at"] > microseconds(now - CODE_AGAIN):
            return None
        code = f"{secrets.randbelow(1_000_000):06}"
        kept = {"digest": _digest(session, code), "tries": 0, "made_at": microseconds(now), "trusted_until": 0}
        self._replace(session, kept)
        return code

    def is_sent_code(self, session: str, code: str) -> bool:
        """Whether it is the code that was sent; it works once, for minutes, and for few tries."""
        lives = (codes.c.session == session, codes.c.made_at > microseconds(self._now() - CODE_LASTS))
        tried = sa.update(codes).where(*lives, codes.c.tries < MOST_TRIES).values(tries=codes.c.tries + 1)
        if self._write(tried) == 0:
            return False
        right = codes.c.digest == _digest(session, "".join(code.split()))
        return self._write(sa.update(codes).where(*lives, right).values(digest=None)) == 1

    def trust(self, session: str) -> None:
        """The session needs no second factor for some minutes."""
        until = microseconds(self._now() + TRUSTED)
        self._replace(session, {"digest": None, "tries": 0, "made_at": 0, "trusted_until": until})

    def trusts(self, session: str) -> bool:
        """Whether it needs none now."""
        row = self._code(session)
        return row is not None and row["trusted_until"] > microseconds(self._now())

    def _replace(self, session: str, kept: dict[str, Any]) -> None:
        with self._store.writing() as connection:
            connection.execute(sa.delete(codes).where(codes.c.session == session))
            connection.execute(sa.insert(codes).values(session=session, **kept))

    def _code(self, session: str) -> Any:
        return self._row(sa.select(codes).where(codes.c.session == session))

    def _device(self, person: str) -> Any:
        return self._row(sa.select(devices).where(devices.c.person == person))

    def _row(self, asked: sa.Select[Any]) -> Any:
        with self._store.reading() as connection:
            return connection.execute(asked).mappings().first()

    def _write(self, statement: Any) -> int:
        with self._store.writing() as connection:
            return connection.execute(statement).rowcount

    def _close(self, person: str, secret: str) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._box.encrypt(nonce, secret.encode(), person.encode())

    def _open(self, person: str, box: bytes) -> str:
        return self._box.decrypt(box[:NONCE], box[NONCE:], person.encode()).decode()


def _is(typed: str) -> bool:
    return typed.isascii() and typed.isdigit()


def _digest(session: str, code: str) -> bytes:
    return hashlib.sha256(f"{session} {code}".encode("utf-8", "replace")).digest()
