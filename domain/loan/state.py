"""A loan: what was lent, what comes back when, what is still owed; and who stands for it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.decider import Refusal, record
from domain.irregularity import Irregularities
from domain.loan.schedule import LoanTerms
from domain.values import (
    ActReference,
    AgreementId,
    ApplicationId,
    FrameworkId,
    Money,
    OrganisationId,
    PersonId,
    ProjectId,
    total,
)


class Kind(StrEnum):
    """What form the loan takes."""

    LOAN = "loan"
    MICROCREDIT = "microcredit"
    HONOUR_LOAN = "honour_loan"
    REPAYABLE_ADVANCE = "repayable_advance"


class Stage(StrEnum):
    """How far a loan has come; it follows from what was disbursed and what is still owed."""

    GRANTED = "granted"
    REPAYING = "repaying"
    REPAID = "repaid"
    WRITTEN_OFF = "written_off"
    GIVEN_UP = "given_up"


NOTHING = Money.of(0)
BILLION = Decimal(10) ** 9


@record
class Instalment:
    """What is due on a day, what of it was paid and what was let go."""

    number: int
    due: date
    principal: Money
    interest: Money
    principal_paid: Money
    interest_paid: Money
    principal_let_go: Money
    interest_let_go: Money
    missed_on: date | None = None

    @property
    def principal_owed(self) -> Money:
        """Principal that is still to come back."""
        return self.principal - self.principal_paid - self.principal_let_go

    @property
    def interest_owed(self) -> Money:
        """Interest that is still to be paid."""
        return self.interest - self.interest_paid - self.interest_let_go

    @property
    def owed(self) -> Money:
        """Both together."""
        return self.principal_owed + self.interest_owed


@record
class Part:
    """What of a repayment, or of a write-off, goes to one instalment."""

    instalment: int
    principal: Money
    interest: Money


@record
class Repayment:
    number: int
    reference: str
    amount: Money
    parts: tuple[Part, ...]
    overpaid: Money
    on: date
    cancelled_on: date | None = None


@record
class Guarantee:
    """Who stands for which share of the loan, up to which amount."""

    number: int
    guarantor: OrganisationId
    share: Decimal
    ceiling: Money | None
    called: Money
    paid: Money
    released_on: date | None = None


@record
class Loan:
    """Everything known of one loan. What is owed is what its instalments have left."""

    framework: FrameworkId | None = None
    title: str = ""
    kind: Kind = Kind.LOAN
    lender: OrganisationId | None = None
    borrowers: tuple[PersonId, ...] = ()
    organisation: OrganisationId | None = None
    project: ProjectId | None = None
    application: ApplicationId | None = None
    agreement: AgreementId | None = None
    act: ActReference | None = None
    granted: Money = NOTHING
    granted_on: date | None = None
    terms: LoanTerms | None = None
    given_up_on: date | None = None
    disbursed: Money = NOTHING
    disbursed_on: date | None = None
    tranches: int = 0
    instalments: tuple[Instalment, ...] = ()
    principal_repaid: Money = NOTHING
    interest_paid: Money = NOTHING
    written_off: Money = NOTHING
    overpaid: Money = NOTHING
    """What was paid beyond the debt and waits to be given back."""
    given_back: Money = NOTHING
    repayments: tuple[Repayment, ...] = ()
    reschedulings: int = 0
    guarantees: tuple[Guarantee, ...] = ()
    irregularities: Irregularities = ()


class NoSuchLoan(Refusal):
    """A loan is granted before anything else is said of it."""


class LoanAmountAbsurd(Refusal):
    """What is lent, repaid, written off or guaranteed is above zero and below a billion."""


class LoanCurrencyDiffers(Refusal):
    """The money of one loan is counted in one currency."""


class BeforeTheLoan(Refusal):
    """Nothing is paid out before the loan was granted, and nothing repaid before it was paid out."""

    cure = "The lender checks the dates, and corrects or accepts them."


def outstanding(loan: Loan) -> Money:
    """The principal that is still to come back: disbursed, less repaid, less written off."""
    return loan.disbursed - loan.principal_repaid - loan.written_off


def owed(loan: Loan) -> Money:
    """Principal and interest that the instalments still make due, now or later."""
    return total((one.owed for one in loan.instalments), loan.granted.currency)


def arrears(loan: Loan, day: date) -> Money:
    """What should have been paid before that day and was not: an instalment is late the day after it was due."""
    return total((one.owed for one in loan.instalments if one.due < day), loan.granted.currency)


def stage(loan: Loan) -> Stage:
    """How far the loan has come."""
    if loan.given_up_on is not None:
        return Stage.GIVEN_UP
    if not loan.disbursed.cents:
        return Stage.GRANTED
    if owed(loan).cents:
        return Stage.REPAYING
    return Stage.WRITTEN_OFF if loan.written_off.cents else Stage.REPAID


def positive(amount: Money, loan: Loan) -> Money:
    """Raises LoanCurrencyDiffers, LoanAmountAbsurd."""
    if amount.currency != loan.granted.currency:
        raise LoanCurrencyDiffers(loan.granted.currency, amount.currency)
    return within_reason(amount)


def within_reason(amount: Money) -> Money:
    """Raises LoanAmountAbsurd."""
    if not 0 < amount.amount < BILLION:
        raise LoanAmountAbsurd(amount.amount)
    return amount


def zero(loan: Loan) -> Money:
    return Money.of(0, loan.granted.currency)


def paid_out_by(loan: Loan, day: date) -> Iterator[Refusal]:
    """What is irregular in something that needs money to be out on that day."""
    if loan.disbursed_on is None or day < loan.disbursed_on:
        yield BeforeTheLoan(loan.disbursed_on, day)
