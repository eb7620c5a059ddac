"""The eventsourcing library's recorders on SQLite and PostgreSQL: gapless positions, in commit order."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from eventsourcing.persistence import (
    ApplicationRecorder,
    InfrastructureFactory,
    ProcessRecorder,
    StoredEvent,
    Subscription,
    Tracking,
    TrackingRecorder,
)
from eventsourcing.utils import Environment, EnvType, resolve_topic, strtobool

from infrastructure.engines import Database
from infrastructure.following import Bell, LogSubscription
from infrastructure.group import GroupCommit
from infrastructure.postgres_writer import PostgresWriter
from infrastructure.reading import LogReader
from infrastructure.recording import DatabaseRecorder, SnapshotRecorder, Tracker
from infrastructure.settling import Append
from infrastructure.sqlite_writer import SqliteWriter
from infrastructure.stored import Claim, IdempotencyKey, Positions, microseconds
from infrastructure.tables import claims, idempotency
from infrastructure.writers import Clock

R = TypeVar("R", bound=DatabaseRecorder)

KEYS_KEPT = timedelta(days=30)


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the one place where the log looks at a clock


class Recorder(LogReader, ApplicationRecorder):
    """The log. Raises, besides the library's errors, those of `infrastructure.stored`."""

    def __init__(self, database: Database, clock: Clock = system_clock) -> None:
        super().__init__(database)
        self.clock = clock
        self.bell = Bell(database)
        self.writer = SqliteWriter(database, clock) if database.is_sqlite else PostgresWriter(database, clock)
        self.commits = GroupCommit(self.writer.commit)

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        tracking: Tracking | None = None,
        expected: Mapping[str, int] | None = None,
        read: Mapping[str, int] | None = None,
        claims: Sequence[Claim] = (),
        releases: Sequence[Claim] = (),
        key: IdempotencyKey | None = None,
        **unknown: Any,
    ) -> Positions | None:
        """Append, all or nothing, and return the positions once they are on disk; None if there was nothing to do.

        `expected` and `read` give versions that must still be the head of their streams (0: no such stream);
        `releases` are let go before `claims` are taken. A repeated `key` writes nothing and returns what it
        recorded the first time (`positions.repeated`). Raises StreamConflict, ReadSetChanged, ClaimTaken, KeyReused,
        AlreadyTracked; OperationalError if nothing was written, OutcomeUnknown if that cannot be told.
        """
        if unknown:
            raise TypeError(f"an append knows nothing of {', '.join(unknown)}")
        append = Append(stored_events, tracking, expected or {}, read or {}, claims, releases, key)
        if not (stored_events or tracking or expected or read or claims or releases or key):
            return None
        self.commits.submit(append)
        if append.error is not None:
            raise append.error
        self.bell.ring()
        return append.positions

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        """Every event after `gt`, then those to come, also from other processes."""
        return LogSubscription(self, self.bell, gt, topics)

    def wait_beyond(self, position: int, timeout: float) -> bool:
        """Whether the log reaches beyond the position: as soon as it does, or once so many seconds are up."""
        return self.bell.wait_beyond(position, timeout)

    def purge_keys(self, kept: timedelta = KEYS_KEPT) -> int:
        """Forget the keys older than that; how many there were."""
        before = microseconds(self.clock() - kept)
        with self.database.writing() as connection:
            return connection.execute(sa.delete(idempotency).where(idempotency.c.recorded_at < before)).rowcount

    def replace_claims(self, held: Iterable[Claim]) -> None:
        """Put these in place of all claims: they can be told from the log. `held` is read under the log's lock."""
        with self.database.writing() as connection:
            connection.execute(sa.delete(claims))
            rows = [{"kind": kind, "value": value, "stream": stream} for kind, value, stream in held]
            if rows:
                connection.execute(sa.insert(claims), rows)

    def close(self) -> None:
        """Let go of the connection that is held for appending."""
        self.writer.release()


class ProcessingRecorder(Tracker, Recorder, ProcessRecorder):
    """The log, and how far it has come in the logs it follows, moved on with the events that result."""


class Factory(InfrastructureFactory[TrackingRecorder]):
    """Recorders on the database named by PALABRE_DATABASE; CREATE_TABLE=no leaves the tables to others."""

    DATABASE = "PALABRE_DATABASE"
    CREATE_TABLE = "CREATE_TABLE"

    def __init__(
        self, env: Environment | EnvType | None, database: Database | None = None, clock: Clock = system_clock
    ) -> None:
        super().__init__(env)
        self.database = database or Database(self._url())
        self.clock = clock
        self._open: list[Recorder] = []

    def _url(self) -> str:
        url = self.env.get(self.DATABASE)
        if not url:
            raise OSError(f"{self.DATABASE} names no database")
        return url

    def aggregate_recorder(self, purpose: str = "snapshots") -> SnapshotRecorder:
        """Where snapshots are kept: without the log there is nothing else to keep, whatever the purpose is called."""
        del purpose
        return self._ready(SnapshotRecorder(self.database))

    def application_recorder(self) -> Recorder:
        """The log."""
        recorder = self._ready(Recorder(self.database, self.clock))
        self._open.append(recorder)
        return recorder

    def tracking_recorder(self, tracking_recorder_class: type[TrackingRecorder] | None = None) -> TrackingRecorder:
        """How far readers have come."""
        topic = self.env.get(self.TRACKING_RECORDER_TOPIC)
        chosen: Any = tracking_recorder_class or (resolve_topic(topic) if topic else Tracker)
        recorder: TrackingRecorder = self._ready(chosen(self.database))
        return recorder

    def process_recorder(self) -> ProcessingRecorder:
        """The log with tracking."""
        recorder = self._ready(ProcessingRecorder(self.database, self.clock))
        self._open.append(recorder)
        return recorder

    def _ready(self, recorder: R) -> R:
        if strtobool(self.env.get(self.CREATE_TABLE) or "yes"):
            recorder.create_table()
        return recorder

    def close(self) -> None:
        """Close every connection."""
        for recorder in self._open:
            recorder.close()
        self.database.close()
