"""What goes into the log, what comes out of it, and why an append may be turned away."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from eventsourcing.persistence import IntegrityError, InternalError, Notification, OperationalError, StoredEvent

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Claim = tuple[str, str, str]
"""(kind, value, stream): this stream alone holds this value, for instance a SIREN."""

KeyName = tuple[str, str, str]
"""(actor, route, key)."""


@dataclass(frozen=True)
class PreparedEvent(StoredEvent):
    """An event ready for the log, but for what only the lock can tell: its position and its framework sequence."""

    event_id: str
    framework: str | None
    name: str
    body_head: bytes
    body_tail: bytes

    def body(self, framework_sequence: int) -> bytes:
        """SHA-256 of the leaf's canonical JSON, the framework sequence number put in its place."""
        return sha256(b"%b%d%b" % (self.body_head, framework_sequence, self.body_tail)).digest()


@dataclass(frozen=True)
class Logged(Notification):
    """An event as the log holds it. `framework` is None for what belongs to the installation as a whole."""

    framework: str | None
    framework_sequence: int
    recorded_at: datetime
    body: bytes
    event_id: str | None


class IdempotencyKey(NamedTuple):
    """The caller's name for one request: the same key with the same body is the same request. `digest` is keyed."""

    actor: str
    route: str
    key: str
    digest: str

    @property
    def name(self) -> KeyName:
        """The key without the request."""
        return self.actor, self.route, self.key


class KeyRow(NamedTuple):
    """What a key stands for: the positions its request recorded, None where it changed nothing."""

    actor: str
    route: str
    key: str
    digest: str
    first: int | None
    last: int | None
    recorded_at: datetime

    @classmethod
    def stored(cls, name: KeyName, digest: str, first: int | None, last: int | None, recorded_at: int) -> "KeyRow":
        """The row as it lies in the table, its instant in microseconds."""
        return cls(*name, digest, first, last, instant(recorded_at))

    @property
    def name(self) -> KeyName:
        """The key without what it stands for."""
        return self.actor, self.route, self.key

    @property
    def positions(self) -> list[int]:
        """Every position the request recorded; none where it changed nothing."""
        return [] if self.first is None or self.last is None else list(range(self.first, self.last + 1))


class Positions(list[int]):
    """The positions an append was given; `repeated` when an earlier request under the same key had recorded them."""

    def __init__(self, positions: list[int], *, repeated: bool = False) -> None:
        super().__init__(positions)
        self.repeated = repeated


class StreamConflict(IntegrityError):
    """Somebody else appended to the stream since the writer read it."""

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        super().__init__(f"{stream} is at version {actual}, not at {expected}")
        self.stream, self.expected, self.actual = stream, expected, actual


class ReadSetChanged(IntegrityError):
    """A stream that the decision rested on has moved since it was read."""

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        super().__init__(f"{stream}, which was read at version {expected}, is now at {actual}")
        self.stream, self.expected, self.actual = stream, expected, actual


class ClaimTaken(IntegrityError):
    """Another stream holds the value already."""

    def __init__(self, kind: str, value: str, holder: str) -> None:
        super().__init__(f"{kind} {value} belongs to {holder}")
        self.kind, self.value, self.holder = kind, value, holder


class KeyReused(IntegrityError):
    """An idempotency key came back with another request."""

    def __init__(self, key: IdempotencyKey) -> None:
        super().__init__(f"the key {key.key!r} was used for another request")
        self.key = key


class AlreadyTracked(IntegrityError):
    """The notification, or a later one, was processed before."""


class OutcomeUnknown(OperationalError):
    """The commit failed half way: the events may or may not be in the log. A retry under the same key settles it."""


class TreeBroken(InternalError):
    """The Merkle tree beside the log is not that of the log: nothing is appended until somebody has looked."""


def instant(microseconds: int) -> datetime:
    """The UTC instant so many microseconds after 1970."""
    return EPOCH + timedelta(microseconds=microseconds)


def microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970; the inverse of `instant`."""
    passed = moment - EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds
