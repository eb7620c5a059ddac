"""A procurement plan says by which acts of buying an authority serves social and ecological ends; it binds it alone."""

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from domain.calendar import months_on
from domain.decider import Refusal, record
from domain.irregularity import Irregularities
from domain.procurement_plan.purchases import Figure, Measure
from domain.procurement_plan.statute import duty_on
from domain.values import ActReference, FrameworkId, Money, OrganisationId, Period, ProcurementPlanId


class Stage(StrEnum):
    """How far a plan has come."""

    DRAFT = "draft"
    ADOPTED = "adopted"
    PUBLISHED = "published"
    ENDED = "ended"


@record
class Indicator:
    """What is counted each year, from where it starts and where it is to be by the end of a year."""

    name: str
    measure: Measure
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    by_year: int | None = None


@record
class Review:
    """What a year's figures were taken to mean, by which act, and where that was published."""

    year: int
    conclusions: str
    act: ActReference | None
    on: date
    published_on: date | None = None
    address: str = ""


@record
class ProcurementPlan:
    """Everything known of one plan."""

    framework: FrameworkId = FrameworkId("")
    title: str = ""
    authority: OrganisationId | None = None
    period: Period = Period()
    yearly_purchases: Money | None = None
    review_months: int = 6
    stage: Stage = Stage.DRAFT
    drafted_on: date | None = None
    act: ActReference | None = None
    adopted_on: date | None = None
    published_on: date | None = None
    address: str = ""
    indicators: Mapping[str, Indicator] = dataclasses.field(default_factory=dict[str, Indicator])
    figures: Mapping[int, tuple[Figure, ...]] = dataclasses.field(default_factory=dict[int, tuple[Figure, ...]])
    reviews: tuple[Review, ...] = ()
    ended_on: date | None = None
    ended_because: str = ""
    successor: ProcurementPlanId | None = None
    irregularities: Irregularities = ()


@record
class Due:
    """A day by which something is due of a plan."""

    on: date
    kind: str
    about: str


class NoSuchPlan(Refusal):
    """A procurement plan is drafted before anything else is said of it."""


def years(plan: ProcurementPlan) -> range:
    """The years that a plan covers, in full or in part; none where its period is not known."""
    first, last = plan.period.start, plan.period.end
    if first is None or last is None:
        return range(0)
    return range(first.year, last.year + 1)


def review(plan: ProcurementPlan, year: int) -> Review | None:
    """The review of a year, where it was held."""
    return next((one for one in plan.reviews if one.year == year), None)


def figures_in(plan: ProcurementPlan, year: int) -> tuple[Figure, ...]:
    """The figures of a year, as last observed."""
    return plan.figures.get(year, ())


def last_publication(plan: ProcurementPlan) -> date | None:
    """When indicators were last published: with the plan, or with a review."""
    days = [one.published_on for one in plan.reviews if one.published_on is not None]
    return max([*days, *([plan.published_on] if plan.published_on else [])], default=None)


def publication_due(plan: ProcurementPlan) -> date | None:
    """By when the law wants the indicators published again."""
    last = last_publication(plan)
    duty = None if last is None else duty_on(last)
    if last is None or duty is None or duty.publication_years is None:
        return None
    return months_on(last, 12 * duty.publication_years)


def deadlines(plan: ProcurementPlan) -> Iterator[Due]:
    """What is due of a plan that holds: the review of each year, the publication of its indicators, its end."""
    if plan.stage not in {Stage.ADOPTED, Stage.PUBLISHED}:
        return
    for year in years(plan):
        if review(plan, year) is None:
            by = months_on(date(year + 1, 1, 1), plan.review_months) - timedelta(days=1)
            yield Due(on=by, kind="yearly-review", about=str(year))
            break
    again = publication_due(plan)
    if again is not None:
        yield Due(on=again, kind="indicators", about="")
    if plan.period.end is not None:
        yield Due(on=plan.period.end, kind="plan-end", about="")
