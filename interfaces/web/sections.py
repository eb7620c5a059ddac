"""What plain pages are made of: headings with facts, lines and tables under them, and values of any kind in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from markupsafe import Markup

from application.reading import Column, ColumnType, Row
from interfaces.web import formats
from interfaces.web.called import Called, path_of
from interfaces.web.language import N_
from interfaces.web.visit import Visit

Pairs = Sequence[tuple[str, object]]
Columns = Sequence[tuple[str, str, str]]
"""Key, heading, and "amount" for what stands to the right."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something listed: its name, where it leads, what is said of it, and a badge (words and tone)."""

    title: str
    path: str = ""
    texts: Sequence[str] = ()
    badge: tuple[str, str] | None = None
    side: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere to go, or a file to take."""

    label: str
    path: str
    is_file: bool = False
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Banner:
    """One sentence that must not be overlooked."""

    words: str
    tone: str = "info"


@dataclass(frozen=True, slots=True)
class Pager:
    """Where the list goes on."""

    next: str | None
    query: Mapping[str, str]
    after: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and whatever stands under it; `empty` is said where nothing does."""

    title: str
    banners: Sequence[Banner] = ()
    texts: Sequence[str] = ()
    pairs: Pairs = ()
    lines: Sequence[Line] = ()
    columns: Columns = ()
    rows: Sequence[Mapping[str, object]] = ()
    foot: Mapping[str, object] | None = None
    digests: Pairs = ()
    links: Sequence[Link] = ()
    pager: Pager | None = None
    empty: str = ""
    help: str = ""
    folded: str = ""
    """Words to open it by, where it stays closed at first."""


@dataclass(frozen=True, slots=True)
class Box:
    """A question of a filter form: `kind` is search, text, date or select."""

    name: str
    label: str
    kind: str = "text"
    value: str = ""
    options: Sequence[tuple[str, str]] = ()
    hint: str = ""
    blank: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """A form that only asks: it is sent by GET, and changes nothing."""

    path: str
    boxes: Sequence[Box]
    button: str
    label: str
    hidden: Mapping[str, str] = field(default_factory=dict[str, str])
    clear: str = ""


def link(text: object, path: str) -> Markup:
    """A link in a cell of a table; the text alone where it leads nowhere."""
    return Markup('<a href="{}">{}</a>').format(path, text) if path else Markup("{}").format(text)


def subject_path(stream: str) -> str:
    """The page of anything that has one."""
    return PATHS.get(stream.partition("-")[0], "") % stream if stream.partition("-")[0] in PATHS else path_of(stream)


PATHS: Mapping[str, str] = {
    "contract": "/marches/%s",
    "programme": "/dispositifs/%s",
    "call": "/appels/%s",
    "application": "/candidatures/%s",
    "project": "/projets/%s",
    "loan": "/prets/%s",
    "strategy": "/strategies/%s",
    "procurement_plan": "/achats-responsables/%s",
    "cluster": "/poles/%s",
    "procedure": "/procedures/%s",
    "case": "/parcours/%s",
}
"""Pages beside those that `called` knows."""
KINDS: Mapping[str, str] = {
    "agreement": N_("Conventions"),
    "commitment": N_("Engagements"),
    "committee": N_("Comités"),
    "evaluation": N_("Évaluations"),
    "framework": N_("Cadres de coopération"),
    "meeting": N_("Séances"),
    "organisation": N_("Organisations"),
    "programme": N_("Dispositifs"),
    "call": N_("Appels à candidatures"),
    "application": N_("Candidatures"),
    "project": N_("Projets accompagnés"),
    "session": N_("Formations et rendez-vous"),
    "loan": N_("Prêts"),
    "contract": N_("Marchés"),
    "procurement_plan": N_("Schémas d’achats responsables"),
    "strategy": N_("Stratégies"),
    "procedure": N_("Procédures"),
    "case": N_("Parcours"),
    "cluster": N_("Pôles territoriaux"),
    "mandate": N_("Habilitations"),
    "person": N_("Personnes"),
    "installation": N_("Installation"),
    "irregularity": N_("Irrégularités"),
    "key": N_("Clés"),
    "access": N_("Accès"),
    "statement": N_("Relevés de versements"),
    "import": N_("Reprises de données"),
    "attachment": N_("Pièces"),
}
"""What kinds of things there are, several of each."""


def kind_words(visit: Visit, kind: str) -> str:
    """The plural of a kind in the visitor's language."""
    return visit.say(KINDS[kind]) if kind in KINDS else kind.replace("_", " ")


def cell(visit: Visit, column: Column, value: Any, names: Called) -> str:
    """The value of a column as people read it; nothing for what is unknown."""
    if value is None or value == []:
        return ""
    match column.type:
        case ColumnType.MONEY:
            return formats.money(value, visit.language)
        case ColumnType.DAY:
            return formats.day(str(value), visit.language)
        case ColumnType.INSTANT:
            return formats.moment(str(value), visit.language, visit.visitor.zone)
        case ColumnType.FLAG:
            return visit.say("oui") if value else visit.say("non")
        case ColumnType.NUMBER | ColumnType.DECIMAL:
            return formats.number(value, visit.language)
        case _:
            return _named(value, names)


def _named(value: Any, names: Called) -> str:
    match value:
        case {"name": name, "id": id_}:
            return link(name or id_, subject_path(str(id_)))
        case dict():
            known = cast("Row", value)
            return ", ".join(_named(one, names) for one in known.values() if one is not None)
        case list():
            several = cast("list[object]", value)
            return Markup(", ").join(_named(one, names) for one in several)
        case str():
            called = names.get(value)
            return link(called, subject_path(value)) if called else value
        case _:
            return str(value)


def records(row: Row, name: str) -> Sequence[Mapping[str, Any]]:
    """The records that an entry holds under a name."""
    held: Any = row.get(name)
    return [] if held is None else [one for one in held if hasattr(one, "items")]
