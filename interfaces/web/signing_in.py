"""Signing in and out: whatever shows who somebody is ends here, in a new session. Ways of doing so are added below."""

from starlette.responses import Response

from interfaces.web.security import local
from interfaces.web.visit import SESSION, Visit


def sign_in(visit: Visit, person: str, way: str, then: str = "/") -> Response:
    """Begin a session for somebody who has shown who they are: whatever session there was ends, its secret with it."""
    before = visit.request.cookies.get(SESSION)
    if before:
        visit.parts.sessions.end(before)
    visit.cookies[SESSION] = visit.parts.sessions.begin(person, way)
    return visit.go(local(then))


def sign_out(visit: Visit) -> Response:
    """End the session."""
    secret = visit.request.cookies.get(SESSION)
    if secret:
        visit.parts.sessions.end(secret)
    visit.cookies[SESSION] = None
    return visit.go("/", visit.say("Vous êtes déconnecté."))
