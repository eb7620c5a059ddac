"""What whoever follows the log may ask for, and how much of it can be proved."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol

from application.api_keys import WHOLE, Scope, fits
from application.ports import Recorded
from domain.decider import record, replace


class Proved(StrEnum):
    """What the proofs of a page show."""

    LOG = "log"
    """Every event of the log up to here, in order."""
    FRAMEWORK = "framework"
    """Every event of one framework, by its own numbers without gaps, as far as the signed head says."""
    INCLUSION = "inclusion"
    """That each event stands in the log; not that none was left out."""


@record
class Wanted:
    """Which events: of these names (`agreement.signed`), one stream, one framework, one actor; None for any."""

    types: tuple[str, ...] = ()
    subject: str | None = None
    framework: str | None = None
    actor: str | None = None
    within: Scope = WHOLE
    """What the asker's key lets through at all."""

    def confined(self, scope: Scope) -> "Wanted":
        """The same as far as a key shows it; one framework that it shows whole is still provably complete."""
        only = next(iter(scope.frameworks)) if len(scope.frameworks) == 1 else None
        framework = self.framework or only
        shown = framework is not None and framework in scope.frameworks
        within = Scope(types=scope.types) if shown else scope
        return replace(self, framework=framework, within=within)

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return self.within.is_whole and not (self.types or self.subject or self.framework or self.actor)

    @property
    def proved(self) -> Proved:
        """What can be proved of a feed of these."""
        if self.types or self.subject or self.actor or not self.within.is_whole:
            return Proved.INCLUSION
        return Proved.LOG if self.framework is None else Proved.FRAMEWORK

    def admits(self, fact: "Recorded | Line") -> bool:
        """Whether the fact is one of them."""
        pairs = ((self.subject, fact.stream), (self.framework, fact.framework), (self.actor, fact.actor))
        return self._lets(fact) and self._names(fact.name) and all(wanted in (None, found) for wanted, found in pairs)

    def _lets(self, fact: "Recorded | Line") -> bool:
        base, within = fact.name.rpartition(".v")[0], self.within
        return (not within.frameworks or fact.framework in within.frameworks) and (
            not within.types or any(fits(base, one) for one in within.types)
        )

    def _names(self, name: str) -> bool:
        return not self.types or name in self.types or name.rpartition(".v")[0] in self.types


@record
class Found:
    """A fact, and what its leaf digests: `leaf` is the leaf's data, `content` the canonical JSON behind its `body`."""

    fact: Recorded
    leaf: str
    content: str


@record
class Stretch:
    """Facts of a part of the log: nothing else that was wanted stands up to `next`."""

    found: Sequence[Found]
    next: int


class Line(NamedTuple):
    """A fact as every channel writes it: `text` is the CloudEvent, in JSON; the rest is what channels choose by.

    A tuple, for there are tens of thousands of them a second.
    """

    position: int
    event_id: str
    name: str
    stream: str
    framework: str | None
    actor: str
    text: bytes
    is_about_people: bool
    """Whether values in it may have to be forgotten: then it is not kept for later."""


@record
class Lines:
    """Lines of a part of the log: nothing else that was wanted stands up to `next`."""

    found: Sequence[Line]
    next: int


class Feed(Protocol):
    """The log as a feed."""

    def lines(self, wanted: Wanted, after: int, limit: int) -> Lines:
        """The next facts of a kind after a position, written; much cheaper than `stretch`, which can be proved."""
        ...

    def stretch(self, wanted: Wanted, after: int, limit: int) -> Stretch:
        """The next facts of a kind after a position; so many at most, and fewer where they are rare."""
        ...

    def wait_beyond(self, position: int, seconds: float) -> bool:
        """Wait until the log reaches beyond a position, or the time is up: whether it does."""
        ...
