"""Payments in: matched, queued, decided, undone, reconciled; every line accounted for, totals right throughout."""

import json
from collections.abc import Generator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from domain.agreement import parts as words
from domain.agreement.budget import CommitCredits, VoteCredits
from domain.agreement.ordering import OrderPayment
from domain.agreement.recovery import OrderRecovery
from domain.agreement.reprise import TakeOver
from domain.values import ActReference, Money, OrganisationId, Source, SourceKind
from tests.interfaces.conftest import World, opened_world
from tests.interfaces.sample_log import runner

PAPER = Source(kind=SourceKind.PAPER, reference="dossier")
FINANCE = Source(kind=SourceKind.FINANCE_SYSTEM, reference="reprise")
HEAD = "tiers;SIRET;exercice;engagement;mandat;titre;montant;date;libelle"


@pytest.fixture
def town(tmp_path: Path) -> Generator[World]:
    """A commune that pays Les Ateliers by two agreements, one with instalments, orders and a recovery order."""
    with opened_world(tmp_path / "world") as world:
        world.ids["projet"] = taken_over(world, "Projet associatif", "10000.00", instalments=(3_000, 3_000, 4_000))
        world.ids["fete"] = taken_over(world, "Fête du port", "1500.00")
        money = {"payer": OrganisationId(world.authority), "year": 2026, "source": FINANCE}
        for number, sum_ in (("M-1", 3_000), ("M-2", 3_000)):
            world.do(
                "coordinator",
                "agreement",
                OrderPayment,
                world.projet,
                **money,
                amount=Money.of(sum_),
                instalment=int(number[-1]),
                number=number,
                on=date(2026, 3, 1),
            )
        world.parts.settle()
        yield world


def taken_over(world: World, title: str, amount: str, instalments: tuple[int, ...] = ()) -> str:
    payer, payee = OrganisationId(world.authority), OrganisationId(world.association)
    stream = world.do(
        "coordinator",
        "agreement",
        TakeOver,
        framework=world.framework,
        kind=words.AgreementKind.GRANT,
        stage=words.Stage.IN_FORCE,
        title=title,
        parties=(
            words.NamedParty(organisation=payer, role=words.PartyRole.PAYER),
            words.NamedParty(organisation=payee, role=words.PartyRole.BENEFICIARY),
        ),
        nature=words.AidNature.IN_CASH,
        amount=Money.of(amount),
        signed_on=date(2026, 1, 10),
        notified_on=date(2026, 1, 12),
        in_force_since=date(2026, 1, 12),
        end=date(2026, 12, 31),
        schedule=tuple(
            words.Instalment(number=at, payer=payer, year=2026, amount=Money.of(sum_), due_on=date(2026, 3 * at, 1))
            for at, sum_ in enumerate(instalments, 1)
        ),
        source=PAPER,
        on=date(2026, 1, 15),
    )
    act = ActReference(number="2026-1", adopted_on=date(2026, 1, 5))
    voted = {"payer": payer, "year": 2026, "amount": Money.of(amount), "on": date(2026, 1, 20)}
    world.do("coordinator", "agreement", VoteCredits, stream, **voted, act=act)
    world.do("coordinator", "agreement", CommitCredits, stream, **voted, number=f"E-{title[0]}")
    return stream


def line(**cells: str) -> str:
    told = {"tiers": "Les Ateliers", "SIRET": "130005481", "exercice": "2026", "date": "2026-03-10", "libelle": "x"}
    return ";".join({**told, **cells}.get(column, "") for column in HEAD.split(";"))


def imported(world: World, folder: Path, *lines: str, name: str = "mandats.csv", head: str = HEAD) -> dict[str, Any]:
    file = folder / name
    file.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    run = runner(world.parts)
    done: Result = run(
        "import", "payments", str(file), "--payer", world.authority, "--framework", world.framework, "--json"
    )
    assert done.exit_code == 0, (done.output, done.exception)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    parts = ("recorded", "unchanged", "corrected", "queued", "quarantined")
    assert sum(told[each] for each in parts) == told["rows"]
    return told


def counts(told: dict[str, Any]) -> tuple[int, ...]:
    return tuple(told[each] for each in ("recorded", "unchanged", "corrected", "queued", "quarantined"))


def paid(world: World, agreement: str) -> dict[str, Any]:
    answer = world.client().get(f"/api/v1/agreements/{agreement}/money").json()
    assert answer["adds_up"]
    total: dict[str, Any] = answer["totals"][0]
    return total


def reconciled(world: World) -> list[dict[str, Any]]:
    answer = (
        world.client()
        .get(f"/api/v1/frameworks/{world.framework}/reconciliation", params={"payer": world.authority})
        .json()
    )
    assert all(month["explained"] for month in answer["months"])
    months: list[dict[str, Any]] = answer["months"]
    for before, after in pairwise(months):
        for side in ("accounts", "agreements"):
            assert before[side]["closing"] == after[side]["opening"]
    return months


def test_a_payment_finds_its_agreement_by_number_then_by_third_party_amount_and_day(
    town: World, tmp_path: Path
) -> None:
    lines = [
        line(mandat="M-1", montant="3 000,00"),
        line(montant="4000", date="2026-09-04"),
        line(montant="1500", date="2026-04-02", engagement="E-F"),
        line(tiers="Papeterie du Port", SIRET="", montant="12,50"),
    ]
    told = imported(town, tmp_path, *lines)
    assert counts(told) == (3, 0, 0, 1, 0)
    assert told["matched_by"] == {"number": 2, "amount": 1}
    assert [one["reason"] for one in told["queue"]] == ["third-party-unknown"]
    assert paid(town, town.projet)["paid"] == "7000.00"
    assert paid(town, town.fete)["paid"] == "1500.00"
    again = imported(town, tmp_path, *lines)
    assert counts(again) == (0, 4, 0, 0, 0)
    longer = imported(town, tmp_path, *lines, line(mandat="M-2", montant="3000", date="2026-06-04"), name="suite.csv")
    assert counts(longer) == (1, 4, 0, 0, 0)
    assert paid(town, town.projet)["paid"] == "10000.00"
    (march, *_, last) = reconciled(town)
    assert march["waiting"] == "12.50"
    assert last["difference"] == "12.50"


def test_one_order_paid_in_parts_is_several_entries_and_paid_twice_it_waits(town: World, tmp_path: Path) -> None:
    parts = [line(mandat="M-1", montant="1500", date=f"2026-03-{day}") for day in ("10", "12")]
    told = imported(town, tmp_path, *parts, line(mandat="M-1", montant="1500", date="2026-03-20"))
    assert counts(told) == (2, 0, 0, 1, 0)
    assert told["queue"][0]["reason"] == "already-paid"
    assert told["queue"][0]["candidates"][0]["agreement"] == town.projet
    assert paid(town, town.projet)["paid"] == "3000.00"
    same = imported(town, tmp_path, *[line(mandat="M-2", montant="1500", date="2026-04-02")] * 2, name="b.csv")
    assert counts(same) == (1, 0, 0, 1, 0)
    assert same["queue"][0]["reason"] == "same-line-twice"


def test_a_person_decides_and_undoes_and_the_totals_stay_right(town: World, tmp_path: Path) -> None:
    imported(town, tmp_path, line(montant="77", date="2026-05-05"), line(montant="88", date="2026-05-05"))
    run = runner(town.parts)
    queued = [json.loads(each) for each in run("payments", "queue", "--json").stdout.splitlines()]
    assert {one["reason"] for one in queued} == {"no-such-amount-open"}
    assert all(one["candidates"] and one["fr"] and one["en"] for one in queued)
    one, other = sorted(queued, key=lambda each: each["amount"]["amount"])
    who = ("--as", town.coordinator)
    attached = run("payments", "decide", one["id"], "--agreement", town.fete, "--reasons", "Affiches", *who)
    assert attached.exit_code == 0, attached.output
    assert run("payments", "decide", other["id"], "--no-agreement", "--reasons", "Papier", *who).exit_code == 0
    assert paid(town, town.fete)["paid"] == "77.00"
    assert run("payments", "queue", "--json").stdout == ""
    (may,) = [month for month in reconciled(town) if month["month"] == "2026-05"]
    assert (may["difference"], may["dismissed"], may["waiting"]) == ("88.00", "88.00", "0.00")
    assert run("payments", "undo", one["id"], "--reasons", "Erreur", *who).exit_code == 0
    assert run("payments", "undo", other["id"], *who).exit_code == 1, "without reasons"
    assert paid(town, town.fete).get("paid") == "0.00"
    history = town.client().get(f"/api/v1/payments/{one['id']}/history").json()["events"]
    assert [each["type"].rpartition(".")[2] for each in history] == ["v1"] * 4
    again = imported(town, tmp_path, line(montant="77", date="2026-05-05"), name="encore.csv")
    assert counts(again) == (0, 1, 0, 0, 0)
    refused = town.client("passerby").post(f"/api/v1/payments/{one['id']}/decide", json={"reasons": "Je veux"})
    assert refused.status_code == 403
    decided = town.client().post(
        f"/api/v1/payments/{one['id']}/decide", json={"agreement": town.fete, "reasons": "Affiches"}
    )
    assert decided.status_code == 200, decided.text
    assert paid(town, town.fete)["paid"] == "77.00"
    assert town.client().post(f"/api/v1/payments/{one['id']}/undo", json={"reasons": "Non"}).status_code == 200
    reconciled(town)


def test_a_recovery_is_known_by_its_order_and_waits_without_one(town: World, tmp_path: Path) -> None:
    imported(town, tmp_path, line(mandat="M-1", montant="3000"))
    called = {"payer": OrganisationId(town.authority), "year": 2026, "amount": Money.of(500), "on": date(2026, 5, 2)}
    town.do("coordinator", "agreement", OrderRecovery, town.projet, **called, number="T-9", source=FINANCE)
    told = imported(
        town,
        tmp_path,
        line(titre="T-9", montant="500", date="2026-06-01"),
        line(titre="T-404", montant="41", date="2026-06-01"),
        name="titres.csv",
    )
    assert counts(told) == (1, 0, 0, 1, 0)
    assert told["queue"][0]["reason"] == "recovery-without-order"
    assert paid(town, town.projet)["recovered"] == "500.00"
    assert paid(town, town.projet)["net"] == "2500.00"
    cancelled = imported(town, tmp_path, line(mandat="M-1", montant="-2500", date="2026-06-02"), name="annul.csv")
    assert counts(cancelled) == (1, 0, 0, 0, 0)
    assert paid(town, town.projet)["net"] == "0.00"
    run = runner(town.parts)
    rows = [json.loads(each) for each in run("list", "payments", "--json").stdout.splitlines()]
    for row in (each for each in rows if each["state"] == "matched"):
        assert run("payments", "undo", row["id"], "--reasons", "Essai", "--as", town.coordinator).exit_code == 0
    assert [paid(town, town.projet)[each] for each in ("paid", "recovered", "net")] == ["0.00", "0.00", "0.00"]
    reconciled(town)


WRONG = {
    "amount-missing": {"montant": ""},
    "amount-not-a-number": {"montant": "beaucoup"},
    "amount-of-nothing": {"montant": "0,00"},
    "amount-absurd": {"montant": "99999999999"},
    "amount-below-zero": {"montant": "-12"},
    "amount-with-two-readings": {"montant": "1.234"},
    "date-missing": {"montant": "1", "date": ""},
    "date-malformed": {"montant": "1", "date": "bientôt"},
    "year-not-a-year": {"montant": "1", "exercice": "20026"},
    "order-and-recovery": {"montant": "1", "mandat": "1", "titre": "2"},
}


def test_what_cannot_be_understood_is_set_aside_with_row_column_value_and_reason(town: World, tmp_path: Path) -> None:
    told = imported(town, tmp_path, *[line(**cells) for cells in WRONG.values()], line(montant="4000") + ";trop;trop")
    assert [one["rule"] for one in told["quarantine"]] == [*WRONG, "cells-do-not-fit-columns"]
    assert [one["row"] for one in told["quarantine"]] == list(range(2, 13))
    absurd = told["quarantine"][3]
    assert (absurd["column"], absurd["value"]) == ("montant", "99999999999")
    assert all(one["reason"] and one["en"] and one["reason"] != one["rule"] for one in told["quarantine"])
    assert (
        imported(town, tmp_path, *[line(**cells) for cells in WRONG.values()], line(montant="4000") + ";trop;trop")[
            "quarantined"
        ]
        == len(WRONG) + 1
    )
    file = Path(told["quarantine_file"])
    rows = file.read_text("utf-8-sig").splitlines()
    assert len(rows) == len(WRONG) + 2
    corrected = [rows[0], rows[4].replace(";99999999999;", ";3000;", 2).replace(";3000;", ";99999999999;", 1)]
    done = imported(town, tmp_path, *corrected[1:], name="corrige.csv", head=corrected[0])
    assert counts(done) == (1, 0, 0, 0, 0)
    assert paid(town, town.projet)["paid"] == "3000.00"


def test_currencies_and_days_that_do_not_fit_wait(town: World, tmp_path: Path) -> None:
    told = imported(
        town,
        tmp_path,
        line(montant="4000 CHF"),
        line(montant="4000", date="2025-06-01"),
        line(mandat="M-2", montant="3000 USD"),
    )
    assert [one["reason"] for one in told["queue"]] == ["currency-differs", "before-the-agreement", "currency-differs"]
    assert counts(told) == (0, 0, 0, 3, 0)


def test_a_heading_in_another_order_is_followed(town: World, tmp_path: Path) -> None:
    head = "Montant payé\tDate de règlement\tN° de mandat\tRaison sociale\tInutile"
    moved = "N° de mandat\tMontant payé\tRaison sociale\tDate de règlement\tInutile"
    told = imported(
        town,
        tmp_path,
        "3 000,00 €\t10/03/2026\tM-1\tLes Ateliers\t",
        moved,
        "M-2\t3000\tLes Ateliers\t13/06/2026\t",
        head=head,
    )
    assert counts(told) == (2, 0, 0, 0, 0)
    notes = {one["rule"]: one for one in told["notes"]}
    assert {"delimiter", "columns-renamed", "columns-moved", "columns-passed-over", "year-of-the-day"} <= notes.keys()
    assert paid(town, town.projet)["paid"] == "6000.00"


def test_a_finance_system_sends_lines_over_http(town: World) -> None:
    body = {
        "framework": town.framework,
        "payer": town.authority,
        "payments": [
            {"third_party": {"siren": "130005481"}, "order": "M-1", "amount": "3000.00", "on": "2026-03-10"},
            {"third_party": {"name": "Les Ateliers"}, "amount": "5.00", "on": "2026-03-10", "label": "?"},
        ],
    }
    answer = town.client().post("/api/v1/payments", json=body)
    assert answer.status_code == 200, answer.text
    assert counts(answer.json()) == (1, 0, 0, 1, 0)
    assert counts(town.client().post("/api/v1/payments", json=body).json()) == (0, 2, 0, 0, 0)
    assert (
        town.client("passerby")
        .post("/api/v1/payments", json={**body, "name": "x", "payments": [{"amount": "6.00", "on": "2026-03-11"}]})
        .status_code
        == 403
    )
    assert town.client(None).post("/api/v1/payments", json=body).status_code == 401
    wrong = {**body, "payments": [{"amount": "-1", "on": "2026-03-10"}]}
    assert town.client().post("/api/v1/payments", json=wrong).status_code == 422
    listed = town.client().get("/api/v1/payments", params={"state": "waiting"}).json()["items"]
    assert [one["reason"] for one in listed] == ["no-such-amount-open"]
