"""The events against themselves: every body digested again, every number counted again, every cause looked for."""

import json
from collections.abc import Callable, Collection, Iterator
from hashlib import sha256
from typing import Any, Protocol

from application.transparency import Finding
from infrastructure import heads
from infrastructure.mapper import body_of
from infrastructure.reading import LogReader
from infrastructure.stored import EPOCH, Logged

TOGETHER = 2_000


class Opening(Protocol):
    """What opens events, sealed values included."""

    def payload_of(self, topic: str, state: bytes) -> Any: ...


class LogCheck:
    """One look at every event, up to `end`. `lines` holds, in the end, the framework heads at the sizes asked for."""

    def __init__(self, log: LogReader, opening: Opening, end: int, sizes: Collection[int] = ()) -> None:
        self._log, self._opening, self._end = log, opening, end
        self._sizes = frozenset(sizes)
        self._last = EPOCH
        self._versions: dict[str, int] = {}
        self._sequences: dict[str, int] = {}
        self._ids: set[str] = set()
        self.lines: dict[int, str] = {0: heads.line(())}

    def run(self, progress: Callable[[int], object]) -> Iterator[Finding]:
        """What does not hold, in order. `progress` is told the position."""
        after = 0
        while rows := self._log.select_notifications(after, TOGETHER, stop=self._end, inclusive_of_start=False):
            for row in rows:
                for kind, words in self._look(row):
                    yield Finding(kind=kind, where=f"events, position {row.id}", words=words)
                if row.id in self._sizes:
                    self.lines[row.id] = heads.line(sorted(self._sequences.items()))
            after = rows[-1].id
            progress(after)

    def _look(self, row: Logged) -> Iterator[tuple[str, str]]:
        yield from self._counted(row)
        if row.event_id is None:
            if sha256(row.topic.encode() + b"\0" + row.state).digest() != row.body:
                yield "body", "its body is not the digest of what it holds"
            return
        try:
            yield from self._opened(row)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            yield "body", f"it cannot be read: {type(error).__name__}"

    def _counted(self, row: Logged) -> Iterator[tuple[str, str]]:
        if row.recorded_at < self._last:
            yield "time", "it was recorded before the event that stands before it"
        self._last = row.recorded_at
        framework, stream = row.framework or "", str(row.originator_id)
        expected = self._sequences.get(framework, 0) + 1
        if row.framework_sequence != expected:
            yield "sequence", f"its number in {framework or 'the installation'} is not {expected}"
        self._sequences[framework] = row.framework_sequence
        version = self._versions.get(stream, 0 if row.event_id else -1)
        follows = row.originator_version == version + 1 if row.event_id else row.originator_version > version
        if not follows:
            yield "version", f"its version in {stream} does not follow {version}"
        self._versions[stream] = row.originator_version

    def _opened(self, row: Logged) -> Iterator[tuple[str, str]]:
        envelope = json.loads(row.state.partition(b"\n")[0])
        if body_of(row) != row.body:
            yield "body", "its body is not the digest of what it holds: it was changed"
        if envelope["id"] != row.event_id:
            yield "id", "its envelope names another event"
        if row.event_id in self._ids:
            yield "id", "another event has the same identifier"
        cause = envelope["causation"]
        if cause is not None and cause not in self._ids:
            yield "cause", f"its cause {cause} is no earlier event"
        self._ids.add(str(row.event_id))
        if b'"box"' in row.state:
            self._opening.payload_of(row.topic, row.state)  # raises ValueError where a sealed value was altered
