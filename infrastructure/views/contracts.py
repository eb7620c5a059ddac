"""Contracts, their lots, what those ask for besides what is bought, and what came of it."""

from collections.abc import Iterator
from typing import Any

from application.reading import ColumnType
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
from infrastructure.views.facts import Subject
from infrastructure.views.offer import Detail, Offer, equal, holds_words, is_true, lists, since, until
from infrastructure.views.shape import KEPT, Shape, day, flag, id_, money, number, of_type, text
from infrastructure.views.timelines import open_ones
from infrastructure.views.view import Made, by_state, in_streams
from infrastructure.views.words import folded, tokens

CONTRACTS = Shape(
    "contracts",
    (
        id_("id", "The contract.", sure=True),
        id_("framework", "The framework it belongs to."),
        text("title", "What is bought, in a line."),
        text("reference", "The buyer's own number for it."),
        of_type(ColumnType.ORGANISATION, "buyer", "Who buys, or concedes."),
        text("nature", "What kind of contract it is in law."),
        text("procedure", "How competitors were put on the same footing."),
        text("cpv", "What is bought, in the common procurement vocabulary."),
        text("state", "How far the lot has come that is least far."),
        day("launched_on", "When it was launched."),
        number("lot_count", "How many lots it has."),
        number("lots_reserved", "How many of them are reserved."),
        money("amount", "What the notified lots are worth together, as modified."),
        number("clause_count", "Clauses of all lots."),
        number("modification_count", "Modifications of all lots."),
        number("lots_unpublished", "Notified lots whose essential data were not published."),
        day("next_deadline", "The earliest day by which something is due, even if it has passed."),
        text("next_deadline_kind", "What is due then."),
        flag("is_concession", "Whether it is conceded, not bought."),
        number("irregularities_open", "Irregularities that wait to be put right or accepted."),
        text("currency", "ISO 4217.", hidden=True),
        text("sort", hidden=True, sure=True),
        text("words", hidden=True, sure=True),
        *KEPT,
    ),
    indexes=(("sort", "id"), ("framework", "state"), ("buyer",)),
)
LOTS = Shape(
    "contract_lots",
    (
        id_("id", "Contract and lot.", sure=True),
        id_("contract", "The contract.", sure=True),
        number("lot", "Its number.", sure=True),
        id_("framework", "The framework it belongs to."),
        of_type(ColumnType.ORGANISATION, "buyer", "Who buys."),
        text("title", "What is bought."),
        text("reference", "The buyer's own number for it."),
        text("state", "How far it has come, or how it ended."),
        text("reserved_for", "Whom it is reserved for."),
        of_type(ColumnType.TEXTS, "social", "What it asks for in social matters; empty: unknown."),
        of_type(ColumnType.TEXTS, "environmental", "What it asks for in environmental matters; empty: unknown."),
        number("tenders", "Tenders received."),
        of_type(ColumnType.ORGANISATIONS, "holders", "Who holds it now."),
        money("awarded", "What it was awarded for."),
        money("amount", "What it is worth now, as modified."),
        number("months", "For how many months it runs."),
        day("notified_on", "When it was notified, or the concession signed."),
        day("ends_on", "Its last day, where beginning and duration are known."),
        day("ended_on", "When it ended, was terminated or closed without award."),
        day("published_on", "When its essential data were published."),
        number("clause_count", "Its clauses."),
        number("clauses_met", "Those whose target was reached."),
        number("modification_count", "Its modifications."),
        number("subcontract_count", "Its accepted subcontracts."),
        flag("over", "Whether nothing changes in it any more."),
        text("currency", "ISO 4217.", hidden=True),
        text("sort", hidden=True, sure=True),
    ),
    by="contract",
    indexes=(("sort", "id"), ("contract",), ("framework", "state"), ("buyer",)),
)
CLAUSES = Shape(
    "contract_clauses",
    (
        id_("id", "Contract, lot and clause.", sure=True),
        id_("contract", "The contract.", sure=True),
        number("lot", "The lot.", sure=True),
        number("clause", "Its number.", sure=True),
        id_("framework", "The framework it belongs to."),
        of_type(ColumnType.ORGANISATION, "buyer", "Who asks for it."),
        text("kind", "What it asks for."),
        text("text", "Its words."),
        text("unit", "In which unit it is counted."),
        of_type(ColumnType.DECIMAL, "target", "How much is asked."),
        of_type(ColumnType.DECIMAL, "performed", "How much was done; null: nothing was observed."),
        of_type(ColumnType.DECIMAL, "attained", "Share of the target reached, from 0."),
        flag("met", "Whether the target was reached; null: there is none."),
        day("due", "By when."),
        number("observation_count", "Periods observed."),
        id_("commitment", "The commitment that it keeps."),
        text("sort", hidden=True, sure=True),
    ),
    by="contract",
    indexes=(("sort", "id"), ("contract",), ("framework",), ("commitment",)),
)
OBSERVATIONS = Shape(
    "clause_observations",
    (
        id_("id", "The contract.", sure=True),
        number("lot", "The lot.", sure=True),
        number("clause", "The clause.", sure=True),
        day("start", "The first day of the period.", sure=True),
        day("end", "Its last day."),
        of_type(ColumnType.DECIMAL, "value", "What was done, in the unit of the clause."),
        number("documents", "How many documents show it."),
        text("note", "What was said of it, or why it was corrected."),
    ),
    key=("id", "lot", "clause", "start"),
)
MODIFICATIONS = Shape(
    "contract_modifications",
    (
        id_("id", "The contract.", sure=True),
        number("lot", "The lot.", sure=True),
        number("number", "Its number.", sure=True),
        day("on", "When it was notified."),
        money("amount", "What the lot is worth from then on."),
        money("change", "By how much that differs from before."),
        number("months", "For how many months the lot runs from then on."),
        text("ground", "Why the law allows it."),
        text("reasons", "Why it was made."),
        day("published_on", "When it was published."),
        text("currency", hidden=True),
    ),
    key=("id", "lot", "number"),
)
SUBCONTRACTS = Shape(
    "contract_subcontracts",
    (
        id_("id", "The contract.", sure=True),
        number("lot", "The lot.", sure=True),
        number("number", "Its number.", sure=True),
        of_type(ColumnType.ORGANISATION, "subcontractor", "Who carries it out."),
        money("amount", "What it is worth, as last changed."),
        day("on", "When it was accepted."),
        day("published_on", "When it was published."),
        text("currency", hidden=True),
    ),
    key=("id", "lot", "number"),
)
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
