"""Lineage: what caused what, what rests on what, and where a chain is broken."""

import re
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from application.reading import ColumnType
from domain.agreement.state import Agreement
from domain.commitment.state import Commitment
from domain.evaluation.reading import Awaiting, open_recommendations
from domain.evaluation.state import Evaluation
from infrastructure.views.facts import Batch, Fact, Subject, envelopes_together
from infrastructure.views.offer import Asked, Offer, Where, equal, since, until
from infrastructure.views.shape import Shape, day, id_, number, of_type, text
from infrastructure.views.view import Change, Changes, Made, View, in_streams, put

GAPS_IN = in_streams("agreement", "commitment", "evaluation")
SOURCELESS, UNDECIDED, UNANSWERED = "commitment_without_source", "payment_without_decision", "recommendation_open"
UNSHOWN = "delivery_without_evidence"
GAPS = (SOURCELESS, UNDECIDED, UNANSWERED, UNSHOWN)

_KINDS = (
    "agreement|commitment|evaluation|meeting|committee|mandate|import|contract|case"
    "|programme|call|application|project|session|loan"
    "|procurement_plan"
)
_SUBJECT = re.compile(rf"(?:{_KINDS})-[0-9A-Za-z][0-9A-Za-z-]*")
_MENTIONED = re.compile(rf'\n.*"(?:{_KINDS})-'.encode(), re.DOTALL)
"""In the payload, which stands after the envelope's line."""

CAUSES = Shape(
    "causes",
    (
        number("position", "Its place in the log.", sure=True),
        id_("event", "The event.", sure=True),
        text("type", "Its name.", sure=True),
        id_("subject", "The stream it belongs to.", sure=True),
        id_("cause", "What caused it: an event, or an import.", sure=True),
        id_("correlation", "What it belongs together with."),
    ),
    key=("position",),
    by="position",
    only_grows=True,
    indexes=(("event",), ("cause",), ("correlation",)),
)
LINKS = Shape(
    "links",
    (
        id_("id", "Position and number.", sure=True),
        number("position", "Where the link was recorded.", sure=True),
        number("number", hidden=True, sure=True),
        id_("event", "The event that said so.", sure=True),
        text("type", "Its name.", sure=True),
        id_("from", "The subject that names the other.", sure=True),
        id_("to", "The subject that is named.", sure=True),
        text("relation", "As what it is named: the field of the event.", sure=True),
        day("on", "When that took effect.", sure=True),
    ),
    by="position",
    only_grows=True,
    indexes=(("position", "number"), ("from",), ("to",)),
)
BROKEN = Shape(
    "broken_links",
    (
        id_("id", "Subject, kind and place.", sure=True),
        text("kind", "What is missing.", sure=True),
        id_("subject", "Where it is missing.", sure=True),
        id_("framework", "The framework it belongs to."),
        text("title", "The subject's title."),
        text("detail", "Exactly where."),
        of_type(ColumnType.ORGANISATION, "organisation", "Whom it concerns."),
    ),
    by="subject",
    indexes=(("subject",), ("kind", "id")),
)
SHAPES = (CAUSES, LINKS, BROKEN)


def project(batch: Batch) -> Changes:
    """Causes and links of each fact, and the broken links of each subject."""
    changes = {one.name: Change() for one in SHAPES}
    envelopes_together(batch.facts)
    for fact in batch.facts:
        changes["causes"].rows += [CAUSES.row(values) for values in _causes(fact)]
        changes["links"].rows += [LINKS.row(values) for values in _links(fact)]
    for subject in batch.subjects(GAPS_IN):
        put(changes, (BROKEN,), subject, rows(subject))
    return changes


def _causes(fact: Fact) -> Iterator[dict[str, Any]]:
    envelope = fact.envelope
    if envelope["causation"]:
        yield {
            "position": fact.position,
            "event": envelope["id"],
            "type": fact.type,
            "subject": fact.stream,
            "cause": envelope["causation"],
            "correlation": envelope["correlation"],
        }


def _links(fact: Fact) -> Iterator[dict[str, Any]]:
    if _MENTIONED.search(fact.state) is None:
        return
    named: dict[tuple[str, str], None] = {}
    _name(fact.payload, "", named)
    for at, (relation, target) in enumerate((each for each in named if each[1] != fact.stream), 1):
        yield {
            "id": f"{fact.position}/{at}",
            "position": fact.position,
            "number": at,
            "event": fact.envelope["id"],
            "type": fact.type,
            "from": fact.stream,
            "to": target,
            "relation": relation,
            "on": fact.envelope["effective"][:10],
        }


def _name(tree: Any, path: str, named: dict[tuple[str, str], None]) -> None:
    """Every subject that an event names, and as what."""
    kind = tree.__class__
    if kind is str:
        if "-" in tree and _SUBJECT.fullmatch(tree):
            named[path, tree] = None
    elif kind is dict:
        for key, each in tree.items():
            _name(key, path, named)
            _name(each, f"{path}.{key}" if path else key, named)
    elif kind is list:
        for each in tree:
            _name(each, path, named)


def rows(subject: Subject) -> Made:
    """The broken links of one subject."""
    match subject.state:
        case Commitment() as commitment:
            return {"broken_links": list(_sourceless(subject, commitment))}
        case Agreement() as agreement:
            return {"broken_links": list(_undecided(subject, agreement))}
        case Evaluation() as evaluation:
            return {"broken_links": list(_unanswered(subject, evaluation))}
        case _:
            return {}


def _broken(subject: Subject, kind: str, title: str, place: str, detail: str, organisation: str | None) -> Any:
    return {
        "id": f"{subject.stream}/{kind}/{place}",
        "kind": kind,
        "subject": subject.stream,
        "framework": subject.framework,
        "title": title,
        "detail": detail,
        "organisation": organisation,
    }


def _sourceless(subject: Subject, state: Commitment) -> Iterator[dict[str, Any]]:
    """A commitment that comes from nothing, or whose delivery nothing shows."""
    if state.origin is None:
        yield _broken(subject, SOURCELESS, state.title, "", "", None)
    if state.delivered_on is not None and not _shown(state):
        yield _broken(subject, UNSHOWN, state.title, "", state.delivered_on.isoformat(), None)


def _shown(state: Commitment) -> bool:
    """Whether any document shows what was delivered, its own or a milestone's."""
    return bool(state.evidence) or any(one.evidence for one in state.milestones)


def _undecided(subject: Subject, state: Agreement) -> Iterator[dict[str, Any]]:
    """A payer that paid without a decision of its own on file, nor one named by a publication."""
    if state.publication is not None and state.publication.published.decision:
        return
    decided = {one.by for one in state.acts}
    for line in sorted(state.money.lines.values(), key=lambda each: (each.payer, each.year)):
        if line.paid.cents > 0 and line.payer not in decided:
            place = f"{line.payer}/{line.year}"
            yield _broken(subject, UNDECIDED, state.title, place, f"{line.year}: {line.paid.amount}", line.payer)


def _unanswered(subject: Subject, state: Evaluation) -> Iterator[dict[str, Any]]:
    for at, one in enumerate(open_recommendations(state), 1):
        waiting = "response" if one.awaiting is Awaiting.RESPONSE else "commitment"
        place = f"{one.number}/{at}"
        yield _broken(subject, UNANSWERED, state.title, place, f"{one.number}: {waiting}", one.by)


def _either_side(asked: Asked, value: str) -> sa.ColumnElement[bool]:
    links = asked.tables["links"]
    wanted = [each.strip() for each in value.split(",")]
    return sa.or_(links.c["from"].in_(wanted), links.c.to.in_(wanted))


causes = Offer(
    name="causes",
    title="Causes",
    words="Which event caused which: follow `cause` to the `event` of the same name.",
    shape=CAUSES,
    order=("position",),
    filters=(
        equal("event", CAUSES),
        equal("cause", CAUSES),
        equal("correlation", CAUSES),
        equal("subject", CAUSES),
        equal("type", CAUSES),
    ),
    key="position",
)
lineage = Offer(
    name="lineage",
    title="Filiation",
    words="Which subject names which: an agreement its act, a commitment its source, a recommendation its commitment.",
    shape=LINKS,
    order=("position", "number"),
    filters=(
        Where("subject", ColumnType.ID, "Links on either side of it.", _either_side),
        equal("from", LINKS),
        equal("to", LINKS),
        equal("relation", LINKS),
        equal("type", LINKS),
        since("since", LINKS, "on", "Those that took effect that day or later."),
        until("until", LINKS, "on", "Those that took effect that day or earlier."),
    ),
)
broken_links = Offer(
    name="broken_links",
    title="Liens rompus",
    words="Commitments with no source, deliveries with no evidence, payments with no decision, open recommendations.",
    shape=BROKEN,
    order=("kind",),
    filters=(
        equal("kind", BROKEN, choices=GAPS),
        equal("subject", BROKEN),
        equal("framework", BROKEN),
        equal("organisation", BROKEN),
    ),
)

view = View(name="lineage", shapes=SHAPES, project=project, offers=(causes, lineage, broken_links))
