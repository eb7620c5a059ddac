"""A line of accounts finds its agreement, waits for a person, and every decision is undone by a further event."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.payment import (
    Attach,
    Attached,
    Candidate,
    DecisionWithoutReasons,
    Dismiss,
    Dismissed,
    Match,
    MatchedBy,
    NoSuchPayment,
    PaymentAlreadyReported,
    PaymentIsDecided,
    PaymentKind,
    PaymentState,
    PaymentStillWaits,
    Queued,
    Report,
    Reported,
    TakeBack,
    Undone,
    claims,
    decider,
)
from domain.statement import (
    BeginStatement,
    FinishStatement,
    LineCounts,
    LinesDoNotAddUp,
    NoSuchStatement,
    ResumeStatement,
    StatementAlreadyBegun,
    StatementAlreadyFinished,
    StatementBegun,
    StatementFinished,
    StatementResumed,
)
from domain.statement import decider as statements
from domain.values import Digest, FrameworkId
from tests.domain.agreement_world import CLUB, FINANCE, OTHER, TOWN, day, eur
from tests.scenario import Scenario

FRAME = FrameworkId("framework-1")
NOON = datetime(2026, 4, 2, 12, tzinfo=UTC)
MATCH = Match(agreement=OTHER, instalment=1, entry="M-1", by=MatchedBy.NUMBER)
REPORT = Report(
    framework=FRAME,
    statement="statement-1",
    payer=TOWN,
    kind=PaymentKind.PAYMENT,
    year=2026,
    amount=eur(400),
    third_party="Le Club",
    organisation=CLUB,
    order="M-1",
    key="k",
    source=FINANCE,
    on=day(3, 1),
)
TOLD = Reported(
    framework=FRAME,
    statement="statement-1",
    payer=TOWN,
    kind=PaymentKind.PAYMENT,
    year=2026,
    amount=eur(400),
    third_party="Le Club",
    organisation=CLUB,
    order="M-1",
    key="k",
    source=FINANCE,
    on=day(3, 1),
)
CANDIDATES = (Candidate(agreement=OTHER, instalment=2, left=eur(500)),)
WAITS = Queued(reason="no-such-amount-open", candidates=CANDIDATES, on=day(3, 1))
FOUND = Attached(agreement=OTHER, instalment=1, entry="M-1", by=MatchedBy.NUMBER, on=day(3, 1))
BY_HAND = replace(MATCH, by=MatchedBy.PERSON)


def scenario() -> Scenario:
    return Scenario(decider)


def test_a_line_is_reported_with_its_agreement_or_with_why_it_waits() -> None:
    scenario().given().when(replace(REPORT, match=MATCH)).then(TOLD, FOUND)
    waiting = replace(REPORT, reason="no-such-amount-open", candidates=CANDIDATES)
    scenario().given().when(waiting).then(TOLD, WAITS)


def test_a_line_is_reported_once_and_claims_its_key() -> None:
    scenario().given(TOLD, FOUND).when(replace(REPORT, match=MATCH)).then_nothing()
    scenario().given(TOLD, WAITS).when(replace(REPORT, amount=eur(401))).then_refused(PaymentAlreadyReported)
    (claim,) = claims(TOLD, decider.initial)
    assert (claim.kind, claim.value) == ("reported-payment", "framework-1/k/1")
    assert claims(WAITS, decider.initial) == ()


def test_a_person_decides_with_reasons() -> None:
    decided = Attach(match=BY_HAND, reasons="Acompte de la convention", on=day(4, 2))
    scenario().given(TOLD, WAITS).when(decided).then(
        Attached(
            agreement=OTHER,
            instalment=1,
            entry="M-1",
            by=MatchedBy.PERSON,
            reasons="Acompte de la convention",
            on=day(4, 2),
        )
    )
    scenario().given(TOLD, WAITS).when(replace(decided, reasons=" ")).then_refused(DecisionWithoutReasons)
    scenario().given(TOLD, WAITS).when(Dismiss(reasons="Fournitures", on=day(4, 2))).then(
        Dismissed(reasons="Fournitures", on=day(4, 2))
    )
    scenario().given(TOLD, WAITS).when(Dismiss(reasons="", on=day(4, 2))).then_refused(DecisionWithoutReasons)


def test_what_is_decided_is_undone_before_it_is_decided_anew() -> None:
    dismissal = Dismiss(reasons="Fournitures", on=day(4, 2))
    scenario().given(TOLD, FOUND).when(dismissal).then_refused(PaymentIsDecided, PaymentState.MATCHED)
    scenario().given(TOLD, FOUND).when(Attach(match=MATCH, on=day(4, 2))).then_nothing()
    undone = Undone(reasons="Autre convention", on=day(4, 3))
    scenario().given(TOLD, FOUND).when(TakeBack(reasons="Autre convention", on=day(4, 3))).then(undone)
    scenario().given(TOLD, FOUND, undone).when(dismissal).then(Dismissed(reasons="Fournitures", on=day(4, 2)))
    scenario().given(TOLD, WAITS).when(TakeBack(reasons="?", on=day(4, 3))).then_refused(PaymentStillWaits)
    scenario().given(TOLD, FOUND).when(TakeBack(reasons="", on=day(4, 3))).then_refused(DecisionWithoutReasons)
    state = decider.fold((TOLD, FOUND, undone))
    assert (state.state, state.match, state.undone) == (PaymentState.WAITING, None, 1)


def test_nothing_is_decided_of_a_payment_that_nobody_reported() -> None:
    scenario().given().when(Dismiss(reasons="?", on=day(4, 2))).then_refused(NoSuchPayment)


COUNTS = LineCounts(rows=5, recorded=2, unchanged=1, corrected=0, queued=1, quarantined=1)
DIGEST = Digest("sha256:" + "a" * 64)
BEGIN = BeginStatement(framework=FRAME, file=DIGEST, name="mandats.csv", at=NOON)
BEGUN = StatementBegun(framework=FRAME, file=DIGEST, name="mandats.csv", at=NOON)
FINISHED = StatementFinished(counts=COUNTS, at=NOON)


def test_a_statement_accounts_for_every_line() -> None:
    told = Scenario(statements)
    told.given().when(BEGIN).then(BEGUN)
    told.given(BEGUN).when(BEGIN).then_nothing()
    told.given(BEGUN).when(replace(BEGIN, name="autre.csv")).then_refused(StatementAlreadyBegun, "mandats.csv")
    told.given(BEGUN).when(ResumeStatement(at=NOON)).then(StatementResumed(at=NOON))
    told.given(BEGUN).when(FinishStatement(counts=COUNTS, at=NOON)).then(FINISHED)
    told.given(BEGUN, FINISHED).when(FinishStatement(counts=COUNTS, at=NOON)).then_nothing()
    told.given(BEGUN, FINISHED).when(ResumeStatement(at=NOON)).then_refused(StatementAlreadyFinished, "mandats.csv")
    told.given().when(ResumeStatement(at=NOON)).then_refused(NoSuchStatement)


@pytest.mark.parametrize("wrong", [replace(COUNTS, queued=0), replace(COUNTS, queued=2, quarantined=1)])
def test_no_line_is_dropped_or_made_up(wrong: LineCounts) -> None:
    Scenario(statements).given(BEGUN).when(FinishStatement(counts=wrong, at=NOON)).then_refused(LinesDoNotAddUp, 5)
