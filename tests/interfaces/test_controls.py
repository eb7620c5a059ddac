"""Each control on facts made for it, on the sample territory and on real grant files; the report to file."""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from string import Formatter
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from application.controls.control import Controlled, ControlsReport, Finding
from application.controls.running import CONTROLS, run
from application.documents import PdfUnavailable
from application.grants.importing import Asked, Importing
from domain import committee, meeting, organisation
from domain.agreement import acts, amendment, payment, reprise, signing, text
from domain.agreement import parts as words
from domain.agreement.schedule import ReceiveReport
from domain.bylaws import Choice, CollegeVotes, OutcomeKind
from domain.irregularity import AcceptIrregularity, IrregularityState, RegulariseIrregularity
from domain.mandate import Role
from domain.values import (
    ActReference,
    CommitteeId,
    FrameworkId,
    Money,
    OrganisationId,
    Period,
    PersonId,
    Source,
    SourceKind,
)
from infrastructure.formats import pdf as pdf_writer
from interfaces.api.app import create_app
from interfaces.main import build
from interfaces.telling import report as paper
from interfaces.telling.controls import as_json, lines
from interfaces.telling.names import names_of
from interfaces.telling.trail import trail
from interfaces.words.control import FOUND, QUESTIONS, TITLES
from tests.infrastructure.grants import shared
from tests.interfaces.conftest import LONG_AGO, World, opened_world, settings_in
from tests.interfaces.sample_log import Sample, told_sample

TODAY = date(2026, 11, 25)
FINANCE = Source(kind=SourceKind.FINANCE_SYSTEM, reference="grand livre")
PAPER = Source(kind=SourceKind.PAPER, reference="dossier")
SIGNED, PAID = date(2024, 6, 1), date(2024, 3, 1)


@dataclass(frozen=True)
class House:
    """A world, and the controls over its framework."""

    world: World

    def run(self) -> ControlsReport:
        return run(trail(self.world.parts), self.world.framework, TODAY)

    def control(self, name: str) -> Controlled:
        return next(one for one in self.run().controls if one.name == name)

    def of(self, name: str, stream: str) -> list[Finding]:
        return [one for one in self.control(name).findings if one.subject == stream]

    def agreement(self, title: str, *, end: date | None = None) -> str:
        world = self.world
        return world.do(
            "coordinator",
            "agreement",
            text.Draft,
            framework=FrameworkId(world.framework),
            kind=words.AgreementKind.GRANT,
            title=title,
            parties=(
                words.NamedParty(organisation=OrganisationId(world.authority), role=words.PartyRole.PAYER),
                words.NamedParty(organisation=OrganisationId(world.association), role=words.PartyRole.BENEFICIARY),
            ),
            amount=Money.of(5000),
            nature=words.AidNature.IN_CASH,
            end=end,
            on=date(2024, 1, 10),
        )

    def do(self, stream: str, command: type, **fields: Any) -> None:
        self.world.do("coordinator", stream.partition("-")[0], command, stream, **fields)

    def pay(self, stream: str, on: date) -> None:
        self.do(
            stream,
            payment.RecordPayment,
            payer=OrganisationId(self.world.authority),
            year=on.year,
            amount=Money.of(1000),
            source=FINANCE,
            on=on,
        )

    def sign(self, stream: str, on: date, act: int | None = None) -> None:
        for party, own in ((self.world.authority, act), (self.world.association, None)):
            self.do(stream, signing.RecordSignature, party=OrganisationId(party), act=own, source=PAPER, on=on)

    def act(self, stream: str, adopted: date, executory: date) -> None:
        reference = ActReference(number="2024-7", adopted_on=adopted)
        self.do(
            stream,
            acts.RecordAct,
            by=OrganisationId(self.world.authority),
            reference=reference,
            source=PAPER,
            on=adopted,
        )
        self.do(stream, acts.PublishAct, act=1, on=executory)
        self.do(stream, acts.TransmitAct, act=1, on=executory)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Generator[House]:
    with opened_world(tmp_path_factory.mktemp("controls")) as world:
        yield House(world)


def test_paid_before_signature_is_found_with_its_days_and_its_evidence(house: House) -> None:
    stream = house.agreement("Payée d'abord")
    house.pay(stream, PAID)
    house.sign(stream, SIGNED)
    (found,) = house.of("paid-before-signature", stream)
    assert (found.case, found.values["days"], found.article) == ("before", 92, "décret 2001-495 art. 1")
    assert [one.name for one in found.proofs] == ["agreement.paid", "agreement.signed"]
    assert found.settled is not None
    assert found.settled.state is IrregularityState.OPEN


def test_paid_after_signature_or_cancelled_is_not_found(house: House) -> None:
    stream = house.agreement("Payée ensuite")
    house.pay(stream, PAID)
    house.do(
        stream,
        payment.CancelPayment,
        payer=OrganisationId(house.world.authority),
        year=PAID.year,
        amount=Money.of(1000),
        source=FINANCE,
        on=PAID,
    )
    house.sign(stream, SIGNED)
    house.pay(stream, SIGNED)
    assert house.of("paid-before-signature", stream) == []


def test_paid_and_never_signed_is_found_too(house: House) -> None:
    stream = house.agreement("Jamais signée")
    house.pay(stream, PAID)
    (found,) = house.of("paid-before-signature", stream)
    assert (found.case, found.values["signed_on"]) == ("never-signed", None)


def test_paid_before_the_act_was_executory_is_found(house: House) -> None:
    early, late, never = (house.agreement(title) for title in ("Acte après", "Acte avant", "Acte muet"))
    house.act(early, date(2024, 2, 1), date(2024, 4, 1))
    house.act(late, date(2024, 2, 1), date(2024, 2, 20))
    reference = ActReference(number="2024-8", adopted_on=date(2024, 2, 1))
    by = OrganisationId(house.world.authority)
    house.do(never, acts.RecordAct, by=by, reference=reference, source=PAPER, on=date(2024, 2, 1))
    for stream in (early, late, never):
        house.pay(stream, PAID)
    (found,) = house.of("paid-before-executory-act", early)
    assert (found.case, found.values["executory_on"], found.rule) == (
        "before",
        date(2024, 4, 1),
        "paid-before-act-executory",
    )
    assert house.of("paid-before-executory-act", late) == []
    assert [one.case for one in house.of("paid-before-executory-act", never)] == ["never"]


def test_an_agreement_signed_by_an_authority_without_an_act_is_found(house: House) -> None:
    bare, founded, draft = (house.agreement(title) for title in ("Sans acte", "Avec acte", "Projet"))
    house.sign(bare, SIGNED)
    house.act(founded, date(2024, 2, 1), date(2024, 2, 20))
    house.sign(founded, SIGNED, act=1)
    (found,) = house.of("agreement-without-act", bare)
    assert (found.case, found.values["authority"]) == ("party", house.world.authority)
    assert house.of("agreement-without-act", founded) == []
    assert house.of("agreement-without-act", draft) == []


def test_a_report_that_came_late_or_never_is_found(house: House) -> None:
    late, never, timely = (house.agreement(title) for title in ("Rapport tardif", "Rapport absent", "Rapport à temps"))
    by = OrganisationId(house.world.association)
    for stream in (late, never, timely):
        house.pay(stream, PAID)
    house.do(late, ReceiveReport, year=2024, by=by, on=date(2025, 7, 10))
    house.do(timely, ReceiveReport, year=2024, by=by, on=date(2025, 6, 30))
    (found,) = house.of("report-late", late)
    assert (found.case, found.values["due_on"], found.values["days"]) == ("received", date(2025, 6, 30), 10)
    (found,) = house.of("report-late", never)
    assert (found.case, found.values["days"]) == ("awaited", (TODAY - date(2025, 6, 30)).days)
    assert house.of("report-late", timely) == []


def test_a_vote_by_somebody_who_was_interested_all_along_is_found_once_that_is_known(house: House) -> None:
    world = house.world
    stream, seats = sitting(house)
    before = house.of("interested-vote", stream)
    world.mandate("treasurer", Role.MEMBER, world.association, period=Period(start=LONG_AGO))
    world.parts.settle()
    found = house.of("interested-vote", stream)
    assert before == []
    assert [(one.values["item"], one.values["seat"], one.case) for one in found] == [
        ("1", "S1", "voted"),
        ("2", "S1", "stayed"),
    ]
    assert {one.values["person"] for one in found} == {seats["S1"]}
    assert [one.proofs[0].name for one in found] == ["meeting.outcome-recorded"] * 2


def sitting(house: House) -> tuple[str, dict[str, str]]:
    """A meeting of three that decides twice on the association's behalf: by name, then by totals."""
    world = house.world
    people = {"S1": world.person("treasurer"), "S2": world.person("second"), "S3": world.person("third")}
    body = world.do(
        "coordinator", "committee", committee.ConstituteCommittee, framework=FrameworkId(world.framework), name="Jury"
    )
    for seat, person in people.items():
        house.do(body, committee.CreateSeat, seat=seat, on=LONG_AGO)
        house.do(body, committee.FillSeat, seat=seat, person=PersonId(person), source=PAPER, on=LONG_AGO)
    house.do(body, committee.AppointChair, seat="S2", on=LONG_AGO)
    house.do(body, committee.AdoptBylaws, preset="association-general-meeting", on=LONG_AGO)
    house.do(body, committee.InstallCommittee, source=PAPER, on=LONG_AGO)
    world.parts.settle()
    now = world.parts.clock.now()
    stream = world.do(
        "coordinator",
        "meeting",
        meeting.ScheduleMeeting,
        framework=FrameworkId(world.framework),
        committee=CommitteeId(body),
        title="Jury",
        held_on=now.date(),
        on=now.date() - timedelta(days=40),
    )
    for name in ("1", "2"):
        house.do(
            stream, meeting.AddItem, item=name, title=f"Aide {name}", beneficiary=OrganisationId(world.association)
        )
    house.do(stream, meeting.ConveneMeeting, source=PAPER, on=now.date() - timedelta(days=30))
    house.do(stream, meeting.OpenMeeting, chair="S2", on_site=frozenset(people))
    for name in ("1", "2"):
        house.do(stream, meeting.CallItem, item=name)
        house.do(stream, meeting.OpenVote, item=name)
    for seat in people:
        house.do(stream, meeting.CastVote, item="1", seat=seat, choice=Choice.IN_FAVOUR)
    house.do(stream, meeting.EnterTotals, item="2", totals=(CollegeVotes(in_favour=3),))
    for name in ("1", "2"):
        house.do(stream, meeting.RecordOutcome, item=name, kind=OutcomeKind.DECISION)
    return stream, people


def test_an_identifier_that_cannot_be_read_or_is_missing_is_found_among_the_parties(house: House) -> None:
    world = house.world
    register = organisation.Register
    kind = organisation.Kind.ASSOCIATION
    unknown = world.do("administrator", "organisation", register, name="Sans numéro", kind=kind)
    doubt = organisation.Identifiers(doubtful="2,43E+13")
    doubtful = world.do(
        "administrator", "organisation", register, name="Tableur", kind=kind, identifiers=doubt, source=PAPER
    )
    stranger = world.do("administrator", "organisation", register, name="Ailleurs", kind=kind)
    world.do(
        "coordinator",
        "agreement",
        text.Draft,
        framework=FrameworkId(world.framework),
        kind=words.AgreementKind.FRAMEWORK,
        title="À trois",
        parties=tuple(
            words.NamedParty(organisation=OrganisationId(one)) for one in (unknown, doubtful, world.authority)
        ),
    )
    world.parts.settle()
    assert [one.case for one in house.of("identifier-in-doubt", unknown)] == ["missing"]
    (found,) = house.of("identifier-in-doubt", doubtful)
    assert (found.case, found.values["text"]) == ("doubtful", "2,43E+13")
    assert house.of("identifier-in-doubt", world.authority) == []
    assert house.of("identifier-in-doubt", stranger) == [], "no party to anything here"


def test_an_amendment_signed_after_the_end_is_found_and_one_that_prolongs_in_time_is_not(house: House) -> None:
    late, timely = (taken_over(house, title) for title in ("Avenant tardif", "Avenant à temps"))
    for stream, day in ((late, date(2024, 2, 1)), (timely, date(2023, 12, 31))):
        changed: dict[str, Any] = {"end": date(2025, 12, 31), "title": "Prolongation", "signed_on": day}
        house.do(stream, amendment.RecordAmendment, **changed, source=PAPER, on=day)
    (found,) = house.of("amendment-after-end", late)
    assert (found.values["number"], found.values["end"], found.values["days"]) == (1, date(2023, 12, 31), 32)
    assert house.of("amendment-after-end", timely) == []


def taken_over(house: House, title: str) -> str:
    """An agreement of 2023, entered as it was."""
    world = house.world
    return world.do(
        "coordinator",
        "agreement",
        reprise.TakeOver,
        framework=FrameworkId(world.framework),
        kind=words.AgreementKind.GRANT,
        stage=words.Stage.IN_FORCE,
        title=title,
        parties=(words.NamedParty(organisation=OrganisationId(world.authority), role=words.PartyRole.PAYER),),
        in_force_since=date(2023, 1, 1),
        signed_on=date(2022, 12, 1),
        end=date(2023, 12, 31),
        source=PAPER,
        on=date(2023, 1, 1),
    )


def test_what_was_recorded_long_after_it_took_effect_is_found_once_a_file(house: House) -> None:
    stream = house.agreement("Consignée tard")
    house.do(stream, text.OpenNegotiation, on=date(2024, 1, 20))
    (found,) = house.of("recorded-late", stream)
    assert (found.case, found.values["count"], found.values["effective"]) == ("unsourced", 2, date(2024, 1, 10))
    assert found.values["actor"] == house.world.coordinator
    fresh = house.world.parts.clock.now().date()
    other = house.world.do(
        "coordinator",
        "agreement",
        text.Draft,
        framework=FrameworkId(house.world.framework),
        kind=words.AgreementKind.FRAMEWORK,
        title="Consignée le jour même",
        parties=(words.NamedParty(organisation=OrganisationId(house.world.authority)),),
        on=fresh,
    )
    assert house.of("recorded-late", other) == []
    assert house.of("recorded-late", taken_over(house, "Reprise")) == [], "a takeover is late by nature"


def test_open_irregularities_and_who_accepted_which_are_listed_and_those_put_right_are_not(house: House) -> None:
    stream = house.agreement("Irrégulière")
    house.pay(stream, PAID)
    open_ones = house.of("irregularities", stream)
    assert {one.case for one in open_ones} == {"open"}
    house.do(stream, AcceptIrregularity, number=1, reasons="Constaté par le conseil.")
    house.do(stream, RegulariseIrregularity, number=2, how="Pièce versée.")
    found = house.of("irregularities", stream)
    assert [one.values["number"] for one in found if one.case == "accepted"] == [1]
    assert 2 not in [one.values["number"] for one in found]
    settled = found[0].settled
    assert settled is not None
    assert (settled.by, settled.mandate, settled.words) == (
        house.world.coordinator,
        house.world.coordinator_mandate,
        "Constaté par le conseil.",
    )


def test_every_control_is_named_asked_and_told_in_both_languages_whatever_it_finds(house: House) -> None:
    report = house.run()
    names = names_of(house.world.parts)
    for control in report.controls:
        assert set(TITLES[control.name]) == set(QUESTIONS[control.name]) == {"fr", "en"}
        for language in ("fr", "en"):
            for line in lines(control, names, language):
                assert "{" not in line.words
                assert "organisation-" not in line.words, line.words
    assert {one.name for one in CONTROLS} == set(TITLES)


def test_both_languages_name_the_same_values() -> None:
    for case, said in FOUND.items():
        named = [{field for _, field, _, _ in Formatter().parse(said[each]) if field} for each in ("fr", "en")]
        assert named[0] == named[1], case


def test_every_event_that_shows_a_finding_is_in_the_log_where_it_says(house: House) -> None:
    for control in house.run().controls:
        for finding in control.findings:
            assert finding.proofs, finding
            for one in finding.proofs:
                (fact,) = house.world.parts.log.at([one.position])
                assert (fact.event_id, fact.stream) == (one.event, finding.subject)


def test_the_api_and_the_command_line_find_the_same(house: House) -> None:
    stream = house.agreement("Payée puis signée")
    house.pay(stream, PAID)
    house.sign(stream, SIGNED)
    answer = house.world.client().get(
        f"/api/v1/frameworks/{house.world.framework}/controls", params={"today": TODAY.isoformat()}
    )
    found = answer.json()
    assert answer.status_code == 200
    assert found == json.loads(json.dumps(as_json(house.run(), names_of(house.world.parts), house.world.parts.encoder)))
    first = next(one for one in found["controls"][0]["findings"] if one["subject"] == stream)
    assert first["words"]["en"].startswith("EUR 1,000.00 paid by Commune des Essais on 2024-03-01")
    assert first["words"]["fr"].startswith("1\u202f000,00\u00a0€ versés par Commune des Essais le 01/03/2024")
    assert first["cure"]["fr"] == "Le payeur ratifie le versement ou le récupère."


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Generator[Sample]:
    with told_sample(tmp_path_factory.mktemp("controls-sample")) as told:
        yield told


def test_the_sample_territory_has_one_finding_where_its_story_has_one(sample: Sample) -> None:
    report = run(trail(sample.parts), sample.framework, TODAY)
    counts = {one.name: (one.unknown, len(one.findings)) for one in report.controls}
    assert counts == {
        "paid-before-signature": (0, 0),
        "paid-before-executory-act": (0, 0),
        "agreement-without-act": (0, 1),
        "report-late": (0, 1),
        "interested-vote": (1, 1),
        "identifier-in-doubt": (0, 1),
        "amendment-after-end": (0, 0),
        "recorded-late": (0, 6),
        "irregularities": (0, 6),
    }
    (bare,) = next(one for one in report.controls if one.name == "agreement-without-act").findings
    assert bare.settled is not None
    assert bare.settled.state is IrregularityState.ACCEPTED


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (
            "vendee_conventions_2018.csv",
            {"paid-before-signature": 0, "agreement-without-act": 0, "identifier-in-doubt": 0},
        ),
        (
            "mayenne_conventions_2018.xlsx",
            {"paid-before-signature": 0, "agreement-without-act": 0, "identifier-in-doubt": 19},
        ),
        (
            "toulouse_subventions_2022.csv",
            {"paid-before-signature": 0, "agreement-without-act": 396, "identifier-in-doubt": 382},
        ),
        (
            "maine-et-loire_conventions_2017.csv",
            {"paid-before-signature": 1, "agreement-without-act": 0, "identifier-in-doubt": 6},
        ),
    ],
)
def test_real_grant_files_are_found_as_they_were_published(tmp_path: Path, file: str, expected: dict[str, int]) -> None:
    source = shared(f"grants/{file}")
    parts = build(settings_in(tmp_path))
    try:
        read = parts.grant_files.read(source)
        importing = Importing(parts.execute, parts.known_grants, parts.settle)
        importing(read, Asked(name=source.name, framework=None, corrects=None, actor="import", only_plan=False))
        parts.settle()
        (framework,) = (str(row["id"]) for row in parts.reading.page("frameworks", {}, today=TODAY).items)
        report = run(trail(parts), framework, TODAY)
        counts = {one.name: len(one.findings) for one in report.controls}
        assert {name: counts[name] for name in expected} == expected
        assert counts["recorded-late"] == 0, "an import is late by nature"
        looked = {one.name: one.checked for one in report.controls}
        assert looked["agreement-without-act"] == parts.reading.count("agreements", {}, today=TODAY)
        if file.startswith("maine"):
            (early,) = next(one for one in report.controls if one.name == "paid-before-signature").findings
            assert (early.case, early.values["amount"], early.values["days"]) == ("published", Money.of(32_000), 72)
    finally:
        parts.close()


def test_the_workbook_holds_every_finding_and_takes_no_text_for_a_formula(sample: Sample, tmp_path: Path) -> None:
    path = tmp_path / "controls.xlsx"
    result = sample.run("controls", sample.framework, "--xlsx", str(path), "--lang", "fr")
    assert result.exit_code == 0, result.output
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[0] == "1. Contrôles"
    assert len(book.sheetnames) == 1 + len(CONTROLS)
    summary = {row[0]: row[3] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True) if row[0]}
    for sheet, control in zip(book.worksheets[1:], CONTROLS, strict=True):
        assert sheet.max_row - 1 == summary[TITLES[control.name]["fr"]]
    writer = sample.parts.documents
    content = writer.workbook([paper.Sheet("a/b", ["x"], [("=1+1",), ("\x07bell",)])])
    cells = [cell for (cell,) in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type) for cell in cells] == [("=1+1", "s"), ("bell", "s")]
    assert zipfile.is_zipfile(path)


def printed(sample: Sample, tmp_path: Path, language: str) -> bytes:
    path = tmp_path / f"controls-{language}.pdf"
    result = sample.run("controls", sample.framework, "--pdf", str(path), "--lang", language)
    if result.exit_code == 3 and "apt-get install" in result.stderr:
        pytest.skip(result.stderr.splitlines()[-1][:200])
    assert result.exit_code == 0, result.output
    return path.read_bytes()


def unpacked(document: bytes) -> bytes:
    """The streams of a PDF, decompressed where they are compressed."""
    found = (match[1] for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", document, re.DOTALL))
    return b"".join(zlib.decompress(one) if one[:1] == b"x" else one for one in found)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_report_to_file_is_a_pdf_for_the_archive_with_every_control(
    sample: Sample, tmp_path: Path, language: str
) -> None:
    made = printed(sample, tmp_path, language)
    assert made.startswith(b"%PDF-")
    assert b'pdfaid:part="3"' in unpacked(made)
    page = paper.page(
        run(trail(sample.parts), sample.framework, TODAY),
        names_of(sample.parts),
        language,
        datetime(2026, 1, 1, tzinfo=UTC),
    )
    for name in TITLES:
        assert f'id="{name}"' in page
    assert "Europe/Paris" in page
    assert str(sample.parts.log.position()) in page


def test_what_people_wrote_is_never_markup_in_the_report(house: House) -> None:
    stream = house.agreement("<script>alert(1)</script> & Cie")
    house.pay(stream, PAID)
    page = paper.page(house.run(), names_of(house.world.parts), "fr", house.world.parts.clock.now())
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Cie" in page


def test_where_no_pdf_can_be_made_what_to_install_is_said(
    sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> Any:
        raise OSError(f"cannot load library for {name}")

    monkeypatch.setattr(pdf_writer, "import_module", missing)
    with pytest.raises(PdfUnavailable, match=r"libpango-1\.0-0"):
        pdf_writer.pdf_of("<p>")
    path = tmp_path / "none.pdf"
    result = sample.run("controls", sample.framework, "--pdf", str(path))
    assert result.exit_code == 3
    assert "apt-get install -y libpango-1.0-0" in result.stderr
    assert not path.exists()


def test_controls_are_told_to_people_and_finding_something_is_no_failure(sample: Sample) -> None:
    told = sample.run("controls", sample.framework, "--lang", "fr")
    assert told.exit_code == 0
    assert "Compte rendu 2024 de SCOP Menuiserie des Trois-Vallons, dû le 30/06/2025" in told.stdout
    assert "acceptée par Maud Ferrandier" in told.stdout
    found = json.loads(sample.run("controls", sample.framework, "--json").stdout)
    assert found["found"] == sum(len(one["findings"]) for one in found["controls"]) > 0
    assert found["zone"] == "Europe/Paris"


def test_the_workbook_and_the_report_are_fetched_over_http(sample: Sample) -> None:
    client = TestClient(create_app(sample.parts))
    where = f"/api/v1/frameworks/{sample.framework}/controls"
    french = openpyxl.load_workbook(io.BytesIO(client.get(f"{where}.xlsx").content))
    english = client.get(f"{where}.xlsx", headers={"Accept-Language": "en"})
    assert len(french.sheetnames) == len(openpyxl.load_workbook(io.BytesIO(english.content)).sheetnames) > 1
    assert client.get(f"{where}.pdf").content.startswith(b"%PDF")
