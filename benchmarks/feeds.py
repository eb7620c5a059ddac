"""Feeds: fan-out to many listeners, from commit to client, pages, webhooks; each beside a plain way to do the same."""

import asyncio
import http.client
import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import httpx
import uvicorn
from fastapi import FastAPI
from fastapi.sse import EventSourceResponse, ServerSentEvent

from application.feeds import Wanted
from application.ports import Recorded
from application.webhooks import Filter
from benchmarks.report import Row, compared, options, progress, show
from infrastructure.cloud_events import cloud_event
from infrastructure.event_log import PalabreLog
from infrastructure.feeds import LogFeed
from infrastructure.outside import SystemClock, TimeOrderedIds
from infrastructure.webhooks.opened import open_hooks, rules
from interfaces.api.broadcast import Broadcasts
from interfaces.api.feeds_stream import add_stream
from tests.small_log import MASTER, fill, rename, small_log, subject

LISTENERS = 500
ROOT = Path(__file__).parent.parent


def clients(port: int, path: str, count: int, seconds: float) -> "subprocess.Popen[bytes]":
    """Listeners in a process of their own; it prints `ready`, later a JSON object: what it heard, how late (ms)."""
    command = [sys.executable, __file__, "--listen", str(port), path, str(count), str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)


async def listen(port: int, path: str, count: int, seconds: float) -> None:
    """What that process does: it counts events, and looks at the instant that the last of a chunk names."""
    heard, delays = [0], list[float]()

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
        await reader.read(64)
        while chunk := await reader.read(1 << 18):
            heard[0] += chunk.count(b'"specversion"')
            if (place := chunk.rfind(b'"at ')) >= 0:
                sent = float(chunk[place + 4 : place + 30].partition(b'"')[0] or 0)
                delays.append((time.time() - sent) * 1_000)

    tasks = [asyncio.create_task(one()) for _ in range(count)]
    await asyncio.sleep(0.5 + count / 200)
    print("ready", flush=True)
    await asyncio.sleep(seconds)
    for task in tasks:
        task.cancel()
    print(json.dumps({"heard": heard[0], "delays": delays}), flush=True)


@contextmanager
def served(app: FastAPI) -> Generator[int]:
    """The application on a port of this machine, in this process."""
    config = uvicorn.Config(
        app, port=0, log_level="critical", lifespan="off", timeout_graceful_shutdown=1, backlog=4096
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield int(server.servers[0].sockets[0].getsockname()[1])
    server.should_exit = server.force_exit = True
    thread.join()


def ours(log: PalabreLog) -> FastAPI:
    """Our stream and nothing else."""
    app, feed = FastAPI(), LogFeed(log)
    add_stream(app, feed, Broadcasts(feed))
    return app


def plain(log: PalabreLog) -> FastAPI:
    """FastAPI's own server-sent events, which encode for each client; the log is read once for all here, too."""
    app, facts, grown = FastAPI(), list[Recorded](), asyncio.Event()

    async def read(after: int) -> None:
        nonlocal grown
        while True:
            if found := await asyncio.to_thread(log.after, after, 200):
                after = found[-1].position
                facts.extend(found)
                grown.set()
                grown = asyncio.Event()
            await asyncio.sleep(0.02)

    @app.get("/feeds/stream", response_class=EventSourceResponse)
    async def stream(after: int = 0) -> AsyncIterator[ServerSentEvent]:
        if not hasattr(app.state, "reading"):
            app.state.reading = asyncio.create_task(read(after))
        yield ServerSentEvent(comment="here")
        place = 0
        while True:
            more = grown
            for fact in facts[place:]:
                yield ServerSentEvent(id=str(fact.position), data=cloud_event(fact))
                place += 1
            await more.wait()

    del stream
    return app


def resident() -> float:
    """KiB of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024


def idle(way: str, count: int) -> None:
    """Prints the KiB that an idle client costs, in a process with no memory to spare from before."""
    make = {"ours": ours, "plain": plain}[way]
    with tempfile.TemporaryDirectory() as home, small_log(f"sqlite:///{home}/log.db", Path(home)) as log:
        fill(log, 100)
        with served(make(log)) as port:
            httpx.get(f"http://127.0.0.1:{port}/none")
            before = resident()
            listening = clients(port, f"/feeds/stream?after={log.position()}", count, 1.0)
            assert listening.stdout is not None
            listening.stdout.readline()
            print((resident() - before) / count, flush=True)
            listening.wait()


def idle_elsewhere(way: str, count: int) -> float:
    """The same, from a process of its own."""
    command = [sys.executable, __file__, "--idle", way, str(count)]
    done = subprocess.run(command, stdout=subprocess.PIPE, cwd=ROOT, text=True, check=True)
    return float(done.stdout)


def fan_out(log: PalabreLog, make: Callable[[PalabreLog], FastAPI], count: int, seconds: float) -> float:
    """Deliveries a second to so many clients while facts are recorded as fast as they go."""
    with served(make(log)) as port:
        httpx.get(f"http://127.0.0.1:{port}/none")
        last = log.position()
        listening = clients(port, f"/feeds/stream?after={last}", count, seconds)
        assert listening.stdout is not None
        listening.stdout.readline()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            rename(log, subject(1), *(f"nom {number}" for number in range(25)))
            time.sleep(0.02)
        said = json.loads(listening.stdout.readline())
        listening.wait()
    return float(said["heard"] / seconds)


def commit_to_client(log: PalabreLog, make: Callable[[PalabreLog], FastAPI], count: int, seconds: float) -> float:
    """Milliseconds from before the commit to the client, p99, at 200 facts a second."""
    with served(make(log)) as port:
        listening = clients(port, f"/feeds/stream?after={log.position()}", count, seconds)
        assert listening.stdout is not None
        listening.stdout.readline()
        begun = time.monotonic()
        for number in range(int(200 * (seconds - 0.5))):
            rename(log, subject(number % 50), f"at {time.time():.6f}")
            time.sleep(max(0.0, begun + number / 200 - time.monotonic()))
        said = json.loads(listening.stdout.readline())
        listening.wait()
    return quantiles(said["delays"], n=100)[98]


def pulled(log: PalabreLog) -> tuple[float, float, float]:
    """Facts a second, written anew page by page; from pages that are remembered; and rows of a bare SELECT."""
    feed, last = LogFeed(log), log.position()

    def all_pages() -> float:
        after, begun = 0, time.perf_counter()
        while (page := feed.lines(Wanted(), after, 1_000)).found:
            after = page.next
            b",".join([one.text for one in page.found])
        return last / (time.perf_counter() - begun)

    def rows() -> float:
        after, begun = 0, time.perf_counter()
        while found := log.recorder.database.straight(
            "SELECT * FROM events WHERE position > ? ORDER BY position LIMIT 1000", (after,)
        ):
            after = found[-1][0]
        return last / (time.perf_counter() - begun)

    bare = rows()
    return all_pages(), all_pages(), bare


def over_http(log: PalabreLog) -> float:
    """Facts a second through the whole HTTP door, pages of 1,000, written anew."""
    from interfaces.api.feeds import add_feeds

    class Some:
        feed = LogFeed(log)

    app = FastAPI()
    parts: Any = Some()
    add_feeds(app, parts, Broadcasts(parts.feed))
    with served(app) as port:
        client, count, after = http.client.HTTPConnection("127.0.0.1", port), 0, 0
        pull(client, log.position())  # the first answer of a server waits for what it loads
        begun = time.perf_counter()
        while (reached := pull(client, after)) != after:
            count, after = count + reached - after, reached
        client.close()
        return count / (time.perf_counter() - begun)


def pull(client: http.client.HTTPConnection, after: int) -> int:
    """One page: up to where it goes."""
    client.request("GET", f"/feeds/events?after={after}&limit=1000&proofs=false")
    tail = client.getresponse().read()[-80:]
    return int(tail[tail.index(b'"next":') + 7 :].partition(b",")[0])


RECEIVER = """
import socket, sys, threading
server = socket.create_server(("127.0.0.1", 0), backlog=256)
print(server.getsockname()[1], flush=True)
def serve(line):
    with line, line.makefile("rb") as reading:
        while reading.readline():
            length = 0
            while (header := reading.readline()) not in (b"\\r\\n", b""):
                if header.lower().startswith(b"content-length:"):
                    length = int(header[15:])
            reading.read(length)
            line.sendall(b"HTTP/1.1 204 No Content\\r\\n\\r\\n")
while True:
    threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()
"""


@contextmanager
def receiver() -> Generator[int]:
    """A receiver in a process of its own: its port."""
    process = subprocess.Popen([sys.executable, "-c", RECEIVER], stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


def dispatched(log: PalabreLog, folder: Path, port: int, count: int) -> tuple[float, float]:
    """Deliveries a second from an empty queue to the last outcome written down; p99 of an attempt in ms."""
    clock = SystemClock()
    allowed = rules(http=True, allowed="127.0.0.1/32", ports="any")
    hooks = open_hooks(f"sqlite:///{folder / 'hooks.db'}", MASTER, log, TimeOrderedIds(), clock, allowed, print)
    made, _ = hooks.webhooks.create("Banc", f"http://127.0.0.1:{port}/", Filter(), after=log.position() - count)
    begun = time.perf_counter()
    hooks.deliverer.drain(600)
    taken = time.perf_counter() - begun
    assert hooks.webhooks.one(made.id).waiting == 0
    attempts = hooks.webhooks.attempts(made.id, count)
    assert len(attempts) == count
    hooks.deliverer.finish()
    hooks.store.close()
    return count / taken, quantiles([one.milliseconds for one in attempts], n=100)[98]


def bare_loop(log: PalabreLog, port: int, count: int) -> tuple[float, float]:
    """The same bodies over one kept connection of httpx, one after the other: unsigned, unguarded, unrecorded."""
    texts = [one.text for one in LogFeed(log).next(log.position() - count, count)]
    spent: list[float] = []
    with httpx.Client() as client:
        begun = time.perf_counter()
        for text in texts:
            sent = time.perf_counter()
            client.post(f"http://127.0.0.1:{port}/", content=text)
            spent.append((time.perf_counter() - sent) * 1_000)
    return count / (time.perf_counter() - begun), quantiles(spent, n=100)[98]


def streams(log: PalabreLog, *, quick: bool) -> list[Row]:
    """Listeners."""
    seconds, count = (3.0, 100) if quick else (8.0, LISTENERS)
    rows = []
    progress("fan-out")
    reached, theirs = (fan_out(log, make, count, seconds) for make in (ours, plain))
    cost, their_cost = (idle_elsewhere(way, count) for way in ("ours", "plain"))
    against = "FastAPI's EventSourceResponse"
    named = f"fan-out to {count} clients"
    rows.append(compared(name=named, unit="deliveries/s", ours=reached, against=against, theirs=theirs, aim="50,000/s"))
    rows.append(
        compared(name="an idle client", unit="KiB", ours=cost, against=against, theirs=their_cost, aim="< 64 KiB")
    )
    progress("commit to client")
    late, their_late = (commit_to_client(log, make, 20, seconds) for make in (ours, plain))
    named = "commit to client at 200/s, 20 clients, p99"
    return [*rows, compared(name=named, unit="ms", ours=late, against=against, theirs=their_late, aim="< 50 ms")]


def pages(log: PalabreLog) -> list[Row]:
    """Pulling."""
    progress("pages")
    anew, remembered, bare = pulled(log)
    shown = (
        ("pages of 1,000, written anew", anew),
        ("pages of 1,000, remembered", remembered),
        ("pages of 1,000 over HTTP, written anew", over_http(log)),
    )
    return [
        compared(name=name, unit="events/s", ours=rate, against="a bare SELECT", theirs=bare, aim="50,000/s")
        for name, rate in shown
    ]


def hooks(log: PalabreLog, folder: Path, *, quick: bool) -> list[Row]:
    """Webhooks to a local receiver."""
    progress("webhooks")
    count = 1_000 if quick else 5_000
    with receiver() as port:
        rate, late = dispatched(log, folder, port, count)
        plain_rate, plain_late = bare_loop(log, port, count)
    against = "a bare httpx loop"
    return [
        compared(
            name="webhooks, signed and settled", unit="/s", ours=rate, against=against, theirs=plain_rate, aim="500/s"
        ),
        compared(name="a webhook's attempt, p99", unit="ms", ours=late, against=against, theirs=plain_late),
    ]


def main() -> None:
    """Run everything; `--quick` with fewer clients and facts."""
    if sys.argv[1:2] == ["--listen"]:
        port, path, count, seconds = sys.argv[2:]
        asyncio.run(listen(int(port), path, int(count), float(seconds)))
        return
    logging.getLogger("asyncio").setLevel(logging.ERROR)  # the plain way writes on to clients that are gone
    if sys.argv[1:2] == ["--idle"]:
        idle(sys.argv[2], int(sys.argv[3]))
        return
    chosen = options("Feeds: listeners, pages, webhooks.").parse_args()
    with tempfile.TemporaryDirectory() as home, small_log(f"sqlite:///{home}/log.db", Path(home)) as log:
        fill(log, 5_000 if chosen.quick else 30_000, subjects=100, at_once=100)
        rows = pages(log) + hooks(log, Path(home), quick=chosen.quick) + streams(log, quick=chosen.quick)
    progress("")
    show(rows, title="Feeds", as_json=chosen.json)


if __name__ == "__main__":
    main()
