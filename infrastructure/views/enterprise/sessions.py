"""Sessions and trainings, and who came."""

from collections.abc import Iterator
from typing import Any

from application.reading import ColumnType
from domain.session.state import Kind, Session
from infrastructure.views.facts import Subject
from infrastructure.views.offer import (
    Detail,
    Offer,
    among,
    equal,
    holds_words,
    since,
    until,
)
from infrastructure.views.shape import KEPT, Shape, day, flag, id_, number, of_type, text
from infrastructure.views.timelines import open_ones
from infrastructure.views.view import Made
from infrastructure.views.words import tokens

SESSIONS = Shape(
    "sessions",
    (
        id_("id", "The session.", sure=True),
        id_("framework", "The framework it belongs to."),
        id_("programme", "Of which programme."),
        text("title", "Its title."),
        text("kind", "What is done together."),
        text("cohort", "For which cohort."),
        day("starts_on", "Its first day."),
        day("ends_on", "Its last day."),
        of_type(ColumnType.DECIMAL, "hours", "How long it lasts."),
        text("place", "Where."),
        of_type(ColumnType.PERSON, "trainer", "Who runs it."),
        of_type(ColumnType.ORGANISATION, "organisation", "For which organisation."),
        number("enrolled_count", "Projects that were to come."),
        number("present_count", "Projects that came."),
        day("cancelled_on", "When it was called off."),
        number("irregularities_open", "Irregularities that wait to be put right or accepted."),
        text("words", hidden=True, sure=True),
        *KEPT,
    ),
    indexes=(("starts_on", "id"), ("programme", "cohort")),
)
ATTENDANCE = Shape(
    "session_attendance",
    (
        id_("id", "The session.", sure=True),
        id_("project", "The project.", sure=True),
        day("on", "The session's first day."),
        text("title", "The session's title."),
        flag("enrolled", "Whether it was to come."),
        flag("present", "Whether it came; null: nobody said."),
        of_type(ColumnType.PERSON, "person", "In whose person."),
        of_type(ColumnType.DECIMAL, "hours", "For how many hours."),
    ),
    key=("id", "project"),
    indexes=(("project",),),
)
SHAPES = (SESSIONS, ATTENDANCE)


def rows(subject: Subject, state: Session) -> Made:
    """The rows of one session."""
    row = subject.kept() | {
        "framework": state.framework,
        "programme": state.programme,
        "title": state.title,
        "kind": state.kind,
        "cohort": state.cohort or None,
        "starts_on": state.starts_on,
        "ends_on": state.ends_on,
        "hours": state.hours,
        "place": state.place or None,
        "trainer": state.trainer,
        "organisation": state.organisation,
        "enrolled_count": len(state.enrolled),
        "present_count": sum(one.present for one in state.attendance.values()),
        "cancelled_on": state.cancelled_on,
        "irregularities_open": open_ones(state.irregularities),
        "words": " ".join(tokens(state.title)),
    }
    return {"sessions": [row], "session_attendance": list(_attendance(subject.stream, state))}


def _attendance(stream: str, state: Session) -> Iterator[dict[str, Any]]:
    for project in sorted({*state.enrolled, *state.attendance}):
        one = state.attendance.get(project)
        yield {
            "id": stream,
            "project": project,
            "on": state.starts_on,
            "title": state.title,
            "enrolled": project in state.enrolled,
            "present": one and one.present,
            "person": one and one.person,
            "hours": one and one.hours,
        }


sessions = Offer(
    name="sessions",
    title="Séances et formations",
    words="Meetings and trainings of programmes, and who came.",
    shape=SESSIONS,
    order=("starts_on",),
    filters=(
        holds_words("text", SESSIONS, "words", "Words of the title."),
        equal("framework", SESSIONS),
        equal("programme", SESSIONS),
        equal("kind", SESSIONS, choices=Kind),
        equal("cohort", SESSIONS),
        equal("trainer", SESSIONS),
        among("project", "Those to which this project was to come.", SESSIONS, ATTENDANCE, "project"),
        since("since", SESSIONS, "starts_on", "Those that begin that day or later."),
        until("until", SESSIONS, "starts_on", "Those that begin that day or earlier."),
    ),
    details=(Detail("attendance", "Who was to come, and who came.", ATTENDANCE, ("project",)),),
)
