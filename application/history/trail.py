"""Finds facts by what is said of them: an event by its id, a decision by its number, the facts of a stream in order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from application.ports import EventLog, Recorded
from application.reading import Reading, Row
from application.streams import Streams
from domain import meeting
from domain.values import MandateId

PAGE = 500
FAR = date(9999, 12, 31)


@dataclass(slots=True)
class Trail:
    """What one question reads of the log and the views, as the log stood at one position, each thing once."""

    log: EventLog
    streams: Streams
    reading: Reading
    position: int
    _facts: dict[str, Sequence[Recorded]] = field(default_factory=dict[str, Sequence[Recorded]])
    _states: dict[str, Any] = field(default_factory=dict[str, Any])
    _mandates: dict[tuple[str, str], Sequence[MandateId]] = field(
        default_factory=dict[tuple[str, str], "Sequence[MandateId]"]
    )

    def facts(self, stream: str) -> Sequence[Recorded]:
        """Every fact of a stream, in the order it was recorded."""
        if stream not in self._facts:
            self._facts[stream] = list(self.log.stream(stream, up_to=self.position))
        return self._facts[stream]

    def state(self, stream: str) -> Any:
        """The state of a stream, folded from those facts; the initial one where there is no such stream."""
        if stream not in self._states:
            decider = self.streams.noun(stream).decider
            self._states[stream] = decider.fold(fact.event for fact in self.facts(stream))
        return self._states[stream]

    def is_known(self, stream: str) -> bool:
        """Whether this names a stream there is."""
        return self.streams.is_name(stream) and bool(self.facts(stream))

    def of(self, stream: str, *kinds: type) -> list[Recorded]:
        """The facts of a stream that are of these kinds."""
        return [fact for fact in self.facts(stream) if isinstance(fact.event, kinds)]

    def event(self, event_id: str) -> Recorded | None:
        """The fact with that id."""
        rows = self.rows("audit_trail", {"event": event_id})
        positions = [int(str(row["position"])) for row in rows if int(str(row["position"])) <= self.position]
        return next(iter(self._at(positions)), None)

    def outcome(self, decision: str) -> Recorded | None:
        """The outcome that a decision's id (`meeting-…/ITEM`) stands for."""
        stream, _, item = decision.partition("/")
        if not self.is_known(stream):
            return None
        found = (fact for fact in self.of(stream, meeting.OutcomeRecorded) if fact.event.item == item)  # type: ignore[attr-defined]
        return next(found, None)

    def numbered(self, reference: str, framework: str | None) -> list[Recorded]:
        """The outcomes that carry this number, in one framework."""
        narrowed = {} if framework is None else {"framework": framework}
        rows = self.rows("decisions", {"text": reference, **narrowed}) if reference.strip() else iter(())
        return self._outcomes(row for row in rows if row["reference"] == reference)

    def about(self, stream: str) -> list[Recorded]:
        """The outcomes of items that were about a stream, oldest first."""
        return self._outcomes(self.rows("decisions", {"about": stream}))

    def caused_by(self, event_id: str) -> list[Recorded]:
        """The facts that name this one as their cause, in log order."""
        rows = self.rows("causes", {"cause": event_id})
        positions = sorted(int(str(row["position"])) for row in rows)
        return self._at([each for each in positions if each <= self.position])

    def mandates(self, of: str, who: str) -> Sequence[MandateId]:
        """Every mandate `of` a `person` or an `organisation`."""
        if (of, who) not in self._mandates:
            self._mandates[of, who] = [MandateId(str(row["id"])) for row in self.rows("mandates", {of: who})]
        return self._mandates[of, who]

    def forget(self, stream: str) -> None:
        """Drop what was read of a stream: whoever goes through thousands keeps no more than one."""
        self._facts.pop(stream, None)
        self._states.pop(stream, None)

    def rows(self, name: str, filters: Mapping[str, str]) -> Iterator[Row]:
        """Every entry of a list."""
        after: str | None = None
        while True:
            page = self.reading.page(name, filters, after=after, limit=PAGE, today=FAR)
            yield from page.items
            after = page.next
            if after is None:
                return

    def _at(self, positions: Sequence[int]) -> list[Recorded]:
        """Facts that need not follow one another: the log reads runs, so each is asked for alone."""
        return [fact for each in positions for fact in self.log.at([each])]

    def _outcomes(self, rows: Iterator[Row]) -> list[Recorded]:
        found = (self.outcome(str(row["id"])) for row in rows)
        return sorted((one for one in found if one is not None), key=lambda one: one.position)
