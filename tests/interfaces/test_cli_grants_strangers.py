"""`palabre import grants` on the files of strangers: what is counted, said, written beside them, and left alone."""

import json
import os
from datetime import datetime
from pathlib import Path

import pytest

from infrastructure.formats.scdl import read
from infrastructure.formats.scdl_columns import COLUMNS
from interfaces.cli.aside import keep
from tests.infrastructure.grant_files import PUBLICATIONS, Publication, book, cells, row, table
from tests.infrastructure.grants import published, set_aside, workbook
from tests.interfaces.test_cli_grants import Terminal, kept, written


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


def saved(terminal: Terminal, data: bytes, name: str = "file.csv") -> Path:
    file = terminal.folder / name
    file.write_bytes(data)
    return file


@pytest.mark.slow
@pytest.mark.parametrize("one", PUBLICATIONS.values(), ids=PUBLICATIONS)
def test_a_strangers_file_is_recorded_once_and_comes_out_and_in_again(tmp_path: Path, one: Publication) -> None:
    terminal = Terminal(tmp_path)
    file = saved(terminal, one.data)
    assert terminal.figures(file) == (one.rows, one.recorded, 0, 0, one.aside)
    events = terminal.lines("events")
    assert terminal.figures(file) == (one.rows, 0, one.recorded, 0, one.aside)
    assert terminal.lines("events") == events
    said = terminal.told("export", "grants", tmp_path / "out.csv")
    assert said["rows"] + said["incomplete"] == one.recorded
    (tmp_path / "again").mkdir()
    again = Terminal(tmp_path / "again")
    for out in [tmp_path / "out.csv"] * bool(said["rows"]) + [Path(said["incomplete_file"] or "")] * bool(
        said["incomplete"]
    ):
        assert again.figures(out)[4] == 0
    if one.recorded:
        assert sorted(kept(again)) == sorted(kept(terminal))


def test_a_file_in_which_nothing_is_understood_leaves_no_trace_in_an_empty_log(terminal: Terminal) -> None:
    file = written(terminal.folder, {"montant": "?"}, {"montant": "x"})
    result = terminal.run("import", "grants", file)
    assert "Rien n'a été enregistré" in result.stdout
    assert "nothing was recorded" in result.stdout
    assert "cadre de coopération" not in result.stdout
    assert terminal.lines("events") == []
    assert terminal.figures(file) == (2, 0, 0, 0, 2)


def test_a_file_of_which_the_rest_is_known_says_so(terminal: Terminal) -> None:
    file = written(terminal.folder, {}, {"montant": "?"})
    terminal.figures(file)
    result = terminal.run("import", "grants", file)
    assert "Rien n'a changé : le reste était déjà enregistré" in result.stdout
    assert "tout était déjà" not in result.stdout


def test_what_is_no_file_is_told_apart_from_what_is_not_there(terminal: Terminal) -> None:
    folder = terminal.folder
    (folder / "folder.csv").mkdir()
    (folder / "loop.csv").symlink_to(folder / "pool.csv")
    (folder / "pool.csv").symlink_to(folder / "loop.csv")
    os.mkfifo(folder / "pipe.csv")
    names = {
        "folder.csv": "no-file",
        "pipe.csv": "no-file",
        "loop.csv": "no-such-file",
        "absent.csv": "no-such-file",
        "x" * 300: "no-such-file",
    }
    for name, rule in names.items():
        result = terminal.run("import", "grants", folder / name, "--json")
        assert (result.exit_code, json.loads(result.stdout)["error"]) == (2, rule)


def test_the_name_of_a_file_may_be_in_any_bytes_and_of_any_length(terminal: Terminal) -> None:
    names = (b"subventions-d\xe9partement.csv", b"[bold]subventions[red].csv", b"x" * 250 + b".csv", b"sans-suffixe")
    for number, name in enumerate(names):
        file = terminal.folder / os.fsdecode(name)
        file.write_bytes(published({"objet": f"projet {number}"}, {"objet": f"projet {number}", "montant": "?"}))
        said = terminal.told("import", "grants", file)
        assert (said["recorded"], said["quarantined"]) == (1, 1)
    assert len(list(terminal.folder.glob("*.quarantine.csv"))) == len(names)
    assert len(terminal.lines("list", "imports")) == len(names)


def test_what_somebody_corrected_is_never_written_over(terminal: Terminal) -> None:
    file = written(terminal.folder, {}, {"montant": "?", "objet": "autre"})
    terminal.figures(file)
    quarantine = terminal.folder / "file.quarantine.csv"
    corrected = quarantine.read_bytes().replace(b"?", b"12")
    quarantine.write_bytes(corrected)
    assert terminal.told("import", "grants", file)["quarantine_file"].endswith("file.quarantine.2.csv")
    assert terminal.told("import", "grants", file)["quarantine_file"].endswith("file.quarantine.2.csv")
    assert quarantine.read_bytes() == corrected
    assert terminal.figures(quarantine) == (1, 1, 0, 0, 0)


def test_rows_are_set_aside_where_one_stands_if_the_folder_of_the_file_takes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert keep(Path("/proc/grants.csv"), "sha256:0", b"rows") == Path("grants.quarantine.csv")
    assert (tmp_path / "grants.quarantine.csv").read_bytes() == b"rows"
    monkeypatch.chdir("/proc")
    assert keep(Path("/proc/grants.csv"), "sha256:0", b"rows") is None


def test_rows_that_can_be_written_nowhere_are_said_and_the_rest_is_recorded(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(terminal.folder, {}, {"montant": "?"})
    monkeypatch.setattr("interfaces.cli.grants.keep", lambda *_: None)
    result = terminal.run("import", "grants", file, "--json")
    said = json.loads(result.stdout.splitlines()[0])
    assert (result.exit_code, said["recorded"], said["quarantine_file"]) == (2, 1, None)
    assert [one["row"] for one in said["quarantine"]] == [3]


def test_a_column_for_want_of_which_rows_are_set_aside_is_there_to_fill_in(terminal: Terminal) -> None:
    file = saved(terminal, table(["Association", "Objet", "Montant voté", "SIRET"], ["A", "b", "5", ""]))
    assert terminal.figures(file) == (1, 0, 0, 0, 1)
    quarantine = terminal.folder / "file.quarantine.csv"
    heading, line = quarantine.read_text("utf-8-sig").splitlines()
    assert heading.endswith(";nomAttribuant")
    quarantine.write_text(f"{heading}\n{line}Ville d'Essai\n", "utf-8")
    assert terminal.figures(quarantine) == (1, 1, 0, 0, 0)


def test_the_same_grants_saved_again_in_any_way_are_unchanged(terminal: Terminal) -> None:
    own = ("Date du conseil", "Montant demandé", "Adhérent", "Commentaire")
    first = [
        [*cells(objet="été", conditionsVersement="unique"), "12/05/2021", "1 500,50", "VRAI", "a\nb"],
        [*cells(objet="œuvre", montant="7.5"), "25/05/2021", "12,00", "FAUX", ""],
    ]
    days = {"dateConvention": datetime(2021, 3, 4), "datesPeriodeVersement": datetime(2021, 4, 1)}
    numbers = {"montant": 1200.5, "idBeneficiaire": 41808871200017, "pourcentageSubvention": 1, "notificationUE": False}
    again = [
        [*cells(objet="été", **days, **numbers), datetime(2021, 5, 12), 1500.5, True, "a b"],
        [*cells(objet="œuvre", **days, **{**numbers, "montant": 7.5}), datetime(2021, 5, 25), 12, False, ""],
    ]
    heading = [*COLUMNS, *own]
    assert terminal.figures(saved(terminal, table(heading, *first))) == (2, 2, 0, 0, 0)
    others = {
        "order.csv": table(heading, *first[::-1]),
        "columns.csv": table(heading[::-1], *(line[::-1] for line in first), delimiter=","),
        "tabs.txt": table(heading, *first, delimiter="\t", encoding="utf-16"),
        "windows.csv": table(heading, *first, encoding="cp1252", ends="\r"),
        "book.xlsx": book(("2021", [["Subventions"], heading, *again])),
    }
    for name, data in others.items():
        assert terminal.figures(saved(terminal, data, name)) == (2, 0, 2, 0, 0), name


def test_a_file_of_the_same_grantor_and_years_corrects_amounts(terminal: Terminal) -> None:
    one, other = row(objet="a", montant="10"), row(objet="b", montant="20")
    terminal.figures(written(terminal.folder, one, other))
    assert terminal.figures(written(terminal.folder, other, one | {"montant": "11"}, name="b.csv")) == (2, 0, 1, 1, 0)
    assert terminal.figures(written(terminal.folder, one | {"montant": "11"}, name="c.csv")) == (1, 0, 1, 0, 0)


def test_a_grant_split_or_merged_is_left_to_somebody_who_knows(terminal: Terminal) -> None:
    terminal.figures(written(terminal.folder, row(montant="1000")))
    split = written(terminal.folder, row(montant="600"), row(montant="400"), name="split.csv")
    assert terminal.figures(split) == (2, 0, 0, 0, 2)
    (agreement,) = terminal.lines("list", "agreements")
    quarantine = terminal.folder / "split.quarantine.csv"
    heading, first, second = quarantine.read_text("utf-8-sig").splitlines()
    decided = [
        first.replace(";;Département", f";{agreement['id']};Département"),
        second.replace(";;Dép", ";nouvelle;Dép"),
    ]
    quarantine.write_text("\n".join([heading, *decided]), "utf-8")
    assert terminal.figures(quarantine) == (2, 1, 0, 1, 0)
    assert terminal.figures(quarantine) == (2, 0, 2, 0, 0)
    assert sorted(one["amount"]["amount"] for one in terminal.lines("list", "agreements")) == ["400.00", "600.00"]
    merged = written(terminal.folder, row(montant="1000"), name="merged.csv")
    assert terminal.figures(merged) == (1, 0, 0, 0, 1)


@pytest.mark.parametrize("order", [1, -1])
def test_grants_alike_but_for_what_one_lacks_come_out_in_two_files_and_in_again(tmp_path: Path, order: int) -> None:
    terminal = Terminal(tmp_path)
    terminal.figures(written(tmp_path, row(), row(nature=""), row(montant="7"), row(pourcentageSubvention="")))
    said = terminal.told("export", "grants", tmp_path / "out.csv")
    assert (said["rows"], said["incomplete"]) == (2, 2)
    files = [tmp_path / "out.csv", Path(said["incomplete_file"])][::order]
    (tmp_path / "again").mkdir()
    again = Terminal(tmp_path / "again")
    assert [again.figures(file) for file in files] == [(2, 2, 0, 0, 0)] * 2
    assert [again.figures(file) for file in files] == [(2, 0, 2, 0, 0)] * 2
    assert sorted(kept(again)) == sorted(kept(terminal))
    assert [terminal.figures(file) for file in files] == [(2, 0, 2, 0, 0)] * 2


def test_a_grant_completed_in_the_file_of_incomplete_ones_is_completed_not_doubled(terminal: Terminal) -> None:
    terminal.figures(written(terminal.folder, row(), row(nature="", montant="7")))
    file = Path(terminal.told("export", "grants", terminal.folder / "out.csv")["incomplete_file"])
    file.write_bytes(file.read_bytes().replace(b";7;;unique", ";7;aide en numéraire;unique".encode()))
    assert terminal.figures(file) == (1, 0, 0, 1, 0)
    assert terminal.told("export", "grants", terminal.folder / "out.csv")["incomplete"] == 0


def test_the_help_teaches_where_to_begin_and_what_to_do_with_what_is_set_aside(terminal: Terminal) -> None:
    said = " ".join(terminal.run("import", "grants", "--help").stdout.split())
    for words in ("--dry-run", "NAME.quarantine.csv", "decision", "nouvelle", "palabre list imports"):
        assert words in said


def test_people_are_given_the_digest_that_a_correction_names(terminal: Terminal) -> None:
    file = written(terminal.folder, {})
    assert read(file).digest.removeprefix("sha256:") in terminal.run("import", "grants", file).stdout


def test_a_workbook_under_any_name_and_text_under_the_name_of_one_are_read(terminal: Terminal) -> None:
    data = workbook(COLUMNS, tuple(cells()))
    assert terminal.figures(saved(terminal, data, "book.csv")) == (1, 1, 0, 0, 0)
    assert terminal.figures(saved(terminal, published({}), "text.xlsx")) == (1, 0, 1, 0, 0)
    assert terminal.figures(saved(terminal, data, "macros.xlsm")) == (1, 0, 1, 0, 0)
    assert set_aside(read(terminal.folder / "text.xlsx")) == []
