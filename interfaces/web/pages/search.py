"""Words looked for in everything that one may see."""

from collections.abc import Iterator, Sequence
from typing import Any

from starlette.responses import Response

from interfaces.parts import Parts
from interfaces.web.entry import signed_in
from interfaces.web.inquiry import found
from interfaces.web.sections import KINDS, Asking, Box, Line, Section, kind_words, subject_path
from interfaces.web.visit import Visit
from interfaces.web.web import Web

MOST = 200
SHOWN = 25


def add(web: Web) -> None:
    """The page."""
    web.page("/recherche", search, enter=signed_in, examples=_examples)


def _examples(_parts: Parts) -> Sequence[str]:
    return ["/recherche", "/recherche?q=vallonne", "/recherche?q=introuvable"]


def search(visit: Visit) -> Response:
    """What was found, by kind."""
    words = visit.query("q")
    hits = found(visit, words, MOST)
    none = Section(
        visit.say("Résultats"),
        empty=visit.say("Rien ne porte ces mots, parmi ce que vous pouvez voir."),
        help=visit.say("Essayez un mot de moins, ou un autre."),
    )
    return visit.page(
        "pages/plain.html",
        title=visit.say("Recherche"),
        facts=[visit.say_many("%(count)s résultat", "%(count)s résultats", len(hits))] if words else [],
        asking=Asking(
            "/recherche",
            [Box("q", visit.say("Mots"), "search", words)],
            visit.say("Chercher"),
            visit.say("Chercher partout"),
        ),
        sections=list(_grouped(visit, hits)) or ([none] if words else []),
    )


def _grouped(visit: Visit, hits: Sequence[Any]) -> Iterator[Section]:
    for kind in sorted({one.kind for one in hits}, key=lambda one: [*KINDS].index(one) if one in KINDS else len(KINDS)):
        mine = [one for one in hits if one.kind == kind]
        lines = [Line(one.title or visit.say("Sans titre"), subject_path(one.id)) for one in mine[:SHOWN]]
        more = len(mine) - SHOWN
        texts = [visit.say("Et %(count)s autres : précisez vos mots.", count=more)] if more > 0 else []
        yield Section(f"{kind_words(visit, kind)} ({len(mine)})", lines=lines, texts=texts)
