"""Appends a second: a floor of bare commits, the eventsourcing library's own recorder, and ours."""

import itertools
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
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
ALONE, EACH = 25, 10
"""Appends in one turn: few, so that the contestants alternate faster than the machine changes its mood."""
STATE = b'{"actor":"person-1","about":"organisation-2","payload":"' + b"x" * 240 + b'"}'
BODY = b"b" * 32
NAME = "agreement.signed.v1"
CREATE = """
CREATE TABLE floor (position {number} PRIMARY KEY, stream TEXT NOT NULL, version {number} NOT NULL, name TEXT NOT NULL,
event_id TEXT, framework TEXT NOT NULL, framework_sequence {number} NOT NULL, recorded_at {number} NOT NULL,
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

    def prepare(self, count: int) -> Callable[[], None]:
        rows = iter([next(self.rows) for _ in range(count)])
        return lambda: self.append(next(rows))

    def append(self, row: FloorRow) -> None:
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

    def prepare(self, count: int) -> Callable[[], None]:
        rows = iter([next(self.rows) for _ in range(count)])
        return lambda: self.append(next(rows))

    def append(self, row: FloorRow) -> None:
        self.connection.execute("SELECT pg_advisory_xact_lock(%s)", (ADVISORY_LOCK,), prepare=True)
        insert = "INSERT INTO floor VALUES (%s,%s,%s,%s,%s,%s,%s,%s,%s,%s)"
        self.connection.execute(insert, row, prepare=True)
        self.connection.commit()


def appending(recorder: ApplicationRecorder, event: Callable[[], StoredEvent]) -> Callable[[int], Callable[[], None]]:
    """An append of one event, so many times; the events are made beforehand, for they are the mapper's work."""

    def prepare(count: int) -> Callable[[], None]:
        batches = iter([[event()] for _ in range(count)])

        def append() -> None:
            assert recorder.insert_events(next(batches))

        return append

    return prepare


def plain() -> StoredEvent:
    """An event as the library makes it."""
    return StoredEvent(new_stream(), 1, NAME, STATE)


def prepared() -> PreparedEvent:
    """An event as ours are: with an id, a framework, and a body to hash under the lock."""
    return PreparedEvent(new_stream(), 1, NAME, STATE, str(uuid7()), "framework-1", NAME, STATE, BODY)


def alone(prepare: Callable[[int], Callable[[], None]]) -> Callable[[], float]:
    """Appends a second, one after the other."""

    def measure() -> float:
        append = prepare(ALONE)
        start = time.perf_counter()
        for _ in range(ALONE):
            append()
        return ALONE / (time.perf_counter() - start)

    return measure


def together(prepare: Callable[[int], Callable[[], None]], pool: ThreadPoolExecutor) -> Callable[[], float]:
    """Appends a second of many callers at once."""

    def call(append: Callable[[], None]) -> None:
        for _ in range(EACH):
            append()

    def measure() -> float:
        callers = [prepare(EACH) for _ in range(CALLERS)]
        start = time.perf_counter()
        list(pool.map(call, callers))
        return CALLERS * EACH / (time.perf_counter() - start)

    return measure


@dataclass
class Ground:
    """A floor, the library's settings, and a log of ours for each way of calling, so that all logs grow alike."""

    floor: SqliteFloor | PostgresFloor
    library: dict[str, str]
    alone: str
    together: str


@contextmanager
def on_sqlite() -> Generator[Ground, None, None]:
    """Four files in one folder."""
    with tempfile.TemporaryDirectory() as home:
        library = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": f"{home}/library.db"}
        floor = SqliteFloor(f"{home}/floor.db")
        yield Ground(floor, library, f"sqlite:///{home}/alone.db", f"sqlite:///{home}/together.db")


@contextmanager
def on_postgres() -> Generator[Ground, None, None]:
    """Four databases on one server."""
    with ExitStack() as stack:
        floor, library, one, many = (stack.enter_context(fresh_database()) for _ in range(4))
        settings = {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": library.partition("@/")[2].partition("?")[0],
            "POSTGRES_HOST": admin_address().partition("?host=")[2],
            "POSTGRES_PORT": "5432",
            "POSTGRES_USER": "postgres",
            "POSTGRES_PASSWORD": "",
        }
        yield Ground(PostgresFloor(floor.replace("+psycopg", "")), settings, one, many)


def compete(place: str, ground: Ground, *, quick: bool) -> list[Row]:
    """All contestants in turns on one disk; the medians of their rates."""
    with ExitStack() as stack:
        settings = ground.library | {"ORIGINATOR_ID_TYPE": "text"}
        library: InfrastructureFactory[Any] = InfrastructureFactory.construct(Environment("bench", settings))
        one, many = (Factory({"PALABRE_DATABASE": url}) for url in (ground.alone, ground.together))
        for factory in (library, one, many):
            stack.callback(factory.close)
        pool = stack.enter_context(ThreadPoolExecutor(CALLERS))
        medians = rounds(
            {
                "floor": alone(ground.floor.prepare),
                "library": alone(appending(library.application_recorder(), plain)),
                "one": alone(appending(one.application_recorder(), prepared)),
                "many": together(appending(many.application_recorder(), prepared), pool),
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
        with contest() as ground:
            rows += compete(place, ground, quick=chosen.quick)
    show(rows, title="Appends a second", as_json=chosen.json)


if __name__ == "__main__":
    main()
