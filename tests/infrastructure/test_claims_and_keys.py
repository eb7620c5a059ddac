"""Values that one stream alone may hold, and requests that count once however often they come."""

from datetime import UTC, datetime, timedelta

import pytest

from infrastructure.engines import Database
from infrastructure.recorder import Recorder
from infrastructure.stored import ClaimTaken, KeyReused, StreamConflict
from tests.infrastructure.events import a_key, chain, event, in_parallel

NOON = datetime(2026, 6, 8, 12, tzinfo=UTC)


def test_a_value_belongs_to_one_stream_until_it_is_released(recorder: Recorder) -> None:
    siren = ("siren", "200065928")
    recorder.insert_events([event("organisation-1", 1)], claims=[(*siren, "organisation-1")])
    with pytest.raises(ClaimTaken) as refused:
        recorder.insert_events([event("organisation-2", 1)], claims=[(*siren, "organisation-2")])
    assert (refused.value.kind, refused.value.value, refused.value.holder) == (*siren, "organisation-1")
    assert recorder.head_version("organisation-2") == 0
    recorder.insert_events([event("organisation-1", 2)], releases=[(*siren, "organisation-1")])
    assert recorder.holder(*siren) is None
    recorder.insert_events([event("organisation-2", 1)], claims=[(*siren, "organisation-2")])
    assert recorder.holder(*siren) == "organisation-2"


def test_claiming_again_what_one_holds_changes_nothing(recorder: Recorder) -> None:
    claim = ("rna", "W221000001", "organisation-1")
    recorder.insert_events([event("organisation-1", 1)], claims=[claim])
    recorder.insert_events([event("organisation-1", 2)], claims=[claim])
    assert recorder.claims_of("organisation-1") == [("rna", "W221000001")]


def test_a_merger_hands_claims_over_in_one_append(recorder: Recorder) -> None:
    recorder.insert_events([event("organisation-1", 1)], claims=[("siren", "1", "organisation-1")])
    recorder.insert_events(
        [event("organisation-1", 2), event("organisation-2", 1)],
        releases=[("siren", "1", "organisation-1")],
        claims=[("siren", "1", "organisation-2")],
    )
    assert recorder.holder("siren", "1") == "organisation-2"


def test_nobody_releases_what_another_holds(recorder: Recorder) -> None:
    recorder.insert_events([event("organisation-1", 1)], claims=[("siren", "1", "organisation-1")])
    recorder.insert_events([event("organisation-2", 1)], releases=[("siren", "1", "organisation-2")])
    assert recorder.holder("siren", "1") == "organisation-1"


def test_claims_are_put_back_from_the_log(recorder: Recorder) -> None:
    recorder.insert_events([event("organisation-1", 1)], claims=[("siren", "1", "organisation-1")])
    recorder.replace_claims([("siren", "2", "organisation-1"), ("siren", "3", "organisation-9")])
    assert [recorder.holder("siren", value) for value in "123"] == [None, "organisation-1", "organisation-9"]


def test_a_repeated_key_returns_the_recorded_positions_and_writes_nothing(recorder: Recorder) -> None:
    recorder.insert_events([event("agreement-9", 1)])
    first = recorder.insert_events(chain("agreement-1", 1, 2), key=a_key("k"))
    again = recorder.insert_events(chain("agreement-1", 1, 2), key=a_key("k"))
    assert first is not None
    assert again is not None
    assert (first, first.repeated) == ([2, 3], False)
    assert (again, again.repeated) == ([2, 3], True)
    assert recorder.max_notification_id() == 3


def test_a_key_means_one_request_only(recorder: Recorder) -> None:
    recorder.insert_events([event("agreement-1", 1)], key=a_key("k", "d1"))
    with pytest.raises(KeyReused):
        recorder.insert_events([event("agreement-1", 2)], key=a_key("k", "d2"))
    other_route = a_key("k", "d2")._replace(route="POST /meetings")
    assert recorder.insert_events([event("agreement-1", 2)], key=other_route) == [2]


def test_a_command_that_changes_nothing_leaves_its_key_alone(recorder: Recorder) -> None:
    assert recorder.insert_events([], key=a_key("k")) == []
    row = recorder.recorded_under(a_key("k"))
    assert row is not None
    assert (row.first, row.last, row.positions) == (None, None, [])
    again = recorder.insert_events([event("agreement-1", 1)], key=a_key("k"))
    assert again is not None
    assert (again, again.repeated) == ([], True)
    assert recorder.max_notification_id() is None


def test_a_refused_request_leaves_no_key(recorder: Recorder) -> None:
    with pytest.raises(StreamConflict):
        recorder.insert_events([event("agreement-1", 7)], key=a_key("k"))
    assert recorder.recorded_under(a_key("k")) is None
    assert recorder.insert_events([event("agreement-1", 1)], key=a_key("k")) == [1]


def test_keys_are_forgotten_after_thirty_days(database: Database) -> None:
    now = [NOON]
    recorder = Recorder(database, clock=lambda: now[0])
    recorder.create_table()
    recorder.insert_events([], key=a_key("old"))
    now[0] += timedelta(days=20)
    recorder.insert_events([], key=a_key("young"))
    now[0] += timedelta(days=11)
    assert recorder.purge_keys() == 1
    assert recorder.recorded_under(a_key("old")) is None
    assert recorder.recorded_under(a_key("young")) is not None
    recorder.close()


def test_of_many_requests_under_one_key_one_is_recorded(recorder: Recorder) -> None:
    answers: list[tuple[list[int], bool]] = []

    def caller(number: int) -> None:
        positions = recorder.insert_events([event(f"agreement-{number}", 1)], key=a_key("k"))
        assert positions is not None
        answers.append((list(positions), positions.repeated))

    in_parallel(16, caller)
    assert sorted(answers) == [([1], False)] + [([1], True)] * 15
