"""The log: events, snapshots, claims, idempotency keys, tracking."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "events",
        sa.Column("position", number, primary_key=True, autoincrement=False),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("version", number, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("event_id", sa.Text, nullable=True),
        sa.Column("framework", sa.Text, nullable=False, comment="empty: the installation as a whole"),
        sa.Column("framework_sequence", number, nullable=False),
        sa.Column("recorded_at", number, nullable=False, comment="microseconds since 1970, UTC"),
        sa.Column("state", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False, comment="SHA-256"),
        sa.UniqueConstraint("stream", "version", name="events_stream_version"),
        sa.UniqueConstraint("framework", "framework_sequence", name="events_framework_sequence"),
    )
    op.create_table(
        "snapshots",
        sa.Column("stream", sa.Text, primary_key=True),
        sa.Column("version", number, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("state", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "claims",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, primary_key=True),
        sa.Column("stream", sa.Text, nullable=False),
    )
    op.create_index("ix_claims_stream", "claims", ["stream"])
    op.create_table(
        "idempotency",
        sa.Column("actor", sa.Text, primary_key=True),
        sa.Column("route", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("first", number, nullable=True),
        sa.Column("last", number, nullable=True),
        sa.Column("recorded_at", number, nullable=False),
    )
    op.create_index("ix_idempotency_recorded_at", "idempotency", ["recorded_at"])
    op.create_table(
        "tracking",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("position", number, nullable=False),
    )


def downgrade() -> None:
    """Nothing goes below the first revision: a log is not thrown away by a migration."""
    raise NotImplementedError
