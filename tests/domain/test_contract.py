"""What a contract lets happen, refuses, and records all the same when it was done elsewhere."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.contract import (
    AcceptSubcontract,
    AddClause,
    AddLot,
    Award,
    AwardCompleted,
    Awarded,
    ChangeSubcontract,
    ClauseAdded,
    ClauseCorrected,
    ClauseKind,
    ClauseLinked,
    ClauseObserved,
    ClosedWithoutAward,
    CloseWithoutAward,
    CompleteAward,
    CorrectClause,
    Counting,
    DataPublished,
    Describe,
    Described,
    DescribeLot,
    Description,
    End,
    Ended,
    Expire,
    Ground,
    Holder,
    Launch,
    Launched,
    LinkClause,
    LotAdded,
    LotDescribed,
    LotTerms,
    Modified,
    Modify,
    NoSuchContract,
    Notified,
    Notify,
    ObserveClause,
    Outcome,
    Promise,
    Publish,
    RecordYearlyData,
    SubcontractAccepted,
    SubcontractChanged,
    Tariff,
    Terminate,
    Terminated,
    TerminationGround,
    Unawarded,
    Variation,
    YearlyDataRecorded,
    decider,
)
from domain.contract.awarding import (
    AwardAmountMissing,
    LotAlreadyAwarded,
    LotAlreadyNotified,
    LotHolderMissing,
    LotNotifiedTooSoon,
    LotUnawardedWithoutReasons,
    ReservedForOthers,
)
from domain.contract.clauses import (
    ClauseAfterAward,
    ClauseUnsaid,
    ClauseWithoutTarget,
    NoClausePromise,
    NoSuchLotClause,
)
from domain.contract.completing import PublishedDataFixed
from domain.contract.ending import (
    ContractTerminatedWithoutReasons,
    LotNotExpired,
    NoNoticeBeforeTermination,
    due,
)
from domain.contract.launching import (
    ContractAlreadyLaunched,
    ContractUntitled,
    CpvUnreadable,
    LotAddedAfterAward,
    NotDividedIntoLots,
    ReservationUnsaid,
)
from domain.contract.lots import LotFigureAbsurd, LotIsOver, LotNotAwarded, LotNotNotified, NoSuchLot
from domain.contract.modifying import (
    ContractInOtherCurrency,
    LowAmountExceeded,
    ModificationEmpty,
    ModificationsOutOfOrder,
    ModificationTooLarge,
    ModificationWithoutGround,
)
from domain.contract.performance import (
    ClauseCorrectedWithoutReasons,
    ClauseFigureNegative,
    ClauseObservedTooEarly,
    ClauseObservedWithoutEvidence,
    ClausePeriodCounted,
    ClausePeriodNotObserved,
    ClausePeriodUnclear,
)
from domain.contract.publishing import EssentialDataIncomplete, EssentialDataLate, YearlyDataOfContract
from domain.contract.reading import attained, contract_amount, deadlines, environmental, performed, present_amount
from domain.contract.state import Stage
from domain.contract.subcontracting import NoSuchSubcontract, SubcontractedBeyondLot, SubcontractedToHolder
from domain.contract.terms import Environmental, Grouping, Nature, Procedure, Reservation, Social
from domain.decider import Refusal, replace
from domain.irregularity import IrregularityNoticed, in_words, rule_name
from domain.values import (
    CommitmentId,
    Digest,
    Evidence,
    FrameworkId,
    Money,
    OrganisationId,
    Period,
    Source,
    SourceKind,
)
from tests.domain.contract_world import WHOLE
from tests.scenario import Scenario

given = Scenario(decider).given
nothing = Scenario(decider)

FRAME = FrameworkId("framework-1")
CITY, COOP, SUB = (OrganisationId(f"organisation-{name}") for name in ("city", "coop", "sub"))
JAN, FEB, MAR, APR, DEC = (date(2026, month, 2) for month in (1, 2, 3, 4, 12))
PAPER = Source(kind=SourceKind.PAPER)
PROOF = Evidence(digest=Digest("sha256:" + "c" * 64), media_type="text/plain", size=1)
ASKED = LotTerms(title="Parcs", social=(Social.CLAUSE,), environmental=(Environmental.NONE,))
LAUNCH = Launch(
    framework=FRAME,
    title="Espaces verts",
    buyer=CITY,
    buyer_number="21490007800012",
    reference="26-01",
    description=WHOLE,
    lots=(ASKED, LotTerms(title="Stades")),
    on=JAN,
)
LAUNCHED = Launched(
    framework=FRAME,
    title="Espaces verts",
    buyer=CITY,
    buyer_number="21490007800012",
    reference="26-01",
    description=WHOLE,
    lots=(replace(ASKED, reference="26-01-1"), LotTerms(title="Stades", reference="26-01-2")),
    undivided_because="",
    on=JAN,
)
WON = Outcome(
    holders=(Holder(organisation=COOP, number="41808871200017"),),
    amount=Money.of(100_000),
    months=12,
    tenders=3,
    grouping=Grouping.ALONE,
    advance=False,
    subcontracting=False,
)
AWARD = Award(lot=1, outcome=WON, outsiders=frozenset(), on=FEB)
AWARDED = Awarded(lot=1, outcome=WON, decided_on=FEB, act=None, on=FEB)
NOTIFIED = Notified(lot=1, on=MAR)
HOURS = AddClause(
    lot=1,
    kind=ClauseKind.INCLUSION_HOURS,
    text="Heures d'insertion",
    unit="h",
    target=Decimal(900),
    promise=None,
    on=JAN,
)
CLAUSE = ClauseAdded(
    lot=1,
    clause=1,
    kind=ClauseKind.INCLUSION_HOURS,
    text="Heures d'insertion",
    unit="h",
    target=Decimal(900),
    counting=Counting.SUM,
    due=None,
    modification=None,
    commitment=None,
    on=JAN,
)
RUNNING = (LAUNCHED, CLAUSE, AWARDED, NOTIFIED)
SPRING, SUMMER = (
    Period(start=date(2026, 3, 2), end=date(2026, 5, 31)),
    Period(start=date(2026, 6, 1), end=date(2026, 8, 31)),
)
OBSERVE = ObserveClause(lot=1, clause=1, value=Decimal(420), period=SPRING, evidence=(PROOF,), on=APR)
OBSERVED = ClauseObserved(lot=1, clause=1, value=Decimal(420), period=SPRING, evidence=(PROOF,), note="", on=APR)
ENDED = Ended(lot=1, note="", on=DEC)
PUBLISHED = DataPublished(lot=1, numbers={}, on=APR)
MODIFY = Modify(lot=1, amount=Money.of(120_000), ground=Ground.ADDITIONAL, reasons="Un square", on=APR)


def modified(number: int = 1, **changes: Any) -> Modified:
    event = Modified(
        lot=1,
        modification=number,
        stated_number=None,
        amount=Money.of(120_000),
        change=Money.of(20_000),
        months=None,
        holders=(),
        ground=Ground.ADDITIONAL,
        reasons="Un square",
        published_on=None,
        on=APR,
    )
    return replace(event, **changes)


def noticed(breach: Refusal, number: int = 1, on: date = APR) -> IrregularityNoticed:
    """What is put on file of a broken rule."""
    return IrregularityNoticed(
        number=number,
        rule=rule_name(type(breach)),
        article=breach.article,
        detail=in_words(breach),
        cure=breach.cure,
        on=on,
    )


# Launched.


def test_lots_get_a_number_of_the_buyer_s_each() -> None:
    nothing.when(LAUNCH).then(LAUNCHED)


def test_a_contract_is_launched_once_and_before_anything_else() -> None:
    given(LAUNCHED).when(LAUNCH).then_refused(ContractAlreadyLaunched, "Espaces verts")
    nothing.when(NOTIFIED_ASK).then_refused(NoSuchContract)


NOTIFIED_ASK = Notify(lot=1, on=MAR)


@pytest.mark.parametrize(
    ("changes", "rule", "details"),
    [
        ({"title": " "}, ContractUntitled, ()),
        ({"description": Description(cpv="77")}, CpvUnreadable, ("77",)),
        ({"lots": (ASKED,)}, NotDividedIntoLots, ()),
        (
            {"lots": (replace(ASKED, reserved_for=Reservation.WORK_INTEGRATION), ASKED)},
            ReservationUnsaid,
            (Reservation.WORK_INTEGRATION,),
        ),
    ],
)
def test_a_contract_launched_here_says_what_it_must(
    changes: dict[str, Any], rule: type[Refusal], details: tuple[object, ...]
) -> None:
    nothing.when(replace(LAUNCH, **changes)).then_refused(rule, *details)


def test_a_contract_in_one_lot_says_why_or_is_conceded() -> None:
    alone = replace(LAUNCH, lots=())
    launched = replace(LAUNCHED, lots=(LotTerms(title="Espaces verts", reference="26-01"),))
    nothing.when(replace(alone, undivided_because="Un jardin")).then(replace(launched, undivided_because="Un jardin"))
    conceded = replace(WHOLE, nature=Nature.SERVICE_CONCESSION)
    nothing.when(replace(alone, description=conceded)).then(replace(launched, description=conceded))


def test_a_contract_published_elsewhere_in_one_lot_is_recorded_as_it_is() -> None:
    told = replace(LAUNCH, lots=(ASKED,), description=replace(WHOLE, cpv="x"), source=PAPER)
    launched = replace(
        LAUNCHED, lots=(replace(ASKED, reference="26-01"),), description=replace(WHOLE, cpv="x"), source=PAPER
    )
    nothing.when(told).then(launched, noticed(CpvUnreadable("x"), on=JAN))


def test_a_lot_is_added_until_the_first_is_awarded() -> None:
    added = LotAdded(lot=3, terms=LotTerms(title="Bois", reference="26-01-3"), on=JAN)
    ask = AddLot(terms=LotTerms(title="Bois"), on=JAN)
    given(LAUNCHED).when(ask).then(added)
    given(LAUNCHED, AWARDED).when(ask).then_refused(LotAddedAfterAward)


def test_what_is_unknown_is_completed_and_what_is_known_put_right_before_it_is_published() -> None:
    better = replace(WHOLE, cpv="77311000-3")
    given(LAUNCHED).when(Describe(description=Description(cpv="77311000-3"), on=FEB)).then(
        Described(description=better, on=FEB)
    )
    given(LAUNCHED).when(Describe(description=Description(cpv="77310000-6"), on=FEB)).then_nothing()
    terms = replace(ASKED, reference="26-01-1", title="Squares")
    given(LAUNCHED).when(DescribeLot(lot=1, terms=LotTerms(title="Squares"), on=FEB)).then(
        LotDescribed(lot=1, terms=terms, on=FEB)
    )
    given(LAUNCHED).when(DescribeLot(lot=9, terms=ASKED, on=FEB)).then_refused(NoSuchLot, 9)


def test_what_was_published_whole_is_described_no_more() -> None:
    ask = Describe(description=Description(framework_contract="AC-1"), on=DEC)
    contradiction = PublishedDataFixed("framework_contract: ? → AC-1")
    given(*RUNNING, PUBLISHED).when(ask).then_refused(PublishedDataFixed, *contradiction.args)
    told = replace(ask, source=PAPER)
    given(*RUNNING, PUBLISHED).when(told).then(noticed(contradiction, on=DEC))
    given(*RUNNING, PUBLISHED, noticed(contradiction, on=DEC)).when(told).then_nothing()


def test_what_was_published_with_a_gap_is_completed_and_not_rewritten() -> None:
    gap = replace(LAUNCHED, description=replace(WHOLE, cpv=""))
    history = (gap, CLAUSE, AWARDED, NOTIFIED, PUBLISHED)
    given(*history).when(Describe(description=Description(cpv="77310000-6"), on=DEC)).then(
        Described(description=WHOLE, on=DEC)
    )
    rewritten = Describe(description=Description(procedure=Procedure.ADAPTED), on=DEC)
    given(*history).when(rewritten).then_refused(PublishedDataFixed, "procedure: open → adapted")


# Awarded and notified.


def test_a_lot_is_awarded_once() -> None:
    given(LAUNCHED).when(AWARD).then(AWARDED)
    given(LAUNCHED, AWARDED).when(AWARD).then_nothing()
    given(LAUNCHED, AWARDED).when(replace(AWARD, outcome=Outcome())).then_refused(LotAlreadyAwarded, 1)


def test_an_award_of_elsewhere_may_leave_open_to_whom_and_for_how_much() -> None:
    told = replace(AWARD, outcome=Outcome(), source=PAPER)
    given(LAUNCHED).when(replace(told, source=None)).then_refused(LotHolderMissing, 1)
    given(LAUNCHED).when(told).then(
        replace(AWARDED, outcome=Outcome(), decided_on=None, source=PAPER),
        noticed(LotHolderMissing(1), on=FEB),
        noticed(AwardAmountMissing(1), 2, on=FEB),
    )


def test_nothing_is_awarded_for_less_than_nothing() -> None:
    absurd = replace(AWARD, outcome=replace(WON, amount=Money.of(-1)))
    given(LAUNCHED).when(absurd).then_refused(LotFigureAbsurd, "-1.00")


def test_a_lot_reserved_for_the_social_economy_goes_to_one_of_its_organisations() -> None:
    kept = replace(LAUNCHED, lots=(replace(ASKED, reserved_for=Reservation.SOCIAL_ECONOMY),))
    ask = replace(AWARD, outsiders=frozenset({COOP}))
    given(kept).when(ask).then_refused(ReservedForOthers, 1, COOP)
    given(LAUNCHED).when(ask).then(AWARDED)


def test_an_award_is_completed_and_not_rewritten_once_modified() -> None:
    more = Outcome(from_france=Decimal("0.5"))
    given(LAUNCHED, AWARDED).when(CompleteAward(lot=1, outcome=more, on=MAR)).then(
        AwardCompleted(lot=1, outcome=replace(WON, from_france=Decimal("0.5")), on=MAR)
    )
    other = CompleteAward(lot=1, outcome=Outcome(amount=Money.of(5)), on=MAR)
    given(*RUNNING, modified()).when(other).then_refused(PublishedDataFixed, "amount: 100000.00 EUR → 5.00 EUR")
    given(LAUNCHED).when(other).then_refused(LotNotAwarded, 1)


def test_a_lot_that_nobody_is_awarded_is_closed_with_reasons() -> None:
    ask = CloseWithoutAward(lot=1, ground=Unawarded.GIVEN_UP, reasons="Budget", on=FEB)
    closed = ClosedWithoutAward(lot=1, ground=Unawarded.GIVEN_UP, reasons="Budget", on=FEB)
    given(LAUNCHED).when(ask).then(closed)
    given(LAUNCHED, closed).when(ask).then_nothing()
    given(LAUNCHED).when(replace(ask, reasons="")).then_refused(LotUnawardedWithoutReasons, 1)
    given(LAUNCHED, AWARDED).when(ask).then_refused(LotAlreadyAwarded, 1)
    given(LAUNCHED, closed).when(AWARD).then_refused(LotAlreadyAwarded, 1)


def test_a_lot_is_notified_once_it_was_awarded() -> None:
    given(LAUNCHED, AWARDED).when(NOTIFIED_ASK).then(NOTIFIED)
    given(LAUNCHED, AWARDED, NOTIFIED).when(NOTIFIED_ASK).then_nothing()
    given(LAUNCHED).when(NOTIFIED_ASK).then_refused(LotNotAwarded, 1)
    given(*RUNNING).when(Notify(lot=1, on=APR)).then_refused(LotAlreadyNotified, 1, MAR)


def test_those_turned_away_have_eleven_days() -> None:
    day = date(2026, 2, 12)
    given(LAUNCHED, AWARDED).when(Notify(lot=1, on=day)).then_refused(LotNotifiedTooSoon, 1, 10)
    given(LAUNCHED, AWARDED).when(Notify(lot=1, on=day, source=PAPER)).then(
        Notified(lot=1, on=day, source=PAPER), noticed(LotNotifiedTooSoon(1, 10), on=day)
    )
    given(LAUNCHED, AWARDED).when(Notify(lot=1, on=date(2026, 2, 13))).then(Notified(lot=1, on=date(2026, 2, 13)))


def test_nobody_waits_where_one_tendered_or_no_formal_procedure_was_followed() -> None:
    alone = replace(AWARDED, outcome=replace(WON, tenders=1))
    given(LAUNCHED, alone).when(Notify(lot=1, on=FEB)).then(Notified(lot=1, on=FEB))
    adapted = replace(LAUNCHED, description=replace(WHOLE, procedure=Procedure.ADAPTED))
    given(adapted, AWARDED).when(Notify(lot=1, on=FEB)).then(Notified(lot=1, on=FEB))


# Modified.


def test_a_modification_is_numbered_and_says_the_difference() -> None:
    given(*RUNNING).when(MODIFY).then(modified())
    further = replace(MODIFY, amount=Money.of(90_000), on=DEC, ground=Ground.NOT_SUBSTANTIAL)
    given(*RUNNING, modified()).when(further).then(
        modified(2, amount=Money.of(90_000), change=Money.of(-30_000), on=DEC, ground=Ground.NOT_SUBSTANTIAL)
    )
    given(*RUNNING, modified()).when(MODIFY).then_nothing()


@pytest.mark.parametrize(
    ("changes", "rule", "details"),
    [
        ({"amount": None}, ModificationEmpty, (1, 1)),
        ({"amount": Money.of(100_000)}, ModificationEmpty, (1, 1)),
        ({"ground": None}, ModificationWithoutGround, (1, 1)),
        ({"reasons": " "}, ModificationWithoutGround, (1, 1)),
        ({"stated_number": 3}, ModificationsOutOfOrder, (1, "3")),
        ({"amount": Money.of("150000.01")}, ModificationTooLarge, (1, "50000.01", "100000.00")),
        (
            {"ground": Ground.LOW_AMOUNT, "amount": Money.of(110_000)},
            LowAmountExceeded,
            (1, "10000.00", "100000.00"),
        ),
    ],
)
def test_a_modification_made_here_keeps_to_the_law(
    changes: dict[str, Any], rule: type[Refusal], details: tuple[object, ...]
) -> None:
    given(*RUNNING).when(replace(MODIFY, **changes)).then_refused(rule, *details)


def test_low_amounts_count_together_and_works_may_come_to_more() -> None:
    small = replace(MODIFY, amount=Money.of(106_000), ground=Ground.LOW_AMOUNT)
    first = modified(amount=Money.of(106_000), change=Money.of(6_000), ground=Ground.LOW_AMOUNT)
    given(*RUNNING).when(small).then(first)
    again = replace(small, amount=Money.of(110_000), on=DEC)
    given(*RUNNING, first).when(again).then_refused(LowAmountExceeded, 1, "10000.00", "100000.00")
    works = (replace(LAUNCHED, description=replace(WHOLE, cpv="45000000-7")), *RUNNING[1:], first)
    given(*works).when(again).then(
        modified(2, amount=Money.of(110_000), change=Money.of(4_000), ground=Ground.LOW_AMOUNT, on=DEC)
    )


def test_half_of_the_amount_may_be_added_and_a_provided_option_may_be_more() -> None:
    half = replace(MODIFY, amount=Money.of(150_000))
    given(*RUNNING).when(half).then(modified(amount=Money.of(150_000), change=Money.of(50_000)))
    option = replace(MODIFY, amount=Money.of(300_000), ground=Ground.PROVIDED_FOR)
    given(*RUNNING).when(option).then(
        modified(amount=Money.of(300_000), change=Money.of(200_000), ground=Ground.PROVIDED_FOR)
    )


def test_a_published_modification_is_recorded_as_it_is() -> None:
    told = Modify(lot=1, stated_number=2, months=18, published_on=DEC, on=APR, source=PAPER)
    event = modified(
        stated_number=2,
        amount=None,
        change=None,
        months=18,
        ground=None,
        reasons="",
        published_on=DEC,
        source=PAPER,
    )
    given(*RUNNING).when(told).then(event, noticed(ModificationsOutOfOrder(1, "2")))


def test_a_lot_is_modified_between_its_notification_and_its_end() -> None:
    given(LAUNCHED, AWARDED).when(MODIFY).then_refused(LotNotNotified, 1)
    given(LAUNCHED).when(replace(MODIFY, source=PAPER)).then_refused(LotNotAwarded, 1)
    late = replace(MODIFY, on=DEC)
    given(*RUNNING, ENDED).when(late).then_refused(LotIsOver, 1, Stage.ENDED)
    given(*RUNNING, ENDED).when(MODIFY).then(modified())
    given(*RUNNING).when(replace(MODIFY, amount=Money.of(5, "USD"))).then_refused(ContractInOtherCurrency, "EUR", "USD")


def test_the_time_of_a_lot_was_not_over_where_it_had_been_prolonged() -> None:
    over = Ended(lot=1, note="", expired=True, on=date(2027, 3, 2))
    prolonged = modified(amount=None, change=None, months=24)
    assert decider.fold([*RUNNING, over, prolonged]).lots[0].stage is Stage.NOTIFIED
    received = decider.fold([*RUNNING, replace(over, expired=False), prolonged])
    assert received.lots[0].stage is Stage.ENDED


# Subcontracted.

SUBCONTRACT = AcceptSubcontract(
    lot=1,
    subcontractor=Holder(organisation=SUB),
    amount=Money.of(40_000),
    months=6,
    variation=Variation.FIRM,
    on=APR,
)
ACCEPTED = SubcontractAccepted(
    lot=1,
    subcontract=1,
    stated_number=None,
    subcontractor=Holder(organisation=SUB),
    amount=Money.of(40_000),
    months=6,
    variation=Variation.FIRM,
    published_on=None,
    on=APR,
)


def test_subcontracts_are_accepted_numbered_and_changed() -> None:
    given(*RUNNING).when(SUBCONTRACT).then(ACCEPTED)
    given(*RUNNING, ACCEPTED).when(SUBCONTRACT).then_nothing()
    ask = ChangeSubcontract(lot=1, subcontract=1, amount=Money.of(50_000), on=DEC)
    changed = SubcontractChanged(lot=1, subcontract=1, amount=Money.of(50_000), months=None, published_on=None, on=DEC)
    given(*RUNNING, ACCEPTED).when(ask).then(changed)
    given(*RUNNING, ACCEPTED, changed).when(ask).then_nothing()
    given(*RUNNING).when(ask).then_refused(NoSuchSubcontract, 1)


def test_subcontracts_stay_within_the_lot_and_with_others() -> None:
    more = replace(SUBCONTRACT, amount=Money.of("60000.01"), on=DEC)
    given(*RUNNING, ACCEPTED).when(more).then_refused(SubcontractedBeyondLot, 1, "100000.01", "100000.00")
    own = replace(SUBCONTRACT, subcontractor=WON.holders[0])
    given(*RUNNING).when(own).then_refused(SubcontractedToHolder, 1, "41808871200017")
    given(*RUNNING, ENDED).when(replace(SUBCONTRACT, on=DEC)).then_refused(LotIsOver, 1, Stage.ENDED)


# Clauses.


def test_a_clause_is_known_before_the_award_or_comes_by_a_modification() -> None:
    given(LAUNCHED).when(HOURS).then(CLAUSE)
    given(LAUNCHED, CLAUSE).when(HOURS).then_nothing()
    given(LAUNCHED, AWARDED).when(HOURS).then_refused(ClauseAfterAward, 1)
    by_modification = replace(HOURS, modification=1)
    given(LAUNCHED, AWARDED, NOTIFIED, modified()).when(by_modification).then(replace(CLAUSE, modification=1))
    given(LAUNCHED, AWARDED, NOTIFIED).when(by_modification).then_refused(ClauseAfterAward, 1, 1)


def test_a_clause_says_what_is_asked_and_how_much() -> None:
    given(LAUNCHED).when(replace(HOURS, text="")).then_refused(ClauseUnsaid, 1)
    given(LAUNCHED).when(replace(HOURS, unit="")).then_refused(ClauseUnsaid, 1)
    given(LAUNCHED).when(replace(HOURS, target=None)).then_refused(ClauseWithoutTarget, 1, ClauseKind.INCLUSION_HOURS)


PROMISE = CommitmentId("commitment-1")


def test_a_clause_keeps_a_promise_of_clauses_of_its_own_framework() -> None:
    kept = Promise(commitment=PROMISE, framework=FRAME, of_clauses=True)
    ask = LinkClause(lot=1, clause=1, commitment=PROMISE, promise=kept, on=FEB)
    linked = ClauseLinked(lot=1, clause=1, commitment=PROMISE, on=FEB)
    given(LAUNCHED, CLAUSE).when(ask).then(linked)
    given(LAUNCHED, CLAUSE, linked).when(ask).then_nothing()
    given(LAUNCHED).when(ask).then_refused(NoSuchLotClause, 1, 1)
    for other in (replace(kept, of_clauses=False), replace(kept, framework=FrameworkId("framework-2")), None):
        given(LAUNCHED, CLAUSE).when(replace(ask, promise=other)).then_refused(NoClausePromise, PROMISE)


def test_what_was_done_under_a_clause_adds_up() -> None:
    given(*RUNNING).when(OBSERVE).then(OBSERVED)
    given(*RUNNING, OBSERVED).when(OBSERVE).then_nothing()
    (clause,) = decider.fold([*RUNNING, OBSERVED, replace(OBSERVED, period=SUMMER, value=Decimal(300))]).lots[0].clauses
    assert (performed(clause), attained(clause)) == (Decimal(720), Decimal("0.8000"))


def test_a_share_is_what_was_observed_last() -> None:
    share = replace(CLAUSE, counting=Counting.LATEST, target=Decimal("0.5"))
    later = replace(OBSERVED, value=Decimal("0.4"), period=SUMMER)
    history = (LAUNCHED, share, AWARDED, NOTIFIED, later, replace(OBSERVED, value=Decimal("0.1")))
    assert performed(decider.fold(history).lots[0].clauses[0]) == Decimal("0.4")


def test_no_day_counts_twice_and_a_period_is_one() -> None:
    across = Period(start=date(2026, 5, 31), end=date(2026, 6, 30))
    given(*RUNNING, OBSERVED).when(replace(OBSERVE, period=across)).then_refused(
        ClausePeriodCounted, across.start, across.end
    )
    given(*RUNNING).when(replace(OBSERVE, period=Period(start=MAR))).then_refused(ClausePeriodUnclear)
    given(*RUNNING).when(replace(OBSERVE, value=Decimal(-1))).then_refused(ClauseFigureNegative, "-1")


def test_what_was_done_is_shown_and_was_done_under_the_contract() -> None:
    given(*RUNNING).when(replace(OBSERVE, evidence=())).then_refused(ClauseObservedWithoutEvidence, 1, 1)
    early = Period(start=FEB, end=APR)
    given(*RUNNING).when(replace(OBSERVE, period=early)).then_refused(ClauseObservedTooEarly, 1, FEB)
    given(LAUNCHED, CLAUSE).when(OBSERVE).then_refused(LotNotNotified, 1)
    told = replace(OBSERVE, evidence=(), source=PAPER)
    given(*RUNNING).when(told).then(
        replace(OBSERVED, evidence=(), source=PAPER), noticed(ClauseObservedWithoutEvidence(1, 1))
    )


def test_a_figure_is_corrected_with_reasons() -> None:
    ask = CorrectClause(lot=1, clause=1, value=Decimal(400), period=SPRING, reasons="Doublon", on=DEC)
    corrected = ClauseCorrected(
        lot=1, clause=1, value=Decimal(400), period=SPRING, evidence=(), reasons="Doublon", on=DEC
    )
    given(*RUNNING, OBSERVED).when(ask).then(corrected)
    given(*RUNNING, OBSERVED, corrected).when(ask).then_nothing()
    given(*RUNNING, OBSERVED).when(replace(ask, reasons=" ")).then_refused(ClauseCorrectedWithoutReasons)
    given(*RUNNING).when(ask).then_refused(ClausePeriodNotObserved, SPRING.start)
    assert performed(decider.fold([*RUNNING, OBSERVED, corrected]).lots[0].clauses[0]) == Decimal(400)


# Published.


def test_essential_data_are_published_whole_with_what_follows_from_the_clauses() -> None:
    ask = Publish(lot=1, numbers={CITY: "1", COOP: "2"}, on=APR)
    given(*RUNNING).when(ask).then(PUBLISHED)
    given(*RUNNING, PUBLISHED).when(replace(ask, on=DEC)).then_nothing()
    silent = replace(LAUNCHED, lots=(replace(ASKED, social=(), reference="26-01"),))
    lot = decider.fold([silent, CLAUSE, AWARDED, NOTIFIED, PUBLISHED]).lots[0]
    assert lot.terms.social == (Social.CLAUSE,)


def test_numbers_are_published_as_they_are_that_day() -> None:
    nameless = replace(AWARDED, outcome=replace(WON, holders=(Holder(organisation=COOP),)))
    history = (LAUNCHED, nameless, NOTIFIED)
    given(*history).when(Publish(lot=1, numbers={COOP: "41808871200017", SUB: "x"}, on=APR)).then(
        replace(PUBLISHED, numbers={COOP: "41808871200017"})
    )
    given(*history).when(Publish(lot=1, numbers={}, on=APR)).then_refused(EssentialDataIncomplete, 1, "titulaires")


def test_essential_data_with_a_gap_are_published_elsewhere_only() -> None:
    gap = (replace(LAUNCHED, description=replace(WHOLE, cpv="")), AWARDED, NOTIFIED)
    ask = Publish(lot=1, numbers={}, on=APR)
    given(*gap).when(ask).then_refused(EssentialDataIncomplete, 1, "codeCPV")
    given(*gap).when(replace(ask, source=PAPER)).then(
        replace(PUBLISHED, source=PAPER), noticed(EssentialDataIncomplete(1, "codeCPV"))
    )
    given(LAUNCHED, AWARDED).when(ask).then_refused(LotNotNotified, 1)


def test_publishing_late_is_better_than_never_and_put_on_file() -> None:
    given(*RUNNING).when(Publish(lot=1, numbers={}, on=DEC)).then(
        replace(PUBLISHED, on=DEC), noticed(EssentialDataLate(1, MAR, DEC), on=DEC)
    )


def test_what_was_published_of_a_lot_is_not_what_was_asked_later() -> None:
    asked_later = replace(CLAUSE, kind=ClauseKind.WASTE, clause=2, modification=1)
    history = (*RUNNING, PUBLISHED, modified(), asked_later, replace(PUBLISHED, on=DEC))
    lot = decider.fold(history).lots[0]
    assert lot.terms.environmental == (Environmental.NONE,)
    assert environmental(lot) == {Environmental.CLAUSE}


def test_a_later_act_is_published_in_its_turn() -> None:
    again = Publish(lot=1, numbers={}, on=DEC)
    given(*RUNNING, PUBLISHED, modified()).when(again).then(replace(PUBLISHED, on=DEC))
    lot = decider.fold([*RUNNING, PUBLISHED, modified(), replace(PUBLISHED, on=DEC)]).lots[0]
    assert (lot.published_on, lot.modifications[0].published_on) == (APR, DEC)


def test_yearly_data_are_those_of_a_concession() -> None:
    ask = RecordYearlyData(lot=1, investment=Decimal(15), tariffs=(Tariff(title="Bain", price=Decimal(4)),), on=DEC)
    recorded = YearlyDataRecorded(lot=1, investment=Decimal(15), tariffs=ask.tariffs, on=DEC)
    conceded = replace(LAUNCHED, description=replace(WHOLE, nature=Nature.PUBLIC_SERVICE_DELEGATION))
    given(conceded).when(ask).then(recorded)
    given(conceded, recorded).when(ask).then_nothing()
    given(LAUNCHED).when(ask).then_refused(YearlyDataOfContract, 1)


# Ended.


def test_a_lot_ends_and_a_target_that_was_missed_is_put_on_file() -> None:
    kept = (*RUNNING, replace(OBSERVED, value=Decimal(900)))
    given(*kept).when(End(lot=1, on=DEC)).then(ENDED)
    given(*kept, ENDED).when(End(lot=1, on=DEC)).then_nothing()
    missed = IrregularityNoticed(
        number=1,
        rule="clause-target-missed",
        detail="1; 1; 420 / 900 h",
        cure="The holder makes up for it or pays the penalty that the contract provides for.",
        on=DEC,
    )
    given(*RUNNING, OBSERVED).when(End(lot=1, on=DEC)).then(ENDED, missed)
    given(LAUNCHED, AWARDED).when(End(lot=1, on=DEC)).then_refused(LotNotNotified, 1)


def test_the_time_of_a_lot_is_over_on_the_day_after_its_last() -> None:
    last, after = date(2027, 3, 1), date(2027, 3, 2)
    history = (LAUNCHED, AWARDED, NOTIFIED)
    given(*history).when(Expire(lot=1, today=last)).then_refused(LotNotExpired, 1)
    given(*history).when(Expire(lot=1, today=date(2027, 6, 1))).then(Ended(lot=1, note="", expired=True, on=after))
    state = decider.fold(history)
    assert [due(state, last), due(state, after)] == [[], [Expire(lot=1, today=after)]]


def test_a_lot_is_terminated_with_reasons_and_for_a_fault_after_a_notice() -> None:
    ask = Terminate(lot=1, ground=TerminationGround.ACCORD, reasons="D'un commun accord", on=DEC)
    terminated = Terminated(
        lot=1, ground=TerminationGround.ACCORD, reasons="D'un commun accord", notice_given_on=None, on=DEC
    )
    given(*RUNNING).when(ask).then(terminated)
    given(*RUNNING, terminated).when(ask).then_nothing()
    given(*RUNNING).when(replace(ask, reasons="")).then_refused(ContractTerminatedWithoutReasons, 1)
    fault = replace(ask, ground=TerminationGround.FAULT)
    given(*RUNNING).when(fault).then_refused(NoNoticeBeforeTermination, 1)
    given(*RUNNING).when(replace(fault, notice_given_on=APR)).then(
        replace(terminated, ground=TerminationGround.FAULT, notice_given_on=APR)
    )
    given(*RUNNING, ENDED).when(ask).then_refused(LotIsOver, 1, Stage.ENDED)
    given(*RUNNING, terminated).when(End(lot=1, on=DEC)).then_refused(LotIsOver, 1, Stage.TERMINATED)


# What it comes to.


def test_the_next_dates_are_the_publication_the_clause_and_the_end() -> None:
    dated = replace(CLAUSE, due=DEC)
    found = [(one.on, one.kind) for one in deadlines(decider.fold([LAUNCHED, dated, AWARDED, NOTIFIED]))]
    assert found == [(date(2026, 5, 2), "publication"), (DEC, "clause"), (date(2027, 3, 1), "contract-end")]
    assert list(deadlines(decider.fold([*RUNNING, ENDED]))) == []


def test_a_contract_is_worth_its_notified_lots_as_modified() -> None:
    second = replace(AWARDED, lot=2, outcome=replace(WON, amount=Money.of(1)))
    assert contract_amount(decider.fold([*RUNNING, second])) == Money.of(100_000)
    both = decider.fold([*RUNNING, second, Notified(lot=2, on=MAR), modified()])
    assert (contract_amount(both), present_amount(both.lots[0])) == (Money.of(120_001), Money.of(120_000))
