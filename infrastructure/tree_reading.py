"""The tree as it is stored: its size, its roots, proofs and tiles. What is read never changes again."""

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from infrastructure import merkle
from infrastructure.engines import Database
from infrastructure.leaves import leaf_data
from infrastructure.tables import events, tree

TILE = 256
"""How many hashes, or entries, a full tile holds (c2sp.org/tlog-tiles)."""
TOP = 7
"""Above this level no tile can have a hash: positions have 64 bits."""

_SIZE = sa.select(sa.func.max(tree.c.position))
_ROWS = sa.select(tree.c.position, tree.c.hashes).where(tree.c.position.in_(sa.bindparam("wanted", expanding=True)))
_ENTRIES = (
    sa.select(events.c.position, events.c.recorded_at, events.c.body)
    .where(events.c.position > sa.bindparam("after"), events.c.position <= sa.bindparam("up_to"))
    .order_by(events.c.position)
)


class TreeReading:
    """Reads the tree of a log."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def size(self) -> int:
        """How many leaves there are."""
        return self.database.rows(_SIZE)[0][0] or 0

    def rows(self, wanted: Collection[int]) -> Mapping[int, bytes]:
        """Rows of the tree, by number."""
        if not wanted:
            return {}
        return {row[0]: bytes(row[1]) for row in self.database.rows(_ROWS, {"wanted": list(wanted)})}

    def root(self, size: int) -> bytes:
        """The root at a size. Raises MissingNode."""
        return merkle.root(size, self.rows)

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """The proof of a leaf. Raises MissingNode, IndexError."""
        return merkle.inclusion(index, size, self.rows)

    def consistency(self, old_size: int, size: int) -> list[bytes]:
        """The proof between two sizes. Raises MissingNode, IndexError."""
        return merkle.consistency(old_size, size, self.rows)

    def tile(self, level: int, number: int, width: int) -> bytes:
        """A tile of hashes. Raises MissingNode where the tree does not reach so far."""
        if level > TOP or (number * TILE + width) << 8 * level > self.size():
            raise merkle.MissingNode(f"there is no tile {number} of level {level} and width {width}")
        return merkle.tile(level, number, width, self.rows)

    def leaf(self, position: int) -> bytes | None:
        """The data of a leaf; None where there is no such event."""
        found = self.leaves(position - 1, position)
        return found[0] if found else None

    def leaves(self, after: int, up_to: int) -> Sequence[bytes]:
        """The data of the leaves of the events after a position, up to another."""
        found = self.database.rows(_ENTRIES, {"after": after, "up_to": up_to})
        return [leaf_data(position, recorded_at, bytes(body)) for position, recorded_at, body in found]

    def entries(self, number: int, width: int) -> bytes:
        """A bundle of entries: each leaf's data behind its length in two bytes. Raises MissingNode."""
        first = number * TILE
        found = self.leaves(first, first + width)
        if len(found) != width:
            raise merkle.MissingNode(f"there is no bundle {number} of {width} entries")
        return b"".join(len(data).to_bytes(2) + data for data in found)
