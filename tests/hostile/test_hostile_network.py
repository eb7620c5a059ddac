"""Over a network that means harm, while processes are killed: every consumer ends with every event once, in order."""

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from application.webhooks import Filter
from domain import organisation, person
from interfaces.main import build
from tests.hostile.consumers import Kept, listen, read_stream, receive
from tests.hostile.proxy import Proxy, a_port, network
from tests.infrastructure.webhooks.receiving import Receiver, receiving
from tests.interfaces.conftest import World, opened_world
from tests.relay.servers import one_server
from tests.small_log import surroundings

pytestmark = [pytest.mark.faults, pytest.mark.slow]
STORM, CALM = 25.0, 120.0
ROOT = Path(__file__).parents[2]


class Processes:
    """Those that are killed and begun again."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._commands: dict[str, list[str]] = {}

    def begin(self, name: str, *command: str) -> None:
        self._commands[name] = [sys.executable, *command]
        self._running[name] = subprocess.Popen(self._commands[name], env=self._environment, stdout=subprocess.DEVNULL)

    def kill(self, name: str) -> None:
        self._running[name].kill()
        self._running[name].wait()

    def again(self, name: str) -> None:
        self.kill(name)
        self._running[name] = subprocess.Popen(self._commands[name], env=self._environment, stdout=subprocess.DEVNULL)

    def end(self) -> None:
        for name in self._running:
            self.kill(name)


def environment(world: World) -> dict[str, str]:
    settings = world.settings
    return {
        **surroundings(),
        "PALABRE_DATABASE": settings.database,
        "PALABRE_KEYS": settings.keys,
        "PALABRE_MASTER_KEY_FILE": str(settings.master_key_file),
        "PALABRE_LOG_KEY_FILE": str(settings.log_key_file),
        "PALABRE_FILES": str(settings.files),
        "PALABRE_WEBHOOK_HTTP": "true",
        "PALABRE_WEBHOOK_NETWORKS": "127.0.0.1/32",
        "PALABRE_WEBHOOK_PORTS": "any",
    }


@contextmanager
def verified_copy(world: World, folder: Path, port: int) -> Generator[list[str]]:
    """What runs the consumer that integrators begin from."""
    for file in ("examples/consumer.py", "infrastructure/verifier.py"):
        shutil.copy(ROOT / file, folder)
    (key,) = world.parts.transparency.keys()
    yield [str(folder / "consumer.py"), f"http://127.0.0.1:{port}", str(folder / "copy.db"), key.key]


def copied(folder: Path) -> tuple[Kept, int]:
    kept = Kept()
    with closing(sqlite3.connect(folder / "copy.db", timeout=10)) as copy:
        for (event,) in copy.execute("SELECT event FROM events ORDER BY position"):
            kept.take(json.loads(event))
        return kept, copy.execute("SELECT verified FROM place").fetchone()[0]


def subscribe(world: World, proxy: Proxy) -> str:
    """To the receiver, through the proxy; the secret."""
    allowed = {"webhook_http": True, "webhook_networks": "127.0.0.1/32", "webhook_ports": "any"}
    parts = build(world.settings.model_copy(update=allowed))
    try:
        _, keys = parts.webhooks.create("Finances", f"http://127.0.0.1:{proxy.port}/in", Filter(), after=0)
    finally:
        parts.close()
    return keys.secret


def weather(world: World, processes: Processes, chance: random.Random) -> None:
    """Commands, and a process killed every few seconds."""
    end, next_kill, number = time.monotonic() + STORM, time.monotonic() + 2.0, 0
    while time.monotonic() < end:
        number += 1
        somebody = world.do("administrator", "person", person.Register, name=f"Personne {number}")
        for turn in range(chance.randint(0, 3)):
            world.do("administrator", "person", person.CorrectName, somebody, name=f"Personne {number} bis {turn}")
        if number % 10 == 0:
            made = world.do(
                "administrator",
                "organisation",
                organisation.Register,
                name=f"Association {number}",
                kind=organisation.Kind.ASSOCIATION,
            )
            assert made
        time.sleep(chance.random() * 0.15)
        if time.monotonic() > next_kill:
            processes.again(chance.choice(["server", "relay", "copy"]))
            next_kill = time.monotonic() + 2.0 + chance.random() * 4


def until(condition: Callable[[], bool], say: Callable[[], Any]) -> None:
    end = time.monotonic() + CALM
    while not condition():
        assert time.monotonic() < end, say()
        time.sleep(0.5)


def test_every_consumer_ends_with_every_event_once_in_order_and_proved(tmp_path: Path) -> None:
    chance, stop = random.Random(6), threading.Event()
    heard, read, sent = Kept(), Kept(), Kept()
    with ExitStack() as stack:
        world = stack.enter_context(opened_world(tmp_path))
        world.parts.transparency.publish()
        node = stack.enter_context(one_server(tmp_path))
        receiver: Receiver = stack.enter_context(receiving())
        port = a_port()
        proxies = stack.enter_context(network(port, int(receiver.url.split(":")[2].split("/")[0]), node.port))
        pulling, posting, broker = proxies
        secret = subscribe(world, posting)
        command = stack.enter_context(verified_copy(world, tmp_path, pulling.port))
        processes = Processes(environment(world))
        stack.callback(processes.end)
        stack.callback(stop.set)
        processes.begin("server", "-m", "tests.hostile.server", str(port))
        processes.begin("relay", "-m", "tests.relay.worker_of_settings", str(broker.port))
        processes.begin("copy", *command)
        for work, one, kept in ((listen, pulling, heard), (read_stream, broker, read)):
            threading.Thread(target=work, args=(one.port, kept, stop), daemon=True).start()
        until(lambda: bool(heard.events and read.events and receiver.got), lambda: "nobody heard anything")
        weather(world, processes, chance)
        did = [dict(proxy.did) for proxy in proxies]
        for proxy in proxies:
            proxy.calm = True
        last = world.parts.log.position()

        def counts() -> Any:
            posted = {json.loads(body)["id"] for _, body in receiver.got}
            return last, copied(tmp_path)[1], len(heard.events), len(read.events), len(posted), did

        until(lambda: counts()[1:5] == (last,) * 4, counts)
    for headers, body in receiver.got:
        receive(headers, body, secret, sent)
    facts = [(fact.position, fact.event_id) for fact in world.parts.facts(0)]
    pulled, verified = copied(tmp_path)
    assert verified == last
    for kept in (pulled, heard, read):
        assert [(int(event["sequence"]), name) for name, event in kept.events.items()] == facts
    assert sorted(sent.positions()) == [position for position, _ in facts]
    assert all(positions == sorted(positions) for positions in sent.by_subject().values())
    assert {"refused", "cut", "torn", "swallowed", "repeated"} <= {what for one in did for what in one if one[what]}
    assert all(sum(one.values()) > 0 for one in did), did
    assert sent.doubles > 0
