"""Several processes watch the same clock, and some die: each timer fires once, and none is lost."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from application.execute import Ask, Caller
from domain import agreement, case
from domain.agreement.parts import AgreementKind, NamedParty, PartyRole
from domain.case.state import Case
from domain.procedure import publication
from domain.values import OrganisationId
from infrastructure.outside import SetClock, SystemClock
from infrastructure.settings import Settings
from interfaces.main import build
from interfaces.parts import Parts
from tests.interfaces.conftest import World, settings_in, settle_a_framework
from tests.postgres import fresh_database

WAITING = """
procedure: waiting
version: 1
title: {fr: Attente, en: Waiting}
subject: agreement
initial: first
states:
  first: {after: [{id: soon, delay: PTSECONDSS, to: second}]}
  second: {after: [{id: then, delay: PT1S, to: over}]}
  over: {final: true}
"""
SERVE = "from interfaces.main import command_line; command_line()"


@pytest.fixture(params=["postgresql", "sqlite"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Generator[Settings]:
    if request.param == "sqlite":
        yield settings_in(tmp_path)
    else:
        with fresh_database() as url:
            yield settings_in(tmp_path, url)


def told(parts: Parts, settings: Settings, clock: SetClock, *, count: int, seconds: int) -> list[str]:
    """Cases whose timers fall due: a third while nobody looks, the others one after the other from now on."""
    world = settle_a_framework(parts, settings)
    procedures = [_published(world, seconds * step // count + 1, step) for step in range(0, count, max(count // 10, 1))]
    now = SystemClock().now()
    streams = []
    for number in range(count):
        clock.set(now - timedelta(hours=1) if number % 3 == 0 else now)
        fields = {
            "framework": world.framework,
            "procedure": procedures[number % len(procedures)],
            "subject": _subject(world, number),
        }
        ask = Ask(noun=parts.nouns["case"], command=case.OpenCase, fields=fields)
        streams.append(parts.execute(ask, Caller(actor=world.coordinator)).stream)
    parts.settle()
    return streams


def _published(world: World, delay: int, number: int) -> str:
    text = WAITING.replace("SECONDS", str(delay)).replace("procedure: waiting", f"procedure: waiting-{number}")
    fields = {"framework": world.framework, "text": text}
    return world.do("coordinator", "procedure", publication.PublishProcedure, **fields)


def _subject(world: World, number: int) -> str:
    parties = (NamedParty(organisation=OrganisationId(world.authority), role=PartyRole.PAYER),)
    fields = {"framework": world.framework, "kind": AgreementKind.GRANT, "title": f"N° {number}", "parties": parties}
    return world.do("coordinator", "agreement", agreement.text.Draft, **fields)


@contextmanager
def watching(settings: Settings, count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Servers that look at the clock several times a second."""
    environment = os.environ | {
        "PALABRE_DATABASE": settings.database,
        "PALABRE_KEYS": settings.keys,
        "PALABRE_MASTER_KEY_FILE": str(settings.master_key_file),
        "PALABRE_FILES": str(settings.files),
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]),
    }
    command = [sys.executable, "-c", SERVE, "serve", "--port", "0", "--tick", "0.2"]
    several = [subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) for _ in range(count)]
    try:
        yield several
    finally:
        for one in several:
            one.kill()
        for one in several:
            one.wait()


def settled(parts: Parts, streams: list[str], within: float) -> bool:
    """Whether every case comes to its end in so many seconds."""
    limit = time.monotonic() + within
    while time.monotonic() < limit:
        states: list[Case] = [parts.execute.house.streams.folded(stream).state for stream in streams]
        if not any(one.is_open for one in states):
            return True
        time.sleep(0.2)
    return False


@pytest.mark.faults
def test_each_timer_fires_once_and_none_is_lost_when_a_process_is_killed(settings: Settings) -> None:
    clock = SetClock(SystemClock().now())
    parts = build(settings, clock)
    try:
        streams = told(parts, settings, clock, count=60, seconds=12)
        armed = [parts.execute.house.streams.folded(stream).state.timers[0] for stream in streams]
        assert sum(one.due < SystemClock().now() for one in armed) >= 20
        with watching(settings, 3) as several:
            time.sleep(random.Random(os.getpid()).uniform(3, 5))  # while deadlines fall due
            several[0].send_signal(signal.SIGKILL)
            done = settled(parts, streams, 90)
        left = [stream for stream in streams if parts.execute.house.streams.folded(stream).state.is_open]
        assert done, f"{len(left)} cases never came to their end"
        for stream in streams:
            facts = [one.event for one in parts.log.stream(stream)]
            fired = Counter(one.timer for one in facts if isinstance(one, case.TimerFired))
            assert set(fired.values()) == {1}
            assert [one.transition for one in facts if isinstance(one, case.TimerArmed)] == [
                "first/after/soon",
                "second/after/then",
            ]
            assert len(fired) == 2
            assert all(one.at >= one.due for one in facts if isinstance(one, case.TimerFired))
    finally:
        parts.close()
