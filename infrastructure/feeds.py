"""The log as a feed: the wanted facts of a stretch of it, each with what its leaf digests."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from hashlib import sha256

import sqlalchemy as sa
from eventsourcing.persistence import PersistenceError

from application.feeds import Found, Stretch, Wanted
from application.ports import Unavailable
from infrastructure import event_names
from infrastructure.event_log import PalabreLog
from infrastructure.leaves import leaf_data
from infrastructure.mapper import body_input
from infrastructure.stored import Logged
from infrastructure.tables import events

MOST_READ = 5_000
"""Rows looked through for one page, however rare what is wanted."""


class LogFeed:
    """Reads stretches of the log; nothing here waits for a writer."""

    def __init__(self, log: PalabreLog) -> None:
        self._log = log

    def stretch(self, wanted: Wanted, after: int, limit: int) -> Stretch:
        """The next facts of a kind; where only some of the rows read are wanted, the page may be short."""
        how_many = limit if wanted.actor is None else MOST_READ
        with answering():
            last = self._log.position()
            rows = self._log.recorder.select_wanted(_conditions(wanted), after, last, how_many)
        found = [one for one in map(self._found, rows) if wanted.admits(one.fact)]
        if len(found) > limit or len(rows) == how_many:
            found = found[:limit]
            return Stretch(found=found, next=_reached(found, rows, limit))
        return Stretch(found=found, next=max(after, last))

    def _found(self, row: Logged) -> Found:
        content = body_input(row)
        body = sha256(content).digest()
        micros = round(row.recorded_at.timestamp() * 1_000_000)
        return Found(
            fact=self._log.mapper.recorded(row),
            leaf=leaf_data(row.id, micros, body).decode(),
            content=content.decode(),
        )

    def wait_beyond(self, position: int, seconds: float) -> bool:
        """Whether the log reaches beyond a position, as soon as it does or when the time is up."""
        with answering():
            return self._log.recorder.wait_beyond(position, seconds)


def _reached(found: Sequence[Found], rows: Sequence[Logged], limit: int) -> int:
    return found[-1].fact.position if len(found) == limit else rows[-1].id


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    t = events.c
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.types:
        conditions.append(t.name.in_([topic for name in wanted.types for topic in _topics(name)]))
    if wanted.subject is not None:
        conditions.append(t.stream == wanted.subject)
    if wanted.framework is not None:
        conditions.append(t.framework == wanted.framework)
    if wanted.within.frameworks:
        conditions.append(t.framework.in_(wanted.within.frameworks))
    if wanted.within.types:
        names = wanted.within.names(event_names.NAMES)
        conditions.append(t.name.in_([topic for name in names for topic in _topics(name)]))
    return conditions


def _topics(name: str) -> list[str]:
    kind = event_names.NAMES.get(name)
    return [name] if kind is None else event_names.topics(kind)


@contextmanager
def answering() -> Generator[None]:
    """A database that does not answer is told as such."""
    try:
        yield
    except PersistenceError as error:
        raise Unavailable(str(error)) from error
