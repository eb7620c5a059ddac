"""The books: every sum that events moved, by agreement, payer, year and stage, summed as of any day."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from application.money import Dimension, Key, Sums
from domain.agreement.posting import MoneyStage, Posting, passes, postings
from infrastructure.views import standing
from infrastructure.views.facts import Batch, Fact
from infrastructure.views.shape import Shape, day, id_, money, number, text
from infrastructure.views.store import Store
from infrastructure.views.view import Change, Changes, View, in_streams

STAGES = tuple(MoneyStage)
FORECAST = STAGES.index(MoneyStage.FORECAST)

POSTINGS = Shape(
    "postings",
    (
        number("position", "The position of the event in the log.", sure=True),
        number("place", "Its place among the event's postings.", sure=True),
        id_("agreement", "The agreement.", sure=True),
        id_("framework", "The framework it belongs to."),
        id_("payer", "Who pays.", sure=True),
        number("year", "The budget year.", sure=True),
        number("stage", "How far the money has come, as a number.", sure=True),
        day("on", "When it took effect.", sure=True),
        money("amount", "The sum, below zero where it is taken back."),
        text("currency", "ISO 4217.", sure=True),
        text("entry", "The number of the finance system."),
        id_("beneficiary", "Who is paid."),
        number("instalment", "Of which instalment."),
    ),
    key=("position", "place"),
    by="position",
    only_grows=True,
    indexes=(
        ("framework", "currency", "payer", "year", "stage", "on", "amount"),
        ("framework", "agreement", "currency", "stage", "on", "amount"),
    ),
)
FORECASTS = Shape(
    "postings_forecast",
    (
        id_("framework", "The framework it belongs to; empty for none.", sure=True),
        id_("agreement", "The agreement.", sure=True),
        id_("payer", "Who pays.", sure=True),
        number("year", "The budget year.", sure=True),
        number("position", "The position of the event in the log.", sure=True),
        day("on", "When it took effect.", sure=True),
        money("amount", "What was expected, in place of what was expected before."),
        text("currency", "ISO 4217.", sure=True),
    ),
    key=("framework", "agreement", "payer", "year", "position"),
    by="position",
    only_grows=True,
)
RESTATED = Shape(
    "postings_restated",
    (
        number("position", "The position of the event in the log.", sure=True),
        number("place", "Its place among the event's postings.", sure=True),
        id_("agreement", "The agreement.", sure=True),
        id_("framework", "The framework it belongs to."),
        id_("payer", "Who pays.", sure=True),
        number("year", "The budget year.", sure=True),
        number("stage", "Of which stage what was entered before counts no more.", sure=True),
        day("on", "From this day on.", sure=True),
    ),
    key=("position", "place"),
    by="position",
    only_grows=True,
    indexes=(("framework",), ("agreement",)),
)
PASSINGS = Shape(
    "passings",
    (
        number("position", "The position of the event in the log.", sure=True),
        id_("agreement", "The agreement.", sure=True),
        id_("framework", "The framework it belongs to."),
        id_("party", "Whose money it was.", sure=True),
        id_("successor", "Whose it is.", sure=True),
        number("year", "From this budget year on.", sure=True),
        day("on", "From this day on.", sure=True),
    ),
    key=("position",),
    by="position",
    only_grows=True,
    indexes=(("framework",),),
)
LINE = ("agreement", "payer", "year", "stage")
AT_ONCE = 500
SHAPES = (POSTINGS, FORECASTS, RESTATED, PASSINGS)


def project(batch: Batch) -> Changes:
    """A row for each posting, and one for each payer whose money passed to another."""
    changes = {shape.name: Change() for shape in SHAPES}
    for fact in batch.facts:
        if fact.kind == "agreement":
            for place, one in enumerate(postings(fact.event)):
                _post(changes, fact, place, one)
            changes[PASSINGS.name].rows += [PASSINGS.row(row) for row in _passed(fact)]
    return changes


def _post(changes: Mapping[str, Change], fact: Fact, place: int, one: Posting) -> None:
    row = {
        "position": fact.position,
        "place": place,
        "agreement": fact.stream,
        "framework": fact.framework or None,
        "payer": one.payer,
        "year": one.year,
        "stage": STAGES.index(one.stage),
        "on": one.on,
        "amount": one.amount,
        "currency": one.amount.currency,
        "entry": one.number or None,
        "beneficiary": one.beneficiary,
        "instalment": one.instalment,
    }
    if one.stage is MoneyStage.FORECAST:
        changes[FORECASTS.name].rows.append(FORECASTS.row(row | {"framework": fact.framework}))
        return
    changes[POSTINGS.name].rows.append(POSTINGS.row(row))
    if one.anew:
        changes[RESTATED.name].rows.append(RESTATED.row(row))


def _passed(fact: Fact) -> Iterator[Mapping[str, Any]]:
    event = passes(fact.event)
    if event is not None:
        yield {
            "position": fact.position,
            "agreement": fact.stream,
            "framework": fact.framework or None,
            "party": event.party,
            "successor": event.successor,
            "year": event.on.year,
            "on": event.on,
        }


view = View(name="postings", shapes=SHAPES, project=project, interest=in_streams("agreement"))


class ViewBooks:
    """The port `Books` on the view."""

    def __init__(self, store: Store) -> None:
        self._store = store

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
        with self._store.reading() as connection:
            generation = standing.load(connection)[view.name].generation
            tables = self._store.tables(view, generation)
            return _Summing(connection, tables, framework, at.isoformat(), tuple(by), agreement, position).sums()

    def position(self) -> int:
        """The position of the log up to which this holds."""
        with self._store.reading() as connection:
            return standing.load(connection)[view.name].position


class _Summing:
    """One question, put to the postings, then to what was restated, forecast and passed on."""

    def __init__(
        self,
        connection: sa.Connection,
        tables: Mapping[str, sa.Table],
        framework: str,
        at: str,
        by: tuple[Dimension, ...],
        agreement: str | None,
        position: int | None,
    ) -> None:
        self.connection, self.tables, self.rows = connection, tables, tables[POSTINGS.name]
        self.framework, self.at, self.by = framework, at, by
        self.agreement, self.position = agreement, position
        self.found: dict[Key, list[int]] = {}

    def sums(self) -> Sums:
        for row in self.connection.execute(self._added()):
            values: tuple[Any, ...] = tuple(row)
            self._add(values[:-2], values[-2], int(values[-1]))
        if Dimension.INSTALMENT not in self.by:
            for gone in self._restated():
                self._add((gone["currency"], *(gone[name] for name in self.by)), gone["stage"], -int(gone["amount"]))
            for row in self.connection.execute(self._forecasts()):
                self._add(tuple(row[:-1]), FORECAST, int(row[-1]))
        if Dimension.PAYER in self.by:
            self._pass_on()
        return {key: tuple(each) for key, each in self.found.items() if any(each)}

    def _add(self, key: Key, stage: int, cents: int) -> None:
        self.found.setdefault(key, [0] * len(STAGES))[stage] += cents

    def _in_question(self, table: sa.FromClause) -> list[sa.ColumnElement[bool]]:
        asked = [table.c.framework == self.framework, table.c.on <= self.at]
        if self.agreement is not None:
            asked.append(table.c.agreement == self.agreement)
        if self.position is not None:
            asked.append(table.c.position <= self.position)
        return asked

    def _columns(self, table: sa.FromClause) -> list[sa.ColumnElement[Any]]:
        return [table.c.currency, *(table.c[name] for name in self.by)]

    def _added(self) -> "sa.Select[Any]":
        groups = [*self._columns(self.rows), self.rows.c.stage]
        query = sa.select(*groups, sa.func.sum(self.rows.c.amount))
        return query.where(*self._in_question(self.rows)).group_by(*groups)

    def _restated(self) -> Iterator[sa.RowMapping]:
        """What counts no more, since a reprise states the whole; found agreement by agreement, as these are few."""
        anew, last = self.tables[RESTATED.name], dict[tuple[Any, ...], int]()
        for one in self.connection.execute(sa.select(anew).where(*self._in_question(anew))).mappings():
            line = tuple(one[name] for name in LINE)
            last[line] = max(last.get(line, 0), one["position"])
        agreements = sorted({line[0] for line in last})
        for start in range(0, len(agreements), AT_ONCE):
            some = self.rows.c.agreement.in_(agreements[start : start + AT_ONCE])
            asked = sa.select(self.rows).where(*self._in_question(self.rows), some)
            for row in self.connection.execute(asked).mappings():
                if row["position"] < last.get(tuple(row[name] for name in LINE), 0):
                    yield row

    def _forecasts(self) -> "sa.Select[Any]":
        """The last forecast of each line: each stands in place of the one before it."""
        told = self._last_forecasts().subquery()
        groups = self._columns(told)
        return sa.select(*groups, sa.func.sum(told.c.amount)).where(told.c.from_the_last == 1).group_by(*groups)

    def _last_forecasts(self) -> "sa.Select[Any]":
        rows = self.tables[FORECASTS.name]
        line = (rows.c.agreement, rows.c.payer, rows.c.year)
        place = sa.func.row_number().over(partition_by=line, order_by=rows.c.position.desc()).label("from_the_last")
        return sa.select(*rows.c, place).where(*self._in_question(rows))

    def _pass_on(self) -> None:
        """What was one payer's is another's, where it was entered before the money passed."""
        passings = self.tables[PASSINGS.name]
        asked = sa.select(passings).where(*self._in_question(passings)).order_by(passings.c.position)
        for passing in self.connection.execute(asked).all():
            for row in self.connection.execute(self._passed(passing)).mappings().all():
                self._move(row, row["stage"], passing, stays=False)
            for row in self.connection.execute(self._forecast_by(passing)).mappings().all():
                self._move(row, FORECAST, passing, stays=self._forecast_anew(passing, row["year"]))

    def _move(self, row: sa.RowMapping, stage: int, passing: Any, *, stays: bool) -> None:
        key = (row["currency"], *(row[name] for name in self.by))
        self._add(key, stage, -row["amount"])
        if not stays:
            after = tuple(passing.successor if each == passing.party else each for each in key)
            self._add(after, stage, row["amount"])

    def _passed(self, passing: Any) -> "sa.Select[Any]":
        rows, anew = self.rows, self.tables[RESTATED.name]
        told = sa.select(rows).where(*self._in_question(rows), *_theirs(rows, passing))
        since = sa.exists().where(_before(rows, anew), anew.c.position < passing.position, anew.c.on <= self.at)
        return told.where(sa.not_(since))

    def _forecast_by(self, passing: Any) -> "sa.Select[Any]":
        """The payer's last forecasts before the money passed; later ones are the successor's own."""
        rows = self.tables[FORECASTS.name]
        told = self._last_forecasts().where(*_theirs(rows, passing)).subquery()
        return sa.select(told).where(told.c.from_the_last == 1)

    def _forecast_anew(self, passing: Any, year: int) -> bool:
        rows = self.tables[FORECASTS.name]
        later = (rows.c.payer == passing.successor, rows.c.year == year, rows.c.position > passing.position)
        asked = sa.select(rows.c.position).where(
            *self._in_question(rows), rows.c.agreement == passing.agreement, *later
        )
        return self.connection.execute(asked).first() is not None


def _before(rows: sa.FromClause, anew: sa.FromClause) -> sa.ColumnElement[bool]:
    """The same line and stage, entered before it was restated."""
    same = (rows.c[name] == anew.c[name] for name in ("framework", "agreement", "payer", "year", "stage"))
    return sa.and_(*same, rows.c.position < anew.c.position)


def _theirs(rows: sa.FromClause, passing: Any) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        rows.c.agreement == passing.agreement,
        rows.c.payer == passing.party,
        rows.c.year >= passing.year,
        rows.c.position < passing.position,
    )
