"""Values about people are sealed under the person's own key, and gone for ever once it is destroyed."""

import os
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa

from domain.values import PersonId
from infrastructure.master_key import WrongMasterKey, finish_rotation, master_key, rewrap, rotate_in_file
from infrastructure.outside import SystemClock
from infrastructure.vault import KeyVault

ANA = PersonId("person-ana")


def vault_on(path: Path, master: bytes) -> KeyVault:
    return KeyVault(sa.create_engine(f"sqlite:///{path}"), master, SystemClock())


def test_what_is_sealed_opens_again_in_its_place_and_nowhere_else(tmp_path: Path) -> None:
    vault = vault_on(tmp_path / "keys.db", os.urandom(32))
    stored = vault.seal(ANA, "event-1/name", "Ana Lopez")
    assert "Ana" not in str(stored)
    assert vault.unseal(ANA, "event-1/name", stored) == "Ana Lopez"
    with pytest.raises(ValueError, match="moved or altered"):
        vault.unseal(ANA, "event-2/name", stored)


def test_an_altered_box_is_refused(tmp_path: Path) -> None:
    vault = vault_on(tmp_path / "keys.db", os.urandom(32))
    stored = dict(vault.seal(ANA, "here", "Ana"))
    stored["box"] = ("B" if stored["box"][20] != "B" else "C").join((stored["box"][:20], stored["box"][21:]))
    with pytest.raises(ValueError, match="moved or altered"):
        vault.unseal(ANA, "here", stored)


def test_the_same_text_never_has_the_same_commitment(tmp_path: Path) -> None:
    vault = vault_on(tmp_path / "keys.db", os.urandom(32))
    assert vault.seal(ANA, "here", "Ana")["commitment"] != vault.seal(ANA, "here", "Ana")["commitment"]


def test_an_erased_person_can_never_be_read_again_even_by_a_new_process(tmp_path: Path) -> None:
    master = os.urandom(32)
    vault = vault_on(tmp_path / "keys.db", master)
    stored = vault.seal(ANA, "here", "Ana")
    vault.erase(ANA)
    assert vault.unseal(ANA, "here", stored) is None
    assert vault_on(tmp_path / "keys.db", master).unseal(ANA, "here", stored) is None
    assert vault.seal(ANA, "here", "Ana again") == {}


def test_two_processes_make_one_key(tmp_path: Path) -> None:
    master = os.urandom(32)
    one, other = vault_on(tmp_path / "keys.db", master), vault_on(tmp_path / "keys.db", master)
    assert other.unseal(ANA, "here", one.seal(ANA, "here", "Ana")) == "Ana"


def test_another_master_key_opens_nothing(tmp_path: Path) -> None:
    stored = vault_on(tmp_path / "keys.db", os.urandom(32)).seal(ANA, "here", "Ana")
    with pytest.raises(WrongMasterKey):
        vault_on(tmp_path / "keys.db", os.urandom(32)).unseal(ANA, "here", stored)


def test_the_master_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "master.key"
    made = master_key("", file)
    assert master_key("", file) == made
    assert file.stat().st_mode & 0o077 == 0


def test_a_master_key_of_another_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongMasterKey):
        master_key("c2hvcnQ=", tmp_path / "master.key")


def test_who_starts_at_the_same_time_finds_one_master_key(tmp_path: Path) -> None:
    file, start = tmp_path / "data" / "master.key", Barrier(8)

    def begin(_: int) -> bytes:
        start.wait()
        return master_key("", file)

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(begin, range(8)))
    assert len(keys) == 1
    assert [each.name for each in file.parent.iterdir()] == ["master.key"]
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("given", ["short", "QUJD", "é"])
def test_a_master_key_that_is_none_is_named(given: str, tmp_path: Path) -> None:
    with pytest.raises(WrongMasterKey, match="PALABRE_MASTER_KEY"):
        master_key(given, tmp_path / "master.key")


def test_a_rotated_master_key_opens_what_was_sealed_and_the_old_one_makes_no_further_key(tmp_path: Path) -> None:
    file, keys = tmp_path / "master.key", tmp_path / "keys.db"
    running = vault_on(keys, master_key("", file))
    stored = running.seal(ANA, "here", "Ana")
    running.erase(PersonId("person-gone"))
    old = master_key("", file)
    assert rotate_in_file(sa.create_engine(f"sqlite:///{keys}"), file) == 1
    assert master_key("", file) != old
    assert vault_on(keys, master_key("", file)).unseal(ANA, "here", stored) == "Ana"
    assert vault_on(keys, master_key("", file)).unseal(PersonId("person-gone"), "here", stored) is None
    assert running.unseal(ANA, "here", stored) == "Ana"
    with pytest.raises(WrongMasterKey, match="start it again"):
        running.seal(PersonId("person-ben"), "here", "Ben")
    with pytest.raises(WrongMasterKey):
        vault_on(keys, old)


@pytest.mark.parametrize("committed", [False, True])
def test_a_rotation_that_was_stopped_half_way_is_made_whole(tmp_path: Path, committed: bool) -> None:
    file, keys, new = tmp_path / "master.key", tmp_path / "keys.db", os.urandom(32)
    stored = vault_on(keys, master_key("", file)).seal(ANA, "here", "Ana")
    (tmp_path / "master.key.next").write_bytes(b64encode(new))
    engine = sa.create_engine(f"sqlite:///{keys}")
    if committed:
        rewrap(engine, master_key("", file), new)
    finish_rotation(engine, file)
    assert vault_on(keys, master_key("", file)).unseal(ANA, "here", stored) == "Ana"
    assert (master_key("", file) == new) is committed
    assert not (tmp_path / "master.key.next").exists()
