"""Money per payer and budget year: forecast, voted, committed, ordered, paid, recovered."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import reduce

import pytest

from domain.agreement import Agreement, claims, decider, late_payments, money_table
from domain.agreement.acts import NoSuchAct
from domain.agreement.amendment import AmendmentDrafted, AmendmentRecorded, DraftAmendment, RecordAmendment
from domain.agreement.breach import Suspended
from domain.agreement.budget import (
    AdvanceGranted,
    AdvanceWithoutDecision,
    CommitCredits,
    CommitmentReleased,
    CommittedMoreThanAgreed,
    CommittedMoreThanVoted,
    CreditsCommitted,
    CreditsForecast,
    CreditsReduced,
    CreditsVoted,
    ForecastCredits,
    GrantAdvance,
    InKindValued,
    ReduceCredits,
    ReleaseCommitment,
    TakenBackWhatIsUsed,
    ValueInKind,
    VoteCredits,
    VoteWithoutAct,
)
from domain.agreement.checks import WrittenAgreementRequired
from domain.agreement.effect import TookEffect
from domain.agreement.ledger import (
    REMEMBERED,
    AmountNotPositive,
    BeneficiaryUnclear,
    CurrencyDiffers,
    MoreTakenBackThanEntered,
    NumberAlreadyUsed,
)
from domain.agreement.ordering import (
    AdvanceExceedsDecision,
    CancelOrder,
    InstalmentExceeded,
    OrderCancelled,
    OrderedMoreThanCommitted,
    OrderPayment,
    OrderWasPaid,
)
from domain.agreement.overpayment import OverpaymentCleared, OverpaymentFound
from domain.agreement.parts import (
    PRIVATE,
    AidNature,
    Changes,
    Clauses,
    Instalment,
    InstalmentKind,
    NotAParty,
    Party,
    PartyNature,
    PartyRole,
)
from domain.agreement.payment import (
    CancelPayment,
    Paid,
    PaidMoreThanOrdered,
    PaymentCancelled,
    RecordPayment,
)
from domain.agreement.queries import LatePayment
from domain.agreement.readiness import (
    BalanceWaitsForReport,
    InKindIsNeverPaid,
    InstalmentConditionNotMet,
    PaidBeforeActExecutory,
    PaidBeforeSignature,
    PaymentsSuspended,
)
from domain.agreement.recovery import (
    OrderRecovery,
    RecordRecovery,
    Recovered,
    RecoveredMoreThanCalled,
    RecoveredMoreThanPaid,
    RecoveryGround,
    RecoveryOrdered,
    Regrant,
    Regranted,
    RegrantedMoreThanReceived,
    RegrantNotAllowed,
)
from domain.agreement.schedule import (
    InstalmentRenumbered,
    MilestoneVerified,
    NoSuchInstalment,
    ReceiveReport,
    ReportLate,
    ReportReceived,
    ScheduleIsSettled,
    ScheduleNotNumbered,
    ScheduleSet,
    SetSchedule,
    VerifyMilestone,
)
from domain.agreement.state import Line, Scheduled
from domain.values import ActReference, Money, Source
from tests.domain.agreement_world import (
    BUDGET,
    CLUB,
    CLUB_SIGNED,
    COMMITTED,
    FILED,
    FINANCE,
    NEGOTIATING,
    PAPER,
    PARTIES,
    REGION,
    STRANGER,
    TOWN,
    TOWN_ACT,
    VOTED,
    approved,
    day,
    drafted,
    eur,
    funded,
    in_force,
    noticed,
    ordered,
)
from tests.scenario import Scenario

scenario = Scenario(decider)
APRIL = day(4, 1)


def paid(amount: int = 10_000, on: date = APRIL, source: Source | None = None, number: str = "") -> Paid:
    return Paid(payer=TOWN, year=2026, amount=eur(amount), beneficiary=CLUB, number=number, source=source, on=on)


def pay(amount: int = 10_000, on: date = APRIL, source: Source | None = None, number: str = "") -> RecordPayment:
    return RecordPayment(payer=TOWN, year=2026, amount=eur(amount), number=number, source=source, on=on)


def order(amount: int = 10_000, instalment: int | None = None, *, advance: bool = False) -> OrderPayment:
    return OrderPayment(payer=TOWN, year=2026, amount=eur(amount), instalment=instalment, advance=advance, on=day(3, 1))


def line(year: int = 2026, **sums: Money) -> Line:
    return Line(payer=TOWN, year=year, **sums)


def test_a_later_forecast_replaces_an_earlier_one() -> None:
    first = CreditsForecast(payer=TOWN, year=2027, amount=eur(9_000), on=day(1, 12))
    command = ForecastCredits(payer=TOWN, year=2027, amount=eur(10_000), on=day(2, 1))
    told = CreditsForecast(payer=TOWN, year=2027, amount=eur(10_000), on=day(2, 1))
    scenario.given(drafted(), first).when(command).then(told)
    scenario.given(drafted(), first, told).when(command).then_nothing()
    assert money_table(decider.fold([drafted(), first, told])) == (line(2027, forecast=eur(10_000)),)


def test_only_a_party_forecasts_and_never_below_zero() -> None:
    given = scenario.given(drafted())
    given.when(ForecastCredits(payer=STRANGER, year=2027, amount=eur(1), on=day(2, 1))).then_refused(
        NotAParty, STRANGER
    )
    given.when(ForecastCredits(payer=TOWN, year=2027, amount=eur(-1), on=day(2, 1))).then_refused(
        AmountNotPositive, Decimal(-1)
    )


def test_credits_are_voted_by_an_act_and_add_up() -> None:
    given = scenario.given(*in_force())
    command = VoteCredits(payer=TOWN, year=2026, amount=eur(10_000), act=BUDGET, on=day(1, 15))
    given.when(command).then(VOTED)
    more = CreditsVoted(payer=TOWN, year=2026, amount=eur(500), act=BUDGET, on=day(6, 1))
    assert money_table(decider.fold([*in_force(), VOTED, more])) == (line(voted=eur(10_500)),)


def test_a_vote_without_an_act_is_refused_here_and_irregular_elsewhere() -> None:
    given = scenario.given(*in_force())
    given.when(VoteCredits(payer=TOWN, year=2026, amount=eur(1), on=day(1, 15))).then_refused(
        VoteWithoutAct, TOWN, 2026
    )
    given.when(VoteCredits(payer=TOWN, year=2026, amount=eur(1), source=FINANCE, on=day(1, 15))).then(
        CreditsVoted(payer=TOWN, year=2026, amount=eur(1), source=FINANCE, on=day(1, 15)),
        noticed(VoteWithoutAct, TOWN, 2026, on=day(1, 15)),
    )


def test_what_is_committed_was_voted_for_that_year() -> None:
    command = CommitCredits(payer=TOWN, year=2026, amount=eur(10_000), on=day(2, 16))
    scenario.given(*in_force(), VOTED).when(command).then(COMMITTED)
    later = CommitCredits(payer=TOWN, year=2027, amount=eur(10_000), on=day(2, 16))
    forecast = CreditsForecast(payer=TOWN, year=2027, amount=eur(10_000), on=day(1, 12))
    scenario.given(*in_force(), VOTED, forecast).when(later).then_refused(CommittedMoreThanVoted, TOWN, 2027)


def test_no_more_is_committed_than_the_agreement_grants() -> None:
    plenty = CreditsVoted(payer=TOWN, year=2026, amount=eur(50_000), act=BUDGET, on=day(1, 15))
    given = scenario.given(*in_force(), plenty)
    command = CommitCredits(payer=TOWN, year=2026, amount=eur(30_001), on=day(2, 16))
    given.when(command).then_refused(CommittedMoreThanAgreed, Decimal("30000.00"))


def test_a_commitment_known_from_the_finance_system_is_recorded_with_its_irregularity() -> None:
    given = scenario.given(*in_force())
    given.when(CommitCredits(payer=TOWN, year=2026, amount=eur(5_000), source=FINANCE, on=day(2, 16))).then(
        CreditsCommitted(payer=TOWN, year=2026, amount=eur(5_000), source=FINANCE, on=day(2, 16)),
        noticed(CommittedMoreThanVoted, TOWN, 2026, on=day(2, 16)),
    )


@pytest.mark.parametrize("nature", sorted(PRIVATE))
def test_above_23_000_a_year_a_private_body_is_granted_money_by_a_written_agreement(nature: PartyNature) -> None:
    payer, club = PARTIES
    draft = drafted(parties=(payer, replace(club, nature=nature)))
    plenty = CreditsVoted(payer=TOWN, year=2026, amount=eur(30_000), act=BUDGET, on=day(1, 15))
    large = CommitCredits(payer=TOWN, year=2026, amount=eur(23_001), on=day(2, 6))
    told = CreditsCommitted(payer=TOWN, year=2026, amount=eur(23_001), on=day(2, 6))
    scenario.given(*approved(draft), plenty).when(large).then(
        told, noticed(WrittenAgreementRequired, TOWN, 2026, on=day(2, 6))
    )
    scenario.given(*in_force(), plenty).when(large).then(told)
    limit = CommitCredits(payer=TOWN, year=2026, amount=eur(23_000), on=day(2, 6))
    scenario.given(*approved(draft), plenty).when(limit).then(
        CreditsCommitted(payer=TOWN, year=2026, amount=eur(23_000), on=day(2, 6))
    )


def test_the_threshold_holds_since_its_decree() -> None:
    plenty = CreditsVoted(payer=TOWN, year=2001, amount=eur(30_000), act=BUDGET, on=date(2001, 1, 15))
    large = CommitCredits(payer=TOWN, year=2001, amount=eur(30_000), on=date(2001, 5, 1))
    scenario.given(*approved(), plenty).when(large).then(
        CreditsCommitted(payer=TOWN, year=2001, amount=eur(30_000), on=date(2001, 5, 1))
    )


def test_what_is_used_is_not_taken_back() -> None:
    given = scenario.given(*funded(), ordered())
    given.when(ReduceCredits(payer=TOWN, year=2026, amount=eur(1), on=day(5, 1))).then_refused(
        TakenBackWhatIsUsed, TOWN, 2026
    )
    given.when(ReleaseCommitment(payer=TOWN, year=2026, amount=eur(1), on=day(5, 1))).then_refused(
        TakenBackWhatIsUsed, TOWN, 2026
    )


def test_what_is_not_used_is_taken_back() -> None:
    scenario.given(*funded(), ordered(6_000)).when(
        ReleaseCommitment(payer=TOWN, year=2026, amount=eur(4_000), on=day(5, 1))
    ).then(CommitmentReleased(payer=TOWN, year=2026, amount=eur(4_000), on=day(5, 1)))
    scenario.given(*in_force(), VOTED).when(ReduceCredits(payer=TOWN, year=2026, amount=eur(4_000), on=day(5, 1))).then(
        CreditsReduced(payer=TOWN, year=2026, amount=eur(4_000), on=day(5, 1))
    )


def test_no_more_is_taken_back_than_was_entered() -> None:
    given = scenario.given(*funded())
    given.when(ReduceCredits(payer=TOWN, year=2026, amount=eur(10_001), source=FINANCE, on=day(5, 1))).then_refused(
        MoreTakenBackThanEntered, Decimal(10_001), Decimal(10_000)
    )
    given.when(CancelPayment(payer=TOWN, year=2026, amount=eur(1), source=FINANCE, on=day(5, 1))).then_refused(
        MoreTakenBackThanEntered, Decimal(1), Decimal(0)
    )


def test_an_order_rests_on_what_is_committed() -> None:
    scenario.given(*funded()).when(order()).then(ordered())
    scenario.given(*funded()).when(order(10_001)).then_refused(OrderedMoreThanCommitted, TOWN, 2026)


def test_a_payment_rests_on_an_order() -> None:
    scenario.given(*funded(), ordered()).when(pay()).then(paid())
    scenario.given(*funded(), ordered()).when(pay(10_001)).then_refused(PaidMoreThanOrdered, TOWN, 2026)


def test_an_excess_from_the_finance_system_is_an_overpayment_to_recover() -> None:
    given = scenario.given(*funded(), ordered())
    given.when(pay(12_000, source=FINANCE)).then(
        paid(12_000, source=FINANCE),
        OverpaymentFound(payer=TOWN, year=2026, amount=eur(2_000), on=day(4, 1)),
        noticed(PaidMoreThanOrdered, TOWN, 2026, on=day(4, 1)),
    )


def test_a_second_excess_adds_only_what_is_new() -> None:
    found = OverpaymentFound(payer=TOWN, year=2026, amount=eur(2_000), on=day(4, 1))
    first = (paid(12_000, source=FINANCE), found, noticed(PaidMoreThanOrdered, TOWN, 2026, on=day(4, 1)))
    scenario.given(*funded(), ordered(), *first).when(pay(500, source=FINANCE)).then(
        paid(500, source=FINANCE), OverpaymentFound(payer=TOWN, year=2026, amount=eur(500), on=day(4, 1))
    )


def test_an_order_that_arrives_late_clears_the_excess() -> None:
    found = OverpaymentFound(payer=TOWN, year=2026, amount=eur(2_000), on=day(4, 1))
    history = (*funded(), ordered(8_000), paid(10_000, source=FINANCE), found)
    scenario.given(*history).when(order(1_500)).then(
        ordered(1_500), OverpaymentCleared(payer=TOWN, year=2026, amount=eur(1_500), on=day(3, 1))
    )


def test_a_payment_that_came_back_clears_the_excess_it_made() -> None:
    found = OverpaymentFound(payer=TOWN, year=2026, amount=eur(2_000), on=day(4, 1))
    given = scenario.given(*funded(), ordered(), paid(12_000, source=FINANCE), found)
    given.when(CancelPayment(payer=TOWN, year=2026, amount=eur(3_000), reasons="Rejet", on=day(4, 9))).then(
        PaymentCancelled(payer=TOWN, year=2026, amount=eur(3_000), beneficiary=CLUB, reasons="Rejet", on=day(4, 9)),
        OverpaymentCleared(payer=TOWN, year=2026, amount=eur(2_000), on=day(4, 9)),
    )


def test_an_order_is_cancelled_unless_it_was_paid() -> None:
    cancel = CancelOrder(payer=TOWN, year=2026, amount=eur(4_000), reasons="Erreur", on=day(3, 9))
    cancelled = OrderCancelled(payer=TOWN, year=2026, amount=eur(4_000), reasons="Erreur", on=day(3, 9))
    scenario.given(*funded(), ordered()).when(cancel).then(cancelled)
    scenario.given(*funded(), ordered(), paid()).when(cancel).then_refused(OrderWasPaid, TOWN, 2026)


def test_an_order_cancelled_elsewhere_after_payment_leaves_an_overpayment() -> None:
    command = CancelOrder(payer=TOWN, year=2026, amount=eur(4_000), source=FINANCE, on=day(5, 1))
    scenario.given(*funded(), ordered(), paid()).when(command).then(
        OrderCancelled(payer=TOWN, year=2026, amount=eur(4_000), source=FINANCE, on=day(5, 1)),
        OverpaymentFound(payer=TOWN, year=2026, amount=eur(4_000), on=day(5, 1)),
        noticed(OrderWasPaid, TOWN, 2026, on=day(5, 1)),
    )


def test_a_number_of_the_finance_system_is_one_entry() -> None:
    known = paid(4_000, source=FINANCE, number="M-12")
    given = scenario.given(*funded(), ordered(), known)
    given.when(pay(4_000, source=FINANCE, number="M-12")).then_nothing()
    given.when(pay(4_001, source=FINANCE, number="M-12")).then_refused(
        NumberAlreadyUsed, f"paid/{TOWN}/2026/M-12", Decimal(4_000)
    )


def test_every_numbered_entry_is_made_once() -> None:
    plain = {"payer": TOWN, "year": 2026, "amount": eur(100), "number": "7", "on": day(5, 1)}
    commands = [
        VoteCredits(**plain, act=BUDGET),
        CommitCredits(**plain),
        OrderPayment(**plain),
        RecordPayment(**plain),
        OrderRecovery(**plain),
        RecordRecovery(**plain),
        CancelPayment(**plain),
        CancelOrder(**plain),
        ReleaseCommitment(**plain),
        ReduceCredits(**plain),
    ]
    agreement = decider.fold(in_force())
    for command in commands:
        if isinstance(command, CancelPayment):
            fresh = OrderPayment(payer=TOWN, year=2026, amount=eur(50), on=day(5, 1))
            voted = VoteCredits(payer=TOWN, year=2026, amount=eur(400), act=BUDGET, on=day(5, 1))
            commit = CommitCredits(payer=TOWN, year=2026, amount=eur(400), on=day(5, 1))
            settle = RecordPayment(payer=TOWN, year=2026, amount=eur(100), on=day(5, 1))
            for other in (voted, commit, fresh, fresh, settle):
                agreement = _after(agreement, other)
        agreement = _after(agreement, command)
        assert decider.decide(command, agreement) == []


def _after(agreement, command):
    events = decider.decide(command, agreement)
    for event in events:
        agreement = decider.evolve(agreement, event)
    return agreement


def test_the_state_stays_small_and_the_log_keeps_every_number_as_a_claim() -> None:
    many = [paid(1, number=str(number)) for number in range(3 * REMEMBERED)]
    agreement = decider.fold([*funded(), *many])
    assert len(agreement.money.recent) == REMEMBERED
    taken = {claim for event in many for claim in claims(event, agreement)}
    assert len(taken) == len(many)
    assert claims(paid(1), agreement) == ()


def test_amounts_are_above_zero_and_in_one_currency() -> None:
    given = scenario.given(*funded())
    given.when(pay(0)).then_refused(AmountNotPositive, Decimal(0))
    dollars = RecordPayment(payer=TOWN, year=2026, amount=Money.of(5, "USD"), source=FINANCE, on=day(4, 1))
    given.when(dollars).then_refused(CurrencyDiffers, "USD", "EUR")


def test_a_payment_without_a_year_falls_in_the_budget_of_its_day() -> None:
    command = RecordPayment(payer=TOWN, amount=eur(10_000), on=day(4, 1))
    scenario.given(*funded(), ordered()).when(command).then(paid())


def test_of_several_beneficiaries_one_is_named() -> None:
    second = Party(organisation=STRANGER, role=PartyRole.BENEFICIARY, nature=PartyNature.PRIVATE_BODY)
    history = funded(drafted(parties=(*PARTIES, second)))
    scenario.given(*history).when(order()).then_refused(BeneficiaryUnclear, CLUB, STRANGER)
    named = OrderPayment(payer=TOWN, year=2026, amount=eur(10_000), beneficiary=CLUB, on=day(3, 1))
    scenario.given(*history).when(named).then(ordered())


def test_several_payers_each_have_their_lines() -> None:
    region = Party(organisation=REGION, role=PartyRole.PAYER, nature=PartyNature.AUTHORITY)
    theirs = CreditsVoted(payer=REGION, year=2026, amount=eur(2_000), act=BUDGET, on=day(1, 15))
    table = money_table(decider.fold([drafted(parties=(*PARTIES, region)), VOTED, theirs]))
    assert [(one.payer, one.voted) for one in table] == [(REGION, eur(2_000)), (TOWN, eur(10_000))]


def test_nothing_is_ordered_before_all_have_signed() -> None:
    given = scenario.given(*approved(), CLUB_SIGNED, VOTED, COMMITTED)
    given.when(order()).then_refused(PaidBeforeSignature)
    given.when(pay(10_000, source=FINANCE)).then(
        paid(10_000, source=FINANCE),
        noticed(PaidBeforeSignature, on=day(4, 1)),
        noticed(PaidMoreThanOrdered, TOWN, 2026, on=day(4, 1), number=2),
    )


def test_nothing_is_ordered_before_the_act_is_executory() -> None:
    unsent = [drafted(), *FILED, NEGOTIATING, TOWN_ACT, TookEffect(on=day(2, 15)), VOTED, COMMITTED]
    from domain.agreement.effect import SignedByAll

    given = scenario.given(*unsent, SignedByAll(on=day(2, 12)))
    given.when(order()).then_refused(PaidBeforeActExecutory, TOWN)


def test_nothing_is_ordered_while_the_agreement_is_suspended() -> None:
    suspended = Suspended(by=TOWN, reasons="Contrôle en cours", on=day(2, 20))
    scenario.given(*funded(), suspended).when(order()).then_refused(PaymentsSuspended, day(2, 20))


def test_aid_in_kind_is_valued_and_never_paid() -> None:
    in_kind = funded(drafted(nature=AidNature.IN_KIND))
    scenario.given(*in_kind).when(order()).then_refused(InKindIsNeverPaid)
    command = ValueInKind(payer=TOWN, year=2026, what="Une salle", amount=eur(6_000), on=day(3, 1))
    valued = InKindValued(payer=TOWN, year=2026, what="Une salle", amount=eur(6_000), on=day(3, 1))
    scenario.given(*in_kind).when(command).then(valued)
    table = money_table(decider.fold([*in_kind, valued]))
    assert (table[0].in_kind, table[0].paid) == (eur(6_000), eur(0))


def test_a_stranger_pays_nothing_here_but_what_it_paid_is_recorded() -> None:
    theirs = RecordPayment(payer=STRANGER, year=2026, amount=eur(5), source=FINANCE, on=day(4, 1))
    told = Paid(payer=STRANGER, year=2026, amount=eur(5), beneficiary=CLUB, source=FINANCE, on=day(4, 1))
    scenario.given(*in_force()).when(theirs).then(
        told,
        OverpaymentFound(payer=STRANGER, year=2026, amount=eur(5), on=day(4, 1)),
        noticed(NotAParty, STRANGER, on=day(4, 1)),
        noticed(PaidMoreThanOrdered, STRANGER, 2026, on=day(4, 1), number=2),
    )


def instalments() -> tuple[Instalment, ...]:
    return (
        Instalment(
            number=1, label="Acompte", payer=TOWN, beneficiary=CLUB, year=2026, amount=eur(7_000), due_on=day(3, 1)
        ),
        Instalment(number=2, label="Solde", kind=InstalmentKind.BALANCE, payer=TOWN, beneficiary=CLUB, year=2026),
    )


SCHEDULE = ScheduleSet(instalments=instalments(), on=day(1, 25))


def scheduled() -> tuple[object, ...]:
    return (drafted(), SCHEDULE, *funded()[1:])


def test_the_schedule_is_laid_down_before_anybody_signs() -> None:
    command = SetSchedule(instalments=instalments(), on=day(1, 25))
    scenario.given(drafted()).when(command).then(SCHEDULE)
    scenario.given(drafted(), SCHEDULE).when(command).then_nothing()
    scenario.given(*approved(), CLUB_SIGNED).when(command).then_refused(ScheduleIsSettled)


def test_a_schedule_known_from_paper_is_entered_later() -> None:
    command = SetSchedule(instalments=instalments(), source=PAPER, on=day(3, 1))
    scenario.given(*in_force()).when(command).then(ScheduleSet(instalments=instalments(), source=PAPER, on=day(3, 1)))


def test_instalments_are_numbered_and_owed_by_a_party() -> None:
    command = SetSchedule(instalments=instalments()[1:], on=day(1, 25))
    scenario.given(drafted()).when(command).then_refused(ScheduleNotNumbered, 2)
    odd = Instalment(number=1, payer=STRANGER, year=2026, amount=eur(1))
    scenario.given(drafted()).when(SetSchedule(instalments=(odd,), on=day(1, 25))).then_refused(NotAParty, STRANGER)


def test_an_instalment_waits_for_its_day() -> None:
    early = OrderPayment(payer=TOWN, year=2026, amount=eur(7_000), instalment=1, on=day(2, 28))
    scenario.given(*scheduled()).when(early).then_refused(InstalmentConditionNotMet, 1, "2026-03-01")
    scenario.given(*scheduled()).when(order(7_000, 1)).then(ordered(7_000, 1))


def test_no_more_is_ordered_of_an_instalment_than_it_comes_to() -> None:
    scenario.given(*scheduled()).when(order(7_001, 1)).then_refused(InstalmentExceeded, 1)


def test_an_instalment_unknown_to_the_schedule_is_refused() -> None:
    scenario.given(*scheduled()).when(order(1, 9)).then_refused(NoSuchInstalment, 9)


def test_an_instalment_waits_for_its_milestone() -> None:
    one = Instalment(number=1, payer=TOWN, year=2026, share=Decimal("0.1"), after_milestone="Ouverture du lieu")
    history = (drafted(), ScheduleSet(instalments=(one,), on=day(1, 25)), *funded()[1:])
    scenario.given(*history).when(order(3_000, 1)).then_refused(InstalmentConditionNotMet, 1, "Ouverture du lieu")
    reached = MilestoneVerified(label="Ouverture du lieu", on=day(2, 25))
    scenario.given(*history).when(VerifyMilestone(label="Ouverture du lieu", on=day(2, 25))).then(reached)
    scenario.given(*history, reached).when(VerifyMilestone(label="Ouverture du lieu", on=day(2, 26))).then_nothing()
    scenario.given(*history, reached).when(order(3_000, 1)).then(ordered(3_000, 1))
    scenario.given(*history, reached).when(order(3_001, 1)).then_refused(InstalmentExceeded, 1)


PAID_FIRST = Paid(payer=TOWN, year=2026, amount=eur(4_000), beneficiary=CLUB, instalment=1, on=APRIL)


def rescheduling(*planned: Instalment) -> RecordAmendment:
    return RecordAmendment(schedule=planned, signed_on=day(5, 1), source=PAPER, on=day(5, 1))


def rescheduled(*planned: Instalment) -> AmendmentRecorded:
    changes = Changes(schedule=planned)
    return AmendmentRecorded(number=1, changes=changes, signed_on=day(5, 1), source=PAPER, on=day(5, 1))


def test_an_amended_schedule_remembers_what_was_ordered_and_paid_of_an_instalment_that_stays() -> None:
    first, second = instalments()
    smaller, added = replace(first, amount=eur(5_000)), replace(first, number=3, label="Complément", amount=eur(500))
    history = (*scheduled(), ordered(5_000, 1), PAID_FIRST)
    amended = rescheduled(smaller, second, added)
    scenario.given(*history).when(rescheduling(smaller, second, added)).then(amended)
    assert decider.fold([*history, amended]).money.schedule == (
        Scheduled(instalment=smaller, ordered=eur(5_000), paid=eur(4_000)),
        Scheduled(instalment=second),
        Scheduled(instalment=added),
    )
    scenario.given(*history, amended).when(order(1, 1)).then_refused(InstalmentExceeded, 1)


def test_an_instalment_that_an_amendment_drops_stays_for_what_was_ordered_of_it() -> None:
    first, second = instalments()
    free = drafted(clauses=Clauses(balance_after_report=False))
    history = (free, SCHEDULE, *funded()[1:], ordered(3_000, 2), rescheduled(first))
    dropped = replace(second, kind=InstalmentKind.INTERIM, amount=eur(3_000))
    assert decider.fold(history).money.schedule == (
        Scheduled(instalment=first),
        Scheduled(instalment=dropped, ordered=eur(3_000), dropped=True),
    )
    scenario.given(*history).when(order(1, 2)).then_refused(InstalmentExceeded, 2)
    undone = OrderCancelled(payer=TOWN, year=2026, amount=eur(3_000), instalment=2, on=day(6, 1))
    cancelled = decider.fold([*history, undone])
    assert [one.instalment for one in late_payments(cancelled, date(2027, 1, 1))] == [1]
    back = replace(rescheduled(first, second), number=2)
    assert decider.fold([*history, back]).money.schedule[1] == Scheduled(instalment=second, ordered=eur(3_000))


def test_an_instalment_of_which_nothing_was_ordered_is_simply_dropped() -> None:
    first, _ = instalments()
    assert decider.fold([*scheduled(), rescheduled(first)]).money.schedule == (Scheduled(instalment=first),)


def test_an_amendment_does_not_renumber_an_instalment_of_which_something_was_ordered() -> None:
    first, second = instalments()
    sooner = replace(first, label="Avance", amount=eur(1_000))
    renumbered = (sooner, replace(first, number=2), replace(second, number=3))
    drafting = DraftAmendment(schedule=renumbered, on=day(5, 1))
    history = (*scheduled(), ordered(5_000, 1))
    scenario.given(*history).when(drafting).then_refused(InstalmentRenumbered, 1, 2)
    scenario.given(*history).when(rescheduling(*renumbered)).then(
        rescheduled(*renumbered), noticed(InstalmentRenumbered, 1, 2, on=day(5, 1))
    )
    scenario.given(*scheduled()).when(drafting).then(
        AmendmentDrafted(number=1, changes=Changes(schedule=renumbered), on=day(5, 1))
    )


def test_an_amended_schedule_is_counted_in_the_currency_of_the_agreement() -> None:
    abroad = Instalment(number=1, payer=TOWN, year=2026, amount=Money.of(10, "CHF"))
    scenario.given(*scheduled()).when(DraftAmendment(schedule=(abroad,), on=day(5, 1))).then_refused(
        CurrencyDiffers, "CHF", "EUR"
    )


REPORT = ReportReceived(year=2026, by=CLUB, spent=eur(9_500), on=date(2027, 5, 1))


def test_the_balance_waits_for_the_report() -> None:
    balance = OrderPayment(payer=TOWN, year=2026, amount=eur(3_000), instalment=2, on=date(2027, 5, 2))
    given = scenario.given(*scheduled(), ordered(7_000, 1))
    given.when(balance).then_refused(BalanceWaitsForReport, 2)
    given = scenario.given(*scheduled(), ordered(7_000, 1), REPORT)
    assert len(given.when(balance)._decided()) == 1


def test_the_balance_is_what_is_left() -> None:
    too_much = OrderPayment(payer=TOWN, year=2026, amount=eur(3_001), instalment=2, on=date(2027, 5, 2))
    given = scenario.given(*scheduled(), ordered(7_000, 1), REPORT)
    given.when(too_much).then_refused(OrderedMoreThanCommitted, TOWN, 2026)
    given = scenario.given(*scheduled(), ordered(6_000), REPORT)
    left = OrderPayment(payer=TOWN, year=2026, amount=eur(4_000), instalment=2, on=date(2027, 5, 2))
    assert [type(one).__name__ for one in given.when(left)._decided()] == ["PaymentOrdered"]


def test_a_balance_paid_by_the_finance_system_before_the_report_is_irregular() -> None:
    command = RecordPayment(payer=TOWN, year=2026, amount=eur(3_000), instalment=2, source=FINANCE, on=day(12, 1))
    given = scenario.given(*scheduled(), ordered(7_000, 1), ordered(3_000))
    given.when(command).then(
        Paid(
            payer=TOWN,
            year=2026,
            amount=eur(3_000),
            beneficiary=CLUB,
            instalment=2,
            source=FINANCE,
            on=day(12, 1),
        ),
        noticed(BalanceWaitsForReport, 2, on=day(12, 1)),
    )


def test_where_the_text_says_so_the_balance_waits_for_nothing() -> None:
    free = drafted(clauses=Clauses(balance_after_report=False))
    history = (free, SCHEDULE, *funded()[1:])
    scenario.given(*history).when(order(3_000, 2)).then(ordered(3_000, 2))


def test_a_report_counts_whenever_it_comes_and_late_it_leaves_an_irregularity() -> None:
    on_time = ReceiveReport(year=2026, by=CLUB, spent=eur(9_500), on=date(2027, 5, 1))
    scenario.given(*funded()).when(on_time).then(REPORT)
    scenario.given(*funded(), REPORT).when(on_time).then_nothing()
    scenario.given(*funded()).when(ReceiveReport(year=2026, by=CLUB, on=date(2027, 7, 1))).then(
        ReportReceived(year=2026, by=CLUB, on=date(2027, 7, 1)), noticed(ReportLate, 2026, on=date(2027, 7, 1))
    )
    last_day = ReceiveReport(year=2026, by=CLUB, on=date(2027, 6, 30))
    scenario.given(*funded()).when(last_day).then(ReportReceived(year=2026, by=CLUB, on=date(2027, 6, 30)))


ADVANCE = AdvanceGranted(payer=TOWN, year=2026, amount=eur(2_000), act=1, on=day(2, 20))


def test_an_advance_has_its_own_decision() -> None:
    given = scenario.given(*funded())
    given.when(GrantAdvance(payer=TOWN, year=2026, amount=eur(2_000), act=1, on=day(2, 20))).then(ADVANCE)
    given.when(GrantAdvance(payer=TOWN, year=2026, amount=eur(2_000), on=day(2, 20))).then_refused(
        AdvanceWithoutDecision, TOWN, 2026
    )
    given.when(GrantAdvance(payer=TOWN, year=2026, amount=eur(2_000), act=8, on=day(2, 20))).then_refused(NoSuchAct, 8)
    named = ActReference(number="2026-20")
    given.when(GrantAdvance(payer=TOWN, year=2026, amount=eur(1), reference=named, on=day(2, 20))).then(
        AdvanceGranted(payer=TOWN, year=2026, amount=eur(1), reference=named, on=day(2, 20))
    )


def test_no_more_is_ordered_in_advance_than_the_decision_grants() -> None:
    scenario.given(*funded(), ADVANCE).when(order(2_000, advance=True)).then(ordered(2_000, advance=True))
    scenario.given(*funded(), ADVANCE).when(order(2_001, advance=True)).then_refused(AdvanceExceedsDecision, TOWN, 2026)


def test_the_advance_is_set_against_the_balance() -> None:
    share = Instalment(number=1, kind=InstalmentKind.BALANCE, payer=TOWN, year=2026, share=Decimal("0.2"))
    free = drafted(clauses=Clauses(balance_after_report=False))
    history = (free, ScheduleSet(instalments=(share,), on=day(1, 25)), *funded()[1:], ADVANCE)
    scenario.given(*history, ordered(2_000, advance=True)).when(order(4_000, 1)).then(ordered(4_000, 1))
    scenario.given(*history, ordered(2_000, advance=True)).when(order(4_001, 1)).then_refused(InstalmentExceeded, 1)


CALLED = RecoveryOrdered(
    payer=TOWN, year=2026, amount=eur(2_500), ground=RecoveryGround.OVERPAYMENT, number="T-1", on=day(5, 1)
)
OVERPAID = (
    *funded(),
    ordered(),
    paid(12_000, source=FINANCE),
    OverpaymentFound(payer=TOWN, year=2026, amount=eur(2_000), on=day(4, 1)),
)


def test_money_is_called_back_by_an_order_and_comes_back() -> None:
    command = OrderRecovery(payer=TOWN, year=2026, amount=eur(2_500), number="T-1", on=day(5, 1))
    scenario.given(*OVERPAID).when(command).then(CALLED)
    back = RecordRecovery(payer=TOWN, year=2026, amount=eur(2_500), on=day(6, 1))
    told = Recovered(payer=TOWN, year=2026, amount=eur(2_500), of_overpayment=eur(2_000), on=day(6, 1))
    scenario.given(*OVERPAID, CALLED).when(back).then(told)
    table = money_table(decider.fold([*OVERPAID, CALLED, told]))
    assert (table[0].paid, table[0].recovered, table[0].to_recover) == (eur(12_000), eur(2_500), eur(0))


def test_no_more_is_recovered_than_was_called_back_or_paid() -> None:
    scenario.given(*OVERPAID, CALLED).when(
        RecordRecovery(payer=TOWN, year=2026, amount=eur(2_501), on=day(6, 1))
    ).then_refused(RecoveredMoreThanCalled, TOWN, 2026)
    scenario.given(*OVERPAID).when(OrderRecovery(payer=TOWN, year=2026, amount=eur(12_001), on=day(6, 1))).then_refused(
        RecoveredMoreThanPaid, TOWN, 2026
    )
    scenario.given(*OVERPAID).when(
        RecordRecovery(payer=TOWN, year=2026, amount=eur(12_001), source=FINANCE, on=day(6, 1))
    ).then(
        Recovered(
            payer=TOWN,
            year=2026,
            amount=eur(12_001),
            of_overpayment=eur(2_000),
            source=FINANCE,
            on=day(6, 1),
        ),
        noticed(RecoveredMoreThanPaid, TOWN, 2026, on=day(6, 1)),
        noticed(RecoveredMoreThanCalled, TOWN, 2026, on=day(6, 1), number=2),
    )


def regrant(amount: int, source: Source | None = None) -> Regrant:
    return Regrant(beneficiary=CLUB, to=STRANGER, amount=eur(amount), source=source, on=day(7, 1))


def test_a_grant_is_passed_on_only_where_the_clause_allows_it() -> None:
    told = Regranted(beneficiary=CLUB, to=STRANGER, amount=eur(1_000), on=day(7, 1))
    allowed = drafted(clauses=Clauses(regranting=True))
    scenario.given(*funded(allowed), ordered(), paid()).when(regrant(1_000)).then(told)
    scenario.given(*funded(), ordered(), paid()).when(regrant(1_000)).then_refused(RegrantNotAllowed)
    scenario.given(*funded(), ordered(), paid()).when(regrant(1_000, PAPER)).then(
        Regranted(beneficiary=CLUB, to=STRANGER, amount=eur(1_000), source=PAPER, on=day(7, 1)),
        noticed(RegrantNotAllowed, on=day(7, 1)),
    )


def test_no_more_is_passed_on_than_was_received() -> None:
    allowed = drafted(clauses=Clauses(regranting=True))
    known = Regranted(beneficiary=CLUB, to=STRANGER, amount=eur(9_500), on=day(6, 1))
    scenario.given(*funded(allowed), ordered(), paid(), known).when(regrant(501)).then_refused(
        RegrantedMoreThanReceived, CLUB
    )


@pytest.mark.parametrize(("today", "late"), [(day(4, 30), 0), (day(5, 1), 1), (day(6, 1), 32)])
def test_what_is_owed_for_more_than_sixty_days_is_late(today: date, late: int) -> None:
    agreement = decider.fold(scheduled())
    expected = LatePayment(
        instalment=1,
        payer=TOWN,
        beneficiary=CLUB,
        amount=eur(7_000),
        owed_since=day(3, 1),
        last_day=day(4, 30),
        days_late=late,
    )
    assert late_payments(agreement, today) == ((expected,) if late else ())


def test_what_is_paid_is_not_late_and_what_waits_is_not_owed() -> None:
    settled = Paid(payer=TOWN, year=2026, amount=eur(7_000), beneficiary=CLUB, instalment=1, on=day(3, 2))
    agreement = decider.fold([*scheduled(), ordered(7_000, 1), settled])
    assert late_payments(agreement, date(2028, 1, 1)) == ()
    owed = decider.fold([*scheduled(), ordered(7_000, 1), settled, REPORT])
    assert [one.instalment for one in late_payments(owed, date(2027, 7, 1))] == [2]


def test_an_agreement_in_another_currency_is_counted_in_it_throughout() -> None:
    def francs(amount: int) -> Money:
        return Money.of(amount, "XPF")

    draft = replace(drafted(clauses=Clauses(balance_after_report=False)), amount=francs(5_000))
    balance = Instalment(number=1, kind=InstalmentKind.BALANCE, payer=TOWN, year=2026)
    agreement = decider.fold([draft, ScheduleSet(instalments=(balance,), on=day(1, 25)), *in_force()[1:]])
    for command in (
        VoteCredits(payer=TOWN, year=2026, amount=francs(5_000), act=BUDGET, on=day(1, 15)),
        CommitCredits(payer=TOWN, year=2026, amount=francs(5_000), on=day(2, 16)),
        OrderPayment(payer=TOWN, year=2026, amount=francs(2_000), on=day(3, 1)),
        OrderPayment(payer=TOWN, year=2026, amount=francs(3_000), instalment=1, on=day(3, 1)),
        RecordPayment(payer=TOWN, year=2026, amount=francs(6_000), source=FINANCE, on=day(4, 1)),
        OrderRecovery(payer=TOWN, year=2026, amount=francs(1_000), on=day(5, 1)),
        RecordRecovery(payer=TOWN, year=2026, amount=francs(1_000), on=day(6, 1)),
    ):
        agreement = _after(agreement, command)
    (only,) = money_table(agreement)
    assert (only.ordered, only.paid, only.recovered) == (francs(5_000), francs(6_000), francs(1_000))
    assert (only.to_recover, only.returned, only.forecast) == (francs(0), francs(1_000), francs(0))


@pytest.mark.parametrize(
    "event",
    [
        CreditsVoted(payer=TOWN, year=2026, amount=eur(5), number="B-1", on=day(4, 1)),
        RecoveryOrdered(payer=TOWN, year=2026, amount=eur(5), ground=RecoveryGround.OTHER, number="B-1", on=day(4, 1)),
        OrderCancelled(payer=TOWN, year=2026, amount=eur(5), number="B-1", on=day(4, 1)),
        replace(ordered(5), number="B-1"),
    ],
)
def test_every_numbered_entry_claims_its_number(event: object) -> None:
    assert [one.kind for one in claims(event, decider.fold(in_force()))] == ["finance-entry"]
    assert claims(COMMITTED, decider.fold(in_force())) == ()
    assert claims(SCHEDULE, decider.fold(in_force())) == ()


def test_many_entries_that_carry_numbers_are_remembered_alike_at_once_and_one_by_one() -> None:
    votes = [
        CreditsVoted(payer=TOWN, year=2026, amount=eur(1), act=BUDGET, number=f"D-{each}", on=day(1, 15))
        for each in range(200)
    ]
    history = [*in_force(), *votes, COMMITTED, *votes]
    assert decider.fold(history) == reduce(decider.evolve, history, Agreement())
    before = decider.fold(in_force())
    assert (decider.advance(before, ()), decider.advance(before, votes).money.lines) == (
        before,
        reduce(decider.evolve, votes, before).money.lines,
    )
