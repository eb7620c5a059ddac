"""What was paid beyond what was owed, and has to come back."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain.agreement.ledger import (
    drawn,
    posted,
)
from domain.agreement.parts import Origin
from domain.agreement.state import Agreement, Line
from domain.decider import record, replace
from domain.values import Money, OrganisationId, latest


@record
class OverpaymentFound:
    """More was paid than was owed: the excess is to be recovered."""

    payer: OrganisationId
    year: int
    amount: Money
    on: date


@record
class OverpaymentCleared:
    """What looked like an excess was owed after all, or was never paid."""

    payer: OrganisationId
    year: int
    amount: Money
    on: date


Event = OverpaymentFound | OverpaymentCleared


def ceiling(agreement: Agreement, line: Line) -> Money | None:
    """Up to where the payments of a line are owed: what was ordered, or committed; None where neither is known."""
    if line.ordered.cents:
        return line.ordered
    known_from_the_start = agreement.origin is Origin.DRAFTED
    return line.committed if line.committed.cents or known_from_the_start else None


def rectified(agreement: Agreement, on: date) -> Iterator[Event]:
    """What has to be said so that the excess to recover is again what was paid beyond what was owed.

    Where of some lines only the agreement's whole amount is known, it is the limit of all those lines together.
    """
    unknown: list[Line] = []
    for line in agreement.money.lines.values():
        limit = ceiling(agreement, line)
        if limit is None:
            unknown.append(line)
        else:
            yield from _adjusted((line,), limit.amount, on)
    granted = latest(agreement.amounts)
    if unknown and granted is not None:
        yield from _adjusted(unknown, granted.amount, on)


def _adjusted(lines: Sequence[Line], limit: Decimal, on: date) -> Iterator[Event]:
    excess = max(sum((line.paid.amount for line in lines), Decimal(0)) - limit, Decimal(0))
    more = excess - sum((line.to_recover.amount + line.returned.amount for line in lines), Decimal(0))
    for line in reversed(lines):
        unnamed = line.paid.amount - line.to_recover.amount - line.returned.amount
        part = min(more, unnamed) if more > 0 else max(more, -line.to_recover.amount)
        more -= part
        if part > 0:
            yield OverpaymentFound(payer=line.payer, year=line.year, amount=_money(part, line), on=on)
        elif part < 0:
            yield OverpaymentCleared(payer=line.payer, year=line.year, amount=_money(-part, line), on=on)


def _money(amount: Decimal, line: Line) -> Money:
    return Money.of(amount, line.paid.currency)


def evolve(agreement: Agreement, event: Event) -> Agreement:
    line = drawn(agreement.money, event.payer, event.year, event.amount)
    match event:
        case OverpaymentFound(amount=amount):
            return posted(agreement, replace(line, to_recover=line.to_recover + amount), "", amount)
        case OverpaymentCleared(amount=amount):
            return posted(agreement, replace(line, to_recover=line.to_recover - amount), "", amount)
        case _:
            assert_never(event)
