"""What was paid: within what was ordered where it is done here; the finance system may have paid in excess."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.agreement import overpayment
from domain.agreement.checks import written
from domain.agreement.ledger import (
    beneficiary_of,
    checked,
    covered,
    drawn,
    line_of,
    mark_of,
    paid_in_all,
    payer_now,
    plus,
    remembered,
    repeated,
)
from domain.agreement.overpayment import ceiling, rectified
from domain.agreement.parts import weighed
from domain.agreement.readiness import premature
from domain.agreement.schedule import scheduled
from domain.agreement.state import NONE, Agreement, Ledger, Line, Scheduled
from domain.agreement.text import existing
from domain.decider import Refusal, record, replace
from domain.values import Money, OrganisationId, Source, latest


@record
class RecordPayment:
    """Record what was paid; without a year, the budget of the day of payment."""

    payer: OrganisationId
    year: int | None = None
    amount: Money
    beneficiary: OrganisationId | None = None
    instalment: int | None = None
    advance: bool = False
    number: str = ""
    source: Source | None = None
    on: date


@record
class CancelPayment:
    """Cancel a payment that came back or was entered in error."""

    payer: OrganisationId
    year: int
    amount: Money
    beneficiary: OrganisationId | None = None
    instalment: int | None = None
    advance: bool = False
    reasons: str = ""
    number: str = ""
    source: Source | None = None
    on: date


Command = RecordPayment | CancelPayment


@record
class Paid:
    payer: OrganisationId
    year: int
    amount: Money
    beneficiary: OrganisationId | None = None
    instalment: int | None = None
    advance: bool = False
    number: str = ""
    source: Source | None = None
    on: date


@record
class PaymentCancelled:
    payer: OrganisationId
    year: int
    amount: Money
    beneficiary: OrganisationId | None = None
    instalment: int | None = None
    advance: bool = False
    reasons: str = ""
    number: str = ""
    source: Source | None = None
    on: date


Event = Paid | PaymentCancelled
Told = Sequence[Event | overpayment.Event | irregularity.Event]


class PaidMoreThanOrdered(Refusal):
    """No more is paid than was ordered for that payer and year."""

    article = "décret 2012-1246 art. 18 à 20"
    cure = "The payer recovers the excess, or enters the missing order."


class PaidMoreThanAgreed(Refusal):
    """No more is paid than the agreement grants."""

    cure = "The payer recovers the excess, or the parties enter the missing amendment."


def decide(command: Command, agreement: Agreement) -> Told:
    existing(agreement)
    match command:
        case RecordPayment():
            return record_payment(command, agreement)
        case CancelPayment():
            return cancel_payment(command, agreement)
        case _:
            assert_never(command)


def record_payment(command: RecordPayment, agreement: Agreement) -> Told:
    year = command.on.year if command.year is None else command.year
    paid = Paid(
        payer=payer_now(agreement, command.payer, year),
        year=year,
        amount=checked(agreement, command.amount),
        beneficiary=beneficiary_of(agreement, command.beneficiary),
        instalment=command.instalment,
        advance=command.advance,
        number=command.number,
        source=command.source,
        on=command.on,
    )
    if repeated(agreement, mark(paid), paid.amount):
        return []
    line = line_of(agreement, paid.payer, paid.year)
    events = [paid, *rectified(evolve(agreement, paid), command.on)]
    walls = [
        *premature(agreement, paid.payer, paid.on, paid.beneficiary, paid.instalment),
        *_beyond_order(paid, line, agreement),
    ]
    checks = written(line.payer, line.year, line.paid + paid.amount, agreement, command.on)
    return weighed(events, walls, checks, command.source, agreement.irregularities, command.on)


def cancel_payment(command: CancelPayment, agreement: Agreement) -> Told:
    cancelled = PaymentCancelled(
        payer=payer_now(agreement, command.payer, command.year),
        year=command.year,
        amount=checked(agreement, command.amount),
        beneficiary=beneficiary_of(agreement, command.beneficiary),
        instalment=command.instalment,
        advance=command.advance,
        reasons=command.reasons,
        number=command.number,
        source=command.source,
        on=command.on,
    )
    if repeated(agreement, mark(cancelled), cancelled.amount):
        return []
    line = line_of(agreement, cancelled.payer, cancelled.year)
    one = None if command.instalment is None else scheduled(command.instalment, agreement).paid
    got = None if cancelled.beneficiary is None else agreement.money.received.get(cancelled.beneficiary, NONE)
    advance = line.advance_paid if command.advance else None
    covered(cancelled.amount, line.paid - line.recovered, advance, one, got)
    return [cancelled, *rectified(evolve(agreement, cancelled), command.on)]


def mark(event: Event) -> str:
    """What makes the entry one and the same in the payer's finance system."""
    what = "paid" if isinstance(event, Paid) else "payment_cancelled"
    return mark_of(what, event.payer, event.year, event.number)


def _beyond_order(paid: Paid, line: Line, agreement: Agreement) -> Iterator[Refusal]:
    if ceiling(agreement, line) is not None or paid.source is None:
        if line.paid.amount + paid.amount.amount > line.ordered.amount:
            yield PaidMoreThanOrdered(line.payer, line.year)
        return
    granted = latest(agreement.amounts)
    if granted is not None and paid_in_all(agreement).amount + paid.amount.amount > granted.amount:
        yield PaidMoreThanAgreed()


def evolve(agreement: Agreement, event: Event) -> Agreement:
    line = drawn(agreement.money, event.payer, event.year, event.amount)
    match event:
        case Paid(amount=amount):
            return _entered(agreement, line, event, amount)
        case PaymentCancelled(amount=amount):
            return _entered(agreement, line, event, -amount)
        case _:
            assert_never(event)


def _entered(agreement: Agreement, line: Line, event: Event, amount: Money) -> Agreement:
    """The payment on its line, on its instalment, with its beneficiary, and its number remembered."""
    ledger = agreement.money
    advance = line.advance_paid + amount if event.advance else line.advance_paid
    after = Ledger(
        currency=amount.currency,
        lines={
            **ledger.lines,
            f"{line.payer}/{line.year}": replace(line, paid=line.paid + amount, advance_paid=advance),
        },
        schedule=_on_schedule(ledger.schedule, event.instalment, amount) if event.instalment else ledger.schedule,
        received=_received(ledger.received, event.beneficiary, amount),
        regranted=ledger.regranted,
        recent=remembered(ledger.recent, mark(event), event.amount) if event.number else ledger.recent,
        reports=ledger.reports,
        milestones=ledger.milestones,
    )
    return replace(agreement, money=after)


def _received(received: Mapping[str, Money], beneficiary: OrganisationId | None, amount: Money) -> Mapping[str, Money]:
    if beneficiary is None:
        return received
    known = received.get(beneficiary)
    return {**received, beneficiary: amount if known is None else known + amount}


def _on_schedule(schedule: tuple[Scheduled, ...], number: int, amount: Money) -> tuple[Scheduled, ...]:
    return tuple(
        replace(one, paid=plus(one.paid, amount)) if one.instalment.number == number else one for one in schedule
    )
