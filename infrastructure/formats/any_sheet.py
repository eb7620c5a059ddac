"""Any spreadsheet as somebody keeps it: a heading and rows of text, whatever they are about."""

import re
from collections.abc import Sequence

from application.grants.rows import UnreadableFile
from infrastructure.formats import tables

MOST_ROWS = 5_000
FIGURE = re.compile(r"[\d\s.,/€%:-]+")


def rows_of(content: bytes) -> Sequence[Sequence[str]]:
    """The heading and the rows under it, of the first table that has one. Raises ValueError for what is no table."""
    try:
        found = tables.read(content, _headings)
    except UnreadableFile as error:
        raise ValueError(*error.args) from error
    sheet = next((one for one in found.sheets if one.rows), None)
    if sheet is None or len(sheet.rows) > MOST_ROWS:
        raise ValueError(len(sheet.rows) if sheet else 0)
    width = len(sheet.heading.cells)
    return [list(sheet.heading.cells), *(_as_wide(one.cells, width) for one in sheet.rows)]


def _headings(cells: Sequence[str]) -> int:
    """Words that are no figures may be headings, where there are several different ones."""
    words = {one.strip() for one in cells if one.strip() and not FIGURE.fullmatch(one.strip())}
    return len(words) if len(words) > 1 else 0


def _as_wide(cells: Sequence[str], width: int) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]
