"""A log with views beside it, on both databases."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

import pytest
import sqlalchemy as sa

from application.nouns import effective
from application.ports import Batch, Entry
from application.registry import NOUNS
from infrastructure.event_log import PalabreApplication, PalabreLog
from infrastructure.recorder import Factory
from infrastructure.vault import KeyVault
from infrastructure.views.opened import ALL, ReadSide, open_views
from infrastructure.views.view import View
from tests.infrastructure.views import territory
from tests.templates import copied

RULES = "rules"


class Ticking:
    """A clock that moves on a second at every look."""

    def __init__(self) -> None:
        self._now = datetime(2025, 4, 1, 8, tzinfo=UTC)

    def now(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now


@dataclass
class Place:
    """A log somewhere, what it needs, and the views that were opened beside it."""

    url: str
    folder: Path
    vault: KeyVault = field(init=False)
    log: PalabreLog = field(init=False)
    sides: list[ReadSide] = field(default_factory=list[ReadSide])

    def __post_init__(self) -> None:
        clock = Ticking()
        keys = sa.create_engine(f"sqlite:///{self.folder / 'keys.db'}")
        self.vault = KeyVault(keys, (self.folder / "master").read_bytes(), clock)
        factory = Factory({Factory.DATABASE: self.url}, clock=clock.now)
        self.log = PalabreLog(PalabreApplication(factory, self.vault), NOUNS, RULES)

    def record(
        self,
        told: Iterable[tuple[str, object]],
        *,
        framework: str | None = territory.FRAMEWORK,
        actor: str = territory.ANA,
        causation: str | None = None,
    ) -> int:
        """Append events, one transaction for each run of events of one stream; the last position."""
        position = 0
        for stream, group in groupby(told, key=lambda one: one[0]):
            of_register = stream.partition("-")[0] in {"organisation", "person", "mandate", "installation"}
            entries = [
                Entry(
                    stream=stream,
                    event=event,
                    framework=None if of_register else framework,
                    effective=effective(event),
                    actor=actor,
                    causation=causation,
                    about=stream,
                )
                for _, event in group
            ]
            batch = Batch(entries=entries, expected={stream: self.log.version(stream)}, read={})
            position = self.log.append(batch).positions[-1]
        return position

    def views(self, views: Iterable[View] = ALL, rules: str = RULES) -> ReadSide:
        """Open the views, as one more process would."""
        side = open_views(self.url, self.log, NOUNS, rules, views)
        self.sides.append(side)
        return side

    def close(self) -> None:
        for side in self.sides:
            side.close()
        self.log.close()


@contextmanager
def place(url: str, folder: Path) -> Iterator[Place]:
    """A log and its keys in a folder."""
    master = folder / "master"
    if not master.exists():
        master.write_bytes(os.urandom(32))
    found = Place(url, folder)
    try:
        yield found
    finally:
        found.close()


def nothing(url: str, folder: Path) -> None:
    """A log with nothing in it, and views that have not begun."""
    with place(url, folder) as made:
        made.views()


def the_territory(url: str, folder: Path) -> None:
    """A log that holds the whole territory, and views that have not begun."""
    with place(url, folder) as made:
        made.record(territory.everything())
        made.views()


@pytest.fixture
def empty(database_kind: str, tmp_path: Path) -> Iterator[Place]:
    """A log with nothing in it."""
    with copied(nothing, database_kind, tmp_path) as (url, _), place(url, tmp_path) as found:
        yield found


@pytest.fixture
def told(database_kind: str, tmp_path: Path) -> Iterator[Place]:
    """A log that holds the whole territory."""
    with copied(the_territory, database_kind, tmp_path) as (url, _), place(url, tmp_path) as found:
        yield found


def by_id(items: Iterable[Mapping[str, object]]) -> dict[str, Mapping[str, object]]:
    return {str(item["id"]): item for item in items}
