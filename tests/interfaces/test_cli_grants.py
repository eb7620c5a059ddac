"""`palabre import grants` and `palabre export grants`, on small files and on those of real authorities."""

import atexit
import csv
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from frictionless import Resource, Schema
from stdnum.fr import siret
from typer.testing import CliRunner, Result

from application.grants.rows import Grant, digest
from infrastructure.formats.scdl import read
from infrastructure.settings import Settings
from interfaces.cli.app import make_command_line
from interfaces.main import FromEnvironment, build
from tests.infrastructure.grants import published, shared, understood
from tests.postgres import fresh_database

ROOT = Path(__file__).parents[2]
EXPECTED = {
    "maine-et-loire_conventions_2017.csv": (75, 75, 0),
    "vendee_conventions_2018.csv": (114, 114, 0),
    "toulouse_subventions_2022.csv": (396, 396, 0),
    "mayenne_conventions_2018.xlsx": (175, 173, 2),
}
NAMES = ("rows", "recorded", "unchanged", "corrected", "quarantined")


class Terminal:
    """A command line on a log of its own."""

    def __init__(self, folder: Path, database: str | None = None) -> None:
        self.folder = folder
        self.settings = Settings(
            database=database or f"sqlite:///{folder / 'log.db'}",
            keys=f"sqlite:///{folder / 'keys.db'}",
            master_key_file=folder / "master.key",
            files=folder / "files",
        )

    def run(self, *words: object) -> Result:
        told = [str(word) for word in words]
        return CliRunner().invoke(make_command_line(FromEnvironment()), told, env=environment(self.settings))

    def told(self, *words: object) -> dict[str, Any]:
        result = self.run(*words, "--json")
        assert result.exit_code == 0, result.output
        last: dict[str, Any] = json.loads(result.stdout.strip().splitlines()[-1])
        return last

    def figures(self, *words: object) -> tuple[int, ...]:
        said = self.told("import", "grants", *words)
        assert said["recorded"] + said["unchanged"] + said["corrected"] + said["quarantined"] == said["rows"]
        return tuple(said[name] for name in NAMES)

    def lines(self, *words: object) -> list[dict[str, Any]]:
        result = self.run(*words, "--json")
        assert result.exit_code == 0, result.output
        return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def imported(folder: Path, name: str) -> Terminal:
    """A command line on a log that holds one of the real files: imported once, then copied."""
    shutil.copytree(_imported(name), folder, dirs_exist_ok=True)
    return Terminal(folder)


@cache
def _imported(name: str) -> Path:
    folder = Path(tempfile.mkdtemp(dir=os.environ.get("PYTEST_DEBUG_TEMPROOT")))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    rows, recorded, quarantined = EXPECTED[name]
    assert Terminal(folder).figures(copied(name, folder)) == (rows, recorded, 0, 0, quarantined)
    return folder


def environment(settings: Settings) -> dict[str, str]:
    """What the environment says to a command that works on this log."""
    return {
        **os.environ,
        "PALABRE_DATABASE": settings.database,
        "PALABRE_KEYS": settings.keys or "",
        "PALABRE_MASTER_KEY_FILE": str(settings.master_key_file),
        "PALABRE_FILES": str(settings.files),
        "PYTHONPATH": str(ROOT),
    }


def copied(name: str, folder: Path) -> Path:
    file = folder / name
    file.write_bytes(shared(f"grants/{name}").read_bytes())
    return file


def written(folder: Path, *rows: dict[str, str], name: str = "file.csv") -> Path:
    file = folder / name
    file.write_bytes(published(*rows))
    return file


def grants_in(*files: Path) -> list[str]:
    return sorted(digest(row.grant) for file in files for row in understood(read(file)))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_real_file_is_imported_with_every_row_accounted_for_and_once(tmp_path: Path, name: str) -> None:
    rows, recorded, quarantined = EXPECTED[name]
    terminal, file = imported(tmp_path, name), tmp_path / name
    events = terminal.lines("events")
    assert terminal.figures(file) == (rows, 0, recorded, 0, quarantined)
    assert terminal.lines("events") == events
    listed = terminal.lines("list", "agreements")
    assert len(listed) == recorded
    assert {one["origin"] for one in listed} == {"publication"}
    assert (file.with_name(f"{file.stem}.quarantine.csv")).exists() == bool(quarantined)


@pytest.mark.parametrize(
    "names", [("mayenne_conventions_2018.xlsx",), pytest.param(tuple(EXPECTED), marks=pytest.mark.slow)], ids=len
)
def test_real_files_into_one_log_on_postgresql(tmp_path: Path, names: tuple[str, ...]) -> None:
    with fresh_database() as url:
        terminal = Terminal(tmp_path, url)
        for rows, recorded, quarantined, name in ((*EXPECTED[name], name) for name in names):
            assert terminal.figures(copied(name, tmp_path)) == (rows, recorded, 0, 0, quarantined)
        all_of_them = sum(EXPECTED[name][1] for name in names)
        assert len(terminal.lines("list", "agreements")) == all_of_them
        assert len(terminal.lines("list", "imports")) == len(names)
        assert len(terminal.lines("list", "import_rows")) == all_of_them


def test_every_agreement_and_party_is_caused_by_the_import(tmp_path: Path) -> None:
    events = imported(tmp_path, "mayenne_conventions_2018.xlsx").lines("events")
    (begun,) = [one for one in events if one["type"].endswith("import.begun.v1")]
    after = events[events.index(begun) + 1 :]
    assert len(after) > 300
    assert {json.dumps(one).count(begun["id"]) > 0 for one in after} == {True}


def test_the_last_line_for_programs_says_what_scripts_read(terminal: Terminal) -> None:
    file = written(terminal.folder, {}, {"montant": "?"})
    said = terminal.told("import", "grants", file)
    assert {name: said[name] for name in NAMES} == dict(zip(NAMES, (2, 1, 0, 0, 1), strict=True))
    assert said["file_sha256"] == read(file).digest.removeprefix("sha256:")
    assert said["quarantine_file"] == str(terminal.folder / "file.quarantine.csv")
    assert [one["rule"] for one in said["quarantine"]] == ["amount-not-a-number"]


def test_people_are_told_in_french_and_english_what_became_of_the_rows(terminal: Terminal) -> None:
    result = terminal.run("import", "grants", written(terminal.folder, {"dateConvention": ""}, {"montant": "?"}))
    assert "1 enregistrées + 0 inchangées + 0 corrigées + 1 mises de côté = 2 lignes" in result.stdout
    assert "1 recorded + 0 unchanged + 0 corrected + 1 quarantined = 2 rows" in result.stdout
    assert "La date de la convention n'est pas publiée." in result.stdout
    assert "the amount is not a number" in result.stdout
    assert "file.quarantine.csv" in result.stdout.replace("\n", "")
    assert "Aucun cadre de coopération n'existait" in result.stdout
    again = terminal.run("import", "grants", terminal.folder / "file.csv")
    assert "Rien n'a changé" in again.stdout
    assert "nothing changed" in again.stdout


def test_a_corrected_quarantine_file_finishes_the_work(terminal: Terminal) -> None:
    written(terminal.folder, {}, {"montant": "?", "objet": "autre"})
    terminal.figures(terminal.folder / "file.csv")
    quarantine = terminal.folder / "file.quarantine.csv"
    quarantine.write_text(quarantine.read_text("utf-8-sig").replace("?", "12"), "utf-8")
    assert terminal.figures(quarantine) == (1, 1, 0, 0, 0)
    assert terminal.figures(quarantine) == (1, 0, 1, 0, 0)


def test_a_correction_names_the_file_it_corrects(terminal: Terminal) -> None:
    first = written(terminal.folder, {"montant": "1"}, {"montant": "1", "dateConvention": "2022-01-05"})
    sha = terminal.told("import", "grants", first)["file_sha256"]
    second = written(terminal.folder, {"montant": "2"}, name="second.csv")
    assert terminal.figures(second) == (1, 0, 0, 0, 1)
    said = terminal.told("import", "grants", second, "--corrects", sha)
    assert (said["corrected"], len(said["vanished"]), said["corrects"]) == (1, 1, [sha])
    assert len(terminal.lines("list", "agreements")) == 2


def test_a_shuffled_file_says_nothing_new(tmp_path: Path) -> None:
    terminal, file = imported(tmp_path, "toulouse_subventions_2022.csv"), tmp_path / "toulouse_subventions_2022.csv"
    heading, *rows = file.read_bytes().splitlines(keepends=True)
    random.Random(4).shuffle(rows)
    shuffled = terminal.folder / "mêlé.csv"
    shuffled.write_bytes(heading + b"".join(row if row.endswith(b"\n") else row + b"\r\n" for row in rows))
    assert terminal.figures(shuffled) == (396, 0, 396, 0, 0)


def test_a_dry_run_says_what_would_come_and_records_nothing(terminal: Terminal) -> None:
    file = written(terminal.folder, {}, {"montant": "?"})
    assert terminal.figures(file, "--dry-run") == (2, 1, 0, 0, 1)
    assert terminal.lines("events") == []
    assert not (terminal.folder / "file.quarantine.csv").exists()


UNREADABLE = {
    b"": "empty-file",
    b"%PDF-1.7 something": "pdf-file",
    b"a;b;c\n1;2;3\n": "no-heading",
    b"PK\x03\x04 broken": "broken-workbook",
}


@pytest.mark.parametrize("content", UNREADABLE)
def test_a_file_that_is_no_table_of_grants_is_refused_by_name(terminal: Terminal, content: bytes) -> None:
    file = terminal.folder / "file.csv"
    file.write_bytes(content)
    result = terminal.run("import", "grants", file, "--json")
    assert (result.exit_code, json.loads(result.stdout)["refused"]) == (1, UNREADABLE[content])
    assert terminal.lines("events") == []


def test_what_is_asked_wrongly_is_told_with_its_own_exit_code(terminal: Terminal) -> None:
    file = written(terminal.folder, {})
    assert terminal.run("import", "grants", terminal.folder / "nowhere.csv").exit_code == 2
    assert terminal.run("import", "grants", file, "--corrects", "abc").exit_code == 2
    never = terminal.run("import", "grants", file, "--corrects", "0" * 64, "--json")
    assert (never.exit_code, json.loads(never.stdout)["refused"]) == (1, "nothing-to-correct")
    nowhere = terminal.run("import", "grants", file, "--framework", "framework-1", "--json")
    assert (nowhere.exit_code, json.loads(nowhere.stdout)["refused"]) == (1, "framework-missing")


def test_somebody_without_a_mandate_imports_nothing(terminal: Terminal) -> None:
    file = written(terminal.folder, {})
    terminal.figures(file)
    more = written(terminal.folder, {"objet": "autre"}, name="more.csv")
    result = terminal.run("import", "grants", more, "--as", "person-00000000-0000-7000-8000-000000000001", "--json")
    assert (result.exit_code, json.loads(result.stdout)["refused"]) == (1, "not-empowered")
    assert len(terminal.lines("list", "agreements")) == 1


def test_a_database_that_does_not_answer_is_told_with_exit_code_three(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "postgresql+psycopg://nobody@127.0.0.1:9/none")
    assert terminal.run("import", "grants", written(tmp_path, {}), "--json").exit_code == 3


def test_an_import_killed_half_way_goes_on_and_ends_with_every_row_once(terminal: Terminal) -> None:
    rows = ({"montant": str(1 + number % 7), "objet": f"objet {number % 300}"} for number in range(900))
    file = written(terminal.folder, *rows)
    terminal.lines("events")
    command = [sys.executable, "-c", "from interfaces.main import command_line; command_line()", "import", "grants"]
    child = subprocess.Popen([*command, str(file)], env=environment(terminal.settings), stdout=subprocess.DEVNULL)
    parts = build(terminal.settings)
    deadline = time.monotonic() + 60
    while parts.log.position() < 400 and child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    child.send_signal(signal.SIGKILL)
    child.wait()
    killed_at = parts.log.position()
    parts.close()
    assert 400 <= killed_at < 1_800
    said = terminal.told("import", "grants", file)
    assert (said["resumed"], said["rows"], said["quarantined"]) == (True, 900, 0)
    assert 0 < said["unchanged"] < 900
    assert len(terminal.lines("list", "agreements")) == 900
    assert terminal.figures(file) == (900, 0, 900, 0, 0)
    (one,) = terminal.lines("list", "imports")
    assert (one["recorded"], one["interruptions"]) == (900, 1)


def test_two_processes_that_import_one_file_record_every_row_once(terminal: Terminal) -> None:
    file = written(terminal.folder, *({"montant": str(1 + number % 7)} for number in range(400)))
    terminal.lines("events")
    command = [sys.executable, "-c", "from interfaces.main import command_line; command_line()", "import", "grants"]
    children = [
        subprocess.Popen([*command, str(file), "--json"], env=environment(terminal.settings), stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    said = [json.loads(child.communicate()[0]) for child in children]
    assert [child.returncode for child in children] == [0, 0]
    assert sum(one["recorded"] for one in said) == 400
    assert sum(one["unchanged"] for one in said) == 400
    assert len(terminal.lines("list", "agreements")) == 400
    assert len(terminal.lines("list", "frameworks")) == 1


@pytest.mark.parametrize("name", EXPECTED)
def test_an_export_imported_into_an_empty_log_gives_the_same_agreements(tmp_path: Path, name: str) -> None:
    first, file = imported(tmp_path, name), tmp_path / name
    said = first.told("export", "grants", tmp_path / "out.csv")
    assert said["rows"] + said["incomplete"] == EXPECTED[name][1]
    (tmp_path / "again").mkdir()
    again = Terminal(tmp_path / "again")
    files = [tmp_path / "out.csv"] if said["rows"] else []
    files += [Path(said["incomplete_file"])] if said["incomplete"] else []
    for one in files:
        assert again.figures(one)[1] > 0
    assert grants_in(file) == grants_in(*files)
    assert sorted(kept(first)) == sorted(kept(again))


def kept(terminal: Terminal) -> Iterator[str]:
    """What each agreement says, with what its parties are known by in the register."""
    parts = build(terminal.settings)
    parts.settle()
    names = sorted({fact.stream for fact in parts.facts(0) if fact.stream.startswith("agreement-")})
    fold = parts.execute.house.streams.folded
    for name in names:
        state = fold(name).state
        parties = [fold(one.organisation).state for one in state.parties[0].value]
        known = [(one.siren, one.rna, one.siren is None and one.name) for one in parties]
        said = state.publication
        money = [(line.year, str(line.paid.amount)) for line in state.money.lines.values()]
        due = [(one.instalment.due_on, str(one.instalment.amount)) for one in state.money.schedule]
        yield repr((said.content, said.key, known, money, due, [str(one.value.amount) for one in state.amounts]))
    parts.close()


def test_the_export_is_valid_against_the_published_schema_and_its_checks_across_columns(terminal: Terminal) -> None:
    for name in EXPECTED:
        terminal.figures(copied(name, terminal.folder))
    out = terminal.folder / "out.csv"
    said = terminal.told("export", "grants", out)
    assert (said["rows"], said["rows"] + said["incomplete"]) == (280, 758)
    schema = Schema.from_descriptor(json.loads(shared("schemas/scdl-subventions.json").read_text("utf-8")))
    report = Resource(path=str(out.name), basepath=str(out.parent), schema=schema).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])
    for row in csv.DictReader(io.StringIO(out.read_text("utf-8"))):
        assert siret.is_valid(row["idAttribuant"])
        assert row["idBeneficiaire"] or row["rnaBeneficiaire"]
        assert not row["idBeneficiaire"] or siret.is_valid(row["idBeneficiaire"])


def test_what_was_made_here_is_exported_too(world: Any, tmp_path: Path) -> None:
    from domain.agreement import reprise
    from domain.agreement.parts import AgreementKind, AidNature, NamedParty, PartyRole, Stage
    from domain.values import FrameworkId, Money, OrganisationId, Source, SourceKind

    world.do(
        "coordinator",
        "agreement",
        reprise.TakeOver,
        framework=FrameworkId(world.framework),
        kind=AgreementKind.GRANT,
        stage=Stage.IN_FORCE,
        title="Ressourcerie",
        parties=(
            NamedParty(organisation=OrganisationId(world.authority), role=PartyRole.PAYER),
            NamedParty(organisation=OrganisationId(world.association), role=PartyRole.BENEFICIARY),
        ),
        nature=AidNature.IN_CASH,
        amount=Money.of(5_000),
        source=Source(kind=SourceKind.PAPER),
    )
    terminal = Terminal(tmp_path)
    terminal.settings = world.settings
    said = terminal.told("export", "grants", tmp_path / "out.csv", "--framework", world.framework)
    assert (said["rows"], said["incomplete"]) == (0, 1)
    (row,) = understood(read(Path(said["incomplete_file"])))
    grant: Grant = row.grant
    assert (grant.grantor.siren, grant.object, grant.amount) == ("200029999", "Ressourcerie", Money.of(5_000))
