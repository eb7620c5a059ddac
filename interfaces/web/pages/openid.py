"""Coming in with the account of one's organisation: out to the provider and back, in the same browser."""

import secrets

from starlette.responses import RedirectResponse, Response

from application.accounts import Identity, Link, NotIdentified, Purpose
from application.signing_in import NotLetIn
from interfaces.web.coming_in import come_in, signing
from interfaces.web.entry import public
from interfaces.web.language import N_
from interfaces.web.security import local
from interfaces.web.visit import Visit
from interfaces.web.web import Item, Web

OUT, BACK = "/connexion/openid", "/connexion/openid/retour"
BROWSER, WAY = "palabre_openid", "oidc"


def add(web: Web) -> None:
    """Out and back, where a provider is configured."""
    if web.parts.doors.provider is None:
        return
    web.file(OUT, leave, enter=public)
    web.file(BACK, come_back, enter=public)
    web.ways_in.append(Item(N_("Avec le compte de mon organisation"), OUT, 5, public))


def leave(visit: Visit) -> Response:
    """Off to the provider. The state works once, and in this browser alone."""
    provider, browser = visit.parts.doors.provider, secrets.token_urlsafe(24)
    assert provider is not None
    told = {"nonce": secrets.token_urlsafe(24), "verifier": secrets.token_urlsafe(48), "browser": browser}
    told |= {"then": local(visit.query("suite")), "invitation": visit.query("invitation")}
    state = visit.parts.doors.links.make(Purpose.OIDC, "", told)
    try:
        address = provider.leave(state, told["nonce"], told["verifier"])
    except NotIdentified as error:
        return _refused(visit, str(error))
    visit.cookies[BROWSER] = browser
    return visit.answered(RedirectResponse(address, 303))


def come_back(visit: Visit) -> Response:
    """Whoever comes back is let in if their account is linked to a person, or an invitation links it now."""
    browser = visit.request.cookies.get(BROWSER, "")
    visit.cookies[BROWSER] = None
    link = visit.parts.doors.links.use(visit.query("state"), Purpose.OIDC)
    if link is None or not browser or not secrets.compare_digest(browser.encode(), link.data["browser"].encode()):
        return _refused(visit, "state-unknown")
    try:
        return come_in(visit, _person(visit, link), WAY, link.data["then"])
    except NotIdentified as error:
        return _refused(visit, str(error))


def _person(visit: Visit, link: Link) -> str:
    provider, code = visit.parts.doors.provider, visit.request.query_params.get("code", "")
    assert provider is not None
    if not code:
        raise NotIdentified("provider-refused")
    identity = provider.identify(code, link.data["nonce"], link.data["verifier"])
    invited = _invited(visit, identity, link.data["invitation"])
    person = invited or visit.parts.doors.identities.person_of(identity)
    if person is None:
        raise NotIdentified("account-not-linked")
    return person


def _invited(visit: Visit, identity: Identity, invitation: str) -> str | None:
    """Whom the invitation was for: the account is theirs from now on."""
    if not invitation:
        return None
    try:
        person = signing(visit).by_link(invitation, Purpose.INVITE).person
    except NotLetIn as refused:
        raise NotIdentified(refused.reason) from refused
    visit.parts.doors.identities.link(person, identity)
    return person


def _refused(visit: Visit, reason: str) -> Response:
    signing(visit).refused(WAY, reason)
    return visit.page("pages/openid_refused.html", 403, unlinked=reason == "account-not-linked")
