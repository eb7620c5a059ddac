"""What goes on in a meeting, told to everybody who has its page open: that something changed, never what."""

import asyncio
from collections.abc import AsyncIterator

from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from application.feeds import Feed, Wanted
from interfaces.api.broadcast import AT_ONCE, Broadcasts
from interfaces.web.visit import Visit

LONGEST = 600.0
"""Seconds after which the browser must ask again: whether it may still look is asked anew."""
HEARTBEAT = 15.0
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def flow(visit: Visit, broadcasts: Broadcasts, stream: str) -> Response:
    """Events of one meeting as `seance` events. The first comes at once: whoever was away catches up."""
    asked = visit.request.headers.get("last-event-id", "")
    after = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else visit.parts.log.position()
    told = _told(visit.parts.feed, broadcasts, Wanted(subject=stream), after)
    return StreamingResponse(told, media_type="text/event-stream", headers=HEADERS)


async def _told(feed: Feed, broadcasts: Broadcasts, wanted: Wanted, after: int) -> AsyncIterator[bytes]:
    broadcast, loop = broadcasts.here(), asyncio.get_running_loop()
    end, position = loop.time() + LONGEST, after
    yield _said(position)
    while loop.time() < end:
        await broadcast.beyond(position, HEARTBEAT)
        lines = await run_in_threadpool(feed.lines, wanted, position, AT_ONCE)
        position = max(position, lines.next)
        yield _said(position) if lines.found else b": here\n\n"


def _said(position: int) -> bytes:
    return b"id: %d\nevent: seance\ndata: %d\n\n" % (position, position)
