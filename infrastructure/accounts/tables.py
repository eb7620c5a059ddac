"""What is kept about accounts and sessions. Secrets are kept as digests: whoever reads the store cannot come in."""

import sqlalchemy as sa

from infrastructure.side_store import SideStore

metadata = sa.MetaData()
number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LOCK = 0x646F6F7273
"""The PostgreSQL advisory lock under which the tables are made: the letters of `doors`."""

sessions = sa.Table(
    "account_sessions",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True, comment="SHA-256 of the secret in the cookie"),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("person", sa.Text, nullable=False, index=True),
    sa.Column("mandate", sa.Text, nullable=True),
    sa.Column("framework", sa.Text, nullable=True),
    sa.Column("way", sa.Text, nullable=False),
    sa.Column("begun_at", number, nullable=False, comment="microseconds since 1970, UTC"),
    sa.Column("seen_at", number, nullable=False, index=True),
)

drafts = sa.Table(
    "account_drafts",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("person", sa.Text, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False, comment="what was typed, as JSON"),
    sa.Column("changed_at", number, nullable=False, comment="microseconds since 1970, UTC"),
)


class AccountStore(SideStore):
    """The store of accounts."""

    def __init__(self, url: str | sa.URL) -> None:
        super().__init__(url, metadata, LOCK)
