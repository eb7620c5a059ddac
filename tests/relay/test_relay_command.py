"""`palabre relay`: tells the log of the settings to a broker, and says how far it is."""

import json
import os
import signal
import threading
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.interfaces.conftest import World, opened_world
from tests.interfaces.sample_log import runner
from tests.relay.servers import Node, held, one_server


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Generator[World]:
    with opened_world(tmp_path_factory.mktemp("world")) as made:
        yield made


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Generator[Node]:
    with one_server(tmp_path_factory.mktemp("nats")) as one:
        yield one


def test_it_tells_all_there_is_and_says_how_far_it_is(world: World, node: Node, tmp_path: Path) -> None:
    run, last = runner(world.parts), world.parts.log.position()
    done = run("relay", "nats", "--server", node.url, "--stream", "A", "--subjects", "a", "--once", "--json")
    assert (done.exit_code, json.loads(done.output.splitlines()[-1])["position"]) == (0, last)
    assert len(held([node.url], "A")) == last
    again = run("relay", "nats", "--server", node.url, "--stream", "A", "--subjects", "a", "--once")
    assert f"A holds the log up to position {last}" in again.output


def told_to_end(before: object) -> None:
    """Send the signal as soon as the command listens for it: any earlier, it would end the tests themselves."""
    while signal.getsignal(signal.SIGTERM) is before:
        time.sleep(0.05)
    time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)


def test_it_ends_well_when_it_is_told_to_and_knows_its_brokers(world: World, node: Node) -> None:
    run = runner(world.parts)
    threading.Thread(target=told_to_end, args=[signal.getsignal(signal.SIGTERM)], daemon=True).start()
    done = run("relay", "nats", "--server", node.url, "--stream", "B", "--subjects", "b")
    assert (done.exit_code, len(held([node.url], "B"))) == (0, world.parts.log.position())
    unknown = run("relay", "pigeon", "--once")
    assert (unknown.exit_code, "There are: nats" in unknown.output) == (2, True)
