"""Coming in by a password, by a link that is sent, and getting a new password; nothing tells whether one is known."""

from collections.abc import Sequence

from starlette.responses import Response

from application.accounts import LONGEST, SHORTEST, Link, Purpose
from application.signing_in import NotLetIn
from interfaces.parts import Parts
from interfaces.web.coming_in import come_in, signing, why, with_device
from interfaces.web.entry import public
from interfaces.web.forms import Wrong
from interfaces.web.language import N_
from interfaces.web.posting import send_link
from interfaces.web.security import local
from interfaces.web.visit import Visit
from interfaces.web.web import Item, Web

PASSWORD, LINK, FORGOTTEN = "/connexion/mot-de-passe", "/connexion/lien", "/connexion/oublie"
OPENS = (Purpose.INVITE, Purpose.RESET, Purpose.OPEN)
SPACE = "/"
MOST_LINKS = 3
"""People who share an address and each get a link."""


def add(web: Web) -> None:
    """The ways in that need no provider."""
    web.page(PASSWORD, password, enter=public)
    web.deed(PASSWORD, by_password, enter=public)
    web.deed("/connexion/code", with_device, enter=public)
    web.ways_in.append(Item(N_("Avec mon mot de passe"), PASSWORD, 10, public))
    web.page("/lien/{secret}", opened, enter=public, examples=_examples)
    web.deed("/lien/{secret}", use, enter=public)
    web.page(LINK, ask, enter=public)
    web.deed(LINK, send, enter=public)
    web.page(FORGOTTEN, ask_again, enter=public)
    web.deed(FORGOTTEN, send_again, enter=public)
    if web.parts.doors.mail is not None:
        web.ways_in.append(Item(N_("Recevoir un lien par e-mail"), LINK, 20, public))


def _examples(parts: Parts) -> Sequence[str]:
    nobody = "person-00000000-0000-7000-8000-000000000000"
    return [f"/lien/{parts.doors.links.make(one, nobody)}" for one in OPENS]


def password(visit: Visit, wrong: Sequence[Wrong] = (), status: int = 200) -> Response:
    """Address and password."""
    then = local(visit.sent["suite"] or visit.query("suite"))
    return visit.page("pages/password.html", status, wrong=wrong, then=then)


def by_password(visit: Visit) -> Response:
    """Try them."""
    email, typed = visit.sent["email"][:LONGEST], visit.sent["password"]
    try:
        person = signing(visit).by_password(email, typed[: LONGEST * 2], visit.origin)
    except NotLetIn as refused:
        return password(visit, [why(visit, refused)], 429 if refused.wait else 422)
    return come_in(visit, person, "password", visit.sent["suite"])


def ask(visit: Visit) -> Response:
    """Where to send a link."""
    return visit.page("pages/ask_link.html", wrong=[], forgotten=False, sent_to="", then=local(visit.query("suite")))


def ask_again(visit: Visit) -> Response:
    """The same for a password that was forgotten."""
    return visit.page("pages/ask_link.html", wrong=[], forgotten=True, sent_to="", then="/")


def send(visit: Visit) -> Response:
    """Send links to whoever has this address."""
    return _sent(visit, Purpose.OPEN)


def send_again(visit: Visit) -> Response:
    """Send links for a new password."""
    return _sent(visit, Purpose.RESET)


def _sent(visit: Visit, purpose: Purpose) -> Response:
    """The answer is the same for everybody; how often it is asked is counted like failures are."""
    email, then, doors = visit.sent["email"][:LONGEST], local(visit.sent["suite"]), visit.parts.doors
    names = (f"link to {email.lower()}", f"from {visit.origin}")
    if not doors.throttle.wait(*names):
        doors.throttle.failed(*names)
        people = doors.addresses.people_at(email)
        for person in people[:MOST_LINKS]:
            send_link(visit.parts, person, purpose, then, visit.language)
        if not people:
            visit.parts.book.not_let_in(str(purpose), "unknown-account")
    again = purpose is Purpose.RESET
    return visit.page("pages/ask_link.html", wrong=[], forgotten=again, sent_to=email, then=then)


def opened(visit: Visit, wrong: Sequence[Wrong] = (), status: int = 200) -> Response:
    """What a link opens; looking at it does not use it up, for mail programs look at links."""
    link = visit.parts.doors.links.look(visit.path("secret"))
    if link is None or link.purpose not in OPENS:
        signing(visit).refused("link", "link-dead")
        return visit.page("pages/link.html", 410, wrong=[], link=None, provider=False, shortest=SHORTEST)
    provider = visit.parts.doors.provider is not None and link.purpose is Purpose.INVITE
    return visit.page("pages/link.html", status, wrong=wrong, link=link, provider=provider, shortest=SHORTEST)


def use(visit: Visit) -> Response:
    """Use it up: choose a password, or come in."""
    link = visit.parts.doors.links.look(visit.path("secret"))
    if link is None or link.purpose not in OPENS:
        return opened(visit)
    wrong = [] if link.purpose is Purpose.OPEN else unfit(visit)
    if wrong:
        return opened(visit, wrong, 422)
    try:
        used = signing(visit).by_link(visit.path("secret"), *OPENS)
    except NotLetIn:
        return opened(visit)
    if used.purpose is not Purpose.OPEN:
        _settle(visit, used)
    return come_in(
        visit, used.person, "link" if used.purpose is Purpose.OPEN else "password", used.data.get("then", "")
    )


def unfit(visit: Visit) -> list[Wrong]:
    """What is wrong with a password that somebody chooses."""
    typed = visit.sent["password"]
    if not SHORTEST <= len(typed) <= LONGEST:
        return [Wrong("password", visit.say("Prenez au moins %(count)s caractères.", count=SHORTEST))]
    if typed != visit.sent["repeated"]:
        return [Wrong("repeated", visit.say("Les deux mots de passe diffèrent."))]
    return []


def _settle(visit: Visit, link: Link) -> None:
    """A new password ends every session and every other link of the person."""
    doors = visit.parts.doors
    doors.passwords.set(link.person, visit.sent["password"])
    doors.links.withdraw(link.person, *OPENS)
    visit.parts.sessions.revoke_all(link.person)
