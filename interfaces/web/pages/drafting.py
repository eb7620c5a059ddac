"""Drafting an agreement, one thing a page: kept as it is typed, taken up again later, recorded once it is checked."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from pydantic import ValidationError
from starlette.responses import Response

from application.drafts import Draft
from application.execute import ChangedSince, Deed
from application.facts import Unknown
from domain.agreement.parts import Instalment, NamedParty
from domain.decider import Refusal
from domain.values import Evidence
from interfaces.parts import Parts
from interfaces.web.acting import key, refused, unfit
from interfaces.web.deeds.boxes import Box, Maker
from interfaces.web.deeds.choices import Choices
from interfaces.web.deeds.foreseeing import in_words
from interfaces.web.deeds.labels import LABELS
from interfaces.web.deeds.planning import PlannedCommitment, PlannedCredits, planned
from interfaces.web.deeds.reading import read
from interfaces.web.entry import may
from interfaces.web.forms import Sent, Wrong
from interfaces.web.language import N_
from interfaces.web.pages.deed import filled, kept_files
from interfaces.web.uploads import Unfit, carried, taken
from interfaces.web.visit import Visit
from interfaces.web.web import Web

KIND = "agreement"
STEPS: Mapping[str, tuple[str, Sequence[str]]] = {
    "forme": (N_("Quelle forme, quel titre ?"), ("kind", "title")),
    "parties": (N_("Entre qui ?"), ("parties",)),
    "objet": (N_("Pour quoi faire ?"), ("purpose", "text")),
    "duree": (N_("Jusqu’à quand ?"), ("end",)),
    "argent": (N_("Combien, par qui, quelle année ?"), ("nature", "amount", "credits")),
    "echeancier": (N_("Quand verser ?"), ("instalments",)),
    "engagements": (N_("Qui promet quoi ?"), ("commitments",)),
}
"""The pages in order: the question of each, and the fields it asks for."""
LAST = "verifier"


OWN = {
    "credits": tuple[PlannedCredits, ...],
    "commitments": tuple[PlannedCommitment, ...],
    "instalments": tuple[Instalment, ...],
    "parties": tuple[NamedParty, ...],
    "text": Evidence | None,
}
"""Fields that the command does not have, or has in another form."""


def add(web: Web) -> None:
    """The drafts, their pages, and the end."""
    enter = may("agreement.draft")
    web.page("/conventions/nouvelle", begun, enter=enter)
    web.deed("/conventions/nouvelle", begin, enter=enter)
    web.page("/conventions/nouvelle/{name}/{step}", step, enter=enter, examples=_no_examples)
    web.deed("/conventions/nouvelle/{name}/{step}", save, enter=enter)
    web.deed("/conventions/nouvelle/{name}", finish, enter=enter)


def _no_examples(_parts: Parts) -> Sequence[str]:
    """A draft is its author's alone: the journey through the pages opens them."""
    return []


def begun(visit: Visit) -> Response:
    """What one has begun."""
    return visit.page(
        "pages/drafts.html",
        drafts=[
            (one, one.content.get("title", [""])[0]) for one in visit.parts.drafts.of(str(visit.visitor.person), KIND)
        ],
    )


def begin(visit: Visit) -> Response:
    """Begin another, or forget one."""
    person = str(visit.visitor.person)
    if visit.sent["forget"]:
        visit.parts.drafts.drop(person, visit.sent["forget"])
        return visit.go("/conventions/nouvelle", visit.say("Le brouillon est effacé."))
    name = visit.parts.drafts.keep(person, KIND, {})
    return visit.go(f"/conventions/nouvelle/{name}/{next(iter(STEPS))}")


def _draft(visit: Visit) -> Draft:
    found = visit.parts.drafts.find(str(visit.visitor.person), visit.path("name"))
    if found is None or found.kind != KIND:
        raise Unknown(visit.path("name"))
    return found


def _typed(visit: Visit, draft: Draft) -> None:
    """The pages fill in what was kept, and what is typed now over it."""
    visit.sent = Sent({**draft.content, **visit.sent.values}, visit.sent.files)


def _boxes(visit: Visit, names: Sequence[str]) -> list[Box]:
    chosen = sorted(
        {
            one
            for name, several in visit.sent.values.items()
            if name.startswith("parties.")
            for one in several
            if one.startswith("organisation-")
        }
    )
    command = visit.parts.nouns["agreement"].command("draft")
    hints = dict(OWN)
    maker = Maker("agreement.draft", Choices(visit, "agreement", SimpleNamespace(parties=chosen)))
    known = {} if command is None else {one.name: one for one in maker.boxes(command)}
    return [maker.box(name, hints[name], required=False) if name in hints else known[name] for name in names]


def step(visit: Visit, wrong: Sequence[Wrong] = (), status: int = 200) -> Response:
    """One page of a draft; the last shows everything, and what it would lead to."""
    draft, name = _draft(visit), visit.path("step")
    _typed(visit, draft)
    if name == LAST:
        return check(visit, draft)
    if name not in STEPS:
        raise Unknown(name)
    boxes = _boxes(visit, STEPS[name][1])
    return visit.page(
        "pages/drafting.html",
        status,
        wrong=wrong,
        draft=draft,
        step=name,
        steps=[(one, visit.say(words)) for one, (words, _) in STEPS.items()],
        question=visit.say(STEPS[name][0]),
        number=[*STEPS].index(name) + 1,
        boxes=boxes,
        kept=kept_files(visit, boxes),
    )


def save(visit: Visit) -> Response:
    """Keep what was typed, whatever it is, and go on."""
    draft, name = _draft(visit), visit.path("step")
    if name not in STEPS:
        raise Unknown(name)
    own = {each: [*several] for each, several in visit.sent.own().items() if each != "vers"}
    try:
        own |= _documents(visit, _boxes(visit, STEPS[name][1]))
    except Unfit as bad:
        visit.parts.drafts.keep(str(visit.visitor.person), KIND, _merged(draft, name, own), draft.name)
        return step(visit, [Wrong(bad.field, visit.say(bad.words))], 422)
    visit.parts.drafts.keep(str(visit.visitor.person), KIND, _merged(draft, name, own), draft.name)
    names = [*STEPS, LAST]
    return visit.go(
        f"/conventions/nouvelle/{draft.name}/{names[names.index(name) + 1]}"
        if visit.sent["vers"] != "plus-tard"
        else "/conventions/nouvelle"
    )


def _documents(visit: Visit, boxes: Sequence[Box]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in boxes:
        document = taken(visit, one.name) if one.kind == "file" else None
        if document is not None:
            found[f"{one.name}.kept"] = [carried(visit, document)]
    return found


def _merged(draft: Draft, name: str, own: Mapping[str, list[str]]) -> dict[str, Any]:
    """What this page asked for is replaced, whole: an unticked box is not sent."""
    asked = tuple(STEPS[name][1])
    kept = {each: several for each, several in draft.content.items() if each.partition(".")[0] not in asked}
    return {**kept, **own}


def check(visit: Visit, draft: Draft, wrong: Sequence[Wrong] = (), status: int = 200) -> Response:
    """Every answer, what is wrong with it, and what recording it would lead to."""
    answers = [
        (name, visit.say(words), filled(visit, _boxes(visit, fields))) for name, (words, fields) in STEPS.items()
    ]
    events, found = ([], wrong) if wrong else _foreseen(visit)
    where = {field: name for name, (_, fields) in STEPS.items() for field in fields}
    return visit.page(
        "pages/drafting_check.html",
        status,
        wrong=(),
        draft=draft,
        answers=answers,
        events=events,
        found=[(_named(visit, one), where.get(one.field, "forme")) for one in found],
    )


def _named(visit: Visit, one: Wrong) -> str:
    label = LABELS.get(one.field, "")
    return f"{visit.say(label)} : {one.words}" if label else one.words


def _fields(visit: Visit) -> dict[str, Any]:
    return read(visit, _boxes(visit, [one for _, names in STEPS.values() for one in names]))


def _foreseen(visit: Visit) -> tuple[list[str], Sequence[Wrong]]:
    try:
        plan = planned(visit, _fields(visit))
        deed = Deed(visit.parts.execute.house, visit.visitor.caller())
        return [in_words(visit, ask.noun.kind, one) for ask, _, events in plan(deed) for one in events], ()
    except ValidationError as error:
        return [], unfit(visit, error)
    except Refusal as refusal:
        return [], [refused(visit, refusal)]


def finish(visit: Visit) -> Response:
    """Record it all together; the draft is no more."""
    draft = _draft(visit)
    visit.sent = Sent({**draft.content, **{name: visit.sent.all(name) for name in ("_nonce",)}}, {})
    try:
        done = visit.parts.execute.carry_out(visit.visitor.caller(), planned(visit, _fields(visit)), key(visit))
    except ValidationError as error:
        return check(visit, draft, unfit(visit, error), 422)
    except ChangedSince:
        return visit.go(f"/conventions/nouvelle/{draft.name}/{LAST}")
    except Refusal as refusal:
        return check(visit, draft, [refused(visit, refusal)], 409)
    visit.parts.drafts.drop(str(visit.visitor.person), draft.name)
    return visit.go(f"/conventions/{done[0].stream}", visit.say("Le projet de convention est inscrit."))
