"""Payments ordered, within what was committed."""

from collections.abc import Iterator, Sequence
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
    payer_now,
    plus,
    posted,
    repeated,
)
from domain.agreement.overpayment import rectified
from domain.agreement.parts import weighed
from domain.agreement.readiness import premature
from domain.agreement.schedule import scheduled, sum_due
from domain.agreement.state import Agreement, Line
from domain.agreement.text import existing
from domain.decider import Refusal, record, replace
from domain.values import Money, OrganisationId, Source


@record
class OrderPayment:
    """Order a payment on committed credits."""

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
class CancelOrder:
    """Cancel an order, or part of it, that was not paid."""

    payer: OrganisationId
    year: int
    amount: Money
    instalment: int | None = None
    advance: bool = False
    reasons: str = ""
    number: str = ""
    source: Source | None = None
    on: date


@record
class PaymentOrdered:
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
class OrderCancelled:
    payer: OrganisationId
    year: int
    amount: Money
    instalment: int | None = None
    advance: bool = False
    reasons: str = ""
    number: str = ""
    source: Source | None = None
    on: date


Command = OrderPayment | CancelOrder
Event = PaymentOrdered | OrderCancelled
Told = Sequence[Event | overpayment.Event | irregularity.Event]


class OrderedMoreThanCommitted(Refusal):
    """No more is ordered than was committed for that payer and year."""

    article = "décret 2012-1246 art. 28 à 32"
    cure = "The payer commits the missing credits, or cancels the order."


class InstalmentExceeded(Refusal):
    """No more is ordered of an instalment than it comes to, the advance taken off the balance."""

    cure = "The payer cancels or recovers the excess."


class AdvanceExceedsDecision(Refusal):
    """No more is paid in advance than the decision grants."""

    cure = "The payer adopts a decision for the excess, or recovers it."


class OrderWasPaid(Refusal):
    """An order that was paid is not cancelled; the money is recovered."""

    cure = "The payer recovers what was paid without an order."


def decide(command: Command, agreement: Agreement) -> Told:
    existing(agreement)
    match command:
        case OrderPayment():
            return order(command, agreement)
        case CancelOrder():
            return cancel_order(command, agreement)
        case _:
            assert_never(command)


def order(command: OrderPayment, agreement: Agreement) -> Told:
    ordered = PaymentOrdered(
        payer=payer_now(agreement, command.payer, command.year),
        year=command.year,
        amount=checked(agreement, command.amount),
        beneficiary=beneficiary_of(agreement, command.beneficiary),
        instalment=command.instalment,
        advance=command.advance,
        number=command.number,
        source=command.source,
        on=command.on,
    )
    if repeated(agreement, mark(ordered), ordered.amount):
        return []
    line = line_of(agreement, ordered.payer, ordered.year)
    after = evolve(agreement, ordered)
    events = [ordered, *rectified(after, command.on)]
    walls = [
        *premature(agreement, ordered.payer, ordered.on, ordered.beneficiary, ordered.instalment),
        *_beyond_commitment(ordered, line),
        *_beyond_instalment(ordered, agreement),
    ]
    checks = written(line.payer, line.year, line.ordered + ordered.amount, agreement, command.on)
    return weighed(events, walls, checks, command.source, agreement.irregularities, command.on)


def cancel_order(command: CancelOrder, agreement: Agreement) -> Told:
    cancelled = OrderCancelled(
        payer=payer_now(agreement, command.payer, command.year),
        year=command.year,
        amount=checked(agreement, command.amount),
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
    one = None if command.instalment is None else scheduled(command.instalment, agreement).ordered
    covered(cancelled.amount, line.ordered, line.advance_ordered if command.advance else None, one)
    events = [cancelled, *rectified(evolve(agreement, cancelled), command.on)]
    short = line.ordered - cancelled.amount < line.paid
    walls = [OrderWasPaid(line.payer, line.year)] if short else []
    return weighed(events, walls, [], command.source, agreement.irregularities, command.on)


def _beyond_commitment(ordered: PaymentOrdered, line: Line) -> Iterator[Refusal]:
    if ordered.amount.amount + line.ordered.amount > line.committed.amount:
        yield OrderedMoreThanCommitted(line.payer, line.year)
    if ordered.advance and line.advance_ordered.amount + ordered.amount.amount > line.advance_granted.amount:
        yield AdvanceExceedsDecision(line.payer, line.year)


def _beyond_instalment(ordered: PaymentOrdered, agreement: Agreement) -> Iterator[Refusal]:
    if ordered.instalment is None:
        return
    one = scheduled(ordered.instalment, agreement)
    due = sum_due(agreement, one)
    if due is not None and one.ordered.amount + ordered.amount.amount > due.amount:
        yield InstalmentExceeded(ordered.instalment)


def mark(event: Event) -> str:
    """What makes the entry one and the same in the payer's finance system."""
    what = "ordered" if isinstance(event, PaymentOrdered) else "order_cancelled"
    return mark_of(what, event.payer, event.year, event.number)


def evolve(agreement: Agreement, event: Event) -> Agreement:
    line = drawn(agreement.money, event.payer, event.year, event.amount)
    match event:
        case PaymentOrdered(amount=amount):
            return _entered(agreement, line, event, amount)
        case OrderCancelled(amount=amount):
            return _entered(agreement, line, event, -amount)
        case _:
            assert_never(event)


def _entered(agreement: Agreement, line: Line, event: Event, amount: Money) -> Agreement:
    """The order on its line and its instalment."""
    advance = line.advance_ordered + amount if event.advance else line.advance_ordered
    after = replace(line, ordered=line.ordered + amount, advance_ordered=advance)
    ledger = agreement.money
    schedule = tuple(
        replace(one, ordered=plus(one.ordered, amount)) if one.instalment.number == event.instalment else one
        for one in ledger.schedule
    )
    return posted(replace(agreement, money=replace(ledger, schedule=schedule)), after, mark(event), event.amount)
