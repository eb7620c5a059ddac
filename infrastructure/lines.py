"""Facts written as CloudEvents straight from the rows of the log: what is only passed on is not decoded first."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, Protocol

from application.feeds import Line
from application.ports import Recorded
from application.protected import holds_protected
from infrastructure import event_names
from infrastructure.cloud_events import HERE, PREFIX, cloud_event
from infrastructure.leaves import written as instant_of
from infrastructure.stored import Logged, instant

COLUMNS = "position, stream, version, name, state, framework, framework_sequence, recorded_at"
Row = Sequence[Any]
"""These, in this order."""


class Mapper(Protocol):
    """What decodes rows."""

    def recorded(self, row: Logged, /) -> Recorded:
        """A row of the log as a fact. Raises UnknownEvent."""
        ...

    def readable(self, state: bytes, event_id: str, /) -> bytes:
        """The data of an event in today's form, as JSON, what it says about people readable, or null."""
        ...


_ENVELOPE = re.compile(
    rb'\{"id":"([^"\\]*)","effective":"([^"\\]*)","actor":"([^"\\]*)"'
    rb',"mandate":(null|"[^"\\]*"),"causation":(null|"[^"\\]*"),"correlation":(null|"[^"\\]*"),'
)
"""The first line of a row's state as the mapper writes it; one that has another form is decoded."""
_PLAIN = re.compile(r"[A-Za-z0-9._:-]*")
_BOX = b'"box"'
"""What every sealed value has."""
_WHOLE_SECOND = b".000000Z"
_WRITE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def written(event: Mapping[str, Any]) -> bytes:
    """A CloudEvent as every channel writes it."""
    return _WRITE(event).encode()


class Named(NamedTuple):
    """What is the same in every event of one name. Of today's form, data go out as they lie in the log."""

    is_present: bool
    may_be_about_people: bool
    type: bytes
    schema: bytes


@cache
def _named(name: str) -> Named:
    kind, is_present = event_names.resolve(name)
    base, _, version = name.rpartition(".v")
    return Named(is_present, holds_protected(kind), f"{PREFIX}{name}".encode(), f"/schemas/{base}/{version}".encode())


def line(row: Row, mapper: Mapper, base: str = HERE) -> Line:
    """A row of the log as a line of a feed. Raises UnknownEvent."""
    named, state = _named(row[3]), row[4]
    found = _ENVELOPE.match(state) if named.is_present and _PLAIN.fullmatch(row[1] + row[5]) else None
    if found is None:
        return _decoded(row, mapper, base)
    envelope = found.groups()
    if not named.may_be_about_people:
        return _spliced(row, named, envelope, state[state.index(b"\n") + 1 :], base, is_about_people=False)
    data = mapper.readable(state, envelope[0].decode())
    return _spliced(row, named, envelope, data, base, is_about_people=_BOX in state)


def _decoded(row: Row, mapper: Mapper, base: str) -> Line:
    position, stream, version, name, state, framework, sequence, at = row
    logged = Logged(stream, version, name, state, position, framework or None, sequence, instant(at), b"", None)
    return line_of(mapper.recorded(logged), base, is_about_people=_BOX in state)


def line_of(fact: Recorded, base: str = HERE, *, is_about_people: bool) -> Line:
    """A fact that was decoded as a line."""
    return Line(
        position=fact.position,
        event_id=fact.event_id,
        name=fact.name,
        stream=fact.stream,
        framework=fact.framework,
        actor=fact.actor,
        text=written(cloud_event(fact, base)),
        is_about_people=is_about_people,
    )


def _spliced(
    row: Row, named: Named, envelope: Sequence[bytes], data: bytes, base: str, *, is_about_people: bool
) -> Line:
    position, stream, version, name, _, framework, sequence, at = row
    event, effective, actor, mandate, causation, correlation = envelope
    text = (
        b'{"specversion":"1.0","id":"%b","source":"%b","type":"%b","subject":"%b","time":"%b",'
        b'"datacontenttype":"application/json","dataschema":"%b","sequence":"%020d","leafindex":"%d",'
        b'"frameworksequence":"%d","streamversion":%d,"effective":"%b","actor":"%b"%b%b%b,"data":%b}'
        % (
            event,
            b"/frameworks/%b" % framework.encode() if framework else b"/installation",
            named.type,
            stream.encode(),
            instant_of(at).replace(_WHOLE_SECOND, b"Z"),
            base.encode() + named.schema,
            position,
            position - 1,
            sequence,
            version,
            effective,
            actor,
            b"" if mandate == b"null" else b',"mandate":' + mandate,
            b"" if causation == b"null" else b',"causationid":' + causation,
            b"" if correlation == b"null" else b',"correlationid":' + correlation,
            data,
        )
    )
    return Line(position, event.decode(), name, stream, framework or None, actor.decode(), text, is_about_people)
