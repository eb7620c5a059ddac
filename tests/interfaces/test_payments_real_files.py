"""Payments made up for the agreements of four real publications: every line accounted for, the money right each day."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from application.money import STAGES, table
from application.paying.reconciling import reconcile
from domain.agreement.posting import MoneyStage, postings
from infrastructure.outside import SystemClock
from interfaces.main import build
from interfaces.parts import Parts
from tests.interfaces.test_cli_grants import EXPECTED, imported

HEAD = "Nom du tiers;SIRET du tiers;Exercice;N° mandat;Montant payé;Date de paiement;Objet"
PARTS = ("recorded", "unchanged", "corrected", "queued", "quarantined")
PAID = STAGES.index(MoneyStage.PAID)


def made_up(parts: Parts) -> list[str]:
    """For everything that is open a payment, in due time; now and then twice, too much, or to somebody else."""
    framework = parts.known_payments.frameworks()[0]
    bodies = {one.id: one for one in parts.known_payments.bodies(framework)}
    payers = parts.known_payments.payers(framework)
    lines: list[str] = []
    for number, item in enumerate(parts.known_payments.items(framework, payers), 1):
        body = bodies.get(item.beneficiary) if item.beneficiary else None
        name, siren = (body.name, body.siren or "") if body else ("Inconnu au registre", "")
        first = item.first if item.first > date(1990, 1, 1) else date(2018, 6, 1)
        on = first + timedelta(days=16 + number % 20)
        sum_ = Decimal(item.left).scaleb(-2) + (1 if number % 13 == 0 else 0)
        amount = f"{sum_:,.2f}".replace(",", " ").replace(".", ",")
        line = f"{name};{siren};{on.year};{number};{amount};{on:%d/%m/%Y};Versement {number}"
        lines += [line, line] if number % 17 == 0 else [line]
    return [*lines, "Papeterie;;2018;99999;12,00;03/05/2018;Ramettes", "Papeterie;;2018;99998;beaucoup;03/05/2018;?"]


def days_of(parts: Parts) -> Iterator[date]:
    for fact in parts.facts(0):
        yield from (one.on for one in postings(fact.event))


def held_by(parts: Parts, framework: str, on: date) -> int:
    return sum(row.cents[PAID] for row in table(parts.books, framework, on, by_agreement=True).totals)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_money_adds_up_on_every_day(tmp_path: Path, name: str) -> None:
    terminal = imported(tmp_path, name)
    parts = build(terminal.settings, SystemClock())
    try:
        parts.settle()
        framework = parts.known_payments.frameworks()[0]
        lines = made_up(parts)
        (payer,) = parts.known_payments.payers(framework)
        before = {on: held_by(parts, framework, on) for on in {*days_of(parts), date.max}}
        file = tmp_path / "mandats.csv"
        file.write_text("\n".join([HEAD, *lines]) + "\n", encoding="cp1252", errors="replace")
        told = terminal.told("import", "payments", file)
        assert told["rows"] == len(lines) == sum(told[each] for each in PARTS)
        assert (told["unchanged"], told["corrected"], told["quarantined"]) == (0, 0, 1)
        assert told["recorded"] > len(lines) // 2
        assert {"same-line-twice", "third-party-unknown"} <= {one["reason"] for one in told["queue"]}
        again = terminal.told("import", "payments", file)
        assert (again["unchanged"], again["quarantined"]) == (told["rows"] - 1, 1)
        parts.settle()
        matched = [row for row in rows_of(parts) if row["state"] == "matched" and row["matched_by"] != "entered"]
        for on in sorted({*days_of(parts), date.max}):
            found = table(parts.books, framework, on, by_agreement=True)
            assert found.adds_up
            known = max((day for day in before if day <= on), default=None)
            stated = sum(cents(row) for row in matched if row["on"] <= on.isoformat())
            assert held_by(parts, framework, on) == (before[known] if known else 0) + stated, on
        months = reconcile(parts.accounts.movements(framework, payer))
        assert all(month.explained for month in months)
        assert all(first.accounts.closing == then.accounts.opening for first, then in pairwise(months))
        accounts = months[-1].accounts.closing
        assert accounts == sum(cents(row) for row in rows_of(parts))
    finally:
        parts.close()


def rows_of(parts: Parts) -> list[Any]:
    found: list[Any] = []
    after: str | None = None
    while True:
        page = parts.reading.page("payments", {}, after=after, limit=500, today=date(2026, 1, 1))
        found += page.items
        after = page.next
        if after is None:
            return found


def cents(row: Any) -> int:
    return int(Decimal(row["amount"]["amount"]) * 100)
