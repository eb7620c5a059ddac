"""Writing a procedure: checked and drawn as often as one likes, published once, open cases moved after a dry run."""

from collections.abc import Sequence

from starlette.responses import Response

from application.changing import Moved, counted
from application.gate import review
from application.reading import Row
from domain.decider import Refusal
from domain.procedure.definition import Procedure
from domain.procedure.publication import Published
from interfaces.drawing import definition_in
from interfaces.parts import Parts
from interfaces.web.acting import act, refused
from interfaces.web.called import Called
from interfaces.web.entry import may
from interfaces.web.forms import Wrong
from interfaces.web.inquiry import home_of, subject_of
from interfaces.web.language import N_
from interfaces.web.once import first_time
from interfaces.web.pages.drafts import text_sent
from interfaces.web.pages.procedures import drawing, publishing, steps_in, verdict_section, version_asked
from interfaces.web.sections import Banner, Line, Section
from interfaces.web.visit import Visit
from interfaces.web.web import Web

migrating = may("case.migrate")
OUTCOMES = {
    "same": (N_("Reste où il est"), "quiet"),
    "moved": (N_("Change d’étape"), "info"),
    "stuck": (N_("Ne peut pas suivre"), "warn"),
}


def add(web: Web) -> None:
    """The pages, and what may be done."""
    web.page("/procedures/ecrire", write, enter=publishing, examples=_examples)
    web.deed("/procedures/ecrire", sent, enter=publishing)
    web.page("/procedures/{id}/migrer", migration, enter=migrating, examples=_migrating)
    web.deed("/procedures/{id}/migrer", migrate, enter=migrating)


def _examples(parts: Parts) -> Sequence[str]:
    return ["/procedures/ecrire", f"/procedures/ecrire?modele={parts.tools.library.names()[0]}"]


def _migrating(parts: Parts) -> Sequence[str]:
    rows = parts.reading.page("procedures", {}, limit=100, today=parts.clock.now().date()).items
    return [f"/procedures/{one['id']}/migrer" for one in rows if int(str(one["newest"])) > 1][:1]


def write(visit: Visit, wrong: Sequence[Wrong] = (), status: int = 200, *, checked: bool = False) -> Response:
    """The text; once it was checked, beside its drawing and what the gate says."""
    text = text_sent(visit) or _begun(visit)
    verdict = review(visit.parts.tools, text) if checked and text else None
    made = None if verdict is None else verdict.procedure
    known = None if made is None else _known(visit, made.id)
    return visit.page(
        "pages/procedure_form.html",
        status,
        wrong=wrong,
        text=text,
        svg="" if made is None else drawing(visit, made),
        sections=[] if verdict is None else [verdict_section(visit, verdict)],
        passes=verdict is not None and verdict.passes,
        name="" if made is None else made.id,
        number=0 if made is None else made.version,
        known=known,
        version=None if known is None else visit.parts.log.version(str(known["id"])),
    )


def _begun(visit: Visit) -> str:
    """A model, a published version, or nothing yet."""
    model, published = visit.query("modele"), visit.query("procedure")
    library = visit.parts.tools.library
    if model in library.names():
        return library.text(model)
    if published:
        visit.one("procedures", published)
        state = Published(**visit.show(published).state)
        return state.versions[version_asked(visit, state)].text
    return ""


def _known(visit: Visit, name: str) -> Row | None:
    """The procedure of that name in the framework looked at."""
    asked = {"framework": home_of(visit), "name": name}
    return next(iter(visit.parts.reading.page("procedures", asked, limit=1, today=visit.today).items), None)


def sent(visit: Visit) -> Response:
    """Checked, or published."""
    text = text_sent(visit)
    if not text:
        return write(visit, [Wrong("texte", visit.say("Écrivez ou collez une procédure."))], 422)
    return _publish(visit, text) if visit.sent["quoi"] == "publish" else write(visit, checked=True)


def _publish(visit: Visit, text: str) -> Response:
    made = review(visit.parts.tools, text).procedure
    known = None if made is None else _known(visit, made.id)
    number, day = visit.sent["acte"], visit.sent["adopte"]
    adopted = {"number": number, "adopted_on": day or None} if number or day else None

    def again(wrong: Sequence[Wrong], status: int) -> Response:
        return write(visit, wrong, status, checked=True)

    said = visit.say("La procédure est publiée ; les parcours ouverts gardent leur version.")
    if known is None:
        fields = {"framework": home_of(visit), "text": text, "act": adopted}
        return act(
            visit,
            "procedure.publish-procedure",
            None,
            fields,
            again=again,
            then=lambda done: f"/procedures/{done.stream}",
            said=said,
        )
    stream = str(known["id"])
    fields = {"text": text, "act": adopted}
    return act(visit, "procedure.publish-version", stream, fields, again=again, then=f"/procedures/{stream}", said=said)


def _procedure(visit: Visit) -> tuple[str, Published, int]:
    """The procedure of the address with the version asked for. Raises Unknown."""
    id_ = visit.path("id")
    visit.one("procedures", id_)
    state = Published(**visit.show(id_).state)
    return id_, state, version_asked(visit, state)


def migration(visit: Visit, wrong: Sequence[Wrong] = (), status: int = 200) -> Response:
    """What would become of each open case. Nothing is recorded."""
    id_, state, number = _procedure(visit)
    target = definition_in(visit.parts, id_, number)
    found = list(visit.parts.changing.migration(id_, target))
    names = Called(visit)
    section = Section(
        visit.say("Ce que deviendrait chaque parcours ouvert"),
        banners=[Banner(visit.say("À blanc : rien n’est encore enregistré."), "info")],
        lines=[_moved(visit, one, target[0], names) for one in found],
        empty=visit.say("Aucun parcours ouvert."),
    )
    return visit.page(
        "pages/migration.html",
        status,
        wrong=wrong,
        id=id_,
        name=state.name,
        number=number,
        numbers=[(str(one), visit.say("version %(number)s", number=one)) for one in sorted(state.versions)],
        sections=[section],
        movable=sum(one.outcome != "stuck" for one in found),
    )


def _moved(visit: Visit, one: Moved, made: Procedure, names: Called) -> Line:
    words, tone = OUTCOMES[one.outcome]
    title, _ = subject_of(visit, one.subject, names)
    before, after = (steps_in(visit, made, several) for several in (one.before, one.after))
    way = f"{before} → {after}" if one.outcome == "moved" else before
    return Line(title, f"/parcours/{one.case}", (way, one.why), (visit.say(words), tone))


def migrate(visit: Visit) -> Response:
    """Move what can be moved."""
    id_, _, _ = _procedure(visit)
    asked = visit.sent["version"]
    if not first_time(visit):
        return visit.go(f"/procedures/{id_}")
    try:
        moved = list(visit.parts.changing.migrate(id_, int(asked) if asked.isdigit() else 0, visit.visitor.caller()))
    except Refusal as refusal:
        return migration(visit, [refused(visit, refusal)], 422)
    counts = counted(moved)
    said = visit.say(
        "%(moved)s parcours ont changé d’étape, %(same)s sont restés en place, %(stuck)s n’ont pas pu suivre.",
        moved=counts.get("moved", 0),
        same=counts.get("same", 0),
        stuck=counts.get("stuck", 0),
    )
    return visit.go(f"/procedures/{id_}", said)
