"""Instalments of all agreements: what is owed by whom and since when, what is late, and what a closed one waits for."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa

from application.reading import BadFilterValue, ColumnType
from domain.agreement.opening import WaitKind
from domain.agreement.parts import PartyRole
from domain.agreement.schedule import payees
from domain.agreement.standing import InstalmentState, left, standing
from domain.agreement.state import Agreement, Scheduled
from domain.values import Money, latest, total
from infrastructure.views.facts import Subject
from infrastructure.views.offer import Asked, Computed, Offer, Where, equal, is_true, since, until
from infrastructure.views.shape import Shape, day, flag, id_, money, number, of_type, text
from infrastructure.views.view import Made, by_state, in_streams

INSTALMENTS = Shape(
    "instalments",
    (
        id_("id", "Agreement and number.", sure=True),
        id_("agreement", "The agreement.", sure=True),
        id_("framework", "The framework it belongs to."),
        number("number", "Its number in the schedule.", sure=True),
        text("label", "What it is called."),
        text("kind", "Which part of the sum."),
        of_type(ColumnType.ORGANISATION, "payer", "Who pays.", sure=True),
        of_type(ColumnType.ORGANISATION, "beneficiary", "Who is paid; null: not stated."),
        number("year", "The budget year.", sure=True),
        money("due", "What it comes to, the advance taken off the balance; null: unknown."),
        money("paid", "What was paid of it."),
        money("left", "What is still to be paid of it; null: unknown."),
        day("due_on", "From which day it may be paid, where it says so."),
        day("owed_since", "Since when it is owed; null: something is still to come."),
        day("last_day", "The sixtieth day, the last to pay in time."),
        day("opened_on", "Since when it is open, once that was noted."),
        of_type(ColumnType.TEXTS, "waits_for", "What it waits for besides its day."),
        flag("settled", "Whether it is paid."),
        flag("dropped", "Whether an amendment has left it out."),
        text("currency", "ISO 4217.", hidden=True),
    ),
    by="agreement",
    indexes=(("agreement",), ("framework", "payer"), ("last_day",)),
)
WHOLES = Shape(
    "instalments_unplanned",
    (
        id_("id", "The agreement.", sure=True),
        id_("framework", "The framework it belongs to."),
        id_("payer", "Its only payer.", sure=True),
        id_("beneficiary", "Its only beneficiary."),
        money("left", "What it grants and nobody paid yet."),
        day("agreed_on", "The day of the convention, where it is known."),
        day("end", "The last day of force, where it is known."),
        text("currency", "ISO 4217.", hidden=True),
    ),
    indexes=(("framework", "payer"),),
)
SHAPES = (INSTALMENTS, WHOLES)


def rows(subject: Subject) -> Made:
    """The instalments of one agreement; of one without any, what it grants as a whole."""
    state: Agreement = subject.state
    return {
        INSTALMENTS.name: [_planned(subject.stream, state, one) for one in state.money.schedule],
        WHOLES.name: [] if state.money.schedule else list(_whole(subject.stream, state)),
    }


def _planned(stream: str, state: Agreement, one: Scheduled) -> dict[str, Any]:
    plan, now = one.instalment, standing(state, one, date.max, one.paid)
    return {
        "id": f"{stream}/{plan.number}",
        "agreement": stream,
        "framework": state.framework,
        "number": plan.number,
        "label": plan.label or None,
        "kind": plan.kind,
        "payer": plan.payer,
        "beneficiary": plan.beneficiary or _only(state),
        "year": plan.year,
        "due": now.due,
        "paid": one.paid,
        "left": left(now.due, one.paid),
        "due_on": plan.due_on,
        "owed_since": now.owed_since,
        "last_day": now.last_day,
        "opened_on": one.opened_on,
        "waits_for": [f"{wait.kind} {wait.what}".strip() for wait in now.waits],
        "settled": now.state is InstalmentState.PAID,
        "dropped": one.dropped,
        "currency": one.paid.currency if now.due is None else now.due.currency,
    }


def _only(state: Agreement) -> str | None:
    found = payees(state)
    return found[0].organisation if len(found) == 1 else None


def _whole(stream: str, state: Agreement) -> Iterator[dict[str, Any]]:
    granted = latest(state.amounts)
    payers = [one for one in latest(state.parties) or () if one.role is PartyRole.PAYER]
    if granted is None or len(payers) != 1:
        return
    published = None if state.publication is None else state.publication.published
    share = None if published is None else published.percentage
    part = granted if share is None else Money.of(granted.amount * share, granted.currency)
    paid = total((line.paid for line in state.money.lines.values()), granted.currency)
    agreed_on = state.signed_on or (None if published is None else published.convention_date)
    yield {
        "id": stream,
        "framework": state.framework,
        "payer": payers[0].organisation,
        "beneficiary": _only(state),
        "left": left(part, paid),
        "agreed_on": agreed_on or state.in_force_since,
        "end": latest(state.ends),
        "currency": granted.currency,
    }


def _late(asked: Asked) -> sa.ColumnElement[bool]:
    rows_ = asked.tables[INSTALMENTS.name]
    return sa.and_(rows_.c.last_day < asked.day, rows_.c.settled == 0, rows_.c.dropped == 0)


def _open(asked: Asked) -> sa.ColumnElement[bool]:
    rows_ = asked.tables[INSTALMENTS.name]
    held = rows_.c.waits_for.contains(f'"{WaitKind.RESUMPTION}"', autoescape=True)
    return sa.and_(rows_.c.owed_since <= asked.day, sa.not_(held))


def _state(asked: Asked) -> sa.ColumnElement[Any]:
    rows_ = asked.tables[INSTALMENTS.name]
    return sa.case(
        (rows_.c.dropped == 1, InstalmentState.DROPPED.value),
        (rows_.c.settled == 1, InstalmentState.PAID.value),
        (_late(asked), InstalmentState.LATE.value),
        (_open(asked), InstalmentState.OPEN.value),
        else_=InstalmentState.CLOSED.value,
    )


def _in_state(asked: Asked, value: str) -> sa.ColumnElement[bool]:
    wanted = [each.strip() for each in value.split(",")]
    for each in wanted:
        if each not in set(InstalmentState):
            raise BadFilterValue("state", f"{each!r} is none of {', '.join(InstalmentState)}")
    return _state(asked).in_(wanted)


instalments = Offer(
    name="instalments",
    title="Échéances de versement",
    words="What is due when and by whom, whether it is open, paid or late, and what a closed one waits for.",
    shape=INSTALMENTS,
    order=("due_on",),
    computed=(Computed("state", ColumnType.TEXT, "Paid, late, open, closed or dropped today.", _state),),
    filters=(
        equal("framework", INSTALMENTS),
        equal("agreement", INSTALMENTS),
        equal("payer", INSTALMENTS),
        equal("beneficiary", INSTALMENTS),
        equal("year", INSTALMENTS),
        Where("state", ColumnType.TEXT, "Where it stands today.", _in_state, tuple(InstalmentState)),
        is_true("late", "Those that should have been paid by now: sixty days have passed.", _late),
        since("since", INSTALMENTS, "due_on", "Those due that day or later."),
        until("until", INSTALMENTS, "due_on", "Those due that day or earlier."),
    ),
)

view = by_state("instalments", in_streams("agreement"), SHAPES, rows, (instalments,))
