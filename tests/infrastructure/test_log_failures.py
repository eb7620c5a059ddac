"""When the database goes away, fills up or breaks off: a clear error, nothing half-written, no restart."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from eventsourcing.persistence import OperationalError, StoredEvent
from psycopg.sql import SQL, Identifier

from infrastructure.engines import Database
from infrastructure.recorder import Recorder
from infrastructure.recording import SnapshotRecorder
from infrastructure.settling import Append
from infrastructure.stored import OutcomeUnknown
from tests.infrastructure.events import a_key, assert_sound, event, whole_log
from tests.postgres import administer, fresh_database

ROOT = Path(__file__).parents[2]
SLOW_COMMIT = """
CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(30); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON events DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow()
"""
TERMINATE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
FILL_UP = """
import resource, sys
from eventsourcing.persistence import OperationalError
from infrastructure.engines import Database
from infrastructure.recorder import Recorder
from tests.infrastructure.events import event

recorder = Recorder(Database(sys.argv[1]))
_, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, hard))
version = 1
try:
    while version < 1_000:
        recorder.insert_events([event("agreement-1", version, state=bytes(5_000))])
        version += 1
except OperationalError as error:
    print(version - 1, type(error).__name__)
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
recorder.insert_events([event("agreement-2", 1)])
"""


@pytest.fixture
def postgres() -> Generator[Recorder, None, None]:
    """A log on PostgreSQL."""
    with fresh_database() as url:
        recorder = Recorder(Database(url))
        recorder.create_table()
        yield recorder
        recorder.close()
        recorder.database.close()


@contextmanager
def session(recorder: Recorder) -> Generator[psycopg.Connection[tuple[Any, ...]], None, None]:
    """A connection of the test's own."""
    address = recorder.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection


def break_off(recorder: Recorder) -> None:
    """End every other session."""
    with session(recorder) as connection:
        connection.execute(TERMINATE, (recorder.database.url.database,))


def until(condition: Callable[[], bool]) -> None:
    """Wait for it, ten seconds at most."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_restarted_server_is_found_again(postgres: Recorder) -> None:
    postgres.insert_events([event("agreement-1", 1)])
    break_off(postgres)
    assert postgres.insert_events([event("agreement-1", 2)]) == [2]
    break_off(postgres)
    assert postgres.head_version("agreement-1") == 2


def test_while_the_server_is_away_writing_and_reading_say_so(postgres: Recorder) -> None:
    postgres.insert_events([event("agreement-1", 1)])
    name = postgres.database.url.database or ""
    with session(postgres) as connection:
        administer("ALTER DATABASE {} ALLOW_CONNECTIONS false", name)
        connection.execute(TERMINATE, (name,))
    for attempt in (lambda: postgres.insert_events([event("agreement-1", 2)]), postgres.iterate):
        with pytest.raises(OperationalError) as said:
            attempt()
        assert not isinstance(said.value, OutcomeUnknown)
    administer("ALTER DATABASE {} ALLOW_CONNECTIONS true", name)
    assert postgres.insert_events([event("agreement-1", 2)]) == [2]
    assert_sound(postgres.iterate())


def test_a_commit_that_breaks_off_is_unknown_to_all_who_shared_it_and_a_retry_settles_it(postgres: Recorder) -> None:
    with session(postgres) as connection:
        connection.execute(SQL(SLOW_COMMIT))
    errors: list[BaseException] = []
    with ThreadPoolExecutor(4) as pool:
        leader = pool.submit(postgres.insert_events, [event("agreement-0", 1)], key=a_key("0"))
        until(lambda: asleep(postgres))
        followers = [
            pool.submit(postgres.insert_events, [event(f"agreement-{number}", 1)], key=a_key(str(number)))
            for number in (1, 2, 3)
        ]
        until(lambda: postgres.commits.waiting == 3)
        break_off(postgres)
        assert isinstance(leader.exception(10), OutcomeUnknown)
        until(lambda: asleep(postgres))
        break_off(postgres)
        errors = [error for call in followers if (error := call.exception(10)) is not None]
    assert [type(error) for error in errors] == [OutcomeUnknown] * 3
    with session(postgres) as connection:
        connection.execute(SQL("DROP TRIGGER slow ON {}").format(Identifier("events")))
    for number in range(4):
        assert postgres.insert_events([event(f"agreement-{number}", 1)], key=a_key(str(number))) == [number + 1]
    assert_sound(whole_log(postgres))


def asleep(recorder: Recorder) -> bool:
    """Whether a commit hangs in its trigger."""
    with session(recorder) as connection:
        sleepers = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"
        return connection.execute(sleepers).fetchone() is not None


def test_a_database_out_of_reach_is_named() -> None:
    with pytest.raises(OperationalError, match=r"refused|exist|No such"):
        Recorder(Database("postgresql+psycopg://nobody@127.0.0.1:9/nothing")).iterate()


def test_a_file_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OperationalError, match=r"log\.db"):
        Database(f"sqlite:///{tmp_path}/file/log.db")


def test_a_file_taken_away_is_missed_at_once_and_found_again(tmp_path: Path) -> None:
    recorder = Recorder(Database(f"sqlite:///{tmp_path / 'log.db'}"))
    recorder.create_table()
    recorder.insert_events([event("agreement-1", 1)])
    (tmp_path / "log.db").rename(tmp_path / "away.db")
    for _ in range(2):
        with pytest.raises(OperationalError):
            recorder.insert_events([event("agreement-1", 2)])
        with pytest.raises(OperationalError, match="gone"):
            recorder.head_version("agreement-1")
    (tmp_path / "away.db").rename(tmp_path / "log.db")
    recorder.insert_events([event("agreement-1", 2)])
    assert recorder.head_version("agreement-1") == 2
    recorder.close()
    recorder.database.close()


def test_a_file_put_in_place_of_another_is_the_log_from_then_on(tmp_path: Path) -> None:
    for name, versions in (("log.db", 1), ("restored.db", 3)):
        made = Recorder(Database(f"sqlite:///{tmp_path / name}"))
        made.create_table()
        made.insert_events([event("agreement-1", version) for version in range(1, versions + 1)])
        if name == "log.db":
            recorder = made
            continue
        made.close()
        made.database.close()
    (tmp_path / "restored.db").replace(tmp_path / "log.db")
    for each in tmp_path.glob("log.db-*"):
        each.unlink()
    assert recorder.head_version("agreement-1") == 3
    recorder.insert_events([event("agreement-1", 4)])
    assert [logged.originator_version for logged in whole_log(recorder)] == [1, 2, 3, 4]
    recorder.close()
    recorder.database.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://host/name"])
def test_only_what_can_hold_a_log_is_taken(url: str) -> None:
    with pytest.raises(ValueError, match=r"sqlite:///path|SQLite or PostgreSQL"):
        Database(url)


def test_a_full_disk_loses_nothing_acknowledged_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'log.db'}"
    recorder = Recorder(Database(url))
    recorder.create_table()
    said = subprocess.run([sys.executable, "-c", FILL_UP, url], cwd=ROOT, check=True, capture_output=True, text=True)
    acknowledged, error = said.stdout.split()
    assert error in {"OperationalError", "OutcomeUnknown"}
    log = whole_log(recorder)
    assert_sound(log)
    assert int(acknowledged) > 10
    assert [logged.originator_version for logged in log[:-1]] == list(range(1, int(acknowledged) + 1))
    assert log[-1].originator_id == "agreement-2"


def test_an_interrupted_commit_is_no_success_and_harms_nobody_after(recorder: Recorder, interrupted: None) -> None:
    with pytest.raises(KeyboardInterrupt):
        recorder.insert_events([event("agreement-1", 1)])
    assert recorder.insert_events([event("agreement-1", 1)]) == [1]
    assert_sound(whole_log(recorder))


def test_who_shares_an_interrupted_commit_is_told_that_its_outcome_is_unknown(
    recorder: Recorder, interrupted: None
) -> None:
    appends = [Append([event("agreement-1", 1)]), Append([event("agreement-2", 1)])]
    with pytest.raises(KeyboardInterrupt):
        recorder.writer.commit(appends)
    assert [(append.positions, type(append.error)) for append in appends] == [(None, OutcomeUnknown)] * 2
    recorder.writer.commit(appends)
    assert [(append.positions, append.error) for append in appends] == [([1], None), ([2], None)]


@pytest.fixture
def interrupted(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next commit is interrupted just before it is sent."""
    writer: Any = recorder.writer
    undisturbed = writer.about_to_commit

    def interrupt() -> None:
        monkeypatch.setattr(writer, "about_to_commit", undisturbed)
        raise KeyboardInterrupt

    monkeypatch.setattr(writer, "about_to_commit", interrupt)


def test_snapshots_and_keys_are_written_beside_busy_appends(recorder: Recorder) -> None:
    snapshots = SnapshotRecorder(recorder.database)
    stop = threading.Event()

    def append() -> None:
        version = 0
        while not stop.is_set():
            version += 1
            recorder.insert_events([event("agreement-1", version)], key=a_key(str(version)))

    with ThreadPoolExecutor(1) as pool:
        busy = pool.submit(append)
        for version in range(1, 20):
            snapshots.insert_events([StoredEvent("agreement-1", version, "snapshot.v1", b"{}")])
            recorder.purge_keys()
        stop.set()
        busy.result(10)
    assert_sound(whole_log(recorder))
    assert len(snapshots.select_events("agreement-1")) == 19
