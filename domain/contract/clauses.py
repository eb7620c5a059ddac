"""What a contract asks of its holder besides what is bought: a clause with a target, observed period by period."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain import irregularity
from domain.contract.lots import changed, lot_of, positive, seen
from domain.contract.state import Clause, ClauseKind, Contract, Counting, Lot, Stage
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.values import CommitmentId, FrameworkId, Source


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


Event = ClauseAdded | ClauseLinked
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


def with_clause(contract: Contract, lot: int, number: int, **changes: object) -> Contract:
    """The contract with some fields of one clause changed."""
    clauses = tuple(replace(one, **changes) if one.number == number else one for one in seen(contract, lot).clauses)
    return changed(contract, lot, clauses=clauses)


def evolve(contract: Contract, event: Event) -> Contract:
    match event:
        case ClauseAdded():
            return changed(contract, event.lot, clauses=(*seen(contract, event.lot).clauses, _clause(event)))
        case ClauseLinked(lot=lot, clause=clause, commitment=commitment):
            return with_clause(contract, lot, clause, commitment=commitment)
        case _:
            assert_never(event)
