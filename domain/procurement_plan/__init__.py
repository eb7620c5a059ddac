"""The plan for responsible procurement (SPASER) of one authority: act, publication, indicators, yearly review."""

from collections.abc import Sequence
from typing import assert_never

from domain import irregularity
from domain.decider import Decider, replace
from domain.irregularity import (
    AcceptIrregularity,
    IrregularityAccepted,
    IrregularityNoticed,
    IrregularityRegularised,
    NoticeIrregularity,
    RegulariseIrregularity,
)
from domain.procurement_plan import adopting, drafting, reviewing
from domain.procurement_plan.adopting import AdoptPlan, EndPlan, PlanAdopted, PlanEnded, PlanPublished, PublishPlan
from domain.procurement_plan.drafting import Draft, Drafted, PlanIndicatorSet, SetPlanIndicator
from domain.procurement_plan.purchases import Figure, Measure, Purchase
from domain.procurement_plan.reviewing import (
    FigureRecorded,
    ObserveYear,
    PublishReview,
    RecordFigure,
    ReviewPublished,
    ReviewYear,
    YearObserved,
    YearReviewed,
)
from domain.procurement_plan.state import NoSuchPlan, ProcurementPlan, Stage

__all__ = [
    "AdoptPlan",
    "Command",
    "Draft",
    "Drafted",
    "EndPlan",
    "Event",
    "Figure",
    "FigureRecorded",
    "Measure",
    "NoSuchPlan",
    "ObserveYear",
    "PlanAdopted",
    "PlanEnded",
    "PlanIndicatorSet",
    "PlanPublished",
    "ProcurementPlan",
    "PublishPlan",
    "PublishReview",
    "Purchase",
    "RecordFigure",
    "ReviewPublished",
    "ReviewYear",
    "SetPlanIndicator",
    "Stage",
    "YearObserved",
    "YearReviewed",
    "decide",
    "decider",
    "evolve",
]

Command = (
    Draft
    | SetPlanIndicator
    | AdoptPlan
    | PublishPlan
    | ObserveYear
    | RecordFigure
    | ReviewYear
    | PublishReview
    | EndPlan
    | irregularity.Command
)
Event = drafting.Event | adopting.Event | reviewing.Event | irregularity.Event


def decide(command: Command, plan: ProcurementPlan) -> Sequence[Event]:
    if plan.drafted_on is None and not isinstance(command, Draft):
        raise NoSuchPlan
    match command:
        case Draft():
            return drafting.draft(command, plan)
        case SetPlanIndicator():
            return drafting.set_indicator(command, plan)
        case AdoptPlan():
            return adopting.adopt(command, plan)
        case PublishPlan():
            return adopting.publish(command, plan)
        case EndPlan():
            return adopting.end(command, plan)
        case ObserveYear():
            return reviewing.observe(command, plan)
        case RecordFigure():
            return reviewing.record_figure(command, plan)
        case ReviewYear():
            return reviewing.review_year(command, plan)
        case PublishReview():
            return reviewing.publish_review(command, plan)
        case NoticeIrregularity() | RegulariseIrregularity() | AcceptIrregularity():
            return irregularity.decide(command, plan.irregularities)
        case _:
            assert_never(command)


def evolve(plan: ProcurementPlan, event: Event) -> ProcurementPlan:
    match event:
        case Drafted() | PlanIndicatorSet():
            return drafting.evolve(plan, event)
        case PlanAdopted() | PlanPublished() | PlanEnded():
            return adopting.evolve(plan, event)
        case YearObserved() | FigureRecorded() | YearReviewed() | ReviewPublished():
            return reviewing.evolve(plan, event)
        case IrregularityNoticed() | IrregularityRegularised() | IrregularityAccepted():
            return replace(plan, irregularities=irregularity.evolve(plan.irregularities, event))
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=ProcurementPlan())
