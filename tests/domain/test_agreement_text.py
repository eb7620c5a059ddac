"""The text on the table, and each side's act on it."""

from datetime import date

import pytest

from domain.agreement import decider
from domain.agreement.acts import (
    ActBecameExecutory,
    ActHasEnded,
    ActLifeRunsForward,
    ActPublished,
    ActRecorded,
    ActTransmitted,
    Approved,
    NoSuchAct,
    NoSuchAmendment,
    PublishAct,
    RecordAct,
    TransmitAct,
)
from domain.agreement.challenge import (
    ActAnnulled,
    ActAppealed,
    ActBehindSignatureFell,
    ActReferred,
    ActRepealed,
    ActSuspended,
    ActSuspensionLifted,
    ActWithdrawn,
    AnnulAct,
    AppealAct,
    ChallengesDismissed,
    DismissChallenges,
    LiftActSuspension,
    NothingToDismiss,
    ReferAct,
    RepealAct,
    SuspendAct,
    WithdrawAct,
    WithdrawnTooLate,
)
from domain.agreement.parts import (
    AgreementKind,
    Clauses,
    NamedParty,
    NoSuchAgreement,
    NotAParty,
    Party,
    PartyRole,
    Stage,
)
from domain.agreement.text import (
    Abandon,
    Abandoned,
    AgreementAlreadyBegun,
    AgreementWithoutParties,
    Draft,
    EndsBeforeItStarts,
    NegotiationIsOver,
    NegotiationOpened,
    NotADraft,
    OpenNegotiation,
    ReviseText,
    SignaturesVoided,
    TextIsSettled,
    TextRevised,
    Withdraw,
    Withdrawn,
)
from domain.values import ActReference
from tests.domain.agreement_world import (
    ALL_SIGNED,
    CLUB,
    CLUB_ACT,
    CLUB_EXECUTORY,
    CLUB_SIGNED,
    DELIBERATION,
    EXECUTORY,
    FRAMEWORK,
    MINUTES,
    NAMED,
    NATURES,
    NEGOTIATING,
    NEW_TEXT,
    PAPER,
    PARTIES,
    PUBLISHED,
    STRANGER,
    TEXT,
    TOWN,
    TOWN_ACT,
    TOWN_SIGNED,
    TRANSMITTED,
    approved,
    day,
    drafted,
    eur,
    in_force,
    noticed,
)
from tests.scenario import Scenario

scenario = Scenario(decider)

DRAFT = Draft(
    framework=FRAMEWORK,
    kind=AgreementKind.OBJECTIVES,
    title="Projet associatif 2026-2028",
    parties=NAMED,
    natures=NATURES,
    nature=drafted().nature,
    amount=eur(30_000),
    end=date(2028, 12, 31),
    text=TEXT,
    on=day(1, 10),
)


def draft(parties: tuple[NamedParty, ...] = NAMED, clauses: Clauses = DRAFT.clauses) -> Draft:
    return Draft(
        framework=FRAMEWORK,
        kind=AgreementKind.GRANT,
        title="Une subvention",
        parties=parties,
        natures=NATURES,
        end=date(2026, 12, 31),
        clauses=clauses,
        on=day(1, 10),
    )


def test_a_draft_says_what_each_party_is_in_law() -> None:
    scenario.given().when(DRAFT).then(drafted())


def test_drafting_the_same_again_changes_nothing() -> None:
    scenario.given(drafted()).when(DRAFT).then_nothing()


def test_another_draft_is_another_agreement() -> None:
    scenario.given(drafted()).when(draft()).then_refused(AgreementAlreadyBegun)


def test_parties_are_each_named_once() -> None:
    scenario.given().when(draft((NAMED[0], NAMED[0]))).then_refused(AgreementWithoutParties)


def test_somebody_must_sign() -> None:
    silent = NamedParty(organisation=CLUB, signs=False)
    scenario.given().when(draft((silent,))).then_refused(AgreementWithoutParties)


def test_an_agreement_does_not_end_before_it_starts() -> None:
    late = Clauses(starts=date(2027, 1, 1))
    scenario.given().when(draft(clauses=late)).then_refused(EndsBeforeItStarts, date(2027, 1, 1), date(2026, 12, 31))


def test_nothing_is_done_to_an_agreement_that_does_not_exist() -> None:
    scenario.given().when(OpenNegotiation(on=day(1, 20))).then_refused(NoSuchAgreement)


def test_a_draft_is_opened_to_negotiation_once() -> None:
    scenario.given(drafted()).when(OpenNegotiation(on=day(1, 20))).then(NegotiationOpened(on=day(1, 20)))
    scenario.given(drafted(), NEGOTIATING).when(OpenNegotiation(on=day(1, 21))).then_nothing()
    scenario.given(*approved()).when(OpenNegotiation(on=day(3, 1))).then_refused(NegotiationIsOver, Stage.APPROVED)


def test_revising_names_only_what_changes() -> None:
    command = ReviseText(title="Projet associatif 2026-2028", amount=eur(24_000), natures={}, on=day(1, 25))
    scenario.given(drafted(), NEGOTIATING).when(command).then(TextRevised(amount=eur(24_000), on=day(1, 25)))


def test_revising_to_what_already_stands_changes_nothing() -> None:
    command = ReviseText(text=TEXT, amount=eur(30_000), natures={}, on=day(1, 25))
    scenario.given(drafted(), NEGOTIATING).when(command).then_nothing()


def test_changing_the_text_after_the_first_signature_voids_it_and_an_event_says_so() -> None:
    command = ReviseText(text=NEW_TEXT, natures={}, on=day(2, 11))
    scenario.given(*approved(), CLUB_SIGNED).when(command).then(
        TextRevised(text=NEW_TEXT, on=day(2, 11)),
        SignaturesVoided(parties=(CLUB,), text=TEXT.digest, on=day(2, 11)),
    )


def test_voided_signatures_are_gone_and_the_text_is_negotiated_again() -> None:
    voided = SignaturesVoided(parties=(CLUB, TOWN), text=TEXT.digest, on=day(2, 13))
    revised = TextRevised(text=NEW_TEXT, on=day(2, 13))
    agreement = decider.fold([*approved(), CLUB_SIGNED, TOWN_SIGNED, ALL_SIGNED, revised, voided])
    assert (agreement.stage, agreement.signatures, agreement.signed_on) == (Stage.NEGOTIATION, (), None)


def test_a_text_in_force_is_not_revised() -> None:
    command = ReviseText(text=NEW_TEXT, natures={}, on=day(3, 1))
    scenario.given(*in_force()).when(command).then_refused(TextIsSettled, Stage.IN_FORCE)


def test_a_draft_is_withdrawn_with_reasons() -> None:
    scenario.given(drafted()).when(Withdraw(reasons="Projet reporté", on=day(1, 30))).then(
        Withdrawn(reasons="Projet reporté", on=day(1, 30))
    )


def test_a_negotiation_is_abandoned_once() -> None:
    abandoned = Abandoned(reasons="Désaccord", on=day(1, 30))
    scenario.given(drafted(), NEGOTIATING).when(Abandon(reasons="Désaccord", on=day(1, 30))).then(abandoned)
    scenario.given(drafted(), NEGOTIATING, abandoned).when(Abandon(reasons="Encore", on=day(1, 31))).then_nothing()


def test_what_all_have_signed_is_not_withdrawn() -> None:
    given = scenario.given(*approved(), CLUB_SIGNED, TOWN_SIGNED, ALL_SIGNED)
    given.when(Withdraw(reasons="Trop tard", on=day(3, 1))).then_refused(NotADraft, Stage.SIGNED)


def test_an_act_is_of_the_text_on_the_table() -> None:
    given = scenario.given(drafted(), NEGOTIATING)
    given.when(RecordAct(by=TOWN, reference=DELIBERATION, on=day(2, 1))).then(TOWN_ACT)


def test_the_agreement_is_approved_once_every_side_has_its_act() -> None:
    given = scenario.given(drafted(), NEGOTIATING, TOWN_ACT)
    given.when(RecordAct(by=CLUB, reference=MINUTES, on=day(2, 2))).then(
        CLUB_ACT, ActBecameExecutory(act=2, on=day(2, 2)), Approved(on=day(2, 2))
    )


def test_an_act_on_an_earlier_text_approves_nothing() -> None:
    revised = TextRevised(text=NEW_TEXT, on=day(2, 1))
    given = scenario.given(drafted(), NEGOTIATING, TOWN_ACT, revised)
    given.when(RecordAct(by=CLUB, reference=MINUTES, on=day(2, 2))).then(
        ActRecorded(number=2, by=CLUB, reference=MINUTES, text=NEW_TEXT.digest, on=day(2, 2)), CLUB_EXECUTORY
    )


def test_the_same_act_is_recorded_once() -> None:
    given = scenario.given(drafted(), NEGOTIATING, TOWN_ACT)
    given.when(RecordAct(by=TOWN, reference=DELIBERATION, on=day(2, 1))).then_nothing()


def test_an_act_without_a_known_day_is_adopted_on_the_day_recorded() -> None:
    bare = ActReference(number="2026-014")
    dated = ActReference(number="2026-014", adopted_on=day(2, 1))
    given = scenario.given(drafted(), NEGOTIATING)
    given.when(RecordAct(by=TOWN, reference=bare, on=day(2, 1))).then(
        ActRecorded(number=1, by=TOWN, reference=dated, text=TEXT.digest, on=day(2, 1))
    )


def test_a_stranger_has_no_act_here_and_one_on_paper_is_irregular() -> None:
    given = scenario.given(drafted(), NEGOTIATING)
    given.when(RecordAct(by=STRANGER, reference=MINUTES, on=day(2, 2))).then_refused(NotAParty, STRANGER)
    given.when(RecordAct(by=STRANGER, reference=MINUTES, source=PAPER, on=day(2, 2))).then(
        ActRecorded(number=1, by=STRANGER, reference=MINUTES, text=TEXT.digest, source=PAPER, on=day(2, 2)),
        noticed(NotAParty, STRANGER, on=day(2, 2)),
    )


def test_an_act_on_an_unknown_amendment_is_refused() -> None:
    given = scenario.given(*in_force())
    given.when(RecordAct(by=TOWN, reference=MINUTES, amendment=1, on=day(3, 2))).then_refused(NoSuchAmendment, 1)


def test_an_authoritys_act_is_executory_once_published_and_transmitted() -> None:
    given = scenario.given(drafted(), NEGOTIATING, TOWN_ACT)
    given.when(PublishAct(act=1, on=day(2, 3))).then(ActPublished(act=1, on=day(2, 3)))
    given = scenario.given(drafted(), NEGOTIATING, TOWN_ACT, PUBLISHED)
    given.when(TransmitAct(act=1, on=day(2, 5))).then(
        ActTransmitted(act=1, on=day(2, 5)), ActBecameExecutory(act=1, on=day(2, 5))
    )


def test_transmission_may_come_first_and_the_later_day_counts() -> None:
    given = scenario.given(drafted(), NEGOTIATING, TOWN_ACT, ActTransmitted(act=1, on=day(2, 2)))
    given.when(PublishAct(act=1, on=day(2, 3))).then(PUBLISHED, ActBecameExecutory(act=1, on=day(2, 3)))


def test_publishing_or_transmitting_again_changes_nothing() -> None:
    given = scenario.given(drafted(), NEGOTIATING, TOWN_ACT, PUBLISHED, TRANSMITTED, EXECUTORY)
    given.when(PublishAct(act=1, on=day(2, 9))).then_nothing()
    given.when(TransmitAct(act=1, on=day(2, 9))).then_nothing()


def test_an_act_is_not_published_before_it_is_adopted() -> None:
    given = scenario.given(drafted(), NEGOTIATING, TOWN_ACT)
    given.when(PublishAct(act=1, on=day(1, 31))).then_refused(ActLifeRunsForward, 1, day(2, 1))


def test_an_unknown_act_has_no_life() -> None:
    scenario.given(*approved()).when(PublishAct(act=9, on=day(3, 1))).then_refused(NoSuchAct, 9)


def test_an_appeal_and_a_referral_are_recorded_with_their_grounds() -> None:
    given = scenario.given(*approved())
    given.when(AppealAct(act=1, ground="Vice de procédure", by=STRANGER, on=day(3, 1))).then(
        ActAppealed(act=1, ground="Vice de procédure", by=STRANGER, on=day(3, 1))
    )
    given.when(ReferAct(act=1, ground="Incompétence", on=day(3, 2))).then(
        ActReferred(act=1, ground="Incompétence", on=day(3, 2))
    )


def test_the_same_challenge_is_recorded_once() -> None:
    given = scenario.given(*approved(), ActReferred(act=1, ground="Incompétence", on=day(3, 2)))
    given.when(ReferAct(act=1, ground="Incompétence", on=day(3, 3))).then_nothing()


def test_challenges_are_dismissed_and_the_act_stands_again() -> None:
    challenged = (
        ActReferred(act=1, ground="Incompétence", on=day(3, 2)),
        ActSuspended(act=1, ground="Urgence", on=day(3, 3)),
    )
    dismissed = ChallengesDismissed(act=1, on=day(4, 1))
    scenario.given(*approved(), *challenged).when(DismissChallenges(act=1, on=day(4, 1))).then(dismissed)
    act = decider.fold([*approved(), *challenged, dismissed]).acts[0]
    assert act.executory_by(day(4, 2))
    scenario.given(*approved(), *challenged, dismissed).when(DismissChallenges(act=1, on=day(4, 2))).then_nothing()


def test_without_a_challenge_nothing_is_dismissed() -> None:
    scenario.given(*approved()).when(DismissChallenges(act=1, on=day(4, 1))).then_refused(NothingToDismiss, 1)


def test_a_suspended_act_is_not_executory_until_the_suspension_is_lifted() -> None:
    suspended = ActSuspended(act=1, ground="Doute sérieux", on=day(2, 8))
    scenario.given(*approved()).when(SuspendAct(act=1, ground="Doute sérieux", on=day(2, 8))).then(suspended)
    assert not decider.fold([*approved(), suspended]).acts[0].executory_by(day(2, 9))
    lifted = ActSuspensionLifted(act=1, on=day(2, 20))
    scenario.given(*approved(), suspended).when(LiftActSuspension(act=1, on=day(2, 20))).then(lifted)
    assert decider.fold([*approved(), suspended, lifted]).acts[0].executory_by(day(2, 21))
    scenario.given(*approved(), suspended).when(SuspendAct(act=1, ground="Encore", on=day(2, 9))).then_nothing()
    scenario.given(*approved()).when(LiftActSuspension(act=1, on=day(2, 20))).then_nothing()


def test_annulling_the_act_behind_a_signature_leaves_an_irregularity_and_undoes_nothing() -> None:
    given = scenario.given(*in_force())
    given.when(AnnulAct(act=1, ground="Défaut de convocation", on=day(6, 1))).then(
        ActAnnulled(act=1, ground="Défaut de convocation", retroactive=True, on=day(6, 1)),
        noticed(ActBehindSignatureFell, 1, on=day(6, 1)),
    )
    after = decider.fold([*in_force(), ActAnnulled(act=1, ground="x", retroactive=True, on=day(6, 1))])
    assert after.stage is Stage.IN_FORCE


@pytest.mark.parametrize(("retroactive", "stood"), [(True, False), (False, True)])
def test_an_annulled_act_stood_before_only_if_the_judgment_spares_the_past(*, retroactive: bool, stood: bool) -> None:
    annulled = ActAnnulled(act=1, ground="x", retroactive=retroactive, on=day(6, 1))
    act = decider.fold([*approved(), annulled]).acts[0]
    assert act.executory_by(day(5, 1)) is stood
    assert not act.executory_by(day(6, 1))


def test_repeal_is_for_the_future_and_touches_no_signature() -> None:
    repealed = ActRepealed(act=1, ground="Nouvelle politique", effect="Fin au 1er juillet", on=day(7, 1))
    command = RepealAct(act=1, ground="Nouvelle politique", effect="Fin au 1er juillet", on=day(7, 1))
    scenario.given(*in_force()).when(command).then(repealed)
    act = decider.fold([*in_force(), repealed]).acts[0]
    assert act.executory_by(day(6, 30))
    assert not act.executory_by(day(7, 1))


def test_withdrawal_is_for_the_past_too() -> None:
    withdrawn = ActWithdrawn(act=1, ground="Erreur", on=day(3, 1))
    scenario.given(*approved()).when(WithdrawAct(act=1, ground="Erreur", on=day(3, 1))).then(withdrawn)
    assert not decider.fold([*approved(), withdrawn]).acts[0].executory_by(day(2, 6))


def test_an_act_is_withdrawn_within_four_months_unless_its_conditions_are_not_met() -> None:
    given = scenario.given(*approved())
    late = WithdrawAct(act=1, ground="Erreur", on=day(6, 2))
    given.when(late).then_refused(WithdrawnTooLate, 1, day(6, 1))
    given.when(WithdrawAct(act=1, ground="Erreur", source=PAPER, on=day(6, 2))).then(
        ActWithdrawn(act=1, ground="Erreur", on=day(6, 2)), noticed(WithdrawnTooLate, 1, day(6, 1), on=day(6, 2))
    )
    given.when(WithdrawAct(act=1, ground="Non-respect", conditions_unmet=True, on=day(6, 2))).then(
        ActWithdrawn(act=1, ground="Non-respect", on=day(6, 2))
    )


def test_an_act_that_has_ended_has_no_further_life_and_ends_once() -> None:
    given = scenario.given(*approved(), ActRepealed(act=1, ground="x", on=day(7, 1)))
    given.when(PublishAct(act=1, on=day(7, 2))).then_refused(ActHasEnded, 1, "repealed")
    given.when(RepealAct(act=1, ground="x", on=day(7, 3))).then_nothing()


def test_a_revised_party_list_needs_approval_again() -> None:
    partner = Party(organisation=STRANGER, role=PartyRole.PARTNER)
    more = (*NAMED, NamedParty(organisation=STRANGER, role=PartyRole.PARTNER))
    revised = TextRevised(parties=(*PARTIES, partner), on=day(2, 9))
    scenario.given(*approved()).when(ReviseText(parties=more, natures=NATURES, on=day(2, 9))).then(revised)
    assert decider.fold([*approved(), revised]).stage is Stage.NEGOTIATION
