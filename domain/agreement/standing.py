"""Where each instalment stands on a day: paid, open, late on the payer's side, or closed and waiting for what."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.agreement.opening import Wait, waits
from domain.agreement.schedule import last_day, owed_since, sum_due
from domain.agreement.state import Agreement, Scheduled
from domain.decider import record
from domain.values import Money


class InstalmentState(StrEnum):
    """In this order of what is said first."""

    PAID = "paid"
    LATE = "late"
    OPEN = "open"
    CLOSED = "closed"
    DROPPED = "dropped"


@record
class Standing:
    """An instalment on a day. `days_late` counts from the sixtieth day on; `due` is None where the sum is unknown."""

    scheduled: Scheduled
    state: InstalmentState
    due: Money | None
    paid: Money
    owed_since: date | None
    last_day: date | None
    days_late: int
    waits: tuple[Wait, ...]


def standings(agreement: Agreement, on: date, paid: Mapping[int, Money]) -> tuple[Standing, ...]:
    """Every instalment, with what was paid of each by that day."""
    return tuple(standing(agreement, one, on, paid.get(one.instalment.number)) for one in agreement.money.schedule)


def standing(agreement: Agreement, one: Scheduled, on: date, paid: Money | None = None) -> Standing:
    """The instalment on that day; what was paid of it by then, where that is not all that is known now."""
    due, owed = sum_due(agreement, one), owed_since(agreement, one.instalment)
    got = Money.of(0, one.paid.currency) if paid is None else paid
    latest_day = None if owed is None else last_day(owed)
    closed = waits(agreement, one, on)
    return Standing(
        scheduled=one,
        state=_state(one, due, got, latest_day, on, closed=bool(closed)),
        due=due,
        paid=got,
        owed_since=owed,
        last_day=latest_day,
        days_late=0 if latest_day is None or _settled(due, got) else max((on - latest_day).days, 0),
        waits=() if _settled(due, got) else closed,
    )


def _state(
    one: Scheduled, due: Money | None, paid: Money, latest_day: date | None, on: date, *, closed: bool
) -> InstalmentState:
    if one.dropped:
        return InstalmentState.DROPPED
    if _settled(due, paid):
        return InstalmentState.PAID
    if latest_day is not None and on > latest_day:
        return InstalmentState.LATE
    return InstalmentState.CLOSED if closed else InstalmentState.OPEN


def _settled(due: Money | None, paid: Money) -> bool:
    return due is not None and paid.amount >= due.amount and (paid.amount > Decimal(0) or due.amount == 0)


def left(due: Money | None, paid: Money) -> Money | None:
    """What is still to be paid; None where the sum is unknown."""
    if due is None:
        return None
    return Money.of(max(due.amount - paid.amount, Decimal(0)), due.currency)
