"""A case in a test: a definition, what is true of its subject, and the clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain import case
from domain.bylaws.rules import Share
from domain.calendar import Calendar
from domain.case.setting import Setting, Untold
from domain.case.state import INITIAL, Case
from domain.decider import Refusal
from domain.procedure.definition import Procedure, Roll
from domain.values import Digest, FrameworkId, PersonId

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DIGEST = Digest("sha256:" + "a" * 64)
ANA, BEN, CHLOE = (PersonId(f"person-00000000-0000-7000-8000-00000000000{n}") for n in (1, 2, 3))
ONE, TWO = (f"organisation-00000000-0000-7000-8000-00000000000{n}" for n in (1, 2))
FRAMEWORK = FrameworkId("framework-00000000-0000-7000-8000-000000000001")
SUBJECT = "agreement-00000000-0000-7000-8000-000000000001"
WEEKDAYS = Calendar(zone=UTC, workdays="FR", first_year=2020, last_year=2040, version="test", roll=Roll.NONE)


@dataclass
class Running:
    """A case that is being played: every step is decided, folded and kept."""

    definition: Procedure
    truths: dict[str, bool | str] = field(default_factory=dict)
    dates: dict[str, date | datetime] = field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    quorum: Share = field(default_factory=Share)
    subject_ended: str = ""
    now: datetime = NOON
    state: Case = INITIAL
    events: list[object] = field(default_factory=list)

    def setting(self) -> Setting:
        return Setting(
            definition=self.definition,
            digest=DIGEST,
            holds=self._holds,
            value=lambda name: self.values[name],
            dated=self.dates.get,
            listed=lambda name: self.lists.get(name, ()),
            calendar=WEEKDAYS,
            quorum=self.quorum,
            subject_ended=self.subject_ended,
        )

    def _holds(self, guard: str) -> bool:
        told = self.truths.get(guard, True)
        if isinstance(told, str):
            raise Untold(guard, told)
        return told

    def begin(self, assigned: Mapping[str, tuple[str, ...]] | None = None) -> "Running":
        return self.do(
            case.OpenCase(
                framework=FRAMEWORK,
                procedure="procedure-1",
                subject=SUBJECT,
                assigned=assigned or {},
                setting=self.setting(),
                at=self.now,
            )
        )

    def do(self, command: Any) -> "Running":
        happened = case.decider.decide(command, self.state)
        self.state = case.decider.fold([*self.events, *happened])
        self.events += happened
        self.last = list(happened)
        return self

    def act(self, event: str, by: PersonId = ANA, **more: Any) -> "Running":
        return self.do(case.Act(event=event, by=by, setting=self.setting(), at=self.now, **more))

    def hear(self, name: str, **more: Any) -> "Running":
        return self.do(case.Hear(name=name, setting=self.setting(), at=self.now, **more))

    def later(self, **more: float) -> "Running":
        """Time passes, and every timer that falls due goes off, the earliest first."""
        self.now += timedelta(**more)
        while due := [one for one in self.state.timers if one.due <= self.now]:
            first = min(due, key=lambda one: one.due)
            self.do(case.FireTimer(timer=first.key, setting=self.setting(), at=self.now))
        return self

    def refused(self, rule: type[Refusal], command: Any) -> None:
        with pytest.raises(rule):
            case.decider.decide(command, self.state)

    def stands_in(self, *states: str) -> None:
        assert self.state.active == frozenset(states)

    def names(self, kind: type) -> Sequence[Any]:
        return [one for one in self.events if isinstance(one, kind)]
