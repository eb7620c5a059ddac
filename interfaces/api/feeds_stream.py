"""The log as server-sent events: written once, the same bytes for every listener; the slow are cut."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from threading import Lock
from typing import Annotated, Any

from fastapi import FastAPI, Header, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import Field

from application.feeds import Found, Stretch
from interfaces.api.admission import shown_to
from interfaces.api.feeds import GLANCE, Filters
from interfaces.api.reading import LARGEST_POSITION, WHOLE
from interfaces.parts import Parts

HEARTBEAT = 15.0
"""Seconds of silence after which a comment says that the line is up."""
SLOWEST = 10.0
"""Seconds a listener may leave what was sent to it unread."""
AT_ONCE = 200
KEPT = 2_000
"""Written events that are remembered, for all listeners together."""

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]


class StreamQuestion(Filters):
    """From where, and which."""

    after: int = Field(0, ge=0, le=LARGEST_POSITION, description="The last position seen; `Last-Event-ID` goes first")


class Written:
    """Events as they go over the line, each written once while it is remembered."""

    def __init__(self, parts: Parts, write: Callable[[Any], str]) -> None:
        self._parts, self._write = parts, write
        self._texts: dict[int, bytes] = {}
        self._order: deque[int] = deque()
        self._lock = Lock()

    def of(self, found: Found) -> bytes:
        """The event's bytes: its position is the `id`. Values about people are read anew: they may be gone."""
        position = found.fact.position
        with self._lock:
            if (known := self._texts.get(position)) is not None:
                return known
        text = f"id: {position}\ndata: {self._write(self._parts.encoder.cloud_event(found.fact))}\n\n".encode()
        if '"commitment"' not in found.content:
            self._keep(position, text)
        return text

    def _keep(self, position: int, text: bytes) -> None:
        with self._lock:
            if position in self._texts:
                return
            self._texts[position] = text
            self._order.append(position)
            if len(self._order) > KEPT:
                del self._texts[self._order.popleft()]


class EventStream(Response):
    """A response that goes on until the listener leaves, or leaves too much unread."""

    media_type = "text/event-stream"

    def __init__(self, parts: Parts, written: Written, filters: Filters, after: int) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._parts, self._written, self._wanted, self._after = parts, written, filters.wanted(), after

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Send until either side is done."""
        del scope
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        sending = asyncio.ensure_future(self._send(send))
        leaving = asyncio.ensure_future(_left(receive))
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, leaving):
                task.cancel()
            with suppress(asyncio.CancelledError, TimeoutError):
                await sending

    async def _send(self, send: Send) -> None:
        loop = asyncio.get_running_loop()
        await _unless_slow(send, b": here\n\n")
        spoke = loop.time()
        while True:
            chunk = await run_in_threadpool(self._next)
            if chunk or loop.time() - spoke >= HEARTBEAT:
                await _unless_slow(send, chunk or b": still here\n\n")
                spoke = loop.time()
            if not chunk:
                await asyncio.sleep(GLANCE)

    def _next(self) -> bytes:
        """What has been recorded since, at most so much as one send may hold."""
        stretch: Stretch = self._parts.feed.stretch(self._wanted, self._after, AT_ONCE)
        self._after = stretch.next
        return b"".join(map(self._written.of, stretch.found))


async def _unless_slow(send: Send, chunk: bytes) -> None:
    """Send, or give the listener up: nothing is kept for whoever does not read."""
    async with asyncio.timeout(SLOWEST):
        await send({"type": "http.response.body", "body": chunk, "more_body": True})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def add_stream(app: FastAPI, parts: Parts, write: Callable[[Any], str]) -> None:
    """The stream."""
    written = Written(parts, write)

    @app.get(
        "/feeds/stream",
        include_in_schema=False,  # OpenAPI describes answers that end
    )
    async def stream(
        request: Request,
        query: Annotated[StreamQuestion, Query()],
        last_event_id: Annotated[str | None, Header(pattern=WHOLE)] = None,
    ) -> Response:
        query.confine(shown_to(request))
        return EventStream(parts, written, query, query.after if last_event_id is None else int(last_event_id))

    del stream
