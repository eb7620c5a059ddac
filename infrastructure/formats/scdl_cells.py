"""The cells of one row as text: cleaned, with a list of what was repaired, doubted and left unread."""

from collections.abc import Mapping, Sequence

from application.grants.rows import Cell, Doubt, Repair
from domain.decider import record
from infrastructure.formats import scdl_dates
from infrastructure.formats.scdl_amounts import Marks
from infrastructure.formats.scdl_dates import Order
from infrastructure.formats.text import tidy, unscrambled


class Refused(Exception):
    """The row cannot be understood: which cell, and the rule."""

    def __init__(self, rule: str, column: str, value: str = "") -> None:
        super().__init__(rule, column, value)
        self.rule = rule
        self.column = column
        self.value = value


@record
class Habits:
    """What the columns of a sheet show as a whole: the order of days and months, and what points and commas are."""

    orders: Mapping[str, Order]
    marks: Mapping[str, Marks]


class Cells:
    """The texts of a row by column, and what was repaired, doubted and left unread so far."""

    def __init__(self, texts: Sequence[Cell], habits: Habits, shape: str = "") -> None:
        self.orders = habits.orders
        self.marks = habits.marks
        self.repairs: list[Repair] = [Repair(rule=shape, column="", before="", after="")] if shape else []
        self.doubts: list[Doubt] = []
        self.unread: list[Cell] = []
        self.texts: dict[str, str] = {cell.column: self._clean(cell) for cell in texts}

    def _clean(self, cell: Cell) -> str:
        value = unscrambled(cell.value)
        right = tidy(value)
        if value != cell.value and right != tidy(cell.value):
            self.repaired("text-decoded-twice", cell.column, tidy(cell.value), right)
        if "\x00" in cell.value:
            self.repaired("control-characters", cell.column, "", right)
        return right

    def repaired(self, rule: str, column: str, before: str, after: str) -> None:
        self.repairs.append(Repair(rule=rule, column=column, before=before, after=after))

    def doubted(self, rule: str, column: str, value: str = "", detail: str = "", *, unread: bool = False) -> None:
        self.doubts.append(Doubt(rule=rule, column=column, value=value, detail=detail))
        if unread and value:
            self.unread.append(Cell(column=column, value=value))

    def text(self, column: str) -> str:
        return self.texts.get(column, "")

    def known(self, column: str) -> str:
        """The text, or nothing where it says that there is nothing to say."""
        text = self.text(column)
        if text and scdl_dates.is_unknown(text):
            self.repaired("words-for-nothing", column, text, "")
            return ""
        return text

    def name(self, column: str) -> str:
        """The name, or nothing where it says that nobody is named."""
        text = self.text(column)
        return "" if scdl_dates.is_unknown(text) else text
