"""The alarm clock: APScheduler wakes the engine at an interval and holds no job of its own."""

from collections.abc import Callable
from datetime import UTC
from typing import Any


def every(seconds: float, ring: Callable[[], object]) -> Callable[[], None]:
    """Ring at an interval, never twice at once; returns what stops it."""
    # It ships no types. Loaded here, since nearly every command does without an alarm clock
    import apscheduler.schedulers.background as apscheduler  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]

    scheduler: Any = apscheduler.BackgroundScheduler(timezone=UTC)
    scheduler.add_job(ring, "interval", seconds=seconds, max_instances=1, coalesce=True)
    scheduler.start()
    return lambda: scheduler.shutdown(wait=False)
