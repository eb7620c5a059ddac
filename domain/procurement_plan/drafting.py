"""A plan is drafted with its indicators, adopted by an act of the authority alone, and published."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain import irregularity
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.procurement_plan.purchases import Measure
from domain.procurement_plan.state import Indicator, ProcurementPlan, Stage
from domain.values import FrameworkId, Money, OrganisationId, Period, Source

LONGEST_REVIEW = 24


@record
class Draft:
    """Draft a plan: whose it is, for which years, and how much the authority buys a year."""

    framework: FrameworkId
    title: str
    authority: OrganisationId
    period: Period
    yearly_purchases: Money | None = None
    review_months: int = 6
    on: date
    source: Source | None = None


@record
class SetPlanIndicator:
    """Say what is counted each year, and where it is to be by the end of a year."""

    indicator: str
    measure: Measure
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    by_year: int | None = None
    on: date
    source: Source | None = None


@record
class Drafted:
    framework: FrameworkId
    title: str
    authority: OrganisationId
    period: Period
    yearly_purchases: Money | None
    review_months: int
    on: date
    source: Source | None = None


@record
class PlanIndicatorSet:
    indicator: str
    measure: Measure
    unit: str
    baseline: Decimal | None
    target: Decimal | None
    by_year: int | None
    on: date
    source: Source | None = None


Event = Drafted | PlanIndicatorSet
Recorded = Sequence[Event | irregularity.Event]


class PlanAlreadyDrafted(Refusal):
    """A procurement plan is drafted once."""


class PlanUntitled(Refusal):
    """A procurement plan has a title."""

    cure = "The authority names the plan."


class PlanPeriodUnclear(Refusal):
    """A procurement plan covers whole periods: from a first day to a last, within twenty years."""


class PlanIndicatorUnnamed(Refusal):
    """An indicator of a plan has a name, under which its figures are found."""


class PlanIndicatorFrozen(Refusal):
    """What a plan counts stands once it is adopted; another act changes it."""

    cure = "The authority adopts another plan, or accepts the change with reasons."


def draft(command: Draft, plan: ProcurementPlan) -> Recorded:
    if plan.drafted_on is not None:
        raise PlanAlreadyDrafted(plan.title)
    first, last = command.period.start, command.period.end
    if first is None or last is None or not 0 <= (last - first).days <= 20 * 366:
        raise PlanPeriodUnclear
    if not 0 < command.review_months <= LONGEST_REVIEW:
        raise PlanPeriodUnclear(command.review_months)
    drafted = Drafted(
        framework=command.framework,
        title=command.title,
        authority=command.authority,
        period=command.period,
        yearly_purchases=command.yearly_purchases,
        review_months=command.review_months,
        on=command.on,
        source=command.source,
    )
    breaches = () if command.title.strip() else (PlanUntitled(),)
    return judged([drafted], breaches, command.source, plan.irregularities, command.on)


def set_indicator(command: SetPlanIndicator, plan: ProcurementPlan) -> Recorded:
    if not command.indicator.strip():
        raise PlanIndicatorUnnamed
    stated = PlanIndicatorSet(
        indicator=command.indicator,
        measure=command.measure,
        unit=command.unit,
        baseline=command.baseline,
        target=command.target,
        by_year=command.by_year,
        on=command.on,
        source=command.source,
    )
    if plan.indicators.get(command.indicator) == _indicator(stated):
        return []
    breaches = () if plan.stage is Stage.DRAFT else (PlanIndicatorFrozen(command.indicator),)
    return judged([stated], breaches, command.source, plan.irregularities, command.on)


def _indicator(event: PlanIndicatorSet) -> Indicator:
    return Indicator(
        name=event.indicator,
        measure=event.measure,
        unit=event.unit,
        baseline=event.baseline,
        target=event.target,
        by_year=event.by_year,
    )


def evolve(plan: ProcurementPlan, event: Event) -> ProcurementPlan:
    match event:
        case Drafted():
            return ProcurementPlan(
                framework=event.framework,
                title=event.title,
                authority=event.authority,
                period=event.period,
                yearly_purchases=event.yearly_purchases,
                review_months=event.review_months,
                drafted_on=event.on,
            )
        case PlanIndicatorSet(indicator=name):
            return replace(plan, indicators={**plan.indicators, name: _indicator(event)})
        case _:
            assert_never(event)
