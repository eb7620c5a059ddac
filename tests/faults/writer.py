"""A process that appends as fast as it can, until told to stop or killed; what was acknowledged goes to a file.

python -m tests.faults.writer URL ACKNOWLEDGED SEED
"""

import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from eventsourcing.persistence import OperationalError

from infrastructure.engines import Database
from infrastructure.recorder import Recorder
from infrastructure.stored import IdempotencyKey, PreparedEvent, ReadSetChanged, StreamConflict
from tests.infrastructure.events import event

THREADS = 4
SHARED_STREAMS = 5
SLOW = 0.1
"""How often a commit is held up, and for how many seconds at most, just before it is sent."""

stopped = threading.Event()


def main(url: str, acknowledged: str, seed: int) -> None:
    """Append until SIGTERM."""
    signal.signal(signal.SIGTERM, stop)
    recorder = Recorder(Database(url))
    hold_up_commits(recorder, random.Random(seed))
    target = os.open(acknowledged, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    threads = [
        threading.Thread(target=write_on, args=(recorder, target, f"{seed}-{number}")) for number in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def stop(_signal: int, _frame: FrameType | None) -> None:
    """Finish what is begun, and begin no more."""
    stopped.set()


def hold_up_commits(recorder: Recorder, chance: random.Random) -> None:
    """Make some commits slow, so that death finds a transaction open."""
    writer: Any = recorder.writer
    at_once: Callable[[], None] = writer.about_to_commit

    def slowly() -> None:
        if chance.random() < SLOW:
            time.sleep(chance.random() * SLOW)
        at_once()

    writer.about_to_commit = slowly


def write_on(recorder: Recorder, target: int, name: str) -> None:
    """One caller: a command after the other, each under a key of its own."""
    chance = random.Random(name)
    number = 0
    while not stopped.is_set():
        number += 1
        try:
            outcome = command(recorder, f"{name}-{number}", chance)
        except Exception as error:  # noqa: BLE001 - nothing unforeseen may pass
            outcome = {"fault": repr(error)}
        os.write(target, json.dumps(outcome).encode() + b"\n")


def command(recorder: Recorder, name: str, chance: random.Random) -> dict[str, Any]:
    """Append one to three events to a stream of many writers or of one; say what became of it."""
    number = chance.randrange(SHARED_STREAMS)
    stream = f"shared-{number}" if chance.random() < 0.5 else f"alone-{name}"
    head = tried(lambda: recorder.head_version(stream))
    other = f"shared-{(number + 1) % SHARED_STREAMS}"
    read = {other: tried(lambda: recorder.head_version(other))}
    count = chance.randint(1, 3)
    events = [
        part_of(name, stream, head + 1 + part, {"part": part, "of": count, "read": read}) for part in range(count)
    ]
    key = IdempotencyKey("writer", "fault", name, name)
    claims = [("command", name, stream)]
    try:
        positions = tried(lambda: recorder.insert_events(events, read=read, key=key, claims=claims))
    except (StreamConflict, ReadSetChanged):
        return {"conflict": name}
    assert positions is not None
    return {"command": name, "events": dict(zip(map(str, positions), (e.event_id for e in events), strict=True))}


def part_of(name: str, stream: str, version: int, said: dict[str, Any]) -> PreparedEvent:
    """An event that says which command it belongs to and what that rested on."""
    state = json.dumps({"command": name, **said}).encode()
    return event(stream, version, f"framework-{version % 3}", state)


def tried(attempt: Callable[[], Any]) -> Any:
    """Again and again while the database is away; a retry under the same key settles an unknown outcome."""
    for _ in range(200):
        try:
            return attempt()
        except OperationalError:
            time.sleep(0.02)
    return attempt()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
