"""Workbooks (xlsx): values only, every visible sheet that has a heading, and never more than was declared small."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import openpyxl

from application.grants.rows import Note, UnreadableFile
from infrastructure.formats.tables import (
    MOST_COLUMNS,
    SEARCHED_FOR_HEADING,
    Merge,
    RawRow,
    Score,
    Sheet,
    about,
    gathered,
)
from infrastructure.formats.workbook_parts import LARGEST_CONTENT, merges

LAST_ROW = 1_100_000


def sheets(data: bytes, score: Score) -> tuple[list[Sheet], list[Note]]:
    """The tables of a workbook. Raises UnreadableFile for another kind of archive or an unreasonable one."""
    merged = _checked(data)
    found: list[Sheet] = []
    notes = [Note(rule="workbook")]
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Exception as error:
        raise UnreadableFile("broken-workbook", str(error)) from error
    try:
        for page in book.worksheets:
            if page.sheet_state != "visible":
                notes.append(Note(rule="hidden-sheet", detail=page.title))
                continue
            sheet, before = _found(page.title, _rows(_cells(page)), score)
            if sheet is None:
                notes.append(Note(rule="sheet-without-heading", detail=page.title))
            else:
                sheet.merges = merged.get(_path(page), ())
                found.append(sheet)
                notes += [Note(rule="sheet", count=len(sheet.rows), detail=page.title), *about(sheet, before)]
    except UnreadableFile:
        raise
    except Exception as error:
        raise UnreadableFile("broken-workbook", str(error)) from error
    finally:
        book.close()
    if not found:
        raise UnreadableFile("no-heading", ", ".join(book.sheetnames)[:80])
    return found, notes


def _checked(data: bytes) -> Mapping[str, tuple[Merge, ...]]:
    """What is merged in which part, once the workbook is known to be one and of a reasonable size."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise UnreadableFile("open-document" if "content.xml" in names else "compressed-file")
            if (size := sum(part.file_size for part in parts)) > LARGEST_CONTENT:
                raise UnreadableFile("content-too-large", f"{size >> 20} MiB")
            return merges(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise UnreadableFile("broken-workbook", str(error)) from error


def _path(page: Any) -> str:
    return str(getattr(page, "_worksheet_path", "")).lstrip("/")


def _cells(page: Any) -> Iterable[tuple[object, ...]]:
    """The values of each row, up to the last there is, whatever size the sheet claims.

    The library pads each row to its last cell: a blank one in the last of 16,384 columns, in each of a hundred
    thousand rows, takes it minutes. So rows are put together here.
    """
    page.reset_dimensions()
    vars(page)["_get_row"] = _row
    rows: Iterable[tuple[object, ...]] = page.iter_rows(values_only=True)
    return rows


def _row(cells: Sequence[Mapping[str, Any]], *_: object, **__: object) -> tuple[object, ...]:
    filled = {int(cell["column"]): cell["value"] for cell in cells if cell["value"] is not None}
    last = max(filled, default=0)
    if last > MOST_COLUMNS:
        raise UnreadableFile("too-many-columns", f"{last}")
    return tuple(filled.get(column) for column in range(1, last + 1))


def _rows(values: Iterable[tuple[object, ...]]) -> Iterator[RawRow]:
    for row, cells in enumerate(values, 1):
        if row > LAST_ROW:
            raise UnreadableFile("too-many-rows", f"{row}")
        if cells:
            yield RawRow(row=row, cells=tuple(written(cell) for cell in cells))


def _found(name: str, rows: Iterator[RawRow], score: Score) -> tuple[Sheet | None, int]:
    beginning: list[RawRow] = []
    for row in rows:
        beginning.append(row)
        if len(beginning) >= SEARCHED_FOR_HEADING:
            break
    scores = [score(row.cells) for row in beginning]
    if not any(scores):
        return None, 0
    at = scores.index(max(scores))
    before = sum(1 for row in beginning[:at] if any(row.cells))
    return gathered(name, beginning[at], [*beginning[at + 1 :], *rows], ""), before


def written(value: object) -> str:
    """A cell's value as text: days as AAAA-MM-JJ, numbers without an artefact of the machine."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "oui" if value else "non"
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case float():
            return _number(value)
        case timedelta():
            return str(value)
        case _:
            return str(value)


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = f"{Decimal(repr(round(value, 9))):f}"
    # Three decimals in a text could be thousands; a number has no such doubt, and says so with a fourth.
    return text + "0" if "." in text and len(text.split(".")[1]) == 3 else text
