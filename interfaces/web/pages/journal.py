"""The register itself: every event in order, what caused it, what it led to, and the proof that it stands there."""

from collections.abc import Iterator, Sequence
from typing import Any

from starlette.responses import Response

from application.history.trail import Trail
from application.ports import Recorded
from application.reading import Row
from interfaces.parts import Parts
from interfaces.telling.trail import trail
from interfaces.web import formats
from interfaces.web.called import Called
from interfaces.web.inquiry import (
    actor_of,
    fact_at,
    following,
    home_of,
    may_see,
    proof_of,
    says,
    sees_all,
    subject_of,
    title_of,
)
from interfaces.web.pages.proofs import proof_section
from interfaces.web.sections import KINDS, Asking, Box, Line, Link, Pager, Section, kind_words, link
from interfaces.web.visit import PAGE, Visit
from interfaces.web.web import Web

QUERY = {
    "q": "text",
    "nom": "type",
    "par": "actor",
    "de": "subject",
    "genre": "subject_kind",
    "du": "recorded_since",
    "au": "recorded_until",
    "ensemble": "correlation",
}
MOST = 40


def add(web: Web) -> None:
    """The list, and each event."""
    web.page("/journal", journal, enter=following, seen_by="auditor")
    web.page("/journal/{position}", event, enter=following, examples=_examples, seen_by="auditor")


def _examples(parts: Parts) -> Sequence[str]:
    asked = {"type": "meeting.outcome-recorded"}
    rows = parts.reading.page("audit_trail", asked, limit=3, today=parts.clock.now().date()).items
    return [f"/journal/{one['position']}" for one in rows[:1]]


def journal(visit: Visit) -> Response:
    """Events, the latest first."""
    filters = {name: visit.query(name) for name in QUERY if visit.query(name)}
    asked: dict[str, str] = {QUERY[name]: value for name, value in filters.items()}
    home = {"framework": home_of(visit)} if visit.query("tout") != "oui" or not sees_all(visit) else {"framework": ""}
    page = visit.rows("audit_trail", PAGE, visit.query("apres"), order="-position", **home, **asked)
    names = Called(visit)
    everywhere = {"tout": "oui"} if visit.query("tout") == "oui" else {}
    section = Section(
        visit.say("Événements"),
        columns=[
            ("position", "n°", "amount"),
            ("what", visit.say("Ce qui s’est passé"), ""),
            ("subject", visit.say("À propos de"), ""),
            ("by", visit.say("Par"), ""),
            ("on", visit.say("Effet"), ""),
            ("recorded", visit.say("Inscrit"), ""),
        ],
        rows=[_row(visit, one, names) for one in page.items],
        empty=visit.say("Aucun événement ne correspond."),
        pager=Pager(page.next, {**filters, **everywhere}, visit.query("apres")),
    )
    links = [Link(visit.say("Toute l’installation, personnes et organisations comprises"), "/journal?tout=oui")]
    return visit.page(
        "pages/plain.html",
        title=visit.say("Journal"),
        facts=[
            visit.say(
                "%(count)s événements au registre", count=formats.number(visit.parts.log.position(), visit.language)
            )
        ],
        asking=Asking(
            "/journal",
            _boxes(visit, filters),
            visit.say("Chercher"),
            visit.say("Chercher dans le journal"),
            everywhere,
            "/journal" if filters else "",
        ),
        links=links if sees_all(visit) and not everywhere else [],
        sections=[section],
    )


def _boxes(visit: Visit, filters: dict[str, str]) -> list[Box]:
    kinds = [(one, kind_words(visit, one)) for one in KINDS]
    return [
        Box("q", visit.say("Mots"), "search", filters.get("q", "")),
        Box("genre", visit.say("À propos de"), "select", filters.get("genre", ""), kinds, blank=visit.say("Tout")),
        Box("nom", visit.say("Nom de l’événement"), "text", filters.get("nom", ""), hint="agreement.signed"),
        Box("de", visit.say("Dossier (identifiant)"), "text", filters.get("de", "")),
        Box("par", visit.say("Par (identifiant)"), "text", filters.get("par", "")),
        Box("du", visit.say("Inscrit depuis le"), "date", filters.get("du", "")),
        Box("au", visit.say("Inscrit jusqu’au"), "date", filters.get("au", "")),
    ]


def _row(visit: Visit, row: Row, names: Called) -> dict[str, object]:
    title, path = subject_of(visit, str(row["subject"]), names)
    return {
        "position": link(formats.number(str(row["position"]), visit.language), f"/journal/{row['position']}"),
        "what": title_of(visit, str(row["type"])),
        "subject": link(title, path),
        "by": actor_of(visit, str(row["actor"])),
        "on": formats.day(str(row["effective_on"]), visit.language, "short"),
        "recorded": formats.day(str(row["recorded_at"]), visit.language, "short"),
    }


def event(visit: Visit) -> Response:
    """One event."""
    fact = fact_at(visit, visit.path("position"))
    visit.parts.book.read(visit.visitor.person or "unnamed", fact.event)
    names, followed = Called(visit), trail(visit.parts)
    title, path = subject_of(visit, fact.stream, names)
    return visit.page(
        "pages/plain.html",
        trail=[(visit.say("Journal"), "/journal"), (f"n° {fact.position}", "")],
        title=title_of(visit, fact.name),
        over=title,
        facts=[f"n° {formats.number(fact.position, visit.language)}", formats.day(fact.effective, visit.language)],
        links=[*([Link(visit.say("Voir le dossier"), path)] if path else []), *_questions(visit, fact)],
        sections=[*_said(visit, fact), _around(visit, followed, fact, names)],
        side=[_who(visit, fact, names), proof_section(visit, fact.position, proof_of(visit, fact.position))],
    )


def _questions(visit: Visit, fact: Recorded) -> list[Link]:
    return [
        Link(visit.say("Pourquoi ?"), f"/pourquoi?objet={fact.stream}"),
        Link(visit.say("Tout le dossier"), f"/journal?de={fact.stream}"),
        Link(visit.say("Ce qui va ensemble"), f"/journal?ensemble={fact.correlation}"),
    ]


def _said(visit: Visit, fact: Recorded) -> list[Section]:
    """What it says, at first sight; what lies deeper is folded."""
    pairs = list(says(visit, fact.event))
    near = [(label, value) for label, value in pairs if " › " not in label]
    deep = [(label, value) for label, value in pairs if " › " in label]
    first = Section(visit.say("Ce qu’il dit"), pairs=near, empty=visit.say("Rien de plus que son nom."))
    more = Section(visit.say("Dans le détail"), pairs=deep, folded=visit.say("Tout montrer"))
    return [first, more] if deep else [first]


def _who(visit: Visit, fact: Recorded, names: Called) -> Section:
    return Section(
        visit.say("Qui, quand, à quel titre"),
        pairs=[
            (visit.say("Par"), actor_of(visit, fact.actor)),
            (visit.say("Au titre de"), _mandate(visit, fact.mandate, names)),
            (visit.say("A pris effet le"), formats.day(fact.effective, visit.language)),
            (visit.say("Inscrit le"), formats.moment(fact.recorded_at, visit.language, visit.visitor.zone)),
            (visit.say("Place dans le registre"), formats.number(fact.position, visit.language)),
            (visit.say("Place dans le dossier"), formats.number(fact.version, visit.language)),
            (visit.say("Nom"), fact.name),
        ],
        digests=[(visit.say("Identifiant"), fact.event_id), (visit.say("Dossier"), fact.stream)],
    )


def _mandate(visit: Visit, mandate: str | None, names: Called) -> str:
    row = None if mandate is None else visit.parts.reading.one("mandates", mandate, today=visit.today)
    if row is None:
        return ""
    capacity = str(row.get("capacity") or row.get("role") or "")
    held: Any = row.get("organisation")
    match held:
        case {"id": organisation}:
            return ", ".join(one for one in (capacity, names.get(str(organisation)) or "") if one)
        case _:
            return capacity


def _around(visit: Visit, followed: Trail, fact: Recorded, names: Called) -> Section:
    return Section(
        visit.say("Sa cause et ses effets"),
        lines=list(_neighbours(visit, followed, fact, names)),
        empty=visit.say("Aucune cause nommée, aucun effet."),
    )


def _neighbours(visit: Visit, followed: Trail, fact: Recorded, names: Called) -> Iterator[Line]:
    cause = None if fact.causation is None else followed.event(fact.causation)
    if cause is not None and may_see(visit, cause.framework, cause.stream):
        yield _fact(visit, cause, visit.say("la cause"), names)
    for one in followed.caused_by(fact.event_id)[:MOST]:
        if may_see(visit, one.framework, one.stream):
            yield _fact(visit, one, visit.say("un effet"), names)


def _fact(visit: Visit, fact: Recorded, relation: str, names: Called) -> Line:
    title, _ = subject_of(visit, fact.stream, names)
    told = f"{title} · {formats.day(fact.effective, visit.language)}"
    return Line(title_of(visit, fact.name), f"/journal/{fact.position}", (told,), (relation, "info"))
