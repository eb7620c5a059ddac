"""What evaluators found and how they score it: each rests on evidence, and stands open until the report is adopted."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain import irregularity
from domain.commitment.indicator import in_range
from domain.decider import Refusal, record, replace
from domain.evaluation.evaluators import InterestsUndeclared, find
from domain.evaluation.state import (
    Evaluation,
    EvaluationIsCancelled,
    Finding,
    Score,
    Stage,
    in_words,
    not_adopted,
    rank,
)
from domain.irregularity import judged
from domain.values import Evidence, PersonId, Source


@record
class RecordFinding:
    """Record what was found on a criterion, with the documents that show it."""

    criterion: str = ""
    text: str
    evidence: tuple[Evidence, ...] = ()
    on: date
    source: Source | None = None


@record
class ReviseFinding:
    """Word a finding anew before adoption, for instance after a reply."""

    finding: int
    text: str
    evidence: tuple[Evidence, ...] = ()
    on: date
    source: Source | None = None


@record
class ScoreCriterion:
    """Score a criterion on evidence (documents, or findings with some); it replaces the evaluator's last score."""

    criterion: str
    value: Decimal
    evaluator: PersonId | None = None
    reasons: str = ""
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[int, ...] = ()
    on: date
    source: Source | None = None


@record
class FindingRecorded:
    finding: int
    criterion: str
    text: str
    evidence: tuple[Evidence, ...]
    on: date
    source: Source | None = None


@record
class FindingRevised:
    finding: int
    text: str
    evidence: tuple[Evidence, ...]
    on: date
    source: Source | None = None


@record
class CriterionScored:
    criterion: str
    value: Decimal
    evaluator: PersonId | None
    reasons: str
    evidence: tuple[Evidence, ...]
    findings: tuple[int, ...]
    on: date
    source: Source | None = None


Event = FindingRecorded | FindingRevised | CriterionScored
Recorded = Sequence[Event | irregularity.Event]


class NotCollecting(Refusal):
    """Findings, scores and recommendations come while the evaluation is at work."""

    cure = "Record when collecting began, with its source."


class NoSuchCriterion(Refusal):
    """Findings and scores are about criteria of the agreed terms."""


class FindingWithoutEvidence(Refusal):
    """A finding rests on evidence."""

    cure = "The evaluators add the documents on which the finding rests."


class NoSuchFinding(Refusal):
    """The finding named is not on record here."""


class ScoreWithoutEvidence(Refusal):
    """A score rests on evidence."""

    cure = "The evaluators name the findings or documents on which the score rests."


class ScoreOffScale(Refusal):
    """A score lies on the agreed scale."""


class NotAnEvaluator(Refusal):
    """Scores are given by the evaluators."""

    cure = "The coordination checks who gave the score, and appoints or replaces them."


def in_hand(evaluation: Evaluation) -> Iterator[Refusal]:
    """What is irregular in adding to the work in hand now."""
    not_adopted(evaluation)
    if evaluation.stage is Stage.CANCELLED:
        yield EvaluationIsCancelled()
    elif rank(evaluation.stage) < rank(Stage.COLLECTING):
        yield NotCollecting(evaluation.stage)


def record_finding(command: RecordFinding, evaluation: Evaluation) -> Recorded:
    _criterion(command.criterion, evaluation)
    recorded = FindingRecorded(
        finding=len(evaluation.findings) + 1,
        criterion=command.criterion,
        text=command.text,
        evidence=command.evidence,
        on=command.on,
        source=command.source,
    )
    if any((one.criterion, one.text) == (command.criterion, command.text) for one in evaluation.findings):
        return []
    unproven = [] if command.evidence else [FindingWithoutEvidence(recorded.finding)]
    breaches = [*in_hand(evaluation), *in_words(command.text), *unproven]
    return judged([recorded], breaches, command.source, evaluation.irregularities, command.on)


def _criterion(code: str, evaluation: Evaluation) -> None:
    """A finding may be general (no criterion); one that names a criterion names an agreed one."""
    if code and all(code != one.code for one in evaluation.criteria):
        raise NoSuchCriterion(code)


def revise_finding(command: ReviseFinding, evaluation: Evaluation) -> Recorded:
    before = finding_numbered(command.finding, evaluation)
    evidence = command.evidence or before.evidence
    if (command.text, evidence) == (before.text, before.evidence):
        return []
    revised = FindingRevised(
        finding=command.finding, text=command.text, evidence=evidence, on=command.on, source=command.source
    )
    unproven = [] if evidence else [FindingWithoutEvidence(command.finding)]
    breaches = [*in_hand(evaluation), *in_words(command.text), *unproven]
    return judged([revised], breaches, command.source, evaluation.irregularities, command.on)


def finding_numbered(number: int, evaluation: Evaluation) -> Finding:
    """The finding with that number; refused when there is none."""
    for finding in evaluation.findings:
        if finding.number == number:
            return finding
    raise NoSuchFinding(number)


def score_criterion(command: ScoreCriterion, evaluation: Evaluation) -> Recorded:
    if all(command.criterion != one.code for one in evaluation.criteria):
        raise NoSuchCriterion(command.criterion)
    _on_scale(command, evaluation)
    scored = CriterionScored(
        criterion=command.criterion,
        value=command.value,
        evaluator=command.evaluator,
        reasons=command.reasons,
        evidence=command.evidence,
        findings=command.findings,
        on=command.on,
        source=command.source,
    )
    if any(_as_said(one) == _as_said(scored) for one in evaluation.scores):
        return []
    breaches = [*in_hand(evaluation), *_groundless(command, evaluation), *_stranger(command, evaluation)]
    return judged([scored], breaches, command.source, evaluation.irregularities, command.on)


def _as_said(score: Score | CriterionScored) -> tuple[object, ...]:
    return (score.criterion, score.value, score.evaluator, score.reasons, score.evidence, score.findings)


def _on_scale(command: ScoreCriterion, evaluation: Evaluation) -> None:
    in_range(command.value)
    scale = evaluation.scale
    if scale is not None and not scale.lowest <= command.value <= scale.highest:
        raise ScoreOffScale(command.value, scale.lowest, scale.highest)


def _groundless(command: ScoreCriterion, evaluation: Evaluation) -> Iterator[Refusal]:
    cited = [finding_numbered(number, evaluation) for number in command.findings]
    if not command.evidence and not any(finding.evidence for finding in cited):
        yield ScoreWithoutEvidence(command.criterion)


def _stranger(command: ScoreCriterion, evaluation: Evaluation) -> Iterator[Refusal]:
    if command.evaluator is None:
        return
    evaluator = find(evaluation, command.evaluator)
    if evaluator is None:
        yield NotAnEvaluator(command.evaluator)
    elif evaluator.interests is None:
        yield InterestsUndeclared(command.evaluator)


def evolve(evaluation: Evaluation, event: Event) -> Evaluation:
    match event:
        case FindingRecorded():
            return replace(evaluation, findings=(*evaluation.findings, _found(event)))
        case FindingRevised():
            return replace(evaluation, findings=tuple(_revised(one, event) for one in evaluation.findings))
        case CriterionScored(criterion=criterion, evaluator=evaluator):
            others = (one for one in evaluation.scores if (one.criterion, one.evaluator) != (criterion, evaluator))
            return replace(evaluation, scores=(*others, _score(event)))
        case _:
            assert_never(event)


def _found(event: FindingRecorded) -> Finding:
    return Finding(
        number=event.finding, criterion=event.criterion, text=event.text, evidence=event.evidence, on=event.on
    )


def _revised(finding: Finding, event: FindingRevised) -> Finding:
    if finding.number != event.finding:
        return finding
    return replace(finding, text=event.text, evidence=event.evidence, on=event.on)


def _score(event: CriterionScored) -> Score:
    return Score(
        criterion=event.criterion,
        value=event.value,
        evaluator=event.evaluator,
        reasons=event.reasons,
        evidence=event.evidence,
        findings=event.findings,
        on=event.on,
    )
