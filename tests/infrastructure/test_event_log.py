"""The log behind its port: what is recorded comes back, bound to its leaf, and folds the same from anywhere."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from application.ports import AlreadyClaimed, Batch, Entry, IdempotencyKey, KeyReused, LogConflict
from application.registry import NOUNS
from application.streams import Streams
from domain import framework, person
from domain.claim import Claim
from domain.values import PersonId, Protected
from infrastructure.event_log import PalabreApplication, PalabreLog
from infrastructure.mapper import body_of
from infrastructure.outside import SetClock
from infrastructure.recorder import Factory
from infrastructure.vault import KeyVault
from tests.specimen import specimen

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FRAMEWORK = "framework-00000000-0000-7000-8000-00000000000a"
PERSON = "person-00000000-0000-7000-8000-00000000000b"


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


@pytest.fixture
def vault(tmp_path: Path, clock: SetClock) -> KeyVault:
    return KeyVault(sa.create_engine(f"sqlite:///{tmp_path / 'keys.db'}"), os.urandom(32), clock)


@pytest.fixture
def log(log_url: str, clock: SetClock, vault: KeyVault) -> Iterator[PalabreLog]:
    factory = Factory({Factory.DATABASE: log_url}, clock=clock.now)
    opened = PalabreLog(PalabreApplication(factory, vault), NOUNS, "these rules")
    yield opened
    opened.close()


def renamed(name: str) -> framework.Renamed:
    return framework.Renamed(name=name, on=START.date())


def entry(event: object, stream: str = FRAMEWORK) -> Entry:
    home = stream if stream.startswith("framework") else None
    return Entry(stream=stream, event=event, framework=home, effective=START.date(), actor="import", about=stream)


def established() -> Entry:
    return entry(specimen(framework.Established))


def record(log: PalabreLog, *entries: Entry, after: int = 0, key: IdempotencyKey | None = None) -> list[int]:
    stream = entries[0].stream
    return list(log.append(Batch(entries=entries, expected={stream: after}, read={}, key=key)).positions)


def test_what_is_recorded_comes_back_with_its_envelope(log: PalabreLog) -> None:
    record(log, replace(entry(renamed("Vallonne")), causation="cause", correlation="whole"))
    (fact,) = log.stream(FRAMEWORK)
    assert (fact.position, fact.version, fact.framework_sequence, fact.framework) == (1, 1, 1, FRAMEWORK)
    assert (fact.name, fact.event) == ("framework.renamed.v1", renamed("Vallonne"))
    assert (fact.effective, fact.recorded_at) == (START.date(), START)
    assert (fact.actor, fact.mandate, fact.causation, fact.correlation) == ("import", None, "cause", "whole")


def test_the_leaf_body_digests_everything_and_any_change_shows(log: PalabreLog) -> None:
    record(log, established(), entry(renamed("Vallonne")))
    rows = log.recorder.iterate(0, 10)
    assert all(body_of(row) == row.body for row in rows)
    changed = replace(rows[1], state=rows[1].state.replace(b"Vallonne", b"Vallonna"))
    assert body_of(changed) != rows[1].body
    assert body_of(replace(rows[1], framework_sequence=7)) != rows[1].body
    assert body_of(replace(rows[1], originator_version=7)) != rows[1].body
    assert body_of(replace(rows[1], topic="framework.closed.v1")) != rows[1].body


def test_a_conflict_names_the_stream_and_the_versions(log: PalabreLog) -> None:
    record(log, established())
    with pytest.raises(LogConflict) as conflict:
        record(log, entry(renamed("too late")), after=0)
    assert (conflict.value.stream, conflict.value.expected, conflict.value.actual) == (FRAMEWORK, 0, 1)
    assert log.position() == 1


def test_a_read_set_that_moved_refuses_the_batch(log: PalabreLog) -> None:
    record(log, established())
    other = "framework-00000000-0000-7000-8000-00000000000c"
    with pytest.raises(LogConflict):
        log.append(Batch(entries=[entry(renamed("x"), other)], expected={other: 0}, read={FRAMEWORK: 0}))
    assert log.version(other) == 0


def test_a_claim_belongs_to_one_stream(log: PalabreLog) -> None:
    claim = Claim(kind="siren", value="130005481")
    log.append(Batch(entries=[established()], expected={FRAMEWORK: 0}, read={}, claims=[(claim, FRAMEWORK)]))
    with pytest.raises(AlreadyClaimed):
        log.append(
            Batch(entries=[entry(renamed("x"), PERSON)], expected={PERSON: 0}, read={}, claims=[(claim, PERSON)])
        )


def test_the_same_key_records_once_and_another_body_is_refused(log: PalabreLog) -> None:
    key = IdempotencyKey(actor="a", route="r", key="k", digest="one")
    first = record(log, established(), key=key)
    assert log.append(Batch(entries=[established()], expected={FRAMEWORK: 0}, read={}, key=key)).positions == first
    assert log.position() == 1
    with pytest.raises(KeyReused):
        record(log, established(), key=replace(key, digest="another"))


def test_names_are_sealed_in_the_log_and_gone_after_an_erasure(log: PalabreLog, vault: KeyVault) -> None:
    about = PersonId(PERSON)
    record(log, entry(person.Registered(name=Protected(of=about, text="Ana Lopez"), on=START.date()), PERSON))
    assert b"Lopez" not in b"".join(row.state for row in log.recorder.iterate(0, 10))
    (fact,) = log.stream(PERSON)
    assert fact.event.name.text == "Ana Lopez"  # type: ignore[attr-defined]
    body = body_of(log.recorder.iterate(0, 1)[0])
    vault.erase(about)
    (fact,) = log.stream(PERSON)
    assert fact.event.name.text is None  # type: ignore[attr-defined]
    assert body_of(log.recorder.iterate(0, 1)[0]) == body == log.recorder.iterate(0, 1)[0].body


def test_the_position_at_an_instant_is_found_among_many(log: PalabreLog, clock: SetClock) -> None:
    record(log, established())
    for minute in range(1, 20):
        clock.set(START + timedelta(minutes=minute))
        record(log, entry(renamed(str(minute))), after=minute)
    assert log.position_at(START - timedelta(seconds=1)) == 0
    assert [log.position_at(START + timedelta(minutes=at)) for at in range(20)] == list(range(1, 21))
    assert log.position_at(START + timedelta(days=1)) == 20


def test_a_recorded_time_never_decreases(log: PalabreLog, clock: SetClock) -> None:
    record(log, established())
    clock.set(START - timedelta(hours=1))
    record(log, entry(renamed("earlier?")), after=1)
    assert [fact.recorded_at for fact in log.after(0)] == [START, START]


def test_a_state_folds_the_same_from_a_snapshot_and_never_from_other_rules(log: PalabreLog, vault: KeyVault) -> None:
    record(log, established(), *(entry(renamed(str(number))) for number in range(450)))
    streams = Streams(log, log, NOUNS)
    folded = streams.folded(FRAMEWORK)
    assert log.latest(FRAMEWORK) == (451, folded.state)
    record(log, entry(renamed("last")), after=451)
    fresh = Streams(log, log, NOUNS)
    assert fresh.folded(FRAMEWORK) == fresh.as_known(FRAMEWORK, log.position())
    other = PalabreLog(log.application, NOUNS, "other rules")
    assert other.latest(FRAMEWORK) is None


def test_an_unknown_name_in_the_log_is_found_and_named(log: PalabreLog) -> None:
    record(log, established())
    assert log.unknown_names() == []
    with log.recorder.database.writing() as connection:
        connection.execute(sa.text("UPDATE events SET name = 'framework.abolished.v1'"))
    assert log.unknown_names() == ["framework.abolished.v1"]
