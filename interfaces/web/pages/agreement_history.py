"""How an agreement came to be what it is: every event, any moment of it again, why a figure is so, and the proof."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from application.facts import Unknown
from application.history.paths import NoSuchField
from application.history.why import why
from application.ports import Recorded
from domain.agreement.payment import Paid
from domain.agreement.queries import amount_on, end_on, money_table, parties_on
from domain.agreement.state import Agreement
from domain.irregularity import IrregularityState
from domain.values import total
from interfaces.parts import Parts
from interfaces.telling.history import event_title
from interfaces.telling.trail import trail
from interfaces.telling.values import told
from interfaces.web.called import Called, path_of
from interfaces.web.causes import PathOf, cause
from interfaces.web.deeds.labels import LABELS
from interfaces.web.entry import signed_in
from interfaces.web.formats import as_day
from interfaces.web.inquiry import proof_of
from interfaces.web.pages.agreement_sheet import Sheet, examples, facts_of, sheet
from interfaces.web.proof_check import holds
from interfaces.web.visit import Visit
from interfaces.web.web import Web
from interfaces.words.history import GAPS, said

MOST_MARKS = 200
SHOWN = 100
FIELDS = ("amounts", "ends", "parties", "stage", "in_force_since", "signed_on", "title")
"""What one asks about first."""


def add(web: Web) -> None:
    """The pages."""
    web.page("/conventions/{id}/historique", history, enter=signed_in, examples=examples("historique"))
    web.page("/conventions/{id}/pourquoi", reasons, enter=signed_in, examples=_reasons)
    web.page("/conventions/{id}/evenements/{position}", event, enter=signed_in, examples=_event)


def _reasons(parts: Parts) -> Sequence[str]:
    return [f"{path}?champ=amounts" for path in examples("pourquoi")(parts)[:1]]


def _event(parts: Parts) -> Sequence[str]:
    path = examples("evenements")(parts)[0]
    stream = path.split("/")[2]
    return [f"{path}/{[*parts.log.stream(stream)][-1].position}"]


def history(visit: Visit) -> Response:
    """Every event, and the agreement as it stood after any of them."""
    found = sheet(visit)
    facts = facts_of(visit, found.id)
    rank = _rank(visit, facts)
    seen = facts[:rank]
    return found.page(
        "historique",
        count=len(facts),
        rank=rank,
        moment=seen[-1],
        title=_title(visit, seen[-1]),
        then=list(_then(found, seen)),
        marks=marks(len(facts), rank),
        days=_days(facts),
        events=[(one, _title(visit, one), _by(visit, one)) for one in reversed(seen[-SHOWN:])],
        fields=FIELDS,
    )


def _rank(visit: Visit, facts: Sequence[Recorded]) -> int:
    """After which event one looks: the one asked for, the last of the day asked for, or the last of all."""
    day, asked = visit.day_asked("au"), visit.query("rang")
    if day is not None:
        return max(1, sum(one.recorded_at.date() <= day for one in facts))
    return min(len(facts), max(1, int(asked))) if asked.isascii() and asked.isdigit() and len(asked) < 9 else len(facts)


def marks(count: int, rank: int) -> list[tuple[float, float, bool]]:
    """A mark for each event, or, of many, one for each group: place and height of a hundred, and whether it is past."""
    groups = min(count, MOST_MARKS)
    sizes = [(at + 1) * count // groups - at * count // groups for at in range(groups)]
    ends = [(at + 1) * count // groups for at in range(groups)]
    return [
        (round(100 * (end - 0.5) / count, 2), round(100 * size / max(sizes), 1), end <= rank)
        for size, end in zip(sizes, ends, strict=True)
    ]


def _days(facts: Sequence[Recorded]) -> list[tuple[date, int]]:
    """Each day on which something was recorded, and after how many events."""
    return [(day, len([*several])) for day, several in groupby(facts, key=lambda one: one.recorded_at.date())][::-1]


def _then(found: Sheet, seen: Sequence[Recorded]) -> Iterator[tuple[str, Any]]:
    """What was known of it at that moment, in a few words."""
    visit = found.visit
    decider = visit.parts.nouns["agreement"].decider
    state: Agreement = decider.fold(one.event for one in seen)
    day = as_day(seen[-1].recorded_at, visit.visitor.zone)
    lines = money_table(state)
    yield "stage", state.stage
    yield "parties", ", ".join(visit.name_of(one.organisation) for one in parties_on(state, day))
    yield "granted", amount_on(state, day)
    yield "paid", total([one.paid for one in lines], state.money.currency or "EUR")
    yield "end", end_on(state, day)
    yield "amendments", len(state.amendments)
    yield "irregular", sum(one.state is IrregularityState.OPEN for one in state.irregularities)


def _title(visit: Visit, fact: Recorded) -> str:
    title = event_title(fact.name.rpartition(".v")[0], visit.language)
    return title[:1].upper() + title[1:]


def _by(visit: Visit, fact: Recorded) -> str:
    return visit.name_of(fact.actor) if fact.actor.startswith("person-") else ""


def reasons(visit: Visit) -> Response:
    """Why a value is what it is: what set it, and what that rests on, down to a vote and a mandate."""
    found = sheet(visit)
    place = visit.query("champ") or FIELDS[0]
    try:
        answer = why(trail(visit.parts), found.id, place)
    except NoSuchField as error:
        raise Unknown(place) from error
    names = Called(visit)
    within_reach = _within_reach(names)
    return found.page(
        "pourquoi",
        path="historique",
        place=place,
        value=told(answer.value, visit.language, names),
        settings=[
            (told(one.value, visit.language, names), cause(visit, one.chain, names, within_reach))
            for one in answer.settings
        ],
        broken=[said(GAPS, one, visit.language) for one in answer.broken],
        more=answer.not_followed,
        fields=FIELDS,
    )


def _within_reach(names: Called) -> PathOf:
    """An agreement's events are read on its own pages, whatever else on the page of what it is about."""

    def path(stream: str, position: int) -> str:
        if not names.get(stream):
            return ""
        return f"/conventions/{stream}/evenements/{position}" if stream.startswith("agreement-") else path_of(stream)

    return path


def event(visit: Visit) -> Response:
    """One event: what it says, who recorded it under which mandate, and the proof that it stands in the log."""
    found = sheet(visit)
    fact = _fact(found, visit.path("position"))
    proof = proof_of(visit, fact.position)
    title = _title(visit, fact)
    entry = f"{title}, {as_day(fact.effective).isoformat()} (n° {fact.position})"
    return found.page(
        "evenement",
        path="historique",
        fact=fact,
        title=title,
        by=_by(visit, fact),
        says=list(_says(visit, fact.event)),
        proof=proof,
        proved=proof is not None and holds(proof),
        contest=[(one, entry) for one in found.offers("contest-entry")],
        undo=_undo(found, fact),
    )


def _undo(found: Sheet, fact: Recorded) -> str:
    """The compensating deed, where there is one."""
    paid = fact.event
    if not isinstance(paid, Paid) or not found.offers("cancel-payment"):
        return ""
    asked = {"payer": paid.payer, "year": paid.year, "amount": paid.amount.amount, "number": paid.number}
    return f"/faire/{found.id}/cancel-payment?{urlencode(asked)}"


def _fact(found: Sheet, position: str) -> Recorded:
    asked = int(position) if position.isascii() and position.isdigit() and len(position) < 16 else 0
    fact = next((one for one in facts_of(found.visit, found.id) if one.position == asked), None)
    if fact is None:
        raise Unknown(position)
    return fact


def _says(visit: Visit, said_by: Any) -> Iterator[tuple[str, str]]:
    """What an event says, field by field, in words; what it leaves open is left out."""
    names = Called(visit)
    for one in fields(said_by):
        value = getattr(said_by, one.name)
        if value not in (None, "", (), frozenset()) and one.name != "on":
            label = LABELS["text"] if one.name == "words" else LABELS.get(one.name, one.name)
            yield visit.say(label), told(value, visit.language, names)
