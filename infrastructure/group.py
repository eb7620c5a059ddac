"""Callers who come while a commit runs share the next one."""

import threading
from collections import deque
from collections.abc import Callable, Sequence

from infrastructure.settling import Append
from infrastructure.stored import OutcomeUnknown

MOST_EVENTS = 5_000
"""Where a batch stops taking more callers in, so that nobody waits behind an endless commit."""


class Waiting:
    """A caller in the queue. `wake` is held while it has to wait."""

    __slots__ = ("append", "done", "wake")

    def __init__(self, append: Append) -> None:
        self.append = append
        self.done = False
        self.wake = threading.Lock()


class GroupCommit:
    """One caller leads and commits for all who wait, then hands the lead to the first who came since.

    The lead is handed over explicitly: were it a plain lock, the releasing thread would take it again and
    every commit would serve one caller.
    """

    def __init__(self, commit: Callable[[Sequence[Append]], None]) -> None:
        self._commit = commit
        self._mutex = threading.Lock()
        self._queue: deque[Waiting] = deque()
        self._led = False

    @property
    def waiting(self) -> int:
        """How many wait for the next commit."""
        return len(self._queue)

    def submit(self, append: Append) -> None:
        """Return once the append is settled: its positions or its error are then set."""
        mine = Waiting(append)
        if self.join(mine):
            self._lead([mine])
            return
        try:
            mine.wake.acquire()
        except BaseException:
            self.withdraw(mine)
            raise
        if not mine.done:
            self._lead(self._take())

    def join(self, mine: Waiting) -> bool:
        """Take the lead if nobody has it, or else a place in the queue; whether it is the lead."""
        with self._mutex:
            if not self._led:
                self._led = True
                return True
            mine.wake.acquire()
            self._queue.append(mine)
        return False

    def withdraw(self, mine: Waiting) -> None:
        """An interrupted caller leaves the queue, and passes the lead on if it was just handed it."""
        with self._mutex:
            if mine not in self._queue:
                return
            self._queue.remove(mine)
        if not mine.wake.locked():
            self._hand_over()

    def _lead(self, batch: Sequence[Waiting]) -> None:
        try:
            self._commit([waiting.append for waiting in batch])
        finally:
            for waiting in batch:
                _conclude(waiting)
            self._hand_over()

    def _take(self) -> list[Waiting]:
        with self._mutex:
            batch = [self._queue.popleft()]
            size = len(batch[0].append.events)
            while self._queue and (size := size + len(self._queue[0].append.events)) <= MOST_EVENTS:
                batch.append(self._queue.popleft())
        return batch

    def _hand_over(self) -> None:
        with self._mutex:
            if self._queue:
                self._queue[0].wake.release()
            else:
                self._led = False


def _conclude(waiting: Waiting) -> None:
    append = waiting.append
    if append.positions is None and append.error is None:
        append.error = OutcomeUnknown("the commit was interrupted")
    waiting.done = True
    if waiting.wake.locked():
        waiting.wake.release()
