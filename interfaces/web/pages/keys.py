"""Keys of programs: what each opens, until when, when it was last used; a secret is shown once."""

from collections.abc import Sequence

from starlette.responses import Response

from application.api_keys import ApiKey
from application.facts import Unknown
from domain.decider import Refusal
from domain.mandate import Role
from interfaces.api.keys import KeyWish, wished
from interfaces.telling.keys import LONGEST_DAYS, is_administrator
from interfaces.web import formats
from interfaces.web.acting import refused
from interfaces.web.entry import bearing
from interfaces.web.forms import Wrong
from interfaces.web.inquiry import sees_all
from interfaces.web.once import first_time
from interfaces.web.sections import Line
from interfaces.web.visit import Visit
from interfaces.web.web import Web

tending = bearing(Role.ADMINISTRATOR, Role.INTEGRATOR)


def add(web: Web) -> None:
    """The page, issuing and revoking."""
    web.page("/cles", keys, enter=tending, seen_by="integrator")
    web.deed("/cles", issue, enter=tending)
    web.deed("/cles/{id}/revoquer", revoke, enter=tending)


def keys(
    visit: Visit,
    wrong: Sequence[Wrong] = (),
    status: int = 200,
    made: tuple[ApiKey, str] | None = None,
) -> Response:
    """The visitor's own; every one, for an administrator."""
    now = visit.parts.clock.now()
    return visit.page(
        "pages/keys.html",
        status,
        wrong=wrong,
        made=made,
        keys=[(one, _line(visit, one), one.opens_at(now)) for one in _theirs(visit)],
        frameworks=[(str(one["id"]), str(one["name"])) for one in visit.visitor.frameworks],
        bounded=not sees_all(visit),
    )


def _theirs(visit: Visit) -> list[ApiKey]:
    sees_all = is_administrator(visit.parts, visit.visitor.person or "")
    return [one for one in visit.parts.keys.all() if sees_all or one.holder == visit.visitor.person][::-1]


def _line(visit: Visit, one: ApiKey) -> Line:
    used = formats.moment(one.last_used_at, visit.language, visit.visitor.zone) or visit.say("jamais")
    frameworks = {str(each["id"]): str(each["name"]) for each in visit.visitor.frameworks}
    opens = [frameworks.get(each, each) for each in sorted(one.scope.frameworks)] + sorted(one.scope.types)
    texts = (
        visit.say("Ouvre : %(what)s", what=", ".join(opens) or visit.say("tout ce que voit son porteur")),
        visit.say("Porteur : %(name)s", name=visit.name_of(one.holder)),
        visit.say("Dernier usage : %(when)s", when=used),
        visit.say("Agit au nom de son porteur") if one.may_act else visit.say("Lit seulement"),
    )
    return Line(one.name, "", texts, _state(visit, one))


def _state(visit: Visit, one: ApiKey) -> tuple[str, str]:
    if one.revoked_at is not None:
        return visit.say("Révoquée"), "quiet"
    until = formats.day(one.expires_at, visit.language, "short")
    if one.opens_at(visit.parts.clock.now()):
        return visit.say("Ouvre jusqu’au %(day)s", day=until), "good"
    return visit.say("Expirée le %(day)s", day=until), "warn"


def issue(visit: Visit) -> Response:
    """A new key; its secret is in the answer and nowhere else."""
    days = visit.sent["days"]
    valid = days.isascii() and days.isdigit() and len(days) < 5 and 0 < int(days) <= LONGEST_DAYS
    if not valid:
        return keys(visit, [Wrong("days", visit.say("Écrivez un nombre de jours, de 1 à 3650."))], 422)
    if not all(visit.visitor.reaches(one) for one in visit.sent.all("frameworks")):
        raise Unknown
    if not first_time(visit):
        return visit.go("/cles", visit.say("La clé a déjà été donnée : si son secret est perdu, révoquez-la."))
    wish = KeyWish(
        name=visit.sent["name"][:200],
        days=int(days),
        frameworks=list(visit.sent.all("frameworks")),
        types=[one[:100] for one in visit.sent["types"].split()[:100]],
        calendar_of=None,
        may_act=visit.sent["may_act"] == "true",
    )
    try:
        made = visit.parts.keys.issue(wished(wish, visit.parts.clock.now()), visit.visitor.caller())
    except Refusal as refusal:
        return keys(visit, [refused(visit, refusal)], 422)
    return keys(visit, made=made)


def revoke(visit: Visit) -> Response:
    """Let nobody in by it any more."""
    key = visit.path("id")
    if not any(one.id == key for one in _theirs(visit)):
        raise Unknown(key)
    try:
        visit.parts.keys.revoke(key, visit.visitor.caller())
    except Refusal as refusal:
        return keys(visit, [refused(visit, refusal)], 422)
    return visit.go("/cles", visit.say("La clé n’ouvre plus rien."))
