"""The Merkle tree over the log, grown over what was recorded before; signed checkpoints."""

import sqlalchemy as sa
from alembic import op

from infrastructure.leaves import leaf
from infrastructure.merkle import Frontier

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TOGETHER = 5_000
number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
events = sa.table("events", sa.column("position"), sa.column("recorded_at"), sa.column("body"))


def upgrade() -> None:
    """Make the tables, and a leaf for each event that is there. Refuses a log with a gap."""
    tree = op.create_table(
        "tree",
        sa.Column("position", number, primary_key=True, autoincrement=False),
        sa.Column("hashes", sa.LargeBinary, nullable=False, comment="the leaf, then each subtree that it completes"),
    )
    op.create_table(
        "checkpoints",
        sa.Column("size", number, primary_key=True, autoincrement=False),
        sa.Column("note", sa.Text, nullable=False, comment="with every signature collected so far"),
        sa.Column("signed_at", number, nullable=False, comment="microseconds since 1970, UTC"),
        sa.Column("published", sa.Boolean, nullable=False, comment="enough witnesses had cosigned it"),
    )
    _grow(op.get_bind(), tree)


def _grow(connection: sa.Connection, tree: sa.Table) -> None:
    edge = Frontier()
    query = sa.select(events).order_by(events.c.position).limit(TOGETHER)
    while found := connection.execute(query.where(events.c.position > edge.size)).all():
        rows: list[dict[str, object]] = []
        for position, recorded_at, body in found:
            if position != edge.size + 1:
                message = f"the log has no event at position {edge.size + 1}: it is not whole, and gets no tree"
                raise ValueError(message)
            rows.append({"position": position, "hashes": edge.add(leaf(position, recorded_at, bytes(body)))})
        connection.execute(sa.insert(tree), rows)


def downgrade() -> None:
    """Nothing goes back: a tree that was signed is not thrown away by a migration."""
    raise NotImplementedError
