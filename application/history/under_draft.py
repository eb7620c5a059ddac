"""What if: past cases under a draft procedure. Which would have left it, which deadlines would have broken or held."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from application.changing import Changing
from application.tools import Tools
from domain import case
from domain.calendar import Calendar, fall_due
from domain.case.state import Case
from domain.decider import record
from domain.procedure.conformance import Conformance
from domain.procedure.definition import On, Procedure, State
from domain.procedure.forecast import Stay, stays


class Turn(StrEnum):
    """What would have been otherwise."""

    LATE = "late"  # done in time as it was, too late under the draft
    IN_TIME = "in-time"  # done too late as it was, in time under the draft
    LAPSED = "lapsed"  # time would have moved the case on before somebody did


@record
class Deadline:
    """A deadline that turns: of which task or timer, when it was due and would have been, and what came."""

    turn: Turn
    step: str
    name: str
    due_then: datetime | None
    due_under_draft: datetime
    came: datetime | None
    """When it was done, or the step left; None: it still waits."""


@record
class Under:
    """One case under the draft."""

    case: str
    subject: str
    version: int
    conformance: Conformance
    deadlines: tuple[Deadline, ...]

    @property
    def turns(self) -> bool:
        """Whether anything would have been otherwise."""
        return bool(self.deadlines) or not self.conformance.conforms


@dataclass(frozen=True, slots=True)
class UnderDraft:
    """Replays cases under a definition that nobody published. Nothing is recorded."""

    changing: Changing
    tools: Tools

    def cases(self, draft: Procedure, framework: str | None = None) -> Iterator[Under]:
        """Every case of the procedure of that name, in one framework or in all of them."""
        calendar, now = self.tools.calendar(draft.calendar), self.changing.execute.house.clock.now()
        for stream, state in self.changing.named(draft.id, framework):
            deadlines = tuple(self._deadlines(stream, state, draft, calendar, now))
            yield Under(
                case=stream,
                subject=state.subject,
                version=state.version,
                conformance=self.changing.conforms(stream, state, draft),
                deadlines=deadlines,
            )

    def _deadlines(
        self, stream: str, state: Case, draft: Procedure, calendar: Calendar, now: datetime
    ) -> Iterator[Deadline]:
        events = [fact.event for fact in self.changing.execute.house.log.stream(stream)]
        moves = [(one.at, one.left, one.entered) for one in events if isinstance(one, case.Advanced)]
        done = {one.task: one.at for one in events if isinstance(one, case.TaskCompleted)}
        for stay in stays(moves):
            step = draft.states.get(stay.state)
            if step is not None:
                yield from _tasks(state, step, stay, done, calendar, now)
                yield from _timers(step, stay, state.ended_at or now, calendar)


def _tasks(
    state: Case, step: State, stay: Stay, done: dict[str, datetime], calendar: Calendar, now: datetime
) -> Iterator[Deadline]:
    for wanted in step.tasks:
        opened = next(
            (one for one in state.tasks if (one.state, one.id, one.opened_at) == (step.path, wanted.id, stay.since)),
            None,
        )
        if opened is None or wanted.due is None or wanted.of:
            continue
        due, came = fall_due(wanted.due, stay.since, calendar), done.get(opened.key, stay.until)
        was_late = opened.due is not None and (came or now) > opened.due
        is_late = (came or now) > due
        if was_late != is_late:
            yield Deadline(
                turn=Turn.LATE if is_late else Turn.IN_TIME,
                step=step.path,
                name=wanted.id,
                due_then=opened.due,
                due_under_draft=due,
                came=came,
            )


def _timers(step: State, stay: Stay, end: datetime, calendar: Calendar) -> Iterator[Deadline]:
    for one in step.transitions:
        if one.on is not On.AFTER or one.timer is None or one.timer.of or not one.interrupts:
            continue
        due = fall_due(one.timer.delay, stay.since, calendar)
        if due < (stay.until or end):
            yield Deadline(
                turn=Turn.LAPSED,
                step=step.path,
                name=one.name,
                due_then=None,
                due_under_draft=due,
                came=stay.until,
            )


def counted(found: Sequence[Under]) -> dict[str, int]:
    """How many cases were looked at, left the draft, or have a deadline that turns."""
    return {
        "cases": len(found),
        "left": sum(not one.conformance.conforms for one in found),
        "deadlines": sum(len(one.deadlines) for one in found),
    }
