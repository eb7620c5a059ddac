"""Essential data of procurement, in and out: `palabre import decp`, `palabre export decp`, and over HTTP."""

import json
from collections.abc import Callable, Generator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import Result

from domain import contract
from domain.contract.completing import PublishedDataFixed
from domain.contract.state import ClauseKind, Contract, Ground
from domain.contract.terms import (
    Environmental,
    Grouping,
    Holder,
    LotTerms,
    Outcome,
    PriceType,
    Procedure,
    Social,
    Technique,
)
from domain.irregularity import rule_name
from domain.organisation import Move
from domain.values import Money, OrganisationId
from tests.domain.contract_world import WHOLE
from tests.infrastructure.grants import shared
from tests.interfaces.conftest import World, opened_world
from tests.interfaces.sample_log import runner

BUYER, HOLDER = "21490007800012", "41808871200017"
LAUNCHED, AWARDED, NOTIFIED, PUBLISHED = (date(2025, 1, 6), date(2025, 3, 3), date(2025, 3, 17), date(2025, 4, 1))


def outcome(holder: str, **changes: Any) -> Outcome:
    won = Outcome(
        holders=(Holder(organisation=OrganisationId(holder)),),
        amount=Money.of(90_000),
        months=36,
        tenders=3,
        grouping=Grouping.ALONE,
        advance=False,
        subcontracting=False,
    )
    return replace(won, **changes)


ENTRY: dict[str, Any] = {
    "id": "2024-017",
    "acheteur": {"id": BUYER},
    "nature": "Marché",
    "objet": "Entretien des espaces verts",
    "codeCPV": "77310000-6",
    "techniques": {"technique": ["Sans objet"]},
    "modalitesExecution": {"modaliteExecution": ["Bons de commande"]},
    "marcheInnovant": False,
    "ccag": "Fournitures courantes et services",
    "offresRecues": 3,
    "attributionAvance": False,
    "typeGroupementOperateurs": "Pas de groupement",
    "sousTraitanceDeclaree": False,
    "procedure": "Appel d'offres ouvert",
    "lieuExecution": {"code": "49007", "typeCode": "Code commune"},
    "dureeMois": 36,
    "dateNotification": "2024-03-18",
    "datePublicationDonnees": "2024-04-02",
    "montant": 90000,
    "typesPrix": {"typePrix": ["Définitif révisable"]},
    "formePrix": "Unitaire",
    "titulaires": [{"titulaire": {"id": HOLDER, "typeIdentifiant": "SIRET"}}],
    "considerationsSociales": {"considerationSociale": ["Clause sociale"]},
    "considerationsEnvironnementales": {"considerationEnvironnementale": ["Pas de considération environnementale"]},
}
MODIFICATION = {
    "modification": {
        "id": 1,
        "montant": 99000.5,
        "dateNotificationModification": "2024-09-02",
        "datePublicationDonneesModification": "2024-09-10",
    }
}


class Desk:
    """A command line and an HTTP door on one world."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        self.run: Callable[..., Result] = runner(world.parts)

    def file(self, document: Any, name: str = "marches.json") -> Path:
        path = self.folder / name
        path.write_bytes(document if isinstance(document, bytes) else json.dumps(document, ensure_ascii=False).encode())
        return path

    def take(self, document: Any, *options: str) -> dict[str, Any]:
        path = document if isinstance(document, Path) else self.file(document)
        done = self.run("import", "decp", str(path), "--framework", self.world.framework, "--json", *options)
        assert done.exit_code == 0, done.output
        return dict(json.loads(done.stdout))

    def take_entries(self, *entries: Any) -> dict[str, Any]:
        return self.take({"marches": {"marche": list(entries)}})

    def published(self) -> Any:
        out = self.folder / "out.json"
        done = self.run("export", "decp", str(out), "--framework", self.world.framework, "--json")
        assert done.exit_code == 0, done.output
        return json.loads(out.read_text(encoding="utf-8"))

    def only(self) -> Contract:
        (name,) = dict.fromkeys(one.stream for one in self.world.parts.facts(0) if one.stream.startswith("contract-"))
        state: Contract = self.world.parts.execute.house.streams.folded(name).state
        return state

    def irregularities(self) -> list[tuple[str, str]]:
        return [(one.rule, one.detail) for one in self.only().irregularities]


@pytest.fixture
def desk(tmp_path: Path) -> Generator[Desk]:
    with opened_world(tmp_path / "world") as world:
        yield Desk(world, tmp_path)


def valid(document: Any) -> Any:
    schema = json.loads(shared("schemas/decp-2.0.3.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(document)
    return document


COUNTED = ("rows", "recorded", "unchanged", "corrected", "quarantined")


def counted(told: dict[str, Any]) -> tuple[int, ...]:
    return tuple(told[name] for name in COUNTED)


@pytest.mark.parametrize("name", ["ex-marches_avec_modifications.json", "ex-marches_concessions.json"])
def test_an_example_of_the_standard_comes_out_as_it_went_in(desk: Desk, name: str) -> None:
    example = shared(f"schemas/{name}")
    first = desk.take(example)
    held = json.loads(example.read_text(encoding="utf-8"))
    rows = sum(len(several) for several in held["marches"].values())
    assert counted(first) == (rows, rows, 0, 0, 0)
    assert valid(desk.published()) == held
    over_http = desk.world.client().get(f"/api/v1/frameworks/{desk.world.framework}/decp")
    assert over_http.json() == held


def test_importing_twice_changes_nothing_and_one_s_own_export_neither(desk: Desk) -> None:
    assert counted(desk.take_entries({**ENTRY, "modifications": [MODIFICATION]})) == (1, 1, 0, 0, 0)
    position = desk.world.parts.log.position()
    assert counted(desk.take_entries({**ENTRY, "modifications": [MODIFICATION]})) == (1, 0, 1, 0, 0)
    assert counted(desk.take(valid(desk.published()))) == (1, 0, 1, 0, 0)
    assert desk.world.parts.log.position() == position


def test_a_later_publication_adds_its_modification_and_nothing_else(desk: Desk) -> None:
    desk.take_entries(ENTRY)
    before = desk.published()
    told = desk.take_entries({**ENTRY, "modifications": [MODIFICATION]})
    assert counted(told) == (1, 0, 0, 1, 0)
    assert told["irregularities"] == []
    (entry,) = valid(desk.published())["marches"]["marche"]
    assert entry.pop("modifications") == [MODIFICATION]
    assert [entry] == before["marches"]["marche"]


def test_what_a_later_publication_rewrites_is_put_on_file_once_and_what_was_published_stands(desk: Desk) -> None:
    desk.take_entries(ENTRY)
    before = desk.published()
    rewritten = {**ENTRY, "montant": 120000, "idAccordCadre": "AC-9"}
    told = desk.take_entries(rewritten)
    assert counted(told) == (1, 0, 0, 1, 0)
    assert desk.irregularities() == [
        ("published-data-fixed", "framework_contract: ? → AC-9"),
        ("published-data-fixed", "amount: 90000.00 EUR → 120000.00 EUR"),
    ]
    assert counted(desk.take_entries(rewritten)) == (1, 0, 1, 0, 0)
    assert desk.published() == before


def test_a_file_of_2019_with_its_habits_is_understood_and_what_was_repaired_is_said(desk: Desk) -> None:
    entry = {
        "_type": "Marché",
        "uid": "x",
        "id": 201917,
        "acheteur": {"id": "214 900 078 00012", "nom": "Ville d'Essai"},
        "nature": "ACCORD-CADRE",
        "objet": "Nettoyage",
        "codeCPV": "90910000",
        "procedure": "Procédure négociée avec mise en concurrence préalable",
        "lieuExecution": {"code": "49007", "typeCode": "Code Commune", "nom": "Essai"},
        "dureeMois": "24",
        "dateNotification": "2019-05-02+02:00",
        "datePublicationDonnees": "03/06/2019",
        "montant": "45 000,50 €",
        "formePrix": "Ferme et actualisable",
        "titulaires": {"typeIdentifiant": "SIRET", "id": HOLDER, "denominationSociale": "Nette SCOP"},
        "modifications": [{"objetModification": "Durée", "dureeMois": 36, "dateNotificationModification": "NC"}],
        "marcheInnovant": "non",
        "remarque": "sans",
    }
    told = desk.take({"marches": [entry]})
    assert counted(told) == (1, 1, 0, 0, 0)
    repaired = {(one["rule"], one["path"]) for one in told["repairs"]}
    assert repaired >= {
        ("number-for-text", "id"),
        ("number-closed-up", "acheteur.id"),
        ("number-as-text", "montant"),
        ("day-rewritten", "datePublicationDonnees"),
        ("flag-rewritten", "marcheInnovant"),
        ("word-of-the-standard", "nature"),
        ("list-rewrapped", "titulaires"),
        ("placeholder", "modifications[0].dateNotificationModification"),
        ("field-without-place", "remarque"),
    }
    state = desk.only()
    (lot,) = state.lots
    assert (state.description.procedure, state.description.techniques) == (
        Procedure.NEGOTIATED,
        (Technique.FRAMEWORK_CONTRACT,),
    )
    assert state.description.price_types == (PriceType.UPDATABLE,)
    assert lot.outcome is not None
    assert (lot.outcome.amount, lot.outcome.months) == (Money.of("45000.50"), 24)
    assert (lot.notified_on, lot.published_on) == (date(2019, 5, 2), date(2019, 6, 3))
    assert [(one.months, one.reasons) for one in lot.modifications] == [(36, "Durée")]
    assert {rule for rule, _ in desk.irregularities()} == {"essential-data-incomplete"}
    assert desk.published() == {"marches": {"marche": []}}


def test_what_is_not_understood_is_unknown_and_quoted_on_file(desk: Desk) -> None:
    wrong = {**ENTRY, "montant": -5, "dateNotification": "2024-02-30", "ccag": "Divers", "offresRecues": 0}
    told = desk.take_entries(wrong)
    assert counted(told) == (1, 1, 0, 0, 0)
    quoted = {detail for rule, detail in desk.irregularities() if rule == "published-value-unreadable"}
    assert quoted == {
        "montant = -5 (absurd-amount)",
        "dateNotification = 2024-02-30 (not-a-day)",
        "ccag = Divers (not-a-word-of-the-standard)",
        "offresRecues = 0 (not-a-count)",
    }
    assert counted(desk.take_entries(wrong)) == (1, 0, 1, 0, 0)


def test_what_cannot_be_a_contract_is_set_aside_with_its_path_value_and_reason(desk: Desk) -> None:
    nameless = {name: value for name, value in ENTRY.items() if name != "acheteur"}
    other = {**ENTRY, "objet": "Fauteuils", "montant": 7, "dateNotification": "2020-01-01", "titulaires": []}
    told = desk.take_entries(ENTRY, nameless, "marché", {**ENTRY, "id": "NC"}, other)
    assert counted(told) == (5, 1, 0, 0, 4)
    assert [(one["place"], one["path"], one["rule"]) for one in told["quarantine"]] == [
        ("marches.marche[1]", "acheteur.id", "buyer-unknown"),
        ("marches.marche[2]", "", "entry-not-an-object"),
        ("marches.marche[3]", "id", "contract-number-missing"),
        ("marches.marche[4]", "id", "number-shared"),
    ]
    kept = json.loads(Path(told["quarantine_file"]).read_text(encoding="utf-8"))["marches"]["marche"]
    assert [one["_quarantine"]["rule"] for one in kept] == [one["rule"] for one in told["quarantine"]]
    kept[0]["acheteur"], kept[0]["id"] = {"id": BUYER}, "2024-018"
    assert counted(desk.take_entries(kept[0])) == (1, 1, 0, 0, 0)


@pytest.mark.parametrize(
    ("content", "rule"),
    [(b"{", "procurement-not-json"), (b"[]" * 2, "procurement-not-json"), (b"{}", "procurement-without-contracts")],
)
def test_a_file_that_holds_no_contracts_is_refused(desk: Desk, content: bytes, rule: str) -> None:
    done = desk.run("import", "decp", str(desk.file(content)), "--framework", desk.world.framework, "--json")
    assert (done.exit_code, json.loads(done.stdout)["refused"]) == (1, rule)


def test_a_dry_run_says_everything_and_records_nothing(desk: Desk) -> None:
    position = desk.world.parts.log.position()
    told = desk.take({"marches": {"marche": [ENTRY]}}, "--dry-run")
    assert counted(told) == (1, 1, 0, 0, 0)
    assert desk.world.parts.log.position() == position


def test_an_import_that_was_interrupted_goes_on_and_accounts_for_all(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [{**ENTRY, "id": f"2024-{number}"} for number in range(4)]
    monkeypatch.setattr("application.decp.importing.BATCH", 2)
    told: list[int] = []

    def broken(self: Any, several: Any) -> None:
        if told:
            raise KeyboardInterrupt
        told.append(1)
        record(self, several)

    from application.decp import importing

    record = importing._Run._record
    with monkeypatch.context() as patched:
        patched.setattr(importing._Run, "_record", broken)
        done = desk.run(
            "import", "decp", str(desk.file({"marches": {"marche": entries}})), "--framework", desk.world.framework
        )
        assert done.exit_code != 0
    again = desk.take(desk.folder / "marches.json")
    assert (again["resumed"], counted(again)) == (True, (4, 4, 0, 0, 0))
    assert len(desk.published()["marches"]["marche"]) == 4


def begun(desk: Desk) -> str:
    """A contract launched, awarded, notified and published here."""
    world = desk.world
    for name, siret in (("authority", "20002999900014"), ("association", "13000548100010")):
        world.do("administrator", "organisation", Move, world.ids[name], siret=siret, on=LAUNCHED)
    stream = world.do(
        "coordinator",
        "contract",
        contract.Launch,
        framework=world.framework,
        title="Espaces verts",
        buyer=world.authority,
        reference="2025-03",
        description=WHOLE,
        lots=(LotTerms(social=(Social.NONE,), environmental=(Environmental.CRITERION,)),),
        undivided_because="Un seul jardin.",
        on=LAUNCHED,
    )

    def do(command: type, **fields: Any) -> None:
        world.do("coordinator", "contract", command, stream, lot=1, **fields)

    do(contract.AddClause, kind=ClauseKind.INCLUSION_HOURS, text="Heures", unit="h", target=Decimal(900), on=LAUNCHED)
    do(contract.Award, outcome=outcome(world.association), on=AWARDED)
    do(contract.Notify, on=NOTIFIED)
    do(contract.Publish, on=PUBLISHED)
    return stream


def test_a_second_export_alters_nothing_that_was_published_but_by_adding_acts(desk: Desk) -> None:
    stream = begun(desk)
    world = desk.world
    (first,) = valid(desk.published())["marches"]["marche"]
    assert first["considerationsSociales"] == {"considerationSociale": ["Clause sociale"]}
    assert first["titulaires"] == [{"titulaire": {"id": "13000548100010", "typeIdentifiant": "SIRET"}}]

    def do(command: type, **fields: Any) -> None:
        world.do("coordinator", "contract", command, stream, lot=1, **fields)

    later = {"amount": Money.of(100_000), "ground": Ground.ADDITIONAL, "reasons": "Un square", "on": date(2025, 9, 1)}
    do(contract.Modify, **later)
    do(
        contract.AddClause,
        kind=ClauseKind.WASTE,
        text="Compost",
        unit="t",
        target=Decimal(4),
        modification=1,
        on=date(2025, 9, 1),
    )
    elsewhere = {"siret": "13000548100028", "on": date(2025, 9, 2)}
    world.do("administrator", "organisation", Move, world.association, **elsewhere)
    assert desk.published()["marches"]["marche"] == [first]
    do(contract.Publish, on=date(2025, 9, 10))
    do(contract.Modify, months=48, ground=Ground.PROVIDED_FOR, reasons="Option", on=date(2025, 10, 1))
    do(contract.Publish, on=date(2025, 10, 2))
    (second,) = valid(desk.published())["marches"]["marche"]
    added = second.pop("modifications")
    assert second == first
    assert [(one["modification"]["id"], one["modification"].get("montant")) for one in added] == [
        (1, 100000),
        (2, None),
    ]


def test_what_was_published_here_is_described_no_more(desk: Desk) -> None:
    stream = begun(desk)
    body = {"description": {"framework_contract": "AC-1"}, "on": "2025-05-05"}
    answer = desk.world.client().post(f"/api/v1/contracts/{stream}/describe", json=body)
    assert answer.status_code == 409
    assert answer.json()["type"].endswith(rule_name(PublishedDataFixed))


def test_a_lot_that_is_not_published_is_named_with_what_it_lacks(desk: Desk) -> None:
    lacking = {name: value for name, value in ENTRY.items() if name not in {"ccag", "datePublicationDonnees"}}
    desk.take_entries(lacking)
    out = desk.folder / "out.json"
    done = desk.run("export", "decp", str(out), "--framework", desk.world.framework, "--json")
    (left,) = json.loads(done.stdout)["left_out"]
    assert left["lacks"] == ["datePublicationDonnees", "ccag"]


def test_contracts_are_listed_and_shown_with_their_lots(desk: Desk) -> None:
    stream = begun(desk)
    listed = json.loads(desk.run("list", "contracts", "--json").stdout)
    assert (listed["id"], listed["state"], listed["amount"]) == (
        stream,
        "notified",
        {"amount": "90000.00", "currency": "EUR"},
    )
    assert "Espaces verts" in desk.run("show", "contract", stream).stdout
    lots = desk.world.client().get("/api/v1/lots", params={"social": "clause"}).json()["items"]
    assert [one["contract"] for one in lots] == [stream]


def test_the_buyer_runs_its_contract_and_the_holder_says_what_it_did(desk: Desk) -> None:
    stream = begun(desk)
    asked = {
        "lot": 1,
        "clause": 1,
        "value": 40,
        "period": {"start": "2025-03-17", "end": "2025-04-30"},
        "source": {"kind": "statement"},
    }
    change = {"lot": 1, "months": 40, "ground": "provided_for", "reasons": "Option", "on": "2025-05-05"}
    statuses = [
        desk.world.client(actor).post(f"/api/v1/contracts/{stream}/{command}", json=body).status_code
        for actor, command, body in (
            ("passerby", "observe-clause", asked),
            ("president", "observe-clause", asked),
            ("president", "modify", change),
            ("mayor", "modify", change),
        )
    ]
    assert statuses == [403, 200, 403, 200]
