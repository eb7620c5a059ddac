"""A payer's accounts beside its agreements, month by month: opening, movements, closing, and what explains the rest."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from domain.decider import record
from domain.payment import PaymentKind, PaymentState


@record
class Movement:
    """What a month's lines or entries of one kind came to, in minor units; `state` is None on the agreements' side."""

    month: str
    currency: str
    kind: PaymentKind
    state: PaymentState | None
    cents: int


class Accounts(Protocol):
    """Both sides, summed where they are kept."""

    def movements(self, framework: str, payer: str) -> Sequence[Movement]:
        """Every movement of a payer: what the accounts state, and what the agreements hold (state None)."""
        ...


@record
class Side:
    """One side of a month: it opens with what the months before came to, and closes with the next opening."""

    opening: int
    paid: int
    cancelled: int
    recovered: int

    @property
    def closing(self) -> int:
        """What was paid in all by the end of the month, less what was cancelled and what came back."""
        return self.opening + self.paid - self.cancelled - self.recovered


@record
class Month:
    """A month of one payer in one currency; sums in minor units, those that explain the difference up to its end."""

    month: str
    currency: str
    accounts: Side
    agreements: Side
    waiting: int
    """In the accounts, and waiting for a decision."""
    dismissed: int
    """In the accounts, and of no agreement that is kept here."""
    entered_by_hand: int
    """In the agreements, and in no statement yet."""

    @property
    def difference(self) -> int:
        """What the accounts state beyond what the agreements hold."""
        return self.accounts.closing - self.agreements.closing

    @property
    def explained(self) -> bool:
        """Whether what waits, was set aside or was entered by hand is all there is between the two sides."""
        return self.difference == self.waiting + self.dismissed - self.entered_by_hand


def reconcile(movements: Iterable[Movement], only: str | None = None) -> tuple[Month, ...]:
    """Every month in which something moved, or the one that is asked for, currency by currency."""
    told = list(movements)
    currencies = sorted({one.currency for one in told})
    return tuple(month for currency in currencies for month in _months(told, currency, only))


def _months(told: Sequence[Movement], currency: str, only: str | None) -> Iterable[Month]:
    mine = [one for one in told if one.currency == currency]
    for month in [only] if only else sorted({one.month for one in mine}):
        closed = [one for one in mine if one.month <= month]
        matched = _net(one for one in closed if one.state is PaymentState.MATCHED)
        held = [one for one in closed if one.state is None]
        yield Month(
            month=month,
            currency=currency,
            accounts=_side([one for one in closed if one.state is not None], month),
            agreements=_side(held, month),
            waiting=_net(one for one in closed if one.state is PaymentState.WAITING),
            dismissed=_net(one for one in closed if one.state is PaymentState.DISMISSED),
            entered_by_hand=_net(held) - matched,
        )


def _side(closed: Sequence[Movement], month: str) -> Side:
    now = [one for one in closed if one.month == month]
    return Side(
        opening=_net(one for one in closed if one.month < month),
        paid=_sum(now, PaymentKind.PAYMENT),
        cancelled=_sum(now, PaymentKind.CANCELLATION),
        recovered=_sum(now, PaymentKind.RECOVERY),
    )


def _sum(movements: Iterable[Movement], kind: PaymentKind) -> int:
    return sum(one.cents for one in movements if one.kind is kind)


def _net(movements: Iterable[Movement]) -> int:
    return sum(one.cents if one.kind is PaymentKind.PAYMENT else -one.cents for one in movements)
