"""What is signed here is checked anywhere, and keys take over from one another without a gap."""

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infrastructure import checkpoint_notes, verifier
from infrastructure.log_keys import LogKeys
from infrastructure.notes import new_key, read_secret, signed, with_signatures
from infrastructure.verifier import COSIGNED, Refused
from tests.infrastructure.vectors import VECTORS, needed

NOON = datetime(2026, 6, 8, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@needed
def test_a_published_key_signs_as_published() -> None:
    known = json.loads((VECTORS / "note" / "note-vectors.json").read_text())
    key = read_secret(known["skey_peter"])
    assert key.secret() == known["skey_peter"]
    assert str(key.verifier) == known["vkeys"]["peter"]
    assert f"{key.sign(known['text'])}\n" == known["sigs"]["peter"]
    assert known["skey_peter"][-20:] not in repr(key)


@pytest.mark.parametrize("kind", [verifier.SIGNED, COSIGNED])
def test_what_a_new_key_signs_is_checked_with_its_public_half(kind: int) -> None:
    key = new_key("palabre.example/log", kind)
    note = checkpoint_notes.read_note(str(signed("one\ntwo\n", key.sign("one\ntwo\n", 1_700_000_000))).encode())
    assert list(checkpoint_notes.check_note(note, [verifier.read_key(str(key.verifier))])) == [key.verifier]
    assert read_secret(key.secret()) == key


@pytest.mark.parametrize("name", ["", "with space", "with+plus", "line\nbreak", "no\u00a0break"])
def test_a_name_that_would_break_a_note_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        new_key(name)


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-4], lambda t: t.replace("log+", "gol+"), lambda t: t[12:], lambda _: ""]
)
def test_a_broken_secret_is_refused_and_not_repeated(spoil: object) -> None:
    secret = new_key("log").secret()
    assert callable(spoil)
    with pytest.raises(Refused) as refused:
        read_secret(spoil(secret))
    assert secret[-30:-4] not in str(refused.value)


def test_a_key_signs_a_note_once_and_its_latest_signature_stands() -> None:
    witness = new_key("w", COSIGNED)
    note = signed("text\n", new_key("log").sign("text\n"), witness.sign("text\n", 1))
    again = with_signatures(note, witness.sign("text\n", 2))
    assert len(again.signatures) == 2
    assert verifier.signed_at(checkpoint_notes.check_note(again, [witness.verifier])[witness.verifier].value) == 2


def test_the_first_key_is_made_at_first_use_for_its_owner_alone(tmp_path: Path) -> None:
    keys = LogKeys("", tmp_path / "deep" / "log.key")
    assert keys.of("palabre/1") == []
    (key,) = keys.signing("palabre/1", NOON)
    assert keys.signing("palabre/1", NOON + DAY) == [key]
    assert stat.S_IMODE((tmp_path / "deep" / "log.key").stat().st_mode) == 0o600
    (another,) = keys.signing("palabre/2", NOON)
    assert another.name == "palabre/2"
    assert [one.public for one in keys.of("palabre/1")] == [key.verifier]


def test_a_new_key_signs_beside_the_old_one_then_alone(tmp_path: Path) -> None:
    keys = LogKeys("", tmp_path / "log.key")
    (old,) = keys.signing("palabre/1", NOON)
    new = keys.rotate("palabre/1", NOON + DAY, 2 * DAY)
    assert keys.signing("palabre/1", NOON + DAY) == [old, new.signing]
    assert keys.signing("palabre/1", NOON + 3 * DAY) == [new.signing]
    newest = keys.rotate("palabre/1", NOON + 4 * DAY, DAY)
    assert [key.public for key in keys.of("palabre/1")] == [old.verifier, new.public, newest.public]
    assert old.secret() not in (tmp_path / "log.key").read_text()
    assert str(old.verifier) in (tmp_path / "log.key").read_text()


def test_keys_given_by_the_environment_are_not_written_anywhere(tmp_path: Path) -> None:
    one, other = new_key("palabre/1"), new_key("palabre/1")
    until = (NOON + DAY).isoformat()
    keys = LogKeys(f"{one.secret()} - {until}\n{other.secret()} {NOON.isoformat()}\n", tmp_path / "log.key")
    assert keys.signing("palabre/1", NOON - DAY) == [one]
    assert keys.signing("palabre/1", NOON) == [one, other]
    assert keys.signing("palabre/1", NOON + DAY) == [other]
    for refused in (lambda: keys.rotate("palabre/1", NOON, DAY), lambda: keys.signing("palabre/2", NOON)):
        with pytest.raises(Refused):
            refused()
    assert not (tmp_path / "log.key").exists()


@pytest.mark.parametrize("more", ["2026-06-08", "yesterday", "- - - -"])
def test_a_line_of_keys_that_cannot_be_read_is_refused(more: str, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        LogKeys(f"{new_key('a').secret()} {more}", tmp_path / "log.key")
