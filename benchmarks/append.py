"""Appends a second: a floor of bare commits, the eventsourcing library's own recorder, and ours."""

import itertools
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg

sys.path.insert(0, str(Path(__file__).parent.parent))

from eventsourcing.persistence import ApplicationRecorder, InfrastructureFactory, StoredEvent
from eventsourcing.utils import Environment
from uuid_utils import uuid7

from benchmarks.report import Row, compared, options, rounds, show
from infrastructure.engines import ADVISORY_LOCK, FileQueue
from infrastructure.recorder import Factory
from infrastructure.stored import PreparedEvent
from tests.postgres import admin_address, fresh_database

CALLERS = 64
ALONE, TOGETHER = 25, 10 * CALLERS
"""Appends in one turn: few, so that the contestants alternate faster than the machine changes its mood."""
STATE = b'{"actor":"person-1","about":"organisation-2","payload":"' + b"x" * 240 + b'"}'
BODY = b"b" * 32
NAME = "agreement.signed.v1"
CREATE = """
CREATE TABLE floor (position {number} PRIMARY KEY, stream TEXT NOT NULL, version {number} NOT NULL, name TEXT NOT NULL,
event_id TEXT UNIQUE, framework TEXT NOT NULL, framework_sequence {number} NOT NULL, recorded_at {number} NOT NULL,
state {bytes} NOT NULL, body {bytes} NOT NULL, UNIQUE (stream, version), UNIQUE (framework, framework_sequence))
"""

FloorRow = tuple[int, str, int, str, str, str, int, int, bytes, bytes]


def floor_rows() -> Iterator[FloorRow]:
    """The rows that ours writes, ready made."""
    for number in itertools.count(1):
        yield number, new_stream(), 1, NAME, str(uuid7()), "framework-1", number, number, STATE, BODY


def new_stream() -> str:
    return f"agreement-{uuid7()}"


class SqliteFloor:
    """Raw sqlite3: the lock file, BEGIN IMMEDIATE, one INSERT, COMMIT."""

    def __init__(self, path: str) -> None:
        self.queue = FileQueue(path)
        self.rows = floor_rows()
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=FULL")
        self.connection.execute(CREATE.format(number="INTEGER", bytes="BLOB"))

    def append(self) -> None:
        row = next(self.rows)
        with self.queue:
            self.connection.execute("BEGIN IMMEDIATE")
            self.connection.execute("INSERT INTO floor VALUES (?,?,?,?,?,?,?,?,?,?)", row)
            self.connection.execute("COMMIT")


class PostgresFloor:
    """Raw psycopg: BEGIN, the advisory lock, one prepared INSERT, COMMIT."""

    def __init__(self, address: str) -> None:
        self.rows = floor_rows()
        self.connection = psycopg.connect(address)
        self.connection.execute(CREATE.format(number="BIGINT", bytes="BYTEA").encode())
        self.connection.commit()

    def append(self) -> None:
        self.connection.execute("SELECT pg_advisory_xact_lock(%s)", (ADVISORY_LOCK,), prepare=True)
        insert = "INSERT INTO floor VALUES (%s,%s,%s,%s,%s,%s,%s,%s,%s,%s)"
        self.connection.execute(insert, next(self.rows), prepare=True)
        self.connection.commit()


def plain(recorder: ApplicationRecorder) -> Callable[[], None]:
    """An append as the library makes it."""
    return lambda: _append(recorder, [StoredEvent(new_stream(), 1, NAME, STATE)])


def prepared(recorder: ApplicationRecorder) -> Callable[[], None]:
    """An append as ours are: with an id, a framework, and a body to hash under the lock."""

    def append() -> None:
        event_id, state = str(uuid7()), STATE
        _append(recorder, [PreparedEvent(new_stream(), 1, NAME, state, event_id, "framework-1", NAME, state, BODY)])

    return append


def _append(recorder: ApplicationRecorder, events: Sequence[StoredEvent]) -> None:
    assert recorder.insert_events(events)


def rate_of(append: Callable[[], None], count: int) -> Callable[[], float]:
    """Appends a second, one after the other."""

    def measure() -> float:
        start = time.perf_counter()
        for _ in range(count):
            append()
        return count / (time.perf_counter() - start)

    return measure


def shared_rate_of(append: Callable[[], None], count: int, pool: ThreadPoolExecutor) -> Callable[[], float]:
    """Appends a second of many callers at once."""

    def caller(_: int) -> None:
        for _ in range(count // CALLERS):
            append()

    def measure() -> float:
        start = time.perf_counter()
        list(pool.map(caller, range(CALLERS)))
        return (count // CALLERS) * CALLERS / (time.perf_counter() - start)

    return measure


@contextmanager
def on_sqlite() -> Generator[tuple[Any, dict[str, str], str], None, None]:
    """The floor, the library's settings, our URL: three files in one folder."""
    with tempfile.TemporaryDirectory() as home:
        library = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": f"{home}/library.db"}
        yield SqliteFloor(f"{home}/floor.db"), library, f"sqlite:///{home}/ours.db"


@contextmanager
def on_postgres() -> Generator[tuple[Any, dict[str, str], str], None, None]:
    """The floor, the library's settings, our URL: three databases on one server."""
    with fresh_database() as floor, fresh_database() as library, fresh_database() as ours:
        host = admin_address().partition("?host=")[2]
        settings = {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": library.partition("@/")[2].partition("?")[0],
            "POSTGRES_HOST": host,
            "POSTGRES_PORT": "5432",
            "POSTGRES_USER": "postgres",
            "POSTGRES_PASSWORD": "",
        }
        yield PostgresFloor(floor.replace("+psycopg", "")), settings, ours


def compete(place: str, floor: Any, library_settings: dict[str, str], url: str, *, quick: bool) -> list[Row]:
    """All contestants in turns on one disk; the medians of their rates."""
    with ExitStack() as stack:
        settings = library_settings | {"ORIGINATOR_ID_TYPE": "text"}
        library: InfrastructureFactory[Any] = InfrastructureFactory.construct(Environment("bench", settings))
        ours = Factory({"PALABRE_DATABASE": url})
        stack.callback(library.close)
        stack.callback(ours.close)
        pool = stack.enter_context(ThreadPoolExecutor(CALLERS))
        theirs, log = library.application_recorder(), ours.application_recorder()
        medians = rounds(
            {
                "floor": rate_of(floor.append, ALONE),
                "library": rate_of(plain(theirs), ALONE),
                "one": rate_of(prepared(log), ALONE),
                "many": shared_rate_of(prepared(log), TOGETHER, pool),
            },
            25 if quick else 100,
        )
    return results(place, medians)


def results(place: str, medians: dict[str, float]) -> list[Row]:
    """Ours against the floor and against the library."""
    unit, one, many = "appends/s", f"append, {place}, one caller", f"append, {place}, {CALLERS} callers"
    floor, library = medians["floor"], medians["library"]
    aim = "≥ 2" if place == "SQLite" else "≥ 4"
    return [
        compared(name=one, unit=unit, ours=medians["one"], against="one commit each", theirs=floor, aim="≥ 0.6"),
        compared(name=one, unit=unit, ours=medians["one"], against="eventsourcing", theirs=library, aim="≥ 1"),
        compared(name=many, unit=unit, ours=medians["many"], against="one commit each", theirs=floor, aim=aim),
        compared(name=many, unit=unit, ours=medians["many"], against="eventsourcing, one caller", theirs=library),
    ]


def main() -> None:
    """Run on both databases."""
    chosen = options("Appends a second: bare commits, the eventsourcing library, and ours.").parse_args()
    rows: list[Row] = []
    for place, contest in (("SQLite", on_sqlite), ("PostgreSQL", on_postgres)):
        with contest() as (floor, library, url):
            rows += compete(place, floor, library, url, quick=chosen.quick)
    show(rows, title="Appends a second", as_json=chosen.json)


if __name__ == "__main__":
    main()
