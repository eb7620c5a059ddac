"""Procedures: those published here and those that ship, each beside its drawing, its verdict and its cases."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from application.changing import Kept
from application.facts import Unknown
from application.gate import Verdict, review
from application.reading import Row
from domain.decider import Refusal
from domain.procedure.conformance import SAID
from domain.procedure.definition import Procedure, State, Words
from domain.procedure.publication import Published
from interfaces.drawing import definition_in
from interfaces.parts import Parts
from interfaces.telling.values import act
from interfaces.web import formats
from interfaces.web.called import Called
from interfaces.web.entry import Entry, may, signed_in
from interfaces.web.inquiry import home_of, inquiring, subject_of
from interfaces.web.language import N_
from interfaces.web.sections import Banner, Line, Link, Section, kind_words
from interfaces.web.visit import Visit
from interfaces.web.web import Web

publishing: Entry = may("procedure.publish-procedure")
MOST = 200
CASES = 30
WIDE = 900


def add(web: Web) -> None:
    """The list, each of them, the library and conformance."""
    web.page("/procedures", listed, enter=signed_in)
    web.page("/procedures/modele/{name}", shipped, enter=signed_in, examples=_shipped)
    web.page("/procedures/{id}", procedure, enter=signed_in, examples=_examples)
    web.page("/conformite", conformance, enter=inquiring, seen_by="auditor")
    web.in_menu(N_("Procédures"), "/procedures", 50, enter=publishing)


def _examples(parts: Parts) -> Sequence[str]:
    rows = parts.reading.page("procedures", {}, limit=MOST, today=parts.clock.now().date()).items
    several = sorted(rows, key=lambda one: -int(str(one["newest"])))
    return [f"/procedures/{one['id']}" for one in several[:1]]


def _shipped(parts: Parts) -> Sequence[str]:
    return [f"/procedures/modele/{one}" for one in parts.tools.library.names()[:1]]


def words_of(visit: Visit, words: Words) -> str:
    """A text of an author in the visitor's language, in the other one where it has none."""
    return (words.fr if visit.language == "fr" else words.en) or str(words)


def listed(visit: Visit) -> Response:
    """Those published in the framework looked at, and the library."""
    own = [_line(visit, one) for one in visit.rows("procedures", MOST).items]
    library = visit.parts.tools.library
    models = [library.document(name) for name in library.names()]
    return visit.page(
        "pages/plain.html",
        title=visit.say("Procédures"),
        lead=visit.say("Comment les choses se passent ici, étape par étape, vérifié avant d’être publié."),
        links=[Link(visit.say("Écrire une procédure"), "/procedures/ecrire", is_main=True)]
        if publishing.admits(visit.visitor)
        else [],
        sections=[
            Section(visit.say("Publiées dans ce cadre"), lines=own, empty=visit.say("Aucune procédure publiée.")),
            Section(
                visit.say("Modèles fournis"),
                texts=[visit.say("À publier tels quels, ou à changer d’abord.")],
                lines=[
                    Line(
                        words_of(visit, one.title),
                        f"/procedures/modele/{one.name}",
                        (
                            kind_words(visit, one.subject),
                            visit.say_many("%(count)s étape", "%(count)s étapes", one.steps),
                        ),
                    )
                    for one in models
                ],
            ),
        ],
    )


def _line(visit: Visit, row: Row) -> Line:
    made = definition(visit, str(row["id"]), None)
    published = visit.say(
        "version %(number)s, publiée le %(day)s",
        number=row["newest"],
        day=formats.day(str(row["published_on"]), visit.language),
    )
    badge = (visit.say("Retirée"), "quiet") if row["retired_on"] is not None else None
    title = words_of(visit, made.title) if made else str(row["name"])
    return Line(title, f"/procedures/{row['id']}", (kind_words(visit, str(row["subject"])), published), badge)


def definition(visit: Visit, stream: str, version: int | None) -> Procedure | None:
    """What a version defines; None for a version there is not."""
    try:
        return definition_in(visit.parts, stream, version)[0]
    except Refusal:
        return None


def steps_in(visit: Visit, made: Procedure | None, steps: Sequence[str]) -> str:
    """Steps by their titles; those inside others stand for them."""
    inner = [one for one in steps if not any(other.startswith(f"{one}.") for other in steps)]
    known: Mapping[str, State] = {} if made is None else made.states
    return ", ".join((words_of(visit, known[one].title) if one in known else "") or one for one in inner)


def drawing(visit: Visit, made: Procedure) -> Markup:
    """A procedure as SVG, made here from what the gate read: safe to show as it is."""
    english = visit.language == "en"
    return Markup(visit.parts.tools.diagrams.svg(made, width=WIDE, english=english))  # noqa: S704 — our own writer escapes what it draws


def shipped(visit: Visit) -> Response:
    """One that ships."""
    library, name = visit.parts.tools.library, visit.path("name")
    if name not in library.names():
        raise Unknown(name)
    document = library.document(name)
    verdict = review(visit.parts.tools, document.text)
    links = [Link(visit.say("Partir de ce modèle"), f"/procedures/ecrire?modele={name}", is_main=True)]
    return visit.page(
        "pages/procedure.html",
        trail=[(visit.say("Procédures"), "/procedures"), (words_of(visit, document.title), "")],
        title=words_of(visit, document.title),
        over=visit.say("Modèle fourni"),
        facts=[kind_words(visit, document.subject)],
        links=links if publishing.admits(visit.visitor) else [],
        text=document.text,
        svg="" if verdict.procedure is None else drawing(visit, verdict.procedure),
        sections=[verdict_section(visit, verdict)],
    )


def verdict_section(visit: Visit, verdict: Verdict) -> Section:
    """What the gate says."""
    seen, made = verdict.soundness, verdict.procedure
    if not verdict.passes:
        several = visit.say_many("%(count)s chose à corriger", "%(count)s choses à corriger", len(verdict.faults))
        lines = [
            Line(
                visit.say("Ligne %(line)s", line=one.place.line),
                "",
                (words_of(visit, one.said), words_of(visit, one.remedy)),
                side=one.where,
            )
            for one in verdict.faults
        ]
        return Section(visit.say("Vérification"), banners=[Banner(several, "bad")], lines=lines)
    good = visit.say("Saine : chaque étape est atteinte, chaque attente a une fin, chaque fin est nette.")
    return Section(
        visit.say("Vérification"),
        banners=[Banner(good, "good")],
        pairs=[
            (visit.say("Étapes"), "" if made is None else len(made.states) - 1),
            (
                visit.say("Situations examinées"),
                "" if seen is None else formats.number(seen.configurations, visit.language),
            ),
            (visit.say("Exemples de l’auteur, tous tenus"), "" if made is None else len(made.examples)),
        ],
        digests=[(visit.say("Empreinte"), verdict.digest)],
    )


def procedure(visit: Visit) -> Response:
    """One that was published: a version of it, and its cases."""
    id_ = visit.path("id")
    row = visit.one("procedures", id_)
    state = Published(**visit.show(id_).state)
    number = version_asked(visit, state)
    text = state.versions[number].text
    verdict = review(visit.parts.tools, text)
    made = verdict.procedure
    title = words_of(visit, made.title) if made else str(row["name"])
    retired = visit.say("Retirée") if row["retired_on"] is not None else ""
    return visit.page(
        "pages/procedure.html",
        trail=[(visit.say("Procédures"), "/procedures"), (title, "")],
        title=title,
        over=kind_words(visit, str(row["subject"])),
        facts=[visit.say("version %(number)s", number=number), retired],
        links=_links(visit, id_, number),
        text=text,
        svg="" if made is None else drawing(visit, made),
        sections=[verdict_section(visit, verdict), _versions(visit, id_, state, number), _cases(visit, id_, made)],
    )


def version_asked(visit: Visit, state: Published) -> int:
    """The version of the address, or the newest. Raises Unknown."""
    asked = visit.query("version")
    if not asked:
        return max(state.versions)
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
    if number not in state.versions:
        raise Unknown(asked)
    return number


def _links(visit: Visit, id_: str, number: int) -> list[Link]:
    if not publishing.admits(visit.visitor):
        return []
    return [
        Link(
            visit.say("Écrire la version suivante"),
            f"/procedures/ecrire?procedure={id_}&version={number}",
            is_main=True,
        ),
        Link(visit.say("Migrer les parcours ouverts"), f"/procedures/{id_}/migrer"),
    ]


def _versions(visit: Visit, id_: str, state: Published, shown: int) -> Section:
    lines = [
        Line(
            visit.say("Version %(number)s", number=number),
            "" if number == shown else f"/procedures/{id_}?version={number}",
            (
                visit.say("publiée le %(day)s", day=formats.day(one.on, visit.language)),
                "" if one.act is None else act(one.act, visit.language),
            ),
            (visit.say("affichée"), "info") if number == shown else None,
        )
        for number, one in sorted(state.versions.items(), reverse=True)
    ]
    return Section(visit.say("Versions"), lines=lines)


def _cases(visit: Visit, id_: str, made: Procedure | None) -> Section:
    names = Called(visit)
    page = visit.rows("cases", CASES, visit.query("apres"), procedure=id_, order="-updated_at")
    return Section(
        visit.say("Parcours"),
        lines=[_case(visit, one, made, names) for one in page.items],
        empty=visit.say("Aucun parcours n’a encore suivi cette procédure."),
    )


def _case(visit: Visit, row: Row, made: Procedure | None, names: Called) -> Line:
    title, _ = subject_of(visit, str(row["subject"]), names)
    is_open = row["state"] == "open"
    badge = (visit.say("En cours"), "info") if is_open else (visit.say("Terminé"), "quiet")
    held: Any = row["steps"] if is_open else row["ended_in"]
    match held:
        case [*steps]:
            stands = steps_in(visit, made, [str(one) for one in steps])
        case _:
            stands = ""
    return Line(
        title,
        f"/parcours/{row['id']}",
        (visit.say("version %(number)s", number=row["procedure_version"]), stands),
        badge,
    )


def conformance(visit: Visit) -> Response:
    """Which cases left their procedure, and where."""
    home = home_of(visit)
    rows = visit.parts.reading.page("procedures", {"framework": home}, limit=MOST, today=visit.today).items
    return visit.page(
        "pages/plain.html",
        trail=[(visit.say("Vérifier"), "/verifier"), (visit.say("Conformité"), "")],
        title=visit.say("Parcours et procédures"),
        lead=visit.say("Chaque parcours est rejoué sous la dernière version de sa procédure."),
        sections=list(_conforming(visit, rows))
        or [Section(visit.say("Procédures"), empty=visit.say("Aucune procédure publiée."))],
    )


def _conforming(visit: Visit, rows: Sequence[Row]) -> Iterator[Section]:
    names = Called(visit)
    for row in rows:
        made = definition(visit, str(row["id"]), None)
        if made is not None:
            kept = list(visit.parts.changing.conformance(str(row["id"]), made))
            left = [one for one in kept if not one.found.conforms]
            yield Section(
                words_of(visit, made.title),
                texts=[visit.say("%(kept)s parcours conformes sur %(all)s", kept=len(kept) - len(left), all=len(kept))],
                lines=[_departure(visit, one, made, names) for one in left],
            )


def _departure(visit: Visit, one: Kept, made: Procedure, names: Called) -> Line:
    title, _ = subject_of(visit, one.subject, names)
    left = one.found.departure
    words = "" if left is None else words_of(visit, SAID[left.misfit])
    stood = "" if left is None or left.standing is None else steps_in(visit, made, sorted(left.standing.active))
    where = visit.say("à l’étape : %(step)s", step=stood) if stood else ""
    return Line(title, f"/parcours/{one.case}", (words, where), (visit.say("écart"), "warn"))
