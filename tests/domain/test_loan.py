"""What a loan lets happen, refuses, and records all the same when it was done elsewhere."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.decider import Refusal
from domain.loan import (
    CallGuarantee,
    CancelRepayment,
    Disburse,
    Disbursed,
    EarlyRepaid,
    GiveBack,
    GiveUpLoan,
    GrantGuarantee,
    GrantLoan,
    GuaranteeCalled,
    GuaranteeGranted,
    GuaranteePaid,
    GuaranteeReleased,
    InstalmentMissed,
    Kind,
    Line,
    LoanGivenUp,
    LoanGranted,
    LoanTerms,
    Method,
    NoSuchLoan,
    OverpaymentGivenBack,
    PayGuarantee,
    RecordArrears,
    RecordRepayment,
    ReleaseGuarantee,
    Repaid,
    RepayEarly,
    RepaymentCancelled,
    Reschedule,
    Rescheduled,
    Stage,
    WriteOff,
    WrittenOff,
    arrears,
    decider,
    outstanding,
    owed,
    stage,
)
from domain.loan.disbursing import (
    DisbursedMoreThanGranted,
    FirstDueTooEarly,
    LoanWasGivenUp,
    NothingLeftToSpreadOver,
)
from domain.loan.granting import BorrowerMissing, DisbursedAlready, LoanAlreadyGranted, LoanUntitled
from domain.loan.guarantee import (
    CalledMoreThanGuaranteed,
    CalledWithoutDefault,
    GuaranteedTwiceOver,
    GuaranteeWasReleased,
    NoSuchGuarantee,
    PaidMoreThanCalled,
    ShareAbsurd,
)
from domain.loan.rearranging import (
    NothingOutstanding,
    RearrangedWithoutDecision,
    RearrangedWithoutReasons,
    WrittenOffMoreThanOwed,
)
from domain.loan.repaying import RepaymentNumberUsed
from domain.loan.schedule import DeferralUneven, TermsAbsurd, due_dates, laid
from domain.loan.state import BeforeTheLoan, LoanAmountAbsurd, LoanCurrencyDiffers, Part
from domain.loan.undoing import (
    MoreGivenBackThanOverpaid,
    NoSuchRepayment,
    OverpaymentWasGivenBack,
    RepaymentCancelledWithoutReasons,
)
from domain.said import PersonalTextUnprotected
from domain.values import Money
from tests.domain.enterprise_world import ACT, ANA, BANK, CITY, COOP, HOME, PAPER, broken, day, named, of_ana
from tests.scenario import Scenario

scenario = Scenario(decider)
EUR = Money.of
TERMS = LoanTerms(instalments=3)
GRANT = GrantLoan(
    framework=HOME,
    title="Microcrédit",
    kind=Kind.MICROCREDIT,
    lender=BANK,
    borrowers=(ANA,),
    amount=EUR(900),
    terms=TERMS,
    on=day(1, 10),
)
GRANTED = LoanGranted(
    framework=HOME,
    title="Microcrédit",
    kind=Kind.MICROCREDIT,
    lender=BANK,
    borrowers=(ANA,),
    organisation=None,
    project=None,
    application=None,
    agreement=None,
    act=None,
    amount=EUR(900),
    terms=TERMS,
    on=day(1, 10),
)
THIRDS = tuple(
    Line(number=at, due=due, principal=EUR(300), interest=EUR(0))
    for at, due in enumerate((day(2, 15), day(3, 15), day(4, 15)), 1)
)
PAID_OUT = Disbursed(tranche=1, amount=EUR(900), lines=THIRDS, on=day(1, 15))
LENT = (GRANTED, PAID_OUT)

DUE = day(2, 15)


def part(instalment: int, principal: int, interest: int = 0) -> Part:
    return Part(instalment=instalment, principal=EUR(principal), interest=EUR(interest))


def repaid(amount: int, *parts: Part, number: int = 1, over: int = 0, on: date = DUE, ref: str = "") -> Repaid:
    return Repaid(number=number, reference=ref, amount=EUR(amount), parts=parts, overpaid=EUR(over), on=on)


ALL_BACK = repaid(900, part(1, 300), part(2, 300), part(3, 300))
OVER = repaid(1_000, part(1, 300), part(2, 300), part(3, 300), over=100)


class TestGranting:
    def test_a_loan_is_granted_once(self) -> None:
        scenario.given().when(GRANT).then(GRANTED)
        scenario.given(GRANTED).when(GRANT).then_nothing()
        scenario.given(GRANTED).when(replace(GRANT, title="Autre")).then_refused(LoanAlreadyGranted)
        scenario.given().when(Disburse(amount=EUR(1), on=day(1, 15))).then_refused(NoSuchLoan)

    @pytest.mark.parametrize(
        ("wrong", "rule"),
        [
            ({"title": " "}, LoanUntitled),
            ({"borrowers": ()}, BorrowerMissing),
            ({"amount": EUR(0)}, LoanAmountAbsurd),
            ({"amount": EUR(-900)}, LoanAmountAbsurd),
            ({"amount": EUR(10**9)}, LoanAmountAbsurd),
            ({"terms": LoanTerms(instalments=0)}, TermsAbsurd),
            ({"terms": LoanTerms(instalments=601)}, TermsAbsurd),
            ({"terms": LoanTerms(instalments=1, every_months=13)}, TermsAbsurd),
            ({"terms": LoanTerms(instalments=1, rate=Decimal(-1))}, TermsAbsurd),
            ({"terms": LoanTerms(instalments=1, rate=Decimal(101))}, TermsAbsurd),
            ({"terms": LoanTerms(instalments=1, rate=Decimal("NaN"))}, TermsAbsurd),
            ({"terms": LoanTerms(instalments=1, every_months=3, deferral_months=4)}, DeferralUneven),
        ],
    )
    def test_what_no_loan_can_be_is_refused(self, wrong: dict[str, Any], rule: type[Refusal]) -> None:
        with pytest.raises(rule):
            decider.decide(replace(GRANT, source=PAPER, **wrong), decider.initial)

    def test_it_is_given_up_before_it_is_paid_out(self) -> None:
        given_up = LoanGivenUp(reasons="", on=day(1, 12))
        scenario.given(GRANTED).when(GiveUpLoan(on=day(1, 12))).then(given_up)
        scenario.given(GRANTED, given_up).when(GiveUpLoan(on=day(1, 12))).then_nothing()
        scenario.given(*LENT).when(GiveUpLoan(on=day(1, 20))).then_refused(DisbursedAlready, day(1, 15))
        assert stage(decider.fold([GRANTED, given_up])) is Stage.GIVEN_UP
        pay = Disburse(amount=EUR(900), on=day(1, 15))
        scenario.given(GRANTED, given_up).when(pay).then_refused(LoanWasGivenUp, day(1, 12))


class TestDisbursing:
    def test_paying_out_lays_the_schedule(self) -> None:
        scenario.given(GRANTED).when(Disburse(amount=EUR(900), on=day(1, 15))).then(PAID_OUT)
        lines = tuple(replace(one, due=due) for one, due in zip(THIRDS, (day(3, 5), day(4, 5), day(5, 5)), strict=True))
        later = Disburse(amount=EUR(900), first_due=day(3, 5), on=day(1, 15))
        scenario.given(GRANTED).when(later).then(replace(PAID_OUT, lines=lines))

    def test_a_later_tranche_is_spread_over_the_instalments_to_come(self) -> None:
        half = replace(PAID_OUT, amount=EUR(600), lines=tuple(replace(one, principal=EUR(200)) for one in THIRDS))
        second = Disburse(amount=EUR(300), on=day(2, 20))
        lines = tuple(Line(number=at, due=THIRDS[at - 3].due, principal=EUR(150), interest=EUR(0)) for at in (4, 5))
        scenario.given(GRANTED, half).when(second).then(
            Disbursed(tranche=2, amount=EUR(300), lines=lines, on=day(2, 20))
        )
        scenario.given(GRANTED, half).when(replace(second, on=day(5, 1))).then_refused(NothingLeftToSpreadOver)

    @pytest.mark.parametrize(
        ("wrong", "rule", "details"),
        [
            ({"amount": EUR(901)}, DisbursedMoreThanGranted, (Decimal("900.00"), Decimal("901.00"))),
            ({"on": day(1, 9)}, BeforeTheLoan, (day(1, 10), day(1, 9))),
            ({"first_due": day(1, 15)}, FirstDueTooEarly, (day(1, 15),)),
        ],
    )
    def test_what_was_paid_out_against_the_rules_is_recorded_from_elsewhere(
        self, wrong: dict[str, Any], rule: type[Refusal], details: tuple[object, ...]
    ) -> None:
        command = replace(Disburse(amount=EUR(900), on=day(1, 15)), **wrong)
        scenario.given(GRANTED).when(command).then_refused(rule, *details)
        assert broken(decider, (GRANTED,), replace(command, source=PAPER)) == [named(rule)]

    @pytest.mark.parametrize(
        ("terms", "due"),
        [
            (
                LoanTerms(instalments=3, rate=Decimal(12)),
                [("2025-02-28", "330.02", "10.00"), ("2025-03-31", "333.32", "6.70"), ("2025-04-30", "336.66", "3.37")],
            ),
            (
                LoanTerms(instalments=2, every_months=3, rate=Decimal(4), method=Method.IN_FINE),
                [("2025-04-30", "0.00", "10.00"), ("2025-07-31", "1000.00", "10.00")],
            ),
            (
                LoanTerms(instalments=2, deferral_months=2, rate=Decimal("1.2")),
                [
                    *(("2025-02-28", "0.00", "1.00"), ("2025-03-31", "0.00", "1.00")),
                    *(("2025-04-30", "499.75", "1.00"), ("2025-05-31", "500.25", "0.50")),
                ],
            ),
            (
                LoanTerms(instalments=3, deferral_months=2),
                [("2025-04-30", "333.33", "0.00"), ("2025-05-31", "333.33", "0.00"), ("2025-06-30", "333.34", "0.00")],
            ),
        ],
        ids=["constant", "in fine", "deferred with interest", "deferred without"],
    )
    def test_the_schedule_is_reckoned_to_the_cent(self, terms: LoanTerms, due: list[tuple[str, str, str]]) -> None:
        lines = laid(EUR(1_000), terms, due_dates(terms, day(1, 31), None), 1)
        assert [(str(one.due), str(one.principal.amount), str(one.interest.amount)) for one in lines] == due


class TestRepaying:
    def test_the_oldest_instalment_is_paid_first_and_what_is_over_pays_the_next(self) -> None:
        pay = RecordRepayment(amount=EUR(400), on=day(2, 15))
        scenario.given(*LENT).when(pay).then(repaid(400, part(1, 300), part(2, 100)))
        state = decider.fold([*LENT, repaid(400, part(1, 300), part(2, 100))])
        assert (outstanding(state), arrears(state, day(3, 15)), arrears(state, day(3, 16))) == (
            EUR(500),
            EUR(0),
            EUR(200),
        )

    def test_interest_is_paid_before_principal(self) -> None:
        line = Line(number=1, due=day(2, 15), principal=EUR(100), interest=EUR(5))
        history = (GRANTED, replace(PAID_OUT, amount=EUR(100), lines=(line,)))
        scenario.given(*history).when(RecordRepayment(amount=EUR(7), on=day(2, 15))).then(repaid(7, part(1, 2, 5)))

    def test_the_last_cent_ends_it_and_what_is_beyond_is_to_be_given_back(self) -> None:
        scenario.given(*LENT).when(RecordRepayment(amount=EUR(1_000), on=day(2, 15))).then(OVER)
        state = decider.fold([*LENT, OVER])
        assert (stage(state), state.overpaid, outstanding(state)) == (Stage.REPAID, EUR(100), EUR(0))
        back = GiveBack(amount=EUR(100), on=day(2, 20))
        given_back = OverpaymentGivenBack(amount=EUR(100), on=day(2, 20))
        scenario.given(*LENT, OVER).when(back).then(given_back)
        scenario.given(*LENT, OVER, given_back).when(back).then_refused(
            MoreGivenBackThanOverpaid, Decimal("0.00"), Decimal("100.00")
        )

    def test_one_number_is_one_repayment(self) -> None:
        pay = RecordRepayment(amount=EUR(300), reference="VIR-1", on=day(2, 15))
        done = repaid(300, part(1, 300), ref="VIR-1")
        scenario.given(*LENT).when(pay).then(done)
        scenario.given(*LENT, done).when(pay).then_nothing()
        scenario.given(*LENT, done).when(replace(pay, amount=EUR(301))).then_refused(RepaymentNumberUsed, "VIR-1")
        scenario.given(*LENT, done).when(RepayEarly(amount=EUR(300), reference="VIR-1", on=day(2, 16))).then_nothing()

    @pytest.mark.parametrize("amount", [EUR(0), EUR(-1), EUR(10**9)])
    def test_an_amount_is_one(self, amount: Money) -> None:
        for command in (
            RecordRepayment(amount=amount, on=day(2, 15), source=PAPER),
            RepayEarly(amount=amount, on=day(2, 15), source=PAPER),
            WriteOff(amount=amount, act=ACT, reasons=of_ana("x"), on=day(2, 15), source=PAPER),
            GiveBack(amount=amount, on=day(2, 15), source=PAPER),
        ):
            scenario.given(*LENT).when(command).then_refused(LoanAmountAbsurd, amount.amount)

    def test_the_money_of_a_loan_is_in_one_currency(self) -> None:
        francs = RecordRepayment(amount=EUR(300, "CHF"), on=day(2, 15), source=PAPER)
        scenario.given(*LENT).when(francs).then_refused(LoanCurrencyDiffers, "EUR", "CHF")

    def test_what_came_before_the_loan_is_refused_here_and_noticed_from_elsewhere(self) -> None:
        early = RecordRepayment(amount=EUR(300), on=day(1, 14))
        scenario.given(*LENT).when(early).then_refused(BeforeTheLoan, day(1, 15), day(1, 14))
        assert broken(decider, LENT, replace(early, source=PAPER)) == [named(BeforeTheLoan)]
        unpaid = decider.decide(replace(early, source=PAPER), decider.fold([GRANTED]))
        assert unpaid[0] == replace(repaid(300, over=300, on=day(1, 14)), source=PAPER)

    def test_early_repayment_takes_principal_and_reckons_interest_anew(self) -> None:
        terms = replace(TERMS, rate=Decimal(12))
        lines = laid(EUR(900), terms, [day(2, 15), day(3, 15), day(4, 15)], 1)
        history = (replace(GRANTED, terms=terms), replace(PAID_OUT, lines=lines))
        (done,) = decider.decide(RepayEarly(amount=EUR(706), on=day(2, 15)), decider.fold(history))
        assert isinstance(done, EarlyRepaid)
        first = lines[0].principal + lines[0].interest
        early = EUR(706) - first
        assert done.closed == (2, 3)
        assert done.lines[0] == Line(number=4, due=day(2, 15), principal=early, interest=EUR(0))
        state = decider.fold([*history, done])
        assert outstanding(state) == EUR(900) - lines[0].principal - early
        assert owed(state) - outstanding(state) < lines[1].interest + lines[2].interest

    def test_early_repayment_of_everything_ends_the_loan_without_the_interest_to_come(self) -> None:
        terms = replace(TERMS, rate=Decimal(12))
        lines = laid(EUR(900), terms, [day(2, 15), day(3, 15), day(4, 15)], 1)
        history = (replace(GRANTED, terms=terms), replace(PAID_OUT, lines=lines))
        (done,) = decider.decide(RepayEarly(amount=EUR(950), on=day(1, 20)), decider.fold(history))
        state = decider.fold([*history, done])
        assert (stage(state), state.overpaid) == (Stage.REPAID, EUR(50))

    def test_a_repayment_that_bounced_is_owed_again(self) -> None:
        done = repaid(300, part(1, 300))
        cancel, cancelled = (
            kind(number=1, reasons="Rejet", on=day(2, 18)) for kind in (CancelRepayment, RepaymentCancelled)
        )
        scenario.given(*LENT, done).when(cancel).then(cancelled)
        scenario.given(*LENT, done, cancelled).when(cancel).then_nothing()
        assert arrears(decider.fold([*LENT, done, cancelled]), day(2, 18)) == EUR(300)
        scenario.given(*LENT).when(cancel).then_refused(NoSuchRepayment, 1)
        scenario.given(*LENT, done).when(replace(cancel, reasons="")).then_refused(RepaymentCancelledWithoutReasons)
        state = decider.fold([*LENT, OVER, cancelled])
        assert (state.overpaid, outstanding(state)) == (EUR(0), EUR(900))
        given_back = OverpaymentGivenBack(amount=EUR(60), on=day(2, 17))
        scenario.given(*LENT, OVER, given_back).when(cancel).then_refused(OverpaymentWasGivenBack, 1)


class TestArrears:
    def test_an_instalment_is_missed_the_day_after_it_was_due_and_noticed_once(self) -> None:
        missed = InstalmentMissed(instalment=1, due=day(2, 15), owed=EUR(300), on=day(2, 16))
        scenario.given(*LENT).when(RecordArrears(today=day(2, 15))).then_nothing()
        scenario.given(*LENT).when(RecordArrears(today=day(2, 16))).then(missed)
        scenario.given(*LENT, missed).when(RecordArrears(today=day(2, 28))).then_nothing()
        partly = repaid(100, part(1, 100))
        scenario.given(*LENT, partly).when(RecordArrears(today=day(3, 1))).then(replace(missed, owed=EUR(200)))
        scenario.given(*LENT, ALL_BACK).when(RecordArrears(today=day(9, 1))).then_nothing()


class TestRearranging:
    LATER = LoanTerms(instalments=2)
    COMMAND = Reschedule(terms=LATER, act=ACT, reasons=of_ana("Maladie"), on=day(3, 20))
    LINES = tuple(Line(number=at, due=day(at, 20), principal=EUR(450), interest=EUR(0)) for at in (4, 5))

    def test_what_is_outstanding_is_spread_anew_by_a_decision(self) -> None:
        done = Rescheduled(
            terms=self.LATER, act=ACT, reasons=of_ana("Maladie"), closed=(1, 2, 3), lines=self.LINES, on=day(3, 20)
        )
        scenario.given(*LENT).when(self.COMMAND).then(done)
        scenario.given(*LENT, done).when(self.COMMAND).then_nothing()
        state = decider.fold([*LENT, done])
        assert (outstanding(state), arrears(state, day(4, 20))) == (EUR(900), EUR(0))

    def test_interest_that_fell_due_is_carried_along(self) -> None:
        lines = (
            replace(THIRDS[0], interest=EUR(9)),
            replace(THIRDS[1], interest=EUR(6)),
            replace(THIRDS[2], interest=EUR(3)),
        )
        (done,) = decider.decide(
            replace(self.COMMAND, on=day(3, 15)), decider.fold([GRANTED, replace(PAID_OUT, lines=lines)])
        )
        assert isinstance(done, Rescheduled)
        assert [one.interest for one in done.lines] == [EUR(15), EUR(0)]

    def test_neither_is_done_without_a_decision_and_reasons(self) -> None:
        off = WriteOff(act=ACT, reasons=of_ana("Faillite"), on=day(3, 20))
        for command in (self.COMMAND, off):
            scenario.given(*LENT).when(replace(command, act=None)).then_refused(RearrangedWithoutDecision)
            scenario.given(*LENT).when(replace(command, reasons="")).then_refused(RearrangedWithoutReasons)
            scenario.given(*LENT).when(replace(command, reasons="Faillite")).then_refused(PersonalTextUnprotected)
            elsewhere = replace(command, act=None, reasons="", source=PAPER)
            assert broken(decider, LENT, elsewhere) == [
                named(RearrangedWithoutDecision),
                named(RearrangedWithoutReasons),
            ]
            early = replace(command, on=day(1, 14))
            scenario.given(*LENT).when(early).then_refused(BeforeTheLoan, day(1, 15), day(1, 14))

    def test_all_that_is_owed_is_let_go_or_an_amount_the_oldest_first(self) -> None:
        off = WriteOff(act=ACT, reasons=of_ana("Faillite"), on=day(3, 20))
        whole = WrittenOff(
            principal=EUR(900),
            interest=EUR(0),
            act=ACT,
            reasons=of_ana("Faillite"),
            parts=(part(1, 300), part(2, 300), part(3, 300)),
            on=day(3, 20),
        )
        scenario.given(*LENT).when(off).then(whole)
        some = replace(whole, principal=EUR(400), parts=(part(1, 300), part(2, 100)))
        scenario.given(*LENT).when(replace(off, amount=EUR(400))).then(some)
        scenario.given(*LENT).when(replace(off, amount=EUR(901))).then_refused(
            WrittenOffMoreThanOwed, Decimal("900.00"), Decimal("901.00")
        )
        assert stage(decider.fold([*LENT, whole])) is Stage.WRITTEN_OFF
        assert outstanding(decider.fold([*LENT, some])) == EUR(500)

    def test_what_is_no_longer_owed_is_neither_rescheduled_nor_let_go(self) -> None:
        for command in (self.COMMAND, WriteOff(act=ACT, reasons=of_ana("x"), on=day(3, 20))):
            scenario.given(*LENT, ALL_BACK).when(command).then_refused(NothingOutstanding)

    def test_what_comes_in_after_a_write_off_is_to_be_given_back(self) -> None:
        (off,) = decider.decide(WriteOff(act=ACT, reasons=of_ana("x"), on=day(3, 20)), decider.fold(LENT))
        scenario.given(*LENT, off).when(RecordRepayment(amount=EUR(50), on=day(4, 1))).then(
            repaid(50, over=50, on=day(4, 1))
        )


class TestGuarantee:
    STANDS = GuaranteeGranted(guarantee=1, guarantor=CITY, share=Decimal(50), ceiling=EUR(400), on=day(1, 12))
    GUARANTEED = (GRANTED, STANDS, PAID_OUT)
    CALL = CallGuarantee(guarantee=1, amount=EUR(400), on=day(2, 20))
    CALLED = GuaranteeCalled(guarantee=1, amount=EUR(400), on=day(2, 20))

    def test_somebody_stands_for_a_share_up_to_a_ceiling(self) -> None:
        grant = GrantGuarantee(guarantor=CITY, share=Decimal(50), ceiling=EUR(400), on=day(1, 12))
        scenario.given(GRANTED).when(grant).then(self.STANDS)
        scenario.given(GRANTED, self.STANDS).when(grant).then_nothing()
        for share in ("0", "101", "NaN"):
            with pytest.raises(ShareAbsurd):
                decider.decide(replace(grant, share=Decimal(share), source=PAPER), decider.fold([GRANTED]))
        twice = replace(grant, guarantor=COOP, share=Decimal(51))
        scenario.given(GRANTED, self.STANDS).when(twice).then_refused(GuaranteedTwiceOver, Decimal(101))
        assert broken(decider, (GRANTED, self.STANDS), replace(twice, source=PAPER)) == [named(GuaranteedTwiceOver)]

    def test_it_is_called_after_a_missed_instalment_and_paid(self) -> None:
        scenario.given(*self.GUARANTEED).when(self.CALL).then(self.CALLED)
        scenario.given(*LENT).when(self.CALL).then_refused(NoSuchGuarantee, 1)
        pay = PayGuarantee(guarantee=1, amount=EUR(400), on=day(3, 1))
        paid = GuaranteePaid(guarantee=1, amount=EUR(400), on=day(3, 1))
        scenario.given(*self.GUARANTEED, self.CALLED).when(pay).then(paid)
        more = replace(pay, amount=EUR(401))
        details = (Decimal("400.00"), Decimal("401.00"))
        scenario.given(*self.GUARANTEED, self.CALLED).when(more).then_refused(PaidMoreThanCalled, *details)
        history = (*self.GUARANTEED, self.CALLED)
        assert broken(decider, history, replace(more, source=PAPER)) == [named(PaidMoreThanCalled)]
        state = decider.fold([*history, paid])
        assert outstanding(state) == EUR(900), "the borrower owes it still, to whoever paid"

    @pytest.mark.parametrize(
        ("wrong", "rule", "details"),
        [
            ({"on": day(2, 15)}, CalledWithoutDefault, ()),
            ({"amount": EUR(401)}, CalledMoreThanGuaranteed, (Decimal("400.00"), Decimal("401.00"))),
        ],
    )
    def test_a_call_beyond_the_guarantee_is_refused_here_and_noticed_from_elsewhere(
        self, wrong: dict[str, Any], rule: type[Refusal], details: tuple[object, ...]
    ) -> None:
        command = replace(self.CALL, **wrong)
        scenario.given(*self.GUARANTEED).when(command).then_refused(rule, *details)
        assert broken(decider, self.GUARANTEED, replace(command, source=PAPER)) == [named(rule)]

    def test_once_released_it_is_not_called(self) -> None:
        released = GuaranteeReleased(guarantee=1, on=day(2, 18))
        release = ReleaseGuarantee(guarantee=1, on=day(2, 18))
        scenario.given(*self.GUARANTEED).when(release).then(released)
        scenario.given(*self.GUARANTEED, released).when(release).then_nothing()
        scenario.given(*self.GUARANTEED, released).when(self.CALL).then_refused(GuaranteeWasReleased, day(2, 18))
