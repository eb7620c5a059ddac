"""An agreement as anybody reads it: what was promised, decided and judged, for how much, and how to verify it."""

from collections.abc import Sequence

from starlette.responses import Response

from application.facts import Unknown
from application.published import Published
from application.reading import Row
from domain.agreement.parts import Stage
from interfaces.parts import Parts
from interfaces.web import formats
from interfaces.web.entry import public
from interfaces.web.pages.public import (
    AT_ONCE,
    day_words,
    decision_line,
    frameworks_of,
    home_of,
    named,
    published_in,
    summary,
    titled,
)
from interfaces.web.sections import Line, Link, Section, records
from interfaces.web.visit import Visit
from interfaces.web.vocabulary import said, tone
from interfaces.web.web import Web


def add(web: Web) -> None:
    """The page."""
    web.page("/public/{framework}/conventions/{id}", agreement, enter=public, examples=_agreements)


def _agreements(parts: Parts) -> Sequence[str]:
    home, today = str(frameworks_of(parts)[0]["id"]), parts.clock.now().date()
    found = Published(parts.reading, home, today).agreements(Stage.IN_FORCE, AT_ONCE).items
    busiest = sorted(found, key=lambda one: -int(str(one["version"])))[:2]
    return [f"/public/{home}/conventions/{one['id']}" for one in busiest]


def agreement(visit: Visit) -> Response:
    """One agreement, in plain words."""
    home = home_of(visit)
    shown, path = published_in(visit, home), f"/public/{home['id']}"
    row = shown.agreement(visit.path("id"))
    if row is None:
        raise Unknown(visit.path("id"))
    id_, state = str(row["id"]), str(row["state"])
    state_words = said(visit.language)
    return visit.page(
        "pages/plain.html",
        trail=[(str(home["name"]), path), (titled(visit, row), "")],
        title=titled(visit, row),
        over=state_words(row["kind"], "agreement.kind"),
        facts=[state_words(state, "agreement.state")],
        lead=summary(visit, row),
        sections=[_promised(visit, shown, id_), _decided(visit, shown, id_), _judged(visit, shown, id_)],
        side=[_terms(visit, row), _sums(visit, row), _proof(visit, path)],
    )


def _promised(visit: Visit, shown: Published, id_: str) -> Section:
    return Section(
        visit.say("Ce qui a été promis, et ce qui en est résulté"),
        lines=[_promise(visit, one) for one in shown.commitments(id_)],
        empty=visit.say("Aucun engagement daté n’est rattaché à cette convention."),
    )


def _promise(visit: Visit, row: Row) -> Line:
    owners = ", ".join(named(one) for one in records(row, "owners"))
    due = "" if row["due"] is None else visit.say("pour le %(day)s", day=day_words(visit, row["due"]))
    state = str(row["state"])
    texts = (" · ".join(one for one in (owners, due) if one),)
    return Line(str(row["title"]), "", texts, (said(visit.language)(state, "commitment.state"), tone(state)))


def _decided(visit: Visit, shown: Published, id_: str) -> Section:
    return Section(
        visit.say("Ce qui a été décidé"),
        lines=[decision_line(visit, one) for one in shown.about(id_)],
        empty=visit.say("Aucune décision publiée ne porte sur cette convention."),
    )


def _judged(visit: Visit, shown: Published, id_: str) -> Section:
    return Section(
        visit.say("Comment elle a été évaluée"),
        lines=[Line(str(one["title"]), "", (day_words(visit, one["published_on"]),)) for one in shown.evaluations(id_)],
        empty=visit.say("Aucune évaluation publiée."),
    )


def _terms(visit: Visit, row: Row) -> Section:
    days = (
        (visit.say("Signée le"), row["signed_on"]),
        (visit.say("En vigueur depuis le"), row["in_force_since"]),
        (visit.say("Terme"), row["end"]),
    )
    return Section(
        visit.say("De quand à quand"),
        pairs=[(label, day_words(visit, value)) for label, value in days if value is not None],
        empty=visit.say("Dates inconnues."),
    )


def _sums(visit: Visit, row: Row) -> Section:
    rows = [_year(visit, one) for one in records(row, "money")]
    return Section(
        visit.say("Combien, année par année"),
        columns=[
            ("year", visit.say("Année"), ""),
            ("payer", visit.say("Financeur"), ""),
            ("granted", visit.say("Voté"), "amount"),
            ("paid", visit.say("Versé"), "amount"),
        ],
        rows=rows,
        empty=visit.say("Aucun crédit inscrit."),
    )


def _year(visit: Visit, one: Row) -> dict[str, str]:
    voted, paid = (formats.money(one.get(name), visit.language) for name in ("voted", "paid"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] — the list states them as sums
    return {"year": str(one["year"]), "payer": named(one.get("payer")), "granted": voted, "paid": paid}


def _proof(visit: Visit, path: str) -> Section:
    return Section(
        visit.say("Ne nous croyez pas sur parole"),
        texts=[
            visit.say("Chaque fait de cette page est inscrit dans un registre que l’on ne peut pas récrire en silence.")
        ],
        links=[Link(visit.say("Comment vérifier cette page"), f"{path}/verifier")],
    )
