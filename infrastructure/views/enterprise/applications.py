"""Calls and the applications to them, and how these stand beside each other."""

from typing import Any

import sqlalchemy as sa

from application.reading import ColumnType
from domain.candidature.ranking import mean, score, set_aside
from domain.candidature.state import Application, Stage, missing
from infrastructure.views.facts import Subject
from infrastructure.views.offer import (
    Asked,
    Computed,
    Detail,
    Offer,
    equal,
    holds_words,
    lists,
)
from infrastructure.views.shape import KEPT, Shape, day, id_, money, number, of_type, text
from infrastructure.views.timelines import open_ones
from infrastructure.views.view import Made
from infrastructure.views.words import folded, tokens

UNSCORED = -1
APPLICATIONS = Shape(
    "applications",
    (
        id_("id", "The application.", sure=True),
        id_("framework", "The framework it belongs to."),
        id_("call", "To which call."),
        id_("programme", "To which programme."),
        text("title", "Its title."),
        text("state", "How far it has come."),
        of_type(ColumnType.TEXTS, "holders", "The people who apply."),
        of_type(ColumnType.ORGANISATION, "organisation", "The organisation that applies."),
        id_("project", "The project it is about."),
        money("requested", "What is asked for."),
        money("granted", "What was granted."),
        day("submitted_on", "When it came in."),
        of_type(ColumnType.TEXTS, "missing", "Documents that are still wanted."),
        day("complete_by", "By when they may be added."),
        of_type(ColumnType.DECIMAL, "score", "Weighted mean of the marks that count, from 0 to 100."),
        number("marks_set_aside", "Marks of members with an interest: on file, not counted."),
        number("rank", "Its rank on the waiting list."),
        day("decided_on", "When it was last decided."),
        number("irregularities_open", "Irregularities that wait to be put right or accepted."),
        number("standing", hidden=True, sure=True),
        text("currency", "ISO 4217.", hidden=True),
        text("sort", hidden=True, sure=True),
        text("words", hidden=True, sure=True),
        *KEPT,
    ),
    indexes=(("sort", "id"), ("call", "standing"), ("programme",), ("project",)),
)
SCORES = Shape(
    "application_scores",
    (
        id_("id", "The application.", sure=True),
        number("number", "The criterion's place.", sure=True),
        text("criterion", "Its code.", sure=True),
        text("name", "Its name."),
        of_type(ColumnType.DECIMAL, "weight", "How much it counts."),
        of_type(ColumnType.DECIMAL, "maximum", "The highest mark."),
        of_type(ColumnType.DECIMAL, "mean", "Mean of the marks that count."),
    ),
    key=("id", "number"),
)
SHAPES = (APPLICATIONS, SCORES)


def rows(subject: Subject, state: Application) -> Made:
    """The rows of one application."""
    criteria = () if state.terms is None else state.terms.criteria
    return {
        "applications": [_application(subject, state)],
        "application_scores": [
            {
                "id": subject.stream,
                "number": at,
                "criterion": one.code,
                "name": one.name,
                "weight": one.weight,
                "maximum": one.maximum,
                "mean": mean(state, one),
            }
            for at, one in enumerate(criteria, 1)
        ],
    }


def _application(subject: Subject, state: Application) -> dict[str, Any]:
    points, amount = score(state), state.amount or state.requested
    return subject.kept() | {
        "framework": state.framework,
        "call": state.call,
        "programme": state.terms and state.terms.programme,
        "title": state.title,
        "state": state.stage,
        "holders": state.holders,
        "organisation": state.organisation,
        "project": state.project,
        "requested": state.requested,
        "granted": state.amount,
        "submitted_on": state.submitted_on,
        "missing": missing(state),
        "complete_by": state.complete_by,
        "score": points,
        "marks_set_aside": set_aside(state),
        "rank": state.rank if state.stage is Stage.WAITING else None,
        "decided_on": state.decisions[-1].on if state.decisions else None,
        "irregularities_open": open_ones(state.irregularities),
        "standing": UNSCORED if points is None else int(points * 100),
        "currency": amount and amount.currency,
        "sort": folded(state.title),
        "words": " ".join(tokens(state.title)),
    }


def _place(asked: Asked) -> sa.ColumnElement[Any]:
    mine = asked.tables["applications"]
    other = mine.alias("others")
    better = sa.select(sa.func.count() + 1).where(other.c.call == mine.c.call, other.c.standing > mine.c.standing)
    return sa.case((mine.c.standing == UNSCORED, None), else_=better.scalar_subquery())


FILTERS = (
    holds_words("text", APPLICATIONS, "words", "Words of the title."),
    equal("framework", APPLICATIONS),
    equal("call", APPLICATIONS),
    equal("programme", APPLICATIONS),
    equal("state", APPLICATIONS, choices=Stage),
    equal("organisation", APPLICATIONS),
    equal("project", APPLICATIONS),
    lists("holder", APPLICATIONS, "holders", "Those that this person made."),
)
DETAILS = (Detail("scores", "The mean mark of each criterion.", SCORES, ("number",)),)
applications = Offer(
    name="applications",
    title="Candidatures",
    words="Applications to calls, from the day they came in to the decision.",
    shape=APPLICATIONS,
    order=("sort",),
    filters=FILTERS,
    details=DETAILS,
)
rankings = Offer(
    name="rankings",
    title="Classement des candidatures",
    words="The applications to each call, the best first: equal scores share a place, those not scored have none.",
    shape=APPLICATIONS,
    order=("call", "-standing", "sort"),
    computed=(Computed("place", ColumnType.NUMBER, "Its place among those to the same call.", _place),),
    filters=FILTERS,
    details=DETAILS,
)
