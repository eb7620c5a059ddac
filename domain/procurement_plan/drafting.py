"""A plan is drafted with its indicators, adopted by an act of the authority alone, and published."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain import irregularity
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.procurement_plan.purchases import ENVIRONMENTAL, SOCIAL, Measure
from domain.procurement_plan.state import Indicator, ProcurementPlan, Stage
from domain.values import ActReference, FrameworkId, Money, OrganisationId, Period, ProcurementPlanId, Source

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
class AdoptPlan:
    """Adopt the plan by an act of the authority."""

    act: ActReference
    on: date
    source: Source | None = None


@record
class PublishPlan:
    """Publish the plan, and say where it is found."""

    address: str
    on: date
    source: Source | None = None


@record
class EndPlan:
    """End a plan, with the reasons; another one may follow it."""

    reasons: str
    successor: ProcurementPlanId | None = None
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


@record
class PlanAdopted:
    act: ActReference
    on: date
    source: Source | None = None


@record
class PlanPublished:
    address: str
    on: date
    source: Source | None = None


@record
class PlanEnded:
    reasons: str
    successor: ProcurementPlanId | None
    on: date
    source: Source | None = None


Event = Drafted | PlanIndicatorSet | PlanAdopted | PlanPublished | PlanEnded
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


class PlanActUndated(Refusal):
    """A plan is adopted by an act whose day is known."""

    cure = "The authority names its act."


class PlanNotAdopted(Refusal):
    """A plan is published and reviewed once it was adopted."""

    cure = "The authority records the act by which it adopted the plan."


class PlanIndicatorsMissing(Refusal):
    """A plan counts what is bought in a socially and in an ecologically responsible way."""

    article = "Code de la commande publique, art. L. 2111-3"
    cure = "The authority adds the indicators."


class PlanAddressMissing(Refusal):
    """A published plan can be found."""

    article = "Code de la commande publique, art. L. 2111-3"
    cure = "The authority says where the plan is published."


class PlanEndedWithoutReasons(Refusal):
    """A plan is ended with reasons in words."""

    cure = "The authority gives the reasons."


class PlanEndedAlready(Refusal):
    """Nothing more is done under a plan that has ended."""

    cure = "The authority adopts another plan."


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


def adopt(command: AdoptPlan, plan: ProcurementPlan) -> Recorded:
    if plan.adopted_on is not None and plan.act == command.act:
        return []
    adopted = PlanAdopted(act=command.act, on=command.on, source=command.source)
    breaches: list[Refusal] = [] if command.act.adopted_on is not None else [PlanActUndated()]
    return judged([adopted], [*running(plan), *breaches], command.source, plan.irregularities, command.on)


def running(plan: ProcurementPlan) -> Iterator[Refusal]:
    """What is irregular in doing anything more under the plan."""
    if plan.stage is Stage.ENDED:
        yield PlanEndedAlready(plan.ended_on)


def publish(command: PublishPlan, plan: ProcurementPlan) -> Recorded:
    if plan.published_on is not None and plan.address == command.address:
        return []
    published = PlanPublished(address=command.address, on=command.on, source=command.source)
    return judged([published], _unpublishable(command, plan), command.source, plan.irregularities, command.on)


def _unpublishable(command: PublishPlan, plan: ProcurementPlan) -> Iterator[Refusal]:
    yield from running(plan)
    if plan.adopted_on is None:
        yield PlanNotAdopted()
    measures = {one.measure for one in plan.indicators.values()}
    if measures.isdisjoint(SOCIAL) or measures.isdisjoint(ENVIRONMENTAL):
        yield PlanIndicatorsMissing()
    if not command.address.strip():
        yield PlanAddressMissing()


def end(command: EndPlan, plan: ProcurementPlan) -> Recorded:
    if plan.stage is Stage.ENDED:
        return []
    ended = PlanEnded(reasons=command.reasons, successor=command.successor, on=command.on, source=command.source)
    breaches = () if command.reasons.strip() else (PlanEndedWithoutReasons(),)
    return judged([ended], breaches, command.source, plan.irregularities, command.on)


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
        case PlanAdopted(act=act, on=on):
            stage = Stage.ADOPTED if plan.stage is Stage.DRAFT else plan.stage
            return replace(plan, stage=stage, act=act, adopted_on=on)
        case PlanPublished(address=address, on=on):
            stage = plan.stage if plan.stage is Stage.ENDED else Stage.PUBLISHED
            return replace(plan, stage=stage, address=address, published_on=on)
        case PlanEnded():
            return replace(
                plan,
                stage=Stage.ENDED,
                ended_on=event.on,
                ended_because=event.reasons,
                successor=event.successor,
            )
        case _:
            assert_never(event)
