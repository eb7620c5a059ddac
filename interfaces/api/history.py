"""Looking back over HTTP: differences, causes, decisions, controls, broken links; and what-if, which writes nothing."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field

from application.controls import running
from application.facts import Unknown
from application.history.decisions import decisions
from application.history.diff import Axis, Difference, MomentsReversed, compare
from application.history.links import broken_links
from application.history.paths import NoSuchField
from application.history.what_if import what_if
from application.history.why import Why, why
from application.nouns import Noun
from domain.bylaws import Bylaws
from domain.committee import BylawsUnsound
from domain.decider import Refusal
from interfaces.api import body as request_body
from interfaces.api import problems
from interfaces.api.commands import PREFIX
from interfaces.api.reading import Question, reader_of
from interfaces.api.schemas import Day
from interfaces.drafts import DraftUnreadable, read_draft
from interfaces.parts import Parts
from interfaces.telling import controls as controls_in_words
from interfaces.telling import history as history_in_words
from interfaces.telling.names import names_of
from interfaces.telling.trail import trail

LONGEST_PLACE = 500
STATUS: Mapping[type[Refusal], int] = {NoSuchField: 404, MomentsReversed: 409, BylawsUnsound: 409, Unknown: 404}


class Between(Question):
    """Two days, and which question is asked of them."""

    since: Day = Field(alias="from", description="The earlier day")
    until: Day = Field(alias="to", description="The later day")
    axis: Axis = Field(
        Axis.EFFECTIVE,
        description="`effective`: what was in force on those days; `recorded`: what was known at their end",
    )


class Place(Question):
    """Which value."""

    field: str = Field(
        min_length=1,
        max_length=LONGEST_PLACE,
        description="A field, as `diff` names it: `amounts`, `acts.2.executory_on`, `money.schedule.1.paid`",
    )


class Span(Question):
    """From a day to a day, both included."""

    since: Day = Field(None, alias="from", description="Those taken that day or later")
    until: Day = Field(None, alias="to", description="Those taken that day or earlier")


class AsOf(Question):
    """The day on which deadlines are judged."""

    today: Day = Field(None, description="Judge deadlines as of this day; today by default")


class Answer(BaseModel):
    """What was found, with the position of the log it was found at."""

    position: int


class DifferenceAnswer(Answer):
    """What differs, field by field; version 0 says that it was not known yet."""

    id: str
    axis: Axis
    since: date
    until: date
    version_before: int
    version_after: int
    changes: list[dict[str, Any]]


class WhyAnswer(Answer):
    """A value and the chains of causes behind it. `broken` names where a chain ends without an act or a mandate."""

    id: str
    field: str
    value: Any = None
    settings: list[dict[str, Any]] = Field(description="Each fact that set the value, the latest first")
    not_followed: int = Field(description="Older facts that set it and are not followed here")
    broken: list[str]


class DecisionsAnswer(Answer):
    """Decisions with all they rested on, oldest first."""

    framework: str
    decisions: list[dict[str, Any]]


class ControlsAnswer(Answer):
    """Every control with what it looked at and found, in words in both languages."""

    framework: str
    name: str
    zone: str
    today: date
    found: int
    controls: list[dict[str, Any]]


class LinksAnswer(Answer):
    """Every broken link, and how many links hold."""

    framework: str
    subjects: int
    links: int
    broken: list[dict[str, Any]]


class WhatIfAnswer(Answer):
    """Every past decision judged again; `flips` is empty where nothing turns. Nothing was recorded."""

    bylaws: str
    judged: int
    not_judged: int
    flipped: int
    decisions: list[dict[str, Any]]


def add_history(app: FastAPI, parts: Parts) -> None:
    """Everything that is asked of the past."""
    for noun in parts.nouns.values():
        _add_diff(app, parts, noun)
        _add_why(app, parts, noun)
    _add_decisions(app, parts)
    _add_controls(app, parts)
    _add_links(app, parts)
    for kind in ("framework", "committee"):
        _add_what_if(app, parts, parts.nouns[kind])


def answered(request: Request, ask: Callable[[], Any]) -> Any:
    """What was found, or the refusal as a problem document."""
    try:
        return ask()
    except (NoSuchField, MomentsReversed, BylawsUnsound, Unknown) as refusal:
        return problems.refused(request, refusal, status=_status(refusal))


def _status(refusal: Refusal) -> int:
    return STATUS[type(refusal)]


def _add_diff(app: FastAPI, parts: Parts, noun: Noun) -> None:
    @app.get(
        f"{PREFIX}/{noun.plural}/{{id:{noun.kind}}}/diff",
        response_model=DifferenceAnswer,
        responses={404: {}, 409: {}, 422: {}, 503: {}},
        tags=[noun.plural],
        operation_id=f"{noun.kind}.diff",
        summary=f"Show what changed in a {noun.kind} between two days, on either axis of time.",
    )
    def diff(
        request: Request,
        id: str,  # noqa: A002 — the name in the address
        query: Annotated[Between, Query()],
    ) -> Any:
        since, until = query.since or date.min, query.until or date.max
        return answered(request, lambda: _compared(request, parts, compare(parts.replay, id, since, until, query.axis)))

    del diff


def _add_why(app: FastAPI, parts: Parts, noun: Noun) -> None:
    @app.get(
        f"{PREFIX}/{noun.plural}/{{id:{noun.kind}}}/why",
        response_model=WhyAnswer,
        responses={404: {}, 422: {}, 503: {}},
        tags=[noun.plural],
        operation_id=f"{noun.kind}.why",
        summary=f"Show why a value of a {noun.kind} is what it is, down to a vote and a mandate.",
    )
    def because(
        request: Request,
        id: str,  # noqa: A002 — the name in the address
        query: Annotated[Place, Query()],
    ) -> Any:
        return answered(request, lambda: _explained(request, parts, why(trail(parts), id, query.field)))

    del because


def _add_decisions(app: FastAPI, parts: Parts) -> None:
    @app.get(
        f"{PREFIX}/frameworks/{{id:framework}}/decisions",
        response_model=DecisionsAnswer,
        responses={404: {}, 422: {}, 503: {}},
        tags=["frameworks"],
        operation_id="framework.decisions",
        summary="Show every decision with what it rested on: rule, mandates, presence, quorum recounted, votes.",
    )
    def taken(
        request: Request,
        id: str,  # noqa: A002 — the name in the address
        query: Annotated[Span, Query()],
    ) -> Any:
        def ask() -> Any:
            found = trail(parts)
            if not found.is_known(id):
                raise Unknown(id)
            seen = decisions(found, id, query.since, query.until)
            parts.book.read(reader_of(request), seen)
            return {"framework": id, "position": found.position, "decisions": parts.encoder.plain(seen)}

        return answered(request, ask)

    del taken


def _add_controls(app: FastAPI, parts: Parts) -> None:
    @app.get(
        f"{PREFIX}/frameworks/{{id:framework}}/controls",
        response_model=ControlsAnswer,
        responses={404: {}, 422: {}, 503: {}},
        tags=["frameworks"],
        operation_id="framework.controls",
        summary="Run every control over a framework: what an auditor looks for first, with rule, article and evidence.",
    )
    def controls(
        request: Request,
        id: str,  # noqa: A002 — the name in the address
        query: Annotated[AsOf, Query()],
    ) -> Any:
        def ask() -> Any:
            report = running.run(trail(parts), id, query.today or _today(parts))
            return controls_in_words.as_json(report, names_of(parts), parts.encoder)

        return answered(request, ask)

    del controls


def _add_links(app: FastAPI, parts: Parts) -> None:
    @app.get(
        f"{PREFIX}/frameworks/{{id:framework}}/links",
        response_model=LinksAnswer,
        responses={404: {}, 422: {}, 503: {}},
        tags=["frameworks"],
        operation_id="framework.links",
        summary="Show where the lineage of a framework is broken: promised, paid or decided, and hanging in the air.",
    )
    def links(request: Request, id: str) -> Any:  # noqa: A002 — the name in the address
        def ask() -> Any:
            return history_in_words.links_as_json(broken_links(trail(parts), id), parts.encoder)

        return answered(request, ask)

    del links


def _add_what_if(app: FastAPI, parts: Parts, noun: Noun) -> None:
    shape = {
        "type": "object",
        "required": ["bylaws"],
        "additionalProperties": False,
        "properties": {"bylaws": {"$ref": "#/components/schemas/Bylaws"}},
    }

    @app.post(
        f"{PREFIX}/{noun.plural}/{{id:{noun.kind}}}/what-if",
        response_model=WhatIfAnswer,
        responses={400: {}, 404: {}, 409: {}, 413: {}, 415: {}, 422: {}, 503: {}},
        tags=[noun.plural],
        operation_id=f"{noun.kind}.what-if",
        summary=f"Judge the past decisions of a {noun.kind} under other bylaws. Nothing is recorded.",
        openapi_extra={"requestBody": {"required": True, "content": {"application/json": {"schema": shape}}}},
    )
    async def judge(request: Request, id: str) -> Any:  # noqa: A002 — the name in the address
        content = await request.body()
        return await run_in_threadpool(_judged, request, parts, noun, id, content)

    del judge


def _judged(request: Request, parts: Parts, noun: Noun, stream: str, content: bytes) -> Any:
    if not request_body.is_json(request.headers.get("content-type", "")):
        return problems.problem(request, 415, "not-json", headers={"Accept": "application/json"})
    try:
        bylaws = read_draft(request_body.read_object(content))
    except request_body.Unreadable as error:
        return problems.problem(request, 400, "unreadable-body", detail=str(error))
    except request_body.Ambiguous as error:
        name, words = map(str, error.args)
        return problems.wrong_fields(request, [{"field": f"body.{name}", "message": words, "kind": "ambiguous"}])
    except DraftUnreadable as error:
        return problems.wrong_fields(request, error.found)
    return answered(request, lambda: parts.encoder.plain(_under(parts, noun, stream, bylaws)))


def _under(parts: Parts, noun: Noun, stream: str, bylaws: Bylaws) -> Any:
    found = trail(parts)
    if not found.is_known(stream):
        raise Unknown(stream)
    framework, committee = (stream, None) if noun.kind == "framework" else (None, stream)
    return what_if(found, bylaws, framework, committee)


def _compared(request: Request, parts: Parts, found: Difference) -> Any:
    parts.book.read(reader_of(request), found.values())
    return parts.encoder.plain(found)


def _explained(request: Request, parts: Parts, found: Why) -> Any:
    parts.book.read(reader_of(request), found.values())
    return parts.encoder.plain(found)


def _today(parts: Parts) -> date:
    now: datetime = parts.clock.now()
    return now.date()
