"""What was done under a clause is observed period by period, on evidence; no day counts twice."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain import irregularity
from domain.contract.clauses import clause_of, with_clause
from domain.contract.lots import LotNotNotified, lot_of, seen
from domain.contract.state import HELD, Contract, Counting, Lot, Observation
from domain.decider import Refusal, record
from domain.irregularity import judged
from domain.values import Evidence, Period, Source


@record
class ObserveClause:
    """Record what was done under a clause in a period, with what shows it."""

    lot: int
    clause: int
    value: Decimal
    period: Period
    evidence: tuple[Evidence, ...] = ()
    note: str = ""
    on: date
    source: Source | None = None


@record
class CorrectClause:
    """Correct what was observed in a period, with the reasons."""

    lot: int
    clause: int
    value: Decimal
    period: Period
    evidence: tuple[Evidence, ...] = ()
    reasons: str
    on: date
    source: Source | None = None


@record
class ClauseObserved:
    lot: int
    clause: int
    value: Decimal
    period: Period
    evidence: tuple[Evidence, ...]
    note: str
    on: date
    source: Source | None = None


@record
class ClauseCorrected:
    lot: int
    clause: int
    value: Decimal
    period: Period
    evidence: tuple[Evidence, ...]
    reasons: str
    on: date
    source: Source | None = None


Event = ClauseObserved | ClauseCorrected
Recorded = Sequence[Event | irregularity.Event]


class ClauseFigureNegative(Refusal):
    """What was done under a clause is zero or more."""


class ClausePeriodUnclear(Refusal):
    """What was done under a clause was done in a period: from a first day to a last."""


class ClausePeriodCounted(Refusal):
    """No day is counted twice under one clause; another figure for the same period is a correction, with reasons."""


class ClausePeriodNotObserved(Refusal):
    """Only what was observed for that period can be corrected."""


class ClauseCorrectedWithoutReasons(Refusal):
    """A figure is corrected with reasons in words."""


class ClauseObservedWithoutEvidence(Refusal):
    """What was done under a clause is shown by a document."""

    cure = "The holder hands in the attendance sheets or certificates."


class ClauseObservedTooEarly(Refusal):
    """Nothing is done under a clause before the contract was notified."""

    cure = "The buyer says which contract the work was done under."


def observe_clause(command: ObserveClause, contract: Contract) -> Recorded:
    lot = lot_of(contract, command.lot)
    clause = clause_of(lot, command.clause)
    start, end = _readable(command.value, command.period)
    for one in clause.observations:
        if one.period == command.period and one.value == command.value:
            return []
        if clause.counting is Counting.SUM and _meet(one.period, start, end):
            raise ClausePeriodCounted(start, end)
        if one.period == command.period:
            raise ClausePeriodCounted(start, end)
    observed = ClauseObserved(
        lot=command.lot,
        clause=command.clause,
        value=command.value,
        period=command.period,
        evidence=command.evidence,
        note=command.note,
        on=command.on,
        source=command.source,
    )
    return judged([observed], _unproved(command, lot, start), command.source, contract.irregularities, command.on)


def _readable(value: Decimal, period: Period) -> tuple[date, date]:
    if not value.is_finite() or value < 0:
        raise ClauseFigureNegative(str(value))
    if period.start is None or period.end is None or period.end < period.start:
        raise ClausePeriodUnclear
    return period.start, period.end


def _meet(period: Period, start: date, end: date) -> bool:
    """Whether a day belongs to both; both periods have their days."""
    return (period.start or start) <= end and start <= (period.end or end)


def _unproved(command: ObserveClause, lot: Lot, start: date) -> Iterator[Refusal]:
    if not command.evidence:
        yield ClauseObservedWithoutEvidence(lot.number, command.clause)
    if lot.stage not in HELD:
        yield LotNotNotified(lot.number)
    elif lot.notified_on is not None and start < lot.notified_on:
        yield ClauseObservedTooEarly(lot.number, start)


def correct_clause(command: CorrectClause, contract: Contract) -> Recorded:
    clause = clause_of(lot_of(contract, command.lot), command.clause)
    _readable(command.value, command.period)
    known = next((one for one in clause.observations if one.period == command.period), None)
    if known is None:
        raise ClausePeriodNotObserved(command.period.start)
    if not command.reasons.strip():
        raise ClauseCorrectedWithoutReasons
    if known.value == command.value:
        return []
    return [
        ClauseCorrected(
            lot=command.lot,
            clause=command.clause,
            value=command.value,
            period=command.period,
            evidence=command.evidence,
            reasons=command.reasons,
            on=command.on,
            source=command.source,
        )
    ]


def _observed(contract: Contract, lot: int, number: int, observation: Observation) -> Contract:
    """With that observation in place of the one of the same period."""
    found = next((one.observations for one in seen(contract, lot).clauses if one.number == number), ())
    kept = [one for one in found if one.period != observation.period]
    observations = tuple(sorted([*kept, observation], key=lambda one: one.period.start or date.min))
    return with_clause(contract, lot, number, observations=observations)


def evolve(contract: Contract, event: Event) -> Contract:
    match event:
        case ClauseObserved():
            observation = Observation(period=event.period, value=event.value, evidence=event.evidence, note=event.note)
            return _observed(contract, event.lot, event.clause, observation)
        case ClauseCorrected():
            observation = Observation(
                period=event.period,
                value=event.value,
                evidence=event.evidence,
                corrected_because=event.reasons,
            )
            return _observed(contract, event.lot, event.clause, observation)
        case _:
            assert_never(event)
