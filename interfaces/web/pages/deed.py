"""Any deed about any subject: fill in, see what it would lead to, then record it; or correct what was typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from application.execute import Done
from application.facts import Unknown
from interfaces.parts import Parts
from interfaces.web.acting import act
from interfaces.web.deeds.boxes import Box, Maker
from interfaces.web.deeds.choices import Choices
from interfaces.web.deeds.foreseeing import foreseen
from interfaces.web.deeds.offers import TITLES, allowed
from interfaces.web.deeds.reading import read
from interfaces.web.entry import signed_in
from interfaces.web.error_pages import Forbidden
from interfaces.web.formats import day
from interfaces.web.forms import Wrong
from interfaces.web.uploads import Unfit, carried, taken
from interfaces.web.visit import Visit
from interfaces.web.web import Web

HOMES = {"agreement": "/conventions", "commitment": "/engagements", "evaluation": "/evaluations"}
LISTS = {"agreement": "agreements", "commitment": "commitments", "evaluation": "evaluations"}


def add(web: Web) -> None:
    """The form, the preview, the way back to the form, and the deed."""
    web.page("/faire/{on}/{command}", form, enter=signed_in, examples=_examples)
    web.deed("/faire/{on}/{command}/apercu", preview, enter=signed_in)
    web.deed("/faire/{on}/{command}/modifier", form, enter=signed_in)
    web.deed("/faire/{on}/{command}", record, enter=signed_in)


def _examples(parts: Parts) -> Sequence[str]:
    rows = parts.reading.page("agreements", {"state": "in_force"}, limit=1, today=parts.clock.now().date()).items
    several = ("draft-amendment", "give-notice", "record-act", "set-schedule")
    return [f"/faire/{rows[0]['id']}/{one}" for one in several]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a deed is about: the stream (None begins one), its state, and the deed itself."""

    on: str
    stream: str | None
    command: str
    kind: type
    state: Any
    version: int | None


def subject(visit: Visit) -> Subject:
    """The subject of the address. Raises Unknown, Forbidden."""
    on, name = visit.path("on"), visit.path("command")
    noun = visit.parts.nouns.get(on.partition("-")[0])
    kind = None if noun is None else noun.command(name)
    if noun is None or kind is None or f"{noun.kind}.{name}" not in TITLES:
        raise Unknown(on)
    stream = on if "-" in on else None
    if (stream is None) is not (kind in noun.creators):
        raise Unknown(on)
    state = _state(visit, stream, noun.decider.initial)
    if not allowed(visit, f"{noun.kind}.{name}", stream or noun.kind, state):
        raise Forbidden
    version = None if stream is None else visit.parts.log.version(stream)
    return Subject(on, stream, f"{noun.kind}.{name}", kind, state, version)


def _state(visit: Visit, stream: str | None, initial: Any) -> Any:
    if stream is None:
        return initial
    visit.show(stream)
    return visit.parts.execute.house.streams.folded(stream).state


def boxes_of(visit: Visit, about: Subject) -> list[Box]:
    """What the form asks for."""
    return Maker(about.command, Choices(visit, about.on, about.state)).boxes(about.kind)


def form(visit: Visit, wrong: Sequence[Wrong] = (), status: int = 200, about: Subject | None = None) -> Response:
    """The form, with what was typed."""
    about = about or subject(visit)
    return _shown(visit, about, boxes_of(visit, about), status, wrong=wrong)


def preview(visit: Visit) -> Response:
    """What the deed would lead to; or the form again, with what is wrong."""
    about = subject(visit)
    boxes = boxes_of(visit, about)
    try:
        fields = read(visit, boxes)
    except Unfit as unfit:
        return form(visit, [Wrong(unfit.field, visit.say(unfit.words))], 422, about)
    events, wrong = foreseen(visit, about.command, about.stream, fields)
    if wrong:
        return form(visit, wrong, 422, about)
    return _shown(visit, about, boxes, 200, events=events, filled=filled(visit, boxes))


def record(visit: Visit) -> Response:
    """Carry it out."""
    about = subject(visit)
    try:
        fields = read(visit, boxes_of(visit, about))
    except Unfit as unfit:
        return form(visit, [Wrong(unfit.field, visit.say(unfit.words))], 422, about)

    def again(wrong: Sequence[Wrong], status: int) -> Response:
        return form(visit, wrong, status, about)

    def then(done: Done) -> str:
        return home_of(visit, done.stream)

    return act(
        visit, about.command, about.stream, fields, again=again, then=then, said=visit.say("C’est inscrit au registre.")
    )


def home_of(visit: Visit, stream: str) -> str:
    """The page of a subject."""
    noun = stream.partition("-")[0]
    if noun == "mandate":
        return f"/organisations/{visit.show(stream).state['organisation']}"
    return f"{HOMES.get(noun, f'/{noun}s')}/{stream}"


def filled(visit: Visit, boxes: Sequence[Box]) -> list[tuple[str, str]]:
    """What was filled in, for a reader: label and words."""
    return [pair for one in boxes for pair in _filled(visit, one, "")]


def _filled(visit: Visit, box: Box, over: str) -> list[tuple[str, str]]:
    label = f"{over} – {box.label}" if over else box.label
    if box.boxes:
        return [pair for one in box.boxes for pair in _filled(visit, one, label)]
    words = _words(visit, box)
    return [(label, words)] if words and box.kind not in {"hidden", "digest"} else []


def _words(visit: Visit, box: Box) -> str:
    if box.kind in {"file", "files"}:
        document = taken(visit, box.name)
        return f"{document['title']} ({document['digest'][:19]}…)" if document else ""
    if box.kind == "date":
        return _day(visit.sent[box.name], visit.language)
    known = dict(box.options)
    several = [known.get(one, one) for one in visit.sent.all(box.name) if one]
    return visit.say("oui") if box.kind == "checkbox" and several else ", ".join(several)


def _day(text: str, language: str) -> str:
    """A day as people write it; what is none stays as it was typed."""
    try:
        return day(text, language) if text else ""
    except ValueError:
        return text


def kept_files(visit: Visit, boxes: Sequence[Box]) -> dict[str, tuple[str, str]]:
    """The documents handed in so far, by field: how the form carries them on, and their titles."""
    found: dict[str, tuple[str, str]] = {}
    for one in boxes:
        if one.kind in {"file", "files"}:
            try:
                document = taken(visit, one.name)
            except Unfit:
                continue
            if document:
                found[one.name] = carried(visit, document), document["title"]
        found |= kept_files(visit, one.boxes)
    return found


def _shown(visit: Visit, about: Subject, boxes: Sequence[Box], status: int, **more: Any) -> Response:
    known = {"events": None, "filled": (), "wrong": ()}
    return visit.page(
        "pages/deed.html",
        status,
        title=visit.say(TITLES[about.command]),
        about=about_of(visit, about),
        action=f"/faire/{about.on}/{visit.path('command')}",
        boxes=boxes,
        version=about.version,
        kept=kept_files(visit, boxes),
        typed=[(name, one) for name, several in visit.sent.own().items() for one in several],
        **(known | more),
    )


def about_of(visit: Visit, about: Subject) -> tuple[str, str]:
    """The title and the page of the subject; a new one has neither."""
    if about.stream is None:
        return "", "/"
    state = about.state
    title = getattr(state, "title", "") or getattr(state, "name", "") or visit.name_of(getattr(state, "person", None))
    return str(title), home_of(visit, about.stream)
