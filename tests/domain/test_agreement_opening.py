"""Instalments open by themselves and say why they are closed; a recovery entered in error is cancelled."""

import pytest

from domain.agreement import decider, due
from domain.agreement.breach import Suspended
from domain.agreement.ledger import MoreTakenBackThanEntered
from domain.agreement.opening import (
    InstalmentOpened,
    InstalmentStillClosed,
    OpenInstalment,
    Wait,
    WaitKind,
    waits,
)
from domain.agreement.overpayment import OverpaymentFound
from domain.agreement.parts import Instalment, InstalmentKind
from domain.agreement.payment import Paid
from domain.agreement.recovery import Recovered
from domain.agreement.refund import CancelRecovery, RecoveryCancelled
from domain.agreement.schedule import MilestoneVerified, ReportReceived, ScheduleSet
from tests.domain.agreement_world import CLUB, TOWN, day, drafted, eur, funded, in_force, ordered
from tests.scenario import Scenario

FIRST = Instalment(number=1, payer=TOWN, beneficiary=CLUB, year=2026, amount=eur(4_000), due_on=day(3, 1))
SECOND = Instalment(
    number=2, kind=InstalmentKind.BALANCE, payer=TOWN, year=2026, amount=eur(6_000), after_milestone="Bilan"
)
SCHEDULE = ScheduleSet(instalments=(FIRST, SECOND), on=day(1, 25))
STARTED = (drafted(), SCHEDULE, *in_force()[1:])
REACHED = MilestoneVerified(label="Bilan", on=day(10, 1))
REPORTED = ReportReceived(year=2026, by=CLUB, on=day(11, 3))
FIRST_OPEN = InstalmentOpened(number=1, payer=TOWN, beneficiary=CLUB, on=day(3, 1))


def scenario() -> Scenario:
    return Scenario(decider)


def reasons(*history: object, number: int = 2, month: int = 12) -> tuple[Wait, ...]:
    state = decider.fold(history)  # type: ignore[arg-type]
    return waits(state, state.money.schedule[number - 1], day(month, 1))


def test_an_instalment_opens_on_the_day_all_it_waits_for_has_come() -> None:
    scenario().given(*STARTED).when(OpenInstalment(number=1, today=day(3, 4))).then(FIRST_OPEN)
    scenario().given(*STARTED, FIRST_OPEN).when(OpenInstalment(number=1, today=day(3, 4))).then_nothing()
    history = (*STARTED, REACHED, REPORTED)
    opened = InstalmentOpened(number=2, payer=TOWN, on=day(11, 3))
    scenario().given(*history).when(OpenInstalment(number=2, today=day(11, 3))).then(opened)


def test_it_stays_closed_until_then_and_says_why() -> None:
    early = OpenInstalment(number=1, today=day(2, 28))
    scenario().given(*STARTED).when(early).then_refused(InstalmentStillClosed, 1, WaitKind.DAY)
    report, milestone = Wait(kind=WaitKind.REPORT, what="2026"), Wait(kind=WaitKind.MILESTONE, what="Bilan")
    assert reasons(*STARTED) == (report, milestone)
    assert reasons(*STARTED, REACHED) == (report,)
    assert reasons(*STARTED, REACHED, REPORTED) == ()
    assert reasons(drafted(), SCHEDULE, number=1, month=2) == (
        Wait(kind=WaitKind.NOTIFICATION),
        Wait(kind=WaitKind.DAY, what="2026-03-01"),
    )
    stopped = Suspended(by=TOWN, reasons="Travaux", on=day(5, 1))
    assert reasons(*STARTED, stopped, number=1) == (Wait(kind=WaitKind.RESUMPTION),)


def test_the_calendar_opens_what_is_owed_once() -> None:
    command = OpenInstalment(number=1, today=day(3, 2))
    assert command in due(decider.fold(STARTED), day(3, 2))
    assert command not in due(decider.fold((*STARTED, FIRST_OPEN)), day(3, 2))
    assert command not in due(decider.fold(STARTED), day(2, 28))


OVERPAID = (
    *funded(),
    ordered(),
    Paid(payer=TOWN, year=2026, amount=eur(12_000), beneficiary=CLUB, on=day(3, 9)),
    OverpaymentFound(payer=TOWN, year=2026, amount=eur(2_000), on=day(3, 9)),
    Recovered(payer=TOWN, year=2026, amount=eur(2_000), of_overpayment=eur(2_000), on=day(5, 4)),
)


@pytest.mark.parametrize("amount", [2_000, 700])
def test_what_a_cancelled_recovery_had_given_back_is_to_be_recovered_again(amount: int) -> None:
    cancel = CancelRecovery(payer=TOWN, year=2026, amount=eur(amount), reasons="Rejet bancaire", on=day(5, 20))
    cancelled = RecoveryCancelled(
        payer=TOWN,
        year=2026,
        amount=eur(amount),
        of_overpayment=eur(amount),
        reasons="Rejet bancaire",
        on=day(5, 20),
    )
    scenario().given(*OVERPAID).when(cancel).then(cancelled)
    line = decider.fold((*OVERPAID, cancelled)).money.lines[f"{TOWN}/2026"]
    assert (line.recovered, line.to_recover, line.returned) == (eur(2_000 - amount), eur(amount), eur(2_000 - amount))


def test_no_more_of_a_recovery_is_cancelled_than_came_back() -> None:
    cancel = CancelRecovery(payer=TOWN, year=2026, amount=eur(2_001), on=day(5, 20))
    scenario().given(*OVERPAID).when(cancel).then_refused(
        MoreTakenBackThanEntered, eur(2_001).amount, eur(2_000).amount
    )
