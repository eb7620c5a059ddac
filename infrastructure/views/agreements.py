"""Agreements with their parties, money, deadlines and irregularities."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from application.reading import BadFilterValue, ColumnType
from domain.agreement.parts import AgreementKind, AidNature, Origin, Party, PartyRole, Stage
from domain.agreement.queries import DeadlineKind, deadlines, money_table, stage_on
from domain.agreement.state import Agreement, Line
from domain.values import Money, latest
from infrastructure.views.facts import Subject
from infrastructure.views.offer import (
    Asked,
    Computed,
    Detail,
    Offer,
    Where,
    among,
    equal,
    holds_words,
    is_true,
    since,
    until,
)
from infrastructure.views.shape import KEPT, Shape, day, flag, id_, money, number, of_type, text
from infrastructure.views.timelines import (
    day_after,
    holds_on,
    open_ones,
    piecewise,
    span_rows,
    span_shape,
    spans,
    today_in,
    today_or_next,
)
from infrastructure.views.view import Made, by_state, in_streams
from infrastructure.views.words import folded, tokens

LATE = (DeadlineKind.PAYMENT, DeadlineKind.REPORT, DeadlineKind.CURE)
"""Deadlines that somebody missed, once they have passed."""

CURRENCY = text("currency", "ISO 4217.", hidden=True)

AGREEMENTS = Shape(
    "agreements",
    (
        id_("id", "The agreement.", sure=True),
        id_("framework", "The framework it belongs to."),
        text("title", "Its title; null where it is unknown."),
        text("kind", "What form the parties chose; null where it is unknown."),
        text("origin", "How it came to be known here."),
        text("nature", "Money, or something else that is worth money."),
        id_("under", "The agreement that it applies."),
        id_("renews", "The agreement that it renews."),
        text("reference", "The decision behind it, as it was published."),
        day("agreed_on", "The day of the convention, as it was signed or published; null: unknown."),
        day("signed_on", "When the last party signed."),
        day("notified_on", "When it was notified."),
        day("in_force_since", "The first day of force."),
        money("granted", "What it grants in all, as last known."),
        money("voted", "Credits voted, over payers and years."),
        money("committed", "Credits committed, over payers and years."),
        money("ordered", "Payments ordered."),
        money("paid", "Payments made."),
        money("to_recover", "What was paid in excess and is not back yet."),
        money("in_kind", "What aid in kind is worth; it is never paid."),
        number("amendment_count", "How many amendments it has."),
        number("contests_open", "Entries that a party disputes and nobody has answered."),
        number("irregularities_open", "Irregularities that wait to be put right or accepted."),
        CURRENCY,
        text("sort", hidden=True, sure=True),
        text("words", hidden=True, sure=True),
        *KEPT,
    ),
    indexes=(("sort", "id"), ("framework",), ("kind",), ("agreed_on",)),
)
STAGES = span_shape("agreement_stages", text("stage", "Where it is in its life."))
PARTIES = Shape(
    "agreement_parties",
    (
        id_("id", "The agreement.", sure=True),
        number("number", "Its place among them.", sure=True),
        of_type(ColumnType.ORGANISATION, "organisation", "The party.", sure=True),
        text("role", "Payer, beneficiary or partner.", sure=True),
        text("nature", "What it is in law.", sure=True),
        of_type(ColumnType.DECIMAL, "share", "A beneficiary's part of the whole, from 0 to 1."),
        flag("signs", "Whether it signs."),
        day("since", "From this day on.", sure=True),
        day("until", "The first day without it."),
    ),
    key=("id", "number"),
    indexes=(("organisation",),),
)
AMOUNTS = span_shape("agreement_amounts", money("amount", "What it grants."), CURRENCY)
ENDS = span_shape("agreement_ends", day("end", "The last day of force, as it stood then."))
MONEY = Shape(
    "agreement_money",
    (
        id_("id", "Agreement, payer and budget year.", sure=True),
        id_("agreement", "The agreement.", sure=True),
        id_("framework", "The framework it belongs to."),
        of_type(ColumnType.ORGANISATION, "payer", "Who pays.", sure=True),
        number("year", "The budget year.", sure=True),
        money("forecast", "Expected, not voted yet."),
        money("voted", "Opened by the budget."),
        money("committed", "Set aside for this agreement."),
        money("ordered", "Ordered to be paid."),
        money("paid", "Paid."),
        money("recovery_ordered", "Called back by a recovery order."),
        money("recovered", "Come back."),
        money("to_recover", "Paid in excess and not back yet."),
        money("advance_granted", "Advance granted."),
        money("advance_paid", "Advance paid."),
        money("in_kind", "What aid in kind is worth."),
        CURRENCY,
    ),
    by="agreement",
    indexes=(("agreement",), ("payer",)),
)
DEADLINES = Shape(
    "agreement_deadlines",
    (
        id_("id", "The agreement.", sure=True),
        number("number", "Its place in time, from 1.", sure=True),
        text("kind", "What has to be done.", sure=True),
        day("on", "By which day.", sure=True),
        text("about", "Which instalment, notice or year."),
        of_type(ColumnType.ORGANISATION, "by", "Who has to do it, where that is known."),
    ),
    key=("id", "number"),
    indexes=(("on",),),
)
INSTALMENTS = Shape(
    "agreement_instalments",
    (
        id_("id", "The agreement.", sure=True),
        number("number", "Its number in the schedule.", sure=True),
        text("label", "What it is called."),
        text("kind", "Which part of the sum."),
        of_type(ColumnType.ORGANISATION, "payer", "Who pays."),
        of_type(ColumnType.ORGANISATION, "beneficiary", "Who is paid."),
        number("year", "The budget year."),
        money("amount", "The sum, where it is stated."),
        of_type(ColumnType.DECIMAL, "share", "Its part of the agreement's amount, from 0 to 1."),
        day("due_on", "When it is due."),
        money("ordered", "Ordered of it."),
        money("paid", "Paid of it."),
        CURRENCY,
    ),
    key=("id", "number"),
)
AMENDMENTS = Shape(
    "agreement_amendments",
    (
        id_("id", "The agreement.", sure=True),
        number("number", "Numbered without gaps.", sure=True),
        text("title", "Its title."),
        text("stage", "Where it is in its life."),
        day("signed_on", "When the last party signed."),
        day("effect_on", "From when it counts."),
    ),
    key=("id", "number"),
)
ACTS = Shape(
    "agreement_acts",
    (
        id_("id", "The agreement.", sure=True),
        number("number", "Its number here.", sure=True),
        of_type(ColumnType.ORGANISATION, "by", "Whose decision."),
        text("kind", "What form it takes."),
        text("reference", "Its number, as its author gave it."),
        number("amendment", "The amendment it is about."),
        day("adopted_on", "When it was adopted."),
        day("executory_on", "When it could be carried out."),
        text("end", "How it ceased, where it did."),
    ),
    key=("id", "number"),
)
SHAPES = (AGREEMENTS, STAGES, PARTIES, AMOUNTS, ENDS, MONEY, DEADLINES, INSTALMENTS, AMENDMENTS, ACTS)


def rows(subject: Subject) -> Made:
    """The rows of one agreement."""
    state: Agreement = subject.state
    stream, currency = subject.stream, _currency(state)
    return {
        "agreements": [_agreement(subject, state, currency)],
        "agreement_stages": span_rows(stream, _stages(state), lambda stage: {"stage": stage}),
        "agreement_parties": list(_parties(stream, state)),
        "agreement_amounts": span_rows(stream, spans(state.amounts), _amount),
        "agreement_ends": span_rows(stream, spans(state.ends), lambda end: {"end": end}),
        "agreement_money": [_line(stream, state, line, currency) for line in money_table(state)],
        "agreement_deadlines": [
            {"id": stream, "number": at, "kind": one.kind, "on": one.on, "about": one.about, "by": one.by}
            for at, one in enumerate(deadlines(state), 1)
        ],
        "agreement_instalments": list(_instalments(stream, state, currency)),
        "agreement_amendments": [
            {
                "id": stream,
                "number": one.number,
                "title": one.title,
                "stage": one.stage,
                "signed_on": one.signed_on,
                "effect_on": one.effect_on,
            }
            for one in state.amendments
        ],
        "agreement_acts": list(_acts(stream, state)),
    }


def _currency(state: Agreement) -> str:
    amount = latest(state.amounts)
    return state.money.currency or (amount.currency if amount else "EUR")


def _agreement(subject: Subject, state: Agreement, currency: str) -> dict[str, Any]:
    published = None if state.publication is None else state.publication.published
    lines = list(state.money.lines.values())
    reference = published and published.decision
    return subject.kept() | {
        "framework": state.framework,
        "title": state.title or None,
        "kind": state.kind,
        "origin": state.origin,
        "nature": state.nature,
        "under": state.under,
        "renews": state.renews,
        "reference": reference,
        "agreed_on": state.signed_on or (published and published.convention_date),
        "signed_on": state.signed_on,
        "notified_on": state.notified_on,
        "in_force_since": state.in_force_since,
        "granted": latest(state.amounts),
        **{name: _sum(lines, name, currency) for name in ("voted", "committed", "ordered", "paid")},
        **{name: _sum(lines, name, currency) for name in ("to_recover", "in_kind")},
        "amendment_count": len(state.amendments),
        "contests_open": sum(one.answered_on is None for one in state.contests),
        "irregularities_open": open_ones(state.irregularities),
        "currency": currency,
        "sort": folded(state.title),
        "words": " ".join(tokens(f"{state.title} {reference or ''} {state.purpose}")),
    }


def _sum(lines: Sequence[Line], name: str, currency: str) -> Money:
    return Money(amount=sum((getattr(one, name).amount for one in lines), Money.of(0).amount), currency=currency)


def _stages(state: Agreement) -> Any:
    days = (state.in_force_since, state.life.ended_on, day_after(latest(state.ends)))
    return piecewise(days, lambda when: stage_on(state, when))


def _parties(stream: str, state: Agreement) -> Iterator[dict[str, Any]]:
    held = [(one, party) for one in spans(state.parties) for party in one.value or ()]
    merged: dict[Party, list[tuple[date, date | None]]] = {}
    for one, party in held:
        periods = merged.setdefault(party, [])
        if periods and periods[-1][1] == one.since:
            periods[-1] = (periods[-1][0], one.until)
        else:
            periods.append((one.since, one.until))
    flat = [(party, begin, end) for party, periods in merged.items() for begin, end in periods]
    for at, (party, begin, end) in enumerate(flat, 1):
        yield {
            "id": stream,
            "number": at,
            "organisation": party.organisation,
            "role": party.role,
            "nature": party.nature,
            "share": party.share,
            "signs": party.signs,
            "since": begin,
            "until": end,
        }


def _amount(amount: Money | None) -> dict[str, Any]:
    return {"amount": amount, "currency": amount and amount.currency}


def _line(stream: str, state: Agreement, line: Line, currency: str) -> dict[str, Any]:
    return {
        "id": f"{stream}/{line.payer}/{line.year}",
        "agreement": stream,
        "framework": state.framework,
        "currency": currency,
        **{name: getattr(line, name) for name in _OF_LINE},
    }


_OF_LINE = tuple(one.name for one in MONEY.fields if one.name not in {"id", "agreement", "framework", "currency"})


def _instalments(stream: str, state: Agreement, currency: str) -> Iterator[dict[str, Any]]:
    for one in state.money.schedule:
        plan = one.instalment
        yield {
            "id": stream,
            "number": plan.number,
            "label": plan.label,
            "kind": plan.kind,
            "payer": plan.payer,
            "beneficiary": plan.beneficiary,
            "year": plan.year,
            "amount": plan.amount,
            "share": plan.share,
            "due_on": plan.due_on,
            "ordered": one.ordered,
            "paid": one.paid,
            "currency": currency,
        }


def _acts(stream: str, state: Agreement) -> Iterator[dict[str, Any]]:
    for one in state.acts:
        yield {
            "id": stream,
            "number": one.number,
            "by": one.by,
            "kind": one.reference.kind,
            "reference": one.reference.number,
            "amendment": one.amendment,
            "adopted_on": one.adopted_on,
            "executory_on": one.executory_on,
            "end": one.end and one.end.how,
        }


def _next_deadline(column: str) -> Any:
    def expression(asked: Asked) -> sa.ColumnElement[Any]:
        due = asked.tables["agreement_deadlines"]
        mine = due.c.id == asked.tables["agreements"].c.id
        query = sa.select(due.c[column]).where(mine, due.c.on >= asked.day)
        return query.order_by(due.c.on, due.c.number).limit(1).scalar_subquery()

    return expression


def _late(asked: Asked) -> sa.ColumnElement[bool]:
    due = asked.tables["agreement_deadlines"]
    mine = due.c.id == asked.tables["agreements"].c.id
    return sa.exists().where(mine, due.c.on < asked.day, due.c.kind.in_(LATE))


def _in_stage(asked: Asked, value: str) -> sa.ColumnElement[bool]:
    held = asked.tables["agreement_stages"]
    names = [each.strip() for each in value.split(",")]
    for each in names:
        if each not in set(Stage):
            raise BadFilterValue("state", f"{each!r} is none of {', '.join(Stage)}")
    found = sa.select(held.c.id).where(holds_on(held, asked.day), held.c.stage.in_(names))
    return asked.tables["agreements"].c.id.in_(found)


def _party_today(role: PartyRole) -> Any:
    def expression(asked: Asked) -> sa.ColumnElement[Any]:
        held = asked.tables["agreement_parties"]
        mine = held.c.id == asked.tables["agreements"].c.id
        first = sa.select(held.c.organisation).where(mine, held.c.role == role)
        return first.order_by(held.c.number).limit(1).scalar_subquery()

    return expression


agreements = Offer(
    name="agreements",
    title="Conventions",
    words="Agreements of every kind, with their parties, money, next deadline and lateness.",
    shape=AGREEMENTS,
    order=("sort",),
    computed=(
        Computed("state", ColumnType.TEXT, "Where it is in its life today.", today_in(AGREEMENTS, STAGES, "stage")),
        Computed("amount", ColumnType.MONEY, "What it grants today.", today_or_next(AGREEMENTS, AMOUNTS, "amount")),
        Computed("end", ColumnType.DAY, "The last day of force.", today_or_next(AGREEMENTS, ENDS, "end")),
        Computed("payer", ColumnType.ORGANISATION, "The first payer.", _party_today(PartyRole.PAYER)),
        Computed("beneficiary", ColumnType.ORGANISATION, "The first beneficiary.", _party_today(PartyRole.BENEFICIARY)),
        Computed("next_deadline", ColumnType.DAY, "The next day by which something is due.", _next_deadline("on")),
        Computed("next_deadline_kind", ColumnType.TEXT, "What is due then.", _next_deadline("kind")),
        Computed("late", ColumnType.FLAG, "Whether a payment, a report or a cure is overdue today.", _late),
    ),
    filters=(
        holds_words("text", AGREEMENTS, "words", "Words of the title, the purpose or the reference."),
        equal("framework", AGREEMENTS),
        equal("kind", AGREEMENTS, choices=AgreementKind),
        equal("origin", AGREEMENTS, choices=Origin),
        equal("nature", AGREEMENTS, choices=AidNature),
        equal("under", AGREEMENTS),
        Where("state", ColumnType.TEXT, "Where it is in its life today.", _in_stage, tuple(Stage)),
        among("party", "Those to which this organisation is or was party.", AGREEMENTS, PARTIES, "organisation"),
        among("payer", "Those in which this organisation pays.", AGREEMENTS, MONEY, "payer", by="agreement"),
        is_true("late", "Those in which something is overdue today.", _late),
        is_true(
            "irregular",
            "Those with open irregularities.",
            lambda asked: asked.tables["agreements"].c.irregularities_open > 0,
        ),
        since("agreed_since", AGREEMENTS, "agreed_on", "Those agreed that day or later."),
        until("agreed_until", AGREEMENTS, "agreed_on", "Those agreed that day or earlier."),
    ),
    details=(
        Detail("parties", "Its parties over time.", PARTIES, ("number",)),
        Detail("money", "One line a payer and budget year.", MONEY, ("year", "payer"), by="agreement"),
        Detail("amounts", "What it grants, over time.", AMOUNTS, ("number",)),
        Detail("instalments", "What is due when, and what was paid of it.", INSTALMENTS, ("number",)),
        Detail("deadlines", "Every day by which something is due.", DEADLINES, ("number",)),
        Detail("amendments", "Its amendments.", AMENDMENTS, ("number",)),
        Detail("acts", "Each side's own decisions.", ACTS, ("number",)),
    ),
)
money_lines = Offer(
    name="money",
    title="Crédits et versements",
    words="The money of each agreement, per payer and budget year, at every stage.",
    shape=MONEY,
    order=("year", "payer"),
    filters=(
        equal("agreement", MONEY),
        equal("framework", MONEY),
        equal("payer", MONEY),
        equal("year", MONEY),
        is_true(
            "to_recover", "Those with money to recover.", lambda asked: asked.tables["agreement_money"].c.to_recover > 0
        ),
    ),
)

view = by_state("agreements", in_streams("agreement"), SHAPES, rows, (agreements, money_lines))
