"""Checks that a log only grew: consistency proofs (RFC 9162 section 2.1.4), and proofs about subtrees.

A witness asks for them, and whoever follows a log; a bundle is of one size and needs none.
"""

from collections.abc import Sequence

from infrastructure.merkle import EMPTY_ROOT
from infrastructure.verifier import LARGEST_SIZE, Refused, all_hashes, check_inclusion, node_hash


def check_consistency(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> None:
    """Refuse unless the tree of `size` leaves begins with the tree of `old_size`, which has at least one."""
    if not 0 < old_size <= size <= LARGEST_SIZE:
        raise Refused(f"nothing shows that a tree of {size} continues one of {old_size}")
    check_subtree_consistency(0, old_size, size, old_root, root, proof)


def check_subtree_inclusion(leaf: bytes, index: int, start: int, end: int, proof: Sequence[bytes], root: bytes) -> None:
    """Refuse unless the leaf stands at `index` in the subtree of leaves `start` up to, not including, `end`."""
    _subtree(start, end)
    check_inclusion(leaf, index - start, end - start, proof, root)


def check_subtree_consistency(
    start: int, end: int, size: int, subtree_root: bytes, root: bytes, proof: Sequence[bytes]
) -> None:
    """Refuse unless leaves `start` up to `end` of the tree of `size` leaves are the subtree with that root."""
    all_hashes(*proof)
    if end > size:
        raise Refused(f"leaves up to {end} go beyond a tree of {size}")
    if start == end and subtree_root == EMPTY_ROOT and not proof:
        return
    _subtree(start, end)
    if end - start == size and subtree_root == root and not proof:
        return
    all_hashes(subtree_root, root)
    first, last, final = start, end - 1, size - 1
    while first != last and (last == final or last & 1):
        first, last, final = first >> 1, last >> 1, final >> 1
    hashes = list(proof)
    if first == last:
        hashes.insert(0, subtree_root)
    if not hashes:
        raise Refused("the proof is too short")
    below = reached = hashes[0]
    for sibling in hashes[1:]:
        if final == 0:
            raise Refused("the proof is too long")
        if last & 1 or last == final:
            below = node_hash(sibling, below) if first < last else below
            reached = node_hash(sibling, reached)
            while last and not last & 1:
                first, last, final = first >> 1, last >> 1, final >> 1
        else:
            reached = node_hash(reached, sibling)
        first, last, final = first >> 1, last >> 1, final >> 1
    if final != 0:
        raise Refused("the proof is too short")
    if (below, reached) != (subtree_root, root):
        raise Refused("the proof leads to other roots")


def _subtree(start: int, end: int) -> None:
    width = end - start
    if not 0 <= start < end <= LARGEST_SIZE or start % (1 << (width - 1).bit_length()):
        raise Refused(f"leaves {start} up to {end} are no subtree")
