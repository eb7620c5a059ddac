"""The state of anything on two axes: as recorded (what did they know?) and as effective (what was in force?)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, cast

from application.facts import Unknown
from application.ports import EventLog, Recorded
from application.streams import Streams
from domain.decider import record
from domain.values import Since, value_on


@record
class Shown:
    """A state as it is shown: which stream, at which version and position, on which axes, and its fields."""

    id: str
    version: int
    position: int
    at: date | None
    as_known: datetime | None
    state: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Replay:
    """Folds the log as it was, and looks up what held when."""

    log: EventLog
    streams: Streams

    def show(self, stream: str, at: date | None = None, as_known: datetime | None = None) -> Shown:
        """The state of a stream. Raises Unknown where the log, as it was then, has no such stream.

        `at` asks what was in force that day, as far as the log knows; `as_known` cuts the log at an instant.
        """
        position = self.log.position() if as_known is None else self.log.position_at(as_known)
        state, version, changes = self._folded(stream, position, keep=at is not None)
        if version == 0:
            raise Unknown(stream)
        shown = {one.name: getattr(state, one.name) for one in fields(state)}
        if at is not None:
            shown = {name: in_force(value, changes.get(name, ()), at) for name, value in shown.items()}
        return Shown(id=stream, version=version, position=position, at=at, as_known=as_known, state=shown)

    def history(self, stream: str, as_known: datetime | None = None) -> Iterator[Recorded]:
        """Every fact of a stream, in the order it was recorded."""
        up_to = None if as_known is None else self.log.position_at(as_known)
        return self.log.stream(stream, up_to=up_to)

    def _folded(self, stream: str, position: int, *, keep: bool) -> tuple[Any, int, dict[str, list[Since[Any]]]]:
        if not keep:
            folded = self.streams.as_known(stream, position)
            return folded.state, folded.version, {}
        decider = self.streams.noun(stream).decider
        state, version, changes = decider.initial, 0, dict[str, list[Since[Any]]]()
        for fact in self.log.stream(stream, up_to=position):
            before, state, version = state, decider.evolve(state, fact.event), fact.version
            _note(changes, before, state, _day(fact.effective))
        return state, version, changes


def in_force(value: Any, changes: Sequence[Since[Any]], day: date) -> Any:
    """What a field held on a day: from its own timeline where it keeps one, else the last word on that day.

    The last word is the last recorded change that had taken effect by then: an effect recorded after the signature,
    from a day before it, is not undone by the signature.
    """
    if is_timeline(value):
        return value_on(value, day)
    return next((each.value for each in reversed(changes) if each.since <= day), value)


def is_timeline(value: object) -> bool:
    """Whether a value is a timeline with anything in it."""
    return isinstance(value, tuple) and any(isinstance(each, Since) for each in cast("tuple[object, ...]", value)[:1])


def _note(changes: dict[str, list[Since[Any]]], before: Any, after: Any, day: date) -> None:
    for one in fields(after):
        old, new = getattr(before, one.name), getattr(after, one.name)
        if old is not new and old != new:
            entries = changes.setdefault(one.name, [Since(since=date.min, value=old)])
            entries.append(Since(since=day, value=new))


def _day(effective: date | datetime) -> date:
    return effective.date() if isinstance(effective, datetime) else effective
