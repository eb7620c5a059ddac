"""Rows of the store as the application knows them."""

import json
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from application.webhooks import Attempt, Filter, Subscription
from infrastructure.stored import instant
from infrastructure.webhooks.tables import attempts, sequences, waiting


def filter_of(text: str) -> Filter:
    """A filter as it is stored."""
    return Filter(**{name: tuple(values) for name, values in json.loads(text).items()})


def stored_filter(chosen: Filter) -> str:
    """The inverse of `filter_of`."""
    return json.dumps({name: list(values) for name, values in asdict(chosen).items()})


def subscription_of(connection: sa.Connection, row: Any) -> Subscription:
    """A subscription, with what waits for it."""
    mine, parked = waiting.c.subscription == row.id, sa.and_(sequences.c.subscription == row.id, sequences.c.parked)
    subjects = sa.select(sequences.c.subject).where(parked).order_by(sequences.c.subject)
    return Subscription(
        id=row.id,
        name=row.name,
        url=row.url,
        filter=filter_of(row.filter),
        enabled=row.enabled,
        reason=row.reason,
        cursor=row.cursor,
        failing_since=None if row.failing_since is None else instant(row.failing_since),
        created_at=instant(row.created_at),
        waiting=connection.execute(sa.select(sa.func.count()).select_from(waiting).where(mine)).scalar_one(),
        parked=tuple(connection.execute(subjects).scalars()),
    )


def attempts_of(connection: sa.Connection, subscription: str, limit: int) -> list[Attempt]:
    """The latest attempts, the newest first."""
    a = attempts.c
    rows = connection.execute(
        sa.select(attempts).where(a.subscription == subscription).order_by(a.id.desc()).limit(limit)
    )
    return [
        Attempt(**{name: value for name, value in row.items() if name not in {"id", "at"}}, at=instant(row["at"]))
        for row in rows.mappings()
    ]
