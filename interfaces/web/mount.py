"""The pages on the application: their routes, their headers, and pages instead of problem documents for browsers."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from application.ports import Unavailable
from interfaces.parts import Parts
from interfaces.web import assets, error_pages
from interfaces.web.pages import PAGES
from interfaces.web.security import Guarded
from interfaces.web.web import Web

Answer = Callable[[Request, Any], Awaitable[Response]]


def add_web(app: FastAPI, parts: Parts, *, demo: bool = False) -> Web:
    """Everything that people see."""
    web = Web(parts, demo=demo)
    for page in PAGES:
        page.add(web)
    app.router.routes += [Route("/static/{version}/{name:path}", assets.serve, include_in_schema=False), *web.routes]
    app.add_middleware(Guarded, https=parts.entry.address.startswith("https://"))
    for error in (HTTPException, Unavailable, Exception):
        _as_page(app, error)
    app.state.web = web
    return web


def _as_page(app: FastAPI, error: type[Exception]) -> None:
    """Browsers see a page, programs what the API says."""
    for_programs = cast("Answer", app.exception_handlers[error])

    async def answer(request: Request, raised: Exception) -> Response:
        if not error_pages.wants_page(request):
            return await for_programs(request, raised)
        unavailable = 503 if isinstance(raised, Unavailable) else 500
        return error_pages.plain(request, getattr(raised, "status_code", unavailable))

    app.add_exception_handler(error, answer)
