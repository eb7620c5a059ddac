"""What an evaluation lets happen, refuses, and records all the same when it was done elsewhere."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain import commitment
from domain.commitment.indicator import (
    CorrectObservation,
    Direction,
    FigureOutOfRange,
    IndicatorSet,
    ObservationCorrected,
    ObservationRecorded,
    RecordObservation,
    SetIndicator,
)
from domain.commitment.series import Comparison
from domain.decider import Refusal
from domain.evaluation import (
    DAC,
    AdoptReport,
    AgreeTerms,
    Answer,
    AppointEvaluator,
    CancelEvaluation,
    CollectingStarted,
    CommitmentLinked,
    CriteriaSet,
    Criterion,
    CriterionScored,
    DeclareInterests,
    DraftRepliedTo,
    DraftSubmitted,
    Evaluation,
    EvaluationCancelled,
    EvaluationPlanned,
    EvaluatorAppointed,
    EvaluatorStoodDown,
    FindingRecorded,
    FindingRevised,
    InterestsDeclared,
    Kind,
    LinkCommitment,
    NoSuchEvaluation,
    OpenReply,
    PlanEvaluation,
    PublishReport,
    Recommend,
    RecommendationAnswered,
    RecommendationWithdrawn,
    Recommended,
    RecordFinding,
    ReopenReport,
    ReplyOpened,
    ReplyToDraft,
    ReportAdopted,
    ReportPublished,
    ReportReopened,
    Respond,
    ReviseFinding,
    Scale,
    ScoreCriterion,
    SetCriteria,
    Stage,
    StandDown,
    StartCollecting,
    SubmitDraft,
    TermsAgreed,
    WithdrawRecommendation,
    average_scores,
    decider,
    in_force,
    open_recommendations,
    published,
    undertaking,
    year_on_year,
)
from domain.evaluation.evaluators import EvaluatorInvolved, InterestsUndeclared, NoEvaluator, NoSuchEvaluator
from domain.evaluation.findings import (
    FindingWithoutEvidence,
    NoSuchCriterion,
    NoSuchFinding,
    NotAnEvaluator,
    NotCollecting,
    ScoreOffScale,
    ScoreWithoutEvidence,
)
from domain.evaluation.reading import Awaiting, OpenRecommendation, awaited_replies, late_replies, version_on
from domain.evaluation.recommendations import NobodyToAnswer, NoSuchRecommendation
from domain.evaluation.replies import NotEvaluated, NothingToReplyTo, ReplyAfterAdoption, ReplyTimeTooShort
from domain.evaluation.report import (
    CancelledWithoutReasons,
    NothingAdopted,
    ReopenedWithoutReasons,
    ReplyStillOpen,
    ReportMissing,
    RightOfReplyNotGiven,
)
from domain.evaluation.responses import (
    AcceptedWithoutDueDate,
    AnsweredWithoutReasons,
    CommitmentAlreadyLinked,
    NotAccepted,
    NotAddressed,
    RecommendationNotAdopted,
)
from domain.evaluation.state import (
    AdoptedIsFinal,
    EvaluationIsCancelled,
    EvaluationStepSkipped,
    NothingSaid,
)
from domain.evaluation.terms import (
    AlreadyPlanned,
    CriteriaMissing,
    CriterionNamedTwice,
    NobodyAgreedTerms,
    NotObserving,
    ScaleReversed,
    SubjectMissing,
    TermsFrozen,
)
from domain.framework.state import FieldOfWork
from domain.irregularity import IrregularityNoticed, rule_name
from domain.mandate import Empowerment, Role
from domain.values import (
    CommitmentId,
    Digest,
    Evidence,
    FrameworkId,
    MandateId,
    OrganisationId,
    Period,
    PersonId,
    Protected,
    Source,
    SourceKind,
    value_on,
)
from tests.scenario import Scenario

HERE = FrameworkId("framework-1")
CITY = OrganisationId("organisation-city")
COOP = OrganisationId("organisation-coop")
LAB = OrganisationId("organisation-lab")
ADA = PersonId("person-ada")
BOB = PersonId("person-bob")
DAY = date(2026, 9, 1)
UNTIL = date(2026, 9, 30)
AFTER = date(2026, 10, 1)
PAPER = Source(kind=SourceKind.PAPER, reference="procès-verbal")


def document(letter: str) -> Evidence:
    return Evidence(digest=Digest("sha256:" + letter * 64), media_type="application/pdf", size=9)


SURVEY, DRAFT, FINAL, SECOND = (document(letter) for letter in "abcd")

PLAN = PlanEvaluation(
    framework=HERE,
    kind=Kind.MID_TERM,
    field=FieldOfWork.ENTERPRISE_CREATION,
    title="Convention 2025-2028 à mi-parcours",
    subject="agreement-1",
    evaluated=frozenset({COOP}),
    on=DAY,
)
PLANNED = EvaluationPlanned(
    framework=HERE,
    kind=Kind.MID_TERM,
    field=FieldOfWork.ENTERPRISE_CREATION,
    title="Convention 2025-2028 à mi-parcours",
    subject="agreement-1",
    territory="",
    evaluated=frozenset({COOP}),
    on=DAY,
)
SCALE = Scale(lowest=Decimal(1), highest=Decimal(5))
CRITERIA = CriteriaSet(criteria=DAC, scale=SCALE, on=DAY)
TERMS = TermsAgreed(agreed_by=frozenset({CITY, COOP}), reply_days=15, on=DAY)
ADA_APPOINTED = EvaluatorAppointed(person=ADA, organisation=LAB, capacity="", on=DAY)
ADA_FREE = InterestsDeclared(person=ADA, interests=frozenset(), statement=None, on=DAY)
COLLECTING = CollectingStarted(on=DAY)
FINDING = FindingRecorded(finding=1, criterion="relevance", text="Le besoin est réel", evidence=(SURVEY,), on=DAY)
SCORE = CriterionScored(
    criterion="relevance", value=Decimal(4), evaluator=ADA, reasons="", evidence=(SURVEY,), findings=(), on=DAY
)
ADVICE = Recommended(
    recommendation=1, text="Ouvrir un second lieu", addressed_to=frozenset({CITY}), findings=(1,), on=DAY
)
DRAFTED = DraftSubmitted(report=DRAFT, summary="", on=DAY)
REPLY_OPENED = ReplyOpened(until=UNTIL, on=DAY)
REPLIED = DraftRepliedTo(by=COOP, text="Nous manquons de locaux", evidence=(), on=UNTIL)
ADOPTED = ReportAdopted(version=1, report=FINAL, adopted_by="committee-1", decision="meeting-3", on=AFTER)
PUBLISHED = ReportPublished(version=1, replies=(COOP,), published_at="", on=AFTER)
REOPENED = ReportReopened(version=2, reasons="nouvelle enquête", on=AFTER)
CANCELLED = EvaluationCancelled(reasons="sans objet", on=DAY)

AGREED = (PLANNED, CRITERIA, TERMS)
AT_WORK = (*AGREED, ADA_APPOINTED, ADA_FREE, COLLECTING)
WORKED = (*AT_WORK, FINDING, SCORE, ADVICE)
IN_REPLY = (*WORKED, DRAFTED, REPLY_OPENED)
DONE = (*IN_REPLY, REPLIED, ADOPTED)


def given(*history: object) -> Scenario:
    return Scenario(decider).given(*history)


def state(*history: Any) -> Evaluation:
    return decider.fold(history)


def noticed(rule: type[Refusal], detail: str = "", on: date = DAY, number: int = 1) -> IrregularityNoticed:
    return IrregularityNoticed(number=number, rule=rule_name(rule), detail=detail, cure=rule.cure, on=on)


def mandate(organisation: OrganisationId) -> Empowerment:
    return Empowerment(
        mandate=MandateId("mandate-1"),
        person=ADA,
        organisation=organisation,
        role=Role.MEMBER,
        period=Period(start=date(2020, 1, 1), end=UNTIL),
    )


class TestTerms:
    def test_an_evaluation_is_planned_once(self) -> None:
        given().when(PLAN).then(PLANNED)
        given(PLANNED).when(PLAN).then_refused(AlreadyPlanned, PLAN.title)

    def test_nothing_is_said_of_an_evaluation_before_it_is_planned(self) -> None:
        given().when(StartCollecting(on=DAY)).then_refused(NoSuchEvaluation)

    def test_an_evaluation_says_what_it_is_about(self) -> None:
        given().when(replace(PLAN, subject=" ")).then_refused(SubjectMissing)
        given().when(replace(PLAN, subject="", source=PAPER)).then(
            replace(PLANNED, subject="", source=PAPER), noticed(SubjectMissing)
        )
        given().when(replace(PLAN, title="")).then_refused(NothingSaid)

    def test_a_standing_evaluation_is_about_a_territory(self) -> None:
        standing = replace(PLAN, kind=Kind.STANDING, subject="", territory="Trégor", evaluated=frozenset())
        given().when(standing).then(
            replace(PLANNED, kind=Kind.STANDING, subject="", territory="Trégor", evaluated=frozenset())
        )

    def test_criteria_are_the_six_of_the_oecd_or_the_territorys_own(self) -> None:
        own = (Criterion(code="voice", name="Place des habitants"),)
        given(PLANNED).when(SetCriteria(criteria=DAC, scale=SCALE, on=DAY)).then(CRITERIA)
        given(PLANNED, CRITERIA).when(SetCriteria(criteria=own, on=DAY)).then(
            CriteriaSet(criteria=own, scale=None, on=DAY)
        )
        given(PLANNED, CRITERIA).when(SetCriteria(criteria=DAC, scale=SCALE, on=DAY)).then_nothing()
        assert [criterion.code for criterion in DAC] == [
            "relevance",
            "coherence",
            "effectiveness",
            "efficiency",
            "impact",
            "sustainability",
        ]

    def test_each_criterion_has_a_code_of_its_own(self) -> None:
        given(PLANNED).when(SetCriteria(criteria=(DAC[0], DAC[0]), on=DAY)).then_refused(
            CriterionNamedTwice, "relevance"
        )

    def test_a_scale_goes_up(self) -> None:
        flat = Scale(lowest=Decimal(3), highest=Decimal(3))
        given(PLANNED).when(SetCriteria(criteria=DAC, scale=flat, on=DAY)).then_refused(
            ScaleReversed, Decimal(3), Decimal(3)
        )

    def test_terms_are_agreed_on_criteria_by_those_named(self) -> None:
        agree = AgreeTerms(agreed_by=frozenset({CITY, COOP}), reply_days=15, on=DAY)
        given(PLANNED, CRITERIA).when(agree).then(TERMS)
        given(*AGREED).when(agree).then_nothing()
        given(*AGREED).when(replace(agree, reply_days=1)).then_refused(TermsFrozen)

    def test_terms_without_criteria_or_agreement_are_refused_here_and_irregular_elsewhere(self) -> None:
        agree = AgreeTerms(agreed_by=frozenset(), on=DAY)
        given(PLANNED).when(agree).then_refused(CriteriaMissing)
        given(PLANNED, CRITERIA).when(agree).then_refused(NobodyAgreedTerms)
        given(PLANNED).when(replace(agree, source=PAPER)).then(
            TermsAgreed(agreed_by=frozenset(), reply_days=None, on=DAY, source=PAPER),
            noticed(CriteriaMissing),
            noticed(NobodyAgreedTerms, number=2),
        )

    def test_no_terms_are_agreed_on_a_cancelled_evaluation(self) -> None:
        agree = AgreeTerms(agreed_by=frozenset({CITY}), on=DAY)
        given(PLANNED, CRITERIA, CANCELLED).when(agree).then_refused(EvaluationIsCancelled)

    def test_criteria_are_frozen_once_the_terms_are_agreed(self) -> None:
        given(*AGREED).when(SetCriteria(criteria=DAC[:3], on=DAY)).then_refused(TermsFrozen)
        given(PLANNED, CRITERIA, replace(COLLECTING, source=PAPER)).when(
            SetCriteria(criteria=DAC[:3], on=DAY)
        ).then_refused(TermsFrozen)

    def test_criteria_of_terms_agreed_elsewhere_are_completed_once(self) -> None:
        unknown = TermsAgreed(agreed_by=frozenset({CITY}), reply_days=None, on=DAY, source=PAPER)
        given(PLANNED, unknown).when(SetCriteria(criteria=DAC, scale=SCALE, on=DAY)).then(CRITERIA)
        given(PLANNED, unknown, CRITERIA).when(SetCriteria(criteria=DAC[:1], on=DAY)).then_refused(TermsFrozen)

    def test_indicators_are_frozen_once_the_terms_are_agreed(self) -> None:
        define = SetIndicator(indicator="emplois", unit="postes", on=DAY)
        given(PLANNED, CRITERIA).when(define).then(JOBS)
        given(*AGREED).when(define).then_refused(TermsFrozen, "emplois")
        given(PLANNED, CANCELLED).when(define).then_refused(EvaluationIsCancelled)


JOBS = IndicatorSet(
    indicator="emplois", unit="postes", direction=Direction.INCREASE, baseline=None, target=None, on=DAY
)
SURVEYED = Source(kind=SourceKind.PUBLICATION, reference="Insee Flores")


def year(number: int) -> Period:
    return Period(start=date(number, 1, 1), end=date(number, 12, 31))


def seen(number: int, value: int) -> ObservationRecorded:
    return ObservationRecorded(
        indicator="emplois", value=Decimal(value), period=year(number), source=SURVEYED, on=AFTER
    )


def observe(number: int, value: int) -> RecordObservation:
    return RecordObservation(indicator="emplois", value=Decimal(value), period=year(number), source=SURVEYED, on=AFTER)


STANDING = (
    replace(PLANNED, kind=Kind.STANDING, subject="", territory="Trégor", evaluated=frozenset()),
    CRITERIA,
    JOBS,
    TERMS,
)


class TestStanding:
    def test_figures_are_observed_once_the_terms_are_agreed(self) -> None:
        given(*STANDING).when(observe(2024, 120)).then(seen(2024, 120))
        given(*STANDING[:3]).when(observe(2024, 120)).then_refused(NotObserving, Stage.PLANNED)

    def test_a_standing_evaluation_goes_on_observing_after_its_report(self) -> None:
        given(*STANDING, ADOPTED, PUBLISHED).when(observe(2025, 130)).then(seen(2025, 130))

    def test_another_one_ends_with_its_report(self) -> None:
        history = (PLANNED, CRITERIA, JOBS, TERMS)
        given(*history).when(observe(2025, 130)).then(seen(2025, 130))
        given(*history, ADOPTED).when(observe(2025, 130)).then_refused(NotObserving, Stage.ADOPTED)
        given(*history, CANCELLED).when(observe(2025, 130)).then_refused(NotObserving, Stage.CANCELLED)

    def test_a_revised_figure_keeps_the_former_one_and_years_are_compared_on_the_last(self) -> None:
        corrected = ObservationCorrected(
            indicator="emplois", period=year(2024), value=Decimal(125), source=SURVEYED, reasons="révision", on=AFTER
        )
        history = (*STANDING, seen(2024, 120), seen(2025, 150))
        given(*history).when(
            CorrectObservation(
                indicator="emplois",
                period=year(2024),
                value=Decimal(125),
                source=SURVEYED,
                reasons="révision",
                on=AFTER,
            )
        ).then(corrected)
        after = state(*history, corrected)
        assert [figure.value for figure in after.indicators["emplois"].observations[0].replaced] == [Decimal(120)]
        assert year_on_year(after, 2024, 2025) == (
            Comparison(
                indicator="emplois",
                unit="postes",
                earlier=Decimal(125),
                later=Decimal(150),
                change=Decimal(25),
                share=Decimal("0.2000"),
            ),
        )
        assert year_on_year(after, 2023, 2025) == ()

    def test_without_an_evaluated_party_nobody_is_owed_a_reply(self) -> None:
        history = (*STANDING, ADA_APPOINTED, ADA_FREE, COLLECTING, DRAFTED)
        given(*history).when(ADOPT).then(ADOPTED)


APPOINT = AppointEvaluator(person=ADA, organisation=LAB, mandates=(), on=DAY)


class TestEvaluators:
    def test_an_evaluator_acts_for_none_of_the_evaluated(self) -> None:
        given(*AGREED).when(replace(APPOINT, mandates=(mandate(LAB), mandate(CITY)))).then(ADA_APPOINTED)
        given(*AGREED, ADA_APPOINTED).when(APPOINT).then_nothing()

    @pytest.mark.parametrize(
        "involved", [replace(APPOINT, mandates=(mandate(COOP),)), replace(APPOINT, organisation=COOP)]
    )
    def test_one_who_acts_for_an_evaluated_party_is_refused_here_and_irregular_elsewhere(
        self, involved: AppointEvaluator
    ) -> None:
        given(*AGREED).when(involved).then_refused(EvaluatorInvolved, ADA, COOP)
        given(*AGREED).when(replace(involved, source=PAPER)).then(
            replace(ADA_APPOINTED, organisation=involved.organisation, source=PAPER),
            noticed(EvaluatorInvolved, f"{ADA}; {COOP}"),
        )

    def test_a_mandate_that_has_ended_does_not_count(self) -> None:
        later = replace(APPOINT, mandates=(mandate(COOP),), on=AFTER)
        given(*AGREED).when(later).then(replace(ADA_APPOINTED, on=AFTER))

    def test_nobody_is_appointed_to_what_is_cancelled_or_adopted(self) -> None:
        given(PLANNED, CANCELLED).when(APPOINT).then_refused(EvaluationIsCancelled)
        given(*DONE).when(replace(APPOINT, person=BOB)).then_refused(AdoptedIsFinal, 1)

    def test_evaluators_declare_their_interests(self) -> None:
        statement = Protected(of=ADA, text="J'ai conseillé le réseau en 2019")
        declare = DeclareInterests(person=ADA, interests=frozenset({LAB}), statement=statement, on=DAY)
        declared = InterestsDeclared(person=ADA, interests=frozenset({LAB}), statement=statement, on=DAY)
        given(*AGREED, ADA_APPOINTED).when(declare).then(declared)
        given(*AGREED, ADA_APPOINTED, declared).when(declare).then_nothing()

    def test_having_none_is_an_answer_too(self) -> None:
        given(*AGREED, ADA_APPOINTED).when(DeclareInterests(person=ADA, on=DAY)).then(ADA_FREE)

    def test_only_evaluators_declare_interests_or_stand_down(self) -> None:
        given(*AGREED).when(DeclareInterests(person=BOB, on=DAY)).then_refused(NoSuchEvaluator, BOB)
        given(*AT_WORK).when(StandDown(person=BOB, on=DAY)).then_refused(NoSuchEvaluator, BOB)

    def test_a_conflict_declared_before_the_work_stops_it_from_beginning(self) -> None:
        conflict = replace(ADA_FREE, interests=frozenset({COOP}))
        given(*AGREED, ADA_APPOINTED).when(DeclareInterests(person=ADA, interests=frozenset({COOP}), on=DAY)).then(
            conflict
        )
        begin = StartCollecting(on=DAY)
        given(*AGREED, ADA_APPOINTED, conflict).when(begin).then_refused(EvaluatorInvolved, ADA, COOP)
        given(*AGREED, ADA_APPOINTED, conflict).when(replace(begin, source=PAPER)).then(
            replace(COLLECTING, source=PAPER), noticed(EvaluatorInvolved, f"{ADA}; {COOP}")
        )

    def test_a_conflict_declared_during_the_work_is_taken_and_is_an_irregularity(self) -> None:
        given(*AT_WORK).when(DeclareInterests(person=ADA, interests=frozenset({COOP}), on=UNTIL)).then(
            InterestsDeclared(person=ADA, interests=frozenset({COOP}), statement=None, on=UNTIL),
            noticed(EvaluatorInvolved, f"{ADA}; {COOP}", on=UNTIL),
        )

    def test_work_begins_with_at_least_one_evaluator_who_declared(self) -> None:
        begin = StartCollecting(on=DAY)
        given(*AGREED).when(begin).then_refused(NoEvaluator)
        given(*AGREED, ADA_APPOINTED).when(begin).then_refused(InterestsUndeclared, ADA)
        given(*AGREED, ADA_APPOINTED, ADA_FREE).when(begin).then(COLLECTING)
        given(*AT_WORK).when(begin).then_nothing()
        given(*AGREED).when(replace(begin, source=PAPER)).then(replace(COLLECTING, source=PAPER), noticed(NoEvaluator))

    def test_work_does_not_begin_before_the_terms_are_agreed(self) -> None:
        history = (PLANNED, CRITERIA, ADA_APPOINTED, ADA_FREE)
        given(*history).when(StartCollecting(on=DAY)).then_refused(
            EvaluationStepSkipped, Stage.PLANNED, Stage.COLLECTING
        )
        given(*history).when(StartCollecting(on=DAY, source=PAPER)).then(
            replace(COLLECTING, source=PAPER), noticed(EvaluationStepSkipped, "planned; collecting")
        )

    def test_one_who_stood_down_no_longer_stands_in_the_way(self) -> None:
        down = EvaluatorStoodDown(person=BOB, on=DAY)
        bob = replace(ADA_APPOINTED, person=BOB)
        history = (*AGREED, ADA_APPOINTED, ADA_FREE, bob)
        given(*history).when(StandDown(person=BOB, on=DAY)).then(down)
        given(*history, down).when(StandDown(person=BOB, on=DAY)).then_nothing()
        given(*history, down).when(StartCollecting(on=DAY)).then(COLLECTING)

    def test_an_evaluator_who_joins_later_declares_before_the_draft_and_before_scoring(self) -> None:
        joined = (*AT_WORK, replace(ADA_APPOINTED, person=BOB))
        given(*joined).when(SubmitDraft(report=DRAFT, on=DAY)).then_refused(InterestsUndeclared, BOB)
        given(*joined).when(replace(SCORING, evaluator=BOB)).then_refused(InterestsUndeclared, BOB)


FIND = RecordFinding(criterion="relevance", text="Le besoin est réel", evidence=(SURVEY,), on=DAY)
SCORING = ScoreCriterion(criterion="relevance", value=Decimal(4), evaluator=ADA, evidence=(SURVEY,), on=DAY)


class TestFindings:
    def test_a_finding_rests_on_evidence(self) -> None:
        given(*AT_WORK).when(FIND).then(FINDING)
        given(*AT_WORK, FINDING).when(FIND).then_nothing()
        given(*AT_WORK).when(replace(FIND, evidence=())).then_refused(FindingWithoutEvidence, 1)
        given(*AT_WORK).when(replace(FIND, evidence=(), source=PAPER)).then(
            replace(FINDING, evidence=(), source=PAPER), noticed(FindingWithoutEvidence, "1")
        )

    def test_a_finding_is_general_or_about_an_agreed_criterion(self) -> None:
        given(*AT_WORK).when(replace(FIND, criterion="")).then(replace(FINDING, criterion=""))
        given(*AT_WORK).when(replace(FIND, criterion="beauty", source=PAPER)).then_refused(NoSuchCriterion, "beauty")

    def test_findings_are_numbered_in_order(self) -> None:
        second = replace(FINDING, finding=2, text="Les locaux manquent")
        given(*AT_WORK, FINDING).when(replace(FIND, text="Les locaux manquent")).then(second)
        assert [one.text for one in state(*AT_WORK, FINDING, second).findings] == [FINDING.text, second.text]

    def test_a_finding_says_something(self) -> None:
        given(*AT_WORK).when(replace(FIND, text=" ")).then_refused(NothingSaid)

    def test_findings_come_while_the_evaluation_is_at_work(self) -> None:
        given(*AGREED).when(FIND).then_refused(NotCollecting, Stage.TERMS_AGREED)
        given(*AGREED).when(replace(FIND, source=PAPER)).then(
            replace(FINDING, source=PAPER), noticed(NotCollecting, "terms_agreed")
        )
        given(*AGREED, CANCELLED).when(FIND).then_refused(EvaluationIsCancelled)

    def test_a_finding_is_revised_until_adoption(self) -> None:
        revise = ReviseFinding(finding=1, text="Le besoin est réel au nord", on=UNTIL)
        revised = FindingRevised(finding=1, text="Le besoin est réel au nord", evidence=(SURVEY,), on=UNTIL)
        given(*IN_REPLY).when(revise).then(revised)
        given(*IN_REPLY, revised).when(revise).then_nothing()
        given(*DONE).when(revise).then_refused(AdoptedIsFinal, 1)
        given(*WORKED, CANCELLED).when(revise).then_refused(EvaluationIsCancelled)
        given(*WORKED).when(replace(revise, text=" ")).then_refused(NothingSaid)
        given(*AT_WORK).when(revise).then_refused(NoSuchFinding, 1)

    @pytest.mark.parametrize("source", [None, PAPER])
    def test_nothing_adopted_is_edited_wherever_it_is_done(self, source: Source | None) -> None:
        given(*DONE).when(replace(FIND, text="autre", source=source)).then_refused(AdoptedIsFinal, 1)
        given(*DONE).when(replace(SCORING, value=Decimal(2), source=source)).then_refused(AdoptedIsFinal, 1)
        given(*DONE).when(replace(RECOMMEND, text="autre", source=source)).then_refused(AdoptedIsFinal, 1)
        given(*DONE).when(SubmitDraft(report=SECOND, on=AFTER, source=source)).then_refused(AdoptedIsFinal, 1)
        given(*DONE).when(OpenReply(until=AFTER, on=AFTER, source=source)).then_refused(AdoptedIsFinal, 1)
        given(*DONE).when(WithdrawRecommendation(recommendation=1, on=AFTER)).then_refused(AdoptedIsFinal, 1)

    def test_a_score_rests_on_documents_or_on_findings_that_have_some(self) -> None:
        given(*AT_WORK).when(SCORING).then(SCORE)
        given(*AT_WORK, SCORE).when(SCORING).then_nothing()
        bare = replace(SCORING, evidence=())
        given(*AT_WORK).when(bare).then_refused(ScoreWithoutEvidence, "relevance")
        given(*AT_WORK, FINDING).when(replace(bare, findings=(1,))).then(replace(SCORE, evidence=(), findings=(1,)))
        unproven = replace(FINDING, evidence=(), source=PAPER)
        given(*AT_WORK, unproven).when(replace(bare, findings=(1,))).then_refused(ScoreWithoutEvidence, "relevance")
        given(*AT_WORK).when(replace(bare, source=PAPER)).then(
            replace(SCORE, evidence=(), source=PAPER), noticed(ScoreWithoutEvidence, "relevance")
        )

    def test_a_score_cites_findings_on_record(self) -> None:
        given(*AT_WORK).when(replace(SCORING, findings=(1,))).then_refused(NoSuchFinding, 1)

    def test_a_score_is_about_an_agreed_criterion_and_on_the_agreed_scale(self) -> None:
        given(*AT_WORK).when(replace(SCORING, criterion="beauty")).then_refused(NoSuchCriterion, "beauty")
        for value in (Decimal(0), Decimal(6)):
            given(*AT_WORK).when(replace(SCORING, value=value)).then_refused(
                ScoreOffScale, value, Decimal(1), Decimal(5)
            )
        for value in (Decimal(1), Decimal(5)):
            given(*AT_WORK).when(replace(SCORING, value=value)).then(replace(SCORE, value=value))

    def test_without_a_scale_a_score_is_still_a_figure_people_can_read(self) -> None:
        unscaled = (PLANNED, replace(CRITERIA, scale=None), *AT_WORK[2:])
        given(*unscaled).when(replace(SCORING, value=Decimal(14))).then(replace(SCORE, value=Decimal(14)))
        given(*unscaled).when(replace(SCORING, value=Decimal("1e20"))).then_refused(FigureOutOfRange, Decimal("1e20"))

    def test_scores_are_given_by_evaluators_or_by_all_together(self) -> None:
        given(*AT_WORK).when(replace(SCORING, evaluator=None)).then(replace(SCORE, evaluator=None))
        given(*AT_WORK).when(replace(SCORING, evaluator=BOB)).then_refused(NotAnEvaluator, BOB)
        given(*AT_WORK).when(replace(SCORING, evaluator=BOB, source=PAPER)).then(
            replace(SCORE, evaluator=BOB, source=PAPER), noticed(NotAnEvaluator, BOB)
        )

    def test_an_evaluators_new_score_replaces_their_last_and_means_are_over_evaluators_then_criteria(self) -> None:
        scores = (
            replace(SCORE, value=Decimal(1)),
            SCORE,
            replace(SCORE, value=Decimal(1), evaluator=BOB),
            replace(SCORE, criterion="impact", value=Decimal(2)),
        )
        means = average_scores(state(*AT_WORK, *scores))
        assert means.criteria == {"relevance": Decimal("2.5"), "impact": Decimal(2)}
        assert means.overall == Decimal("2.25")
        assert average_scores(state(*AT_WORK)).overall is None


RECOMMEND = Recommend(text="Ouvrir un second lieu", addressed_to=frozenset({CITY}), findings=(1,), on=DAY)


class TestRecommendations:
    def test_a_recommendation_is_addressed_to_those_who_are_to_answer(self) -> None:
        given(*AT_WORK, FINDING).when(RECOMMEND).then(ADVICE)
        given(*AT_WORK, FINDING, ADVICE).when(RECOMMEND).then_nothing()
        given(*AT_WORK, FINDING).when(replace(RECOMMEND, addressed_to=frozenset())).then_refused(NobodyToAnswer, 1)
        given(*AT_WORK, FINDING).when(replace(RECOMMEND, addressed_to=frozenset(), source=PAPER)).then(
            replace(ADVICE, addressed_to=frozenset(), source=PAPER), noticed(NobodyToAnswer, "1")
        )

    def test_recommendations_are_numbered_in_order(self) -> None:
        second = replace(ADVICE, recommendation=2, text="Embaucher")
        given(*WORKED).when(replace(RECOMMEND, text="Embaucher")).then(second)
        assert [one.text for one in state(*WORKED, second).recommendations] == [ADVICE.text, "Embaucher"]

    def test_a_recommendation_says_something_and_cites_findings_on_record(self) -> None:
        given(*AT_WORK, FINDING).when(replace(RECOMMEND, text="")).then_refused(NothingSaid)
        given(*AT_WORK).when(RECOMMEND).then_refused(NoSuchFinding, 1)

    def test_a_recommendation_can_be_withdrawn_before_adoption(self) -> None:
        withdraw = WithdrawRecommendation(recommendation=1, on=UNTIL)
        withdrawn = RecommendationWithdrawn(recommendation=1, on=UNTIL)
        given(*WORKED).when(withdraw).then(withdrawn)
        given(*WORKED, withdrawn).when(withdraw).then_nothing()
        given(*AT_WORK).when(withdraw).then_refused(NoSuchRecommendation, 1)
        given(*WORKED, CANCELLED).when(withdraw).then_refused(EvaluationIsCancelled)
        adopted = in_force(state(*WORKED, withdrawn, DRAFTED, REPLY_OPENED, REPLIED, ADOPTED))
        assert adopted is not None
        assert adopted.recommendations == ()


SUBMIT = SubmitDraft(report=DRAFT, on=DAY)
OPEN = OpenReply(until=UNTIL, on=DAY)
REPLY = ReplyToDraft(by=COOP, text="Nous manquons de locaux", on=UNTIL)
ADOPT = AdoptReport(report=FINAL, adopted_by="committee-1", decision="meeting-3", on=AFTER)
PUBLISH = PublishReport(on=AFTER)
REOPEN = ReopenReport(reasons="nouvelle enquête", on=AFTER)


class TestReport:
    def test_a_draft_is_submitted_as_a_document(self) -> None:
        given(*WORKED).when(SUBMIT).then(DRAFTED)
        given(*WORKED, DRAFTED).when(SUBMIT).then_nothing()
        given(*WORKED, DRAFTED).when(replace(SUBMIT, report=SECOND)).then(replace(DRAFTED, report=SECOND))
        given(*WORKED).when(replace(SUBMIT, report=None)).then_refused(ReportMissing)
        given(*WORKED).when(replace(SUBMIT, report=None, source=PAPER)).then(
            replace(DRAFTED, report=None, source=PAPER), noticed(ReportMissing)
        )

    def test_no_draft_before_the_collecting(self) -> None:
        given(*AGREED).when(SUBMIT).then_refused(EvaluationStepSkipped, Stage.TERMS_AGREED, Stage.DRAFTED)

    def test_the_evaluated_get_the_time_to_reply_that_the_terms_promise(self) -> None:
        history = (*WORKED, DRAFTED)
        given(*history).when(OPEN).then(REPLY_OPENED)
        given(*IN_REPLY).when(OPEN).then_nothing()
        exactly = replace(OPEN, until=DAY + timedelta(days=15))
        given(*history).when(exactly).then(replace(REPLY_OPENED, until=exactly.until))
        short = replace(OPEN, until=DAY + timedelta(days=14))
        given(*history).when(short).then_refused(ReplyTimeTooShort, 14, 15)
        given(*history).when(replace(short, source=PAPER)).then(
            replace(REPLY_OPENED, until=short.until, source=PAPER), noticed(ReplyTimeTooShort, "14; 15")
        )

    def test_more_time_to_reply_can_be_given_but_none_taken_away(self) -> None:
        given(*IN_REPLY).when(OpenReply(until=AFTER, on=UNTIL)).then(ReplyOpened(until=AFTER, on=UNTIL))
        given(*IN_REPLY).when(OpenReply(until=UNTIL - timedelta(days=1), on=DAY)).then_refused(
            EvaluationStepSkipped, Stage.RIGHT_OF_REPLY, Stage.RIGHT_OF_REPLY
        )

    def test_the_evaluated_party_replies_until_the_report_is_adopted_even_after_the_deadline(self) -> None:
        given(*IN_REPLY).when(REPLY).then(REPLIED)
        given(*IN_REPLY, REPLIED).when(REPLY).then_nothing()
        late = replace(REPLIED, on=AFTER)
        given(*IN_REPLY).when(replace(REPLY, on=AFTER)).then(late)
        assert [reply.on for reply in late_replies(state(*IN_REPLY, REPLIED, late))] == [AFTER]
        assert [reply.on for reply in state(*IN_REPLY, REPLIED, late).replies] == [UNTIL, AFTER]
        assert awaited_replies(state(*IN_REPLY)) == {COOP}
        assert awaited_replies(state(*WORKED)) == frozenset()

    def test_only_the_evaluated_reply(self) -> None:
        given(*IN_REPLY).when(replace(REPLY, by=CITY)).then_refused(NotEvaluated, CITY)
        given(*IN_REPLY).when(replace(REPLY, by=CITY, source=PAPER)).then(
            replace(REPLIED, by=CITY, source=PAPER), noticed(NotEvaluated, CITY, on=UNTIL)
        )

    def test_a_reply_says_something_about_a_draft_that_was_sent(self) -> None:
        given(*IN_REPLY).when(replace(REPLY, text="")).then_refused(NothingSaid)
        given(*WORKED, DRAFTED).when(REPLY).then_refused(NothingToReplyTo, Stage.DRAFTED)
        given(*WORKED, CANCELLED).when(REPLY).then_refused(EvaluationIsCancelled)

    def test_a_reply_after_adoption_waits_for_the_next_version(self) -> None:
        second = replace(REPLY, text="Un mot encore", on=AFTER)
        given(*DONE).when(second).then_refused(ReplyAfterAdoption, 1)
        late = replace(REPLIED, text="Un mot encore", on=AFTER, source=PAPER)
        given(*DONE).when(replace(second, source=PAPER)).then(late, noticed(ReplyAfterAdoption, "1", on=AFTER))
        given(*DONE, late).when(PUBLISH).then(replace(PUBLISHED, replies=(COOP, COOP)))
        reopened = state(*DONE, late, REOPENED)
        assert [reply.text for reply in reopened.replies] == ["Un mot encore"]
        assert [reply.text for reply in reopened.versions[0].replies] == [REPLIED.text]

    def test_is_adopted_after_the_reply_or_when_its_time_is_over(self) -> None:
        given(*IN_REPLY, REPLIED).when(replace(ADOPT, on=UNTIL)).then(replace(ADOPTED, on=UNTIL))
        given(*IN_REPLY).when(ADOPT).then(ADOPTED)
        given(*DONE).when(ADOPT).then_nothing()

    def test_is_not_adopted_while_a_reply_is_awaited(self) -> None:
        early = replace(ADOPT, on=UNTIL)
        given(*IN_REPLY).when(early).then_refused(ReplyStillOpen, UNTIL)
        given(*IN_REPLY).when(replace(early, source=PAPER)).then(
            replace(ADOPTED, on=UNTIL, source=PAPER), noticed(ReplyStillOpen, str(UNTIL), on=UNTIL)
        )

    def test_is_not_adopted_without_a_right_of_reply(self) -> None:
        given(*WORKED, DRAFTED).when(ADOPT).then_refused(RightOfReplyNotGiven)
        given(*WORKED, DRAFTED).when(replace(ADOPT, source=PAPER)).then(
            replace(ADOPTED, source=PAPER), noticed(RightOfReplyNotGiven, on=AFTER)
        )

    def test_is_not_adopted_without_a_draft(self) -> None:
        given(*WORKED).when(ADOPT).then_refused(EvaluationStepSkipped, Stage.COLLECTING, Stage.ADOPTED)

    def test_the_draft_is_adopted_where_no_other_document_is_named(self) -> None:
        given(*IN_REPLY).when(replace(ADOPT, report=None)).then(replace(ADOPTED, report=DRAFT))

    def test_a_report_adopted_elsewhere_of_which_little_is_known_is_taken_over(self) -> None:
        given(PLANNED).when(replace(ADOPT, report=None, source=PAPER)).then(
            replace(ADOPTED, report=None, source=PAPER),
            noticed(EvaluationStepSkipped, "planned; adopted", on=AFTER),
            noticed(ReportMissing, on=AFTER, number=2),
        )

    def test_a_cancelled_evaluation_is_not_adopted(self) -> None:
        given(*WORKED, CANCELLED).when(ADOPT).then_refused(EvaluationIsCancelled)

    def test_the_replies_are_published_with_the_report(self) -> None:
        given(*DONE).when(PUBLISH).then(PUBLISHED)
        given(*DONE, PUBLISHED).when(PUBLISH).then_nothing()
        shown = published(state(*DONE, PUBLISHED))
        assert state(*DONE, PUBLISHED).stage is Stage.PUBLISHED
        assert shown is not None
        assert (shown.report, [reply.text for reply in shown.replies]) == (FINAL, [REPLIED.text])

    def test_an_adopted_version_is_published_even_while_the_next_one_is_in_hand(self) -> None:
        at_work = (*DONE, REOPENED, DRAFTED, REPLY_OPENED, replace(REPLIED, text="Mieux", on=AFTER))
        given(*at_work).when(PUBLISH).then(PUBLISHED)
        after = state(*at_work, PUBLISHED)
        assert (after.stage, after.versions[0].published_on) == (Stage.RIGHT_OF_REPLY, AFTER)
        given(*at_work, PUBLISHED).when(PUBLISH).then_nothing()

    def test_what_was_not_adopted_is_not_published(self) -> None:
        given(*WORKED).when(PUBLISH).then_refused(NothingAdopted, Stage.COLLECTING)
        leak = replace(PUBLISHED, version=0, replies=(), source=PAPER)
        given(*WORKED).when(replace(PUBLISH, source=PAPER)).then(leak, noticed(NothingAdopted, "collecting", on=AFTER))
        given(*WORKED, leak).when(ADOPT).then(ADOPTED)
        more = replace(FIND, text="Les locaux manquent")
        given(*WORKED, leak).when(more).then(replace(FINDING, finding=2, text="Les locaux manquent"))

    def test_an_adopted_report_is_not_replaced_by_adopting_another_one_here(self) -> None:
        other = replace(ADOPT, report=SECOND)
        given(*DONE).when(other).then_refused(AdoptedIsFinal, 1)
        given(*DONE).when(replace(other, source=PAPER)).then(
            replace(ADOPTED, version=2, report=SECOND, source=PAPER), noticed(AdoptedIsFinal, "1", on=AFTER)
        )

    def test_a_new_version_replaces_the_adopted_one_which_stays_readable(self) -> None:
        later = AFTER + timedelta(days=90)
        revised = FindingRevised(finding=1, text="Le besoin a doublé", evidence=(SURVEY,), on=later)
        given(*DONE, PUBLISHED).when(REOPEN).then(REOPENED)
        given(*DONE, PUBLISHED, REOPENED).when(REOPEN).then_nothing()
        given(*DONE, PUBLISHED, REOPENED).when(ReviseFinding(finding=1, text="Le besoin a doublé", on=later)).then(
            revised
        )
        second = replace(ADOPTED, version=2, report=SECOND, on=later)
        history = (*DONE, PUBLISHED, REOPENED, revised, DRAFTED, REPLY_OPENED, REPLIED)
        given(*history).when(replace(ADOPT, report=SECOND, on=later)).then(second)
        after = state(*history, second)
        first, last = after.versions
        assert (first.report, first.findings[0].text, first.replaced_on) == (FINAL, FINDING.text, later)
        assert (last.report, last.findings[0].text, last.replaced_on) == (SECOND, "Le besoin a doublé", None)
        assert version_on(after, AFTER) == first
        assert version_on(after, later) == last
        assert version_on(after, DAY) is None

    def test_work_is_taken_up_again_with_reasons_and_only_on_what_was_adopted(self) -> None:
        given(*DONE).when(replace(REOPEN, reasons=" ")).then_refused(ReopenedWithoutReasons)
        given(*DONE).when(replace(REOPEN, reasons="", source=PAPER)).then(
            replace(REOPENED, reasons="", source=PAPER), noticed(ReopenedWithoutReasons, on=AFTER)
        )
        given(*WORKED).when(REOPEN).then_refused(NothingAdopted)

    def test_is_cancelled_with_reasons_before_adoption(self) -> None:
        cancel = CancelEvaluation(reasons="sans objet", on=DAY)
        given(*WORKED).when(cancel).then(CANCELLED)
        given(*WORKED, CANCELLED).when(cancel).then_nothing()
        given(*WORKED).when(replace(cancel, reasons="")).then_refused(CancelledWithoutReasons)
        given(*WORKED).when(replace(cancel, reasons="", source=PAPER)).then(
            replace(CANCELLED, reasons="", source=PAPER), noticed(CancelledWithoutReasons)
        )
        given(*DONE).when(cancel).then_refused(AdoptedIsFinal, 1)

    def test_a_cancelled_evaluation_is_not_carried_on(self) -> None:
        given(*WORKED, CANCELLED).when(SUBMIT).then_refused(EvaluationIsCancelled)
        drafted = replace(DRAFTED, source=PAPER)
        given(*WORKED, CANCELLED).when(replace(SUBMIT, source=PAPER)).then(drafted, noticed(EvaluationIsCancelled))
        assert state(*WORKED, CANCELLED, drafted).stage is Stage.CANCELLED

    def test_a_step_recorded_late_does_not_turn_the_evaluation_back(self) -> None:
        taken_over = state(PLANNED, replace(COLLECTING, on=UNTIL, source=PAPER), replace(TERMS, source=PAPER))
        assert taken_over.stage is Stage.COLLECTING
        assert value_on(taken_over.stages, DAY) is Stage.TERMS_AGREED
        assert value_on(taken_over.stages, UNTIL) is Stage.COLLECTING
        known_later = state(PLANNED, replace(COLLECTING, source=PAPER), replace(TERMS, on=UNTIL, source=PAPER))
        assert value_on(known_later.stages, DAY) is Stage.COLLECTING
        assert value_on(known_later.stages, AFTER) is Stage.COLLECTING


DUE = date(2027, 6, 30)
PUT_IN_HAND = CommitmentId("commitment-9")
RESPOND = Respond(recommendation=1, by=CITY, answer=Answer.ACCEPTED, due=DUE, on=AFTER)
ANSWERED = RecommendationAnswered(recommendation=1, by=CITY, answer=Answer.ACCEPTED, reasons="", due=DUE, on=AFTER)
LINK = LinkCommitment(recommendation=1, by=CITY, commitment=PUT_IN_HAND, on=AFTER)
LINKED = CommitmentLinked(recommendation=1, by=CITY, commitment=PUT_IN_HAND, on=AFTER)


def waiting(what: Awaiting, by: OrganisationId | None = CITY) -> OpenRecommendation:
    return OpenRecommendation(number=1, text=ADVICE.text, by=by, awaiting=what)


class TestResponses:
    def test_a_recommendation_is_accepted_by_a_date(self) -> None:
        given(*DONE).when(RESPOND).then(ANSWERED)
        given(*DONE, ANSWERED).when(RESPOND).then_nothing()
        given(*DONE).when(replace(RESPOND, due=None)).then_refused(AcceptedWithoutDueDate, 1)
        given(*DONE).when(replace(RESPOND, due=None, source=PAPER)).then(
            replace(ANSWERED, due=None, source=PAPER), noticed(AcceptedWithoutDueDate, "1", on=AFTER)
        )

    @pytest.mark.parametrize("answer", [Answer.REJECTED, Answer.PARTLY])
    def test_a_recommendation_is_not_rejected_even_in_part_without_reasons(self, answer: Answer) -> None:
        given(*DONE).when(replace(RESPOND, answer=answer)).then_refused(AnsweredWithoutReasons, 1)
        given(*DONE).when(replace(RESPOND, answer=answer, reasons="trop cher")).then(
            replace(ANSWERED, answer=answer, reasons="trop cher")
        )

    def test_only_a_rejection_needs_no_date(self) -> None:
        rejected = replace(RESPOND, answer=Answer.REJECTED, reasons="trop cher", due=None)
        given(*DONE).when(rejected).then(replace(ANSWERED, answer=Answer.REJECTED, reasons="trop cher", due=None))

    def test_a_recommendation_is_answered_by_those_to_whom_it_is_addressed(self) -> None:
        given(*DONE).when(replace(RESPOND, by=COOP)).then_refused(NotAddressed, COOP)
        given(*DONE).when(replace(RESPOND, by=COOP, source=PAPER)).then(
            replace(ANSWERED, by=COOP, source=PAPER), noticed(NotAddressed, COOP, on=AFTER)
        )

    def test_a_recommendation_is_answered_once_its_report_is_adopted(self) -> None:
        given(*IN_REPLY).when(RESPOND).then_refused(RecommendationNotAdopted, 1)
        given(*DONE).when(replace(RESPOND, recommendation=2)).then_refused(NoSuchRecommendation, 2)

    def test_an_accepted_recommendation_becomes_one_commitment(self) -> None:
        given(*DONE, ANSWERED).when(LINK).then(LINKED)
        given(*DONE, ANSWERED, LINKED).when(LINK).then_nothing()
        other = replace(LINK, commitment=CommitmentId("commitment-10"))
        given(*DONE, ANSWERED, LINKED).when(other).then_refused(CommitmentAlreadyLinked, 1, PUT_IN_HAND)

    def test_what_was_rejected_or_not_answered_becomes_no_commitment(self) -> None:
        rejected = replace(ANSWERED, answer=Answer.REJECTED, reasons="trop cher")
        given(*DONE).when(LINK).then_refused(NotAccepted, 1, CITY)
        given(*DONE, rejected).when(LINK).then_refused(NotAccepted, 1, CITY)

    def test_a_changed_answer_keeps_the_earlier_one_and_its_commitment(self) -> None:
        partly = replace(ANSWERED, answer=Answer.PARTLY, reasons="en deux temps")
        (advice,) = state(*DONE, ANSWERED, LINKED, partly).recommendations
        assert [(one.answer, one.commitment) for one in advice.responses] == [
            (Answer.ACCEPTED, PUT_IN_HAND),
            (Answer.PARTLY, PUT_IN_HAND),
        ]

    def test_the_commitment_of_an_accepted_recommendation_can_be_declared(self) -> None:
        origin = commitment.Origin(
            kind=commitment.OriginKind.RECOMMENDATION, stream="evaluation-1", event="event-12", detail="1"
        )
        declare = undertaking(state(*DONE, ANSWERED), ANSWERED, origin)
        assert declare == commitment.Declare(
            framework=HERE,
            title="Ouvrir un second lieu",
            kind=commitment.Kind.PLEDGE,
            field=FieldOfWork.ENTERPRISE_CREATION,
            owners=(commitment.Owner(organisation=CITY),),
            origin=origin,
            due=DUE,
            on=AFTER,
        )
        assert declare is not None
        declared = commitment.decider.decide(declare, commitment.Commitment())
        assert commitment.decider.fold(declared).original_due == DUE

    def test_a_rejected_recommendation_becomes_none(self) -> None:
        rejected = replace(ANSWERED, answer=Answer.REJECTED)
        origin = commitment.Origin(kind=commitment.OriginKind.RECOMMENDATION, stream="evaluation-1")
        assert undertaking(state(*DONE), rejected, origin) is None

    def test_a_recommendation_stays_open_until_it_is_rejected_or_has_become_a_commitment(self) -> None:
        rejected = replace(ANSWERED, answer=Answer.REJECTED)
        assert open_recommendations(state(*IN_REPLY)) == ()
        assert open_recommendations(state(*DONE)) == (waiting(Awaiting.RESPONSE),)
        assert open_recommendations(state(*DONE, ANSWERED)) == (waiting(Awaiting.COMMITMENT),)
        assert open_recommendations(state(*DONE, ANSWERED, LINKED)) == ()
        assert open_recommendations(state(*DONE, rejected)) == ()

    def test_a_recommendation_that_names_nobody_stays_open_until_somebody_answers(self) -> None:
        unaddressed = replace(ADVICE, addressed_to=frozenset(), source=PAPER)
        history = (*AT_WORK, FINDING, unaddressed, ADOPTED)
        assert open_recommendations(state(*history)) == (waiting(Awaiting.RESPONSE, by=None),)
        given(*history).when(RESPOND).then(ANSWERED)
        assert open_recommendations(state(*history, ANSWERED)) == (waiting(Awaiting.COMMITMENT),)
