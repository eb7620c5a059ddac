"""What a plan for responsible procurement lets happen, refuses, and reckons from contracts."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st

from domain.contract.terms import Environmental, Social
from domain.decider import Refusal, replace
from domain.irregularity import IrregularityNoticed
from domain.procurement_plan import (
    AdoptPlan,
    Draft,
    Drafted,
    EndPlan,
    Figure,
    FigureRecorded,
    Measure,
    NoSuchPlan,
    ObserveYear,
    PlanAdopted,
    PlanEnded,
    PlanIndicatorSet,
    PlanPublished,
    PublishPlan,
    PublishReview,
    Purchase,
    RecordFigure,
    ReviewPublished,
    ReviewYear,
    SetPlanIndicator,
    Stage,
    YearObserved,
    YearReviewed,
    decider,
)
from domain.procurement_plan.adopting import (
    PlanActUndated,
    PlanAddressMissing,
    PlanEndedAlready,
    PlanEndedWithoutReasons,
    PlanIndicatorsMissing,
    PlanNotAdopted,
)
from domain.procurement_plan.drafting import (
    PlanAlreadyDrafted,
    PlanIndicatorFrozen,
    PlanIndicatorUnnamed,
    PlanPeriodUnclear,
    PlanUntitled,
)
from domain.procurement_plan.purchases import figure
from domain.procurement_plan.reviewing import (
    NoSuchPlanIndicator,
    PlanFigureReckoned,
    PlanReviewWithoutConclusions,
    PlanYearAlreadyReviewed,
    PlanYearNotOver,
    PlanYearNotReviewed,
    PlanYearOutside,
)
from domain.procurement_plan.state import deadlines
from domain.procurement_plan.statute import DUTIES, duty_on, owed
from domain.values import ActReference, ContractId, FrameworkId, Money, OrganisationId, Period, Source, SourceKind
from tests.scenario import Scenario

given = Scenario(decider).given
nothing = Scenario(decider)

PAPER = Source(kind=SourceKind.PAPER)
DAY, LATER, NEXT = date(2024, 1, 15), date(2024, 2, 1), date(2025, 2, 3)
ACT = ActReference(number="2024-12", adopted_on=DAY)
DRAFT = Draft(
    framework=FrameworkId("framework-1"),
    title="Achats responsables",
    authority=OrganisationId("organisation-city"),
    period=Period(start=date(2024, 1, 1), end=date(2026, 12, 31)),
    yearly_purchases=Money.of(60_000_000),
    on=DAY,
)
DRAFTED = Drafted(
    framework=DRAFT.framework,
    title=DRAFT.title,
    authority=DRAFT.authority,
    period=DRAFT.period,
    yearly_purchases=DRAFT.yearly_purchases,
    review_months=6,
    on=DAY,
)


def indicator(name: str, measure: Measure) -> PlanIndicatorSet:
    return PlanIndicatorSet(
        indicator=name, measure=measure, unit="", baseline=None, target=Decimal("0.3"), by_year=2026, on=DAY
    )


CLAUSES, GREEN, FELT = (
    indicator("Clauses sociales", Measure.SOCIAL_CLAUSES),
    indicator("Achats verts", Measure.ENVIRONMENTAL_AMOUNT),
    indicator("Ressenti", Measure.STATED),
)
ADOPTED = PlanAdopted(act=ACT, on=DAY)
PUBLISHED = PlanPublished(address="https://essai.example/spaser", on=LATER)
HELD = (DRAFTED, CLAUSES, GREEN, FELT, ADOPTED, PUBLISHED)


def bought(day: date, amount: int | None, social: Social | None, environmental: Environmental) -> Purchase:
    return Purchase(
        contract=ContractId("contract-1"),
        lot=1,
        notified_on=day,
        amount=None if amount is None else Money.of(amount),
        social=frozenset() if social is None else frozenset({social}),
        environmental=frozenset({environmental}),
        hours={2024: Decimal(120)},
    )


BOUGHT = (
    bought(date(2024, 3, 1), 100, Social.CLAUSE, Environmental.NONE),
    bought(date(2024, 5, 1), 300, Social.NONE, Environmental.CRITERION),
    bought(date(2024, 6, 1), None, None, Environmental.CLAUSE),
    bought(date(2025, 1, 1), 900, Social.CLAUSE, Environmental.CLAUSE),
)
FIGURES = (
    Figure(indicator="Clauses sociales", value=Decimal("0.5000"), counted=2, unknown=1),
    Figure(indicator="Achats verts", value=Decimal("0.7500"), counted=2, unknown=1),
)
OBSERVED = YearObserved(year=2024, figures=FIGURES, on=NEXT)
REVIEW = ReviewYear(year=2024, conclusions="En bonne voie", act=ACT, purchases=BOUGHT, on=NEXT)
REVIEWED = YearReviewed(year=2024, conclusions="En bonne voie", act=ACT, on=NEXT)


def test_a_plan_is_drafted_once_for_a_period() -> None:
    nothing.when(DRAFT).then(DRAFTED)
    given(DRAFTED).when(DRAFT).then_refused(PlanAlreadyDrafted, "Achats responsables")
    nothing.when(AdoptPlan(act=ACT, on=DAY)).then_refused(NoSuchPlan)
    nothing.when(replace(DRAFT, title="")).then_refused(PlanUntitled)
    nothing.when(replace(DRAFT, period=Period(start=DAY))).then_refused(PlanPeriodUnclear)
    nothing.when(replace(DRAFT, review_months=0)).then_refused(PlanPeriodUnclear, 0)


def test_what_is_counted_stands_once_the_plan_is_adopted() -> None:
    ask = SetPlanIndicator(
        indicator="Clauses sociales", measure=Measure.SOCIAL_CLAUSES, target=Decimal("0.3"), by_year=2026, on=DAY
    )
    given(DRAFTED).when(ask).then(CLAUSES)
    given(DRAFTED, CLAUSES).when(ask).then_nothing()
    given(DRAFTED).when(replace(ask, indicator=" ")).then_refused(PlanIndicatorUnnamed)
    given(DRAFTED, ADOPTED).when(ask).then_refused(PlanIndicatorFrozen, "Clauses sociales")


def test_a_plan_is_adopted_by_a_dated_act() -> None:
    given(DRAFTED).when(AdoptPlan(act=ACT, on=DAY)).then(ADOPTED)
    given(DRAFTED, ADOPTED).when(AdoptPlan(act=ACT, on=DAY)).then_nothing()
    undated = AdoptPlan(act=ActReference(number="x"), on=DAY)
    given(DRAFTED).when(undated).then_refused(PlanActUndated)
    given(DRAFTED).when(replace(undated, source=PAPER)).then(
        PlanAdopted(act=undated.act, on=DAY, source=PAPER),
        IrregularityNoticed(number=1, rule="plan-act-undated", cure="The authority names its act.", on=DAY),
    )


@pytest.mark.parametrize(
    ("history", "address", "rule"),
    [
        ((DRAFTED, CLAUSES, GREEN), "https://a.example", PlanNotAdopted),
        ((DRAFTED, CLAUSES, ADOPTED), "https://a.example", PlanIndicatorsMissing),
        ((DRAFTED, GREEN, ADOPTED), "https://a.example", PlanIndicatorsMissing),
        ((DRAFTED, CLAUSES, GREEN, ADOPTED), " ", PlanAddressMissing),
    ],
)
def test_a_plan_is_published_whole(history: tuple[Any, ...], address: str, rule: type[Refusal]) -> None:
    given(*history).when(PublishPlan(address=address, on=LATER)).then_refused(rule)


def test_a_published_plan_can_be_found() -> None:
    ask = PublishPlan(address="https://essai.example/spaser", on=LATER)
    given(*HELD[:-1]).when(ask).then(PUBLISHED)
    given(*HELD).when(ask).then_nothing()


def test_figures_are_reckoned_from_contracts_and_what_is_unknown_is_counted_apart() -> None:
    ask = ObserveYear(year=2024, purchases=BOUGHT, on=NEXT)
    given(*HELD).when(ask).then(OBSERVED)
    given(*HELD, OBSERVED).when(ask).then_nothing()
    given(*HELD).when(replace(ask, year=2031)).then_refused(PlanYearOutside, 2031)


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        (Measure.SOCIAL_CLAUSES, "0.5"),
        (Measure.SOCIAL_CONSIDERATIONS, "0.5"),
        (Measure.SOCIAL_AMOUNT, "0.25"),
        (Measure.ENVIRONMENTAL_CLAUSES, "0.3333"),
        (Measure.ENVIRONMENTAL_CONSIDERATIONS, "0.6667"),
        (Measure.ENVIRONMENTAL_AMOUNT, "0.75"),
        (Measure.RESERVED_CONTRACTS, "0"),
        (Measure.RESERVED_AMOUNT, "0"),
        (Measure.INCLUSION_HOURS, "480"),
    ],
)
def test_each_measure_counts_what_it_says(measure: Measure, value: str) -> None:
    assert figure("x", measure, 2024, BOUGHT).value == Decimal(value)
    assert figure("x", Measure.SOCIAL_AMOUNT, 2019, BOUGHT).value is None


@whatever(
    st.lists(
        st.builds(
            bought,
            st.dates(date(2023, 1, 1), date(2025, 12, 31)),
            st.none() | st.integers(1, 10**6),
            st.none() | st.sampled_from(Social),
            st.sampled_from(Environmental),
        ),
        max_size=8,
    ),
    st.sampled_from(sorted(set(Measure) - {Measure.STATED, Measure.INCLUSION_HOURS, Measure.RESERVED_CONTRACTS})),
)
def test_a_share_lies_between_nothing_and_all_and_every_lot_is_accounted_for(
    several: list[Purchase], measure: Measure
) -> None:
    found = figure("x", measure, 2024, several)
    assert found.value is None or 0 <= found.value <= 1
    assert found.counted + found.unknown == sum(one.notified_on.year == 2024 for one in several)


def test_what_is_felt_is_stated_and_what_is_reckoned_is_not() -> None:
    ask = RecordFigure(indicator="Ressenti", year=2024, value=Decimal(4), on=NEXT)
    recorded = FigureRecorded(indicator="Ressenti", year=2024, value=Decimal(4), on=NEXT)
    given(*HELD).when(ask).then(recorded)
    given(*HELD, recorded).when(ask).then_nothing()
    given(*HELD).when(replace(ask, indicator="Achats verts")).then_refused(PlanFigureReckoned, "Achats verts")
    given(*HELD).when(replace(ask, indicator="Rien")).then_refused(NoSuchPlanIndicator, "Rien")
    assert decider.fold([*HELD, OBSERVED, recorded]).figures[2024][-1].value == Decimal(4)


def test_a_year_is_reviewed_once_when_it_is_over_with_its_figures() -> None:
    given(*HELD).when(REVIEW).then(OBSERVED, REVIEWED)
    given(*HELD, OBSERVED).when(REVIEW).then(REVIEWED)
    given(*HELD, OBSERVED, REVIEWED).when(REVIEW).then_nothing()
    other = replace(REVIEW, conclusions="Autre chose")
    given(*HELD, OBSERVED, REVIEWED).when(other).then_refused(PlanYearAlreadyReviewed, 2024)
    given(*HELD).when(replace(REVIEW, on=date(2024, 12, 31))).then_refused(PlanYearNotOver, 2024)
    given(*HELD).when(replace(REVIEW, conclusions=" ")).then_refused(PlanReviewWithoutConclusions, 2024)
    given(DRAFTED, CLAUSES, GREEN).when(REVIEW).then_refused(PlanNotAdopted)


def test_a_review_is_published_as_often_as_the_law_asks() -> None:
    ask = PublishReview(year=2024, address="https://essai.example/bilan", on=NEXT)
    published = ReviewPublished(year=2024, address="https://essai.example/bilan", on=NEXT)
    given(*HELD, OBSERVED, REVIEWED).when(ask).then(published)
    given(*HELD, OBSERVED, REVIEWED, published).when(ask).then_nothing()
    given(*HELD).when(ask).then_refused(PlanYearNotReviewed, 2024)
    late = date(2026, 2, 2)
    given(*HELD, OBSERVED, REVIEWED).when(replace(ask, on=late)).then(
        replace(published, on=late),
        IrregularityNoticed(
            number=1,
            rule="plan-indicators-published-late",
            detail=f"2026-02-01; 2026-02-02; {DUTIES[-1].article}",
            cure="The authority accepts the delay with reasons.",
            on=late,
        ),
    )


def test_nothing_is_done_under_a_plan_that_has_ended() -> None:
    ended = PlanEnded(reasons="Remplacé", successor=None, on=NEXT)
    given(*HELD).when(EndPlan(reasons="Remplacé", on=NEXT)).then(ended)
    given(*HELD, ended).when(EndPlan(reasons="Remplacé", on=NEXT)).then_nothing()
    given(*HELD).when(EndPlan(reasons="", on=NEXT)).then_refused(PlanEndedWithoutReasons)
    given(*HELD, ended).when(REVIEW).then_refused(PlanEndedAlready, NEXT)
    assert decider.fold([*HELD, ended]).stage is Stage.ENDED


def test_the_threshold_is_that_of_the_day() -> None:
    sixty = Money.of(60_000_000)
    assert [owed(sixty, day) for day in (date(2014, 1, 1), date(2022, 12, 31), date(2023, 1, 1))] == [
        False,
        False,
        True,
    ]
    assert owed(None, DAY) is None
    later = duty_on(date(2019, 4, 1))
    assert later is not None
    assert "D. 2111-3" in later.article


def test_the_dates_of_a_plan_are_its_review_the_law_s_and_its_end() -> None:
    found = [(one.on, one.kind, one.about) for one in deadlines(decider.fold([*HELD]))]
    assert found == [
        (date(2025, 6, 30), "yearly-review", "2024"),
        (date(2026, 2, 1), "indicators", ""),
        (date(2026, 12, 31), "plan-end", ""),
    ]
    assert next(deadlines(decider.fold([*HELD, OBSERVED, REVIEWED]))).about == "2025"
    assert list(deadlines(decider.fold([DRAFTED]))) == []
