"""Whose mandates there are: what authority looks up before every command, in a view small enough not to fail."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.claim import Claim
from domain.mandate import Mandate
from domain.meeting.state import Meeting, Stage
from domain.values import MandateId, MeetingId, PersonId
from infrastructure.views import standing
from infrastructure.views.facts import Log, Subject
from infrastructure.views.shape import Shape, day, id_
from infrastructure.views.store import Store
from infrastructure.views.view import Made, by_state, in_streams

BORNE = Shape(
    "mandates_borne",
    (
        id_("id", "The mandate.", sure=True),
        id_("person", "Who bears it.", sure=True),
        id_("organisation", "For which organisation.", sure=True),
    ),
    indexes=(("person", "id"), ("organisation", "id")),
)
HELD = Shape(
    "meetings_held",
    (
        id_("id", "The meeting.", sure=True),
        id_("committee", "Whose.", sure=True),
        day("held_on", "On which day.", sure=True),
    ),
    indexes=(("committee", "held_on"),),
)
SHAPES = (BORNE, HELD)


def rows(subject: Subject) -> Made:
    """Who bears a mandate and for whom; when a committee meets."""
    if isinstance(subject.state, Meeting):
        return {"meetings_held": _held(subject.stream, subject.state)}
    state: Mandate = subject.state
    row = {"id": subject.stream, "person": state.person or "", "organisation": state.organisation or ""}
    return {"mandates_borne": [row]}


def _held(stream: str, state: Meeting) -> list[dict[str, Any]]:
    if state.held_on is None or state.stage is Stage.CANCELLED:
        return []
    return [{"id": stream, "committee": state.committee or "", "held_on": state.held_on}]


view = by_state("directory", in_streams("mandate"), SHAPES, rows)


class ViewDirectory:
    """The Directory port: mandates and meetings from the view, holders of claims from the log's own table."""

    def __init__(self, store: Store, log: Log) -> None:
        self._store, self._log = store, log

    def mandates_of(self, person: PersonId) -> Sequence[MandateId]:
        """Mandates ever granted to a person, oldest first."""
        return self._mandates("person", person)

    def mandates_in(self, organisation: str) -> Sequence[MandateId]:
        """Mandates ever granted for an organisation, oldest first."""
        return self._mandates("organisation", organisation)

    def meetings_of(self, committee: str) -> Sequence[tuple[MeetingId, date]]:
        """The meetings of a committee that were not called off, by day."""
        with self._store.reading() as connection:
            generation = standing.load(connection)[view.name].generation
            held = self._store.tables(view, generation)[HELD.name]
            query = sa.select(held.c.id, held.c.held_on).where(held.c.committee == committee).order_by(held.c.held_on)
            return [(MeetingId(name), date.fromisoformat(str(day))) for name, day in connection.execute(query)]

    def holder_of(self, claim: Claim) -> str | None:
        """The stream that holds a claim."""
        return self._log.recorder.holder(claim.kind, claim.value)

    def _mandates(self, column: str, value: str) -> list[MandateId]:
        with self._store.reading() as connection:
            generation = standing.load(connection)[view.name].generation
            borne = self._store.tables(view, generation)[BORNE.name]
            query = sa.select(borne.c.id).where(borne.c[column] == value).order_by(borne.c.id)
            return [MandateId(each) for (each,) in connection.execute(query)]
