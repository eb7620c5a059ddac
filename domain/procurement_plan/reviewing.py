"""Each year the plan's figures are reckoned from the contracts, reviewed, and published."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain import irregularity
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged, noticed
from domain.procurement_plan.adopting import PlanNotAdopted, running
from domain.procurement_plan.purchases import Figure, Measure, Purchase, figure
from domain.procurement_plan.state import ProcurementPlan, Review, figures_in, publication_due, review, years
from domain.procurement_plan.statute import duty_on
from domain.values import ActReference, Source


@record
class ObserveYear:
    """Reckon what the indicators came to in a year, from the contracts of the authority as they are known."""

    year: int
    purchases: Given[tuple[Purchase, ...]]
    on: date


@record
class RecordFigure:
    """Record what an indicator came to in a year, where it is not reckoned from contracts."""

    indicator: str
    year: int
    value: Decimal
    on: date
    source: Source | None = None


@record
class ReviewYear:
    """Review a year that is over: its figures as they are known, and what they are taken to mean."""

    year: int
    conclusions: str
    act: ActReference | None = None
    purchases: Given[tuple[Purchase, ...]]
    on: date
    source: Source | None = None


@record
class PublishReview:
    """Publish the review of a year with its figures, and say where it is found."""

    year: int
    address: str
    on: date
    source: Source | None = None


@record
class YearObserved:
    year: int
    figures: tuple[Figure, ...]
    on: date


@record
class FigureRecorded:
    indicator: str
    year: int
    value: Decimal
    on: date
    source: Source | None = None


@record
class YearReviewed:
    year: int
    conclusions: str
    act: ActReference | None
    on: date
    source: Source | None = None


@record
class ReviewPublished:
    year: int
    address: str
    on: date
    source: Source | None = None


Event = YearObserved | FigureRecorded | YearReviewed | ReviewPublished
Recorded = Sequence[Event | irregularity.Event]


class PlanYearOutside(Refusal):
    """A plan counts the years it covers."""


class PlanYearNotOver(Refusal):
    """A year is reviewed once it is over."""

    cure = "The authority reviews the year again when it is over."


class PlanYearAlreadyReviewed(Refusal):
    """A year is reviewed once."""


class PlanReviewWithoutConclusions(Refusal):
    """A review says in words what the figures mean."""

    cure = "The authority says what it concludes."


class PlanYearNotReviewed(Refusal):
    """A review is held before it is published."""


class NoSuchPlanIndicator(Refusal):
    """The indicator named is none of this plan."""


class PlanFigureReckoned(Refusal):
    """What is reckoned from contracts is not stated by hand."""


class PlanIndicatorsPublishedLate(Refusal):
    """The indicators of a plan are published as often as the law asks."""

    cure = "The authority accepts the delay with reasons."


def observe(command: ObserveYear, plan: ProcurementPlan) -> Recorded:
    _covered(plan, command.year)
    return _observed(command, plan)


def _covered(plan: ProcurementPlan, year: int) -> None:
    if year not in years(plan):
        raise PlanYearOutside(year)


def _observed(command: ObserveYear | ReviewYear, plan: ProcurementPlan) -> list[YearObserved]:
    """The figures of the year, where they are not what is known already."""
    found = tuple(
        figure(one.name, one.measure, command.year, command.purchases)
        for one in plan.indicators.values()
        if one.measure is not Measure.STATED
    )
    known = {one.indicator: one for one in figures_in(plan, command.year)}
    if all(known.get(one.indicator) == one for one in found):
        return []
    return [YearObserved(year=command.year, figures=found, on=command.on)]


def record_figure(command: RecordFigure, plan: ProcurementPlan) -> Recorded:
    _covered(plan, command.year)
    if not command.value.is_finite():
        raise NoSuchPlanIndicator(command.indicator)
    indicator = plan.indicators.get(command.indicator)
    if indicator is None:
        raise NoSuchPlanIndicator(command.indicator)
    if indicator.measure is not Measure.STATED:
        raise PlanFigureReckoned(command.indicator)
    if Figure(indicator=command.indicator, value=command.value) in figures_in(plan, command.year):
        return []
    recorded = FigureRecorded(
        indicator=command.indicator,
        year=command.year,
        value=command.value,
        on=command.on,
        source=command.source,
    )
    return judged([recorded], running(plan), command.source, plan.irregularities, command.on)


def review_year(command: ReviewYear, plan: ProcurementPlan) -> Recorded:
    _covered(plan, command.year)
    known = review(plan, command.year)
    if known is not None:
        if known.conclusions == command.conclusions:
            return []
        raise PlanYearAlreadyReviewed(command.year)
    reviewed = YearReviewed(
        year=command.year,
        conclusions=command.conclusions,
        act=command.act,
        on=command.on,
        source=command.source,
    )
    events: list[Event] = [*_observed(command, plan), reviewed]
    return judged(events, _hasty(command, plan), command.source, plan.irregularities, command.on)


def _hasty(command: ReviewYear, plan: ProcurementPlan) -> Iterator[Refusal]:
    yield from running(plan)
    if plan.adopted_on is None:
        yield PlanNotAdopted()
    if command.on.year <= command.year:
        yield PlanYearNotOver(command.year)
    if not command.conclusions.strip():
        yield PlanReviewWithoutConclusions(command.year)


def publish_review(command: PublishReview, plan: ProcurementPlan) -> Recorded:
    held = review(plan, command.year)
    if held is None:
        raise PlanYearNotReviewed(command.year)
    if held.published_on is not None:
        return []
    published = ReviewPublished(year=command.year, address=command.address, on=command.on, source=command.source)
    return [published, *noticed(_late(command, plan), plan.irregularities, command.on)]


def _late(command: PublishReview, plan: ProcurementPlan) -> Iterator[Refusal]:
    by, duty = publication_due(plan), duty_on(command.on)
    if by is not None and duty is not None and command.on > by:
        yield PlanIndicatorsPublishedLate(by, command.on, duty.article)


def evolve(plan: ProcurementPlan, event: Event) -> ProcurementPlan:
    match event:
        case YearObserved(year=year, figures=figures):
            return _with_figures(plan, year, figures)
        case FigureRecorded(indicator=name, year=year, value=value):
            return _with_figures(plan, year, (Figure(indicator=name, value=value),))
        case YearReviewed():
            held = Review(year=event.year, conclusions=event.conclusions, act=event.act, on=event.on)
            return replace(plan, reviews=(*plan.reviews, held))
        case ReviewPublished(year=year, address=address, on=on):
            reviews = tuple(
                replace(one, published_on=on, address=address) if one.year == year else one for one in plan.reviews
            )
            return replace(plan, reviews=reviews)
        case _:
            assert_never(event)


def _with_figures(plan: ProcurementPlan, year: int, figures: Sequence[Figure]) -> ProcurementPlan:
    """The newer figure of an indicator takes the place of the older one."""
    kept = {one.indicator: one for one in figures_in(plan, year)} | {one.indicator: one for one in figures}
    return replace(plan, figures={**plan.figures, year: tuple(kept.values())})
