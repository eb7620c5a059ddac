"""What anybody may read of a framework: what was promised, by whom, for how much, and what came of it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, TypeVar

from starlette.responses import Response

from application.decp.exporting import to_publish
from application.facts import Unknown
from application.grants import exporting
from application.published import SHOWN, Published
from application.reading import Row
from domain.agreement.parts import Stage
from interfaces.parts import Parts
from interfaces.telling.procurement import contract_names
from interfaces.web import formats
from interfaces.web.charts import part
from interfaces.web.entry import public
from interfaces.web.inquiry import as_known
from interfaces.web.language import N_
from interfaces.web.pages.board import boards
from interfaces.web.pages.proofs import is_sealed, seal
from interfaces.web.sections import Line, Link, Pager, Section
from interfaces.web.visit import Visit
from interfaces.web.vocabulary import said, tone
from interfaces.web.web import Web

AT_ONCE = 25
Made = TypeVar("Made")
DECISIONS = 12
RESULTS = {True: N_("Adopté"), False: N_("Rejeté")}


def add(web: Web) -> None:
    """The pages, and the files."""
    web.page("/public", frameworks, enter=public)
    web.page("/public/{framework}", framework, enter=public, examples=_examples)
    web.page("/public/{framework}/decisions", decisions, enter=public, examples=_decisions)
    web.page("/public/{framework}/verifier", checking, enter=public, examples=_checking)
    web.file("/public/{framework}/subventions.csv", grants_file, enter=public)
    web.file("/public/{framework}/marches.json", contracts_file, enter=public)


def frameworks_of(parts: Parts) -> Sequence[Row]:
    """Every framework there is."""
    return parts.reading.page("frameworks", {}, limit=50, today=parts.clock.now().date()).items


def _examples(parts: Parts) -> Sequence[str]:
    return [f"/public/{one['id']}" for one in frameworks_of(parts)[:1]]


def _decisions(parts: Parts) -> Sequence[str]:
    return [f"{one}/decisions" for one in _examples(parts)]


def _checking(parts: Parts) -> Sequence[str]:
    return [f"{one}/verifier" for one in _examples(parts)]


def frameworks(visit: Visit) -> Response:
    """Every framework there is."""
    lines = [
        Line(str(one["name"]), f"/public/{one['id']}", (str(one["territory"] or ""),))
        for one in frameworks_of(visit.parts)
    ]
    empty = visit.say("Aucun cadre n’est encore établi.")
    section = Section(visit.say("Cadres de coopération"), lines=lines, empty=empty)
    return visit.page("pages/plain.html", title=visit.say("Ce qui est public"), sections=[section])


def home_of(visit: Visit) -> Row:
    """The framework of the address. Raises Unknown."""
    name = visit.path("framework")
    row = visit.parts.reading.one("frameworks", name, today=visit.today) if name.startswith("framework-") else None
    if row is None:
        raise Unknown(name)
    return row


def published_in(visit: Visit, home: Row) -> Published:
    """What is public in a framework."""
    return Published(visit.parts.reading, str(home["id"]), visit.today)


def framework(visit: Visit) -> Response:
    """The framework as anybody sees it."""
    home = home_of(visit)
    shown, path = published_in(visit, home), f"/public/{home['id']}"
    return visit.page(
        "pages/public.html",
        title=str(home["name"]),
        over=visit.say("Ce que chacun peut savoir"),
        lead=visit.say("Ce qui a été promis, par qui, pour combien, et ce qui en est résulté."),
        links=[Link(visit.say("Comment vérifier cette page"), f"{path}/verifier")],
        facts=[str(home["territory"] or ""), *_operator(visit, home)],
        progress=[
            (one, part(one.kept, one.total)) for one in _kept(visit, home, "progress", lambda: [*shown.progress()])
        ],
        sections=[_agreements_of(visit, shown, path)],
        side=[
            _kept(visit, home, "latest", lambda: _latest(visit, shown, path)),
            _evaluated(visit, shown),
            _files(visit, path),
        ],
        boards=_kept(visit, home, "boards", lambda: boards(visit, str(home["id"]))),
    )


def _kept(visit: Visit, home: Row, name: str, make: Callable[[], Made]) -> Made:
    """What is the same for everybody in one language, until something is recorded."""
    return as_known(visit, f"public {name} {visit.language}", make, str(home["id"]))


def _operator(visit: Visit, home: Row) -> Iterator[str]:
    held: Any = home["operator"]
    match held:
        case {"name": name}:
            yield f"{visit.say('porté par')} {name}"
        case _:
            return


def _agreements_of(visit: Visit, shown: Published, path: str) -> Section:
    asked = visit.query("etat")
    state = Stage(asked) if asked in SHOWN else Stage.IN_FORCE
    after = visit.query("apres")
    page = shown.agreements(state, AT_ONCE, after or None)
    state_words = said(visit.language)
    counts = [(one, shown.count(one)) for one in SHOWN]
    return Section(
        f"{visit.say('Conventions')} : {state_words(state, 'agreement.state').lower()}",
        lines=[_line(visit, one, path) for one in page.items],
        empty=visit.say("Aucune convention publique dans cet état."),
        links=[
            Link(f"{state_words(one, 'agreement.state')} ({count})", f"{path}?etat={one}")
            for one, count in counts
            if count and one != state
        ],
        pager=Pager(page.next, {"etat": str(state)}, after),
    )


def _line(visit: Visit, row: Row, path: str) -> Line:
    state = str(row["state"])
    badge = (said(visit.language)(state, "agreement.state"), tone(state))
    return Line(titled(visit, row), f"{path}/conventions/{row['id']}", (summary(visit, row),), badge)


def titled(visit: Visit, row: Row) -> str:
    """What an agreement is called."""
    return str(row["title"] or visit.say("Sans titre"))


def summary(visit: Visit, row: Row) -> str:
    """An agreement in one or two sentences."""
    values = {name: named(row[name]) or visit.say("une organisation inconnue") for name in ("payer", "beneficiary")}
    both = row["payer"] is not None and row["beneficiary"] is not None
    said_first = visit.say("Entre %(payer)s et %(beneficiary)s.", **values) if both else ""
    return " ".join(one for one in (said_first, _money(visit, row)) if one)


def _money(visit: Visit, row: Row) -> str:
    granted, paid = (formats.money(row[name], visit.language) for name in ("amount", "paid"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] — the list states them as sums
    if not granted:
        return ""
    if row["nature"] == "in_kind":
        return visit.say("Aide en nature valorisée à %(amount)s.", amount=granted)
    return visit.say("%(granted)s accordés, %(paid)s versés à ce jour.", granted=granted, paid=paid)


def named(value: Any) -> str:
    """What an organisation is called, as lists say it."""
    match value:
        case {"name": name}:
            return str(name or "")
        case _:
            return ""


def _latest(visit: Visit, shown: Published, path: str) -> Section:
    found = [one for meeting in shown.meetings() for one in shown.decisions(str(meeting["id"]))]
    return Section(
        visit.say("Dernières décisions"),
        lines=[decision_line(visit, one) for one in found[:DECISIONS]],
        empty=visit.say("Aucune décision publiée."),
        links=[Link(visit.say("Toutes les décisions et les procès-verbaux"), f"{path}/decisions")] if found else (),
    )


def decision_line(visit: Visit, row: Row) -> Line:
    """A decision on one line, without what only those inside may see."""
    votes = (
        visit.say("%(for)s pour, %(against)s contre", **{"for": row["in_favour"], "against": row["against"]})
        if row["in_favour"] is not None
        else ""
    )
    number = f"n° {row['reference']}" if row["reference"] else ""
    texts = " · ".join(one for one in (formats.day(str(row["on"]), visit.language), number, votes) if one)
    adopted = row["adopted"]
    badge = None if adopted is None else (visit.say(RESULTS[bool(adopted)]), "good" if adopted else "bad")
    return Line(str(row["title"]), "", (texts,), badge)


def _evaluated(visit: Visit, shown: Published) -> Section:
    return Section(
        visit.say("Évaluations publiées"),
        lines=[
            Line(
                str(one["title"] or ""),
                "",
                (visit.say("publiée le %(day)s", day=formats.day(str(one["published_on"]), visit.language)),),
                side="" if one["overall_score"] is None else formats.number(str(one["overall_score"]), visit.language),
            )
            for one in shown.evaluations()
        ],
        empty=visit.say("Aucune évaluation publiée."),
    )


def _files(visit: Visit, path: str) -> Section:
    name = path.removeprefix("/public/")
    feeds = (
        []
        if visit.parts.entry.keys_required
        else [
            Link(visit.say("Suivre par Atom"), f"/feeds/frameworks/{name}.atom"),
            Link(visit.say("Calendrier des séances"), f"/feeds/frameworks/{name}.ics"),
        ]
    )
    return Section(
        visit.say("Données ouvertes"),
        texts=[visit.say("Aux formats que la loi demande, sans inscription, réutilisables par tous.")],
        links=[
            Link(visit.say("Subventions (SCDL, CSV)"), f"{path}/subventions.csv", is_file=True),
            Link(visit.say("Marchés (DECP, JSON)"), f"{path}/marches.json", is_file=True),
            *feeds,
        ],
    )


def decisions(visit: Visit) -> Response:
    """What was decided, meeting by meeting."""
    home = home_of(visit)
    shown, path = published_in(visit, home), f"/public/{home['id']}"
    sections = [
        Section(
            str(one["title"]),
            texts=[_published_on(visit, one)],
            lines=[decision_line(visit, each) for each in shown.decisions(str(one["id"]))],
            empty=visit.say("Aucune décision à cette séance."),
        )
        for one in shown.meetings()
    ]
    empty = [Section(visit.say("Séances"), empty=visit.say("Aucune décision publiée."))]
    return visit.page(
        "pages/plain.html",
        trail=[(str(home["name"]), path), (visit.say("Décisions publiées"), "")],
        title=visit.say("Décisions publiées"),
        sections=sections or empty,
    )


def _published_on(visit: Visit, meeting: Row) -> str:
    listed, minutes = meeting["listed_on"], meeting["minutes_published_on"]
    told = (
        "" if listed is None else visit.say("Liste des décisions du %(day)s.", day=day_words(visit, listed)),
        "" if minutes is None else visit.say("Procès-verbal publié le %(day)s.", day=day_words(visit, minutes)),
    )
    return " ".join(one for one in told if one)


def day_words(visit: Visit, value: object) -> str:
    """A day as people write it."""
    return formats.day(value if isinstance(value, date) else str(value), visit.language)


def checking(visit: Visit) -> Response:
    """How anybody checks that nothing was withheld or altered."""
    home = home_of(visit)
    path = f"/public/{home['id']}"
    return visit.page(
        "pages/plain.html",
        trail=[(str(home["name"]), path), (visit.say("Comment vérifier"), "")],
        title=visit.say("Comment vérifier cette page"),
        lead=visit.say(
            "Le registre est scellé : changer un seul mot du passé changerait le sceau, et cela se verrait."
        ),
        sections=[seal(visit), _ways(visit)],
    )


def _ways(visit: Visit) -> Section:
    return Section(
        visit.say("Ce que vous pouvez faire"),
        lines=[
            Line(
                visit.say("Garder le sceau"),
                "/checkpoint" if is_sealed(visit) else "",
                (visit.say("Notez-le aujourd’hui ; dans un an, le registre devra encore commencer par lui."),),
            ),
            Line(
                visit.say("Recalculer"),
                "",
                (visit.say("La commande « palabre audit verify » recalcule tout sur votre ordinateur, sans ce site."),),
            ),
            Line(
                visit.say("Demander la preuve d’un événement"),
                "/preuve",
                (visit.say("Son numéro suffit : la preuve est vérifiée devant vous."),),
            ),
        ],
    )


def grants_file(visit: Visit) -> Response:
    """The grants as they are published: SCDL subventions."""
    home = home_of(visit)
    shown = published_in(visit, home)
    names = (name for state in SHOWN for name in _names(shown, state))
    written = visit.parts.grant_files.write(exporting.grants(visit.parts.execute.house.streams, names))
    return visit.file(written.published, "text/csv; charset=utf-8", "subventions.csv")


def _names(shown: Published, state: Stage) -> Iterator[str]:
    after: str | None = None
    while True:
        page = shown.agreements(state, 200, after)
        yield from (str(one["id"]) for one in page.items)
        after = page.next
        if after is None:
            return


def contracts_file(visit: Visit) -> Response:
    """The contracts as they are published: DECP."""
    home = home_of(visit)
    published, _ = to_publish(visit.parts.execute.house.streams, contract_names(visit.parts, str(home["id"])))
    return visit.file(visit.parts.procurement_files.write(published), "application/json", "marches.json")
