"""A process that follows the log and notes what it sees, in the order it sees it.

python -m tests.faults.tail URL SEEN
"""

import signal
import sys
import threading
import time
from pathlib import Path
from types import FrameType

from eventsourcing.persistence import OperationalError

from infrastructure.engines import Database
from infrastructure.recorder import Recorder
from infrastructure.stored import Logged

stopped = threading.Event()


def main(url: str, seen: str) -> None:
    """Follow until SIGTERM, then to the end."""
    signal.signal(signal.SIGTERM, stop)
    recorder = Recorder(Database(url))
    after = 0
    with Path(seen).open("w", buffering=1) as file:
        while True:
            last_round = stopped.is_set()
            events = more(recorder, after)
            for event in events:
                file.write(f"{event.id} {event.event_id}\n")
                after = event.id
            if last_round and not events:
                return


def stop(_signal: int, _frame: FrameType | None) -> None:
    """Read to the end, then leave."""
    stopped.set()


def more(recorder: Recorder, after: int) -> list[Logged]:
    """What came since; nothing where the database is away."""
    try:
        recorder.wait_beyond(after, 0.1)
        return recorder.iterate(after, 200)
    except OperationalError:
        time.sleep(0.02)
        return more(recorder, after)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
