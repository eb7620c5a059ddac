"""SCDL subventions 2.1.1 in: every row of a publication understood as a grant, or quarantined with the reason."""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from application.grants.rows import Cell, GrantFile, GrantRow, Note, Quarantined, UnreadableFile, plain
from domain.values import Digest
from infrastructure.formats import tables
from infrastructure.formats.scdl_cells import Refused
from infrastructure.formats.scdl_columns import (
    COLUMNS,
    COMPLEMENTS,
    CUT,
    GUARDED,
    PAYMENTS,
    QUARANTINE,
    column_of,
    is_quarantine,
    quarantine_column,
    score,
)
from infrastructure.formats.scdl_dates import Order, order_in
from infrastructure.formats.scdl_row import understood
from infrastructure.formats.scdl_shape import laid, shifted
from infrastructure.formats.tables import LARGEST_FILE, LONGEST_CELL, RawRow, Sheet
from infrastructure.formats.text import tidy, unscrambled

_TOTAL = re.compile(r"(?:sous )?(?:total|totaux)(?: (?:general|generaux|des subventions|subventions))?")
_DAYS = ("dateConvention", "datesPeriodeVersement")


def read(source: Path | bytes, complements: bytes | None = None) -> GrantFile:
    """The rows of a publication. Raises UnreadableFile, with what to do, for what is no table of grants.

    Complements are what an export wrote beside the file; without them they are looked for there.
    """
    found = tables.read(source, score)
    notes = list(found.notes)
    rows: list[GrantRow | Quarantined] = []
    sheets = [_Heading.of(sheet) for sheet in found.sheets]
    beside = _complements(complements if complements is not None else _beside(source), found.digest)
    if beside:
        notes.append(Note(rule="complements", count=sum(len(cells) for cells in beside.values())))
    for heading in sheets:
        rows.extend(_Reading(heading, notes, beside).rows())
    if not rows:
        raise UnreadableFile("no-rows")
    return GrantFile(
        digest=found.digest,
        rows=tuple(rows),
        notes=(*notes, *_repaired(rows)),
        headings={heading.sheet.name: heading.columns for heading in sheets},
        resubmitted=all(heading.resubmitted for heading in sheets),
    )


def _beside(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return b""
    beside = source.with_name(f"{source.stem}.complements.csv")
    return beside.read_bytes() if beside.is_file() and beside.stat().st_size <= LARGEST_FILE else b""


def _complements(data: bytes, digest: Digest) -> Mapping[int, list[Cell]]:
    """The complements of this very file, by row; those of another file are none of its business."""
    lines = data.decode("utf-8-sig", "replace").splitlines(keepends=True)
    found: dict[int, list[Cell]] = defaultdict(list)
    for entry in csv.reader(lines, delimiter=";"):
        if len(entry) == len(COMPLEMENTS) and entry[0] == digest and entry[1].isdecimal():
            found[int(entry[1])].append(Cell(column=entry[2], value=_unguarded(entry[3])))
    return found


def _unguarded(cell: str) -> str:
    """The text without the mark that keeps spreadsheets from taking it for a formula."""
    return cell[1:] if cell[:2] in GUARDED else cell


def _repaired(rows: Iterable[GrantRow | Quarantined]) -> list[Note]:
    """How many cells were repaired, rule by rule and column by column."""
    counts = Counter(
        (repair.rule, repair.column) for row in rows if isinstance(row, GrantRow) for repair in row.repairs
    )
    return [Note(rule=rule, count=count, detail=column) for (rule, column), count in sorted(counts.items())]


@dataclass(slots=True)
class _Heading:
    """The columns of a sheet: a standard name, one of a quarantine file, or the publisher's own."""

    sheet: Sheet
    columns: tuple[str, ...]
    resubmitted: bool
    own: frozenset[str]

    @classmethod
    def of(cls, sheet: Sheet) -> "_Heading":
        cells = [cell.strip(" ;\t") for cell in sheet.heading.cells]
        widths = [len(_filled(row.cells)) for row in sheet.rows]
        used = max((width for width in widths if width <= len(cells) or not sheet.delimiter), default=0)
        while len(cells) > used and not cells[-1]:
            cells.pop()
        cells += [""] * (used - len(cells))
        resubmitted = is_quarantine(cells)
        columns = _distinct(
            _meant(cell, resubmitted=resubmitted and at < len(QUARANTINE)) for at, cell in enumerate(cells)
        )
        own = frozenset(column for column in columns if column not in COLUMNS and not column.startswith("_"))
        return cls(sheet=sheet, columns=columns, resubmitted=resubmitted, own=own)


def _meant(heading: str, *, resubmitted: bool) -> str:
    if resubmitted and (column := quarantine_column(heading)):
        return f"_{column}"
    if heading.strip() == PAYMENTS:
        return PAYMENTS
    return column_of(heading) or tidy(unscrambled(heading)).strip(" \"'").lstrip("_")


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The columns, each name once: a second one of the same name is one of the publisher's own."""
    taken: list[str] = []
    for name in names:
        given, number = name or "colonne", 2
        while given in taken:
            given, number = f"{name or 'colonne'} ({number})", number + 1
        taken.append(given)
    return tuple(taken)


@dataclass(slots=True)
class _Reading:
    """One sheet on its way to rows; what is passed over is counted and said."""

    heading: _Heading
    notes: list[Note]
    complements: Mapping[int, list[Cell]]
    passed: Counter[str] = field(default_factory=Counter[str])

    def rows(self) -> Iterator[GrantRow | Quarantined]:
        columns = self.heading.columns
        self._say_columns()
        orders = {column: self._order(column) for column in _DAYS if column in columns}
        for raw in self.heading.sheet.rows:
            read = self._row(raw, orders)
            if read is not None:
                yield read
        name = self.heading.sheet.name
        self.notes += [Note(rule=rule, count=count, detail=name) for rule, count in sorted(self.passed.items())]

    def _say_columns(self) -> None:
        columns = self.heading.columns
        missing = [column for column in COLUMNS[:-1] if column not in columns and column != "rnaBeneficiaire"]
        said = {
            "columns-renamed": [
                f"{cell.strip()} → {column}"
                for cell, column in zip(self.heading.sheet.heading.cells, columns, strict=False)
                if column in COLUMNS and cell.strip() != column
            ],
            "columns-of-the-publisher": sorted(self.heading.own),
            "columns-missing": missing,
        }
        self.notes += [
            Note(rule=rule, count=len(names), detail=", ".join(names)) for rule, names in said.items() if names
        ]

    def _order(self, column: str) -> Order:
        at = self.heading.columns.index(column)
        width = len(self.heading.columns)
        return order_in(row.cells[at] for row in self.heading.sheet.rows if at < len(row.cells) <= width + 2)

    def _row(self, raw: RawRow, orders: Mapping[str, Order]) -> GrantRow | Quarantined | None:
        if raw.cells[:3] == self.heading.sheet.heading.cells[:3] and score(raw.cells):
            self.passed["repeated-headings"] += 1
            return None
        if _is_total(raw.cells):
            self.passed["total-rows"] += 1
            return None
        return self._understood(raw, orders)

    def _understood(self, raw: RawRow, orders: Mapping[str, Order]) -> GrantRow | Quarantined:
        name = self.heading.sheet.name
        if long := next((cell for cell in raw.cells if len(cell) > LONGEST_CELL), ""):
            short = tuple(cell[:200] for cell in raw.cells)
            at = raw.cells.index(long)
            column = self.heading.columns[at] if at < len(self.heading.columns) else ""
            return Quarantined(
                row=raw.row,
                sheet=name,
                column=column,
                value=long[:80],
                rule="cell-too-long",
                cells=short,
                detail=str(len(long)),
            )
        cells, shape = self._laid(raw.cells)
        if cells is None:
            found = f"{len(_filled(raw.cells))} / {len(self.heading.columns)}"
            return Quarantined(
                row=raw.row, sheet=name, column="", value=found, rule="cells-do-not-fit-columns", cells=raw.cells
            )
        try:
            return understood(
                self._texts(raw.row, cells), orders, raw=RawRow(row=raw.row, cells=cells), sheet=name, shape=shape
            )
        except Refused as refused:
            return Quarantined(
                row=raw.row,
                sheet=name,
                column=refused.column,
                value=refused.value[:200],
                rule=refused.rule,
                cells=cells,
            )

    def _laid(self, cells: tuple[str, ...]) -> tuple[tuple[str, ...] | None, str]:
        """As many cells as columns; the second says by which repair."""
        columns, delimiter = self.heading.columns, self.heading.sheet.delimiter
        filled = _filled(cells)
        if not delimiter:
            whole_row = filled + ("",) * (len(columns) - len(filled))
            return (None if shifted(whole_row, columns) else whole_row), ""
        if len(columns) > 2 and sum(1 for cell in filled if cell.strip()) == 1:
            whole = filled[-1]
            if whole.count(delimiter) >= len(columns) // 2:
                found, _ = laid(_filled(tables.split(whole, delimiter, len(columns))), columns, delimiter)
                return found, "row-quoted-as-one-cell"
        found, joined = laid(filled, columns, delimiter)
        return found, "cells-rejoined" if joined else ""

    def _texts(self, row: int, cells: Sequence[str]) -> list[Cell]:
        """What stands in each column, and what the complements say of the row."""
        guarded = self.heading.resubmitted
        texts = {
            column: _unguarded(cell) if guarded else cell
            for column, cell in zip(self.heading.columns, cells, strict=True)
            if cell
        }
        for beside in self.complements.get(row, ()):
            published = texts.get(beside.column, "")
            if not published or (published.endswith(CUT) and beside.value.startswith(published[: -len(CUT)])):
                texts[beside.column] = beside.value
        return [Cell(column=column, value=text) for column, text in texts.items()]


def _filled(cells: Sequence[str]) -> tuple[str, ...]:
    """The cells up to the last that is not blank."""
    last = len(cells)
    while last and not cells[last - 1].strip():
        last -= 1
    return tuple(cells[:last])


def _is_total(cells: Sequence[str]) -> bool:
    """A line that adds up others: the word, and besides it only numbers."""
    filled = [cell for cell in cells if cell.strip()]
    words = [cell for cell in filled if not re.fullmatch(r"[\s\d.,€ ]+", cell)]
    return len(words) == 1 and len(filled) <= 4 and _TOTAL.fullmatch(plain(words[0])) is not None
