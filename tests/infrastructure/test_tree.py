"""The tree is that of the log, whoever appends and whatever fails, on both databases."""

import subprocess
import sys
from pathlib import Path

import pytest
import rfc8785
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from eventsourcing.persistence import InternalError, PersistenceError, StoredEvent

from infrastructure import migrations
from infrastructure.engines import Database
from infrastructure.leaves import leaf, leaf_data
from infrastructure.merkle import Frontier
from infrastructure.recorder import Recorder
from infrastructure.stored import StreamConflict, instant, microseconds
from infrastructure.tables import events, tree
from tests.infrastructure.events import chain, event, in_parallel, whole_log

ROOT = Path(__file__).parents[2]
APPEND = """
import sys
from infrastructure.engines import Database
from infrastructure.recorder import Recorder
from tests.infrastructure.events import event
recorder = Recorder(Database(sys.argv[1]))
sys.stdin.read()
for version in range(1, 41):
    recorder.insert_events([event(sys.argv[2], version)])
"""


def stored_tree(database: Database) -> list[tuple[int, bytes]]:
    return [(row[0], row[1]) for row in database.rows(sa.select(tree).order_by(tree.c.position))]


def tree_of(recorder: Recorder) -> list[tuple[int, bytes]]:
    """The tree grown anew from the events."""
    edge = Frontier()
    return [(one.id, edge.add(leaf(one.id, microseconds(one.recorded_at), one.body))) for one in whole_log(recorder)]


def assert_grown(recorder: Recorder) -> None:
    assert stored_tree(recorder.database) == tree_of(recorder)


def test_a_leaf_says_where_when_and_what_in_canonical_json() -> None:
    said = {"position": 7, "recorded_at": "2026-11-25T14:48:58.000001Z", "body": "ab" * 32}
    moment = 1_795_618_138_000_001
    assert leaf_data(7, moment, b"\xab" * 32) == rfc8785.dumps(said)
    assert instant(moment).isoformat() == "2026-11-25T14:48:58.000001+00:00"


def test_every_event_is_a_leaf_however_many_are_appended_at_once(recorder: Recorder) -> None:
    for count in (1, 1, 3, 5, 1, 30):
        recorder.insert_events(chain(f"agreement-{count}-{recorder.max_notification_id()}", 1, count))
    recorder.insert_events([StoredEvent("thing-1", 0, "topic", b"state")])
    assert len(stored_tree(recorder.database)) == 42
    assert_grown(recorder)


def test_what_is_refused_leaves_no_leaf(recorder: Recorder) -> None:
    recorder.insert_events(chain("agreement-1", 1, 3))
    with pytest.raises(StreamConflict):
        recorder.insert_events([event("agreement-1", 2)])
    recorder.insert_events([event("agreement-1", 4)])
    assert_grown(recorder)


def test_writers_in_several_processes_grow_one_tree(recorder: Recorder, log_url: str) -> None:
    arguments = [[sys.executable, "-c", APPEND, log_url, f"agreement-{number}"] for number in range(3)]
    writers = [subprocess.Popen(one, cwd=ROOT, stdin=subprocess.PIPE) for one in arguments]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.close()
    recorder.insert_events(chain("meeting-1", 1, 7))
    assert [writer.wait(60) for writer in writers] == [0] * 3
    assert len(whole_log(recorder)) == 127
    assert_grown(recorder)


def test_many_callers_grow_one_tree(recorder: Recorder) -> None:
    def caller(number: int) -> None:
        for version in range(1, 6):
            recorder.insert_events([event(f"agreement-{number}", version)])

    in_parallel(16, caller)
    assert_grown(recorder)


def test_a_commit_that_failed_leaves_the_tree_as_it_was(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder.insert_events(chain("agreement-1", 1, 3))

    def fail() -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(recorder.writer, "about_to_commit", fail)
        with pytest.raises((PersistenceError, ZeroDivisionError)):
            recorder.insert_events([event("agreement-1", 4)])
    recorder.insert_events([event("agreement-1", 4, state=b"other")])
    assert len(whole_log(recorder)) == 4
    assert_grown(recorder)


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM tree WHERE position = 4",
        "DELETE FROM tree WHERE position = 5",
        "DELETE FROM events WHERE position = 5",
    ],
)
def test_nothing_is_appended_to_a_log_whose_tree_is_another(recorder: Recorder, log_url: str, damage: str) -> None:
    recorder.insert_events(chain("agreement-1", 1, 5))
    with recorder.database.writing() as connection:
        connection.execute(sa.text(damage))
    another = Recorder(Database(log_url))
    with pytest.raises(InternalError, match="palabre audit check"):
        another.insert_events([event("meeting-1", 1)])
    another.close()
    another.database.close()


def test_a_log_from_before_the_tree_gets_one(database: Database) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for position in range(1, 8):
            row = (
                position,
                "a-1",
                position,
                "n.v1",
                f"e{position}",
                "f",
                position,
                position,
                b"{}",
                bytes([position]) * 32,
            )
            connection.execute(sa.insert(events).values(row))
    recorder = Recorder(database)
    recorder.create_table()
    assert_grown(recorder)
    recorder.insert_events([event("meeting-1", 1)])
    assert len(stored_tree(database)) == 8
    assert_grown(recorder)
    recorder.close()


def test_a_log_with_a_gap_gets_no_tree(database: Database) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        row = (2, "a-1", 1, "n.v1", "e", "f", 1, 1, b"{}", bytes(32))
        connection.execute(sa.insert(events).values(row))
    with pytest.raises(ValueError, match="position 1"):
        Recorder(database).create_table()
