"""Contracts, their lots, what those ask for besides what is bought, and what came of it."""

from collections.abc import Iterator
from typing import Any

from domain.contract.reading import (
    attained,
    awarded_amount,
    contract_amount,
    current_holders,
    current_months,
    deadlines,
    environmental,
    is_met,
    last_day,
    performed,
    present_amount,
    social,
)
from domain.contract.state import OVER, ClauseKind, Contract, Lot, Stage
from domain.contract.subcontracting import worth
from domain.contract.terms import CONCESSIONS, Environmental, Nature, Procedure, Reservation, Social
from infrastructure.views.contract_tables import CLAUSES, CONTRACTS, LOTS, MODIFICATIONS, OBSERVATIONS, SUBCONTRACTS
from infrastructure.views.facts import Subject
from infrastructure.views.offer import Detail, Offer, equal, holds_words, is_true, lists, since, until
from infrastructure.views.timelines import open_ones
from infrastructure.views.view import Made, by_state, in_streams
from infrastructure.views.words import folded, tokens

SHAPES = (CONTRACTS, LOTS, CLAUSES, OBSERVATIONS, MODIFICATIONS, SUBCONTRACTS)
ORDER = (Stage.OPEN, Stage.AWARDED, Stage.NOTIFIED, Stage.ENDED, Stage.TERMINATED, Stage.UNAWARDED)


def rows(subject: Subject) -> Made:
    """The rows of one contract."""
    state: Contract = subject.state
    return {
        "contracts": [_contract(subject, state)],
        "contract_lots": [_lot(subject.stream, state, lot) for lot in state.lots],
        "contract_clauses": [row for lot in state.lots for row in _clauses(subject.stream, state, lot)],
        "clause_observations": [row for lot in state.lots for row in _observations(subject.stream, lot)],
        "contract_modifications": [row for lot in state.lots for row in _modifications(subject.stream, lot)],
        "contract_subcontracts": [row for lot in state.lots for row in _subcontracts(subject.stream, lot)],
    }


def _contract(subject: Subject, state: Contract) -> dict[str, Any]:
    lots, amount = state.lots, contract_amount(state)
    due = min(deadlines(state), key=lambda one: one.on, default=None)
    return subject.kept() | {
        "framework": state.framework,
        "title": state.title,
        "reference": state.reference,
        "buyer": state.buyer,
        "nature": state.description.nature,
        "procedure": state.description.procedure,
        "cpv": state.description.cpv,
        "state": min((lot.stage for lot in lots), key=ORDER.index, default=Stage.OPEN),
        "launched_on": state.launched_on,
        "lot_count": len(lots),
        "lots_reserved": sum(Social.RESERVED in social(lot) for lot in lots),
        "amount": amount,
        "clause_count": sum(len(lot.clauses) for lot in lots),
        "modification_count": sum(len(lot.modifications) for lot in lots),
        "lots_unpublished": sum(lot.notified_on is not None and lot.published_on is None for lot in lots),
        "next_deadline": due and due.on,
        "next_deadline_kind": due and due.kind,
        "is_concession": state.description.nature in CONCESSIONS,
        "irregularities_open": open_ones(state.irregularities),
        "currency": amount and amount.currency,
        "sort": folded(state.title),
        "words": " ".join(tokens(f"{state.title} {state.reference} {' '.join(lot.terms.title for lot in lots)}")),
    }


def _lot(stream: str, state: Contract, lot: Lot) -> dict[str, Any]:
    amount = present_amount(lot)
    return {
        "id": f"{stream}/{lot.number}",
        "contract": stream,
        "lot": lot.number,
        "framework": state.framework,
        "buyer": state.buyer,
        "title": lot.terms.title or state.title,
        "reference": lot.terms.reference,
        "state": lot.stage,
        "reserved_for": lot.terms.reserved_for,
        "social": sorted(social(lot)),
        "environmental": sorted(environmental(lot)),
        "tenders": lot.outcome and lot.outcome.tenders,
        "holders": [one.organisation for one in current_holders(lot)],
        "awarded": awarded_amount(lot),
        "amount": amount,
        "months": current_months(lot),
        "notified_on": lot.notified_on,
        "ends_on": last_day(state, lot),
        "ended_on": lot.ended_on,
        "published_on": lot.published_on,
        "clause_count": len(lot.clauses),
        "clauses_met": sum(is_met(one) is True for one in lot.clauses),
        "modification_count": len(lot.modifications),
        "subcontract_count": len(lot.subcontracts),
        "over": lot.stage in OVER,
        "currency": amount and amount.currency,
        "sort": f"{folded(lot.terms.title or state.title)}",
    }


def _clauses(stream: str, state: Contract, lot: Lot) -> Iterator[dict[str, Any]]:
    for one in lot.clauses:
        yield {
            "id": f"{stream}/{lot.number}/{one.number}",
            "contract": stream,
            "lot": lot.number,
            "clause": one.number,
            "framework": state.framework,
            "buyer": state.buyer,
            "kind": one.kind,
            "text": one.text,
            "unit": one.unit,
            "target": one.target,
            "performed": performed(one),
            "attained": attained(one),
            "met": is_met(one),
            "due": one.due,
            "observation_count": len(one.observations),
            "commitment": one.commitment,
            "sort": folded(f"{state.title} {one.text}"),
        }


def _observations(stream: str, lot: Lot) -> Iterator[dict[str, Any]]:
    for clause in lot.clauses:
        for one in clause.observations:
            yield {
                "id": stream,
                "lot": lot.number,
                "clause": clause.number,
                "start": one.period.start,
                "end": one.period.end,
                "value": one.value,
                "documents": len(one.evidence),
                "note": one.corrected_because or one.note,
            }


def _modifications(stream: str, lot: Lot) -> Iterator[dict[str, Any]]:
    for one in lot.modifications:
        yield {
            "id": stream,
            "lot": lot.number,
            "number": one.number,
            "on": one.on,
            "amount": one.amount,
            "change": one.change,
            "months": one.months,
            "ground": one.ground,
            "reasons": one.reasons,
            "published_on": one.published_on,
            "currency": one.amount and one.amount.currency,
        }


def _subcontracts(stream: str, lot: Lot) -> Iterator[dict[str, Any]]:
    for one in lot.subcontracts:
        amount = worth(lot, one)
        yield {
            "id": stream,
            "lot": lot.number,
            "number": one.number,
            "subcontractor": one.subcontractor.organisation,
            "amount": amount,
            "on": one.on,
            "published_on": one.published_on,
            "currency": amount and amount.currency,
        }


contracts = Offer(
    name="contracts",
    title="Marchés",
    words="What authorities buy from others or concede to them, lot by lot.",
    shape=CONTRACTS,
    order=("sort",),
    filters=(
        holds_words("text", CONTRACTS, "words", "Words of the title, the number, or the titles of lots."),
        equal("framework", CONTRACTS),
        equal("buyer", CONTRACTS),
        equal("state", CONTRACTS, choices=Stage),
        equal("nature", CONTRACTS, choices=Nature),
        equal("procedure", CONTRACTS, choices=Procedure),
        is_true(
            "unpublished",
            "Those with a notified lot that was not published.",
            lambda asked: asked.tables["contracts"].c.lots_unpublished > 0,
        ),
        since("due_since", CONTRACTS, "next_deadline", "Those whose next date is that day or later."),
        until("due_until", CONTRACTS, "next_deadline", "Those whose next date is that day or earlier."),
    ),
    details=(
        Detail("lots", "Its lots.", LOTS, ("lot",), by="contract"),
        Detail("clauses", "What its lots ask for, and what was done.", CLAUSES, ("lot", "clause"), by="contract"),
        Detail("observations", "What was done, period by period.", OBSERVATIONS, ("lot", "clause", "start")),
        Detail("modifications", "What was modified after the award.", MODIFICATIONS, ("lot", "number")),
        Detail("subcontracts", "What others carry out.", SUBCONTRACTS, ("lot", "number")),
    ),
)
lots = Offer(
    name="lots",
    title="Lots",
    words="The lots of all contracts: who holds them, what they are worth, what they ask for.",
    shape=LOTS,
    order=("sort", "lot"),
    filters=(
        equal("framework", LOTS),
        equal("contract", LOTS),
        equal("buyer", LOTS),
        equal("state", LOTS, choices=Stage),
        equal("reserved_for", LOTS, choices=Reservation),
        lists("holder", LOTS, "holders", "Those that this organisation holds."),
        lists("social", LOTS, "social", "Those that ask for this in social matters.", Social),
        lists(
            "environmental", LOTS, "environmental", "Those that ask for this in environmental matters.", Environmental
        ),
        since("notified_since", LOTS, "notified_on", "Those notified that day or later."),
        until("notified_until", LOTS, "notified_on", "Those notified that day or earlier."),
    ),
)
clauses = Offer(
    name="clauses",
    title="Clauses sociales et environnementales",
    words="What contracts ask of their holders besides what is bought, and what was done.",
    shape=CLAUSES,
    order=("sort", "lot", "clause"),
    filters=(
        equal("framework", CLAUSES),
        equal("contract", CLAUSES),
        equal("buyer", CLAUSES),
        equal("kind", CLAUSES, choices=ClauseKind),
        equal("commitment", CLAUSES),
        is_true("met", "Those whose target was reached.", lambda asked: asked.tables["contract_clauses"].c.met == 1),
    ),
)

view = by_state("contracts", in_streams("contract"), SHAPES, rows, (contracts, lots, clauses))
