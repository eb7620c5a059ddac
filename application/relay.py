"""The log told to a broker: every fact once, in order, whoever is killed meanwhile and however many relays run.

The broker's own memory says how far it has come; nothing is remembered here.
"""

from collections.abc import Callable, Mapping, Sequence
from threading import Event
from typing import NamedTuple, Protocol

from application.feeds import Feed, Line, Wanted
from application.ports import Unavailable
from domain.decider import Refusal

AT_ONCE = 256
GLANCE = 0.5
"""Seconds a relay waits for the log to grow before it looks whether it was asked to stop."""
SHORTEST, LONGEST = 0.1, 10.0
"""Seconds it waits after the broker, or the database, did not answer; twice as long each time."""


class StreamOfAnother(Refusal):
    """What the broker's stream ends with is not what this log holds at that place: it belongs to another log."""


class StreamMissing(Refusal):
    """The broker has no such stream, and none can be made there as things are."""


class BrokerSilent(Exception):
    """The broker does not answer; what it was told last may or may not have arrived."""


class Overtaken(Exception):
    """Somebody else told the broker the same first."""


class Told(NamedTuple):
    """The last fact that a broker was told; its id is None where the broker no longer has it."""

    position: int
    event_id: str | None


class Broker(Protocol):
    """Where facts are told. One file makes another broker of it."""

    def reached(self) -> Told | None:
        """The last it holds; None for nothing. Raises BrokerSilent, StreamOfAnother, StreamMissing."""
        ...

    def tell(self, lines: Sequence[Line]) -> None:
        """Add these, which follow one another, only behind the position before the first.

        Each is kept once whatever happens. Raises Overtaken where the broker has come to another position, BrokerSilent
        where it cannot be said how many of them it took.
        """
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class Far(NamedTuple):
    """How far a relay is."""

    position: int
    last: int
    trouble: str = ""


OpenBroker = Callable[[Sequence[str], Mapping[str, str]], Broker]
"""Servers, and what else that kind of broker wants to know. Raises BrokerSilent, StreamMissing."""


class Relay:
    """Tells one broker what the log holds."""

    def __init__(self, feed: Feed, last: Callable[[], int], broker: Broker) -> None:
        self._feed, self._last, self._broker = feed, last, broker
        self._pause = SHORTEST

    def follow(self, stop: Event, tell: Callable[[Far], None], *, until_even: bool = False) -> None:
        """Until told to stop, or until the broker holds all that the log does."""
        position: int | None = None
        while not stop.is_set():
            try:
                position = self._step(position, tell)
                if until_even and position >= self._last():
                    return
                if position >= self._last():
                    self._feed.wait_beyond(position, GLANCE)
            except (BrokerSilent, Unavailable, Overtaken) as trouble:
                tell(Far(position or 0, -1, str(trouble)))
                position = None  # what the broker holds now, only the broker knows
                stop.wait(self._pause)
                if not isinstance(trouble, Overtaken):  # then all is well, and somebody else is quicker
                    self._pause = min(self._pause * 2, LONGEST)

    def _step(self, known: int | None, tell: Callable[[Far], None]) -> int:
        position = self._reached() if known is None else known
        lines = self._feed.lines(Wanted(), position, AT_ONCE).found
        if lines:
            self._broker.tell(lines)
            position = lines[-1].position
        if lines or known is None:
            self._pause = SHORTEST
            tell(Far(position, max(self._last(), position)))
        return position

    def _reached(self) -> int:
        """The position from which to go on. Raises StreamOfAnother."""
        told = self._broker.reached()
        if told is None:
            return 0
        here = self._feed.lines(Wanted(), told.position - 1, 1).found
        if not here or here[0].position != told.position or told.event_id not in (None, here[0].event_id):
            raise StreamOfAnother(told.position, told.event_id)
        return told.position
