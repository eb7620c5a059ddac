"""The read side as the interfaces ask for it: pages, single entries, search; read from the views alone."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DataError

from application.ports import Unavailable
from application.reading import (
    BadFilterValue,
    BadQuestion,
    Column,
    ColumnType,
    Filter,
    Hit,
    Listing,
    NoSuchListing,
    Page,
    Progress,
    Rebuilt,
    Row,
    UnknownFilter,
    ViewStatus,
)
from infrastructure.projector import FOREIGN, Projector
from infrastructure.views import standing
from infrastructure.views.cursor import Ordering, beyond, cursor, values_in
from infrastructure.views.offer import Asked, Computed, Offer
from infrastructure.views.shape import Field
from infrastructure.views.standing import Stands
from infrastructure.views.view import View
from infrastructure.views.words import tokens

LARGEST_PAGE = 1_000
ORDER = "order"
_NUMBERS = {ColumnType.NUMBER, ColumnType.FLAG, ColumnType.MONEY}
_NAMED = {ColumnType.ORGANISATION, ColumnType.ORGANISATIONS, ColumnType.PERSON}
_LISTS = {ColumnType.ORGANISATIONS, ColumnType.TEXTS, ColumnType.RECORDS}
_MARK = "__at_"

Names = Mapping[str, str | None]
Shown = Sequence[Field | Computed]


@dataclass(frozen=True, slots=True)
class _Source:
    """An offer and the view it belongs to."""

    view: View
    offer: Offer


class ViewReading:
    """Answers from the views; what is behind or stopped answers with the position it has."""

    def __init__(self, projector: Projector) -> None:
        self._projector, self._store = projector, projector.store
        self._sources = {offer.name: _Source(view, offer) for view in projector.views.values() for offer in view.offers}

    def listings(self) -> Mapping[str, Listing]:
        """Every list there is."""
        return self._listings

    @cached_property
    def _listings(self) -> Mapping[str, Listing]:
        return {name: _listing(source) for name, source in sorted(self._sources.items())}

    def page(
        self, name: str, filters: Mapping[str, str], *, after: str | None = None, limit: int = 50, today: date
    ) -> Page:
        """The next entries of a list."""
        source = self._source(name)
        if not 1 <= limit <= LARGEST_PAGE:
            raise BadFilterValue("limit", f"a page has 1 to {LARGEST_PAGE} entries")
        order = _order(source.offer, filters.get(ORDER))
        with self._store.reading() as connection:
            stands = standing.load(connection)
            asked = self._asked(source, stands, today)
            ordering = _ordering(source.offer, order, asked)
            query = _selected(source.offer, asked, filters).add_columns(
                *(expression.label(f"{_MARK}{at}") for at, (expression, _) in enumerate(ordering))
            )
            if after is not None:
                query = query.where(beyond(ordering, values_in(after, name, order, _kinds(source.offer, order))))
            query = query.order_by(*(each.desc() if backwards else each for each, backwards in ordering))
            rows = _asked_for(connection, query.limit(limit + 1))
            items = self._shown(connection, stands, source.offer, _shown(source.offer), rows[:limit])
        more = len(rows) > limit
        ended = [rows[limit - 1][f"{_MARK}{at}"] for at in range(len(ordering))] if more else []
        return Page(
            items=items,
            next=cursor(name, order, ended) if more else None,
            position=stands[source.view.name].position,
        )

    def one(self, name: str, id: str, *, today: date) -> Row | None:  # noqa: A002 — the port's word
        """One entry with its details."""
        source = self._source(name)
        offer = source.offer
        with self._store.reading() as connection:
            stands = standing.load(connection)
            asked = self._asked(source, stands, today)
            wanted = _of_type(offer, offer.key, id)
            if wanted is None:
                return None
            query = _selected(offer, asked, {}).where(offer.table(asked).c[offer.key] == wanted)
            rows = _asked_for(connection, query.limit(1))
            found = self._shown(connection, stands, offer, _shown(offer), rows)
            if not found:
                return None
            details = {
                detail.name: self._shown(
                    connection,
                    stands,
                    offer,
                    [each for each in detail.shape.fields if not each.hidden and each.name != detail.by],
                    _detail_rows(connection, asked.tables[detail.shape.name], detail.by, wanted, detail.order),
                )
                for detail in offer.details
            }
        return {**found[0], **details}

    def count(self, name: str, filters: Mapping[str, str], *, today: date) -> int:
        """How many entries there are under these filters."""
        source = self._source(name)
        _order(source.offer, filters.get(ORDER))
        with self._store.reading() as connection:
            asked = self._asked(source, standing.load(connection), today)
            query = _selected(source.offer, asked, filters)
            return connection.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0

    def search(self, text: str, *, kinds: Sequence[str] = (), limit: int = 20) -> Sequence[Hit]:
        """What these words are about; people are found by the register alone."""
        if not 1 <= limit <= LARGEST_PAGE:
            raise BadFilterValue("limit", f"a page has 1 to {LARGEST_PAGE} entries")
        if not tokens(text):
            return []
        with self._store.reading() as connection:
            stands = standing.load(connection)
            asked = self._asked(self._source("documents"), stands, date.min)
            documents = asked.tables["documents"]
            query = sa.select(documents).where(asked.matches("document_words", documents.c.number, text))
            if kinds:
                query = query.where(documents.c.kind.in_(kinds))
            found = [
                Hit(kind=row.kind, id=row.id, title=row.title, framework=row.framework)
                for row in connection.execute(query.order_by(documents.c.sort, documents.c.id).limit(limit))
            ]
        if not kinds or "person" in kinds:
            people = self.page("people", {"text": text}, limit=limit, today=date.min).items
            found += [Hit(kind="person", id=str(one["id"]), title=str(one["name"]), framework=None) for one in people]
        return found[:limit]

    def position(self) -> int:
        """What every healthy view has reached."""
        return self._projector.position()

    def status(self) -> Sequence[ViewStatus]:
        """How far each view has come."""
        return self._projector.status()

    def rebuild(self, name: str, progress: Progress | None = None) -> Rebuilt:
        """Build a view anew, compare, swap."""
        return self._projector.rebuild(name, progress)

    def _source(self, name: str) -> _Source:
        if name not in self._sources:
            raise NoSuchListing("name", f"there is no list {name!r}; there are {', '.join(sorted(self._sources))}")
        return self._sources[name]

    def _asked(self, source: _Source, stands: Stands, today: date) -> Asked:
        stand = stands[source.view.name]
        if not self._projector.keeps(stand):
            raise Unavailable(f"{FOREIGN}: {stand.name}")
        tables = self._store.tables(source.view, stand.generation)

        def matches(index: str, number: sa.ColumnElement[Any], text: str) -> sa.ColumnElement[bool]:
            return self._store.matches(tables[index], number, text)

        return Asked(tables, today, matches)

    def _shown(
        self, connection: sa.Connection, stands: Stands, offer: Offer, shown: Shown, rows: Sequence[sa.RowMapping]
    ) -> list[Row]:
        named = [each for each in shown if each.type in _NAMED]
        names: Names = self._names(connection, stands, offer, named, rows) if named and rows else {}
        makers = [(each.name, _maker(each.type, names, people=offer.names)) for each in shown]
        return [{name: make(row[name], row) for name, make in makers} for row in rows]

    def _names(
        self, connection: sa.Connection, stands: Stands, offer: Offer, named: Shown, rows: Sequence[sa.RowMapping]
    ) -> Names:
        register = self._sources.get("organisations")
        if register is None or register.view.name not in stands:
            return {}
        ids = {each for row in rows for one in named for each in _ids(row[one.name])}
        tables = self._store.tables(register.view, stands[register.view.name].generation)
        found: dict[str, str | None] = {}
        for name in ("organisations", "people") if offer.names else ("organisations",):
            table = tables[name]
            query = sa.select(table.c.id, table.c.name).where(table.c.id.in_(ids))
            found.update((row[0], row[1]) for row in connection.execute(query))
        return found


def _listing(source: _Source) -> Listing:
    offer = source.offer
    orders = [each.name for each in offer.shape.fields if not each.hidden and each.type not in _LISTS]
    words = "The column to order by instead, with a minus in front to run backwards."
    order = Filter(
        name=ORDER, type=ColumnType.TEXT, description=words, choices=[*orders, *(f"-{each}" for each in orders)]
    )
    return Listing(
        name=offer.name,
        view=source.view.name,
        title=offer.title,
        description=offer.words,
        columns=offer.columns(),
        details=[Column(name=each.name, type=ColumnType.RECORDS, description=each.words) for each in offer.details],
        filters=[*(each.filter() for each in offer.filters), order],
        order=offer.order,
        orders=orders,
    )


def _shown(offer: Offer) -> Shown:
    return [*(each for each in offer.shape.fields if not each.hidden), *offer.computed]


def _order(offer: Offer, asked: str | None) -> tuple[str, ...]:
    if asked is None:
        return offer.order
    name = asked.removeprefix("-")
    if not any(each.name == name and not each.hidden and each.type not in _LISTS for each in offer.shape.fields):
        raise BadFilterValue(ORDER, f"{asked!r} is no column to order by")
    return (asked,)


def _ordering(offer: Offer, order: tuple[str, ...], asked: Asked) -> Ordering:
    fields = {each.name: each for each in offer.shape.fields}
    table = offer.table(asked)
    found: list[tuple[sa.ColumnElement[Any], bool]] = []
    for each in (*order, offer.key):
        name = each.removeprefix("-")
        column: sa.ColumnElement[Any] = table.c[name]
        if not (fields[name].sure or name in offer.shape.key):
            column = sa.func.coalesce(column, -(2**62) if fields[name].type in _NUMBERS else "")
        found.append((column, each.startswith("-")))
    return found


def _kinds(offer: Offer, order: tuple[str, ...]) -> list[type]:
    fields = {each.name: each for each in offer.shape.fields}
    return [int if fields[each.removeprefix("-")].type in _NUMBERS else str for each in (*order, offer.key)]


def _is_text(value: str) -> bool:
    """Whether a database can hold it: no NUL, nothing that is half a character."""
    try:
        return b"\0" not in value.encode()
    except UnicodeEncodeError:
        return False


def _selected(offer: Offer, asked: Asked, filters: Mapping[str, str]) -> "sa.Select[Any]":
    known = {each.name: each for each in offer.filters}
    table = offer.table(asked)
    query = sa.select(*table.columns, *(each.expression(asked).label(each.name) for each in offer.computed))
    for name, value in filters.items():
        if name == ORDER:
            continue
        if name not in known:
            raise UnknownFilter(name, f"the list {offer.name} offers {', '.join(sorted((*known, ORDER)))}")
        if not _is_text(value):
            raise BadFilterValue(name, "this is no text that could be kept")
        query = query.where(known[name].condition(asked, value))
    return query


def _asked_for(connection: sa.Connection, query: "sa.Select[Any]") -> Sequence[sa.RowMapping]:
    try:
        return connection.execute(query).mappings().all()
    except DataError as error:
        raise BadQuestion("after", "the database does not take a value of this question") from error


def _detail_rows(
    connection: sa.Connection, table: sa.Table, by: str, value: str | int, order: Iterable[str]
) -> Sequence[sa.RowMapping]:
    columns = (table.c[each.removeprefix("-")].desc() if each.startswith("-") else table.c[each] for each in order)
    return connection.execute(sa.select(table).where(table.c[by] == value).order_by(*columns)).mappings().all()


def _of_type(offer: Offer, name: str, value: str) -> str | int | None:
    """The value as the key's column holds it; None for what cannot be in it."""
    field = next(each for each in offer.shape.fields if each.name == name)
    if field.type is not ColumnType.NUMBER:
        return value if _is_text(value) else None
    return int(value) if value.isdecimal() and len(value) <= 18 else None


def _ids(value: str | None) -> list[str]:
    if value is None:
        return []
    return json.loads(value) if value.startswith("[") else [value]


def _maker(kind: ColumnType, names: Names, *, people: bool) -> Callable[[Any, sa.RowMapping], object]:
    if kind is ColumnType.MONEY:
        return lambda value, row: _money(value, row["currency"])
    if kind is ColumnType.FLAG:
        return lambda value, _: None if value is None else bool(value)
    if kind is ColumnType.ORGANISATION or (kind is ColumnType.PERSON and people):
        return lambda value, _: None if value is None else {"id": value, "name": names.get(value)}
    if kind is ColumnType.ORGANISATIONS:
        return lambda value, _: [{"id": each, "name": names.get(each)} for each in json.loads(value)]
    if kind in _LISTS:
        return lambda value, _: json.loads(value)
    return lambda value, _: value


def _money(cents: int | None, currency: str | None) -> object:
    if cents is None:
        return None
    return {"amount": f"{Decimal(cents).scaleb(-2):f}", "currency": currency or "EUR"}
