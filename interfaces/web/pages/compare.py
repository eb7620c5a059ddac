"""What changed between two dates, and why a value is what it is, of anything there is."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from starlette.responses import Response

from application.facts import Unknown
from application.history.diff import Axis, Difference, MomentsReversed, compare
from application.history.paths import NoSuchField, leaves
from application.history.why import why
from interfaces.parts import Parts
from interfaces.sentences import sentence
from interfaces.telling.history import difference_rows
from interfaces.telling.trail import trail
from interfaces.telling.values import told
from interfaces.web.called import Called
from interfaces.web.causes import cause
from interfaces.web.inquiry import choices, inquiring, is_stream, place_words, state_of, subject_box, subject_of
from interfaces.web.language import N_
from interfaces.web.sections import Asking, Banner, Box, Line, Section
from interfaces.web.visit import Visit
from interfaces.web.web import Web
from interfaces.words.history import GAPS, said

AXES = (
    (Axis.EFFECTIVE, N_("Ce qui valait ces jours-là")),
    (Axis.RECORDED, N_("Ce que l’on savait ces jours-là")),
)
MOST = 300
YEAR = timedelta(days=365)
LONGEST = 160


def add(web: Web) -> None:
    """The pages."""
    web.page("/comparer", page, enter=inquiring, examples=_examples("comparer"), seen_by="auditor")
    web.page("/pourquoi", reasons, enter=inquiring, examples=_examples("pourquoi"), seen_by="auditor")


def _examples(name: str) -> Any:
    def examples(parts: Parts) -> Sequence[str]:
        rows = parts.reading.page("agreements", {}, limit=200, today=parts.clock.now().date()).items
        busiest = max(rows, key=lambda one: int(str(one["version"])))
        more = "&du=2025-03-01&au=2026-11-01" if name == "comparer" else "&champ=amounts"
        return [f"/{name}", f"/{name}?objet={busiest['id']}{more}"]

    return examples


def page(visit: Visit) -> Response:
    """Two dates of something."""
    asked, names = visit.query("objet"), Called(visit)
    since, until = visit.day_asked("du") or visit.today - YEAR, visit.day_asked("au") or visit.today
    axis = Axis(visit.query("axe")) if visit.query("axe") in set(Axis) else Axis.EFFECTIVE
    boxes = [
        subject_box(visit, asked),
        Box("du", visit.say("Du"), "date", since.isoformat()),
        Box("au", visit.say("Au"), "date", until.isoformat()),
        Box(
            "axe",
            visit.say("Quelle question ?"),
            "select",
            str(axis),
            [(str(one), visit.say(words)) for one, words in AXES],
        ),
    ]
    return visit.page(
        "pages/plain.html",
        trail=[(visit.say("Vérifier"), "/verifier"), (visit.say("Comparer"), "")],
        title=visit.say("Comparer deux dates"),
        asking=Asking("/comparer", boxes, visit.say("Comparer"), visit.say("Comparer deux dates")),
        sections=list(_compared(visit, asked, (since, until), axis, names)),
    )


def _compared(visit: Visit, asked: str, days: tuple[date, date], axis: Axis, names: Called) -> Iterator[Section]:
    if not is_stream(visit, asked):
        yield from _meant(visit, asked, "/comparer")
        return
    state_of(visit, asked)
    title, _ = subject_of(visit, asked, names)
    try:
        found = compare(visit.parts.replay, asked, *days, axis)
    except MomentsReversed:
        yield Section(title, banners=[Banner(sentence("moments-reversed", visit.language), "warn")])
        return
    visit.parts.book.read(visit.visitor.person or "unnamed", found.values())
    yield _difference(visit, title, found, names)


def _meant(visit: Visit, asked: str, path: str) -> Iterator[Section]:
    if asked:
        yield Section(
            visit.say("De quoi s’agit-il ?"),
            lines=choices(visit, asked, path),
            empty=visit.say("Rien ne porte ces mots, parmi ce que vous pouvez voir."),
        )


def _difference(visit: Visit, title: str, found: Difference, names: Called) -> Section:
    notes = [visit.say("Ce dossier n’existait pas encore à la première date.")] if found.version_before == 0 else []
    rows = [
        {name: _short(value) for name, value in row.items()} | {"field": place_words(visit, one.field, names)}
        for row, one in zip(difference_rows(found, visit.language, names), found.changes, strict=True)
    ]
    return Section(
        title,
        texts=notes,
        columns=[
            ("field", visit.say("Champ"), ""),
            ("what", visit.say("Changement"), ""),
            ("before", visit.say("Avant"), ""),
            ("after", visit.say("Après"), ""),
            ("by", visit.say("Écart"), "amount"),
        ],
        rows=rows[:MOST],
        empty=visit.say("Rien n’a changé entre ces deux dates."),
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def reasons(visit: Visit) -> Response:
    """Why a value is what it is."""
    asked, field, names = visit.query("objet"), visit.query("champ"), Called(visit)
    boxes = [subject_box(visit, asked), Box("champ", visit.say("Quelle valeur ?"), "text", field, hint="amounts")]
    found = _why(visit, asked, field, names) if is_stream(visit, asked) else None
    sections = list(_meant(visit, asked, "/pourquoi")) if found is None else _values(visit, asked, names)
    return visit.page(
        "pages/reasons.html",
        trail=[(visit.say("Vérifier"), "/verifier"), (visit.say("Pourquoi ?"), "")],
        title=visit.say("Pourquoi ?"),
        asking=Asking("/pourquoi", boxes, visit.say("Demander pourquoi"), visit.say("Demander pourquoi")),
        found=found,
        sections=sections,
    )


def _why(visit: Visit, stream: str, field: str, names: Called) -> dict[str, Any]:
    title, path = subject_of(visit, stream, names)
    answer = {"title": title, "path": path, "stream": stream, "place": "", "unknown": False}
    state = state_of(visit, stream)
    place = field or ("amounts" if "amounts" in state else "")
    if not place:
        return answer
    try:
        given = why(trail(visit.parts), stream, place)
    except (NoSuchField, Unknown):
        return answer | {"unknown": bool(field)}
    return answer | {
        "place": place_words(visit, place, names),
        "value": told(given.value, visit.language, names),
        "settings": [
            (told(one.value, visit.language, names), cause(visit, one.chain, names)) for one in given.settings
        ],
        "broken": [said(GAPS, one, visit.language) for one in given.broken],
        "more": given.not_followed,
    }


def _values(visit: Visit, stream: str, names: Called) -> list[Section]:
    """Every value of it, each leading to its reasons."""
    places = list(leaves(state_of(visit, stream)))[:MOST]
    lines = [
        Line(
            place_words(visit, place, names),
            f"/pourquoi?objet={stream}&champ={place}",
            (_short(told(value, visit.language, names)),),
        )
        for place, value in places
    ]
    return [Section(visit.say("Toutes ses valeurs"), lines=lines, folded=visit.say("Choisir une autre valeur"))]
