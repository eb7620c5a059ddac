"""Workbooks as people lay them out: merged cells, sheets without a table, and where rows really stand."""

import io

import openpyxl
from openpyxl.chart import BarChart

from infrastructure.formats.scdl import read
from infrastructure.formats.scdl_columns import COLUMNS
from tests.infrastructure.grant_files import book, cells
from tests.infrastructure.grants import GOOD, notes, set_aside, understood


def test_what_stands_in_a_merged_cell_holds_for_every_row_of_it() -> None:
    grouped = [cells(), *(cells(nomAttribuant="", idAttribuant="", objet=str(at)) for at in range(2)), cells(objet="z")]
    file = read(book(("A", [["Subventions"], COLUMNS, *grouped]), merged=["A1:P1", "A3:A5", "B3:B5"]))
    assert [row.grant.grantor.name for row in understood(file)] == [GOOD["nomAttribuant"]] * 4
    assert {row.grant.grantor.siret for row in understood(file)} == {GOOD["idAttribuant"]}
    assert notes(file)["merged-cells", "A"] == 4


def test_a_sum_merged_over_several_rows_is_nobodys_part() -> None:
    rows = [cells(), cells(montant="", objet="autre")]
    file = read(book(("A", [COLUMNS, *rows]), merged=["I2:I3"]))
    assert set_aside(file) == [(3, "montant", "amount-missing", "")]
    assert ("merged-cells", "A") not in notes(file)


def test_a_heading_merged_over_two_columns_fills_nothing_under_it() -> None:
    file = read(book(("A", [[*COLUMNS, "Avis", ""], [*cells(), "oui", "non"]]), merged=["Q1:R1"]))
    (row,) = understood(file)
    assert [(cell.column, cell.value) for cell in row.grant.further] == [("Avis", "oui"), ("colonne", "non")]


def test_a_cell_merged_below_the_last_row_ends_with_it() -> None:
    file = read(book(("A", [COLUMNS, cells()]), merged=["A2:A999"]))
    assert len(understood(file)) == 1


def test_a_sheet_that_holds_a_chart_is_passed_over() -> None:
    made = openpyxl.load_workbook(io.BytesIO(book(("A", [COLUMNS, cells()]))))
    made.create_chartsheet("Graphique").add_chart(BarChart())
    data = io.BytesIO()
    made.save(data)
    assert [row.sheet for row in understood(read(data.getvalue()))] == ["A"]


def test_rows_are_numbered_as_the_spreadsheet_shows_them() -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for at, line in ((3, COLUMNS), (7, cells()), (12, cells(montant="?"))):
        for column, value in enumerate(line, 4):
            sheet.cell(at, column, value or None)
    data = io.BytesIO()
    made.save(data)
    file = read(data.getvalue())
    assert [row.row for row in file.rows] == [7, 12]
    assert [(at, column) for at, column, _, _ in set_aside(file)] == [(12, "montant")]
