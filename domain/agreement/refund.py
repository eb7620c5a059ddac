"""A recovery entered in error, or taken back by the bank, is cancelled by an entry of its own."""

from collections.abc import Sequence
from datetime import date

from domain.agreement import overpayment
from domain.agreement.ledger import checked, covered, drawn, line_of, mark_of, payer_now, posted, repeated
from domain.agreement.overpayment import rectified
from domain.agreement.state import Agreement
from domain.agreement.text import existing
from domain.decider import record, replace
from domain.values import Money, OrganisationId, Source


@record
class CancelRecovery:
    """Cancel a recovery that was entered in error, or that the bank took back."""

    payer: OrganisationId
    year: int
    amount: Money
    reasons: str = ""
    number: str = ""
    source: Source | None = None
    on: date


Command = CancelRecovery


@record
class RecoveryCancelled:
    payer: OrganisationId
    year: int
    amount: Money
    of_overpayment: Money
    """The part that had given back what was paid in excess: it is to be recovered again."""
    reasons: str = ""
    number: str = ""
    source: Source | None = None
    on: date


Event = RecoveryCancelled


def decide(command: Command, agreement: Agreement) -> Sequence[Event | overpayment.Event]:
    line = line_of(agreement, payer_now(existing(agreement), command.payer, command.year), command.year)
    amount = checked(agreement, command.amount)
    cancelled = RecoveryCancelled(
        payer=line.payer,
        year=line.year,
        amount=amount,
        of_overpayment=amount if amount.amount <= line.returned.amount else line.returned,
        reasons=command.reasons,
        number=command.number,
        source=command.source,
        on=command.on,
    )
    if repeated(agreement, mark(cancelled), amount):
        return []
    covered(amount, line.recovered)
    return [cancelled, *rectified(evolve(agreement, cancelled), command.on)]


def mark(event: Event) -> str:
    """What makes the entry one and the same in the payer's finance system."""
    return mark_of("recovery_cancelled", event.payer, event.year, event.number)


def evolve(agreement: Agreement, event: Event) -> Agreement:
    line = drawn(agreement.money, event.payer, event.year, event.amount)
    undone = replace(
        line,
        recovered=line.recovered - event.amount,
        to_recover=line.to_recover + event.of_overpayment,
        returned=line.returned - event.of_overpayment,
    )
    return posted(agreement, undone, mark(event), event.amount)
