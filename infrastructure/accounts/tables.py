"""What is kept about accounts and sessions. Secrets are kept as digests: whoever reads the store cannot come in."""

from collections.abc import Generator
from contextlib import contextmanager

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
passwords = sa.Table(
    "account_passwords",
    metadata,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("hash", sa.Text, nullable=False, comment="argon2id, with its salt"),
    sa.Column("changed_at", number, nullable=False),
)
links = sa.Table(
    "account_links",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True, comment="SHA-256 of the secret in the address"),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False, index=True),
    sa.Column("data", sa.Text, nullable=False, comment="JSON"),
    sa.Column("expires_at", number, nullable=False, index=True),
)
devices = sa.Table(
    "account_devices",
    metadata,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("secret", sa.LargeBinary, nullable=False, comment="closed under the master key"),
    sa.Column("confirmed", sa.Boolean, nullable=False),
    sa.Column("last_step", number, nullable=False, comment="the time step of the last code that was taken"),
)
codes = sa.Table(
    "account_codes",
    metadata,
    sa.Column("session", sa.Text, primary_key=True, comment="name of the session"),
    sa.Column("digest", sa.LargeBinary, nullable=True, comment="SHA-256 of session and code; none once used"),
    sa.Column("tries", number, nullable=False),
    sa.Column("made_at", number, nullable=False),
    sa.Column("trusted_until", number, nullable=False),
)
failures = sa.Table(
    "account_failures",
    metadata,
    sa.Column("name", sa.LargeBinary, primary_key=True, comment="SHA-256 of an account or a network address"),
    sa.Column("count", number, nullable=False),
    sa.Column("last_at", number, nullable=False, index=True),
)
addresses = sa.Table(
    "account_addresses",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True, comment="keyed digest of an e-mail address"),
    sa.Column("person", sa.Text, primary_key=True, index=True),
)
identities = sa.Table(
    "account_identities",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True, comment="keyed digest of issuer and subject or address"),
    sa.Column("person", sa.Text, nullable=False, index=True),
)
cursors = sa.Table(
    "account_cursors",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("position", number, nullable=False),
)
notices = sa.Table(
    "account_notices",
    metadata,
    sa.Column("number", number, primary_key=True, autoincrement=True),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("urgent", sa.Boolean, nullable=False),
    sa.Column("at", number, nullable=False),
    sa.Column("read", sa.Boolean, nullable=False),
    sa.Column("letter", sa.Text, nullable=True, index=True, comment="the letter that tells it; none yet"),
    sa.UniqueConstraint("person", "key"),
)
wishes = sa.Table(
    "account_wishes",
    metadata,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("weekly", sa.Boolean, nullable=False),
    sa.Column("at_once", sa.Boolean, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
)
letters = sa.Table(
    "account_letters",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("person", sa.Text, nullable=False, index=True),
    sa.Column("weekly", sa.Boolean, nullable=False),
    sa.Column("made_at", number, nullable=False),
    sa.Column("next_at", number, nullable=False, index=True, comment="when it is tried (again), or free again"),
    sa.Column("tries", number, nullable=False),
    sa.Column("state", sa.Text, nullable=False, comment="waiting, sent or given_up"),
)
OF_A_PERSON = (sessions, drafts, passwords, links, devices, addresses, identities, notices, wishes, letters)
"""What goes when somebody is erased."""


class AccountStore(SideStore):
    """The store of accounts."""

    def __init__(self, url: str | sa.URL) -> None:
        super().__init__(url, metadata, LOCK)

    @contextmanager
    def alone(self) -> Generator[sa.Connection]:
        """A transaction that no other of its kind runs beside: for whoever moves a cursor."""
        with self.writing() as connection:
            if not self.is_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK + 1)))
            yield connection
