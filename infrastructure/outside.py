"""The clock on the wall, and new names for new things."""

from datetime import UTC, datetime

from uuid_utils import uuid7


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        """The present instant."""
        return datetime.now(UTC)  # noqa: TID251 — the one clock of the composition root


class SetClock:
    """A clock that stands where it is put: for the sample territory, whose year is told in a minute."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def set(self, now: datetime) -> None:
        """Put the clock at an instant."""
        self._now = now

    def now(self) -> datetime:
        """Where the clock stands."""
        return self._now


class TimeOrderedIds:
    """UUIDv7: in the order of their making."""

    def stream(self, kind: str) -> str:
        """`agreement` → `agreement-019b…`."""
        return f"{kind}-{uuid7()}"
