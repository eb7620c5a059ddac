"""The last step of every way in: whoever has a device shows its code, then a session begins."""

from starlette.responses import Response

from application.accounts import Purpose
from application.signing_in import NotLetIn, SigningIn
from domain.decider import replace
from interfaces.web.forms import Wrong
from interfaces.web.language import N_
from interfaces.web.security import local
from interfaces.web.signing_in import sign_in
from interfaces.web.visit import SESSION, Visit

REFUSED = {
    "unknown-account": N_("Cette adresse et ce mot de passe ne vont pas ensemble."),
    "wrong-password": N_("Cette adresse et ce mot de passe ne vont pas ensemble."),
    "wrong-code": N_("Ce code n’est pas le bon, ou il a déjà servi."),
    "link-dead": N_("Ce lien a déjà servi, ou il a trop attendu. Demandez-en un autre."),
}
WAIT = N_("Trop d’essais. Réessayez dans %(count)s secondes.")


def signing(visit: Visit) -> SigningIn:
    """The use case on the parts."""
    return SigningIn(visit.parts.doors, visit.parts.book)


def why(visit: Visit, refused: NotLetIn, field: str = "") -> Wrong:
    """Why not, in words that tell nobody whether an account exists."""
    words = visit.say(WAIT, count=refused.wait) if refused.wait else visit.say(REFUSED[refused.reason])
    return Wrong(field, words)


def come_in(visit: Visit, person: str, way: str, then: str) -> Response:
    """Sign in, or ask for the code of the person's device first."""
    doors = visit.parts.doors
    if doors.factors.has_device(person):
        secret = doors.links.make(Purpose.SECOND, person, {"way": way, "then": local(then)})
        return visit.page("pages/device_code.html", wrong=[], pending=secret)
    return _entered(visit, person, way, then)


def with_device(visit: Visit) -> Response:
    """The code of the device, after a password or a link was right."""
    pending = visit.sent["pending"]
    try:
        link = signing(visit).by_device(pending, visit.sent["code"][:20], visit.origin)
    except NotLetIn as refused:
        return visit.page("pages/device_code.html", 422, wrong=[why(visit, refused, "code")], pending=pending)
    response = _entered(visit, link.person, link.data["way"], link.data["then"])
    session = visit.parts.sessions.find(visit.cookies[SESSION] or "")
    if session is not None:
        visit.parts.doors.factors.trust(session.name)
    return response


def _entered(visit: Visit, person: str, way: str, then: str) -> Response:
    notices = visit.parts.doors.notices
    wishes = notices.wishes(person)
    if wishes.language != visit.language:
        notices.wish(person, replace(wishes, language=visit.language))
    return sign_in(visit, person, way, then)
