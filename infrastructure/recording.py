"""What all recorders share, and the two small ones: snapshots, and how far a reader has come."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from eventsourcing.persistence import AggregateRecorder, StoredEvent, Tracking, TrackingRecorder

from infrastructure.engines import Database, Query
from infrastructure.migrations import migrate
from infrastructure.stored import AlreadyTracked
from infrastructure.tables import snapshots, tracking


class DatabaseRecorder:
    """A database, and tables that are there."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def create_table(self) -> None:
        """Bring the tables to the newest revision; two processes that do so at once wait for each other."""
        with self.database.writing() as connection:
            migrate(connection)


def between(query: Query, column: sa.Column[Any], gt: int | None, lte: int | None) -> Query:
    """Only what lies above the one bound and up to the other, where there is one."""
    if gt is not None:
        query = query.where(column > gt)
    if lte is not None:
        query = query.where(column <= lte)
    return query


class SnapshotRecorder(DatabaseRecorder, AggregateRecorder):
    """Snapshots: state as of a version, beside the log and rebuildable from it."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:
        """Keep snapshots; raises IntegrityError where there is one of that version."""
        rows = [(str(e.originator_id), e.originator_version, e.topic, e.state) for e in stored_events]
        if rows:
            with self.database.writing() as connection:
                connection.execute(
                    sa.insert(snapshots), [dict(zip(snapshots.c.keys(), row, strict=True)) for row in rows]
                )
        return None

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Snapshots of one stream, by version."""
        t = snapshots.c
        query = sa.select(t.stream, t.version, t.name, t.state).where(t.stream == str(originator_id))
        query = between(query, t.version, gt, lte).order_by(t.version.desc() if desc else t.version).limit(limit)
        return [StoredEvent(*row) for row in self.database.rows(query)]

    def forget(self, stream: str) -> None:
        """Remove every snapshot of the stream."""
        with self.database.writing() as connection:
            connection.execute(sa.delete(snapshots).where(snapshots.c.stream == stream))


class Tracker(DatabaseRecorder, TrackingRecorder):
    """How far a reader of some log has come."""

    def insert_tracking(self, tracking: Tracking) -> None:
        """Move on; raises AlreadyTracked for what was processed before."""
        with self.database.writing() as connection:
            track(connection, tracking)

    def max_tracking_id(self, application_name: str) -> int | None:
        """The last notification that was processed."""
        query = sa.select(tracking.c.position).where(tracking.c.name == application_name)
        found = self.database.rows(query)
        return found[0][0] if found else None


def track(connection: sa.Connection, tracked: Tracking) -> None:
    """Move on, under the log's lock."""
    name, position = tracked.application_name, tracked.notification_id
    last = connection.scalar(sa.select(tracking.c.position).where(tracking.c.name == name))
    if last is None:
        connection.execute(sa.insert(tracking).values(name=name, position=position))
    elif last < position:
        connection.execute(sa.update(tracking).where(tracking.c.name == name).values(position=position))
    else:
        raise AlreadyTracked(f"{name} is at {last}, beyond {position}")
