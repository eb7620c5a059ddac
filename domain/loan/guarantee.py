"""Somebody may stand for a share of the loan: called when it is not repaid, and paid; the borrower still owes."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import assert_never

from domain import irregularity
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.loan.state import Guarantee, Loan, arrears, outstanding, positive, zero
from domain.values import CENT, Money, OrganisationId, Source

WHOLE = Decimal(100)


@record
class GrantGuarantee:
    """Stand for a share of the loan, in per cent, up to a ceiling where there is one."""

    guarantor: OrganisationId
    share: Decimal
    ceiling: Money | None = None
    on: date
    source: Source | None = None


@record
class CallGuarantee:
    """Call the guarantee: ask the guarantor for their share of what is lost."""

    guarantee: int
    amount: Money
    on: date
    source: Source | None = None


@record
class PayGuarantee:
    """Enter what the guarantor paid to the lender."""

    guarantee: int
    amount: Money
    on: date
    source: Source | None = None


@record
class ReleaseGuarantee:
    """The guarantor no longer stands for the loan."""

    guarantee: int
    on: date
    source: Source | None = None


@record
class GuaranteeGranted:
    guarantee: int
    guarantor: OrganisationId
    share: Decimal
    ceiling: Money | None
    on: date
    source: Source | None = None


@record
class GuaranteeCalled:
    guarantee: int
    amount: Money
    on: date
    source: Source | None = None


@record
class GuaranteePaid:
    guarantee: int
    amount: Money
    on: date
    source: Source | None = None


@record
class GuaranteeReleased:
    guarantee: int
    on: date
    source: Source | None = None


Event = GuaranteeGranted | GuaranteeCalled | GuaranteePaid | GuaranteeReleased
Recorded = Sequence[Event | irregularity.Event]


class ShareAbsurd(Refusal):
    """A guarantee is for more than 0 and at most 100 per cent of a loan."""


class GuaranteedTwiceOver(Refusal):
    """Guarantees of one loan do not stand for more than all of it."""

    cure = "The lender and the guarantors agree on their shares."


class NoSuchGuarantee(Refusal):
    """The guarantee named is not on file here."""


class CalledWithoutDefault(Refusal):
    """A guarantee is called once an instalment was missed or principal was written off."""

    cure = "The lender gives back what was called too early."


class CalledMoreThanGuaranteed(Refusal):
    """No more is called than the guarantor's share of what is lost, up to the ceiling."""

    cure = "The lender corrects the call with the guarantor."


class PaidMoreThanCalled(Refusal):
    """The guarantor pays what was called."""

    cure = "The lender gives the difference back to the guarantor."


class GuaranteeWasReleased(Refusal):
    """A guarantee that was released is not called any more."""

    cure = "The lender and the guarantor settle what was called."


def grant_guarantee(command: GrantGuarantee, loan: Loan) -> Recorded:
    if not (command.share.is_finite() and 0 < command.share <= WHOLE):
        raise ShareAbsurd(command.share)
    if command.ceiling is not None:
        positive(command.ceiling, loan)
    said = (command.guarantor, command.share, command.ceiling)
    if any((one.guarantor, one.share, one.ceiling) == said for one in _standing(loan)):
        return []
    granted = GuaranteeGranted(
        guarantee=len(loan.guarantees) + 1,
        guarantor=command.guarantor,
        share=command.share,
        ceiling=command.ceiling,
        on=command.on,
        source=command.source,
    )
    breaches = _over(command.share, loan)
    return judged([granted], breaches, command.source, loan.irregularities, command.on)


def _standing(loan: Loan) -> Iterator[Guarantee]:
    return (one for one in loan.guarantees if one.released_on is None)


def _over(share: Decimal, loan: Loan) -> Iterator[Refusal]:
    together = share + sum((one.share for one in _standing(loan)), Decimal(0))
    if together > WHOLE:
        yield GuaranteedTwiceOver(together)


def call_guarantee(command: CallGuarantee, loan: Loan) -> Recorded:
    amount, known = positive(command.amount, loan), _numbered(command.guarantee, loan)
    called = GuaranteeCalled(guarantee=known.number, amount=amount, on=command.on, source=command.source)
    breaches = [*_released(known), *_no_default(loan, command.on), *_beyond(amount, known, loan)]
    return judged([called], breaches, command.source, loan.irregularities, command.on)


def _numbered(number: int, loan: Loan) -> Guarantee:
    if not 0 < number <= len(loan.guarantees):
        raise NoSuchGuarantee(number)
    return loan.guarantees[number - 1]


def _released(known: Guarantee) -> Iterator[Refusal]:
    if known.released_on is not None:
        yield GuaranteeWasReleased(known.released_on)


def _no_default(loan: Loan, on: date) -> Iterator[Refusal]:
    if not arrears(loan, on).cents and not loan.written_off.cents:
        yield CalledWithoutDefault()


def _beyond(amount: Money, known: Guarantee, loan: Loan) -> Iterator[Refusal]:
    most = covered(known, loan)
    if (known.called + amount).cents > most.cents:
        yield CalledMoreThanGuaranteed(most.amount, (known.called + amount).amount)


def covered(known: Guarantee, loan: Loan) -> Money:
    """The guarantor's share of what is outstanding or was written off, up to the ceiling."""
    lost = (outstanding(loan) + loan.written_off).amount * known.share / WHOLE
    share = Money(amount=lost.quantize(CENT, rounding=ROUND_HALF_UP), currency=loan.granted.currency)
    return share if known.ceiling is None else min(share, known.ceiling)


def pay_guarantee(command: PayGuarantee, loan: Loan) -> Recorded:
    amount, known = positive(command.amount, loan), _numbered(command.guarantee, loan)
    paid = GuaranteePaid(guarantee=known.number, amount=amount, on=command.on, source=command.source)
    after = known.paid + amount
    breaches = [PaidMoreThanCalled(known.called.amount, after.amount)] if after.cents > known.called.cents else []
    return judged([paid], breaches, command.source, loan.irregularities, command.on)


def release_guarantee(command: ReleaseGuarantee, loan: Loan) -> Recorded:
    if _numbered(command.guarantee, loan).released_on is not None:
        return []
    return [GuaranteeReleased(guarantee=command.guarantee, on=command.on, source=command.source)]


def evolve(loan: Loan, event: Event) -> Loan:
    match event:
        case GuaranteeGranted():
            one = Guarantee(
                number=event.guarantee,
                guarantor=event.guarantor,
                share=event.share,
                ceiling=event.ceiling,
                called=zero(loan),
                paid=zero(loan),
            )
            return replace(loan, guarantees=(*loan.guarantees, one))
        case GuaranteeCalled() | GuaranteePaid() | GuaranteeReleased():
            return replace(loan, guarantees=tuple(_after(one, event) for one in loan.guarantees))
        case _:
            assert_never(event)


def _after(one: Guarantee, event: GuaranteeCalled | GuaranteePaid | GuaranteeReleased) -> Guarantee:
    if one.number != event.guarantee:
        return one
    match event:
        case GuaranteeCalled(amount=amount):
            return replace(one, called=one.called + amount)
        case GuaranteePaid(amount=amount):
            return replace(one, paid=one.paid + amount)
        case GuaranteeReleased(on=on):
            return replace(one, released_on=on)
        case _:
            assert_never(event)
