"""The scoreboard of a territory: what is published of its figures, and what nobody may work out from it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.commitment.indicator import Direction, IndicatorSet, NoSuchIndicator, ObservationCorrected
from domain.commitment.indicator import ObservationRecorded as Observed
from domain.evaluation import Event, Kind, decider
from domain.evaluation.confidentiality import (
    PartsSet,
    ProtectSmallNumbers,
    SetParts,
    SmallNumbersProtected,
    SumOfItself,
    ThresholdTooLow,
)
from domain.evaluation.scoreboard import Board, Line, against, scoreboard
from domain.evaluation.suppression import Hidden, suppressed
from domain.evaluation.terms import EvaluationPlanned
from domain.framework.state import FieldOfWork
from domain.values import FrameworkId, Period, Source, SourceKind
from tests.scenario import Scenario

DAY = date(2025, 2, 1)
SOURCE = Source(kind=SourceKind.PUBLICATION, reference="Comptage annuel")
PLANNED = EvaluationPlanned(
    framework=FrameworkId("framework-1"),
    kind=Kind.STANDING,
    field=FieldOfWork.COORDINATION,
    title="Mesure",
    subject="",
    territory="Pays",
    evaluated=frozenset(),
    on=DAY,
)
scenario = Scenario(decider)


def indicator(name: str, baseline: int | None = None, target: int | None = None, unit: str = "salariés") -> Event:
    return IndicatorSet(
        indicator=name,
        unit=unit,
        direction=Direction.INCREASE,
        baseline=None if baseline is None else Decimal(baseline),
        target=None if target is None else Decimal(target),
        on=DAY,
    )


def year_of(year: int) -> Period:
    return Period(start=date(year, 1, 1), end=date(year, 12, 31))


def seen(name: str, year: int, value: int) -> Event:
    return Observed(indicator=name, value=Decimal(value), period=year_of(year), source=SOURCE, on=DAY)


def revised(name: str, year: int, value: int) -> Event:
    return ObservationCorrected(
        indicator=name, period=year_of(year), value=Decimal(value), source=SOURCE, reasons="Recomptage", on=DAY
    )


JOBS = (PLANNED, indicator("Emplois", 1000, 1200), indicator("Associations"), indicator("Mutuelles"), indicator("Scop"))
PARTS = PartsSet(indicator="Emplois", parts=("Associations", "Mutuelles", "Scop"), on=DAY)
PROTECTED = SmallNumbersProtected(
    indicators=frozenset({"Emplois", "Associations", "Mutuelles", "Scop"}),
    threshold=5,
    article="loi n° 51-711, art. 6",
    on=DAY,
)


def board(*events: Event, year: int | None = None) -> Board:
    return scoreboard(decider.fold(events), year)


def line(found: Board, name: str) -> Line:
    return next(one for one in found.lines if one.indicator == name)


def test_a_year_is_set_against_the_last_one_published_and_the_target() -> None:
    found = line(board(*JOBS, seen("Emplois", 2022, 1000), seen("Emplois", 2024, 1100)), "Emplois")
    assert found.figure.value == 1100
    assert found.change is not None
    assert (found.change.since, found.change.change, found.change.share) == (2022, 100, Decimal("0.1"))
    assert (found.attained, found.distance) == (Decimal("0.5"), 100)


def test_a_year_can_be_asked_for_and_what_is_unknown_is_said_so() -> None:
    events = (*JOBS, seen("Emplois", 2022, 1000), seen("Emplois", 2024, 1100))
    assert line(board(*events, year=2022), "Emplois").figure.value == 1000
    assert board(*events, year=2023).years == (2022, 2024)
    assert line(board(*events, year=2023), "Emplois").figure.value is None
    assert line(board(*events), "Scop").figure.hidden is None


def test_a_revised_figure_keeps_the_one_it_replaced() -> None:
    figure = line(board(*JOBS, seen("Emplois", 2024, 1100), revised("Emplois", 2024, 1080)), "Emplois").figure
    assert (figure.value, figure.revisions, figure.reasons) == (1080, 1, "Recomptage")
    assert [one.value for one in figure.replaced] == [1100]


def test_a_small_number_and_whatever_gives_it_away_stay_unpublished() -> None:
    events = [seen("Emplois", 2024, 1100), seen("Associations", 2024, 1050), seen("Mutuelles", 2024, 47)]
    found = board(
        *JOBS, PARTS, PROTECTED, *events, seen("Scop", 2024, 4), revised("Scop", 2024, 3), seen("Scop", 2022, 9)
    )
    hidden = {one.indicator: one.figure.hidden for one in found.lines}
    assert hidden == {
        "Emplois": None,
        "Associations": None,
        "Mutuelles": Hidden.GIVES_ANOTHER_AWAY,
        "Scop": Hidden.SMALL_NUMBER,
    }
    scop = line(found, "Scop")
    assert (scop.figure.value, scop.figure.replaced, scop.figure.revisions, scop.change) == (None, (), 1, None)
    assert found.withheld == 2


def test_a_baseline_too_small_is_withheld_with_all_that_is_measured_from_it() -> None:
    small = (PLANNED, indicator("Scop", 2, 12))
    protected = SmallNumbersProtected(indicators=frozenset({"Scop"}), threshold=5, on=DAY)
    found = line(board(*small, protected, seen("Scop", 2024, 7)), "Scop")
    assert (found.baseline, found.attained, found.figure.value) == (None, None, 7)


def test_two_territories_are_compared_in_the_same_unit_and_year() -> None:
    here = board(*JOBS, seen("Emplois", 2024, 1100), seen("Scop", 2024, 20))
    there = board(PLANNED, indicator("Emplois"), indicator("Scop", unit="parts"), seen("Emplois", 2024, 900))
    first, second = against(here, there)
    assert (first.indicator, first.difference, first.same_unit) == ("Emplois", 200, True)
    assert (second.indicator, second.difference, second.same_unit) == ("Scop", None, False)


NAMES = ("total", "group", "a", "b", "c", "d")
SUMS = {"total": ("group", "c", "d"), "group": ("a", "b")}
small = st.integers(0, 7)


def table(a: int, b: int, c: int, d: int) -> dict[str, Decimal]:
    whole = {"a": a, "b": b, "c": c, "d": d, "group": a + b, "total": a + b + c + d}
    return {name: Decimal(value) for name, value in whole.items()}


@given(st.builds(table, small, small, small, small), st.integers(3, 6))
@example(table(3, 3, 1, 7), 3)
def test_no_small_number_can_be_worked_out_from_what_is_published(figures: dict[str, Decimal], threshold: int) -> None:
    """For each hidden figure there is another table that agrees with everything published."""
    hidden = suppressed(figures, SUMS, dict.fromkeys(NAMES, threshold))
    others = list(agreeing(figures, hidden))
    for name in hidden:
        assert len({other[name] for other in others}) > 1, (figures, hidden)


def agreeing(figures: Mapping[str, Decimal], hidden: Mapping[str, Hidden]) -> list[dict[str, Decimal]]:
    """Tables of whole numbers near the true one that differ from it in hidden figures alone."""
    ways = [[-1, 0, 1] if name in hidden else [0] for name in "abcd"]
    found: list[dict[str, Decimal]] = []
    for steps in product(*ways):
        values = [int(figures[name]) + step for name, step in zip("abcd", steps, strict=True)]
        other = table(*values)
        if min(values) >= 0 and all(other[name] == figures[name] for name in NAMES if name not in hidden):
            found.append(other)
    return found


@given(st.builds(table, small, small, small, small), st.integers(3, 6))
def test_every_small_number_is_withheld_and_nothing_where_all_are_large(
    figures: dict[str, Decimal], threshold: int
) -> None:
    hidden = suppressed(figures, SUMS, dict.fromkeys(NAMES, threshold))
    small_ones = {name for name, value in figures.items() if 0 < value < threshold}
    assert {name for name, why in hidden.items() if why is Hidden.SMALL_NUMBER} == small_ones
    assert bool(hidden) == bool(small_ones)


@given(st.builds(table, small, small, small, small), st.integers(3, 6))
def test_what_a_sum_withholds_together_is_no_small_number_either(figures: dict[str, Decimal], threshold: int) -> None:
    hidden = suppressed(figures, SUMS, dict.fromkeys(NAMES, threshold))
    for total, parts in SUMS.items():
        left = [figures[name] for name in parts if name in hidden]
        assert total in hidden or not left or sum(left) >= threshold


def test_parts_and_thresholds_are_said_once() -> None:
    parts = SetParts(indicator="Emplois", parts=("Associations", "Mutuelles", "Scop"), on=DAY)
    scenario.given(*JOBS).when(parts).then(PARTS)
    scenario.given(*JOBS, PARTS).when(parts).then_nothing()
    protect = ProtectSmallNumbers(indicators=frozenset({"Scop"}), threshold=3, article="loi n° 51-711", on=DAY)
    protected = SmallNumbersProtected(indicators=frozenset({"Scop"}), threshold=3, article="loi n° 51-711", on=DAY)
    scenario.given(*JOBS).when(protect).then(protected)
    scenario.given(*JOBS, protected).when(protect).then_nothing()


def test_no_indicator_is_part_of_itself() -> None:
    turned = SetParts(indicator="Scop", parts=("Emplois",), on=DAY)
    scenario.given(*JOBS, PARTS).when(turned).then_refused(SumOfItself, "Scop")


@pytest.mark.parametrize("command", [SetParts(indicator="Emplois", parts=("Rien",), on=DAY)])
def test_only_what_is_defined_is_part_of_something(command: SetParts) -> None:
    scenario.given(*JOBS).when(command).then_refused(NoSuchIndicator, "Rien")


def test_a_threshold_of_one_protects_nobody() -> None:
    one = ProtectSmallNumbers(indicators=frozenset({"Scop"}), threshold=1, on=DAY)
    scenario.given(*JOBS).when(one).then_refused(ThresholdTooLow, 1)
