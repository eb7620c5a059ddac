"""Whose mandates there are: what authority looks up before every command, in a view small enough not to fail."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from application.reading import ColumnType
from domain.candidature.state import Application
from domain.case import Case
from domain.claim import Claim
from domain.contract.state import Contract
from domain.evaluation.state import Evaluation
from domain.mandate import Mandate
from domain.meeting.state import Meeting, Stage
from domain.procedure.publication import Published
from domain.values import MandateId, MeetingId, PersonId
from infrastructure.views import standing
from infrastructure.views.facts import Log, Subject
from infrastructure.views.shape import Shape, day, id_, instant_text, of_type, text
from infrastructure.views.store import Store
from infrastructure.views.view import Made, by_state, in_streams

BORNE = Shape(
    "mandates_borne",
    (
        id_("id", "The mandate.", sure=True),
        id_("person", "Who bears it.", sure=True),
        id_("organisation", "For which organisation.", sure=True),
        text("role", "What it is for.", sure=True),
        text("capacity", "In which capacity, in small letters.", sure=True),
    ),
    indexes=(("person", "id"), ("organisation", "id"), ("role", "id"), ("capacity", "id")),
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
OPEN = Shape(
    "cases_open",
    (id_("id", "The case.", sure=True), id_("subject", "What it is about.", sure=True)),
    indexes=(("subject",),),
)
ALARMS = Shape(
    "alarms",
    (
        id_("id", "The case.", sure=True),
        text("key", "The timer, or the number of the order to be tried again.", sure=True),
        of_type(ColumnType.INSTANT, "due", "When it is due.", sure=True),
    ),
    key=("id", "key"),
    indexes=(("due",),),
)
PROCEDURES = Shape(
    "procedures_known",
    (
        id_("id", "The procedure.", sure=True),
        id_("framework", "Where it was published.", sure=True),
        text("name", "Its name.", sure=True),
    ),
    indexes=(("framework", "name"),),
)
JUDGING = Shape(
    "evaluations_about",
    (id_("id", "The evaluation.", sure=True), id_("subject", "What it judges.", sure=True)),
    indexes=(("subject", "id"),),
)
APPLYING = Shape(
    "applications_to",
    (id_("id", "The application.", sure=True), id_("subject", "To which call.", sure=True)),
    indexes=(("subject", "id"),),
)
BOUGHT = Shape(
    "contracts_of",
    (id_("id", "The contract.", sure=True), id_("subject", "Who buys.", sure=True)),
    indexes=(("subject", "id"),),
)
SHAPES = (BORNE, HELD, OPEN, ALARMS, PROCEDURES, JUDGING, APPLYING, BOUGHT)
ABOUT = {"evaluation": JUDGING, "application": APPLYING, "contract": BOUGHT}
"""By kind, where what is about a subject is found."""

REACHED = "SELECT generation, position FROM standing WHERE name = ?"
DUE = (
    "SELECT s.generation, a.id, a.key FROM standing AS s LEFT JOIN "
    "(SELECT id, key, due FROM {alarms} WHERE due <= ? ORDER BY due, id LIMIT ?) AS a ON 1 = 1 "
    "WHERE s.name = ? ORDER BY a.due, a.id"
)
MANY = 500
"""Bearers of one role that are named at most."""


def rows(subject: Subject) -> Made:
    """Who bears a mandate; when a committee meets; which cases are open, when to wake for them; procedures by name."""
    if isinstance(subject.state, Meeting):
        return {"meetings_held": _held(subject.stream, subject.state)}
    if isinstance(subject.state, Case):
        return _case(subject.stream, subject.state)
    if isinstance(subject.state, Evaluation):
        judged = subject.state.subject
        return {"evaluations_about": [{"id": subject.stream, "subject": judged}] if judged else []}
    if isinstance(subject.state, Application):
        return {"applications_to": [{"id": subject.stream, "subject": subject.state.call or ""}]}
    if isinstance(subject.state, Contract):
        return {"contracts_of": [{"id": subject.stream, "subject": subject.state.buyer or ""}]}
    if isinstance(subject.state, Published):
        known = subject.state.retired_on is None
        row = {"id": subject.stream, "framework": subject.state.framework or "", "name": subject.state.name}
        return {"procedures_known": [row] if known else []}
    state: Mandate = subject.state
    row = {
        "id": subject.stream,
        "person": state.person or "",
        "organisation": state.organisation or "",
        "role": state.role or "",
        "capacity": state.capacity.casefold(),
    }
    return {"mandates_borne": [row]}


def _held(stream: str, state: Meeting) -> list[dict[str, Any]]:
    if state.held_on is None or state.stage is Stage.CANCELLED:
        return []
    return [{"id": stream, "committee": state.committee or "", "held_on": state.held_on}]


def _case(stream: str, state: Case) -> Made:
    if not state.is_open:
        return {}
    return {"cases_open": [{"id": stream, "subject": state.subject}], "alarms": _alarms(stream, state)}


def _alarms(stream: str, state: Case) -> Iterator[dict[str, Any]]:
    for timer in state.timers:
        yield {"id": stream, "key": timer.key, "due": timer.due}
    for order in state.orders:
        if order.retry_at is not None:
            yield {"id": stream, "key": str(order.number), "due": order.retry_at}


KINDS = ("mandate", "meeting", "case", "procedure", "evaluation", "application", "contract")
view = by_state("directory", in_streams(*KINDS), SHAPES, rows)


class ViewDirectory:
    """The Directory port: mandates and meetings from the view, holders of claims from the log's own table."""

    def __init__(self, store: Store, log: Log) -> None:
        self._store, self._log = store, log

    def reached(self) -> int:
        """The position up to which the view knows the log."""
        ((_, position),) = self._store.straight(view, REACHED, (view.name,))
        return int(position)

    def mandates_of(self, person: PersonId) -> Sequence[MandateId]:
        """Mandates ever granted to a person, oldest first."""
        return self._mandates("person", person)

    def mandates_in(self, organisation: str) -> Sequence[MandateId]:
        """Mandates ever granted for an organisation, oldest first."""
        return self._mandates("organisation", organisation)

    def mandates_like(self, role: str, capacity: str) -> Sequence[MandateId]:
        """Mandates ever granted for this role, in this capacity (empty: any), oldest first."""
        with self._store.reading() as connection:
            borne = self._table(connection, BORNE)
            query = sa.select(borne.c.id)
            if role:
                query = query.where(borne.c.role == role)
            if capacity:
                query = query.where(borne.c.capacity == capacity.casefold())
            return [MandateId(each) for (each,) in connection.execute(query.order_by(borne.c.id).limit(MANY))]

    def meetings_of(self, committee: str) -> Sequence[tuple[MeetingId, date]]:
        """The meetings of a committee that were not called off, by day."""
        with self._store.reading() as connection:
            held = self._table(connection, HELD)
            query = sa.select(held.c.id, held.c.held_on).where(held.c.committee == committee).order_by(held.c.held_on)
            return [(MeetingId(name), date.fromisoformat(str(day))) for name, day in connection.execute(query)]

    def about(self, kind: str, subject: str) -> Sequence[str]:
        """What was begun of that kind about a subject, oldest first; the names of streams grow with time."""
        shape = ABOUT.get(kind)
        if shape is None:
            return ()
        with self._store.reading() as connection:
            table = self._table(connection, shape)
            query = sa.select(table.c.id).where(table.c.subject == subject).order_by(table.c.id)
            return [str(name) for (name,) in connection.execute(query)]

    def procedures_in(self, framework: str) -> Sequence[str]:
        """The procedures of a framework under which further cases are opened."""
        with self._store.reading() as connection:
            known = self._table(connection, PROCEDURES)
            query = sa.select(known.c.id).where(known.c.framework == framework).order_by(known.c.id)
            return [str(found) for (found,) in connection.execute(query)]

    def procedure_named(self, framework: str, name: str) -> str | None:
        """The procedure of that name in a framework, while further cases are opened under it."""
        with self._store.reading() as connection:
            known = self._table(connection, PROCEDURES)
            query = sa.select(known.c.id).where(known.c.framework == framework, known.c.name == name)
            return next((str(found) for (found,) in connection.execute(query.order_by(known.c.id.desc()))), None)

    def cases_about(self, subjects: Sequence[str]) -> Sequence[tuple[str, str]]:
        """The open cases about any of these, each with its subject."""
        with self._store.reading() as connection:
            cases = self._table(connection, OPEN)
            query = sa.select(cases.c.id, cases.c.subject).where(cases.c.subject.in_(subjects)).order_by(cases.c.id)
            return [(str(case), str(subject)) for case, subject in connection.execute(query)]

    def alarms(self, until: datetime, limit: int) -> Sequence[tuple[str, str]]:
        """The case and key of each timer or order that is due, the earliest first."""
        found = self._store.straight(view, DUE, (instant_text(until), limit, view.name))
        return [(str(case), str(key)) for _, case, key in found if case is not None]

    def _table(self, connection: sa.Connection, shape: Shape) -> sa.Table:
        return self._store.tables(view, standing.load(connection)[view.name].generation)[shape.name]

    def holder_of(self, claim: Claim) -> str | None:
        """The stream that holds a claim."""
        return self._log.recorder.holder(claim.kind, claim.value)

    def _mandates(self, column: str, value: str) -> list[MandateId]:
        with self._store.reading() as connection:
            borne = self._table(connection, BORNE)
            query = sa.select(borne.c.id).where(borne.c[column] == value).order_by(borne.c.id)
            return [MandateId(each) for (each,) in connection.execute(query)]
