"""The lists a view offers: which columns, which filters, in which order; said as expressions over its tables."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from application.reading import BadFilterValue, Column, ColumnType, Filter
from infrastructure.views.shape import Shape
from infrastructure.views.words import tokens


@dataclass(frozen=True, slots=True)
class Asked:
    """What an expression may rest on: the view's tables, the day, and how this database finds words."""

    tables: Mapping[str, sa.Table]
    today: date
    matches: Callable[[str, sa.ColumnElement[Any], str], sa.ColumnElement[bool]]

    @property
    def day(self) -> str:
        """Today, as it is stored."""
        return self.today.isoformat()


Expression = Callable[[Asked], sa.ColumnElement[Any]]
Condition = Callable[[Asked, str], sa.ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Computed:
    """A column that depends on the day or on other tables: worked out when it is asked for."""

    name: str
    type: ColumnType
    words: str
    expression: Expression

    def column(self) -> Column:
        """The column as readers of a list meet it."""
        return Column(name=self.name, type=self.type, description=self.words)


@dataclass(frozen=True, slots=True)
class Where:
    """A filter and what it means."""

    name: str
    type: ColumnType
    words: str
    condition: Condition
    choices: tuple[str, ...] = ()

    def filter(self) -> Filter:
        """The filter as callers meet it."""
        return Filter(name=self.name, type=self.type, description=self.words, choices=self.choices)


@dataclass(frozen=True, slots=True)
class Detail:
    """Rows of another table that belong to an entry; shown when one entry is asked for."""

    name: str
    words: str
    shape: Shape
    order: tuple[str, ...]
    by: str = "id"


@dataclass(frozen=True)
class Offer:
    """One list over one table of a view."""

    name: str
    title: str
    words: str
    shape: Shape
    order: tuple[str, ...]
    computed: tuple[Computed, ...] = ()
    filters: tuple[Where, ...] = ()
    details: tuple[Detail, ...] = ()
    key: str = "id"
    names: bool = False
    """Whether people are shown by name: in the register alone."""

    def table(self, asked: Asked) -> sa.Table:
        """The table of the entries."""
        return asked.tables[self.shape.name]

    def columns(self) -> Sequence[Column]:
        """What a page shows."""
        return [*self.shape.columns(), *(one.column() for one in self.computed)]


def equal(name: str, shape: Shape, words: str = "", choices: type[StrEnum] | Sequence[str] = ()) -> Where:
    """Entries whose column has this value; several, separated by commas, mean any of them."""
    field = next(one for one in shape.fields if one.name == name)
    allowed = tuple(str(each) for each in choices)

    def condition(asked: Asked, value: str) -> sa.ColumnElement[bool]:
        wanted = _several(name, value, allowed)
        if field.type is ColumnType.NUMBER:
            return asked.tables[shape.name].c[name].in_([_whole(name, each) for each in wanted])
        return asked.tables[shape.name].c[name].in_(wanted)

    return Where(name, field.type, words or field.words, condition, allowed)


def _several(name: str, value: str, allowed: tuple[str, ...]) -> list[str]:
    wanted = [each.strip() for each in value.split(",")]
    for each in wanted:
        if allowed and each not in allowed:
            raise BadFilterValue(name, f"{each!r} is none of {', '.join(allowed)}")
    return wanted


def _whole(name: str, value: str) -> int:
    if not value.removeprefix("-").isdecimal() or len(value) > 18:
        raise BadFilterValue(name, f"{value!r} is no whole number")
    return int(value)


def is_true(name: str, words: str, expression: Expression) -> Where:
    """Entries for which it holds (`true`) or does not (`false`)."""

    def condition(asked: Asked, value: str) -> sa.ColumnElement[bool]:
        if value not in {"true", "false"}:
            raise BadFilterValue(name, f"{value!r} is neither true nor false")
        holds = expression(asked)
        return holds if value == "true" else sa.not_(holds)

    return Where(name, ColumnType.FLAG, words, condition, ("true", "false"))


def since(name: str, shape: Shape, column: str, words: str) -> Where:
    """Entries whose date is that day or later."""

    def condition(asked: Asked, value: str) -> sa.ColumnElement[bool]:
        return asked.tables[shape.name].c[column] >= _day(name, value)

    return Where(name, ColumnType.DAY, words, condition)


def until(name: str, shape: Shape, column: str, words: str) -> Where:
    """Entries whose date is that day or earlier; an instant of that day counts."""

    def condition(asked: Asked, value: str) -> sa.ColumnElement[bool]:
        return asked.tables[shape.name].c[column] <= _day(name, value) + "~"

    return Where(name, ColumnType.DAY, words, condition)


def on_day(name: str, words: str, condition: Callable[[Asked, str], sa.ColumnElement[bool]]) -> Where:
    """Entries for which something holds on a day."""
    return Where(name, ColumnType.DAY, words, lambda asked, value: condition(asked, _day(name, value)))


def _day(name: str, value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise BadFilterValue(name, f"{value!r} is no date (YYYY-MM-DD)") from error


def holds_words(name: str, shape: Shape, column: str, words: str) -> Where:
    """Entries in whose folded text every word begins a word, case and accents aside."""

    def condition(asked: Asked, value: str) -> sa.ColumnElement[bool]:
        text = sa.literal(" ").concat(asked.tables[shape.name].c[column])
        return sa.and_(sa.true(), *(text.contains(f" {token}", autoescape=True) for token in tokens(value)))

    return Where(name, ColumnType.TEXT, words, condition)


def among(name: str, words: str, shape: Shape, other: Shape, column: str, *, by: str = "id") -> Where:
    """Entries to which a row of another table with this value belongs."""

    def condition(asked: Asked, value: str) -> sa.ColumnElement[bool]:
        rows = asked.tables[other.name]
        wanted = [each.strip() for each in value.split(",")]
        return asked.tables[shape.name].c.id.in_(sa.select(rows.c[by]).where(rows.c[column].in_(wanted)))

    return Where(name, ColumnType.ID, words, condition)


def lists(name: str, shape: Shape, column: str, words: str, choices: type[StrEnum] | Sequence[str] = ()) -> Where:
    """Entries whose list of texts or organisations holds this one."""
    allowed = tuple(str(each) for each in choices)

    def condition(asked: Asked, value: str) -> sa.ColumnElement[bool]:
        (wanted,) = _several(name, value, allowed)[:1]
        written = json.dumps(wanted, ensure_ascii=False)
        return asked.tables[shape.name].c[column].contains(written, autoescape=True)

    return Where(name, ColumnType.ID, words, condition, allowed)


def matching(name: str, words: str, index: str, shape: Shape, column: str) -> Where:
    """Entries that a full-text index finds."""

    def condition(asked: Asked, value: str) -> sa.ColumnElement[bool]:
        return asked.matches(index, asked.tables[shape.name].c[column], value)

    return Where(name, ColumnType.TEXT, words, condition)
