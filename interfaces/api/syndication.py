"""Feeds for readers of people's own choice (Atom, JSON Feed), and calendars; everything recorded, once, in words."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Lock
from typing import Annotated, Any, Literal
from uuid import NAMESPACE_URL, uuid5

from fastapi import FastAPI, Query, Request
from fastapi.responses import Response
from pydantic import Field

from application.api_keys import ApiKey, Scope
from application.feeds import Wanted
from application.syndication import Document, archived, span
from interfaces.api import problems
from interfaces.api.admission import shown_to
from interfaces.api.conditional import answer
from interfaces.api.reading import Question, register_form
from interfaces.parts import Parts
from interfaces.telling.agenda import Diary
from interfaces.telling.syndicated import name_of, told
from interfaces.words.feed import HEADS, said

MEDIA = {"atom": "application/atom+xml", "json": "application/feed+json", "ics": "text/calendar"}
NAMES = {"atom": "Atom (RFC 4287, archived by RFC 5005)", "json": "JSON Feed 1.1", "ics": "iCalendar (RFC 5545)"}
REMEMBERED = 128
"""Documents kept as they were written."""
register_form("number", "[1-9][0-9]{0,8}")


class Language(Question):
    """In which language."""

    lang: Literal["fr", "en"] = Field("fr", description="French or English")


class CalendarQuestion(Language):
    """Whose calendar is private says who asks."""

    token: str | None = Field(None, max_length=200, description="The key of this calendar, where no header is sent")


class Feeds:
    """Documents, written once while they are remembered: what is up to an event never changes."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._written: OrderedDict[tuple[Any, ...], tuple[Document, bytes]] = OrderedDict()
        self._lock = Lock()

    def document(
        self, kind: str, framework: str | None, number: int | None, language: str, scope: Scope
    ) -> tuple[Document, bytes] | None:
        """A document of the feed and its bytes; None where the archive does not go so far."""
        total = self._parts.pages.total(framework)
        if number is not None and number > archived(total):
            return None
        first, last = span(number, total)
        asked = (kind, framework, number, last, language, scope)
        with self._lock:
            if (known := self._written.get(asked)) is not None:
                return known
        document = self._told(kind, framework, number, (first, last, archived(total)), language, scope)
        write = self._parts.formats.atom if kind == "atom" else self._parts.formats.json_feed
        made = document, write(document)
        with self._lock:
            self._written[asked] = made
            while len(self._written) > REMEMBERED:
                self._written.popitem(last=False)
        return made

    def _told(
        self,
        kind: str,
        framework: str | None,
        number: int | None,
        cut: tuple[int, int, int],
        language: str,
        scope: Scope,
    ) -> Document:
        first, last, pages = cut
        facts = list(self._parts.pages.between(framework, first, last))
        address = self._parts.entry.address
        base = f"{address}/feeds/{f'frameworks/{framework}' if framework else 'journal'}"
        wanted = Wanted(within=scope)
        shown = [fact for fact in facts if wanted.admits(fact)]

        def at(page: int | None) -> str:
            return f"{base}{f'/{page}' if page else ''}.{kind}?lang={language}"

        name = self._called(framework or "installation", facts[-1].position if facts else 0)
        before = pages if number is None else number - 1
        return Document(
            id=_feed_id(framework),
            title=said(HEADS, "framework" if framework else "journal", language).format(name),
            author=name,
            language=language,
            address=at(number),
            current=at(None),
            home=f"{address}/",
            previous=at(before) if before else None,
            archived=number is not None,
            updated=facts[-1].recorded_at if facts else datetime(1970, 1, 1, tzinfo=UTC),
            entries=told(self._parts, shown, language, address),
        )

    def _called(self, stream: str, position: int) -> str:
        return name_of(self._parts.replay.streams.as_known(stream, position).state) or "Palabre"


def _feed_id(framework: str | None) -> str:
    """The name of a feed, the same in all its documents and wherever it is served."""
    if framework is not None:
        return f"urn:uuid:{framework.partition('-')[2]}"
    return f"urn:uuid:{uuid5(NAMESPACE_URL, 'palabre:journal')}"


def add_syndication(app: FastAPI, parts: Parts) -> None:
    """Every feed and calendar."""
    feeds = Feeds(parts)
    for kind in ("atom", "json"):
        _add_feed(app, parts, feeds, kind)
    _add_calendars(app, parts)


def _route(kind: str, name: str, summary: str, **codes: Any) -> dict[str, Any]:
    content = {"content": {MEDIA[kind]: {"schema": {"type": "string"}}}}
    return {
        "responses": {200: content, 304: {}, 401: {}, 403: {}, 404: {}, 422: {}, 429: {}, 503: {}, **codes},
        "response_class": Response,
        "tags": ["feeds"],
        "operation_id": f"feeds.{name}",
        "summary": summary,
        "description": f"{NAMES[kind]}; see docs/feeds.md.",
    }


def _add_feed(app: FastAPI, parts: Parts, feeds: Feeds, kind: str) -> None:
    def answered(request: Request, framework: str | None, number: int | None, lang: str) -> Response:
        scope = shown_to(request)
        beyond = framework is not None and scope.frameworks and framework not in scope.frameworks
        if framework is not None and (beyond or not parts.pages.total(framework)):
            return problems.problem(request, 403 if beyond else 404, "beyond-this-key" if beyond else "unknown")
        made = feeds.document(kind, framework, number, lang, scope)
        if made is None:
            return problems.problem(request, 404, "no-such-place")
        return _sent(request, parts, kind, *made)

    @app.get(f"/feeds/journal.{kind}", **_route(kind, f"journal-{kind}", "Follow everything recorded."))
    def journal(request: Request, query: Annotated[Language, Query()]) -> Response:
        return answered(request, None, None, query.lang)

    @app.get(
        f"/feeds/journal/{{number:number}}.{kind}",
        **_route(kind, f"journal-{kind}-archive", "Read an older document of the feed of everything."),
    )
    def journal_archive(request: Request, number: int, query: Annotated[Language, Query()]) -> Response:
        return answered(request, None, number, query.lang)

    @app.get(
        f"/feeds/frameworks/{{id:framework}}.{kind}",
        **_route(kind, f"framework-{kind}", "Follow what is recorded in a framework."),
    )
    def framework(request: Request, id: str, query: Annotated[Language, Query()]) -> Response:  # noqa: A002 — in the address
        return answered(request, id, None, query.lang)

    @app.get(
        f"/feeds/frameworks/{{id:framework}}/{{number:number}}.{kind}",
        **_route(kind, f"framework-{kind}-archive", "Read an older document of a framework's feed."),
    )
    def framework_archive(
        request: Request,
        id: str,  # noqa: A002 — in the address
        number: int,
        query: Annotated[Language, Query()],
    ) -> Response:
        return answered(request, id, number, query.lang)

    del journal, journal_archive, framework, framework_archive


def _sent(request: Request, parts: Parts, kind: str, document: Document, content: bytes) -> Response:
    links = [(document.address, "self"), (document.current, "current")]
    links += [(document.previous, "prev-archive")] if document.previous else []
    headers = {
        "Link": ", ".join(f'<{address}>; rel="{rel}"; type="{MEDIA[kind]}"' for address, rel in links),
        "Cache-Control": "public, max-age=86400" if document.archived else "public, no-cache",
        "Palabre-Position": str(parts.log.position()),
    }
    return answer(request, content, f"{MEDIA[kind]}; charset=utf-8", document.updated, headers)


def _add_calendars(app: FastAPI, parts: Parts) -> None:
    def drawn(request: Request, lang: str, draw: Callable[[Diary], Any], *, caching: str = "no-cache") -> Response:
        parts.settle()
        agenda = draw(Diary(parts, lang, parts.entry.address))
        position = parts.log.position()
        modified = next((fact.recorded_at for fact in parts.log.at([position])), None)  # what is done with is gone
        headers = {"Cache-Control": caching, "Palabre-Position": str(position)}
        return answer(request, parts.formats.calendar(agenda), f"{MEDIA['ics']}; charset=utf-8", modified, headers)

    @app.get("/feeds/calendar.ics", **_route("ics", "calendar", "Subscribe to all meetings and deadlines."))
    def everybody(request: Request, query: Annotated[Language, Query()]) -> Response:
        if not shown_to(request).is_whole:
            return problems.problem(request, 403, "beyond-this-key")
        name = name_of(parts.replay.streams.folded("installation").state) or "Palabre"
        return drawn(request, query.lang, lambda diary: diary.everybody(name))

    @app.get(
        "/feeds/frameworks/{id:framework}.ics",
        **_route("ics", "framework-calendar", "Subscribe to the meetings and deadlines of a framework."),
    )
    def framework(request: Request, id: str, query: Annotated[Language, Query()]) -> Response:  # noqa: A002 — in the address
        refused = _refused(request, parts, "frameworks", id)
        return refused or drawn(request, query.lang, lambda diary: diary.framework(id))

    @app.get(
        "/feeds/committees/{id:committee}.ics",
        **_route("ics", "committee-calendar", "Subscribe to the meetings of a committee, and what it follows."),
    )
    def committee(request: Request, id: str, query: Annotated[Language, Query()]) -> Response:  # noqa: A002 — in the address
        refused = _refused(request, parts, "committees", id)
        return refused or drawn(request, query.lang, lambda diary: diary.committee(id))

    @app.get(
        "/feeds/people/{id:person}.ics",
        **_route("ics", "own-calendar", "Subscribe to one's own meetings and deadlines: with its key alone."),
    )
    def person(request: Request, id: str, query: Annotated[CalendarQuestion, Query()]) -> Response:  # noqa: A002 — in the address
        key: ApiKey | None = getattr(request.state, "key", None)
        parts.settle()
        row = parts.reading.one("people", id, today=parts.clock.now().date())
        if row is None or row["erased_on"] is not None:
            return problems.problem(request, 404, "unknown")
        if key is None or not key.scope.is_whole:
            return problems.problem(request, 403, "beyond-this-key")
        return drawn(request, query.lang, lambda diary: diary.person(id), caching="private, no-cache")

    del everybody, framework, committee, person


def _refused(request: Request, parts: Parts, listing: str, name: str) -> Response | None:
    """Why a calendar is not shown: there is no such thing, or the key does not open it."""
    parts.settle()
    row = parts.reading.one(listing, name, today=parts.clock.now().date())
    if row is None:
        return problems.problem(request, 404, "unknown")
    scope, home = shown_to(request), name if listing == "frameworks" else row["framework"]
    opened = not scope.types and (not scope.frameworks or home in scope.frameworks)
    return None if opened else problems.problem(request, 403, "beyond-this-key")
