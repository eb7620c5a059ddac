"""When something falls due: durations as people count them, on a calendar with its days off and its time zone.

A calendar is a value made outside (`infrastructure/calendars`); the zone arrives in it as a `tzinfo`, so that nothing
here looks anything up.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from domain.decider import Refusal, record
from domain.procedure.definition import Roll, Span

_COUNT = r"\d{1,7}"
_ISO = (
    rf"-?P(?!$|T$)(?:{_COUNT}Y)?(?:{_COUNT}M)?(?:{_COUNT}W)?(?:{_COUNT}D)?"
    rf"(?:T(?=\d)(?:{_COUNT}H)?(?:{_COUNT}M)?(?:{_COUNT}S)?)?"
)
SPAN = rf"{_ISO}|-?{_COUNT} workdays?"
"""How a duration is written: ISO 8601 in whole numbers (`P1Y6M`, `-P10D`, `PT12H`), or `10 workdays`."""
_PART = re.compile(r"(\d+)([YMWDHS])")
_SECONDS = {"H": 3600, "M": 60, "S": 1}
_WEEK = 7


class NotASpan(Refusal):
    """A duration is written like P3M, P20D, PT12H, -P6M or 10 workdays."""


class CalendarHasNoSuchYear(Refusal):
    """Working days are counted only in years whose public holidays are known."""


class DateOutOfReach(Refusal):
    """A due date lies between the years 1 and 9999."""


@record
class Calendar:
    """By what a due date is counted.

    `weekend` holds weekdays (Monday is 0), `holidays` the days off of the years from `first_year` to `last_year`,
    `version` the edition of the list of holidays, so that a due date can be counted again as it was.
    """

    zone: tzinfo
    workdays: str = ""
    weekend: frozenset[int] = frozenset({5, 6})
    holidays: frozenset[date] = frozenset()
    first_year: int
    last_year: int
    version: str = ""
    roll: Roll = Roll.NONE


def is_span(text: str) -> bool:
    """Whether this is how a duration is written."""
    return re.fullmatch(SPAN, text) is not None


def parse_span(text: str) -> Span:
    """A duration from its text. Raises NotASpan."""
    if not is_span(text):
        raise NotASpan(text)
    negative, body = text.startswith("-"), text.removeprefix("-")
    if body.endswith(("workday", "workdays")):
        return Span(workdays=int(body.split()[0]), negative=negative)
    days, _, clock = body.partition("T")
    of_days = {unit: int(count) for count, unit in _PART.findall(days)}
    seconds = sum(int(count) * _SECONDS[unit] for count, unit in _PART.findall(clock))
    return Span(
        years=of_days.get("Y", 0),
        months=of_days.get("M", 0),
        weeks=of_days.get("W", 0),
        days=of_days.get("D", 0),
        seconds=seconds,
        negative=negative,
    )


def span_text(span: Span) -> str:
    """The duration as it is written; `parse_span` reads it back as the same value.

    Raises NotASpan for working days mixed with anything else, which no text says.
    """
    sign = "-" if span.negative else ""
    rest = (span.years, span.months, span.weeks, span.days, span.seconds)
    if span.workdays:
        if any(rest):
            raise NotASpan(span)
        return f"{sign}{span.workdays} workdays"
    counted = zip((span.years, span.months, span.weeks, span.days), "YMWD", strict=True)
    days = "".join(f"{count}{unit}" for count, unit in counted if count)
    clock = _clock(span.seconds)
    return f"{sign}P{days}{clock}" if days or clock else f"{sign}P0D"


def _clock(seconds: int) -> str:
    """Hours, minutes and seconds, the hours without limit."""
    hours, rest = divmod(seconds, 3600)
    counted = zip((hours, *divmod(rest, 60)), "HMS", strict=True)
    text = "".join(f"{count}{unit}" for count, unit in counted if count)
    return f"T{text}" if text else ""


def fall_due(span: Span, start: datetime | date, calendar: Calendar) -> datetime:
    """The instant (UTC) at which something falls due, counted from an instant or from the beginning of a day.

    Years, months and days are counted on the local clock: the same time of day, month ends clamped (31 January and a
    month is 28 or 29 February). Seconds are counted last, as time that passes. A day that is not a working day is then
    rolled, unless only seconds were counted. A local time that does not exist is moved on by what the clock skips; of
    one that exists twice, the first counts. Raises CalendarHasNoSuchYear, DateOutOfReach.
    """
    try:
        return _due(span, start, calendar)
    except (OverflowError, ValueError) as error:
        raise DateOutOfReach(str(start)) from error


def _due(span: Span, start: datetime | date, calendar: Calendar) -> datetime:
    sign = -1 if span.negative else 1
    if _only_clock(span) and isinstance(start, datetime):
        return start.astimezone(UTC) + timedelta(seconds=sign * span.seconds)
    day, clock = _local(start, calendar)
    day = months_on(day, sign * (span.years * 12 + span.months))
    day += timedelta(days=sign * (span.weeks * _WEEK + span.days))
    day = workdays_on(day, sign * span.workdays, calendar)
    if not _only_clock(span):
        day = rolled(day, calendar)
    return instant(day, clock, calendar.zone) + timedelta(seconds=sign * span.seconds)


def _only_clock(span: Span) -> bool:
    return span.seconds > 0 and not (span.years or span.months or span.weeks or span.days or span.workdays)


def _local(start: datetime | date, calendar: Calendar) -> tuple[date, time]:
    if isinstance(start, datetime):
        local = start.astimezone(calendar.zone)
        return local.date(), local.time()
    return start, time()


def instant(day: date, clock: time, zone: tzinfo) -> datetime:
    """A local day and time as an instant; 02:30 on the night it does not exist is 03:30, and the first of two."""
    local = datetime.combine(day, clock.replace(fold=0), zone)
    return local.astimezone(UTC)


def months_on(day: date, months: int) -> date:
    """So many months later, or earlier: the same day of the month, or the last one of a shorter month."""
    if not months:
        return day
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def workdays_on(day: date, count: int, calendar: Calendar) -> date:
    """So many working days later, or earlier, not counting the day itself."""
    step = timedelta(days=-1 if count < 0 else 1)
    left = abs(count)
    while left:
        day += step
        left -= is_workday(day, calendar)
    return day


def rolled(day: date, calendar: Calendar) -> date:
    """The day itself, or where the calendar moves one that is not a working day."""
    match calendar.roll:
        case Roll.NONE:
            return day
        case Roll.NEXT_WORKDAY:
            return next(one for one in _days(day, 1) if is_workday(one, calendar))
        case Roll.PREVIOUS_WORKDAY:
            return next(one for one in _days(day, -1) if is_workday(one, calendar))


def _days(day: date, step: int) -> Iterator[date]:
    while True:
        yield day
        day += timedelta(days=step)


def is_workday(day: date, calendar: Calendar) -> bool:
    """Whether people work on that day. Raises CalendarHasNoSuchYear where nobody says which days are off."""
    if not calendar.first_year <= day.year <= calendar.last_year:
        raise CalendarHasNoSuchYear(day.year, calendar.workdays)
    return day.weekday() not in calendar.weekend and day not in calendar.holidays
