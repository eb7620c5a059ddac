"""How something was judged: terms, criteria, findings with evidence, right of reply, recommendations, responses."""

from collections.abc import Sequence
from typing import assert_never

from domain import irregularity
from domain.commitment import indicator
from domain.commitment.indicator import (
    CorrectObservation,
    IndicatorSet,
    ObservationCorrected,
    ObservationRecorded,
    RecordObservation,
    SetIndicator,
)
from domain.decider import Decider, replace
from domain.evaluation import confidentiality, evaluators, findings, recommendations, replies, report, responses, terms
from domain.evaluation.confidentiality import PartsSet, ProtectSmallNumbers, SetParts, SmallNumbersProtected
from domain.evaluation.evaluators import (
    AppointEvaluator,
    CollectingStarted,
    DeclareInterests,
    EvaluatorAppointed,
    EvaluatorStoodDown,
    InterestsDeclared,
    StandDown,
    StartCollecting,
)
from domain.evaluation.findings import (
    CriterionScored,
    FindingRecorded,
    FindingRevised,
    RecordFinding,
    ReviseFinding,
    ScoreCriterion,
)
from domain.evaluation.reading import average_scores, in_force, open_recommendations, published, year_on_year
from domain.evaluation.recommendations import Recommend, RecommendationWithdrawn, Recommended, WithdrawRecommendation
from domain.evaluation.replies import DraftRepliedTo, OpenReply, ReplyOpened, ReplyToDraft
from domain.evaluation.report import (
    AdoptReport,
    CancelEvaluation,
    DraftSubmitted,
    EvaluationCancelled,
    PublishReport,
    ReopenReport,
    ReportAdopted,
    ReportPublished,
    ReportReopened,
    SubmitDraft,
)
from domain.evaluation.responses import CommitmentLinked, LinkCommitment, RecommendationAnswered, Respond, undertaking
from domain.evaluation.state import (
    DAC,
    Answer,
    Criterion,
    Evaluation,
    Kind,
    NoSuchEvaluation,
    Scale,
    Stage,
)
from domain.evaluation.terms import AgreeTerms, CriteriaSet, EvaluationPlanned, PlanEvaluation, SetCriteria, TermsAgreed
from domain.irregularity import (
    AcceptIrregularity,
    IrregularityAccepted,
    IrregularityNoticed,
    IrregularityRegularised,
    NoticeIrregularity,
    RegulariseIrregularity,
)

__all__ = [
    "DAC",
    "AdoptReport",
    "AgreeTerms",
    "Answer",
    "AppointEvaluator",
    "CancelEvaluation",
    "CollectingStarted",
    "Command",
    "CommitmentLinked",
    "CorrectObservation",
    "CriteriaSet",
    "Criterion",
    "CriterionScored",
    "DeclareInterests",
    "DraftRepliedTo",
    "DraftSubmitted",
    "Evaluation",
    "EvaluationCancelled",
    "EvaluationPlanned",
    "EvaluatorAppointed",
    "EvaluatorStoodDown",
    "Event",
    "FindingRecorded",
    "FindingRevised",
    "IndicatorSet",
    "InterestsDeclared",
    "Kind",
    "LinkCommitment",
    "NoSuchEvaluation",
    "ObservationCorrected",
    "ObservationRecorded",
    "OpenReply",
    "PartsSet",
    "PlanEvaluation",
    "ProtectSmallNumbers",
    "PublishReport",
    "Recommend",
    "RecommendationAnswered",
    "RecommendationWithdrawn",
    "Recommended",
    "RecordFinding",
    "RecordObservation",
    "ReopenReport",
    "ReplyOpened",
    "ReplyToDraft",
    "ReportAdopted",
    "ReportPublished",
    "ReportReopened",
    "Respond",
    "ReviseFinding",
    "Scale",
    "ScoreCriterion",
    "SetCriteria",
    "SetIndicator",
    "SetParts",
    "SmallNumbersProtected",
    "Stage",
    "StandDown",
    "StartCollecting",
    "SubmitDraft",
    "TermsAgreed",
    "WithdrawRecommendation",
    "average_scores",
    "decide",
    "decider",
    "evolve",
    "in_force",
    "open_recommendations",
    "published",
    "undertaking",
    "year_on_year",
]

Command = (
    PlanEvaluation
    | SetCriteria
    | AgreeTerms
    | indicator.Command
    | confidentiality.Command
    | AppointEvaluator
    | DeclareInterests
    | StandDown
    | StartCollecting
    | RecordFinding
    | ReviseFinding
    | ScoreCriterion
    | Recommend
    | WithdrawRecommendation
    | SubmitDraft
    | OpenReply
    | ReplyToDraft
    | AdoptReport
    | ReopenReport
    | PublishReport
    | CancelEvaluation
    | Respond
    | LinkCommitment
    | irregularity.Command
)
Event = (
    terms.Event
    | indicator.Event
    | confidentiality.Event
    | evaluators.Event
    | findings.Event
    | recommendations.Event
    | responses.Event
    | replies.Event
    | report.Event
    | irregularity.Event
)


def decide(command: Command, evaluation: Evaluation) -> Sequence[Event]:
    if not evaluation.stages and not isinstance(command, PlanEvaluation):
        raise NoSuchEvaluation
    match command:
        case PlanEvaluation():
            return terms.plan_evaluation(command, evaluation)
        case SetCriteria():
            return terms.set_criteria(command, evaluation)
        case AgreeTerms():
            return terms.agree_terms(command, evaluation)
        case SetIndicator():
            return terms.set_indicator(command, evaluation)
        case RecordObservation() | CorrectObservation():
            return terms.observe(command, evaluation)
        case SetParts() | ProtectSmallNumbers():
            return confidentiality.decide(command, evaluation)
        case AppointEvaluator():
            return evaluators.appoint_evaluator(command, evaluation)
        case DeclareInterests():
            return evaluators.declare_interests(command, evaluation)
        case StandDown():
            return evaluators.stand_down(command, evaluation)
        case StartCollecting():
            return evaluators.start_collecting(command, evaluation)
        case RecordFinding():
            return findings.record_finding(command, evaluation)
        case ReviseFinding():
            return findings.revise_finding(command, evaluation)
        case ScoreCriterion():
            return findings.score_criterion(command, evaluation)
        case Recommend():
            return recommendations.recommend(command, evaluation)
        case WithdrawRecommendation():
            return recommendations.withdraw_recommendation(command, evaluation)
        case SubmitDraft():
            return report.submit_draft(command, evaluation)
        case OpenReply():
            return replies.open_reply(command, evaluation)
        case ReplyToDraft():
            return replies.reply_to_draft(command, evaluation)
        case AdoptReport():
            return report.adopt_report(command, evaluation)
        case ReopenReport():
            return report.reopen_report(command, evaluation)
        case PublishReport():
            return report.publish_report(command, evaluation)
        case CancelEvaluation():
            return report.cancel_evaluation(command, evaluation)
        case Respond():
            return responses.respond(command, evaluation)
        case LinkCommitment():
            return responses.link_commitment(command, evaluation)
        case NoticeIrregularity() | RegulariseIrregularity() | AcceptIrregularity():
            return irregularity.decide(command, evaluation.irregularities)
        case _:
            assert_never(command)


def evolve(evaluation: Evaluation, event: Event) -> Evaluation:
    match event:
        case EvaluationPlanned() | CriteriaSet() | TermsAgreed():
            return terms.evolve(evaluation, event)
        case IndicatorSet() | ObservationRecorded() | ObservationCorrected():
            return terms.measured(evaluation, event)
        case PartsSet() | SmallNumbersProtected():
            return confidentiality.evolve(evaluation, event)
        case EvaluatorAppointed() | InterestsDeclared() | EvaluatorStoodDown() | CollectingStarted():
            return evaluators.evolve(evaluation, event)
        case FindingRecorded() | FindingRevised() | CriterionScored():
            return findings.evolve(evaluation, event)
        case Recommended() | RecommendationWithdrawn():
            return recommendations.evolve(evaluation, event)
        case RecommendationAnswered() | CommitmentLinked():
            return responses.evolve(evaluation, event)
        case ReplyOpened() | DraftRepliedTo():
            return replies.evolve(evaluation, event)
        case DraftSubmitted() | ReportAdopted() | ReportReopened() | ReportPublished() | EvaluationCancelled():
            return report.evolve(evaluation, event)
        case IrregularityNoticed() | IrregularityRegularised() | IrregularityAccepted():
            return replace(evaluation, irregularities=irregularity.evolve(evaluation.irregularities, event))
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=Evaluation())
