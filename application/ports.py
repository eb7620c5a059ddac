"""What the use cases need from the outside world, as protocols; one adapter each in the infrastructure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from domain.claim import Claim
from domain.decider import Refusal, record
from domain.values import Digest, Evidence, MandateId, MeetingId, PersonId

Effective = date | datetime


@record
class IdempotencyKey:
    """A caller's own name for a request; the same key and body get the same answer. `digest` is one of the body."""

    actor: str
    route: str
    key: str
    digest: str


@record
class Entry:
    """A fact about to be recorded in a stream."""

    stream: str
    event: object
    framework: str | None
    effective: Effective
    actor: str
    mandate: MandateId | None = None
    causation: str | None = None
    correlation: str | None = None
    about: str


@record
class Recorded:
    """A fact as the log holds it. `position` counts the whole log from 1, `version` the stream, both without gaps."""

    position: int
    stream: str
    version: int
    name: str
    event_id: str
    framework: str | None
    framework_sequence: int
    effective: Effective
    recorded_at: datetime
    actor: str
    mandate: MandateId | None
    causation: str | None
    correlation: str | None
    about: str
    event: object


@record
class Batch:
    """What one transaction records, and what must still hold when it does.

    `expected` gives the version each written stream had, `read` the version of each stream the decision rested on
    (0: no such stream). `claims` are unique values taken by a stream, `releases` those it gives back.
    """

    entries: Sequence[Entry]
    expected: Mapping[str, int]
    read: Mapping[str, int]
    claims: Sequence[tuple[Claim, str]] = ()
    releases: Sequence[tuple[Claim, str]] = ()
    key: IdempotencyKey | None = None


@record
class Receipt:
    """Where a batch was recorded: its positions, and whether an earlier request with the same key had done it."""

    positions: Sequence[int]
    repeated: bool = False


class LogConflict(Exception):
    """Something the decision rested on had changed when it was to be recorded: nothing was."""

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        super().__init__(stream, expected, actual)
        self.stream, self.expected, self.actual = stream, expected, actual


class AlreadyClaimed(Refusal):
    """This identifier already belongs to another entry of the register."""


class KeyReused(Refusal):
    """This Idempotency-Key was used before with another request body."""


class Unavailable(Exception):
    """The database or another part does not answer; what was asked may or may not have been recorded."""


class EventLog(Protocol):
    """The log: every fact, in the order it was recorded."""

    def append(self, batch: Batch) -> Receipt:
        """Record all or nothing. Raises LogConflict, AlreadyClaimed, KeyReused, Unavailable."""
        ...

    def recorded_under(self, key: IdempotencyKey) -> Receipt | None:
        """What an earlier request with this key recorded. Raises KeyReused for another body."""
        ...

    def stream(self, stream: str, after: int = 0, up_to: int | None = None) -> Iterator[Recorded]:
        """The facts of a stream after a version, as the log was at position `up_to`."""
        ...

    def payloads(self, stream: str, after: int = 0, up_to: int | None = None) -> Iterator[tuple[int, object]]:
        """Version and event alone, for folding: much cheaper than `stream`."""
        ...

    def heads(self, position: int, limit: int) -> Sequence[tuple[int, str, int]]:
        """Position, stream and version of the next facts after a position: cheaper still."""
        ...

    def version(self, stream: str) -> int:
        """The version of the last fact of a stream; 0 where there is no such stream."""
        ...

    def after(self, position: int, limit: int) -> Sequence[Recorded]:
        """The next facts after a position, in order."""
        ...

    def of_types(self, types: Sequence[type], position: int, limit: int) -> Sequence[Recorded]:
        """The next facts of these types after a position, in order."""
        ...

    def at(self, positions: Sequence[int]) -> Sequence[Recorded]:
        """The facts at these positions, in order."""
        ...

    def position(self) -> int:
        """The last position; 0 for an empty log."""
        ...

    def position_at(self, instant: datetime) -> int:
        """The last position recorded at or before an instant."""
        ...

    def streams_of(self, framework: str, position: int) -> Sequence[str]:
        """The streams of a framework that had begun by a position, its own among them, in no order."""
        ...


class Bookmark(Protocol):
    """How far a follower of the log has come, kept beside the log."""

    def position(self, name: str) -> int:
        """The last position the follower has dealt with; 0 at first."""
        ...

    def move(self, name: str, position: int) -> None:
        """It has dealt with everything up to here; going back is ignored."""
        ...


class Snapshots(Protocol):
    """Folded states kept beside the log to save folding again. Never a source of truth."""

    def latest(self, stream: str, up_to_version: int | None = None) -> tuple[int, object] | None:
        """Version and state of the newest usable snapshot."""
        ...

    def keep(self, stream: str, version: int, state: object) -> None:
        """Keep a state. Failing to is never an error for the caller."""
        ...

    def drop(self) -> None:
        """Drop every state: someone was erased, and any of them may have been about that person."""
        ...


class Clock(Protocol):
    """The time outside."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        ...


class Ids(Protocol):
    """New names for new things."""

    def stream(self, kind: str) -> str:
        """`kind-` and a UUIDv7."""
        ...


class Vault(Protocol):
    """Keeps each person's key, so that forgetting a person is destroying one key."""

    def erase(self, person: PersonId) -> None:
        """Destroy the person's key for ever."""
        ...

    def erased(self) -> Sequence[PersonId]:
        """Everyone whose key was destroyed."""
        ...


class Files(Protocol):
    """Evidence, by digest."""

    def keep(self, content: bytes, media_type: str, title: str) -> Evidence:
        """Store a document before the command that names it."""
        ...

    def content(self, digest: Digest) -> bytes:
        """Raises KeyError where there is no such document."""
        ...

    def remove(self, digest: Digest) -> bool:
        """Destroy a document; whether there was one."""
        ...


class Directory(Protocol):
    """Finds streams by what they are about; may lag behind the log, so what it names is checked in the log again."""

    def reached(self) -> int:
        """The position up to which it knows the log."""
        ...

    def mandates_of(self, person: PersonId) -> Sequence[MandateId]:
        """Mandates ever granted to a person."""
        ...

    def mandates_in(self, organisation: str) -> Sequence[MandateId]:
        """Mandates ever granted for an organisation."""
        ...

    def mandates_like(self, role: str, capacity: str) -> Sequence[MandateId]:
        """Mandates ever granted for this role, in this capacity (empty: any); some hundreds at most."""
        ...

    def meetings_of(self, committee: str) -> Sequence[tuple[MeetingId, date]]:
        """The meetings of a committee that were not called off, and the day of each."""
        ...

    def about(self, kind: str, subject: str) -> Sequence[str]:
        """What was begun of that kind about a subject (`evaluation`: those that judge it; `contract`: what it buys)."""
        ...

    def procedures_in(self, framework: str) -> Sequence[str]:
        """The procedures of a framework under which further cases are opened."""
        ...

    def procedure_named(self, framework: str, name: str) -> str | None:
        """The procedure of that name in a framework, while further cases are opened under it."""
        ...

    def cases_about(self, subjects: Sequence[str]) -> Sequence[tuple[str, str]]:
        """The open cases about any of these, each with its subject."""
        ...

    def alarms(self, until: datetime, limit: int) -> Sequence[tuple[str, str]]:
        """Case and key of each timer, or failed order to be tried again, that is due; the earliest first."""
        ...

    def holder_of(self, claim: Claim) -> str | None:
        """The stream that holds a claim."""
        ...


class Views(Protocol):
    """The read side, as far as a caller waits for it."""

    def wait_for(self, position: int) -> bool:
        """Wait (at most two seconds) until the healthy views have it; False where they are still behind."""
        ...
