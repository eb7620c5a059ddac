"""What is particular to procedures and cases over HTTP: verdicts, drawings, what can be done now, what changes do."""

from typing import Annotated, Any, Literal

from fastapi import FastAPI, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field

from application.facts import Unknown
from application.gate import review
from application.history.under_draft import UnderDraft
from domain.decider import Refusal
from domain.procedure import publication
from domain.procedure.definition import Procedure
from interfaces.api import problems
from interfaces.api.commands import PREFIX
from interfaces.api.reading import Question
from interfaces.drawing import definition_in, draw_case
from interfaces.parts import Parts
from interfaces.verdicts import as_data, kept_data, under_data

SVG, XML = "image/svg+xml", "application/xml"
KINDS = {"svg": SVG, "mermaid": "text/plain; charset=utf-8", "scxml": XML, "bpmn": XML, "yaml": "application/yaml"}


class Drawn(Question):
    """How to draw."""

    version: int | None = Field(None, ge=1, le=10**9, description="Which version; the newest by default")
    format: Literal["svg", "mermaid", "scxml", "bpmn", "yaml"] = Field("svg", description="In which language")
    width: int = Field(1280, ge=240, le=4000, description="Pixels (svg)")
    lang: Literal["fr", "en"] = Field("fr", description="In which language people read it")


class DrawnCase(Question):
    """How to draw a case."""

    width: int = Field(1280, ge=240, le=4000, description="Pixels")
    lang: Literal["fr", "en"] = Field("fr", description="In which language people read it")


class Spoken(Question):
    """In which language."""

    lang: Literal["fr", "en"] = Field("fr", description="In which language people read it")


class Towards(Question):
    """Which version."""

    version: int | None = Field(None, ge=1, le=10**9, description="Which version; the newest by default")


class VerdictAnswer(BaseModel):
    """What the gate says of a document."""

    passes: bool
    procedure: str | None
    version: int | None
    digest: str | None
    sound: bool | None
    behaves: bool | None
    checked_to_the_end: bool | None
    configurations: int | None
    faults: list[dict[str, Any]]


class Several(BaseModel):
    """A list of findings, one a case."""

    items: list[dict[str, Any]]


def add_procedures(app: FastAPI, parts: Parts) -> None:
    """Everything here."""
    _add_gate(app, parts)
    _add_drawings(app, parts)
    _add_cases(app, parts)
    _add_changes(app, parts)


def _add_gate(app: FastAPI, parts: Parts) -> None:
    yaml: dict[str, Any] = {"schema": {}}  # any document is read: what is wrong with it is the answer

    @app.post(
        f"{PREFIX}/procedures/check",
        response_model=VerdictAnswer,
        tags=["procedures"],
        operation_id="procedures.check",
        responses={400: {}, 413: {}, 503: {}},
        summary="Put a document through the gate; nothing is recorded.",
        description="Form, conditions, soundness, orders and the author's examples; every fault with line and column.",
        openapi_extra={"requestBody": {"required": True, "content": {"application/yaml": yaml}}},
    )
    async def check(request: Request) -> Any:
        content = await request.body()
        if not content:
            return problems.problem(request, 400, "empty-document")
        return as_data(review(parts.tools, content))

    @app.get(
        "/schemas/procedure.json",
        tags=["procedures"],
        operation_id="procedures.schema",
        response_model=dict[str, Any],
        summary="Fetch the JSON Schema of a procedure's document, for editors.",
    )
    def schema() -> Any:
        return dict(parts.tools.schema())

    @app.post(
        f"{PREFIX}/procedures/what-if",
        response_model=Several,
        tags=["procedures"],
        operation_id="procedures.what-if",
        responses={400: {}, 409: {}, 413: {}, 503: {}},
        summary="Replay past cases under a draft; nothing is recorded.",
        description="Which cases would have left it, which deadlines would have broken or held; only those.",
        openapi_extra={"requestBody": {"required": True, "content": {"application/yaml": yaml}}},
    )
    async def what_if(request: Request) -> Any:
        content = await request.body()
        if not content:
            return problems.problem(request, 400, "empty-document")
        return await run_in_threadpool(_replayed, request, parts, content)

    del check, schema, what_if


def _replayed(request: Request, parts: Parts, content: bytes) -> Any:
    verdict = review(parts.tools, content)
    if verdict.procedure is None or not verdict.passes:
        return problems.refused(request, publication.ProcedureFaulty(*verdict.lines("", "en")))
    parts.settle()
    found = UnderDraft(parts.changing, parts.tools).cases(verdict.procedure)
    return {"items": [under_data(one) for one in found if one.turns]}


def _add_drawings(app: FastAPI, parts: Parts) -> None:
    drawn: dict[str, Any] = {kind: {} for kind in sorted(set(KINDS.values()))}
    answers: dict[int | str, dict[str, Any]] = {200: {"content": drawn}, 404: {}, 422: {}, 503: {}}

    @app.get(
        f"{PREFIX}/procedures/{{id:procedure}}/drawing",
        tags=["procedures"],
        operation_id="procedure.drawing",
        response_class=Response,
        responses=answers,
        summary="Draw a procedure, or write it for another tool.",
    )
    def drawing(request: Request, id: str, query: Annotated[Drawn, Query()]) -> Response:  # noqa: A002
        try:
            procedure, _ = definition_in(parts, id, query.version)
        except Refusal as refusal:
            return problems.refused(request, refusal)
        return Response(_written(parts, procedure, query), media_type=KINDS[query.format])

    @app.get(
        f"{PREFIX}/cases/{{id:case}}/drawing",
        tags=["cases"],
        operation_id="case.drawing",
        response_class=Response,
        responses={200: {"content": {SVG: {}}}, 404: {}, 422: {}, 503: {}},
        summary="Draw a case: the steps done, those it stands in, those that are possible next.",
    )
    def case_drawing(request: Request, id: str, query: Annotated[DrawnCase, Query()]) -> Response:  # noqa: A002
        try:
            svg = draw_case(parts, id, width=query.width, english=query.lang == "en")
        except Refusal as refusal:
            return problems.refused(request, refusal)
        return Response(svg, media_type=SVG)

    del drawing, case_drawing


def _written(parts: Parts, procedure: Procedure, query: Drawn) -> str:
    diagrams, english = parts.tools.diagrams, query.lang == "en"
    match query.format:
        case "svg":
            return diagrams.svg(procedure, width=query.width, english=english)
        case "mermaid":
            return diagrams.mermaid(procedure, english=english)
        case "scxml":
            return diagrams.scxml(procedure).text
        case "bpmn":
            return diagrams.bpmn(procedure, english=english).text
        case "yaml":
            return diagrams.yaml(procedure)


def _add_cases(app: FastAPI, parts: Parts) -> None:
    @app.get(
        f"{PREFIX}/cases/{{id:case}}/options",
        response_model=Several,
        tags=["cases"],
        operation_id="case.options",
        responses={404: {}, 422: {}, 503: {}},
        summary="List what can happen in a case now, by whom, and why what is blocked is blocked.",
    )
    def options(request: Request, id: str, query: Annotated[Spoken, Query()]) -> Any:  # noqa: A002
        try:
            found = parts.options.of(id, query.lang)
        except Refusal as refusal:
            return problems.refused(request, refusal)
        return {"items": parts.encoder.plain(list(found))}

    @app.get(
        f"{PREFIX}/cases/{{id:case}}/tasks",
        response_model=Several,
        tags=["cases"],
        operation_id="case.tasks",
        responses={404: {}, 422: {}, 503: {}},
        summary="List the open tasks of a case: why each exists, and what happens if nobody does it.",
    )
    def tasks(request: Request, id: str, query: Annotated[Spoken, Query()]) -> Any:  # noqa: A002
        try:
            found = parts.options.explained(id, query.lang)
        except Refusal as refusal:
            return problems.refused(request, refusal)
        return {"items": parts.encoder.plain(list(found.values()))}

    del options, tasks


def _add_changes(app: FastAPI, parts: Parts) -> None:
    @app.get(
        f"{PREFIX}/procedures/{{id:procedure}}/migration",
        response_model=Several,
        tags=["procedures"],
        operation_id="procedure.migration",
        responses={404: {}, 422: {}, 503: {}},
        summary="Say what would become of each open case under another version; nothing is recorded.",
    )
    def migration(request: Request, id: str, query: Annotated[Towards, Query()]) -> Any:  # noqa: A002
        try:
            target = definition_in(parts, id, query.version)
        except Refusal as refusal:
            return problems.refused(request, refusal)
        parts.settle()
        return {"items": parts.encoder.plain(list(parts.changing.migration(id, target)))}

    @app.get(
        f"{PREFIX}/procedures/{{id:procedure}}/conformance",
        response_model=Several,
        tags=["procedures"],
        operation_id="procedure.conformance",
        responses={404: {}, 422: {}, 503: {}},
        summary="Say which cases kept to a version, and where the others left it.",
    )
    def conformance(request: Request, id: str, query: Annotated[Towards, Query()]) -> Any:  # noqa: A002
        try:
            definition, _ = definition_in(parts, id, query.version)
        except Refusal as refusal:
            return problems.refused(request, refusal)
        parts.settle()
        return {"items": [kept_data(one) for one in parts.changing.conformance(id, definition)]}

    @app.get(
        f"{PREFIX}/procedures/{{id:procedure}}/forecast",
        response_model=Several,
        tags=["procedures"],
        operation_id="procedure.forecast",
        responses={404: {}, 422: {}, 503: {}},
        summary="Say when each open case will likely end, from how long past ones took.",
        description="The median, and the interval that held eight cases in ten; nothing where there are too few.",
    )
    def forecast(request: Request, id: str, query: Annotated[Spoken, Query()]) -> Any:  # noqa: A002
        del query
        if parts.log.version(id) == 0:
            return problems.refused(request, Unknown(id))
        parts.settle()
        return {"items": parts.encoder.plain(list(parts.changing.forecast(id, parts.clock.now())))}

    del migration, conformance, forecast
