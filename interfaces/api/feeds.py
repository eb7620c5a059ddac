"""The log as a feed over HTTP: pages with a cursor, filters and proofs; asking waits where there is nothing yet."""

import asyncio
import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any, NamedTuple

from fastapi import FastAPI, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import BaseModel, Field, PrivateAttr

from application.api_keys import WHOLE, Scope
from application.feeds import Proved, Stretch, Wanted
from application.transparency import NoCheckpoint, NoSuchLeaf
from interfaces.api.admission import shown_to
from interfaces.api.broadcast import Broadcast, Broadcasts
from interfaces.api.reading import LARGEST_PAGE, LARGEST_POSITION, Question
from interfaces.api.transparency import Size
from interfaces.parts import Parts

LONGEST_WAIT = 60


class Filters(Question):
    """Which events."""

    type: list[str] = Field([], max_length=50, description="Event names: `agreement.signed`, with or without `.v1`")
    subject: str | None = Field(None, max_length=100, description="One stream")
    framework: str | None = Field(None, max_length=100, description="One framework")
    actor: str | None = Field(None, max_length=100, description="Whoever did it")

    _scope: Scope = PrivateAttr(WHOLE)

    def confine(self, scope: Scope) -> None:
        """Nothing beyond what the caller's key shows."""
        self._scope = scope

    def wanted(self) -> Wanted:
        """The same, as the feed takes it."""
        asked = Wanted(types=tuple(self.type), subject=self.subject, framework=self.framework, actor=self.actor)
        return asked.confined(self._scope)


class FeedQuestion(Filters):
    """Which page."""

    after: int = Field(0, ge=0, le=LARGEST_POSITION, description="The last position seen (`next` of the last page)")
    limit: int = Field(100, ge=1, le=LARGEST_PAGE, description="How many at most")
    wait: float = Field(0, ge=0, le=LONGEST_WAIT, description="Seconds to wait where there is nothing yet")
    proofs: bool = Field(True, description="Whether to prove the page")  # noqa: FBT003 — a default, not an argument
    size: Size = Field(None, description="Prove it in the tree of this size; by default the newest published one")
    known: Size = Field(None, description="The `size` of the last page: the log is shown to continue that one")


class FeedPage(BaseModel):
    """A page of the feed. Follow `next`; it never ends, it only pauses."""

    events: list[dict[str, Any]] = Field(description="CloudEvents 1.0.2")
    next: int = Field(description="Send it back as `after`")
    proved: Proved = Field(description="log, framework: complete and in order; inclusion: nothing may be inferred")
    proofs: dict[str, Any] | None = Field(description="None: not asked for, or no checkpoint has been published yet")


def add_feeds(app: FastAPI, parts: Parts, broadcasts: Broadcasts) -> None:
    """The feed."""

    @app.get(
        "/feeds/events",
        response_model=FeedPage,
        responses={304: {}, 404: {}, 422: {}, 503: {}},
        tags=["feeds"],
        operation_id="feeds.events",
        summary="Fetch the next events of the log, with proofs.",
        description="Each proof is explained in docs/feeds.md.",
    )
    async def events(request: Request, query: Annotated[FeedQuestion, Query()]) -> Response:
        query.confine(shown_to(request))
        read = _proved if query.proofs else _plain
        content, caching = await _awaited(parts, query, read, broadcasts.here())
        etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        headers = {"ETag": etag, "Cache-Control": caching}
        if etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(content, media_type="application/json", headers=headers)

    del events


class Page(NamedTuple):
    """A page as it is sent, and how long it may be kept."""

    content: bytes
    caching: str
    is_empty: bool
    next: int


Read = Callable[[Parts, FeedQuestion, int], Page]


async def _awaited(parts: Parts, query: FeedQuestion, read: Read, broadcast: Broadcast) -> tuple[bytes, str]:
    """The page, as soon as it holds something or the time is up. No thread is held meanwhile."""
    loop, after = asyncio.get_running_loop(), query.after
    deadline = loop.time() + query.wait
    while True:
        page = await run_in_threadpool(read, parts, query, after)
        if not page.is_empty or (left := deadline - loop.time()) <= 0:
            return page.content, page.caching
        after = page.next
        await broadcast.beyond(after, left)


def _plain(parts: Parts, query: FeedQuestion, after: int) -> Page:
    """Events alone, as they are written for every channel."""
    lines = parts.feed.lines(query.wanted(), after, query.limit)
    texts = b",".join([one.text for one in lines.found])
    proved = query.wanted().proved.encode()
    content = b'{"events":[%b],"next":%d,"proved":"%b","proofs":null}' % (texts, lines.next, proved)
    about_people = any(one.is_about_people for one in lines.found)
    caching = _caching(query, len(lines.found), about_people=about_people)
    return Page(content, caching, not lines.found, lines.next)


def _proved(parts: Parts, query: FeedQuestion, after: int) -> Page:
    stretch = parts.feed.stretch(query.wanted(), after, query.limit)
    page = {
        "events": [parts.encoder.cloud_event(one.fact) for one in stretch.found],
        "next": stretch.next,
        "proved": query.wanted().proved,
        "proofs": _proofs(parts, query, stretch),
    }
    about_people = any('"commitment"' in one.content for one in stretch.found)
    caching = _caching(query, len(stretch.found), about_people=about_people)
    return Page(written(page).encode(), caching, not stretch.found, stretch.next)


def written(value: Any) -> str:
    """JSON as every channel writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _caching(query: FeedQuestion, count: int, *, about_people: bool) -> str:
    """A full page never changes where its proofs are pinned, unless it holds what may have to be forgotten."""
    is_pinned = not query.proofs or query.size is not None
    if count < query.limit or not is_pinned:
        return "no-cache"
    return "private, no-cache" if about_people else "public, max-age=31536000, immutable"


def _proofs(parts: Parts, query: FeedQuestion, stretch: Stretch) -> dict[str, Any] | None:
    try:
        size = query.size if query.size is not None else parts.transparency.checkpoint().size
        checkpoint = parts.transparency.checkpoint(size)
    except NoCheckpoint:
        if query.size is not None:
            raise
        return None
    known = None if not query.known or query.known > size else parts.transparency.consistency(query.known, size)
    return {
        "size": size,
        "checkpoint": checkpoint.note,
        "consistency": parts.encoder.plain(known),
        "leaves": [one.leaf for one in stretch.found],
        "contents": [one.content for one in stretch.found],
        **_of_kind(parts, query.wanted(), stretch, size),
    }


def _of_kind(parts: Parts, wanted: Wanted, stretch: Stretch, size: int) -> dict[str, Any]:
    """The proofs that a feed of this kind admits, of what the tree of this size holds already."""
    if wanted.proved is Proved.LOG:
        reached = stretch.next if 0 < stretch.next <= size else None
        prefix = None if reached is None else parts.transparency.consistency(reached, size)
        return {"prefix": parts.encoder.plain(prefix)}
    positions = [one.fact.position for one in stretch.found if one.fact.position <= size]
    inclusion = _inclusions(parts, positions, size)
    if wanted.proved is Proved.INCLUSION:
        return {"inclusion": inclusion}
    return {"inclusion": inclusion, "head": _head(parts, wanted.framework, size)}


def _inclusions(parts: Parts, positions: Sequence[int], size: int) -> list[Any]:
    return [parts.encoder.plain(parts.transparency.inclusion(one, size).hashes) for one in positions]


def _head(parts: Parts, framework: str | None, size: int) -> Any:
    """How far the framework had come; None where the tree of this size holds nothing of it."""
    try:
        return parts.encoder.plain(parts.transparency.head(framework, size))
    except NoSuchLeaf:
        return None
