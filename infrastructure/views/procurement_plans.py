"""Plans for responsible procurement: what they count, what each year came to, and how it was reviewed."""

from collections.abc import Iterator
from typing import Any

from application.reading import ColumnType
from domain.procurement_plan.purchases import Measure
from domain.procurement_plan.state import ProcurementPlan, Stage, deadlines
from domain.procurement_plan.statute import owed
from infrastructure.views.facts import Subject
from infrastructure.views.offer import Detail, Offer, equal, holds_words, since, until
from infrastructure.views.shape import KEPT, Shape, day, flag, id_, money, number, of_type, text
from infrastructure.views.timelines import open_ones
from infrastructure.views.view import Made, by_state, in_streams
from infrastructure.views.words import folded, tokens

PLANS = Shape(
    "procurement_plans",
    (
        id_("id", "The plan.", sure=True),
        id_("framework", "The framework it belongs to."),
        text("title", "Its title."),
        of_type(ColumnType.ORGANISATION, "authority", "Whose plan it is."),
        text("state", "How far it has come."),
        day("start", "The first day it covers."),
        day("end", "The last day it covers."),
        money("yearly_purchases", "How much the authority buys a year, before tax."),
        flag("owed", "Whether the law asked the authority for a plan when it was drafted; null: unknown."),
        text("act", "The number of the act by which it was adopted."),
        day("adopted_on", "When it was adopted."),
        day("published_on", "When it was published."),
        text("address", "Where it is published."),
        number("indicator_count", "How many indicators it has."),
        number("reviewed_year", "The last year that was reviewed."),
        day("next_deadline", "The earliest day by which something is due, even if it has passed."),
        text("next_deadline_kind", "What is due then."),
        number("irregularities_open", "Irregularities that wait to be put right or accepted."),
        text("currency", "ISO 4217.", hidden=True),
        text("sort", hidden=True, sure=True),
        text("words", hidden=True, sure=True),
        *KEPT,
    ),
    indexes=(("sort", "id"), ("framework", "state"), ("authority",)),
)
INDICATORS = Shape(
    "plan_indicators",
    (
        id_("id", "The plan.", sure=True),
        text("indicator", "What is counted.", sure=True),
        text("measure", "How it is reckoned."),
        text("unit", "In which unit."),
        of_type(ColumnType.DECIMAL, "baseline", "From where it starts."),
        of_type(ColumnType.DECIMAL, "target", "Where it is to be."),
        number("by_year", "By the end of which year."),
    ),
    key=("id", "indicator"),
)
FIGURES = Shape(
    "plan_figures",
    (
        id_("id", "Plan, year and indicator.", sure=True),
        id_("plan", "The plan.", sure=True),
        id_("framework", "The framework it belongs to."),
        of_type(ColumnType.ORGANISATION, "authority", "Whose plan it is."),
        number("year", "The year.", sure=True),
        text("indicator", "What is counted.", sure=True),
        text("measure", "How it is reckoned."),
        of_type(ColumnType.DECIMAL, "value", "What it came to."),
        of_type(ColumnType.DECIMAL, "target", "Where it is to be by the end of the plan."),
        number("counted", "Over how many lots."),
        number("unknown", "Lots of which it is unknown."),
    ),
    by="plan",
    indexes=(("plan",), ("framework",)),
)
REVIEWS = Shape(
    "plan_reviews",
    (
        id_("id", "The plan.", sure=True),
        number("year", "The year reviewed.", sure=True),
        day("on", "When."),
        text("conclusions", "What its figures were taken to mean."),
        text("act", "By which act."),
        day("published_on", "When it was published."),
        text("address", "Where it is published."),
    ),
    key=("id", "year"),
)
SHAPES = (PLANS, INDICATORS, FIGURES, REVIEWS)


def rows(subject: Subject) -> Made:
    """The rows of one plan."""
    state: ProcurementPlan = subject.state
    return {
        "procurement_plans": [_plan(subject, state)],
        "plan_indicators": [
            {
                "id": subject.stream,
                "indicator": one.name,
                "measure": one.measure,
                "unit": one.unit,
                "baseline": one.baseline,
                "target": one.target,
                "by_year": one.by_year,
            }
            for one in state.indicators.values()
        ],
        "plan_figures": list(_figures(subject.stream, state)),
        "plan_reviews": [
            {
                "id": subject.stream,
                "year": one.year,
                "on": one.on,
                "conclusions": one.conclusions,
                "act": one.act and one.act.number,
                "published_on": one.published_on,
                "address": one.address,
            }
            for one in state.reviews
        ],
    }


def _plan(subject: Subject, state: ProcurementPlan) -> dict[str, Any]:
    due = min(deadlines(state), key=lambda one: one.on, default=None)
    return subject.kept() | {
        "framework": state.framework,
        "title": state.title,
        "authority": state.authority,
        "state": state.stage,
        "start": state.period.start,
        "end": state.period.end,
        "yearly_purchases": state.yearly_purchases,
        "owed": None if state.drafted_on is None else owed(state.yearly_purchases, state.drafted_on),
        "act": state.act and state.act.number,
        "adopted_on": state.adopted_on,
        "published_on": state.published_on,
        "address": state.address,
        "indicator_count": len(state.indicators),
        "reviewed_year": max((one.year for one in state.reviews), default=None),
        "next_deadline": due and due.on,
        "next_deadline_kind": due and due.kind,
        "irregularities_open": open_ones(state.irregularities),
        "currency": state.yearly_purchases and state.yearly_purchases.currency,
        "sort": folded(state.title),
        "words": " ".join(tokens(state.title)),
    }


def _figures(stream: str, state: ProcurementPlan) -> Iterator[dict[str, Any]]:
    for year, figures in state.figures.items():
        for one in figures:
            indicator = state.indicators.get(one.indicator)
            yield {
                "id": f"{stream}/{year}/{one.indicator}",
                "plan": stream,
                "framework": state.framework,
                "authority": state.authority,
                "year": year,
                "indicator": one.indicator,
                "measure": indicator and indicator.measure,
                "value": one.value,
                "target": indicator and indicator.target,
                "counted": one.counted,
                "unknown": one.unknown,
            }


procurement_plans = Offer(
    name="procurement_plans",
    title="Schémas de promotion des achats responsables",
    words="Plans for socially and ecologically responsible procurement, each of one authority.",
    shape=PLANS,
    order=("sort",),
    filters=(
        holds_words("text", PLANS, "words", "Words of the title."),
        equal("framework", PLANS),
        equal("authority", PLANS),
        equal("state", PLANS, choices=Stage),
        since("due_since", PLANS, "next_deadline", "Those whose next date is that day or later."),
        until("due_until", PLANS, "next_deadline", "Those whose next date is that day or earlier."),
    ),
    details=(
        Detail("indicators", "What it counts.", INDICATORS, ("indicator",)),
        Detail("figures", "What each year came to.", FIGURES, ("year", "indicator"), by="plan"),
        Detail("reviews", "How each year was reviewed.", REVIEWS, ("year",)),
    ),
)
plan_figures = Offer(
    name="plan_figures",
    title="Indicateurs des achats responsables",
    words="What the indicators of plans came to, year by year.",
    shape=FIGURES,
    order=("-year", "indicator"),
    filters=(
        equal("framework", FIGURES),
        equal("plan", FIGURES),
        equal("authority", FIGURES),
        equal("year", FIGURES),
        equal("measure", FIGURES, choices=Measure),
    ),
)

view = by_state("procurement_plans", in_streams("procurement_plan"), SHAPES, rows, (procurement_plans, plan_figures))
