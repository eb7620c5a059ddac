"""The money of an agreement: credits at every stage, what is due when, and why an instalment is still closed."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from starlette.responses import Response

from domain.agreement.payment import Paid, PaymentCancelled
from domain.agreement.queries import amount_on, late_payments, money_table
from domain.agreement.schedule import conditions, last_day, owed_since, sum_due
from domain.agreement.state import Line, Scheduled
from domain.values import Money
from interfaces.web.entry import signed_in
from interfaces.web.pages.agreement_sheet import Sheet, examples, facts_of, sheet
from interfaces.web.visit import Visit
from interfaces.web.web import Web

STEPS = ("forecast", "voted", "committed", "ordered", "paid", "recovered")


def add(web: Web) -> None:
    """The page."""
    web.page("/conventions/{id}/argent", money, enter=signed_in, examples=examples("argent"))


def money(visit: Visit) -> Response:
    """Credits, schedule, payments."""
    found = sheet(visit)
    return found.page(
        "argent",
        granted=amount_on(found.state, visit.today),
        lines=[_line(found, one) for one in money_table(found.state)],
        schedule=[_instalment(found, one) for one in found.state.money.schedule],
        payments=list(_payments(found)),
        late={one.instalment: one for one in late_payments(found.state, visit.today)},
        reports=[(one, visit.name_of(one.by)) for one in found.state.money.reports],
        deeds=found.offers(
            "forecast-credits",
            "vote-credits",
            "commit-credits",
            "grant-advance",
            "order-payment",
            "record-payment",
            "value-in-kind",
            "order-recovery",
            "record-recovery",
        ),
        on_schedule=found.offers("set-schedule", "receive-report", "verify-milestone"),
    )


def _line(found: Sheet, one: Line) -> dict[str, Any]:
    """A payer and a year; each figure leads to why it is what it is."""
    place = f"money.lines.{one.payer}/{one.year}"
    why = {name: f"/conventions/{found.id}/pourquoi?champ={place}.{name}" for name in STEPS}
    known = {each.name: getattr(one, each.name) for each in fields(one)}
    return {"payer": found.visit.name_of(one.payer), "line": known, "why": why}


def _instalment(found: Sheet, one: Scheduled) -> dict[str, Any]:
    """What is due, when, and what it waits for."""
    owed, due = owed_since(found.state, one.instalment), sum_due(found.state, one)
    open_ones = [what for what, day in conditions(found.state, one.instalment) if day is None]
    waits = [
        found.visit.say("le compte rendu de %(year)s", year=each.removeprefix("report "))
        if each.startswith("report ")
        else each
        for each in open_ones
    ]
    if found.state.notified_on is None and found.state.in_force_since is None:
        waits.append(found.visit.say("la notification de la convention"))
    return {
        "instalment": one.instalment,
        "payer": found.visit.name_of(one.instalment.payer),
        "due": due,
        "paid": one.paid,
        "ordered": one.ordered,
        "settled": due is not None and one.paid.amount >= due.amount,
        "owed_since": owed if owed is not None and owed <= found.visit.today else None,
        "opens_on": owed if owed is not None and owed > found.visit.today else None,
        "last_day": None if owed is None else last_day(owed),
        "waits": waits,
        "dropped": one.dropped,
    }


def _payments(found: Sheet) -> Iterator[dict[str, Any]]:
    """Every payment, the cancelled ones struck through; the last first."""
    facts = facts_of(found.visit, found.id)
    undone: list[tuple[str, Money]] = [
        (one.event.number, one.event.amount) for one in facts if isinstance(one.event, PaymentCancelled)
    ]
    for fact in reversed(facts):
        if isinstance(fact.event, Paid):
            event = fact.event
            mark = (event.number, event.amount)
            yield {
                "event": event,
                "payer": found.visit.name_of(event.payer),
                "beneficiary": found.visit.name_of(event.beneficiary),
                "undone": bool(event.number) and mark in undone,
                "proof": f"/conventions/{found.id}/evenements/{fact.position}",
            }
