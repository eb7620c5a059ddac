"""Coming in, going out, and under which mandate and in which framework one acts."""

from typing import Any

from starlette.responses import Response

from interfaces.web.entry import public, signed_in
from interfaces.web.forms import Wrong
from interfaces.web.language import N_
from interfaces.web.security import local
from interfaces.web.signing_in import sign_out
from interfaces.web.visit import SESSION, Visit
from interfaces.web.web import Web

ANY = "any"
NOT_YOURS = N_("Choisissez un de vos mandats.")


def add(web: Web) -> None:
    """The door and one's own page."""
    web.page("/connexion", door, enter=public)
    web.page("/moi", mine, enter=signed_in)
    web.deed("/moi", choose, enter=signed_in)
    web.deed("/moi/sessions", revoke, enter=signed_in)
    web.deed("/deconnexion", sign_out, enter=signed_in)


def door(visit: Visit) -> Response:
    """The ways in."""
    then = local(visit.query("suite"))
    ways = sorted(visit.web.ways_in, key=lambda one: one.order)
    return visit.page("pages/door.html", ways=ways, then=then)


def mine(visit: Visit, wrong: Any = (), status: int = 200) -> Response:
    """One's mandates and sessions."""
    session = visit.visitor.session
    sessions = [
        {"name": one.name, "seen_at": one.seen_at, "begun_at": one.begun_at, "here": one == session}
        for one in visit.parts.sessions.of(str(visit.visitor.person))
    ]
    mandates = [
        {
            "id": one.mandate,
            "role": one.role,
            "capacity": one.capacity,
            "organisation": visit.name_of(one.organisation),
            "until": one.period.end,
        }
        for one in visit.visitor.powers
    ]
    chosen = session.mandate if session else None
    return visit.page(
        "pages/mine.html", status, wrong=wrong, mandates=mandates, sessions=sessions, chosen=chosen or ANY
    )


def choose(visit: Visit) -> Response:
    """Act under one mandate, or under whichever carries what is done."""
    mandate, framework = visit.sent["mandate"] or ANY, visit.sent["framework"]
    known = {str(one.mandate) for one in visit.visitor.powers}
    if mandate != ANY and mandate not in known:
        return mine(visit, [Wrong("mandate", visit.say(NOT_YOURS))], 422)
    looked_at = framework if visit.visitor.reaches(framework or None) else None
    secret = visit.request.cookies[SESSION]
    visit.parts.sessions.choose(secret, None if mandate == ANY else mandate, looked_at or None)
    return visit.go("/moi", visit.say("C’est noté."))


def revoke(visit: Visit) -> Response:
    """End a session on another device."""
    visit.parts.sessions.revoke(str(visit.visitor.person), visit.sent["name"])
    return visit.go("/moi", visit.say("La session est fermée."))
