"""What a view's tables look like, said once: for the database, for the rows, and for those who read lists."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from application.reading import Column, ColumnType

Values = tuple[Any, ...]

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""Text in the order of its letters' codes: the same on both databases."""

LARGEST = 2**63 - 1
"""What a column of whole numbers holds; anything beyond is no count of anything real."""

_NUMBERS = {ColumnType.NUMBER, ColumnType.FLAG, ColumnType.MONEY}


def instant_text(moment: datetime) -> str:
    """RFC 3339 in UTC, as wide as any other, so that the order of texts is that of time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def _day(value: date | str | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value


def _instant(value: datetime | str | None) -> str | None:
    return instant_text(value) if isinstance(value, datetime) else value


def _text(value: Any) -> str | None:
    if value is None:
        return None
    text = str(value)
    return text if "\0" not in text else text.replace("\0", "\ufffd")  # PostgreSQL keeps no NUL


def _number(value: Any) -> int | None:
    return None if value is None else min(max(int(value), -LARGEST), LARGEST)


def _cents(value: Any) -> int | None:
    return None if value is None else value.cents


def _list(value: Iterable[Any]) -> str:
    return json.dumps(list(value), ensure_ascii=False, separators=(",", ":"), default=_plainly)


def _plainly(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value)


def _sort(value: Any) -> str:
    return (_text(value) or "")[:LONGEST_SORT]


_STORED: Mapping[ColumnType, Callable[[Any], Any]] = {
    ColumnType.TEXT: _text,
    ColumnType.ID: _text,
    ColumnType.NUMBER: _number,
    ColumnType.DECIMAL: _text,
    ColumnType.FLAG: _number,
    ColumnType.DAY: _day,
    ColumnType.INSTANT: _instant,
    ColumnType.MONEY: _cents,
    ColumnType.ORGANISATION: _text,
    ColumnType.PERSON: _text,
    ColumnType.ORGANISATIONS: _list,
    ColumnType.TEXTS: _list,
    ColumnType.RECORDS: _list,
}


SORT, LONGEST_SORT = "sort", 200
"""What a list is ordered by is kept short: an index takes no more than some 2,700 bytes on PostgreSQL."""


@dataclass(frozen=True, slots=True)
class Field:
    """A stored column. A hidden one serves filters and order alone. `sure` ones are never null."""

    name: str
    type: ColumnType
    words: str = ""
    hidden: bool = False
    sure: bool = False

    def column(self) -> Column:
        """The column as readers of a list meet it."""
        return Column(name=self.name, type=self.type, description=self.words)

    def stored(self) -> "sa.Column[Any]":
        """The column in the database."""
        return sa.Column(self.name, WHOLE if self.type in _NUMBERS else PLAIN, nullable=not self.sure)


@dataclass(frozen=True)
class Shape:
    """A table: its columns, the key of a row, and the columns it is looked up by.

    Rows of a stream are replaced together where `by` is the column that names the stream; a table that only grows
    keeps every row for ever.
    """

    name: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ("id",)
    by: str = "id"
    indexes: tuple[tuple[str, ...], ...] = ()
    only_grows: bool = False

    @cached_property
    def _convert(self) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
        return tuple((one.name, _sort if one.name == SORT else _STORED[one.type]) for one in self.fields)

    def row(self, values: Mapping[str, Any]) -> Values:
        """The values of one row in the order of the columns. Raises KeyError for one that is missing."""
        return tuple([convert(values[name]) for name, convert in self._convert])

    def key_in_order(self) -> Sequence[str]:
        """The columns of the key, in the order of the columns."""
        return [one.name for one in self.fields if one.name in self.key]

    @cached_property
    def _tables(self) -> dict[tuple[int, str | None], sa.Table]:
        return {}

    def table(self, generation: int, schema: str | None) -> sa.Table:
        """The table of one generation of the view: a rebuilt view stands beside the live one."""
        made = self._tables.get((generation, schema))
        if made is None:
            made = self._tables[generation, schema] = self._table(generation, schema)
        return made

    def _table(self, generation: int, schema: str | None) -> sa.Table:
        name = f"{self.name}__{generation}"
        constraint = sa.PrimaryKeyConstraint(*self.key)
        columns = [one.stored() for one in self.fields]
        # Rows are found by their key alone: SQLite then keeps one tree instead of two.
        table = sa.Table(name, sa.MetaData(), *columns, constraint, schema=schema, sqlite_with_rowid=self._by_number())
        for number, names in enumerate(self.indexes):
            sa.Index(f"{name}__{number}", *(table.c[each] for each in names))
        return table

    def _by_number(self) -> bool:
        return len(self.key) == 1 and any(one.name == self.key[0] and one.type in _NUMBERS for one in self.fields)

    def columns(self) -> Sequence[Column]:
        """What readers of a list see of it."""
        return [one.column() for one in self.fields if not one.hidden]

    def description(self) -> str:
        """Everything that, if it changes, makes a rebuild necessary."""
        columns = [(one.name, one.type, one.sure) for one in self.fields]
        return repr((self.name, columns, self.key, self.by, self.indexes))


@dataclass(frozen=True, slots=True)
class Words:
    """A full-text index beside a view's tables; an entry is known by a whole number. One that only grows is smaller."""

    name: str
    only_grows: bool = False


def text(name: str, words: str = "", *, hidden: bool = False, sure: bool = False) -> Field:
    """A text."""
    return Field(name, ColumnType.TEXT, words, hidden, sure)


def id_(name: str, words: str = "", *, hidden: bool = False, sure: bool = False) -> Field:
    """An identifier."""
    return Field(name, ColumnType.ID, words, hidden, sure)


def number(name: str, words: str = "", *, hidden: bool = False, sure: bool = False) -> Field:
    """A whole number."""
    return Field(name, ColumnType.NUMBER, words, hidden, sure)


def flag(name: str, words: str = "", *, hidden: bool = False) -> Field:
    """Yes or no."""
    return Field(name, ColumnType.FLAG, words, hidden)


def day(name: str, words: str = "", *, hidden: bool = False, sure: bool = False) -> Field:
    """A date."""
    return Field(name, ColumnType.DAY, words, hidden, sure)


def money(name: str, words: str = "") -> Field:
    """An amount in the currency that the row's column `currency` names."""
    return Field(name, ColumnType.MONEY, words)


def of_type(kind: ColumnType, name: str, words: str = "", *, hidden: bool = False, sure: bool = False) -> Field:
    """A column of any other type."""
    return Field(name, kind, words, hidden, sure)


KEPT = (
    number("version", "Version of the stream: the ETag of what is shown."),
    of_type(ColumnType.INSTANT, "updated_at", "When the last event was recorded."),
)
"""What every row made from a stream's state carries."""
