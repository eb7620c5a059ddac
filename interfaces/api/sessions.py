"""Whoever is signed in reads the API as their pages do: in the frameworks they reach, and without acting."""

from datetime import timedelta

from fastapi import Request

from application.api_keys import WHOLE, ApiKey, Scope
from domain.mandate import Role
from interfaces.parts import Parts
from interfaces.web.visit import SESSION
from interfaces.web.visitor import Visitor, visitor

SESSION_KEY = "session"
EVERYWHERE = frozenset({Role.ADMINISTRATOR, Role.AUDITOR, Role.INTEGRATOR, Role.COORDINATOR, Role.SECRETARY})
NOWHERE = frozenset({"framework-none"})


def session_key(parts: Parts, request: Request) -> ApiKey | None:
    """What a session opens, as a key that only reads; None where nobody is signed in."""
    session = parts.sessions.find(request.cookies.get(SESSION, ""))
    if session is None:
        return None
    now = parts.clock.now()
    scope = scope_of(visitor(parts, session, "en"))
    return ApiKey(
        id=SESSION_KEY,
        name=session.name,
        holder=session.person,
        scope=scope,
        calendar_of=None,
        may_act=False,
        issued_at=session.begun_at,
        expires_at=now + timedelta(minutes=1),
    )


def scope_of(who: Visitor) -> Scope:
    """Everything for offices of the whole installation; for others the frameworks they may look into."""
    if any(one.framework is None and one.role in EVERYWHERE for one in who.powers):
        return WHOLE
    return Scope(frameworks=frozenset(str(one["id"]) for one in who.frameworks) or NOWHERE)
