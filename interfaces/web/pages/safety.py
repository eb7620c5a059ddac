"""One's own account: the password, the device that shows codes, and what one is written about."""

import io
from collections.abc import Sequence

import segno
from pyotp.totp import TOTP
from starlette.responses import Response

from application.accounts import SHORTEST
from application.notices import Wishes
from application.signing_in import NotLetIn
from interfaces.web.coming_in import signing, why
from interfaces.web.entry import signed_in
from interfaces.web.forms import Wrong
from interfaces.web.pages.ways_in import unfit
from interfaces.web.visit import SESSION, Visit
from interfaces.web.web import Web

HERE = "/moi/securite"


def add(web: Web) -> None:
    """The page, its forms, and the drawing a telephone reads."""
    web.page(HERE, safety, enter=signed_in)
    web.deed("/moi/mot-de-passe", change_password, enter=signed_in)
    web.file("/moi/appareil.svg", drawing, enter=signed_in)
    web.deed("/moi/appareil", confirm, enter=signed_in)
    web.deed("/moi/appareil/retirer", drop, enter=signed_in)
    web.deed("/moi/messages", wish, enter=signed_in)


def safety(visit: Visit, wrong: Sequence[Wrong] = (), status: int = 200) -> Response:
    """Everything about coming in, and about letters."""
    doors, person = visit.parts.doors, _self(visit)
    device = doors.factors.has_device(person)
    return visit.page(
        "pages/safety.html",
        status,
        wrong=wrong,
        has_password=doors.passwords.is_set(person),
        device=device,
        secret="" if device else doors.factors.propose(person),
        shortest=SHORTEST,
        wishes=doors.notices.wishes(person),
        email=doors.addresses.email_of(person),
        mail=doors.mail is not None,
    )


def change_password(visit: Visit) -> Response:
    """A new password in the place of the old one, which is asked for; other sessions end."""
    doors, person = visit.parts.doors, _self(visit)
    if doors.passwords.is_set(person):
        old = visit.sent["old"]
        try:
            signing(visit).with_code(person, visit.origin, lambda: doors.passwords.fits(person, old))
        except NotLetIn as refused:
            words = why(visit, refused).words if refused.wait else visit.say("L’ancien mot de passe n’est pas le bon.")
            return safety(visit, [Wrong("old", words)], 422)
    if wrong := unfit(visit):
        return safety(visit, wrong, 422)
    doors.passwords.set(person, visit.sent["password"])
    return _again(visit, visit.say("Le mot de passe est changé. Vos autres sessions sont fermées."))


def _again(visit: Visit, said: str) -> Response:
    """A new session in the place of all there were."""
    way = visit.visitor.session.way if visit.visitor.session else ""
    visit.parts.sessions.revoke_all(_self(visit))
    visit.cookies[SESSION] = visit.parts.sessions.begin(_self(visit), way)
    return visit.go(HERE, said)


def drawing(visit: Visit) -> Response:
    """The secret of a device not confirmed yet, as a QR code."""
    person, factors = _self(visit), visit.parts.doors.factors
    if factors.has_device(person):
        return visit.go(HERE)
    address = TOTP(factors.propose(person)).provisioning_uri(name=visit.visitor.name, issuer_name="Palabre")
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=5, border=4, xmldecl=False, light="#fff")
    headers = {"Cache-Control": "no-store"}
    return visit.answered(Response(drawn.getvalue(), media_type="image/svg+xml", headers=headers))


def confirm(visit: Visit) -> Response:
    """The device shows the right code: from now on it is asked for."""
    factors, person = visit.parts.doors.factors, _self(visit)
    try:
        signing(visit).with_code(person, visit.origin, lambda: factors.confirm(person, visit.sent["code"][:20]))
    except NotLetIn as refused:
        return safety(visit, [why(visit, refused, "code")], 422)
    if visit.visitor.session is not None:
        factors.trust(visit.visitor.session.name)
    return visit.go(HERE, visit.say("Votre application est enregistrée."))


def drop(visit: Visit) -> Response:
    """No device any more; its code is asked for one last time."""
    factors, person = visit.parts.doors.factors, _self(visit)
    try:
        signing(visit).with_code(person, visit.origin, lambda: factors.is_device_code(person, visit.sent["code"][:20]))
    except NotLetIn as refused:
        return safety(visit, [why(visit, refused, "code")], 422)
    factors.drop_device(person)
    return visit.go(HERE, visit.say("Votre application est retirée."))


def wish(visit: Visit) -> Response:
    """What one is written about."""
    wishes = Wishes(
        weekly=visit.sent["weekly"] == "true", at_once=visit.sent["at_once"] == "true", language=visit.language
    )
    visit.parts.doors.notices.wish(_self(visit), wishes)
    return visit.go(HERE, visit.say("C’est noté."))


def _self(visit: Visit) -> str:
    return str(visit.visitor.person)
