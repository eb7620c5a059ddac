"""What whoever audits looks for first: controls with their findings, and the irregularities on file."""

from collections.abc import Iterator, Sequence

from starlette.responses import Response

from application.controls import running
from application.controls.control import Controlled, ControlsReport
from application.documents import PdfUnavailable
from application.history.links import BrokenLink, broken_links
from application.ports import Unavailable
from application.reading import Row
from interfaces.parts import Parts
from interfaces.sentences import sentence
from interfaces.telling import report as paper
from interfaces.telling.controls import Line as Found
from interfaces.telling.controls import lines
from interfaces.telling.names import names_of
from interfaces.telling.trail import trail
from interfaces.telling.values import in_text
from interfaces.web import formats
from interfaces.web.called import Called
from interfaces.web.inquiry import as_known, home_of, inquiring, subject_of
from interfaces.web.language import N_
from interfaces.web.sections import Line, Link, Pager, Section
from interfaces.web.visit import PAGE, Visit
from interfaces.web.vocabulary import said
from interfaces.web.web import Web
from interfaces.words.control import QUESTIONS, TITLES
from interfaces.words.history import MISSING
from interfaces.words.history import said as in_words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 30
STATES = {"open": N_("Ouvertes"), "accepted": N_("Acceptées en l’état"), "regularised": N_("Régularisées")}


def add(web: Web) -> None:
    """The controls, the same as files, and broken links."""
    web.page("/controles", controls, enter=inquiring, seen_by="auditor", examples=_examples)
    web.page("/liens", links, enter=inquiring, seen_by="auditor")
    web.file("/controles.xlsx", workbook, enter=inquiring)
    web.file("/controles.pdf", report, enter=inquiring)


def _examples(_parts: Parts) -> Sequence[str]:
    return ["/controles", "/controles?etat=accepted"]


def _report(visit: Visit) -> ControlsReport:
    return as_known(visit, "controls", lambda: running.run(trail(visit.parts), home_of(visit), visit.today))


def controls(visit: Visit) -> Response:
    """Every control, and the irregularities on file."""
    found, names = _report(visit), Called(visit)
    return visit.page(
        "pages/plain.html",
        trail=[(visit.say("Vérifier"), "/verifier"), (visit.say("Contrôles"), "")],
        title=visit.say("Contrôles"),
        facts=[
            visit.say_many("%(count)s constat", "%(count)s constats", found.found),
            f"{visit.say('délais appréciés au')} {formats.day(found.today, visit.language)}",
        ],
        links=[
            Link(visit.say("Classeur (XLSX)"), "/controles.xlsx", is_file=True),
            Link(visit.say("Rapport (PDF)"), "/controles.pdf", is_file=True),
            Link(visit.say("Liens rompus"), "/liens"),
        ],
        sections=[*(_control(visit, one, names) for one in found.controls), _irregularities(visit, names)],
    )


def _control(visit: Visit, one: Controlled, names: Called) -> Section:
    counted = (
        visit.say_many("%(count)s cas examiné", "%(count)s cas examinés", one.checked),
        visit.say_many(
            "%(count)s sans ce qu’il faudrait savoir", "%(count)s sans ce qu’il faudrait savoir", one.unknown
        )
        if one.unknown
        else "",
    )
    more = len(one.findings) - MOST
    return Section(
        f"{TITLES[one.name][visit.language]} ({len(one.findings)})",
        texts=[
            QUESTIONS[one.name][visit.language],
            " · ".join(each for each in counted if each),
            visit.say("Les %(count)s autres constats sont dans le classeur.", count=more) if more > 0 else "",
        ],
        lines=[_finding(visit, each) for each in lines(one, names, visit.language)][:MOST],
        empty=visit.say("Rien à signaler."),
    )


def _finding(visit: Visit, one: Found) -> Line:
    first = one.positions.partition(",")[0]
    rule = f"{one.rule_words} {f'({one.article})' if one.article else ''}".strip()
    open_ = visit.say("Au dossier") if one.settled else ""
    return Line(
        f"{one.title} : {one.words}",
        f"/journal/{first}" if first else "",
        (
            rule,
            visit.say("Remède : %(cure)s", cure=one.cure) if one.cure else "",
            f"{open_} : {one.settled}" if open_ else "",
        ),
    )


def _irregularities(visit: Visit, names: Called) -> Section:
    asked = visit.query("etat") if visit.query("etat") in STATES else "open"
    page = visit.rows("irregularities", PAGE, visit.query("apres"), state=asked)
    return Section(
        f"{visit.say('Irrégularités au dossier')} : {visit.say(STATES[asked]).lower()}",
        lines=[_irregularity(visit, one, names) for one in page.items],
        empty=visit.say("Aucune."),
        links=[Link(visit.say(words), f"/controles?etat={state}") for state, words in STATES.items() if state != asked],
        pager=Pager(page.next, {"etat": asked}, visit.query("apres")),
    )


def _irregularity(visit: Visit, row: Row, names: Called) -> Line:
    title, path = subject_of(visit, str(row["subject"]), names)
    settled = "" if row["settled_on"] is None else formats.day(str(row["settled_on"]), visit.language)
    state = str(row["state"])
    told = (
        title,
        in_text(str(row["detail"] or ""), names),
        str(row["article"] or ""),
        " · ".join(one for one in (settled, str(row["words"] or ""), _by(visit, row)) if one),
    )
    words = sentence(str(row["rule"]), visit.language)
    badge = (said(visit.language)(state, "irregularity.state"), "warn" if state == "open" else "quiet")
    return Line(words, path, told, badge)


def _by(visit: Visit, row: Row) -> str:
    """Who accepted it, as the register has it."""
    if row["state"] != "accepted":
        return ""
    asked = {"subject": str(row["subject"]), "type": f"{row['subject_kind']!s}.irregularity-accepted"}
    rows = visit.parts.reading.page("audit_trail", asked, limit=PAGE, today=visit.today).items
    named = (visit.parts.log.at([int(str(one["position"]))]) for one in rows)
    facts = (fact for several in named for fact in several if getattr(fact.event, "number", None) == row["number"])
    return next((visit.say("par %(name)s", name=visit.name_of(fact.actor)) for fact in facts), "")


def workbook(visit: Visit) -> Response:
    """The findings as a workbook."""
    tables = paper.sheets(_report(visit), names_of(visit.parts), visit.language, visit.parts.clock.now())
    return visit.file(visit.parts.documents.workbook(tables), XLSX, "controles.xlsx")


def report(visit: Visit) -> Response:
    """The findings as a report to file."""
    page = paper.page(_report(visit), names_of(visit.parts), visit.language, visit.parts.clock.now())
    try:
        return visit.file(visit.parts.documents.pdf(page), "application/pdf", "controles.pdf")
    except PdfUnavailable as error:
        raise Unavailable(str(error)) from error


def links(visit: Visit) -> Response:
    """Where the lineage is broken."""
    found = as_known(visit, "links", lambda: broken_links(trail(visit.parts), home_of(visit)))
    names = Called(visit)
    return visit.page(
        "pages/plain.html",
        trail=[(visit.say("Vérifier"), "/verifier"), (visit.say("Liens rompus"), "")],
        title=visit.say("Liens rompus"),
        lead=visit.say(
            "De la déclaration à l’évaluation, chaque fait nomme celui d’où il vient. Voici où le fil manque."
        ),
        facts=[
            visit.say_many("%(count)s dossier", "%(count)s dossiers", found.subjects),
            visit.say_many("%(count)s lien", "%(count)s liens", found.links),
            visit.say_many("%(count)s rompu", "%(count)s rompus", len(found.broken)),
        ],
        sections=list(_broken(visit, found.broken, names)),
    )


def _broken(visit: Visit, several: Sequence[BrokenLink], names: Called) -> Iterator[Section]:
    for kind in dict.fromkeys(one.kind for one in several):
        mine = [one for one in several if one.kind is kind]
        yield Section(in_words(MISSING, kind, visit.language), lines=[_link(visit, one, names) for one in mine])
    if not several:
        yield Section(visit.say("Liens rompus"), empty=visit.say("Aucun lien n’est rompu."))


def _link(visit: Visit, one: BrokenLink, names: Called) -> Line:
    is_decision = "/" in one.subject
    path = f"/decisions/{one.subject}" if is_decision else subject_of(visit, one.subject, names)[1]
    organisation = names.get(one.organisation or "") or ""
    return Line(one.title or visit.say("Sans titre"), path, (in_text(one.detail, names), organisation))
