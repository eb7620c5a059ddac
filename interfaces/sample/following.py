"""What follows while the story is told: cases that move, their orders, timers that go off each at its own time."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from application import subjects
from application.concerning import concerned
from application.definitions.guards import VarType
from application.execute import Done
from application.workflow import listened_to
from domain import case
from domain.case.state import Case
from interfaces.parts import Parts

NEVER = datetime.max.replace(tzinfo=UTC)
LINKED = frozenset({"meeting", "evaluation", "commitment"})
"""Kinds whose facts may be about something else."""


class SampleRefused(Exception):
    """A step of the sample was refused: names the file, the step, the command and the rule."""


@dataclass(slots=True)
class Following:
    """Lets everything follow up to an instant, and puts the clock wherever something is due before it.

    Most of the story moves no case. What follows is looked at only after what a case listens to, after what ends its
    subject or moves a date of it, and after what a case has ordered.
    """

    parts: Parts
    set_clock: Callable[[datetime], None]
    stirred: bool = True
    heard: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """What each case listens to, by subject."""
    stood: dict[str, object] = field(default_factory=dict[str, object])
    """How each subject of a case stood: its stage and its dates."""
    due: datetime = NEVER
    """When the first timer, or order to be tried again, is due at the earliest."""

    def note(self, several: Iterable[Done]) -> None:
        """This was told: does something follow from it?"""
        for done in several:
            if done.stream.startswith("case-"):
                self._note_case(done.events)
            elif not self.stirred:
                self.stirred = self._moves_a_case(done)

    def until(self, instant: datetime) -> None:
        """Everything that is due before, in order; what happens at one instant is told whole before anything follows.

        Raises SampleRefused where something of it is refused.
        """
        if instant <= self.parts.clock.now():
            return
        if self.stirred:
            self.react()
        while self.due < instant:
            self.set_clock(max(self.due, self.parts.clock.now()))
            self.parts.settle()
            rung = self.parts.ring()
            if rung.refused:
                raise SampleRefused(f"what is due at {self.parts.clock.now():%Y-%m-%d %H:%M}: {rung.refused[0]}")
            self.react()

    def react(self) -> None:
        """What follows now. Raises SampleRefused."""
        refused = self.parts.react()
        if refused:
            raise SampleRefused(f"what follows at {self.parts.clock.now():%Y-%m-%d %H:%M}: {refused[0]}")
        self.stirred, self.due = False, self._first_due()

    def _note_case(self, events: Iterable[object]) -> None:
        for event in events:
            match event:
                case case.CaseOpened(subject=subject):
                    self.heard[subject] = self.heard.get(subject, frozenset()) | self._listens(event)
                    self.stood[subject] = self._stands(subject)
                    self.stirred = True
                case case.OrderGiven():
                    self.stirred = True
                case case.TimerArmed(due=due):
                    self.due = min(self.due, due)
                case _:
                    pass

    def _listens(self, opened: case.CaseOpened) -> frozenset[str]:
        house = self.parts.execute.house
        assert house.tools is not None
        version = house.streams.folded(opened.procedure).state.versions[opened.version]
        return listened_to(house.tools.definitions.published(version.digest, version.text))

    def _moves_a_case(self, done: Done) -> bool:
        about = {done.stream}
        if done.stream.partition("-")[0] in LINKED:
            streams = self.parts.execute.house.streams
            about |= {one for fact in self.parts.log.at(done.positions) for one in concerned(fact, streams)}
        name = self.parts.encoder.event_name
        names = {name(type(event)).rpartition(".v")[0] for event in done.events}
        return any(names & self.heard[one] or self._has_moved(one) for one in about & self.heard.keys())

    def _has_moved(self, subject: str) -> bool:
        before, self.stood[subject] = self.stood.get(subject), self._stands(subject)
        return self.stood[subject] != before

    def _stands(self, subject: str) -> object:
        kind = subject.partition("-")[0]
        state: Any = self.parts.execute.house.streams.folded(subject).state
        values = subjects.values(kind, state, self.parts.clock.now().date())
        dates = (one.name for one in subjects.variables(kind).values() if one.type is VarType.DATE)
        return state.stage, [values.get(name) for name in dates if name.startswith(kind)]

    def _first_due(self) -> datetime:
        house = self.parts.execute.house
        for stream, key in house.directory.alarms(NEVER, 1):
            return next(_due(house.streams.folded(stream).state, key), NEVER)
        return NEVER


def _due(state: Case, key: str) -> Iterator[datetime]:
    yield from (one.due for one in state.timers if one.key == key)
    yield from (one.retry_at for one in state.orders if str(one.number) == key and one.retry_at is not None)
