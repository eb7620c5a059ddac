"""The three fields of work as lists and sheets: contracts, support for enterprise, strategies, for those concerned."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from starlette.responses import Response

from application.facts import Unknown
from application.reading import Column, ColumnType, Row
from interfaces.parts import Parts
from interfaces.web import field_words, formats
from interfaces.web.called import Called
from interfaces.web.entry import signed_in
from interfaces.web.field_kinds import HIDDEN, KINDS, LEFT_OUT, MOST, NOT_TOLD, OFFICE, ROWS, TONES, Kind
from interfaces.web.language import N_
from interfaces.web.sections import Asking, Box, Line, Link, Pager, Section, cell, records, subject_path
from interfaces.web.visit import PAGE, Visit
from interfaces.web.web import Handler, Web


def add(web: Web) -> None:
    """A list and a sheet for each kind, and where they are all found."""
    web.page("/territoire", territory, enter=signed_in)
    web.in_menu(N_("Territoire"), "/territoire", 40, enter=signed_in)
    for kind in KINDS.values():
        web.page(kind.path, _listed(kind), enter=signed_in)
        web.page(f"{kind.path}/{{id}}", _sheet(kind), enter=signed_in, examples=_examples(kind))


def _examples(kind: Kind) -> Any:
    def examples(parts: Parts) -> Sequence[str]:
        rows = parts.reading.page(kind.listing, {}, limit=MOST, today=parts.clock.now().date()).items
        busiest = sorted(rows, key=lambda one: -int(str(one["version"])))
        return [f"{kind.path}/{one['id']}" for one in busiest[:1]]

    return examples


def territory(visit: Visit) -> Response:
    """Where everything of the territory is found."""
    lines = [
        Line(visit.say(one.title), one.path, (visit.say(one.lead),), side=_count(visit, one)) for one in KINDS.values()
    ]
    board = Line(
        visit.say("Tableau de bord du territoire"),
        "/tableau-de-bord",
        (visit.say("Les indicateurs, année après année."),),
    )
    strategies = Line(
        visit.say("Stratégies"), "/strategies", (visit.say("Ce que plusieurs veulent ensemble, et où ils en sont."),)
    )
    decisions = Line(
        visit.say("Décisions et avis"),
        "/decisions",
        (visit.say("Ce que les instances ont décidé, sous quelle règle."),),
    )
    home = visit.visitor.framework
    links = [Link(visit.say("La page publique du cadre"), f"/public/{home['id']}")] if home else []
    return visit.page(
        "pages/plain.html",
        title=visit.say("Le territoire"),
        links=links,
        sections=[Section(visit.say("Ce que l’on suit ici"), lines=[board, strategies, decisions, *lines])],
    )


def _count(visit: Visit, kind: Kind) -> str:
    home = visit.visitor.framework
    if home is None or not _sees_all(visit, kind):
        return ""
    return formats.number(
        visit.parts.reading.count(kind.listing, {"framework": str(home["id"])}, today=visit.today), visit.language
    )


def _sees_all(visit: Visit, kind: Kind) -> bool:
    return kind.seen_by is None or not kind.seen_by.isdisjoint(visit.visitor.roles)


def sees(visit: Visit, kind: Kind, row: Row) -> bool:
    """Whether the visitor sees an entry: all of it is theirs to see, or it names them or theirs."""
    if _sees_all(visit, kind):
        return True
    mine = {visit.visitor.person, *(str(one.organisation) for one in visit.visitor.powers)}
    return any(not mine.isdisjoint(_names(value)) for value in row.values())


def _names(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case {"id": id_}:
            yield str(id_)
        case [*several]:
            for one in several:
                yield from _names(one)
        case _:
            return


def _listed(kind: Kind) -> Handler:
    def listed(visit: Visit) -> Response:
        words = visit.query("q")
        page = visit.rows(kind.listing, PAGE, visit.query("apres"), text=words)
        rows = [one for one in page.items if sees(visit, kind, one)]
        return visit.page(
            "pages/plain.html",
            trail=[(visit.say("Le territoire"), "/territoire"), (visit.say(kind.title), "")],
            title=visit.say(kind.title),
            lead=visit.say(kind.lead),
            asking=Asking(
                kind.path,
                [Box("q", visit.say("Mots"), "search", words)],
                visit.say("Chercher"),
                visit.say("Chercher dans la liste"),
            ),
            sections=[
                Section(
                    visit.say("Liste"),
                    lines=[line(visit, kind.listing, one) for one in rows],
                    empty=visit.say("Rien ici pour l’instant, parmi ce que vous pouvez voir."),
                    pager=Pager(page.next, {"q": words} if words else {}, visit.query("apres")),
                )
            ],
        )

    return listed


def line(visit: Visit, listing: str, row: Row) -> Line:
    """An entry of a list on one line."""
    kind = KINDS.get(listing)
    columns = {one.name: one for one in visit.parts.reading.listings()[listing].columns}
    names = Called(visit)
    wanted = kind.told if kind else TOLD.get(listing, ())
    told = (
        f"{field_words.column(visit, name)} : {_said(visit, listing, columns[name], row.get(name), names)}"
        for name in wanted
        if row.get(name) not in (None, [], "")
    )
    state = row.get("state")
    badge = (field_words.value(visit, listing, "state", str(state)), TONES.get(str(state), "info")) if state else None
    title = str(row.get("title") or row.get("name") or visit.say("Sans titre"))
    return Line(
        title, subject_path(str(row["id"])) if kind or listing == "rankings" else "", (" · ".join(told),), badge
    )


TOLD: Mapping[str, Sequence[str]] = {
    "sessions": ("kind", "starts_on", "place"),
    "rankings": ("score", "requested", "granted"),
}


def _said(visit: Visit, listing: str, column: Column, value: Any, names: Called) -> str:
    if column.name in field_words.CHOSEN and isinstance(value, str):
        return field_words.value(visit, listing, column.name, value)
    if isinstance(value, dict) and "name" in value:
        return str(value["name"])  # pyright: ignore[reportUnknownArgumentType] — what lists say of an organisation
    return cell(visit, column, value, names)


def _sheet(kind: Kind) -> Handler:
    def sheet(visit: Visit) -> Response:
        row = visit.one(kind.listing, visit.path("id"))
        if not sees(visit, kind, row):
            raise Unknown(visit.path("id"))
        visit.show(str(row["id"]))
        title = str(row.get("title") or row.get("name") or visit.say("Sans titre"))
        state = row.get("state")
        return visit.page(
            "pages/field.html",
            trail=[(visit.say(kind.title), kind.path), (title, "")],
            title=title,
            over=visit.say(kind.title),
            facts=[field_words.value(visit, kind.listing, "state", str(state))] if state else [],
            clauses=[_clause(visit, one) for one in records(row, "clauses")],
            sections=[
                _facts(visit, kind, row),
                *_records(visit, kind, row),
                *_children(visit, kind, row),
                _irregular(visit, row),
            ],
        )

    return sheet


def _facts(visit: Visit, kind: Kind, row: Row) -> Section:
    names = Called(visit)
    columns = visit.parts.reading.listings()[kind.listing].columns
    pairs = [
        (field_words.column(visit, one.name), _told(visit, kind.listing, one, row[one.name], names))
        for one in columns
        if one.name in field_words.COLUMNS
        and one.name not in NOT_TOLD
        and one.type is not ColumnType.FLAG
        and row.get(one.name) not in (None, [], "")
    ]
    return Section(visit.say("L’essentiel"), pairs=pairs, empty=visit.say("Rien de plus n’est connu."))


def _told(visit: Visit, listing: str, column: Column, value: Any, names: Called) -> str:
    if column.name in field_words.CHOSEN and isinstance(value, str):
        return field_words.value(visit, listing, column.name, value)
    return cell(visit, column, value, names)


def _irregular(visit: Visit, row: Row) -> Section:
    count = int(str(row.get("irregularities_open") or 0))
    texts = [visit.say_many("%(count)s irrégularité ouverte.", "%(count)s irrégularités ouvertes.", count)]
    history = Link(visit.say("Pourquoi ?"), f"/pourquoi?objet={row['id']}")
    journal = Link(visit.say("Journal"), f"/journal?de={row['id']}")
    reads = not OFFICE.isdisjoint(visit.visitor.roles)
    return Section(visit.say("Contrôle"), texts=texts, links=[history, journal] if reads else ())


def _records(visit: Visit, kind: Kind, row: Row) -> Iterator[Section]:
    names = Called(visit)
    for name, heading in kind.records.items():
        several = records(row, name)
        keys = [key for key in dict.fromkeys(key for one in several for key in one) if _shows(name, key, several)]
        yield Section(
            visit.say(heading),
            columns=[(key, field_words.column(visit, key, kind.listing), _side(several, key)) for key in keys],
            rows=[
                {key: _record(visit, kind.listing, key, one.get(key), names) for key in keys} for one in several[:ROWS]
            ],
            empty=visit.say("Rien pour l’instant."),
        )


def _shows(name: str, key: str, several: Sequence[Mapping[str, Any]]) -> bool:
    told = key in field_words.COLUMNS and key not in HIDDEN and key not in LEFT_OUT.get(name, ())
    return told and any(one.get(key) not in (None, "", []) for one in several)


def _side(several: Sequence[Mapping[str, Any]], key: str) -> str:
    return "amount" if any(isinstance(one.get(key), dict) and "amount" in one[key] for one in several) else ""


def _record(visit: Visit, listing: str, key: str, value: Any, names: Called) -> str:
    """A value inside an entry: its type shows in its form."""
    match value:
        case None | "":
            return ""
        case bool():
            return visit.say("oui") if value else visit.say("non")
        case {"amount": _}:
            return formats.money(cast("Mapping[str, Any]", value), visit.language)
        case str() if key in field_words.CHOSEN:
            return field_words.value(visit, listing, key, value)
        case str() if len(value) == 10 and value[4] == value[7] == "-":
            return formats.day(value, visit.language, "short")
        case str() if value.replace(".", "", 1).removeprefix("-").isdigit() and key not in {"reference", "act"}:
            return formats.number(value, visit.language)
        case _:
            return cell(visit, Column(name=key, type=ColumnType.RECORDS, description=""), value, names)


def _clause(visit: Visit, one: Mapping[str, Any]) -> dict[str, Any]:
    """A clause with what was done of it."""
    reached = None if one["attained"] is None else min(100, round(float(one["attained"]) * 100))
    done, target = (formats.number(one[name], visit.language) for name in ("performed", "target"))
    unit = str(one["unit"] or "")
    words = visit.say("%(done)s sur %(target)s %(unit)s", done=done or "0", target=target, unit=unit) if target else ""
    due = "" if one["due"] is None else visit.say("pour le %(day)s", day=formats.day(one["due"], visit.language))
    return {
        "text": one["text"],
        "kind": field_words.value(visit, "contracts", "kind", str(one["kind"])),
        "lot": one["lot"],
        "percent": reached or 0,
        "words": words,
        "due": due,
        "seen": one["performed"] is not None,
        "met": one["met"],
        "commitment": one["commitment"],
    }


def _children(visit: Visit, kind: Kind, row: Row) -> Iterator[Section]:
    for listing, name, heading in kind.children:
        over = KINDS["applications"] if listing == "rankings" else KINDS.get(listing)
        page = visit.rows(listing, ROWS, None, **{name: row["id"]})
        rows = [one for one in page.items if over is None or sees(visit, over, one)]
        yield Section(
            visit.say(heading),
            lines=[line(visit, listing, one) for one in rows],
            empty=visit.say("Rien pour l’instant."),
        )
