"""The HTTP application: every command and every view under /api/v1, and pages for people beside it."""

import inspect
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException as StarletteHTTPException

from application.ports import Unavailable
from domain.decider import Refusal
from interfaces.api import problems
from interfaces.api.admission import Admission
from interfaces.api.asyncapi import add_asyncapi
from interfaces.api.broadcast import Broadcasts
from interfaces.api.calendars import add_calendars
from interfaces.api.commands import PREFIX, command_routes
from interfaces.api.docs import docs_page
from interfaces.api.event_schemas import add_event_schemas
from interfaces.api.feeds import add_feeds
from interfaces.api.feeds_stream import add_stream
from interfaces.api.history import add_history
from interfaces.api.keys import add_keys
from interfaces.api.money import add_money
from interfaces.api.openapi import document
from interfaces.api.papers import add_papers
from interfaces.api.payments import add_payments
from interfaces.api.procedures import add_procedures
from interfaces.api.procurement import add_procurement
from interfaces.api.reading import add_reading
from interfaces.api.syndication import add_syndication
from interfaces.api.territory import add_territory
from interfaces.api.transparency import add_transparency
from interfaces.api.webhooks import add_webhooks
from interfaces.parts import Parts
from interfaces.sentences import english, french
from interfaces.web.assets import address
from interfaces.web.mount import add_web

LARGEST_BODY = 1 << 20
LARGEST_DOCUMENT = 32 << 20
DESCRIPTION = """
Cooperation frameworks between local authorities and social-economy actors: every change an event.

- A command is a POST. Name the actor in `Palabre-Actor`; a mandate of theirs must allow it.
- `Idempotency-Key`: the same key and body get the same answer; the same key with another body a 422.
- `If-Match` with the `ETag` you saw: 412 where it has changed since, with what happened.
- A refusal is a problem document (RFC 9457) whose `type` is the stable name of the rule, in words in French or
  English as `Accept-Language` prefers.
- Amounts are decimal strings with an ISO 4217 currency, instants are UTC (RFC 3339), legal dates are dates.
"""
NAMES = {404: "no-such-place", 405: "no-such-method", 413: "too-large"}

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Palabre(FastAPI):
    """FastAPI, with a document of our own making."""

    parts: Parts

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, made when it is first asked for."""
        if self.openapi_schema is None:
            self.openapi_schema = document(self, self.parts)
        return self.openapi_schema


def create_app(parts: Parts, *, demo: bool = False) -> FastAPI:
    """The application on these parts. `demo` opens the door through which anybody is let in as anybody."""
    app = Palabre(title="Palabre", version="1", description=DESCRIPTION, docs_url=None, redoc_url=None)
    app.parts = parts
    add_reading(app, parts)
    add_transparency(app, parts)
    add_history(app, parts)
    add_papers(app, parts)
    add_procurement(app, parts)
    add_territory(app, parts)
    add_money(app, parts)
    add_payments(app, parts)
    add_asyncapi(app, parts)
    add_keys(app, parts)
    add_syndication(app, parts)
    add_calendars(app, parts)
    broadcasts = Broadcasts(parts.feed)
    add_feeds(app, parts, broadcasts)
    add_stream(app, parts.feed, broadcasts)
    add_procedures(app, parts)
    add_event_schemas(app, parts)
    add_webhooks(app, parts)
    app.router.routes += command_routes(parts)
    app.add_middleware(BoundedBody)
    app.add_middleware(Admission, parts=parts)
    _handle_errors(app)
    _add_pages(app)
    add_web(app, parts, demo=demo)
    return app


def _handle_errors(app: FastAPI) -> None:
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(StarletteHTTPException, _http)
    app.add_exception_handler(Unavailable, _unavailable)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(Exception, _failed)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    fields = [
        {
            "field": ".".join(str(part) for part in one["loc"])[:300],
            "message": str(one["msg"]),
            "kind": str(one["type"]),
        }
        for one in error.errors()
    ]
    return problems.wrong_fields(request, fields)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException | StarletteHTTPException)
    name = NAMES.get(error.status_code, "unreadable-request")
    return problems.problem(request, error.status_code, name, headers=error.headers)


async def _unavailable(request: Request, error: Exception) -> JSONResponse:
    return problems.problem(request, 503, "unavailable", detail=str(error)[:300], headers={"Retry-After": "5"})


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)
    return problems.refused(request, error)


async def _failed(request: Request, error: Exception) -> JSONResponse:
    """What nobody foresaw; the server logs the error itself."""
    del error
    return problems.problem(request, 500, "failure")


def _add_pages(app: FastAPI) -> None:
    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(docs_page(app.openapi(), address("css/api.css")))

    @app.get(
        "/problems/{name}",
        tags=["problems"],
        operation_id="problem",
        responses={404: {}},
        summary="Read a rule in words, in French and English.",
    )
    def rule(request: Request, name: str) -> Any:
        if name not in english():
            return problems.problem(request, 404, "no-such-rule")
        return {"name": name, "fr": french().get(name, ""), "en": inspect.cleandoc(english()[name])}

    del docs, rule


class BoundedBody:
    """Refuses a body that is too large while it arrives, without keeping it."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        limit = LARGEST_DOCUMENT if _may_be_large(scope["path"], headers) else LARGEST_BODY
        declared = headers.get(b"content-length", b"0")
        if declared.isdigit() and int(declared[:20]) > limit:
            await problems.problem(Request(scope), 413, "too-large", detail=f"{limit}")(scope, receive, send)
            return
        seen = 0

        async def counted() -> MutableMapping[str, Any]:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)


def _may_be_large(path: str, headers: dict[bytes, bytes]) -> bool:
    """Whether a document may come with it: as evidence, or in a form of the web application."""
    is_form = headers.get(b"content-type", b"").startswith(b"multipart/form-data")
    return path == f"{PREFIX}/evidence" or (is_form and not path.startswith(PREFIX))
