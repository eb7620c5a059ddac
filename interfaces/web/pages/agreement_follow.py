"""What goes wrong in an agreement and how it is put right: notices, irregularities, contests; and how it goes on."""

from typing import Any

from starlette.responses import Response

from domain.agreement.parts import Origin
from domain.agreement.term import refusal_deadline, renews_tacitly
from domain.irregularity import Irregularity, IrregularityState
from interfaces.sentences import sentence
from interfaces.telling.values import in_text
from interfaces.web.called import Called
from interfaces.web.entry import signed_in
from interfaces.web.pages.agreement_sheet import Sheet, examples, sheet
from interfaces.web.visit import Visit
from interfaces.web.web import Web

GAPS = ("complete-reprise",)
"""What fills in what an agreement that was taken over lacks."""


def add(web: Web) -> None:
    """The page."""
    web.page("/conventions/{id}/suivi", follow, enter=signed_in, examples=examples("suivi"))


def follow(visit: Visit) -> Response:
    """Notices, irregularities, contests, renewal."""
    found, life = sheet(visit), sheet(visit).state.life
    return found.page(
        "suivi",
        notices=[
            (
                one,
                visit.name_of(one.by),
                visit.name_of(one.to),
                _cures(found, one.number) if one.cured_on is None else [],
            )
            for one in life.notices
        ],
        irregularities=irregularities(
            found.visit, found.state.irregularities, found.offers("regularise-irregularity", "accept-irregularity")
        ),
        contests=[_contest(found, one) for one in found.state.contests],
        renewal=life.renewal,
        tacit=renews_tacitly(found.state),
        say_no=refusal_deadline(found.state),
        evaluations=visit.rows("evaluations", subject=found.id).items,
        life=life,
        contesting=found.offers("contest-entry"),
        deeds=found.offers("give-notice", "suspend", "resume", "agree-to-terminate", "terminate"),
        on_term=found.offers(
            "renew", "refuse-renewal", "close", *(GAPS if found.state.origin is Origin.TAKEN_OVER else ())
        ),
        evaluate=f"/faire/evaluation/plan-evaluation?subject={found.id}",
    )


def _cures(found: Sheet, number: int) -> list[tuple[Any, str]]:
    return [(one, f"{one.path}?notice={number}") for one in found.offers("acknowledge-cure")]


def _contest(found: Sheet, one: Any) -> dict[str, Any]:
    visit = found.visit
    deeds = (
        []
        if one.answered_by
        else [(each, f"{each.path}?contest={one.number}") for each in found.offers("answer-contest")]
    )
    return {"contest": one, "by": visit.name_of(one.by), "answered_by": visit.name_of(one.answered_by), "deeds": deeds}


def irregularities(visit: Visit, several: tuple[Irregularity, ...], deeds: list[Any]) -> list[dict[str, Any]]:
    """Each broken rule in words, the open ones first, with what may be done about it."""
    names = Called(visit)
    ordered = sorted(several, key=lambda one: (one.state is not IrregularityState.OPEN, -one.number))
    return [
        {
            "it": one,
            "words": sentence(one.rule, visit.language),
            "detail": in_text(one.detail, names),
            "deeds": [(each, f"{each.path}?number={one.number}") for each in deeds]
            if one.state is IrregularityState.OPEN
            else [],
        }
        for one in ordered
    ]
