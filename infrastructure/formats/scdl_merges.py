"""Cells merged over several rows of a workbook: what stands in the first of them holds for all, except a sum."""

from collections.abc import Sequence

from infrastructure.formats.tables import Merge, RawRow, Sheet


def unmerged(sheet: Sheet, columns: Sequence[str]) -> int:
    """Fill in, under the heading, what merged cells leave blank; how many cells that were.

    An amount merged over several rows is one amount for all of them: nobody knows the part of each.
    """
    at = {row.row: number for number, row in enumerate(sheet.rows)}
    fillable = [one for one in sheet.merges if one.first in at and _named(one, columns) not in {"", "montant"}]
    return sum(_filled(sheet.rows, at, one) for one in fillable)


def _named(one: Merge, columns: Sequence[str]) -> str:
    return columns[one.column] if one.column < len(columns) else ""


def _filled(rows: list[RawRow], at: dict[int, int], one: Merge) -> int:
    value, count = _cell(rows[at[one.first]], one.column), 0
    for row in range(one.first + 1, min(one.last, rows[-1].row) + 1):
        if value and (number := at.get(row)) is not None and not _cell(rows[number], one.column):
            cells = list(rows[number].cells) + [""] * (one.column + 1 - len(rows[number].cells))
            cells[one.column] = value
            rows[number] = RawRow(row=row, cells=tuple(cells))
            count += 1
    return count


def _cell(row: RawRow, column: int) -> str:
    return row.cells[column].strip() if column < len(row.cells) else ""
