"""A repayment that bounced is taken back, and what was paid beyond the debt is given back."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.decider import Refusal, record, replace
from domain.loan.repaying import paying
from domain.loan.state import Loan, Repayment, positive
from domain.values import Money, Source


@record
class CancelRepayment:
    """Take back a repayment that bounced or was entered wrongly: what it paid is owed again."""

    number: int
    reasons: str
    on: date


@record
class GiveBack:
    """Give back what was paid beyond the debt."""

    amount: Money
    on: date
    source: Source | None = None


@record
class RepaymentCancelled:
    number: int
    reasons: str
    on: date


@record
class OverpaymentGivenBack:
    amount: Money
    on: date
    source: Source | None = None


Event = RepaymentCancelled | OverpaymentGivenBack
Recorded = Sequence[Event | irregularity.Event]


class NoSuchRepayment(Refusal):
    """The repayment named is not on file here."""


class RepaymentCancelledWithoutReasons(Refusal):
    """A repayment is taken back with reasons in words."""


class OverpaymentWasGivenBack(Refusal):
    """A repayment whose excess was given back is not taken back any more."""


class MoreGivenBackThanOverpaid(Refusal):
    """No more is given back than was paid beyond the debt."""


def cancel_repayment(command: CancelRepayment, loan: Loan) -> Recorded:
    if not 0 < command.number <= len(loan.repayments):
        raise NoSuchRepayment(command.number)
    known = loan.repayments[command.number - 1]
    if known.cancelled_on is not None:
        return []
    if not command.reasons.strip():
        raise RepaymentCancelledWithoutReasons
    if known.overpaid.cents > loan.overpaid.cents:
        raise OverpaymentWasGivenBack(command.number)
    return [RepaymentCancelled(number=command.number, reasons=command.reasons, on=command.on)]


def give_back(command: GiveBack, loan: Loan) -> Recorded:
    amount = positive(command.amount, loan)
    if amount.cents > loan.overpaid.cents:
        raise MoreGivenBackThanOverpaid(loan.overpaid.amount, amount.amount)
    return [OverpaymentGivenBack(amount=amount, on=command.on, source=command.source)]


def evolve(loan: Loan, event: Event) -> Loan:
    match event:
        case RepaymentCancelled(number=number, on=on):
            return _cancelled(loan, loan.repayments[number - 1], on)
        case OverpaymentGivenBack(amount=amount):
            return replace(loan, overpaid=loan.overpaid - amount, given_back=loan.given_back + amount)
        case _:
            assert_never(event)


def _cancelled(loan: Loan, known: Repayment, on: date) -> Loan:
    kept = tuple(replace(one, cancelled_on=on) if one is known else one for one in loan.repayments)
    taken_back = (replace(one, principal=-one.principal, interest=-one.interest) for one in known.parts)
    undone = replace(loan, overpaid=loan.overpaid - known.overpaid, repayments=kept)
    return paying(undone, tuple(taken_back))
