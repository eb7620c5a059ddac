"""Several processes share the work; what a killed one held is taken over within thirty seconds."""

import base64
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from application.webhooks import Filter
from infrastructure.outside import SystemClock
from tests.infrastructure.webhooks.conftest import Site
from tests.infrastructure.webhooks.receiving import receiving

ROOT = Path(__file__).parents[3]
WORKER = """
import base64, os, sys
from threading import Event
import sqlalchemy as sa
from application.registry import NOUNS
from infrastructure.event_log import PalabreApplication, PalabreLog
from infrastructure.outside import SystemClock, TimeOrderedIds
from infrastructure.recorder import Factory
from infrastructure.vault import KeyVault
from infrastructure.webhooks.opened import open_hooks, rules

url, hooks_url, keys, master = sys.argv[1:]
clock, secret = SystemClock(), base64.b64decode(master)
vault = KeyVault(sa.create_engine(f"sqlite:///{keys}"), secret, clock)
log = PalabreLog(PalabreApplication(Factory({Factory.DATABASE: url}, clock=clock.now), vault), NOUNS, "rules")
allowed = rules(http=True, allowed="127.0.0.1/32", ports="any")
open_hooks(hooks_url, secret, log, TimeOrderedIds(), clock, allowed, print).deliverer.follow(Event())
"""


def worker(site: Site) -> "subprocess.Popen[bytes]":
    keys = str(site.folder / "keys.db")
    hooks = site.store.url.render_as_string(hide_password=False)
    arguments = [site.url, hooks, keys, base64.b64encode(site.master).decode()]
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, *arguments], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )


@pytest.mark.faults
def test_two_processes_deliver_each_fact_once_and_a_killed_one_is_replaced_within_thirty_seconds(site: Site) -> None:
    site.clock.set(SystemClock().now())
    hold = {"until": 0.0}

    def slowly(_: object) -> tuple[int, dict[str, str], bytes]:
        time.sleep(max(0.0, hold["until"] - time.monotonic()))
        return 204, {}, b""

    with receiving(slowly) as receiver:
        made, _ = site.hooks.create("Finance", receiver.url, Filter())
        running = [worker(site), worker(site)]
        try:
            subjects = [f"framework-00000000-0000-7000-8000-0000000000{number:02x}" for number in range(12)]
            for subject in subjects:
                site.rename(subject, "one", "two", "three")
            _until(lambda: len(receiver.got) == 36, 40)
            assert sorted(receiver.positions()) == list(range(1, 37))  # by neither of them twice
            hold["until"] = time.monotonic() + 2.0
            for subject in subjects:
                site.rename(subject, "four")
            time.sleep(1.0)
            running[0].send_signal(signal.SIGKILL)  # its requests are on their way, and nobody writes down the answer
            killed = time.monotonic()
            _until(lambda: site.hooks.one(made.id).waiting == 0 and len(set(receiver.positions())) == 48, 30)
            assert time.monotonic() - killed < 30
        finally:
            for one in running:
                one.kill()
                one.wait()
        assert set(receiver.positions()) == set(range(1, 49))
        orders: dict[str, list[int]] = {}
        for _, body in receiver.got:
            event = json.loads(body)
            orders.setdefault(event["subject"], []).append(int(event["sequence"]))
        assert all(order == sorted(order) for order in orders.values())


def _until(condition: object, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "not in time"
        time.sleep(0.1)
