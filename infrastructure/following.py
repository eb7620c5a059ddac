"""Waiting for the log to grow: woken at once by this process, soon enough by another."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from time import monotonic

import sqlalchemy as sa
from eventsourcing.persistence import ApplicationRecorder, Notification, Subscription

from infrastructure.engines import Database
from infrastructure.tables import events

GLANCE = 0.02
"""Seconds between two looks for what other processes wrote."""

A_WHILE = 60.0
"""Seconds a subscriber waits before it asks itself again."""

SUBSCRIPTION_BATCH = 500

_LAST = sa.select(sa.func.max(events.c.position))


class Bell:
    """Rings when this process appends; whoever waits also glances at what other processes may have written."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rung = threading.Condition(threading.Lock())
        self._rings = 0

    def ring(self) -> None:
        """Wake whoever waits."""
        with self._rung:
            self._rings += 1
            self._rung.notify_all()

    def _wait(self, rings: int, timeout: float) -> None:
        """Until it has rung since the look at the log began, so that no ring between look and wait is missed."""
        with self._rung:
            self._rung.wait_for(lambda: self._rings != rings, timeout)

    def wait_beyond(self, position: int, timeout: float, given_up: Callable[[], bool] = lambda: False) -> bool:
        """Whether the log reaches beyond the position: as soon as it does, or once the time is up or nobody cares."""
        deadline = monotonic() + timeout
        with self._database.watch() as changed:
            while True:
                rings = self._rings
                if changed() and self._last() > position:
                    return True
                if (remaining := deadline - monotonic()) <= 0 or given_up():
                    return False
                self._wait(rings, min(remaining, GLANCE))

    def _last(self) -> int:
        return self._database.rows(_LAST)[0][0] or 0


class LogSubscription(Subscription[ApplicationRecorder]):
    """Every notification in log order, then those to come. Reads in the thread that iterates; needs none of its own."""

    def __init__(self, recorder: ApplicationRecorder, bell: Bell, gt: int | None, topics: Sequence[str]) -> None:
        super().__init__(recorder, gt, topics)
        self._bell = bell
        self._after = gt or 0
        self._waiting: deque[Notification] = deque()

    def stop(self) -> None:
        """End the iteration, also for a thread that waits in it."""
        super().stop()
        self._bell.ring()

    def __next__(self) -> Notification:
        while not self._has_been_stopped:
            if self._waiting:
                return self._waiting.popleft()
            if self._bell.wait_beyond(self._after, A_WHILE, lambda: self._has_been_stopped):
                self._read()
        raise StopIteration

    def _read(self) -> None:
        """Remembers how far it looked, so that what other topics hold is read over once."""
        last = self._recorder.max_notification_id() or 0
        found = self._recorder.select_notifications(
            self._after, SUBSCRIPTION_BATCH, stop=last, topics=self._topics, inclusive_of_start=False
        )
        self._waiting.extend(found)
        self._after = found[-1].id if len(found) == SUBSCRIPTION_BATCH else last
