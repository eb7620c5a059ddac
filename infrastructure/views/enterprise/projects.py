"""Projects of creation, what they received, the sessions they attended, and what became of them."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from application.reading import ColumnType
from domain.project.state import Answer, FinanceKind, Outcome, Project, Stage, adviser, stage
from infrastructure.views.enterprise.sessions import ATTENDANCE
from infrastructure.views.facts import Subject
from infrastructure.views.offer import (
    Asked,
    Computed,
    Detail,
    Expression,
    Offer,
    among,
    equal,
    holds_words,
    since,
    until,
)
from infrastructure.views.shape import KEPT, Shape, day, id_, money, number, of_type, text
from infrastructure.views.timelines import open_ones
from infrastructure.views.view import Made
from infrastructure.views.words import folded, tokens

PROJECTS = Shape(
    "projects",
    (
        id_("id", "The project.", sure=True),
        id_("framework", "The framework it belongs to."),
        text("title", "Its title."),
        text("activity", "What it is about."),
        text("municipality", "Where."),
        text("state", "How far it has come."),
        text("outcome", "How it left support."),
        of_type(ColumnType.TEXTS, "holders", "The people who carry it or did."),
        of_type(ColumnType.ORGANISATION, "organisation", "The organisation it became."),
        of_type(ColumnType.PERSON, "adviser", "Who accompanies it."),
        day("begun_on", "When support began."),
        day("launched_on", "When it was launched."),
        day("ended_on", "When support ended."),
        text("last_answer", "What became of it, when last asked."),
        number("last_answer_years", "So many years after its launch."),
        number("irregularities_open", "Irregularities that wait to be put right or accepted."),
        text("sort", hidden=True, sure=True),
        text("words", hidden=True, sure=True),
        *KEPT,
    ),
    indexes=(("sort", "id"), ("framework", "state")),
)
ENROLMENTS = Shape(
    "project_enrolments",
    (
        id_("id", "The project.", sure=True),
        number("number", "Its place.", sure=True),
        id_("programme", "Through which programme it goes.", sure=True),
        text("cohort", "In which cohort."),
        id_("application", "By which application it came in."),
        day("since", "From when.", sure=True),
        day("until", "Until when."),
    ),
    key=("id", "number"),
    indexes=(("programme",),),
)
FINANCE = Shape(
    "project_finance",
    (
        id_("id", "The project.", sure=True),
        number("number", "Its number.", sure=True),
        text("kind", "In which form.", sure=True),
        of_type(ColumnType.ORGANISATION, "provider", "From whom.", sure=True),
        money("amount", "How much."),
        id_("agreement", "By which agreement."),
        id_("loan", "By which loan."),
        day("on", "When.", sure=True),
        day("cancelled_on", "When the entry was taken back."),
        text("currency", "ISO 4217.", hidden=True),
    ),
    key=("id", "number"),
)
FOLLOW_UPS = Shape(
    "project_follow_ups",
    (
        id_("id", "The project.", sure=True),
        number("years", "So many years after its launch.", sure=True),
        day("asked_on", "When it was asked."),
        text("answer", "What became of it; `no_answer` is an answer."),
        of_type(ColumnType.DECIMAL, "jobs", "Jobs it provides."),
        day("answered_on", "When that was known."),
    ),
    key=("id", "years"),
    indexes=(("years", "answer"),),
)
SHAPES = (PROJECTS, ENROLMENTS, FINANCE, FOLLOW_UPS)


def rows(subject: Subject, state: Project) -> Made:
    """The rows of one project."""
    return {
        "projects": [_project(subject, state)],
        "project_enrolments": list(_enrolments(subject.stream, state)),
        "project_finance": list(_finance(subject.stream, state)),
        "project_follow_ups": [
            {
                "id": subject.stream,
                "years": one.years,
                "asked_on": one.asked_on,
                "answer": one.answer,
                "jobs": one.jobs,
                "answered_on": one.answered_on,
            }
            for one in state.follow_ups
        ],
    }


def _project(subject: Subject, state: Project) -> dict[str, Any]:
    answered = [one for one in state.follow_ups if one.answer is not None]
    who = adviser(state)
    return subject.kept() | {
        "framework": state.framework,
        "title": state.title,
        "activity": state.activity or None,
        "municipality": state.municipality or None,
        "state": stage(state),
        "outcome": state.outcome,
        "holders": sorted(state.holders),
        "organisation": state.organisation,
        "adviser": who and who.person,
        "begun_on": state.begun_on,
        "launched_on": state.launched_on,
        "ended_on": state.ended_on,
        "last_answer": answered[-1].answer if answered else None,
        "last_answer_years": answered[-1].years if answered else None,
        "irregularities_open": open_ones(state.irregularities),
        "sort": folded(state.title),
        "words": " ".join(tokens(f"{state.title} {state.activity} {state.municipality}")),
    }


def _enrolments(stream: str, state: Project) -> Iterator[dict[str, Any]]:
    for at, one in enumerate(state.enrolments, 1):
        yield {
            "id": stream,
            "number": at,
            "programme": one.programme,
            "cohort": one.cohort or None,
            "application": one.application,
            "since": one.since,
            "until": one.until,
        }


def _finance(stream: str, state: Project) -> Iterator[dict[str, Any]]:
    for one in state.finance:
        yield {
            "id": stream,
            "number": one.number,
            "kind": one.kind,
            "provider": one.provider,
            "amount": one.amount,
            "agreement": one.agreement,
            "loan": one.loan,
            "on": one.on,
            "cancelled_on": one.cancelled_on,
            "currency": one.amount.currency,
        }


def _attended(asked: Asked) -> sa.ColumnElement[Any]:
    came = asked.tables["session_attendance"]
    mine = came.c.project == asked.tables["projects"].c.id
    return sa.select(sa.func.count()).where(mine, came.c.present == 1).scalar_subquery()


def _received(*kinds: FinanceKind) -> Expression:
    """How often something of these kinds was received: amounts stand in the details, each in its currency."""

    def expression(asked: Asked) -> sa.ColumnElement[Any]:
        got = asked.tables["project_finance"]
        mine = sa.and_(got.c.id == asked.tables["projects"].c.id, got.c.cancelled_on.is_(None))
        of_kind = got.c.kind.in_([str(one) for one in kinds])
        return sa.select(sa.func.count()).where(mine, of_kind).scalar_subquery()

    return expression


projects = Offer(
    name="projects",
    title="Projets accompagnés",
    words="Projects of creation: who carries them, how far they have come, what they received, what became of them.",
    shape=PROJECTS,
    order=("sort",),
    computed=(
        Computed("sessions_attended", ColumnType.NUMBER, "Sessions at which it was present.", _attended),
        Computed("grants", ColumnType.NUMBER, "Grants it received.", _received(FinanceKind.GRANT)),
        Computed("loans", ColumnType.NUMBER, "Loans it received.", _received(FinanceKind.LOAN)),
    ),
    filters=(
        holds_words("text", PROJECTS, "words", "Words of the title, the activity or the place."),
        equal("framework", PROJECTS),
        equal("state", PROJECTS, choices=Stage),
        equal("outcome", PROJECTS, choices=Outcome),
        equal("adviser", PROJECTS),
        equal("organisation", PROJECTS),
        equal("last_answer", PROJECTS, choices=Answer),
        among("programme", "Those that go or went through this programme.", PROJECTS, ENROLMENTS, "programme"),
        among("cohort", "Those of this cohort.", PROJECTS, ENROLMENTS, "cohort"),
        since("launched_since", PROJECTS, "launched_on", "Those launched that day or later."),
        until("launched_until", PROJECTS, "launched_on", "Those launched that day or earlier."),
    ),
    details=(
        Detail("enrolments", "The programmes it goes or went through.", ENROLMENTS, ("number",)),
        Detail("finance", "What it received.", FINANCE, ("number",)),
        Detail("follow_ups", "What became of it, asked years later.", FOLLOW_UPS, ("years",)),
        Detail("attendance", "The sessions it was to come to.", ATTENDANCE, ("on", "id"), by="project"),
    ),
)
