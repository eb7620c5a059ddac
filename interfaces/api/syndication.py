"""Feeds for readers of people's own choice (Atom, JSON Feed): everything recorded, once, in words."""

from typing import Annotated, Any, Literal

from fastapi import FastAPI, Query, Request
from fastapi.responses import Response
from pydantic import Field

from application.syndication import Document
from interfaces.api import problems
from interfaces.api.admission import shown_to
from interfaces.api.conditional import answer
from interfaces.api.reading import Question, register_form
from interfaces.parts import Parts
from interfaces.telling.documents import Asked, Documents

MEDIA = {"atom": "application/atom+xml", "json": "application/feed+json", "ics": "text/calendar"}
NAMES = {"atom": "Atom (RFC 4287, archived by RFC 5005)", "json": "JSON Feed 1.1", "ics": "iCalendar (RFC 5545)"}
register_form("number", "[1-9][0-9]{0,8}")


class Language(Question):
    """In which language."""

    lang: Literal["fr", "en"] = Field("fr", description="French or English")


def add_syndication(app: FastAPI, parts: Parts) -> None:
    """Every feed."""
    documents = Documents(parts)
    for kind in ("atom", "json"):
        _add_feed(app, parts, documents, kind)


def described(kind: str, name: str, summary: str, **codes: Any) -> dict[str, Any]:
    """What the document says of an address."""
    content = {"content": {MEDIA[kind]: {"schema": {"type": "object" if kind == "json" else "string"}}}}
    return {
        "responses": {200: content, 304: {}, 401: {}, 403: {}, 404: {}, 422: {}, 429: {}, 503: {}, **codes},
        "response_class": Response,
        "tags": ["feeds"],
        "operation_id": f"feeds.{name}",
        "summary": summary,
        "description": f"{NAMES[kind]}; see docs/feeds.md.",
    }


def _add_feed(app: FastAPI, parts: Parts, documents: Documents, kind: str) -> None:
    def answered(request: Request, framework: str | None, number: int | None, lang: str) -> Response:
        scope = shown_to(request)
        beyond = framework is not None and scope.frameworks and framework not in scope.frameworks
        if framework is not None and (beyond or not parts.pages.total(framework)):
            return problems.problem(request, 403 if beyond else 404, "beyond-this-key" if beyond else "unknown")
        made = documents.of(Asked(kind=kind, framework=framework, number=number, language=lang, scope=scope))
        if made is None:
            return problems.problem(request, 404, "no-such-place")
        return _sent(request, parts, kind, *made)

    @app.get(f"/feeds/journal.{kind}", **described(kind, f"journal-{kind}", "Follow everything recorded."))
    def journal(request: Request, query: Annotated[Language, Query()]) -> Response:
        return answered(request, None, None, query.lang)

    @app.get(
        f"/feeds/journal/{{number:number}}.{kind}",
        **described(kind, f"journal-{kind}-archive", "Read an older document of the feed of everything."),
    )
    def journal_archive(request: Request, number: int, query: Annotated[Language, Query()]) -> Response:
        return answered(request, None, number, query.lang)

    @app.get(
        f"/feeds/frameworks/{{id:framework}}.{kind}",
        **described(kind, f"framework-{kind}", "Follow what is recorded in a framework."),
    )
    def framework(request: Request, id: str, query: Annotated[Language, Query()]) -> Response:  # noqa: A002 — in the address
        return answered(request, id, None, query.lang)

    @app.get(
        f"/feeds/frameworks/{{id:framework}}/{{number:number}}.{kind}",
        **described(kind, f"framework-{kind}-archive", "Read an older document of a framework's feed."),
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
