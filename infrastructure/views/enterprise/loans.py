"""Loans: what is outstanding, what is late on the day that is asked about, and who stands for it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from application.reading import ColumnType
from domain.loan.state import Kind, Loan, Stage, outstanding, owed, stage
from domain.values import total
from infrastructure.views.facts import Subject
from infrastructure.views.offer import Asked, Computed, Detail, Offer, equal, holds_words, is_true
from infrastructure.views.shape import KEPT, Shape, day, id_, money, number, of_type, text
from infrastructure.views.timelines import open_ones
from infrastructure.views.view import Made
from infrastructure.views.words import folded, tokens

LOANS = Shape(
    "loans",
    (
        id_("id", "The loan.", sure=True),
        id_("framework", "The framework it belongs to."),
        text("title", "Its title."),
        text("kind", "What form it takes."),
        text("state", "How far it has come."),
        of_type(ColumnType.ORGANISATION, "lender", "Who lends."),
        of_type(ColumnType.TEXTS, "borrowers", "The people who borrow."),
        of_type(ColumnType.ORGANISATION, "organisation", "The organisation that borrows."),
        id_("project", "The project it serves."),
        id_("agreement", "The agreement under which it is lent."),
        money("granted", "What was granted."),
        day("granted_on", "When."),
        money("disbursed", "What was paid out."),
        day("disbursed_on", "When it was first paid out."),
        money("repaid", "Principal that came back."),
        money("interest_paid", "Interest that was paid."),
        money("written_off", "Principal that was let go by a decision."),
        money("outstanding", "Principal still to come back: disbursed less repaid less written off."),
        money("owed", "Principal and interest still due, now or later."),
        money("overpaid", "What was paid beyond the debt and waits to be given back."),
        day("last_due", "The day of the last instalment of which something is owed."),
        number("reschedulings", "How often it was rescheduled."),
        of_type(ColumnType.DECIMAL, "guaranteed", "The share that guarantors stand for, in per cent."),
        money("guarantee_called", "What was called from guarantors."),
        money("guarantee_paid", "What guarantors paid."),
        number("irregularities_open", "Irregularities that wait to be put right or accepted."),
        text("currency", "ISO 4217.", hidden=True),
        text("sort", hidden=True, sure=True),
        text("words", hidden=True, sure=True),
        *KEPT,
    ),
    indexes=(("sort", "id"), ("framework", "state"), ("project",)),
)
INSTALMENTS = Shape(
    "loan_instalments",
    (
        id_("id", "The loan.", sure=True),
        number("number", "Its number.", sure=True),
        day("due", "When it is due.", sure=True),
        money("principal", "Principal due."),
        money("interest", "Interest due."),
        money("paid", "What was paid of both."),
        money("let_go", "What was let go of both."),
        money("owed", "What is still owed of both."),
        day("missed_on", "From when it was found late."),
        text("currency", "ISO 4217.", hidden=True),
    ),
    key=("id", "number"),
    indexes=(("id", "due"),),
)
REPAYMENTS = Shape(
    "loan_repayments",
    (
        id_("id", "The loan.", sure=True),
        number("number", "Its number.", sure=True),
        day("on", "When it came in.", sure=True),
        money("amount", "How much."),
        money("overpaid", "What of it is beyond the debt."),
        text("reference", "The payer's or the bank's number."),
        day("cancelled_on", "When it was taken back."),
        text("currency", "ISO 4217.", hidden=True),
    ),
    key=("id", "number"),
)
GUARANTEES = Shape(
    "loan_guarantees",
    (
        id_("id", "The loan.", sure=True),
        number("number", "Its number.", sure=True),
        of_type(ColumnType.ORGANISATION, "guarantor", "Who stands for it.", sure=True),
        of_type(ColumnType.DECIMAL, "share", "For which share, in per cent."),
        money("ceiling", "Up to which amount."),
        money("called", "What was called."),
        money("paid", "What was paid."),
        day("released_on", "When it was released."),
        text("currency", "ISO 4217.", hidden=True),
    ),
    key=("id", "number"),
)
SHAPES = (LOANS, INSTALMENTS, REPAYMENTS, GUARANTEES)


def rows(subject: Subject, state: Loan) -> Made:
    """The rows of one loan."""
    return {
        "loans": [_loan(subject, state)],
        "loan_instalments": list(_instalments(subject.stream, state)),
        "loan_repayments": list(_repayments(subject.stream, state)),
        "loan_guarantees": list(_guarantees(subject.stream, state)),
    }


def _loan(subject: Subject, state: Loan) -> dict[str, Any]:
    currency, guarantees = state.granted.currency, state.guarantees
    standing = [one.share for one in guarantees if one.released_on is None]
    return subject.kept() | {
        "framework": state.framework,
        "title": state.title,
        "kind": state.kind,
        "state": stage(state),
        "lender": state.lender,
        "borrowers": state.borrowers,
        "organisation": state.organisation,
        "project": state.project,
        "agreement": state.agreement,
        "granted": state.granted,
        "granted_on": state.granted_on,
        "disbursed": state.disbursed,
        "disbursed_on": state.disbursed_on,
        "repaid": state.principal_repaid,
        "interest_paid": state.interest_paid,
        "written_off": state.written_off,
        "outstanding": outstanding(state),
        "owed": owed(state),
        "overpaid": state.overpaid,
        "last_due": max((one.due for one in state.instalments if one.owed.cents), default=None),
        "reschedulings": state.reschedulings,
        "guaranteed": sum(standing, Decimal(0)) if standing else None,
        "guarantee_called": total((one.called for one in guarantees), currency) if guarantees else None,
        "guarantee_paid": total((one.paid for one in guarantees), currency) if guarantees else None,
        "irregularities_open": open_ones(state.irregularities),
        "currency": currency,
        "sort": folded(state.title),
        "words": " ".join(tokens(state.title)),
    }


def _instalments(stream: str, state: Loan) -> Iterator[dict[str, Any]]:
    for one in state.instalments:
        if not (one.principal + one.interest).cents:
            continue  # others took its place when the loan was rescheduled or repaid early
        yield {
            "id": stream,
            "number": one.number,
            "due": one.due,
            "principal": one.principal,
            "interest": one.interest,
            "paid": one.principal_paid + one.interest_paid,
            "let_go": one.principal_let_go + one.interest_let_go,
            "owed": one.owed,
            "missed_on": one.missed_on,
            "currency": state.granted.currency,
        }


def _repayments(stream: str, state: Loan) -> Iterator[dict[str, Any]]:
    for one in state.repayments:
        yield {
            "id": stream,
            "number": one.number,
            "on": one.on,
            "amount": one.amount,
            "overpaid": one.overpaid,
            "reference": one.reference or None,
            "cancelled_on": one.cancelled_on,
            "currency": state.granted.currency,
        }


def _guarantees(stream: str, state: Loan) -> Iterator[dict[str, Any]]:
    for one in state.guarantees:
        yield {
            "id": stream,
            "number": one.number,
            "guarantor": one.guarantor,
            "share": one.share,
            "ceiling": one.ceiling,
            "called": one.called,
            "paid": one.paid,
            "released_on": one.released_on,
            "currency": state.granted.currency,
        }


def _arrears(asked: Asked) -> sa.ColumnElement[Any]:
    due = asked.tables["loan_instalments"]
    late = sa.select(sa.func.coalesce(sa.cast(sa.func.sum(due.c.owed), sa.BigInteger), 0))
    return late.where(due.c.id == asked.tables["loans"].c.id, due.c.due < asked.day).scalar_subquery()


def _next_due(asked: Asked) -> sa.ColumnElement[Any]:
    due = asked.tables["loan_instalments"]
    mine = due.c.id == asked.tables["loans"].c.id
    return sa.select(sa.func.min(due.c.due)).where(mine, due.c.owed > 0, due.c.due >= asked.day).scalar_subquery()


def _late(asked: Asked) -> sa.ColumnElement[bool]:
    due = asked.tables["loan_instalments"]
    return sa.exists().where(due.c.id == asked.tables["loans"].c.id, due.c.due < asked.day, due.c.owed > 0)


loans = Offer(
    name="loans",
    title="Prêts",
    words="Loans and microcredit: granted, paid out, repaid, outstanding, in arrears, written off, guaranteed.",
    shape=LOANS,
    order=("sort",),
    computed=(
        Computed("arrears", ColumnType.MONEY, "What was due before today and is not paid.", _arrears),
        Computed("next_due", ColumnType.DAY, "When the next instalment is due.", _next_due),
        Computed("late", ColumnType.FLAG, "Whether something is in arrears today.", _late),
    ),
    filters=(
        holds_words("text", LOANS, "words", "Words of the title."),
        equal("framework", LOANS),
        equal("state", LOANS, choices=Stage),
        equal("kind", LOANS, choices=Kind),
        equal("lender", LOANS),
        equal("organisation", LOANS),
        equal("project", LOANS),
        is_true("late", "Those in arrears today.", _late),
        is_true("overpaid", "Those of which something is to be given back.", lambda asked: _overpaid(asked) > 0),
    ),
    details=(
        Detail("instalments", "What is due when, and what was paid of it.", INSTALMENTS, ("due", "number")),
        Detail("repayments", "What came back.", REPAYMENTS, ("number",)),
        Detail("guarantees", "Who stands for it.", GUARANTEES, ("number",)),
    ),
)


def _overpaid(asked: Asked) -> sa.ColumnElement[Any]:
    return asked.tables["loans"].c.overpaid
