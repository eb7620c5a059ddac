"""An instalment that was not paid is late the day after it was due, whoever notices."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import assert_never

from domain import irregularity
from domain.decider import Given, record, replace
from domain.loan.instalments import by_due
from domain.loan.state import Loan
from domain.values import Money


@record
class RecordArrears:
    """Record which instalments were due and not paid in full."""

    today: Given[date]


@record
class InstalmentMissed:
    """Effective on the day after it was due, whenever it is recorded."""

    instalment: int
    due: date
    owed: Money
    on: date


Event = InstalmentMissed
Recorded = Sequence[Event | irregularity.Event]


def record_arrears(command: RecordArrears, loan: Loan) -> list[InstalmentMissed]:
    return [
        InstalmentMissed(instalment=one.number, due=one.due, owed=one.owed, on=one.due + timedelta(days=1))
        for one in by_due(loan)
        if one.due < command.today and one.missed_on is None
    ]


def evolve(loan: Loan, event: Event) -> Loan:
    match event:
        case InstalmentMissed(instalment=number, on=on):
            late = (replace(one, missed_on=on) if one.number == number else one for one in loan.instalments)
            return replace(loan, instalments=tuple(late))
        case _:
            assert_never(event)
