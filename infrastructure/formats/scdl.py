"""SCDL subventions 2.1.1 in: every row of a publication understood as a grant, or quarantined with the reason."""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from application.grants.rows import Cell, GrantFile, GrantRow, Note, Quarantined, UnreadableFile
from domain.values import Digest
from infrastructure.formats import tables
from infrastructure.formats.scdl_amounts import marks_in
from infrastructure.formats.scdl_cells import Habits, Refused
from infrastructure.formats.scdl_columns import (
    COLUMNS,
    COMPLEMENTS,
    CUT,
    GUARDED,
    score,
)
from infrastructure.formats.scdl_dates import order_in
from infrastructure.formats.scdl_heading import Heading, filled
from infrastructure.formats.scdl_merges import unmerged
from infrastructure.formats.scdl_row import understood
from infrastructure.formats.scdl_shape import laid, shifted
from infrastructure.formats.scdl_totals import is_total
from infrastructure.formats.tables import LARGEST_FILE, LONGEST_CELL, RawRow
from infrastructure.formats.text import tidy

_DAYS = ("dateConvention", "datesPeriodeVersement")


def read(source: Path | bytes, complements: bytes | None = None) -> GrantFile:
    """The rows of a publication. Raises UnreadableFile, with what to do, for what is no table of grants.

    Complements are what an export wrote beside the file; without them they are looked for there.
    """
    found = tables.read(source, score)
    notes = list(found.notes)
    rows: list[GrantRow | Quarantined] = []
    sheets = [Heading.of(sheet) for sheet in found.sheets]
    beside = _complements(complements if complements is not None else _beside(source), found.digest)
    if beside:
        notes.append(Note(rule="complements", count=sum(len(cells) for cells in beside.values())))
    for heading in sheets:
        if merged := unmerged(heading.sheet, heading.columns):
            notes.append(Note(rule="merged-cells", count=merged, detail=heading.sheet.name))
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
    try:
        return beside.read_bytes() if beside.is_file() and beside.stat().st_size <= LARGEST_FILE else b""
    except OSError:
        return b""  # a name too long for the file system names no file


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
class _Reading:
    """One sheet on its way to rows; what is passed over is counted and said."""

    heading: Heading
    notes: list[Note]
    complements: Mapping[int, list[Cell]]
    passed: Counter[str] = field(default_factory=Counter[str])

    def rows(self) -> Iterator[GrantRow | Quarantined]:
        columns = self.heading.columns
        self._say_columns()
        orders = {column: order_in(self._under(column)) for column in _DAYS if column in columns}
        habits = Habits(orders=orders, marks=marks_in(map(tidy, self._under("montant"))))
        for raw in self.heading.sheet.rows:
            read = self._row(raw, habits)
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

    def _under(self, column: str) -> Iterator[str]:
        """The cells of a column, as far as rows have the cells they should."""
        at = self.heading.columns.index(column)
        width = len(self.heading.columns)
        return (row.cells[at] for row in self.heading.sheet.rows if at < len(row.cells) <= width + 2)

    def _row(self, raw: RawRow, habits: Habits) -> GrantRow | Quarantined | None:
        if not self._has_amount(raw.cells) and score(raw.cells):
            self.passed["repeated-headings"] += 1
            return None
        if is_total(raw.cells, self.heading.columns):
            self.passed["total-rows"] += 1
            return None
        return self._understood(raw, habits)

    def _has_amount(self, cells: Sequence[str]) -> bool:
        """Whether a number stands under the amount, which no heading is: most rows need no closer look."""
        at = self.heading.columns.index("montant")
        return at < len(cells) and any(map(str.isdigit, cells[at]))

    def _understood(self, raw: RawRow, habits: Habits) -> GrantRow | Quarantined:
        name = self.heading.sheet.name
        if long := next((cell for cell in raw.cells if len(cell) > LONGEST_CELL), ""):
            short = tuple(cell if len(cell) <= LONGEST_CELL else cell[:200] for cell in raw.cells)
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
            found = f"{len(filled(raw.cells))} / {len(self.heading.columns)}"
            return Quarantined(
                row=raw.row, sheet=name, column="", value=found, rule="cells-do-not-fit-columns", cells=raw.cells
            )
        try:
            return understood(
                self._texts(raw.row, cells), habits, raw=RawRow(row=raw.row, cells=cells), sheet=name, shape=shape
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
        whole_row = filled(cells)
        if not delimiter:
            whole_row += ("",) * (len(columns) - len(whole_row))
            return (None if shifted(whole_row, columns) else whole_row), ""
        if len(columns) > 2 and sum(1 for cell in whole_row if cell.strip()) == 1:
            whole = whole_row[-1]
            if whole.count(delimiter) >= len(columns) // 2:
                found, _ = laid(filled(tables.split(whole, delimiter, len(columns))), columns, delimiter)
                return found, "row-quoted-as-one-cell"
        found, joined = laid(whole_row, columns, delimiter)
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
