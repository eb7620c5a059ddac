"""What a decision about a case rests on besides its own events: the definition, and what is true of the subject now."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

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
    """`holds` and `value` raise Untold. `dates` give the subject's dates by name, None where one is unknown."""

    definition: Procedure
    digest: Digest
    holds: Callable[[Guard], bool]
    value: Callable[[str], Argument]
    dates: Mapping[str, date | datetime | None]
    lists: Mapping[str, tuple[str, ...]]
    calendar: Calendar
    quorum: int | None = None
    """How many yes the bylaws require of those asked; None where no bylaws say so."""
    subject_ended: str = ""
    """How the subject ended, if it did."""


class StepUnknown(Refusal):
    """The procedure has no such step."""
