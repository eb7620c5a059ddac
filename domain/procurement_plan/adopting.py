"""A plan is adopted by an act of the authority alone, published, and ended."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.procurement_plan.purchases import ENVIRONMENTAL, SOCIAL
from domain.procurement_plan.state import ProcurementPlan, Stage
from domain.values import ActReference, ProcurementPlanId, Source


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


Event = PlanAdopted | PlanPublished | PlanEnded
Recorded = Sequence[Event | irregularity.Event]


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


def evolve(plan: ProcurementPlan, event: Event) -> ProcurementPlan:
    match event:
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
