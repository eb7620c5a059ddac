"""A network that means harm: it delays, cuts, swallows and repeats what goes through it, and tears answers in two."""

import asyncio
import contextlib
import random
import socket
import threading
from collections import Counter
from collections.abc import Coroutine, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

SLOWEST = 0.15
"""Seconds a chunk is held up at most: chunks of different connections overtake each other."""
SWALLOWED = 2.0
"""Seconds for which a connection swallows what it is given before it is cut."""


@dataclass
class Proxy:
    """Leads from its own port to another; `calm` makes it an honest one. `did` counts what it has done."""

    target: int
    chance: random.Random
    port: int = 0
    calm: bool = False
    did: Counter[str] = field(default_factory=Counter)
    _open: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self) -> None:
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Both ways at once, until either ends."""
        if self._happens("refused", 0.05):
            writer.transport.abort()
            return
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        said = bytearray()
        ways = [
            asyncio.create_task(self._carry(reader, back, said)),
            asyncio.create_task(self._carry(there, writer, None)),
        ]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        for end in (writer, back):
            end.transport.abort()
        if said and self._happens("repeated", 0.25):
            self._later(self._repeat(bytes(said)))

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, said: bytearray | None) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(1 << 14):
                if said is not None and len(said) < 1 << 16:
                    said += chunk
                if not self.calm:
                    await asyncio.sleep(self.chance.random() ** 3 * SLOWEST)
                if self._happens("torn", 0.02):
                    writer.write(chunk[: self.chance.randrange(len(chunk))])
                    await writer.drain()
                    return
                if self._happens("cut", 0.02):
                    return
                if self._happens("swallowed", 0.01):
                    await asyncio.sleep(SWALLOWED)
                    return
                writer.write(chunk)
                await writer.drain()

    async def _repeat(self, said: bytes) -> None:
        """What somebody said once arrives again, later, as if from a network that had kept it."""
        await asyncio.sleep(self.chance.random() * 2)
        with contextlib.suppress(OSError, TimeoutError):
            there, back = await asyncio.open_connection("127.0.0.1", self.target)
            back.write(said)
            async with asyncio.timeout(1):
                await back.drain()
                while await there.read(1 << 14):
                    pass
            back.transport.abort()

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    def _happens(self, what: str, probability: float) -> bool:
        happens = not self.calm and self.chance.random() < probability
        self.did[what] += happens
        return happens


@contextmanager
def network(*targets: int, seed: int = 6) -> Generator[list[Proxy]]:
    """A proxy before each of these ports."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    proxies = [Proxy(target, random.Random(seed + number)) for number, target in enumerate(targets)]
    for proxy in proxies:
        asyncio.run_coroutine_threadsafe(proxy.start(), loop).result(5)
    try:
        yield proxies
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def a_port() -> int:
    """One that nobody listened on a moment ago."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
