"""A loan is granted on terms, and paid out in one or several tranches; paying out lays the schedule."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.loan.schedule import Line, LoanTerms, checked, due_dates, laid
from domain.loan.state import BeforeTheLoan, Kind, Loan, added, next_number, positive, within_reason
from domain.values import (
    ActReference,
    AgreementId,
    ApplicationId,
    FrameworkId,
    Money,
    OrganisationId,
    PersonId,
    ProjectId,
    Source,
)


@record
class GrantLoan:
    """Grant a loan to people, to an organisation, or to both."""

    framework: FrameworkId
    title: str
    kind: Kind
    lender: OrganisationId
    borrowers: tuple[PersonId, ...] = ()
    organisation: OrganisationId | None = None
    project: ProjectId | None = None
    application: ApplicationId | None = None
    agreement: AgreementId | None = None
    act: ActReference | None = None
    amount: Money
    terms: LoanTerms
    on: date
    source: Source | None = None


@record
class Disburse:
    """Pay the loan out, whole or in part; what is paid out later is spread over the instalments to come."""

    amount: Money
    first_due: date | None = None
    on: date
    source: Source | None = None


@record
class GiveUpLoan:
    """The loan that was granted is not paid out after all."""

    reasons: str = ""
    on: date
    source: Source | None = None


@record
class LoanGranted:
    framework: FrameworkId
    title: str
    kind: Kind
    lender: OrganisationId
    borrowers: tuple[PersonId, ...]
    organisation: OrganisationId | None
    project: ProjectId | None
    application: ApplicationId | None
    agreement: AgreementId | None
    act: ActReference | None
    amount: Money
    terms: LoanTerms
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


@record
class LoanGivenUp:
    reasons: str
    on: date
    source: Source | None = None


Event = LoanGranted | Disbursed | LoanGivenUp
Recorded = Sequence[Event | irregularity.Event]


class LoanAlreadyGranted(Refusal):
    """A loan is granted once."""


class LoanUntitled(Refusal):
    """A loan has a title."""


class BorrowerMissing(Refusal):
    """A loan is granted to somebody."""


class DisbursedMoreThanGranted(Refusal):
    """No more is paid out than was granted."""

    cure = "The lender grants the difference by an act, or calls it back."


class NothingLeftToSpreadOver(Refusal):
    """A later tranche is repaid with the instalments to come; where there are none, it is a loan of its own."""


class FirstDueTooEarly(Refusal):
    """The first instalment is due after the money was paid out."""

    cure = "The lender reschedules the loan by a decision."


class DisbursedAlready(Refusal):
    """A loan that was paid out is repaid or written off, not given up."""


class LoanWasGivenUp(Refusal):
    """A loan that was given up is not paid out."""

    cure = "The lender grants the loan anew."


def grant(command: GrantLoan, loan: Loan) -> Recorded:
    granted = LoanGranted(
        framework=command.framework,
        title=command.title,
        kind=command.kind,
        lender=command.lender,
        borrowers=command.borrowers,
        organisation=command.organisation,
        project=command.project,
        application=command.application,
        agreement=command.agreement,
        act=command.act,
        amount=command.amount,
        terms=command.terms,
        on=command.on,
        source=command.source,
    )
    if loan.granted_on is not None:
        if loan == evolve(Loan(), granted):
            return []
        raise LoanAlreadyGranted
    _well_formed(command)
    return [granted]


def _well_formed(command: GrantLoan) -> None:
    if not command.title.strip():
        raise LoanUntitled
    if not command.borrowers and command.organisation is None:
        raise BorrowerMissing
    within_reason(command.amount)
    checked(command.terms)


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


def give_up(command: GiveUpLoan, loan: Loan) -> Recorded:
    if loan.given_up_on is not None:
        return []
    if loan.tranches:
        raise DisbursedAlready(loan.disbursed_on)
    return [LoanGivenUp(reasons=command.reasons, on=command.on, source=command.source)]


def evolve(loan: Loan, event: Event) -> Loan:
    match event:
        case LoanGranted():
            return _granted(loan, event)
        case Disbursed():
            return replace(
                loan,
                disbursed=loan.disbursed + event.amount,
                disbursed_on=event.on if loan.disbursed_on is None else min(loan.disbursed_on, event.on),
                tranches=event.tranche,
                instalments=added(loan, event.lines),
            )
        case LoanGivenUp(on=on):
            return replace(loan, given_up_on=on)
        case _:
            assert_never(event)


def _granted(loan: Loan, event: LoanGranted) -> Loan:
    none = Money.of(0, event.amount.currency)
    return replace(
        loan,
        framework=event.framework,
        title=event.title,
        kind=event.kind,
        lender=event.lender,
        borrowers=event.borrowers,
        organisation=event.organisation,
        project=event.project,
        application=event.application,
        agreement=event.agreement,
        act=event.act,
        granted=event.amount,
        granted_on=event.on,
        terms=event.terms,
        disbursed=none,
        principal_repaid=none,
        interest_paid=none,
        written_off=none,
        overpaid=none,
        given_back=none,
    )
