"""When an open case will likely end, from how long past ones took; and nothing where there is too little to go by."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.procedure.forecast import ENOUGH, Past, Stay, forecast, quantile, stays

START = datetime(2026, 1, 1, tzinfo=UTC)


def past(days: int, ended_in: str = "signed", *, left_after: int | None = None) -> Past:
    until = START + timedelta(days=days if left_after is None else left_after)
    return Past(
        stays=(Stay(state="review", since=START, until=until),),
        ended_at=START + timedelta(days=days),
        ended_in=ended_in,
    )


def test_half_of_the_cases_alike_had_ended_by_the_median_and_eight_in_ten_within_the_interval() -> None:
    found = forecast(Stay(state="review", since=START, until=None), START, [past(days) for days in range(10, 21)])
    assert found.median == START + timedelta(days=15)
    assert (found.earliest, found.latest) == (START + timedelta(days=11), START + timedelta(days=19))
    assert found.ends == {"signed": 100}


def test_only_cases_that_waited_as_long_count() -> None:
    now = START + timedelta(days=14)
    alike = [past(days) for days in (10, 12, 15, 16, 17, 18, 19)]
    found = forecast(Stay(state="review", since=START, until=None), now, alike)
    assert found.alike == 5
    assert found.median == START + timedelta(days=17)


def test_not_enough_history_is_said_and_nothing_foretold() -> None:
    found = forecast(Stay(state="review", since=START, until=None), START, [past(3)] * (ENOUGH - 1))
    assert (found.is_told, found.alike) == (False, ENOUGH - 1)
    elsewhere = forecast(Stay(state="draft", since=START, until=None), START, [past(3)] * 9)
    assert (elsewhere.is_told, elsewhere.alike) == (False, 0)


def test_where_cases_ended_is_said_in_shares() -> None:
    several = [past(4)] * 6 + [past(4, "refused")] * 2
    found = forecast(Stay(state="review", since=START, until=None), START, several)
    assert found.ends == {"signed": 75, "refused": 25}


def test_stays_follow_from_moves() -> None:
    later = START + timedelta(days=1)
    found = stays([(START, (), ("a",)), (later, ("a",), ("b", "c"))])
    assert found == (
        Stay(state="a", since=START, until=later),
        Stay(state="b", since=later, until=None),
        Stay(state="c", since=later, until=None),
    )


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=50), st.floats(0, 1))
def test_a_quantile_lies_between_the_least_and_the_most(days: list[int], share: float) -> None:
    ordered = sorted(timedelta(days=one) for one in days)
    assert ordered[0] <= quantile(ordered, share) <= ordered[-1]
