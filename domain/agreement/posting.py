"""What an event adds to or takes from the books: sums at any date are sums of postings, and of nothing else."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from domain.agreement import budget, ordering, overpayment, payment, recovery, refund, reprise, succession
from domain.decider import record
from domain.values import Money, OrganisationId


class MoneyStage(StrEnum):
    """How far the money of a payer and budget year has come, and what is noted beside it."""

    FORECAST = "forecast"
    VOTED = "voted"
    COMMITTED = "committed"
    ORDERED = "ordered"
    PAID = "paid"
    RECOVERY_ORDERED = "recovery_ordered"
    RECOVERED = "recovered"
    TO_RECOVER = "to_recover"
    RETURNED = "returned"
    ADVANCE_GRANTED = "advance_granted"
    ADVANCE_ORDERED = "advance_ordered"
    ADVANCE_PAID = "advance_paid"
    IN_KIND = "in_kind"


@record
class Posting:
    """A sum on one payer, year and stage, below zero where it is taken back.

    It adds to what was entered before, or stands `anew` in place of it: a later forecast, the sums of a reprise.
    """

    stage: MoneyStage
    payer: OrganisationId
    year: int
    amount: Money
    on: date
    anew: bool = False
    number: str = ""
    beneficiary: OrganisationId | None = None
    instalment: int | None = None


Signed = Mapping[MoneyStage, Money]


def postings(event: object) -> tuple[Posting, ...]:
    """The postings of an event; none where it moves no money."""
    if isinstance(event, reprise.TakenOver):
        return tuple(_restated(event))
    rule = _RULES.get(type(event))
    if rule is None:
        return ()
    told: Any = event
    return tuple(_posting(told, stage, amount) for stage, amount in rule(told).items())


def passes(event: object) -> succession.PartySucceeded | None:
    """The event, where it makes the money of one payer that of another from a year on."""
    return event if isinstance(event, succession.PartySucceeded) else None


def _posting(event: Any, stage: MoneyStage, amount: Money) -> Posting:
    return Posting(
        stage=stage,
        payer=event.payer,
        year=event.year,
        amount=amount,
        on=event.on,
        anew=stage is MoneyStage.FORECAST,
        number=getattr(event, "number", ""),
        beneficiary=getattr(event, "beneficiary", None),
        instalment=getattr(event, "instalment", None),
    )


RESTATED = (
    MoneyStage.FORECAST,
    MoneyStage.VOTED,
    MoneyStage.COMMITTED,
    MoneyStage.ORDERED,
    MoneyStage.PAID,
    MoneyStage.RECOVERED,
)


def _restated(event: reprise.TakenOver) -> Iterator[Posting]:
    """What was put in before the agreement was taken over, in place of what was on file of it."""
    for known in event.credits:
        for stage in RESTATED:
            amount: Money = getattr(known, stage.value)
            if amount.cents:
                yield Posting(stage=stage, payer=known.payer, year=known.year, amount=amount, on=event.on, anew=True)


def _each(stages: tuple[MoneyStage, ...], amount: Money) -> Signed:
    return dict.fromkeys(stages, amount)


def _plus(*stages: MoneyStage) -> Callable[[Any], Signed]:
    return lambda event: _each(stages, event.amount)


def _minus(*stages: MoneyStage) -> Callable[[Any], Signed]:
    return lambda event: _each(stages, -event.amount)


def _moved(stage: MoneyStage, advance: MoneyStage, *, back: bool = False) -> Callable[[Any], Signed]:
    """What is ordered or paid, on the advance too where it is one."""

    def signed(event: Any) -> Signed:
        amount = -event.amount if back else event.amount
        return {stage: amount, advance: amount} if event.advance else {stage: amount}

    return signed


def _back(event: recovery.Recovered) -> Signed:
    given = {MoneyStage.TO_RECOVER: -event.of_overpayment, MoneyStage.RETURNED: event.of_overpayment}
    return {MoneyStage.RECOVERED: event.amount, **(given if event.of_overpayment.cents else {})}


def _not_back(event: refund.RecoveryCancelled) -> Signed:
    owed = {MoneyStage.TO_RECOVER: event.of_overpayment, MoneyStage.RETURNED: -event.of_overpayment}
    return {MoneyStage.RECOVERED: -event.amount, **(owed if event.of_overpayment.cents else {})}


_RULES: Mapping[type, Callable[[Any], Signed]] = {
    budget.CreditsForecast: _plus(MoneyStage.FORECAST),
    budget.CreditsVoted: _plus(MoneyStage.VOTED),
    budget.CreditsReduced: _minus(MoneyStage.VOTED),
    budget.CreditsCommitted: _plus(MoneyStage.COMMITTED),
    budget.CommitmentReleased: _minus(MoneyStage.COMMITTED),
    budget.AdvanceGranted: _plus(MoneyStage.ADVANCE_GRANTED),
    budget.InKindValued: _plus(MoneyStage.IN_KIND),
    ordering.PaymentOrdered: _moved(MoneyStage.ORDERED, MoneyStage.ADVANCE_ORDERED),
    ordering.OrderCancelled: _moved(MoneyStage.ORDERED, MoneyStage.ADVANCE_ORDERED, back=True),
    payment.Paid: _moved(MoneyStage.PAID, MoneyStage.ADVANCE_PAID),
    payment.PaymentCancelled: _moved(MoneyStage.PAID, MoneyStage.ADVANCE_PAID, back=True),
    overpayment.OverpaymentFound: _plus(MoneyStage.TO_RECOVER),
    overpayment.OverpaymentCleared: _minus(MoneyStage.TO_RECOVER),
    recovery.RecoveryOrdered: _plus(MoneyStage.RECOVERY_ORDERED),
    recovery.Recovered: _back,
    refund.RecoveryCancelled: _not_back,
}
