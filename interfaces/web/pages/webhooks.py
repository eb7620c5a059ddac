"""Having facts sent to another system: made, tried, rotated, stopped, sent again, and what came of each attempt."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from starlette.responses import Response

from application.authority import NotEmpowered, NotTheirMandate
from application.facts import Facts, Unknown
from application.webhook_offices import Tended, tended
from application.webhooks import TAKEN, Attempt, Filter, Keys, Subscription, UnknownSubscription
from domain.decider import Refusal
from domain.mandate import Role
from interfaces.parts import Parts
from interfaces.web import formats
from interfaces.web.acting import refused
from interfaces.web.entry import bearing
from interfaces.web.error_pages import Forbidden
from interfaces.web.forms import Wrong
from interfaces.web.inquiry import sees_all
from interfaces.web.once import first_time
from interfaces.web.sections import Line, Link, Section
from interfaces.web.visit import Visit
from interfaces.web.web import Web

tending = bearing(Role.ADMINISTRATOR, Role.INTEGRATOR)
LATEST = 50
DIGITS = 16
WEEK = 168


def add(web: Web) -> None:
    """The pages, and what may be done."""
    web.page("/webhooks", listed, enter=tending, seen_by="integrator")
    web.page("/webhooks/nouveau", form, enter=tending, seen_by="integrator")
    web.page("/webhooks/{id}", webhook, enter=tending, examples=_examples, seen_by="integrator")
    web.deed("/webhooks/nouveau", create, enter=tending)
    for name, deed in DEEDS.items():
        web.deed(f"/webhooks/{{id}}/{name}", _deed(deed), enter=tending)


def _examples(parts: Parts) -> Sequence[str]:
    return [f"/webhooks/{one.id}" for one in parts.webhooks.all()[:1]]


def _theirs(visit: Visit) -> Tended:
    """What the visitor may look after."""
    house, caller = visit.parts.execute.house, visit.visitor.caller()
    facts = Facts(house.streams, house.directory, house.clock.now(), tools=visit.parts.tools)
    try:
        return tended(facts, caller.actor, caller.mandate)
    except (NotEmpowered, NotTheirMandate) as refusal:
        raise Forbidden from refusal


def _one(visit: Visit) -> Subscription:
    """The webhook of the address. Raises Unknown where it is not theirs to look after: it might as well not be."""
    theirs = _theirs(visit)
    try:
        found = visit.parts.webhooks.one(visit.path("id"))
    except UnknownSubscription as refusal:
        raise Unknown(visit.path("id")) from refusal
    if not theirs.reaches(found.filter.frameworks):
        raise Unknown(found.id)
    return found


def listed(visit: Visit) -> Response:
    """Those that the visitor may look after."""
    theirs = _theirs(visit)
    mine = [one for one in visit.parts.webhooks.all() if theirs.reaches(one.filter.frameworks)]
    section = Section(
        visit.say("Destinataires"),
        lines=[_line(visit, one) for one in mine],
        empty=visit.say("Aucun webhook."),
        help=visit.say("Un webhook prévient un autre logiciel à chaque fait qui l’intéresse, avec une signature."),
    )
    return visit.page(
        "pages/plain.html",
        trail=[(visit.say("Données"), "/donnees"), (visit.say("Webhooks"), "")],
        title=visit.say("Webhooks"),
        links=[Link(visit.say("Créer un webhook"), "/webhooks/nouveau", is_main=True)],
        sections=[section],
    )


def _line(visit: Visit, one: Subscription) -> Line:
    return Line(one.name, f"/webhooks/{one.id}", (one.url, _waiting(visit, one)), _state(visit, one))


def _waiting(visit: Visit, one: Subscription) -> str:
    waits = visit.say_many("%(count)s en attente", "%(count)s en attente", one.waiting)
    return f"{waits} · {visit.say('suites arrêtées')} : {len(one.parked)}" if one.parked else waits


def _state(visit: Visit, one: Subscription) -> tuple[str, str]:
    if not one.enabled:
        return visit.say("Arrêté"), "bad"
    if one.failing_since is not None or one.parked:
        return visit.say("En difficulté"), "warn"
    return visit.say("En marche"), "good"


def form(visit: Visit, wrong: Sequence[Wrong] = (), status: int = 200) -> Response:
    """A new one."""
    frameworks = [(str(one["id"]), str(one["name"])) for one in visit.visitor.frameworks]
    return visit.page(
        "pages/webhook_form.html", status, wrong=wrong, frameworks=frameworks, bounded=not sees_all(visit)
    )


def create(visit: Visit) -> Response:
    """Make it; its secret is shown now and never again."""
    wished = Filter(
        types=_several(visit.sent["types"]),
        subjects=_several(visit.sent["subjects"]),
        frameworks=tuple(visit.sent.all("frameworks")),
    )
    missing = [Wrong(one, visit.say("Remplissez ce champ.")) for one in ("name", "url") if not visit.sent[one]]
    if missing:
        return form(visit, missing, 422)
    if not first_time(visit):
        return visit.go(
            "/webhooks", visit.say("Ce webhook a déjà été créé : renouvelez ses clés si le secret est perdu.")
        )
    try:
        _theirs(visit).insist(wished.frameworks)
        made, keys = visit.parts.webhooks.create(visit.sent["name"][:200], visit.sent["url"][:2000], wished)
    except Refusal as refusal:
        return form(visit, [refused(visit, refusal)], 422)
    return _shown(visit, made, keys)


def _several(text: str) -> tuple[str, ...]:
    return tuple(one[:200] for one in text.split()[:100])


def webhook(visit: Visit) -> Response:
    """One of them."""
    return _shown(visit, _one(visit))


def _shown(
    visit: Visit,
    one: Subscription,
    keys: Keys | None = None,
    tried: Attempt | None = None,
    wrong: Sequence[Wrong] = (),
    status: int = 200,
) -> Response:
    attempts = visit.parts.webhooks.attempts(one.id, LATEST)
    return visit.page(
        "pages/webhook.html",
        status,
        wrong=wrong,
        one=one,
        keys=keys,
        tried=None if tried is None else _attempt(visit, tried),
        ok=tried is not None and tried.outcome == TAKEN,
        state=_state(visit, one),
        chosen=[*one.filter.types, *one.filter.subjects, *(_named(visit, each) for each in one.filter.frameworks)],
        waiting=_waiting(visit, one),
        attempts=[_attempt(visit, each) for each in attempts],
        position=visit.parts.log.position(),
    )


def _named(visit: Visit, framework: str) -> str:
    return next((str(each["name"]) for each in visit.visitor.frameworks if each["id"] == framework), framework)


def _attempt(visit: Visit, one: Attempt) -> dict[str, Any]:
    taken = one.outcome == TAKEN
    return {
        "position": one.position,
        "subject": one.subject,
        "at": formats.moment(one.at, visit.language, visit.visitor.zone),
        "number": one.number,
        "took": formats.number(round(one.milliseconds), visit.language),
        "status": one.status,
        "words": visit.say("reçu") if taken else one.outcome.replace("_", " "),
        "tone": "good" if taken else "bad",
        "response": one.response[:500],
    }


Deed = Callable[[Visit, Subscription], Response]


def _deed(deed: Deed) -> Callable[[Visit], Response]:
    def done(visit: Visit) -> Response:
        one = _one(visit)
        if not first_time(visit):
            return visit.go(f"/webhooks/{one.id}")
        try:
            return deed(visit, one)
        except Refusal as refusal:
            return _shown(visit, one, wrong=[refused(visit, refusal)], status=422)

    return done


def _test(visit: Visit, one: Subscription) -> Response:
    tried = visit.parts.webhooks.test(one.id)
    return _shown(visit, visit.parts.webhooks.one(one.id), tried=tried)


def _rotate(visit: Visit, one: Subscription) -> Response:
    hours = _number(visit.sent["hours"])
    keys = visit.parts.webhooks.rotate(one.id, timedelta(hours=min(WEEK if hours is None else hours, 24 * 366)))
    return _shown(visit, visit.parts.webhooks.one(one.id), keys)


def _enable(visit: Visit, one: Subscription) -> Response:
    visit.parts.webhooks.enable(one.id)
    return visit.go(f"/webhooks/{one.id}", visit.say("Il reprend où il s’était arrêté."))


def _disable(visit: Visit, one: Subscription) -> Response:
    visit.parts.webhooks.disable(one.id)
    return visit.go(f"/webhooks/{one.id}", visit.say("Plus rien n’est envoyé ; rien ne se perd."))


def _redeliver(visit: Visit, one: Subscription) -> Response:
    first = _number(visit.sent["first"])
    last = _number(visit.sent["last"])
    if not first:
        return _shown(visit, one, wrong=[Wrong("first", visit.say("Écrivez un nombre entier."))], status=422)
    count = visit.parts.webhooks.redeliver(one.id, first, first if last is None else last)
    said = visit.say_many("%(count)s fait sera renvoyé.", "%(count)s faits seront renvoyés.", count)
    return visit.go(f"/webhooks/{one.id}", said)


def _delete(visit: Visit, one: Subscription) -> Response:
    if visit.sent["sure"] != "true":
        return _shown(visit, one, wrong=[Wrong("sure", visit.say("Cochez la case pour supprimer."))], status=422)
    visit.parts.webhooks.delete(one.id)
    return visit.go("/webhooks", visit.say("Le webhook est supprimé."))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < DIGITS else None


DEEDS: dict[str, Deed] = {
    "essayer": _test,
    "renouveler": _rotate,
    "reprendre": _enable,
    "arreter": _disable,
    "renvoyer": _redeliver,
    "supprimer": _delete,
}
