"""Whoever listens hears every event once, also after the line was cut."""

import asyncio
import json
import threading
import time
from collections.abc import Generator, Iterator
from itertools import islice
from typing import Any

import httpx
import pytest
import uvicorn

from domain import person
from interfaces.api import feeds_stream
from interfaces.api.app import create_app
from interfaces.api.broadcast import Broadcast
from tests.interfaces.conftest import World


@pytest.fixture(scope="module")
def address(world: World) -> Generator[str]:
    server = uvicorn.Server(uvicorn.Config(create_app(world.parts), port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    host, port = server.servers[0].sockets[0].getsockname()
    yield f"http://{host}:{port}"
    server.should_exit = server.force_exit = True
    thread.join()


def heard(address: str, count: int, *, last: int | None = None, **asked: Any) -> list[dict[str, Any]]:
    headers = {} if last is None else {"Last-Event-ID": str(last)}
    with httpx.stream("GET", f"{address}/feeds/stream", params=asked, headers=headers, timeout=20) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        return list(islice(events_of(answer.iter_lines()), count))


def events_of(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    position = 0
    for line in lines:
        if line.startswith("id: "):
            position = int(line[4:])
        if line.startswith("data: "):
            event = json.loads(line[6:])
            assert int(event["sequence"]) == position
            yield event


def test_a_listener_hears_the_whole_log_in_order_as_the_pages_tell_it(world: World, address: str) -> None:
    last = world.parts.log.position()
    told = httpx.get(f"{address}/feeds/events", params={"limit": 1000, "proofs": False}).json()["events"]
    assert heard(address, last) == told


def test_a_listener_resumes_after_the_last_event_it_heard(world: World, address: str) -> None:
    last = world.parts.log.position()
    first, rest = heard(address, 5), heard(address, last - 5, last=5)
    assert [int(one["sequence"]) for one in first + rest] == list(range(1, last + 1))


def test_a_listener_hears_what_is_recorded_while_it_listens_and_only_what_it_asked_for(
    world: World, address: str
) -> None:
    last = world.parts.log.position()

    def record_soon() -> None:
        time.sleep(0.3)
        world.do("administrator", "person", person.Register, name="Quelqu'un")

    writer = threading.Thread(target=record_soon)
    writer.start()
    (event,) = heard(address, 1, last=last, type="person.registered")
    writer.join()
    assert event["type"] == "fr.palabre.person.registered.v1"


def test_a_listener_that_reads_nothing_is_cut(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds_stream, "SLOWEST", 0.1)
    sent: list[Any] = []

    async def never_read(message: Any) -> None:
        sent.append(message)
        if len(sent) > 1:
            await asyncio.Event().wait()

    async def stays() -> Any:
        await asyncio.Event().wait()

    feed = world.parts.feed
    answer = feeds_stream.EventStream(feed, Broadcast(feed), feeds_stream.StreamQuestion(), 0)
    asyncio.run(asyncio.wait_for(answer({}, stays, never_read), 5))
    assert [one["type"] for one in sent] == ["http.response.start", "http.response.body"]
