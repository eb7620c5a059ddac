"""Whoever fails waits: longer each time, as one account and from one network address, in all processes alike."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from infrastructure.accounts.tables import AccountStore
from infrastructure.accounts.tables import failures as table
from infrastructure.stored import instant, microseconds

FREE, MANY, SOONEST, LONGEST, FORGOTTEN = 5, 30, 15, 900, timedelta(hours=1)
"""Failures without a wait, as an account and from a network address, which a whole town hall may share; seconds
after the next one, doubled from then on; the longest; when all is forgotten."""
NETWORK = "from "


class StoredThrottle:
    """Failures in the store of accounts."""

    def __init__(self, store: AccountStore, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now

    def wait(self, *names: str) -> int:
        """Seconds to wait before another try under any of these names; 0 for none."""
        free = {_digest(one): MANY if one.startswith(NETWORK) else FREE for one in names}
        asked = sa.select(table).where(table.c.name.in_(free))
        with self._store.reading() as connection:
            rows = connection.execute(asked).mappings().all()
        return max((self._left(row, free[row["name"]]) for row in rows), default=0)

    def failed(self, *names: str) -> None:
        """One more failure under each."""
        now = microseconds(self._now())
        with self._store.writing() as connection:
            connection.execute(sa.delete(table).where(table.c.last_at < microseconds(self._now() - FORGOTTEN)))
            for name in map(_digest, names):
                more = sa.update(table).where(table.c.name == name).values(count=table.c.count + 1, last_at=now)
                if connection.execute(more).rowcount == 0:
                    connection.execute(sa.insert(table).values(name=name, count=1, last_at=now))

    def forget(self, name: str) -> None:
        """Somebody came in under this name."""
        with self._store.writing() as connection:
            connection.execute(sa.delete(table).where(table.c.name == _digest(name)))

    def _left(self, row: Any, free: int) -> int:
        if row["count"] < free:
            return 0
        waits = min(LONGEST, SOONEST * 2 ** min(row["count"] - free, 10))
        since = (self._now() - instant(row["last_at"])).total_seconds()
        return max(0, int(waits - since) + 1) if since < waits else 0


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode("utf-8", "replace")).digest()
