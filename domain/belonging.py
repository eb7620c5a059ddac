"""Who belonged to what, from which day: kept so that a day said later can correct one said earlier."""

from collections.abc import Mapping
from datetime import date

from domain.values import Since, Timeline, value_on

Belonging = Mapping[str, Timeline[bool]]
"""For each name, from which days it belonged (true) or no longer did (false)."""


def entered(belonging: Belonging, name: str, on: date) -> Belonging:
    """Belonging from that day on."""
    return _since(belonging, name, on, value=True)


def left(belonging: Belonging, name: str, on: date) -> Belonging:
    """No longer belonging from that day on."""
    return _since(belonging, name, on, value=False)


def belongs_on(belonging: Belonging, name: str, day: date) -> bool:
    """Whether that name belonged on that day, as far as is known."""
    return value_on(belonging.get(name, ()), day) is True


def all_on(belonging: Belonging, day: date) -> frozenset[str]:
    """Every name that belonged on that day."""
    return frozenset(name for name in belonging if belongs_on(belonging, name, day))


def _since(belonging: Belonging, name: str, on: date, *, value: bool) -> Belonging:
    return {**belonging, name: (*belonging.get(name, ()), Since(since=on, value=value))}
