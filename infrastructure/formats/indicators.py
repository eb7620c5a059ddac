"""Tables of figures: CSV or a workbook, one row a figure, its columns named in French or English."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from application.grants.rows import UnreadableFile, plain
from application.indicator_files import FigureFile, FigureRow, SetAside
from domain.values import Period
from infrastructure.formats import tables
from infrastructure.formats.tables import RawRow, Sheet
from infrastructure.formats.text import tidy

NAMES: Mapping[str, Sequence[str]] = {
    "indicator": ("indicator", "indicateur"),
    "unit": ("unit", "unite"),
    "year": ("year", "annee"),
    "start": ("start", "debut"),
    "end": ("end", "fin"),
    "value": ("value", "valeur"),
    "source": ("source",),
}
_COLUMNS = {name: column for column, names in NAMES.items() for name in names}
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_YEAR = re.compile(r"\d{4}")


def score(cells: Sequence[str]) -> int:
    """How many known headings a row holds; 0 without an indicator, a figure and a period."""
    found = {_COLUMNS.get(plain(cell)) for cell in cells} - {None}
    dated = "year" in found or {"start", "end"} <= found
    return len(found) if {"indicator", "value"} <= found and dated else 0


def read(path: Path) -> FigureFile:
    """The rows of a table of figures. Raises UnreadableFile, OSError."""
    found = tables.read(path, score)
    rows: list[FigureRow] = []
    aside: list[SetAside] = []
    for sheet in found.sheets:
        columns = _columns(sheet)
        for raw in sheet.rows:
            one = _row(raw, columns)
            if isinstance(one, FigureRow):
                rows.append(one)
            else:
                aside.append(one)
    if not rows and not aside:
        raise UnreadableFile("no-rows")
    return FigureFile(name=path.name, digest=found.digest, rows=tuple(rows), set_aside=tuple(aside))


def _columns(sheet: Sheet) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(sheet.heading.cells):
        name = _COLUMNS.get(plain(cell))
        if name is not None:
            found.setdefault(name, at)
    return found


def _row(raw: RawRow, columns: Mapping[str, int]) -> FigureRow | SetAside:
    cells = {name: tidy(raw.cells[at]) if at < len(raw.cells) else "" for name, at in columns.items()}
    if not cells["indicator"]:
        return SetAside(row=raw.row, column="indicator", value="", reason="the indicator is not named")
    value = _number(cells["value"])
    if value is None:
        return SetAside(row=raw.row, column="value", value=cells["value"], reason="not a number")
    period = _period(cells)
    if isinstance(period, str):
        return SetAside(row=raw.row, column=period, value=cells[period], reason="not a period")
    return FigureRow(
        row=raw.row,
        indicator=cells["indicator"],
        unit=cells.get("unit") or None,
        period=period,
        value=value,
        source=cells.get("source", ""),
    )


def _number(text: str) -> Decimal | None:
    """A number with a point or a comma, and spaces between thousands; nothing else is guessed."""
    bare = re.sub(r"[\s\u00a0\u202f]", "", text)
    try:
        return Decimal(bare.replace(",", ".")) if _NUMBER.fullmatch(bare) else None
    except InvalidOperation:
        return None


def _period(cells: Mapping[str, str]) -> Period | str:
    """The year, or the two days; the name of the column that says neither."""
    year = cells.get("year", "").removesuffix(".0")
    if year:
        fits = _YEAR.fullmatch(year) and int(year) > 0
        return Period(start=date(int(year), 1, 1), end=date(int(year), 12, 31)) if fits else "year"
    for column in ("start", "end"):
        if column not in cells:
            return "year"
    start, end = _day(cells["start"]), _day(cells["end"])
    if start is None:
        return "start"
    return "end" if end is None or end < start else Period(start=start, end=end)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
