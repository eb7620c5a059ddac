"""Workbooks (xlsx): values only, every visible sheet that has a heading, and never more than was declared small."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import openpyxl

from application.grants.rows import Note, UnreadableFile
from infrastructure.formats.tables import MOST_COLUMNS, SEARCHED_FOR_HEADING, RawRow, Score, Sheet, about, gathered

LARGEST_CONTENT = 150 << 20
LAST_ROW = 1_100_000


def sheets(data: bytes, score: Score) -> tuple[list[Sheet], list[Note]]:
    """The tables of a workbook. Raises UnreadableFile for another kind of archive or an unreasonable one."""
    _check(data)
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
            with suppress(AttributeError):
                page.reset_dimensions()
            sheet, before = _found(page.title, _rows(page.iter_rows(values_only=True)), score)
            if sheet is None:
                notes.append(Note(rule="sheet-without-heading", detail=page.title))
            else:
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


def _check(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise UnreadableFile("broken-workbook", str(error)) from error
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise UnreadableFile("open-document" if "content.xml" in names else "compressed-file")
    if (size := sum(part.file_size for part in parts)) > LARGEST_CONTENT:
        raise UnreadableFile("content-too-large", f"{size >> 20} MiB")


def _rows(values: Iterable[tuple[object, ...]]) -> Iterator[RawRow]:
    for row, cells in enumerate(values, 1):
        if row > LAST_ROW:
            raise UnreadableFile("too-many-rows", f"{row}")
        if not cells:
            continue
        last = len(cells)
        while last and cells[last - 1] is None:
            last -= 1
        if last > MOST_COLUMNS:
            raise UnreadableFile("too-many-columns", f"{last}")
        yield RawRow(row=row, cells=tuple(written(cell) for cell in cells[:last]))


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
