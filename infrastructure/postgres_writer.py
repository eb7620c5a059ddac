"""Appends to PostgreSQL: an advisory lock, and two round trips: look, then write and commit.

Each trip is one string of prepared statements: that costs less, on either side, than psycopg's pipeline.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, cast

import psycopg
from psycopg.types.numeric import Int8

from infrastructure.engines import ADVISORY_LOCK
from infrastructure.settling import Append, EventRow, Rows, Seen, TreeRow, Wanted, wanted
from infrastructure.stored import KeyRow, microseconds
from infrastructure.writers import Writer

Connection = psycopg.Connection[tuple[Any, ...]]
Cursor = psycopg.ClientCursor[tuple[Any, ...]]
Statement = tuple[str, Sequence[object]]
"""SQL with a %s for each of its values."""

# Plans are made once: each statement has its one index, and planning anew takes longer than running.
PREPARE = """
SET plan_cache_mode = force_generic_plan;
PREPARE look(text[], text[]) AS
SELECT '', '', position, recorded_at, NULL::bytea
FROM (SELECT position, recorded_at FROM events ORDER BY position DESC LIMIT 1) AS p
UNION ALL SELECT 'tree', '', position, 0, hashes
FROM (SELECT position, hashes FROM tree ORDER BY position DESC LIMIT 1) AS t
UNION ALL SELECT 'stream', s, (SELECT max(version) FROM events WHERE stream = s), 0, NULL FROM unnest($1) AS s
UNION ALL SELECT 'framework', f, (SELECT max(framework_sequence) FROM events WHERE framework = f), 0, NULL
FROM unnest($2) AS f;
PREPARE keys(text[], text[], text[]) AS
SELECT actor, route, key, digest, first, last, recorded_at FROM idempotency
WHERE (actor, route, key) IN (SELECT * FROM unnest($1, $2, $3));
PREPARE holders(text[], text[]) AS
SELECT kind, value, stream FROM claims WHERE (kind, value) IN (SELECT * FROM unnest($1, $2));
PREPARE tracked(text[]) AS SELECT name, position FROM tracking WHERE name = ANY($1);
PREPARE put(bigint, text, bigint, text, text, text, bigint, bigint, bytea, bytea) AS
INSERT INTO events VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);
PREPARE grow(bigint, bytea) AS INSERT INTO tree VALUES ($1, $2);
PREPARE remember(text, text, text, text, bigint, bigint, bigint) AS
INSERT INTO idempotency VALUES ($1, $2, $3, $4, $5, $6, $7);
PREPARE release(text, text) AS DELETE FROM claims WHERE kind = $1 AND value = $2;
PREPARE claim(text, text, text) AS
INSERT INTO claims VALUES ($1, $2, $3) ON CONFLICT (kind, value) DO UPDATE SET stream = excluded.stream;
PREPARE track(text, bigint) AS
INSERT INTO tracking VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET position = excluded.position
"""
# The lock is a statement of its own: only what starts once it is held sees all that was committed before.
BEGIN: Sequence[Statement] = (
    ("BEGIN ISOLATION LEVEL READ COMMITTED", ()),
    ("SELECT pg_advisory_xact_lock(%s)", (ADVISORY_LOCK,)),
)
COMMIT: Statement = ("COMMIT", ())
FEW = 4
"""Events that go along with the commit; more of them are worth a binary trip of their own."""
PUT_MANY = b"""
WITH grown AS (INSERT INTO tree SELECT * FROM unnest(%b::bigint[], %b::bytea[]))
INSERT INTO events SELECT * FROM unnest(%b::bigint[], %b::text[], %b::bigint[], %b::text[], %b::text[],
%b::text[], %b::bigint[], %b::bigint[], %b::bytea[], %b::bytea[])
"""
NUMBERS = (0, 2, 6, 7)
"""The columns of an event that hold numbers."""
OF_TREE = "SELECT position, hashes FROM tree WHERE position = ANY(%s)"


class PostgresWriter(Writer[Connection]):
    """Appends to a PostgreSQL database."""

    def connect(self) -> Connection:
        connection = cast("Connection", self.database.held())
        try:
            connection.execute(PREPARE.encode())
        except BaseException:
            connection.close()
            raise
        return connection

    def disconnect(self, connection: Connection) -> None:
        connection.close()

    def is_lost(self, connection: Connection) -> bool:
        return connection.closed or connection.broken

    def transact(self, connection: Connection, batch: Sequence[Append]) -> None:
        cursor: Cursor = psycopg.ClientCursor(connection)
        rows = self.settled(batch, _seen(cursor, wanted(batch)), lambda numbers: _of_tree(connection, numbers))
        if len(rows.events) > FEW:
            connection.execute(PUT_MANY, _tree_columns(rows.tree) + _columns(rows.events), prepare=True)
        if rows:
            self.about_to_commit()
        _send(cursor, [*_written(rows), COMMIT])


def _send(cursor: Cursor, statements: Sequence[Statement]) -> None:
    """All in one trip."""
    sql = "; ".join(sql for sql, _ in statements)
    cursor.execute(sql.encode(), [value for _, values in statements for value in values])


def _call(name: str, values: Sequence[object]) -> Statement:
    return f"EXECUTE {name}({', '.join(['%s'] * len(values))})", values


def _seen(cursor: Cursor, want: Wanted) -> Seen:
    calls = [_call("look", (_array(want.streams), _array(want.frameworks)))]
    calls += [_call("keys", _arrays(want.keys))] if want.keys else []
    calls += [_call("holders", _arrays(want.claims))] if want.claims else []
    calls += [_call("tracked", [_array(want.trackings)])] if want.trackings else []
    _send(cursor, [*BEGIN, *calls])
    cursor.nextset()
    seen = Seen()
    for what, name, number, recorded_at, hashes in _next(cursor):
        if not what:
            seen.position, seen.recorded_at = number, recorded_at
        elif what == "tree":
            seen.tree = number, hashes
        elif number is not None:
            (seen.heads if what == "stream" else seen.sequences)[name] = number
    for actor, route, name, digest, first, last, at in _next(cursor) if want.keys else ():
        row = KeyRow.stored((actor, route, name), digest, first, last, at)
        seen.keys[row.name] = row
    seen.holders.update({(kind, value): stream for kind, value, stream in _next(cursor)} if want.claims else {})
    seen.tracked.update(_next(cursor) if want.trackings else [])
    return seen


def _of_tree(connection: Connection, numbers: Collection[int]) -> Mapping[int, bytes]:
    return dict(connection.execute(OF_TREE, (list(numbers),)).fetchall())


def _next(cursor: Cursor) -> list[tuple[Any, ...]]:
    cursor.nextset()
    return cursor.fetchall()


def _array(names: Iterable[str]) -> str:
    """An array literal, as PostgreSQL reads it."""
    escaped = (name.replace("\\", "\\\\").replace('"', '\\"') for name in names)
    return "{" + ",".join(f'"{name}"' for name in escaped) + "}"


def _arrays(names: Iterable[tuple[str, ...]]) -> list[str]:
    return [_array(column) for column in zip(*names, strict=True)]


def _written(rows: Rows) -> list[Statement]:
    statements = [_call("put", row) for row in rows.events] if len(rows.events) <= FEW else []
    statements += [_call("grow", row) for row in rows.tree] if len(rows.events) <= FEW else []
    statements += [_call("remember", (*key[:6], microseconds(key.recorded_at))) for key in rows.keys]
    for claim, stream in rows.claims.items():
        statements.append(_call("release", claim) if stream is None else _call("claim", (*claim, stream)))
    statements += [_call("track", tracked) for tracked in rows.tracking.items()]
    return statements


def _columns(rows: Sequence[EventRow]) -> list[list[Any]]:
    """The rows turned; numbers of one width, or psycopg would prepare a statement for each mix of widths."""
    columns: list[list[Any]] = [list(column) for column in zip(*rows, strict=True)]
    for number in NUMBERS:
        columns[number] = list(map(Int8, columns[number]))
    return columns


def _tree_columns(rows: Sequence[TreeRow]) -> list[list[Any]]:
    return [[Int8(position) for position, _ in rows], [hashes for _, hashes in rows]]
