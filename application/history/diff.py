"""What changed between two moments, field by field, on either axis of time."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from application.facts import Unknown, zone_named
from application.history.paths import leaves
from application.replay import Replay
from domain.decider import Refusal, record
from domain.values import Money

Moment = date | datetime


class Axis(StrEnum):
    """Which question: what was in force on those days, or what was known at those moments."""

    EFFECTIVE = "effective"
    RECORDED = "recorded"


class Turn(StrEnum):
    """What became of a field."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class MomentsReversed(Refusal):
    """A comparison goes from the earlier moment to the later one."""


@record
class FieldChange:
    """One field that differs: `difference` says by how much, where both are money in one currency."""

    field: str
    turn: Turn
    before: Any = None
    after: Any = None
    difference: Money | None = None


@record
class Difference:
    """Everything that differs in one stream between two moments; version 0 says that it was not known yet."""

    id: str
    axis: Axis
    since: Moment
    until: Moment
    version_before: int
    version_after: int
    position: int
    changes: tuple[FieldChange, ...]

    def values(self) -> Mapping[str, Any]:
        """What is shown of each field."""
        return {one.field: (one.before, one.after) for one in self.changes}


@record
class _Seen:
    version: int
    position: int
    fields: Mapping[str, Any]


def compare(replay: Replay, stream: str, since: Moment, until: Moment, axis: Axis) -> Difference:
    """What differs in a stream. On the recorded axis a day counts to its end, in the framework's time zone.

    Raises Unknown where there never was such a stream, MomentsReversed.
    """
    if replay.log.version(stream) == 0:
        raise Unknown(stream)
    zone = zone_of(replay, stream)
    if as_instant(since, zone) > as_instant(until, zone):
        raise MomentsReversed(since, until)
    before, after = (_seen(replay, stream, each, axis, zone) for each in (since, until))
    return Difference(
        id=stream,
        axis=axis,
        since=since,
        until=until,
        version_before=before.version,
        version_after=after.version,
        position=after.position,
        changes=tuple(changes(before.fields, after.fields)),
    )


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[FieldChange]:
    """What differs between two sets of places, in the order in which they are read."""
    for place in {**before, **after}:
        if place not in before:
            yield FieldChange(field=place, turn=Turn.ADDED, after=after[place])
        elif place not in after:
            yield FieldChange(field=place, turn=Turn.REMOVED, before=before[place])
        elif before[place] != after[place]:
            yield FieldChange(
                field=place,
                turn=Turn.CHANGED,
                before=before[place],
                after=after[place],
                difference=_by_how_much(before[place], after[place]),
            )


def _by_how_much(before: Any, after: Any) -> Money | None:
    money = isinstance(before, Money) and isinstance(after, Money) and before.currency == after.currency
    return after - before if money else None


def _seen(replay: Replay, stream: str, moment: Moment, axis: Axis, zone: ZoneInfo) -> _Seen:
    known = as_instant(moment, zone) if axis is Axis.RECORDED else None
    day = None if axis is Axis.RECORDED else as_day(moment, zone)
    try:
        shown = replay.show(stream, at=day, as_known=known)
    except Unknown:
        return _Seen(
            version=0, position=replay.log.position() if known is None else replay.log.position_at(known), fields={}
        )
    return _Seen(version=shown.version, position=shown.position, fields=dict(leaves(shown.state)))


def zone_of(replay: Replay, stream: str) -> ZoneInfo:
    """The time zone of the framework that a stream belongs to."""
    state = replay.streams.folded(stream).state
    framework = getattr(state, "framework", None)
    name = getattr(state, "zone", None) or (framework and replay.streams.folded(framework).state.zone)
    return zone_named(name or "")


def as_instant(moment: Moment, zone: ZoneInfo) -> datetime:
    """An instant as it is, a day as its last instant."""
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment + timedelta(days=1), time.min, zone) - timedelta(microseconds=1)


def as_day(moment: Moment, zone: ZoneInfo) -> date:
    """A day as it is, an instant as the day it falls on there."""
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment
