"""Whatever is done with an agreement's money, every total equals the sum of its events and none appears."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.agreement import Agreement, Command, Event, decider, money_table
from domain.agreement.amendment import RecordAmendment
from domain.agreement.budget import (
    AdvanceGranted,
    CommitCredits,
    CommitmentReleased,
    CreditsCommitted,
    CreditsForecast,
    CreditsReduced,
    CreditsVoted,
    ForecastCredits,
    GrantAdvance,
    InKindValued,
    ReduceCredits,
    ReleaseCommitment,
    ValueInKind,
    VoteCredits,
)
from domain.agreement.opening import OpenInstalment, openable
from domain.agreement.ordering import CancelOrder, OrderCancelled, OrderPayment, PaymentOrdered
from domain.agreement.overpayment import OverpaymentCleared, OverpaymentFound
from domain.agreement.parts import Clauses, Instalment, InstalmentKind, Party, PartyNature, PartyRole
from domain.agreement.payment import CancelPayment, Paid, PaymentCancelled, RecordPayment
from domain.agreement.posting import MoneyStage, postings
from domain.agreement.recovery import OrderRecovery, RecordRecovery, Recovered, RecoveryOrdered, Regrant, Regranted
from domain.agreement.refund import CancelRecovery, RecoveryCancelled
from domain.agreement.schedule import ScheduleSet
from domain.agreement.state import Line
from domain.agreement.succession import SucceedParty
from domain.decider import Refusal
from domain.values import ActReference, Money, OrganisationId, Source, latest
from tests.domain.agreement_world import (
    BUDGET,
    CLUB,
    FINANCE,
    PAPER,
    PARTIES,
    REGION,
    STRANGER,
    TOWN,
    day,
    drafted,
    in_force,
)

SECOND = Party(organisation=REGION, role=PartyRole.PAYER, nature=PartyNature.UNKNOWN)
SCHEDULE = ScheduleSet(
    instalments=(
        Instalment(number=1, payer=TOWN, year=2026, amount=Money.of(400)),
        Instalment(number=2, kind=InstalmentKind.BALANCE, payer=TOWN, year=2026, share=Decimal("0.2")),
    ),
    on=day(1, 25),
)
DRAFT = replace(
    drafted(clauses=Clauses(regranting=True, balance_after_report=False), parties=(*PARTIES, SECOND)),
    amount=Money.of(1_500),
)

payers = st.sampled_from([TOWN, REGION])
years = st.sampled_from([2026, 2026, 2026, 2027])
amounts = st.integers(min_value=1, max_value=40_000).map(lambda cents: Money.of(Decimal(cents) / 100))
large = st.integers(min_value=1, max_value=120_000).map(lambda cents: Money.of(Decimal(cents) / 100))
numbers = st.sampled_from(["", "", "", "1", "2", "3"])
instalments = st.sampled_from([None, None, None, None, 1, 2, 3])
advances = st.sampled_from([False, False, False, True])
takings = st.sampled_from([ReduceCredits, ReleaseCommitment])
ON = day(6, 1)
planned = st.lists(
    st.builds(
        Instalment,
        number=st.just(0),
        payer=payers,
        kind=st.sampled_from(InstalmentKind),
        year=st.just(2026),
        amount=st.none() | amounts,
        share=st.just(Decimal("0.1")),
    ),
    max_size=4,
).map(lambda several: tuple(replace(one, number=number) for number, one in enumerate(several, start=1)))


def added(events: list[Event], plus: type, minus: type | None = None, where: Callable[[Event], bool] = bool) -> Decimal:
    """The sum of the amounts of one kind of event, less those of another."""
    total = Decimal(0)
    for event in events:
        if isinstance(event, plus) and where(event):
            total += event.amount.amount  # type: ignore[attr-defined]
        elif minus is not None and isinstance(event, minus) and where(event):
            total -= event.amount.amount  # type: ignore[attr-defined]
    return total


class _Money(RuleBasedStateMachine):
    """An agreement in force with two payers; each subclass says where its entries come from."""

    def __init__(self) -> None:
        super().__init__()
        first, *rest = in_force(DRAFT)
        self.began: Agreement = decider.fold([first, SCHEDULE, *rest])
        self.agreement = self.began
        self.events: list[Event] = []
        self.succeeded = False
        for payer in (TOWN, REGION):
            self.do(VoteCredits(payer=payer, year=2026, amount=Money.of(1_000), act=BUDGET, on=ON))
            self.do(CommitCredits(payer=payer, year=2026, amount=Money.of(600), on=ON))

    def do(self, command: Command) -> None:
        try:
            events = decider.decide(command, self.agreement)
        except Refusal:
            return
        for event in events:
            self.agreement = decider.evolve(self.agreement, event)
            self.events.append(event)
        if getattr(command, "number", ""):
            assert list(decider.decide(command, self.agreement)) == []

    def source(self, data: st.DataObject) -> Source | None:
        raise NotImplementedError

    @rule(payer=payers, year=years, amount=amounts, kind=st.sampled_from([ForecastCredits, GrantAdvance, ValueInKind]))
    def set_aside(
        self,
        payer: OrganisationId,
        year: int,
        amount: Money,
        kind: type[ForecastCredits] | type[GrantAdvance] | type[ValueInKind],
    ) -> None:
        if kind is ForecastCredits:
            self.do(ForecastCredits(payer=payer, year=year, amount=amount, on=ON))
        elif kind is GrantAdvance:
            self.do(GrantAdvance(payer=payer, year=year, amount=amount, act=1, on=ON))
        else:
            self.do(ValueInKind(payer=payer, year=year, what="Une salle", amount=amount, on=ON))

    @rule(payer=payers, year=years, amount=large, number=numbers, data=st.data())
    def vote(self, payer: OrganisationId, year: int, amount: Money, number: str, data: st.DataObject) -> None:
        source = self.source(data)
        self.do(VoteCredits(payer=payer, year=year, amount=amount, act=BUDGET, number=number, source=source, on=ON))

    @rule(payer=payers, year=years, amount=large, number=numbers, data=st.data())
    def commit(self, payer: OrganisationId, year: int, amount: Money, number: str, data: st.DataObject) -> None:
        source = self.source(data)
        self.do(CommitCredits(payer=payer, year=year, amount=amount, number=number, source=source, on=ON))

    @rule(
        payer=payers,
        year=years,
        amount=amounts,
        undo=st.sampled_from([ReduceCredits, ReleaseCommitment]),
        data=st.data(),
    )
    def take_back(
        self,
        payer: OrganisationId,
        year: int,
        amount: Money,
        undo: type[ReduceCredits] | type[ReleaseCommitment],
        data: st.DataObject,
    ) -> None:
        self.do(undo(payer=payer, year=year, amount=amount, source=self.source(data), on=ON))

    def move(
        self,
        kind: type[OrderPayment] | type[RecordPayment] | type[CancelOrder] | type[CancelPayment],
        payer: OrganisationId,
        year: int,
        amount: Money,
        number: str,
        instalment: int | None,
        source: Source | None,
        *,
        advance: bool,
    ) -> None:
        self.do(
            kind(
                payer=payer,
                year=year,
                amount=amount,
                number=number,
                instalment=instalment,
                advance=advance,
                source=source,
                on=ON,
            )
        )

    @rule(
        payer=payers,
        year=years,
        amount=amounts,
        number=numbers,
        instalment=instalments,
        advance=advances,
        data=st.data(),
    )
    def order(
        self,
        payer: OrganisationId,
        year: int,
        amount: Money,
        number: str,
        instalment: int | None,
        data: st.DataObject,
        *,
        advance: bool,
    ) -> None:
        self.move(OrderPayment, payer, year, amount, number, instalment, self.source(data), advance=advance)

    @rule(
        payer=payers,
        year=years,
        amount=amounts,
        number=numbers,
        instalment=instalments,
        advance=advances,
        data=st.data(),
    )
    def pay(
        self,
        payer: OrganisationId,
        year: int,
        amount: Money,
        number: str,
        instalment: int | None,
        data: st.DataObject,
        *,
        advance: bool,
    ) -> None:
        self.move(RecordPayment, payer, year, amount, number, instalment, self.source(data), advance=advance)

    @rule(
        payer=payers,
        year=years,
        amount=amounts,
        number=numbers,
        instalment=instalments,
        advance=advances,
        data=st.data(),
    )
    def cancel_order(
        self,
        payer: OrganisationId,
        year: int,
        amount: Money,
        number: str,
        instalment: int | None,
        data: st.DataObject,
        *,
        advance: bool,
    ) -> None:
        self.move(CancelOrder, payer, year, amount, number, instalment, self.source(data), advance=advance)

    @rule(
        payer=payers,
        year=years,
        amount=amounts,
        number=numbers,
        instalment=instalments,
        advance=advances,
        data=st.data(),
    )
    def cancel_payment(
        self,
        payer: OrganisationId,
        year: int,
        amount: Money,
        number: str,
        instalment: int | None,
        data: st.DataObject,
        *,
        advance: bool,
    ) -> None:
        self.move(CancelPayment, payer, year, amount, number, instalment, self.source(data), advance=advance)

    @rule(payer=payers, amount=amounts, data=st.data())
    def order_and_pay_part(self, payer: OrganisationId, amount: Money, data: st.DataObject) -> None:
        source = self.source(data)
        self.do(OrderPayment(payer=payer, year=2026, amount=amount, source=source, on=ON))
        half = Money.of(max(amount.amount / 2, Decimal("0.01")))
        self.do(RecordPayment(payer=payer, year=2026, amount=half, source=source, on=ON))

    @rule(data=st.data())
    def pay_what_is_ordered(self, data: st.DataObject) -> None:
        for line in money_table(self.agreement):
            if line.ordered > line.paid:
                left = line.ordered - line.paid
                source = self.source(data)
                self.do(RecordPayment(payer=line.payer, year=line.year, amount=left, source=source, on=ON))

    @rule(payer=payers, year=years, amount=amounts, number=numbers, data=st.data())
    def call_back(self, payer: OrganisationId, year: int, amount: Money, number: str, data: st.DataObject) -> None:
        source = self.source(data)
        self.do(OrderRecovery(payer=payer, year=year, amount=amount, number=number, source=source, on=ON))

    @rule(payer=payers, year=years, amount=amounts, number=numbers, data=st.data())
    def recover(self, payer: OrganisationId, year: int, amount: Money, number: str, data: st.DataObject) -> None:
        source = self.source(data)
        self.do(RecordRecovery(payer=payer, year=year, amount=amount, number=number, source=source, on=ON))

    @rule(payer=payers, year=years, amount=amounts, number=numbers, data=st.data())
    def take_back_a_recovery(
        self, payer: OrganisationId, year: int, amount: Money, number: str, data: st.DataObject
    ) -> None:
        source = self.source(data)
        self.do(CancelRecovery(payer=payer, year=year, amount=amount, number=number, source=source, on=ON))

    @rule(number=st.integers(min_value=1, max_value=4))
    def open_what_is_owed(self, number: int) -> None:
        may = {one.instalment.number for one in openable(self.agreement, ON)}
        before, money = len(self.events), money_table(self.agreement)
        self.do(OpenInstalment(number=number, today=ON))
        assert (len(self.events) > before) == (number in may)
        assert money_table(self.agreement) == money

    @rule(schedule=planned)
    def amend_the_schedule(self, schedule: tuple[Instalment, ...]) -> None:
        number = len(self.agreement.amendments) + 1
        self.do(RecordAmendment(stated_number=number, schedule=schedule, signed_on=ON, source=PAPER, on=ON))
        now = tuple(one.instalment for one in self.agreement.money.schedule if not one.dropped)
        assert now == schedule

    @rule(payer=payers, amount=amounts, times=st.integers(min_value=1, max_value=2), data=st.data())
    def call_back_and_recover(self, payer: OrganisationId, amount: Money, times: int, data: st.DataObject) -> None:
        source = self.source(data)
        self.do(OrderRecovery(payer=payer, year=2026, amount=amount, source=source, on=ON))
        for _ in range(times):
            self.do(RecordRecovery(payer=payer, year=2026, amount=amount, source=source, on=ON))

    @rule(amount=amounts, chance=st.integers(min_value=0, max_value=9))
    def pass_on_or_merge(self, amount: Money, chance: int) -> None:
        if chance:
            self.do(Regrant(beneficiary=CLUB, to=STRANGER, amount=amount, on=ON))
        elif not self.succeeded:
            merger = ActReference(number="2026-99")
            self.do(SucceedParty(party=REGION, successor=TOWN, nature=PartyNature.AUTHORITY, reference=merger, on=ON))
            self.succeeded = True

    @invariant()
    def every_total_is_the_sum_of_its_events(self) -> None:
        whole = money_table(self.agreement)
        self.sums_agree(whole, bool)
        if not self.succeeded:
            for line in whole:
                self.sums_agree((line,), lambda event, line=line: self.falls_on(event, line))

    def falls_on(self, event: Event, line: Line) -> bool:
        return (getattr(event, "payer", None), getattr(event, "year", None)) == (line.payer, line.year)

    def sums_agree(self, lines: tuple[Line, ...], where: Callable[[Event], bool]) -> None:
        events = self.events

        def told(name: str) -> Decimal:
            return sum((getattr(line, name).amount for line in lines), Decimal(0))

        assert told("voted") == added(events, CreditsVoted, CreditsReduced, where)
        assert told("committed") == added(events, CreditsCommitted, CommitmentReleased, where)
        assert told("ordered") == added(events, PaymentOrdered, OrderCancelled, where)
        assert told("paid") == added(events, Paid, PaymentCancelled, where)
        assert told("recovery_ordered") == added(events, RecoveryOrdered, None, where)
        assert told("recovered") == added(events, Recovered, RecoveryCancelled, where)
        assert told("advance_granted") == added(events, AdvanceGranted, None, where)
        assert told("in_kind") == added(events, InKindValued, None, where)
        back = sum(
            (
                one.of_overpayment.amount * (1 if isinstance(one, Recovered) else -1)
                for one in events
                if isinstance(one, Recovered | RecoveryCancelled) and where(one)
            ),
            Decimal(0),
        )
        assert told("returned") == back
        assert told("to_recover") == added(events, OverpaymentFound, OverpaymentCleared, where) - back

    @invariant()
    def the_books_say_the_same(self) -> None:
        if self.succeeded:
            return
        books = dict[tuple[str, int, MoneyStage], Decimal]()
        for one in (each for event in self.events for each in postings(event)):
            line = (one.payer, one.year, one.stage)
            books[line] = one.amount.amount + (Decimal(0) if one.anew else books.get(line, Decimal(0)))
        told = {
            (line.payer, line.year, stage): getattr(line, stage.value).amount
            for line in money_table(self.agreement)
            for stage in MoneyStage
        }
        assert {line: sum_ for line, sum_ in books.items() if sum_} == {
            line: sum_ for line, sum_ in told.items() if sum_
        }

    @invariant()
    def the_last_forecast_counts(self) -> None:
        if not self.succeeded:
            for line in money_table(self.agreement):
                told = [one for one in self.events if isinstance(one, CreditsForecast) and self.falls_on(one, line)]
                assert line.forecast.amount == (told[-1].amount.amount if told else 0)

    @invariant()
    def nothing_is_below_zero(self) -> None:
        for line in money_table(self.agreement):
            sums = (line.voted, line.committed, line.ordered, line.paid, line.to_recover, line.advance_paid)
            assert all(one.amount >= 0 for one in (*sums, line.advance_ordered, line.recovered))

    @invariant()
    def what_was_paid_was_received_and_no_more_passed_on(self) -> None:
        money = self.agreement.money
        paid = added(self.events, Paid, PaymentCancelled)
        assert sum((one.amount for one in money.received.values()), Decimal(0)) == paid
        assert money.regranted.amount == added(self.events, Regranted)

    @invariant()
    def folded_at_once_it_is_what_it_became_event_by_event(self) -> None:
        assert decider.advance(self.began, self.events) == self.agreement

    @invariant()
    def instalments_add_up_too(self) -> None:
        planned = {one.instalment.number: one for one in self.agreement.money.schedule}
        assert len(planned) == len(self.agreement.money.schedule)
        for number in (1, 2, 3, 4):

            def mine(event: Event, number: int = number) -> bool:
                return getattr(event, "instalment", None) == number

            one = planned.get(number)
            paid, ordered = (Decimal(0), Decimal(0)) if one is None else (one.paid.amount, one.ordered.amount)
            assert paid == added(self.events, Paid, PaymentCancelled, mine)
            assert ordered == added(self.events, PaymentOrdered, OrderCancelled, mine)


class MoneyDoneHere(_Money):
    """Entries made here: each stage stays within the one before."""

    def source(self, data: st.DataObject) -> Source | None:
        del data

    @invariant()
    def each_stage_rests_on_the_one_before(self) -> None:
        for line in money_table(self.agreement):
            assert line.paid <= line.ordered <= line.committed <= line.voted
            assert line.recovered <= line.recovery_ordered
            assert line.to_recover.cents == 0
            assert line.advance_ordered <= line.advance_granted
            assert line.recovered <= line.paid
        assert self.agreement.irregularities == ()

    @invariant()
    def no_more_is_committed_than_agreed(self) -> None:
        granted = latest(self.agreement.amounts)
        assert granted is not None
        assert added(self.events, CreditsCommitted, CommitmentReleased) <= granted.amount

    @invariant()
    def no_more_of_an_instalment_is_ordered_than_any_comes_to(self) -> None:
        for one in self.agreement.money.schedule:
            assert one.ordered <= Money.of(400)


class MoneyFromAnywhere(_Money):
    """Entries from the finance system too: what goes beyond is recorded, and an irregularity says so."""

    def source(self, data: st.DataObject) -> Source | None:
        return data.draw(st.sampled_from([None, FINANCE]))

    @invariant()
    def what_goes_beyond_has_left_an_irregularity(self) -> None:
        if self.succeeded:
            return
        told = {one.detail for one in self.agreement.irregularities}
        for line in money_table(self.agreement):
            if line.paid > line.ordered or line.ordered > line.committed or line.committed > line.voted:
                assert f"{line.payer}; {line.year}" in told

    @invariant()
    def an_excess_is_to_be_recovered_until_it_is_back(self) -> None:
        for line in money_table(self.agreement):
            owed = line.ordered.amount or line.committed.amount
            excess = max(line.paid.amount - owed, Decimal(0))
            assert line.to_recover.amount == max(excess - line.returned.amount, Decimal(0))


TestMoneyDoneHere = MoneyDoneHere.TestCase
TestMoneyDoneHere.settings = settings(stateful_step_count=50)
TestMoneyFromAnywhere = MoneyFromAnywhere.TestCase
TestMoneyFromAnywhere.settings = settings(stateful_step_count=50)
