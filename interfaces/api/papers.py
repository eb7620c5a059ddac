"""Documents to file and to hand over: controls as workbook or report, bundles, a framework for process analysis."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import FastAPI, Path, Query, Request
from fastapi.responses import Response

from application.controls import running
from application.controls.control import ControlsReport
from application.documents import PdfUnavailable
from application.facts import Unknown
from application.history.process import process_log
from application.ports import Unavailable
from interfaces.api.commands import PREFIX
from interfaces.api.history import AsOf
from interfaces.api.problems import language
from interfaces.bundling import UNSAFE, zipped_bundle
from interfaces.parts import Parts
from interfaces.telling import report as paper
from interfaces.telling.names import names_of
from interfaces.telling.trail import trail

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF, ZIP, JSON = "application/pdf", "application/zip", "application/json"


def add_papers(app: FastAPI, parts: Parts) -> None:
    """Everything that leaves as a document; in French or English, as the caller prefers."""
    _add_workbook(app, parts)
    _add_report(app, parts)
    _add_ocel(app, parts)
    for kind, plural in (("framework", "frameworks"), ("agreement", "agreements")):
        _add_bundle(app, parts, kind, plural)
    _add_decision_bundle(app, parts)


def _said(media_type: str, *failures: int) -> dict[str, Any]:
    shape = {"type": "object"} if media_type == JSON else {"type": "string", "format": "binary"}
    answers: Mapping[int, Any] = {200: {"content": {media_type: {"schema": shape}}}, **{one: {} for one in failures}}
    return {"response_class": Response, "responses": dict(answers)}


ZIPPED: Mapping[str, Any] = {
    "description": "A zip of a BagIt folder under a checkpoint published now; `palabre audit verify` checks it.",
    **_said(ZIP, 404, 409, 422, 503),
}


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type=media_type, headers=headers)


def _controlled(parts: Parts, framework: str, query: AsOf) -> ControlsReport:
    return running.run(trail(parts), framework, query.today or parts.clock.now().date())


def _add_workbook(app: FastAPI, parts: Parts) -> None:
    @app.get(
        f"{PREFIX}/frameworks/{{id:framework}}/controls.xlsx",
        tags=["frameworks"],
        operation_id="framework.controls-workbook",
        summary="Run every control over a framework and fetch the findings as a workbook.",
        **_said(XLSX, 404, 422, 503),
    )
    def workbook(
        request: Request,
        id: str,  # noqa: A002 — the name in the address
        query: Annotated[AsOf, Query()],
    ) -> Response:
        report = _controlled(parts, id, query)
        tables = paper.sheets(report, names_of(parts), language(request), parts.clock.now())
        return _file(parts.documents.workbook(tables), XLSX, f"controls-{id}.xlsx")

    del workbook


def _add_report(app: FastAPI, parts: Parts) -> None:
    @app.get(
        f"{PREFIX}/frameworks/{{id:framework}}/controls.pdf",
        tags=["frameworks"],
        operation_id="framework.controls-report",
        summary="Run every control over a framework and fetch a report to file.",
        **_said(PDF, 404, 422, 503),
    )
    def report(
        request: Request,
        id: str,  # noqa: A002 — the name in the address
        query: Annotated[AsOf, Query()],
    ) -> Response:
        found = _controlled(parts, id, query)
        page = paper.page(found, names_of(parts), language(request), parts.clock.now())
        return _file(_printable(lambda: parts.documents.pdf(page)), PDF, f"controls-{id}.pdf")

    del report


def _printable(make: Callable[[], bytes]) -> bytes:
    try:
        return make()
    except PdfUnavailable as error:
        raise Unavailable(str(error)) from error


def _add_ocel(app: FastAPI, parts: Parts) -> None:
    @app.get(
        f"{PREFIX}/frameworks/{{id:framework}}/ocel",
        tags=["frameworks"],
        operation_id="framework.ocel",
        summary="Fetch all that happened in a framework as OCEL 2.0, for process analysis.",
        **_said(JSON, 404, 503),
    )
    def ocel(id: str) -> Response:  # noqa: A002 — the name in the address
        found = trail(parts)
        if not found.is_known(id):
            raise Unknown(id)
        return _file(parts.documents.ocel(process_log(found, id)), JSON, f"{id}.ocel.json")

    del ocel


def _add_bundle(app: FastAPI, parts: Parts, kind: str, plural: str) -> None:
    @app.get(
        f"{PREFIX}/{plural}/{{id:{kind}}}/bundle",
        tags=["audit"],
        operation_id=f"{kind}.bundle",
        summary=f"Fetch everything about a {kind} as a bundle that proves itself.",
        **ZIPPED,
    )
    def bundle(request: Request, id: str) -> Response:  # noqa: A002 — the name in the address
        return _bundle(request, parts, kind, id)

    del bundle


def _add_decision_bundle(app: FastAPI, parts: Parts) -> None:
    @app.get(
        f"{PREFIX}/meetings/{{id:meeting}}/items/{{item}}/bundle",
        tags=["audit"],
        operation_id="decision.bundle",
        summary="Fetch everything a decision rests on, and what followed, as a bundle that proves itself.",
        **ZIPPED,
    )
    def bundle(
        request: Request,
        id: str,  # noqa: A002 — the name in the address
        item: Annotated[str, Path(max_length=100, description="The item of the agenda it was taken under")],
    ) -> Response:
        return _bundle(request, parts, "decision", f"{id}/{item}")

    del bundle


def _bundle(request: Request, parts: Parts, kind: str, subject: str) -> Response:
    try:
        content = zipped_bundle(parts, kind, subject, language(request))
    except OSError as error:
        raise Unavailable(f"the bundle could not be put together: {error.strerror}") from error
    return _file(content, ZIP, f"{UNSAFE.sub('-', subject)}.zip")
