"""Cells cut at the delimiter: put back together where only one reading holds, else left alone.

A cell may go on only in columns of text, in an amount cut at its decimal comma, or in a share. Of several readings,
one counts as certain where every join is at a delimiter followed by a space, as in a sentence.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from application.grants.rows import plain
from infrastructure.formats.text import unscrambled

MOST_EXCESS = 40
_IDENTIFIER = re.compile(r"[\s\u00a0\d'’\".,]*(?:E\+\d+)?\s*|W\d{9}", re.IGNORECASE)
_DAY = re.compile(r"\s*(?:\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{2,4}|\d{5}|nc)?\s*(?:00:00:00)?\s*", re.IGNORECASE)
_PERIOD = re.compile(r"(?:.*(?:\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{2,4}).*|\s*|nc)", re.IGNORECASE | re.DOTALL)
_WHOLE = re.compile(r"\s*-?\d{1,3}(?:[ \u00a0\u202f]?\d{3})*\s*")
_NUMBER = re.compile(r"\s*-?\d[\d \u00a0\u202f]*(?:[.,]\d+)?\s*(?:€|euros?)?\s*", re.IGNORECASE)
_CENTS = re.compile(r"\d{1,2}\s*(?:€|euros?)?\s*", re.IGNORECASE)
_SHARE = re.compile(r"\s*(?:\d+(?:[.,]\d+)?\s*%?)?\s*")
_SCHEME = re.compile(r"\s*(?:(?!oui|non)\w{0,8}|sans objet)\s*", re.IGNORECASE)
_NATURES = frozenset({"aide en numeraire", "en numeraire", "numeraire", "aide en nature", "en nature", "nature", ""})
_SPEAKING = _NATURES - {"nature", ""}
_ANSWERS = frozenset({"oui", "non", "o", "n", "yes", "no", "true", "false", "vrai", "faux", "1", "0", ""})

_ONE_CELL = {
    "idAttribuant": _IDENTIFIER,
    "idBeneficiaire": _IDENTIFIER,
    "rnaBeneficiaire": _IDENTIFIER,
    "dateConvention": _DAY,
    "datesPeriodeVersement": _PERIOD,
    "idRAE": _SCHEME,
    "montant": _NUMBER,
    "pourcentageSubvention": _SHARE,
}
_TYPED = {*_ONE_CELL, "nature", "notificationUE"}


def fits(cells: Sequence[str], columns: Sequence[str]) -> bool:
    """Whether every cell under a column of numbers, days or fixed words looks like one."""
    return all(_fits(column, cell) for column, cell in zip(columns, cells, strict=True) if cell and column in _TYPED)


def shifted(cells: Sequence[str], columns: Sequence[str]) -> bool:
    """Whether the nature of the aid stands beside its column: then no amount of that row can be believed."""
    if "nature" not in columns:
        return False
    at = list(columns).index("nature")
    words = [plain(unscrambled(cell)) for cell in cells]
    return words[at] not in _NATURES - {""} and bool(_SPEAKING & {*words[max(at - 3, 0) : at], *words[at + 1 : at + 4]})


def laid(filled: tuple[str, ...], columns: Sequence[str], delimiter: str) -> tuple[tuple[str, ...] | None, bool]:
    """The cells under their columns, and whether some had to be put back together.

    Cells left blank at the end of a line prove nothing: an amount cut in two moves the others along. None where
    cells are too many or have moved, and no reading, or more than one, is possible.
    """
    direct = filled + ("",) * (len(columns) - len(filled)) if len(filled) <= len(columns) else None
    if direct and fits(direct, columns):
        return direct, False
    if {"montant", "nature"} <= set(columns) and len(filled) - len(columns) <= MOST_EXCESS:
        shortest = max(len(filled), len(columns) + 1)
        for length in range(shortest, len(filled) + 7):
            padded = filled + ("",) * (length - len(filled))
            found = _Reader(padded, tuple(columns), delimiter).certain(natural=direct is not None)
            if found:
                return found, True
    return (None if direct and shifted(direct, columns) else direct), False


class _Reader:
    """Counts the ways to lay cells under columns: by cost, then how many readings cost the same."""

    def __init__(self, cells: tuple[str, ...], columns: tuple[str, ...], delimiter: str) -> None:
        self.cells = cells
        self.columns = columns
        self.delimiter = delimiter
        self.best = lru_cache(maxsize=None)(self._best)

    def certain(self, *, natural: bool) -> tuple[str, ...] | None:
        """The only reading, or the only natural one."""
        cost, count, all_ways, lengths = self.best(0, 0)
        if lengths is None or count != 1 or (cost and (natural or all_ways != 1)):
            return None
        whole: list[str] = []
        at = 0
        for column, length in zip(self.columns, lengths, strict=True):
            whole.append(self._joined(column, self.cells[at : at + length]))
            at += length
        return tuple(whole)

    def _joined(self, column: str, parts: tuple[str, ...]) -> str:
        if column in {"montant", "pourcentageSubvention"}:
            return ",".join(parts)
        if column == "nature":
            return ";".join(parts)
        return self.delimiter.join(parts)

    def _best(self, column: int, cell: int) -> tuple[int, int, int, tuple[int, ...] | None]:
        """Cost, readings at that cost, all readings, and the lengths of the first, from this column and cell on."""
        if column == len(self.columns):
            return (0, 1, 1, ()) if cell == len(self.cells) else (0, 0, 0, None)
        found: tuple[int, int, int, tuple[int, ...] | None] = (0, 0, 0, None)
        spare = len(self.cells) - cell - (len(self.columns) - column)
        for length in range(1, spare + 2):
            here = self._cost(self.columns[column], self.cells[cell : cell + length])
            if here is not None:
                found = _cheaper(found, here, length, self.best(column + 1, cell + length))
        return found

    def _cost(self, column: str, parts: tuple[str, ...]) -> int | None:
        """0 for a natural reading, more for a forced one, None for an impossible one."""
        if column in _TYPED:
            return _typed(column, parts)
        bare_joins = sum(1 for part in parts[1:] if not part[:1].isspace())
        return 2 * bare_joins + (1 if parts[0][:1].isspace() and column != "referenceDecision" else 0)


Ways = tuple[int, int, int, tuple[int, ...] | None]


def _cheaper(found: Ways, here: int, length: int, rest: Ways) -> Ways:
    cost, count, ways, lengths = rest
    if lengths is None:
        return found
    if found[3] is None or here + cost < found[0]:
        return (here + cost, count, ways + found[2], (length, *lengths))
    if here + cost == found[0]:
        return (found[0], found[1] + count, found[2] + ways, found[3])
    return (found[0], found[1], found[2] + ways, found[3])


def _typed(column: str, parts: tuple[str, ...]) -> int | None:
    if len(parts) == 1:
        return 0 if _fits(column, parts[0]) else None
    if len(parts) == 2:
        return 0 if _fits_two(column, *parts) else None
    return None


def _fits(column: str, text: str) -> bool:
    text = unscrambled(text)
    if column == "nature":
        return plain(text) in _NATURES
    if column == "notificationUE":
        return plain(text) in _ANSWERS
    return _ONE_CELL[column].fullmatch(text) is not None


def _fits_two(column: str, first: str, second: str) -> bool:
    first, second = unscrambled(first), unscrambled(second)
    if column == "montant":
        return _WHOLE.fullmatch(first) is not None and _CENTS.fullmatch(second) is not None
    if column == "pourcentageSubvention":
        return first.strip() == "0" and second.strip().isdigit()
    return column == "nature" and all(plain(part) in _NATURES and plain(part) != "" for part in (first, second))
