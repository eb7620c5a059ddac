"""The money table and the instalments behind it, for people as rows of text, for programs as JSON."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from application.money import STAGES, Dimension, MoneyRow, MoneyTable, table
from domain.agreement.opening import Wait, WaitKind
from domain.agreement.posting import MoneyStage
from domain.agreement.standing import Standing, standings
from domain.agreement.state import Agreement
from domain.values import Money
from interfaces.parts import Parts
from interfaces.telling.values import LANGUAGES, WIDE, Names, day, money, named
from interfaces.words import money as words

PARTS = ("lines", "by_payer", "by_year", "by_agreement")
KEYS: Mapping[str, tuple[str, ...]] = {
    "lines": ("payer", "year"),
    "by_payer": ("payer",),
    "by_year": ("year",),
    "by_agreement": ("agreement",),
}


BESIDE = frozenset(
    {
        MoneyStage.RECOVERY_ORDERED,
        MoneyStage.RETURNED,
        MoneyStage.ADVANCE_GRANTED,
        MoneyStage.ADVANCE_ORDERED,
        MoneyStage.ADVANCE_PAID,
    }
)


@dataclass(frozen=True, slots=True)
class Told:
    """The table of an agreement or a framework on a day, and the instalments of the one agreement."""

    table: MoneyTable
    instalments: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A part of the table for people: its title, its heading and its rows of text."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


def of_framework(parts: Parts, framework: str, at: date, *, by_agreement: bool) -> Told:
    """The money of a framework on a day."""
    parts.settle()
    return Told(table(parts.books, framework, at, by_agreement=by_agreement), ())


def of_agreement(parts: Parts, agreement: str, at: date) -> Told:
    """The money of an agreement on a day, with its instalments."""
    parts.settle()
    state: Agreement = parts.execute.house.streams.folded(agreement).state
    framework = state.framework or ""
    paid = parts.books.sums(framework, at, (Dimension.INSTALMENT,), agreement=agreement)
    by_number = {
        int(key[1]): Money.of(Decimal(cents[STAGES.index(MoneyStage.PAID)]).scaleb(-2), str(key[0]))
        for key, cents in paid.items()
        if key[1] is not None
    }
    return Told(table(parts.books, framework, at, agreement=agreement), standings(state, at, by_number))


def as_json(told: Told, names: Names) -> dict[str, Any]:
    """The whole table; amounts are decimal texts."""
    found = told.table
    return {
        "framework": found.framework,
        "agreement": found.agreement,
        "at": found.at.isoformat(),
        "position": found.position,
        "adds_up": found.adds_up,
        **{name: [_row(one, KEYS[name], names) for one in getattr(found, name)] for name in PARTS},
        "totals": [_row(one, (), names) for one in found.totals],
        "instalments": [_instalment(one, names) for one in told.instalments],
    }


def _row(row: MoneyRow, keys: Sequence[str], names: Names) -> dict[str, Any]:
    told: dict[str, Any] = {"currency": row.currency}
    for key in keys:
        value = getattr(row, key)
        told[key] = value if key == "year" else {"id": value, "name": names.get(value)}
    return told | {stage.value: _text(row.of(stage)) for stage in STAGES} | {"net": _text(row.net)}


def _text(cents: int) -> str:
    return f"{Decimal(cents).scaleb(-2):f}"


def _instalment(one: Standing, names: Names) -> dict[str, Any]:
    plan = one.scheduled.instalment
    return {
        "number": plan.number,
        "label": plan.label or None,
        "payer": {"id": plan.payer, "name": names.get(plan.payer)},
        "beneficiary": plan.beneficiary and {"id": plan.beneficiary, "name": names.get(plan.beneficiary)},
        "year": plan.year,
        "due": one.due and {"amount": f"{one.due.amount:f}", "currency": one.due.currency},
        "paid": {"amount": f"{one.paid.amount:f}", "currency": one.paid.currency},
        "state": one.state.value,
        "owed_since": one.owed_since,
        "last_day": one.last_day,
        "days_late": one.days_late,
        "waits": [
            {"for": wait.kind.value, "what": wait.what} | {each: why(wait, each) for each in LANGUAGES}
            for wait in one.waits
        ],
    }


def why(wait: Wait, language: str) -> str:
    """What an instalment waits for, in words."""
    what = day(date.fromisoformat(wait.what), language) if wait.kind is WaitKind.DAY else wait.what
    return words.WAITS[wait.kind][language].format(what=what)


def grids(told: Told, names: Names, language: str, *, brief: bool = False) -> list[Grid]:
    """The table as people read it: each part with its total below, stages that nothing has reached left out.

    A brief one leaves out what is noted beside the chain.
    """
    found = told.table
    wanted = [stage for stage in STAGES if not (brief and stage in BESIDE)]
    stages = [stage for stage in wanted if any(row.of(stage) for row in found.lines)]
    made = [_grid(name, getattr(found, name), found.totals, stages, names, language) for name in PARTS]
    several = [one for one in made if one.rows]
    return [*several, *([_schedule(told.instalments, names, language)] if told.instalments else [])]


def _grid(
    name: str,
    rows: Sequence[MoneyRow],
    totals: Sequence[MoneyRow],
    stages: Sequence[MoneyStage],
    names: Names,
    language: str,
) -> Grid:
    keys = KEYS[name]
    header = [words.HEADS[key][language] for key in keys] + [words.STAGES[stage][language] for stage in stages]
    cells = [[*(_key(row, key, names) for key in keys), *_cells(row, stages, language)] for row in rows]
    blank = [""] * (len(keys) - 1)
    below = [[words.HEADS["total"][language], *blank, *_cells(row, stages, language)] for row in totals]
    net = words.HEADS["net"][language]
    return Grid(words.HEADS[name][language], [*header, net], [*cells, *below] if cells else [])


def _key(row: MoneyRow, key: str, names: Names) -> str:
    value = getattr(row, key)
    return str(value) if key == "year" else named(str(value), names)


def _cells(row: MoneyRow, stages: Sequence[MoneyStage], language: str) -> list[str]:
    return [_shown(cents, row.currency, language) for cents in (*(row.of(stage) for stage in stages), row.net)]


def _shown(cents: int, currency: str, language: str) -> str:
    """The amount; euros go without saying."""
    told = money(Money.of(Decimal(cents).scaleb(-2), currency), language) if cents else "–"
    return told.removeprefix("EUR ").removesuffix("€").rstrip(WIDE)


def _schedule(instalments: Sequence[Standing], names: Names, language: str) -> Grid:
    heads = ("number", "label", "payer", "year", "due", "paid", "state", "last_day", "why")
    header = [words.HEADS[name][language] for name in heads]
    return Grid(words.HEADS["instalments"][language], header, [_planned(one, names, language) for one in instalments])


def _planned(one: Standing, names: Names, language: str) -> list[str]:
    plan = one.scheduled.instalment
    late = [words.LATE[language].format(days=one.days_late)] if one.days_late else []
    return [
        str(plan.number),
        plan.label,
        named(plan.payer, names),
        str(plan.year),
        "?" if one.due is None else money(one.due, language),
        money(one.paid, language),
        words.STATES[one.state][language],
        "" if one.last_day is None else day(one.last_day, language),
        ", ".join([*late, *(why(wait, language) for wait in one.waits)]),
    ]


def as_csv(found: MoneyTable, names: Names) -> str:
    """Every line, then the totals, as CSV: one column a stage, amounts with a point."""
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";")
    keys = ("agreement", "payer", "year")
    rows.writerow(["part", *keys, "currency", *(stage.value for stage in STAGES), "net"])
    for part in (*PARTS, "totals"):
        for row in getattr(found, part):
            held = [getattr(row, key) for key in keys]
            called = ["" if each is None else each if isinstance(each, int) else named(each, names) for each in held]
            sums = [_text(cents) for cents in (*row.cents, row.net)]
            rows.writerow([part, *(_unmistaken(each) for each in called), row.currency, *sums])
    return text.getvalue()


def _unmistaken(cell: str | int) -> str | int:
    """No cell is taken for a formula by a spreadsheet."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@" and cell else cell
