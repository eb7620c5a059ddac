"""What a process has taken on itself to deliver, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from application.webhooks import TAKEN, Attempt

Sequenced = tuple[str, str]
"""A subscription and a subject."""


@dataclass(frozen=True, slots=True)
class Task:
    """The first of what waits in a sequence, in order, and how often the very first was tried."""

    subscription: str
    subject: str
    positions: Sequence[int]
    tried: int

    @property
    def sequence(self) -> Sequenced:
        """Which sequence."""
        return self.subscription, self.subject


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a task: an attempt for each position that was come to; only the last can have failed.

    `again`: when to try that one once more; None parks the sequence.
    """

    task: Task
    attempts: Sequence[Attempt]
    again: datetime | None = None

    @property
    def failed(self) -> Attempt | None:
        """The attempt that ended it."""
        return self.attempts[-1] if self.attempts and self.attempts[-1].outcome != TAKEN else None

    @property
    def taken(self) -> Sequence[int]:
        """The positions that the receiver has."""
        return [one.position for one in self.attempts if one.outcome == TAKEN]
