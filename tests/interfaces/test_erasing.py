"""Who was erased is nowhere any more, in clear or behind a key, and everything that was proved stays proved."""

import json
import shutil
import sqlite3
from base64 import b64encode
from collections.abc import Generator, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from domain import attachment, person
from domain.mandate import Ground, Revoke, Role
from domain.person import ErasureReason
from domain.values import Source, SourceKind
from infrastructure.settings import Settings
from infrastructure.verifier import check_bundle, check_inclusion, decoded
from interfaces.main import build
from tests.interfaces.bundle_forging import exported
from tests.interfaces.conftest import World, opened_world
from tests.interfaces.sample_log import runner

FIELDS = ("Zénobie Kermadec-Treuzkanv", "zenobie.kermadec@exemple.bzh", "02 96 77 88 99")


@pytest.fixture(params=["sqlite", "postgresql"])
def told(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[World]:
    """A world with somebody in it who is known by name and contacts, and may represent, not sign."""
    with opened_world(tmp_path, request.param) as made:
        name, email, phone = FIELDS
        fields = {"name": name, "email": email, "phone": phone}
        made.ids["zenobie"] = made.do("administrator", "person", person.Register, **fields)
        made.mandate("zenobie", Role.MEMBER, made.association)
        made.do("administrator", "person", person.CorrectName, made.zenobie, name=f"{name}!")
        made.parts.settle()
        yield made


def erase(told: World) -> Any:
    told.do("administrator", "person", person.Erase, told.zenobie, reason=ErasureReason.REQUEST)
    told.parts.react()
    told.parts.settle()
    return told.parts.replay.show(told.zenobie)


def wrapped_key(told: World) -> bytes:
    with sqlite3.connect(told.settings.keys.removeprefix("sqlite:///")) as connection:
        row = connection.execute("SELECT wrapped FROM person_keys WHERE person = ?", (told.zenobie,)).fetchone()
    key: bytes = row[0]
    return key


def needles(*secrets: bytes) -> list[bytes]:
    """What must be found nowhere, in the encodings in which it could be."""
    texts = [form for one in FIELDS for form in (one, one.casefold(), json.dumps(one)[1:-1], "kermadec", "Kermadec")]
    return [*(text.encode() for text in texts), *(text.encode("utf-16-le") for text in texts), *secrets]


def contents(told: World) -> Iterator[tuple[str, bytes]]:
    """Every byte of the log, the views, the keys and the documents, once the databases have tidied up."""
    url = sa.make_url(told.settings.database)
    if url.get_backend_name() == "postgresql":
        yield from tables(url)
    for path in sorted(told.settings.log_key_file.parent.rglob("*")):
        if path.suffix == ".db" and path.name != "keys.db":  # the store of keys needs no tidying up
            with sqlite3.connect(path) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.execute("VACUUM")
        if path.is_file():
            yield path.name, path.read_bytes()


def tables(url: sa.URL) -> Iterator[tuple[str, bytes]]:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text("VACUUM FULL"))
        inspector = sa.inspect(connection)
        for schema in inspector.get_schema_names():
            for name in inspector.get_table_names(schema) if schema != "information_schema" else ():
                rows = connection.execute(sa.text(f'SELECT * FROM "{schema}"."{name}"')).all()
                yield name, b"\n".join(_bytes(value) for row in rows for value in row)
    engine.dispose()


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def found(told: World, *secrets: bytes) -> set[str]:
    searched = list(contents(told))
    assert len(searched) > 3
    return {name for name, content in searched for needle in needles(*secrets) if needle in content}


def test_before_the_views_and_the_keys_know_them_and_after_nothing_does(told: World) -> None:
    key = wrapped_key(told)
    assert len(key) > 32
    before = found(told, key)
    assert "keys.db" in before
    assert any("people" in name or name.endswith("views.db") for name in before)
    shown = erase(told)
    assert shown.state["name"].text is None
    assert shown.state["email"] is shown.state["phone"] is None
    assert found(told, key) == set()


def test_every_older_proof_and_bundle_still_verifies(told: World, tmp_path: Path) -> None:
    positions = [fact.position for fact in told.parts.log.stream(told.zenobie)]
    older = [told.parts.transparency.inclusion(position) for position in positions]
    bundle = exported(told, "framework", told.framework, tmp_path / "before")
    states = [told.parts.transparency.inclusion(position).leaf for position in positions]
    erase(told)
    for proof in older:
        hashes = [decoded(one) for one in proof.hashes]
        check_inclusion(decoded(proof.leaf_hash), proof.index, proof.size, hashes, decoded(proof.root))
    assert [told.parts.transparency.inclusion(position).leaf for position in positions] == states
    check_bundle(bundle.folder, [str(bundle.key.verifier)])
    done = runner(told.settings)("audit", "verify", str(bundle.folder))
    assert done.exit_code == 0, done.output
    after = exported(told, "framework", told.framework, tmp_path / "after")
    assert runner(told.settings)("audit", "verify", str(after.folder)).exit_code == 0
    assert told.parts.transparency.audit(lambda _done, _total: None, views=True).holds


def test_the_command_line_erases_says_when_and_proves_it(told: World) -> None:
    run = runner(told.settings)
    arguments = ("erase", told.zenobie, "--reason", "request", "--as", told.administrator)
    done = run(*arguments, "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    proof = said["proof"]
    check_inclusion(
        decoded(proof["leaf_hash"]),
        proof["index"],
        proof["size"],
        [decoded(one) for one in proof["hashes"]],
        decoded(proof["root"]),
    )
    assert "already erased" in run(*arguments).output
    shown = run("show", "person", told.zenobie).output
    assert f"erased_on: {said['erased_on']}" in shown
    assert f"erased on {said['erased_on']}" in run("show", "mandate", told.zenobie_mandate).output
    listed = run("list", "mandates", "--where", f"person={told.zenobie}", env={"COLUMNS": "300", "LANG": "C"})
    assert "erased (" in listed.output


def test_another_process_forgets_too(told: World) -> None:
    other = build(told.settings)
    try:
        other.react()
        assert other.replay.show(told.zenobie).state["name"].text.startswith(FIELDS[0])
        erase(told)
        other.react()
        assert other.replay.show(told.zenobie).state["name"].text is None
        assert all(event.event.name.text is None for event in other.log.stream(told.zenobie) if has_name(event.event))
    finally:
        other.close()


def has_name(event: object) -> bool:
    return hasattr(event, "name")


@pytest.mark.parametrize("told", ["sqlite"], indirect=True)
def test_a_backup_of_the_log_restored_with_today_s_keys_shows_them_erased(told: World, tmp_path: Path) -> None:
    restored = backup(told, tmp_path / "restored")
    erase(told)
    shutil.copy(told.settings.keys.removeprefix("sqlite:///"), tmp_path / "restored" / "keys.db")
    parts = build(restored)
    try:
        parts.settle()
        shown = parts.replay.show(told.zenobie)
        assert shown.state["name"].text is None
        assert shown.state["erased_on"] == parts.clock.now().date()
        assert shown.state["erased_for"] is ErasureReason.ERASED_BEFORE
        row = parts.reading.one("people", told.zenobie, today=date(2026, 11, 25))
        assert row is not None
        assert (row["name"], row["erased_on"]) == (None, str(shown.state["erased_on"]))
        end = parts.log.position()
    finally:
        parts.close()
    again = build(restored)
    assert again.log.position() == end
    again.close()


def backup(told: World, folder: Path) -> Settings:
    folder.mkdir()
    with sqlite3.connect(told.settings.database.removeprefix("sqlite:///")) as source:
        source.execute("VACUUM INTO ?", (str(folder / "log.db"),))
    paths = {"database": f"sqlite:///{folder / 'log.db'}", "keys": f"sqlite:///{folder / 'keys.db'}"}
    return told.settings.model_copy(update=paths)


@pytest.mark.parametrize("told", ["sqlite"], indirect=True)
def test_the_law_keeps_who_may_sign_and_whoever_is_held_and_says_on_which_ground(told: World) -> None:
    run = runner(told.settings)

    def erased(who: str) -> tuple[int, str]:
        done = run("erase", who, "--reason", "request", "--as", told.administrator, "--json")
        return done.exit_code, done.stdout

    code, said = erased(told.mayor)
    assert (code, json.loads(said)["refused"]) == (1, "retention-required")
    assert "official capacity in public acts" in said
    told.do("administrator", "mandate", Revoke, told.mayor_mandate, ground=Ground.RESIGNATION, on=date(2026, 1, 1))
    told.do("administrator", "person", person.Hold, told.mayor, ground="Contentieux TA Rennes 2501234")
    code, said = erased(told.mayor)
    assert (code, json.loads(said)["refused"]) == (1, "retention-required")
    assert "TA Rennes" in said
    told.do("administrator", "person", person.ReleaseHold, told.mayor, ground="Contentieux TA Rennes 2501234")
    assert erased(told.mayor)[0] == 0


def test_the_master_key_is_rotated_without_touching_events(told: World) -> None:
    events, before = list(told.parts.log.after(0, 1000)), told.settings.master_key_file.read_text()
    done = runner(told.settings)("keys", "rotate-master", "--json")
    assert json.loads(done.stdout)["rewrapped"] > 5
    assert told.settings.master_key_file.read_text() != before
    parts = build(told.settings)
    assert list(parts.log.after(0, 1000)) == events
    assert parts.replay.show(told.zenobie).state["name"].text.startswith(FIELDS[0])
    parts.close()


@pytest.mark.parametrize("told", ["sqlite"], indirect=True)
def test_a_master_key_that_is_given_is_rotated_to_the_next_that_is_given(told: World) -> None:
    given = told.settings.model_copy(update={"master_key": SecretStr(told.settings.master_key_file.read_text())})
    done = runner(given)("keys", "rotate-master", "--json")
    assert json.loads(done.stdout)["refused"] == "next-key-missing"
    following = SecretStr(b64encode(b"k" * 32).decode())
    assert runner(given.model_copy(update={"next_master_key": following}))("keys", "rotate-master").exit_code == 0
    parts = build(given.model_copy(update={"master_key": following}))
    assert parts.replay.show(told.zenobie).state["name"].text.startswith(FIELDS[0])
    parts.close()


def test_a_document_destroyed_under_a_visa_is_served_no_more_and_what_replaces_it_is_named(told: World) -> None:
    files, client = told.parts.files, told.client()
    letter = files.keep(b"Zenobie Kermadec habite ici", "text/plain", "Lettre")
    redacted = files.keep(b"[...] habite ici", "text/plain", "Lettre, copie caviardee")
    visa = Source(kind=SourceKind.PAPER, reference="Visa des archives 2026-12")
    said = {"digest": letter.digest, "ground": "effacement", "visa": visa, "redacted": redacted}
    told.do("administrator", "attachment", attachment.Destroy, **said)
    told.parts.react()
    answer = client.get(f"/api/v1/evidence/{letter.digest}")
    assert answer.status_code == 410
    assert redacted.digest in answer.json()["detail"]
    assert client.get(f"/api/v1/evidence/{redacted.digest}").content == b"[...] habite ici"
    assert not any(
        b"Kermadec" in one.read_bytes() for one in Path(told.settings.beside(".files")).rglob("*") if one.is_file()
    )


def test_a_document_is_not_destroyed_without_a_visa(told: World) -> None:
    letter = told.parts.files.keep(b"une lettre", "text/plain", "Lettre")
    said = {"digest": letter.digest, "ground": "effacement", "visa": Source(kind=SourceKind.PAPER)}
    with pytest.raises(attachment.VisaMissing):
        told.do("administrator", "attachment", attachment.Destroy, **said)
    assert told.parts.files.content(letter.digest) == b"une lettre"
