"""Who signs which text by which power, from when it binds, and how it is amended."""

from dataclasses import replace
from datetime import date

import pytest

from domain.agreement import decider, end_on
from domain.agreement.acts import (
    ActBecameExecutory,
    ActPublished,
    ActRecorded,
    ActTransmitted,
    NoSuchAct,
    NoSuchAmendment,
    PublishAct,
    RecordAct,
    TransmitAct,
)
from domain.agreement.amendment import (
    AmendmentChangesNothing,
    AmendmentDrafted,
    AmendmentNumberOutOfOrder,
    AmendmentRecorded,
    AmendmentSignedAlready,
    AmendmentUnsigned,
    AmendmentWithdrawn,
    BridgeYearOutside,
    DraftAmendment,
    NothingToAmend,
    RecordAmendment,
    WithdrawAmendment,
)
from domain.agreement.challenge import ActSuspended
from domain.agreement.checks import (
    ApplicationMissing,
    DocumentFiled,
    FileDocument,
    RepublicanContractMissing,
)
from domain.agreement.effect import (
    AmendmentTookEffect,
    Notified,
    NotifiedBeforeSigned,
    Notify,
    SignedByAll,
    TookEffect,
)
from domain.agreement.parts import (
    AgreementKind,
    Changes,
    Clauses,
    EffectRule,
    Medium,
    NamedParty,
    NotAParty,
    Party,
    PartyNature,
    PartyRole,
    Stage,
)
from domain.agreement.signing import (
    Accede,
    Acceded,
    ActApprovesAnotherText,
    ActBehindSignatureMissing,
    ActNotExecutory,
    AmendmentAfterTheEnd,
    CertifyCopies,
    CopiesCertified,
    NothingToCertify,
    NotOpenToAccession,
    NotReadyToSign,
    NotTheSecretary,
    NotTheTextOnTheTable,
    RecordSignature,
    Sign,
    SignatoryNotEmpowered,
    Signed,
)
from domain.agreement.state import AmendmentStage, DocumentKind
from domain.agreement.term import Expired
from domain.agreement.text import Drafted, TextRevised
from domain.irregularity import IrregularityRegularised
from domain.mandate.power import Empowerment, Role
from domain.values import ActKind, ActReference, MandateId, OrganisationId, PersonId, Protected, latest
from tests.domain.agreement_world import (
    ALL_SIGNED,
    CLUB,
    CLUB_SIGNED,
    FILE,
    FILED,
    FRAMEWORK,
    IN_FORCE,
    NEGOTIATING,
    NEW_TEXT,
    NOTIFIED,
    PAPER,
    PARTIES,
    REGION,
    STRANGER,
    TEXT,
    TOWN,
    TOWN_ACT,
    TOWN_SIGNED,
    approved,
    day,
    drafted,
    eur,
    in_force,
    noticed,
    powers,
    signed,
    text,
)
from tests.scenario import Scenario

scenario = Scenario(decider)


def sign(
    party: OrganisationId, on: date, by: Empowerment | None = None, act: int | None = None, amendment: int | None = None
) -> Sign:
    return Sign(
        party=party,
        mandate=MandateId(f"mandate-{party}"),
        powers=by or powers(party),
        text=TEXT.digest if amendment is None else NEW_TEXT.digest,
        act=act,
        amendment=amendment,
        on=on,
    )


def test_a_signature_names_the_person_the_power_and_the_act_behind_it() -> None:
    scenario.given(*approved()).when(sign(CLUB, day(2, 10))).then(CLUB_SIGNED)


def test_the_last_signature_completes_the_agreement() -> None:
    scenario.given(*approved(), CLUB_SIGNED).when(sign(TOWN, day(2, 12))).then(TOWN_SIGNED, ALL_SIGNED)


def test_signing_twice_changes_nothing() -> None:
    scenario.given(*approved(), CLUB_SIGNED).when(sign(CLUB, day(2, 11))).then_nothing()


def test_a_party_signs_the_text_on_the_table() -> None:
    revised = TextRevised(text=NEW_TEXT, on=day(2, 4))
    given = scenario.given(*approved(), revised)
    given.when(sign(CLUB, day(2, 10))).then_refused(NotTheTextOnTheTable, TEXT.digest)


def test_only_a_party_signs() -> None:
    scenario.given(*approved()).when(sign(STRANGER, day(2, 10))).then_refused(NotAParty, STRANGER)


def test_a_draft_is_not_signed_before_it_is_negotiated() -> None:
    scenario.given(drafted()).when(sign(CLUB, day(2, 10))).then_refused(NotReadyToSign, Stage.DRAFT)


@pytest.mark.parametrize(
    "by",
    [
        powers(CLUB, may_sign=False),
        powers(CLUB, until=day(2, 9)),
        powers(STRANGER),
    ],
)
def test_the_signatory_is_empowered_on_the_day(by: Empowerment) -> None:
    given = scenario.given(*approved())
    given.when(sign(CLUB, day(2, 10), by)).then_refused(SignatoryNotEmpowered, CLUB, by.mandate)


def test_a_power_for_another_framework_does_not_reach_this_one() -> None:
    elsewhere = Empowerment(
        mandate=MandateId("mandate-club"),
        person=PersonId("person-club"),
        organisation=CLUB,
        role=Role.REPRESENTATIVE,
        may_sign=True,
        framework=type(FRAMEWORK)("framework-2"),
    )
    given = scenario.given(*approved())
    given.when(sign(CLUB, day(2, 10), elsewhere)).then_refused(SignatoryNotEmpowered, CLUB, elsewhere.mandate)


def test_an_authority_signs_by_a_named_act() -> None:
    given = scenario.given(drafted(), *FILED, NEGOTIATING)
    given.when(sign(TOWN, day(2, 12))).then_refused(ActBehindSignatureMissing)


def test_an_authority_signs_after_its_act_is_executory() -> None:
    given = scenario.given(drafted(), NEGOTIATING, TOWN_ACT)
    given.when(sign(TOWN, day(2, 12))).then_refused(ActNotExecutory, 1)


def test_an_executory_act_that_is_suspended_gives_no_signature() -> None:
    given = scenario.given(*approved(), ActSuspended(act=1, ground="Urgence", on=day(2, 11)))
    given.when(sign(TOWN, day(2, 12))).then_refused(ActNotExecutory, 1)


def test_the_act_behind_a_signature_approves_that_text() -> None:
    given = scenario.given(*approved(), TextRevised(text=NEW_TEXT, on=day(2, 11)))
    command = Sign(party=TOWN, mandate=MandateId("m"), powers=powers(TOWN), text=NEW_TEXT.digest, on=day(2, 12))
    given.when(command).then_refused(ActApprovesAnotherText, 1)


def test_the_act_named_is_the_partys_own() -> None:
    scenario.given(*approved()).when(sign(TOWN, day(2, 12), act=2)).then_refused(NoSuchAct, 2)


def test_a_paper_signature_stands_with_an_irregularity_for_each_rule_it_broke() -> None:
    chair = Protected(of=PersonId("person-chair"), text="Awa Diop")
    given = scenario.given(drafted(), *FILED, NEGOTIATING, TOWN_ACT)
    command = RecordSignature(party=TOWN, signatory=chair, capacity="maire", text=TEXT.digest, on=day(2, 4))
    given.when(command).then(
        Signed(
            party=TOWN,
            medium=Medium.PAPER,
            signatory=chair,
            capacity="maire",
            act=1,
            text=TEXT.digest,
            source=command.source,
            on=day(2, 4),
        ),
        noticed(SignatoryNotEmpowered, TOWN, on=day(2, 4)),
        noticed(ActNotExecutory, 1, on=day(2, 4), number=2),
    )


def test_a_stranger_under_the_paper_is_irregular() -> None:
    command = RecordSignature(party=STRANGER, text=TEXT.digest, powers=powers(STRANGER), source=PAPER, on=day(2, 4))
    given = scenario.given(*approved())
    given.when(command).then(
        Signed(
            party=STRANGER,
            medium=Medium.PAPER,
            person=PersonId(f"person-{STRANGER}"),
            capacity="présidence",
            text=TEXT.digest,
            source=PAPER,
            on=day(2, 4),
        ),
        noticed(NotAParty, STRANGER, on=day(2, 4)),
    )


def test_an_incomplete_grant_file_leaves_irregularities_when_all_have_signed() -> None:
    history = [one for one in approved() if one not in FILED]
    scenario.given(*history, CLUB_SIGNED).when(sign(TOWN, day(2, 12))).then(
        TOWN_SIGNED,
        ALL_SIGNED,
        noticed(ApplicationMissing, CLUB, on=day(2, 12)),
        noticed(RepublicanContractMissing, CLUB, on=day(2, 12), number=2),
    )


def as_beneficiary(nature: PartyNature) -> Drafted:
    payer, club = PARTIES
    return drafted(parties=(payer, replace(club, nature=nature)))


@pytest.mark.parametrize("nature", [PartyNature.ASSOCIATION, PartyNature.FOUNDATION])
def test_an_association_or_foundation_signs_the_republican_contract(nature: PartyNature) -> None:
    history = [one for one in approved(as_beneficiary(nature)) if one != FILED[1]]
    scenario.given(*history, CLUB_SIGNED).when(sign(TOWN, day(2, 12))).then(
        TOWN_SIGNED, ALL_SIGNED, noticed(RepublicanContractMissing, CLUB, on=day(2, 12))
    )


def test_another_private_body_applies_for_its_grant_but_signs_no_republican_contract() -> None:
    history = [one for one in approved(as_beneficiary(PartyNature.PRIVATE_BODY)) if one not in FILED]
    scenario.given(*history, CLUB_SIGNED).when(sign(TOWN, day(2, 12))).then(
        TOWN_SIGNED, ALL_SIGNED, noticed(ApplicationMissing, CLUB, on=day(2, 12))
    )


def test_a_declaration_needs_no_grant_file() -> None:
    history = [one for one in approved(drafted(kind=AgreementKind.FRAMEWORK)) if one not in FILED]
    scenario.given(*history, CLUB_SIGNED).when(sign(TOWN, day(2, 12))).then(TOWN_SIGNED, ALL_SIGNED)


def test_filing_the_missing_document_regularises_its_absence() -> None:
    command = FileDocument(kind=DocumentKind.APPLICATION, organisation=CLUB, evidence=TEXT, on=day(4, 1))
    given = scenario.given(*approved(), noticed(ApplicationMissing, CLUB, on=day(2, 12)))
    given.when(command).then(
        DocumentFiled(kind=DocumentKind.APPLICATION, organisation=CLUB, evidence=TEXT, on=day(4, 1)),
        IrregularityRegularised(number=1, how="Document versé au dossier.", evidence=TEXT, on=day(4, 1)),
    )


def test_a_document_is_filed_once() -> None:
    given = scenario.given(drafted(), *FILED)
    given.when(FileDocument(kind=DocumentKind.APPLICATION, organisation=CLUB, on=day(1, 5))).then_nothing()


def test_an_agreement_takes_effect_when_it_is_signed_by_all_and_notified() -> None:
    given = scenario.given(*approved(), CLUB_SIGNED, TOWN_SIGNED, ALL_SIGNED)
    given.when(Notify(on=day(2, 15))).then(NOTIFIED, IN_FORCE)


def test_it_is_notified_once() -> None:
    scenario.given(*in_force()).when(Notify(on=day(2, 16))).then_nothing()


def test_it_is_not_notified_before_all_have_signed() -> None:
    scenario.given(*approved(), CLUB_SIGNED).when(Notify(on=day(2, 11))).then_refused(NotifiedBeforeSigned)


def test_a_notification_known_from_paper_waits_for_the_signatures() -> None:
    notified = Notified(source=PAPER, on=day(2, 11))
    scenario.given(*approved(), CLUB_SIGNED).when(Notify(source=PAPER, on=day(2, 11))).then(notified)
    scenario.given(*approved(), CLUB_SIGNED, notified).when(sign(TOWN, day(2, 12))).then(
        TOWN_SIGNED, ALL_SIGNED, TookEffect(on=day(2, 11))
    )


@pytest.mark.parametrize(
    ("clauses", "effect"),
    [
        (Clauses(effect=EffectRule.ON_DATE, starts=day(1, 1)), day(1, 1)),
        (Clauses(effect=EffectRule.ON_DATE, starts=day(4, 1)), day(4, 1)),
        (Clauses(effect=EffectRule.ON_LAST_SIGNATURE), day(2, 12)),
        (Clauses(), day(2, 15)),
    ],
)
def test_the_clause_states_the_day_of_effect_possibly_an_earlier_one(clauses: Clauses, effect: date) -> None:
    given = scenario.given(*approved(drafted(clauses=clauses)), CLUB_SIGNED, TOWN_SIGNED, ALL_SIGNED)
    given.when(Notify(on=day(2, 15))).then(NOTIFIED, TookEffect(on=effect))


def test_what_was_agreed_holds_from_the_day_of_effect_even_if_written_later() -> None:
    agreement = decider.fold([*in_force(), TookEffect(on=date(2025, 12, 1))])
    assert agreement.amounts[0].since == date(2025, 12, 1)
    assert end_on(agreement, date(2025, 12, 2)) == date(2028, 12, 31)


DECLARATION = drafted(kind=AgreementKind.DECLARATION)


def test_a_declaration_takes_effect_at_its_first_signature() -> None:
    given = scenario.given(*approved(DECLARATION))
    given.when(sign(CLUB, day(2, 10))).then(CLUB_SIGNED, TookEffect(on=day(2, 10)))


def test_a_declaration_may_ask_for_more_first_signatures() -> None:
    asks_two = drafted(kind=AgreementKind.CHARTER, clauses=Clauses(first_signatures=2))
    scenario.given(*approved(asks_two)).when(sign(CLUB, day(2, 10))).then(CLUB_SIGNED)
    scenario.given(*approved(asks_two), CLUB_SIGNED).when(sign(TOWN, day(2, 12))).then(
        TOWN_SIGNED, ALL_SIGNED, TookEffect(on=day(2, 12))
    )


def test_those_listed_sign_a_declaration_that_is_already_in_effect() -> None:
    given = scenario.given(*approved(DECLARATION), CLUB_SIGNED, TookEffect(on=day(2, 10)))
    given.when(sign(TOWN, day(2, 12))).then(TOWN_SIGNED, ALL_SIGNED)


def accession(party: OrganisationId, nature: PartyNature = PartyNature.PRIVATE_BODY) -> Accede:
    return Accede(
        party=party,
        nature=nature,
        mandate=MandateId(f"mandate-{party}"),
        powers=powers(party),
        text=TEXT.digest,
        on=day(5, 1),
    )


def test_others_accede_to_a_declaration_in_effect_and_become_parties() -> None:
    history = [*approved(DECLARATION), CLUB_SIGNED, TookEffect(on=day(2, 10))]
    partner = Party(organisation=STRANGER, role=PartyRole.PARTNER, nature=PartyNature.PRIVATE_BODY)
    acceded = Acceded(
        party=partner,
        medium=Medium.ELECTRONIC,
        person=PersonId(f"person-{STRANGER}"),
        capacity="présidence",
        mandate=MandateId(f"mandate-{STRANGER}"),
        text=TEXT.digest,
        on=day(5, 1),
    )
    scenario.given(*history).when(accession(STRANGER)).then(acceded)
    after = decider.fold([*history, acceded])
    assert latest(after.parties) == (*PARTIES, partner)
    scenario.given(*history, acceded).when(accession(STRANGER)).then_nothing()


def test_nobody_accedes_to_a_grant_or_to_a_declaration_not_yet_in_effect() -> None:
    scenario.given(*in_force()).when(accession(STRANGER)).then_refused(NotOpenToAccession, Stage.IN_FORCE)
    scenario.given(*approved(DECLARATION)).when(accession(STRANGER)).then_refused(NotOpenToAccession, Stage.APPROVED)


def test_an_authority_accedes_by_an_act_too() -> None:
    given = scenario.given(*approved(DECLARATION), CLUB_SIGNED, TookEffect(on=day(2, 10)))
    given.when(accession(REGION, PartyNature.AUTHORITY)).then_refused(ActBehindSignatureMissing)


JOINABLE = (*approved(DECLARATION), CLUB_SIGNED, TookEffect(on=day(2, 10)))
REGION_ACT = ActReference(kind=ActKind.DELIBERATION, number="R-2026-7", adopted_on=day(4, 2))


def own_act(by: OrganisationId = REGION, nature: PartyNature = PartyNature.AUTHORITY) -> RecordAct:
    return RecordAct(by=by, nature=nature, reference=REGION_ACT, on=day(4, 2))


def joining_act(by: OrganisationId = REGION, nature: PartyNature = PartyNature.AUTHORITY) -> ActRecorded:
    return ActRecorded(number=3, by=by, nature=nature, reference=REGION_ACT, text=TEXT.digest, on=day(4, 2))


def test_an_authority_that_is_no_party_yet_puts_its_act_on_file_then_accedes_by_it() -> None:
    scenario.given(*JOINABLE).when(own_act()).then(joining_act())
    public = (*JOINABLE, joining_act(), ActPublished(act=3, on=day(4, 3)), ActTransmitted(act=3, on=day(4, 4)))
    named = replace(accession(REGION, PartyNature.AUTHORITY), act=3)
    scenario.given(*public).when(named).then_refused(ActNotExecutory, 3)
    (acceded,) = decider.decide(named, decider.fold([*public, ActBecameExecutory(act=3, on=day(4, 4))]))
    assert isinstance(acceded, Acceded)
    assert acceded.act == 3


def test_the_act_of_one_who_joins_becomes_executory_as_its_nature_asks() -> None:
    transmit = TransmitAct(act=3, on=day(4, 4))
    published = ActPublished(act=3, on=day(4, 3))
    executory = ActBecameExecutory(act=3, on=day(4, 4))
    scenario.given(*JOINABLE, joining_act(), published).when(transmit).then(
        ActTransmitted(act=3, on=day(4, 4)), executory
    )
    body = joining_act(STRANGER, PartyNature.PUBLIC_BODY)
    scenario.given(*JOINABLE, body).when(PublishAct(act=3, on=day(4, 3))).then(
        published, replace(executory, on=day(4, 3))
    )
    scenario.given(*JOINABLE).when(own_act(STRANGER, PartyNature.PRIVATE_BODY)).then(
        joining_act(STRANGER, PartyNature.PRIVATE_BODY), replace(executory, on=day(4, 2))
    )


def test_what_a_party_is_in_law_is_not_said_again_by_its_act() -> None:
    told = decider.decide(own_act(TOWN, PartyNature.PRIVATE_BODY), decider.fold(JOINABLE))
    assert list(told) == [replace(joining_act(TOWN), nature=PartyNature.UNKNOWN)]


def test_only_a_text_open_to_accession_takes_the_act_of_one_who_is_no_party() -> None:
    scenario.given(*in_force()).when(own_act()).then_refused(NotAParty, REGION)
    scenario.given(*approved(DECLARATION)).when(own_act()).then_refused(NotAParty, REGION)
    amended = AmendmentDrafted(number=1, changes=Changes(wording="Article 4"), on=day(3, 1))
    on_amendment = replace(own_act(), amendment=1)
    scenario.given(*JOINABLE, amended).when(on_amendment).then_refused(NotAParty, REGION)


def certify(role: Role = Role.SECRETARY) -> CertifyCopies:
    return CertifyCopies(copies=(text("c"),), mandate=MandateId("m"), powers=powers(TOWN, role=role), on=day(2, 20))


def test_the_secretary_certifies_the_scans_of_signed_copies() -> None:
    certified = CopiesCertified(
        copies=(text("c"),), mandate=MandateId("m"), person=PersonId(f"person-{TOWN}"), on=day(2, 20)
    )
    scenario.given(*in_force()).when(certify()).then(certified)
    scenario.given(*in_force(), certified).when(certify()).then_nothing()


def test_only_the_secretary_certifies_and_only_what_was_signed() -> None:
    scenario.given(*in_force()).when(certify(Role.CHAIR)).then_refused(NotTheSecretary, Role.CHAIR)
    scenario.given(*approved()).when(certify()).then_refused(NothingToCertify)


LONGER = Changes(end=date(2029, 12, 31), amount=eur(40_000))
FIRST = AmendmentDrafted(number=1, title="Prolongation", changes=LONGER, text=NEW_TEXT, on=day(9, 1))
AMENDING_ACT = ActRecorded(
    number=3,
    by=TOWN,
    reference=ActReference(number="2026-090", adopted_on=day(9, 2)),
    amendment=1,
    text=NEW_TEXT.digest,
    on=day(9, 2),
)


def amending() -> DraftAmendment:
    return DraftAmendment(title="Prolongation", end=date(2029, 12, 31), amount=eur(40_000), text=NEW_TEXT, on=day(9, 1))


def amended() -> tuple[object, ...]:
    return (*in_force(), FIRST, AMENDING_ACT, ActBecameExecutory(act=3, on=day(9, 5)))


def test_amendments_are_numbered_in_order_and_name_what_they_change() -> None:
    scenario.given(*in_force()).when(amending()).then(FIRST)
    second = DraftAmendment(wording="Article 4", on=day(9, 2))
    scenario.given(*in_force(), FIRST).when(second).then(
        AmendmentDrafted(number=2, changes=Changes(wording="Article 4"), on=day(9, 2))
    )


def test_drafting_the_same_amendment_again_changes_nothing() -> None:
    scenario.given(*in_force(), FIRST).when(amending()).then_nothing()


def test_an_amendment_that_changes_nothing_is_refused() -> None:
    scenario.given(*in_force()).when(DraftAmendment(title="Vide", on=day(9, 1))).then_refused(AmendmentChangesNothing)


def test_only_a_signed_agreement_is_amended() -> None:
    scenario.given(*approved()).when(amending()).then_refused(NothingToAmend, Stage.APPROVED)


def test_an_amendment_has_its_own_act_and_signatures_and_restarts_no_force() -> None:
    second = signed(TOWN, day(9, 11), act=3, amendment=1)
    given = scenario.given(*amended(), signed(CLUB, day(9, 10), amendment=1))
    given.when(sign(TOWN, day(9, 11), amendment=1)).then(second, SignedByAll(amendment=1, on=day(9, 11)))
    given = scenario.given(
        *amended(), signed(CLUB, day(9, 10), amendment=1), second, SignedByAll(amendment=1, on=day(9, 11))
    )
    given.when(Notify(amendment=1, on=day(9, 15))).then(
        Notified(amendment=1, on=day(9, 15)), AmendmentTookEffect(number=1, on=day(9, 15))
    )


def test_what_an_amendment_changes_holds_from_its_effect_and_force_goes_on_as_it_was() -> None:
    after = decider.fold([*amended(), AmendmentTookEffect(number=1, on=day(9, 15))])
    assert (end_on(after, day(9, 14)), end_on(after, day(9, 15))) == (date(2028, 12, 31), date(2029, 12, 31))
    assert (after.in_force_since, after.stage) == (day(2, 15), Stage.IN_FORCE)


def test_the_authority_needs_an_act_on_the_amendment_itself() -> None:
    given = scenario.given(*in_force(), FIRST)
    given.when(sign(TOWN, day(9, 11), amendment=1)).then_refused(ActBehindSignatureMissing)


def test_an_amendment_changes_parties() -> None:
    region = NamedParty(organisation=REGION, role=PartyRole.PAYER)
    command = DraftAmendment(
        joining=(region,), leaving=frozenset({TOWN}), natures={REGION: PartyNature.AUTHORITY}, on=day(9, 1)
    )
    joining = Party(organisation=REGION, role=PartyRole.PAYER, nature=PartyNature.AUTHORITY)
    told = AmendmentDrafted(number=1, changes=Changes(joining=(joining,), leaving=frozenset({TOWN})), on=day(9, 1))
    scenario.given(*in_force()).when(command).then(told)
    after = decider.fold([*in_force(), told, AmendmentTookEffect(number=1, on=day(9, 15))])
    assert latest(after.parties) == (PARTIES[1], joining)


def test_a_bridge_year_follows_the_end_and_moves_it() -> None:
    given = scenario.given(*in_force())
    given.when(DraftAmendment(bridge_year=2029, on=day(9, 1))).then(
        AmendmentDrafted(number=1, changes=Changes(bridge_year=2029, end=date(2029, 12, 31)), on=day(9, 1))
    )
    given.when(DraftAmendment(bridge_year=2031, on=day(9, 1))).then_refused(BridgeYearOutside, 2031, date(2028, 12, 31))


ENDED = Expired(on=date(2029, 1, 1))


def test_no_amendment_after_the_end() -> None:
    late = DraftAmendment(amount=eur(1), on=date(2029, 2, 1))
    scenario.given(*in_force(), ENDED).when(late).then_refused(AmendmentAfterTheEnd, date(2029, 1, 1))
    scenario.given(*in_force()).when(late).then_refused(AmendmentAfterTheEnd, date(2028, 12, 31))


def test_an_amendment_drafted_in_time_is_not_signed_after_the_end() -> None:
    given = scenario.given(*amended(), ENDED)
    given.when(sign(CLUB, date(2029, 1, 2), powers(CLUB), amendment=1)).then_refused(AmendmentAfterTheEnd, 1)


def test_an_amendment_made_elsewhere_after_the_end_is_recorded_with_an_irregularity() -> None:
    command = RecordAmendment(
        stated_number=1, amount=eur(35_000), signed_on=date(2029, 2, 1), source=FILE, on=date(2029, 2, 1)
    )
    recorded = AmendmentRecorded(
        number=1,
        stated_number=1,
        changes=Changes(amount=eur(35_000)),
        signed_on=date(2029, 2, 1),
        source=FILE,
        on=date(2029, 2, 1),
    )
    scenario.given(*in_force(), ENDED).when(command).then(
        recorded, noticed(AmendmentAfterTheEnd, 1, on=date(2029, 2, 1))
    )
    after = decider.fold([*in_force(), ENDED, recorded])
    assert (after.stage, latest(after.amounts)) == (Stage.EXPIRED, eur(35_000))
    scenario.given(*in_force(), ENDED, recorded).when(command).then_nothing()


def test_a_gap_in_the_paper_numbers_and_a_missing_signature_are_irregular() -> None:
    command = RecordAmendment(stated_number=3, amount=eur(35_000), source=FILE, on=day(9, 1))
    scenario.given(*in_force()).when(command).then(
        AmendmentRecorded(number=1, stated_number=3, changes=Changes(amount=eur(35_000)), source=FILE, on=day(9, 1)),
        noticed(AmendmentNumberOutOfOrder, 3, 1, on=day(9, 1)),
        noticed(AmendmentUnsigned, 1, on=day(9, 1), number=2),
    )


def test_an_unsigned_amendment_is_withdrawn_and_its_number_stays_taken() -> None:
    withdrawn = AmendmentWithdrawn(number=1, reasons="Renoncé", on=day(9, 3))
    scenario.given(*in_force(), FIRST).when(WithdrawAmendment(number=1, reasons="Renoncé", on=day(9, 3))).then(
        withdrawn
    )
    after = decider.fold([*in_force(), FIRST, withdrawn])
    assert after.amendments[0].stage is AmendmentStage.WITHDRAWN
    scenario.given(*in_force(), FIRST, withdrawn).when(amending()).then(
        AmendmentDrafted(number=2, title="Prolongation", changes=LONGER, text=NEW_TEXT, on=day(9, 1))
    )
    scenario.given(*in_force(), FIRST, withdrawn).when(WithdrawAmendment(number=1, on=day(9, 4))).then_nothing()


def test_a_withdrawn_amendment_is_not_signed() -> None:
    withdrawn = AmendmentWithdrawn(number=1, reasons="Renoncé", on=day(9, 3))
    given = scenario.given(*amended(), withdrawn)
    given.when(sign(CLUB, day(9, 10), amendment=1)).then_refused(NotReadyToSign, AmendmentStage.WITHDRAWN)


def test_a_signed_amendment_is_not_withdrawn_and_an_unknown_one_neither() -> None:
    given = scenario.given(*amended(), signed(CLUB, day(9, 10), amendment=1))
    given.when(WithdrawAmendment(number=1, on=day(9, 12))).then_refused(AmendmentSignedAlready, 1)
    given.when(WithdrawAmendment(number=2, on=day(9, 12))).then_refused(NoSuchAmendment, 2)
