"""What can be read over HTTP: lists from the views, states folded from the log, history, events, evidence."""

import inspect
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any

from fastapi import FastAPI, Header, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, create_model
from starlette.convertors import Convertor, register_url_convertor

from application.accesses import UNNAMED
from application.facts import Unknown
from application.nouns import Noun
from application.ports import Unavailable
from application.reading import BadQuestion, ColumnType, Filter, Listing
from domain.values import Digest
from interfaces.api import problems
from interfaces.api.commands import PERSON, PREFIX, stream_pattern
from interfaces.api.schemas import Day, Instant
from interfaces.parts import Parts

LARGEST_PAGE = 1_000
LARGEST_POSITION = 2**53
LONGEST_CURSOR = 30_000
"""Who reads without saying who they are."""
WHOLE = "^[0-9]{1,15}$"


class ListPage(BaseModel):
    """One page of a list. Follow `next` until it is null."""

    items: list[dict[str, Any]]
    next: str | None = Field(description="Send it back as `after` for the next page")
    position: int = Field(description="The log position the list is up to date with")


class State(BaseModel):
    """Something as it is, or was, on either axis."""

    id: str
    version: int
    position: int
    at: date | None = None
    as_known: datetime | None = None
    state: dict[str, Any]


class Events(BaseModel):
    """Events in log order, as CloudEvents 1.0.2. Follow `next` for more; it never ends, it only pauses."""

    events: list[dict[str, Any]]
    next: int = Field(description="Send it back as `after`")


class Health(BaseModel):
    """How the installation is."""

    status: str
    position: int
    views: list[dict[str, Any]]


class Question(BaseModel):
    """What is asked of a page: an unknown parameter is refused, not passed over."""

    model_config = ConfigDict(extra="forbid")


class Axes(Question):
    """When: what was in force on a day, as the log knew it at an instant."""

    at: Day = Field(None, description="What was in force on this day")
    as_known: Instant | None = Field(None, description="As the log knew it at this instant")


class Onwards(Question):
    """From where, and how many."""

    after: int = Field(0, ge=0, le=LARGEST_POSITION, description="The last one already seen (`next` of the last page)")
    limit: int = Field(100, ge=1, le=LARGEST_PAGE, description="How many at most")


class Titled(Question):
    """What a document is called."""

    title: str = Field("", max_length=300, description="What the document is called")


class _Pattern(Convertor[str]):
    """A part of a path that has one form: anything else is no such place."""

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


def register_form(name: str, pattern: str) -> None:
    """A form that a part of a path may have."""
    register_url_convertor(name, type(f"_{name.title()}", (_Pattern,), {"regex": pattern})())


register_form("digest", "sha256:[0-9a-f]{64}")


def add_reading(app: FastAPI, parts: Parts) -> None:
    """Everything that can be read."""
    for name, listing in parts.reading.listings().items():
        _add_listing(app, parts, name, listing)
    for noun in parts.nouns.values():
        register_form(noun.kind, stream_pattern(noun))
        _add_state(app, parts, noun)
        _add_history(app, parts, noun)
    _add_events(app, parts)
    _add_evidence(app, parts)


def _filter(one: Filter) -> Any:
    if one.type is ColumnType.DAY:
        return Day, Field(None, alias=one.name, description=one.description)
    pattern = WHOLE if one.type is ColumnType.NUMBER else None
    extra: dict[str, Any] = {"enum": list(one.choices)} if one.choices else {}
    field = Field(
        None, alias=one.name, description=one.description, max_length=500, pattern=pattern, json_schema_extra=extra
    )
    return str | None, field


@cache
def _question(name: str, filters: tuple[Filter, ...]) -> type[Question]:
    """What is asked of a list; the same for every application in this process."""
    fields: dict[str, Any] = {one.name.replace("-", "_"): _filter(one) for one in filters}
    return create_model(
        f"{name.replace('-', '_').title()}Query",
        __base__=Question,
        after=(str | None, Field(None, max_length=LONGEST_CURSOR, description="Where the last page ended (`next`)")),
        limit=(int, Field(100, ge=1, le=LARGEST_PAGE, description="How many at most")),
        today=(Day, Field(None, description="Judge deadlines as of this day; today by default")),
        **fields,
    )


def _add_listing(app: FastAPI, parts: Parts, name: str, listing: Listing) -> None:
    asked = _question(name, tuple(replace(one, choices=tuple(one.choices)) for one in listing.filters))

    @app.get(
        f"{PREFIX}/{name}",
        response_model=ListPage,
        responses={422: {}, 503: {}},
        tags=["lists"],
        operation_id=f"list.{name}",
        summary=listing.title,
        description=listing.description,
    )
    def page(request: Request, response: Response, query: Annotated[asked, Query()]) -> Any:  # type: ignore[valid-type]  # pyright: ignore[reportUnknownParameterType] — made above
        stated = _stated(query)  # pyright: ignore[reportUnknownArgumentType] — made above
        after, limit = stated.pop("after", None), stated.pop("limit", 100)
        today = stated.pop("today", None) or parts.clock.now().date()
        values = {each: str(value) for each, value in stated.items()}
        parts.settle()
        try:
            found = parts.reading.page(name, values, after=after, limit=limit, today=today)
        except BadQuestion as error:
            wrong = {"field": f"query.{error.field}", "message": error.message, "kind": "value_error"}
            return problems.problem(request, 422, "unreadable-question", fields=[wrong])
        response.headers["Palabre-Position"] = str(found.position)
        return {"items": found.items, "next": found.next, "position": found.position}

    del page


def _stated(query: BaseModel) -> dict[str, Any]:
    return query.model_dump(by_alias=True, exclude_none=True)


def _add_state(app: FastAPI, parts: Parts, noun: Noun) -> None:
    @app.get(
        f"{PREFIX}/{noun.plural}/{{id:{noun.kind}}}",
        response_model=State,
        responses={304: {}, 404: {}, 422: {}, 503: {}},
        tags=[noun.plural],
        operation_id=f"{noun.kind}.show",
        summary=f"Show a {noun.kind} as it is, or as it was on either axis of time.",
        description=inspect.getdoc(noun.state) or "",
    )
    def show(
        request: Request,
        response: Response,
        id: str,  # noqa: A002 — the name in the address
        query: Annotated[Axes, Query()],
        if_none_match: Annotated[str | None, Header(include_in_schema=False)] = None,
    ) -> Any:
        try:
            shown = parts.replay.show(id, at=query.at, as_known=query.as_known)
        except Unknown as refusal:
            return problems.refused(request, refusal)
        response.headers["Palabre-Position"] = str(shown.position)
        if query.at is None and query.as_known is None:
            tag = f'"{shown.version}"'
            response.headers["ETag"] = tag
            if if_none_match is not None and _same(tag, if_none_match):
                return Response(status_code=304, headers={"ETag": tag})
        parts.book.read(reader_of(request), shown.state)
        return parts.encoder.plain(shown)

    del show


def reader_of(request: Request) -> str:
    """Who reads, as far as they say."""
    said = request.headers.get("palabre-actor", "")
    return said if PERSON.fullmatch(said) else UNNAMED


def _same(tag: str, seen: str) -> bool:
    return any(one.strip().removeprefix("W/") in (tag, "*") for one in seen.split(","))


def _add_history(app: FastAPI, parts: Parts, noun: Noun) -> None:
    @app.get(
        f"{PREFIX}/{noun.plural}/{{id:{noun.kind}}}/history",
        response_model=Events,
        responses={404: {}, 422: {}, 503: {}},
        tags=[noun.plural],
        operation_id=f"{noun.kind}.history",
        summary=f"List every event of a {noun.kind}, in order.",
        description="`after` is a version of the stream.",
    )
    def history(
        request: Request,
        id: str,  # noqa: A002 — the name in the address
        query: Annotated[Onwards, Query()],
    ) -> Any:
        if parts.log.version(id) == 0:
            return problems.refused(request, Unknown(id))
        facts = [fact for fact, _ in zip(parts.log.stream(id, after=query.after), range(query.limit), strict=False)]
        parts.book.read(reader_of(request), [fact.event for fact in facts])
        events = [parts.encoder.cloud_event(fact) for fact in facts]
        return {"events": events, "next": facts[-1].version if facts else query.after}

    del history


def _add_events(app: FastAPI, parts: Parts) -> None:
    @app.get(
        f"{PREFIX}/events",
        response_model=Events,
        responses={422: {}, 503: {}},
        tags=["events"],
        operation_id="events.list",
        summary="List every event after a position, in log order.",
        description="`after` is a position of the log.",
    )
    def events(request: Request, query: Annotated[Onwards, Query()]) -> Any:
        facts = parts.log.after(query.after, query.limit)
        parts.book.read(reader_of(request), [fact.event for fact in facts])
        found = [parts.encoder.cloud_event(fact) for fact in facts]
        return {"events": found, "next": facts[-1].position if facts else query.after}

    @app.get(
        f"{PREFIX}/views",
        response_model=list[dict[str, Any]],
        responses={503: {}},
        tags=["views"],
        operation_id="views.status",
        summary="Show how far every view is.",
        description="Its position, how far behind the log it is, and its error where it failed.",
    )
    def views() -> Any:
        parts.settle()
        return parts.encoder.plain(list(parts.reading.status()))

    @app.get(
        "/health",
        response_model=Health,
        responses={503: {}},
        tags=["views"],
        operation_id="health",
        summary="Say whether the log answers and how far the views are.",
    )
    def health() -> Any:
        position = parts.log.position()
        return {"status": "ok", "position": position, "views": parts.encoder.plain(list(parts.reading.status()))}

    del events, views, health


class Kept(BaseModel):
    """A document as commands name it."""

    digest: str
    media_type: str
    size: int
    title: str


def _add_evidence(app: FastAPI, parts: Parts) -> None:
    binary = {"schema": {"type": "string", "format": "binary", "minLength": 1}}

    @app.post(
        f"{PREFIX}/evidence",
        status_code=201,
        response_model=Kept,
        tags=["evidence"],
        operation_id="evidence.keep",
        responses={400: {}, 413: {}, 422: {}, 503: {}},
        summary="Store a document before the command that names it.",
        description="The answer is what the command names. Storing the same document again changes nothing.",
        openapi_extra={"requestBody": {"required": True, "content": {"application/octet-stream": binary}}},
    )
    async def keep(request: Request, query: Annotated[Titled, Query()]) -> Any:
        content = await request.body()
        if not content:
            return problems.problem(request, 400, "empty-document")
        if "\x00" in query.title:
            wrong = {"field": "query.title", "message": "the text holds a null character", "kind": "value_error"}
            return problems.wrong_fields(request, [wrong])
        media_type = request.headers.get("content-type", "").partition(";")[0].strip() or "application/octet-stream"
        try:
            return parts.encoder.plain(parts.files.keep(content, media_type[:100], query.title))
        except OSError as error:
            raise Unavailable(f"the document could not be stored: {error.strerror}") from error

    @app.get(
        f"{PREFIX}/evidence/{{digest:digest}}",
        tags=["evidence"],
        operation_id="evidence.content",
        responses={404: {}, 410: {}, 200: {"content": {"application/octet-stream": binary}}, 503: {}},
        response_class=Response,
        summary="Fetch a document by its digest.",
    )
    def content(request: Request, digest: str) -> Response:
        gone = parts.destructions.destroyed.get(Digest(digest))
        if gone is not None:
            copy = "" if gone.redacted is None else f"; redacted copy: {gone.redacted.digest}"
            return problems.problem(request, 410, "document-destroyed", detail=f"{gone.on}, {gone.ground}{copy}")
        try:
            found = parts.files.content(Digest(digest))
        except KeyError:
            return problems.refused(request, Unknown(digest))
        except OSError as error:
            raise Unavailable(f"the document could not be read: {error.strerror}") from error
        headers = {
            "Content-Disposition": "attachment",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "public, max-age=31536000, immutable",
        }
        return Response(found, media_type="application/octet-stream", headers=headers)

    del keep, content
