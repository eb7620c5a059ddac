"""The log as a feed: the wanted facts of a stretch of it, each with what its leaf digests."""

from collections import OrderedDict
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from threading import Lock
from typing import Any

import sqlalchemy as sa
from eventsourcing.persistence import PersistenceError

from application.feeds import Found, Line, Lines, Stretch, Wanted
from application.ports import Unavailable
from infrastructure import event_names
from infrastructure.cloud_events import HERE
from infrastructure.event_log import PalabreLog
from infrastructure.leaves import leaf_data
from infrastructure.lines import COLUMNS, Row, line
from infrastructure.mapper import body_input
from infrastructure.stored import Logged, microseconds
from infrastructure.tables import events

MOST_READ = 5_000
"""Rows looked through for one page, however rare what is wanted."""


EVERYTHING = Wanted()
KEPT = 64 << 20
"""Bytes of written pages that are remembered."""
Asked = tuple[Wanted, int, int]


class Pages:
    """Full pages, as they were written: those asked for longest ago are let go first."""

    def __init__(self, most: int = KEPT) -> None:
        self._most, self._size, self._lock = most, 0, Lock()
        self._kept: OrderedDict[Asked, tuple[Lines, int]] = OrderedDict()

    def get(self, asked: Asked) -> Lines | None:
        """The page, where it is remembered."""
        with self._lock:
            if (found := self._kept.get(asked)) is None:
                return None
            self._kept.move_to_end(asked)
            return found[0]

    def keep(self, asked: Asked, page: Lines) -> None:
        """Remember a page that never changes."""
        size = sum(len(one.text) for one in page.found)
        with self._lock:
            if asked not in self._kept:
                self._kept[asked] = page, size
                self._size += size
            while self._size > self._most:
                self._size -= self._kept.popitem(last=False)[1][1]


class LogFeed:
    """Reads stretches of the log; nothing here waits for a writer."""

    def __init__(self, log: PalabreLog, base: str = HERE) -> None:
        self._log, self._base = log, base
        self._pages = Pages()

    def lines(self, wanted: Wanted, after: int, limit: int) -> Lines:
        """The next facts of a kind, written; a full page about nobody is remembered, for it never changes."""
        asked = wanted, after, limit
        if (known := self._pages.get(asked)) is not None:
            return known
        with answering():
            page = self._lines(wanted, after, limit)
        if len(page.found) == limit and not any(one.is_about_people for one in page.found):
            self._pages.keep(asked, page)
        return page

    def _lines(self, wanted: Wanted, after: int, limit: int) -> Lines:
        how_many = limit if wanted.actor is None else MOST_READ
        last = 0 if wanted.is_everything else self._log.position()
        rows = self._rows(wanted, after, last, how_many)
        found = [line(row, self._log.mapper, self._base) for row in rows]
        if wanted.actor is not None:
            found = [one for one in found if one.actor == wanted.actor]
        if len(found) > limit or len(rows) == how_many:
            found = found[:limit]
            return Lines(found=found, next=found[-1].position if len(found) == limit else rows[-1][0])
        return Lines(found=found, next=max(after, last, *(one.position for one in found[-1:])))

    def at(self, positions: Sequence[int]) -> dict[int, Line]:
        """The facts at these positions, written anew: what is about a person erased since is not in them."""
        if not positions:
            return {}
        marks = ", ".join("?" * len(positions))
        query = f"SELECT {COLUMNS} FROM events WHERE position IN ({marks})"  # noqa: S608 — of constants
        with answering():
            rows = self._log.recorder.database.straight(query, positions)
            return {row[0]: line(row, self._log.mapper, self._base) for row in rows}

    def next(self, after: int, limit: int) -> Sequence[Line]:
        """The next facts, whatever they are."""
        return self.lines(EVERYTHING, after, limit).found

    def _rows(self, wanted: Wanted, after: int, last: int, limit: int) -> Sequence[Row]:
        """By the driver alone: this is what every listener waits for."""
        conditions, values = ["position > ?"], list[Any]((after,))
        for condition, value in _straight(wanted, last):
            conditions.append(condition)
            values += value
        query = f"SELECT {COLUMNS} FROM events WHERE {' AND '.join(conditions)} ORDER BY position LIMIT ?"  # noqa: S608 — of constants
        return self._log.recorder.database.straight(query, (*values, limit))

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
        return Found(
            fact=self._log.mapper.recorded(row),
            leaf=leaf_data(row.id, microseconds(row.recorded_at), body).decode(),
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


def _straight(wanted: Wanted, last: int) -> Sequence[tuple[str, Sequence[Any]]]:
    if wanted.is_everything:
        return ()
    found: list[tuple[str, Sequence[Any]]] = [("position <= ?", (last,))]
    if wanted.types:
        names = [topic for name in wanted.types for topic in _topics(name)]
        found.append((f"name IN ({', '.join('?' * len(names))})", names))
    if wanted.within.frameworks:
        inside = sorted(wanted.within.frameworks)
        found.append((f"framework IN ({', '.join('?' * len(inside))})", inside))
    if wanted.within.types:
        names = [topic for name in wanted.within.names(event_names.NAMES) for topic in _topics(name)]
        found.append((f"name IN ({', '.join('?' * len(names))})" if names else "1 = 0", names))
    chosen = (("stream = ?", wanted.subject), ("framework = ?", wanted.framework))
    return [*found, *((condition, (value,)) for condition, value in chosen if value is not None)]


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
