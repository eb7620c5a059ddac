"""Time-stamps of checkpoints, as authorities answered."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "timestamps",
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=False),
        sa.Column("response", sa.LargeBinary, nullable=False, comment="RFC 3161, DER, of the text of the checkpoint"),
    )


def downgrade() -> None:
    """Nothing goes back: what an authority stamped is not thrown away by a migration."""
    raise NotImplementedError
