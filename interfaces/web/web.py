"""Where pages are registered: each says who may enter, and an address a browser test can visit."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from application.facts import Unknown
from application.reading import BadQuestion
from interfaces.parts import Parts
from interfaces.web import error_pages, forms, security
from interfaces.web.entry import Entry, public
from interfaces.web.language import LANGUAGES, preferred
from interfaces.web.visit import LANGUAGE, SESSION, Visit
from interfaces.web.visitor import visitor

Handler = Callable[[Visit], Response]
Examples = Callable[[Parts], Sequence[str]]
"""Addresses of a page in the sample, for browser tests and screenshots."""
MOST_FILES, MOST_FIELDS = 20, 2_000


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the menu."""

    label: str
    path: str
    order: int
    enter: Entry


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was registered. `seen_by` is the role of the sample's person who can enter it."""

    path: str
    enter: Entry
    examples: Examples
    seen_by: str


@dataclass(eq=False)
class Web:
    """The router of pages, on the parts."""

    parts: Parts
    demo: bool = False
    routes: list[Route] = field(default_factory=list[Route])
    pages: list[Page] = field(default_factory=list[Page])
    rules: dict[tuple[str, str], Entry] = field(default_factory=dict[tuple[str, str], Entry])
    """Who may enter, by method and path."""
    menu: list[Item] = field(default_factory=list[Item])
    ways_in: list[Item] = field(default_factory=list[Item])
    """How one can sign in: shown on the page that asks to."""
    _names: tuple[int, dict[str, str]] = field(default_factory=lambda: (0, {}))

    def names_at(self, position: int) -> dict[str, str]:
        """Names found while the log stood there; once it has grown, none is kept."""
        if self._names[0] != position:
            self._names = position, {}
        return self._names[1]

    def page(
        self,
        path: str,
        handler: Handler,
        *,
        enter: Entry,
        examples: Examples | None = None,
        seen_by: str = "coordinator",
    ) -> None:
        """A page to read. One with a part in its address names examples."""
        if examples is None and "{" in path:
            message = f"{path} names no examples for browser tests"
            raise ValueError(message)
        self.pages.append(Page(path, _checked(enter), examples or (lambda _parts: [path]), seen_by))
        self._route("GET", path, handler, enter)

    def file(self, path: str, handler: Handler, *, enter: Entry) -> None:
        """Something to download: entered like a page, not drawn like one."""
        self._route("GET", path, handler, enter)

    def deed(self, path: str, handler: Handler, *, enter: Entry) -> None:
        """A form sent to an address: its token and origin are checked before the handler is asked."""
        self._route("POST", path, handler, enter)

    def hook(self, path: str, handler: Handler) -> None:
        """What programs elsewhere send, by a secret in the address: no form of ours, and nobody signed in."""
        self._route("POST", path, handler, public, ours=False)

    def _route(self, method: str, path: str, handler: Handler, enter: Entry, *, ours: bool = True) -> None:
        endpoint = self._endpoint(handler, _checked(enter), ours=ours)
        self.routes.append(Route(path, endpoint, methods=[method], include_in_schema=False))
        self.rules[method, path] = enter

    def in_menu(self, label: str, path: str, order: int, *, enter: Entry) -> None:
        """An entry of the menu, for those who may enter."""
        self.menu.append(Item(label, path, order, _checked(enter)))

    def menu_for(self, who: Any) -> list[Item]:
        """What somebody finds in the menu."""
        return sorted((one for one in self.menu if one.enter.admits(who)), key=lambda one: one.order)

    def visit(self, request: Request, form: FormData | None = None) -> Visit:
        """A request with whoever makes it."""
        secret = request.cookies.get(SESSION)
        session = self.parts.sessions.find(secret) if secret else None
        asked = request.query_params.get("lang", "")
        language = asked if asked in LANGUAGES else request.cookies.get(LANGUAGE, "")
        if language not in LANGUAGES:
            language = preferred(request.headers.get("accept-language", ""))
        self.parts.settle()
        sent = forms.Sent() if form is None else forms.read(form)
        made = Visit(self, request, visitor(self.parts, session, language), sent)
        if asked == language:
            made.cookies[LANGUAGE] = language
        return made

    def _endpoint(
        self, handler: Handler, enter: Entry, *, ours: bool = True
    ) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            if request.method != "POST":
                return await run_in_threadpool(self._answer, request, None, handler, enter)
            async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
                return await run_in_threadpool(self._answer, request, form, handler, enter, ours)

        return answer

    def _answer(
        self,
        request: Request,
        form: FormData | None,
        handler: Handler,
        enter: Entry,
        ours: bool = True,  # noqa: FBT001, FBT002 — passed on by the thread pool, which takes no names
    ) -> Response:
        visit = self.visit(request, form)
        if form is not None and ours and not _is_ours(visit):
            return error_pages.shown(visit, 403, "stale")
        if not enter.admits(visit.visitor):
            return error_pages.kept_out(visit)
        try:
            return handler(visit)
        except (Unknown, BadQuestion):
            return error_pages.shown(visit, 404)
        except error_pages.Forbidden:
            return error_pages.shown(visit, 403)


def _is_ours(visit: Visit) -> bool:
    carried = visit.sent["_token"] or visit.request.headers.get("x-palabre-token", "")
    return security.same_origin(visit.request) and security.is_token(carried, visit.secret)


def _checked(enter: Entry) -> Entry:
    if not isinstance(enter, Entry):  # pyright: ignore[reportUnnecessaryIsInstance] — a page is code of others
        message = f"{enter!r} does not say who may enter"
        raise TypeError(message)
    return enter
