"""Everyone who takes part: what they are called, what they belong to, who may act for them, what they agreed."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from application.reading import Row
from domain.organisation.state import Kind, Organisation
from interfaces.parts import Parts
from interfaces.telling.values import told
from interfaces.web.called import Called
from interfaces.web.deeds.offers import TITLES, Offer, allowed, offers
from interfaces.web.entry import signed_in
from interfaces.web.language import N_
from interfaces.web.pages.agreement_follow import irregularities
from interfaces.web.pages.lists import listed
from interfaces.web.visit import Visit
from interfaces.web.web import Web

QUERY = {"q": "text", "forme": "kind", "esus": "esus"}
MOST = 200
DEEDS = ("rename", "move", "correct-identifiers", "join", "leave", "accredit", "merge", "dissolve")
ON_MANDATE = ("extend", "complete", "revoke")
BEGUN = {"deputise": "principal", "take-over": "predecessor"}


def add(web: Web) -> None:
    """The list and each of them."""
    web.page("/organisations", organisations, enter=signed_in)
    web.page("/organisations/{id}", organisation, enter=signed_in, examples=_examples)
    web.in_menu(N_("Organisations"), "/organisations", 30, enter=signed_in)


def _examples(parts: Parts) -> Sequence[str]:
    rows = parts.reading.page("organisations", {}, limit=200, today=parts.clock.now().date()).items
    return [f"/organisations/{one['id']}" for one in sorted(rows, key=lambda one: -int(str(one["version"])))[:2]]


def organisations(visit: Visit) -> Response:
    """The list."""
    initial = visit.parts.nouns["organisation"].decider.initial
    return listed(
        visit,
        "organisations",
        "pages/organisations.html",
        QUERY,
        kinds=[one.value for one in Kind],
        registers=allowed(visit, "organisation.register", "organisation", initial),
    )


def organisation(visit: Visit) -> Response:
    """One of them."""
    id_ = visit.path("id")
    row = visit.one("organisations", id_)
    state = Organisation(**visit.show(id_).state)
    names = Called(visit)
    mandates = [
        _mandate(visit, one)
        for one in visit.rows("mandates", MOST, organisation=id_, framework="").items
        if visit.visitor.reaches(one["framework"])
    ]
    return visit.page(
        "pages/organisation.html",
        id=id_,
        row=row,
        state=state,
        names=state.names,
        memberships=[_membership(names, one) for one in visit.rows("memberships", MOST, organisation=id_).items],
        accreditations=[(one, told(one.period, visit.language, names)) for one in state.accreditations],
        mandates=[one for one in mandates if one["row"]["in_force"]],
        past=[one for one in mandates if not one["row"]["in_force"]],
        agreements=visit.rows("agreements", MOST, party=id_).items,
        commitments=visit.rows("commitments", MOST, owner=id_).items,
        irregularities=irregularities(
            visit, state.irregularities, offers(visit, id_, state, ("regularise-irregularity", "accept-irregularity"))
        ),
        deeds=offers(visit, id_, state, DEEDS),
        grants=allowed(visit, "mandate.grant", "mandate", visit.parts.nouns["mandate"].decider.initial),
    )


def _membership(names: Called, row: Any) -> tuple[Row, str]:
    """A membership, and what it is in."""
    return row, str(names.get(str(row["of"]["id"])) or row["of"]["name"])


def _mandate(visit: Visit, row: Row) -> dict[str, Any]:
    """A mandate, with what may be done about it."""
    id_ = str(row["id"])
    state = visit.parts.execute.house.streams.folded(id_).state
    over = offers(visit, id_, state, ON_MANDATE) if row["in_force"] else []
    begun = [
        (Offer("", visit.say(TITLES[f"mandate.{name}"]), ""), f"/faire/mandate/{name}?{field}={id_}")
        for name, field in BEGUN.items()
        if row["in_force"] and allowed(visit, f"mandate.{name}", "mandate", state)
    ]
    return {
        "row": row,
        "act": told(state.act, visit.language, {}) if state.act else "",
        "deeds": [*((one, one.path) for one in over), *begun],
    }
