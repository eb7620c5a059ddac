"""When something falls due: month ends, leap days, working days, clock changes, and years nobody knows."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import (
    Calendar,
    CalendarHasNoSuchYear,
    DateOutOfReach,
    NotASpan,
    fall_due,
    instant,
    is_workday,
    months_on,
    parse_span,
    rolled,
    span_text,
    workdays_on,
)
from domain.decider import replace
from domain.procedure.definition import Roll, Span

PARIS = ZoneInfo("Europe/Paris")
HOLIDAYS = frozenset({date(2026, 5, 1), date(2026, 5, 8), date(2026, 5, 14), date(2026, 5, 25), date(2026, 12, 25)})
CALENDAR = Calendar(zone=PARIS, workdays="FR", holidays=HOLIDAYS, first_year=2000, last_year=2060, version="test")
NEXT = replace(CALENDAR, roll=Roll.NEXT_WORKDAY)


def due(span: str, start: datetime | date, calendar: Calendar = CALENDAR) -> datetime:
    return fall_due(parse_span(span), start, calendar).astimezone(PARIS).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("span", "start", "expected"),
    [
        ("P1M", date(2026, 1, 31), datetime(2026, 2, 28)),
        ("P1M", date(2028, 1, 31), datetime(2028, 2, 29)),
        ("P1Y", date(2028, 2, 29), datetime(2029, 2, 28)),
        ("P4Y", date(2028, 2, 29), datetime(2032, 2, 29)),
        ("-P1M", date(2026, 3, 31), datetime(2026, 2, 28)),
        ("-P6M", date(2026, 8, 31), datetime(2026, 2, 28)),
        ("P1M1D", date(2026, 1, 31), datetime(2026, 3, 1)),
        ("P2W", date(2026, 1, 31), datetime(2026, 2, 14)),
        ("P0D", date(2026, 1, 31), datetime(2026, 1, 31)),
        ("P18M", date(2026, 8, 31), datetime(2028, 2, 29)),
    ],
)
def test_month_ends_are_clamped(span: str, start: date, expected: datetime) -> None:
    assert due(span, start) == expected


@pytest.mark.parametrize(
    ("span", "start", "expected"),
    [
        ("1 workday", date(2026, 4, 30), datetime(2026, 5, 4)),
        ("5 workdays", date(2026, 5, 7), datetime(2026, 5, 18)),
        ("-1 workdays", date(2026, 5, 4), datetime(2026, 4, 30)),
        ("0 workdays", date(2026, 5, 9), datetime(2026, 5, 9)),
    ],
)
def test_working_days_pass_over_weekends_and_holidays(span: str, start: date, expected: datetime) -> None:
    assert due(span, start) == expected


def test_a_day_off_is_moved_where_the_calendar_says() -> None:
    start = date(2026, 4, 1)
    assert due("P1M", start) == datetime(2026, 5, 1)
    assert due("P1M", start, NEXT) == datetime(2026, 5, 4)
    assert due("P1M", start, replace(CALENDAR, roll=Roll.PREVIOUS_WORKDAY)) == datetime(2026, 4, 30)


def test_hours_are_time_that_passes_and_are_never_moved() -> None:
    friday = datetime(2026, 4, 30, 16, 0, tzinfo=UTC)
    assert fall_due(parse_span("PT12H"), friday, NEXT) == datetime(2026, 5, 1, 4, 0, tzinfo=UTC)


def test_a_time_that_the_clock_skips_is_moved_on() -> None:
    eve = datetime(2026, 3, 28, 2, 30, tzinfo=PARIS)
    assert due("P1D", eve) == datetime(2026, 3, 29, 3, 30)
    assert fall_due(parse_span("PT24H"), eve, CALENDAR) == eve.astimezone(UTC) + timedelta(hours=24)


def test_of_a_time_that_comes_twice_the_first_counts() -> None:
    eve = datetime(2026, 10, 24, 2, 30, tzinfo=PARIS)
    assert fall_due(parse_span("P1D"), eve, CALENDAR) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert fall_due(parse_span("P0D"), second, CALENDAR) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_same_time_of_day_is_kept_over_a_clock_change() -> None:
    assert due("P1M", datetime(2026, 3, 10, 9, 0, tzinfo=PARIS)) == datetime(2026, 4, 10, 9, 0)


def test_a_year_whose_holidays_nobody_knows_is_refused() -> None:
    with pytest.raises(CalendarHasNoSuchYear, match="2061"):
        due("10 workdays", date(2060, 12, 25))
    with pytest.raises(CalendarHasNoSuchYear, match="1999"):
        due("-P1D", date(2000, 1, 1), NEXT)
    assert due("P1D", date(2060, 12, 31)) == datetime(2061, 1, 1)


def test_ten_million_working_days_end_where_the_calendar_does() -> None:
    with pytest.raises(CalendarHasNoSuchYear):
        due("9999999 workdays", date(2026, 1, 1))


@pytest.mark.parametrize(
    ("span", "start"),
    [
        ("P9999999Y", date(2026, 1, 1)),
        ("P9999999M", date(2026, 1, 1)),
        ("-P9999999D", date(2026, 1, 1)),
        ("P9999999W", date(2026, 1, 1)),
        ("PT9999999H", datetime(9999, 1, 1, tzinfo=UTC)),
        ("P1D", date(9999, 12, 31)),
        ("-P1Y", date(1, 1, 1)),
    ],
)
def test_what_lies_beyond_the_calendar_is_refused(span: str, start: date) -> None:
    with pytest.raises(DateOutOfReach):
        fall_due(parse_span(span), start, CALENDAR)


@pytest.mark.parametrize(
    "text",
    ["", "P", "PT", "P1", "1D", "P1.5M", "P-1D", "P1DT", "3 months", "workdays", "+P1D", "P1D ", "P99999999D", "P1M2Y"],
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(NotASpan):
        parse_span(text)


def test_working_days_mixed_with_others_cannot_be_written() -> None:
    with pytest.raises(NotASpan):
        span_text(Span(workdays=1, days=1))


COUNTS = st.integers(0, 9_999)
SPANS = st.builds(
    Span,
    years=COUNTS,
    months=COUNTS,
    weeks=COUNTS,
    days=COUNTS,
    seconds=st.integers(0, 3 * 10**6),
    negative=st.booleans(),
) | st.builds(Span, workdays=COUNTS, negative=st.booleans())
DAYS = st.dates(date(2005, 1, 1), date(2050, 12, 31))
TIMES = st.times()
ZONES = st.sampled_from(
    ["Europe/Paris", "America/Cayenne", "Indian/Reunion", "Pacific/Apia", "America/Miquelon", "UTC"]
)


@given(SPANS)
def test_a_duration_reads_back_as_it_was_written(span: Span) -> None:
    again = parse_span(span_text(span))
    if any((span.years, span.months, span.weeks, span.days, span.workdays, span.seconds)):
        assert again == span
    else:
        assert again == replace(Span(), negative=span.negative)


@given(DAYS, st.integers(0, 300), st.integers(0, 300), st.booleans())
def test_working_days_add_up_and_never_land_on_a_day_off(day: date, one: int, other: int, back: bool) -> None:
    sign = -1 if back else 1
    there = workdays_on(workdays_on(day, sign * one, CALENDAR), sign * other, CALENDAR)
    assert there == workdays_on(day, sign * (one + other), CALENDAR)
    assert one + other == 0 or is_workday(there, CALENDAR)


@given(DAYS, st.integers(1, 200))
def test_as_many_working_days_lie_between(day: date, count: int) -> None:
    there = workdays_on(day, count, CALENDAR)
    between = (day + timedelta(days=number + 1) for number in range((there - day).days))
    assert sum(is_workday(one, CALENDAR) for one in between) == count


@given(DAYS, st.integers(-600, 600), st.integers(-600, 600))
def test_months_keep_the_day_where_they_can(day: date, one: int, other: int) -> None:
    there = months_on(day, one)
    assert there.day == day.day or (there.day < day.day and (there + timedelta(days=1)).day == 1)
    if day.day <= 28:
        assert months_on(there, other) == months_on(day, one + other)
    else:
        assert abs((months_on(there, other) - months_on(day, one + other)).days) <= 3


def test_a_month_twice_is_not_always_two_months() -> None:
    last = date(2026, 1, 31)
    assert months_on(months_on(last, 1), 1) == date(2026, 3, 28)
    assert months_on(last, 2) == date(2026, 3, 31)


@given(DAYS, DAYS, st.integers(0, 60), st.integers(0, 60), TIMES)
def test_what_starts_later_is_never_due_earlier(one: date, other: date, months: int, days: int, clock: time) -> None:
    span = Span(months=months, days=days)
    first, second = sorted((one, other))
    starts = (datetime.combine(first, clock, UTC), datetime.combine(second, clock, UTC))
    utc = replace(NEXT, zone=UTC, last_year=2080)
    assert fall_due(span, starts[0], utc) <= fall_due(span, starts[1], utc)


@given(DAYS)
def test_a_rolled_day_is_the_nearest_working_day_on_that_side(day: date) -> None:
    there, back = rolled(day, NEXT), rolled(day, replace(CALENDAR, roll=Roll.PREVIOUS_WORKDAY))
    assert back <= day <= there
    assert is_workday(there, CALENDAR)
    assert is_workday(back, CALENDAR)
    skipped = {back + timedelta(days=number) for number in range((there - back).days + 1)} - {back, there}
    assert not any(is_workday(one, CALENDAR) for one in skipped) or is_workday(day, CALENDAR)


@given(DAYS, TIMES, ZONES)
def test_a_local_time_becomes_an_instant_that_reads_the_same_or_was_skipped(day: date, clock: time, zone: str) -> None:
    there = instant(day, clock, ZoneInfo(zone)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    moved = there - datetime.combine(day, clock)
    assert timedelta(0) <= moved <= timedelta(days=1)
    assert not moved or moved in {timedelta(minutes=30), timedelta(hours=1), timedelta(days=1)}
