"""What the log promises, on both databases."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import cast

import pytest
from eventsourcing.persistence import IntegrityError, OperationalError, ProgrammingError, StoredEvent

from infrastructure.engines import Database
from infrastructure.recorder import Recorder
from infrastructure.recording import SnapshotRecorder
from infrastructure.stored import ReadSetChanged, StreamConflict
from tests.infrastructure.events import NAME, assert_sound, chain, event, expected_body, in_parallel, whole_log

NOON = datetime(2026, 6, 8, 12, tzinfo=UTC)


def test_an_event_comes_back_as_it_was_appended(recorder: Recorder) -> None:
    prepared = event("agreement-1", 1, state=bytes(range(256)))
    assert recorder.insert_events([prepared]) == [1]
    (logged,) = recorder.select_events("agreement-1")
    assert (logged.originator_id, logged.originator_version, logged.topic) == ("agreement-1", 1, NAME)
    assert (logged.id, logged.framework, logged.framework_sequence) == (1, "framework-1", 1)
    assert (logged.state, logged.event_id) == (bytes(range(256)), prepared.event_id)
    assert logged.body == expected_body(prepared, 1)
    assert logged.recorded_at.tzinfo is UTC


def test_a_plain_stored_event_hashes_its_topic_and_state(recorder: Recorder) -> None:
    recorder.insert_events([StoredEvent("thing-1", 0, "topic", b"state")])
    (logged,) = recorder.select_events("thing-1")
    assert logged.body == sha256(b"topic\0state").digest()
    assert (logged.event_id, logged.framework) == (None, None)


def test_a_stream_grows_by_one_from_version_one(recorder: Recorder) -> None:
    with pytest.raises(StreamConflict) as refused:
        recorder.insert_events([event("agreement-1", 2)])
    assert (refused.value.stream, refused.value.expected, refused.value.actual) == ("agreement-1", 1, 0)
    recorder.insert_events(chain("agreement-1", 1, 2))
    for version in (1, 2, 4):
        with pytest.raises(StreamConflict):
            recorder.insert_events([event("agreement-1", version)])
    assert recorder.insert_events([event("agreement-1", 3)]) == [3]
    assert_sound(whole_log(recorder))


def test_a_writer_who_read_an_old_version_is_told_the_new_one(recorder: Recorder) -> None:
    recorder.insert_events(chain("agreement-1", 1, 3))
    with pytest.raises(StreamConflict, match="agreement-1 is at version 3, not at 2"):
        recorder.insert_events([event("agreement-1", 4)], expected={"agreement-1": 2})
    assert recorder.insert_events([event("agreement-1", 4)], expected={"agreement-1": 3}) == [4]


def test_a_decision_falls_when_what_it_rested_on_has_moved(recorder: Recorder) -> None:
    recorder.insert_events([event("mandate-1", 1)])
    recorder.insert_events([event("agreement-1", 1)], read={"mandate-1": 1, "mandate-2": 0})
    recorder.insert_events([event("mandate-1", 2)])
    with pytest.raises(ReadSetChanged) as refused:
        recorder.insert_events([event("agreement-1", 2)], read={"mandate-1": 1})
    assert (refused.value.stream, refused.value.expected, refused.value.actual) == ("mandate-1", 1, 2)
    with pytest.raises(ReadSetChanged):
        recorder.insert_events([event("agreement-1", 2)], read={"mandate-1": 0})
    assert recorder.head_version("agreement-1") == 1


def test_several_streams_are_appended_together_or_not_at_all(recorder: Recorder) -> None:
    recorder.insert_events([event("agreement-1", 1)])
    with pytest.raises(StreamConflict):
        recorder.insert_events([event("meeting-1", 1), event("agreement-1", 1)])
    assert recorder.head_version("meeting-1") == 0
    assert recorder.insert_events([event("meeting-1", 1), event("agreement-1", 2), event("meeting-1", 2)]) == [2, 3, 4]
    assert_sound(whole_log(recorder))


def test_a_refusal_leaves_no_hole(recorder: Recorder) -> None:
    for version in range(1, 6):
        recorder.insert_events([event("agreement-1", version)])
        with pytest.raises(StreamConflict):
            recorder.insert_events([event("agreement-1", version)])
    assert [logged.id for logged in whole_log(recorder)] == [1, 2, 3, 4, 5]


def test_each_framework_counts_its_own_events_and_so_does_the_installation(recorder: Recorder) -> None:
    recorder.insert_events([*chain("a-1", 1, 2, "one"), *chain("b-1", 1, 1, "two"), *chain("o-1", 1, 2, None)])
    recorder.insert_events([*chain("o-1", 3, 1, None), *chain("b-1", 2, 2, "two")])
    assert [(e.framework, e.framework_sequence) for e in whole_log(recorder)] == [
        ("one", 1),
        ("one", 2),
        ("two", 1),
        (None, 1),
        (None, 2),
        (None, 3),
        ("two", 2),
        ("two", 3),
    ]
    assert [e.id for e in recorder.select_framework("two", 1)] == [7, 8]
    assert [e.id for e in recorder.select_framework(None, 0, limit=2)] == [4, 5]


def test_recorded_time_never_goes_back(database: Database) -> None:
    times = iter([NOON, NOON - timedelta(hours=1), NOON + timedelta(microseconds=1)])
    recorder = Recorder(database, clock=lambda: next(times))
    recorder.create_table()
    for version in (1, 2, 3):
        recorder.insert_events([event("agreement-1", version)])
    assert [logged.recorded_at for logged in whole_log(recorder)] == [NOON, NOON, NOON + timedelta(microseconds=1)]
    recorder.close()


def test_an_append_of_nothing_is_nothing(recorder: Recorder) -> None:
    assert recorder.insert_events([]) is None


def test_what_an_append_does_not_know_is_not_swallowed(recorder: Recorder) -> None:
    with pytest.raises(TypeError, match="reads"):
        recorder.insert_events([event("agreement-1", 1)], reads={"mandate-1": 1})


def test_a_stream_is_read_as_it_was_at_a_position(recorder: Recorder) -> None:
    for version in (1, 2, 3):
        recorder.insert_events([event("agreement-1", version), event("meeting-1", version)])
    assert [e.originator_version for e in recorder.select_events("agreement-1", up_to_position=4)] == [1, 2]
    assert [e.originator_version for e in recorder.select_events("agreement-1", gt=1, lte=2)] == [2]
    assert [e.originator_version for e in recorder.select_events("agreement-1", desc=True, limit=2)] == [3, 2]
    assert recorder.head_version("agreement-1") == 3


def test_a_subscriber_hears_what_another_connection_appends(recorder: Recorder, log_url: str) -> None:
    heard: list[int] = []
    with recorder.subscribe(gt=0) as subscription, Other(log_url) as other:

        def listen() -> None:
            for notification in subscription:
                heard.append(notification.id)
                if len(heard) == 3:
                    return

        thread = threading.Thread(target=listen)
        thread.start()
        for version in (1, 2, 3):
            other.insert_events([event("agreement-1", version)])
        thread.join(5)
    assert heard == [1, 2, 3]


def test_waiting_ends_when_the_log_has_grown(recorder: Recorder, log_url: str) -> None:
    assert not recorder.wait_beyond(0, 0.05)
    with Other(log_url) as other, ThreadPoolExecutor(1) as pool:
        waits = pool.submit(recorder.wait_beyond, 0, 5)
        time.sleep(0.05)
        other.insert_events([event("agreement-1", 1)])
        assert waits.result()
    assert recorder.wait_beyond(0, 0)


def test_many_callers_at_once_leave_a_sound_log(recorder: Recorder) -> None:
    def caller(number: int) -> None:
        for version in range(1, 11):
            assert recorder.insert_events([event(f"agreement-{number}", version, f"framework-{number % 3}")])

    in_parallel(32, caller)
    log = whole_log(recorder)
    assert len(log) == 320
    assert_sound(log)


def test_of_many_callers_on_one_stream_each_version_has_one_winner(recorder: Recorder) -> None:
    wins: list[int] = []
    overtaken: list[bool] = []

    def caller(_: int) -> None:
        for version in range(1, 11):
            try:
                wins.extend(recorder.insert_events([event("agreement-1", version)]) or [])
            except StreamConflict as conflict:
                overtaken.append(conflict.actual >= version)

    in_parallel(16, caller)
    assert sorted(wins) == list(range(1, 11))
    assert len(overtaken) == 150
    assert all(overtaken)
    assert_sound(whole_log(recorder))


def test_what_the_database_will_not_store_harms_its_own_caller_only(recorder: Recorder) -> None:
    nothing = cast("bytes", None)

    def caller(number: int) -> None:
        if number % 4:
            assert recorder.insert_events([event(f"agreement-{number}", 1)])
            return
        with pytest.raises(IntegrityError):
            recorder.insert_events([event(f"agreement-{number}", 1, state=nothing)])

    in_parallel(16, caller)
    log = whole_log(recorder)
    assert len(log) == 12
    assert_sound(log)


def test_a_snapshot_is_kept_and_forgotten(database: Database) -> None:
    snapshots = SnapshotRecorder(database)
    snapshots.create_table()
    snapshots.insert_events([StoredEvent("agreement-1", 10, "snapshot.v1", b"a"), StoredEvent("b", 1, "s", b"")])
    with pytest.raises(IntegrityError):
        snapshots.insert_events([StoredEvent("agreement-1", 10, "snapshot.v1", b"b")])
    snapshots.forget("agreement-1")
    assert snapshots.select_events("agreement-1") == []
    assert len(snapshots.select_events("b")) == 1


def test_a_database_that_is_no_log_is_named(database: Database) -> None:
    with pytest.raises((OperationalError, ProgrammingError), match="events"):
        Recorder(database).insert_events([event("agreement-1", 1)])


class Other:
    """Another process's view of the same log: connections of its own."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.recorder = Recorder(self.database)

    def __enter__(self) -> Recorder:
        return self.recorder

    def __exit__(self, *_: object) -> None:
        self.recorder.close()
        self.database.close()
