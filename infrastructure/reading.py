"""Reading the log: by position, by stream, by framework."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa

from infrastructure.engines import Query
from infrastructure.recording import DatabaseRecorder, between
from infrastructure.stored import IdempotencyKey, KeyRow, Logged, instant
from infrastructure.tables import claims, events, idempotency

_COLUMNS: tuple[sa.Column[Any], ...] = (
    events.c.stream,
    events.c.version,
    events.c.name,
    events.c.state,
    events.c.position,
    events.c.framework,
    events.c.framework_sequence,
    events.c.recorded_at,
    events.c.body,
    events.c.event_id,
)


_HOLDER = "SELECT stream FROM claims WHERE kind = ? AND value = ?"


class LogReader(DatabaseRecorder):
    """Everything there is to read; nothing here waits for a writer."""

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
        up_to_position: int | None = None,
    ) -> list[Logged]:
        """One stream, by version; `up_to_position` leaves out what was recorded later."""
        t = events.c
        query = sa.select(*_COLUMNS).where(t.stream == str(originator_id))
        query = between(between(query, t.version, gt, lte), t.position, None, up_to_position)
        return self._logged(query.order_by(t.version.desc() if desc else t.version).limit(limit))

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> list[Logged]:
        """The log from `start` to `stop`, by position, at most `limit` of them."""
        t = events.c
        after = None if start is None else start - 1 if inclusive_of_start else start
        query = between(sa.select(*_COLUMNS), t.position, after, stop)
        if topics:
            query = query.where(t.name.in_(topics))
        return self._logged(query.order_by(t.position).limit(limit))

    def iterate(self, after: int = 0, limit: int = 1000) -> list[Logged]:
        """The next events of the log."""
        return self._logged(
            sa.select(*_COLUMNS).where(events.c.position > after).order_by(events.c.position).limit(limit)
        )

    def select_framework(self, framework: str | None, after_sequence: int = 0, limit: int = 1000) -> list[Logged]:
        """The next events of one framework, or of the installation as a whole (None)."""
        t = events.c
        query = sa.select(*_COLUMNS).where(t.framework == (framework or ""), t.framework_sequence > after_sequence)
        return self._logged(query.order_by(t.framework_sequence).limit(limit))

    def select_wanted(
        self, conditions: Sequence[sa.ColumnElement[bool]], after: int, up_to: int, limit: int
    ) -> list[Logged]:
        """The next events after a position, up to another, of which all the conditions hold."""
        t = events.c
        query = sa.select(*_COLUMNS).where(t.position > after, t.position <= up_to, *conditions)
        return self._logged(query.order_by(t.position).limit(limit))

    def max_notification_id(self) -> int | None:
        """The last position; None while the log is empty."""
        return cast("int | None", self.database.rows(sa.select(sa.func.max(events.c.position)))[0][0])

    def head_version(self, stream: str) -> int:
        """The last version of the stream; 0 if there is none."""
        query = sa.select(sa.func.max(events.c.version)).where(events.c.stream == stream)
        return self.database.rows(query)[0][0] or 0

    def recorded_under(self, key: IdempotencyKey) -> KeyRow | None:
        """What was recorded under the key; the digest tells whether for the same request."""
        t = idempotency.c
        query = sa.select(t.digest, t.first, t.last, t.recorded_at).where(
            t.actor == key.actor, t.route == key.route, t.key == key.key
        )
        found = self.database.rows(query)
        return KeyRow.stored(key.name, *found[0]) if found else None

    def holder(self, kind: str, value: str) -> str | None:
        """The stream that holds the value."""
        found = self.database.straight(_HOLDER, (kind, value))
        return found[0][0] if found else None

    def claims_of(self, stream: str) -> list[tuple[str, str]]:
        """What the stream holds: (kind, value), sorted."""
        t = claims.c
        query = sa.select(t.kind, t.value).where(t.stream == stream).order_by(t.kind, t.value)
        return [(kind, value) for kind, value in self.database.rows(query)]

    def _logged(self, query: Query) -> list[Logged]:
        return [
            Logged(stream, version, name, state, position, framework or None, sequence, instant(at), body, event_id)
            for stream, version, name, state, position, framework, sequence, at, body, event_id in self.database.rows(
                query
            )
        ]
