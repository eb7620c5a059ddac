import csv
import io
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import frictionless
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import siret

from application.grants.rows import Cell, Grant, Nature, Party, Quarantined, digest
from domain.values import Money, Period
from infrastructure.formats.scdl import read
from infrastructure.formats.scdl_write import Written, write, write_quarantine
from infrastructure.formats.text import tidy, unscrambled
from tests.infrastructure.grants import SIRET, one, published, set_aside, shared, understood

FULL = one().grant


def errors(data: bytes) -> list[object]:
    schema = frictionless.Schema.from_descriptor(json.loads(shared("schemas/scdl-subventions.json").read_text("utf-8")))
    found: list[object] = frictionless.validate(frictionless.Resource(data, format="csv", schema=schema)).flatten()
    return found


def across(data: bytes) -> list[dict[str, str]]:
    """Rows that break a check across columns, which validators skip."""
    rows = list(csv.DictReader(io.StringIO(data.decode())))
    return [
        row
        for row in rows
        if not siret.is_valid(row["idAttribuant"])
        or (row["idBeneficiaire"] and not siret.is_valid(row["idBeneficiaire"]))
        or not (row["idBeneficiaire"] or row["rnaBeneficiaire"])
    ]


def returned(written: Written) -> Counter[str]:
    """The digests of what an import of both files gives back."""
    found: Counter[str] = Counter()
    if written.complete_count:
        found.update(row.digest for row in understood(read(written.published, written.complements)))
    if written.incomplete_count:
        found.update(row.digest for row in understood(read(written.incomplete)))
    return found


def motives(written: Written) -> list[str]:
    lines = csv.DictReader(io.StringIO(written.incomplete.decode("utf-8-sig")), delimiter=";")
    return [line["motif"] for line in lines]


@pytest.mark.parametrize(
    ("path", "complete", "incomplete"),
    [
        ("grants/maine-et-loire_conventions_2017.csv", 53, 22),
        ("grants/vendee_conventions_2018.csv", 114, 0),
        ("grants/toulouse_subventions_2022.csv", 0, 396),
        ("grants/mayenne_conventions_2018.xlsx", 113, 60),
    ],
)
def test_what_real_files_state_is_published_valid_and_comes_back_the_same(
    path: str, complete: int, incomplete: int
) -> None:
    rows = understood(read(shared(path)))
    written = write(row.grant for row in rows)
    assert (written.complete_count, written.incomplete_count) == (complete, incomplete)
    assert returned(written) == Counter(row.digest for row in rows)
    if complete:
        assert errors(written.published) == []
        assert across(written.published) == []


def test_the_schema_refuses_what_the_companion_keeps_out() -> None:
    broken = published({"idAttribuant": "", "nature": "don", "datesPeriodeVersement": "2021-04-01_2021-05-01"})
    assert len(errors(broken)) == 3


@pytest.mark.parametrize(
    ("change", "motive"),
    [
        ({"dateConvention": ""}, "dateConvention : valeur inconnue"),
        ({"idAttribuant": "2,43E+13"}, "idAttribuant : valeur publiée illisible"),
        ({"idAttribuant": "224900019"}, "idAttribuant : n'est pas un SIRET valide"),
        ({"idBeneficiaire": ""}, "idBeneficiaire : ni SIRET ni numéro RNA du bénéficiaire"),
        ({"datesPeriodeVersement": "2021-01-01/fin d'action"}, "datesPeriodeVersement : valeur publiée illisible"),
        ({"pourcentageSubvention": "0.001"}, "pourcentageSubvention : hors de l'intervalle de 0.01 à 1"),
        ({"notificationUE": ""}, "notificationUE : valeur inconnue"),
    ],
)
def test_a_grant_that_lacks_something_goes_to_the_companion_that_says_what(change: dict[str, str], motive: str) -> None:
    row = one(**change)
    written = write([row.grant])
    assert (written.complete_count, written.incomplete_count) == (0, 1)
    assert motives(written) == [motive]
    assert returned(written) == Counter([row.digest])


def test_an_unknown_end_of_a_period_is_never_made_up() -> None:
    grant = Grant(
        grantor=FULL.grantor, beneficiary=FULL.beneficiary, amount=FULL.amount, paid=Period(start=date(2021, 1, 1))
    )
    (motive,) = motives(write([grant]))
    assert "datesPeriodeVersement : une borne de la période est inconnue" in motive


def test_a_long_text_is_cut_in_the_published_file_and_whole_beside_it(tmp_path: Path) -> None:
    long = one(objet="Très long " * 60, conditionsVersement="autre : " + "x" * 300).grant
    written = write([long])
    (line,) = csv.DictReader(io.StringIO(written.published.decode()))
    assert (len(line["objet"]), line["objet"][-1]) == (256, "…")
    file = tmp_path / "OUT.csv"
    file.write_bytes(written.published)
    (alone,) = understood(read(file))
    assert alone.grant.object == line["objet"]
    file.with_name("OUT.complements.csv").write_bytes(written.complements)
    (whole,) = understood(read(file))
    assert whole.grant == long


def test_complements_of_another_file_change_nothing() -> None:
    written = write([one(objet="Très long " * 60).grant])
    other = published({"objet": "Très long" + "…"})
    (row,) = understood(read(other, written.complements))
    assert row.grant.object == "Très long…"


def test_rows_set_aside_come_back_in_a_file_that_can_be_corrected() -> None:
    file = read(published({}, {"montant": "à définir", "objet": "=1+1", "nomBeneficiaire": "@ssociation"}))
    data = write_quarantine(file, [row for row in file.rows if isinstance(row, Quarantined)])
    lines = data.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("ligne;feuille;colonne;valeur;motif;decision;nomAttribuant;")
    assert lines[1].startswith("3;;montant;à définir;le montant n'est pas un nombre;;")
    assert "'=1+1" in lines[1]
    again = read(data)
    assert again.resubmitted
    assert set_aside(again) == [(2, "montant", "amount-not-a-number", "à définir")]
    corrected = read("\n".join([lines[0], ";".join(lines[1].split(";")[6:])]).encode())
    assert set_aside(corrected) != []
    (row,) = understood(read(data.replace("définir".encode(), b"").replace("à ;".encode(), b"4200;")))
    assert (row.grant.object, row.grant.amount.cents) == ("=1+1", 420000)
    assert row.digest == one(montant="4200", objet="=1+1", nomBeneficiaire="@ssociation").digest


def test_a_row_of_the_wrong_shape_comes_back_whole() -> None:
    line = published({"nomBeneficiaire": "A,B,C"}).decode().replace('"', "")
    file = read(line.encode())
    data = write_quarantine(file, [row for row in file.rows if isinstance(row, Quarantined)])
    assert data.decode("utf-8-sig").splitlines()[1].count(";A;B;C;") == 1
    assert [rule for _, _, rule, _ in set_aside(read(data))] == ["cells-do-not-fit-columns"]


def test_rows_of_several_sheets_come_back_under_the_columns_of_both() -> None:
    file = read(published({"montant": ""}))
    other = Quarantined(row=2, sheet="autre", column="montant", value="", rule="amount-missing", cells=("Nord", "Ana"))
    both = file.__class__(
        digest=file.digest,
        rows=(*file.rows, other),
        notes=(),
        headings={**file.headings, "autre": ("Quartier", "nomBeneficiaire")},
    )
    data = write_quarantine(both, [row for row in both.rows if isinstance(row, Quarantined)])
    first, second = csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")
    assert (second["Quartier"], second["nomBeneficiaire"], second["feuille"]) == ("Nord", "Ana", "autre")
    assert first["idBeneficiaire"] == SIRET


words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")), max_size=300
)
said = words.map(lambda text: read_back(f"Projet {text}"))
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
maybe = st.none()


def read_back(text: str) -> str:
    """The text as it stands once read: composed, and without what looks like a wrong decoding."""
    while (again := tidy(unscrambled(text))) != text:
        text = again
    return text


def periods() -> st.SearchStrategy[Period]:
    return st.tuples(days, days).map(lambda two: Period(start=min(two), end=max(two)))


def parties() -> st.SearchStrategy[Party]:
    identifiers = st.sampled_from(
        [{"siret": SIRET}, {"siret": "35600000049837"}, {"siren": "418088712"}, {"rna": "W333216789"}, {}]
    )
    return st.builds(lambda name, known: Party(name=name, **known), said, identifiers)


def grants() -> st.SearchStrategy[Grant]:
    return st.builds(
        Grant,
        grantor=parties().map(lambda party: replace(party, rna=None)),
        beneficiary=parties(),
        amount=st.decimals(0, 10**9, places=2).map(lambda value: Money(amount=value)),
        agreed_on=maybe | days,
        reference=maybe | said,
        object=maybe | said,
        nature=maybe | st.sampled_from(Nature),
        conditions=maybe | said,
        paid=maybe | periods(),
        notified_to_eu=maybe | st.booleans(),
        share=maybe | st.decimals(Decimal("0.01"), 1, places=2).map(lambda value: value.normalize()),
        further=st.lists(
            st.builds(
                Cell, column=st.sampled_from(["secteur", "Quartier", "colonne", "motif", "decision"]), value=said
            ),
            max_size=2,
        ).map(lambda cells: tuple({cell.column: cell for cell in cells}.values())),
    )


@given(st.lists(grants(), min_size=1, max_size=5))
def test_whatever_is_published_is_valid_across_columns_and_comes_back(made: list[Grant]) -> None:
    written = write(made)
    assert written.complete_count + written.incomplete_count == len(made)
    assert across(written.published) == []
    assert returned(written) == Counter(map(digest, made))


@given(st.lists(grants(), min_size=1, max_size=3))
def test_whatever_is_published_satisfies_the_schema(made: Iterable[Grant]) -> None:
    written = write(made)
    if written.complete_count:
        assert errors(written.published) == []
