"""The log and the calendar for readers of people's own choice: documents as values, and where the archive is cut."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from application.ports import Recorded
from domain.decider import record

PAGE = 100
"""Events in a document of the archive."""


@record
class Told:
    """One event in words. `id` is a URI that never changes."""

    id: str
    title: str
    text: str
    type: str
    at: datetime
    link: str


@record
class Document:
    """One document of a feed: the current one, or one of the archive, which is complete and never changes.

    `previous` is the address of the document before it, `current` that of the feed. What comes after it is not said in
    it: it would change.
    """

    id: str
    title: str
    author: str
    language: str
    address: str
    current: str
    home: str
    previous: str | None
    archived: bool
    updated: datetime
    entries: Sequence[Told]
    """The newest first."""


@record
class Appointment:
    """A meeting or a deadline. A day without an hour lasts all day; `place`, `ends` are empty where unknown."""

    uid: str
    sequence: int
    stamp: datetime
    starts: date | datetime
    ends: datetime | None = None
    title: str
    text: str
    place: str = ""
    kind: str
    status: str
    """CONFIRMED, TENTATIVE or CANCELLED, as iCalendar has it."""
    blocks_time: bool
    alarms: Sequence[timedelta] = ()
    """How long after it begins: negative ones come before."""
    link: str


@record
class Agenda:
    """Meetings and deadlines of somebody, in their order. Hours are told in `zone`; `id` never changes."""

    id: str
    title: str
    language: str
    zone: str
    entries: Sequence[Appointment]


class Pages(Protocol):
    """Events by their numbers: those of the log, or of one framework, from 1 without gaps."""

    def total(self, framework: str | None) -> int:
        """How many there are."""
        ...

    def between(self, framework: str | None, first: int, last: int) -> Sequence[Recorded]:
        """Those from one number to another, both included, as far as there are."""
        ...


class Formats(Protocol):
    """Documents in the formats of readers."""

    def atom(self, document: Document) -> bytes:
        """Atom (RFC 4287) with archives (RFC 5005)."""
        ...

    def json_feed(self, document: Document) -> bytes:
        """JSON Feed 1.1."""
        ...

    def calendar(self, agenda: Agenda) -> bytes:
        """ICalendar (RFC 5545)."""
        ...


def archived(total: int) -> int:
    """How many documents the archive holds: what comes after them, a full one at least, stands in the current one."""
    return max(0, total // PAGE - 1)


def span(number: int | None, total: int) -> tuple[int, int]:
    """The first and last event of a document of the archive, or of the current one."""
    if number is None:
        return archived(total) * PAGE + 1, total
    return (number - 1) * PAGE + 1, number * PAGE
