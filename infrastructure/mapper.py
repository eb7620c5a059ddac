"""Facts to rows and back: the library's mapper, with our names, our envelope and the leaf's canonical bytes.

A row's state is two JSON documents, a line each: the envelope, then the payload. Folding reads the second alone.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent
from uuid_utils import uuid7

from application.ports import Effective, Entry, Recorded
from application.protected import holds_protected
from domain.values import MandateId, PersonId
from infrastructure import codec, event_names
from infrastructure.canonical import NotPlain, canonical, plain_form, read_plain
from infrastructure.stored import Logged, PreparedEvent
from infrastructure.upcasts import upcast

SALT = 16
_SEQUENCE = b'"framework_sequence":0'
_WRITE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Sealer(Protocol):
    """What seals values about people and opens them again."""

    def seal(self, person: PersonId, place: str, text: str) -> Mapping[str, str]: ...

    def unseal(self, person: PersonId, place: str, stored: Mapping[str, str]) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Numbered:
    """An entry with its place in its stream: the domain event as the library sees one."""

    originator_id: str
    originator_version: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class StateSnapshot:
    """A folded state, and the digest of the rules that folded it."""

    originator_id: str
    originator_version: int
    state: object
    rules: str


class PalabreMapper(Mapper[str]):
    """Maps entries and snapshots to stored events. What is stored needs no Python name to be read."""

    def __init__(self, vault: Sealer) -> None:
        super().__init__(transcoder=JSONTranscoder())
        self._vault = vault

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """An entry becomes a prepared event; a snapshot a plain one."""
        if isinstance(domain_event, StateSnapshot):
            return self._snapshot(domain_event)
        return self._prepared(domain_event)

    def _prepared(self, numbered: Numbered) -> PreparedEvent:
        entry, event_id = numbered.entry, str(uuid7())
        topic = event_names.topic(type(entry.event))
        payload = codec.to_json(entry.event, self._vault.seal, event_id)
        envelope: dict[str, Any] = {
            "id": event_id,
            "effective": entry.effective.isoformat(),
            "actor": entry.actor,
            "mandate": entry.mandate,
            "causation": entry.causation,
            "correlation": entry.correlation or event_id,
            "about": entry.about,
            "salt": os.urandom(SALT).hex(),
        }
        head, tail = leaf_bytes(envelope, payload, entry, numbered.originator_version, topic)
        state = _WRITE(envelope).encode() + b"\n" + payload
        return PreparedEvent(
            originator_id=entry.stream,
            originator_version=numbered.originator_version,
            topic=topic,
            state=state,
            event_id=event_id,
            framework=entry.framework,
            name=topic,
            body_head=head,
            body_tail=tail,
        )

    def _snapshot(self, snapshot: StateSnapshot) -> StoredEvent:
        stored = codec.to_json(snapshot.state, self._vault.seal, snapshot.originator_id)
        return StoredEvent(
            originator_id=snapshot.originator_id,
            originator_version=snapshot.originator_version,
            topic=snapshot_topic(snapshot.rules),
            state=stored,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """A logged event becomes a recorded fact."""
        assert isinstance(stored_event, Logged), "only the log's own rows are facts"
        return self.recorded(stored_event)

    def recorded(self, row: Logged) -> Recorded:
        """A row of the log as a fact. Raises UnknownEvent for a name nobody registered."""
        envelope = json.loads(row.state.partition(b"\n")[0])
        return Recorded(
            position=row.id,
            stream=str(row.originator_id),
            version=row.originator_version,
            name=row.topic,
            event_id=envelope["id"],
            framework=row.framework,
            framework_sequence=row.framework_sequence,
            effective=_effective(envelope["effective"]),
            recorded_at=row.recorded_at,
            actor=envelope["actor"],
            mandate=None if envelope["mandate"] is None else MandateId(envelope["mandate"]),
            causation=envelope["causation"],
            correlation=envelope["correlation"],
            about=envelope["about"],
            event=self.payload(row),
        )

    def payload(self, row: StoredEvent) -> Any:
        """The event of a row, upcast to its present form."""
        return self.payload_of(row.topic, row.state)

    def payload_of(self, topic: str, state: bytes) -> Any:
        """The same from a row's name and state alone."""
        kind, is_present = event_names.resolve(topic)
        envelope, _, payload = state.partition(b"\n")
        if not is_present:
            payload = json.dumps(upcast(topic, json.loads(payload))).encode()
        if not holds_protected(kind):
            return codec.adapter(kind).validate_json(payload)
        return codec.from_json(kind, payload, self._vault.unseal, str(json.loads(envelope)["id"]))

    def readable(self, state: bytes, event_id: str) -> bytes:
        """The data of an event in today's form, as JSON, what it says about people readable, or null."""
        return codec.readable(state[state.index(b"\n") + 1 :], self._vault.unseal, event_id)

    def payloads_of(self, topic: str, states: Sequence[bytes]) -> Sequence[Any]:
        """The events of several rows of one name: validated as one list, which is cheaper than one by one."""
        kind, is_present = event_names.resolve(topic)
        if not is_present or holds_protected(kind):
            return [self.payload_of(topic, state) for state in states]
        payloads = (state[state.index(b"\n") + 1 :] for state in states)
        return codec.several(kind, b"[" + b",".join(payloads) + b"]")

    def snapshot_state(self, row: StoredEvent, kind: type) -> Any:
        """The state a snapshot holds."""
        return codec.from_json(kind, row.state, self._vault.unseal, str(row.originator_id))


def snapshot_topic(rules: str) -> str:
    """Under which name a snapshot is kept: it is of no use to other rules."""
    return f"snapshot:{rules}"


def leaf_bytes(
    envelope: Mapping[str, Any], payload: bytes, entry: Entry, version: int, topic: str
) -> tuple[bytes, bytes]:
    """The canonical JSON (RFC 8785) of what a leaf's body digests, before and after the framework sequence number.

    That number is only known under the append lock; everything else is ready before.
    """
    name, schema = event_names.split(topic)
    said = {
        "about": envelope["about"],
        "actor": envelope["actor"],
        "causation": envelope["causation"],
        "correlation": envelope["correlation"],
        "effective": envelope["effective"],
        "event": envelope["id"],
        "framework": entry.framework,
        "framework_sequence": 0,
        "mandate": envelope["mandate"],
        "name": name,
        "salt": envelope["salt"],
        "schema": schema,
        "stream": entry.stream,
        "version": version,
    }
    head, _, tail = _with_payload(said, payload).partition(_SEQUENCE)  # before it there is nothing but texts
    return head + _SEQUENCE[:-1], tail


def _with_payload(said: dict[str, Any], payload: bytes) -> bytes:
    try:
        tree, form = read_plain(payload.decode()), plain_form
    except NotPlain:
        tree, form = json.loads(payload), canonical
    return form({**said, "payload": codec.without_boxes(tree) if b'"box"' in payload else tree})


def body_of(row: Logged) -> bytes:
    """The body digest recomputed from a row: what an auditor compares with the one kept."""
    return hashlib.sha256(body_input(row)).digest()


def body_input(row: Logged) -> bytes:
    """What a row's body digests: canonical JSON, each value about a person by its salted commitment alone."""
    envelope_json, _, payload = row.state.partition(b"\n")
    envelope = json.loads(envelope_json)
    entry = Entry(
        stream=str(row.originator_id),
        event=None,
        framework=row.framework,
        effective=_effective(envelope["effective"]),
        actor=envelope["actor"],
        about=envelope["about"],
    )
    head, tail = leaf_bytes(envelope, payload, entry, row.originator_version, row.topic)
    return head + str(row.framework_sequence).encode() + tail


def payload_said(name: str, schema: int, payload: Any) -> Any:
    """The event that a body's input says, values about people as erased: their texts are not in it."""
    topic = f"{name}.v{schema}"
    kind, is_present = event_names.resolve(topic)
    readable = codec.without_texts(payload)
    return codec.adapter(kind).validate_json(json.dumps(readable if is_present else upcast(topic, readable)))


def _effective(text: str) -> Effective:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
