"""Whoever listens on each channel: each keeps what it gets once, by its id, in the order in which it first came."""

import asyncio
import contextlib
import json
import threading
from dataclasses import dataclass, field
from typing import Any

import httpx
import nats
import nats.errors
from standardwebhooks import Webhook

STREAM = "PALABRE"


@dataclass
class Kept:
    """Events by id; a dictionary keeps the order in which they came."""

    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    doubles: int = 0

    def take(self, event: dict[str, Any]) -> None:
        self.doubles += event["id"] in self.events
        self.events.setdefault(event["id"], event)

    def positions(self) -> list[int]:
        return [int(event["sequence"]) for event in self.events.values()]

    def by_subject(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for event in list(self.events.values()):
            found.setdefault(event["subject"], []).append(int(event["sequence"]))
        return found


def listen(port: int, kept: Kept, stop: threading.Event) -> None:
    """Server-sent events: begin again after the last that was heard, however often the line is cut."""
    last = 0
    while not stop.is_set():
        with contextlib.suppress(httpx.HTTPError, ValueError):
            headers = {"Last-Event-ID": str(last)}
            address = f"http://127.0.0.1:{port}/feeds/stream"
            with httpx.stream("GET", address, headers=headers, timeout=httpx.Timeout(3.0)) as answer:
                answer.raise_for_status()
                position = 0
                for line in answer.iter_lines():
                    if line.startswith("id: "):
                        position = int(line[4:])
                    elif line.startswith("data: "):
                        kept.take(json.loads(line[6:]))
                        last = position
                    if stop.is_set():
                        return
        stop.wait(0.1)


def read_stream(port: int, kept: Kept, stop: threading.Event) -> None:
    """The broker's stream, message by message."""
    asyncio.run(_read_stream(port, kept, stop))


async def _read_stream(port: int, kept: Kept, stop: threading.Event) -> None:
    place = 1
    while not stop.is_set():
        try:
            async with asyncio.timeout(20):
                client = await nats.connect(
                    f"nats://127.0.0.1:{port}", connect_timeout=2, allow_reconnect=False, error_cb=_quiet
                )
                try:
                    context = client.jetstream(timeout=2)
                    while not stop.is_set():
                        message = await context.get_msg(STREAM, place)
                        kept.take(json.loads(message.data or b""))
                        place += 1
                finally:
                    await client.close()
        except (nats.errors.Error, OSError, TimeoutError):
            await asyncio.sleep(0.2)


async def _quiet(_: Exception) -> None:
    pass


def receive(headers: dict[str, str], body: bytes, secret: str, kept: Kept) -> None:
    """A webhook: what is not signed is not taken."""
    Webhook(secret).verify(body, headers)
    kept.take(json.loads(body))
