"""What a commitment lets happen, refuses, and records all the same when it was done elsewhere."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain.commitment import (
    Accept,
    Accepted,
    AddEvidence,
    AddMilestone,
    AnswerContest,
    ChangeOwners,
    Commitment,
    Contest,
    ContestAnswered,
    CorrectObservation,
    Declare,
    Declared,
    Deliver,
    Delivered,
    DropMilestone,
    DueDateMoved,
    DueDateStated,
    EntryContested,
    EvidenceAdded,
    IndicatorSet,
    Kind,
    MilestoneAdded,
    MilestoneDropped,
    MilestoneMoved,
    MilestoneReached,
    Missed,
    MoveDueDate,
    MoveMilestone,
    NameOrigin,
    NoSuchCommitment,
    ObservationCorrected,
    ObservationRecorded,
    Origin,
    OriginKind,
    OriginNamed,
    Owner,
    OwnerAccepted,
    OwnersChanged,
    Plan,
    Planned,
    ReachMilestone,
    RecordMissed,
    RecordObservation,
    SetIndicator,
    Stage,
    Start,
    Started,
    StateDueDate,
    Successor,
    Supersede,
    Superseded,
    Verified,
    Verify,
    Waive,
    Waived,
    awaited_owners,
    days_late,
    decider,
    late,
    next_due,
    open_contests,
    progress,
)
from domain.commitment.contest import (
    AnsweredWithoutWords,
    ContestAlreadyAnswered,
    ContestedWithoutReasons,
    NoSuchContestedEntry,
    NotASide,
    OwnContest,
)
from domain.commitment.due import DueDateKnown, DueDateUnknown
from domain.commitment.ends import (
    NoSuccessor,
    NotPastDue,
    SuccessorLetGo,
    SuccessorOfAnotherFramework,
    WaivedWithoutReasons,
)
from domain.commitment.indicator import Direction, FigureOutOfRange
from domain.commitment.measures import IndicatorIncomplete
from domain.commitment.milestones import (
    DroppedWithoutReasons,
    MilestoneSettled,
    MilestoneUndated,
    MilestoneWithoutEvidence,
    NoSuchMilestone,
)
from domain.commitment.ownership import IncomingOwnerDidNotAgree, OriginKnown
from domain.commitment.promise import (
    AlreadyDeclared,
    CommitmentUntitled,
    DueDateMissing,
    NotAnOwner,
    OriginMissing,
    OwnerMissing,
    OwnerNamedTwice,
    SharesDoNotAddUp,
)
from domain.commitment.reading import NextDue, due_on
from domain.commitment.state import CommitmentStepSkipped, DueMove, Miss, NobodyAgreed, NoLongerOwed
from domain.commitment.work import IndicatorMissing, VerifiedWithoutEvidence, VerifierActsForOwner, VerifierUnknown
from domain.decider import Refusal
from domain.framework.state import FieldOfWork
from domain.irregularity import (
    AcceptIrregularity,
    IrregularityAccepted,
    IrregularityNoticed,
    IrregularityState,
    rule_name,
)
from domain.mandate import Empowerment, Role
from domain.values import (
    CommitmentId,
    Digest,
    Evidence,
    FrameworkId,
    MandateId,
    Money,
    OrganisationId,
    Period,
    PersonId,
    Since,
    Source,
    SourceKind,
    value_on,
)
from tests.scenario import Scenario

HERE = FrameworkId("framework-1")
CITY = OrganisationId("organisation-city")
COOP = OrganisationId("organisation-coop")
NETWORK = OrganisationId("organisation-network")
UNION = OrganisationId("organisation-union")
AUDITOR = PersonId("person-auditor")
DAY = date(2026, 3, 2)
DUE = date(2026, 6, 30)
ORIGIN = Origin(kind=OriginKind.AGREEMENT, stream="agreement-1", detail="article 4")
PAPER = Source(kind=SourceKind.PAPER, reference="lettre du 2 mars")
PHOTO = Evidence(digest=Digest("sha256:" + "a" * 64), media_type="image/jpeg", size=12, title="photo")
LIST = Evidence(digest=Digest("sha256:" + "b" * 64), media_type="application/pdf", size=34, title="émargement")

DECLARE = Declare(
    framework=HERE,
    title="Former douze porteurs de projet",
    kind=Kind.TRAINING,
    field=FieldOfWork.ENTERPRISE_CREATION,
    owners=(Owner(organisation=COOP),),
    beneficiaries=frozenset({CITY}),
    origin=ORIGIN,
    due=DUE,
    on=DAY,
)
DECLARED = Declared(
    framework=HERE,
    title="Former douze porteurs de projet",
    text="",
    kind=Kind.TRAINING,
    field=FieldOfWork.ENTERPRISE_CREATION,
    owners=(Owner(organisation=COOP),),
    beneficiaries=frozenset({CITY}),
    for_whom="",
    amount=None,
    origin=ORIGIN,
    due=DUE,
    on=DAY,
)
COOP_ACCEPTED = OwnerAccepted(by=COOP, on=DAY)
ACCEPTED = Accepted(on=DAY)
PLANNED = Planned(starts_on=None, on=DAY)
TRAINED = IndicatorSet(
    indicator="personnes formées",
    unit="personnes",
    direction=Direction.INCREASE,
    baseline=Decimal(0),
    target=Decimal(12),
    on=DAY,
)
STARTED = Started(on=DAY)
DELIVERED = Delivered(evidence=(LIST,), note="", on=DUE)
MISSED = Missed(due=DUE, on=DUE + timedelta(days=1))
WAIVED = Waived(reasons="le besoin a disparu", agreed_by=frozenset({CITY}), on=DUE)
VERIFIED = Verified(verifier=AUDITOR, organisation=None, capacity="", note="", evidence=(), on=DUE)

AGREED = (DECLARED, COOP_ACCEPTED, ACCEPTED)
READY = (*AGREED, PLANNED, TRAINED)
AT_WORK = (*READY, STARTED)
DONE = (*AT_WORK, DELIVERED)

VERIFY = Verify(verifier=AUDITOR, mandates=(), on=DUE)


def given(*history: object) -> Scenario:
    return Scenario(decider).given(*history)


def state(*history: object) -> Commitment:
    return decider.fold(history)  # type: ignore[arg-type]  # the scenario's histories are plain objects


def noticed(rule: type[Refusal], detail: str = "", on: date = DAY, number: int = 1) -> IrregularityNoticed:
    return IrregularityNoticed(number=number, rule=rule_name(rule), detail=detail, cure=rule.cure, on=on)


def mandate(organisation: OrganisationId, until: date | None = None) -> Empowerment:
    return Empowerment(
        mandate=MandateId("mandate-1"),
        person=AUDITOR,
        organisation=organisation,
        role=Role.REPRESENTATIVE,
        period=Period(start=date(2020, 1, 1), end=until),
    )


class TestPromise:
    def test_a_commitment_is_declared_with_owner_source_and_due_date(self) -> None:
        given().when(DECLARE).then(DECLARED)

    def test_a_commitment_is_declared_once(self) -> None:
        given(DECLARED).when(DECLARE).then_refused(AlreadyDeclared, DECLARED.title)

    def test_nothing_is_said_of_a_commitment_before_it_is_declared(self) -> None:
        given().when(Start(on=DAY)).then_refused(NoSuchCommitment)

    def test_a_commitment_without_a_source_is_refused_here(self) -> None:
        given().when(replace(DECLARE, origin=None)).then_refused(OriginMissing)

    def test_a_commitment_without_a_due_date_is_refused_here(self) -> None:
        given().when(replace(DECLARE, due=None)).then_refused(DueDateMissing)

    def test_a_commitment_that_nobody_owes_is_refused_here(self) -> None:
        given().when(replace(DECLARE, owners=())).then_refused(OwnerMissing)

    def test_a_commitment_says_in_words_what_is_owed(self) -> None:
        given().when(replace(DECLARE, title=" ")).then_refused(CommitmentUntitled)

    def test_a_share_is_a_figure_that_people_can_read(self) -> None:
        owners = (Owner(organisation=COOP, share=Decimal("1e30")),)
        given().when(replace(DECLARE, owners=owners, source=PAPER)).then_refused(FigureOutOfRange, Decimal("1e30"))

    def test_what_a_commitment_declared_elsewhere_lacks_is_recorded_as_irregular(self) -> None:
        bare = replace(DECLARE, owners=(), origin=None, due=None, source=PAPER)
        given().when(bare).then(
            replace(DECLARED, owners=(), origin=None, due=None, source=PAPER),
            noticed(OwnerMissing),
            noticed(OriginMissing, number=2),
            noticed(DueDateMissing, number=3),
        )

    def test_an_owner_is_named_once_even_in_a_record_of_something_done_elsewhere(self) -> None:
        twice = (Owner(organisation=COOP), Owner(organisation=COOP))
        given().when(replace(DECLARE, owners=twice, source=PAPER)).then_refused(OwnerNamedTwice, COOP)

    @pytest.mark.parametrize(
        ("shares", "said"),
        [
            ((None, None), ()),
            ((Decimal(60), None), ("60",)),
            ((Decimal(60), Decimal(50)), ("60", "50")),
            ((Decimal(110), Decimal(-10)), ("110", "-10")),
            ((Decimal(100), Decimal(0)), ("100", "0")),
        ],
    )
    def test_pooled_resources_are_shared_out_to_a_hundred_per_cent(
        self, shares: tuple[Decimal | None, ...], said: tuple[str, ...]
    ) -> None:
        owners = tuple(
            Owner(organisation=owner, share=share) for owner, share in zip((COOP, CITY), shares, strict=True)
        )
        pooled = replace(DECLARE, kind=Kind.POOLED_RESOURCE, owners=owners)
        given().when(pooled).then_refused(SharesDoNotAddUp, *said)
        given().when(replace(pooled, source=PAPER)).then(
            replace(DECLARED, kind=Kind.POOLED_RESOURCE, owners=owners, source=PAPER),
            noticed(SharesDoNotAddUp, "; ".join(said)),
        )

    def test_pooled_resources_with_shares_that_add_up_are_declared(self) -> None:
        owners = (Owner(organisation=COOP, share=Decimal("33.5")), Owner(organisation=CITY, share=Decimal("66.5")))
        given().when(replace(DECLARE, kind=Kind.POOLED_RESOURCE, owners=owners)).then(
            replace(DECLARED, kind=Kind.POOLED_RESOURCE, owners=owners)
        )

    def test_several_may_owe_together_without_shares_where_nothing_is_pooled(self) -> None:
        owners = (Owner(organisation=COOP), Owner(organisation=CITY))
        given().when(replace(DECLARE, owners=owners)).then(replace(DECLARED, owners=owners))

    def test_one_who_pools_alone_needs_no_share(self) -> None:
        given().when(replace(DECLARE, kind=Kind.POOLED_RESOURCE)).then(replace(DECLARED, kind=Kind.POOLED_RESOURCE))

    def test_aid_in_kind_is_valued(self) -> None:
        valued = replace(DECLARE, kind=Kind.IN_KIND_AID, amount=Money.of(1200))
        given().when(valued).then(replace(DECLARED, kind=Kind.IN_KIND_AID, amount=Money.of(1200)))

    def test_is_accepted_when_its_only_owner_accepts(self) -> None:
        given(DECLARED).when(Accept(by=COOP, on=DAY)).then(COOP_ACCEPTED, ACCEPTED)

    def test_is_accepted_when_the_last_owner_accepts(self) -> None:
        both = replace(DECLARED, owners=(Owner(organisation=COOP), Owner(organisation=CITY)))
        given(both).when(Accept(by=COOP, on=DAY)).then(COOP_ACCEPTED)
        given(both, COOP_ACCEPTED).when(Accept(by=CITY, on=DUE)).then(OwnerAccepted(by=CITY, on=DUE), Accepted(on=DUE))
        assert awaited_owners(state(both, COOP_ACCEPTED)) == {CITY}

    def test_accepting_again_changes_nothing(self) -> None:
        given(*AGREED).when(Accept(by=COOP, on=DUE)).then_nothing()

    def test_only_an_owner_accepts(self) -> None:
        given(DECLARED).when(Accept(by=CITY, on=DAY)).then_refused(NotAnOwner, CITY)

    def test_what_was_waived_is_not_accepted_any_more(self) -> None:
        given(DECLARED, WAIVED).when(Accept(by=COOP, on=DUE)).then_refused(NoLongerOwed, Stage.WAIVED)

    def test_an_owner_that_accepts_after_work_began_elsewhere_does_not_turn_the_commitment_back(self) -> None:
        begun = (DECLARED, replace(STARTED, source=PAPER))
        given(*begun).when(Accept(by=COOP, on=DUE)).then(OwnerAccepted(by=COOP, on=DUE), Accepted(on=DUE))
        assert state(*begun, replace(COOP_ACCEPTED, on=DUE), Accepted(on=DUE)).stage is Stage.IN_PROGRESS


class TestWork:
    def test_an_accepted_commitment_is_planned(self) -> None:
        given(*AGREED).when(Plan(starts_on=DUE, on=DAY)).then(Planned(starts_on=DUE, on=DAY))

    def test_planning_again_with_another_start_is_recorded_and_with_the_same_is_not(self) -> None:
        given(*READY).when(Plan(starts_on=DUE, on=DAY)).then(Planned(starts_on=DUE, on=DAY))
        given(*READY).when(Plan(on=DUE)).then_nothing()

    def test_a_step_is_not_skipped_here(self) -> None:
        given(DECLARED).when(Plan(on=DAY)).then_refused(CommitmentStepSkipped, Stage.DECLARED, Stage.PLANNED)

    def test_a_step_skipped_elsewhere_is_recorded_as_irregular(self) -> None:
        given(DECLARED).when(Plan(on=DAY, source=PAPER)).then(
            Planned(starts_on=None, on=DAY, source=PAPER),
            noticed(CommitmentStepSkipped, "declared; planned"),
        )

    def test_starts_with_an_indicator_that_has_unit_baseline_and_target(self) -> None:
        given(*READY).when(Start(on=DAY)).then(STARTED)

    @pytest.mark.parametrize(
        "lacking",
        [
            replace(TRAINED, unit=None),
            replace(TRAINED, unit=""),
            replace(TRAINED, baseline=None),
            replace(TRAINED, target=None),
        ],
    )
    def test_does_not_start_while_every_indicator_lacks_something(self, lacking: IndicatorSet) -> None:
        given(*AGREED, PLANNED, lacking).when(Start(on=DAY)).then_refused(IndicatorMissing)

    def test_work_that_began_elsewhere_without_an_indicator_is_irregular(self) -> None:
        given(*AGREED, PLANNED).when(Start(on=DAY, source=PAPER)).then(
            replace(STARTED, source=PAPER), noticed(IndicatorMissing)
        )

    def test_starting_again_changes_nothing(self) -> None:
        given(*AT_WORK).when(Start(on=DUE)).then_nothing()

    def test_is_delivered_on_its_due_date(self) -> None:
        given(*AT_WORK).when(Deliver(evidence=(LIST,), on=DUE)).then(DELIVERED)

    def test_what_was_waived_is_not_delivered_here_and_stays_waived_when_it_was_elsewhere(self) -> None:
        given(*AT_WORK, WAIVED).when(Deliver(evidence=(LIST,), on=DUE)).then_refused(NoLongerOwed, Stage.WAIVED)
        delivered = replace(DELIVERED, source=PAPER)
        given(*AT_WORK, WAIVED).when(Deliver(evidence=(LIST,), on=DUE, source=PAPER)).then(
            delivered, noticed(NoLongerOwed, "waived", on=DUE)
        )
        assert state(*AT_WORK, WAIVED, delivered).stage is Stage.WAIVED

    def test_delivering_again_changes_nothing(self) -> None:
        given(*DONE).when(Deliver(on=DUE)).then_nothing()

    def test_a_delivery_after_the_due_date_also_records_that_it_was_missed(self) -> None:
        late_day = DUE + timedelta(days=9)
        given(*AT_WORK).when(Deliver(on=late_day)).then(MISSED, Delivered(evidence=(), note="", on=late_day))

    def test_a_missed_commitment_can_be_delivered_late_and_the_miss_stays_visible(self) -> None:
        late_day = DUE + timedelta(days=9)
        delivered = Delivered(evidence=(), note="", on=late_day)
        given(*AT_WORK, MISSED).when(Deliver(on=late_day)).then(delivered)
        after = state(*AT_WORK, MISSED, delivered)
        assert (after.stage, after.missed) == (Stage.DELIVERED, (Miss(due=DUE, on=MISSED.on),))

    def test_documents_are_added_once(self) -> None:
        given(*DONE).when(AddEvidence(evidence=(LIST, PHOTO), on=DUE)).then(EvidenceAdded(evidence=(PHOTO,), on=DUE))
        given(*DONE).when(AddEvidence(evidence=(LIST,), on=DUE)).then_nothing()

    def test_is_verified_by_someone_who_acts_for_none_of_the_owners(self) -> None:
        given(*DONE).when(replace(VERIFY, mandates=(mandate(CITY),))).then(VERIFIED)

    def test_verifying_again_changes_nothing(self) -> None:
        given(*DONE, VERIFIED).when(VERIFY).then_nothing()

    def test_is_not_verified_before_it_is_delivered(self) -> None:
        given(*AT_WORK).when(VERIFY).then_refused(CommitmentStepSkipped, Stage.IN_PROGRESS, Stage.VERIFIED)

    def test_is_not_verified_without_evidence(self) -> None:
        unproven = (*AT_WORK, replace(DELIVERED, evidence=()))
        given(*unproven).when(VERIFY).then_refused(VerifiedWithoutEvidence)
        given(*unproven).when(replace(VERIFY, evidence=(PHOTO,))).then(replace(VERIFIED, evidence=(PHOTO,)))

    def test_is_not_verified_by_someone_with_a_mandate_of_an_owner(self) -> None:
        given(*DONE).when(replace(VERIFY, mandates=(mandate(CITY), mandate(COOP)))).then_refused(
            VerifierActsForOwner, COOP
        )

    def test_a_mandate_that_has_ended_no_longer_stands_in_the_way(self) -> None:
        ended = mandate(COOP, until=DUE - timedelta(days=1))
        given(*DONE).when(replace(VERIFY, mandates=(ended,))).then(VERIFIED)

    def test_an_owner_does_not_verify_its_own_delivery(self) -> None:
        given(*DONE).when(replace(VERIFY, organisation=COOP)).then_refused(VerifierActsForOwner, COOP)

    def test_nor_does_one_who_owed_it_before(self) -> None:
        passed_on = OwnersChanged(
            owners=(Owner(organisation=NETWORK),), agreed_by=frozenset({NETWORK}), reasons="", on=DAY
        )
        given(*AT_WORK, passed_on, DELIVERED).when(replace(VERIFY, organisation=COOP)).then_refused(
            VerifierActsForOwner, COOP
        )

    def test_a_verification_here_names_the_person_who_verified(self) -> None:
        given(*DONE).when(replace(VERIFY, verifier=None, capacity="expert")).then_refused(VerifierUnknown)

    def test_a_verification_done_elsewhere_is_recorded_with_what_is_irregular(self) -> None:
        given(*AT_WORK, replace(DELIVERED, evidence=())).when(
            replace(VERIFY, verifier=None, organisation=COOP, source=PAPER)
        ).then(
            replace(VERIFIED, verifier=None, organisation=COOP, source=PAPER),
            noticed(VerifiedWithoutEvidence, on=DUE),
            noticed(VerifierActsForOwner, COOP, on=DUE, number=2),
        )
        given(*DONE).when(replace(VERIFY, verifier=None, source=PAPER)).then(
            replace(VERIFIED, verifier=None, source=PAPER), noticed(VerifierUnknown, on=DUE)
        )
        given(*DONE).when(replace(VERIFY, verifier=None, capacity="commissaire aux comptes", source=PAPER)).then(
            replace(VERIFIED, verifier=None, capacity="commissaire aux comptes", source=PAPER)
        )


class TestEnds:
    def test_is_missed_on_the_day_after_the_due_date_however_late_that_is_recorded(self) -> None:
        for days in (1, 400):
            given(*AT_WORK).when(RecordMissed(today=DUE + timedelta(days=days))).then(MISSED)

    def test_is_not_missed_on_the_due_date(self) -> None:
        given(*AT_WORK).when(RecordMissed(today=DUE)).then_refused(NotPastDue, DUE, DUE)

    def test_is_not_missed_while_no_due_date_is_known(self) -> None:
        given(replace(DECLARED, due=None)).when(RecordMissed(today=DUE)).then_refused(NotPastDue, None, DUE)

    @pytest.mark.parametrize("history", [(*AT_WORK, MISSED), DONE, (*DONE, VERIFIED), (*AT_WORK, WAIVED)])
    def test_what_is_missed_already_or_no_longer_owed_is_not_missed(self, history: tuple[object, ...]) -> None:
        given(*history).when(RecordMissed(today=date(2030, 1, 1))).then_nothing()

    def test_work_begun_after_the_due_date_leaves_the_commitment_missed(self) -> None:
        overdue = state(*READY, MISSED, Started(on=MISSED.on + timedelta(days=3)))
        assert (overdue.stage, overdue.reached) == (Stage.MISSED, Stage.IN_PROGRESS)
        assert value_on(overdue.stages, date.max) is Stage.MISSED

    def test_a_delivery_in_time_that_is_recorded_after_the_miss_shows_as_delivered_since_then(self) -> None:
        in_time = Delivered(evidence=(), note="", on=DUE - timedelta(days=5))
        given(*AT_WORK, MISSED).when(Deliver(on=in_time.on)).then(in_time)
        after = state(*AT_WORK, MISSED, in_time)
        assert not late(after, date(2027, 1, 1))
        assert value_on(after.stages, in_time.on) is Stage.DELIVERED
        assert value_on(after.stages, date(2027, 1, 1)) is Stage.DELIVERED

    def test_is_waived_with_reasons_by_those_who_agreed(self) -> None:
        waive = Waive(reasons="le besoin a disparu", agreed_by=frozenset({CITY}), on=DUE)
        given(*AT_WORK).when(waive).then(WAIVED)
        given(*AT_WORK, MISSED).when(waive).then(WAIVED)
        given(*AT_WORK, WAIVED).when(waive).then_nothing()

    def test_is_not_waived_without_reasons(self) -> None:
        given(*AT_WORK).when(Waive(reasons=" ", agreed_by=frozenset({CITY}), on=DUE)).then_refused(WaivedWithoutReasons)

    def test_is_not_waived_when_nobody_agreed(self) -> None:
        given(*AT_WORK).when(Waive(reasons="x", agreed_by=frozenset(), on=DUE)).then_refused(NobodyAgreed)

    def test_what_was_delivered_is_not_waived(self) -> None:
        given(*DONE).when(Waive(reasons="x", agreed_by=frozenset({CITY}), on=DUE)).then_refused(
            NoLongerOwed, Stage.DELIVERED
        )

    def test_a_waiver_found_on_paper_is_recorded_with_what_is_irregular(self) -> None:
        given(*DONE).when(Waive(reasons="", agreed_by=frozenset(), on=DUE, source=PAPER)).then(
            Waived(reasons="", agreed_by=frozenset(), on=DUE, source=PAPER),
            noticed(NoLongerOwed, "delivered", on=DUE),
            noticed(WaivedWithoutReasons, on=DUE, number=2),
            noticed(NobodyAgreed, on=DUE, number=3),
        )

    def test_is_superseded_by_another_commitment_of_the_framework(self) -> None:
        superseded = Superseded(by=OTHER, reasons="", on=DUE)
        given(*AT_WORK).when(supersede(Stage.DECLARED)).then(superseded)
        given(*AT_WORK, superseded).when(supersede(Stage.DECLARED)).then_nothing()

    def test_what_was_delivered_is_not_superseded(self) -> None:
        given(*DONE).when(supersede(Stage.DECLARED)).then_refused(NoLongerOwed, Stage.DELIVERED)

    def test_is_not_superseded_by_a_commitment_that_is_not_on_record(self) -> None:
        given(*AT_WORK).when(Supersede(by=OTHER, successor=None, on=DUE, source=PAPER)).then_refused(NoSuccessor, OTHER)

    def test_is_not_superseded_by_a_commitment_of_another_framework(self) -> None:
        abroad = supersede(Stage.DECLARED, FrameworkId("framework-2"))
        given(*AT_WORK).when(abroad).then_refused(SuccessorOfAnotherFramework, OTHER)
        given(*AT_WORK).when(replace(abroad, source=PAPER)).then(
            Superseded(by=OTHER, reasons="", on=DUE, source=PAPER), noticed(SuccessorOfAnotherFramework, OTHER, on=DUE)
        )

    @pytest.mark.parametrize("stage", [Stage.WAIVED, Stage.SUPERSEDED])
    def test_is_not_superseded_by_a_commitment_that_was_let_go(self, stage: Stage) -> None:
        given(*AT_WORK).when(supersede(stage)).then_refused(SuccessorLetGo, OTHER, stage)
        given(*AT_WORK).when(replace(supersede(stage), source=PAPER)).then(
            Superseded(by=OTHER, reasons="", on=DUE, source=PAPER),
            noticed(SuccessorLetGo, f"{OTHER}; {stage}", on=DUE),
        )


OTHER = CommitmentId("commitment-2")


def supersede(stage: Stage, framework: FrameworkId = HERE) -> Supersede:
    return Supersede(by=OTHER, successor=Successor(commitment=OTHER, framework=framework, stage=stage), on=DUE)


LATER = date(2026, 9, 30)
MOVED = DueDateMoved(
    before=DUE, after=LATER, agreed_by=frozenset({CITY}), reasons="travaux", decision="meeting-1", on=DAY
)
MOVE = MoveDueDate(due=LATER, agreed_by=frozenset({CITY}), reasons="travaux", decision="meeting-1", on=DAY)


class TestDueDate:
    def test_moving_the_due_date_keeps_the_original_and_says_who_agreed(self) -> None:
        given(*AT_WORK).when(MOVE).then(MOVED)
        after = state(*AT_WORK, MOVED)
        assert after.original_due == DUE
        assert after.due == (Since(since=DAY, value=DUE), Since(since=DAY, value=LATER))
        assert after.due_moves == (
            DueMove(
                before=DUE, after=LATER, agreed_by=frozenset({CITY}), reasons="travaux", decision="meeting-1", on=DAY
            ),
        )

    def test_moving_it_to_where_it_is_changes_nothing(self) -> None:
        given(*AT_WORK, MOVED).when(MOVE).then_nothing()

    def test_a_move_that_comes_to_light_later_is_set_where_it_belongs(self) -> None:
        first = date(2026, 7, 31)
        later_move = replace(MOVED, on=date(2026, 5, 1))
        given(*AT_WORK, later_move).when(replace(MOVE, due=first, on=date(2026, 4, 1), source=PAPER)).then(
            replace(MOVED, after=first, on=date(2026, 4, 1), source=PAPER)
        )
        after = state(*AT_WORK, later_move, replace(MOVED, after=first, on=date(2026, 4, 1), source=PAPER))
        assert [due_on(after, date(2026, month, 15)) for month in (3, 4, 5)] == [DUE, first, LATER]

    def test_a_due_date_does_not_move_when_nobody_agreed(self) -> None:
        given(*AT_WORK).when(replace(MOVE, agreed_by=frozenset())).then_refused(NobodyAgreed)
        given(*AT_WORK).when(replace(MOVE, agreed_by=frozenset(), source=PAPER)).then(
            replace(MOVED, agreed_by=frozenset(), source=PAPER), noticed(NobodyAgreed)
        )

    def test_the_due_date_of_a_delivered_commitment_does_not_move(self) -> None:
        given(*DONE).when(MOVE).then_refused(NoLongerOwed, Stage.DELIVERED)

    def test_a_missed_commitment_that_gets_more_time_goes_on_and_can_be_missed_again(self) -> None:
        more_time = replace(MOVED, on=MISSED.on + timedelta(days=4))
        after = state(*AT_WORK, MISSED, more_time)
        assert (after.stage, after.missed) == (Stage.IN_PROGRESS, (Miss(due=DUE, on=MISSED.on),))
        assert value_on(after.stages, MISSED.on) is Stage.MISSED
        given(*AT_WORK, MISSED, more_time).when(RecordMissed(today=LATER + timedelta(days=2))).then(
            Missed(due=LATER, on=LATER + timedelta(days=1))
        )

    def test_every_move_and_every_miss_stays_on_file(self) -> None:
        again = replace(MOVED, before=LATER, after=date(2026, 12, 31), on=LATER + timedelta(days=5))
        missed_again = Missed(due=LATER, on=LATER + timedelta(days=1))
        after = state(*AT_WORK, MISSED, replace(MOVED, on=MISSED.on), missed_again, again)
        assert [(move.before, move.after) for move in after.due_moves] == [(DUE, LATER), (LATER, date(2026, 12, 31))]
        assert [one.due for one in after.missed] == [DUE, LATER]
        assert after.stage is Stage.IN_PROGRESS

    def test_a_due_date_moved_closer_leaves_a_missed_commitment_missed(self) -> None:
        closer = replace(MOVED, after=DUE - timedelta(days=1), on=MISSED.on)
        assert state(*AT_WORK, MISSED, closer).stage is Stage.MISSED

    def test_an_unknown_due_date_is_entered_once_known(self) -> None:
        unknown = replace(DECLARED, due=None, source=PAPER)
        stated = DueDateStated(due=DUE, on=DAY)
        given(unknown).when(StateDueDate(due=DUE, on=DAY)).then(stated)
        given(unknown, stated).when(StateDueDate(due=DUE, on=DAY)).then_nothing()
        assert state(unknown, stated).original_due == DUE

    def test_a_known_due_date_is_moved_not_entered_anew(self) -> None:
        given(DECLARED).when(StateDueDate(due=LATER, on=DAY)).then_refused(DueDateKnown, DUE)

    def test_an_unknown_due_date_cannot_be_moved(self) -> None:
        given(replace(DECLARED, due=None)).when(MOVE).then_refused(DueDateUnknown, LATER)


class TestOwnership:
    def test_a_new_owner_agrees_and_has_thereby_accepted(self) -> None:
        change = ChangeOwners(
            owners=(Owner(organisation=NETWORK),), agreed_by=frozenset({COOP, NETWORK}), reasons="fusion", on=DUE
        )
        changed = OwnersChanged(owners=change.owners, agreed_by=change.agreed_by, reasons="fusion", on=DUE)
        given(*AT_WORK).when(change).then(changed)
        given(*AT_WORK, changed).when(change).then_nothing()
        after = state(*AT_WORK, changed)
        assert awaited_owners(after) == frozenset()
        assert value_on(after.owners, DAY) == (Owner(organisation=COOP),)
        assert value_on(after.owners, DUE) == (Owner(organisation=NETWORK),)

    def test_a_change_of_owners_can_complete_the_acceptance(self) -> None:
        change = ChangeOwners(owners=(Owner(organisation=NETWORK),), agreed_by=frozenset({NETWORK}), on=DUE)
        given(DECLARED).when(change).then(
            OwnersChanged(owners=change.owners, agreed_by=change.agreed_by, reasons="", on=DUE), Accepted(on=DUE)
        )

    def test_nobody_comes_to_owe_what_they_did_not_agree_to(self) -> None:
        owners = (Owner(organisation=COOP), Owner(organisation=NETWORK))
        change = ChangeOwners(owners=owners, agreed_by=frozenset({COOP}), on=DUE)
        given(*AT_WORK).when(change).then_refused(IncomingOwnerDidNotAgree, NETWORK)
        given(*AT_WORK).when(replace(change, source=PAPER)).then(
            OwnersChanged(owners=owners, agreed_by=frozenset({COOP}), reasons="", on=DUE, source=PAPER),
            noticed(IncomingOwnerDidNotAgree, NETWORK, on=DUE),
        )

    def test_owners_do_not_change_when_nobody_agreed(self) -> None:
        change = ChangeOwners(owners=(Owner(organisation=NETWORK),), agreed_by=frozenset(), on=DUE)
        given(*AT_WORK).when(change).then_refused(NobodyAgreed)

    def test_what_was_delivered_is_not_passed_on_nor_badly_shared(self) -> None:
        change = ChangeOwners(owners=(Owner(organisation=NETWORK),), agreed_by=frozenset({NETWORK}), on=DUE)
        given(*DONE).when(change).then_refused(NoLongerOwed, Stage.DELIVERED)
        half = ChangeOwners(owners=(Owner(organisation=COOP, share=Decimal(50)),), agreed_by=frozenset({COOP}), on=DUE)
        given(*AT_WORK).when(half).then_refused(SharesDoNotAddUp, "50")

    def test_a_missing_source_is_named_once(self) -> None:
        unknown = replace(DECLARED, origin=None, source=PAPER)
        named = OriginNamed(origin=ORIGIN, on=DUE)
        given(unknown).when(NameOrigin(origin=ORIGIN, on=DUE)).then(named)
        given(unknown, named).when(NameOrigin(origin=ORIGIN, on=DUE)).then_nothing()

    def test_a_commitment_has_one_source(self) -> None:
        other = replace(ORIGIN, stream="agreement-2")
        given(DECLARED).when(NameOrigin(origin=other, on=DUE)).then_refused(OriginKnown, "agreement-1")


STEP = MilestoneAdded(milestone=1, title="premier groupe", due=date(2026, 4, 30), on=DAY)
REACHED = MilestoneReached(milestone=1, evidence=(LIST,), on=date(2026, 4, 20))
DROPPED = MilestoneDropped(milestone=1, reasons="groupe unique", on=date(2026, 4, 20))


class TestMilestones:
    def test_a_milestone_is_added_once(self) -> None:
        add = AddMilestone(title="premier groupe", due=STEP.due, on=DAY)
        given(*AT_WORK).when(add).then(STEP)
        given(*AT_WORK, STEP).when(add).then_nothing()

    def test_a_milestone_has_a_date(self) -> None:
        add = AddMilestone(title="premier groupe", on=DAY)
        given(*AT_WORK).when(add).then_refused(MilestoneUndated, "premier groupe")
        given(*AT_WORK).when(replace(add, source=PAPER)).then(
            replace(STEP, due=None, source=PAPER), noticed(MilestoneUndated, "premier groupe")
        )

    def test_no_milestone_is_added_to_what_is_no_longer_owed(self) -> None:
        given(*DONE).when(AddMilestone(title="x", due=DUE, on=DUE)).then_refused(NoLongerOwed, Stage.DELIVERED)

    def test_a_milestone_is_reached_with_evidence(self) -> None:
        reach = ReachMilestone(milestone=1, evidence=(LIST,), on=REACHED.on)
        given(*AT_WORK, STEP).when(reach).then(REACHED)
        given(*AT_WORK, STEP, REACHED).when(reach).then_nothing()

    def test_a_milestone_is_not_reached_without_evidence(self) -> None:
        reach = ReachMilestone(milestone=1, on=REACHED.on)
        given(*AT_WORK, STEP).when(reach).then_refused(MilestoneWithoutEvidence, 1)
        given(*AT_WORK, STEP).when(replace(reach, source=PAPER)).then(
            replace(REACHED, evidence=(), source=PAPER), noticed(MilestoneWithoutEvidence, "1", on=REACHED.on)
        )

    def test_a_milestone_that_is_not_on_record_is_not_reached(self) -> None:
        given(*AT_WORK).when(ReachMilestone(milestone=1, evidence=(LIST,), on=DUE)).then_refused(NoSuchMilestone, 1)

    def test_a_milestone_moves_by_agreement_and_keeps_its_original_date(self) -> None:
        move = MoveMilestone(milestone=1, due=DUE, agreed_by=frozenset({CITY}), on=DAY)
        moved = MilestoneMoved(milestone=1, before=STEP.due, after=DUE, agreed_by=frozenset({CITY}), on=DAY)
        given(*AT_WORK, STEP).when(move).then(moved)
        given(*AT_WORK, STEP, moved).when(move).then_nothing()
        (milestone,) = state(*AT_WORK, STEP, moved).milestones
        assert (milestone.due, milestone.original_due) == (DUE, STEP.due)

    def test_a_milestone_that_was_reached_does_not_move(self) -> None:
        move = MoveMilestone(milestone=1, due=DUE, agreed_by=frozenset({CITY}), on=DUE)
        given(*AT_WORK, STEP, REACHED).when(move).then_refused(MilestoneSettled, 1)

    def test_a_milestone_does_not_move_when_nobody_agreed(self) -> None:
        move = MoveMilestone(milestone=1, due=DUE, agreed_by=frozenset(), on=DAY)
        given(*AT_WORK, STEP).when(move).then_refused(NobodyAgreed)

    def test_an_undated_milestone_is_dated_without_asking_anybody(self) -> None:
        undated = replace(STEP, due=None)
        move = MoveMilestone(milestone=1, due=DUE, agreed_by=frozenset(), on=DAY)
        moved = MilestoneMoved(milestone=1, before=None, after=DUE, agreed_by=frozenset(), on=DAY)
        given(*AT_WORK, undated).when(move).then(moved)
        assert state(*AT_WORK, undated, moved).milestones[0].original_due == DUE

    def test_a_milestone_is_dropped_with_reasons(self) -> None:
        drop = DropMilestone(milestone=1, reasons="groupe unique", on=DROPPED.on)
        given(*AT_WORK, STEP).when(drop).then(DROPPED)
        given(*AT_WORK, STEP, DROPPED).when(drop).then_nothing()
        given(*AT_WORK, STEP).when(replace(drop, reasons="")).then_refused(DroppedWithoutReasons, 1)

    def test_a_milestone_that_was_reached_is_not_dropped_nor_a_dropped_one_reached(self) -> None:
        given(*AT_WORK, STEP, REACHED).when(DropMilestone(milestone=1, reasons="x", on=DUE)).then_refused(
            MilestoneSettled, 1
        )
        reach = ReachMilestone(milestone=1, evidence=(LIST,), on=DUE)
        given(*AT_WORK, STEP, DROPPED).when(reach).then_refused(MilestoneSettled, 1)
        given(*AT_WORK, STEP, DROPPED).when(replace(reach, source=PAPER)).then(
            replace(REACHED, on=DUE, source=PAPER), noticed(MilestoneSettled, "1", on=DUE)
        )


CONTESTED = EntryContested(contest=1, entry="event-7", by=CITY, reasons="dix personnes, pas douze", on=DUE)
ANSWERED = ContestAnswered(contest=1, by=COOP, answer="deux listes ont été réunies", upheld=False, on=DUE)
CONTEST = Contest(entry="event-7", by=CITY, reasons="dix personnes, pas douze", on=DUE)
ANSWER = AnswerContest(contest=1, by=COOP, answer="deux listes ont été réunies", upheld=False, on=DUE)


class TestContest:
    @pytest.mark.parametrize("side", [CITY, COOP])
    def test_either_side_can_contest_an_entry(self, side: OrganisationId) -> None:
        given(*DONE).when(replace(CONTEST, by=side)).then(replace(CONTESTED, by=side))

    def test_contesting_again_in_the_same_words_changes_nothing(self) -> None:
        given(*DONE, CONTESTED).when(CONTEST).then_nothing()

    def test_the_contest_stays_visible_with_its_answer(self) -> None:
        given(*DONE, CONTESTED).when(ANSWER).then(ANSWERED)
        before, after = state(*DONE, CONTESTED), state(*DONE, CONTESTED, ANSWERED)
        assert (len(open_contests(before)), len(open_contests(after))) == (1, 0)
        (contest,) = after.contests
        assert (contest.reasons, contest.answer, contest.upheld) == (CONTESTED.reasons, ANSWERED.answer, False)

    def test_contests_are_numbered_in_order_and_all_kept(self) -> None:
        second = replace(CONTESTED, contest=2, reasons="liste illisible")
        given(*DONE, CONTESTED).when(replace(CONTEST, reasons="liste illisible")).then(second)
        answered = state(*DONE, CONTESTED, second, replace(ANSWERED, contest=2))
        assert [(one.reasons, one.answer) for one in answered.contests] == [
            (CONTESTED.reasons, ""),
            ("liste illisible", ANSWERED.answer),
        ]

    def test_somebody_from_neither_side_does_not_contest(self) -> None:
        given(*DONE).when(replace(CONTEST, by=NETWORK)).then_refused(NotASide, NETWORK)
        given(*DONE).when(replace(CONTEST, by=NETWORK, source=PAPER)).then(
            replace(CONTESTED, by=NETWORK, source=PAPER), noticed(NotASide, NETWORK, on=DUE)
        )

    def test_a_contest_has_reasons_and_an_answer_has_words(self) -> None:
        given(*DONE).when(replace(CONTEST, reasons="")).then_refused(ContestedWithoutReasons)
        given(*DONE, CONTESTED).when(replace(ANSWER, answer=" ")).then_refused(AnsweredWithoutWords)

    def test_nobody_answers_a_contest_of_their_own(self) -> None:
        given(*DONE, CONTESTED).when(replace(ANSWER, by=CITY)).then_refused(OwnContest, CITY)

    def test_a_contest_is_answered_once(self) -> None:
        given(*DONE, CONTESTED, ANSWERED).when(ANSWER).then_nothing()
        given(*DONE, CONTESTED, ANSWERED).when(replace(ANSWER, answer="non")).then_refused(ContestAlreadyAnswered, 1)

    def test_only_a_contest_on_record_is_answered(self) -> None:
        given(*DONE).when(ANSWER).then_refused(NoSuchContestedEntry, 1)


SPRING = Period(start=date(2026, 3, 1), end=date(2026, 5, 31))
SHEETS = Source(kind=SourceKind.STATEMENT, reference="feuilles d'émargement")
SEEN = ObservationRecorded(indicator="personnes formées", value=Decimal(9), period=SPRING, source=SHEETS, on=DUE)


class TestMeasures:
    def test_an_indicator_is_set_while_the_commitment_is_owed(self) -> None:
        define = SetIndicator(
            indicator="personnes formées", unit="personnes", baseline=Decimal(0), target=Decimal(12), on=DAY
        )
        given(DECLARED).when(define).then(TRAINED)
        given(DECLARED, TRAINED).when(define).then_nothing()
        given(*AGREED, WAIVED).when(define).then_refused(NoLongerOwed, Stage.WAIVED)

    def test_once_work_is_in_progress_an_indicator_is_not_emptied(self) -> None:
        whole = SetIndicator(
            indicator="personnes formées", unit="personnes", baseline=Decimal(1), target=Decimal(12), on=DAY
        )
        for emptied in (replace(whole, unit=None), replace(whole, baseline=None), replace(whole, target=None)):
            given(*AT_WORK).when(emptied).then_refused(IndicatorIncomplete, "personnes formées")
        given(*AT_WORK).when(whole).then(replace(TRAINED, baseline=Decimal(1)))
        given(*READY).when(replace(whole, target=None)).then(replace(TRAINED, baseline=Decimal(1), target=None))
        other = SetIndicator(indicator="abandons", on=DAY)
        given(*AT_WORK).when(other).then(replace(TRAINED, indicator="abandons", unit=None, baseline=None, target=None))

    def test_a_new_target_leaves_the_former_one_on_file(self) -> None:
        raised = replace(TRAINED, target=Decimal(20), on=DUE)
        indicator = state(*AT_WORK, raised).indicators["personnes formées"]
        assert [entry.value.target for entry in indicator.definitions] == [Decimal(12), Decimal(20)]

    def test_figures_are_observed_with_source_and_period_even_after_delivery(self) -> None:
        record = RecordObservation(
            indicator="personnes formées", value=Decimal(9), period=SPRING, source=SHEETS, on=DUE
        )
        given(*DONE).when(record).then(SEEN)

    def test_a_corrected_figure_stays_visible(self) -> None:
        correct = CorrectObservation(
            indicator="personnes formées", period=SPRING, value=Decimal(10), source=SHEETS, reasons="oubli", on=DUE
        )
        corrected = ObservationCorrected(
            indicator="personnes formées", period=SPRING, value=Decimal(10), source=SHEETS, reasons="oubli", on=DUE
        )
        given(*DONE, SEEN).when(correct).then(corrected)
        (seen,) = state(*DONE, SEEN, corrected).indicators["personnes formées"].observations
        assert (seen.figure.value, [figure.value for figure in seen.replaced]) == (Decimal(10), [Decimal(9)])


class TestReading:
    def test_is_late_from_the_day_after_the_due_date(self) -> None:
        at_work = state(*AT_WORK)
        assert [late(at_work, DUE + timedelta(days=days)) for days in (-1, 0, 1)] == [False, False, True]
        assert days_late(at_work, DUE + timedelta(days=9)) == 9

    def test_stops_being_later_once_delivered(self) -> None:
        delivered = state(*AT_WORK, MISSED, replace(DELIVERED, on=DUE + timedelta(days=4)))
        assert days_late(delivered, DUE + timedelta(days=90)) == 4
        assert days_late(delivered, DUE + timedelta(days=2)) == 2

    def test_what_was_let_go_or_has_no_due_date_is_not_late(self) -> None:
        assert not late(state(*AT_WORK, WAIVED), date(2030, 1, 1))
        assert not late(state(replace(DECLARED, due=None)), date(2030, 1, 1))

    def test_a_verified_commitment_whose_delivery_is_unknown_counts_from_its_verification(self) -> None:
        verified = state(DECLARED, replace(VERIFIED, on=DUE + timedelta(days=3), source=PAPER))
        assert days_late(verified, date(2030, 1, 1)) == 3

    def test_lateness_is_judged_by_the_due_date_of_the_day(self) -> None:
        moved = state(*AT_WORK, replace(MOVED, on=DUE + timedelta(days=10)))
        assert late(moved, DUE + timedelta(days=9))
        assert not late(moved, DUE + timedelta(days=10))
        assert due_on(moved, DAY) == DUE

    def test_what_comes_next_is_the_earliest_open_milestone_then_the_commitment(self) -> None:
        title = DECLARED.title
        assert next_due(state(*AT_WORK, STEP)) == NextDue(on=date(2026, 4, 30), milestone=1, title="premier groupe")
        assert next_due(state(*AT_WORK, replace(STEP, due=DUE))) == NextDue(on=DUE, milestone=1, title="premier groupe")
        assert next_due(state(*AT_WORK, STEP, REACHED)) == NextDue(on=DUE, title=title)
        assert next_due(state(*AT_WORK, STEP, DROPPED)) == NextDue(on=DUE, title=title)
        assert next_due(state(*AT_WORK, MISSED)) == NextDue(on=DUE, title=title)
        assert next_due(state(*DONE, STEP)) is None

    def test_progress_is_the_share_of_milestones_reached_and_the_distance_to_each_target(self) -> None:
        more = [replace(STEP, milestone=number, title=f"groupe {number}") for number in (2, 3, 4)]
        dropped = replace(DROPPED, milestone=4)
        now = progress(state(*AT_WORK, STEP, *more, REACHED, dropped, SEEN))
        assert (now.milestones, now.reached, now.share) == (3, 1, Decimal("0.3333"))
        (reading,) = now.indicators
        assert (reading.value, reading.distance, reading.attained) == (Decimal(9), Decimal(3), Decimal("0.7500"))

    def test_progress_without_milestones_or_figures_is_unknown(self) -> None:
        now = progress(state(*AT_WORK))
        assert (now.share, now.indicators[0].distance, now.indicators[0].attained) == (None, None, None)


def test_an_irregularity_of_a_commitment_is_accepted_with_reasons() -> None:
    history = (DECLARED, Planned(starts_on=None, on=DAY, source=PAPER), noticed(CommitmentStepSkipped, "x"))
    accepted = IrregularityAccepted(number=1, reasons="accord oral", on=DUE)
    given(*history).when(AcceptIrregularity(number=1, reasons="accord oral", on=DUE)).then(accepted)
    (irregularity,) = state(*history, accepted).irregularities
    assert irregularity.state is IrregularityState.ACCEPTED
