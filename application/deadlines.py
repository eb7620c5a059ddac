"""What the calendar alone brings about: due dates that have passed become events, once, whoever looks first."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from application.authority import CLOCK
from application.execute import Ask, Caller, ChangedSince, Execute
from application.nouns import command_name, fields_of
from application.reading import Reading
from domain import agreement, call, commitment, loan, project
from domain.commitment.state import OWED
from domain.contract import ending
from domain.decider import Refusal
from domain.irregularity import in_words, rule_name

PAGE = 500


Fallen = Callable[[Any, date], Sequence[object]]
"""The commands that say, of a state on a day, what has fallen due in it."""


def missed(state: commitment.Commitment, today: date) -> Sequence[object]:
    """A commitment whose due date has passed is missed."""
    return [commitment.RecordMissed(today=today)] if state.stage in OWED else []


def always(command: type[call.CloseCall | loan.RecordArrears | project.AskFollowUp]) -> Fallen:
    """One command that itself finds what has fallen due."""
    return lambda _state, today: [command(today=today)]


DUE: Mapping[str, Fallen] = {
    "commitment": missed,
    "agreement": agreement.due,
    "contract": ending.due,
    "call": always(call.CloseCall),
    "loan": always(loan.RecordArrears),
    "project": always(project.AskFollowUp),
}
"""Which commands the calendar brings about, by kind of subject."""


@dataclass(slots=True)
class Ticked:
    """What a look at the calendar came to: streams in which something was recorded, and what could not be."""

    recorded: list[str] = field(default_factory=list[str])
    refused: list[Mapping[str, str]] = field(default_factory=list[Mapping[str, str]])


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Looks at the calendar. Every effect is a command under the stream's version: two lookers record it once."""

    execute: Execute
    reading: Reading
    lapsed: Callable[[str, str], None] | None = None
    """Notes that a deadline of a stream has passed: which command said so."""

    def tick(self, now: datetime) -> Ticked:
        """Record everything that has fallen due by now."""
        ticked = Ticked()
        for kind in DUE:
            for stream in list(dict.fromkeys(self._streams(kind, now.date()))):
                self._fall_due(kind, stream, now.date(), ticked)
        return ticked

    def _streams(self, kind: str, today: date) -> Iterator[str]:
        filters = {"subject_kind": kind, "past": "true"}
        after: str | None = None
        while True:
            page = self.reading.page("deadlines", filters, after=after, limit=PAGE, today=today)
            yield from (str(item["subject"]) for item in page.items)
            after = page.next
            if after is None:
                return

    def _fall_due(self, kind: str, stream: str, today: date, ticked: Ticked) -> None:
        state = self.execute.house.streams.folded(stream).state
        for command in DUE[kind](state, today):
            self._try(kind, stream, command, ticked)

    def _try(self, kind: str, stream: str, command: object, ticked: Ticked) -> None:
        said: Any = type(command)
        fields = {one.name: getattr(command, one.name) for one in fields_of(said) if not one.supplied}
        ask = Ask(noun=self.execute.house.nouns[kind], command=said, stream=stream, fields=fields)
        try:
            done = self.execute(ask, Caller(actor=CLOCK))
        except ChangedSince:
            return  # somebody else was here: the next look settles it
        except Refusal as refusal:
            ticked.refused.append({"stream": stream, "rule": rule_name(type(refusal)), "detail": in_words(refusal)})
            return
        if done.events and self.lapsed:
            self.lapsed(stream, f"{kind}.{command_name(said)}")
        if done.events and stream not in ticked.recorded:
            ticked.recorded.append(stream)
