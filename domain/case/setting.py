"""What a decision about a case rests on besides its own events: the definition, and what is true of the subject now."""

from collections.abc import Callable
from datetime import date, datetime

from domain.bylaws.rules import Share
from domain.calendar import Calendar
from domain.decider import Refusal, record
from domain.procedure.definition import Argument, Guard, Procedure
from domain.values import Digest


class Untold(Exception):
    """An expression said neither yes nor no, or could not be evaluated at all: which one, and why."""

    def __init__(self, expression: str, why: str) -> None:
        super().__init__(expression, why)
        self.expression, self.why = expression, why


@record
class Setting:
    """`holds` and `value` raise Untold; `dated` gives a date of the subject or None, `listed` a list, or nothing."""

    definition: Procedure
    digest: Digest
    holds: Callable[[Guard], bool]
    value: Callable[[str], Argument]
    dated: Callable[[str], date | datetime | None]
    listed: Callable[[str], tuple[str, ...]]
    calendar: Calendar
    quorum: Share = Share()
    """The share of those asked that the bylaws require; more than half where no bylaws say otherwise."""
    subject_ended: str = ""
    """How the subject ended, if it did."""


class StepUnknown(Refusal):
    """The procedure has no such step."""
