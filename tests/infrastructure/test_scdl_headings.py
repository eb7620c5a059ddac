"""Which column a heading means, and which lines under it are no grants."""

import pytest

from infrastructure.formats.scdl import read
from infrastructure.formats.scdl_columns import COLUMNS, column_of, columns_of
from tests.infrastructure.grant_files import TITLES, cells, table
from tests.infrastructure.grants import notes, set_aside, understood


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Montant (€)", "montant"),
        ("Montant en €", "montant"),
        ("MONTANT EUR", "montant"),
        ("montant_vote", "montant"),
        ("Montant de la subvention accordée", "montant"),
        ("Nom du bénéficiaire *", "nomBeneficiaire"),
        ("Raison sociale du bénéficiaire", "nomBeneficiaire"),
        ("Association", "nomBeneficiaire"),
        ("nomBeneficaire", "nomBeneficiaire"),
        ("idBeneficaire", "idBeneficiaire"),
        ("Numéro SIRET du bénéficiaire", "idBeneficiaire"),
        ("SIRET/RNA", "idBeneficiaire"),
        ("Nom de la collectivité", "nomAttribuant"),
        ("Siret de l'attribuant", "idAttribuant"),
        ("Date de la convention (AAAA-MM-JJ)", "dateConvention"),
        ("N° de délibération", "referenceDecision"),
        ("Dates de versement", "datesPeriodeVersement"),
        ("datePeriodeVersement", "datesPeriodeVersement"),
        ("conditionVersement", "conditionsVersement"),
        ("pourcentageSubventions", "pourcentageSubvention"),
    ],
)
def test_a_heading_is_known_by_its_other_names(heading: str, column: str) -> None:
    assert column_of(heading) == column


@pytest.mark.parametrize(
    "heading", ["Montant demandé", "Date de la délibération", "Commentaire", "objets", "nature juridique", "Quartier"]
)
def test_a_heading_that_means_something_else_is_the_publishers_own(heading: str) -> None:
    assert column_of(heading) == ""


def test_of_several_headings_for_one_column_the_nearest_to_the_standard_is_meant() -> None:
    assert columns_of(["Bénéficiaire", "nomBeneficiaire", "Collectivité", "Montant versé", "Montant voté"]) == [
        *("", "nomBeneficiaire", "nomAttribuant", "", "montant"),
    ]
    file = read(table(["Bénéficiaire", *COLUMNS], ["association", *cells()]))
    (row,) = understood(file)
    assert row.grant.beneficiary.name == "Lecture en tête"
    assert [(cell.column, cell.value) for cell in row.grant.further] == [("Bénéficiaire", "association")]
    assert notes(file)["columns-of-the-publisher", "Bénéficiaire"] == 1


@pytest.mark.parametrize("headings", [(COLUMNS, TITLES), (TITLES, COLUMNS)])
def test_names_and_titles_one_under_the_other_are_both_headings(headings: tuple[tuple[str, ...], ...]) -> None:
    file = read(table(*headings, cells()))
    assert (len(file.rows), len(understood(file))) == (1, 1)


@pytest.mark.parametrize("named", ["TOTAL", "Total général", "Sous-total 2021", "TOTAUX"])
def test_a_total_is_never_taken_for_somebody(named: str) -> None:
    total = cells(nomBeneficiaire=named, idBeneficiaire="", objet="")
    assert set_aside(read(table(COLUMNS, cells(), total))) == [(3, "nomBeneficiaire", "looks-like-a-total", named)]
    kept = [*("2", "", "nomBeneficiaire", named, "motif", "nouvelle"), *total]
    quarantine = ("ligne", "feuille", "colonne", "valeur", "motif", "decision", *COLUMNS)
    assert len(understood(read(table(quarantine, kept)))) == 1


@pytest.mark.parametrize("named", ["Total Danse", "Totalement théâtre", "Théâtre total"])
def test_a_name_that_has_the_word_in_it_is_a_name(named: str) -> None:
    (row,) = understood(read(table(COLUMNS, cells(nomBeneficiaire=named, idBeneficiaire="", montant="5"))))
    assert row.grant.beneficiary.name == named


def test_a_long_cell_is_cut_alone() -> None:
    file = read(table(COLUMNS, cells(objet="x" * 30_000, conditionsVersement="y" * 900)))
    assert [max(map(len, row.cells)) for row in file.rows] == [900]
