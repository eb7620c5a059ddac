"""The terms of an evaluation: what it is about, its criteria and indicators, all frozen once they are agreed."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.commitment import indicator
from domain.commitment.indicator import CorrectObservation, RecordObservation, SetIndicator
from domain.decider import Refusal, record, replace
from domain.evaluation.state import (
    Criterion,
    Evaluation,
    EvaluationIsCancelled,
    Kind,
    Scale,
    Stage,
    in_order,
    in_words,
    passed,
    rank,
    stepped,
)
from domain.framework.state import FieldOfWork
from domain.irregularity import judged
from domain.values import FrameworkId, OrganisationId, Since, Source


@record
class PlanEvaluation:
    """Plan an evaluation: what it is about, when it comes, and who is evaluated."""

    framework: FrameworkId
    kind: Kind
    field: FieldOfWork
    title: str
    subject: str = ""
    territory: str = ""
    evaluated: frozenset[OrganisationId] = frozenset()
    on: date
    source: Source | None = None


@record
class SetCriteria:
    """Choose the criteria (the OECD-DAC six or the territory's own) and the scale of the scores."""

    criteria: tuple[Criterion, ...]
    scale: Scale | None = None
    on: date


@record
class AgreeTerms:
    """Agree the terms: from then on criteria and indicators are frozen."""

    agreed_by: frozenset[OrganisationId]
    reply_days: int | None = None
    on: date
    source: Source | None = None


@record
class EvaluationPlanned:
    framework: FrameworkId
    kind: Kind
    field: FieldOfWork
    title: str
    subject: str
    territory: str
    evaluated: frozenset[OrganisationId]
    on: date
    source: Source | None = None


@record
class CriteriaSet:
    criteria: tuple[Criterion, ...]
    scale: Scale | None
    on: date


@record
class TermsAgreed:
    agreed_by: frozenset[OrganisationId]
    reply_days: int | None
    on: date
    source: Source | None = None


Event = EvaluationPlanned | CriteriaSet | TermsAgreed
Recorded = Sequence[Event | irregularity.Event]


class AlreadyPlanned(Refusal):
    """An evaluation is planned once."""


class SubjectMissing(Refusal):
    """An evaluation says what it is about: an agreement, a commitment, a theme or a territory."""

    cure = "The coordination says what was evaluated."


class TermsFrozen(Refusal):
    """Criteria and indicators do not change once the terms are agreed."""

    cure = "Plan another evaluation with other criteria."


class CriterionNamedTwice(Refusal):
    """Each criterion has a code of its own."""


class ScaleReversed(Refusal):
    """The lowest score of a scale lies below the highest."""


class CriteriaMissing(Refusal):
    """Terms are agreed on at least one criterion."""

    cure = "Enter the criteria that were agreed."


class NobodyAgreedTerms(Refusal):
    """The terms of an evaluation say who agreed to them."""

    cure = "Name the parties who agreed, with the document that shows it."


class NotObserving(Refusal):
    """Figures are observed from the terms to the adopted report, and go on only in a standing evaluation."""


def plan_evaluation(command: PlanEvaluation, evaluation: Evaluation) -> Recorded:
    if evaluation.stages:
        raise AlreadyPlanned(evaluation.title)
    planned = EvaluationPlanned(
        framework=command.framework,
        kind=command.kind,
        field=command.field,
        title=command.title,
        subject=command.subject,
        territory=command.territory,
        evaluated=command.evaluated,
        on=command.on,
        source=command.source,
    )
    subjectless = [] if command.subject.strip() or command.territory.strip() else [SubjectMissing()]
    breaches = [*in_words(command.title), *subjectless]
    return judged([planned], breaches, command.source, evaluation.irregularities, command.on)


def set_criteria(command: SetCriteria, evaluation: Evaluation) -> Recorded:
    if (command.criteria, command.scale) == (evaluation.criteria, evaluation.scale):
        return []
    # Terms agreed elsewhere may have been recorded before their criteria were known: they are completed once.
    if evaluation.terms_frozen and evaluation.criteria:
        raise TermsFrozen
    _well_formed(command)
    return [CriteriaSet(criteria=command.criteria, scale=command.scale, on=command.on)]


def _well_formed(command: SetCriteria) -> None:
    codes: set[str] = set()
    for criterion in command.criteria:
        if criterion.code in codes:
            raise CriterionNamedTwice(criterion.code)
        codes.add(criterion.code)
    if command.scale is not None:
        indicator.in_range(command.scale.lowest, command.scale.highest)
        if command.scale.lowest >= command.scale.highest:
            raise ScaleReversed(command.scale.lowest, command.scale.highest)


def agree_terms(command: AgreeTerms, evaluation: Evaluation) -> Recorded:
    if passed(evaluation, Stage.TERMS_AGREED):
        if (command.agreed_by, command.reply_days) == (evaluation.terms_agreed_by, evaluation.reply_days):
            return []
        raise TermsFrozen
    agreed = TermsAgreed(
        agreed_by=command.agreed_by, reply_days=command.reply_days, on=command.on, source=command.source
    )
    breaches = [*in_order(evaluation, Stage.TERMS_AGREED), *_unagreed(command, evaluation)]
    return judged([agreed], breaches, command.source, evaluation.irregularities, command.on)


def _unagreed(command: AgreeTerms, evaluation: Evaluation) -> Iterator[Refusal]:
    if not evaluation.criteria:
        yield CriteriaMissing()
    if not command.agreed_by:
        yield NobodyAgreedTerms()


def set_indicator(command: SetIndicator, evaluation: Evaluation) -> Sequence[indicator.Event]:
    events = indicator.define(command, evaluation.indicators)
    if events and evaluation.stage is Stage.CANCELLED:
        raise EvaluationIsCancelled
    if events and evaluation.terms_frozen:
        raise TermsFrozen(command.indicator)
    return events


def observe(command: RecordObservation | CorrectObservation, evaluation: Evaluation) -> Sequence[indicator.Event]:
    """A standing evaluation goes on observing after each report; another one ends with its report."""
    events = indicator.decide(command, evaluation.indicators)
    if events and not _observing(evaluation):
        raise NotObserving(evaluation.stage)
    return events


def _observing(evaluation: Evaluation) -> bool:
    begun = evaluation.terms_frozen and evaluation.stage is not Stage.CANCELLED
    return begun and (evaluation.kind is Kind.STANDING or rank(evaluation.stage) < rank(Stage.ADOPTED))


def evolve(evaluation: Evaluation, event: Event) -> Evaluation:
    match event:
        case EvaluationPlanned():
            return _begun(event)
        case CriteriaSet(criteria=criteria, scale=scale):
            return replace(evaluation, criteria=criteria, scale=scale)
        case TermsAgreed(agreed_by=agreed_by, reply_days=reply_days, on=on):
            agreed = replace(evaluation, terms_agreed_by=agreed_by, reply_days=reply_days)
            return stepped(agreed, Stage.TERMS_AGREED, on)
        case _:
            assert_never(event)


def _begun(event: EvaluationPlanned) -> Evaluation:
    return Evaluation(
        framework=event.framework,
        kind=event.kind,
        field=event.field,
        title=event.title,
        subject=event.subject,
        territory=event.territory,
        evaluated=event.evaluated,
        stages=(Since(since=event.on, value=Stage.PLANNED),),
    )


def measured(evaluation: Evaluation, event: indicator.Event) -> Evaluation:
    return replace(evaluation, indicators=indicator.evolve(evaluation.indicators, event))
