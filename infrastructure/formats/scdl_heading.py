"""The columns of a sheet: those of the standard, those of a quarantine file, and the publisher's own."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from infrastructure.formats.scdl_columns import (
    COLUMNS,
    PAYMENTS,
    QUARANTINE,
    columns_of,
    is_quarantine,
    quarantine_column,
)
from infrastructure.formats.tables import Sheet
from infrastructure.formats.text import tidy, unscrambled


@dataclass(slots=True)
class Heading:
    """The columns of a sheet: a standard name, one of a quarantine file, or the publisher's own."""

    sheet: Sheet
    columns: tuple[str, ...]
    resubmitted: bool
    own: frozenset[str]

    @classmethod
    def of(cls, sheet: Sheet) -> "Heading":
        cells = [cell.strip(" ;\t") for cell in sheet.heading.cells]
        widths = [len(filled(row.cells)) for row in sheet.rows]
        used = max((width for width in widths if width <= len(cells) or not sheet.delimiter), default=0)
        while len(cells) > used and not cells[-1]:
            cells.pop()
        cells += [""] * (used - len(cells))
        resubmitted = is_quarantine(cells)
        ours = len(QUARANTINE) if resubmitted else 0
        columns = _distinct([*map(_of_quarantine, cells[:ours]), *_meant(cells[ours:])])
        own = frozenset(column for column in columns if column not in COLUMNS and not column.startswith("_"))
        return cls(sheet=sheet, columns=columns, resubmitted=resubmitted, own=own)


def _of_quarantine(heading: str) -> str:
    column = quarantine_column(heading)
    return f"_{column}" if column else _own(heading)


def _meant(headings: Sequence[str]) -> Iterator[str]:
    """The columns of the standard, and the others by their own headings."""
    for heading, column in zip(headings, columns_of(headings), strict=True):
        yield PAYMENTS if heading.strip() == PAYMENTS else column or _own(heading)


def _own(heading: str) -> str:
    return tidy(unscrambled(heading)).strip(" \"'").lstrip("_")


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The columns, each name once: a second one of the same name is one of the publisher's own."""
    taken: list[str] = []
    for name in names:
        given, number = name or "colonne", 2
        while given in taken:
            given, number = f"{name or 'colonne'} ({number})", number + 1
        taken.append(given)
    return tuple(taken)


def filled(cells: Sequence[str]) -> tuple[str, ...]:
    """The cells up to the last that is not blank."""
    last = len(cells)
    while last and not cells[last - 1].strip():
        last -= 1
    return tuple(cells[:last])
