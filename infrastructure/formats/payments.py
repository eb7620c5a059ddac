"""Statements of payments in, CSV or xlsx: every line understood, or quarantined with its column, value and reason."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from application.grants.rows import Note, Quarantined, UnreadableFile, plain
from application.paying.rows import PaymentFile, PaymentRow
from application.paying.words import FRENCH
from infrastructure.formats import tables
from infrastructure.formats.payments_columns import COLUMNS, laid_out, score
from infrastructure.formats.payments_row import Cells, understood
from infrastructure.formats.scdl_amounts import Marks, marks_in
from infrastructure.formats.scdl_cells import Refused
from infrastructure.formats.scdl_columns import GUARDED, QUARANTINE
from infrastructure.formats.scdl_dates import Order, day, order_in
from infrastructure.formats.scdl_heading import filled
from infrastructure.formats.scdl_write import for_spreadsheets
from infrastructure.formats.tables import LONGEST_CELL, RawRow, Sheet
from infrastructure.formats.text import tidy


def read(source: Path | bytes) -> PaymentFile:
    """The lines of a statement. Raises UnreadableFile, with what to do, for what is no table of payments."""
    found = tables.read(source, score)
    notes, rows, headings = list(found.notes), list[PaymentRow | Quarantined](), dict[str, tuple[str, ...]]()
    for sheet in found.sheets:
        reading = _Reading(sheet, laid_out(sheet.heading.cells), notes)
        headings[sheet.name] = reading.columns
        rows.extend(reading.rows())
    if not rows:
        raise UnreadableFile("no-rows")
    return PaymentFile(digest=found.digest, rows=tuple(rows), notes=(*notes, *_repaired(rows)), headings=headings)


def _repaired(rows: Iterable[PaymentRow | Quarantined]) -> list[Note]:
    counts = Counter((one.rule, one.column) for row in rows if isinstance(row, PaymentRow) for one in row.repairs)
    return [Note(rule=rule, count=count, detail=column) for (rule, column), count in sorted(counts.items())]


@dataclass(slots=True)
class _Reading:
    """One sheet on its way to lines; where its heading comes again in another order, that order holds from there."""

    sheet: Sheet
    columns: tuple[str, ...]
    notes: list[Note]
    passed: Counter[str] = field(default_factory=Counter[str])

    def rows(self) -> Iterator[PaymentRow | Quarantined]:
        self._say_columns()
        order = order_in(each for each in self._under("date") if day(tidy(each), Order.UNSEEN).days)
        marks = marks_in(map(tidy, self._under("montant")))
        for raw in self.sheet.rows:
            if score(raw.cells):
                self._headed_again(raw)
            elif _is_total(raw.cells):
                self.passed["total-rows"] += 1
            else:
                yield self._line(raw, order, marks)
        name = self.sheet.name
        self.notes += [Note(rule=rule, count=count, detail=name) for rule, count in sorted(self.passed.items())]

    def _headed_again(self, raw: RawRow) -> None:
        columns = laid_out(raw.cells)
        self.passed["columns-moved" if columns != self.columns else "repeated-headings"] += 1
        self.columns = columns

    def _say_columns(self) -> None:
        cells = self.sheet.heading.cells
        renamed = [
            f"{cell.strip()} → {column}"
            for cell, column in zip(cells, self.columns, strict=False)
            if column in COLUMNS and cell.strip() != column
        ]
        own = [column[1:] for column in self.columns if column.startswith("+") and len(column) > 1]
        missing = [column for column in COLUMNS if column not in self.columns and column not in {"devise", "nature"}]
        said = {"columns-renamed": renamed, "columns-passed-over": own, "columns-not-there": missing}
        self.notes += [Note(rule=rule, count=len(each), detail=", ".join(each)) for rule, each in said.items() if each]

    def _under(self, column: str) -> Iterator[str]:
        at = self.columns.index(column)
        return (row.cells[at] for row in self.sheet.rows if at < len(row.cells))

    def _line(self, raw: RawRow, order: Order, marks: Mapping[str, Marks]) -> PaymentRow | Quarantined:
        cells = filled(raw.cells)
        if long := next((cell for cell in cells if len(cell) > LONGEST_CELL), ""):
            short = tuple(cell[:200] for cell in cells)
            return self._aside(raw, short, Refused("cell-too-long", "", long[:80]))
        if len(cells) > len(self.columns):
            found = f"{len(cells)} / {len(self.columns)}"
            return self._aside(raw, cells, Refused("cells-do-not-fit-columns", "", found))
        texts = {
            column: _unguarded(cell) for column, cell in zip(self.columns, cells, strict=False) if column in COLUMNS
        }
        try:
            return understood(Cells(texts, order, marks), RawRow(row=raw.row, cells=cells), self.sheet.name)
        except Refused as refused:
            return self._aside(raw, cells, refused)

    def _aside(self, raw: RawRow, cells: tuple[str, ...], refused: Refused) -> Quarantined:
        return Quarantined(
            row=raw.row,
            sheet=self.sheet.name,
            column=refused.column,
            value=refused.value[:200],
            rule=refused.rule,
            cells=cells,
        )


def _unguarded(cell: str) -> str:
    return cell[1:] if cell[:2] in GUARDED else cell


def _is_total(cells: tuple[str, ...]) -> bool:
    """A line that adds up others: the word, and besides it only numbers."""
    words = [cell for cell in cells if any(map(str.isalpha, cell.replace("€", "")))]
    return len(words) == 1 and plain(words[0]).split(" ")[0] in {"total", "totaux", "sous"}


def write_quarantine(file: PaymentFile, rows: Iterable[Quarantined]) -> bytes:
    """The lines set aside, each with its place and reason, in a file to correct and import again."""
    aside = list(rows)
    names = [each.lstrip("+") for columns in file.headings.values() for each in columns if not each.startswith("_")]
    wanted = [row.column for row in aside if row.column in COLUMNS]
    columns = list(dict.fromkeys([*names, *wanted]))
    return for_spreadsheets(
        [*QUARANTINE, *columns],
        [[str(row.row), row.sheet, row.column, row.value, said(row), "", *_under(row, file, columns)] for row in aside],
    )


def _under(row: Quarantined, file: PaymentFile, columns: list[str]) -> list[str]:
    heading = [each.lstrip("+") for each in file.headings[row.sheet] if not each.startswith("_")]
    skipped = len(file.headings[row.sheet]) - len(heading)
    cells = dict(zip(heading, row.cells[skipped:], strict=False))
    return [*(cells.get(column, "") for column in columns), *row.cells[skipped + len(heading) :]]


def said(row: Quarantined) -> str:
    """The reason in French."""
    words = FRENCH.get(row.rule, row.rule)
    return f"{row.column} : {words}" if row.column else words
