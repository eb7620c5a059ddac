"""The procedures that a framework has published."""

from collections.abc import Iterator
from typing import Any

from application.reading import ColumnType
from domain.procedure.publication import Published
from infrastructure.views.facts import Subject
from infrastructure.views.offer import Detail, Offer, equal
from infrastructure.views.shape import KEPT, Shape, day, id_, number, of_type, text
from infrastructure.views.view import Made, by_state, in_streams

PROCEDURES = Shape(
    "procedures",
    (
        id_("id", "The procedure.", sure=True),
        id_("framework", "The framework it belongs to."),
        text("name", "Its name.", sure=True),
        text("subject", "What its cases are about."),
        number("newest", "The newest version."),
        of_type(ColumnType.ID, "digest", "The digest of the newest version."),
        day("published_on", "When that was published."),
        day("retired_on", "Since when no further case is opened."),
        *KEPT,
    ),
    indexes=(("framework", "name"), ("name", "id")),
)
VERSIONS = Shape(
    "procedure_versions",
    (
        id_("id", "The procedure.", sure=True),
        number("number", "The version.", sure=True),
        of_type(ColumnType.ID, "digest", "The digest of what it defines."),
        day("published_on", "When it was published."),
        text("act", "The act that adopted it."),
    ),
    key=("id", "number"),
)


def rows(subject: Subject) -> Made:
    """The rows of one procedure."""
    state: Published = subject.state
    newest = state.newest
    row = subject.kept() | {
        "framework": state.framework,
        "name": state.name,
        "subject": state.subject,
        "newest": newest and newest.number,
        "digest": newest and newest.digest,
        "published_on": newest and newest.on,
        "retired_on": state.retired_on,
    }
    return {"procedures": [row], "procedure_versions": list(_versions(subject.stream, state))}


def _versions(stream: str, state: Published) -> Iterator[dict[str, Any]]:
    for one in state.versions.values():
        act = one.act and " ".join(filter(None, (one.act.kind.value, one.act.number, str(one.act.adopted_on or ""))))
        yield {"id": stream, "number": one.number, "digest": one.digest, "published_on": one.on, "act": act}


procedures = Offer(
    name="procedures",
    title="Procédures",
    words="How things proceed here, as versions that were published.",
    shape=PROCEDURES,
    order=("name",),
    filters=(equal("framework", PROCEDURES), equal("name", PROCEDURES), equal("subject", PROCEDURES)),
    details=(Detail("versions", "Every version that was published.", VERSIONS, ("number",)),),
)

view = by_state("procedures", in_streams("procedure"), (PROCEDURES, VERSIONS), rows, (procedures,))
