"""Decisions with all they rested on: who, under which mandate and rule, who was there, the quorum recounted, votes."""

from collections.abc import Iterator, Sequence
from typing import Any

from starlette.responses import Response

from application.bundles import TooFewWitnesses
from application.facts import Unknown
from application.history.decisions import DecisionSeen, MemberSeen, one_decision
from application.reading import Row
from domain.bylaws import Figures, OutcomeKind
from interfaces.bundling import UNSAFE, zipped_bundle
from interfaces.parts import Parts
from interfaces.sentences import sentence
from interfaces.telling.history import figures
from interfaces.telling.trail import trail
from interfaces.telling.values import act, told
from interfaces.web import formats
from interfaces.web.called import Called
from interfaces.web.entry import signed_in
from interfaces.web.inquiry import inquiring, proof_of, subject_of, title_of
from interfaces.web.language import N_
from interfaces.web.proof_check import holds
from interfaces.web.sections import Asking, Banner, Box, Line, Link, Pager, Section
from interfaces.web.visit import PAGE, Visit
from interfaces.web.web import Web
from interfaces.words.history import GAPS, QUORUM, said

KINDS = {
    OutcomeKind.DECISION: N_("Décision"),
    OutcomeKind.OPINION: N_("Avis"),
    OutcomeKind.CONSENSUS: N_("Consensus"),
    OutcomeKind.TAKEN_NOTE: N_("Prise d’acte"),
    OutcomeKind.REFERRED_BACK: N_("Renvoi"),
}
QUERY = {"q": "text", "du": "since", "au": "until", "sur": "about", "issue": "kind"}
PLACES = {
    "present": N_("Présents"),
    "represented": N_("Représentés"),
    "aside": N_("Déportés : ni présents ni votants pour ce point"),
    "absent": N_("Absents"),
    "members": N_("Membres"),
}
CHOICES = {
    "in_favour": N_("pour"),
    "against": N_("contre"),
    "abstention": N_("abstention"),
    "blank": N_("blanc"),
    "null": N_("nul"),
}
METHODS = {
    "show_of_hands": N_("À main levée"),
    "roll_call": N_("Par appel nominal"),
    "secret": N_("À bulletin secret"),
}


def add(web: Web) -> None:
    """The list, each of them, and its bundle."""
    web.page("/decisions", listed, enter=signed_in, seen_by="auditor")
    web.page("/decisions/{meeting}/{item}", decision, enter=signed_in, examples=_examples, seen_by="auditor")
    web.file("/decisions/{meeting}/{item}/dossier.zip", bundle, enter=inquiring)


def _examples(parts: Parts) -> Sequence[str]:
    rows = parts.reading.page("decisions", {"order": "-on"}, limit=40, today=parts.clock.now().date()).items
    public = [one for one in rows if one["in_favour"] and one["about"]][:2]
    return [f"/decisions/{one['id']}" for one in public]


def listed(visit: Visit) -> Response:
    """The decisions of the framework looked at, the latest first."""
    filters = {name: visit.query(name) for name in QUERY if visit.query(name)}
    asked = {QUERY[name]: value for name, value in filters.items() if value}
    page = visit.rows("decisions", PAGE, visit.query("apres"), order="-on", **asked)
    boxes = [
        Box("q", visit.say("Mots"), "search", filters.get("q", "")),
        Box("du", visit.say("Depuis le"), "date", filters.get("du", "")),
        Box("au", visit.say("Jusqu’au"), "date", filters.get("au", "")),
        _kinds(visit, filters.get("issue", "")),
    ]
    asking = Asking(
        "/decisions",
        boxes,
        visit.say("Chercher"),
        visit.say("Chercher une décision"),
        clear="/decisions" if filters else "",
    )
    section = Section(
        visit.say("Liste"),
        lines=[line(visit, one) for one in page.items],
        empty=visit.say("Aucune décision ne correspond."),
        pager=Pager(page.next, filters, visit.query("apres")),
    )
    return visit.page("pages/plain.html", title=visit.say("Décisions et avis"), asking=asking, sections=[section])


def _kinds(visit: Visit, value: str) -> Box:
    options = [(str(kind), visit.say(words)) for kind, words in KINDS.items()]
    return Box("issue", visit.say("Issue"), "select", value, options, blank=visit.say("Toutes"))


def line(visit: Visit, row: Row) -> Line:
    """A decision on one line."""
    number = f"n° {row['reference']}" if row["reference"] else ""
    kind = visit.say(KINDS[OutcomeKind(str(row["kind"]))])
    votes = (
        visit.say("%(for)s pour, %(against)s contre", **{"for": row["in_favour"], "against": row["against"]})
        if row["in_favour"] is not None
        else ""
    )
    texts = " · ".join(one for one in (formats.day(str(row["on"]), visit.language), kind, number, votes) if one)
    return Line(str(row["title"]), f"/decisions/{row['id']}", (texts,), _result(visit, row["adopted"]))


def _result(visit: Visit, adopted: object) -> tuple[str, str] | None:
    if adopted is None:
        return None
    return (visit.say("Adopté"), "good") if adopted else (visit.say("Rejeté"), "bad")


def seen_of(visit: Visit) -> DecisionSeen:
    """The decision of the address. Raises Unknown."""
    name = f"{visit.path('meeting')}/{visit.path('item')}"
    visit.one("meetings", visit.path("meeting"))
    seen = one_decision(trail(visit.parts), name)
    if seen is None:
        raise Unknown(name)
    return seen


def decision(visit: Visit) -> Response:
    """One of them."""
    seen = seen_of(visit)
    visit.parts.book.read(visit.visitor.person or "unnamed", seen)
    names = Called(visit)
    result = _result(visit, seen.adopted)
    links = [
        Link(visit.say("Télécharger le dossier et ses preuves"), f"/decisions/{seen.id}/dossier.zip", is_file=True)
    ]
    return visit.page(
        "pages/plain.html",
        trail=[(visit.say("Décisions et avis"), "/decisions"), (seen.title, "")],
        title=seen.title,
        over=visit.say(KINDS[seen.kind]),
        facts=[
            formats.day(seen.on, visit.language),
            seen.committee_name,
            f"n° {seen.reference}" if seen.reference else "",
            "" if result is None else result[0],
        ],
        links=links if inquiring.admits(visit.visitor) else [],
        banners=[_gap(visit, one) for one in seen.gaps],
        sections=[_rule(visit, seen), _quorum(visit, seen), _votes(visit, seen, names), *_members(visit, seen, names)],
        side=[_about(visit, seen, names), _effects(visit, seen, names), _evidence(visit, seen), _proof(visit, seen)],
    )


def _gap(visit: Visit, gap: str) -> Banner:
    words = said(GAPS, gap, visit.language)
    return Banner(f"{visit.say('À savoir :')} {words}", "warn")


def _rule(visit: Visit, seen: DecisionSeen) -> Section:
    rule = seen.rule
    pairs: list[tuple[str, object]] = []
    if rule is not None:
        pairs = [
            (visit.say("Règlement"), rule.title),
            (visit.say("En vigueur depuis le"), formats.day(rule.since, visit.language)),
            (visit.say("Adopté par"), "" if rule.act is None else act(rule.act, visit.language)),
            (visit.say("Convocation"), _figures(visit, seen.notice, rule.notice_article)),
        ]
    return Section(visit.say("Sous quelle règle"), pairs=pairs, empty=visit.say("Aucun règlement connu ce jour-là."))


def _figures(visit: Visit, one: Figures | None, article: str) -> str:
    counted = "" if one is None else figures(one, visit.language)
    return f"{counted} ({article})" if counted and article else counted or article


def _quorum(visit: Visit, seen: DecisionSeen) -> Section:
    quorum = seen.quorum
    reason = {True: "agrees", False: "differs", None: quorum.why_not}[quorum.agrees]
    tone = {True: "good", False: "bad", None: "info"}[quorum.agrees]
    article = "" if seen.rule is None else seen.rule.quorum_article
    words = said(QUORUM, reason, visit.language)
    return Section(
        visit.say("Quorum, recompté"),
        banners=[Banner(words[:1].upper() + words[1:].lower(), tone)] if words else [],
        pairs=[
            (visit.say("Tel que consigné"), _figures(visit, quorum.stated, article)),
            (visit.say("Tel que recompté"), _figures(visit, quorum.recounted, "")),
        ],
    )


def _votes(visit: Visit, seen: DecisionSeen, names: Called) -> Section:
    votes = seen.votes
    totals = [
        {
            "college": one.college or visit.say("Tous"),
            "for": _count(visit, one.in_favour),
            "against": _count(visit, one.against),
            "abstentions": _count(visit, one.abstentions),
        }
        for one in votes.totals
    ]
    people = {one.seat: visit.name_of(one.person) for one in seen.members}
    cast = ", ".join(
        f"{people.get(seat) or seat} ({visit.say(CHOICES.get(str(vote.choice), str(vote.choice)))})"
        for seat, vote in sorted(votes.by_name.items())
    )
    article = "" if seen.rule is None else seen.rule.majority_article
    return Section(
        visit.say("Votes"),
        pairs=[
            (
                visit.say("Scrutin"),
                "" if votes.method is None else visit.say(METHODS.get(str(votes.method), str(votes.method))),
            ),
            (visit.say("Majorité"), _figures(visit, seen.majority, article)),
            (visit.say("Objections"), votes.objections or ""),
            (visit.say("Élu"), names.get(seen.elected or "") or seen.elected or ""),
        ],
        columns=[
            ("college", visit.say("Collège"), ""),
            ("for", visit.say("Pour"), "amount"),
            ("against", visit.say("Contre"), "amount"),
            ("abstentions", visit.say("Abstentions"), "amount"),
        ],
        rows=totals,
        texts=[f"{visit.say('Votes nominatifs :')} {cast}"] if cast else (),
        empty=visit.say("Aucun vote compté."),
    )


def _count(visit: Visit, value: Any) -> str:
    return formats.number(value, visit.language)


def _members(visit: Visit, seen: DecisionSeen, names: Called) -> Iterator[Section]:
    counted = any(one.there or one.stays for one in seen.members)
    groups: dict[str, list[Line]] = {}
    for one in seen.members:
        groups.setdefault(_place(one, counted=counted), []).append(_member(visit, one, names))
    for place, lines in groups.items():
        yield Section(f"{visit.say(PLACES[place])} ({len(lines)})", lines=lines)


def _place(one: MemberSeen, *, counted: bool) -> str:
    if one.recused is not None:
        return "aside"
    if one.represented_by is not None:
        return "represented"
    return "present" if one.there else "absent" if counted else "members"


def _member(visit: Visit, one: MemberSeen, names: Called) -> Line:
    held = one.mandate_act
    under = visit.say("habilité par %(act)s", act=act(held, visit.language)) if held is not None else ""
    organisation = names.get(one.organisation or "") or ""
    gap = (visit.say("aucune habilitation au dossier"), "warn") if one.mandate is None else None
    lapsed = (visit.say("habilitation qui ne tenait pas ce jour-là"), "bad") if one.mandate_held is False else None
    texts = " · ".join(part for part in (organisation, one.college, under) if part)
    return Line(visit.name_of(one.person) or one.seat, "", (texts,), lapsed or gap)


def _about(visit: Visit, seen: DecisionSeen, names: Called) -> Section:
    lines = [Line(seen.meeting_title, f"/seances/{seen.meeting}", (visit.say("la séance"),))]
    if names.get(seen.about):
        title, path = subject_of(visit, seen.about, names)
        lines.append(Line(title, path, (visit.say("ce dont il est question"),)))
    if seen.beneficiary and names.get(seen.beneficiary):
        title, path = subject_of(visit, seen.beneficiary, names)
        lines.append(Line(title, path, (visit.say("qui en bénéficie"),)))
    return Section(visit.say("De quoi, et où"), lines=lines)


def _effects(visit: Visit, seen: DecisionSeen, names: Called) -> Section:
    return Section(
        visit.say("Ce qui en a découlé"),
        lines=[
            Line(
                title_of(visit, one.name),
                f"/journal/{one.position}" if inquiring.admits(visit.visitor) else "",
                (names.get(one.stream) or "", formats.day(one.effective, visit.language)),
            )
            for one in seen.led_to
        ],
        empty=visit.say("Rien n’est rattaché à cette décision."),
    )


def _evidence(visit: Visit, seen: DecisionSeen) -> Section:
    irregular = [
        Line(sentence(one.rule, visit.language), "", (one.article,), (visit.say("irrégularité"), "warn"))
        for one in seen.irregularities
    ]
    return Section(
        visit.say("Pièces et irrégularités"),
        lines=[*(Line(told(one, visit.language, {})) for one in seen.evidence), *irregular],
        empty=visit.say("Aucune pièce, aucune irrégularité."),
    )


def _proof(visit: Visit, seen: DecisionSeen) -> Section:
    if seen.position is None:
        return Section(visit.say("Preuve"), empty=visit.say("Cette décision n’est pas un événement du registre."))
    proof = proof_of(visit, seen.position)
    if proof is None:
        banner = Banner(visit.say("Pas encore de preuve pour cet événement : le registre sera signé sous peu."), "warn")
    elif holds(proof):
        banner = Banner(visit.say("Vérifié à l’instant : cet événement est bien dans le registre, à sa place."), "good")
    else:
        banner = Banner(visit.say("La preuve ne tient pas : prévenez l’audit."), "bad")
    path = f"/journal/{seen.position}" if inquiring.admits(visit.visitor) else f"/preuve?q={seen.position}"
    return Section(
        visit.say("Preuve"),
        banners=[banner],
        pairs=[
            (visit.say("Place dans le registre"), formats.number(seen.position, visit.language)),
            (visit.say("Inscrit le"), formats.moment(seen.recorded_at, visit.language, visit.visitor.zone)),
        ],
        links=[Link(visit.say("Voir l’événement et sa preuve"), path)],
    )


def bundle(visit: Visit) -> Response:
    """Everything about it as one file that proves itself."""
    seen = seen_of(visit)
    try:
        content = zipped_bundle(visit.parts, "decision", seen.id, visit.language)
    except TooFewWitnesses:
        waiting = visit.say("Les témoins n’ont pas encore signé : réessayez dans quelques minutes.")
        return visit.go(f"/decisions/{seen.id}", waiting)
    return visit.file(content, "application/zip", f"decision-{UNSAFE.sub('-', visit.path('item'))}.zip")
