"""An evaluation judges what came of something, against criteria agreed beforehand; this is what is known of it."""

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
    OrganisationId,
    PersonId,
    Protected,
    Since,
    Timeline,
    latest,
)


class Kind(StrEnum):
    """When or of what it judges; a standing one observes a territory year after year."""

    MID_TERM = "mid_term"
    FINAL = "final"
    EX_ANTE = "ex_ante"
    THEMATIC = "thematic"
    STANDING = "standing"


class Stage(StrEnum):
    """How far an evaluation has come."""

    PLANNED = "planned"
    TERMS_AGREED = "terms_agreed"
    COLLECTING = "collecting"
    DRAFTED = "drafted"
    RIGHT_OF_REPLY = "right_of_reply"
    ADOPTED = "adopted"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


LINE = (
    Stage.PLANNED,
    Stage.TERMS_AGREED,
    Stage.COLLECTING,
    Stage.DRAFTED,
    Stage.RIGHT_OF_REPLY,
    Stage.ADOPTED,
    Stage.PUBLISHED,
)
"""The steps of an evaluation that is carried through, in order."""


class Answer(StrEnum):
    """What an organisation makes of a recommendation."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    REJECTED = "rejected"


@record
class Criterion:
    """What the evaluation asks: a short stable code, a name and a question."""

    code: str
    name: str
    question: str = ""


DAC = (
    Criterion(code="relevance", name="Pertinence", question="L'action répond-elle au besoin ?"),
    Criterion(code="coherence", name="Cohérence", question="S'accorde-t-elle avec ce qui se fait par ailleurs ?"),
    Criterion(code="effectiveness", name="Efficacité", question="Atteint-elle ses objectifs ?"),
    Criterion(code="efficiency", name="Efficience", question="Les moyens sont-ils employés au mieux ?"),
    Criterion(code="impact", name="Impact", question="Qu'est-ce que cela change ?"),
    Criterion(code="sustainability", name="Durabilité", question="Les bienfaits dureront-ils ?"),
)
"""The six criteria of the OECD Development Assistance Committee (2019)."""


@record
class Scale:
    """The lowest and the highest score."""

    lowest: Decimal
    highest: Decimal


@record
class Evaluator:
    """Who evaluates; `interests` is None until they are declared."""

    person: PersonId
    organisation: OrganisationId | None
    capacity: str
    appointed_on: date
    interests: frozenset[OrganisationId] | None = None
    statement: Protected | None = None
    stood_down_on: date | None = None


@record
class Finding:
    number: int
    criterion: str
    text: str
    evidence: tuple[Evidence, ...]
    on: date


@record
class Score:
    """One criterion's score, by one evaluator or by all of them together."""

    criterion: str
    value: Decimal
    evaluator: PersonId | None
    reasons: str
    evidence: tuple[Evidence, ...]
    findings: tuple[int, ...]
    on: date


@record
class Response:
    """What one organisation answered, and the commitment that came of it."""

    by: OrganisationId
    answer: Answer
    reasons: str
    due: date | None
    on: date
    commitment: CommitmentId | None = None


@record
class Recommendation:
    """Its text never changes: it is withdrawn and another one is made. `responses` holds all answers, in order."""

    number: int
    text: str
    addressed_to: frozenset[OrganisationId]
    findings: tuple[int, ...]
    on: date
    withdrawn_on: date | None = None
    responses: tuple[Response, ...] = ()


@record
class Reply:
    """What an evaluated party says of the draft; published with the report."""

    by: OrganisationId
    text: str
    evidence: tuple[Evidence, ...]
    on: date


@record
class Version:
    """A report as it was adopted: replaced by a later one, never edited."""

    number: int
    report: Evidence | None
    adopted_by: str
    decision: str
    on: date
    findings: tuple[Finding, ...]
    scores: tuple[Score, ...]
    recommendations: tuple[int, ...]
    replies: tuple[Reply, ...]
    published_on: date | None = None
    published_at: str = ""
    replaced_on: date | None = None


@record
class Protection:
    """Below which number a figure is not published, and under which text."""

    threshold: int
    article: str


@record
class Evaluation:
    """Everything known of one evaluation: the work in hand, and every adopted version."""

    framework: FrameworkId = FrameworkId("")
    kind: Kind = Kind.FINAL
    field: FieldOfWork = FieldOfWork.COORDINATION
    title: str = ""
    subject: str = ""
    territory: str = ""
    evaluated: frozenset[OrganisationId] = frozenset()
    stage: Stage = Stage.PLANNED
    stages: Timeline[Stage] = ()
    criteria: tuple[Criterion, ...] = ()
    scale: Scale | None = None
    terms_frozen: bool = False
    terms_agreed_by: frozenset[OrganisationId] = frozenset()
    reply_days: int | None = None
    indicators: Mapping[str, Indicator] = dataclasses.field(default_factory=dict[str, Indicator])
    parts: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict[str, tuple[str, ...]])
    """Of which indicators an indicator is the sum."""
    protections: Mapping[str, Protection] = dataclasses.field(default_factory=dict[str, Protection])
    """By indicator, below which number its figures are not published."""
    evaluators: tuple[Evaluator, ...] = ()
    findings: tuple[Finding, ...] = ()
    scores: tuple[Score, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    draft: Evidence | None = None
    drafted_on: date | None = None
    summary: str = ""
    reply_until: date | None = None
    replies: tuple[Reply, ...] = ()
    versions: tuple[Version, ...] = ()
    cancelled_because: str = ""
    irregularities: Irregularities = ()


class NoSuchEvaluation(Refusal):
    """An evaluation is planned before anything else is said of it."""


class EvaluationStepSkipped(Refusal):
    """An evaluation has terms, then collects, drafts, hears replies, is adopted and published, in that order."""

    cure = "Record the missing step with its date and its source, or accept the gap with reasons."


class EvaluationIsCancelled(Refusal):
    """A cancelled evaluation is not carried on."""

    cure = "Plan a new evaluation, or accept the entry with reasons."


class NothingSaid(Refusal):
    """A title, a finding, a recommendation or a reply says something in words."""

    cure = "Whoever spoke says what was meant."


class AdoptedIsFinal(Refusal):
    """An adopted report is replaced by a new version, never edited."""

    cure = "Take up the work again and adopt a new version."


def rank(stage: Stage) -> int:
    """The place of a stage on the line; a cancelled evaluation has left it."""
    return LINE.index(stage) if stage in LINE else -1


def passed(evaluation: Evaluation, stage: Stage) -> bool:
    """Whether that stage was ever recorded."""
    return any(entry.value is stage for entry in evaluation.stages)


def in_order(evaluation: Evaluation, step: Stage) -> Iterator[Refusal]:
    """What is irregular in taking that step now."""
    if evaluation.stage is Stage.CANCELLED:
        yield EvaluationIsCancelled()
    elif rank(step) != rank(evaluation.stage) + 1:
        yield EvaluationStepSkipped(evaluation.stage, step)


def in_words(text: str) -> Iterator[Refusal]:
    """What is irregular in a text: that it is empty."""
    if not text.strip():
        yield NothingSaid()


def not_adopted(evaluation: Evaluation) -> None:
    """Refuse to edit what was adopted, wherever it was done."""
    if evaluation.versions and rank(evaluation.stage) >= rank(Stage.ADOPTED):
        raise AdoptedIsFinal(len(evaluation.versions))


def stepped(evaluation: Evaluation, step: Stage, on: date) -> Evaluation:
    """After a step of the line: an earlier step recorded late does not turn the evaluation back."""
    before = evaluation.stage
    ahead = before is Stage.CANCELLED or rank(before) > rank(step)
    after = staged(evaluation, Since(since=on, value=step), before if ahead else step)
    return replace(after, terms_frozen=evaluation.terms_frozen or step is not Stage.PLANNED)


def staged(evaluation: Evaluation, entry: Since[Stage], stage: Stage) -> Evaluation:
    """With one more entry in `stages`, and `stage` as what holds last."""
    stages = (*evaluation.stages, entry)
    if latest(stages) is not stage:
        stages = (*stages, Since(since=max(one.since for one in stages), value=stage))
    return replace(evaluation, stage=stage, stages=stages)
