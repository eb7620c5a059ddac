"""The tree against the events: every leaf hashed again, every node above it, and the root at each size of interest."""

from collections.abc import Callable, Collection, Iterator
from typing import Any

import sqlalchemy as sa

from application.transparency import Finding
from infrastructure.engines import Database
from infrastructure.leaves import leaf
from infrastructure.merkle import Frontier
from infrastructure.tables import events, tree
from infrastructure.verifier import HASH_SIZE

TOGETHER = 10_000
WIDEST_GAP = 100_000
UNKNOWN = bytes(HASH_SIZE)
"""Stands for a leaf of which nothing is left."""


def _last(table: sa.Table) -> sa.ScalarSelect[Any]:
    return sa.select(sa.func.max(table.c.position)).scalar_subquery()


_ENDS = sa.select(_last(events), _last(tree))


def _page(table: sa.Table, *names: str) -> sa.Select[Any]:
    columns = [table.c[name] for name in ("position", *names)]
    within = table.c.position > sa.bindparam("after"), table.c.position <= sa.bindparam("up_to")
    return sa.select(*columns).where(*within).order_by(table.c.position)


_EVENTS = _page(events, "recorded_at", "body").limit(TOGETHER)
_TREE = _page(tree, "hashes")


def ends(database: Database) -> tuple[int, int]:
    """The last position of the log and of its tree, at one moment."""
    log, grown = database.rows(_ENDS)[0]
    return log or 0, grown or 0


class TreeCheck:
    """One look at the whole tree, up to `end`. `roots` holds, in the end, the roots at the sizes asked for."""

    def __init__(self, database: Database, end: int, sizes: Collection[int] = ()) -> None:
        self._database, self._end = database, end
        self._sizes = frozenset(sizes)
        self._edge = Frontier()
        self.roots: dict[int, bytes] = {0: self._edge.root()}

    def run(self, progress: Callable[[int], object]) -> Iterator[Finding]:
        """What does not hold, in order. `progress` is told the position."""
        after = 0
        while True:
            found = self._database.rows(_EVENTS, {"after": after, "up_to": self._end})
            up_to = found[-1][0] if len(found) == TOGETHER else self._end
            stored = dict(map(tuple, self._database.rows(_TREE, {"after": after, "up_to": up_to})))
            yield from self._take(found, stored)
            progress(up_to)
            if up_to == self._end:
                return
            after = up_to

    def _take(self, found: list[tuple[Any, ...]], stored: dict[int, bytes]) -> Iterator[Finding]:
        edge, sizes = self._edge, self._sizes
        for position, recorded_at, body in found:
            if position != edge.size + 1:
                yield from self._missing(position, stored)
                if position != edge.size + 1:
                    return
            computed = leaf(position, recorded_at, body)
            held = stored.pop(position, b"")
            if held[:HASH_SIZE] != computed:
                yield _altered(position, held)
                computed = held[:HASH_SIZE] if len(held) >= HASH_SIZE else computed
            if edge.add(computed) != held and held:
                yield _node(position)
            if position in sizes:
                self.roots[position] = edge.root()
        if stored:
            yield from self._missing(max(stored) + 1, stored)

    def _missing(self, position: int, stored: dict[int, bytes]) -> Iterator[Finding]:
        """Events that are not there, up to a position; their leaves stand in for them where the tree has them."""
        edge = self._edge
        if position - edge.size > WIDEST_GAP:
            where = f"events, positions {edge.size + 1} to {position - 1}"
            yield Finding(kind="gap", where=where, words="so many events are missing that the rest was not looked at")
            return
        while edge.size + 1 < position:
            number = edge.size + 1
            held = stored.pop(number, b"")
            where = f"events, position {number}"
            words = "there is no event, though the tree has its leaf" if held else "there is no event, and no leaf"
            yield Finding(kind="gap", where=where, words=words)
            known = held[:HASH_SIZE] if len(held) >= HASH_SIZE else UNKNOWN
            if edge.add(known) != held and held:
                yield _node(number)
            if number in self._sizes:
                self.roots[number] = edge.root()


def _altered(position: int, held: bytes) -> Finding:
    if not held:
        return Finding(kind="leaf", where=f"tree, position {position}", words="the event has no leaf in the tree")
    words = "the event is not the one whose leaf the tree holds: its body, its time or its place was changed"
    return Finding(kind="leaf", where=f"events, position {position}", words=words)


def _node(position: int) -> Finding:
    words = "the hashes are not those of the leaves below them"
    return Finding(kind="node", where=f"tree, position {position}", words=words)
