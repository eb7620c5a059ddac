"""Where the lineage of a framework is broken: what is owed to nothing, what was paid on nothing, what led nowhere."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from application.facts import Unknown
from application.history.trail import Trail
from application.ports import Recorded
from domain.agreement.acts import ActRecorded
from domain.bylaws import OutcomeKind
from domain.decider import record


class Missing(StrEnum):
    """What is missing; the first four come from the lineage view, the last is found by following causes."""

    SOURCE = "commitment_without_source"
    DECISION = "payment_without_decision"
    RESPONSE = "recommendation_open"
    EVIDENCE = "delivery_without_evidence"
    EFFECT = "decision_without_effect"


@record
class BrokenLink:
    """One place where something has no beginning or no end."""

    kind: Missing
    subject: str
    title: str
    detail: str
    organisation: str | None = None
    position: int | None = None


@record
class LinksReport:
    """Every broken link of a framework, and how many links and causes hold, as the views stand at a position."""

    framework: str
    position: int
    subjects: int
    links: int
    broken: tuple[BrokenLink, ...]


def broken_links(trail: Trail, framework: str) -> LinksReport:
    """The broken links of a framework. Raises Unknown."""
    if not trail.is_known(framework):
        raise Unknown(framework)
    subjects = list(_subjects(trail, framework))
    found = [*_in_view(trail, framework), *_without_effect(trail, framework)]
    return LinksReport(
        framework=framework,
        position=trail.position,
        subjects=len(subjects),
        links=sum(1 for stream in subjects for _ in trail.rows("lineage", {"from": stream})),
        broken=tuple(sorted(found, key=lambda one: (list(Missing).index(one.kind), one.title, one.detail))),
    )


def _subjects(trail: Trail, framework: str) -> Iterator[str]:
    for listing in ("agreements", "commitments", "evaluations", "meetings"):
        yield from (str(row["id"]) for row in trail.rows(listing, {"framework": framework}))


def _in_view(trail: Trail, framework: str) -> Iterator[BrokenLink]:
    for row in trail.rows("broken_links", {"framework": framework}):
        whom = row["organisation"]
        yield BrokenLink(
            kind=Missing(str(row["kind"])),
            subject=str(row["subject"]),
            title=str(row["title"] or ""),
            detail=str(row["detail"] or ""),
            organisation=_id(whom),
        )


def _id(named: Any) -> str | None:
    return None if named is None else str(named["id"])


def _without_effect(trail: Trail, framework: str) -> Iterator[BrokenLink]:
    """Adopted decisions about something that name no effect, and that no act on file refers to."""
    filters = {"framework": framework, "kind": OutcomeKind.DECISION.value, "adopted": "true"}
    for row in trail.rows("decisions", filters):
        outcome = trail.outcome(str(row["id"]))
        about = str(row["about"] or "")
        if outcome is None or not trail.is_known(about) or trail.caused_by(outcome.event_id):
            continue
        if not any(_refers(fact, str(row["reference"] or "")) for fact in trail.of(about, ActRecorded)):
            yield BrokenLink(
                kind=Missing.EFFECT,
                subject=str(row["id"]),
                title=str(row["title"]),
                detail=" ".join(part for part in (str(row["on"]), str(row["reference"] or "")) if part),
                position=outcome.position,
            )


def _refers(fact: Recorded, reference: str) -> bool:
    event = fact.event
    return isinstance(event, ActRecorded) and bool(reference) and event.reference.number == reference
