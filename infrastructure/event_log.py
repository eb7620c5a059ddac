"""The log behind our port: the eventsourcing library's Application on our recorder, mapper and clock."""

import hashlib
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from eventsourcing.application import Application
from eventsourcing.persistence import InfrastructureFactory, PersistenceError, Tracking
from eventsourcing.utils import Environment

import domain
from application.nouns import Noun
from application.ports import (
    AlreadyClaimed,
    Batch,
    IdempotencyKey,
    KeyReused,
    LogConflict,
    Receipt,
    Recorded,
    Unavailable,
)
from infrastructure import event_names
from infrastructure.mapper import Numbered, PalabreMapper, Sealer, StateSnapshot, snapshot_topic
from infrastructure.recorder import Factory, Recorder
from infrastructure.recording import Tracker
from infrastructure.stored import AlreadyTracked, ClaimTaken, Logged, ReadSetChanged, StreamConflict
from infrastructure.stored import IdempotencyKey as StoredKey
from infrastructure.stored import KeyReused as StoredKeyReused
from infrastructure.tables import events, snapshots

PAGE = 1_000
BARE = (
    sa.select(events.c.version, events.c.name, events.c.state)
    .where(events.c.stream == sa.bindparam("stream"), events.c.version > sa.bindparam("after"))
    .order_by(events.c.version)
    .limit(5_000)
)
HEADS = "SELECT position, stream, version FROM events WHERE position > ? ORDER BY position LIMIT ?"
BARE_UP_TO = BARE.where(events.c.position <= sa.bindparam("up_to"))


class PalabreApplication(Application[str]):
    """The library's application with our engine, vault and clock injected."""

    name = "Palabre"

    def __init__(self, factory: Factory, vault: Sealer) -> None:
        self._factory, self._vault = factory, vault
        super().__init__()
        self.kept = self.construct_snapshot_store()

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """Our factory, made once in the composition root."""
        del env
        return self._factory

    def construct_mapper(self) -> PalabreMapper:
        """Our mapper: permanent names, sealed values, leaf bytes."""
        return PalabreMapper(self._vault)


class PalabreLog:
    """The EventLog and the Snapshots of the application, and what the projector and the feeds read."""

    def __init__(self, application: PalabreApplication, nouns: Mapping[str, Noun], rules: str) -> None:
        self.application = application
        self.recorder = cast("Recorder", application.recorder)
        self.mapper = cast("PalabreMapper", application.mapper)
        self._nouns, self._rules = nouns, rules

    def append(self, batch: Batch) -> Receipt:
        """Record all or nothing; see the port for what it raises."""
        key = None if batch.key is None else _key(batch.key)
        with _in_our_words():
            stored = [self.mapper.to_stored_event(one) for one in _numbered(batch)]
            positions = self.recorder.insert_events(
                stored,
                expected=batch.expected,
                read=batch.read,
                claims=[(claim.kind, claim.value, stream) for claim, stream in batch.claims],
                releases=[(claim.kind, claim.value, stream) for claim, stream in batch.releases],
                key=key,
            )
        return Receipt(positions=positions or (), repeated=positions is not None and positions.repeated)

    def recorded_under(self, key: IdempotencyKey) -> Receipt | None:
        """What an earlier request with this key recorded."""
        with _in_our_words():
            row = self.recorder.recorded_under(_key(key))
        if row is None:
            return None
        if row.digest != key.digest:
            raise KeyReused
        return Receipt(positions=row.positions, repeated=True)

    def stream(self, stream: str, after: int = 0, up_to: int | None = None) -> Iterator[Recorded]:
        """The facts of a stream after a version, as the log was at position `up_to`."""
        while rows := self._rows(stream, after, up_to):
            yield from map(self.mapper.recorded, rows)
            after = rows[-1].originator_version

    def _rows(self, stream: str, after: int, up_to: int | None) -> list[Logged]:
        with _in_our_words():
            return self.recorder.select_events(stream, gt=after, up_to_position=up_to, limit=PAGE)

    def payloads(self, stream: str, after: int = 0, up_to: int | None = None) -> Iterator[tuple[int, object]]:
        """Version and event alone, for folding."""
        while rows := self._bare(stream, after, up_to):
            for name, run in groupby(rows, key=itemgetter(1)):
                several = list(run)
                events = self.mapper.payloads_of(name, [state for _, _, state in several])
                yield from ((version, event) for (version, _, _), event in zip(several, events, strict=True))
            after = rows[-1][0]

    def _bare(self, stream: str, after: int, up_to: int | None) -> list[tuple[Any, ...]]:
        query = BARE if up_to is None else BARE_UP_TO
        values = {"stream": stream, "after": after} | ({} if up_to is None else {"up_to": up_to})
        with _in_our_words():
            return self.recorder.database.rows(query, values)

    def version(self, stream: str) -> int:
        """The version of the last fact of a stream; 0 where there is no such stream."""
        with _in_our_words():
            return self.recorder.head_version(stream)

    def heads(self, position: int, limit: int) -> Sequence[tuple[int, str, int]]:
        """Position, stream and version of the next facts after a position: what has changed since."""
        with _in_our_words():
            return self.recorder.database.straight(HEADS, (position, limit))

    def after(self, position: int, limit: int = PAGE) -> Sequence[Recorded]:
        """The next facts after a position, in order."""
        with _in_our_words():
            return [self.mapper.recorded(row) for row in self.recorder.iterate(position, limit)]

    def of_types(self, types: Sequence[type], position: int, limit: int = PAGE) -> Sequence[Recorded]:
        """The next facts of these types, in whatever version they were written, after a position."""
        names = [topic for kind in types for topic in event_names.topics(kind)]
        with _in_our_words():
            rows = self.recorder.select_notifications(position, limit, topics=names, inclusive_of_start=False)
        return [self.mapper.recorded(row) for row in rows]

    def at(self, positions: Sequence[int]) -> Sequence[Recorded]:
        """The facts at these positions, in order. Positions of one request follow one another."""
        if not positions:
            return ()
        return self.after(positions[0] - 1, len(positions))

    def position(self) -> int:
        """The last position; 0 for an empty log."""
        with _in_our_words():
            return self.recorder.max_notification_id() or 0

    def position_at(self, instant: datetime) -> int:
        """The last position recorded at or before an instant: recorded times never decrease, so halving finds it."""
        low, high = 0, self.position()
        while low < high:
            middle = (low + high + 1) // 2
            with _in_our_words():
                (row,) = self.recorder.iterate(middle - 1, 1)
            low, high = (middle, high) if row.recorded_at <= instant else (low, middle - 1)
        return low

    def streams_of(self, framework: str, position: int) -> Sequence[str]:
        """The streams of a framework that had begun by a position."""
        query = sa.select(events.c.stream).where(events.c.framework == framework, events.c.position <= position)
        with _in_our_words():
            return [stream for (stream,) in self.recorder.database.rows(query.distinct())]

    def latest(self, stream: str, up_to_version: int | None = None) -> tuple[int, object] | None:
        """Version and state of the newest snapshot that today's rules folded."""
        with _in_our_words():
            rows = self.application.kept.recorder.select_events(stream, lte=up_to_version, desc=True, limit=1)
        if not rows or rows[0].topic != snapshot_topic(self._rules):
            return None
        kind = self._nouns[stream.partition("-")[0]].state
        return rows[0].originator_version, self.mapper.snapshot_state(rows[0], kind)

    def keep(self, stream: str, version: int, state: object) -> None:
        """Keep a snapshot; another process may have kept the same one, and none is ever needed."""
        snapshot = StateSnapshot(originator_id=stream, originator_version=version, state=state, rules=self._rules)
        with suppress(PersistenceError):
            self.application.kept.recorder.insert_events([self.mapper.to_stored_event(snapshot)])

    def drop(self) -> None:
        """Drop every snapshot; none is ever needed."""
        with _in_our_words(), self.recorder.database.writing() as connection:
            connection.execute(sa.delete(snapshots))

    def unknown_names(self) -> list[str]:
        """Event names in the log that nobody registered: with one of them, nothing must start."""
        with _in_our_words():
            rows = self.recorder.database.rows(sa.select(events.c.name).distinct())
        return sorted(name for (name,) in rows if not event_names.is_known(name))

    def close(self) -> None:
        """Close every connection."""
        self.application.close()


class LogBookmark:
    """The Bookmark port on the library's tracking recorder."""

    def __init__(self, factory: Factory) -> None:
        self._tracker = factory.tracking_recorder(Tracker)

    def position(self, name: str) -> int:
        """The last position the follower has dealt with."""
        with _in_our_words():
            return self._tracker.max_tracking_id(name) or 0

    def move(self, name: str, position: int) -> None:
        """It has dealt with everything up to here; another process may have been quicker."""
        with _in_our_words(), suppress(AlreadyTracked):
            self._tracker.insert_tracking(Tracking(name, position))


def _numbered(batch: Batch) -> Iterator[Numbered]:
    versions = dict(batch.expected)
    for entry in batch.entries:
        versions[entry.stream] = versions.get(entry.stream, 0) + 1
        yield Numbered(originator_id=entry.stream, originator_version=versions[entry.stream], entry=entry)


def _key(key: IdempotencyKey) -> StoredKey:
    return StoredKey(actor=key.actor, route=key.route, key=key.key, digest=key.digest)


@contextmanager
def _in_our_words() -> Generator[None]:
    """What the recorder raises, as the port names it."""
    try:
        yield
    except (StreamConflict, ReadSetChanged) as error:
        raise LogConflict(error.stream, error.expected, error.actual) from error
    except ClaimTaken as error:
        raise AlreadyClaimed(error.kind, error.value, error.holder) from error
    except StoredKeyReused as error:
        raise KeyReused from error
    except PersistenceError as error:
        raise Unavailable(str(error)) from error


def rules_digest() -> str:
    """A digest of every rule: states folded by other rules are folded again."""
    root = Path(domain.__file__).parent
    digest = hashlib.sha256()
    for file in sorted(root.rglob("*.py")):
        digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
