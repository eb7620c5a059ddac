"""Connections to the log's database, SQLite or PostgreSQL, and the one lock that orders its writers."""

import fcntl
import os
import sqlite3
from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any, cast

import psycopg
import sqlalchemy as sa
from eventsourcing import persistence
from sqlalchemy import event, exc
from sqlalchemy.engine.interfaces import DBAPIConnection

ADVISORY_LOCK = 0x70616C61627265
"""The PostgreSQL advisory lock of the log: the letters of `palabre`."""

PATIENCE = 30
"""Seconds a writer waits for another before it gives up."""

Query = sa.Select[*tuple[Any, ...]]
Row = tuple[Any, ...]

_PRAGMAS = (
    f"busy_timeout={PATIENCE * 1000}",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
)
# A plan made while a table is tiny may be kept once it is large: every query of the log has its index.
_POSTGRES_OPTIONS = (
    f"-c enable_seqscan=off -c lock_timeout={PATIENCE}s -c idle_in_transaction_session_timeout={PATIENCE}s"
)


class FileQueue:
    """`FILE.lock`: processes that write to one SQLite file queue here, where SQLite's own waiting is unfair.

    Held by one thread at a time; every thread brings a queue of its own. The system lets go for a killed process.
    """

    def __init__(self, database: str) -> None:
        self._path = f"{database}.lock"
        self._handle = -1
        self._process = 0

    def __enter__(self) -> None:
        if self._process != os.getpid():  # a handle from before a fork would be shared, and its lock with it
            self._handle, self._process = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666), os.getpid()
        fcntl.flock(self._handle, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        fcntl.flock(self._handle, fcntl.LOCK_UN)

    def __del__(self) -> None:
        if self._process == os.getpid():
            os.close(self._handle)


class Database:
    """A log's database: a pool for reading, transactions under the lock for writing."""

    def __init__(self, url: str | sa.URL) -> None:
        self.url = _known(sa.make_url(url))
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._opened: tuple[int, int] | None = None
        if self.is_sqlite:
            _write_ahead(self.file)
            self._opened = self.identity()
        self.reading = _engine(self.url, isolation_level="AUTOCOMMIT", pool_size=5, max_overflow=25)
        # What a writer reads after it has got the lock must be what was committed while it waited for it.
        isolation = {} if self.is_sqlite else {"isolation_level": "READ COMMITTED"}
        self._transactions = _engine(self.url, **isolation, pool_size=1, max_overflow=10)
        event.listen(self._transactions, "begin", self._lock)
        self._straight = Straight(self.held, "?" if self.is_sqlite else "%s")

    @property
    def file(self) -> str:
        """The path of the SQLite file."""
        return self.url.database or ""

    def identity(self) -> tuple[int, int] | None:
        """Which SQLite file stands at its path now.

        Raises OperationalError where none does: one that is open still could be written to, and all would be lost.
        """
        if not self.is_sqlite:
            return None
        try:
            found = Path(self.file).stat()
        except OSError as error:
            raise persistence.OperationalError(f"the file is gone: {error}") from error
        return found.st_dev, found.st_ino

    def _same_file(self) -> None:
        """Where another file was put in place, connections are made anew."""
        if (now := self.identity()) != self._opened:
            self._opened = now
            self.close()

    def queue(self) -> AbstractContextManager[None]:
        """Where processes that share an SQLite file wait for their turn; PostgreSQL needs no more than its lock."""
        return FileQueue(self.file) if self.is_sqlite else nullcontext()

    @contextmanager
    def writing(self) -> Generator[sa.Connection, None, None]:
        """A transaction under the log's lock, for everything that is not an append."""
        self._same_file()
        with translated(), self.queue(), self._transactions.begin() as connection:
            yield connection

    def _lock(self, connection: sa.Connection) -> None:
        if self.is_sqlite:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")

    def held(self) -> DBAPIConnection:
        """A driver's connection of one's own, in autocommit mode, outside the pool."""
        self._same_file()
        with translated():
            pooled = self.reading.raw_connection()
        connection = cast("DBAPIConnection", pooled.driver_connection)
        pooled.detach()
        return connection

    def straight(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """Read by the driver alone, on connections kept for it: for what every command asks, and must not wait for.

        Values stand where the SQL has a question mark.
        """
        with _in_library_words():
            return self._straight.ask(sql, values)

    def rows(self, query: Query, values: Mapping[str, object] | None = None) -> list[Row]:
        """Read. A connection that died while it lay in the pool is replaced once."""
        self._same_file()
        with translated():
            try:
                return self._rows(query, values)
            except exc.DBAPIError as error:
                if not error.connection_invalidated:
                    raise
                return self._rows(query, values)

    def _rows(self, query: Query, values: Mapping[str, object] | None) -> list[Row]:
        with self.reading.connect() as connection:
            return cast("list[Row]", connection.execute(query, values).fetchall())

    @contextmanager
    def watch(self) -> Generator[Callable[[], bool], None, None]:
        """A cheap question: may anything have changed since it was last asked? SQLite counts, PostgreSQL may."""
        if not self.is_sqlite:
            yield lambda: True
            return
        versions: list[int] = [-1]
        with translated(), self.reading.connect() as connection:

            def changed() -> bool:
                version: int = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
                differs, versions[0] = version != versions[0], version
                return differs

            yield changed

    def close(self) -> None:
        """Close every pooled connection."""
        self._straight.close()
        self.reading.dispose()
        self._transactions.dispose()


class Straight:
    """Driver's connections in autocommit mode, one for each who reads at the same moment, kept for the next."""

    def __init__(self, connect: Callable[[], Any], mark: str) -> None:
        self._connect, self._mark = connect, mark
        self._free: deque[Any] = deque()
        self._process = os.getpid()

    def ask(self, sql: str, values: Sequence[object]) -> list[Row]:
        """The rows. Where the other side has hung up meanwhile, it is asked once more on a new connection."""
        try:
            return self._ask(sql, values)
        except (psycopg.OperationalError, psycopg.InterfaceError):
            self.close()
            return self._ask(sql, values)

    def _ask(self, sql: str, values: Sequence[object]) -> list[Row]:
        if self._process != os.getpid():  # what was opened before a fork belongs to the parent
            self._free, self._process = deque(), os.getpid()
        try:
            connection = self._free.pop()
        except IndexError:
            connection = self._connect()
        try:
            found: list[Row] = connection.execute(sql.replace("?", self._mark), values).fetchall()
        except BaseException:
            connection.close()
            raise
        self._free.append(connection)
        return found

    def close(self) -> None:
        """Close those that nobody reads with."""
        while self._free and self._process == os.getpid():
            self._free.pop().close()


@contextmanager
def _in_library_words() -> Generator[None, None, None]:
    """What a driver raises, in the words of the eventsourcing library."""
    try:
        yield
    except (sqlite3.Error, psycopg.Error) as error:
        raise in_library_words(error) from error


@contextmanager
def translated() -> Generator[None, None, None]:
    """Whatever the database reports, in the words of the eventsourcing library."""
    try:
        yield
    except exc.DBAPIError as error:
        raise in_library_words(error.orig or error) from error
    except exc.TimeoutError as error:
        raise persistence.OperationalError(str(error)) from error


def in_library_words(error: BaseException) -> BaseException:
    """The library's exception of the same PEP 249 name as the driver's; what is not the driver's stays what it is."""
    for ancestor in type(error).__mro__:
        word: object = getattr(persistence, ancestor.__name__, None)
        if isinstance(word, type) and issubclass(word, persistence.PersistenceError):
            return error if isinstance(error, word) else word(str(error))
    return error


def _engine(url: sa.URL, **options: Any) -> sa.Engine:
    if url.get_backend_name() != "sqlite":
        given = url.query.get("options", "")
        return sa.create_engine(url, connect_args={"options": f"{given} {_POSTGRES_OPTIONS}"}, **options)
    connect_args = {"timeout": PATIENCE, "check_same_thread": False}
    engine = sa.create_engine(url, connect_args=connect_args, paramstyle="named", **options)
    event.listen(engine, "connect", _prepare)
    return engine


def _write_ahead(file: str) -> None:
    """Change the journal's mode once, with nobody else about: SQLite would not wait for another who does the same."""
    try:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        with FileQueue(file), closing(sqlite3.connect(file, timeout=PATIENCE)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    except (OSError, sqlite3.Error) as error:
        raise persistence.OperationalError(f"{file}: {error}") from error


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # transactions are begun here, never by the driver
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _known(url: sa.URL) -> sa.URL:
    backend = url.get_backend_name()
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise ValueError(f"the log is kept in SQLite or PostgreSQL, not in {backend}")
    if not url.database or ":memory:" in url.database:
        raise ValueError("the log needs a file: sqlite:///path/to/file.db")
    return url
