"""What becomes of each append of a batch, decided under the lock from what the log says at that moment."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from eventsourcing.persistence import StoredEvent, Tracking

from infrastructure.stored import (
    AlreadyTracked,
    Claim,
    ClaimTaken,
    IdempotencyKey,
    KeyName,
    KeyReused,
    KeyRow,
    Positions,
    PreparedEvent,
    ReadSetChanged,
    StreamConflict,
    microseconds,
)

NOTHING_YET = -1
"""The head of an empty stream: plain stored events may start at version 0, ours start at 1."""

EventRow = tuple[int, str, int, str, str | None, str, int, int, bytes, bytes]
TreeRow = tuple[int, bytes]


def _none() -> dict[Any, Any]:
    return {}  # a subscripted `dict[str, int]` takes ten times as long to call


def _empty() -> list[Any]:
    return []


@dataclass(slots=True, eq=False)
class Append:
    """One caller's events with all that must hold for them, and, in the end, the positions or the error."""

    events: Sequence[StoredEvent]
    tracking: Tracking | None = None
    expected: Mapping[str, int] = field(default_factory=_none)
    read: Mapping[str, int] = field(default_factory=_none)
    claims: Sequence[Claim] = ()
    releases: Sequence[Claim] = ()
    key: IdempotencyKey | None = None
    positions: Positions | None = None
    error: BaseException | None = None


@dataclass(slots=True)
class Wanted:
    """What a batch needs to know of the log."""

    streams: set[str]
    frameworks: set[str]
    keys: set[KeyName]
    claims: set[tuple[str, str]]
    trackings: set[str]


@dataclass(slots=True)
class Seen:
    """What the log says under the lock; moves on with every append that is accepted."""

    position: int = 0
    recorded_at: int = 0
    heads: dict[str, int] = field(default_factory=_none)
    sequences: dict[str, int] = field(default_factory=_none)
    keys: dict[KeyName, KeyRow] = field(default_factory=_none)
    holders: dict[tuple[str, str], str | None] = field(default_factory=_none)
    tracked: dict[str, int] = field(default_factory=_none)
    tree: TreeRow | None = None
    """The last row of the tree."""


@dataclass(slots=True)
class Rows:
    """What a batch writes. A claim without a stream is released."""

    events: list[EventRow] = field(default_factory=_empty)
    keys: list[KeyRow] = field(default_factory=_empty)
    claims: dict[tuple[str, str], str | None] = field(default_factory=_none)
    tracking: dict[str, int] = field(default_factory=_none)
    tree: list[TreeRow] = field(default_factory=_empty)

    def __bool__(self) -> bool:
        return bool(self.events or self.keys or self.claims or self.tracking)


def framework_of(event: StoredEvent) -> str:
    """The framework whose sequence counts the event; empty for the installation's own."""
    return (event.framework or "") if isinstance(event, PreparedEvent) else ""


def wanted(batch: Iterable[Append]) -> Wanted:
    """What has to be read before the batch can be settled."""
    want = Wanted(set(), set(), set(), set(), set())
    for append in batch:
        for event in append.events:
            want.streams.add(str(event.originator_id))
            want.frameworks.add(framework_of(event))
        want.streams.update(append.expected, append.read)
        if append.claims or append.releases:
            want.claims.update((kind, value) for kind, value, _ in (*append.claims, *append.releases))
        if append.key is not None:
            want.keys.add(append.key.name)
        if append.tracking is not None:
            want.trackings.add(append.tracking.application_name)
    return want


def settle(batch: Iterable[Append], seen: Seen, clock: Callable[[], datetime]) -> Rows:
    """Accept or refuse each append alone, in the order they came: whoever loses takes nobody along."""
    rows = Rows()
    seen.recorded_at = max(microseconds(clock()), seen.recorded_at)
    for append in batch:
        append.positions = append.error = None
        try:
            repeated = None if append.key is None else _repeated(append.key, seen)
            append.positions = _accept(append, seen, rows) if repeated is None else repeated
        except (StreamConflict, ReadSetChanged, ClaimTaken, KeyReused, AlreadyTracked) as refusal:
            append.error = refusal
    return rows


def _repeated(key: IdempotencyKey, seen: Seen) -> Positions | None:
    known = seen.keys.get(key.name)
    if known is None:
        return None
    if known.digest != key.digest:
        raise KeyReused(key)
    return Positions(known.positions, repeated=True)


def _accept(append: Append, seen: Seen, rows: Rows) -> Positions:
    heads = _checked_heads(append, seen.heads)
    holders = _checked_claims(append, seen.holders) if append.claims or append.releases else None
    if append.tracking is not None:
        _track(append.tracking, seen, rows)
    seen.heads.update(heads)
    if holders:
        seen.holders.update(holders)
        rows.claims.update(holders)
    positions = Positions([_number(event, seen, rows) for event in append.events])
    if append.key is not None:
        _remember(append.key, positions, seen, rows)
    return positions


def _checked_heads(append: Append, heads: Mapping[str, int]) -> dict[str, int]:
    for stream, version in append.read.items():
        if version != (actual := max(heads.get(stream, 0), 0)):
            raise ReadSetChanged(stream, version, actual)
    for stream, version in append.expected.items():
        if version != (actual := max(heads.get(stream, 0), 0)):
            raise StreamConflict(stream, version, actual)
    moved: dict[str, int] = {}
    for event in append.events:
        stream, version = str(event.originator_id), event.originator_version
        head = moved.get(stream, heads.get(stream, NOTHING_YET))
        follows = version == max(head, 0) + 1 if isinstance(event, PreparedEvent) else version > head
        if not follows:
            raise StreamConflict(stream, version - 1, max(head, 0))
        moved[stream] = version
    return moved


def _checked_claims(append: Append, holders: Mapping[tuple[str, str], str | None]) -> dict[tuple[str, str], str | None]:
    changed: dict[tuple[str, str], str | None] = {}
    for kind, value, stream in append.releases:
        if holders.get((kind, value)) == stream:
            changed[kind, value] = None
    for kind, value, stream in append.claims:
        where = (kind, value)
        holder = changed[where] if where in changed else holders.get(where)
        if holder is None:
            changed[kind, value] = stream
        elif holder != stream:
            raise ClaimTaken(kind, value, holder)
    return changed


def _track(tracking: Tracking, seen: Seen, rows: Rows) -> None:
    """The last of the checks, so that what it writes down is accepted."""
    name, position = tracking.application_name, tracking.notification_id
    last = seen.tracked.get(name)
    if last is not None and position <= last:
        raise AlreadyTracked(f"{name} is at {last}, beyond {position}")
    seen.tracked[name] = rows.tracking[name] = position


def _number(event: StoredEvent, seen: Seen, rows: Rows) -> int:
    framework = framework_of(event)
    position = seen.position = seen.position + 1
    sequence = seen.sequences[framework] = seen.sequences.get(framework, 0) + 1
    if isinstance(event, PreparedEvent):
        name, event_id, body = event.name, event.event_id, event.body(sequence)
    else:
        name, event_id, body = event.topic, None, sha256(event.topic.encode() + b"\0" + event.state).digest()
    stream, version, state = str(event.originator_id), event.originator_version, event.state
    rows.events.append((position, stream, version, name, event_id, framework, sequence, seen.recorded_at, state, body))
    return position


def _remember(key: IdempotencyKey, positions: Sequence[int], seen: Seen, rows: Rows) -> None:
    first, last = (positions[0], positions[-1]) if positions else (None, None)
    row = KeyRow.stored(key.name, key.digest, first, last, seen.recorded_at)
    seen.keys[key.name] = row
    rows.keys.append(row)
