"""Writes what a step does to all views at one stroke: the driver alone, and on PostgreSQL two round trips."""

import os
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any

import psycopg

from application.ports import Unavailable

Statement = tuple[str, Sequence[Any]]
"""SQL and its values: for what is written, rows of them, each with a value for every mark."""
Old = tuple[str, int]
"""The name of a view, and the generation it must still be in."""


class Unfinished(Exception):
    """Nothing was written, or nobody knows: try again step by step, and see what is wrong."""


class Strokes(ABC):
    """One connection, kept for this. Used by one thread at a time."""

    mark = "?"

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect
        self._held: Any = None
        self._process = 0
        self._moves: dict[int, str] = {}

    @abstractmethod
    def transact(self, connection: Any, move: Statement, together: set[Old], statements: Iterable[Statement]) -> bool:
        """Begin, move, look whether it is these that have moved, write, commit."""

    def take(
        self, position: int, to: tuple[int, str], together: Sequence[Old], statements: Iterable[Statement]
    ) -> bool:
        """Move views on from a position, and write. False where another was there first: then nothing is written.

        Raises Unavailable where somebody else writes for too long, Unfinished.
        """
        move = self._move(len(together)), (*to, position, *(name for name, _ in together))
        try:
            return self.transact(self._connection(), move, set(together), statements)
        except Exception as error:
            self.close()
            if _is_locked(error):
                raise Unavailable(str(error)) from error
            raise Unfinished from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the connection."""
        held, self._held = self._held, None
        if held is not None and self._process == os.getpid():
            with suppress(Exception):
                held.rollback()
            with suppress(Exception):
                held.close()

    def _connection(self) -> Any:
        if self._held is None or self._process != os.getpid():
            self._held, self._process = self._connect(), os.getpid()
        return self._held

    def _move(self, count: int) -> str:
        made = self._moves.get(count)
        if made is None:
            mark = self.mark
            names = ", ".join([mark] * count)
            made = self._moves[count] = (
                f"UPDATE standing SET position = {mark}, head = {mark} WHERE position = {mark} AND state <> 'failed' "  # noqa: S608 — marks
                f"AND name IN ({names}) RETURNING name, generation"
            )
        return made


class SqliteStrokes(Strokes):
    """In the file beside the log."""

    def transact(self, connection: Any, move: Statement, together: set[Old], statements: Iterable[Statement]) -> bool:
        """Statement by statement: there are no trips to save."""
        connection.execute("BEGIN IMMEDIATE")
        if set(connection.execute(*move).fetchall()) != together:
            connection.execute("ROLLBACK")
            return False
        for sql, rows in statements:
            connection.executemany(sql, rows)
        connection.execute("COMMIT")
        return True


class PostgresStrokes(Strokes):
    """On the server. Each trip is one string of statements, with the rows that one of them takes side by side."""

    mark = "%s"

    def __init__(self, connect: Callable[[], Any], lock: int) -> None:
        super().__init__(connect)
        self._begin = f"BEGIN; SELECT pg_advisory_xact_lock({lock}); "

    def transact(self, connection: Any, move: Statement, together: set[Old], statements: Iterable[Statement]) -> bool:
        """Two trips: lock and move; write and commit."""
        cursor: psycopg.ClientCursor[Any] = psycopg.ClientCursor(connection)
        cursor.execute((self._begin + move[0]).encode(), move[1])
        while cursor.nextset():
            pass
        if set(cursor.fetchall()) != together:
            cursor.execute(b"ROLLBACK")
            return False
        written = [_side_by_side(sql, rows) for sql, rows in statements]
        sql = "; ".join([*(sql for sql, _ in written), "COMMIT"])
        cursor.execute(sql.encode(), [value for _, values in written for value in values])
        return True


def _side_by_side(sql: str, rows: Sequence[Sequence[Any]]) -> Statement:
    """Rows that come, in one statement; what goes, one after the other: a thousand alternatives are not planned."""
    values = [value for row in rows for value in row]
    head, between, marks = sql.partition(" VALUES ")
    if between:
        return head + between + ", ".join([marks] * len(rows)), values
    return "; ".join([sql] * len(rows)), values


def _is_locked(error: BaseException) -> bool:
    """Whether the wait for another who writes took too long."""
    if isinstance(error, sqlite3.OperationalError):
        return (error.sqlite_errorcode & 0xFF) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
    return isinstance(error, psycopg.errors.LockNotAvailable)
