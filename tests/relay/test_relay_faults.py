"""Relays killed at any moment, and a node of a cluster lost: the stream ends with every event once, in order."""

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import nats
import pytest

from infrastructure.event_log import PalabreLog
from tests.relay.servers import Held, cluster, held, leader, one_server
from tests.small_log import rename, small_log, subject, surroundings

pytestmark = pytest.mark.faults


def relay(url: str, folder: Path, replicas: int, servers: Sequence[str]) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.relay.worker", url, str(folder), str(replicas), *servers]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=surroundings())


def write_on(log: PalabreLog, seconds: float, chance: random.Random) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        rename(log, subject(chance.randrange(5)), *(f"nom {number}" for number in range(chance.randint(1, 40))))
        time.sleep(chance.random() * 0.01)


def awaited(log: PalabreLog, servers: Sequence[str], seconds: float = 60) -> None:
    """Until the stream has the whole log; then every event stands in its place, once."""
    end, last = time.monotonic() + seconds, log.position()
    while len(found := held_now(servers)) < last:
        assert time.monotonic() < end, f"{len(found)} of {last}"
        time.sleep(0.3)
    facts = log.after(0, last)
    assert [one.sequence for one in found] == list(range(1, last + 1))
    assert [json.loads(one.data)["id"] for one in found] == [fact.event_id for fact in facts]


def held_now(servers: Sequence[str]) -> list[Held]:
    """Nothing while the nodes have no leader."""
    try:
        return held(servers)
    except (nats.errors.Error, OSError, TimeoutError):
        return []


def test_a_relay_killed_at_any_moment_goes_on_where_the_stream_ends(tmp_path: Path) -> None:
    chance, url = random.Random(6), f"sqlite:///{tmp_path / 'log.db'}"
    with one_server(tmp_path) as node, small_log(url, tmp_path) as log:
        write_on(log, 1.0, chance)
        for _ in range(5):
            running = relay(url, tmp_path, 1, [node.url])
            assert running.stdout is not None
            running.stdout.readline()  # it has begun
            write_on(log, chance.random() * 0.4, chance)
            running.send_signal(signal.SIGKILL)
            running.wait()
        running = relay(url, tmp_path, 1, [node.url])
        try:
            awaited(log, [node.url])
        finally:
            running.kill()
            running.wait()


def test_a_cluster_that_loses_the_node_that_orders_the_stream_ends_with_every_event_once(tmp_path: Path) -> None:
    chance, url = random.Random(6), f"sqlite:///{tmp_path / 'log.db'}"
    with cluster(tmp_path) as nodes, small_log(url, tmp_path) as log:
        servers = [node.url for node in nodes]
        write_on(log, 0.5, chance)
        running = [relay(url, tmp_path, 3, servers), relay(url, tmp_path, 3, servers)]
        try:
            awaited(log, servers)
            write_on(log, 0.5, chance)
            lost = int(leader(servers).removeprefix("node-"))
            nodes[lost].kill()
            write_on(log, 2.0, chance)
            left = [node.url for node in nodes if node.process is not None]
            running[0].send_signal(signal.SIGKILL)
            awaited(log, left)
            nodes[lost].start()
            write_on(log, 0.5, chance)
            awaited(log, servers)
        finally:
            for one in running:
                one.kill()
                one.wait()
