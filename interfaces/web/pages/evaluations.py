"""How things were judged: what was asked, what was found, what the other side says, what is to follow."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from domain.evaluation.state import Evaluation, Recommendation, Stage
from domain.framework.state import FieldOfWork
from interfaces.parts import Parts
from interfaces.web.called import Called, path_of
from interfaces.web.deeds.offers import Offer, offers
from interfaces.web.entry import signed_in
from interfaces.web.language import N_
from interfaces.web.pages.agreement_follow import irregularities
from interfaces.web.pages.commitments import indicator_told
from interfaces.web.pages.lists import listed
from interfaces.web.visit import Visit
from interfaces.web.web import Web

QUERY = {"q": "text", "etat": "state", "champ": "field"}
STEPS = (
    "agree-terms",
    "start-collecting",
    "submit-draft",
    "open-reply",
    "reply-to-draft",
    "adopt-report",
    "publish-report",
)
OTHERS = (
    "set-criteria",
    "appoint-evaluator",
    "declare-interests",
    "record-finding",
    "score-criterion",
    "recommend",
    "cancel-evaluation",
)


def add(web: Web) -> None:
    """The list and each of them."""
    web.page("/evaluations", evaluations, enter=signed_in)
    web.page("/evaluations/{id}", evaluation, enter=signed_in, examples=_examples)
    web.in_menu(N_("Évaluations"), "/evaluations", 25, enter=signed_in)


def _examples(parts: Parts) -> Sequence[str]:
    rows = parts.reading.page("evaluations", {}, limit=200, today=parts.clock.now().date()).items
    return [f"/evaluations/{one['id']}" for one in sorted(rows, key=lambda one: -int(str(one["version"])))[:2]]


def evaluations(visit: Visit) -> Response:
    """The list."""
    return listed(
        visit,
        "evaluations",
        "pages/evaluations.html",
        QUERY,
        stages=[one.value for one in Stage],
        fields=[one.value for one in FieldOfWork],
        plan=any(str(one.role) in {"coordinator", "secretary"} for one in visit.visitor.powers),
    )


def evaluation(visit: Visit) -> Response:
    """One of them."""
    id_ = visit.path("id")
    row = visit.one("evaluations", id_)
    state = Evaluation(**visit.show(id_).state)

    def may(*names: str) -> list[Offer]:
        return offers(visit, id_, state, names)

    last = state.versions[-1] if state.versions else None
    return visit.page(
        "pages/evaluation.html",
        id=id_,
        row=row,
        state=state,
        subject=(Called(visit).get(state.subject) or state.subject, path_of(state.subject)),
        evaluated=[(one, visit.name_of(one)) for one in sorted(state.evaluated)],
        evaluators=[(one, visit.name_of(one.person), visit.name_of(one.organisation)) for one in state.evaluators],
        criteria=[_criterion(visit, state, one.code) | {"it": one} for one in state.criteria],
        loose=[
            one
            for one in (last.findings if last else state.findings)
            if not any(one.criterion == each.code for each in state.criteria)
        ],
        replies=[(one, visit.name_of(one.by)) for one in (last.replies if last else state.replies)],
        recommendations=[_recommendation(visit, one, may("respond")) for one in state.recommendations],
        indicators=[indicator_told(visit, one, may("record-observation")) for one in state.indicators.values()],
        versions=state.versions,
        irregularities=irregularities(
            visit, state.irregularities, may("regularise-irregularity", "accept-irregularity")
        ),
        steps=may(*STEPS),
        others=may(*OTHERS),
    )


def _criterion(visit: Visit, state: Evaluation, code: str) -> dict[str, Any]:
    """What was found and scored under a criterion."""
    last = state.versions[-1] if state.versions else None
    findings, scores = (last.findings, last.scores) if last else (state.findings, state.scores)
    return {
        "findings": [one for one in findings if one.criterion == code],
        "scores": [(one, visit.name_of(one.evaluator)) for one in scores if one.criterion == code],
    }


def _recommendation(visit: Visit, one: Recommendation, deeds: Sequence[Offer]) -> dict[str, Any]:
    """A recommendation, to whom it is addressed, and what each answered."""
    return {
        "it": one,
        "to": [visit.name_of(each) for each in sorted(one.addressed_to)],
        "responses": [(each, visit.name_of(each.by)) for each in one.responses],
        "deeds": [(each, f"{each.path}?recommendation={one.number}") for each in deeds]
        if one.withdrawn_on is None
        else [],
    }
