"""What people are told: what was derived from the log for each, what they wish to be told, and what is on its way."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.decider import record


@record
class Notice:
    """Something one person is told. `key` is the same whenever it is derived, so that it is told once."""

    key: str
    person: str
    kind: str
    """An event (`agreement.Approved`), or `task.due`."""
    subject: str
    urgent: bool
    at: datetime
    number: int = 0
    read: bool = False
    mailed: bool = False


@record
class Wishes:
    """What a person wants to be written about, and in which language."""

    weekly: bool = True
    at_once: bool = True
    language: str = "fr"


@record
class Letter:
    """An e-mail that has to be sent: the notices it tells, under a name that never changes."""

    key: str
    person: str
    weekly: bool
    notices: Sequence[Notice]


class Notices(Protocol):
    """Notices, wishes and letters, beside the log."""

    def reached(self) -> int:
        """The position up to which the log was read."""
        ...

    def add(self, notices: Sequence[Notice], position: int) -> int:
        """Keep what is new of these, together with how far the log was read; how many were new."""
        ...

    def of(self, person: str, limit: int) -> Sequence[Notice]:
        """A person's, the latest first."""
        ...

    def unread(self, person: str) -> int:
        """How many a person has not read."""
        ...

    def mark_read(self, person: str) -> None:
        """They have seen them all."""
        ...

    def wishes(self, person: str) -> Wishes:
        """What they wish."""
        ...

    def wish(self, person: str, wishes: Wishes) -> None:
        """Keep what they wish."""
        ...

    def plan(self, now: datetime) -> int:
        """Make letters of what has to be told now; how many."""
        ...

    def take(self, now: datetime) -> Letter | None:
        """A letter to send: nobody else gets it meanwhile."""
        ...

    def sent(self, key: str) -> None:
        """The mail server has it."""
        ...

    def failed(self, key: str, now: datetime) -> None:
        """It was not taken; it is tried again later, and given up after some days."""
        ...

    def unsubscriber(self, person: str) -> str:
        """The secret by which a person's letters end."""
        ...

    def unsubscribe(self, secret: str) -> bool:
        """End the letters of whoever's secret it is; whether it is anybody's."""
        ...
