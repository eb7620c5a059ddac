"""Events a second when views are built anew: each view alone and all together, against reading and inserting raw."""

import itertools
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).parent.parent))

from uuid_utils import uuid7

from application.nouns import effective
from application.ports import Entry
from application.registry import NOUNS
from benchmarks.report import Row, compared, options, progress, show
from infrastructure.codec import adapter
from infrastructure.event_log import PalabreApplication, PalabreLog
from infrastructure.mapper import Numbered
from infrastructure.outside import SystemClock
from infrastructure.recorder import Factory
from infrastructure.vault import KeyVault
from infrastructure.views.opened import ReadSide, open_views
from tests.infrastructure.views import territory

AIM = 20_000
WRITTEN = 5_000
"""Events in one transaction, for the floor as for ours."""
PAYMENTS = 3
"""How often the money events of an agreement are told over in a copy: agreements live long."""
RULES = "benchmark"
ROWS = "SELECT position, stream, version, name, framework, recorded_at, state FROM events ORDER BY position"

Story = Sequence[tuple[str, Any, str]]
"""Stream, type of event, and its payload as JSON text."""


@dataclass
class Log:
    """A log on a file of its own, with the person's keys beside it."""

    folder: Path

    def __post_init__(self) -> None:
        self.url = f"sqlite:///{self.folder / 'log.db'}"
        keys = sa.create_engine(f"sqlite:///{self.folder / 'keys.db'}")
        vault = KeyVault(keys, b"k" * 32, SystemClock())
        factory = Factory({Factory.DATABASE: self.url})
        self.log = PalabreLog(PalabreApplication(factory, vault), NOUNS, RULES)

    def fill(self, count: int) -> int:
        """Record at least so many events: the sample territory, over and over under other names."""
        story, written, waiting = _story(), 0, list[Any]()
        for copy in itertools.count():
            if written + len(waiting) >= count:
                break
            waiting += self._copy(story, with_people=copy == 0)
            if len(waiting) >= WRITTEN:
                written += self._write(waiting)
                progress(f"recording {written}/{count} events")
        return written + (self._write(waiting) if waiting else 0)

    def _write(self, waiting: list[Any]) -> int:
        self.log.recorder.insert_events(waiting)
        written = len(waiting)
        waiting.clear()
        return written

    def _copy(self, story: Story, *, with_people: bool) -> Iterator[Any]:
        names = {stream: f"{stream.partition('-')[0]}-{uuid7()}" for stream, _, _ in story if _is_renamed(stream)}
        names[territory.FRAMEWORK] = f"framework-{uuid7()}"
        versions: dict[str, int] = {}
        for stream, kind, payload in story:
            if stream.startswith("person-") and not with_people:
                continue
            text = payload
            for old, new in names.items():
                text = text.replace(f'"{old}"', f'"{new}"')
            name = names.get(stream, stream)
            versions[name] = versions.get(name, 0) + 1
            event = adapter(kind).validate_json(text)
            yield self.log.mapper.to_stored_event(Numbered(name, versions[name], _entry(name, event, names)))

    def views(self) -> ReadSide:
        """The views, empty at first."""
        return open_views(self.url, self.log, NOUNS, RULES)

    def close(self) -> None:
        """Let go of the file."""
        self.log.close()


def _is_renamed(stream: str) -> bool:
    return not stream.startswith("person-")


def _entry(stream: str, event: object, names: dict[str, str]) -> Entry:
    of_register = stream.partition("-")[0] in {"organisation", "person", "mandate"}
    return Entry(
        stream=stream,
        event=event,
        framework=None if of_register else names[territory.FRAMEWORK],
        effective=effective(event),
        actor=territory.ANA,
        about=stream,
    )


def _story() -> Story:
    told = list(territory.everything())
    money = [one for one in told if one[0] == territory.GRANT and _is_money(one[1])]
    told += money * PAYMENTS
    kinds: list[Any] = [type(event) for _, event in told]
    return [
        (stream, kind, adapter(kind).dump_json(event).decode())
        for kind, (stream, event) in zip(kinds, told, strict=True)
    ]


def _is_money(event: object) -> bool:
    return type(event).__name__ in {"CreditsVoted", "CreditsCommitted", "PaymentOrdered", "Paid"}


def raw(log: Path) -> Callable[[], float]:
    """Read the same rows, decode their two JSON documents, insert each as it is: no fold, no view, no index."""

    def measure() -> float:
        floor = log.parent / "floor.db"
        floor.unlink(missing_ok=True)
        with closing(sqlite3.connect(log)) as source, closing(sqlite3.connect(floor)) as target:
            target.execute("PRAGMA journal_mode=WAL")
            target.execute(
                "CREATE TABLE floor (position INTEGER PRIMARY KEY, stream, version, name, framework, at, text)"
            )
            start, count = time.perf_counter(), 0
            cursor = source.execute(ROWS)
            while rows := cursor.fetchmany(WRITTEN):
                target.executemany("INSERT INTO floor VALUES (?,?,?,?,?,?,?)", map(_decoded, rows))
                target.commit()
                count += len(rows)
            return count / (time.perf_counter() - start)

    return measure


def _decoded(row: tuple[Any, ...]) -> tuple[Any, ...]:
    envelope, _, payload = row[6].partition(b"\n")
    parsed = {**json.loads(envelope), "payload": json.loads(payload)}
    return (*row[:6], parsed["id"])


def rebuilds(side: ReadSide, count: int, floor: float) -> Iterator[Row]:
    """Each view alone, compared and swapped included."""
    for name in side.projector.views:
        progress(f"rebuilding {name}")
        rebuilt = side.reading.rebuild(name)
        assert rebuilt.differences == 0, rebuilt.examples
        yield _row(f"rebuild {name}", count / rebuilt.seconds, floor)


def _row(name: str, rate: float, floor: float) -> Row:
    return compared(
        name=name,
        unit="events/s",
        ours=rate,
        against="read, decode, insert raw",
        theirs=floor,
        aim=f"≥ {AIM:,} events/s",
    )


def main() -> None:
    """Measure and print."""
    parser = options(__doc__ or "")
    parser.add_argument("--events", type=int, default=0, help="how many events the log holds (100,000)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        log = Log(Path(home))
        count = log.fill(asked.events or (20_000 if asked.quick else 100_000))
        floor = raw(Path(home) / "log.db")
        side = log.views()
        progress("from nothing to all views")
        start = time.perf_counter()
        side.catch_up()
        together = count / (time.perf_counter() - start)
        rate = sorted(floor() for _ in range(3))[1]
        rows = [*rebuilds(side, count, rate), _row(f"all {len(side.projector.views)} views at once", together, rate)]
        progress("")
        show(rows, title=f"Building views anew from {count:,} events (SQLite)", as_json=asked.json)
        side.close()
        log.close()


if __name__ == "__main__":
    main()
