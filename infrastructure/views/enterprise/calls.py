"""Calls for applications, and what came of them."""

from typing import Any

import sqlalchemy as sa

from application.reading import ColumnType
from domain.call.state import Call
from domain.candidature.state import Stage
from infrastructure.views.facts import Subject
from infrastructure.views.offer import (
    Asked,
    Computed,
    Expression,
    Offer,
    equal,
    holds_words,
    is_true,
    since,
    until,
)
from infrastructure.views.shape import KEPT, Shape, day, id_, money, number, text
from infrastructure.views.timelines import open_ones
from infrastructure.views.view import Made
from infrastructure.views.words import folded, tokens

CALLS = Shape(
    "calls",
    (
        id_("id", "The call.", sure=True),
        id_("framework", "The framework it belongs to."),
        id_("programme", "To which programme it invites."),
        text("title", "Its title."),
        day("opens_on", "From when one can apply."),
        day("closes_on", "Until when."),
        day("original_closes_on", "Until when at first."),
        day("closed_on", "From when it was found closed."),
        day("cancelled_on", "When it was called off."),
        number("criterion_count", "By how many criteria applications are judged."),
        money("envelope", "What can be granted in all."),
        number("places", "How many applications can be accepted."),
        id_("jury", "The committee that judges."),
        number("irregularities_open", "Irregularities that wait to be put right or accepted."),
        text("currency", "ISO 4217.", hidden=True),
        text("sort", hidden=True, sure=True),
        text("words", hidden=True, sure=True),
        *KEPT,
    ),
    indexes=(("sort", "id"), ("programme",)),
)
SHAPES = (CALLS,)


def rows(subject: Subject, state: Call) -> Made:
    """The row of one call."""
    row = subject.kept() | {
        "framework": state.framework,
        "programme": state.programme,
        "title": state.title,
        "opens_on": state.opens_on,
        "closes_on": state.closes_on,
        "original_closes_on": state.original_closes_on,
        "closed_on": state.closed_on,
        "cancelled_on": state.cancelled_on,
        "criterion_count": len(state.criteria),
        "envelope": state.envelope,
        "places": state.places,
        "jury": state.jury,
        "irregularities_open": open_ones(state.irregularities),
        "currency": state.envelope and state.envelope.currency,
        "sort": folded(state.title),
        "words": " ".join(tokens(f"{state.title} {state.text}")),
    }
    return {"calls": [row]}


def _count(*stages: Stage) -> Expression:
    """How many applications to the call are in one of these stages; in any, where none is named."""

    def expression(asked: Asked) -> sa.ColumnElement[Any]:
        made = asked.tables["applications"]
        query = sa.select(sa.func.count()).where(made.c.call == asked.tables["calls"].c.id)
        if stages:
            query = query.where(made.c.state.in_([str(one) for one in stages]))
        return query.scalar_subquery()

    return expression


def _granted(asked: Asked) -> sa.ColumnElement[Any]:
    made = asked.tables["applications"]
    amount = sa.select(sa.func.coalesce(sa.cast(sa.func.sum(made.c.granted), sa.BigInteger), 0))
    mine = made.c.call == asked.tables["calls"].c.id
    return amount.where(mine, made.c.state == str(Stage.ACCEPTED)).scalar_subquery()


def _open(asked: Asked) -> sa.ColumnElement[bool]:
    calls = asked.tables["calls"]
    return sa.and_(calls.c.cancelled_on.is_(None), calls.c.opens_on <= asked.day, calls.c.closes_on >= asked.day)


calls = Offer(
    name="calls",
    title="Appels à candidatures",
    words="Calls for applications: dates, envelope, and what came of them.",
    shape=CALLS,
    order=("sort",),
    computed=(
        Computed("open", ColumnType.FLAG, "Whether one can apply today.", _open),
        Computed("application_count", ColumnType.NUMBER, "Applications that came in.", _count()),
        Computed("accepted_count", ColumnType.NUMBER, "Those accepted.", _count(Stage.ACCEPTED)),
        Computed("waiting_count", ColumnType.NUMBER, "Those on the waiting list.", _count(Stage.WAITING)),
        Computed("granted", ColumnType.MONEY, "What was granted so far.", _granted),
    ),
    filters=(
        holds_words("text", CALLS, "words", "Words of the title or text."),
        equal("framework", CALLS),
        equal("programme", CALLS),
        equal("jury", CALLS),
        is_true("open", "Those to which one can apply today.", _open),
        since("closes_since", CALLS, "closes_on", "Those that close that day or later."),
        until("closes_until", CALLS, "closes_on", "Those that close that day or earlier."),
    ),
)
