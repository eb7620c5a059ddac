"""What each side promised in an agreement, and when: commitments, milestones and instalments over time."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from starlette.responses import Response

from domain.commitment.state import Commitment, current_owners, due
from interfaces.web.entry import signed_in
from interfaces.web.gantt import Span, gantt
from interfaces.web.pages.agreement_sheet import Sheet, examples, sheet
from interfaces.web.visit import Visit
from interfaces.web.web import Web

KEPT = frozenset({"delivered", "verified"})


def add(web: Web) -> None:
    """The page."""
    web.page("/conventions/{id}/engagements", plan, enter=signed_in, examples=examples("engagements"))


def plan(visit: Visit) -> Response:
    """Commitments and a calendar of them."""
    found = sheet(visit)
    rows = visit.rows("commitments", origin=found.id).items
    states = {str(one["id"]): visit.parts.execute.house.streams.folded(str(one["id"])).state for one in rows}
    spans = [*_spans(found, states), *_money(found)]
    return found.page(
        "engagements",
        commitments=[
            (one, [visit.name_of(each.organisation) for each in current_owners(states[str(one["id"])])]) for one in rows
        ],
        gantt=gantt(spans, visit.today),
        declare=f"/faire/commitment/declare?origin.kind=agreement&origin.stream={found.id}",
    )


def _spans(found: Sheet, states: dict[str, Any]) -> Iterator[Span]:
    for state in states.values():
        started = state.starts_on or next((one.since for one in state.stages), found.visit.today)
        end = state.delivered_on or due(state) or started
        points = [
            (one.reached_on or one.due, one.reached_on is not None, one.title)
            for one in state.milestones
            if one.dropped_on is None and (one.reached_on or one.due)
        ]
        yield Span(state.title, min(started, end), end, _mark(state, found.visit.today), points)


def _mark(state: Commitment, today: date) -> str:
    last = due(state)
    if state.stage in KEPT:
        return "done"
    return "late" if last is not None and last < today else ""


def _money(found: Sheet) -> Iterator[Span]:
    """Instalments as points of one line."""
    points = [
        (one.instalment.due_on, one.paid.cents > 0, one.instalment.label or str(one.instalment.number))
        for one in found.state.money.schedule
        if one.instalment.due_on is not None and not one.dropped
    ]
    if points:
        days = [day for day, _, _ in points]
        yield Span(found.visit.say("Versements"), min(days), max(days), "", points)
