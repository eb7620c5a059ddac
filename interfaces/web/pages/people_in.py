"""Who can come in, for the administration: invite somebody, link an organisation account, end somebody's sessions."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from application.accounts import Identity, Purpose
from domain.mandate import Role
from interfaces.web.entry import bearing
from interfaces.web.forms import Wrong
from interfaces.web.language import N_
from interfaces.web.posting import address_of, send_secret
from interfaces.web.visit import Visit
from interfaces.web.web import Web

MOST = 200
ADMINISTRATORS = bearing(Role.ADMINISTRATOR)


def add(web: Web) -> None:
    """The list and what is done about somebody."""
    web.page("/comptes", listed, enter=ADMINISTRATORS, seen_by="administrator")
    web.deed("/comptes/inviter", invite, enter=ADMINISTRATORS)
    web.deed("/comptes/relier", link, enter=ADMINISTRATORS)
    web.deed("/comptes/fermer", close, enter=ADMINISTRATORS)
    web.in_menu(N_("Comptes"), "/comptes", 95, enter=ADMINISTRATORS)


def listed(visit: Visit, wrong: Sequence[Wrong] = (), status: int = 200, invited: Any = None) -> Response:
    """Everybody in the register, and how they come in."""
    page = visit.rows("people", MOST, visit.query("apres"))
    rows = [_told(visit, one) for one in page.items]
    provider = visit.parts.doors.provider is not None
    return visit.page(
        "pages/people_in.html", status, wrong=wrong, rows=rows, next=page.next, invited=invited, provider=provider
    )


def _told(visit: Visit, row: Any) -> dict[str, Any]:
    doors, person = visit.parts.doors, str(row["id"])
    return {
        "id": person,
        "name": row.get("name") or visit.say("Nom inconnu"),
        "password": doors.passwords.is_set(person),
        "device": doors.factors.has_device(person),
        "linked": doors.identities.of(person),
        "reached": doors.addresses.email_of(person) is not None,
        "sessions": len(visit.parts.sessions.of(person)),
    }


def _person(visit: Visit) -> Any:
    return visit.one("people", visit.sent["person"])


def invite(visit: Visit) -> Response:
    """A link by which somebody makes their account: sent where it can be, and shown once."""
    row, doors = _person(visit), visit.parts.doors
    person = str(row["id"])
    doors.links.withdraw(person, Purpose.INVITE)
    secret, to = doors.links.make(Purpose.INVITE, person), doors.addresses.email_of(person)
    language = doors.notices.wishes(person).language
    went = to is not None and send_secret(visit.parts, to, Purpose.INVITE, secret, language)
    told = {"name": row.get("name"), "address": address_of(visit.parts, secret), "to": to if went else None}
    return listed(visit, invited=told)


def link(visit: Visit) -> Response:
    """The account that the provider knows under this verified address is this person's."""
    provider, email = visit.parts.doors.provider, visit.sent["email"]
    if provider is None or "@" not in email:
        return listed(visit, [Wrong("", visit.say("Écrivez une adresse e-mail."))], 422)
    identity = Identity(issuer=provider.issuer, subject="", email=email)
    visit.parts.doors.identities.link(str(_person(visit)["id"]), identity)
    return visit.go("/comptes", visit.say("Le compte est relié."))


def close(visit: Visit) -> Response:
    """End every session of somebody, and every link that would let them in."""
    person = str(_person(visit)["id"])
    visit.parts.doors.links.withdraw(person, *Purpose)
    count = visit.parts.sessions.revoke_all(person)
    return visit.go("/comptes", visit.say_many("%(count)s session fermée.", "%(count)s sessions fermées.", count))
