"""Small publications for tests, and the real files where they are at hand."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest

from application.grants.rows import GrantFile, GrantRow, Quarantined
from infrastructure.formats.scdl import read
from infrastructure.formats.scdl_columns import COLUMNS

SHARED = Path(__file__).parents[3] / "shared" / "data"
SIRET = "41808871200017"
GOOD = {
    "nomAttribuant": "Département d'Essai",
    "idAttribuant": "22490001900015",
    "dateConvention": "2021-03-04",
    "referenceDecision": "2021-17",
    "nomBeneficiaire": "Lecture en tête",
    "idBeneficiaire": SIRET,
    "rnaBeneficiaire": "",
    "objet": "Premiers romans",
    "montant": "1200.50",
    "nature": "aide en numéraire",
    "conditionsVersement": "unique",
    "datesPeriodeVersement": "2021-04-01",
    "idRAE": "",
    "notificationUE": "non",
    "pourcentageSubvention": "1",
    "dispositifAide": "",
}


def shared(path: str) -> Path:
    found = SHARED / path
    if not found.exists():
        pytest.skip(f"the shared data is not here: {found}")
    return found


def published(*changes: dict[str, str], columns: tuple[str, ...] = COLUMNS, delimiter: str = ",") -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(columns)
    writer.writerows([(GOOD | change).get(column, "") for column in columns] for change in changes)
    return text.getvalue().encode()


def workbook(*rows: tuple[object, ...], title: str = "Feuil1") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def understood(file: GrantFile) -> list[GrantRow]:
    return [row for row in file.rows if isinstance(row, GrantRow)]


def set_aside(file: GrantFile) -> list[tuple[int, str, str, str]]:
    return [(row.row, row.column, row.rule, row.value) for row in file.rows if isinstance(row, Quarantined)]


def one(**change: str) -> GrantRow:
    (row,) = read(published(change)).rows
    assert isinstance(row, GrantRow)
    return row


def doubts(row: GrantRow) -> list[tuple[str, str, str]]:
    return [(doubt.rule, doubt.column, doubt.value) for doubt in row.doubts]


def repairs(row: GrantRow) -> list[tuple[str, str]]:
    return [(repair.rule, repair.column) for repair in row.repairs]


def notes(file: GrantFile) -> dict[tuple[str, str], int]:
    return {(note.rule, note.detail): note.count for note in file.notes}
