"""The second factor of whoever signs or votes: asked before the command is carried out, and not again for minutes."""

from typing import TYPE_CHECKING

from starlette.responses import Response

from application.signing_in import NEEDS_SECOND_FACTOR, NotLetIn, SigningIn
from application.visits import Session
from interfaces.web.forms import Wrong
from interfaces.web.language import N_
from interfaces.web.posting import send_code

if TYPE_CHECKING:
    from interfaces.web.visit import Visit

WRONG = N_("Ce code n’est pas le bon, ou il a trop attendu.")
WAIT = N_("Trop d’essais. Réessayez dans %(count)s secondes.")
DEMO = "demo"
"""The demonstration's chooser asks nobody who they are."""


def second_factor(visit: "Visit", command: str) -> Response | None:
    """None where the command may be carried out; else the page that asks for a code, with all that was typed."""
    session = visit.visitor.session
    if command not in NEEDS_SECOND_FACTOR or session is None or session.way == DEMO:
        return None
    if visit.parts.doors.factors.trusts(session.name):
        return None
    return _confirmed(visit, session) if visit.sent["_code"] else _ask(visit, session)


def _confirmed(visit: "Visit", session: Session) -> Response | None:
    factors, person, code = visit.parts.doors.factors, session.person, visit.sent["_code"][:20]

    def is_right() -> bool:
        if factors.has_device(person):
            return factors.is_device_code(person, code)
        return factors.is_sent_code(session.name, code)

    try:
        SigningIn(visit.parts.doors, visit.parts.book).with_code(person, visit.origin, is_right)
    except NotLetIn as refused:
        words = visit.say(WAIT, count=refused.wait) if refused.wait else visit.say(WRONG)
        return _ask(visit, session, [Wrong("_code", words)])
    factors.trust(session.name)
    return None


def _ask(visit: "Visit", session: Session, wrong: list[Wrong] | None = None) -> Response:
    device = visit.parts.doors.factors.has_device(session.person)
    sent = device or _is_written(visit, session)
    kept = [(name, value) for name, values in visit.sent.own().items() for value in values]
    return visit.page(
        "pages/second.html", 403, wrong=wrong or [], device=device, sent=sent, kept=kept, expected=visit.sent.expected
    )


def _is_written(visit: "Visit", session: Session) -> bool:
    """Whether a code is on its way, now or since a moment ago."""
    if visit.parts.doors.mail is None or visit.parts.doors.addresses.email_of(session.person) is None:
        return False
    code = visit.parts.doors.factors.send_code(session.name)
    return code is None or send_code(visit.parts, session.person, code, visit.language)
