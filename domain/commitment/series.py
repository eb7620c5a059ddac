"""How figures read: how far they are from the target, and how one year compares with another."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from domain.commitment.indicator import Definition, Direction, Indicator, Observation, defined
from domain.decider import record
from domain.values import Period

SHARE = Decimal("0.0001")


@record
class Reading:
    """An indicator at a glance; what is not known is None.

    `attained` is the share of the way from baseline to target, 0 to 1; `distance` what is still missing, in `unit`.
    """

    name: str
    unit: str | None
    value: Decimal | None
    period: Period | None
    attained: Decimal | None
    distance: Decimal | None


@record
class Comparison:
    """Two years side by side: the change in the indicator's unit, and as a share of the earlier figure."""

    indicator: str
    unit: str | None
    earlier: Decimal
    later: Decimal
    change: Decimal
    share: Decimal | None


def reading(indicator: Indicator) -> Reading:
    """The latest figure of an indicator, set against its target."""
    definition, seen = defined(indicator), last_seen(indicator)
    value = None if seen is None else seen.figure.value
    return Reading(
        name=indicator.name,
        unit=None if definition is None else definition.unit,
        value=value,
        period=None if seen is None else seen.period,
        attained=attained(definition, value),
        distance=distance(definition, value),
    )


def last_seen(indicator: Indicator) -> Observation | None:
    """The observation of the period that ends last; of two, the longer period."""
    return max(indicator.observations, key=_end_and_start, default=None)


def _end_and_start(seen: Observation) -> tuple[date, int]:
    start = seen.period.start or date.min
    return (seen.period.end or date.min, -start.toordinal())


def distance(definition: Definition | None, value: Decimal | None) -> Decimal | None:
    """What is still missing to the target, in the indicator's unit; 0 when it is met, None when it cannot be said."""
    if definition is None or definition.target is None or value is None:
        return None
    match definition.direction:
        case Direction.INCREASE:
            return max(definition.target - value, Decimal(0))
        case Direction.DECREASE:
            return max(value - definition.target, Decimal(0))
        case Direction.HOLD:
            return abs(value - definition.target)


def attained(definition: Definition | None, value: Decimal | None) -> Decimal | None:
    """The share of the way from baseline to target, from 0 to 1; None when it cannot be said."""
    missing = distance(definition, value)
    if missing is None or definition is None or definition.target is None or definition.baseline is None:
        return None
    if missing == 0:
        return Decimal(1)
    way = abs(definition.target - definition.baseline)
    if way == 0:
        return Decimal(0)
    return rounded(max(1 - missing / way, Decimal(0)))


def of_year(indicator: Indicator, year: int) -> Observation | None:
    """The observation of a calendar year: the one of the whole year, or the only one within it."""
    within = [seen for seen in indicator.observations if _years(seen.period) == (year, year)]
    if len(within) == 1:
        return within[0]
    whole = Period(start=date(year, 1, 1), end=date(year, 12, 31))
    return next((seen for seen in within if seen.period == whole), None)


def years(indicator: Indicator) -> tuple[int, ...]:
    """The calendar years for which a figure can be compared, in order."""
    seen = {one.period.start.year for one in indicator.observations if one.period.start is not None}
    return tuple(year for year in sorted(seen) if of_year(indicator, year) is not None)


def missing_years(indicator: Indicator, first: int, last: int) -> tuple[int, ...]:
    """The years of a yearly series, both ends included, for which no figure is on file."""
    known = set(years(indicator))
    return tuple(year for year in range(first, last + 1) if year not in known)


def compare(indicator: Indicator, earlier: int, later: int) -> Comparison | None:
    """One year against another; None when either figure is unknown."""
    before, after = of_year(indicator, earlier), of_year(indicator, later)
    if before is None or after is None:
        return None
    old, new = before.figure.value, after.figure.value
    definition = defined(indicator)
    return Comparison(
        indicator=indicator.name,
        unit=None if definition is None else definition.unit,
        earlier=old,
        later=new,
        change=new - old,
        share=None if old == 0 else rounded((new - old) / abs(old)),
    )


def _years(period: Period) -> tuple[int | None, int | None]:
    return (None if period.start is None else period.start.year, None if period.end is None else period.end.year)


def rounded(share: Decimal) -> Decimal:
    """A share or mean to four decimals, half up."""
    return share.quantize(SHARE, rounding=ROUND_HALF_UP)
