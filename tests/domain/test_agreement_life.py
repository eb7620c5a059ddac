"""What happens to an agreement once it is in force: trouble, end, renewal, succession, contest; and taking over."""

from datetime import date

import pytest

from domain.agreement import deadlines, decider, due, end_on, next_deadline, parties_on, stage_on
from domain.agreement.acts import ActRecorded, NoSuchAct, NoSuchAmendment, RecordAct
from domain.agreement.breach import (
    AccordNeedsEveryParty,
    AcknowledgeCure,
    AgreedToTerminate,
    AgreeToTerminate,
    BreachCured,
    BreachWasCured,
    ClauseNoticeTooShort,
    CurePeriodRunning,
    CurePeriodTooShort,
    GiveNotice,
    NoSuchClause,
    NoSuchNotice,
    NotEmpoweredToTerminate,
    NoticeGiven,
    NoticeNeeded,
    NotInForce,
    NotSuspended,
    Resume,
    Resumed,
    Suspend,
    Suspended,
    Terminate,
    Terminated,
)
from domain.agreement.contest import (
    AnswerContest,
    ContestAnswered,
    ContestAnsweredAlready,
    ContestEntry,
    ContestWithoutWords,
    EntryContested,
    NoSuchContest,
)
from domain.agreement.gaps import (
    TakenOverActUnknown,
    TakenOverSignatureUnknown,
    TakenOverStartUnknown,
    TakenOverTextUnknown,
)
from domain.agreement.known import KnownAct, KnownAmendment, KnownCredits, KnownSignature
from domain.agreement.ledger import CurrencyDiffers
from domain.agreement.overpayment import OverpaymentFound
from domain.agreement.parts import (
    AgreementKind,
    Clauses,
    Instalment,
    NotAParty,
    Party,
    PartyNature,
    PartyRole,
    Stage,
    TacitRenewal,
    TerminationClause,
    months_later,
)
from domain.agreement.payment import Paid, RecordPayment
from domain.agreement.queries import Deadline, DeadlineKind
from domain.agreement.reprise import (
    AlreadyKnown,
    CompleteReprise,
    NotTakenOver,
    RegisteredIsNoState,
    RepriseCompleted,
    TakenOver,
    TakenOverAmendmentOutOfOrder,
    TakeOver,
)
from domain.agreement.schedule import ReportLate, ScheduleSet
from domain.agreement.signing import RecordSignature
from domain.agreement.state import RenewalAdvice, RenewalScope, TerminationGround
from domain.agreement.succession import PartySucceeded, SucceedParty, SuccessionWithoutAct
from domain.agreement.term import (
    Close,
    Closed,
    EndUnknown,
    Evaluates,
    EvaluatesAnother,
    Expire,
    Expired,
    MoneyUnsettled,
    NotEnded,
    NothingToEnd,
    NothingToRenew,
    NotRenewedTacitly,
    NotYetOver,
    PartialRenewalNamesItsPart,
    PaymentUnsettled,
    RefusedTooLate,
    RefuseRenewal,
    Renew,
    RenewalRefused,
    RenewalWasRefused,
    Renewed,
    RenewsItself,
    RenewTacitly,
    TacitlyRenewed,
)
from domain.agreement.text import AgreementAlreadyBegun
from domain.irregularity import (
    AcceptIrregularity,
    IrregularityAccepted,
    IrregularityRegularised,
    NoticeIrregularity,
    RegulariseIrregularity,
    rule_name,
)
from domain.values import ActReference, EvaluationId, MandateId, Money, OrganisationId, Period, latest
from tests.domain.agreement_world import (
    CLUB,
    COMMITTED,
    DELIBERATION,
    FINANCE,
    FRAMEWORK,
    NAMED,
    NATURES,
    OTHER,
    PAPER,
    PARTIES,
    REGION,
    STRANGER,
    TEXT,
    TOWN,
    VOTED,
    approved,
    day,
    drafted,
    eur,
    funded,
    in_force,
    noticed,
    ordered,
    powers,
)
from tests.scenario import Scenario

scenario = Scenario(decider)

SUSPENDED = Suspended(by=TOWN, reasons="Contrôle en cours", until=day(6, 30), on=day(4, 1))
NOTICE = NoticeGiven(number=1, by=TOWN, to=CLUB, grounds="Bilan manquant", cure_by=day(5, 31), on=day(5, 1))


def notice(cure_by: date = date(2026, 5, 31)) -> GiveNotice:
    return GiveNotice(by=TOWN, to=CLUB, grounds="Bilan manquant", cure_by=cure_by, on=day(5, 1))


def breach(on: date, number: int | None = 1) -> Terminate:
    return Terminate(ground=TerminationGround.BREACH, by=TOWN, notice=number, on=on)


def test_an_agreement_is_suspended_and_resumed() -> None:
    command = Suspend(by=TOWN, reasons="Contrôle en cours", until=day(6, 30), on=day(4, 1))
    scenario.given(*in_force()).when(command).then(SUSPENDED)
    scenario.given(*in_force(), SUSPENDED).when(command).then_nothing()
    scenario.given(*in_force(), SUSPENDED).when(Resume(on=day(5, 1))).then(Resumed(on=day(5, 1)))
    assert decider.fold([*in_force(), SUSPENDED]).stage is Stage.SUSPENDED
    assert decider.fold([*in_force(), SUSPENDED, Resumed(on=day(5, 1))]).stage is Stage.IN_FORCE


def test_what_is_not_suspended_is_not_resumed() -> None:
    scenario.given(*in_force()).when(Resume(on=day(5, 1))).then_nothing()
    scenario.given(*approved()).when(Resume(on=day(5, 1))).then_refused(NotSuspended, Stage.APPROVED)


def test_only_what_is_in_force_is_suspended_by_a_party() -> None:
    command = Suspend(by=TOWN, reasons="x", on=day(4, 1))
    scenario.given(*approved()).when(command).then_refused(NotInForce, Stage.APPROVED)
    stray = Suspend(by=STRANGER, reasons="x", on=day(4, 1))
    scenario.given(*in_force()).when(stray).then_refused(NotAParty, STRANGER)


def test_a_suspension_known_from_paper_is_recorded_though_nothing_was_in_force() -> None:
    command = Suspend(by=TOWN, reasons="x", source=PAPER, on=day(4, 1))
    scenario.given(*approved()).when(command).then(
        Suspended(by=TOWN, reasons="x", source=PAPER, on=day(4, 1)),
        noticed(NotInForce, Stage.APPROVED, on=day(4, 1)),
    )


def test_a_notice_puts_the_agreement_under_notice_until_the_breach_is_cured() -> None:
    scenario.given(*in_force()).when(notice()).then(NOTICE)
    scenario.given(*in_force(), NOTICE).when(notice()).then_nothing()
    cured = BreachCured(notice=1, on=day(5, 20))
    scenario.given(*in_force(), NOTICE).when(AcknowledgeCure(notice=1, on=day(5, 20))).then(cured)
    scenario.given(*in_force(), NOTICE, cured).when(AcknowledgeCure(notice=1, on=day(5, 21))).then_nothing()
    assert decider.fold([*in_force(), NOTICE]).stage is Stage.UNDER_NOTICE
    assert decider.fold([*in_force(), NOTICE, cured]).stage is Stage.IN_FORCE


def test_a_notice_leaves_the_time_to_cure_that_the_text_grants() -> None:
    scenario.given(*in_force()).when(notice(day(5, 1))).then_refused(CurePeriodTooShort, day(5, 1))
    thirty = in_force(drafted(clauses=Clauses(cure_days=30)))
    scenario.given(*thirty).when(notice(day(5, 30))).then_refused(CurePeriodTooShort, day(5, 30))
    scenario.given(*thirty).when(notice(day(5, 31))).then(NOTICE)


def test_termination_for_breach_needs_a_notice() -> None:
    scenario.given(*in_force()).when(breach(day(7, 1), None)).then_refused(NoticeNeeded)
    scenario.given(*in_force()).when(breach(day(7, 1), 3)).then_refused(NoSuchNotice, 3)


def test_termination_for_breach_waits_for_the_cure_period() -> None:
    scenario.given(*in_force(), NOTICE).when(breach(day(5, 31))).then_refused(CurePeriodRunning, day(5, 31))
    scenario.given(*in_force(), NOTICE).when(breach(day(6, 1))).then(
        Terminated(ground=TerminationGround.BREACH, by=TOWN, notice=1, on=day(6, 1))
    )


def test_another_partys_notice_is_not_ones_own() -> None:
    theirs = Terminate(ground=TerminationGround.BREACH, by=CLUB, notice=1, on=day(6, 1))
    scenario.given(*in_force(), NOTICE).when(theirs).then_refused(NoticeNeeded, CLUB)


def test_a_cured_breach_ends_nothing() -> None:
    given = scenario.given(*in_force(), NOTICE, BreachCured(notice=1, on=day(5, 20)))
    given.when(breach(day(6, 1))).then_refused(BreachWasCured, day(5, 20))


def test_a_hasty_termination_on_paper_stands_with_an_irregularity() -> None:
    command = Terminate(ground=TerminationGround.BREACH, by=TOWN, source=PAPER, on=day(6, 1))
    told = Terminated(ground=TerminationGround.BREACH, by=TOWN, source=PAPER, on=day(6, 1))
    scenario.given(*in_force()).when(command).then(told, noticed(NoticeNeeded, on=day(6, 1)))
    scenario.given(*in_force(), told).when(command).then_nothing()
    assert decider.fold([*in_force(), told]).stage is Stage.TERMINATED


def agree(party: OrganisationId, ends_on: date = date(2026, 9, 30)) -> AgreeToTerminate:
    return AgreeToTerminate(party=party, mandate=MandateId("m"), powers=powers(party), ends_on=ends_on, on=day(6, 1))


def agreed(party: OrganisationId, ends_on: date = date(2026, 9, 30)) -> AgreedToTerminate:
    return AgreedToTerminate(party=party, mandate=MandateId("m"), ends_on=ends_on, on=day(6, 1))


def test_an_accord_ends_the_agreement_once_every_party_agrees_to_the_same_day() -> None:
    scenario.given(*in_force()).when(agree(TOWN)).then(agreed(TOWN))
    scenario.given(*in_force(), agreed(TOWN)).when(agree(TOWN)).then_nothing()
    scenario.given(*in_force(), agreed(TOWN, day(10, 31))).when(agree(CLUB)).then(agreed(CLUB))
    scenario.given(*in_force(), agreed(TOWN)).when(agree(CLUB)).then(
        agreed(CLUB),
        Terminated(ground=TerminationGround.ACCORD, agreed=frozenset({TOWN, CLUB}), on=day(9, 30)),
    )


def test_termination_by_accord_needs_every_party() -> None:
    command = Terminate(ground=TerminationGround.ACCORD, agreed=frozenset({CLUB}), on=day(9, 30))
    scenario.given(*in_force(), agreed(TOWN)).when(command).then_refused(AccordNeedsEveryParty, CLUB)
    told = Terminate(ground=TerminationGround.ACCORD, agreed=frozenset({CLUB}), source=PAPER, on=day(9, 30))
    scenario.given(*in_force(), agreed(TOWN)).when(told).then(
        Terminated(ground=TerminationGround.ACCORD, agreed=frozenset({TOWN, CLUB}), source=PAPER, on=day(9, 30))
    )
    alone = Terminate(ground=TerminationGround.ACCORD, agreed=frozenset({CLUB}), source=PAPER, on=day(9, 30))
    scenario.given(*in_force()).when(alone).then(
        Terminated(ground=TerminationGround.ACCORD, agreed=frozenset({CLUB}), source=PAPER, on=day(9, 30)),
        noticed(AccordNeedsEveryParty, TOWN, on=day(9, 30)),
    )


def test_a_party_agrees_through_somebody_who_may_sign() -> None:
    command = AgreeToTerminate(
        party=CLUB, mandate=MandateId("m"), powers=powers(CLUB, may_sign=False), ends_on=day(9, 30), on=day(6, 1)
    )
    scenario.given(*in_force()).when(command).then_refused(NotEmpoweredToTerminate, CLUB, MandateId("m"))


def clause(label: str = "Art. 9", told_on: date | None = None) -> Terminate:
    return Terminate(ground=TerminationGround.CLAUSE, by=CLUB, clause=label, told_on=told_on, on=day(9, 30))


def test_a_clause_ends_the_agreement_with_the_notice_it_asks_for() -> None:
    text = in_force(drafted(clauses=Clauses(termination=(TerminationClause(label="Art. 9", notice_days=90),))))
    scenario.given(*text).when(clause(told_on=day(7, 2))).then(
        Terminated(ground=TerminationGround.CLAUSE, by=CLUB, clause="Art. 9", on=day(9, 30))
    )
    scenario.given(*text).when(clause(told_on=day(7, 3))).then_refused(ClauseNoticeTooShort, "Art. 9", 90)
    scenario.given(*text).when(clause()).then_refused(ClauseNoticeTooShort, "Art. 9", 90)
    scenario.given(*text).when(clause("Art. 12")).then_refused(NoSuchClause, "Art. 12")


END = date(2028, 12, 31)
AFTER = date(2029, 1, 1)


def test_it_expires_on_the_day_after_its_last() -> None:
    scenario.given(*in_force()).when(Expire(today=date(2029, 3, 1))).then(Expired(on=AFTER))
    scenario.given(*in_force(), Expired(on=AFTER)).when(Expire(today=date(2029, 3, 2))).then_nothing()
    scenario.given(*in_force()).when(Expire(today=END)).then_refused(NotYetOver, END)


def test_what_has_no_known_end_or_was_never_in_force_does_not_expire() -> None:
    scenario.given(*in_force(drafted(end=None))).when(Expire(today=AFTER)).then_refused(EndUnknown)
    scenario.given(*approved()).when(Expire(today=AFTER)).then_refused(NothingToEnd, Stage.APPROVED)


TACIT = Clauses(tacit_renewal=TacitRenewal(months=12, notice_months=3, times=1))
REFUSED = RenewalRefused(by=CLUB, in_time=True, on=date(2028, 9, 30))


def tacit() -> tuple[object, ...]:
    return in_force(drafted(clauses=TACIT))


def test_tacit_renewal_carries_it_on_unless_a_party_says_no_in_time() -> None:
    scenario.given(*tacit()).when(Expire(today=AFTER)).then_refused(RenewsItself, END)
    renewed = TacitlyRenewed(until=date(2029, 12, 31), on=AFTER)
    scenario.given(*tacit()).when(RenewTacitly(today=AFTER)).then(renewed)
    scenario.given(*tacit(), renewed).when(RenewTacitly(today=date(2029, 2, 1))).then_refused(NotRenewedTacitly)
    scenario.given(*tacit(), REFUSED).when(RenewTacitly(today=AFTER)).then_refused(RenewalWasRefused, CLUB)
    scenario.given(*tacit(), REFUSED).when(Expire(today=AFTER)).then(Expired(on=AFTER))


def test_it_is_renewed_tacitly_as_often_as_the_clause_says() -> None:
    renewed = TacitlyRenewed(until=date(2029, 12, 31), on=AFTER)
    given = scenario.given(*tacit(), renewed)
    given.when(RenewTacitly(today=date(2030, 1, 1))).then_refused(NotRenewedTacitly)
    given.when(Expire(today=date(2030, 1, 1))).then(Expired(on=date(2030, 1, 1)))
    endless = in_force(drafted(clauses=Clauses(tacit_renewal=TacitRenewal(months=12, notice_months=3))))
    scenario.given(*endless, renewed).when(RenewTacitly(today=date(2029, 2, 1))).then_nothing()
    scenario.given(*endless, renewed).when(RenewTacitly(today=date(2030, 1, 1))).then(
        TacitlyRenewed(until=date(2030, 12, 31), on=date(2030, 1, 1))
    )


def test_saying_no_has_a_deadline() -> None:
    in_time = RefuseRenewal(by=CLUB, on=date(2028, 9, 30))
    late = RefuseRenewal(by=CLUB, on=date(2028, 10, 1))
    scenario.given(*tacit()).when(in_time).then(REFUSED)
    scenario.given(*tacit(), REFUSED).when(in_time).then_nothing()
    scenario.given(*tacit()).when(late).then_refused(RefusedTooLate, date(2028, 9, 30))
    scenario.given(*in_force()).when(in_time).then_refused(NotRenewedTacitly)
    stray = RefuseRenewal(by=STRANGER, on=date(2028, 9, 30))
    scenario.given(*tacit()).when(stray).then_refused(NotAParty, STRANGER)


def test_a_late_no_on_paper_is_recorded_and_stops_nothing() -> None:
    told = RenewalRefused(by=CLUB, in_time=False, source=PAPER, on=date(2028, 10, 1))
    scenario.given(*tacit()).when(RefuseRenewal(by=CLUB, source=PAPER, on=date(2028, 10, 1))).then(
        told, noticed(RefusedTooLate, date(2028, 9, 30), on=date(2028, 10, 1))
    )
    scenario.given(*tacit(), told).when(RenewTacitly(today=AFTER)).then(
        TacitlyRenewed(until=date(2029, 12, 31), on=AFTER)
    )


NEXT = Period(start=AFTER, end=date(2031, 12, 31))
EVALUATION = EvaluationId("evaluation-1")


def test_renewal_with_an_adopted_evaluation_carries_no_advice() -> None:
    command = Renew(
        by=OTHER,
        period=NEXT,
        evaluation=EVALUATION,
        evaluates=Evaluates.THIS,
        evaluation_adopted_on=date(2028, 10, 1),
        on=date(2028, 12, 1),
    )
    told = Renewed(by=OTHER, scope=RenewalScope.FULL, period=NEXT, evaluation=EVALUATION, on=date(2028, 12, 1))
    scenario.given(*in_force()).when(command).then(told)
    scenario.given(*in_force(), told).when(command).then_nothing()
    assert decider.fold([*in_force(), told]).stage is Stage.RENEWED


@pytest.mark.parametrize(
    ("period", "on", "adopted", "advice"),
    [
        (NEXT, date(2028, 12, 1), None, RenewalAdvice.NO_ADOPTED_EVALUATION),
        (NEXT, date(2028, 12, 1), date(2028, 12, 2), RenewalAdvice.NO_ADOPTED_EVALUATION),
        (NEXT, date(2030, 2, 16), date(2028, 10, 1), RenewalAdvice.AFTER_FOUR_YEARS),
        (
            Period(start=AFTER, end=date(2033, 1, 1)),
            date(2028, 12, 1),
            date(2028, 10, 1),
            RenewalAdvice.LONGER_THAN_FOUR_YEARS,
        ),
    ],
)
def test_what_is_missing_before_a_renewal_is_a_warning_and_no_wall(
    period: Period, on: date, adopted: date | None, advice: RenewalAdvice
) -> None:
    command = Renew(
        by=OTHER, period=period, evaluation=EVALUATION, evaluates=Evaluates.THIS, evaluation_adopted_on=adopted, on=on
    )
    scenario.given(*in_force()).when(command).then(
        Renewed(by=OTHER, scope=RenewalScope.FULL, period=period, evaluation=EVALUATION, advice=(advice,), on=on)
    )


def test_four_years_to_the_day_are_within_four_years() -> None:
    four = Period(start=AFTER, end=date(2032, 12, 31))
    command = Renew(
        by=OTHER,
        period=four,
        evaluation=EVALUATION,
        evaluates=Evaluates.THIS,
        evaluation_adopted_on=date(2028, 10, 1),
        on=date(2028, 12, 1),
    )
    assert decider.decide(command, decider.fold(in_force()))[0].advice == ()  # type: ignore[union-attr]


def test_a_renewal_does_not_rest_on_an_evaluation_of_something_else() -> None:
    about = {"evaluation": EVALUATION, "evaluation_adopted_on": date(2028, 10, 1), "evaluates": Evaluates.ANOTHER}
    command = Renew(by=OTHER, **about, on=date(2028, 12, 1))  # type: ignore[arg-type]
    scenario.given(*in_force()).when(command).then_refused(EvaluatesAnother, EVALUATION)
    elsewhere = Renew(by=OTHER, **about, source=PAPER, on=date(2028, 12, 1))  # type: ignore[arg-type]
    renewed = Renewed(
        by=OTHER,
        scope=RenewalScope.FULL,
        evaluation=EVALUATION,
        advice=(RenewalAdvice.NO_ADOPTED_EVALUATION,),
        source=PAPER,
        on=date(2028, 12, 1),
    )
    scenario.given(*in_force()).when(elsewhere).then(
        renewed, noticed(EvaluatesAnother, EVALUATION, on=date(2028, 12, 1))
    )


def test_an_evaluation_that_does_not_say_what_it_is_about_leaves_the_advice() -> None:
    command = Renew(by=OTHER, evaluation=EVALUATION, evaluation_adopted_on=date(2028, 10, 1), on=date(2028, 12, 1))
    told = decider.decide(command, decider.fold(in_force()))[0]
    assert isinstance(told, Renewed)
    assert told.advice == (RenewalAdvice.NO_ADOPTED_EVALUATION,)


def test_a_partial_renewal_names_the_parties_or_actions_that_go_on() -> None:
    bare = Renew(scope=RenewalScope.PARTIAL, on=date(2028, 12, 1))
    scenario.given(*in_force()).when(bare).then_refused(PartialRenewalNamesItsPart)
    part = Renew(
        scope=RenewalScope.PARTIAL,
        parties=frozenset({CLUB}),
        actions=("Ateliers",),
        evaluation=EVALUATION,
        evaluates=Evaluates.THIS,
        evaluation_adopted_on=date(2028, 10, 1),
        on=date(2028, 12, 1),
    )
    scenario.given(*in_force()).when(part).then(
        Renewed(
            scope=RenewalScope.PARTIAL,
            parties=frozenset({CLUB}),
            actions=("Ateliers",),
            evaluation=EVALUATION,
            on=date(2028, 12, 1),
        )
    )
    stray = Renew(scope=RenewalScope.PARTIAL, parties=frozenset({STRANGER}), on=date(2028, 12, 1))
    scenario.given(*in_force()).when(stray).then_refused(NotAParty, STRANGER)


def test_only_what_is_or_was_in_force_is_renewed() -> None:
    command = Renew(by=OTHER, on=date(2028, 12, 1))
    scenario.given(*approved()).when(command).then_refused(NothingToRenew, Stage.APPROVED)


def test_the_file_is_closed_after_the_end_with_nothing_owed() -> None:
    done = (*in_force(), Expired(on=AFTER))
    closed = Closed(on=date(2029, 6, 1))
    scenario.given(*done).when(Close(on=date(2029, 6, 1))).then(closed)
    scenario.given(*done, closed).when(Close(on=date(2029, 6, 2))).then_nothing()
    scenario.given(*in_force()).when(Close(on=date(2029, 6, 1))).then_refused(NotEnded, Stage.IN_FORCE)


def test_an_excess_or_an_unpaid_order_keeps_the_file_open() -> None:
    excess = OverpaymentFound(payer=TOWN, year=2026, amount=eur(10), on=day(4, 1))
    scenario.given(*in_force(), excess, Expired(on=AFTER)).when(Close(on=date(2029, 6, 1))).then_refused(
        MoneyUnsettled, TOWN, 2026
    )
    scenario.given(*funded(), ordered(), Expired(on=AFTER)).when(Close(on=date(2029, 6, 1))).then_refused(
        PaymentUnsettled, TOWN, 2026
    )


MERGER = ActReference(number="Arrêté 2026-88")


def test_a_merged_partys_place_passes_to_its_successor_by_a_named_act() -> None:
    command = SucceedParty(
        party=TOWN, successor=REGION, nature=PartyNature.AUTHORITY, reference=MERGER, on=date(2027, 1, 1)
    )
    told = PartySucceeded(
        party=TOWN, successor=REGION, nature=PartyNature.AUTHORITY, reference=MERGER, on=date(2027, 1, 1)
    )
    scenario.given(*in_force()).when(command).then(told)
    scenario.given(*in_force(), told).when(command).then_nothing()
    after = decider.fold([*in_force(), told])
    assert latest(after.parties) == (
        Party(organisation=REGION, role=PartyRole.PAYER, nature=PartyNature.AUTHORITY),
        PARTIES[1],
    )


def test_a_succession_names_its_act_or_amendment() -> None:
    bare = SucceedParty(party=TOWN, successor=REGION, on=date(2027, 1, 1))
    given = scenario.given(*in_force())
    given.when(bare).then_refused(SuccessionWithoutAct, TOWN)
    paper = SucceedParty(party=TOWN, successor=REGION, source=PAPER, on=date(2027, 1, 1))
    given.when(paper).then(
        PartySucceeded(party=TOWN, successor=REGION, nature=PartyNature.UNKNOWN, source=PAPER, on=date(2027, 1, 1)),
        noticed(SuccessionWithoutAct, TOWN, on=date(2027, 1, 1)),
    )
    given.when(SucceedParty(party=TOWN, successor=REGION, act=9, on=AFTER)).then_refused(NoSuchAct, 9)
    given.when(SucceedParty(party=TOWN, successor=REGION, amendment=9, on=AFTER)).then_refused(NoSuchAmendment, 9)
    given.when(SucceedParty(party=STRANGER, successor=REGION, reference=MERGER, on=AFTER)).then_refused(
        NotAParty, STRANGER
    )


def test_the_successor_has_the_credits_of_that_year_and_earlier_ones_stay() -> None:
    in_year = PartySucceeded(party=TOWN, successor=REGION, nature=PartyNature.AUTHORITY, on=day(4, 1))
    moved = decider.fold([*funded(), ordered(), in_year])
    assert list(moved.money.lines) == [f"{REGION}/2026"]
    late = RecordPayment(payer=TOWN, year=2026, amount=eur(10_000), on=day(5, 1))
    events = decider.decide(late, moved)
    assert [event.payer for event in events if isinstance(event, Paid)] == [REGION]
    next_year = PartySucceeded(party=TOWN, successor=REGION, nature=PartyNature.AUTHORITY, on=date(2027, 1, 1))
    assert list(decider.fold([*funded(), next_year]).money.lines) == [f"{TOWN}/2026"]


def test_a_beneficiarys_successor_has_received_what_it_was_paid() -> None:
    paid = Paid(payer=TOWN, year=2026, amount=eur(5), beneficiary=CLUB, on=day(4, 1))
    merged = PartySucceeded(party=CLUB, successor=STRANGER, nature=PartyNature.PRIVATE_BODY, on=day(5, 1))
    after = decider.fold([*funded(), paid, merged])
    assert after.money.received == {STRANGER: eur(5)}


CONTESTED = EntryContested(number=1, entry="event-9", by=CLUB, words="Le versement n'est pas arrivé", on=day(4, 9))


def test_either_side_contests_an_entry_and_the_answer_stays_beside_it() -> None:
    command = ContestEntry(entry="event-9", by=CLUB, words="Le versement n'est pas arrivé", on=day(4, 9))
    scenario.given(*in_force()).when(command).then(CONTESTED)
    scenario.given(*in_force(), CONTESTED).when(command).then_nothing()
    answer = AnswerContest(contest=1, by=TOWN, words="Parti le 12 avril", on=day(4, 20))
    answered = ContestAnswered(contest=1, by=TOWN, words="Parti le 12 avril", on=day(4, 20))
    scenario.given(*in_force(), CONTESTED).when(answer).then(answered)
    scenario.given(*in_force(), CONTESTED, answered).when(answer).then_nothing()
    again = AnswerContest(contest=1, by=TOWN, words="Autre réponse", on=day(4, 21))
    scenario.given(*in_force(), CONTESTED, answered).when(again).then_refused(ContestAnsweredAlready, 1)
    contest = decider.fold([*in_force(), CONTESTED, answered]).contests[0]
    assert (contest.words, contest.answer) == ("Le versement n'est pas arrivé", "Parti le 12 avril")


def test_a_contest_has_words_a_party_and_a_number() -> None:
    given = scenario.given(*in_force())
    given.when(ContestEntry(entry="event-9", by=CLUB, words=" ", on=day(4, 9))).then_refused(ContestWithoutWords)
    given.when(ContestEntry(entry="event-9", by=STRANGER, words="Non", on=day(4, 9))).then_refused(NotAParty, STRANGER)
    given.when(AnswerContest(contest=1, by=TOWN, words="Oui", on=day(4, 9))).then_refused(NoSuchContest, 1)


def test_irregularities_are_noticed_regularised_and_accepted() -> None:
    found = noticed(NoticeNeeded, on=day(6, 1))
    command = NoticeIrregularity(rule=found.rule, article=found.article, detail="", cure=found.cure, on=day(6, 1))
    scenario.given(*in_force()).when(command).then(found)
    scenario.given(*in_force(), found).when(RegulariseIrregularity(number=1, how="Refait", on=day(7, 1))).then(
        IrregularityRegularised(number=1, how="Refait", on=day(7, 1))
    )
    scenario.given(*in_force(), found).when(AcceptIrregularity(number=1, reasons="Bénin", on=day(7, 1))).then(
        IrregularityAccepted(number=1, reasons="Bénin", on=day(7, 1))
    )


def take_over(**more: object) -> TakeOver:
    return TakeOver(
        framework=FRAMEWORK,
        title="Convention de 2019",
        parties=NAMED,
        natures=NATURES,
        source=PAPER,
        on=day(3, 1),
        **{"stage": Stage.IN_FORCE, **more},  # type: ignore[arg-type]
    )


def taken(**more: object) -> TakenOver:
    return TakenOver(
        framework=FRAMEWORK,
        title="Convention de 2019",
        parties=PARTIES,
        source=PAPER,
        on=day(3, 1),
        **{"stage": Stage.IN_FORCE, **more},  # type: ignore[arg-type]
    )


WHOLE = {
    "kind": AgreementKind.OBJECTIVES,
    "amount": eur(50_000),
    "in_force_since": date(2019, 1, 1),
    "signed_on": date(2019, 1, 1),
    "end": date(2026, 12, 31),
    "text": TEXT,
    "acts": (KnownAct(by=TOWN, reference=ActReference(number="2018-99", adopted_on=date(2018, 12, 1))),),
    "signatures": (KnownSignature(party=TOWN, on=date(2019, 1, 1)), KnownSignature(party=CLUB, on=date(2019, 1, 1))),
    "amendments": (KnownAmendment(stated_number=1, title="Prolongation", on=date(2023, 1, 1)),),
    "credits": (KnownCredits(payer=TOWN, year=2025, committed=eur(9_000), ordered=eur(9_000), paid=eur(9_000)),),
}


def test_an_agreement_is_taken_over_in_the_state_it_is_really_in() -> None:
    scenario.given().when(take_over(**WHOLE)).then(taken(**WHOLE))
    agreement = decider.fold([taken(**WHOLE)])
    assert (agreement.stage, agreement.in_force_since) == (Stage.IN_FORCE, date(2019, 1, 1))
    assert agreement.money.lines[f"{TOWN}/2025"].paid == eur(9_000)
    assert [one.number for one in agreement.amendments] == [1]
    scenario.given(taken(**WHOLE)).when(take_over(**WHOLE)).then_nothing()


def test_what_is_not_known_of_a_taken_over_agreement_stays_unknown_with_irregularities() -> None:
    scenario.given().when(take_over()).then(
        taken(),
        noticed(TakenOverTextUnknown, on=day(3, 1)),
        noticed(TakenOverStartUnknown, on=day(3, 1), number=2),
        noticed(TakenOverSignatureUnknown, TOWN, on=day(3, 1), number=3),
        noticed(TakenOverActUnknown, TOWN, on=day(3, 1), number=4),
        noticed(TakenOverSignatureUnknown, CLUB, on=day(3, 1), number=5),
    )


def test_what_comes_to_light_later_completes_a_taken_over_agreement() -> None:
    text_gap = noticed(TakenOverTextUnknown, on=day(3, 1))
    start_gap = noticed(TakenOverStartUnknown, on=day(3, 1), number=2)
    command = CompleteReprise(text=TEXT, in_force_since=date(2019, 1, 1), end=date(2026, 12, 31), on=day(4, 1))
    told = RepriseCompleted(text=TEXT, in_force_since=date(2019, 1, 1), end=date(2026, 12, 31), on=day(4, 1))
    scenario.given(taken(), text_gap, start_gap).when(command).then(
        told,
        IrregularityRegularised(number=1, how="Complété.", on=day(4, 1)),
        IrregularityRegularised(number=2, how="Complété.", on=day(4, 1)),
    )
    scenario.given(taken(), told).when(command).then_nothing()
    after = decider.fold([taken(), told])
    assert (after.in_force_since, end_on(after, date(2019, 1, 1))) == (date(2019, 1, 1), date(2026, 12, 31))


def test_what_is_known_is_not_completed_over() -> None:
    command = CompleteReprise(amount=eur(1), text=TEXT, on=day(4, 1))
    scenario.given(taken(**WHOLE)).when(command).then_refused(AlreadyKnown, "amount")
    scenario.given(*in_force()).when(command).then_refused(NotTakenOver)


def test_an_act_and_a_signature_found_later_close_their_gaps() -> None:
    signature_gap = noticed(TakenOverSignatureUnknown, CLUB, on=day(3, 1))
    act_gap = noticed(TakenOverActUnknown, TOWN, on=day(3, 1), number=2)
    given = scenario.given(taken(text=TEXT), signature_gap, act_gap)
    found = RecordAct(by=TOWN, reference=DELIBERATION, source=PAPER, on=day(2, 1))
    given.when(found).then(
        ActRecorded(number=1, by=TOWN, reference=DELIBERATION, text=TEXT.digest, source=PAPER, on=day(2, 1)),
        IrregularityRegularised(number=2, how="Complété.", on=day(2, 1)),
    )
    command = RecordSignature(party=CLUB, mandate=MandateId("m"), powers=powers(CLUB), source=PAPER, on=day(2, 1))
    assert IrregularityRegularised(number=1, how="Complété.", on=day(2, 1)) in given.when(command)._decided()


def test_a_draft_is_taken_over_without_further_ado() -> None:
    scenario.given().when(take_over(stage=Stage.NEGOTIATION)).then(taken(stage=Stage.NEGOTIATION))


def test_a_gap_in_the_known_amendments_is_irregular() -> None:
    gap = {**WHOLE, "amendments": (KnownAmendment(stated_number=2, on=date(2023, 1, 1)),)}
    scenario.given().when(take_over(**gap)).then(taken(**gap), noticed(TakenOverAmendmentOutOfOrder, 2, on=day(3, 1)))


def test_what_was_begun_here_is_not_taken_over_and_registered_is_no_state() -> None:
    scenario.given(*in_force()).when(take_over(**WHOLE)).then_refused(AgreementAlreadyBegun)
    scenario.given().when(take_over(stage=Stage.REGISTERED)).then_refused(RegisteredIsNoState)


def test_of_a_taken_over_agreement_unknown_orders_make_no_overpayment() -> None:
    known = {**WHOLE, "credits": ()}
    payment = RecordPayment(payer=TOWN, year=2026, amount=eur(4_000), source=FINANCE, on=day(4, 1))
    told = Paid(payer=TOWN, year=2026, amount=eur(4_000), beneficiary=CLUB, source=FINANCE, on=day(4, 1))
    executory = {
        **known,
        "acts": (
            KnownAct(
                by=TOWN,
                reference=ActReference(number="2018-99", adopted_on=date(2018, 12, 1)),
                executory_on=date(2018, 12, 9),
            ),
        ),
    }
    scenario.given(taken(**executory)).when(payment).then(told)


def test_the_next_deadline_is_the_first_from_today_on() -> None:
    agreement = decider.fold([*tacit(), NOTICE])
    assert next_deadline(agreement, day(5, 2)) == Deadline(kind=DeadlineKind.CURE, on=day(5, 31), about="1", by=CLUB)
    assert next_deadline(agreement, day(6, 1)) == Deadline(kind=DeadlineKind.SAY_NO_TO_RENEWAL, on=date(2028, 9, 30))
    assert next_deadline(agreement, date(2028, 10, 1)) == Deadline(kind=DeadlineKind.END, on=END)
    assert next_deadline(agreement, AFTER) is None


def test_a_report_is_due_for_every_year_that_was_paid() -> None:
    paid = Paid(payer=TOWN, year=2026, amount=eur(5), beneficiary=CLUB, on=day(4, 1))
    agreement = decider.fold([*in_force(), VOTED, COMMITTED, paid])
    report = Deadline(kind=DeadlineKind.REPORT, on=date(2027, 6, 30), about="2026", by=CLUB)
    assert report in deadlines(agreement)


def test_the_calendar_alone_expires_renews_and_notices_a_missing_report() -> None:
    assert due(decider.fold(in_force()), END) == ()
    assert due(decider.fold(in_force()), AFTER) == (Expire(today=AFTER),)
    assert due(decider.fold(tacit()), AFTER) == (RenewTacitly(today=AFTER),)
    paid = Paid(payer=TOWN, year=2026, amount=eur(5), beneficiary=CLUB, on=day(4, 1))
    agreement = decider.fold([*in_force(), paid])
    assert due(agreement, date(2027, 6, 30)) == ()
    (command,) = due(agreement, date(2027, 7, 1))
    assert isinstance(command, NoticeIrregularity)
    assert (command.rule, command.detail, command.on) == (rule_name(ReportLate), "2026", date(2027, 7, 1))
    told = decider.decide(command, agreement)
    assert due(decider.fold([*in_force(), paid, *told]), date(2027, 7, 1)) == ()


def test_the_stage_is_right_without_anything_happening_at_midnight() -> None:
    agreement = decider.fold(in_force())
    assert stage_on(agreement, day(2, 14)) is Stage.SIGNED
    assert stage_on(agreement, END) is Stage.IN_FORCE
    assert stage_on(agreement, AFTER) is Stage.EXPIRED
    ending = decider.fold([*in_force(), Terminated(ground=TerminationGround.ACCORD, agreed=frozenset(), on=day(9, 30))])
    assert stage_on(ending, day(9, 29)) is Stage.IN_FORCE
    assert stage_on(ending, day(9, 30)) is Stage.TERMINATED
    assert stage_on(decider.fold(tacit()), AFTER) is Stage.IN_FORCE


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 31), -3, date(2026, 9, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 5, 15), 48, date(2030, 5, 15)),
    ],
)
def test_months_end_with_shorter_months(start: date, months: int, end: date) -> None:
    assert months_later(start, months) == end


def test_an_instalment_is_a_deadline_for_its_payer_until_it_is_paid() -> None:
    first = Instalment(number=1, payer=TOWN, year=2026, amount=eur(4_000), due_on=day(3, 1))
    waiting = Instalment(number=2, payer=TOWN, year=2026, amount=eur(1), due_on=day(9, 1), after_milestone="Bilan")
    history = [drafted(), ScheduleSet(instalments=(first, waiting), on=day(1, 25)), *in_force()[1:]]
    assert [one for one in deadlines(decider.fold(history)) if one.by == TOWN] == [
        Deadline(kind=DeadlineKind.INSTALMENT, on=day(3, 1), about="1", by=TOWN),
        Deadline(kind=DeadlineKind.PAYMENT, on=day(4, 30), about="1", by=TOWN),
        Deadline(kind=DeadlineKind.INSTALMENT, on=day(9, 1), about="2", by=TOWN),
    ]
    paid = Paid(payer=TOWN, year=2026, amount=eur(4_000), beneficiary=CLUB, instalment=1, on=day(3, 2))
    assert [one.about for one in deadlines(decider.fold([*history, paid])) if one.by == TOWN] == ["2"]


def test_the_parties_are_those_of_the_day() -> None:
    merged = PartySucceeded(party=TOWN, successor=REGION, nature=PartyNature.AUTHORITY, on=day(6, 1))
    agreement = decider.fold([*in_force(), merged])
    assert [one.organisation for one in parties_on(agreement, day(5, 31))] == [TOWN, CLUB]
    assert [one.organisation for one in parties_on(agreement, day(6, 1))] == [REGION, CLUB]
    assert parties_on(agreement, day(1, 1)) == ()


def test_a_suspension_with_an_end_is_a_deadline() -> None:
    agreement = decider.fold([*in_force(), SUSPENDED])
    assert Deadline(kind=DeadlineKind.RESUME, on=day(6, 30)) in deadlines(agreement)


def test_sums_taken_over_are_in_one_currency() -> None:
    mixed = {**WHOLE, "credits": (KnownCredits(payer=TOWN, year=2025, paid=Money.of(5, "XPF")),)}
    scenario.given().when(take_over(**mixed)).then_refused(CurrencyDiffers, "XPF", "EUR")
