"""A loan is granted on terms, and paid out in one or several tranches; paying out lays the schedule."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.decider import Refusal, record, replace
from domain.loan.schedule import LoanTerms, checked
from domain.loan.state import Kind, Loan, within_reason
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
class LoanGivenUp:
    reasons: str
    on: date
    source: Source | None = None


Event = LoanGranted | LoanGivenUp
Recorded = Sequence[Event | irregularity.Event]


class LoanAlreadyGranted(Refusal):
    """A loan is granted once."""


class LoanUntitled(Refusal):
    """A loan has a title."""


class BorrowerMissing(Refusal):
    """A loan is granted to somebody."""


class DisbursedAlready(Refusal):
    """A loan that was paid out is repaid or written off, not given up."""


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
