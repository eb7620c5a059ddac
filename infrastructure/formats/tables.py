"""Tables as people publish them: CSV of any delimiter or encoding, or a workbook, with the heading found in it."""

import csv
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from application.grants.rows import Note, UnreadableFile
from domain.decider import record
from domain.values import Digest
from infrastructure.formats.text import Decoded

LARGEST_FILE = 100 << 20
MOST_COLUMNS = 500
MOST_ROWS = 300_000
LONGEST_CELL = 20_000
SEARCHED_FOR_HEADING = 60
LONGEST_HEADING = 50_000

DELIMITERS = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}
_SIGNATURES = (
    (b"%PDF", "pdf-file"),
    (b"\xd0\xcf\x11\xe0", "old-workbook"),
    (b"\x1f\x8b", "compressed-file"),
    (b"7z\xbc\xaf", "compressed-file"),
    (b"Rar!", "compressed-file"),
    (b"\x89PNG", "image-file"),
    (b"\xff\xd8\xff", "image-file"),
    (b"GIF8", "image-file"),
    (b"{\\rtf", "text-document"),
)
_STATED_DELIMITER = re.compile(r'^"?sep=(.)"?\s*$', re.IGNORECASE)

csv.field_size_limit(LARGEST_FILE)

Score = Callable[[Sequence[str]], int]
"""How many headings a row holds, 0 where it is no heading."""


@record
class RawRow:
    """The cells of a row as text, and its number as a spreadsheet shows it."""

    row: int
    cells: tuple[str, ...]


@record
class Merge:
    """A cell merged over several rows: its column, counted from 0, and the first and last row as shown."""

    column: int
    first: int
    last: int


@dataclass(slots=True)
class Sheet:
    """One table: its heading and the rows under it, blank ones left out."""

    name: str
    heading: RawRow
    rows: list[RawRow]
    delimiter: str = ""
    blank: int = 0
    merges: tuple[Merge, ...] = ()


@dataclass(slots=True)
class Tables:
    """The tables found in a file, the digest of its bytes, and what was detected."""

    digest: Digest
    sheets: list[Sheet]
    notes: list[Note] = field(default_factory=list[Note])


def read(source: Path | bytes, score: Score) -> Tables:
    """The tables in a CSV file or workbook. Raises UnreadableFile for anything else."""
    data = _bytes(source)
    digest = Digest("sha256:" + hashlib.sha256(data).hexdigest())
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise UnreadableFile("empty-file")
    if data.startswith(b"PK"):
        from infrastructure.formats.workbook import sheets  # noqa: PLC0415 - loading it takes half a second

        found, notes = sheets(data, score)
    else:
        _refuse_other_kinds(data)
        found, notes = _csv(data, score)
    if not any(sheet.rows for sheet in found):
        raise UnreadableFile("no-rows")
    return Tables(digest=digest, sheets=found, notes=notes)


def _bytes(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        data = source
    else:
        if not source.is_file():
            raise UnreadableFile("no-file" if source.exists() else "no-such-file", str(source))
        if source.stat().st_size > LARGEST_FILE:
            raise UnreadableFile("file-too-large", f"{source.stat().st_size >> 20} MiB")
        data = source.read_bytes()
    if len(data) > LARGEST_FILE:
        raise UnreadableFile("file-too-large", f"{len(data) >> 20} MiB")
    return data


def _refuse_other_kinds(data: bytes) -> None:
    for signature, rule in _SIGNATURES:
        if data.startswith(signature):
            raise UnreadableFile(rule)
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise UnreadableFile("web-page")
    if start.startswith((b"{", b"[{")):
        raise UnreadableFile("json-file")


@record
class Layout:
    """How rows lie in a CSV file: the delimiter, and another one inside where a table was saved as one cell a row."""

    outer: str
    inner: str = ""

    @property
    def delimiter(self) -> str:
        return self.inner or self.outer


def _csv(data: bytes, score: Score) -> tuple[list[Sheet], list[Note]]:
    lines = Decoded(data)
    beginning, stated = _beginning(lines)
    layout, at = _layout(beginning, stated, score)
    width = len(next(islice(_records(beginning, layout, stated), at, None)))
    rows = _numbered(_records(lines, layout, stated, width))
    before = [row for row in islice(rows, at) if any(row.cells)]
    sheet = _sheet("", next(rows), rows, layout.delimiter)
    notes = [*lines.notes, Note(rule="delimiter", detail=DELIMITERS[layout.delimiter])]
    if layout.inner:
        notes.append(Note(rule="table-inside-cells", count=len(sheet.rows), detail=DELIMITERS[layout.outer]))
    return [sheet], [*notes, *about(sheet, len(before))]


def about(sheet: Sheet, before: int) -> list[Note]:
    """What is said of rows that were passed over."""
    notes: list[Note] = []
    if before:
        notes.append(Note(rule="rows-above-heading", count=before, detail=sheet.name))
    if sheet.blank:
        notes.append(Note(rule="blank-rows", count=sheet.blank, detail=sheet.name))
    return notes


def _beginning(lines: Iterable[str]) -> tuple[list[str], str]:
    found = list(islice(lines, SEARCHED_FOR_HEADING))
    stated = _STATED_DELIMITER.match(found[0]) if found else None
    return (found, stated[1]) if stated and stated[1] in DELIMITERS else (found, "")


def _layout(beginning: list[str], stated: str, score: Score) -> tuple[Layout, int]:
    """The layout under which most headings are recognised, and at which row."""
    outers = [stated] if stated else list(DELIMITERS)
    layouts = [Layout(outer=outer, inner=inner) for inner in ("", *DELIMITERS) for outer in outers]
    best, widest, found = 0, 0, (Layout(outer=";"), 0)
    for layout in layouts:
        for at, cells in enumerate(_records((line[:LONGEST_HEADING] for line in beginning), layout, stated)):
            widest = max(widest, len(cells))
            if (headings := score(cells[:MOST_COLUMNS])) > best:
                best, found = headings, (layout, at)
    if not best and widest > MOST_COLUMNS:
        raise UnreadableFile("too-many-columns", str(widest))
    if not best:
        raise UnreadableFile("no-heading", beginning[0].strip()[:80] if beginning else "")
    return found


class _Pulled:
    """Lines on their way to the CSV reader, so that a record can be read again line by line."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.last: list[str] = []

    def __iter__(self) -> "_Pulled":
        return self

    def __next__(self) -> str:
        self.last.append(line := next(self._lines))
        return line


def _records(lines: Iterable[str], layout: Layout, stated: str, width: int = 0) -> Iterator[list[str]]:
    pulled = _Pulled(lines)
    if stated:
        next(pulled, "")
        yield []
    try:
        pulled.last.clear()
        for cells in csv.reader(pulled, delimiter=layout.outer):
            if width and _swallowed(pulled.last, layout, width):
                yield from (split(line.rstrip("\r\n"), layout.delimiter, width) for line in pulled.last)
            else:
                yield _opened(cells, layout, width) if layout.inner else cells
            pulled.last.clear()
    except csv.Error as error:
        raise UnreadableFile("broken-csv", str(error)) from error


def _swallowed(lines: list[str], layout: Layout, width: int) -> bool:
    """Whether a quote that never closes made several rows one: two lines each hold a whole row."""
    return len(lines) > 1 and sum(1 for line in lines if line.count(layout.delimiter) >= width - 1) > 1


def _opened(cells: list[str], layout: Layout, width: int) -> list[str]:
    """The row that was saved inside the cells of another delimiter."""
    while cells and not cells[-1].strip():
        cells.pop()
    if layout.inner == layout.outer and len(cells) > 1:
        return cells
    return split(layout.outer.join(cells), layout.inner, width) if cells else []


def split(line: str, delimiter: str, width: int = 0) -> list[str]:
    """One line as cells; quotes that close nowhere are taken as letters."""
    plainly = line.split(delimiter)
    if '"' not in line:
        return plainly
    try:
        cells: list[str] = next(csv.reader(line.splitlines(keepends=True), delimiter=delimiter))
    except csv.Error:
        return plainly
    return cells if len(cells) == width or len(plainly) != width else plainly


def _numbered(records: Iterable[list[str]]) -> Iterator[RawRow]:
    for row, cells in enumerate(records, 1):
        if len(cells) > MOST_COLUMNS:
            while cells and not cells[-1].strip():
                cells.pop()
            if len(cells) > MOST_COLUMNS:
                raise UnreadableFile("too-many-columns", f"{len(cells)}")
        yield RawRow(row=row, cells=tuple(cells))


def _sheet(name: str, heading: RawRow, rows: Iterable[RawRow], delimiter: str) -> Sheet:
    """The rows under a heading; equal cells are kept once, so that long files stay small."""
    sheet = Sheet(name=name, heading=heading, rows=[], delimiter=delimiter)
    seen: dict[str, str] = {}
    for row in rows:
        if not any(cell and not cell.isspace() for cell in row.cells):
            sheet.blank += 1
            continue
        if len(sheet.rows) >= MOST_ROWS:
            raise UnreadableFile("too-many-rows", f"{MOST_ROWS}")
        if len(seen) > 50_000:
            seen.clear()
        sheet.rows.append(RawRow(row=row.row, cells=tuple(seen.setdefault(cell, cell) for cell in row.cells)))
    return sheet


gathered = _sheet
