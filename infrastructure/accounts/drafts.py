"""Drafts as rows beside the sessions: each is found by its person and its name together."""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from application.drafts import Draft
from infrastructure.accounts.tables import AccountStore
from infrastructure.accounts.tables import drafts as table

MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class StoredDrafts:
    """Drafts in the store of accounts."""

    def __init__(self, store: AccountStore, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now

    def keep(self, person: str, kind: str, content: Mapping[str, Any], name: str = "") -> str:
        """Keep a draft, anew or under its name."""
        row = {
            "content": json.dumps(dict(content), ensure_ascii=False),
            "changed_at": (self._now() - EPOCH) // MICROSECOND,
        }
        with self._store.writing() as connection:
            if name and connection.execute(sa.update(table).where(self._is(person, name)).values(row)).rowcount:
                return name
            name = secrets.token_hex(8)
            connection.execute(sa.insert(table).values(name=name, person=person, kind=kind, **row))
        return name

    def find(self, person: str, name: str) -> Draft | None:
        """A draft of this person."""
        with self._store.reading() as connection:
            row = connection.execute(sa.select(table).where(self._is(person, name))).mappings().first()
        return None if row is None else _draft(row)

    def of(self, person: str, kind: str) -> Sequence[Draft]:
        """All of a kind, the latest changed first."""
        asked = sa.select(table).where(table.c.person == person, table.c.kind == kind)
        with self._store.reading() as connection:
            rows = connection.execute(asked.order_by(table.c.changed_at.desc())).mappings().all()
        return [_draft(row) for row in rows]

    def drop(self, person: str, name: str) -> None:
        """Forget a draft."""
        with self._store.writing() as connection:
            connection.execute(sa.delete(table).where(self._is(person, name)))

    @staticmethod
    def _is(person: str, name: str) -> sa.ColumnElement[bool]:
        return sa.and_(table.c.person == person, table.c.name == name)


def _draft(row: Any) -> Draft:
    changed = EPOCH + row["changed_at"] * MICROSECOND
    return Draft(name=row["name"], kind=row["kind"], content=json.loads(row["content"]), changed_at=changed)
