"""What an auditor's tools fetch: the checkpoint, tiles, bundles and proofs, each checked as a stranger would."""

import hashlib
from collections.abc import Generator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from domain import person
from infrastructure import checkpoint_notes, continuity, verifier
from infrastructure.verifier import decoded, leaf_hash
from interfaces.api.transparency import read_index, written_index
from tests.interfaces.conftest import World, opened_world

MANY = 300


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Generator[World]:
    """A world of more than 256 events, published once, and one event since."""
    with opened_world(tmp_path_factory.mktemp("crowd")) as world:
        while world.parts.log.position() < MANY:
            world.do("administrator", "person", person.Register, name="Quelqu'un")
        world.parts.transparency.publish()
        world.do("administrator", "person", person.Register, name="Encore quelqu'un")
        yield world


@pytest.fixture(scope="module")
def stranger(crowd: World) -> TestClient:
    """Somebody who names nobody."""
    return crowd.client(None)


def test_the_checkpoint_is_a_note_signed_by_the_published_key(stranger: TestClient) -> None:
    answer = stranger.get("/checkpoint")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    keys = [verifier.read_key(one["key"]) for one in stranger.get("/api/v1/checkpoint/keys").json()]
    note = checkpoint_notes.read_note(answer.content)
    assert list(checkpoint_notes.check_note(note, keys)) == keys
    said = checkpoint_notes.read_checkpoint(note.text)
    shown = stranger.get("/api/v1/checkpoint").json()
    assert (said.size, said.origin, decoded(shown["root"])) == (MANY, keys[0].name, said.root)
    assert shown["note"].encode() == answer.content
    assert (shown["published"], shown["witnesses"]) == (True, [])


def test_the_root_follows_from_the_tiles_alone(stranger: TestClient) -> None:
    checkpoint = checkpoint_notes.read_checkpoint(checkpoint_notes.read_note(stranger.get("/checkpoint").content).text)
    tiles = stranger.get("/tile/0/000").content + stranger.get("/tile/0/001.p/44").content
    hashes = [tiles[start : start + 32] for start in range(0, len(tiles), 32)]
    assert len(hashes) == MANY
    assert root_of(hashes) == checkpoint.root
    assert stranger.get("/tile/1/000.p/1").content == root_of(hashes[:256])


def root_of(hashes: list[bytes]) -> bytes:
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + root_of(hashes[:split]) + root_of(hashes[split:])).digest()


def test_every_entry_of_a_bundle_hashes_to_its_place_in_the_tile(stranger: TestClient) -> None:
    bundle, tile = stranger.get("/tile/entries/001.p/44").content, stranger.get("/tile/0/001.p/44").content
    entries = list(unpacked(bundle))
    assert len(entries) == 44
    assert b"".join(map(leaf_hash, entries)) == tile
    assert b"Quelqu" not in bundle


def unpacked(bundle: bytes) -> Generator[bytes]:
    while bundle:
        length = int.from_bytes(bundle[:2])
        yield bundle[2 : 2 + length]
        bundle = bundle[2 + length :]


def test_tiles_never_change_and_say_so(stranger: TestClient) -> None:
    for address in ("/tile/0/000", "/tile/0/001.p/3", "/tile/entries/000"):
        answer = stranger.get(address)
        assert answer.headers["content-type"] == "application/octet-stream"
        assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "address",
    [
        "0/002",
        "0/001",
        "0/001.p/46",
        "0/000.p/256",
        "0/000.p/0",
        "0/000.p/01",
        "0/x000/000",
        "0/0",
        "0/1000",
        "00/000",
        "1/000",
        "2/000.p/1",
        "63/000.p/1",
        "64/000.p/1",
        "0/x999/x999/x999/x999/x999/999",
        "entries/002",
        "entries/000.p/256",
        "entries/x000/000",
        "-1/000",
    ],
)
def test_a_tile_that_is_not_there_is_not_found(stranger: TestClient, address: str) -> None:
    answer = stranger.get(f"/tile/{address}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


@given(st.integers(0, 10**12), st.integers(1, 256))
def test_a_tile_is_read_where_it_was_written(number: int, width: int) -> None:
    assert read_index(written_index(number, width)) == (number, width)


def test_tiles_are_numbered_as_the_specification_says() -> None:
    assert written_index(1234067) == "x001/x234/067"
    assert written_index(5, 17) == "005.p/17"


@pytest.mark.parametrize("question", [{"position": 7}, {"position": 7, "size": 200}, {"position": MANY + 1}])
def test_an_inclusion_proof_holds(stranger: TestClient, question: dict[str, int]) -> None:
    proof = stranger.get("/api/v1/proofs/inclusion", params=question).json()
    leaf = leaf_hash(proof["leaf"].encode())
    hashes = [decoded(one) for one in proof["hashes"]]
    verifier.check_inclusion(leaf, proof["index"], proof["size"], hashes, decoded(proof["root"]))
    assert (proof["position"], proof["leaf_hash"]) == (question["position"], verifier.encoded(leaf))
    if proof["size"] == MANY:
        note = checkpoint_notes.read_note(proof["checkpoint"].encode())
        assert verifier.encoded(checkpoint_notes.read_checkpoint(note.text).root) == proof["root"]
    else:
        assert proof["checkpoint"] is None


def test_an_event_is_proved_by_its_identifier(stranger: TestClient) -> None:
    event = stranger.get("/api/v1/events", params={"after": 6, "limit": 1}).json()["events"][0]
    proof = stranger.get("/api/v1/proofs/event", params={"event": event["id"]}).json()
    assert proof["position"] == 7


def test_a_consistency_proof_holds(stranger: TestClient) -> None:
    for question in ({"old_size": 100, "size": 257}, {"old_size": 5}, {"old_size": MANY + 1}):
        proof = stranger.get("/api/v1/proofs/consistency", params=question).json()
        hashes = [decoded(one) for one in proof["hashes"]]
        roots = decoded(proof["old_root"]), decoded(proof["root"])
        continuity.check_consistency(proof["old_size"], roots[0], proof["size"], roots[1], hashes)


def test_the_end_of_a_frameworks_feed_is_proved(crowd: World, stranger: TestClient) -> None:
    proof = stranger.get("/api/v1/proofs/framework", params={"framework": crowd.framework}).json()
    hashes = [decoded(one) for one in proof["hashes"]]
    leaf = leaf_hash(proof["leaf"].encode())
    verifier.check_inclusion(leaf, proof["index"], proof["count"], hashes, decoded(proof["root"]))
    checkpoint = checkpoint_notes.read_checkpoint(checkpoint_notes.read_note(proof["checkpoint"].encode()).text)
    assert checkpoint.extensions == (f"framework-heads {proof['count']} {proof['root']}",)
    events: list[Any] = stranger.get("/api/v1/events", params={"limit": 1000}).json()["events"]
    source = f"/frameworks/{crowd.framework}"
    assert proof["head"] == sum(one["source"] == source for one in events)


@pytest.mark.parametrize(
    ("address", "status", "name"),
    [
        ("proofs/inclusion?position=100000", 404, "no-such-leaf"),
        ("proofs/inclusion?position=7&size=6", 404, "no-such-leaf"),
        ("proofs/inclusion?position=7&size=100000", 404, "no-such-tree"),
        ("proofs/inclusion?position=0", 422, "invalid-fields"),
        ("proofs/inclusion", 422, "invalid-fields"),
        ("proofs/event", 422, "invalid-fields"),
        ("proofs/event?event=7", 422, "invalid-fields"),
        ("proofs/event?event=019b0000-0000-7000-8000-000000000000", 404, "no-such-leaf"),
        ("proofs/inclusion?position=7&siz=6", 422, "invalid-fields"),
        ("proofs/consistency?old_size=7&size=6", 404, "no-such-tree"),
        ("proofs/consistency?old_size=0", 422, "invalid-fields"),
        ("proofs/consistency", 422, "invalid-fields"),
        ("proofs/framework?framework=framework-none", 404, "no-such-leaf"),
        ("checkpoint?size=12", 404, "no-checkpoint"),
        ("checkpoint?size=x", 422, "invalid-fields"),
    ],
)
def test_a_question_without_an_answer_is_a_problem(stranger: TestClient, address: str, status: int, name: str) -> None:
    answer = stranger.get(f"/api/v1/{address}")
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{name}")


def test_before_the_first_checkpoint_there_is_none(world: World) -> None:
    answer = world.client(None).get("/checkpoint")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/no-checkpoint")
