"""A loan is paid out in one or several tranches; paying out lays the schedule."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.loan.instalments import added, next_number
from domain.loan.schedule import Line, due_dates, laid
from domain.loan.state import BeforeTheLoan, Loan, positive
from domain.values import Money, Source


@record
class Disburse:
    """Pay the loan out, whole or in part; what is paid out later is spread over the instalments to come."""

    amount: Money
    first_due: date | None = None
    on: date
    source: Source | None = None


@record
class Disbursed:
    """`lines`: the instalments that this tranche adds; their principal adds up to its amount."""

    tranche: int
    amount: Money
    lines: tuple[Line, ...]
    on: date
    source: Source | None = None


Event = Disbursed
Recorded = Sequence[Event | irregularity.Event]


class DisbursedMoreThanGranted(Refusal):
    """No more is paid out than was granted."""

    cure = "The lender grants the difference by an act, or calls it back."


class NothingLeftToSpreadOver(Refusal):
    """A later tranche is repaid with the instalments to come; where there are none, it is a loan of its own."""


class FirstDueTooEarly(Refusal):
    """The first instalment is due after the money was paid out."""

    cure = "The lender reschedules the loan by a decision."


class LoanWasGivenUp(Refusal):
    """A loan that was given up is not paid out."""

    cure = "The lender grants the loan anew."


def disburse(command: Disburse, loan: Loan) -> Recorded:
    amount = positive(command.amount, loan)
    disbursed = Disbursed(
        tranche=loan.tranches + 1,
        amount=amount,
        lines=_lines(command, loan),
        on=command.on,
        source=command.source,
    )
    breaches = _unfit(command, loan)
    return judged([disbursed], breaches, command.source, loan.irregularities, command.on)


def _lines(command: Disburse, loan: Loan) -> tuple[Line, ...]:
    assert loan.terms is not None, "a granted loan has terms"
    days = due_dates(loan.terms, command.on, command.first_due)
    if loan.tranches:
        days = sorted({one.due for one in loan.instalments if one.due > command.on and one.owed.cents})
        if not days:
            raise NothingLeftToSpreadOver
    return laid(command.amount, loan.terms, days, next_number(loan))


def _unfit(command: Disburse, loan: Loan) -> Iterator[Refusal]:
    if loan.given_up_on is not None:
        yield LoanWasGivenUp(loan.given_up_on)
    if loan.granted_on is not None and command.on < loan.granted_on:
        yield BeforeTheLoan(loan.granted_on, command.on)
    if command.first_due is not None and command.first_due <= command.on:
        yield FirstDueTooEarly(command.first_due)
    if (loan.disbursed + command.amount).cents > loan.granted.cents:
        yield DisbursedMoreThanGranted(loan.granted.amount, (loan.disbursed + command.amount).amount)


def evolve(loan: Loan, event: Event) -> Loan:
    match event:
        case Disbursed():
            return replace(
                loan,
                disbursed=loan.disbursed + event.amount,
                disbursed_on=event.on if loan.disbursed_on is None else min(loan.disbursed_on, event.on),
                tranches=event.tranche,
                instalments=added(loan, event.lines),
            )
        case _:
            assert_never(event)
