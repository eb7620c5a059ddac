"""Which buyers owe a plan for responsible procurement, and how often its indicators are published: dated law."""

from datetime import date

from domain.decider import record
from domain.values import Money, Period


@record
class Duty:
    """What the law asked of buyers in a period: from which yearly purchases on, and publication every how many years.

    `publication_years` is None where the law left it open.
    """

    held: Period
    yearly_purchases: Money
    publication_years: int | None
    article: str


DUTIES = (
    Duty(
        held=Period(start=date(2015, 2, 1), end=date(2019, 3, 31)),
        yearly_purchases=Money.of(100_000_000),
        publication_years=None,
        article="Loi n° 2014-856 du 31 juillet 2014, art. 13; décret n° 2015-90 du 28 janvier 2015",
    ),
    Duty(
        held=Period(start=date(2019, 4, 1), end=date(2022, 12, 31)),
        yearly_purchases=Money.of(100_000_000),
        publication_years=None,
        article="Code de la commande publique, art. L. 2111-3 et D. 2111-3",
    ),
    Duty(
        held=Period(start=date(2023, 1, 1)),
        yearly_purchases=Money.of(50_000_000),
        publication_years=2,
        article="Code de la commande publique, art. L. 2111-3 (loi n° 2021-1104, art. 35) et D. 2111-3 "
        "(décret n° 2022-767)",
    ),
)
"""The later listed prevails."""


def duty_on(day: date) -> Duty | None:
    """What the law asked on that day; None: nothing yet."""
    return next((one for one in reversed(DUTIES) if one.held.holds(day)), None)


def owed(yearly_purchases: Money | None, day: date) -> bool | None:
    """Whether a buyer of that size owed a plan on that day; None where its size is unknown."""
    duty = duty_on(day)
    if duty is None:
        return False
    if yearly_purchases is None or yearly_purchases.currency != duty.yearly_purchases.currency:
        return None
    return yearly_purchases.amount >= duty.yearly_purchases.amount
