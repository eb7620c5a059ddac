"""One reader of the log for everybody who listens: each event is read once, written once, and handed to all."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from weakref import WeakKeyDictionary

from application.feeds import Feed, Line, Lines, Wanted
from application.ports import Unavailable

GLANCE = 0.5
"""Seconds the reader waits for the log to grow before it looks whether anybody listens still."""
AT_ONCE = 500
UNREAD = 1 << 20
"""Bytes that wait for one listener; beyond, they are let go, and it reads the log itself until it has caught up."""
logger = logging.getLogger(__name__)


def told(lines: Sequence[Line]) -> bytes:
    """Lines as server-sent events: the position is the `id`."""
    return b"".join([b"id: %d\ndata: %b\n\n" % (one.position, one.text) for one in lines])


class Listener:
    """Whoever listens: what waits for it, and up to where it was offered everything."""

    def __init__(self, wanted: Wanted, after: int, give_up: Callable[[], object]) -> None:
        self.wanted, self.after, self.give_up = wanted, after, give_up
        self.is_live = False
        self._first_unsent = after
        self._waiting: deque[tuple[int, bytes]] = deque()
        self._size = 0
        self._woken: asyncio.Future[None] | None = None

    def offer(self, chunk: bytes, last: int) -> None:
        """Put bytes in the queue; they hold, or leave out as unwanted, all events up to the last."""
        if self._size + len(chunk) > UNREAD:
            self._fall_behind()
        elif chunk:
            self._waiting.append((last, chunk))
            self._size += len(chunk)
            self.after = last
            self._wake()
        else:
            self.after = last

    def remark(self, comment: bytes) -> None:
        """Say something that is no event."""
        self._waiting.append((self.after, comment))
        self._size += len(comment)
        self._wake()

    def _fall_behind(self) -> None:
        """The log is read again from before the first bytes that were let go."""
        self.after = self._first_unsent
        self._waiting.clear()
        self._size, self.is_live = 0, False
        self._wake()

    def _wake(self) -> None:
        if self._woken is not None and not self._woken.done():
            self._woken.set_result(None)

    def go_live(self) -> None:
        """It has read all that the reader has."""
        self.is_live, self._first_unsent = True, self.after

    async def next(self) -> bytes | None:
        """What waits, as soon as something does; None where it fell behind."""
        while self.is_live and not self._waiting:
            self._woken = asyncio.get_running_loop().create_future()
            await self._woken
        if not self._waiting:
            return None
        self._first_unsent, chunk = self._waiting.popleft()
        self._size -= len(chunk)
        return chunk


class Broadcast:
    """The reader and its listeners, in one event loop. It reads while somebody listens, and costs nothing otherwise."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._listeners: set[Listener] = set()
        self._waiters: set[asyncio.Future[None]] = set()
        self._position = 0
        self._reading: asyncio.Task[None] | None = None

    @property
    def listeners(self) -> set[Listener]:
        """Everybody who listens."""
        return self._listeners

    def leave(self, listener: Listener) -> None:
        """It listens no more."""
        self._listeners.discard(listener)

    def joined(self, listener: Listener, *, at_the_end: bool) -> bool:
        """Whether it has caught up, and from now on is offered what comes."""
        self._listeners.add(listener)
        if self._begun(listener.after, at_the_end=at_the_end):
            listener.go_live()
        return listener.is_live

    def _begun(self, after: int, *, at_the_end: bool) -> bool:
        if self._reading is not None:
            return after >= self._position
        if at_the_end:
            self._position = after
            self._reading = asyncio.get_running_loop().create_task(self._read())
        return at_the_end

    async def beyond(self, position: int, seconds: float) -> None:
        """Wait until the log reaches beyond a position to which it was read, or the time is up."""
        if not self._begun(position, at_the_end=True):
            return
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            async with asyncio.timeout(seconds):
                await waiter
        except TimeoutError:
            pass
        finally:
            self._waiters.discard(waiter)

    async def _read(self) -> None:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1, "feed") as thread:
            try:
                while self._listeners or self._waiters:
                    self._publish(await loop.run_in_executor(thread, self._next))
            finally:
                self._reading = None
                for listener in self._listeners:  # there are some only where reading went wrong
                    listener.give_up()

    def _next(self) -> Lines:
        try:
            if self._feed.wait_beyond(self._position, GLANCE):
                return self._feed.lines(Wanted(), self._position, AT_ONCE)
        except Unavailable:
            logger.warning("feeds: the database does not answer; looking again", exc_info=True)
        return Lines(found=(), next=self._position)

    def _publish(self, lines: Lines) -> None:
        if not lines.found:
            return
        written: dict[Wanted, bytes] = {}
        for listener in self._listeners:
            if listener.is_live:
                listener.offer(_chunk(lines, listener, written), lines.next)
        self._position = lines.next
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)


def _chunk(lines: Lines, listener: Listener, written: dict[Wanted, bytes]) -> bytes:
    """The same bytes for all who want the same; whoever had read further than the reader is told the rest."""
    if listener.after >= lines.found[0].position:
        return told([one for one in lines.found if one.position > listener.after and listener.wanted.admits(one)])
    if listener.wanted not in written:
        written[listener.wanted] = told([one for one in lines.found if listener.wanted.admits(one)])
    return written[listener.wanted]


class Broadcasts:
    """One broadcast for each event loop that serves."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._known: WeakKeyDictionary[asyncio.AbstractEventLoop, Broadcast] = WeakKeyDictionary()

    def here(self) -> Broadcast:
        """The broadcast of the running loop."""
        return self._known.setdefault(asyncio.get_running_loop(), Broadcast(self._feed))
