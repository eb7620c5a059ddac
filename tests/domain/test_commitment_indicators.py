"""What indicators take, keep and say."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.commitment import indicator
from domain.commitment.indicator import (
    AlreadyObserved,
    CorrectedWithoutReasons,
    CorrectObservation,
    Definition,
    Direction,
    FigureOutOfRange,
    Indicator,
    IndicatorContradictory,
    Indicators,
    IndicatorSet,
    IndicatorUnnamed,
    NoSuchIndicator,
    NotObserved,
    ObservationCorrected,
    ObservationPeriodUnclear,
    ObservationRecorded,
    RecordObservation,
    SetIndicator,
)
from domain.commitment.series import (
    Comparison,
    attained,
    compare,
    distance,
    last_seen,
    missing_years,
    of_year,
    reading,
    years,
)
from domain.decider import Decider
from domain.values import Period, Source, SourceKind
from tests.scenario import Scenario

EMPTY: Indicators = {}
DAY = date(2026, 2, 1)
FLORES = Source(kind=SourceKind.PUBLICATION, reference="Insee Flores")
URSSAF = Source(kind=SourceKind.PUBLICATION, reference="Urssaf")
JOBS = IndicatorSet(
    indicator="emplois", unit="postes", direction=Direction.INCREASE, baseline=None, target=None, on=DAY
)


def year(number: int) -> Period:
    return Period(start=date(number, 1, 1), end=date(number, 12, 31))


def seen(number: int, value: int | str) -> ObservationRecorded:
    return ObservationRecorded(indicator="emplois", value=Decimal(value), period=year(number), source=FLORES, on=DAY)


def observe(number: int, value: int | str) -> RecordObservation:
    return RecordObservation(indicator="emplois", value=Decimal(value), period=year(number), source=FLORES, on=DAY)


decider = Decider(decide=indicator.decide, evolve=indicator.evolve, initial=EMPTY)
scenario = Scenario(decider)


def folded(*events: indicator.Event) -> Indicator:
    return decider.fold(events)["emplois"]


class TestObserving:
    def test_an_indicator_may_be_watched_before_it_has_a_target(self) -> None:
        scenario.given().when(SetIndicator(indicator="emplois", unit="postes", on=DAY)).then(JOBS)

    def test_an_indicator_has_a_name(self) -> None:
        scenario.given().when(SetIndicator(indicator=" ", on=DAY)).then_refused(IndicatorUnnamed)

    @pytest.mark.parametrize(
        ("direction", "baseline", "target"), [(Direction.INCREASE, 5, 4), (Direction.DECREASE, 4, 5)]
    )
    def test_a_target_lies_where_the_indicator_is_to_go(self, direction: Direction, baseline: int, target: int) -> None:
        define = SetIndicator(
            indicator="emplois", direction=direction, baseline=Decimal(baseline), target=Decimal(target), on=DAY
        )
        scenario.given().when(define).then_refused(
            IndicatorContradictory, "emplois", direction, Decimal(baseline), Decimal(target)
        )

    def test_a_baseline_may_be_known_before_the_target(self) -> None:
        scenario.given().when(SetIndicator(indicator="emplois", baseline=Decimal(3), on=DAY)).then(
            replace(JOBS, unit=None, baseline=Decimal(3))
        )

    def test_an_observation_may_be_of_one_day(self) -> None:
        day = Period(start=DAY, end=DAY)
        scenario.given(JOBS).when(replace(observe(2024, 1), period=day)).then(replace(seen(2024, 1), period=day))

    def test_holding_a_level_may_mean_coming_back_to_it_from_either_side(self) -> None:
        for baseline in (3, 5):
            define = SetIndicator(
                indicator="emplois", direction=Direction.HOLD, baseline=Decimal(baseline), target=Decimal(4), on=DAY
            )
            scenario.given().when(define).then(
                replace(JOBS, unit=None, direction=Direction.HOLD, baseline=Decimal(baseline), target=Decimal(4))
            )

    def test_a_figure_is_one_that_people_can_read(self) -> None:
        for figure in ("1e15", "0.0000001"):
            scenario.given(JOBS).when(observe(2024, figure)).then_refused(FigureOutOfRange, Decimal(figure))
        scenario.given(JOBS).when(observe(2024, "999999999999999.999999")).then(seen(2024, "999999999999999.999999"))

    def test_a_figure_is_recorded_once_for_a_period(self) -> None:
        scenario.given(JOBS).when(observe(2024, 120)).then(seen(2024, 120))
        scenario.given(JOBS, seen(2024, 120)).when(observe(2024, 120)).then_nothing()

    def test_another_figure_for_a_period_is_a_correction(self) -> None:
        scenario.given(JOBS, seen(2024, 120)).when(observe(2024, 118)).then_refused(
            AlreadyObserved, "emplois", date(2024, 1, 1), date(2024, 12, 31), Decimal(120)
        )

    def test_figures_are_for_an_indicator_that_was_defined(self) -> None:
        scenario.given().when(observe(2024, 120)).then_refused(NoSuchIndicator, "emplois")

    @pytest.mark.parametrize(
        "period", [Period(), Period(start=DAY), Period(end=DAY), Period(start=DAY, end=date(2026, 1, 1))]
    )
    def test_an_observation_has_a_period_with_two_ends_in_order(self, period: Period) -> None:
        scenario.given(JOBS).when(replace(observe(2024, 1), period=period)).then_refused(
            ObservationPeriodUnclear, period.start, period.end
        )

    def test_a_figure_is_corrected_with_reasons_and_its_new_source(self) -> None:
        correct = CorrectObservation(
            indicator="emplois", period=year(2024), value=Decimal(118), source=URSSAF, reasons="révision", on=DAY
        )
        corrected = ObservationCorrected(
            indicator="emplois", period=year(2024), value=Decimal(118), source=URSSAF, reasons="révision", on=DAY
        )
        history = (JOBS, seen(2024, 120))
        scenario.given(*history).when(correct).then(corrected)
        scenario.given(*history, corrected).when(correct).then_nothing()
        scenario.given(*history).when(replace(correct, reasons="")).then_refused(CorrectedWithoutReasons, "emplois")

    def test_a_correction_touches_only_the_period_it_names(self) -> None:
        correct = CorrectObservation(
            indicator="emplois", period=year(2023), value=Decimal(1), source=FLORES, reasons="x", on=DAY
        )
        scenario.given(JOBS, seen(2024, 120)).when(correct).then_refused(
            NotObserved, "emplois", date(2023, 1, 1), date(2023, 12, 31)
        )
        after = folded(
            JOBS,
            seen(2023, 100),
            seen(2024, 120),
            ObservationCorrected(
                indicator="emplois", period=year(2023), value=Decimal(101), source=FLORES, reasons="x", on=DAY
            ),
        )
        assert [one.figure.value for one in after.observations] == [Decimal(101), Decimal(120)]


def definition(direction: Direction, baseline: int | None, target: int | None) -> Definition:
    return Definition(
        unit="postes",
        direction=direction,
        baseline=None if baseline is None else Decimal(baseline),
        target=None if target is None else Decimal(target),
    )


class TestReading:
    @pytest.mark.parametrize(
        ("meant", "value", "missing", "share"),
        [
            (definition(Direction.INCREASE, 0, 12), 9, 3, "0.75"),
            (definition(Direction.INCREASE, 0, 12), 15, 0, "1"),
            (definition(Direction.INCREASE, 10, 20), 5, 15, "0"),
            (definition(Direction.DECREASE, 20, 10), 15, 5, "0.5"),
            (definition(Direction.DECREASE, 20, 10), 8, 0, "1"),
            (definition(Direction.HOLD, 4, 4), 5, 1, "0"),
            (definition(Direction.HOLD, 2, 4), 5, 1, "0.5"),
            (definition(Direction.HOLD, 4, 4), 4, 0, "1"),
        ],
    )
    def test_distance_and_share_of_the_way(self, meant: Definition, value: int, missing: int, share: str) -> None:
        assert distance(meant, Decimal(value)) == Decimal(missing)
        assert attained(meant, Decimal(value)) == Decimal(share)

    def test_what_cannot_be_said_is_unknown(self) -> None:
        assert distance(definition(Direction.INCREASE, 0, None), Decimal(1)) is None
        assert distance(definition(Direction.INCREASE, 0, 5), None) is None
        assert attained(definition(Direction.INCREASE, None, 5), Decimal(1)) is None
        assert distance(definition(Direction.INCREASE, None, 5), Decimal(1)) == Decimal(4)

    @given(
        st.sampled_from(Direction),
        st.integers(-1000, 1000),
        st.integers(-1000, 1000),
        st.integers(-3000, 3000),
    )
    def test_the_share_is_one_exactly_when_nothing_is_missing(
        self, direction: Direction, baseline: int, target: int, value: int
    ) -> None:
        meant = definition(direction, baseline, target)
        missing, share = distance(meant, Decimal(value)), attained(meant, Decimal(value))
        assert missing is not None
        assert share is not None
        assert 0 <= share <= 1
        assert (missing == 0) == (share == 1)

    def test_the_figure_that_counts_is_of_the_period_that_ends_last(self) -> None:
        half = replace(seen(2024, 60), period=Period(start=date(2024, 7, 1), end=date(2024, 12, 31)))
        latest = last_seen(folded(JOBS, half, seen(2024, 120), seen(2023, 100)))
        assert latest is not None
        assert latest.period == year(2024)

    def test_a_reading_shows_the_figure_with_its_unit_and_period(self) -> None:
        now = reading(folded(JOBS, seen(2024, 120)))
        assert (now.name, now.unit, now.value, now.period) == ("emplois", "postes", Decimal(120), year(2024))
        assert reading(folded(JOBS)).value is None


class TestYears:
    def test_one_year_is_compared_with_another(self) -> None:
        series = folded(JOBS, seen(2024, 120), seen(2025, 150))
        assert compare(series, 2024, 2025) == Comparison(
            indicator="emplois",
            unit="postes",
            earlier=Decimal(120),
            later=Decimal(150),
            change=Decimal(30),
            share=Decimal("0.2500"),
        )

    def test_a_share_of_nothing_is_unknown(self) -> None:
        compared = compare(folded(JOBS, seen(2024, 0), seen(2025, 3)), 2024, 2025)
        assert compared is not None
        assert (compared.change, compared.share) == (Decimal(3), None)

    def test_a_year_without_a_figure_is_not_compared(self) -> None:
        assert compare(folded(JOBS, seen(2024, 120)), 2024, 2025) is None

    def test_the_figure_of_the_whole_year_stands_for_it_when_parts_are_known_too(self) -> None:
        parts = [
            replace(seen(2024, value), period=Period(start=date(2024, first, 1), end=date(2024, first + 5, 30)))
            for first, value in ((1, 50), (7, 70))
        ]
        assert of_year(folded(JOBS, *parts), 2024) is None
        whole = of_year(folded(JOBS, *parts, seen(2024, 120)), 2024)
        assert whole is not None
        assert whole.figure.value == Decimal(120)

    def test_a_figure_over_two_years_belongs_to_neither(self) -> None:
        school_year = replace(seen(2024, 9), period=Period(start=date(2024, 9, 1), end=date(2025, 6, 30)))
        assert years(folded(JOBS, school_year)) == ()

    def test_missing_years_are_named(self) -> None:
        series = folded(JOBS, seen(2021, 1), seen(2023, 1))
        assert years(series) == (2021, 2023)
        assert missing_years(series, 2020, 2024) == (2020, 2022, 2024)


@given(st.lists(st.tuples(st.integers(2020, 2023), st.integers(0, 9)), min_size=1, max_size=20))
def test_every_figure_ever_stated_stays_on_file(stated: list[tuple[int, int]]) -> None:
    events: list[indicator.Event] = [JOBS]
    expected: dict[int, list[int]] = {}
    for number, value in stated:
        state = decider.fold(events)
        if number not in expected:
            events += indicator.decide(observe(number, value), state)
            expected[number] = [value]
        elif expected[number][-1] != value:
            command = CorrectObservation(
                indicator="emplois", period=year(number), value=Decimal(value), source=FLORES, reasons="x", on=DAY
            )
            events += indicator.decide(command, state)
            expected[number].append(value)
    found = {
        one.period.start.year: [int(figure.value) for figure in (*one.replaced, one.figure)]
        for one in folded(*events).observations
        if one.period.start is not None
    }
    assert found == expected
