"""What a decision may rest on besides its own stream, and the record of having looked."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from application.ports import Directory
from application.streams import Folded, Streams
from application.tools import Tools
from domain.decider import Refusal, record
from domain.values import MandateId, PersonId

LEGAL_ZONE = "Europe/Paris"


def zone_named(name: str) -> ZoneInfo:
    """The time zone of that name; where somebody wrote one that there is not, days are counted as elsewhere here."""
    try:
        return ZoneInfo(name or LEGAL_ZONE)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(LEGAL_ZONE)


class Unknown(Refusal):
    """Nothing is registered under this identifier."""


class Facts:
    """Reads other streams and remembers each version read, so that recording can insist nothing changed meanwhile.

    `pending` shows what the same transaction has decided so far and not recorded yet, `seen` what was looked at before.
    """

    def __init__(
        self,
        streams: Streams,
        directory: Directory,
        now: datetime,
        pending: Mapping[str, Folded] | None = None,
        seen: dict[str, Folded] | None = None,
        tools: Tools | None = None,
    ) -> None:
        self.tools = tools
        self._streams = streams
        self._pending: Mapping[str, Folded] = {} if pending is None else pending
        self.directory = directory
        self.now = now
        self.read: dict[str, int] = {}
        self._seen: dict[str, Folded] = {} if seen is None else seen
        self._glanced = False

    def state(self, stream: str) -> Any:
        """The state of another stream. Raises Unknown where there is none."""
        folded = self.look(stream)
        if folded.version == 0:
            raise Unknown(stream)
        self.read.setdefault(stream, folded.version)
        return folded.state

    def look(self, stream: str) -> Folded:
        """The same without insisting that it stays so: for what cannot change a decision (a time zone, a name)."""
        if stream in self._pending:
            return self._pending[stream]
        if stream not in self._seen:
            self._glance()
            self._seen[stream] = self._streams.glanced(stream)
        return self._seen[stream]

    def mandates_of(self, person: PersonId) -> Sequence[MandateId]:
        """Mandates ever granted to a person: what they say is to be looked at."""
        self._glance()
        return self._streams.glances.mandates_of(person, self.directory)

    def _glance(self) -> None:
        """Once, when the first question is asked: everything is seen as it is then, or later."""
        if not self._glanced:
            self._streams.glances.glance()
            self._glanced = True

    def insist(self, names: Iterable[str]) -> None:
        """Raises Unknown for the first stream name that nothing is registered under."""
        for name in sorted(names):
            if self._streams.is_name(name) and self.look(name).version == 0:
                raise Unknown(name)

    def is_name(self, text: str) -> bool:
        """Whether a text has the form of a stream name."""
        return self._streams.is_name(text)

    def today(self, framework: str | None) -> date:
        """The local day where the framework is."""
        return self.now.astimezone(self._zone(framework)).date()

    def _zone(self, framework: str | None) -> ZoneInfo:
        name = LEGAL_ZONE if framework is None else getattr(self.look(framework).state, "zone", "") or LEGAL_ZONE
        return zone_named(name)


@record
class Supply:
    """What a supplier sees: the caller's fields, the streams they name, the stream's state, and what it may look up."""

    fields: Mapping[str, Any]
    named: Collection[str]
    state: Any
    stream: str
    facts: Facts
    actor: str
    framework: str | None
