"""Programmes, and how many who applied were accepted, launched something, and are still at it three years later."""

from typing import Any

import sqlalchemy as sa

from application.reading import ColumnType
from domain.candidature.state import Stage
from domain.programme.state import Kind, Programme, funders_on
from domain.project.state import ALIVE, Answer
from domain.values import latest
from infrastructure.views.facts import Subject
from infrastructure.views.offer import Asked, Computed, Expression, Offer, equal, holds_words, is_true, lists
from infrastructure.views.shape import KEPT, Shape, day, flag, id_, number, of_type, text
from infrastructure.views.timelines import open_ones, span_rows, span_shape, spans, today_in
from infrastructure.views.view import Made
from infrastructure.views.words import folded, tokens

THREE = 3
PROGRAMMES = Shape(
    "programmes",
    (
        id_("id", "The programme.", sure=True),
        id_("framework", "The framework it belongs to."),
        text("title", "Its title."),
        text("kind", "What form the support takes."),
        of_type(ColumnType.ORGANISATION, "operator", "Who runs it."),
        of_type(ColumnType.ORGANISATIONS, "funders", "Who pays for it, or did last."),
        day("opened_on", "When it was opened."),
        number("irregularities_open", "Irregularities that wait to be put right or accepted."),
        text("sort", hidden=True, sure=True),
        text("words", hidden=True, sure=True),
        *KEPT,
    ),
    indexes=(("sort", "id"), ("framework",)),
)
RUNNING = span_shape("programme_running", flag("open", "Whether it was open."))
SHAPES = (PROGRAMMES, RUNNING)


def rows(subject: Subject, state: Programme) -> Made:
    """The rows of one programme."""
    days = [one.since for timeline in state.funders.values() for one in timeline]
    row = subject.kept() | {
        "framework": state.framework,
        "title": state.title,
        "kind": state.kind,
        "operator": latest(state.operators),
        "funders": sorted(funders_on(state, max(days))) if days else [],
        "opened_on": state.running[0].since if state.running else None,
        "irregularities_open": open_ones(state.irregularities),
        "sort": folded(state.title),
        "words": " ".join(tokens(f"{state.title} {state.purpose}")),
    }
    running = span_rows(subject.stream, spans(state.running), lambda is_open: {"open": is_open})
    return {"programmes": [row], "programme_running": running}


def _applied(*stages: Stage) -> Expression:
    def expression(asked: Asked) -> sa.ColumnElement[Any]:
        made = asked.tables["applications"]
        query = sa.select(sa.func.count()).where(made.c.programme == asked.tables["programmes"].c.id)
        if stages:
            query = query.where(made.c.state.in_([str(one) for one in stages]))
        return query.scalar_subquery()

    return expression


def _through(asked: Asked) -> "sa.Select[Any]":
    """The projects that go or went through the programme, each once."""
    enrolled, programmes_ = asked.tables["project_enrolments"], asked.tables["programmes"]
    # Two selects deep, the database would take `programmes` for a table of its own and count every programme's.
    return sa.select(enrolled.c.id).where(enrolled.c.programme == programmes_.c.id).correlate(programmes_)


def _supported(asked: Asked) -> sa.ColumnElement[Any]:
    projects = asked.tables["projects"]
    return sa.select(sa.func.count()).where(projects.c.id.in_(_through(asked))).scalar_subquery()


def _launched(asked: Asked) -> sa.ColumnElement[Any]:
    projects = asked.tables["projects"]
    by_today = projects.c.launched_on <= asked.day
    return sa.select(sa.func.count()).where(projects.c.id.in_(_through(asked)), by_today).scalar_subquery()


def _after_three_years(*answers: Answer) -> Expression:
    """How many projects of the programme gave one of these answers three years after their launch."""

    def expression(asked: Asked) -> sa.ColumnElement[Any]:
        said = asked.tables["project_follow_ups"]
        query = sa.select(sa.func.count()).where(said.c.id.in_(_through(asked)), said.c.years == THREE)
        return query.where(said.c.answer.in_([str(one) for one in answers])).scalar_subquery()

    return expression


def _open(asked: Asked) -> sa.ColumnElement[Any]:
    return sa.func.coalesce(today_in(PROGRAMMES, RUNNING, "open")(asked), 0)


programmes = Offer(
    name="programmes",
    title="Dispositifs d'accompagnement",
    words="Programmes of support, with what became of those who applied.",
    shape=PROGRAMMES,
    order=("sort",),
    computed=(
        Computed("open", ColumnType.FLAG, "Whether it runs today.", _open),
        Computed("applied", ColumnType.NUMBER, "Applications to its calls.", _applied()),
        Computed("accepted", ColumnType.NUMBER, "Those accepted.", _applied(Stage.ACCEPTED)),
        Computed("supported", ColumnType.NUMBER, "Projects that go or went through it.", _supported),
        Computed("launched", ColumnType.NUMBER, "Those launched by today.", _launched),
        Computed(
            "active_at_three_years",
            ColumnType.NUMBER,
            "Those still active three years after their launch.",
            _after_three_years(*sorted(ALIVE)),
        ),
        Computed(
            "silent_at_three_years",
            ColumnType.NUMBER,
            "Those that did not answer after three years.",
            _after_three_years(Answer.NO_ANSWER),
        ),
    ),
    filters=(
        holds_words("text", PROGRAMMES, "words", "Words of the title or purpose."),
        equal("framework", PROGRAMMES),
        equal("kind", PROGRAMMES, choices=Kind),
        equal("operator", PROGRAMMES),
        lists("funder", PROGRAMMES, "funders", "Those that this organisation pays for."),
        is_true("open", "Those that run today.", lambda asked: _open(asked) == 1),
    ),
)
