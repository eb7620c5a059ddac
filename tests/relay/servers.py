"""Real NATS servers, alone or three together, and what a stream on them holds."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nats
from nats.js.errors import Error, NotFoundError

SERVER = Path(sys.executable).with_name("nats-server")
STARTING = 20.0


def free_ports(count: int) -> list[int]:
    """Ports that nobody listened on a moment ago."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


@dataclass
class Node:
    """One server, which may be killed and started again."""

    arguments: Sequence[str]
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [str(SERVER), *self.arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + STARTING
        while time.monotonic() < end:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 0.5):
                return
            time.sleep(0.05)
        raise AssertionError("nats-server did not start")

    def kill(self) -> None:
        if self.process is not None:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@contextmanager
def one_server(folder: Path) -> Generator[Node]:
    (port,) = free_ports(1)
    node = Node(["-a", "127.0.0.1", "-p", str(port), "-js", "-sd", str(folder / "nats")], port)
    node.start()
    try:
        yield node
    finally:
        node.kill()


@contextmanager
def cluster(folder: Path, count: int = 3) -> Generator[list[Node]]:
    """Servers on loopback that keep each stream together."""
    ports = free_ports(2 * count)
    routes = ",".join(f"nats://127.0.0.1:{port}" for port in ports[count:])
    nodes = [
        Node(
            [
                *("-a", "127.0.0.1", "-p", str(ports[number]), "-js", "-sd", str(folder / f"node-{number}")),
                *("--server_name", f"node-{number}", "--cluster_name", "c", "--routes", routes),
                *("--cluster", f"nats://127.0.0.1:{ports[count + number]}"),
            ],
            ports[number],
        )
        for number in range(count)
    ]
    try:
        for node in nodes:
            node.start()
        yield nodes
    finally:
        for node in nodes:
            node.kill()


@dataclass
class Held:
    """A message of the stream."""

    sequence: int
    subject: str
    headers: dict[str, str]
    data: bytes


def held(servers: Sequence[str], stream: str = "PALABRE") -> list[Held]:
    """Everything the stream holds, in its order; nothing where there is no stream yet."""
    return asyncio.run(_held(list(servers), stream))


async def _held(servers: list[str], stream: str) -> list[Held]:
    client = await nats.connect(servers, connect_timeout=2, error_cb=_quiet)
    try:
        context = client.jetstream(timeout=10)
        state = (await context.stream_info(stream)).state
        reading = await context.pull_subscribe("", stream=stream, durable=None)
        found: list[Held] = []
        while len(found) < state.messages:
            for message in await reading.fetch(500, timeout=10):
                found.append(_read(message))
                await message.ack()
    except NotFoundError:
        return []
    else:
        return found
    finally:
        with contextlib.suppress(Error):
            await client.close()


def _read(message: Any) -> Held:
    return Held(message.metadata.sequence.stream, message.subject, dict(message.headers or {}), message.data)


async def _quiet(_: Exception) -> None:
    pass


def leader(servers: Sequence[str], stream: str = "PALABRE") -> str:
    """The name of the node that orders the stream's messages."""

    async def ask() -> str:
        client = await nats.connect(list(servers), connect_timeout=2, error_cb=_quiet)
        try:
            info = await client.jetstream(timeout=5).stream_info(stream)
            return str(info.cluster.leader) if info.cluster else ""
        finally:
            await client.close()

    return asyncio.run(ask())
