"""Payments as payers' accounts state them: where each belongs, what waits, what each statement came to."""

from collections.abc import Mapping
from typing import Any

from application.reading import ColumnType
from domain.grants_import import Remark
from domain.payment import Candidate, Payment, PaymentKind, PaymentState
from domain.statement import Statement
from infrastructure.views.facts import Subject
from infrastructure.views.offer import Detail, Offer, equal, holds_words, since, until
from infrastructure.views.shape import KEPT, Shape, day, id_, money, number, of_type, text
from infrastructure.views.view import Made, by_state, in_streams
from infrastructure.views.words import tokens

PAYMENTS = Shape(
    "payments",
    (
        id_("id", "The payment.", sure=True),
        id_("framework", "The framework it was reported in."),
        id_("statement", "The statement that reported it."),
        of_type(ColumnType.ORGANISATION, "payer", "Whose accounts state it.", sure=True),
        text("kind", "A payment, a cancellation or a recovery.", sure=True),
        number("year", "The budget year.", sure=True),
        money("amount", "The sum."),
        day("on", "The day that the accounts state.", sure=True),
        text("third_party", "The third party, as the accounts name it."),
        of_type(ColumnType.ORGANISATION, "organisation", "Who that is; null: nobody is certain."),
        text("commitment", "The number of the commitment."),
        text("order", "The number of the payment order."),
        text("recovery", "The number of the recovery order."),
        text("label", "What the accounts say it is."),
        text("state", "Waiting, matched or dismissed.", sure=True),
        text("reason", "Why it waits."),
        id_("agreement", "The agreement to which it belongs."),
        number("instalment", "The instalment."),
        text("entry", "The number under which the agreement holds it."),
        text("matched_by", "How it was found: by number, by amount, entered already, by a person."),
        text("words", "The reasons of whoever decided."),
        of_type(ColumnType.RECORDS, "candidates", "Those that could be meant, with what is open there."),
        text("source", "The file and the line."),
        text("currency", "ISO 4217.", hidden=True),
        text("file", hidden=True),
        text("key", hidden=True, sure=True),
        number("occurrence", hidden=True, sure=True),
        text("folded", hidden=True, sure=True),
        *KEPT,
    ),
    indexes=(("on", "id"), ("key",), ("framework", "payer", "on"), ("agreement",), ("state", "on")),
)
STATEMENTS = Shape(
    "statements",
    (
        id_("id", "The statement.", sure=True),
        id_("framework", "The framework into which it was taken."),
        text("name", "The name of the file."),
        text("file", "The file's digest."),
        of_type(ColumnType.INSTANT, "begun_at", "When it began."),
        of_type(ColumnType.INSTANT, "finished_at", "When every line was accounted for; null: interrupted, or running."),
        number("interruptions", "How often it was taken up again."),
        number("rows", "Lines read."),
        number("recorded", "Lines that found their agreement."),
        number("unchanged", "Lines that were on record."),
        number("corrected", "Lines that had waited and found their agreement now."),
        number("queued", "Lines that wait for a decision."),
        number("quarantined", "Lines set aside."),
        text("sort", hidden=True, sure=True),
        *KEPT,
    ),
    indexes=(("sort", "id"), ("framework", "file")),
)
REMARKS = Shape(
    "statement_remarks",
    (
        id_("id", "The statement.", sure=True),
        number("number", "Its place.", sure=True),
        text("rule", "What was detected, put right, queued or set aside.", sure=True),
        number("count", "How many times.", sure=True),
        text("detail", "Where, or which."),
    ),
    key=("id", "number"),
)
SHAPES = (PAYMENTS, STATEMENTS, REMARKS)


def rows(subject: Subject) -> Made:
    """The row of a payment, or those of a statement."""
    match subject.state:
        case Payment() as payment:
            return {PAYMENTS.name: [_payment(subject, payment)]}
        case Statement() as statement:
            return {
                STATEMENTS.name: [_statement(subject, statement)],
                REMARKS.name: [_remark(subject, at, one) for at, one in enumerate(_said(statement), 1)],
            }
        case _:
            return {}


def _payment(subject: Subject, state: Payment) -> Mapping[str, Any]:
    told, match = state.told, state.match
    assert told is not None, "a payment begins by being reported"
    said = f"{told.third_party} {told.label} {told.commitment} {told.order} {told.recovery}"
    names = ("framework", "statement", "payer", "kind", "year", "amount", "on", "organisation", "key", "occurrence")
    numbers = ("third_party", "commitment", "order", "recovery", "label")
    return (
        subject.kept()
        | {name: getattr(told, name) for name in names}
        | {name: getattr(told, name) or None for name in numbers}
        | {
            "state": state.state,
            "reason": state.reason if state.state is PaymentState.WAITING else None,
            "agreement": match and match.agreement,
            "instalment": match and match.instalment,
            "entry": (match and match.entry) or None,
            "matched_by": match and match.by,
            "words": state.reasons or None,
            "candidates": [_candidate(one) for one in state.candidates] if match is None else [],
            "source": told.source.reference,
            "file": told.source.digest,
            "currency": told.amount.currency,
            "folded": " ".join(tokens(said)),
        }
    )


def _candidate(one: Candidate) -> Mapping[str, Any]:
    amount = one.left
    return {
        "agreement": one.agreement,
        "instalment": one.instalment,
        "left": None if amount is None else {"amount": f"{amount.amount:f}", "currency": amount.currency},
    }


def _statement(subject: Subject, state: Statement) -> Mapping[str, Any]:
    counts = state.counts
    names = ("rows", "recorded", "unchanged", "corrected", "queued", "quarantined")
    return subject.kept() | {
        "framework": state.framework,
        "name": state.name,
        "file": state.file,
        "begun_at": state.begun_at,
        "finished_at": state.finished_at,
        "interruptions": state.interruptions,
        **{name: None if counts is None else getattr(counts, name) for name in names},
        "sort": "" if state.begun_at is None else state.begun_at.isoformat(),
    }


def _said(state: Statement) -> tuple[Remark, ...]:
    return (*state.remarks, *state.reasons)


def _remark(subject: Subject, at: int, one: Remark) -> Mapping[str, Any]:
    return {"id": subject.stream, "number": at, "rule": one.rule, "count": one.count, "detail": one.detail}


payments = Offer(
    name="payments",
    title="Versements relevés",
    words="Payments, cancellations and recoveries as payers' accounts state them, and where each belongs.",
    shape=PAYMENTS,
    order=("-on",),
    filters=(
        holds_words("text", PAYMENTS, "folded", "Words of the third party, the label or a number."),
        equal("framework", PAYMENTS),
        equal("statement", PAYMENTS),
        equal("payer", PAYMENTS),
        equal("organisation", PAYMENTS),
        equal("agreement", PAYMENTS),
        equal("kind", PAYMENTS, choices=PaymentKind),
        equal("state", PAYMENTS, choices=PaymentState),
        equal("reason", PAYMENTS),
        equal("year", PAYMENTS),
        since("since", PAYMENTS, "on", "Those of that day or later."),
        until("until", PAYMENTS, "on", "Those of that day or earlier."),
    ),
)
statements = Offer(
    name="statements",
    title="Relevés de versements",
    words="Every statement of payments that was taken in, and what became of its lines.",
    shape=STATEMENTS,
    order=("-sort",),
    filters=(equal("framework", STATEMENTS), equal("file", STATEMENTS)),
    details=(Detail("remarks", "What was detected, put right, queued or set aside.", REMARKS, ("number",)),),
)

view = by_state("payments", in_streams("payment", "statement"), SHAPES, rows, (payments, statements))
