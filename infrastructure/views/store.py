"""Where the views are kept: a file beside an SQLite log, a schema of its own on PostgreSQL; all can be rebuilt."""

import fcntl
import os
import sqlite3
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.schema import CreateIndex, CreateTable

from application.ports import Unavailable
from application.reading import AlreadyRebuilding
from infrastructure.engines import Straight
from infrastructure.views.shape import PLAIN, WHOLE
from infrastructure.views.strokes import PostgresStrokes, SqliteStrokes, Statement
from infrastructure.views.view import Change, View
from infrastructure.views.words import tokens

SCHEMA = "palabre_views"
PATIENCE_MS, LONG_PATIENCE_MS = 2_000, 30_000
TOO_MUCH = "54"
"""The PostgreSQL error class of what exceeds a limit of the server: a row that no index takes, not an outage."""
PROJECTING = 0x70616C61
"""The PostgreSQL advisory lock of those who project."""

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    f"busy_timeout={PATIENCE_MS}",
    "secure_delete=ON",
    "wal_autocheckpoint=8000",
)
_PRAGMAS_LOADING = ("cache_size=-65536", "temp_store=MEMORY")
_MALFORMED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_STANDING = sa.MetaData()
_OPTIONS = (
    f"-c synchronous_commit=off -c lock_timeout={PATIENCE_MS} -c search_path={SCHEMA},public "
    "-c client_min_messages=warning -c idle_in_transaction_session_timeout=60000"
)

standing = sa.Table(
    "standing",
    _STANDING,
    sa.Column("name", PLAIN, primary_key=True),
    sa.Column("generation", WHOLE, nullable=False),
    sa.Column("digest", PLAIN, nullable=False),
    sa.Column("position", WHOLE, nullable=False),
    sa.Column("head", PLAIN, nullable=True, comment="the event at that position"),
    sa.Column("state", PLAIN, nullable=False),
    sa.Column("error", PLAIN, nullable=True),
    sa.Column("error_position", WHOLE, nullable=True),
    sa.Column("error_event", PLAIN, nullable=True),
)
"""How far each view has come. An UPDATE that names the old position decides between those who project."""


def beside(log: str | sa.URL) -> sa.URL:
    """Where the views of a log are: `FILE.db` → `FILE.views.db`, or the same PostgreSQL database."""
    url = sa.make_url(log)
    if url.get_backend_name() != "sqlite":
        return url.set(drivername="postgresql+psycopg")
    file = url.database or ""
    return url.set(database=f"{file.removesuffix('.db')}.views.db")


class Store:
    """The database of the views."""

    def __init__(self, url: str | sa.URL) -> None:
        self.url = sa.make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.schema = None if self.is_sqlite else SCHEMA
        self._french = "simple"
        if self.is_sqlite:
            Path(self.file).parent.mkdir(parents=True, exist_ok=True)
            self._engine = sa.create_engine(
                self.url, connect_args={"timeout": PATIENCE_MS / 1000, "check_same_thread": False}
            )
            event.listen(self._engine, "connect", _prepare)
        else:
            self._engine = sa.create_engine(
                self.url, connect_args={"options": _OPTIONS}, pool_size=10, max_overflow=40, pool_pre_ping=True
            )
        self.strokes = SqliteStrokes(self._held) if self.is_sqlite else PostgresStrokes(self._held, PROJECTING)
        self._straight = Straight(self._held, "?" if self.is_sqlite else "%s")
        self._prepare_sql = self._engine.dialect.identifier_preparer
        self._tables: dict[tuple[str, int], Mapping[str, sa.Table]] = {}
        self._generations: dict[str, int] = {}
        self._statements: dict[tuple[str, int], tuple[str, str, str]] = {}

    @property
    def file(self) -> str:
        """The path of the SQLite file."""
        return self.url.database or ""

    def open(self) -> None:
        """Make what is missing. A file that is no database any more is put away: it can be rebuilt."""
        try:
            self._open()
        except DatabaseError as error:
            if not (self.is_sqlite and _code(error) in _MALFORMED):
                raise Unavailable(str(error)) from error
            self._engine.dispose()
            self._put_away()
            self._open()

    def _open(self) -> None:
        with self._engine.connect() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({PROJECTING})")
                connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
                known = "SELECT 1 FROM pg_catalog.pg_ts_config WHERE cfgname = 'french'"
                self._french = "french" if connection.exec_driver_sql(known).first() else "simple"
            _STANDING.create_all(connection)
            connection.commit()

    def _held(self) -> Any:
        """A driver's connection of one's own, in autocommit mode, outside the pool."""
        pooled = self._engine.raw_connection()
        connection: Any = pooled.driver_connection
        pooled.detach()
        if not self.is_sqlite:
            connection.rollback()
            connection.autocommit = True
        return connection

    def _put_away(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                Path(self.file + suffix).replace(f"{self.file}.broken{suffix}")

    @contextmanager
    def writing(self, *, patiently: bool = False) -> Generator[sa.Connection]:
        """A transaction; those who project wait for one another. Raises Unavailable where nothing answers."""
        with self.connected() as connection, self._patience(connection, long=patiently):
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({PROJECTING})")
            yield connection
            connection.commit()

    @contextmanager
    def building(self) -> Generator[sa.Connection]:
        """A transaction on tables that nobody else uses yet."""
        with self.connected() as connection, self._patience(connection, long=True):
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()

    @contextmanager
    def _patience(self, connection: sa.Connection, *, long: bool) -> Generator[None]:
        """How long to wait for a lock; by default as long as a caller waits for the views."""
        if not long:
            yield
        elif self.is_sqlite:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute(f"PRAGMA busy_timeout={LONG_PATIENCE_MS}")
            try:
                yield
            finally:
                driver.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
        else:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LONG_PATIENCE_MS}")
            yield

    @contextmanager
    def reading(self) -> Generator[sa.Connection]:
        """One moment of the database: position and rows belong together."""
        with self.connected() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN")
            else:
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield connection
            connection.rollback()

    @contextmanager
    def connected(self) -> Generator[sa.Connection]:
        """A connection. Raises Unavailable where the trouble is the database and not what was asked of it."""
        try:
            with self._engine.connect() as connection:
                yield connection
        except DBAPIError as error:
            if self.is_outage(error):
                raise Unavailable(str(error.orig)) from error
            raise
        except PoolTimeout as error:
            raise Unavailable(str(error)) from error

    def straight(self, view: View, sql: str, values: Sequence[object]) -> Sequence[Sequence[Any]]:
        """Rows of a view's tables (names in braces in the SQL), by the driver alone: for what is asked all the time.

        The SQL selects from `standing` besides: its first column is the view's generation, in every row, and there is
        at least one row. Raises Unavailable.
        """
        known = self._generations.get(view.name)
        try:
            if known is not None:
                found = self._straight.ask(sql.format(**self._names(view, known)), values)
                if found and found[0][0] == known:
                    return found
        except (sqlite3.Error, psycopg.Error):
            pass  # the table went with its generation, or the database did: the next question tells which
        return self._straight_anew(view, sql, values)

    def _straight_anew(self, view: View, sql: str, values: Sequence[object]) -> Sequence[Sequence[Any]]:
        """The same, where the view has another generation than it had."""
        try:
            ((known,),) = self._straight.ask("SELECT generation FROM standing WHERE name = ?", (view.name,))
            self._generations[view.name] = known
            return self._straight.ask(sql.format(**self._names(view, known)), values)
        except (sqlite3.Error, psycopg.Error) as error:
            raise Unavailable(str(error)) from error

    def _names(self, view: View, generation: int) -> Mapping[str, str]:
        return {name: self._prepare_sql.format_table(one) for name, one in self.tables(view, generation).items()}

    def is_outage(self, error: DBAPIError) -> bool:
        """Whether the database is at fault (gone, locked, full), not a row or a statement."""
        if error.connection_invalidated:
            return True
        if str(getattr(error.orig, "sqlstate", None)).startswith(TOO_MUCH):
            return False
        if not isinstance(error, OperationalError | InterfaceError | InternalError):
            return self.is_sqlite and _code(error) in _MALFORMED
        return not self.is_sqlite or _code(error) != sqlite3.SQLITE_ERROR

    @contextmanager
    def alone(self, view: str) -> Generator[None]:
        """Held by whoever rebuilds a view. Raises AlreadyRebuilding."""
        with self._alone_on_file(view) if self.is_sqlite else self._alone_on_server(view):
            yield

    @contextmanager
    def _alone_on_file(self, view: str) -> Generator[None]:
        handle = os.open(f"{self.file}.rebuilding-{view}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise AlreadyRebuilding(view) from error
            yield
        finally:
            os.close(handle)

    @contextmanager
    def _alone_on_server(self, view: str) -> Generator[None]:
        with self.connected() as connection:
            held = connection.scalar(sa.select(sa.func.pg_try_advisory_lock(PROJECTING, sa.func.hashtext(view))))
            connection.commit()
            if not held:
                raise AlreadyRebuilding(view)
            try:
                yield
            finally:
                connection.execute(sa.select(sa.func.pg_advisory_unlock(PROJECTING, sa.func.hashtext(view))))
                connection.commit()

    def tables(self, view: View, generation: int) -> Mapping[str, sa.Table]:
        """The tables of one generation of a view, its word indexes among them."""
        made = self._tables.get((view.name, generation))
        if made is None:
            made = {one.name: one.table(generation, self.schema) for one in view.shapes}
            made |= {one.name: self._index_table(one.name, generation) for one in view.words}
            self._tables[view.name, generation] = made
        return made

    def _index_table(self, name: str, generation: int) -> sa.Table:
        number = sa.Column("rowid" if self.is_sqlite else "number", sa.BigInteger, primary_key=True)
        return sa.Table(f"{name}__{generation}", sa.MetaData(), number, sa.Column("words", sa.Text), schema=self.schema)

    def create(self, connection: sa.Connection, view: View, generation: int, *, indexes: bool = True) -> None:
        """Make the tables of a generation; what an interrupted rebuild left under these names goes first."""
        self.drop(connection, view, generation)
        tables = self.tables(view, generation)
        for one in view.shapes:
            connection.execute(CreateTable(tables[one.name]))
        for words in view.words:
            connection.exec_driver_sql(self._index_ddl(tables[words.name], only_grows=words.only_grows))
        if indexes:
            self.index(connection, view, generation)

    def _index_ddl(self, table: sa.Table, *, only_grows: bool) -> str:
        name = self._prepare_sql.format_table(table)
        if not self.is_sqlite:
            return f"CREATE TABLE {name} (number BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)"
        contents = ", content=''" if only_grows else ""
        return f"CREATE VIRTUAL TABLE {name} USING fts5(words{contents}, tokenize='unicode61 remove_diacritics 2')"

    def index(self, connection: sa.Connection, view: View, generation: int) -> None:
        """Make the indexes of a generation: faster after its rows than before."""
        tables = self.tables(view, generation)
        for one in view.shapes:
            for index in sorted(tables[one.name].indexes, key=lambda each: str(each.name)):
                connection.execute(CreateIndex(index))
        if not self.is_sqlite:
            for words in view.words:
                name = self._prepare_sql.format_table(tables[words.name])
                connection.exec_driver_sql(f"CREATE INDEX ON {name} USING gin (words)")

    def drop(self, connection: sa.Connection, view: View, generation: int) -> None:
        """Remove the tables of a generation."""
        for table in self.tables(view, generation).values():
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {self._prepare_sql.format_table(table)}")

    def drop_left_over(self, connection: sa.Connection, kept: Mapping[View, int]) -> None:
        """Remove tables of generations gone by. A later one is being built; one of a name unknown here is another's."""
        newest: dict[str, int] = {
            name: generation
            for view, generation in kept.items()
            for name in (*(one.name for one in view.shapes), *(one.name for one in view.words))
        }
        for name in sa.inspect(connection).get_table_names(schema=self.schema):
            stem, _, generation = name.rpartition("__")
            if stem and generation.isdecimal() and int(generation) < newest.get(stem, 0):
                table = sa.Table(name, sa.MetaData(), schema=self.schema)
                connection.exec_driver_sql(f"DROP TABLE IF EXISTS {self._prepare_sql.format_table(table)}")

    def write(self, connection: sa.Connection, view: View, generation: int, changes: Mapping[str, Change]) -> None:
        """Put the rows of a view's changes into its tables."""
        for sql, rows in self.statements(view, generation, changes):
            connection.exec_driver_sql(sql, rows)

    def statements(self, view: View, generation: int, changes: Mapping[str, Change]) -> Iterator[Statement]:
        """What puts them there, in order."""
        for name, change in changes.items():
            if not change:
                continue
            delete, drop, insert = self._sql(view, generation, name)
            if change.gone:
                yield delete, [(gone,) for gone in change.gone]
            if change.dropped:
                yield drop, change.dropped
            if change.rows:
                yield insert, change.rows

    def _sql(self, view: View, generation: int, name: str) -> tuple[str, str, str]:
        found = self._statements.get((name, generation))
        if found is None:
            table = self.tables(view, generation)[name]
            found = self._statements[name, generation] = self._compose(view, name, table)
        return found

    def _compose(self, view: View, name: str, table: sa.Table) -> tuple[str, str, str]:
        """How rows of a stream go, how single rows go, and how rows come."""
        mark, target = ("?" if self.is_sqlite else "%s"), self._prepare_sql.format_table(table)
        shape = view.parts.get(name)
        if shape is not None:
            marks = ", ".join([mark] * len(shape.fields))
            return self._delete(target, [shape.by]), self._delete(target, shape.key_in_order()), _insert(target, marks)
        number = "rowid" if self.is_sqlite else "number"
        words = "?" if self.is_sqlite else f"to_tsvector('{self._french}', %s)"
        gone = self._delete(target, [number])
        return gone, gone, _insert(f"{target} ({number}, words)", f"{mark}, {words}")

    def _delete(self, target: str, columns: Sequence[str]) -> str:
        mark = "?" if self.is_sqlite else "%s"
        same = " AND ".join(f"{self._prepare_sql.quote(column)} = {mark}" for column in columns)
        return f"DELETE FROM {target} WHERE {same}"  # noqa: S608 — names of ours

    def matches(self, table: sa.Table, number: sa.ColumnElement[Any], text: str) -> sa.ColumnElement[bool]:
        """Entries of a word index in which every word of the text begins a word."""
        found = tokens(text)
        if not found:
            return sa.false()
        if self.is_sqlite:
            query = " ".join(f'"{token}"*' for token in found)
            name: sa.ColumnElement[Any] = sa.literal_column(self._prepare_sql.quote(table.name))
            hits = sa.select(table.c.rowid).where(name.bool_op("MATCH")(query))
        else:
            query = " & ".join(f"{token}:*" for token in found)
            hits = sa.select(table.c.number).where(
                table.c.words.bool_op("@@")(sa.func.to_tsquery(sa.literal_column(f"'{self._french}'"), query))
            )
        return number.in_(hits)

    def scrub(self, indexes: Sequence[sa.Table]) -> None:
        """Leave nothing behind of rows that are gone: not in word indexes, nor in freed pages or the journal."""
        if not self.is_sqlite:
            return
        with self.building() as connection:
            for table in indexes:
                name = self._prepare_sql.format_table(table)
                connection.exec_driver_sql(f"INSERT INTO {name}({name}) VALUES ('optimize')")  # noqa: S608 — names of ours
        with self.connected() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close every connection."""
        self.strokes.close()
        self._straight.close()
        self._engine.dispose()


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # transactions are begun here, never by the driver
    for pragma in (*_PRAGMAS, *_PRAGMAS_LOADING):
        connection.execute(f"PRAGMA {pragma}")


def _code(error: DBAPIError) -> int | None:
    code: int | None = getattr(error.orig, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _insert(target: str, values: str) -> str:
    return f"INSERT INTO {target} VALUES ({values})"  # noqa: S608 — names of ours
