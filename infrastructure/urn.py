"""Secret ballots while they wait to be counted: outside the log, without time or voter, destroyed at the count.

A ballot is a random key, the vote it belongs to, a college and a choice. It is staged before the roll is signed and
cast once the roll is: a crash in between leaves a staged ballot, and the number of signatures tells whether it counts.
"""

import secrets
from collections import Counter
from collections.abc import Mapping

import sqlalchemy as sa

from domain.values import MeetingId

metadata = sa.MetaData()
ballots = sa.Table(
    "ballots",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("meeting", sa.Text, nullable=False),
    sa.Column("item", sa.Text, nullable=False),
    sa.Column("college", sa.Text, nullable=False),
    sa.Column("choice", sa.Text, nullable=False),
    sa.Column("cast", sa.Boolean, nullable=False),
)

Votes = Mapping[str, Mapping[str, int]]
"""College → choice → number of ballots."""


class BallotUrn:
    """The Urn port. Ballots are ordered by their random key, so the order of voting cannot be told."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        metadata.create_all(engine, checkfirst=True)

    def stage(self, meeting: MeetingId, item: str, college: str, choice: str) -> str:
        """Put a ballot beside the urn; returns its key."""
        key = secrets.token_hex(16)
        with self._engine.begin() as connection:
            connection.execute(
                sa.insert(ballots).values(
                    key=key, meeting=meeting, item=item, college=college, choice=choice, cast=False
                )
            )
        return key

    def cast(self, key: str) -> None:
        """Put a staged ballot into the urn: the roll is signed."""
        with self._engine.begin() as connection:
            connection.execute(sa.update(ballots).where(ballots.c.key == key).values(cast=True))

    def take_back(self, key: str) -> None:
        """Destroy a staged ballot: the roll was not signed."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(ballots).where(ballots.c.key == key, ballots.c.cast.is_(False)))

    def votes(self, meeting: MeetingId, item: str, *, staged: bool) -> Votes:
        """What is in the urn, with or without the ballots that a crash left beside it."""
        chosen = [ballots.c.meeting == meeting, ballots.c.item == item]
        if not staged:
            chosen.append(ballots.c.cast.is_(True))
        query = sa.select(ballots.c.college, ballots.c.choice).where(*chosen).order_by(ballots.c.key)
        counted: dict[str, Counter[str]] = {}
        with self._engine.connect() as connection:
            for college, choice in connection.execute(query):
                counted.setdefault(college, Counter())[choice] += 1
        return counted

    def destroy(self, meeting: MeetingId, item: str) -> None:
        """Burn the ballots of a vote: the count is recorded."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(ballots).where(ballots.c.meeting == meeting, ballots.c.item == item))
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(sa.text("VACUUM"))
