"""Lets writers loose on one log, kills them, breaks their connections, and counts what was lost."""

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from infrastructure.engines import Database
from infrastructure.recorder import Recorder
from infrastructure.stored import Logged
from tests.infrastructure.events import assert_sound, whole_log

ROOT = Path(__file__).parents[2]
TERMINATE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT 3
"""


@dataclass
class Injector:
    """One run on one database."""

    url: str
    folder: Path
    seed: int = 1
    started: int = 0
    kills: int = 0
    writers: list[subprocess.Popen[bytes]] = field(default_factory=list[subprocess.Popen[bytes]])

    @property
    def acknowledged(self) -> Path:
        """What the writers were told is in the log."""
        return self.folder / "acknowledged"

    @property
    def seen(self) -> Path:
        """What the tailing reader saw."""
        return self.folder / "seen"

    def run(self, *, writers: int, seconds: float, every: float) -> "Findings":
        """Kill a writer and break connections `every` so many seconds, starting another writer in its place."""
        Recorder(Database(self.url)).create_table()
        tail = self._start("tests.faults.tail", str(self.seen))
        try:
            for _ in range(writers):
                self._start_writer()
            self._torment(seconds, every)
            for writer in self.writers:
                writer.terminate()
            # One that was told to stop while it was still starting is one more that was killed.
            assert {writer.wait(60) for writer in self.writers} <= {0, -signal.SIGTERM}
            tail.terminate()
            assert tail.wait(60) == 0
        finally:
            for process in (*self.writers, tail):
                process.kill()
        return Findings.of(self)

    def _torment(self, seconds: float, every: float) -> None:
        chance = random.Random(self.seed)
        self._wait_for_acknowledgements()
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            time.sleep(every * (0.5 + chance.random()))
            victim = self.writers.pop(chance.randrange(len(self.writers)))
            victim.kill()
            victim.wait()
            self.kills += 1
            self._start_writer()
            self._break_connections()
        time.sleep(every)

    def _wait_for_acknowledgements(self) -> None:
        deadline = time.monotonic() + 60
        while not all(file.exists() and file.stat().st_size for file in (self.acknowledged, self.seen)):
            assert time.monotonic() < deadline, "neither writers nor reader got going"
            time.sleep(0.01)

    def _break_connections(self) -> None:
        if not self.url.startswith("postgresql"):
            return
        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(TERMINATE)

    def _start_writer(self) -> None:
        self.started += 1
        self.writers.append(self._start("tests.faults.writer", str(self.acknowledged), str(self.started)))

    def _start(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", module, self.url, *arguments], cwd=ROOT)


@dataclass(frozen=True)
class Findings:
    """What a run left behind."""

    log: list[Logged]
    outcomes: list[dict[str, Any]]
    seen: list[tuple[int, str]]
    claims: list[tuple[str, str]]
    kills: int
    sqlite_says: str

    @classmethod
    def of(cls, run: Injector) -> "Findings":
        """Read the log, and what writers and reader noted."""
        database = Database(run.url)
        try:
            recorder = Recorder(database)
            log = whole_log(recorder)
            streams = {str(logged.originator_id) for logged in log}
            claims = [(value, stream) for stream in streams for _, value in recorder.claims_of(stream)]
        finally:
            database.close()
        outcomes = [json.loads(line) for line in run.acknowledged.read_text().splitlines() if line.endswith("}")]
        seen = [(int(position), name) for position, name in map(str.split, run.seen.read_text().splitlines())]
        return cls(log, outcomes, seen, claims, run.kills, _integrity(database))

    def assert_nothing_amiss(self) -> None:
        """Nothing acknowledged is lost, nothing doubled, skipped or half there."""
        assert [outcome for outcome in self.outcomes if "fault" in outcome] == []
        assert_sound(self.log)
        self._assert_acknowledged_is_there()
        self._assert_commands_are_whole()
        self._assert_nothing_moved_under_a_decision()
        assert self.seen == [(logged.id, logged.event_id) for logged in self.log], "the reader skipped or doubled"
        assert self.sqlite_says == "ok"

    def _assert_acknowledged_is_there(self) -> None:
        there = {str(logged.id): logged.event_id for logged in self.log}
        acknowledged = [pair for outcome in self.outcomes for pair in outcome.get("events", {}).items()]
        assert [(position, name) for position, name in acknowledged if there.get(position) != name] == []

    def _assert_commands_are_whole(self) -> None:
        parts: dict[str, list[tuple[int, int, int]]] = {}
        for logged in self.log:
            state = json.loads(logged.state)
            parts.setdefault(state["command"], []).append((logged.id, state["part"], state["of"]))
        for found in parts.values():
            first = found[0][0]
            assert found == [(first + part, part, found[0][2]) for part in range(found[0][2])]
        streams = {json.loads(logged.state)["command"]: str(logged.originator_id) for logged in self.log}
        assert Counter(self.claims) == Counter(streams.items()), "claims and events went separate ways"

    def _assert_nothing_moved_under_a_decision(self) -> None:
        heads: dict[str, int] = {}
        for logged in self.log:
            state = json.loads(logged.state)
            if state["part"] == 0:
                assert {stream: heads.get(stream, 0) for stream in state["read"]} == state["read"]
            heads[str(logged.originator_id)] = logged.originator_version

    @property
    def conflicts(self) -> int:
        """How often writers met on one stream."""
        return sum("conflict" in outcome for outcome in self.outcomes)


def _integrity(database: Database) -> str:
    if not database.is_sqlite:
        return "ok"
    with closing(sqlite3.connect(database.file)) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
