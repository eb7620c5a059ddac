"""Follows the log and delivers: any number of processes may run one, and each delivery is made by one of them."""

import logging
import random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from threading import Event
from time import monotonic

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from application.feeds import Line
from application.ports import Unavailable
from application.webhooks import Attempt, Notice
from infrastructure.webhooks import messages
from infrastructure.webhooks.messages import Endpoint, Message
from infrastructure.webhooks.queue import BEGIN, Queue, Reader
from infrastructure.webhooks.sending import Answer, Post
from infrastructure.webhooks.signing import Strongbox
from infrastructure.webhooks.subscriptions import StoredWebhooks
from infrastructure.webhooks.tables import HookStore, subscriptions
from infrastructure.webhooks.tasks import Outcome, Task

SCHEDULE = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=10),
)
"""How long after each attempt that failed the next one is made; after the last, the sequence is parked."""

JITTER, LONGEST = 0.2, timedelta(days=1)
AT_ONCE, GLANCE, SHORT = 32, 0.1, 0.02
KEPT, TENDING = timedelta(days=30), 60.0
Writer = Callable[[Sequence[int]], Mapping[int, Line]]
"""The facts at these positions, written as they are now."""
Parked = Callable[[str, str], object]
"""Told of each subscription and subject whose deliveries were given up."""
logger = logging.getLogger(__name__)


class Deliverer:
    """One process's part of the work. Not for several threads: it has threads of its own to send."""

    def __init__(
        self,
        store: HookStore,
        queue: Queue,
        hooks: StoredWebhooks,
        box: Strongbox,
        post: Post,
        read: Reader,
        write: Writer,
        now: Callable[[], datetime],
        notice: Notice,
        parked: Parked,
        at_once: int = AT_ONCE,
    ) -> None:
        self._store, self._queue, self._hooks, self._box, self._post = store, queue, hooks, box, post
        self._read, self._write, self._now, self._notice, self._parked = read, write, now, notice, parked
        self._at_once = at_once
        self._pool = ThreadPoolExecutor(at_once, "webhook")
        self._sending: set[Future[Outcome]] = set()
        self._done: list[Outcome] = []
        self._tended = 0.0

    def follow(self, stop: Event) -> None:
        """Deliver until told to stop; what is on its way then is waited for."""
        while not stop.is_set():
            try:
                if not self.step():
                    stop.wait(GLANCE)
            except (Unavailable, SQLAlchemyError, OSError):
                logger.warning("webhooks: the database does not answer; trying again", exc_info=True)
                stop.wait(1.0)
        self.finish()

    def finish(self) -> None:
        """Wait for what is on its way and write down what came of it."""
        wait(self._sending)
        self._collect()
        self._pool.shutdown()

    def step(self) -> bool:
        """Look for work, hand it out, write down what came of it; whether there was any."""
        self._tend()
        more = self._queue.fill(self._read)
        tasks = self._queue.claim(self._at_once - len(self._sending))
        self._hand_out(tasks)
        if self._sending:
            wait(self._sending, timeout=SHORT, return_when=FIRST_COMPLETED)
        return self._collect() or more or bool(tasks)

    def drain(self, longest: float = 60.0) -> None:
        """Until nothing is due and nothing on its way."""
        end = monotonic() + longest
        while (self.step() or self._sending) and monotonic() < end:
            pass

    def _tend(self) -> None:
        if monotonic() - self._tended > TENDING or not self._tended:
            self._tended = monotonic()
            self._tell(self._queue.tend(KEPT))

    def _hand_out(self, tasks: Sequence[Task]) -> None:
        if not tasks:
            return
        endpoints = self._endpoints({task.subscription for task in tasks})
        until = monotonic() + BEGIN.total_seconds()
        for task in tasks:
            self._sending.add(self._pool.submit(self._deliver, task, endpoints[task.subscription], until))

    def _endpoints(self, names: set[str]) -> Mapping[str, Endpoint]:
        s = subscriptions.c
        with self._store.reading() as connection:
            rows = connection.execute(sa.select(s.id, s.url, s.secrets).where(s.id.in_(names))).all()
        return {row.id: Endpoint(row.id, row.url, self._box.open(row.id, row.secrets)) for row in rows}

    def _deliver(self, task: Task, endpoint: Endpoint, until: float) -> Outcome:
        """One after the other, until one is not taken or it is time to let others have their turn."""
        made: list[Attempt] = []
        try:
            lines = self._write(task.positions)
        except Unavailable:  # whoever holds the sequence when the lease is over finds the log again
            return Outcome(task, made)
        for place in task.positions:
            if made and monotonic() > until:
                break
            line, number = lines[place], 1 if made else task.tried + 1
            message = Message(line.event_id, line.text, line.stream, place)
            attempt, answer = messages.send(endpoint, message, number, self._post, self._now)
            made.append(attempt)
            if not answer.taken:
                return Outcome(task, made, next_try(number, answer, self._now()))
        return Outcome(task, made)

    def _collect(self) -> bool:
        finished = {one for one in self._sending if one.done()}
        self._sending -= finished
        self._done += [one.result() for one in finished]
        if not self._done:
            return False
        self._tell(self._queue.settle(self._done))
        for one in self._done:
            if one.failed and one.again is None:
                self._parked(*one.task.sequence)
        gone = {one.task.subscription for one in self._done if one.failed and one.failed.status == 410}
        self._done = []
        for name in gone:
            self._hooks.disable(name, "the receiver says that it is gone (410)")
        self._tell(sorted(gone))
        return True

    def _tell(self, disabled: Sequence[str]) -> None:
        for name in disabled:
            self._notice(self._hooks.one(name))


def next_try(number: int, answer: Answer, now: datetime) -> datetime | None:
    """When to try again after so many tries, a little later by chance; None: no more."""
    if number > len(SCHEDULE):
        return None
    asked = timedelta(seconds=answer.retry_after or 0)
    usual = SCHEDULE[number - 1] * (1 + JITTER * random.random())  # noqa: S311 — to spread, not to hide
    return now + max(usual, min(asked, LONGEST))
