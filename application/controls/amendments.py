"""Amendments against the end of the agreement that they amend."""

from datetime import date, timedelta
from typing import Any

from application.controls.control import File, Tally
from application.ports import Recorded
from domain import agreement
from domain.agreement.amendment import AmendmentRecorded
from domain.agreement.signing import AmendmentAfterTheEnd, Signed
from domain.agreement.state import Agreement
from domain.values import latest


def amendment_after_end(file: File, tally: Tally) -> None:
    """Each amendment, by the day of its last signature, against the end as it stood before it."""
    state = agreement.decider.initial
    ends: dict[int, date | None] = {}
    signed: dict[int, tuple[date, Recorded]] = {}
    for fact in file.facts:
        number, day = _amendment(fact.event)
        if number is not None and day is not None:
            ends.setdefault(number, _last_day(state))
            signed[number] = (day, fact)
        state = agreement.evolve(state, fact.event)  # type: ignore[arg-type]
    for number, (day, fact) in signed.items():
        end = ends[number]
        tally.look(known=end is not None)
        if end is not None and day > end:
            tally.findings.append(
                file.finding(
                    AmendmentAfterTheEnd, "after", fact, number=number, signed_on=day, end=end, days=(day - end).days
                )
            )


def _amendment(event: Any) -> tuple[int | None, date | None]:
    match event:
        case Signed(amendment=int() as number, on=on):
            return number, on
        case AmendmentRecorded(number=number, signed_on=signed, on=on):
            return number, signed or on
        case _:
            return None, None


def _last_day(state: Agreement) -> date | None:
    """The last day of force: by the text, or earlier where it was ended."""
    ended = None if state.life.ended_on is None else state.life.ended_on - timedelta(days=1)
    known = [day for day in (latest(state.ends), ended) if day is not None]
    return min(known, default=None)
