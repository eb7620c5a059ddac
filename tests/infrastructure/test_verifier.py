"""Proofs and notes that hold are taken, all others refused: the published vectors say which."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infrastructure import continuity, verifier
from infrastructure.checkpoint_notes import Checkpoint, Note, Signature, check_note, read_checkpoint, read_note
from infrastructure.verifier import COSIGNED, Refused, VerifierKey
from tests.infrastructure.vectors import VECTORS, hashes, merkle, needed

pytestmark = needed


def holds_as_stated(vector: dict[str, Any], check: Callable[[], None]) -> None:
    if vector["wantErr"]:
        with pytest.raises(Refused):
            check()
    else:
        check()


@pytest.mark.parametrize("vector", merkle("inclusion"))
def test_inclusion_is_checked_as_published(vector: dict[str, Any]) -> None:
    leaf, root, proof = b64decode(vector["leafHash"]), b64decode(vector["root"]), hashes(vector["proof"])
    holds_as_stated(vector, lambda: verifier.check_inclusion(leaf, vector["leafIdx"], vector["treeSize"], proof, root))


@pytest.mark.parametrize("vector", merkle("consistency"))
def test_consistency_is_checked_as_published(vector: dict[str, Any]) -> None:
    one, other, proof = b64decode(vector["root1"]), b64decode(vector["root2"]), hashes(vector["proof"])
    holds_as_stated(vector, lambda: continuity.check_consistency(vector["size1"], one, vector["size2"], other, proof))


@pytest.mark.parametrize("vector", merkle("subtreeinclusion"))
def test_inclusion_in_a_subtree_is_checked_as_published(vector: dict[str, Any]) -> None:
    leaf, root, proof = b64decode(vector["leafHash"]), b64decode(vector["root"]), hashes(vector["proof"])
    place = vector["leafIdx"], vector["start"], vector["end"]
    holds_as_stated(vector, lambda: continuity.check_subtree_inclusion(leaf, *place, proof, root))


@pytest.mark.parametrize("vector", merkle("subtreeconsistency"))
def test_consistency_of_a_subtree_is_checked_as_published(vector: dict[str, Any]) -> None:
    one, other, proof = b64decode(vector["root1"]), b64decode(vector["root2"]), hashes(vector["proof"])
    place = vector["start"], vector["end"], vector["size"]
    holds_as_stated(vector, lambda: continuity.check_subtree_consistency(*place, one, other, proof))


NOTES: dict[str, Any] = json.loads((VECTORS / "note" / "note-vectors.json").read_text()) if VECTORS.is_dir() else {}


def test_published_notes_are_signed_by_whom_they_say() -> None:
    keys = [verifier.read_key(text) for text in NOTES["vkeys"].values()]
    note = read_note((NOTES["text"] + "\n" + "".join(NOTES["sigs"].values())).encode())
    assert [key.name for key in check_note(note, keys)] == ["PeterNeumann", "EnochRoot"]
    assert [str(key) for key in keys] == list(NOTES["vkeys"].values())
    assert str(note) == NOTES["text"] + "\n" + "".join(NOTES["sigs"].values())


@pytest.mark.parametrize("text", [*NOTES.get("bad_vkeys", ()), "", "a", "a+b", "a+b+c", "PeterNeumann+c74f20a3+AQ=="])
def test_a_key_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        verifier.read_key(text)


def test_an_altered_note_is_refused() -> None:
    keys = [verifier.read_key(text) for text in NOTES["vkeys"].values()]
    signature = NOTES["sigs"]["peter"]
    with pytest.raises(Refused, match="PeterNeumann is wrong"):
        check_note(read_note((NOTES["text"] + "More.\n\n" + signature).encode()), keys)
    note = read_note((NOTES["text"] + "\n" + signature).encode())
    with pytest.raises(Refused, match="no known key"):
        check_note(note, keys[1:])


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"text\n",
        b"text\n\n",
        b"\n\n\xe2\x80\x94 a AAAAAAA=\n",
        b"text\n\n\xe2\x80\x94 a AAAAAAA=",
        b"text\n\n- a AAAAAAA=\n",
        b"text\n\n\xe2\x80\x94 a+b AAAAAAA=\n",
        b"text\n\n\xe2\x80\x94 a AAAA\n",
        b"text\n\n\xe2\x80\x94 a AAAAAAA\n",
        b"text\n\n\xe2\x80\x94 a AAAAAAB=\n",
        b"te\rxt\n\n\xe2\x80\x94 a AAAAAAA=\n",
        b"te\xffxt\n\n\xe2\x80\x94 a AAAAAAA=\n",
        b"text\n\n" + b"\xe2\x80\x94 a AAAAAAA=\n" * 101,
    ],
)
def test_a_malformed_note_is_refused(wrong: bytes) -> None:
    with pytest.raises(Refused):
        read_note(wrong)


def test_a_signature_is_separated_by_the_last_empty_line() -> None:
    note = read_note("a\n\nb\n\n— me AAAAAAA=\n".encode())
    assert (note.text, len(note.signatures)) == ("a\n\nb\n", 1)


def test_a_cosignature_signs_its_time_along() -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    key = VerifierKey("witness.example/w1", COSIGNED, private.public_key().public_bytes_raw())
    assert verifier.read_key(str(key)) == key
    text = str(Checkpoint("example.com/log", 5, bytes(32)))
    message = b"cosignature/v1\ntime 1679315147\n" + text.encode()
    value = (1679315147).to_bytes(8) + private.sign(message)
    note = Note(text, (Signature(key.name, key.id, value),))
    assert verifier.signed_at(check_note(read_note(str(note).encode()), [key])[key].value) == 1679315147
    later = Note(text, (Signature(key.name, key.id, (1679315148).to_bytes(8) + value[8:]),))
    for wrong in (later, Note(text, (Signature(key.name, key.id, value[8:]),))):
        with pytest.raises(Refused):
            check_note(wrong, [key])


def test_a_checkpoint_reads_as_it_was_written() -> None:
    checkpoint = Checkpoint("example.com/log", 20852163, bytes(range(32)), ("one", "two words"))
    assert read_checkpoint(str(checkpoint)) == checkpoint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n",
        "origin\n5\n",
        f"origin\n05\n{b64encode(bytes(32)).decode()}\n",
        f"origin\n-5\n{b64encode(bytes(32)).decode()}\n",
        f"origin\n+5\n{b64encode(bytes(32)).decode()}\n",
        f"origin\n٥\n{b64encode(bytes(32)).decode()}\n",
        f"origin\n9223372036854775808\n{b64encode(bytes(32)).decode()}\n",
        f"origin\n5\n{b64encode(bytes(31)).decode()}\n",
        f"origin\n5\n{b64encode(bytes(32)).decode()}",
        f"origin\n5\n{b64encode(bytes(32)).decode()}\n\nmore\n",
        f"\n5\n{b64encode(bytes(32)).decode()}\n",
    ],
)
def test_a_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_checkpoint(text)


@pytest.mark.parametrize("name", ["arrays", "french", "structures", "unicode", "values", "weird"])
def test_canonical_json_is_what_the_standard_says(name: str) -> None:
    folder = VECTORS / "jcs" / "testdata"
    given = json.loads((folder / "input" / f"{name}.json").read_bytes())
    assert rfc8785.dumps(given) == (folder / "output" / f"{name}.json").read_bytes().rstrip(b"\n")
    assert rfc8785.dumps(given) == bytes.fromhex((folder / "outhex" / f"{name}.txt").read_text())
