"""What if the rule had been another: past decisions and cases judged again under a draft; nothing is recorded."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

import yaml
from starlette.responses import Response

from application.facts import Unknown
from application.gate import review
from application.history.under_draft import Turn, Under, UnderDraft
from application.history.what_if import WhatIf, current_bylaws, what_if
from domain.bylaws import Bylaws
from domain.committee import BylawsUnsound
from domain.procedure.conformance import SAID
from interfaces.drafts import DraftUnreadable, read_draft
from interfaces.parts import Parts
from interfaces.sentences import sentence
from interfaces.telling.history import what_if_row
from interfaces.telling.trail import trail
from interfaces.web import formats
from interfaces.web.called import Called
from interfaces.web.forms import Wrong
from interfaces.web.inquiry import home_of, inquiring, subject_of
from interfaces.web.language import N_
from interfaces.web.pages.drafts import text_sent
from interfaces.web.sections import Banner, Line, Section, link
from interfaces.web.visit import Visit
from interfaces.web.web import Web

MOST = 200
TURNS = {
    Turn.LATE: N_("faite à temps, elle aurait été en retard"),
    Turn.IN_TIME: N_("faite en retard, elle aurait été à temps"),
    Turn.LAPSED: N_("le temps aurait passé avant que l’on agisse"),
}


def add(web: Web) -> None:
    """The page, and what is asked of it. It is a form because a draft is long; nothing is written."""
    web.page("/si", page, enter=inquiring, examples=_examples, seen_by="auditor")
    web.deed("/si", judged, enter=inquiring)


def _examples(parts: Parts) -> Sequence[str]:
    rows = parts.reading.page("committees", {}, limit=1, today=parts.clock.now().date()).items
    return ["/si", *(f"/si?comite={one['id']}" for one in rows)]


def page(visit: Visit, wrong: Sequence[Wrong] = (), status: int = 200, sections: Sequence[Section] = ()) -> Response:
    """The form, begun with the bylaws in force of a committee."""
    committees = [(str(one["id"]), str(one["name"])) for one in visit.rows("committees", MOST).items]
    chosen = visit.query("comite") or visit.sent["comite"]
    if chosen and chosen not in dict(committees):
        raise Unknown(chosen)
    return visit.page(
        "pages/what_if.html",
        status,
        wrong=wrong,
        committees=committees,
        chosen=chosen,
        begun=_begun(visit, chosen) if chosen else "",
        sections=sections,
    )


def _begun(visit: Visit, committee: str) -> str:
    found = current_bylaws(trail(visit.parts), committee, visit.today)
    if found is None:
        return ""
    plain = {"bylaws": in_order(visit.parts.encoder.plain(found))}
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False)


def in_order(value: Any) -> Any:
    """The same with every set in the order of its words: two drafts differ only where they differ."""
    if isinstance(value, dict):
        pairs = cast("dict[str, Any]", value)
        return {name: in_order(each) for name, each in pairs.items()}
    return sorted(cast("list[str]", value)) if isinstance(value, list) else value


def judged(visit: Visit) -> Response:
    """What would have come of it."""
    text = text_sent(visit)
    if not text:
        return page(visit, [Wrong("texte", visit.say("Collez un projet, ou choisissez un fichier."))], 422)
    if visit.sent["quoi"] == "procedure":
        return _of_cases(visit, text)
    try:
        found = what_if(trail(visit.parts), _read(text), home_of(visit), _committee(visit))
    except DraftUnreadable as error:
        return page(visit, [Wrong("texte", f"{one['field']} : {one['message']}") for one in error.found], 422)
    except BylawsUnsound as refusal:
        return page(visit, [Wrong("texte", f"{sentence('bylaws-unsound', visit.language)} ({refusal})")], 422)
    return page(visit, sections=[_told(visit, found)])


def _committee(visit: Visit) -> str | None:
    chosen = visit.sent["comite"]
    if not chosen:
        return None
    visit.one("committees", chosen)
    return chosen


def _read(text: str) -> Bylaws:
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise DraftUnreadable([{"field": "YAML", "message": str(error)}]) from error
    if not isinstance(raw, dict):
        raise DraftUnreadable([{"field": "bylaws", "message": "bylaws:"}])
    stated = cast("dict[str, Any]", raw)
    return read_draft(stated if "bylaws" in stated else {"bylaws": stated})


def _told(visit: Visit, found: WhatIf) -> Section:
    names = Called(visit)
    counted = visit.say(
        "%(judged)s décisions rejugées sous « %(bylaws)s » : %(flipped)s basculent ; %(others)s sans règlement connu.",
        judged=found.judged,
        bylaws=found.bylaws,
        flipped=found.flipped,
        others=found.not_judged,
    )
    rows = [
        what_if_row(one, visit.language, names) | {"title": link(one.title or names.get(one.id), _path(one.id))}
        for one in found.decisions
        if one.flips
    ]
    return Section(
        visit.say("Ce qui aurait basculé"),
        banners=[_nothing_written(visit)],
        texts=[counted],
        columns=[
            ("title", visit.say("Décision"), ""),
            ("on", visit.say("Le"), ""),
            ("flips", visit.say("Ce qui bascule"), ""),
            ("before", visit.say("Tel que jugé"), ""),
            ("after", visit.say("Sous le projet"), ""),
        ],
        rows=rows[:MOST],
        empty=visit.say("Aucune décision n’aurait basculé."),
    )


def _path(decision: str) -> str:
    return f"/decisions/{decision}" if "/" in decision else f"/seances/{decision}"


def _nothing_written(visit: Visit) -> Banner:
    return Banner(visit.say("Rien n’a été enregistré : c’est une question, pas un acte."), "info")


def _of_cases(visit: Visit, text: str) -> Response:
    verdict = review(visit.parts.tools, text)
    if verdict.procedure is None or not verdict.passes:
        return page(visit, [Wrong("texte", one) for one in verdict.lines("", visit.language)[:20]], 422)
    found = list(UnderDraft(visit.parts.changing, visit.parts.tools).cases(verdict.procedure, home_of(visit)))
    names = Called(visit)
    lines = [line for one in found if one.turns for line in _turned(visit, one, names)]
    section = Section(
        visit.say("Ce qui aurait tourné autrement"),
        banners=[_nothing_written(visit)],
        texts=[visit.say_many("%(count)s parcours rejoué", "%(count)s parcours rejoués", len(found))],
        lines=lines[:MOST],
        empty=visit.say("Aucun parcours n’aurait tourné autrement."),
    )
    return page(visit, sections=[section])


def _turned(visit: Visit, one: Under, names: Called) -> Iterator[Line]:
    title, _ = subject_of(visit, one.subject, names)
    left = one.conformance.departure
    if left is not None:
        words = SAID[left.misfit]
        stood = ", ".join(sorted(left.standing.active)) if left.standing is not None else ""
        yield Line(title, f"/parcours/{one.case}", (words.fr if visit.language == "fr" else words.en, stood))
    for each in one.deadlines:
        due = formats.day(each.due_under_draft, visit.language)
        yield Line(
            title, f"/parcours/{one.case}", (f"{each.step} / {each.name}", f"{visit.say(TURNS[each.turn])} ({due})")
        )
