"""What people are told, in words: the line of a notice, and the letters that go out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from application.accounts import Purpose
from application.mail import Message, NotSent
from application.notices import Letter, Notice
from application.notifying import DUE, Notifying
from interfaces.parts import Parts
from interfaces.web.language import N_, words
from interfaces.web.letters import Written, message
from interfaces.web.posting import address_of
from interfaces.web.vocabulary import event_title

SAID: Mapping[str, str] = {
    "agreement.Approved": N_("Votre signature est attendue"),
    "agreement.AmendmentDrafted": N_("Un avenant attend votre signature"),
    "agreement.SignedByAll": N_("Toutes les parties ont signé"),
    "agreement.TookEffect": N_("La convention est en vigueur"),
    "agreement.AmendmentTookEffect": N_("L’avenant a pris effet"),
    "agreement.Paid": N_("Un versement a été fait"),
    "agreement.EntryContested": N_("Une inscription est contestée"),
    "commitment.Declared": N_("Un engagement vous est attribué"),
    "commitment.Missed": N_("Un engagement n’a pas été tenu à temps"),
    "evaluation.ReplyOpened": N_("Vous pouvez répondre au projet de rapport"),
    "meeting.MeetingConvened": N_("Vous êtes convoqué à une séance"),
    "meeting.MeetingReconvened": N_("Vous êtes convoqué de nouveau à une séance"),
    "meeting.MeetingCancelled": N_("Une séance est annulée"),
    "meeting.MinutesPublished": N_("Le procès-verbal d’une séance est publié"),
    "case.TaskOpened": N_("Une tâche vous attend"),
    DUE: N_("Une tâche arrive bientôt à échéance"),
}
PLACES: Mapping[str, tuple[str, str]] = {
    "agreement": ("agreements", "/conventions"),
    "commitment": ("commitments", "/engagements"),
    "committee": ("committees", "/comites"),
    "evaluation": ("evaluations", "/evaluations"),
    "meeting": ("meetings", "/seances"),
    "organisation": ("organisations", "/organisations"),
}
SIGNING = frozenset({"agreement.Approved", "agreement.AmendmentDrafted"})
TASKS = frozenset({"case.TaskOpened", DUE})
WEEKLY = N_("Votre semaine dans Palabre")
INTRODUCED = N_("Voici ce qui s’est passé et qui vous concerne :")
PERSONAL = N_("Les liens de ce message vous sont personnels : le premier ouvert sert une fois, pendant un jour.")
FOOT = N_("Vous recevez ce message parce qu’un mandat vous relie à ce dossier.")
MOST_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A notice in words: what happened, about what, and where to look."""

    words: str
    title: str
    path: str


def line(parts: Parts, notice: Notice, language: str, today: date) -> Line:
    """The notice in a language. Titles are looked up when they are shown, so that nothing is kept twice."""
    noun, said = notice.kind.partition(".")[0], SAID.get(notice.kind)
    known = said or event_title(noun, parts.nouns[noun].events[0], language)
    kind = notice.subject.partition("-")[0]
    listing, home = PLACES.get(kind, ("", ""))
    row = parts.reading.one(listing, notice.subject, today=today) if listing else None
    title = str((row or {}).get("title") or (row or {}).get("name") or "")
    return Line(words(language).gettext(known), title, _path(notice, home))


def _path(notice: Notice, home: str) -> str:
    if notice.kind in SIGNING:
        return "/mon-espace"
    return "/" if notice.kind in TASKS or not home else f"{home}/{notice.subject}"


def notify(parts: Parts) -> Mapping[str, int]:
    """Derive what is new, and send what has to be sent; how much of each."""
    doors, counts = parts.doors, {"derived": 0, "sent": 0, "failed": 0, "without_address": 0}
    parts.settle()
    telling = Notifying(doors.notices, parts.log, parts.reading, parts.execute.house.streams, parts.nouns, parts.clock)
    counts["derived"] = telling.catch_up()
    if doors.mail is None:
        return counts
    doors.notices.plan(parts.clock.now())
    for _ in range(MOST_LETTERS):
        letter = doors.notices.take(parts.clock.now())
        if letter is None:
            break
        counts[_sent(parts, letter)] += 1
    return counts


def _sent(parts: Parts, letter: Letter) -> str:
    """Send it, then note that it went: a crash in between sends it again under the same Message-ID."""
    doors, to = parts.doors, parts.doors.addresses.email_of(letter.person)
    if to is None:
        doors.notices.sent(letter.key)
        return "without_address"
    assert doors.mail is not None
    try:
        doors.mail.send(_written(parts, letter, to))
    except NotSent:
        doors.notices.failed(letter.key, parts.clock.now())
        return "failed"
    doors.notices.sent(letter.key)
    return "sent"


def _written(parts: Parts, letter: Letter, to: str) -> Message:
    language, today = parts.doors.notices.wishes(letter.person).language, parts.clock.now().date()
    say = words(language).gettext
    lines = [line(parts, one, language, today) for one in letter.notices]
    way_out = f"{parts.entry.address}/desabonnement/{parts.doors.notices.unsubscriber(letter.person)}"
    personal = not parts.doors.passwords.is_set(letter.person)
    written = Written(
        subject=say(WEEKLY) if letter.weekly else _told(lines[0]),
        paragraphs=[say(INTRODUCED)] if letter.weekly else [],
        doors=_doors(parts, letter.person, lines, personal=personal),
        foot=[*([say(PERSONAL)] if personal else []), say(FOOT)],
        way_out=way_out,
        headers={"List-Unsubscribe": f"<{way_out}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
    return message(written, to, letter.key, language)


def _doors(parts: Parts, person: str, lines: list[Line], *, personal: bool) -> list[tuple[str, str]]:
    """Where each line leads. Who has no password gets a link that lets them in; what lets in stands in one place."""
    made = [(_told(one), f"{parts.entry.address}{one.path}") for one in lines]
    if personal and made:
        secret = parts.doors.links.make(Purpose.OPEN, person, {"then": lines[0].path})
        made[0] = (made[0][0], address_of(parts, secret))
    return made


def _told(one: Line) -> str:
    return f"{one.words} — {one.title}" if one.title else one.words
