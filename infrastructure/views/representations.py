"""Who sits where for whom: seats of committees, and seats that mandates hold in bodies of others."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa

from application.reading import ColumnType
from domain.committee import Committee
from domain.mandate import Mandate
from infrastructure.views.facts import Subject
from infrastructure.views.offer import Asked, Computed, Offer, equal, is_true, on_day
from infrastructure.views.shape import Shape, day, id_, of_type, text
from infrastructure.views.timelines import day_after
from infrastructure.views.view import Made, by_state, in_streams
from infrastructure.views.words import folded

WHERE = ("committee", "body")
REPRESENTATIONS = Shape(
    "representations",
    (
        id_("id", "The seat, and whose turn on it.", sure=True),
        id_("stream", hidden=True, sure=True),
        id_("framework", "The framework of the committee or mandate; null: all of them."),
        text("where", "A committee, or the body of another organisation.", sure=True),
        id_("committee", "The committee, where it is one."),
        of_type(ColumnType.ORGANISATION, "body", "The organisation, where it is a body of its own."),
        text("seat", "The seat.", sure=True),
        of_type(ColumnType.ORGANISATION, "organisation", "Who is represented."),
        of_type(ColumnType.PERSON, "person", "By whom."),
        id_("mandate", "Under which mandate; null: none is on file."),
        day("since", "From this day on; null: unknown."),
        day("until", "The first day without it."),
        text("sort", hidden=True, sure=True),
    ),
    by="stream",
    indexes=(("sort", "id"), ("organisation",), ("framework",)),
)


def rows(subject: Subject) -> Made:
    """The seats of a committee, or those of a mandate."""
    match subject.state:
        case Committee() as committee:
            found = _in_committee(subject, committee)
        case Mandate() as mandate:
            found = _in_bodies(subject, mandate)
        case _:
            return {}
    return {"representations": [{"stream": subject.stream, **one} for one in found]}


def _in_committee(subject: Subject, state: Committee) -> Iterator[dict[str, Any]]:
    for name, seat in state.seats.items():
        for at, tenure in enumerate(seat.tenures, 1):
            yield {
                "id": f"{subject.stream}/{name}/{at}",
                "framework": state.framework,
                "where": "committee",
                "committee": subject.stream,
                "body": None,
                "seat": name,
                "organisation": tenure.organisation,
                "person": tenure.person,
                "mandate": tenure.mandate,
                "since": tenure.period.start,
                "until": day_after(tenure.period.end),
                "sort": folded(f"{state.name} {name}"),
            }


def _in_bodies(subject: Subject, state: Mandate) -> Iterator[dict[str, Any]]:
    for at, one in enumerate(state.seats, 1):
        yield {
            "id": f"{subject.stream}/{at}",
            "framework": state.framework,
            "where": "body",
            "committee": None,
            "body": one.body,
            "seat": one.seat,
            "organisation": state.organisation,
            "person": state.person,
            "mandate": subject.stream,
            "since": one.since,
            "until": _until(one.until, day_after(state.period.end), state.revoked_on),
            "sort": folded(one.seat),
        }


def _until(*days: date | None) -> date | None:
    """A seat ends when it is left, or with the mandate it is held under."""
    return min((one for one in days if one is not None), default=None)


def _held(asked: Asked, on: str | None = None) -> sa.ColumnElement[bool]:
    rows_, when = asked.tables["representations"], on or asked.day
    begun = sa.or_(rows_.c.since.is_(None), rows_.c.since <= when)
    return sa.and_(begun, sa.or_(rows_.c.until.is_(None), rows_.c.until > when))


representations = Offer(
    name="representations",
    title="Représentations",
    words="Which mandate sits where: who represents whom in which committee or body, from when to when.",
    shape=REPRESENTATIONS,
    order=("sort",),
    computed=(Computed("held", ColumnType.FLAG, "Whether it is held today.", _held),),
    filters=(
        equal("framework", REPRESENTATIONS),
        equal("where", REPRESENTATIONS, choices=WHERE),
        equal("committee", REPRESENTATIONS),
        equal("body", REPRESENTATIONS),
        equal("organisation", REPRESENTATIONS),
        equal("person", REPRESENTATIONS),
        equal("mandate", REPRESENTATIONS),
        is_true("held", "Those held today.", _held),
        on_day("on_day", "Those held on a day.", _held),
    ),
)

view = by_state("representations", in_streams("committee", "mandate"), (REPRESENTATIONS,), rows, (representations,))
