"""A Merkle tree (RFC 6962) that only grows, and proofs from its stored nodes.

Each leaf is stored with what it completes: row `p`, counted from 1, holds the hash of leaf `p - 1`, then that of every
subtree of 2, 4, 8 … leaves which ends with it, 32 bytes each. Rows are never changed, two hashes long on average, and
any node is found at once: node `index` of a level is in row `(index + 1) << level`, at place `level`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from hashlib import sha256

from infrastructure.verifier import HASH_SIZE, node_hash

EMPTY_ROOT = sha256().digest()
"""The root of a tree without leaves."""
Node = tuple[int, int]
"""(level, index): the subtree over leaves `index << level` up to `(index + 1) << level`."""

Rows = Callable[[Collection[int]], Mapping[int, bytes]]
"""Reads rows of the tree by their numbers."""


class MissingNode(LookupError):
    """The stored tree lacks a row that it must have."""


class Frontier:
    """The right edge of a tree: its size, and the root of each complete subtree that it falls into, large to small."""

    __slots__ = ("roots", "size")

    def __init__(self, size: int = 0, roots: Sequence[bytes] = ()) -> None:
        self.size = size
        self.roots = list(roots)

    def add(self, leaf: bytes) -> bytes:
        """Grow by a leaf of this hash; the row to store."""
        roots, size, reached = self.roots, self.size, leaf
        row = leaf
        while size & 1:
            reached = sha256(b"\1" + roots.pop() + reached).digest()
            row += reached
            size >>= 1
        roots.append(reached)
        self.size += 1
        return row

    def root(self) -> bytes:
        """The root of the whole tree."""
        return joined(self.roots)


def joined(roots: Sequence[bytes]) -> bytes:
    """The root over complete subtrees that follow one another, large to small."""
    if not roots:
        return EMPTY_ROOT
    reached = roots[-1]
    for left in roots[-2::-1]:
        reached = node_hash(left, reached)
    return reached


def edge_rows(size: int) -> list[int]:
    """The rows that end with the roots of a frontier, large to small."""
    rows: list[int] = []
    below = size
    while below:
        rows.append(below)
        below &= below - 1
    return rows[::-1]


def frontier(size: int, rows: Rows) -> Frontier:
    """The right edge of a stored tree at a size. Raises MissingNode."""
    wanted = edge_rows(size)
    found = rows(wanted)
    return Frontier(size, [_at(found, row, _level(row)) for row in wanted])


def root(size: int, rows: Rows) -> bytes:
    """The root of a stored tree at a size. Raises MissingNode."""
    return frontier(size, rows).root()


def inclusion(index: int, size: int, rows: Rows) -> list[bytes]:
    """The proof that leaf `index` stands in the tree of `size` leaves. Raises MissingNode, IndexError."""
    if not 0 <= index < size:
        raise IndexError(f"there is no leaf {index} in a tree of {size}")
    return _hashes(list(_path(index, 0, size)), rows)


def consistency(old_size: int, size: int, rows: Rows) -> list[bytes]:
    """The proof that the tree of `size` leaves begins with that of `old_size`. Raises MissingNode, IndexError."""
    if not 0 < old_size <= size:
        raise IndexError(f"a tree of {size} does not continue one of {old_size}")
    if old_size == size:
        return []
    level = _level(old_size)
    known = [] if old_size == 1 << level else [(old_size - (1 << level), old_size)]
    return _hashes([*known, *_path((old_size >> level) - 1 << level, level, size)], rows)


Span = tuple[int, int]
"""Leaves from the first up to, not including, the second."""


def _path(index: int, level: int, size: int) -> Iterator[Span]:
    """What stands beside the way up from a subtree of 2^level leaves that begins at `index`."""
    low, high = index, index + (1 << level)
    while (low, high) != (0, size):
        width = 1 << level
        if low & width:
            yield low - width, low
            low -= width
        elif high < size:
            yield high, min(high + width, size)
            high = min(high + width, size)
        level += 1


def _hashes(spans: Sequence[Span], rows: Rows) -> list[bytes]:
    """The roots of these subtrees, all read at once."""
    parts = [list(complete(span)) for span in spans]
    found = rows({_row(node) for part in parts for node in part})
    return [joined([_at(found, _row(node), node[0]) for node in part]) for part in parts]


def complete(span: Span) -> Iterator[Node]:
    """The complete subtrees of a span, large to small. It begins where a subtree of its width may begin."""
    low, high = span
    while low < high:
        level = (high - low).bit_length() - 1
        yield level, low >> level
        low += 1 << level


def _row(node: Node) -> int:
    level, index = node
    return (index + 1) << level


def _level(row: int) -> int:
    """The largest subtree that a row completes."""
    return (row & -row).bit_length() - 1


def _at(found: Mapping[int, bytes], row: int, level: int) -> bytes:
    held = found.get(row, b"")[level * HASH_SIZE : (level + 1) * HASH_SIZE]
    if len(held) != HASH_SIZE:
        raise MissingNode(f"row {row} of the tree holds no hash of level {level}")
    return held


def tile(level: int, number: int, width: int, rows: Rows) -> bytes:
    """`width` consecutive hashes of every eighth level (c2sp.org/tlog-tiles). Raises MissingNode."""
    wanted = [(index + 1) << 8 * level for index in range(number * 256, number * 256 + width)]
    found = rows(wanted)
    return b"".join(_at(found, row, 8 * level) for row in wanted)
