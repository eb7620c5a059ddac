"""What a contract asks of its holder besides what is bought: a clause with a target, observed period by period."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain import irregularity
from domain.contract.state import (
    HELD,
    Clause,
    ClauseKind,
    Contract,
    Counting,
    Lot,
    LotNotNotified,
    Observation,
    Stage,
    changed,
    lot_of,
    positive,
    seen,
)
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.values import CommitmentId, Evidence, FrameworkId, Period, Source


@record
class Promise:
    """What a commitment says when it is read: its framework, and whether it promises clauses in contracts."""

    commitment: CommitmentId
    framework: FrameworkId
    of_clauses: bool


@record
class AddClause:
    """Ask something of the holder besides what is bought, with a target, before the award or by a modification."""

    lot: int
    kind: ClauseKind
    text: str
    unit: str = ""
    target: Decimal | None = None
    counting: Counting = Counting.SUM
    due: date | None = None
    modification: int | None = None
    commitment: CommitmentId | None = None
    promise: Given[Promise | None]
    on: date
    source: Source | None = None


@record
class LinkClause:
    """Say which commitment of the authority a clause keeps."""

    lot: int
    clause: int
    commitment: CommitmentId
    promise: Given[Promise | None]
    on: date


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
class ClauseAdded:
    lot: int
    clause: int
    kind: ClauseKind
    text: str
    unit: str
    target: Decimal | None
    counting: Counting
    due: date | None
    modification: int | None
    commitment: CommitmentId | None
    on: date
    source: Source | None = None


@record
class ClauseLinked:
    lot: int
    clause: int
    commitment: CommitmentId
    on: date


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


Event = ClauseAdded | ClauseLinked | ClauseObserved | ClauseCorrected
Recorded = Sequence[Event | irregularity.Event]


class NoSuchLotClause(Refusal):
    """The clause named is not one of this lot."""


class ClauseUnsaid(Refusal):
    """A clause says in words what is asked, and in which unit it is counted."""

    cure = "The buyer quotes the clause."


class ClauseWithoutTarget(Refusal):
    """A clause says how much is asked, so that it can be seen whether it was kept."""

    cure = "The buyer says how much is asked."


class ClauseAfterAward(Refusal):
    """What is asked of the holder is known to all who tender; later it comes by a numbered modification."""

    article = "Code de la commande publique, art. L. 2112-2 et L. 2194-1"
    cure = "The buyer names the modification."


class NoClausePromise(Refusal):
    """A clause keeps a commitment that promises clauses in contracts, in the same cooperation framework."""


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


def add_clause(command: AddClause, contract: Contract) -> Recorded:
    lot = lot_of(contract, command.lot)
    positive(command.target)
    _promised(command.commitment, command.promise, contract)
    if command.modification is not None and command.modification > len(lot.modifications):
        raise ClauseAfterAward(lot.number, command.modification)
    added = ClauseAdded(
        lot=command.lot,
        clause=len(lot.clauses) + 1,
        kind=command.kind,
        text=command.text,
        unit=command.unit,
        target=command.target,
        counting=command.counting,
        due=command.due,
        modification=command.modification,
        commitment=command.commitment,
        on=command.on,
        source=command.source,
    )
    if any(replace(_clause(added), number=one.number) == replace(one, observations=()) for one in lot.clauses):
        return []
    return judged([added], _vague(command, lot), command.source, contract.irregularities, command.on)


def _vague(command: AddClause, lot: Lot) -> Iterator[Refusal]:
    if not command.text.strip() or (command.target is not None and not command.unit.strip()):
        yield ClauseUnsaid(lot.number)
    if command.target is None:
        yield ClauseWithoutTarget(lot.number, command.kind)
    if lot.stage is not Stage.OPEN and command.modification is None:
        yield ClauseAfterAward(lot.number)


def _promised(commitment: CommitmentId | None, promise: Promise | None, contract: Contract) -> None:
    if commitment is None:
        return
    if promise is None or not promise.of_clauses or promise.framework != contract.framework:
        raise NoClausePromise(commitment)


def link_clause(command: LinkClause, contract: Contract) -> Recorded:
    clause = clause_of(lot_of(contract, command.lot), command.clause)
    _promised(command.commitment, command.promise, contract)
    if clause.commitment == command.commitment:
        return []
    return [ClauseLinked(lot=command.lot, clause=command.clause, commitment=command.commitment, on=command.on)]


def clause_of(lot: Lot, number: int) -> Clause:
    """The clause of that number. Raises NoSuchLotClause."""
    for clause in lot.clauses:
        if clause.number == number:
            return clause
    raise NoSuchLotClause(lot.number, number)


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


def _clause(event: ClauseAdded) -> Clause:
    return Clause(
        number=event.clause,
        kind=event.kind,
        text=event.text,
        unit=event.unit,
        target=event.target,
        counting=event.counting,
        due=event.due,
        commitment=event.commitment,
        modification=event.modification,
    )


def _with_clause(contract: Contract, lot: int, number: int, **changes: object) -> Contract:
    clauses = tuple(replace(one, **changes) if one.number == number else one for one in seen(contract, lot).clauses)
    return changed(contract, lot, clauses=clauses)


def _observed(contract: Contract, lot: int, number: int, observation: Observation) -> Contract:
    """With that observation in place of the one of the same period."""
    found = next((one.observations for one in seen(contract, lot).clauses if one.number == number), ())
    kept = [one for one in found if one.period != observation.period]
    observations = tuple(sorted([*kept, observation], key=lambda one: one.period.start or date.min))
    return _with_clause(contract, lot, number, observations=observations)


def evolve(contract: Contract, event: Event) -> Contract:
    match event:
        case ClauseAdded():
            return changed(contract, event.lot, clauses=(*seen(contract, event.lot).clauses, _clause(event)))
        case ClauseLinked(lot=lot, clause=clause, commitment=commitment):
            return _with_clause(contract, lot, clause, commitment=commitment)
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
