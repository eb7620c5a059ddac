"""A commitment is what one or several parties owe by a date, from one named source; this is what is known of it."""

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.commitment.indicator import Indicator
from domain.decider import Refusal, record, replace
from domain.framework.state import FieldOfWork
from domain.irregularity import Irregularities
from domain.values import (
    CommitmentId,
    Evidence,
    FrameworkId,
    Money,
    OrganisationId,
    PersonId,
    Since,
    Timeline,
    latest,
)


class Kind(StrEnum):
    """What form the promise takes."""

    PLEDGE = "pledge"
    SERVICE = "service"
    TRAINING = "training"
    GRANT = "grant"
    LOAN = "loan"
    GUARANTEE = "guarantee"
    IN_KIND_AID = "in_kind_aid"
    PROCUREMENT_CLAUSE = "procurement_clause"
    POOLED_RESOURCE = "pooled_resource"
    REPRESENTATION = "representation"
    SUPPORT = "support"


class Stage(StrEnum):
    """How far a commitment has come, or how it ended."""

    DECLARED = "declared"
    ACCEPTED = "accepted"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DELIVERED = "delivered"
    VERIFIED = "verified"
    MISSED = "missed"
    WAIVED = "waived"
    SUPERSEDED = "superseded"


LINE = (Stage.DECLARED, Stage.ACCEPTED, Stage.PLANNED, Stage.IN_PROGRESS, Stage.DELIVERED, Stage.VERIFIED)
"""The steps of a commitment that is kept, in order."""
OWED = frozenset({Stage.DECLARED, Stage.ACCEPTED, Stage.PLANNED, Stage.IN_PROGRESS, Stage.MISSED})
"""What was missed is still owed: it can be delivered late."""
LET_GO = frozenset({Stage.WAIVED, Stage.SUPERSEDED})


class OriginKind(StrEnum):
    """What a commitment comes from."""

    AGREEMENT = "agreement"
    DECLARATION = "declaration"
    RECOMMENDATION = "recommendation"
    DECISION = "decision"


@record
class Origin:
    """The one source of a commitment: a stream, the event in it that said so, and the place in its text."""

    kind: OriginKind
    stream: str
    event: str = ""
    detail: str = ""


@record
class Owner:
    """Who owes, with a share in per cent where the commitment is pooled."""

    organisation: OrganisationId
    share: Decimal | None = None


Owners = tuple[Owner, ...]


@record
class DueMove:
    """A due date that was moved: from when to when, who agreed, why, and by which decision."""

    before: date
    after: date
    agreed_by: frozenset[OrganisationId]
    reasons: str
    decision: str
    on: date


@record
class Miss:
    """A due date that passed without delivery, and the day after it."""

    due: date
    on: date


@record
class Milestone:
    number: int
    title: str
    due: date | None
    original_due: date | None
    reached_on: date | None = None
    evidence: tuple[Evidence, ...] = ()
    dropped_on: date | None = None
    dropped_because: str = ""


@record
class ContestedEntry:
    """An entry that one side disputes; it stays on file with its answer."""

    number: int
    entry: str
    by: OrganisationId
    reasons: str
    on: date
    answered_by: OrganisationId | None = None
    answer: str = ""
    upheld: bool | None = None
    answered_on: date | None = None


@record
class Verification:
    verifier: PersonId | None
    organisation: OrganisationId | None
    capacity: str
    note: str
    on: date


@record
class Waiver:
    reasons: str
    agreed_by: frozenset[OrganisationId]
    on: date


@record
class Commitment:
    """Everything known of one commitment. `stages` and `due` say what held from when; `missed` is never forgotten."""

    framework: FrameworkId = FrameworkId("")
    title: str = ""
    text: str = ""
    kind: Kind = Kind.PLEDGE
    field: FieldOfWork = FieldOfWork.POLITICAL_COMMITMENT
    stage: Stage = Stage.DECLARED
    reached: Stage = Stage.DECLARED
    stages: Timeline[Stage] = ()
    owners: Timeline[Owners] = ()
    accepted_by: Mapping[str, date] = dataclasses.field(default_factory=dict[str, date])
    beneficiaries: frozenset[OrganisationId] = frozenset()
    for_whom: str = ""
    amount: Money | None = None
    origin: Origin | None = None
    original_due: date | None = None
    due: Timeline[date] = ()
    due_moves: tuple[DueMove, ...] = ()
    starts_on: date | None = None
    delivered_on: date | None = None
    verification: Verification | None = None
    missed: tuple[Miss, ...] = ()
    waiver: Waiver | None = None
    superseded_by: CommitmentId | None = None
    milestones: tuple[Milestone, ...] = ()
    indicators: Mapping[str, Indicator] = dataclasses.field(default_factory=dict[str, Indicator])
    evidence: tuple[Evidence, ...] = ()
    contests: tuple[ContestedEntry, ...] = ()
    irregularities: Irregularities = ()


class NoSuchCommitment(Refusal):
    """A commitment is declared before anything else is said of it."""


class CommitmentStepSkipped(Refusal):
    """A commitment is declared, accepted, planned, in progress, delivered and verified, in that order."""

    cure = "Record the missing step with its date and its source, or accept the gap with reasons."


class NoLongerOwed(Refusal):
    """What was delivered, verified, waived or superseded is no longer owed."""

    cure = "Either side contests the entry, or accepts it with reasons."


class NobodyAgreed(Refusal):
    """A change to what is owed says who agreed to it."""

    cure = "Name the parties who agreed, with the document that shows it."


def current_owners(commitment: Commitment) -> Owners:
    """Who owes it now, as far as is known."""
    return latest(commitment.owners) or ()


def owner_ids(owners: Owners) -> frozenset[OrganisationId]:
    return frozenset(owner.organisation for owner in owners)


def every_owner(commitment: Commitment) -> frozenset[OrganisationId]:
    """Everyone who owes it or ever did."""
    return frozenset(owner.organisation for entry in commitment.owners for owner in entry.value)


def due(commitment: Commitment) -> date | None:
    """The due date that counts now."""
    return latest(commitment.due)


def passed(commitment: Commitment, stage: Stage) -> bool:
    """Whether that stage was ever recorded."""
    return any(entry.value is stage for entry in commitment.stages)


def in_order(commitment: Commitment, step: Stage) -> Iterator[Refusal]:
    """What is irregular in taking that step now."""
    if commitment.stage in LET_GO:
        yield NoLongerOwed(commitment.stage)
    elif LINE.index(step) != LINE.index(commitment.reached) + 1:
        yield CommitmentStepSkipped(commitment.reached, step)


def still_owed(commitment: Commitment) -> Iterator[Refusal]:
    """What is irregular in changing a commitment that is no longer owed."""
    if commitment.stage not in OWED:
        yield NoLongerOwed(commitment.stage)


def stepped(commitment: Commitment, step: Stage, on: date) -> Commitment:
    """After a step of the line: an earlier step recorded late does not turn the commitment back."""
    reached = max(commitment.reached, step, key=LINE.index)
    late = commitment.stage is Stage.MISSED and reached in OWED
    stage = commitment.stage if late or commitment.stage in LET_GO else reached
    return staged(replace(commitment, reached=reached), Since(since=on, value=step), stage)


def staged(commitment: Commitment, entry: Since[Stage], stage: Stage) -> Commitment:
    """With one more entry in `stages`, and `stage` as what holds last."""
    stages = (*commitment.stages, entry)
    if latest(stages) is not stage:
        stages = (*stages, Since(since=max(one.since for one in stages), value=stage))
    return replace(commitment, stage=stage, stages=stages)
