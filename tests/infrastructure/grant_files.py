"""Publications of grants as strangers make them, each with what must become of its rows."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import openpyxl

from infrastructure.formats.scdl_columns import COLUMNS
from tests.infrastructure.grants import GOOD, SIRET, published

OTHER_SIRET = "07220086800072"
FIRST_VERSION = tuple(column for column in COLUMNS if column not in {"rnaBeneficiaire", "dispositifAide"})
TITLES = (
    *("Nom de l'attribuant", "Identification de l'attribuant", "Date de la convention de subvention"),
    *("Référence de la décision", "Nom du bénéficiaire", "Identification SIRET du bénéficiaire"),
    *("Identification RNA du bénéficiaire", "Objet de la subvention", "Montant total de la subvention"),
    *("Nature de la subvention", "Conditions de versement de la subvention", "Date ou période de versement"),
    *("Identifiant RAE", "Aide d'Etat notifiée à la Commission Européenne", "Pourcentage du montant"),
    "Dispositif d'aide",
)


@dataclass(frozen=True)
class Publication:
    """A file, the rows it has, and how many of them nobody can understand."""

    name: str
    data: bytes
    rows: int
    aside: int = 0

    @property
    def recorded(self) -> int:
        return self.rows - self.aside


def row(**change: str) -> dict[str, str]:
    return GOOD | change


def cells(columns: Sequence[str] = COLUMNS, **change: object) -> list[object]:
    return [({**GOOD, **change})[column] for column in columns]


def table(*rows: Sequence[object], delimiter: str = ";", encoding: str = "utf-8", ends: str = "\r\n") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=ends).writerows(rows)
    return text.getvalue().encode(encoding)


def book(*sheets: tuple[str, Sequence[Sequence[object]]], merged: Sequence[str] = ()) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for line in rows:
            sheet.append([None if cell == "" else cell for cell in line])
        for merge in merged:
            sheet.merge_cells(merge)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def five() -> list[dict[str, str]]:
    return [row(objet=f"Projet n° {number}", montant=f"{1000 + number}.50") for number in range(5)]


def swapped(data: bytes, old: str, new: str) -> bytes:
    assert old.encode() in data
    return data.replace(old.encode(), new.encode())


def _texts() -> list[Publication]:
    rows = five()
    grouped = [*(row(objet=str(n), montant=f"{n},500") for n in (1, 2)), row(objet="3", montant="1,234,500")]
    return [
        Publication("version 1", published(*rows, columns=FIRST_VERSION, delimiter=";"), 5),
        Publication("version 2", published(*rows), 5),
        Publication("tabs", published(*rows, delimiter="\t"), 5),
        Publication("bars in cp1252", published(*rows, delimiter="|").decode().encode("cp1252"), 5),
        Publication("utf-8 with a mark", b"\xef\xbb\xbf" + published(*rows, delimiter=";"), 5),
        Publication("utf-16", published(*rows, delimiter="\t").decode().encode("utf-16"), 5),
        Publication("utf-16 without a mark", published(*rows).decode().encode("utf-16-le"), 5),
        Publication("utf-32", published(*rows).decode().encode("utf-32"), 5),
        Publication("carriage returns", published(*rows).replace(b"\r\n", b"\r"), 5),
        Publication("line breaks in cells", published(row(objet="a\nb;c"), row(nomBeneficiaire="x\r\ny")), 2),
        Publication("columns in reverse", published(*rows, columns=COLUMNS[::-1]), 5),
        Publication("titles for headings", table(TITLES, *(cells(objet=str(n)) for n in range(3))), 3),
        Publication("names, then titles", table(COLUMNS, TITLES, cells()), 1),
        Publication("titles, then names", table(TITLES, COLUMNS, cells()), 1),
        Publication("capitals", table([column.upper() for column in COLUMNS], cells()), 1),
        Publication("a title above", table(["Subventions 2021"], [], ["Service culture", ""], COLUMNS, cells()), 1),
        Publication("blank lines between", table(COLUMNS, cells(), [], [""] * 16, cells(objet="autre")), 2),
        Publication("a heading twice", table([*COLUMNS, "objet"], [*cells(), "Détail"]), 1),
        Publication(
            "a heading with a wrong letter",
            table(["nomBeneficaire", "montant", "objet", "nomAttribuant"], "ABCD"),
            1,
            1,
        ),
        Publication("a type before the name", table(["Bénéficiaire", *COLUMNS], ["association", *cells()]), 1),
        Publication("thousands with commas", published(*grouped), 3),
        Publication("two readings", published(row(montant="1,500"), row(montant="12,50", objet="b")), 2, 1),
        Publication(
            "euros", published(*(row(montant=m, objet=m) for m in ("1 200,50 €", "€ 500", "7\u202f000 €", "+5"))), 4
        ),
        Publication("below zero", published(*(row(montant=m) for m in ("(500)", "-500", "500-", "\u2212500 €"))), 4, 4),
        Publication(
            "nothing for an amount", published(*(row(montant=m) for m in ("", "NC", "-", "nan", "#N/A"))), 5, 5
        ),
        Publication(
            "no grantor", table(["Association", "Objet", "Montant voté", "N° SIRET"], ["A", "b", "5", SIRET]), 1, 1
        ),
        Publication("several grantors", published(row(), row(nomAttribuant="Ville", idAttribuant="21310555400017")), 2),
        Publication("wholly identical rows", published(*[row()] * 4), 4),
        Publication("homonyms", published(row(idBeneficiaire=""), row(idBeneficiaire="", objet="b")), 2),
        Publication("numbers destroyed", published(row(idAttribuant="2,2E+13", idBeneficiaire="4,18E+13")), 1),
    ]


def _totals() -> list[Publication]:
    def total(**found: str) -> list[str]:
        return [found.get(column, "") for column in COLUMNS]

    known = {"nomAttribuant": GOOD["nomAttribuant"], "idAttribuant": GOOD["idAttribuant"], "montant": "1200.50"}
    return [
        Publication("a total", table(COLUMNS, cells(), total(nomAttribuant="TOTAL", montant="1200.50")), 1),
        Publication("a total in a sentence", table(COLUMNS, cells(), total(nomAttribuant="Total : 1 200,50 €")), 1),
        Publication("a total of a service", table(COLUMNS, cells(), total(objet="Sous-total Culture", montant="5")), 1),
        Publication("a total by its grantor", table(COLUMNS, cells(), total(**known, nomBeneficiaire="TOTAL")), 2, 1),
        Publication("a total that is a name", table(COLUMNS, cells(nomBeneficiaire="Total")), 1),
        Publication("a note below", table(COLUMNS, cells(), ["Source : direction des finances"]), 2, 1),
    ]


def _days() -> list[Publication]:
    written = (
        "12/05/98",
        "25/05/23",
        "25/05/2023 00:00:00",
        "2023-05-12T00:00:00+02:00",
        "12-mai-23",
        "45000,5",
        "1ER MAI 2023",
    )
    periods = ("2023", "mai 2023", "2023-01/2023-12", "01/01/2023-31/12/2023", "à partir du 25/05/2023", "2023-01-01/")
    return [
        Publication("days of every kind", published(*(row(dateConvention=day) for day in written)), len(written)),
        Publication(
            "periods of every kind", published(*(row(datesPeriodeVersement=one) for one in periods)), len(periods)
        ),
        Publication("years for days", published(*(row(dateConvention=str(2019 + n)) for n in range(4))), 4),
    ]


def _words() -> list[Publication]:
    natures = ("Numéraire", "Aides en numéraire", "aide en num?raire", "Subvention", "en nature et en numéraire", "")
    shares = ("0,5", "50%", "50", "1", "100", "", "0", "deux")
    answers = ("TRUE", "faux", "1.0", "0", "NON", "non applicable", "?")
    paid = (
        "1 versement",
        "2 versements de 50 %",
        "2 versements (70% - 30%)",
        "unique ou échelonné",
        "NC",
        "80% puis solde",
    )
    return [
        Publication("natures", published(*(row(nature=one) for one in natures)), len(natures)),
        Publication("shares", published(*(row(pourcentageSubvention=one) for one in shares)), len(shares)),
        Publication("answers", published(*(row(notificationUE=one) for one in answers)), len(answers)),
        Publication("conditions", published(*(row(conditionsVersement=one) for one in paid)), len(paid)),
        Publication("numbers of associations", published(row(idBeneficiaire="W333216789"), row(idBeneficiaire="")), 2),
        Publication("both numbers", published(row(idBeneficiaire=f"{SIRET} / W333216789")), 1),
        Publication("a zero lost", published(row(idBeneficiaire=OTHER_SIRET[1:])), 1),
        Publication(
            "numbers as decimals", published(row(idBeneficiaire=f"{SIRET}.0", idAttribuant="2.2490001900015E13")), 1
        ),
        Publication(
            "words for nothing", published(row(referenceDecision="nan", dateConvention="NaT", objet="null")), 1
        ),
        Publication("nobody by a word", published(row(nomBeneficiaire="NC", idBeneficiaire="")), 1, 1),
        Publication(
            "cells that have moved", published(row(nature="00", conditionsVersement="aide en numéraire")), 1, 1
        ),
        Publication("a cut amount", swapped(published(row()), "1200.50", "1 200,50"), 1),
        Publication("a long cell", published(row(objet="x" * 30_000), row()), 2, 1),
        Publication("null bytes", swapped(published(row(objet="n\x00on")), "n\x00on", "n\x00on"), 1),
    ]


def _workbooks() -> list[Publication]:
    def lines(number: int, **change: object) -> list[list[object]]:
        return [cells(objet=f"n° {at}", **change) for at in range(number)]

    grouped = [cells(), *(cells(nomAttribuant="", idAttribuant="", objet=str(at)) for at in range(2))]
    shared = [cells(), cells(montant="", objet="autre")]
    numbers = {"idBeneficiaire": int(SIRET), "idAttribuant": 22490001900015, "montant": 1200.5}
    days = {
        "dateConvention": datetime(2021, 3, 4),
        "datesPeriodeVersement": datetime(2021, 4, 1),
        "notificationUE": False,
    }
    return [
        Publication("workbook", book(("Feuil1", [COLUMNS, *lines(3)])), 3),
        Publication("workbook of numbers and days", book(("A", [COLUMNS, *lines(2, **numbers, **days)])), 2),
        Publication("workbook with a title", book(("A", [["Subventions"], [], COLUMNS, *lines(2)])), 2),
        Publication(
            "several sheets", book(("2020", [COLUMNS, *lines(2)]), ("Notes", [["a"]]), ("2021", [COLUMNS, cells()])), 3
        ),
        Publication("a column before", book(("A", [["", *COLUMNS], ["", *cells()]])), 1),
        Publication("merged grantors", book(("A", [COLUMNS, *grouped]), merged=["A2:A4", "B2:B4"]), 3),
        Publication("a merged amount", book(("A", [COLUMNS, *shared]), merged=["I2:I3"]), 2, 1),
        Publication("formulas", book(("A", [COLUMNS, cells(montant="=1+1"), cells(objet="=A1")])), 2, 1),
        Publication("errors", book(("A", [COLUMNS, cells(montant="#REF!"), cells(objet="#N/A")])), 2, 1),
    ]


_MADE: Sequence[Callable[[], list[Publication]]] = (_texts, _totals, _days, _words, _workbooks)
PUBLICATIONS = {one.name: one for make in _MADE for one in make()}
