"""Facts as the views read them: each row of the log fetched once, decoded once and only where somebody looks."""

from collections import OrderedDict
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import Lock
from typing import Any, Protocol

import sqlalchemy as sa
from eventsourcing.persistence import PersistenceError
from pydantic_core import from_json

from application.nouns import Noun
from application.ports import Unavailable
from infrastructure.stored import instant
from infrastructure.tables import events
from infrastructure.upcasts import present_version, upcast
from infrastructure.views.shape import instant_text

REMEMBERED = 4_096

_NEXT = (
    "SELECT position, stream, version, name, framework, recorded_at, state FROM events "
    "WHERE position > ? AND position <= ? ORDER BY position LIMIT ?"
)
"""The same as `_ROWS`, as the driver takes it."""
_ROWS = (
    sa.select(
        events.c.position,
        events.c.stream,
        events.c.version,
        events.c.name,
        events.c.framework,
        events.c.recorded_at,
        events.c.state,
    )
    .where(events.c.position > sa.bindparam("after"), events.c.position <= sa.bindparam("up_to"))
    .order_by(events.c.position)
    .limit(sa.bindparam("most"))
)


class Rows(Protocol):
    """The database of the log."""

    def rows(self, query: Any, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]: ...

    def straight(self, sql: str, values: Sequence[object]) -> Sequence[Sequence[Any]]: ...


class Decoding(Protocol):
    """What turns a stored event into the domain's event."""

    def payload_of(self, topic: str, state: bytes) -> Any: ...

    def payloads_of(self, topic: str, states: Sequence[bytes]) -> Sequence[Any]: ...


class Holding(Protocol):
    """The recorder of the log."""

    @property
    def database(self) -> Rows: ...

    def holder(self, kind: str, value: str) -> str | None: ...

    def wait_beyond(self, position: int, timeout: float) -> bool: ...


class Log(Protocol):
    """The log, as far as the views need it."""

    @property
    def recorder(self) -> Holding: ...

    @property
    def mapper(self) -> Decoding: ...

    def position(self) -> int: ...

    def payloads(self, stream: str, after: int = 0, up_to: int | None = None) -> Iterator[tuple[int, object]]: ...


class Fact:
    """One recorded event, decoded piece by piece as it is asked for."""

    __slots__ = (
        "_decode",
        "_envelope",
        "_event",
        "_payload",
        "framework",
        "kind",
        "name",
        "position",
        "recorded_at_us",
        "state",
        "stream",
        "version",
    )

    position: int
    stream: str
    kind: str
    """The noun that the stream belongs to."""
    version: int
    name: str
    framework: str
    recorded_at_us: int
    state: bytes

    def __init__(self, row: Sequence[Any], decode: Decoding) -> None:
        self.position, self.stream, self.version, self.name, self.framework, self.recorded_at_us, self.state = row
        self.kind = self.stream.partition("-")[0]
        self._decode = decode
        self._envelope: dict[str, Any] | None = None
        self._payload: dict[str, Any] | None = None
        self._event: Any = None

    @property
    def type(self) -> str:
        """The event's name without its version: `agreement.signed`."""
        return self.name.rpartition(".v")[0]

    @property
    def recorded_at(self) -> str:
        """When it was recorded, as text."""
        return _instant_text(self.recorded_at_us)

    @property
    def envelope(self) -> dict[str, Any]:
        """Who did it, when it took effect, what caused it."""
        found = self._envelope
        if found is None:
            found = self._envelope = _parsed(self.state.partition(b"\n")[0])
        return found

    @property
    def has_envelope(self) -> bool:
        """Whether the envelope is at hand."""
        return self._envelope is not None

    def enveloped(self, envelope: dict[str, Any]) -> None:
        """Take the envelope from whoever read it together with others."""
        self._envelope = envelope

    @property
    def is_parsed(self) -> bool:
        """Whether envelope and payload are at hand."""
        return self._envelope is not None and self._payload is not None

    def parsed(self, envelope: dict[str, Any], stored: dict[str, Any]) -> None:
        """Take envelope and payload, as they are stored, from whoever read them together with others."""
        self._envelope = envelope
        self._payload = stored if _is_present(self.name) else upcast(self.name, stored)

    @property
    def payload(self) -> dict[str, Any]:
        """The event as JSON data in its present form: values about people stay sealed."""
        found = self._payload
        if found is None:
            stored = _parsed(self.state.partition(b"\n")[2])
            found = self._payload = stored if _is_present(self.name) else upcast(self.name, stored)
        return found

    @property
    def is_decoded(self) -> bool:
        """Whether the event is at hand."""
        return self._event is not None

    def decoded(self, event: Any) -> None:
        """Take the event from whoever decoded it together with others."""
        self._event = event

    @property
    def event(self) -> Any:
        """The domain's event."""
        if self._event is None:
            self._event = self._decode.payload_of(self.name, self.state)
        return self._event


def envelopes_together(facts: Iterable[Fact]) -> None:
    """Read the envelopes of facts in one go; where one cannot be read, whoever asks for that one is told."""
    waiting = [fact for fact in facts if not fact.has_envelope]
    envelopes = b",".join([fact.state[: fact.state.index(b"\n")] for fact in waiting])
    with suppress(ValueError):
        for fact, envelope in zip(waiting, from_json(b"[%b]" % envelopes), strict=True):
            fact.enveloped(envelope)


def parse_together(facts: Iterable[Fact]) -> None:
    """The same of envelopes and payloads: the two documents of a row, with a comma between them."""
    waiting = [fact for fact in facts if not fact.is_parsed]
    documents = b",".join([fact.state.replace(b"\n", b",", 1) for fact in waiting])
    with suppress(ValueError, LookupError):
        read = from_json(b"[%b]" % documents)
        for fact, envelope, payload in zip(waiting, read[::2], read[1::2], strict=True):
            fact.parsed(envelope, payload)


def decode_together(facts: Iterable[Fact], decode: Decoding) -> None:
    """Decode facts of one name in one go, which is cheaper than one by one.

    Where one of them cannot be read none is decoded here: whoever asks for that one is told, and the others are read.
    """
    waiting: dict[str, list[Fact]] = {}
    for fact in facts:
        if not fact.is_decoded:
            waiting.setdefault(fact.name, []).append(fact)
    for name, several in waiting.items():
        if len(several) > 1:
            with suppress(ValueError, LookupError):
                events = decode.payloads_of(name, [fact.state for fact in several])
                for fact, event in zip(several, events, strict=True):
                    fact.decoded(event)


@lru_cache(1_024)
def _instant_text(microseconds: int) -> str:
    """Facts recorded together share their instant."""
    return instant_text(instant(microseconds))


def _parsed(text: bytes) -> dict[str, Any]:
    parsed: dict[str, Any] = from_json(text)
    return parsed


@cache
def _is_present(topic: str) -> bool:
    name, _, version = topic.rpartition(".v")
    return int(version) == present_version(name)


@dataclass(frozen=True, slots=True)
class Subject:
    """A stream as a batch leaves it. `is_new` where it began in the batch."""

    stream: str
    kind: str
    framework: str | None
    state: Any
    version: int
    position: int
    updated_at: str
    is_new: bool

    def kept(self) -> dict[str, Any]:
        """What every row made from the state carries."""
        return {"id": self.stream, "version": self.version, "updated_at": self.updated_at}


@dataclass(frozen=True, slots=True)
class Interest:
    """Which facts a view looks at: of streams of these kinds, or with names that begin so; None: whatever they are."""

    kinds: frozenset[str] | None = None
    names: str | None = None

    def meets(self, fact: Fact) -> bool:
        """Whether the view looks at it."""
        if self.kinds is not None and fact.kind not in self.kinds:
            return False
        return self.names is None or fact.name.startswith(self.names)

    def conditions(self) -> Iterator["sa.ColumnElement[bool]"]:
        """The same, asked of the log's table."""
        if self.kinds is not None:
            yield sa.or_(*(events.c.stream.startswith(f"{kind}-", autoescape=True) for kind in sorted(self.kinds)))
        if self.names is not None:
            yield events.c.name.startswith(self.names, autoescape=True)


class Facts:
    """Reads the log in order."""

    def __init__(self, log: Log) -> None:
        self._log = log

    def after(self, position: int, limit: int, up_to: int | None = None, only: Interest | None = None) -> list[Fact]:
        """The next facts that are of interest."""
        last, decode, database = 2**62 if up_to is None else up_to, self._log.mapper, self._log.recorder.database
        with _reachable():
            if only is None:
                return [Fact(row, decode) for row in database.straight(_NEXT, (position, last, limit))]
            values = {"after": position, "most": limit, "up_to": last}
            return [Fact(row, decode) for row in database.rows(_ROWS.where(*only.conditions()), values)]

    def event_id(self, position: int) -> str | None:
        """The event at a position, None where the log does not reach so far."""
        query = sa.select(events.c.event_id).where(events.c.position == sa.bindparam("at"))
        with _reachable():
            found = self._log.recorder.database.rows(query, {"at": position})
        return found[0][0] if found else None


@contextmanager
def _reachable() -> Generator[None]:
    """A log that does not answer, as the port names it: raises Unavailable."""
    try:
        yield
    except PersistenceError as error:
        raise Unavailable(str(error)) from error


class Folding:
    """Folds streams as their facts come by, remembering where each stands.

    A state at a version is the same whoever folded it, so what is remembered stays true when a transaction is lost.
    """

    def __init__(self, log: Log, nouns: Mapping[str, Noun], remembered: int = REMEMBERED) -> None:
        self._log, self._nouns, self._most = log, nouns, remembered
        self._states: OrderedDict[str, tuple[int, Any]] = OrderedDict()
        self._lock = Lock()

    def decode(self, facts: Iterable[Fact]) -> None:
        """Decode what is about to be folded, together."""
        decode_together(facts, self._log.mapper)

    def state(self, stream: str, facts: Sequence[Fact]) -> Any:
        """The state after the last of these facts. Raises what decoding or folding raises."""
        decider = self._nouns[stream.partition("-")[0]].decider
        last = facts[-1]
        with self._lock:
            version, state = self._states.get(stream, (0, decider.initial))
        if version > last.version:
            version, state = 0, decider.initial
        state = decider.advance(state, self._missing(stream, version, facts))
        self._remember(stream, last.version, state)
        return state

    def _missing(self, stream: str, version: int, facts: Sequence[Fact]) -> Iterator[object]:
        """The events from a version on: those at hand, and from the log those that are not."""
        first, last = facts[0], facts[-1]
        if last.version - first.version + 1 > len(facts):
            yield from (event for _, event in self._log.payloads(stream, after=version, up_to=last.position))
            return
        if version < first.version - 1:
            yield from (event for _, event in self._log.payloads(stream, after=version, up_to=first.position - 1))
        yield from (fact.event for fact in facts if fact.version > version)

    def folds(self, kind: str) -> bool:
        """Whether streams of this kind have a state."""
        return kind in self._nouns

    def forget(self) -> None:
        """Drop everything: somebody was erased, and a state may still hold their name."""
        with self._lock:
            self._states.clear()

    def _remember(self, stream: str, version: int, state: Any) -> None:
        with self._lock:
            self._states[stream] = (version, state)
            self._states.move_to_end(stream)
            if len(self._states) > self._most:
                self._states.popitem(last=False)


class Batch:
    """Facts that follow one another, for all views: what one of them had decoded or folded, the others are given."""

    def __init__(self, facts: Sequence[Fact], folding: Folding) -> None:
        self.facts, self._folding = facts, folding
        self._streams: dict[str, list[Fact]] = {}
        for fact in facts:
            self._streams.setdefault(fact.stream, []).append(fact)
        self._subjects: dict[str, Subject] = {}

    def subjects(self, interest: Interest) -> Iterator[Subject]:
        """The streams in which the batch has something of interest, as it leaves them."""
        met = {
            stream: facts
            for stream, facts in self._streams.items()
            if (any(interest.meets(fact) for fact in facts) if interest.names else interest.meets(facts[0]))
        }
        self._folding.decode(fact for stream, facts in met.items() if stream not in self._subjects for fact in facts)
        for stream, facts in met.items():
            yield self._subject(stream, facts[0].kind, facts)

    def _subject(self, stream: str, kind: str, facts: Sequence[Fact]) -> Subject:
        found = self._subjects.get(stream)
        if found is None:
            last = facts[-1]
            found = self._subjects[stream] = Subject(
                stream=stream,
                kind=kind,
                framework=last.framework or None,
                state=self._folding.state(stream, facts),
                version=last.version,
                position=last.position,
                updated_at=last.recorded_at,
                is_new=facts[0].version == 1,
            )
        return found
