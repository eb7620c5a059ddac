"""What a project received: grants with their agreement, loans, prizes, what is worth money."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.project.state import Finance, FinanceKind, Project, under_way
from domain.values import AgreementId, LoanId, Money, OrganisationId, Source


@record
class ReceiveFinance:
    """Enter money, or what is worth money, that the project received; with the agreement or loan it came by."""

    kind: FinanceKind
    provider: OrganisationId
    amount: Money
    agreement: AgreementId | None = None
    loan: LoanId | None = None
    tranche: int | None = None
    on: date
    source: Source | None = None


@record
class CancelFinance:
    """Take back an entry of finance that was wrong, with reasons."""

    number: int
    reasons: str
    on: date


@record
class FinanceReceived:
    number: int
    kind: FinanceKind
    provider: OrganisationId
    amount: Money
    agreement: AgreementId | None
    loan: LoanId | None
    tranche: int | None
    on: date
    source: Source | None = None


@record
class FinanceCancelled:
    number: int
    reasons: str
    on: date


Event = FinanceReceived | FinanceCancelled
Recorded = Sequence[Event | irregularity.Event]


class FinanceNotPositive(Refusal):
    """What a project receives is above zero; a wrong entry is taken back by a command of its own."""


class NoSuchFinance(Refusal):
    """The entry of finance named is not on file here."""


class FinanceCancelledWithoutReasons(Refusal):
    """An entry of finance is taken back with reasons in words."""


def receive_finance(command: ReceiveFinance, project: Project) -> Recorded:
    if command.amount.cents <= 0:
        raise FinanceNotPositive(command.amount.amount)
    if any(_same(one, command) for one in project.finance if one.cancelled_on is None):
        return []
    received = FinanceReceived(
        number=len(project.finance) + 1,
        kind=command.kind,
        provider=command.provider,
        amount=command.amount,
        agreement=command.agreement,
        loan=command.loan,
        tranche=command.tranche,
        on=command.on,
        source=command.source,
    )
    return judged([received], under_way(project, command.on), command.source, project.irregularities, command.on)


def _same(one: Finance, command: ReceiveFinance) -> bool:
    known = (one.kind, one.provider, one.amount, one.agreement, one.loan, one.tranche, one.on)
    said = (command.kind, command.provider, command.amount, command.agreement, command.loan, command.tranche)
    return known == (*said, command.on)


def cancel_finance(command: CancelFinance, project: Project) -> Recorded:
    if not 0 < command.number <= len(project.finance):
        raise NoSuchFinance(command.number)
    if project.finance[command.number - 1].cancelled_on is not None:
        return []
    if not command.reasons.strip():
        raise FinanceCancelledWithoutReasons
    return [FinanceCancelled(number=command.number, reasons=command.reasons, on=command.on)]


def evolve(project: Project, event: Event) -> Project:
    match event:
        case FinanceReceived():
            return replace(project, finance=(*project.finance, _entry(event)))
        case FinanceCancelled(number=number, on=on):
            entries = (replace(one, cancelled_on=on) if one.number == number else one for one in project.finance)
            return replace(project, finance=tuple(entries))
        case _:
            assert_never(event)


def _entry(event: FinanceReceived) -> Finance:
    return Finance(
        number=event.number,
        kind=event.kind,
        provider=event.provider,
        amount=event.amount,
        agreement=event.agreement,
        loan=event.loan,
        tranche=event.tranche,
        on=event.on,
    )
