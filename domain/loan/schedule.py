"""What a loan makes due, and when: constant instalments or all at the end; the principal adds up to the cent."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from itertools import pairwise

from domain.calendar import months_on
from domain.decider import Refusal, record
from domain.values import CENT, Money

EXACT = Context(prec=50)
"""Whoever computes elsewhere, with whatever precision, gets the same cents."""
LONGEST = 600
HIGHEST_RATE = Decimal(100)


class Method(StrEnum):
    """How the principal comes back."""

    CONSTANT = "constant"
    """The same sum of principal and interest each time."""
    IN_FINE = "in_fine"
    """Interest each time, the principal with the last instalment."""


@record
class LoanTerms:
    """In how many instalments, so many months apart, at which yearly rate in per cent.

    During the deferral interest alone is due. It is counted in whole periods.
    """

    instalments: int
    every_months: int = 1
    deferral_months: int = 0
    rate: Decimal = Decimal(0)
    method: Method = Method.CONSTANT


@record
class Line:
    """One instalment as it is laid down."""

    number: int
    due: date
    principal: Money
    interest: Money


class TermsAbsurd(Refusal):
    """A loan is repaid in 1 to 600 instalments, 1 to 12 months apart, at a yearly rate from 0 to 100 per cent."""


class DeferralUneven(Refusal):
    """A deferral lasts whole periods: a multiple of the months between two instalments."""


def checked(terms: LoanTerms) -> LoanTerms:
    """Raises TermsAbsurd, DeferralUneven."""
    if not (1 <= terms.instalments <= LONGEST and 1 <= terms.every_months <= 12):
        raise TermsAbsurd(terms.instalments, terms.every_months)
    if not (terms.rate.is_finite() and 0 <= terms.rate <= HIGHEST_RATE):
        raise TermsAbsurd(terms.rate)
    if terms.deferral_months % terms.every_months or not 0 <= terms.deferral_months <= LONGEST:
        raise DeferralUneven(terms.deferral_months, terms.every_months)
    return terms


def due_dates(terms: LoanTerms, start: date, first: date | None) -> list[date]:
    """Every day on which something is due: from `first`, or one period after the start."""
    periods = terms.deferral_months // terms.every_months + terms.instalments
    if first is not None:
        return [months_on(first, at * terms.every_months) for at in range(periods)]
    return [months_on(start, at * terms.every_months) for at in range(1, periods + 1)]


def laid(amount: Money, terms: LoanTerms, days: Sequence[date], number: int) -> tuple[Line, ...]:
    """An amount spread over these days, the last `terms.instalments` of which bring principal back.

    Lines are numbered from `number` on; a day on which nothing would be due gets none.
    """
    pause = max(len(days) - terms.instalments, 0)
    rate = EXACT.divide(EXACT.multiply(terms.rate, Decimal(terms.every_months)), Decimal(1200))
    rows = zip(days, _portions(amount.cents, rate, terms.method, pause, len(days)), strict=True)
    due = [(day, principal, interest) for day, (principal, interest) in rows if principal or interest]
    return tuple(
        Line(number=at, due=day, principal=_money(principal, amount), interest=_money(interest, amount))
        for at, (day, principal, interest) in enumerate(due, number)
    )


def _money(cents: int, like: Money) -> Money:
    return Money(amount=CENT * cents, currency=like.currency)


def _portions(cents: int, rate: Decimal, method: Method, pause: int, periods: int) -> Iterator[tuple[int, int]]:
    """Principal and interest of each period, in cents; the last period brings what is left."""
    together = _constant(cents, rate, periods - pause)
    left = cents
    for at in range(1, periods + 1):
        interest = _rounded(EXACT.multiply(Decimal(left), rate))
        if at == periods:
            principal = left
        elif at <= pause or method is Method.IN_FINE:
            principal = 0
        else:
            principal = min(max(together - interest, 0), left)
        left -= principal
        yield principal, interest


def _constant(cents: int, rate: Decimal, count: int) -> int:
    """The constant instalment, in cents: principal × rate ÷ (1 − (1 + rate)^−count)."""
    growth = EXACT.subtract(Decimal(1), EXACT.power(EXACT.add(Decimal(1), rate), -count))
    if not growth:
        return _rounded(EXACT.divide(Decimal(cents), Decimal(count)))
    return _rounded(EXACT.divide(EXACT.multiply(Decimal(cents), rate), growth))


def _rounded(cents: Decimal) -> int:
    return int(cents.to_integral_value(rounding=ROUND_HALF_UP))


def in_order(lines: Sequence[Line]) -> bool:
    """Whether each falls due after the one before."""
    return all(one.due < other.due for one, other in pairwise(lines))
