"""What every event is called and says, for whoever connects another system; and where connecting begins."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from starlette.responses import Response

from application.facts import Unknown
from domain.mandate import Role
from interfaces.parts import Parts
from interfaces.schemas import published, published_names
from interfaces.telling.history import event_title
from interfaces.web.deeds.labels import LABELS
from interfaces.web.entry import bearing
from interfaces.web.inquiry import PLACES
from interfaces.web.language import N_
from interfaces.web.sections import KINDS, Asking, Box, Line, Link, Section, kind_words
from interfaces.web.visit import Visit
from interfaces.web.web import Web

connecting = bearing(Role.ADMINISTRATOR, Role.INTEGRATOR, Role.AUDITOR)
DOORS = (
    (N_("Journal"), "/journal", N_("Chaque événement, par nom, auteur, dossier ou date.")),
    (N_("Webhooks"), "/webhooks", N_("Prévenir un autre logiciel de chaque fait, signé et dans l’ordre.")),
    (N_("Clés des programmes"), "/cles", N_("Qui entre par programme, et jusqu’où.")),
    (N_("Schémas des événements"), "/schemas", N_("Ce que chaque événement dit, champ par champ.")),
    (N_("Documentation de l’API"), "/docs", N_("Toutes les commandes et toutes les lectures, à essayer.")),
)


def add(web: Web) -> None:
    """The pages, and their entry of the menu."""
    web.page("/donnees", doors, enter=bearing(Role.ADMINISTRATOR, Role.INTEGRATOR), seen_by="integrator")
    web.page("/schemas", listed, enter=connecting, seen_by="integrator")
    web.page("/schemas/evenement/{name}", schema, enter=connecting, examples=_examples, seen_by="integrator")
    web.in_menu(N_("Données"), "/donnees", 70, enter=bearing(Role.ADMINISTRATOR, Role.INTEGRATOR))


def _examples(_parts: Parts) -> Sequence[str]:
    return ["/schemas/evenement/agreement.signed.v1"]


def doors(visit: Visit) -> Response:
    """Where connecting begins."""
    lines = [Line(visit.say(label), path, (visit.say(words),)) for label, path, words in DOORS]
    home = visit.visitor.framework
    files = [Link(visit.say("Données ouvertes du cadre"), f"/public/{home['id']}")] if home else []
    return visit.page(
        "pages/plain.html",
        title=visit.say("Données"),
        lead=visit.say("Relier Palabre à un logiciel de finances, à un portail ouvert, à un tableur."),
        sections=[Section(visit.say("Par où entrer"), lines=lines, links=files)],
    )


def listed(visit: Visit) -> Response:
    """Every event in words, by noun."""
    words = visit.query("q").lower()
    several = [(name, event_title(name.rpartition(".v")[0], visit.language)) for name in published_names()]
    found = [(name, title) for name, title in several if words in f"{name} {title}".lower()]
    asking = Asking(
        "/schemas",
        [Box("q", visit.say("Mots"), "search", visit.query("q"))],
        visit.say("Chercher"),
        visit.say("Chercher un événement"),
    )
    empty = Section(visit.say("Résultats"), empty=visit.say("Aucun événement ne porte ces mots."))
    return visit.page(
        "pages/plain.html",
        trail=[(visit.say("Données"), "/donnees"), (visit.say("Schémas des événements"), "")],
        title=visit.say("Schémas des événements"),
        facts=[visit.say_many("%(count)s événement", "%(count)s événements", len(found))],
        asking=asking,
        sections=list(_by_noun(visit, found)) or [empty],
    )


def _by_noun(visit: Visit, found: Sequence[tuple[str, str]]) -> Iterator[Section]:
    for noun in dict.fromkeys(name.partition(".")[0] for name, _ in found):
        lines = [
            Line(title[:1].upper() + title[1:], f"/schemas/evenement/{name}", (name,))
            for name, title in found
            if name.startswith(f"{noun}.")
        ]
        title = kind_words(visit, noun) if noun in KINDS else noun
        few = len(found) < len(lines) + 1
        yield Section(
            title,
            lines=lines,
            folded="" if few else visit.say_many("%(count)s événement", "%(count)s événements", len(lines)),
        )


def schema(visit: Visit) -> Response:
    """What one event says."""
    name = visit.path("name")
    known = published(name) if name.replace(".", "").replace("-", "").isalnum() else None
    if known is None:
        raise Unknown(name)
    title = event_title(name.rpartition(".v")[0], visit.language)
    noun, _, rest = name.partition(".")
    version = rest.rpartition(".v")[2]
    return visit.page(
        "pages/schema.html",
        trail=[(visit.say("Données"), "/donnees"), (visit.say("Schémas des événements"), "/schemas"), (name, "")],
        title=title[:1].upper() + title[1:],
        over=name,
        links=[
            Link(visit.say("Schéma JSON"), f"/schemas/{noun}.{rest.rpartition('.v')[0]}/{version}"),
            Link(visit.say("Ceux du registre"), f"/journal?nom={name.rpartition('.v')[0]}"),
        ],
        sections=[_fields(visit, known["schema"])],
        example=known.get("example"),
    )


def _fields(visit: Visit, made: Mapping[str, Any]) -> Section:
    required = cast("Sequence[str]", made.get("required", ()))
    rows = [
        {
            "field": name,
            "words": visit.say(PLACES.get(name) or LABELS[name]) if name in PLACES or name in LABELS else "",
            "type": _type(one),
            "needed": visit.say("oui") if name in required else "",
        }
        for name, one in made.get("properties", {}).items()
    ]
    return Section(
        visit.say("Ce qu’il dit"),
        columns=[
            ("field", visit.say("Champ"), ""),
            ("words", visit.say("En mots"), ""),
            ("type", visit.say("Type"), ""),
            ("needed", visit.say("Toujours là"), ""),
        ],
        rows=rows,
        empty=visit.say("Rien de plus que son nom."),
    )


def _type(one: Mapping[str, Any]) -> str:
    if "$ref" in one:
        return str(one["$ref"]).rpartition("/")[2]
    several = one.get("anyOf") or one.get("oneOf")
    if several:
        return " | ".join(_type(each) for each in several)
    kind = str(one.get("format") or one.get("type") or "")
    return f"{kind}[]".replace("array", _type(one.get("items", {}))) if kind == "array" else kind
