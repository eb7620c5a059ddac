"""Subscriptions, what waits for each, and what came of every attempt: in a store of their own (decision 0011).

A *sequence* is what waits of one subject for one subscription: one process at a time works on it, first things first.
"""

import sqlalchemy as sa

from infrastructure.side_store import SideStore

metadata = sa.MetaData()
number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LOCK = 0x686F6F6B73
"""The PostgreSQL advisory lock under which the tables are made: the letters of `hooks`."""

subscriptions = sa.Table(
    "webhook_subscriptions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("filter", sa.Text, nullable=False, comment="JSON: types, subjects, frameworks"),
    sa.Column("enabled", sa.Boolean, nullable=False),
    sa.Column("reason", sa.Text, nullable=False, comment="why it is disabled"),
    sa.Column("cursor", number, nullable=False, comment="the last position that was looked at"),
    sa.Column("failing_since", number, nullable=True, comment="microseconds since 1970, UTC; null: the last was taken"),
    sa.Column("secrets", sa.LargeBinary, nullable=False, comment="closed with the master key"),
    sa.Column("created_at", number, nullable=False),
)

sequences = sa.Table(
    "webhook_sequences",
    metadata,
    sa.Column("subscription", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("attempts", sa.Integer, nullable=False, comment="at the first of what waits"),
    sa.Column("due", number, nullable=False, index=True),
    sa.Column("parked", sa.Boolean, nullable=False),
    sa.Column("holder", sa.Text, nullable=False, comment="the process that works on it"),
    sa.Column("lease", number, nullable=False, comment="until when it may"),
)

waiting = sa.Table(
    "webhook_waiting",
    metadata,
    sa.Column("subscription", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("position", number, primary_key=True, autoincrement=False),
)

attempts = sa.Table(
    "webhook_attempts",
    metadata,
    sa.Column("id", number, primary_key=True, autoincrement=True),
    sa.Column("subscription", sa.Text, nullable=False),
    sa.Column("position", number, nullable=False),
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("at", number, nullable=False, index=True),
    sa.Column("milliseconds", sa.Float, nullable=False),
    sa.Column("status", sa.Integer, nullable=True),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("request", sa.Text, nullable=False, comment="JSON: address and headers; the body is never kept"),
    sa.Column("response", sa.Text, nullable=False, comment="the first bytes of a refusal"),
    sa.Index("webhook_attempts_newest", "subscription", "id"),
)


class HookStore(SideStore):
    """The store of webhooks."""

    def __init__(self, url: str | sa.URL) -> None:
        super().__init__(url, metadata, LOCK)
