"""Every proof that the tree gives is taken, and no altered one."""

from collections.abc import Collection, Mapping
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infrastructure import continuity, merkle, verifier
from infrastructure.merkle import Frontier, MissingNode
from infrastructure.verifier import Refused, leaf_hash

MOST = 600


def by_definition(leaves: list[bytes]) -> bytes:
    """The root as RFC 6962 defines it, from the leaves alone."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + by_definition(leaves[:split]) + by_definition(leaves[split:])).digest()


LEAVES = [leaf_hash(str(number).encode()) for number in range(MOST)]
GROWING = Frontier()
ROWS = {number: GROWING.add(leaf) for number, leaf in enumerate(LEAVES, 1)}


def rows(wanted: Collection[int]) -> Mapping[int, bytes]:
    return {row: ROWS[row] for row in wanted}


sizes = st.integers(1, MOST)


@given(st.integers(0, MOST))
def test_the_root_is_what_the_standard_defines(size: int) -> None:
    assert merkle.root(size, rows) == by_definition(LEAVES[:size])


@given(st.integers(0, MOST))
def test_a_tree_goes_on_from_its_stored_edge(size: int) -> None:
    edge = merkle.frontier(size, rows)
    assert [edge.add(leaf) for leaf in LEAVES[size:]] == [ROWS[number] for number in range(size + 1, MOST + 1)]


@st.composite
def leaf_and_size(draw: st.DrawFn) -> tuple[int, int]:
    size = draw(sizes)
    return draw(st.integers(0, size - 1)), size


@given(leaf_and_size())
def test_every_inclusion_proof_holds(place: tuple[int, int]) -> None:
    index, size = place
    proof = merkle.inclusion(index, size, rows)
    verifier.check_inclusion(LEAVES[index], index, size, proof, by_definition(LEAVES[:size]))


@st.composite
def two_sizes(draw: st.DrawFn) -> tuple[int, int]:
    size = draw(sizes)
    return draw(st.integers(1, size)), size


@given(two_sizes())
def test_every_consistency_proof_holds(place: tuple[int, int]) -> None:
    old, new = place
    proof = merkle.consistency(old, new, rows)
    continuity.check_consistency(old, by_definition(LEAVES[:old]), new, by_definition(LEAVES[:new]), proof)


@st.composite
def altered(draw: st.DrawFn, proof: list[bytes]) -> list[bytes]:
    """Another proof: a bit changed, one hash more or less, shorter or longer, two exchanged."""
    changed = list(proof)
    place = draw(st.integers(0, max(len(proof) - 1, 0)))
    match draw(st.sampled_from(["bit", "drop", "add", "cut", "stretch", "swap"] if proof else ["add"])):
        case "bit":
            bit = draw(st.integers(0, 255))
            changed[place] = (int.from_bytes(proof[place]) ^ 1 << bit).to_bytes(32)
        case "drop":
            del changed[place]
        case "add":
            changed.insert(place, draw(st.sampled_from([*proof, LEAVES[0], bytes(32)])))
        case "cut":
            changed[place] = proof[place][:-1]
        case "stretch":
            changed[place] = proof[place] + b"\0"
        case _:
            other = draw(st.integers(0, len(proof) - 1))
            changed[place], changed[other] = changed[other], changed[place]
    return changed


@given(leaf_and_size(), st.data())
def test_an_altered_inclusion_proof_is_refused(place: tuple[int, int], data: st.DataObject) -> None:
    index, size = place
    proof, root = merkle.inclusion(index, size, rows), by_definition(LEAVES[:size])
    wrong = data.draw(altered(proof))
    if wrong != proof:
        with pytest.raises(Refused):
            verifier.check_inclusion(LEAVES[index], index, size, wrong, root)


@given(leaf_and_size(), st.integers(-1, MOST), st.integers(-1, MOST))
def test_a_proof_holds_for_its_own_leaf_and_no_other(place: tuple[int, int], other: int, elsewhere: int) -> None:
    index, size = place
    proof, root = merkle.inclusion(index, size, rows), by_definition(LEAVES[:size])
    if other != index:
        with pytest.raises(Refused):
            verifier.check_inclusion(LEAVES[index], other, size, proof, root)
        another = leaf_hash(f"other {other}".encode())
        with pytest.raises(Refused):
            verifier.check_inclusion(another, index, size, proof, root)
    if elsewhere <= index:
        with pytest.raises(Refused):
            verifier.check_inclusion(LEAVES[index], index, elsewhere, proof, root)


@given(two_sizes(), st.data())
def test_an_altered_consistency_proof_is_refused(place: tuple[int, int], data: st.DataObject) -> None:
    old, new = place
    roots = by_definition(LEAVES[:old]), by_definition(LEAVES[:new])
    proof = merkle.consistency(old, new, rows)
    wrong = data.draw(altered(proof))
    if wrong != proof:
        with pytest.raises(Refused):
            continuity.check_consistency(old, roots[0], new, roots[1], wrong)
    if old != new:
        with pytest.raises(Refused):
            continuity.check_consistency(old, roots[1], new, roots[1], proof)
        with pytest.raises(Refused):
            continuity.check_consistency(old, roots[0], new, roots[0], proof)


@given(leaf_and_size())
def test_a_tile_holds_the_hashes_its_specification_names(place: tuple[int, int]) -> None:
    index, _ = place
    number, width = index // 256, min(256, MOST - index // 256 * 256)
    assert merkle.tile(0, number, width, rows) == b"".join(LEAVES[number * 256 : number * 256 + width])
    assert merkle.tile(1, 0, 2, rows) == by_definition(LEAVES[:256]) + by_definition(LEAVES[256:512])


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (5, 5), (0, 0)])
def test_there_is_no_proof_of_what_is_not_there(index: int, size: int) -> None:
    with pytest.raises(IndexError):
        merkle.inclusion(index, size, rows)


@pytest.mark.parametrize(("old", "new"), [(0, 5), (6, 5), (-1, 5)])
def test_there_is_no_proof_between_what_does_not_follow(old: int, new: int) -> None:
    with pytest.raises(IndexError):
        merkle.consistency(old, new, rows)


def test_a_row_that_is_missing_or_short_is_named() -> None:
    with pytest.raises(MissingNode, match=r"row 4 .* level 2"):
        merkle.root(4, lambda wanted: {row: ROWS[row][:64] for row in wanted})
    with pytest.raises(MissingNode, match="row 4"):
        merkle.root(4, lambda _: {})
