"""The tables of the log: one schema for SQLite and PostgreSQL."""

import sqlalchemy as sa

metadata = sa.MetaData()

whole_number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""64 bits everywhere; SQLite makes only an INTEGER primary key the row's own address."""

# No index on event_id: an event that is sent twice meets its stream's version, and nobody looks events up by id here.
events = sa.Table(
    "events",
    metadata,
    sa.Column("position", whole_number, primary_key=True, autoincrement=False),
    sa.Column("stream", sa.Text, nullable=False),
    sa.Column("version", whole_number, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("event_id", sa.Text, nullable=True),
    sa.Column("framework", sa.Text, nullable=False, comment="empty: the installation as a whole"),
    sa.Column("framework_sequence", whole_number, nullable=False),
    sa.Column("recorded_at", whole_number, nullable=False, comment="microseconds since 1970, UTC"),
    sa.Column("state", sa.LargeBinary, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False, comment="SHA-256"),
    sa.UniqueConstraint("stream", "version", name="events_stream_version"),
    sa.UniqueConstraint("framework", "framework_sequence", name="events_framework_sequence"),
)

snapshots = sa.Table(
    "snapshots",
    metadata,
    sa.Column("stream", sa.Text, primary_key=True),
    sa.Column("version", whole_number, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("state", sa.LargeBinary, nullable=False),
)

claims = sa.Table(
    "claims",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, primary_key=True),
    sa.Column("stream", sa.Text, nullable=False, index=True),
)

idempotency = sa.Table(
    "idempotency",
    metadata,
    sa.Column("actor", sa.Text, primary_key=True),
    sa.Column("route", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("first", whole_number, nullable=True),
    sa.Column("last", whole_number, nullable=True),
    sa.Column("recorded_at", whole_number, nullable=False, index=True),
)

tracking = sa.Table(
    "tracking",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("position", whole_number, nullable=False),
)

tree = sa.Table(
    "tree",
    metadata,
    sa.Column("position", whole_number, primary_key=True, autoincrement=False),
    sa.Column("hashes", sa.LargeBinary, nullable=False, comment="the leaf, then each subtree that it completes"),
)

checkpoints = sa.Table(
    "checkpoints",
    metadata,
    sa.Column("size", whole_number, primary_key=True, autoincrement=False),
    sa.Column("note", sa.Text, nullable=False, comment="with every signature collected so far"),
    sa.Column("signed_at", whole_number, nullable=False, comment="microseconds since 1970, UTC"),
    sa.Column("published", sa.Boolean, nullable=False, comment="enough witnesses had cosigned it"),
)

timestamps = sa.Table(
    "timestamps",
    metadata,
    sa.Column("size", whole_number, primary_key=True, autoincrement=False),
    sa.Column("response", sa.LargeBinary, nullable=False, comment="RFC 3161, DER, of the text of the checkpoint"),
)
