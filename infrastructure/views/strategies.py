"""Joint strategies with their owners, objectives and the commitments attached to them."""

from collections.abc import Iterator
from typing import Any

from application.reading import ColumnType
from domain.strategy.state import Stage, Strategy
from infrastructure.views.facts import Subject
from infrastructure.views.offer import Detail, Offer, equal, holds_words, lists
from infrastructure.views.shape import KEPT, Shape, day, id_, number, of_type, text
from infrastructure.views.timelines import open_ones
from infrastructure.views.view import Made, by_state, in_streams
from infrastructure.views.words import folded, tokens

STRATEGIES = Shape(
    "strategies",
    (
        id_("id", "The strategy.", sure=True),
        id_("framework", "The framework it belongs to."),
        text("title", "Its title."),
        text("territory", "Where it holds."),
        text("state", "How far it has come."),
        of_type(ColumnType.ORGANISATIONS, "owners", "Who owns it."),
        of_type(ColumnType.ORGANISATIONS, "awaited", "Owners who have not adopted it yet."),
        day("starts_on", "From when."),
        day("ends_on", "Until when."),
        number("axis_count", "How many axes it has."),
        number("objective_count", "Objectives that stand."),
        number("commitment_count", "Commitments attached to them."),
        number("irregularities_open", "Irregularities that wait to be put right or accepted."),
        text("sort", hidden=True, sure=True),
        text("words", hidden=True, sure=True),
        *KEPT,
    ),
    indexes=(("sort", "id"), ("framework",)),
)
OBJECTIVES = Shape(
    "strategy_objectives",
    (
        id_("id", "The strategy.", sure=True),
        number("number", hidden=True, sure=True),
        text("axis", "The axis it stands on."),
        text("code", "Its code.", sure=True),
        text("title", "What is to be reached."),
        of_type(ColumnType.DECIMAL, "weight", "What it weighs."),
        of_type(ColumnType.TEXTS, "commitments", "By which commitments."),
        text("dropped", "Why it was given up, if it was."),
    ),
    key=("id", "number"),
)
SHAPES = (STRATEGIES, OBJECTIVES)


def rows(subject: Subject) -> Made:
    """The rows of one strategy."""
    state: Strategy = subject.state
    standing = [one for one in state.objectives.values() if not one.dropped]
    row = subject.kept() | {
        "framework": state.framework,
        "title": state.title,
        "territory": state.territory or None,
        "state": state.stage,
        "owners": sorted(state.owners),
        "awaited": sorted(state.owners - state.adopted_by.keys()),
        "starts_on": state.period.start,
        "ends_on": state.period.end,
        "axis_count": len(state.axes),
        "objective_count": len(standing),
        "commitment_count": len({one for each in standing for one in each.commitments}),
        "irregularities_open": open_ones(state.irregularities),
        "sort": folded(state.title),
        "words": " ".join(tokens(f"{state.title} {state.territory}")),
    }
    return {"strategies": [row], "strategy_objectives": list(_objectives(subject.stream, state))}


def _objectives(stream: str, state: Strategy) -> Iterator[dict[str, Any]]:
    for at, one in enumerate(state.objectives.values(), 1):
        yield {
            "id": stream,
            "number": at,
            "axis": one.axis,
            "code": one.code,
            "title": one.title,
            "weight": one.weight,
            "commitments": one.commitments,
            "dropped": one.dropped or None,
        }


strategies = Offer(
    name="strategies",
    title="Stratégies",
    words="Joint strategies of several owners; their progress is asked for by itself.",
    shape=STRATEGIES,
    order=("sort",),
    filters=(
        holds_words("text", STRATEGIES, "words", "Words of the title or territory."),
        equal("framework", STRATEGIES),
        equal("state", STRATEGIES, choices=Stage),
        lists("owner", STRATEGIES, "owners", "Those that this organisation owns."),
    ),
    details=(Detail("objectives", "What is to be reached, by which commitments.", OBJECTIVES, ("number",)),),
)

view = by_state("strategies", in_streams("strategy"), SHAPES, rows, (strategies,))
