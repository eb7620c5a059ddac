"""What an application lets happen, refuses, and records all the same when it was done elsewhere."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from domain.call.state import CallTerms, Criterion, RequiredDocument
from domain.candidature import (
    Accept,
    Accepted,
    CheckCompleteness,
    CompletenessChecked,
    DeclareInterest,
    DocumentFiled,
    FileDocument,
    FindAdmissible,
    FindInadmissible,
    FoundAdmissible,
    FoundInadmissible,
    InterestDeclared,
    NoSuchApplication,
    PlacedOnWaitingList,
    Promote,
    Promoted,
    PutOnWaitingList,
    Refuse,
    Refused,
    Rival,
    Score,
    Scored,
    Stage,
    SubmitApplication,
    Submitted,
    Withdraw,
    Withdrawn,
    decider,
    score,
    set_aside,
)
from domain.candidature.admission import DecidedWithoutReasons, DocumentsMissing
from domain.candidature.decision import BeyondTheEnvelope, DecidedUnscored, PromotedOutOfRank
from domain.candidature.scoring import (
    InterestedScore,
    NoSuchCriterionInCall,
    NotInTheJury,
    PointsOffScale,
    StatementAboutSomebodyElse,
)
from domain.candidature.state import ApplicationSettled, BeforeSubmission, NotAdmissibleYet
from domain.candidature.submission import (
    AmountRequestedAbsurd,
    ApplicantMissing,
    ApplicationAlreadySubmitted,
    ApplicationUntitled,
    CallCalledOff,
    CallOfAnotherFramework,
    CurrencyOfTheCallDiffers,
    DocumentNotAskedFor,
    SubmittedOutsideTheCall,
)
from domain.candidature.waiting import NotOnWaitingList, WaitingRankUnfit
from domain.decider import Refusal
from domain.irregularity import IrregularityNoticed
from domain.mandate import Empowerment, Role
from domain.said import PersonalTextUnprotected
from domain.values import ApplicationId, CallId, CommitteeId, MandateId, Money, Period, Protected
from tests.domain.enterprise_world import (
    ACT,
    ANA,
    AWAY,
    BEN,
    COOP,
    HOME,
    JURY_ONE,
    JURY_TWO,
    PAPER,
    PLAN,
    PROGRAMME,
    broken,
    day,
    named,
    of_ana,
)
from tests.scenario import Scenario

scenario = Scenario(decider)
CALL = CallId("call-1")
TERMS = CallTerms(
    call=CALL,
    framework=HOME,
    programme=PROGRAMME,
    opens_on=day(2, 1),
    closes_on=day(2, 28),
    criteria=(Criterion(code="solidite", weight=Decimal(2)), Criterion(code="utilite", maximum=Decimal(10))),
    documents=(RequiredDocument(code="plan"), RequiredDocument(code="lettre", optional=True)),
    envelope=Money.of(5_000),
)
SUBMIT = SubmitApplication(
    framework=HOME,
    call=CALL,
    terms=TERMS,
    title="Le four",
    holders=(ANA,),
    organisation=COOP,
    requested=Money.of(3_000),
    documents={"plan": PLAN},
    on=day(2, 10),
)
SUBMITTED = Submitted(
    framework=HOME,
    call=CALL,
    terms=TERMS,
    title="Le four",
    summary=None,
    holders=(ANA,),
    organisation=COOP,
    project=None,
    requested=Money.of(3_000),
    documents={"plan": PLAN},
    on=day(2, 10),
)
BARE = replace(SUBMITTED, documents={})
ADMITTED = FoundAdmissible(on=day(3, 3))
READY = (SUBMITTED, ADMITTED)
WITH_JURY = (replace(SUBMITTED, terms=replace(TERMS, jury=CommitteeId("committee-1"))), ADMITTED)
ACCEPT = Accept(amount=Money.of(3_000), act=ACT, rivals=(), on=day(3, 20))
ACCEPTED = Accepted(amount=Money.of(3_000), reasons="", act=ACT, on=day(3, 20))
WAITS = PlacedOnWaitingList(rank=2, reasons="", act=None, on=day(3, 20))
GONE = Withdrawn(reasons="", on=day(3, 5))


def scored(member: Any, criterion: str, points: int, *, interested: bool = False) -> Scored:
    return Scored(
        member=member, criterion=criterion, points=Decimal(points), comment=None, interested=interested, on=day(3, 10)
    )


def scoring(points: int | str = 4, **fields: Any) -> Score:
    stated: dict[str, Any] = {"member": JURY_ONE, "criterion": "solidite", "jury": None, "mandates": ()} | fields
    return Score(points=Decimal(points), on=day(3, 10), **stated)


def rival(number: int, stage: Stage, rank: int | None = None, amount: int | None = None) -> Rival:
    granted = None if amount is None else Money.of(amount)
    return Rival(application=ApplicationId(f"application-{number}"), stage=stage, rank=rank, amount=granted)


class TestSubmitting:
    def test_an_application_is_submitted_once(self) -> None:
        scenario.given().when(SUBMIT).then(SUBMITTED)
        scenario.given(SUBMITTED).when(SUBMIT).then_nothing()
        scenario.given(SUBMITTED).when(replace(SUBMIT, title="Autre")).then_refused(ApplicationAlreadySubmitted)
        scenario.given().when(ACCEPT).then_refused(NoSuchApplication)

    @pytest.mark.parametrize(
        ("wrong", "rule", "details"),
        [
            ({"title": ""}, ApplicationUntitled, ()),
            ({"holders": (), "organisation": None}, ApplicantMissing, ()),
            ({"summary": "Ana cuit."}, PersonalTextUnprotected, ()),
            ({"summary": Protected(of=BEN, text="Ana cuit.")}, PersonalTextUnprotected, ()),
            ({"requested": Money.of(0)}, AmountRequestedAbsurd, (Decimal("0.00"),)),
            ({"requested": Money.of(-3)}, AmountRequestedAbsurd, (Decimal("-3.00"),)),
            ({"requested": Money.of(10**9)}, AmountRequestedAbsurd, (Decimal("1000000000.00"),)),
            ({"requested": Money.of(3, "CHF")}, CurrencyOfTheCallDiffers, ("EUR", "CHF")),
            ({"documents": {"photo": PLAN}}, DocumentNotAskedFor, ("photo",)),
        ],
    )
    def test_what_cannot_be_is_refused_wherever_it_was_submitted(
        self, wrong: dict[str, Any], rule: type[Refusal], details: tuple[object, ...]
    ) -> None:
        for source in (None, PAPER):
            scenario.given().when(replace(SUBMIT, source=source, **wrong)).then_refused(rule, *details)

    @pytest.mark.parametrize(
        ("wrong", "rule", "details"),
        [
            ({"on": day(1, 31)}, SubmittedOutsideTheCall, (day(2, 1), day(2, 28), day(1, 31))),
            ({"on": day(3, 1)}, SubmittedOutsideTheCall, (day(2, 1), day(2, 28), day(3, 1))),
            ({"terms": replace(TERMS, cancelled=True)}, CallCalledOff, (CALL,)),
            ({"framework": AWAY}, CallOfAnotherFramework, (CALL,)),
        ],
    )
    def test_what_came_in_against_the_rules_is_recorded_from_elsewhere(
        self, wrong: dict[str, Any], rule: type[Refusal], details: tuple[object, ...]
    ) -> None:
        command = replace(SUBMIT, **wrong)
        scenario.given().when(command).then_refused(rule, *details)
        assert broken(decider, (), replace(command, source=PAPER)) == [named(rule)]

    def test_the_first_and_the_last_day_count(self) -> None:
        for on in (day(2, 1), day(2, 28)):
            scenario.given().when(replace(SUBMIT, on=on)).then(replace(SUBMITTED, on=on))

    def test_what_is_missing_is_said_and_filing_it_completes_the_application(self) -> None:
        check = CheckCompleteness(complete_by=day(3, 10), on=day(3, 1))
        checked = CompletenessChecked(missing=("plan",), complete_by=day(3, 10), on=day(3, 1))
        scenario.given(BARE).when(check).then(checked)
        scenario.given(BARE, checked).when(check).then_nothing()
        filed = DocumentFiled(code="plan", evidence=PLAN, on=day(3, 4))
        complete = CompletenessChecked(missing=(), complete_by=None, on=day(3, 4))
        scenario.given(BARE, checked).when(FileDocument(code="plan", evidence=PLAN, on=day(3, 4))).then(filed, complete)
        scenario.given(SUBMITTED).when(check).then(replace(complete, on=day(3, 1)))
        letter = FileDocument(code="lettre", evidence=PLAN, on=day(3, 4))
        scenario.given(BARE, checked).when(letter).then(replace(filed, code="lettre"))
        scenario.given(SUBMITTED).when(FileDocument(code="plan", evidence=PLAN, on=day(3, 4))).then_nothing()
        scenario.given(SUBMITTED).when(replace(letter, code="photo")).then_refused(DocumentNotAskedFor, "photo")


class TestAdmitting:
    def test_a_complete_application_is_admissible(self) -> None:
        scenario.given(SUBMITTED).when(FindAdmissible(on=day(3, 3))).then(ADMITTED)
        scenario.given(*READY).when(FindAdmissible(on=day(3, 3))).then_nothing()
        scenario.given(BARE).when(FindAdmissible(on=day(3, 3))).then_refused(DocumentsMissing, "plan")
        early = FindAdmissible(on=day(2, 9))
        scenario.given(SUBMITTED).when(early).then_refused(BeforeSubmission, day(2, 10), day(2, 9))
        assert broken(decider, (BARE,), replace(early, source=PAPER)) == [
            named(BeforeSubmission),
            named(DocumentsMissing),
        ]

    def test_who_is_turned_away_is_told_why(self) -> None:
        find = FindInadmissible(reasons=of_ana("Hors du territoire"), on=day(3, 3))
        found = FoundInadmissible(reasons=of_ana("Hors du territoire"), on=day(3, 3))
        scenario.given(SUBMITTED).when(find).then(found)
        scenario.given(SUBMITTED, found).when(find).then_nothing()
        scenario.given(SUBMITTED).when(replace(find, reasons=of_ana(" "))).then_refused(DecidedWithoutReasons)
        scenario.given(SUBMITTED).when(replace(find, reasons="Hors")).then_refused(PersonalTextUnprotected)
        scenario.given(SUBMITTED, found).when(FindAdmissible(on=day(3, 9))).then_refused(
            ApplicationSettled, Stage.INADMISSIBLE
        )

    def test_of_an_organisation_one_speaks_plainly_and_what_was_erased_was_said(self) -> None:
        alone = replace(SUBMITTED, holders=())
        scenario.given(alone).when(FindInadmissible(reasons="Hors délai", on=day(3, 3))).then(
            FoundInadmissible(reasons="Hors délai", on=day(3, 3))
        )
        erased = FindInadmissible(reasons=Protected(of=ANA, text=None), on=day(3, 3))
        scenario.given(SUBMITTED).when(erased).then(FoundInadmissible(reasons=erased.reasons, on=day(3, 3)))


class TestScoring:
    def test_a_member_scores_and_may_think_again_until_the_decision(self) -> None:
        given = scored(JURY_ONE, "solidite", 4)
        scenario.given(*READY).when(scoring()).then(given)
        scenario.given(*READY, given).when(scoring()).then_nothing()
        again = scored(JURY_ONE, "solidite", 2)
        scenario.given(*READY, given).when(scoring(2)).then(again)
        assert [one.points for one in decider.fold([*READY, given, again]).marks] == [2]
        scenario.given(*READY, ACCEPTED).when(scoring()).then_refused(ApplicationSettled, Stage.ACCEPTED)
        scenario.given(SUBMITTED).when(scoring()).then_refused(NotAdmissibleYet, Stage.SUBMITTED)

    @pytest.mark.parametrize("points", ["-1", "6", "NaN", "Infinity"])
    def test_points_lie_on_the_scale(self, points: str) -> None:
        command = replace(scoring(points), source=PAPER)
        with pytest.raises(PointsOffScale):
            decider.decide(command, decider.fold(READY))

    def test_points_are_given_on_criteria_of_the_call(self) -> None:
        scenario.given(*READY).when(scoring(criterion="charme")).then_refused(NoSuchCriterionInCall, "charme")

    def test_whoever_does_not_sit_in_the_jury_is_refused_here_and_noticed_from_elsewhere(self) -> None:
        outsider = scoring(jury=frozenset({JURY_TWO}))
        scenario.given(*READY).when(outsider).then_refused(NotInTheJury, JURY_ONE)
        assert broken(decider, READY, replace(outsider, source=PAPER)) == [named(NotInTheJury)]
        scenario.given(*READY).when(scoring(jury=frozenset({JURY_ONE}))).then(scored(JURY_ONE, "solidite", 4))

    @pytest.mark.parametrize(
        ("history", "fields"),
        [
            ((*READY, InterestDeclared(member=JURY_ONE, statement=None, on=day(3, 4))), {}),
            (READY, {"member": ANA}),
            (
                READY,
                {
                    "mandates": (
                        Empowerment(
                            mandate=MandateId("mandate-1"), person=JURY_ONE, organisation=COOP, role=Role.MEMBER
                        ),
                    )
                },
            ),
        ],
        ids=["declared", "applies", "mandate held"],
    )
    def test_whoever_has_an_interest_is_not_heard_and_does_not_count(
        self, history: tuple[object, ...], fields: dict[str, Any]
    ) -> None:
        command = scoring(**fields)
        scenario.given(*history).when(command).then_refused(InterestedScore, command.member)
        recorded = decider.decide(replace(command, source=PAPER), decider.fold(history))
        assert isinstance(recorded[0], Scored)
        assert recorded[0].interested
        assert [one.rule for one in recorded[1:] if isinstance(one, IrregularityNoticed)] == [named(InterestedScore)]
        assert set_aside(decider.fold([*history, *recorded])) == 1

    def test_a_mandate_that_ended_before_is_no_interest(self) -> None:
        over = Empowerment(
            mandate=MandateId("mandate-1"),
            person=JURY_ONE,
            organisation=COOP,
            role=Role.MEMBER,
            period=Period(end=day(3, 9)),
        )
        scenario.given(*READY).when(scoring(mandates=(over,))).then(scored(JURY_ONE, "solidite", 4))

    def test_an_interest_declared_after_scoring_shows_that_the_score_should_not_have_been_given(self) -> None:
        declare = DeclareInterest(member=JURY_ONE, statement=Protected(of=JURY_ONE, text="Cousine"), on=day(3, 12))
        given = scored(JURY_ONE, "solidite", 5)
        assert broken(decider, (*READY, given), declare) == [named(InterestedScore)]
        assert broken(decider, READY, declare) == []
        wrong = replace(declare, statement=of_ana("Cousine"))
        scenario.given(*READY).when(wrong).then_refused(StatementAboutSomebodyElse, ANA)
        declared = InterestDeclared(member=JURY_ONE, statement=None, on=day(3, 12))
        scenario.given(*READY, declared).when(declare).then_nothing()

    def test_the_score_is_the_weighted_mean_of_what_counts(self) -> None:
        marks = (
            scored(JURY_ONE, "solidite", 4),
            scored(JURY_TWO, "solidite", 3),
            scored(BEN, "solidite", 0, interested=True),
            scored(JURY_ONE, "utilite", 5),
        )
        assert score(decider.fold([*READY, *marks])) == Decimal("63.33"), "(2 × 3.5/5 + 1 × 5/10) / 3"
        assert score(decider.fold([*READY, *marks[:3]])) is None


class TestDeciding:
    def test_it_is_accepted_for_an_amount(self) -> None:
        scenario.given(*READY).when(ACCEPT).then(ACCEPTED)
        scenario.given(*READY, ACCEPTED).when(ACCEPT).then_nothing()
        scenario.given(SUBMITTED).when(ACCEPT).then_refused(NotAdmissibleYet, Stage.SUBMITTED)
        scenario.given(*READY, GONE).when(ACCEPT).then_refused(ApplicationSettled, Stage.WITHDRAWN)
        scenario.given(*READY).when(replace(ACCEPT, amount=Money.of(0))).then_refused(
            AmountRequestedAbsurd, Decimal("0.00")
        )
        scenario.given(*READY).when(replace(ACCEPT, on=day(2, 1))).then_refused(BeforeSubmission, day(2, 10), day(2, 1))

    def test_no_more_is_granted_than_the_envelope(self) -> None:
        taken = replace(ACCEPT, rivals=(rival(1, Stage.ACCEPTED, amount=2_001), rival(2, Stage.REFUSED, amount=9_000)))
        details = (Decimal("5000.00"), Decimal("5001.00"))
        scenario.given(*READY).when(taken).then_refused(BeyondTheEnvelope, *details)
        assert broken(decider, READY, replace(taken, source=PAPER)) == [named(BeyondTheEnvelope)]
        scenario.given(*READY).when(replace(taken, rivals=(rival(1, Stage.ACCEPTED, amount=2_000),))).then(ACCEPTED)

    def test_where_a_jury_is_named_every_criterion_is_scored_first(self) -> None:
        scenario.given(*WITH_JURY).when(ACCEPT).then_refused(DecidedUnscored)
        assert broken(decider, WITH_JURY, replace(ACCEPT, source=PAPER)) == [named(DecidedUnscored)]
        marks = (scored(JURY_ONE, "solidite", 4), scored(JURY_ONE, "utilite", 4))
        scenario.given(*WITH_JURY, *marks).when(ACCEPT).then(ACCEPTED)

    def test_it_is_refused_with_reasons(self) -> None:
        refuse = Refuse(reasons=of_ana("Trop tôt"), on=day(3, 20))
        refused = Refused(reasons=of_ana("Trop tôt"), act=None, on=day(3, 20))
        scenario.given(*READY).when(refuse).then(refused)
        scenario.given(*READY, refused).when(refuse).then_nothing()
        scenario.given(*READY).when(replace(refuse, reasons="")).then_refused(DecidedWithoutReasons)
        scenario.given(*READY, refused).when(ACCEPT).then_refused(ApplicationSettled, Stage.REFUSED)

    def test_it_waits_at_a_rank_of_its_own(self) -> None:
        wait = PutOnWaitingList(rank=2, rivals=(rival(1, Stage.WAITING, rank=1),), on=day(3, 20))
        scenario.given(*READY).when(wait).then(WAITS)
        scenario.given(*READY, WAITS).when(wait).then_nothing()
        for rank in (0, 1):
            scenario.given(*READY).when(replace(wait, rank=rank)).then_refused(WaitingRankUnfit, rank)
        taken = replace(wait, rank=1, source=PAPER)
        assert broken(decider, READY, taken) == [named(WaitingRankUnfit)]

    def test_whoever_waits_first_is_taken_first(self) -> None:
        promote = Promote(amount=Money.of(1_000), rivals=(), on=day(4, 1))
        promoted = Promoted(rank=2, amount=Money.of(1_000), reasons="", act=None, on=day(4, 1))
        scenario.given(*READY, WAITS).when(promote).then(promoted)
        scenario.given(*READY, WAITS, promoted).when(promote).then_nothing()
        scenario.given(*READY).when(promote).then_refused(NotOnWaitingList, Stage.ADMISSIBLE)
        ahead = (rival(1, Stage.WAITING, rank=1),)
        over = replace(promote, rivals=ahead)
        scenario.given(*READY, WAITS).when(over).then_refused(PromotedOutOfRank, ApplicationId("application-1"), 1)
        assert broken(decider, (*READY, WAITS), replace(over, source=PAPER)) == [named(PromotedOutOfRank)]
        scenario.given(*READY, WAITS).when(replace(ACCEPT, rivals=ahead)).then_refused(
            PromotedOutOfRank, ApplicationId("application-1"), 1
        )
        behind = replace(promote, rivals=(rival(1, Stage.WITHDRAWN, rank=1), rival(3, Stage.WAITING, rank=3)))
        scenario.given(*READY, WAITS).when(behind).then(promoted)

    def test_an_applicant_may_withdraw_even_once_accepted(self) -> None:
        for history in (READY, (*READY, WAITS), (*READY, ACCEPTED)):
            scenario.given(*history).when(Withdraw(on=day(4, 5))).then(Withdrawn(reasons="", on=day(4, 5)))
        scenario.given(*READY, GONE).when(Withdraw(on=day(4, 5))).then_nothing()
        refused = Refused(reasons="", act=None, on=day(3, 20))
        scenario.given(*READY, refused).when(Withdraw(on=day(4, 5))).then_refused(ApplicationSettled, Stage.REFUSED)
