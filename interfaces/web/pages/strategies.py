"""Joint strategies: axis by axis and objective by objective, what was promised for each and how far it has come."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from starlette.responses import Response

from application.strategies import measured
from domain.strategy.progress import CommitmentProgress, ObjectiveProgress
from interfaces.parts import Parts
from interfaces.web import field_words, formats
from interfaces.web.entry import signed_in
from interfaces.web.sections import Line, Pager, Section, records
from interfaces.web.visit import PAGE, Visit
from interfaces.web.vocabulary import said, tone
from interfaces.web.web import Web


def add(web: Web) -> None:
    """The list and each of them."""
    web.page("/strategies", listed, enter=signed_in)
    web.page("/strategies/{id}", strategy, enter=signed_in, examples=_examples)


def _examples(parts: Parts) -> Sequence[str]:
    rows = parts.reading.page("strategies", {}, limit=1, today=parts.clock.now().date()).items
    return [f"/strategies/{one['id']}" for one in rows]


def listed(visit: Visit) -> Response:
    """The list."""
    page = visit.rows("strategies", PAGE, visit.query("apres"))
    lines = [
        Line(
            str(one["title"]),
            f"/strategies/{one['id']}",
            (str(one["territory"] or ""),),
            (field_words.value(visit, "strategies", "state", str(one["state"])), tone(one["state"])),
        )
        for one in page.items
    ]
    section = Section(
        visit.say("Liste"),
        lines=lines,
        empty=visit.say("Aucune stratégie."),
        pager=Pager(page.next, {}, visit.query("apres")),
    )
    return visit.page(
        "pages/plain.html",
        trail=[(visit.say("Le territoire"), "/territoire"), (visit.say("Stratégies"), "")],
        title=visit.say("Stratégies"),
        lead=visit.say("Ce que plusieurs veulent ensemble, et où ils en sont."),
        sections=[section],
    )


def strategy(visit: Visit) -> Response:
    """One of them, as far as it has come today."""
    row = visit.one("strategies", visit.path("id"))
    progress = measured(visit.parts.replay, str(row["id"]), visit.today).progress
    owners = ", ".join(str(one["name"]) for one in records(row, "owners"))
    days = [formats.day(str(row[name]), visit.language) for name in ("starts_on", "ends_on") if row[name]]
    return visit.page(
        "pages/strategy.html",
        row=row,
        owners=owners,
        days=days,
        state=field_words.value(visit, "strategies", "state", str(row["state"])),
        progress=progress,
        share=_percent(progress.share),
        axes=[
            (one, _percent(one.share), [_objective(visit, each) for each in one.objectives]) for one in progress.axes
        ],
    )


def _percent(share: Decimal | None) -> int | None:
    return None if share is None else round(share * 100)


def _objective(visit: Visit, one: ObjectiveProgress) -> dict[str, Any]:
    return {
        "title": one.title,
        "code": one.code,
        "percent": _percent(one.share),
        "section": Section(one.title, lines=[_commitment(visit, each) for each in one.commitments]),
    }


def _commitment(visit: Visit, one: CommitmentProgress) -> Line:
    owners = ", ".join(visit.name_of(each) for each in one.owners)
    late = (visit.say("En retard"), "bad") if one.late else None
    state = (said(visit.language)(one.stage, "commitment.state"), tone(one.stage))
    return Line(one.title, f"/engagements/{one.commitment}", (owners,), late or state)
