"""Tables as a workbook (xlsx), as people sort and filter them."""

import io
import re
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from application.documents import Table

HEAD = Font(bold=True, color="FFFFFF")
INK = PatternFill("solid", fgColor="12394A")
WRAPPED = Alignment(vertical="top", wrap_text=True)
UNSAFE = re.compile(r"[\[\]:*?/\\]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
WIDEST = 60
LONGEST_CELL = 32_000


def workbook_of(tables: Iterable[Table]) -> bytes:
    """The workbook. No text is taken for a formula, whatever it begins with."""
    book = Workbook(write_only=True)
    for number, table in enumerate(tables, 1):
        sheet = book.create_sheet(f"{number}. {UNSAFE.sub(' ', table.title)}"[:31])
        sheet.freeze_panes = "A2"
        for column, width in enumerate(_widths(table), 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.append([_cell(sheet, value, head=True) for value in table.header])
        for row in table.rows:
            sheet.append([_cell(sheet, value, head=False) for value in row])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _cell(sheet: Any, value: str | int, *, head: bool) -> Any:
    text = CONTROL.sub("", value)[:LONGEST_CELL] if isinstance(value, str) else value
    cell = WriteOnlyCell(sheet, value=text)
    if isinstance(text, str):
        cell.data_type = "s"
    cell.alignment = WRAPPED
    if head:
        cell.font, cell.fill = HEAD, INK
    return cell


def _widths(table: Table) -> list[int]:
    columns = len(table.header)
    longest = [len(name) for name in table.header]
    for row in table.rows[:500]:
        for at, value in enumerate(row[:columns]):
            longest[at] = max(longest[at], *(len(line) for line in str(value).split("\n")))
    return [min(width + 2, WIDEST) for width in longest]
