"""A framework as process analysts read it: objects with what they were when, events with the objects they touch."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from application.facts import Unknown, zone_named
from application.history.paths import leaves
from application.history.trail import Trail
from application.ports import Recorded
from domain.decider import record

Progress = Callable[[int, int], None]
KINDS = ("agreement", "meeting", "commitment", "evaluation")
TRACED = ("title", "kind", "stage")
"""What of an object's state is followed through time."""


@record
class Attribute:
    """What an object's attribute was from an instant on."""

    name: str
    value: str
    since: datetime


@record
class Related:
    """Another object, and as what it is named."""

    object: str
    qualifier: str


@record
class ProcessObject:
    """An agreement, meeting, commitment or evaluation."""

    id: str
    kind: str
    attributes: tuple[Attribute, ...]
    related: tuple[Related, ...]


@record
class ProcessEvent:
    """Something that happened to one of them; a legal day is its first instant in the framework's time zone."""

    id: str
    name: str
    at: datetime
    recorded_at: datetime
    position: int
    actor: str
    cause: str
    related: tuple[Related, ...]


@record
class ProcessLog:
    """All objects of a framework and all that happened to them, in log order."""

    framework: str
    position: int
    objects: tuple[ProcessObject, ...]
    events: tuple[ProcessEvent, ...]


def process_log(trail: Trail, framework: str, progress: Progress | None = None) -> ProcessLog:
    """The objects and events of a framework. Raises Unknown."""
    if not trail.is_known(framework):
        raise Unknown(framework)
    streams = [str(row["id"]) for kind in KINDS for row in trail.rows(f"{kind}s", {"framework": framework})]
    return _log_of(trail, framework, streams, progress)


def framework_part(trail: Trail, streams: Sequence[str]) -> ProcessLog:
    """The same of some streams alone, in the time zone of the framework among them."""
    framework = next((each for each in streams if each.partition("-")[0] == "framework"), "")
    return _log_of(trail, framework, [each for each in streams if each.partition("-")[0] in KINDS])


def _log_of(trail: Trail, framework: str, streams: Sequence[str], progress: Progress | None = None) -> ProcessLog:
    zone = zone_named(trail.state(framework).zone if framework else "")
    known = frozenset(streams)
    objects: list[ProcessObject] = []
    events: list[ProcessEvent] = []
    for number, stream in enumerate(streams, 1):
        told = [_event(fact, zone, known) for fact in trail.facts(stream)]
        events += told
        objects.append(_object(trail, stream, zone, told))
        trail.forget(stream)
        if progress is not None:
            progress(number, len(streams))
    return ProcessLog(
        framework=framework,
        position=trail.position,
        objects=tuple(objects),
        events=tuple(sorted(events, key=lambda one: one.position)),
    )


def _object(trail: Trail, stream: str, zone: ZoneInfo, told: list[ProcessEvent]) -> ProcessObject:
    named = dict.fromkeys(one for event in told for one in event.related if one.object != stream)
    return ProcessObject(
        id=stream,
        kind=stream.partition("-")[0],
        attributes=tuple(_attributes(trail, stream, zone)),
        related=tuple(named),
    )


def _attributes(trail: Trail, stream: str, zone: ZoneInfo) -> Iterator[Attribute]:
    decider = trail.streams.noun(stream).decider
    state = decider.initial
    held: dict[str, str] = {}
    for fact in trail.facts(stream):
        state = decider.evolve(state, fact.event)
        for name in TRACED:
            value = _text(getattr(state, name, None))
            if value and held.get(name) != value:
                held[name] = value
                yield Attribute(name=name, value=value, since=_instant(fact.effective, zone))


def _event(fact: Recorded, zone: ZoneInfo, known: frozenset[str]) -> ProcessEvent:
    named = [Related(object=fact.stream, qualifier="subject"), *_named(fact, known)]
    return ProcessEvent(
        id=fact.event_id,
        name=fact.name.rpartition(".v")[0],
        at=_instant(fact.effective, zone),
        recorded_at=fact.recorded_at,
        position=fact.position,
        actor=fact.actor,
        cause=fact.causation or "",
        related=tuple(dict.fromkeys(named)),
    )


def _named(fact: Recorded, known: frozenset[str]) -> Iterator[Related]:
    for place, value in leaves(fact.event):
        for each in _several(value):
            if isinstance(each, str) and each in known and each != fact.stream:
                yield Related(object=each, qualifier=place)


def _several(value: Any) -> Iterable[Any]:
    return value if isinstance(value, frozenset | tuple) else (value,)  # pyright: ignore[reportUnknownVariableType] — of any type


def _instant(effective: date | datetime, zone: ZoneInfo) -> datetime:
    if isinstance(effective, datetime):
        return effective.astimezone(UTC)
    return datetime.combine(effective, time.min, zone).astimezone(UTC)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
