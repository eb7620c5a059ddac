"""Letters by which people come in: an invitation, a forgotten password, their own link, a code."""

import secrets
from collections.abc import Sequence

from application.accounts import Purpose
from application.mail import NotSent
from interfaces.parts import Parts
from interfaces.web.language import N_, words
from interfaces.web.letters import Written, message

SUBJECTS = {
    Purpose.INVITE: N_("Votre accès à Palabre"),
    Purpose.RESET: N_("Choisir un nouveau mot de passe"),
    Purpose.OPEN: N_("Votre lien pour entrer dans Palabre"),
}
SAID = {
    Purpose.INVITE: N_("Un accès à Palabre vous est ouvert. Ce lien sert une fois, pendant sept jours."),
    Purpose.RESET: N_(
        "Quelqu’un, vous sans doute, a demandé un nouveau mot de passe. Ce lien sert une fois, pendant une heure."
    ),
    Purpose.OPEN: N_("Ce lien personnel ouvre votre espace. Il sert une fois, pendant un jour."),
}
OPENS = {
    Purpose.INVITE: N_("Ouvrir mon accès"),
    Purpose.RESET: N_("Choisir mon mot de passe"),
    Purpose.OPEN: N_("Ouvrir mon espace"),
}
IGNORE = N_("Si vous n’attendiez pas ce message, ne faites rien : il ne se passera rien.")
CODE = N_("Votre code : %(code)s")
CODE_SAID = N_(
    "Saisissez ce code pour confirmer votre signature ou votre vote : %(code)s. Il sert une fois, pendant dix minutes."
)
CODE_FOOT = N_("Si vous ne signez ni ne votez en ce moment, prévenez la coordination : quelqu’un agit à votre place.")


def address_of(parts: Parts, secret: str) -> str:
    """Where a link leads."""
    return f"{parts.entry.address}/lien/{secret}"


def send_link(parts: Parts, person: str, purpose: Purpose, then: str = "", language: str = "") -> bool:
    """Write to somebody with a link of theirs; whether it went."""
    to = parts.doors.addresses.email_of(person)
    if to is None or parts.doors.mail is None:
        return False
    secret = parts.doors.links.make(purpose, person, {"then": then})
    return send_secret(parts, to, purpose, secret, language or parts.doors.notices.wishes(person).language)


def send_secret(parts: Parts, to: str, purpose: Purpose, secret: str, language: str) -> bool:
    """Write the link to an address; whether it went."""
    say = words(language).gettext
    written = Written(
        subject=say(SUBJECTS[purpose]),
        paragraphs=[say(SAID[purpose])],
        doors=[(say(OPENS[purpose]), address_of(parts, secret))],
        foot=[say(IGNORE)],
    )
    return _posted(parts, written, to, language)


def send_code(parts: Parts, person: str, code: str, language: str) -> bool:
    """Write a code to somebody; whether it went."""
    to, say = parts.doors.addresses.email_of(person), words(language).gettext
    told: Sequence[str] = [say(CODE_SAID) % {"code": code}]
    written = Written(subject=say(CODE) % {"code": code}, paragraphs=told, foot=[say(CODE_FOOT)])
    return to is not None and _posted(parts, written, to, language)


def _posted(parts: Parts, written: Written, to: str, language: str) -> bool:
    if parts.doors.mail is None:
        return False
    try:
        parts.doors.mail.send(message(written, to, secrets.token_hex(16), language))
    except NotSent:
        return False
    return True
