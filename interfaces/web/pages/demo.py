"""The demonstration's own way in: anybody of the sample, chosen from a list. No other server has it."""

from typing import Any

from starlette.responses import Response

from domain.mandate import Role
from interfaces.web.entry import public
from interfaces.web.error_pages import shown
from interfaces.web.language import N_
from interfaces.web.security import local
from interfaces.web.signing_in import sign_in
from interfaces.web.visit import Visit
from interfaces.web.web import Item, Web

EVERYBODY = 500
ORDER = (
    Role.COORDINATOR,
    Role.SECRETARY,
    Role.CHAIR,
    Role.REPRESENTATIVE,
    Role.MEMBER,
    Role.AUDITOR,
    Role.INTEGRATOR,
    Role.ADMINISTRATOR,
)


def add(web: Web) -> None:
    """The chooser, where the server was started by `palabre demo`."""
    if not web.demo:
        return
    web.page("/demo", chooser, enter=public)
    web.deed("/demo", enter_as, enter=public)
    web.ways_in.append(Item(N_("Choisir une personne de la démonstration"), "/demo", 0, public))


def chooser(visit: Visit) -> Response:
    """Everybody who bears a mandate today, by role and organisation."""
    by_role: dict[str, dict[str, list[Any]]] = {}
    for one in _mandates(visit):
        of_role = by_role.setdefault(one["role"], {})
        of_role.setdefault(one["organisation"]["name"], []).append(one)
    groups = [(role, by_role[role]) for role in ORDER if role in by_role]
    return visit.page("pages/demo.html", groups=groups, then=local(visit.query("suite")))


def enter_as(visit: Visit) -> Response:
    """Sign in as somebody who bears a mandate."""
    person = visit.sent["person"]
    if person not in {one["person"]["id"] for one in _mandates(visit)}:
        return shown(visit, 404)
    return sign_in(visit, person, "demo", visit.sent["suite"])


def _mandates(visit: Visit) -> list[Any]:
    rows = visit.parts.reading.page("mandates", {"in_force": "true"}, limit=EVERYBODY, today=visit.today).items
    return [one for one in rows if one["person"]]
