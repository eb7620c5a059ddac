"""What an auditor is handed: whole streams around a framework, an agreement or a decision, as of a checkpoint."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from application.facts import Unknown
from application.history.lineage import lineage_of
from application.history.trail import Trail
from application.names import names_in
from application.ports import Recorded
from domain.decider import Refusal, record

KINDS = ("framework", "agreement", "decision")
REFERENCED = ("organisation", "person", "mandate", "committee", "procedure")
"""What other streams rest on: always handed over along, so that names, powers and rules can be looked up."""
FOLLOWING = ("commitments", "evaluations", "cases")


class TooFewWitnesses(Refusal):
    """A bundle rests on a checkpoint that enough witnesses cosigned; too few of them answered just now."""


class PlaceTaken(Refusal):
    """A bundle is written into a folder of its own, which is not there yet or is empty."""


class BundleRefused(Refusal):
    """The bundle does not hold: something in it was changed, withheld, forged, or is too old."""


@record
class Selection:
    """What to hand over, as the log stood at `position`. `complete`: the framework all of whose events are in it."""

    kind: str
    subject: str
    position: int
    complete: str | None
    streams: tuple[str, ...]


@record
class Written:
    """What was written, where: how many events of how many streams, attachments held and not found."""

    folder: str
    kind: str
    subject: str
    size: int
    events: int
    streams: int
    attachments: int
    absent: tuple[str, ...]
    key: str


@record
class Verified:
    """What a bundle proves, and how its states were folded again: `same_rules` as those that stated them."""

    proven: Mapping[str, Any]
    kind: str
    subject: str
    states: int
    rules: str
    same_rules: bool
    stamped_at: datetime | None = None
    """What a time-stamping authority says of the checkpoint; None where it was not asked, or none is believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What the auditor brings along; it outranks what the bundle says of itself. Policy as text, age in days."""

    keys: Sequence[str] = ()
    policy: str = ""
    max_age: float | None = None
    authority: bytes = b""
    """The root certificate (PEM) of the time-stamping authority that is believed."""


class Bundles(Protocol):
    """Writes bundles."""

    def write(
        self,
        selection: Selection,
        documents: Mapping[str, bytes],
        folder: Path,
        *,
        attachments: bool = True,
    ) -> Written:
        """Write a bundle, `documents` by their names in it. Raises PlaceTaken, NotSigned, OSError."""
        ...

    def lines(self, selection: Selection) -> bytes:
        """The events of a bundle as its leaves commit to them, one a line."""
        ...


class BundleChecking(Protocol):
    """Checks bundles, without any database."""

    def verify(self, folder: Path, trust: Trust) -> Verified:
        """What the bundle proves. Raises BundleRefused, which names the place."""
        ...


def selected(trail: Trail, kind: str, subject: str) -> Selection:
    """The streams that belong together. Raises Unknown."""
    seeds = tuple(dict.fromkeys(_seeds(trail, kind, subject)))
    return Selection(
        kind=kind,
        subject=subject,
        position=trail.position,
        complete=subject if kind == "framework" else None,
        streams=tuple(_with_references(trail, seeds)),
    )


def _seeds(trail: Trail, kind: str, subject: str) -> Iterator[str]:
    if kind == "decision":
        yield from _of_decision(trail, subject)
        return
    if not trail.is_known(subject) or subject.partition("-")[0] != kind:
        raise Unknown(subject)
    if kind == "framework":
        yield from trail.log.streams_of(subject, trail.position)
        return
    yield subject
    yield from _framework_of(trail, subject)
    for outcome in trail.about(subject):
        yield outcome.stream
    for listing in FOLLOWING:
        yield from _following(trail, listing, subject)


def _framework_of(trail: Trail, stream: str) -> Iterator[str]:
    framework = trail.facts(stream)[0].framework
    if framework is not None:
        yield framework


def _following(trail: Trail, listing: str, subject: str) -> Iterator[str]:
    """What was begun about a subject, in the same framework."""
    framework = trail.facts(subject)[0].framework
    narrowed = {} if framework is None else {"framework": framework}
    for row in trail.rows(listing, narrowed):
        stream = str(row["id"])
        if trail.is_known(stream) and subject in names_in(trail.facts(stream)[0].event):
            yield stream


def _of_decision(trail: Trail, decision: str) -> Iterator[str]:
    """The meeting, what the decision was about, and every stream in which something followed from it."""
    lineage = lineage_of(trail, decision)
    meeting = lineage.decision.meeting
    yield from (meeting, *_framework_of(trail, meeting))
    if trail.is_known(lineage.decision.about):
        yield lineage.decision.about
    for effect in lineage.effects:
        yield effect.fact.stream


def _with_references(trail: Trail, seeds: Sequence[str]) -> Iterator[str]:
    """The streams, then those they name and rest on, then what these name, until nothing new is named."""
    done: set[str] = set()
    waiting = list(seeds)
    while waiting:
        stream = waiting.pop(0)
        if stream in done:
            continue
        done.add(stream)
        yield stream
        waiting += sorted(_named(trail, trail.facts(stream), done))
        trail.forget(stream)


def _named(trail: Trail, facts: Collection[Recorded], done: set[str]) -> set[str]:
    said = {name for fact in facts for name in (*names_in(fact.event), fact.actor, fact.mandate or "")}
    return {name for name in said - done if name.partition("-")[0] in REFERENCED and trail.is_known(name)}
