"""The shape every rule has."""

from dataclasses import FrozenInstanceError
from dataclasses import replace as plainly
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.decider import record, replace
from domain.values import Money, Period


@record
class Alone:
    only: int = 1


@given(st.dates(), st.dates())
def test_replacing_says_what_the_standard_library_says(start: date, end: date) -> None:
    period = Period(start=start)
    assert replace(period, end=end) == plainly(period, end=end)
    assert replace(period) == period
    assert replace(Alone(), only=2) == Alone(only=2)


def test_replacing_leaves_the_original_alone() -> None:
    period = Period(start=date(2026, 1, 1))
    replace(period, start=None)
    assert period.start == date(2026, 1, 1)


def test_a_copy_is_a_record_like_any_other() -> None:
    copy = replace(Period(), start=date(2026, 1, 1))
    assert type(copy) is Period
    assert hash(copy) == hash(Period(start=date(2026, 1, 1)))
    with pytest.raises(FrozenInstanceError):
        copy.start = None  # type: ignore[misc]


def test_a_field_that_is_not_there_cannot_be_replaced() -> None:
    with pytest.raises(TypeError, match="no field beginning"):
        replace(Period(), beginning=date(2026, 1, 1))


def test_a_record_that_checks_itself_still_does() -> None:
    from decimal import Decimal

    with pytest.raises(ValueError, match="two decimals"):
        replace(Money.of(1), amount=Decimal("1.005"))
