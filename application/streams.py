"""Folded states of streams, from memory, a snapshot or the log, always checked against the log when recording."""

import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from threading import Lock
from typing import Any

from application.glancing import Glances
from application.nouns import Noun
from application.ports import EventLog, Snapshots
from domain.decider import record

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SNAPSHOT_EVERY = 200
REMEMBERED = 4_096


class NoSuchKind(LookupError):
    """No noun of this name."""


@record
class Folded:
    """A state and the version of the stream it was folded from; version 0 is the initial state."""

    version: int
    state: Any


class Streams:
    """Folds streams. Remembered states are brought up to date from the log at every use."""

    def __init__(self, log: EventLog, snapshots: Snapshots, nouns: Mapping[str, Noun]) -> None:
        self._log, self._snapshots, self._nouns = log, snapshots, nouns
        self._remembered: OrderedDict[str, tuple[Folded, int]] = OrderedDict()
        """Each state, with a position at which it was the newest."""
        self.glances = Glances(log)
        self._kept: dict[str, int] = {}
        self._lock = Lock()

    def noun(self, stream: str) -> Noun:
        """The noun a stream name begins with."""
        kind = stream.partition("-")[0]
        if kind not in self._nouns:
            raise NoSuchKind(kind)
        return self._nouns[kind]

    def is_name(self, text: str) -> bool:
        """Whether a text has the form of a stream name: a kind there is, a dash, a UUID."""
        kind, _, uuid = text.partition("-")
        return kind in self._nouns and UUID.fullmatch(uuid) is not None

    def folded(self, stream: str) -> Folded:
        """The state at the end of the log."""
        noun, as_of, known = self.noun(stream), self.glances.known, self._recall(stream)
        start = (
            (known and known[0]) or self._from_snapshot(stream, None) or Folded(version=0, state=noun.decider.initial)
        )
        now = self._fold_on(noun, start, self._log.payloads(stream, after=start.version))
        self.remember(stream, now, as_of)
        return now

    def glanced(self, stream: str) -> Folded:
        """The state at the last glance at the log, or later: what is remembered and has not changed is not read."""
        known = self._recall(stream)
        if known is not None and self.glances.heads.confirm(stream, known[0].version, known[1]):
            return known[0]
        return self.folded(stream)

    def as_known(self, stream: str, position: int) -> Folded:
        """The state as the log knew it at a position."""
        noun = self.noun(stream)
        return self._fold_on(
            noun, Folded(version=0, state=noun.decider.initial), self._log.payloads(stream, up_to=position)
        )

    def remember(self, stream: str, folded: Folded, as_of: int) -> None:
        """Keep a state in memory, and now and then a snapshot of it. `as_of`: a position where it was the newest."""
        if folded.version == 0:
            return
        with self._lock:
            self._remembered[stream] = folded, as_of
            self._remembered.move_to_end(stream)
            if len(self._remembered) > REMEMBERED:
                gone, _ = self._remembered.popitem(last=False)
                self._kept.pop(gone, None)
            due = folded.version - self._kept.get(stream, 0) >= SNAPSHOT_EVERY
            if due:
                self._kept[stream] = folded.version
        if due:
            self._snapshots.keep(stream, folded.version, folded.state)

    def forget(self, *, snapshots: bool = True) -> None:
        """Drop every remembered state, by default snapshots too: someone was erased."""
        if snapshots:
            self._snapshots.drop()
        with self._lock:
            self._remembered.clear()
            self._kept.clear()
        self.glances.forget()

    def _recall(self, stream: str) -> tuple[Folded, int] | None:
        with self._lock:
            return self._remembered.get(stream)

    def _from_snapshot(self, stream: str, up_to_version: int | None) -> Folded | None:
        found = self._snapshots.latest(stream, up_to_version)
        if found is None:
            return None
        with self._lock:
            self._kept[stream] = found[0]
        return Folded(version=found[0], state=found[1])

    @staticmethod
    def _fold_on(noun: Noun, start: Folded, events: Iterator[tuple[int, object]]) -> Folded:
        version = start.version

        def told() -> Iterator[object]:
            nonlocal version
            for version, event in events:  # noqa: B007 — the last version is what counts
                yield event

        state = noun.decider.advance(start.state, told())
        return start if version == start.version else Folded(version=version, state=state)
