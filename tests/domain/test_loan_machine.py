"""Whatever is done with a loan, its sums hold: no path makes money appear, and none makes any disappear."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.decider import Refusal
from domain.irregularity import IrregularityNoticed
from domain.loan import (
    CallGuarantee,
    CancelRepayment,
    Command,
    Disburse,
    Disbursed,
    EarlyRepaid,
    Event,
    GiveBack,
    GrantGuarantee,
    GrantLoan,
    GuaranteePaid,
    InstalmentMissed,
    Kind,
    Loan,
    LoanTerms,
    Method,
    OverpaymentGivenBack,
    PayGuarantee,
    RecordArrears,
    RecordRepayment,
    Repaid,
    RepayEarly,
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
from domain.loan.schedule import due_dates, in_order, laid
from domain.values import ActReference, FrameworkId, Money, OrganisationId, Source, SourceKind, total

BANK = Source(kind=SourceKind.FINANCE_SYSTEM, reference="relevé")
LENDER = OrganisationId("organisation-lender")
START = date(2024, 1, 31)
GRANT = GrantLoan(
    framework=FrameworkId("framework-1"),
    title="Prêt",
    kind=Kind.LOAN,
    lender=LENDER,
    organisation=OrganisationId("organisation-borrower"),
    amount=Money.of(1_000),
    terms=LoanTerms(instalments=8, rate=Decimal(6)),
    on=START,
)

cents = st.integers(1, 40_000).map(lambda number: Money.of(Decimal(number) / 100))
large = st.integers(1, 150_000).map(lambda number: Money.of(Decimal(number) / 100))
days = st.integers(0, 700).map(lambda number: START + timedelta(days=number))
rates = st.integers(0, 2_000).map(lambda number: Decimal(number) / 100)
periods = st.sampled_from([1, 3, 12])
terms = st.builds(
    lambda instalments, every, pauses, rate, method: LoanTerms(
        instalments=instalments, every_months=every, deferral_months=pauses * every, rate=rate, method=method
    ),
    st.integers(1, 12),
    periods,
    st.integers(0, 3),
    rates,
    st.sampled_from(Method),
)
acts = st.sampled_from([None, ActReference(number="D-1")])
sources = st.sampled_from([None, BANK])
sums = st.integers(1, 10_000_000).map(lambda number: Money.of(Decimal(number) / 100))


@given(sums, terms, days)
def test_a_schedule_brings_back_exactly_what_was_lent(amount: Money, said: LoanTerms, start: date) -> None:
    lines = laid(amount, said, due_dates(said, start, None), 1)
    assert total(one.principal for one in lines) == amount
    assert all(one.principal.cents >= 0 and one.interest.cents >= 0 for one in lines)
    assert in_order(lines)
    assert [one.number for one in lines] == list(range(1, len(lines) + 1))
    assert all(one.due > start for one in lines)


@given(st.integers(1, 100_000).map(lambda number: Money.of(12 * number)), terms)
def test_constant_instalments_are_the_same_but_for_the_cents_of_the_last(amount: Money, said: LoanTerms) -> None:
    constant = replace(said, method=Method.CONSTANT)
    lines = [one for one in laid(amount, constant, due_dates(constant, START, None), 1) if one.principal.cents]
    *regular, last = [(one.principal + one.interest).cents for one in lines]
    assert len(lines) == said.instalments
    assert len(set(regular)) <= 1
    assert all(abs(last - one) <= said.instalments for one in regular)


@given(sums, terms)
def test_without_a_rate_there_is_no_interest(amount: Money, said: LoanTerms) -> None:
    free = replace(said, rate=Decimal(0))
    assert not any(one.interest.cents for one in laid(amount, free, due_dates(free, START, None), 1))


class Lending(RuleBasedStateMachine):
    """A loan that is paid out, repaid, rescheduled, written off and guaranteed in any order, by anybody."""

    def __init__(self) -> None:
        super().__init__()
        self.loan = Loan()
        self.events: list[Event] = []
        self.do(GRANT)
        self.do(Disburse(amount=Money.of(600), on=START))

    def do(self, command: Command) -> list[Event]:
        try:
            events = list(decider.decide(command, self.loan))
        except Refusal:
            return []
        for event in events:
            self.loan = decider.evolve(self.loan, event)
            self.events.append(event)
        return events

    @rule(amount=large, on=days, source=sources)
    def disburse(self, amount: Money, on: date, source: Source | None) -> None:
        before = outstanding(self.loan)
        for event in self.do(Disburse(amount=amount, on=on, source=source)):
            if isinstance(event, Disbursed):
                assert total(one.principal for one in event.lines) == amount
                assert outstanding(self.loan) == before + amount

    @rule(
        amount=cents | large,
        on=days,
        early=st.booleans(),
        source=sources,
        reference=st.sampled_from(["", "", "1", "2"]),
    )
    def repay(self, amount: Money, on: date, early: bool, source: Source | None, reference: str) -> None:
        kind = RepayEarly if early else RecordRepayment
        command = kind(amount=amount, reference=reference, on=on, source=source)
        for event in self.do(command):
            if isinstance(event, Repaid | EarlyRepaid):
                parts = total(one.principal + one.interest for one in event.parts)
                assert parts + event.overpaid == amount
                if reference:
                    assert list(decider.decide(command, self.loan)) == []

    @rule(number=st.integers(1, 3), on=days)
    def cancel(self, number: int, on: date) -> None:
        self.do(CancelRepayment(number=number, reasons="rejeté", on=on))

    @rule(amount=cents, on=days)
    def give_back(self, amount: Money, on: date) -> None:
        self.do(GiveBack(amount=amount, on=on))

    @rule(said=terms, on=days, act=acts, source=sources)
    def reschedule(self, said: LoanTerms, on: date, act: ActReference | None, source: Source | None) -> None:
        before, late = outstanding(self.loan), arrears(self.loan, on + timedelta(days=1))
        principal_late = total(one.principal_owed for one in self.loan.instalments if one.due <= on)
        for event in self.do(Reschedule(terms=said, act=act, reasons="x", on=on, source=source)):
            if isinstance(event, Rescheduled):
                assert total(one.principal for one in event.lines) == before == outstanding(self.loan)
                assert act is not None or source is not None
                assert total(one.interest for one in event.lines).cents >= (late - principal_late).cents

    @rule(amount=st.none() | cents, on=days, act=acts, source=sources)
    def write_off(self, amount: Money | None, on: date, act: ActReference | None, source: Source | None) -> None:
        before = outstanding(self.loan)
        for event in self.do(WriteOff(amount=amount, act=act, reasons="x", on=on, source=source)):
            if isinstance(event, WrittenOff):
                assert outstanding(self.loan) == before - event.principal
                assert amount is not None or owed(self.loan).cents == 0

    @rule(today=days)
    def look(self, today: date) -> None:
        late = arrears(self.loan, today)
        found = self.do(RecordArrears(today=today))
        assert all(isinstance(one, InstalmentMissed) and one.on == one.due + timedelta(days=1) for one in found)
        assert late.cents or not found
        assert self.do(RecordArrears(today=today)) == []

    @rule(share=st.integers(1, 100).map(Decimal), amount=cents, paid=cents, on=days, source=sources)
    def guarantee(self, share: Decimal, amount: Money, paid: Money, on: date, source: Source | None) -> None:
        self.do(GrantGuarantee(guarantor=LENDER, share=share, on=on))
        before = outstanding(self.loan)
        self.do(CallGuarantee(guarantee=1, amount=amount, on=on, source=source))
        self.do(PayGuarantee(guarantee=1, amount=paid, on=on))
        assert outstanding(self.loan) == before, "a guarantor's money does not end the borrower's debt"

    @invariant()
    def what_is_outstanding_is_what_is_left(self) -> None:
        loan = self.loan
        left = loan.disbursed - loan.principal_repaid - loan.written_off
        assert outstanding(loan) == left == total(one.principal_owed for one in loan.instalments)
        assert left.cents >= 0

    @invariant()
    def nothing_is_negative(self) -> None:
        for one in self.loan.instalments:
            assert min(one.principal_owed.cents, one.interest_owed.cents, one.principal_paid.cents) >= 0
        assert self.loan.overpaid.cents >= 0
        assert arrears(self.loan, date.max).cents == owed(self.loan).cents

    @invariant()
    def every_total_is_the_sum_of_its_events(self) -> None:
        def summed(kind: type) -> Money:
            return total(one.amount for one in self.events if isinstance(one, kind))

        loan = self.loan
        cancelled = total(one.amount for one in loan.repayments if one.cancelled_on is not None)
        came_in = summed(Repaid) + summed(EarlyRepaid) - cancelled
        assert loan.disbursed == summed(Disbursed)
        assert loan.principal_repaid + loan.interest_paid + loan.overpaid + loan.given_back == came_in
        assert loan.given_back == summed(OverpaymentGivenBack)
        assert loan.written_off == total(one.principal for one in self.events if isinstance(one, WrittenOff))
        assert total(one.paid for one in loan.guarantees) == summed(GuaranteePaid)

    @invariant()
    def the_stage_says_whether_something_is_owed(self) -> None:
        owing = owed(self.loan).cents > 0
        assert (stage(self.loan) is Stage.REPAYING) == owing
        assert stage(self.loan) in ({Stage.REPAYING} if owing else {Stage.REPAID, Stage.WRITTEN_OFF})

    @invariant()
    def done_here_nothing_is_irregular(self) -> None:
        if not any(getattr(one, "source", None) for one in self.events):
            assert not any(isinstance(one, IrregularityNoticed) for one in self.events)


TestLending = Lending.TestCase
TestLending.settings = settings(max_examples=settings.default.max_examples * 2 // 3, stateful_step_count=18)
