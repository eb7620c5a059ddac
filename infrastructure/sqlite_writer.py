"""Appends to SQLite: processes queue on FILE.lock, then one IMMEDIATE transaction."""

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from typing import cast

from eventsourcing.persistence import OperationalError

from infrastructure.settling import Append, Rows, Seen, Wanted, wanted
from infrastructure.stored import KeyRow, microseconds
from infrastructure.writers import Writer

LAST = """
SELECT position, recorded_at, (SELECT max(version) FROM events WHERE stream = ?),
(SELECT max(framework_sequence) FROM events WHERE framework = ?), (SELECT max(position) FROM tree),
(SELECT hashes FROM tree ORDER BY position DESC LIMIT 1) FROM events ORDER BY position DESC LIMIT 1
"""
HEAD = "SELECT max(version) FROM events WHERE stream = ?"
SEQUENCE = "SELECT max(framework_sequence) FROM events WHERE framework = ?"
KEY = 'SELECT digest, "first", "last", recorded_at FROM idempotency WHERE actor = ? AND route = ? AND "key" = ?'
HOLDER = "SELECT stream FROM claims WHERE kind = ? AND value = ?"
TRACKED = "SELECT position FROM tracking WHERE name = ?"
OF_TREE = "SELECT hashes FROM tree WHERE position = ?"
INSERT = "INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?,?)"
GROW = "INSERT INTO tree VALUES (?,?)"
REMEMBER = "INSERT INTO idempotency VALUES (?,?,?,?,?,?,?)"
RELEASE = "DELETE FROM claims WHERE kind = ? AND value = ?"
CLAIM = "INSERT OR REPLACE INTO claims VALUES (?,?,?)"
TRACK = "INSERT OR REPLACE INTO tracking VALUES (?,?)"


class SqliteWriter(Writer[sqlite3.Connection]):
    """Appends to an SQLite file."""

    _opened: tuple[int, int] | None = None

    def connect(self) -> sqlite3.Connection:
        self._opened = self.database.identity()
        return cast("sqlite3.Connection", self.database.held())

    def disconnect(self, connection: sqlite3.Connection) -> None:
        # A close alone would leave the transaction, and its lock, to whoever still holds one of the cursors.
        connection.rollback()
        connection.close()

    def is_lost(self, connection: sqlite3.Connection) -> bool:
        """A file does not hang up, but it may have been taken away, or another put in its place."""
        del connection
        try:
            return self.database.identity() != self._opened
        except OperationalError:
            return True

    def transact(self, connection: sqlite3.Connection, batch: Sequence[Append]) -> None:
        if self.is_lost(connection):
            raise OperationalError(f"{self.database.file} is not the file it was")
        cursor = connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        rows = self.settled(batch, _seen(cursor, wanted(batch)), lambda numbers: _of_tree(cursor, numbers))
        if not rows:
            cursor.execute("ROLLBACK")
            return
        _write(cursor, rows)
        self.about_to_commit()
        cursor.execute("COMMIT")


def _seen(cursor: sqlite3.Cursor, want: Wanted) -> Seen:
    seen = _last(cursor, want)
    for stream in want.streams - seen.heads.keys() if len(want.streams) > 1 else ():
        if (head := cursor.execute(HEAD, (stream,)).fetchone()[0]) is not None:
            seen.heads[stream] = head
    for framework in want.frameworks - seen.sequences.keys():
        seen.sequences[framework] = cursor.execute(SEQUENCE, (framework,)).fetchone()[0] or 0
    for key in want.keys:
        if (found := cursor.execute(KEY, key).fetchone()) is not None:
            seen.keys[key] = KeyRow.stored(key, *found)
    for claim in want.claims:
        if (found := cursor.execute(HOLDER, claim).fetchone()) is not None:
            seen.holders[claim] = found[0]
    for name in want.trackings:
        if (found := cursor.execute(TRACKED, (name,)).fetchone()) is not None:
            seen.tracked[name] = found[0]
    return seen


def _of_tree(cursor: sqlite3.Cursor, numbers: Collection[int]) -> Mapping[int, bytes]:
    found = ((number, cursor.execute(OF_TREE, (number,)).fetchone()) for number in numbers)
    return {number: row[0] for number, row in found if row is not None}


def _last(cursor: sqlite3.Cursor, want: Wanted) -> Seen:
    """The end of the log, with one stream and one framework: most appends want no more, and it is one statement."""
    stream, framework = next(iter(want.streams), ""), next(iter(want.frameworks), "")
    found = cursor.execute(LAST, (stream, framework)).fetchone() or (0, 0, None, None, None, None)
    position, recorded_at, head, sequence, last_of_tree, hashes = found
    seen = Seen(position=position, recorded_at=recorded_at)
    if last_of_tree is not None and hashes is not None:
        seen.tree = last_of_tree, hashes
    if head is not None:
        seen.heads[stream] = head
    seen.sequences[framework] = sequence or 0
    return seen


def _write(cursor: sqlite3.Cursor, rows: Rows) -> None:
    cursor.executemany(INSERT, rows.events)
    cursor.executemany(GROW, rows.tree)
    for row in rows.keys:
        cursor.execute(REMEMBER, (*row[:6], microseconds(row.recorded_at)))
    for (kind, value), stream in rows.claims.items():
        if stream is None:
            cursor.execute(RELEASE, (kind, value))
        else:
            cursor.execute(CLAIM, (kind, value, stream))
    for name, position in rows.tracking.items():
        cursor.execute(TRACK, (name, position))
