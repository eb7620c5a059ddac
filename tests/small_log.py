"""A log with nothing around it, and facts of frameworks to put into it: what feeds and relays are tried on."""

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from application.ports import Batch, Clock, Entry
from application.registry import NOUNS
from domain import framework
from infrastructure.event_log import PalabreApplication, PalabreLog
from infrastructure.outside import SystemClock
from infrastructure.recorder import Factory
from infrastructure.vault import KeyVault

ON = date(2026, 3, 2)
MASTER = b"\x07" * 32


@contextmanager
def small_log(url: str, folder: Path, clock: Clock | None = None) -> Generator[PalabreLog]:
    """The log of a URL; several processes may open it."""
    clock = clock or SystemClock()
    vault = KeyVault(sa.create_engine(f"sqlite:///{folder / 'keys.db'}"), MASTER, clock)
    log = PalabreLog(PalabreApplication(Factory({Factory.DATABASE: url}, clock=clock.now), vault), NOUNS, "rules")
    try:
        yield log
    finally:
        log.close()


def subject(number: int) -> str:
    """The stream of a framework."""
    return f"framework-00000000-0000-7000-8000-{number:012x}"


def rename(log: PalabreLog, stream: str, *names: str) -> None:
    """Facts of a framework, recorded together."""
    facts = [
        Entry(
            stream=stream,
            event=framework.Renamed(name=name, on=ON),
            framework=stream,
            effective=ON,
            actor="import",
            about=stream,
        )
        for name in names
    ]
    log.append(Batch(entries=facts, expected={stream: log.version(stream)}, read={}))


def fill(log: PalabreLog, count: int, subjects: int = 5, at_once: int = 25) -> None:
    """So many facts of a few frameworks, in turn."""
    names: Iterator[str] = (f"nom {number} « é »" for number in range(count))
    for turn in range(-(-count // at_once)):
        few = [name for _, name in zip(range(min(at_once, count - turn * at_once)), names, strict=False)]
        rename(log, subject(turn % subjects), *few)


def surroundings() -> dict[str, str]:
    """What a process started by a test needs to find this project."""
    root = str(Path(__file__).parents[1])
    return {**os.environ, "PYTHONPATH": root}
