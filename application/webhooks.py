"""What a caller can ask about webhooks: who is told which facts, at what URL, and what came of it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from application.feeds import Line
from application.ports import Recorded
from domain.decider import Refusal, record


class DestinationForbidden(Refusal):
    """Facts are sent to public addresses over HTTPS only, unless whoever operates this Palabre allows another."""


class UnknownSubscription(Refusal):
    """There is no such webhook here."""


class PositionBeyondLog(Refusal):
    """A webhook begins at a position that the log has reached."""


class EndpointNameMissing(Refusal):
    """A webhook has a name by which people know it."""


@record
class Filter:
    """Which facts are sent; each list that is empty leaves everything through.

    A type ends in `*` to stand for all that begin so (`agreement.*`); a subject is a stream, or a kind (`agreement`).
    """

    types: Sequence[str] = ()
    subjects: Sequence[str] = ()
    frameworks: Sequence[str] = ()

    def lets(self, fact: Recorded | Line) -> bool:
        """Whether the fact is sent."""
        return (
            (not self.types or any(_named(fact.name, one) for one in self.types))
            and (not self.subjects or not {fact.stream, fact.stream.partition("-")[0]}.isdisjoint(self.subjects))
            and (not self.frameworks or fact.framework in self.frameworks)
        )


def _named(name: str, wanted: str) -> bool:
    wanted = wanted.removeprefix("fr.palabre.")
    return name.startswith(wanted[:-1]) if wanted.endswith("*") else name == wanted


@record
class Subscription:
    """Who is sent which facts. Everything up to `cursor` was looked at; what of it was not taken yet is `waiting`."""

    id: str
    name: str
    url: str
    filter: Filter
    enabled: bool
    reason: str
    cursor: int
    failing_since: datetime | None
    created_at: datetime
    waiting: int = 0
    parked: Sequence[str] = ()
    """The subjects whose sequence waits for somebody to redeliver it."""


@record
class Keys:
    """What a receiver checks signatures with: the shared secret, shown once, and the public key."""

    subscription: str
    secret: str
    public_key: str


TAKEN = "taken"
"""The outcome of an attempt that came off."""


@record
class Attempt:
    """One attempt to deliver a fact. `status` is None where no answer came; no body that was sent is kept."""

    subscription: str
    position: int
    event_id: str
    subject: str
    number: int
    at: datetime
    milliseconds: float
    status: int | None
    outcome: str
    request: str
    response: str


class Webhooks(Protocol):
    """Subscriptions and what came of their deliveries. Every method with an id raises UnknownSubscription."""

    def create(self, name: str, url: str, chosen: Filter, after: int | None = None) -> tuple[Subscription, Keys]:
        """Subscribe from a position on (None: what is recorded from now on). Raises DestinationForbidden."""
        ...

    def change(self, subscription: str, name: str, url: str, chosen: Filter) -> None:
        """Another name, URL or filter, for what is looked at from now on. Raises DestinationForbidden."""
        ...

    def delete(self, subscription: str) -> None:
        """End it, with what waits and every attempt."""
        ...

    def rotate(self, subscription: str, overlap: timedelta) -> Keys:
        """New keys at once; the present ones sign beside them until the overlap is over."""
        ...

    def disable(self, subscription: str) -> None:
        """Send nothing more until it is enabled again; nothing is lost meanwhile."""
        ...

    def enable(self, subscription: str, after: int | None = None) -> None:
        """Go on where it stopped, parked sequences included, or after a chosen position, forgetting what waited."""
        ...

    def redeliver(self, subscription: str, first: int, last: int) -> int:
        """Send again what the filter lets through of these positions, as far as it had come; how many that is.

        A parked sequence that one of them belongs to goes on.
        """
        ...

    def test(self, subscription: str) -> Attempt:
        """Send one message of type `fr.palabre.webhook.test.v1`, now, and say what came of it."""
        ...

    def all(self) -> Sequence[Subscription]:
        """Every subscription, the oldest first."""
        ...

    def one(self, subscription: str) -> Subscription:
        """One of them."""
        ...

    def attempts(self, subscription: str, limit: int = 100) -> Sequence[Attempt]:
        """The latest attempts, the newest first."""
        ...

    def forget(self) -> None:
        """Drop every stored answer: a receiver may have echoed what is about a person erased since."""
        ...


Notice = Callable[[Subscription], None]
"""Told when a subscription was disabled for failing too long."""
