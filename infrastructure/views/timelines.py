"""What depends on the day, laid out as spans: a question names its day, so nothing has to happen at midnight."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from domain.irregularity import Irregularities, IrregularityState
from domain.values import Timeline, value_on
from infrastructure.views.offer import Asked, Expression
from infrastructure.views.shape import Field, Shape, day, id_, number

T = TypeVar("T")

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span(Generic[T]):
    """A value from a day on, and the first day on which it no longer held; None: it still does."""

    since: date
    until: date | None
    value: T


def spans(timeline: Timeline[T]) -> Sequence[Span[T | None]]:
    """What a timeline says of each day, from its first start on."""
    starts = sorted({entry.since for entry in timeline})
    return _between(starts, lambda when: value_on(timeline, when))


def piecewise(days: Iterable[date | None], value: Callable[[date], T]) -> list[Span[T]]:
    """A value that changes only on these days, from the beginning of time on."""
    return _between(sorted({date.min, *(each for each in days if each is not None)}), value)


def _between(starts: list[date], value: Callable[[date], T]) -> list[Span[T]]:
    found: list[Span[T]] = []
    for start in starts:
        now = value(start)
        if found and found[-1].value == now:
            continue
        if found:
            found[-1] = Span(found[-1].since, start, found[-1].value)
        found.append(Span(start, None, now))
    return found


def day_after(last: date | None) -> date | None:
    """The first day without, of what held up to and including a day."""
    return None if last is None or last == date.max else last + ONE_DAY


SPAN = (
    number("number", "Its place among the subject's spans, from 1.", sure=True),
    day("since", "From this day on.", sure=True),
    day("until", "The first day on which it no longer held."),
)


def span_shape(name: str, *fields: Field) -> Shape:
    """A table of spans, several to a subject."""
    subject = id_("id", "The subject.", sure=True)
    return Shape(name, (subject, *SPAN, *fields), key=("id", "number"))


def span_rows(stream: str, found: Iterable[Span[T]], values: Callable[[T], Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a table of spans."""
    return [
        {"id": stream, "number": at, "since": one.since, "until": one.until, **values(one.value)}
        for at, one in enumerate(found, 1)
    ]


def holds_on(rows: sa.FromClause, on: str) -> sa.ColumnElement[bool]:
    """The span holds on that day."""
    return sa.and_(rows.c.since <= on, sa.or_(rows.c.until.is_(None), rows.c.until > on))


def today_in(shape: Shape, table: Shape, column: str) -> Expression:
    """What the spans of a subject say today."""

    def expression(asked: Asked) -> sa.ColumnElement[Any]:
        rows = asked.tables[table.name]
        mine = rows.c.id == asked.tables[shape.name].c.id
        return sa.select(rows.c[column]).where(mine, holds_on(rows, asked.day)).limit(1).scalar_subquery()

    return expression


def today_or_next(shape: Shape, table: Shape, column: str) -> Expression:
    """What the spans of a subject say today, or will say first where none has begun."""

    def expression(asked: Asked) -> sa.ColumnElement[Any]:
        rows = asked.tables[table.name]
        mine = rows.c.id == asked.tables[shape.name].c.id
        first = sa.select(rows.c[column]).where(mine).order_by(rows.c.number).limit(1).scalar_subquery()
        return sa.func.coalesce(today_in(shape, table, column)(asked), first)

    return expression


def open_ones(irregularities: Irregularities) -> int:
    """How many wait for somebody to put them right or accept them."""
    return sum(one.state is IrregularityState.OPEN for one in irregularities)
