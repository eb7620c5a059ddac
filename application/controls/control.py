"""A control, what it found, and what it could not look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from application.history.trail import Trail
from application.ports import Recorded
from domain.decider import Refusal, record
from domain.irregularity import Irregularity, IrregularityAccepted, IrregularityState, rule_name
from domain.values import MandateId


@record
class Proof:
    """Where in the log the evidence stands."""

    stream: str
    event: str
    position: int
    name: str
    effective: date | datetime
    recorded_at: datetime


@record
class Settled:
    """What became of the irregularity on file for the same rule: its state, and who accepted it with which reasons."""

    number: int
    state: IrregularityState
    words: str
    on: date | None
    by: str | None = None
    mandate: MandateId | None = None


@record
class Finding:
    """One thing found. `case` says in which form, `values` are what its sentence names."""

    rule: str
    article: str
    cure: str
    subject: str
    title: str
    case: str
    values: Mapping[str, Any]
    proofs: tuple[Proof, ...]
    settled: Settled | None = None


@record
class Controlled:
    """What one control looked at: `checked` cases, `unknown` ones that lack what it needs, and its findings."""

    name: str
    rules: tuple[str, ...]
    articles: tuple[str, ...]
    checked: int
    unknown: int
    findings: tuple[Finding, ...]


@record
class ControlsReport:
    """Every control of a framework as the log stood at a position, judged on a day in the framework's time zone."""

    framework: str
    name: str
    zone: str
    today: date
    position: int
    controls: tuple[Controlled, ...]

    @property
    def found(self) -> int:
        """How many findings there are in all."""
        return sum(len(one.findings) for one in self.controls)


@dataclass(slots=True)
class Tally:
    """What a control has seen so far."""

    checked: int = 0
    unknown: int = 0
    findings: list[Finding] = field(default_factory=list[Finding])

    def look(self, *, known: bool = True) -> None:
        """One more case, with or without what the control needs to know."""
        if known:
            self.checked += 1
        else:
            self.unknown += 1


@dataclass(frozen=True, slots=True)
class File:
    """One subject as a control sees it: its facts, its state, and the day and time zone of the report."""

    stream: str
    state: Any
    facts: tuple[Recorded, ...]
    trail: Trail
    today: date
    zone: ZoneInfo

    def of(self, *kinds: type) -> list[Recorded]:
        """The facts of these kinds."""
        return [fact for fact in self.facts if isinstance(fact.event, kinds)]

    @property
    def title(self) -> str:
        """What it is called, where it has a title."""
        return str(getattr(self.state, "title", "") or getattr(self.state, "name", "") or "")

    def finding(
        self,
        rule: type[Refusal],
        case: str,
        *facts: Recorded,
        article: str = "",
        also: type[Refusal] | None = None,
        **values: Any,
    ) -> Finding:
        """A finding of a rule, shown by facts, with what became of the irregularity on file for it, or for `also`."""
        return Finding(
            rule=rule_name(rule),
            article=article or rule.article,
            cure=rule.cure,
            subject=self.stream,
            title=self.title,
            case=case,
            values=values,
            proofs=tuple(proof(fact) for fact in facts),
            settled=self.settled(rule, also),
        )

    def settled(self, *rules: type[Refusal] | None) -> Settled | None:
        """The last irregularity on file for one of these rules."""
        names = {rule_name(one) for one in rules if one is not None}
        found = [one for one in self.state.irregularities if one.rule in names]
        return settlement(found[-1], self.facts) if found else None


def settlement(one: Irregularity, facts: tuple[Recorded, ...]) -> Settled:
    """What became of an irregularity; of one accepted, who accepted it under which mandate."""
    accepted = next((fact for fact in facts if _accepts(fact.event, one.number)), None)
    return Settled(
        number=one.number,
        state=one.state,
        words=one.words,
        on=one.settled_on,
        by=None if accepted is None else accepted.actor,
        mandate=None if accepted is None else accepted.mandate,
    )


def _accepts(event: object, number: int) -> bool:
    return isinstance(event, IrregularityAccepted) and event.number == number


def proof(fact: Recorded) -> Proof:
    """Where a fact stands."""
    return Proof(
        stream=fact.stream,
        event=fact.event_id,
        position=fact.position,
        name=fact.name.rpartition(".v")[0],
        effective=fact.effective,
        recorded_at=fact.recorded_at,
    )
