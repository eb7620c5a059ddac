"""What should have come before an order or a payment."""

from collections.abc import Iterator
from datetime import date

from domain.agreement.acts import acts_for, nature_of
from domain.agreement.ledger import (
    strangers,
)
from domain.agreement.parts import AidNature, InstalmentKind, Origin, PartyNature
from domain.agreement.schedule import conditions, report_years, scheduled
from domain.agreement.state import Act, Agreement, Scheduled
from domain.decider import Refusal
from domain.values import OrganisationId


class InKindIsNeverPaid(Refusal):
    """An aid in kind has a value; it is never paid."""

    cure = "The parties say by an amendment that the aid is in cash too."


class PaidBeforeSignature(Refusal):
    """A grant is ordered and paid once the agreement is signed."""

    article = "décret 2001-495 art. 1"
    cure = "The payer ratifies the payment, or recovers it."


class PaidBeforeActExecutory(Refusal):
    """An authority orders and pays once its act is executory."""

    article = "CGCT L2131-1, L3131-1, L4141-1"
    cure = "The payer publishes and transmits the act, and ratifies the payment."


class PaymentsSuspended(Refusal):
    """Nothing is ordered or paid while the agreement is suspended."""

    cure = "The parties resume the agreement, or the payer recovers the sum."


class InstalmentConditionNotMet(Refusal):
    """An instalment is paid once what it waits for has come."""

    cure = "The condition is met, or the parties lift it by an amendment."


class BalanceWaitsForReport(Refusal):
    """The balance is paid once the financial report has been received."""

    cure = "The beneficiary hands in the report."


def premature(
    agreement: Agreement,
    payer: OrganisationId,
    on: date,
    beneficiary: OrganisationId | None,
    instalment: int | None,
) -> Iterator[Refusal]:
    """What should have come before an order or a payment of that day."""
    yield from strangers(agreement, payer, beneficiary)
    if agreement.nature is AidNature.IN_KIND:
        yield InKindIsNeverPaid()
    if _unsigned(agreement, on):
        yield PaidBeforeSignature()
    if _unexecutory(agreement, payer, on):
        yield PaidBeforeActExecutory(payer)
    if agreement.life.suspended_on is not None and on >= agreement.life.suspended_on:
        yield PaymentsSuspended(agreement.life.suspended_on)
    if instalment is not None:
        yield from _waiting(scheduled(instalment, agreement), on, agreement)


def _unsigned(agreement: Agreement, on: date) -> bool:
    """Not signed on that day, as far as is known: of an agreement drafted here, everything is."""
    if agreement.signed_on is None:
        return agreement.origin is Origin.DRAFTED
    return on < agreement.signed_on


def _unexecutory(agreement: Agreement, payer: OrganisationId, on: date) -> bool:
    if nature_of(payer, agreement) is not PartyNature.AUTHORITY:
        return False
    own = acts_for(payer, agreement)
    if agreement.origin is Origin.DRAFTED:
        return not any(act.executory_by(on) for act in own)
    return bool(own) and not any(_perhaps_executory(act, on) for act in own)


def _perhaps_executory(act: Act, on: date) -> bool:
    """Of an act made elsewhere, nobody may know when it was transmitted: that alone is no breach."""
    return act.stands_on(on) and (act.executory_on is None or act.executory_on <= on)


def _waiting(one: Scheduled, on: date, agreement: Agreement) -> Iterator[Refusal]:
    instalment = one.instalment
    reports = {f"report {year}" for year in report_years(agreement, instalment)}
    for what, met in conditions(agreement, instalment):
        if met is None or on < met:
            waits = what in reports and instalment.kind is InstalmentKind.BALANCE
            yield (
                BalanceWaitsForReport(instalment.number)
                if waits
                else InstalmentConditionNotMet(instalment.number, what)
            )
