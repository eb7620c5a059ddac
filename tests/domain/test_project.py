"""What a project lets happen, refuses, and records all the same when it was done elsewhere."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from domain.decider import Refusal
from domain.programme.state import ProgrammeNotOpen, ProgrammeOfAnotherFramework
from domain.project import (
    AddFunder,
    AddHolder,
    AdviserAppointed,
    Answer,
    AnswerFollowUp,
    AppointAdviser,
    AskFollowUp,
    BeginProject,
    CancelFinance,
    EndProject,
    EnterProgramme,
    FinanceCancelled,
    FinanceKind,
    FinanceReceived,
    FollowUpAnswered,
    FollowUpAsked,
    FormOrganisation,
    FunderAdded,
    FunderRemoved,
    HolderAdded,
    HolderRemoved,
    LeaveProgramme,
    MoveToStage,
    NoSuchProject,
    OrganisationFormed,
    Outcome,
    ProgrammeEntered,
    ProgrammeLeft,
    ProjectBegun,
    ProjectEnded,
    ReceiveFinance,
    RemoveFunder,
    RemoveHolder,
    Stage,
    StageReached,
    decider,
)
from domain.project.carrying import (
    AlreadyAnOrganisation,
    HolderMissing,
    NotAHolder,
    ProjectAlreadyBegun,
    ProjectUntitled,
)
from domain.project.finance import FinanceCancelledWithoutReasons, FinanceNotPositive, NoSuchFinance
from domain.project.follow_up import FollowUpTooEarly, JobsUncountable, NoSuchFollowUp, waiting
from domain.project.progress import EndIsSaidOtherwise, ProjectStageSkipped, TurnedBackWithoutReasons
from domain.project.state import BeforeTheProject, ProjectHasEnded, holders_on
from domain.project.support import NotFundingTheProject, NotInProgramme
from domain.said import PersonalTextUnprotected
from domain.values import AgreementId, Money
from tests.domain.enterprise_world import (
    ANA,
    BANK,
    BEN,
    CITY,
    CLOSED,
    COOP,
    ELSEWHERE,
    HOME,
    PAPER,
    PROGRAMME,
    RUNS,
    broken,
    day,
    named,
    of_ana,
)
from tests.scenario import Scenario

scenario = Scenario(decider)
BEGIN = BeginProject(framework=HOME, title="Le four", holders=(ANA,), on=day(1, 6))
BEGUN = ProjectBegun(
    framework=HOME,
    title="Le four",
    activity="",
    municipality="",
    summary=None,
    holders=(ANA,),
    organisation=None,
    stage=Stage.IDEA,
    on=day(1, 6),
)
FORMED = OrganisationFormed(organisation=COOP, on=day(5, 5))
ENDED = ProjectEnded(outcome=Outcome.ON_ITS_OWN, reasons="", on=day(12, 1))
LAUNCHED = StageReached(stage=Stage.LAUNCH, reasons="", on=day(6, 2))
ENTERED = ProgrammeEntered(programme=PROGRAMME, cohort="2025", application=None, on=day(2, 3))
GRANT = FinanceReceived(
    number=1,
    kind=FinanceKind.GRANT,
    provider=CITY,
    amount=Money.of(3_000),
    agreement=AgreementId("agreement-1"),
    loan=None,
    tranche=None,
    on=day(4, 1),
)


def reached(stage: Stage) -> StageReached:
    return StageReached(stage=stage, reasons="", on=day(3, 1))


class TestCarrying:
    def test_a_project_is_begun_once_by_people_or_an_organisation(self) -> None:
        scenario.given().when(BEGIN).then(BEGUN)
        scenario.given(BEGUN).when(BEGIN).then_nothing()
        scenario.given(BEGUN).when(replace(BEGIN, title="Autre")).then_refused(ProjectAlreadyBegun)
        scenario.given().when(replace(BEGIN, title=" ")).then_refused(ProjectUntitled)
        scenario.given().when(replace(BEGIN, holders=())).then_refused(HolderMissing)
        scenario.given().when(replace(BEGIN, summary="Ana cuit.")).then_refused(PersonalTextUnprotected)
        scenario.given().when(replace(BEGIN, summary=of_ana("Cuit."))).then(replace(BEGUN, summary=of_ana("Cuit.")))
        scenario.given().when(AddHolder(person=BEN, on=day(2, 1))).then_refused(NoSuchProject)

    def test_people_come_and_go_and_somebody_stays(self) -> None:
        added, removed = HolderAdded(person=BEN, on=day(2, 1)), HolderRemoved(person=ANA, on=day(3, 1))
        scenario.given(BEGUN).when(AddHolder(person=BEN, on=day(2, 1))).then(added)
        scenario.given(BEGUN, added).when(AddHolder(person=BEN, on=day(2, 1))).then_nothing()
        remove = RemoveHolder(person=ANA, on=day(3, 1))
        scenario.given(BEGUN, added).when(remove).then(removed)
        scenario.given(BEGUN, added, removed).when(remove).then_nothing()
        scenario.given(BEGUN).when(remove).then_refused(HolderMissing)
        assert broken(decider, (BEGUN,), replace(remove, source=PAPER)) == [named(HolderMissing)]
        scenario.given(BEGUN, FORMED).when(replace(remove, on=day(6, 1))).then(replace(removed, on=day(6, 1)))
        scenario.given(BEGUN).when(RemoveHolder(person=BEN, on=day(3, 1))).then_refused(NotAHolder, BEN)
        state = decider.fold([BEGUN, added, removed])
        assert [holders_on(state, one) for one in (day(1, 6), day(2, 1), day(3, 1))] == [(ANA,), (ANA, BEN), (BEN,)]

    def test_it_becomes_one_organisation(self) -> None:
        form = FormOrganisation(organisation=COOP, on=day(5, 5))
        scenario.given(BEGUN).when(form).then(FORMED)
        scenario.given(BEGUN, FORMED).when(form).then_nothing()
        other = replace(form, organisation=CITY)
        scenario.given(BEGUN, FORMED).when(other).then_refused(AlreadyAnOrganisation, COOP)
        assert broken(decider, (BEGUN, FORMED), replace(other, source=PAPER)) == [named(AlreadyAnOrganisation)]

    def test_somebody_accompanies_it(self) -> None:
        appoint = AppointAdviser(person=BEN, organisation=COOP, on=day(2, 1))
        appointed = AdviserAppointed(person=BEN, organisation=COOP, on=day(2, 1))
        scenario.given(BEGUN).when(appoint).then(appointed)
        scenario.given(BEGUN, appointed).when(appoint).then_nothing()

    @pytest.mark.parametrize(
        ("on", "rule", "details"),
        [
            (day(1, 5), BeforeTheProject, (day(1, 6), day(1, 5))),
            (day(12, 1), ProjectHasEnded, (day(12, 1),)),
        ],
    )
    def test_it_is_accompanied_from_its_beginning_to_its_end(
        self, on: Any, rule: type[Refusal], details: tuple[object, ...]
    ) -> None:
        for command in (
            AddHolder(person=BEN, on=on),
            FormOrganisation(organisation=CITY, on=on),
            AppointAdviser(person=BEN, on=on),
            MoveToStage(stage=Stage.DESIGN, on=on),
            EnterProgramme(programme=PROGRAMME, standing=RUNS, on=on),
            AddFunder(organisation=CITY, on=on),
            ReceiveFinance(kind=FinanceKind.GRANT, provider=CITY, amount=Money.of(1), on=on),
        ):
            scenario.given(BEGUN, ENDED).when(command).then_refused(rule, *details)
            assert broken(decider, (BEGUN, ENDED), replace(command, source=PAPER)) == [named(rule)]


class TestProgress:
    def test_it_goes_from_stage_to_stage_and_may_turn_back_with_reasons(self) -> None:
        scenario.given(BEGUN).when(MoveToStage(stage=Stage.DESIGN, on=day(3, 1))).then(reached(Stage.DESIGN))
        scenario.given(BEGUN).when(MoveToStage(stage=Stage.IDEA, on=day(3, 1))).then_nothing()
        skip = MoveToStage(stage=Stage.LAUNCH, on=day(3, 1))
        scenario.given(BEGUN).when(skip).then_refused(ProjectStageSkipped, Stage.IDEA, Stage.LAUNCH)
        assert broken(decider, (BEGUN,), replace(skip, source=PAPER)) == [named(ProjectStageSkipped)]
        back = MoveToStage(stage=Stage.IDEA, on=day(3, 1))
        designed = (BEGUN, reached(Stage.DESIGN))
        scenario.given(*designed).when(back).then_refused(TurnedBackWithoutReasons, Stage.IDEA)
        why = of_ana("Le local n'est plus libre")
        scenario.given(*designed).when(replace(back, reasons=why)).then(replace(reached(Stage.IDEA), reasons=why))

    def test_the_first_launch_is_the_launch(self) -> None:
        again = replace(LAUNCHED, on=day(9, 1))
        state = decider.fold([BEGUN, reached(Stage.DESIGN), LAUNCHED, reached(Stage.DESIGN), again])
        assert state.launched_on == day(6, 2)

    def test_it_ends_in_one_way_with_reasons_where_it_is_given_up(self) -> None:
        end = EndProject(outcome=Outcome.ON_ITS_OWN, on=day(12, 1))
        scenario.given(BEGUN).when(end).then(ENDED)
        scenario.given(BEGUN, ENDED).when(end).then_nothing()
        stop = replace(end, outcome=Outcome.GIVEN_UP)
        scenario.given(BEGUN).when(stop).then_refused(TurnedBackWithoutReasons, Outcome.GIVEN_UP)
        scenario.given(BEGUN, ENDED).when(replace(stop, reasons=of_ana("x"))).then_refused(ProjectHasEnded, day(12, 1))
        scenario.given(BEGUN).when(MoveToStage(stage=Stage.ENDED, on=day(3, 1))).then_refused(EndIsSaidOtherwise)


class TestSupport:
    def test_it_enters_a_programme_in_a_cohort_and_leaves_it(self) -> None:
        enter = EnterProgramme(programme=PROGRAMME, standing=RUNS, cohort="2025", on=day(2, 3))
        scenario.given(BEGUN).when(enter).then(ENTERED)
        scenario.given(BEGUN, ENTERED).when(enter).then_nothing()
        scenario.given(BEGUN, ENTERED).when(replace(enter, cohort="")).then_nothing()
        scenario.given(BEGUN, ENTERED).when(replace(enter, cohort="2026")).then(replace(ENTERED, cohort="2026"))
        leave = LeaveProgramme(programme=PROGRAMME, on=day(8, 1))
        left = ProgrammeLeft(programme=PROGRAMME, reasons="", on=day(8, 1))
        scenario.given(BEGUN, ENTERED).when(leave).then(left)
        scenario.given(BEGUN, ENTERED, left).when(leave).then_nothing()
        scenario.given(BEGUN).when(leave).then_refused(NotInProgramme, PROGRAMME)
        scenario.given(BEGUN, ENTERED, left).when(enter).then(ENTERED)

    @pytest.mark.parametrize(
        ("standing", "rule"), [(CLOSED, ProgrammeNotOpen), (ELSEWHERE, ProgrammeOfAnotherFramework)]
    )
    def test_the_programme_is_open_and_of_the_same_framework(self, standing: Any, rule: type[Refusal]) -> None:
        enter = EnterProgramme(programme=PROGRAMME, standing=standing, on=day(2, 3))
        scenario.given(BEGUN).when(enter).then_refused(rule, PROGRAMME)
        assert broken(decider, (BEGUN,), replace(enter, source=PAPER)) == [named(rule)]

    def test_funders_come_and_go(self) -> None:
        added, removed = FunderAdded(organisation=BANK, on=day(2, 1)), FunderRemoved(organisation=BANK, on=day(3, 1))
        scenario.given(BEGUN).when(AddFunder(organisation=BANK, on=day(2, 1))).then(added)
        scenario.given(BEGUN, added).when(AddFunder(organisation=BANK, on=day(2, 1))).then_nothing()
        remove = RemoveFunder(organisation=BANK, on=day(3, 1))
        scenario.given(BEGUN, added).when(remove).then(removed)
        scenario.given(BEGUN, added, removed).when(remove).then_nothing()
        scenario.given(BEGUN).when(remove).then_refused(NotFundingTheProject, BANK)

    def test_what_it_receives_is_entered_once_and_taken_back_with_reasons(self) -> None:
        receive = ReceiveFinance(
            kind=FinanceKind.GRANT,
            provider=CITY,
            amount=Money.of(3_000),
            agreement=AgreementId("agreement-1"),
            on=day(4, 1),
        )
        scenario.given(BEGUN).when(receive).then(GRANT)
        scenario.given(BEGUN, GRANT).when(receive).then_nothing()
        scenario.given(BEGUN).when(replace(receive, amount=Money.of(0))).then_refused(
            FinanceNotPositive, Decimal("0.00")
        )
        cancel, cancelled = (
            kind(number=1, reasons="Doublon", on=day(4, 2)) for kind in (CancelFinance, FinanceCancelled)
        )
        scenario.given(BEGUN, GRANT).when(cancel).then(cancelled)
        scenario.given(BEGUN, GRANT, cancelled).when(cancel).then_nothing()
        scenario.given(BEGUN, GRANT, cancelled).when(receive).then(replace(GRANT, number=2))
        scenario.given(BEGUN, GRANT).when(CancelFinance(number=1, reasons="", on=day(4, 2))).then_refused(
            FinanceCancelledWithoutReasons
        )
        scenario.given(BEGUN).when(cancel).then_refused(NoSuchFinance, 1)


class TestFollowUp:
    def test_it_is_asked_one_three_and_five_years_after_the_launch(self) -> None:
        history = (BEGUN, reached(Stage.DESIGN), LAUNCHED)
        one, three = FollowUpAsked(years=1, on=day(6, 2, 2026)), FollowUpAsked(years=3, on=day(6, 2, 2028))
        scenario.given(*history).when(AskFollowUp(today=day(6, 1, 2026))).then_nothing()
        scenario.given(*history).when(AskFollowUp(today=day(6, 2, 2026))).then(one)
        scenario.given(*history).when(AskFollowUp(today=day(7, 1, 2028))).then(one, three)
        scenario.given(*history, one).when(AskFollowUp(today=day(7, 1, 2026))).then_nothing()
        scenario.given(BEGUN).when(AskFollowUp(today=day(7, 1, 2039))).then_nothing()

    def test_a_project_that_never_launched_is_asked_after_it_left(self) -> None:
        stopped = replace(ENDED, outcome=Outcome.GIVEN_UP)
        scenario.given(BEGUN, stopped).when(AskFollowUp(today=day(12, 1, 2026))).then(
            FollowUpAsked(years=1, on=day(12, 1, 2026))
        )

    def test_no_answer_is_an_answer_that_a_later_one_replaces(self) -> None:
        history = (BEGUN, reached(Stage.DESIGN), LAUNCHED)
        silent = AnswerFollowUp(years=1, answer=Answer.NO_ANSWER, on=day(9, 1, 2026))
        nothing = FollowUpAnswered(years=1, answer=Answer.NO_ANSWER, jobs=None, note=None, on=day(9, 1, 2026))
        scenario.given(*history).when(silent).then(nothing)
        scenario.given(*history, nothing).when(silent).then_nothing()
        active = replace(silent, answer=Answer.ACTIVE, jobs=Decimal("2.5"), on=day(10, 1, 2026))
        said = replace(nothing, answer=Answer.ACTIVE, jobs=Decimal("2.5"), on=day(10, 1, 2026))
        scenario.given(*history, nothing).when(active).then(said)
        assert [years for years, _ in waiting(decider.fold([*history, nothing]))] == [3, 5]

    def test_it_is_answered_in_time_and_about_something_that_can_be_counted(self) -> None:
        history = (BEGUN, reached(Stage.DESIGN), LAUNCHED)
        early = AnswerFollowUp(years=3, answer=Answer.ACTIVE, on=day(9, 1, 2026))
        scenario.given(*history).when(early).then_refused(FollowUpTooEarly, 3, day(6, 2, 2028))
        assert broken(decider, history, replace(early, source=PAPER)) == [named(FollowUpTooEarly)]
        scenario.given(*history).when(replace(early, years=2)).then_refused(NoSuchFollowUp, 2)
        for answer, jobs in ((Answer.ACTIVE, "-1"), (Answer.NO_ANSWER, "1")):
            wrong = replace(early, years=1, answer=answer, jobs=Decimal(jobs))
            scenario.given(*history).when(wrong).then_refused(JobsUncountable, Decimal(jobs))
