"""What was recorded long after it took effect, and every irregularity on file with who accepted it."""

from datetime import date, datetime

from application.authority import IMPORT
from application.controls.control import File, Finding, Tally, proof, settlement
from application.ports import Recorded
from domain.agreement.reprise import TakenOver
from domain.decider import Refusal
from domain.irregularity import IrregularityAccepted, IrregularityNoticed, IrregularityState

LATE_AFTER = 30
"""Days between taking effect and being recorded from which an auditor asks why."""


class RecordedLate(Refusal):
    """What happens is put on record while it can still be checked."""

    cure = "Whoever recorded it says why it came late, and shows the document it was taken from."


def recorded_late(file: File, tally: Tally, after: int = LATE_AFTER) -> None:
    """Each fact; of one subject, the one that came latest stands for all.

    Imports and takeovers come late by nature, and an irregularity is noticed when what it concerns is recorded.
    """
    late: list[tuple[int, Recorded]] = []
    for fact in file.facts:
        if fact.actor == IMPORT or isinstance(fact.event, TakenOver | IrregularityNoticed):
            continue
        tally.look()
        days = (fact.recorded_at.astimezone(file.zone).date() - _day(fact.effective)).days
        if days > after:
            late.append((days, fact))
    if late:
        days, worst = max(late, key=lambda one: one[0])
        tally.findings.append(
            file.finding(
                RecordedLate,
                "sourced" if getattr(worst.event, "source", None) is not None else "unsourced",
                worst,
                days=days,
                count=len(late),
                effective=_day(worst.effective),
                recorded=worst.recorded_at.astimezone(file.zone).date(),
                actor=worst.actor,
            )
        )


def irregularities(file: File, tally: Tally) -> None:
    """Each irregularity that is open or was accepted; what was put right is looked at and not listed."""
    for one in file.state.irregularities:
        tally.look()
        if one.state is IrregularityState.REGULARISED:
            continue
        shown = [fact for fact in file.of(IrregularityNoticed, IrregularityAccepted) if _about(fact, one.number)]
        tally.findings.append(
            Finding(
                rule=one.rule,
                article=one.article,
                cure=one.cure,
                subject=file.stream,
                title=file.title,
                case=str(one.state),
                values={"number": one.number, "detail": one.detail, "noticed_on": one.noticed_on},
                proofs=tuple(proof(fact) for fact in shown),
                settled=settlement(one, file.facts),
            )
        )


def _about(fact: Recorded, number: int) -> bool:
    event = fact.event
    return isinstance(event, IrregularityNoticed | IrregularityAccepted) and event.number == number


def _day(effective: date | datetime) -> date:
    return effective.date() if isinstance(effective, datetime) else effective
