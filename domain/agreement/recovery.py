"""Money that comes back, and money that a beneficiary passes on."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import assert_never

from domain import irregularity
from domain.agreement.ledger import (
    checked,
    drawn,
    line_of,
    mark_of,
    payer_now,
    plus,
    posted,
    repeated,
    strangers,
)
from domain.agreement.parts import weighed
from domain.agreement.state import NONE, Agreement, Line
from domain.agreement.text import existing
from domain.decider import Refusal, record, replace
from domain.values import Money, OrganisationId, Source


class RecoveryGround(StrEnum):
    """Why money is called back."""

    OVERPAYMENT = "overpayment"
    UNSPENT = "unspent"
    NOT_AS_AGREED = "not_as_agreed"
    ACT_UNDONE = "act_undone"
    OTHER = "other"


@record
class OrderRecovery:
    """Call money back by a recovery order."""

    payer: OrganisationId
    year: int
    amount: Money
    ground: RecoveryGround = RecoveryGround.OVERPAYMENT
    beneficiary: OrganisationId | None = None
    number: str = ""
    source: Source | None = None
    on: date


@record
class RecordRecovery:
    """Record money that came back to the payer."""

    payer: OrganisationId
    year: int
    amount: Money
    beneficiary: OrganisationId | None = None
    number: str = ""
    source: Source | None = None
    on: date


@record
class Regrant:
    """Record that a beneficiary passes part of the grant on to another body."""

    beneficiary: OrganisationId
    to: OrganisationId
    amount: Money
    source: Source | None = None
    on: date


Command = OrderRecovery | RecordRecovery | Regrant


@record
class RecoveryOrdered:
    payer: OrganisationId
    year: int
    amount: Money
    ground: RecoveryGround
    beneficiary: OrganisationId | None = None
    number: str = ""
    source: Source | None = None
    on: date


@record
class Recovered:
    payer: OrganisationId
    year: int
    amount: Money
    of_overpayment: Money
    """The part that gives back what was paid in excess."""
    beneficiary: OrganisationId | None = None
    number: str = ""
    source: Source | None = None
    on: date


@record
class Regranted:
    beneficiary: OrganisationId
    to: OrganisationId
    amount: Money
    source: Source | None = None
    on: date


Event = RecoveryOrdered | Recovered | Regranted
Told = Sequence[Event | irregularity.Event]


class RecoveredMoreThanPaid(Refusal):
    """No more comes back than was paid."""

    cure = "The payer enters the missing payment, or gives the excess back."


class RecoveredMoreThanCalled(Refusal):
    """Money is recovered by an order that calls it back."""

    article = "décret 2012-1246 art. 23 à 28"
    cure = "The payer issues the recovery order."


class RegrantNotAllowed(Refusal):
    """A grant is passed on only where the agreement says so."""

    article = "CGCT L1611-4"
    cure = "The parties allow it by an amendment, or the payer recovers the sum."


class RegrantedMoreThanReceived(Refusal):
    """No more of a grant is passed on than was received."""

    cure = "The beneficiary states what it really passed on."


def decide(command: Command, agreement: Agreement) -> Told:
    existing(agreement)
    match command:
        case OrderRecovery():
            return order_recovery(command, agreement)
        case RecordRecovery():
            return record_recovery(command, agreement)
        case Regrant():
            return regrant(command, agreement)
        case _:
            assert_never(command)


def order_recovery(command: OrderRecovery, agreement: Agreement) -> Told:
    called = RecoveryOrdered(
        payer=payer_now(agreement, command.payer, command.year),
        year=command.year,
        amount=checked(agreement, command.amount),
        ground=command.ground,
        beneficiary=command.beneficiary,
        number=command.number,
        source=command.source,
        on=command.on,
    )
    if repeated(agreement, mark(called), called.amount):
        return []
    line = line_of(agreement, called.payer, called.year)
    beyond = line.recovery_ordered + called.amount > line.paid
    walls = [RecoveredMoreThanPaid(line.payer, line.year)] if beyond else []
    return weighed([called], walls, [], command.source, agreement.irregularities, command.on)


def record_recovery(command: RecordRecovery, agreement: Agreement) -> Told:
    line = line_of(agreement, payer_now(agreement, command.payer, command.year), command.year)
    amount = checked(agreement, command.amount)
    recovered = Recovered(
        payer=line.payer,
        year=line.year,
        amount=amount,
        of_overpayment=amount if amount.amount <= line.to_recover.amount else line.to_recover,
        beneficiary=command.beneficiary,
        number=command.number,
        source=command.source,
        on=command.on,
    )
    if repeated(agreement, mark(recovered), amount):
        return []
    walls = recovery_breaches(line, amount)
    return weighed([recovered], walls, [], command.source, agreement.irregularities, command.on)


def recovery_breaches(line: Line, amount: Money) -> Iterator[Refusal]:
    """What a recovery goes beyond."""
    if line.recovered + amount > line.paid:
        yield RecoveredMoreThanPaid(line.payer, line.year)
    if line.recovered + amount > line.recovery_ordered:
        yield RecoveredMoreThanCalled(line.payer, line.year)


def regrant(command: Regrant, agreement: Agreement) -> Told:
    amount = checked(agreement, command.amount)
    for breach in strangers(agreement, command.beneficiary):
        raise breach
    passed = Regranted(
        beneficiary=command.beneficiary, to=command.to, amount=amount, source=command.source, on=command.on
    )
    walls: list[Refusal] = [] if agreement.clauses.regranting else [RegrantNotAllowed()]
    received = agreement.money.received.get(command.beneficiary, NONE)
    if agreement.money.regranted.amount + amount.amount > received.amount:
        walls.append(RegrantedMoreThanReceived(command.beneficiary))
    return weighed([passed], walls, [], command.source, agreement.irregularities, command.on)


def mark(event: RecoveryOrdered | Recovered) -> str:
    """What makes the entry one and the same in the payer's finance system."""
    what = "recovered" if isinstance(event, Recovered) else "recovery_ordered"
    return mark_of(what, event.payer, event.year, event.number)


def evolve(agreement: Agreement, event: Event) -> Agreement:
    match event:
        case RecoveryOrdered(amount=amount):
            line = drawn(agreement.money, event.payer, event.year, amount)
            called = replace(line, recovery_ordered=line.recovery_ordered + amount)
            return posted(agreement, called, mark(event), amount)
        case Recovered(amount=amount, of_overpayment=returned):
            line = drawn(agreement.money, event.payer, event.year, amount)
            back = replace(
                line,
                recovered=line.recovered + amount,
                to_recover=line.to_recover - returned,
                returned=line.returned + returned,
            )
            return posted(agreement, back, mark(event), amount)
        case Regranted(amount=amount):
            passed = plus(agreement.money.regranted, amount)
            return replace(agreement, money=replace(agreement.money, regranted=passed))
        case _:
            assert_never(event)
