"""The ceilings of public aid, each with the article that sets it and the days between which it held."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from domain.agreement.aided import AidScheme
from domain.agreement.parts import months_later
from domain.decider import record
from domain.values import Money, Period


class Window(StrEnum):
    """Over which time aid is added up."""

    CALENDAR_YEARS = "calendar_years"
    """The budget year of the grant and those before it."""
    TO_THE_DAY = "to_the_day"
    """So many years back from the day of the grant."""


@record
class Ceiling:
    """A sum over so many years that a text sets, and the days on which the text held."""

    amount: Money
    years: int
    window: Window
    article: str
    held: Period

    def began(self, day: date) -> date:
        """The first day that counts for what is granted on that day."""
        if self.window is Window.CALENDAR_YEARS:
            return date(day.year - self.years + 1, 1, 1)
        back = months_later(day, -12 * self.years)
        return date.fromordinal(back.toordinal() + 1)


def _until_2023(year: int, month: int, day: int) -> Period:
    return Period(start=date(year, month, day), end=date(2023, 12, 31))


FROM_2024 = Period(start=date(2024, 1, 1), end=date(2030, 12, 31))

DE_MINIMIS = (
    Ceiling(
        amount=Money.of(200_000),
        years=3,
        window=Window.CALENDAR_YEARS,
        article="règlement (CE) n° 1998/2006, art. 2",
        held=Period(start=date(2007, 1, 1), end=date(2013, 12, 31)),
    ),
    Ceiling(
        amount=Money.of(200_000),
        years=3,
        window=Window.CALENDAR_YEARS,
        article="règlement (UE) n° 1407/2013, art. 3",
        held=_until_2023(2014, 1, 1),
    ),
    Ceiling(
        amount=Money.of(300_000),
        years=3,
        window=Window.TO_THE_DAY,
        article="règlement (UE) 2023/2831, art. 3",
        held=FROM_2024,
    ),
)
SGEI_DE_MINIMIS = (
    Ceiling(
        amount=Money.of(500_000),
        years=3,
        window=Window.CALENDAR_YEARS,
        article="règlement (UE) n° 360/2012, art. 2",
        held=_until_2023(2012, 4, 29),
    ),
    Ceiling(
        amount=Money.of(750_000),
        years=3,
        window=Window.TO_THE_DAY,
        article="règlement (UE) 2023/2832, art. 3",
        held=FROM_2024,
    ),
)
CEILINGS = {AidScheme.DE_MINIMIS: DE_MINIMIS, AidScheme.SGEI_DE_MINIMIS: SGEI_DE_MINIMIS}
"""By scheme, what may be granted under it to one undertaking."""

AUDIT = (
    Ceiling(
        amount=Money.of(150_000),
        years=1,
        window=Window.CALENDAR_YEARS,
        article="décret n° 2001-379 du 30 avril 2001, art. 1",
        held=Period(start=date(2001, 5, 3), end=date(2006, 3, 23)),
    ),
    Ceiling(
        amount=Money.of(153_000),
        years=1,
        window=Window.CALENDAR_YEARS,
        article="code de commerce, art. L612-4 et D612-5",
        held=Period(start=date(2006, 3, 24)),
    ),
)
"""The public money of a year above which an association's or foundation's accounts are certified by an auditor."""

SURPLUS_SINCE = date(2015, 9, 29)
"""The circular that tells authorities to decide whether a reasonable surplus is kept."""
SGEI_SINCE = date(2012, 1, 31)
"""Decision 2012/21/EU: services of general economic interest are entrusted by an act."""


def in_force(ceilings: Iterable[Ceiling], day: date) -> Ceiling | None:
    """The ceiling that held on that day; None where no text did."""
    return next((one for one in ceilings if one.held.holds(day)), None)
