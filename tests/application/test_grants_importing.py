"""Imports on a real log: what is recorded, corrected, found again, and what two imports at once come to."""

import csv
import io
import threading
from collections.abc import Generator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from application.choosing import FrameworkMissing, SeveralFrameworks
from application.execute import Ask, Caller
from application.grants.exporting import grants
from application.grants.importing import Asked, Imported, Importing
from application.grants.rows import Grant, digest
from application.grants.scope import NothingToCorrect
from application.grants.stored import grant_of
from application.ports import Recorded
from domain import framework, organisation
from domain.agreement import publication
from domain.agreement.publication import CompletePublication, CorrectedFromPublication, RegisteredFromPublication
from domain.agreement.state import Agreement
from domain.framework import FieldOfWork, Territory
from domain.grants_import import Begun, Finished, Resumed
from domain.values import Digest, FrameworkId, Money, OrganisationId
from infrastructure.formats import scdl
from infrastructure.formats.scdl_columns import COLUMNS
from infrastructure.settings import Settings
from interfaces.main import build
from interfaces.parts import Parts
from tests.infrastructure.grants import published
from tests.postgres import fresh_database

OTHER_SIRET = "35600000000048"


class Desk:
    """A log to import into."""

    def __init__(self, folder: Path, database: str | None = None) -> None:
        self.folder = folder
        self.settings = Settings(
            database=database or f"sqlite:///{folder / 'log.db'}",
            keys=f"sqlite:///{folder / 'keys.db'}",
            master_key_file=folder / "master.key",
            files=folder / "files",
        )
        self.parts: Parts = build(self.settings)

    def take(self, *rows: dict[str, str], name: str = "file.csv", **asked: Any) -> Imported:
        """Import rows."""
        return self.take_bytes(published(*rows), name=name, **asked)

    def take_bytes(self, data: bytes, name: str = "file.csv", parts: Parts | None = None, **asked: Any) -> Imported:
        parts = parts or self.parts
        importing = Importing(parts.execute, parts.known_grants, parts.settle)
        return importing(scdl.read(data), Asked(name=name, **asked))

    def facts(self, kind: type | None = None) -> list[Recorded]:
        return [one for one in self.parts.facts(0) if kind is None or isinstance(one.event, kind)]

    def agreements(self) -> list[str]:
        return sorted({one.stream for one in self.facts() if one.stream.startswith("agreement-")})

    def state(self, stream: str) -> Any:
        return self.parts.execute.house.streams.folded(stream).state

    def published(self) -> list[Grant]:
        return list(grants(self.parts.execute.house.streams, self.agreements()))

    def do(self, noun: str, command: type, stream: str | None = None, **fields: Any) -> str:
        ask = Ask(noun=self.parts.nouns[noun], command=command, stream=stream, fields=fields)
        return self.parts.execute(ask, Caller(actor="import")).stream


@pytest.fixture(params=["sqlite", "postgresql"])
def any_desk(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Desk]:
    if request.param == "sqlite":
        desk = Desk(tmp_path)
        yield desk
        desk.parts.close()
    else:
        with fresh_database() as url:
            desk = Desk(tmp_path, url)
            yield desk
            desk.parts.close()


@pytest.fixture
def desk(tmp_path: Path) -> Generator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.parts.close()


def figures(imported: Imported) -> tuple[int, int, int, int, int]:
    one = imported.counts
    return (one.rows, one.recorded, one.unchanged, one.corrected, one.quarantined)


def framework_in(desk: Desk, name: str = "Cadre") -> FrameworkId:
    operator = desk.do("organisation", organisation.Register, name=name, kind=organisation.Kind.LOCAL_AUTHORITY)
    return FrameworkId(
        desk.do(
            "framework",
            framework.Establish,
            name=name,
            territory=Territory(name=name),
            zone="Europe/Paris",
            operator=OrganisationId(operator),
            fields_of_work=frozenset({FieldOfWork.COORDINATION}),
        )
    )


def test_a_row_becomes_an_agreement_effective_at_its_date_and_caused_by_the_import(any_desk: Desk) -> None:
    imported = any_desk.take({})
    (begun,), (registered,) = any_desk.facts(Begun), any_desk.facts(RegisteredFromPublication)
    assert figures(imported) == (1, 1, 0, 0, 0)
    assert registered.effective == date(2021, 3, 4)
    assert (registered.actor, registered.causation, registered.correlation) == (
        "import",
        begun.event_id,
        begun.event_id,
    )
    assert registered.framework == begun.framework == imported.framework
    state: Agreement = any_desk.state(registered.stream)
    assert state.amounts[0].value == Money.of("1200.50")
    payer, beneficiary = (any_desk.state(one.organisation) for one in state.parties[0].value)
    assert (payer.name, payer.siren) == ("Département d'Essai", "224900019")
    assert (beneficiary.name, beneficiary.siren) == ("Lecture en tête", "418088712")


def test_the_import_names_the_file_and_ends_with_its_counts(desk: Desk) -> None:
    file = scdl.read(published({}))
    desk.take({})
    (begun,), (finished,) = desk.facts(Begun), desk.facts(Finished)
    assert (begun.event.file, begun.event.name) == (file.digest, "file.csv")  # type: ignore[attr-defined]
    assert finished.event.counts.recorded == 1  # type: ignore[attr-defined]
    assert finished.stream == begun.stream


def test_importing_twice_records_nothing_at_all(any_desk: Desk) -> None:
    any_desk.take({}, {"montant": "5"}, {"montant": "5"})
    before = any_desk.parts.log.position()
    again = any_desk.take({}, {"montant": "5"}, {"montant": "5"})
    assert figures(again) == (3, 0, 3, 0, 0)
    assert again.import_id is None
    assert any_desk.parts.log.position() == before


def test_the_order_of_rows_and_the_form_of_the_file_do_not_matter(desk: Desk) -> None:
    rows = [{"montant": str(amount)} for amount in (1, 2, 2, 3)]
    desk.take(*rows)
    shuffled = published(*reversed(rows), delimiter=";")
    assert figures(desk.take_bytes(shuffled)) == (4, 0, 4, 0, 0)
    assert len(desk.agreements()) == 4


def test_nothing_a_row_says_is_lost(desk: Desk) -> None:
    rows = scdl.read(published({"datesPeriodeVersement": "2021-04-01/fin 2022", "idBeneficiaire": "4,18E+13"})).rows
    desk.take({"datesPeriodeVersement": "2021-04-01/fin 2022", "idBeneficiaire": "4,18E+13"})
    (kept,) = desk.published()
    (row,) = rows
    assert digest(kept) == row.digest  # type: ignore[union-attr]


def test_a_corrected_amount_of_the_same_grantor_and_year_corrects_the_agreement_and_its_payment(desk: Desk) -> None:
    desk.take({"montant": "100"})
    corrected = desk.take({"montant": "120"}, name="corrigé.csv")
    assert figures(corrected) == (1, 0, 0, 1, 0)
    (stream,) = desk.agreements()
    state: Agreement = desk.state(stream)
    assert state.amounts[0].value == Money.of(120)
    (line,) = state.money.lines.values()
    assert (line.paid, state.money.schedule[0].instalment.amount) == (Money.of(120), Money.of(120))
    assert figures(desk.take({"montant": "120"}, name="corrigé.csv")) == (1, 0, 1, 0, 0)


def test_a_file_of_another_year_corrects_only_what_it_names(desk: Desk) -> None:
    first = desk.take({"montant": "100"}, {"objet": "autre", "dateConvention": "2022-01-01"})
    other = {"montant": "120"}
    alone = desk.take(other, name="b.csv")
    assert figures(alone) == (1, 0, 0, 0, 1)
    assert alone.set_aside[0].rule == "stated-otherwise-elsewhere"
    (begun,) = [one for one in desk.facts(Begun) if one.stream == first.import_id]
    named = desk.take(other, name="b.csv", corrects=begun.event.file)  # type: ignore[attr-defined]
    assert figures(named) == (1, 0, 0, 1, 0)
    assert [one.identity.object for one in named.vanished] == ["autre"]
    assert len(desk.agreements()) == 2


def test_a_file_that_was_never_imported_cannot_be_corrected(desk: Desk) -> None:
    desk.take({})
    with pytest.raises(NothingToCorrect):
        desk.take({"montant": "7"}, corrects=Digest("sha256:" + "0" * 64))


def test_a_value_published_later_completes_the_agreement_and_cures_its_doubt(desk: Desk) -> None:
    desk.take({"dateConvention": "", "datesPeriodeVersement": "2021-04-01"})
    (stream,) = desk.agreements()
    before: Agreement = desk.state(stream)
    assert [one.rule for one in before.irregularities] == ["missing-from-publication"]
    assert figures(desk.take({"datesPeriodeVersement": "2021-04-01"}, name="b.csv")) == (1, 0, 0, 1, 0)
    after: Agreement = desk.state(stream)
    assert after.publication is not None
    assert after.publication.published.convention_date == date(2021, 3, 4)
    assert [one.state for one in after.irregularities] == ["regularised"]


def test_what_was_found_out_here_survives_the_same_file_and_a_correction_of_something_else(desk: Desk) -> None:
    desk.take({"referenceDecision": ""})
    (stream,) = desk.agreements()
    desk.do("agreement", CompletePublication, stream, decision="D-2021-17")
    assert figures(desk.take({"referenceDecision": ""})) == (1, 0, 1, 0, 0)
    assert figures(desk.take({"referenceDecision": "", "montant": "9"}, name="b.csv")) == (1, 0, 0, 1, 0)
    state: Agreement = desk.state(stream)
    assert state.publication is not None
    assert state.publication.published.decision == "D-2021-17"
    assert state.amounts[0].value == Money.of(9)
    assert figures(desk.take({"referenceDecision": "", "montant": "9"}, name="b.csv")) == (1, 0, 1, 0, 0)


def test_a_row_set_aside_comes_back_corrected_in_the_quarantine_file(desk: Desk) -> None:
    data = published({}, {"montant": "beaucoup", "objet": "Reste"})
    file = scdl.read(data)
    first = desk.take_bytes(data)
    assert figures(first) == (2, 1, 0, 0, 1)
    quarantine = desk.parts.grant_files.write_quarantine(file, first.set_aside).decode("utf-8-sig")
    assert figures(desk.take_bytes(quarantine.encode())) == (1, 0, 0, 0, 1)
    mended = quarantine.replace("beaucoup", "300")
    assert figures(desk.take_bytes(mended.encode(), name="q.csv")) == (1, 1, 0, 0, 0)
    assert figures(desk.take_bytes(mended.encode(), name="q.csv")) == (1, 0, 1, 0, 0)
    assert sorted(one.amount.amount for one in desk.published()) == [Decimal("300.00"), Decimal("1200.50")]


def test_an_ambiguous_row_is_decided_by_hand(desk: Desk) -> None:
    desk.take({"montant": "1"}, {"montant": "2"})
    changed = published({"montant": "3"}, {"montant": "4"})
    unclear = desk.take_bytes(changed, name="b.csv")
    assert figures(unclear) == (2, 0, 0, 0, 2)
    rows = list(csv.DictReader(io.StringIO(_quarantine(desk, changed, unclear)), delimiter=";"))
    rows[0]["decision"], rows[1]["decision"] = desk.agreements()[1], "nouvelle"
    decided = desk.take_bytes(_written(rows), name="décidé.csv")
    assert figures(decided) == (2, 1, 0, 1, 0)
    assert [one.amount.amount for one in desk.published()] == [Decimal(1), Decimal(3), Decimal(4)]


def _quarantine(desk: Desk, data: bytes, imported: Imported) -> str:
    return desk.parts.grant_files.write_quarantine(scdl.read(data), imported.set_aside).decode("utf-8-sig")


def _written(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def test_one_siren_is_one_organisation_and_its_other_siret_an_establishment(desk: Desk) -> None:
    desk.take({}, {"idBeneficiaire": "41808871200025", "nomBeneficiaire": "Lecture", "objet": "b"})
    organisations = {one.stream for one in desk.facts() if one.stream.startswith("organisation-")}
    assert len(organisations) == 2
    (found,) = [desk.state(one) for one in organisations if desk.state(one).siren == "418088712"]
    assert found.name == "Lecture en tête"
    assert [one.value for one in found.establishments] == ["41808871200025"]
    assert sorted(one.beneficiary.name for one in desk.published()) == ["Lecture", "Lecture en tête"]


def test_without_a_number_the_name_tells_organisations_apart_only_within_one_grantor(desk: Desk) -> None:
    nobody = {"idBeneficiaire": "", "nomBeneficiaire": "Comité des fêtes"}
    elsewhere = {"nomAttribuant": "Commune", "idAttribuant": ""}
    desk.take(nobody, nobody | {"objet": "b"})
    desk.take(nobody | {"objet": "c"}, nobody | elsewhere, name="b.csv")
    named = {one.stream for one in desk.facts() if getattr(one.event, "name", "") == "Comité des fêtes"}
    assert len(named) == 2


def test_destroyed_numbers_that_differ_are_different_organisations(desk: Desk) -> None:
    desk.take(*({"idBeneficiaire": each, "objet": each} for each in ("4,18E+13", "4,18E+13", "7,17E+13")))
    named = {one.stream for one in desk.facts() if getattr(one.event, "name", "") == "Lecture en tête"}
    assert len(named) == 2


def test_a_published_day_of_a_single_payment_that_has_come_is_a_payment(desk: Desk) -> None:
    desk.take({"pourcentageSubvention": "0.5"})
    (stream,) = desk.agreements()
    state: Agreement = desk.state(stream)
    (line,) = state.money.lines.values()
    assert (line.year, line.paid) == (2021, Money.of("600.25"))


@pytest.mark.parametrize(
    "row",
    [
        {"datesPeriodeVersement": "2021-04-01/2021-12-31"},
        {"conditionsVersement": "échelonné"},
        {"datesPeriodeVersement": "2099-04-01"},
        {"nature": "aide en nature"},
        {"pourcentageSubvention": ""},
    ],
)
def test_without_a_single_day_that_has_come_no_payment_is_made_up(desk: Desk, row: dict[str, str]) -> None:
    desk.take(row)
    (stream,) = desk.agreements()
    assert not desk.state(stream).money.lines


def test_an_amendment_is_an_agreement_of_its_own_and_known_to_the_one_it_amends(desk: Desk) -> None:
    amending = {"objet": "Avenant n°1 à la convention du 04/03/2021", "dateConvention": "2022-05-01", "montant": "50"}
    desk.take(amending, {})
    base, other = sorted((desk.state(one) for one in desk.agreements()), key=lambda one: -len(one.amendments))
    assert [one.title for one in base.amendments] == ["Avenant n°1 à la convention du 04/03/2021"]
    assert base.amounts[-1].value == Money.of("1200.50")
    assert other.amounts[0].value == Money.of(50)


def test_with_several_frameworks_one_is_named(desk: Desk) -> None:
    one, other = framework_in(desk, "Un"), framework_in(desk, "Deux")
    with pytest.raises(SeveralFrameworks):
        desk.take({})
    with pytest.raises(FrameworkMissing):
        desk.take({}, framework=FrameworkId("framework-nowhere"))
    assert figures(desk.take({}, framework=one)) == (1, 1, 0, 0, 0)
    assert figures(desk.take({}, framework=other)) == (1, 1, 0, 0, 0)


def test_the_only_framework_is_taken_and_none_is_made(desk: Desk) -> None:
    only = framework_in(desk)
    imported = desk.take({})
    assert (imported.framework, imported.established) == (only, False)


def test_without_a_framework_one_is_established_after_the_grantor_and_says_so(desk: Desk) -> None:
    imported = desk.take({})
    assert imported.established
    assert desk.state(imported.framework or "").name == "Département d'Essai"


def test_an_empty_plan_leaves_the_log_as_it_was(desk: Desk) -> None:
    assert figures(desk.take({}, only_plan=True)) == (1, 1, 0, 0, 0)
    assert desk.parts.log.position() == 0


def test_text_that_looks_like_the_name_of_a_stream_keeps_no_other_row_out(desk: Desk) -> None:
    hostile = {"objet": "agreement-00000000-0000-7000-8000-000000000001"}
    assert figures(desk.take(hostile, {"montant": "1"}))[0] == 2
    assert sum(figures(desk.take(hostile, {"montant": "1"}))[1:]) == 2


def test_an_interrupted_import_is_visible_and_goes_on_in_the_same_stream(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("application.grants.importing.BATCH", 2)
    rows = published(*({"montant": str(amount)} for amount in range(1, 8)))

    class Stop(Exception):
        pass

    def stop(done: int, total: int) -> None:
        del total
        if done >= 4:
            raise Stop

    importing = Importing(desk.parts.execute, desk.parts.known_grants, desk.parts.settle)
    with pytest.raises(Stop):
        importing(scdl.read(rows), Asked(name="f.csv"), stop)
    assert len(desk.agreements()) == 4
    resumed = desk.take_bytes(rows, name="f.csv")
    assert (resumed.resumed, figures(resumed)) == (True, (7, 3, 4, 0, 0))
    assert len(desk.agreements()) == 7
    (begun,), (again,), (finished,) = desk.facts(Begun), desk.facts(Resumed), desk.facts(Finished)
    assert begun.stream == again.stream == finished.stream
    assert finished.event.counts.recorded == 7  # type: ignore[attr-defined]
    assert figures(desk.take_bytes(rows, name="f.csv")) == (7, 0, 7, 0, 0)


def test_an_import_that_others_overtake_records_only_what_is_left(
    any_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("application.grants.importing.BATCH", 2)
    rows = published(*({"montant": str(1 + number % 3), "idBeneficiaire": ""} for number in range(8)))
    other, came = build(any_desk.settings), list[Imported]()

    def overtaken(done: int, total: int) -> None:
        del total
        if done == 2 and not came:
            came.append(any_desk.take_bytes(rows, parts=other))

    importing = Importing(any_desk.parts.execute, any_desk.parts.known_grants, any_desk.parts.settle)
    slow = importing(scdl.read(rows), Asked(name="file.csv"), overtaken)
    other.close()
    (fast,) = came
    assert figures(slow) == (8, 2, 6, 0, 0)
    assert figures(fast) == (8, 6, 2, 0, 0)
    assert len(any_desk.agreements()) == 8
    (finished,) = any_desk.facts(Finished)
    assert finished.event.counts.recorded == 8  # type: ignore[attr-defined]


def test_two_imports_of_one_file_at_once_record_every_row_once(any_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("application.grants.importing.BATCH", 3)
    rows = published(*({"montant": str(1 + number % 5), "idBeneficiaire": ""} for number in range(30)))
    doors = [any_desk.parts, build(any_desk.settings)]
    start, came, failed = threading.Barrier(2), list[Imported](), list[BaseException]()

    def run(parts: Parts) -> None:
        start.wait()
        try:
            came.append(any_desk.take_bytes(rows, parts=parts))
        except BaseException as error:  # noqa: BLE001 — told below
            failed.append(error)

    threads = [threading.Thread(target=run, args=(parts,)) for parts in doors]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    doors[1].close()
    assert failed == []
    assert len(any_desk.agreements()) == 30
    assert sum(one.counts.recorded for one in came) == 30
    assert all(sum(figures(one)[1:]) == 30 for one in came)
    assert len({one.framework for one in came}) == 1
    assert len({one.stream for one in any_desk.facts() if one.stream.startswith("framework-")}) == 1
    organisations = {one.stream for one in any_desk.facts() if one.stream.startswith("organisation-")}
    assert len(organisations) == 2


def test_a_correction_keeps_the_claim_on_its_place_so_that_no_other_row_takes_it(desk: Desk) -> None:
    desk.take({"dateConvention": ""})
    desk.take({"montant": "1200.50"}, name="b.csv")
    (corrected,) = desk.facts(CorrectedFromPublication)
    state: Agreement = desk.state(corrected.stream)
    assert state.publication is not None
    holder = desk.parts.execute.house.directory.holder_of
    (claim,) = agreement_claims(state)
    assert holder(claim) == corrected.stream


def agreement_claims(state: Agreement) -> Any:
    known = state.publication
    assert known is not None
    assert known.content is not None
    registered = RegisteredFromPublication(
        framework=state.framework or FrameworkId(""),
        grantor=known.grantor,
        parties=(),
        published=known.published,
        key=known.key,
        occurrence=known.occurrence,
        source=known.source,
        on=date(2021, 1, 1),
    )
    return publication.claims(registered, state)


def test_the_row_of_an_agreement_and_the_grant_it_keeps_say_the_same(desk: Desk) -> None:
    desk.take({}, {"conditionsVersement": "2 versements 50%-50%", "objet": "b", "idBeneficiaire": OTHER_SIRET})
    for stream in desk.agreements():
        state: Agreement = desk.state(stream)
        assert state.publication is not None
        assert digest(grant_of(state.publication.published)) == state.publication.content


@pytest.mark.parametrize("columns", [("box",), ("of", "text"), ("of", "box", "commitment")])
def test_a_publisher_may_call_its_columns_what_sealed_values_are_made_of(desk: Desk, columns: tuple[str, ...]) -> None:
    data = published(dict.fromkeys(columns, "valeur"), columns=(*COLUMNS, *columns))
    assert figures(desk.take_bytes(data)) == (1, 1, 0, 0, 0)
    (kept,) = desk.published()
    assert {cell.column: cell.value for cell in kept.further} == dict.fromkeys(columns, "valeur")


def test_the_view_of_imports_rebuilt_from_the_log_is_the_one_that_was_kept_up(any_desk: Desk) -> None:
    any_desk.take({"montant": "100"}, {"objet": "b"})
    any_desk.take({"montant": "120"}, {"objet": "b"}, name="b.csv")
    any_desk.parts.settle()
    assert any_desk.parts.reading.rebuild("imports").differences == 0
    rows = any_desk.parts.reading.page("import_rows", {}, today=date(2026, 1, 1)).items
    sources = [(row["amount"], row["source"], row["import"]) for row in rows]
    imports = any_desk.parts.reading.page("imports", {"order": "id"}, today=date(2026, 1, 1)).items
    assert sources == [
        ({"amount": "120.00", "currency": "EUR"}, "b.csv, ligne 2", imports[1]["id"]),
        ({"amount": "1200.50", "currency": "EUR"}, "file.csv, ligne 3", imports[0]["id"]),
    ]
    (remarks,) = [any_desk.parts.reading.one("imports", str(imports[0]["id"]), today=date(2026, 1, 1))]
    assert remarks is not None
    assert [one["grantor"] for one in remarks["covers"]] == ["departement d essai"]  # type: ignore[index, union-attr]
