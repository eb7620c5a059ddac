"""The log as server-sent events: the same bytes for every listener; the slow are cut."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Annotated, Any

from fastapi import FastAPI, Header, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import Field

from application.feeds import Feed
from interfaces.api.admission import shown_to
from interfaces.api.broadcast import AT_ONCE, Broadcast, Broadcasts, Listener, told
from interfaces.api.feeds import Filters
from interfaces.api.reading import LARGEST_POSITION, WHOLE

HEARTBEAT = 15.0
"""Seconds of silence after which a comment says that the line is up."""
SLOWEST = 10.0
"""Seconds a listener may leave what was sent to it unread."""

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]


class StreamQuestion(Filters):
    """From where, and which."""

    after: int = Field(0, ge=0, le=LARGEST_POSITION, description="The last position seen; `Last-Event-ID` goes first")


class EventStream(Response):
    """A response that goes on until the listener leaves, or leaves too much unread."""

    media_type = "text/event-stream"

    def __init__(self, feed: Feed, broadcast: Broadcast, filters: Filters, after: int) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._feed, self._broadcast, self._wanted, self._after = feed, broadcast, filters.wanted(), after

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
            with suppress(asyncio.CancelledError):
                await sending

    async def _send(self, send: Send) -> None:
        task = asyncio.current_task()
        assert task is not None, "this runs in a task of its own"
        listener = Listener(self._wanted, self._after, task.cancel)
        watching = _Watch(listener)
        try:
            await watching.sent(send, b": here\n\n")
            while True:
                await self._catch_up(watching, send)
                while (chunk := await listener.next()) is not None:
                    await watching.sent(send, chunk)
        finally:
            watching.end()
            self._broadcast.leave(listener)

    async def _catch_up(self, watching: "_Watch", send: Send) -> None:
        """Read the log until there is nothing left that the reader of all has read."""
        listener, at_the_end = watching.listener, False
        while not self._broadcast.joined(listener, at_the_end=at_the_end):
            page = await run_in_threadpool(self._feed.lines, listener.wanted, listener.after, AT_ONCE)
            listener.after, at_the_end = page.next, len(page.found) < AT_ONCE
            if page.found:
                await watching.sent(send, told(page.found))


class _Watch:
    """Looks after one listener: a comment where it was silent for long, the end where it reads nothing."""

    def __init__(self, listener: Listener) -> None:
        self.listener, self._loop = listener, asyncio.get_running_loop()
        self._since, self._is_sending = self._loop.time(), False
        self._timer = self._loop.call_later(min(HEARTBEAT, SLOWEST), self._look)

    async def sent(self, send: Send, chunk: bytes) -> None:
        """Send; nothing is kept for whoever does not read."""
        self._since, self._is_sending = self._loop.time(), True
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
        self._is_sending = False

    def _look(self) -> None:
        silent = self._loop.time() - self._since
        if self._is_sending and silent >= SLOWEST:
            self.listener.give_up()
            return
        if not self._is_sending and silent >= HEARTBEAT:
            self.listener.remark(b": still here\n\n")
        self._timer = self._loop.call_later(min(HEARTBEAT, SLOWEST) / 2, self._look)

    def end(self) -> None:
        """It is gone."""
        self._timer.cancel()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def add_stream(app: FastAPI, feed: Feed, broadcasts: Broadcasts) -> None:
    """The stream."""

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
        after = query.after if last_event_id is None else int(last_event_id)
        return EventStream(feed, broadcasts.here(), query, after)

    del stream
