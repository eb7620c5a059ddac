"""Agreements known from what authorities publish: no more is claimed than the file says."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from domain.agreement import amount_on, decider, money_table
from domain.agreement.acts import ActBecameExecutory, ActRecorded, RecordAct
from domain.agreement.amendment import AmendmentRecorded, RecordAmendment
from domain.agreement.checks import WrittenAgreementRequired
from domain.agreement.overpayment import OverpaymentCleared, OverpaymentFound
from domain.agreement.parts import AidNature, Changes, Medium, Party, PartyNature, PartyRole, Stage
from domain.agreement.payment import Paid, PaidMoreThanAgreed, RecordPayment
from domain.agreement.publication import (
    AlreadyPublished,
    CompletePublication,
    CorrectedFromPublication,
    CorrectFromPublication,
    DestroyedInPublication,
    Doubt,
    DoubtKind,
    MissingFromPublication,
    NotKnownFromPublication,
    PublicationCompleted,
    RegisteredFromPublication,
    RegisterFromPublication,
    UnreadableInPublication,
)
from domain.agreement.readiness import PaidBeforeActExecutory
from domain.agreement.reprise import TakenOver, TakeOver
from domain.agreement.signing import RecordSignature, SignatoryNotEmpowered, Signed
from domain.agreement.state import Line, Published, PublishedInstalment
from domain.agreement.text import AgreementAlreadyBegun
from domain.irregularity import IrregularityRegularised
from domain.values import Digest, Period, Source, SourceKind, latest
from tests.domain.agreement_world import (
    CLUB,
    DELIBERATION,
    FILE,
    FRAMEWORK,
    NAMED,
    NATURES,
    PAPER,
    PARTIES,
    REGION,
    TEXT,
    TOWN,
    day,
    drafted,
    eur,
    noticed,
)
from tests.scenario import Scenario

scenario = Scenario(decider)

ROW = Published(
    title="aide au fonctionnement",
    beneficiaries=(CLUB,),
    amount=eur(20_000),
    convention_date=day(3, 14),
    decision="2026_03_CP_0027",
    nature=AidNature.IN_CASH,
    payment_conditions="autre : 2 versements 50%-50%",
    payment_period=Period(start=day(3, 14), end=day(12, 31)),
    instalments=(
        PublishedInstalment(label="1er versement", share=Decimal("0.5")),
        PublishedInstalment(label="2e versement", share=Decimal("0.5")),
    ),
    percentage=Decimal(1),
    eu_notified=False,
    columns={"secteur": "Culture"},
)
BARE = Published(title="Subvention d'équipement", beneficiaries=(CLUB,), amount=eur(20_000))
LATER = Source(kind=SourceKind.PUBLICATION, reference="v2.csv", digest=Digest("sha256:" + "e" * 64))
MEMBERS = (
    Party(organisation=TOWN, role=PartyRole.PAYER, nature=PartyNature.AUTHORITY),
    Party(organisation=CLUB, role=PartyRole.BENEFICIARY, nature=PartyNature.ASSOCIATION, share=Decimal(1)),
)


def register(published: Published = ROW, *doubts: Doubt) -> RegisterFromPublication:
    return RegisterFromPublication(
        framework=FRAMEWORK,
        grantor=TOWN,
        natures=NATURES,
        published=published,
        key="row-key",
        doubts=doubts,
        source=FILE,
        on=day(3, 14),
    )


def registered(published: Published = ROW) -> RegisteredFromPublication:
    share = published.percentage
    return RegisteredFromPublication(
        framework=FRAMEWORK,
        grantor=TOWN,
        parties=(MEMBERS[0], replace(MEMBERS[1], share=share)),
        published=published,
        key="row-key",
        occurrence=1,
        source=FILE,
        on=day(3, 14),
    )


def test_a_row_is_registered_as_it_says_and_nothing_more() -> None:
    scenario.given().when(register()).then(registered())
    agreement = decider.fold([registered()])
    assert (agreement.stage, agreement.signatures, agreement.acts) == (Stage.REGISTERED, (), ())
    assert (agreement.in_force_since, agreement.signed_on, agreement.kind) == (None, None, None)
    assert amount_on(agreement, day(3, 14)) == eur(20_000)


def test_the_same_row_registered_again_changes_nothing() -> None:
    scenario.given(registered()).when(register()).then_nothing()


def test_another_row_is_another_agreement() -> None:
    scenario.given(registered()).when(register(BARE)).then_refused(AgreementAlreadyBegun)


def test_each_doubt_leaves_an_irregularity() -> None:
    doubts = (
        Doubt(field="convention_date"),
        Doubt(field="grantor_siret", kind=DoubtKind.DESTROYED, published="2,43E+13"),
        Doubt(field="payment_period", kind=DoubtKind.UNREADABLE, published="fin-action", reason="pas une date"),
    )
    scenario.given().when(register(BARE, *doubts)).then(
        registered(BARE),
        noticed(MissingFromPublication, "convention_date", on=day(3, 14)),
        noticed(DestroyedInPublication, "grantor_siret", "2,43E+13", on=day(3, 14), number=2),
        noticed(UnreadableInPublication, "payment_period", "fin-action", "pas une date", on=day(3, 14), number=3),
    )


def test_a_large_cash_grant_of_no_known_agreement_is_irregular() -> None:
    large = replace(BARE, amount=eur(23_001))
    scenario.given().when(register(large)).then(
        registered(large), noticed(WrittenAgreementRequired, TOWN, 2026, on=day(3, 14))
    )
    scenario.given().when(register(replace(BARE, amount=eur(23_000)))).then(
        registered(replace(BARE, amount=eur(23_000)))
    )
    in_kind = replace(large, nature=AidNature.IN_KIND)
    scenario.given().when(register(in_kind)).then(registered(in_kind))


def test_of_an_unknown_beneficiary_nature_nothing_is_claimed() -> None:
    large = replace(BARE, amount=eur(23_001))
    command = replace(register(large), natures={TOWN: PartyNature.AUTHORITY})
    told = replace(registered(large), parties=(MEMBERS[0], Party(organisation=CLUB, role=PartyRole.BENEFICIARY)))
    scenario.given().when(command).then(told)


def correct(published: Published, *doubts: Doubt) -> CorrectFromPublication:
    return CorrectFromPublication(
        published=published, key="row-key", natures=NATURES, doubts=doubts, source=LATER, on=day(6, 1)
    )


def test_a_later_file_corrects_only_what_it_says_differently() -> None:
    told = CorrectedFromPublication(
        changed=frozenset({"amount"}), now=Published(amount=eur(21_000)), key="row-key", source=LATER, on=day(6, 1)
    )
    scenario.given(registered()).when(correct(replace(ROW, amount=eur(21_000)))).then(told)
    agreement = decider.fold([registered(), told])
    assert amount_on(agreement, day(3, 14)) == eur(21_000)
    assert agreement.publication is not None
    assert agreement.publication.published == replace(ROW, amount=eur(21_000))
    assert agreement.publication.source == LATER


def test_a_later_file_that_says_the_same_changes_nothing() -> None:
    scenario.given(registered()).when(correct(ROW)).then_nothing()


def test_a_correction_puts_its_doubts_to_rest_and_may_raise_others() -> None:
    doubt = noticed(MissingFromPublication, "convention_date", on=day(3, 14))
    dated = replace(BARE, convention_date=day(3, 10), payment_period=None, decision="x")
    new = Doubt(field="decision", kind=DoubtKind.UNREADABLE, published="x")
    scenario.given(registered(BARE), doubt).when(correct(dated, new)).then(
        CorrectedFromPublication(
            changed=frozenset({"convention_date", "decision"}),
            now=Published(convention_date=day(3, 10), decision="x"),
            key="row-key",
            source=LATER,
            on=day(6, 1),
        ),
        IrregularityRegularised(number=1, how="Corrigé par une publication.", on=day(6, 1)),
        noticed(UnreadableInPublication, "decision", "x", on=day(6, 1), number=2),
    )


def test_a_correction_may_name_another_beneficiary() -> None:
    moved = replace(ROW, beneficiaries=(REGION,))
    members = (MEMBERS[0], replace(MEMBERS[1], organisation=REGION, nature=PartyNature.AUTHORITY))
    told = CorrectedFromPublication(
        changed=frozenset({"beneficiaries"}),
        now=Published(beneficiaries=(REGION,)),
        parties=members,
        key="row-key",
        source=LATER,
        on=day(6, 1),
    )
    scenario.given(registered()).when(correct(moved)).then(told)
    assert latest(decider.fold([registered(), told]).parties) == members


def test_later_facts_complete_what_the_file_did_not_say() -> None:
    doubt = noticed(MissingFromPublication, "convention_date", on=day(3, 14))
    command = CompletePublication(convention_date=day(3, 10), source=PAPER, on=day(7, 1))
    told = PublicationCompleted(
        completed=frozenset({"convention_date"}),
        now=Published(convention_date=day(3, 10)),
        source=PAPER,
        on=day(7, 1),
    )
    scenario.given(registered(BARE), doubt).when(command).then(
        told, IrregularityRegularised(number=1, how="Complété.", on=day(7, 1))
    )
    scenario.given(registered(BARE), told).when(command).then_nothing()


def test_an_unknown_amount_is_completed_and_counts() -> None:
    nameless = replace(BARE, amount=None)
    told = PublicationCompleted(completed=frozenset({"amount"}), now=Published(amount=eur(900)), on=day(7, 1))
    scenario.given(registered(nameless)).when(CompletePublication(amount=eur(900), on=day(7, 1))).then(told)
    assert amount_on(decider.fold([registered(nameless), told]), day(3, 14)) == eur(900)


def test_what_the_file_says_is_not_completed_over() -> None:
    command = CompletePublication(amount=eur(1), scheme="x", on=day(7, 1))
    scenario.given(registered()).when(command).then_refused(AlreadyPublished, "amount")


def test_only_what_is_known_from_a_publication_is_corrected_or_completed() -> None:
    scenario.given(drafted()).when(CompletePublication(rae="1", on=day(7, 1))).then_refused(NotKnownFromPublication)
    scenario.given(drafted()).when(correct(ROW)).then_refused(NotKnownFromPublication)


def pay(amount: int) -> RecordPayment:
    return RecordPayment(payer=TOWN, year=2026, amount=eur(amount), source=FILE, on=day(7, 28))


def paid(amount: int) -> Paid:
    return Paid(payer=TOWN, year=2026, amount=eur(amount), beneficiary=CLUB, source=FILE, on=day(7, 28))


def test_a_published_payment_claims_no_order_and_no_irregularity() -> None:
    scenario.given(registered()).when(pay(20_000)).then(paid(20_000))
    table = money_table(decider.fold([registered(), paid(20_000)]))
    assert table == (Line(payer=TOWN, year=2026, paid=eur(20_000)),)


def test_more_published_payments_than_the_amount_are_an_overpayment() -> None:
    scenario.given(registered(), paid(19_000)).when(pay(1_500)).then(
        paid(1_500),
        OverpaymentFound(payer=TOWN, year=2026, amount=eur(500), on=day(7, 28)),
        noticed(PaidMoreThanAgreed, on=day(7, 28)),
    )


def test_a_raised_amount_clears_the_overpayment_it_explains() -> None:
    found = OverpaymentFound(payer=TOWN, year=2026, amount=eur(500), on=day(7, 28))
    given = scenario.given(registered(), paid(20_500), found)
    given.when(correct(replace(ROW, amount=eur(20_200)))).then(
        CorrectedFromPublication(
            changed=frozenset({"amount"}),
            now=Published(amount=eur(20_200)),
            key="row-key",
            source=LATER,
            on=day(6, 1),
        ),
        OverpaymentCleared(payer=TOWN, year=2026, amount=eur(200), on=day(6, 1)),
    )


def test_a_published_amendment_is_recorded_with_its_source() -> None:
    command = RecordAmendment(
        stated_number=1, title="Avenant", amount=eur(30_000), signed_on=day(9, 1), source=FILE, on=day(9, 1)
    )
    told = AmendmentRecorded(
        number=1,
        stated_number=1,
        title="Avenant",
        changes=Changes(amount=eur(30_000)),
        signed_on=day(9, 1),
        source=FILE,
        on=day(9, 1),
    )
    scenario.given(registered()).when(command).then(told)
    agreement = decider.fold([registered(), told])
    assert (amount_on(agreement, day(8, 31)), amount_on(agreement, day(9, 1))) == (eur(20_000), eur(30_000))


def test_acts_and_signatures_come_to_light_later() -> None:
    act = ActRecorded(number=1, by=TOWN, reference=DELIBERATION, source=PAPER, on=day(2, 1))
    scenario.given(registered()).when(RecordAct(by=TOWN, reference=DELIBERATION, source=PAPER, on=day(2, 1))).then(act)
    command = RecordSignature(party=CLUB, capacity="présidente", on=day(3, 14))
    scenario.given(registered(), act).when(command).then(
        Signed(party=CLUB, medium=Medium.PAPER, capacity="présidente", source=command.source, on=day(3, 14)),
        noticed(SignatoryNotEmpowered, CLUB, on=day(3, 14)),
    )


def test_a_registered_agreement_is_taken_over_once_its_real_state_is_known() -> None:
    common = {
        "framework": FRAMEWORK,
        "stage": Stage.NEGOTIATION,
        "title": "aide au fonctionnement",
        "text": TEXT,
        "end": date(2026, 12, 31),
        "source": PAPER,
        "on": day(8, 1),
    }
    told = TakenOver(parties=PARTIES, **common)  # type: ignore[arg-type]
    command = TakeOver(parties=NAMED, natures=NATURES, **common)  # type: ignore[arg-type]
    scenario.given(registered(), paid(20_000)).when(command).then(told)
    after = decider.fold([registered(), paid(20_000), told])
    assert (after.stage, money_table(after)[0].paid) == (Stage.NEGOTIATION, eur(20_000))
    assert after.publication is not None


def test_once_taken_over_a_later_publication_no_longer_says_what_the_agreement_is() -> None:
    told = TakenOver(
        framework=FRAMEWORK,
        stage=Stage.NEGOTIATION,
        title="Projet associatif",
        parties=PARTIES,
        amount=eur(19_000),
        source=PAPER,
        on=day(8, 1),
    )
    later = CorrectedFromPublication(
        changed=frozenset({"amount", "title"}),
        now=Published(amount=eur(21_000), title="Autre objet"),
        key="row-key",
        source=LATER,
        on=day(9, 1),
    )
    agreement = decider.fold([registered(), told, later])
    assert (agreement.title, latest(agreement.amounts)) == ("Projet associatif", eur(19_000))
    assert agreement.publication is not None
    assert agreement.publication.published.amount == eur(21_000)


def test_of_an_act_found_later_an_unknown_transmission_is_no_breach() -> None:
    act = ActRecorded(number=1, by=TOWN, reference=DELIBERATION, source=PAPER, on=day(2, 1))
    scenario.given(registered(), act).when(pay(20_000)).then(paid(20_000))
    late = ActBecameExecutory(act=1, on=day(8, 1))
    scenario.given(registered(), act, late).when(pay(20_000)).then(
        paid(20_000), noticed(PaidBeforeActExecutory, TOWN, on=day(7, 28))
    )
