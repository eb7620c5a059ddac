"""What was promised: by whom, until when, how far it has come, what shows it, and who disputes what."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from starlette.responses import Response

from domain.commitment.indicator import Indicator, defined
from domain.commitment.series import attained
from domain.commitment.state import LINE, Commitment, Milestone, Stage, current_owners, due
from domain.framework.state import FieldOfWork
from interfaces.parts import Parts
from interfaces.telling.values import told
from interfaces.web.called import Called, path_of
from interfaces.web.deeds.offers import Offer, offers
from interfaces.web.entry import signed_in
from interfaces.web.language import N_
from interfaces.web.pages.agreement_follow import irregularities
from interfaces.web.pages.lists import listed
from interfaces.web.visit import Visit
from interfaces.web.web import Web

QUERY = {"q": "text", "etat": "state", "champ": "field", "retard": "late", "origine": "origin"}
STEPS = ("accept", "plan", "start", "deliver", "verify")
OTHERS = ("add-evidence", "add-milestone", "set-indicator", "state-due-date", "move-due-date", "contest", "waive")


def add(web: Web) -> None:
    """The list and each of them."""
    web.page("/engagements", commitments, enter=signed_in)
    web.page("/engagements/{id}", commitment, enter=signed_in, examples=_examples)
    web.in_menu(N_("Engagements"), "/engagements", 20, enter=signed_in)


def _examples(parts: Parts) -> Sequence[str]:
    rows = parts.reading.page("commitments", {}, limit=200, today=parts.clock.now().date()).items
    busiest = sorted(rows, key=lambda one: -int(str(one["version"])))[:3]
    return [f"/engagements/{one['id']}" for one in busiest]


def commitments(visit: Visit) -> Response:
    """The list."""
    return listed(
        visit,
        "commitments",
        "pages/commitments.html",
        QUERY,
        stages=[one.value for one in Stage],
        fields=[one.value for one in FieldOfWork],
    )


def commitment(visit: Visit) -> Response:
    """One of them."""
    id_ = visit.path("id")
    row = visit.one("commitments", id_)
    state = Commitment(**visit.show(id_).state)

    def may(*names: str) -> list[Offer]:
        return offers(visit, id_, state, names)

    return visit.page(
        "pages/commitment.html",
        id=id_,
        row=row,
        state=state,
        due=due(state),
        owners=[(one, visit.name_of(one.organisation)) for one in current_owners(state)],
        beneficiaries=[visit.name_of(one) for one in sorted(state.beneficiaries)],
        origin=_origin(visit, state),
        line=list(_line(state)),
        moves=[(one, [visit.name_of(each) for each in sorted(one.agreed_by)]) for one in state.due_moves],
        milestones=[(one, _on_milestone(one, may("reach-milestone", "move-milestone"))) for one in state.milestones],
        indicators=[indicator_told(visit, one, may("record-observation")) for one in state.indicators.values()],
        contests=[_contest(visit, one, may("answer-contest")) for one in state.contests],
        verifier=visit.name_of(state.verification.verifier) if state.verification else "",
        irregularities=irregularities(
            visit, state.irregularities, may("regularise-irregularity", "accept-irregularity")
        ),
        steps=may(*STEPS),
        others=may(*OTHERS),
    )


def _origin(visit: Visit, state: Commitment) -> tuple[str, str]:
    """Where it comes from: title and page."""
    if state.origin is None:
        return "", ""
    title = Called(visit).get(state.origin.stream)
    return (str(title), path_of(state.origin.stream)) if title else ("", "")


def _line(state: Commitment) -> Iterator[dict[str, Any]]:
    """The way of a commitment that is kept, and where this one stands."""
    days = {one.value: one.since for one in state.stages}
    ended = [state.stage] if state.stage not in LINE else []
    here = LINE.index(state.reached)
    for at, one in enumerate(LINE):
        way = "now" if at == here and not ended else "done" if at <= here else "ahead"
        yield {"name": one.value, "at": days.get(one) if at <= here else None, "way": way, "more": ""}
    for one in ended:
        yield {
            "name": one.value,
            "at": days.get(one),
            "way": "now",
            "more": "aside" if one is Stage.MISSED else "ended",
        }


def _on_milestone(one: Milestone, deeds: Sequence[Offer]) -> list[tuple[Offer, str]]:
    is_open = one.reached_on is None and one.dropped_on is None
    return [(each, f"{each.path}?milestone={one.number}") for each in deeds] if is_open else []


def indicator_told(visit: Visit, one: Indicator, deeds: Sequence[Offer]) -> dict[str, Any]:
    """An indicator: where it began, where it should come to, what was seen, as a chart and in words."""
    definition = defined(one)
    seen = sorted(one.observations, key=lambda each: str(each.period.end))
    names = Called(visit)
    last = seen[-1].figure.value if seen else None
    return {
        "name": one.name,
        "definition": definition,
        "percent": _hundredths(attained(definition, last)),
        "pairs": [(told(each.period, visit.language, names), each.figure.value) for each in seen],
        "seen": [
            (told(each.period, visit.language, names), each, told(each.figure.source, visit.language, names))
            for each in seen
        ],
        "deeds": [(each, f"{each.path}?indicator={one.name}") for each in deeds],
    }


def _hundredths(share: Decimal | None) -> int | None:
    return None if share is None else round(share * 100)


def _contest(visit: Visit, one: Any, deeds: Sequence[Offer]) -> dict[str, Any]:
    offered = [] if one.answered_by else [(each, f"{each.path}?contest={one.number}") for each in deeds]
    return {"it": one, "by": visit.name_of(one.by), "answered_by": visit.name_of(one.answered_by), "deeds": offered}
