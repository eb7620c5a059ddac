"""What follows while the story is told: reactions, cases that move, timers that go off each at its own time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.case.state import Case
from interfaces.parts import Parts


class SampleRefused(Exception):
    """A step of the sample was refused: names the file, the step, the command and the rule."""


@dataclass(slots=True)
class Following:
    """Lets everything follow up to an instant, and puts the clock wherever something is due before it."""

    parts: Parts
    set_clock: Callable[[datetime], None]

    def until(self, instant: datetime) -> None:
        """Everything that is due before, in order; what happens at one instant is told whole before anything follows.

        Raises SampleRefused where something of it is refused.
        """
        if instant <= self.parts.clock.now():
            return
        self.react()
        while (due := self._next(instant)) is not None:
            self.set_clock(max(due, self.parts.clock.now()))
            self._ring()
            self.react()

    def react(self) -> None:
        """What follows now. Raises SampleRefused."""
        refused = self.parts.react()
        if refused:
            raise SampleRefused(f"what follows at {self.parts.clock.now():%Y-%m-%d %H:%M}: {refused[0]}")

    def _ring(self) -> None:
        rung = self.parts.ring()
        if rung.refused or not rung.fired:
            raise SampleRefused(f"what is due at {self.parts.clock.now():%Y-%m-%d %H:%M}: {rung.refused[:1]}")

    def _next(self, until: datetime) -> datetime | None:
        """When the first timer, or order to be tried again, is due before then."""
        house = self.parts.execute.house
        for stream, key in house.directory.alarms(until, 1):
            state: Case = house.streams.folded(stream).state
            timers = (one.due for one in state.timers if one.key == key)
            orders = (one.retry_at for one in state.orders if str(one.number) == key)
            return next((due for due in (*timers, *orders) if due is not None and due < until), None)
        return None
