"""What the money of an agreement or a framework came to on a day: a table that adds up along rows and columns."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Protocol

from domain.agreement.posting import MoneyStage
from domain.decider import record

STAGES = tuple(MoneyStage)
Cents = tuple[int, ...]
"""A sum in minor units for each stage, in the order of the stages."""
Key = tuple[str | int | None, ...]
"""The currency, then a value for each dimension asked for."""
Sums = Mapping[Key, Cents]


class Dimension(StrEnum):
    """What sums are told apart by."""

    AGREEMENT = "agreement"
    PAYER = "payer"
    YEAR = "year"
    INSTALMENT = "instalment"


class Books(Protocol):
    """The postings, summed where they are kept."""

    def sums(
        self,
        framework: str,
        at: date,
        by: Sequence[Dimension],
        *,
        agreement: str | None = None,
        position: int | None = None,
    ) -> Sums:
        """What each stage came to, group by group, counting what took effect by a day and was known at a position."""
        ...

    def position(self) -> int:
        """The position of the log up to which this holds."""
        ...


@record
class MoneyRow:
    """What each stage came to: of one payer and year, of one of them, of an agreement, or (all None) in all."""

    currency: str
    payer: str | None = None
    year: int | None = None
    agreement: str | None = None
    cents: Cents

    def of(self, stage: MoneyStage) -> int:
        """The sum of one stage, in minor units."""
        return self.cents[STAGES.index(stage)]

    @property
    def net(self) -> int:
        """What was paid and has not come back."""
        return self.of(MoneyStage.PAID) - self.of(MoneyStage.RECOVERED)


@record
class MoneyTable:
    """The rows told apart, and the same money added up by payer, by year, by agreement where asked, and in all.

    Each currency is counted by itself: nothing is converted.
    """

    framework: str
    agreement: str | None
    at: date
    position: int
    lines: tuple[MoneyRow, ...]
    by_payer: tuple[MoneyRow, ...]
    by_year: tuple[MoneyRow, ...]
    by_agreement: tuple[MoneyRow, ...]
    totals: tuple[MoneyRow, ...]
    """One a currency."""

    @property
    def adds_up(self) -> bool:
        """Whether every way to add the rows up comes to the same."""
        whole = added(self.totals)
        ways = (self.lines, self.by_payer, self.by_year, *([self.by_agreement] if self.by_agreement else []))
        return all(added(rows) == whole for rows in ways)


def added(rows: Iterable[MoneyRow]) -> Mapping[str, Cents]:
    """What the rows come to, currency by currency."""
    found: dict[str, Cents] = {}
    for row in rows:
        found[row.currency] = plus(found.get(row.currency), row.cents)
    return found


def plus(one: Cents | None, other: Cents) -> Cents:
    """The sums stage by stage."""
    return other if one is None else tuple(map(sum, zip(one, other, strict=True)))


def table(
    books: Books,
    framework: str,
    at: date,
    *,
    agreement: str | None = None,
    position: int | None = None,
    by_agreement: bool = False,
) -> MoneyTable:
    """The table on a day, as it was known at a position of the log. A stranger to the framework has an empty one."""
    lines = books.sums(framework, at, (Dimension.PAYER, Dimension.YEAR), agreement=agreement, position=position)
    each: Sums = (
        books.sums(framework, at, (Dimension.AGREEMENT,), agreement=agreement, position=position)
        if by_agreement
        else {}
    )
    return MoneyTable(
        framework=framework,
        agreement=agreement,
        at=at,
        position=books.position() if position is None else position,
        lines=_rows(lines, ("payer", "year")),
        by_payer=_rows(_grouped(lines, 1), ("payer",)),
        by_year=_rows(_grouped(lines, 2), ("year",)),
        by_agreement=_rows(each, ("agreement",)),
        totals=_rows(_grouped(lines), ()),
    )


def _grouped(lines: Sums, *places: int) -> Sums:
    found: dict[Key, Cents] = {}
    for key, cents in lines.items():
        group = (key[0], *(key[place] for place in places))
        found[group] = plus(found.get(group), cents)
    return found


def _rows(sums: Sums, names: Sequence[str]) -> tuple[MoneyRow, ...]:
    return tuple(_row(key, cents, names) for key, cents in _sorted(sums))


def _row(key: Key, cents: Cents, names: Sequence[str]) -> MoneyRow:
    told = dict(zip(names, key[1:], strict=True))
    payer, year, agreement = (told.get(name) for name in ("payer", "year", "agreement"))
    return MoneyRow(
        currency=str(key[0]),
        payer=None if payer is None else str(payer),
        year=None if year is None else int(year),
        agreement=None if agreement is None else str(agreement),
        cents=cents,
    )


def _sorted(sums: Sums) -> list[tuple[Key, Cents]]:
    return sorted(sums.items(), key=lambda each: tuple(str(part) for part in each[0]))
