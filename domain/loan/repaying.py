"""What comes back pays the oldest instalment first; what is paid beyond the debt is to be given back."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.loan.instalments import added, by_due, next_number, settled
from domain.loan.schedule import Line, laid
from domain.loan.state import Instalment, Loan, Part, Repayment, paid_out_by, positive, zero
from domain.values import Money, Source, total


@record
class RecordRepayment:
    """Enter what came back. `reference` is the payer's or the bank's number: one number, one repayment."""

    amount: Money
    reference: str = ""
    on: date
    source: Source | None = None


@record
class RepayEarly:
    """Enter a repayment ahead of time: what is due first, then principal; interest to come is reckoned anew."""

    amount: Money
    reference: str = ""
    on: date
    source: Source | None = None


@record
class Repaid:
    """`parts` say which instalments it pays; `overpaid` is beyond the debt."""

    number: int
    reference: str
    amount: Money
    parts: tuple[Part, ...]
    overpaid: Money
    on: date
    source: Source | None = None


@record
class EarlyRepaid:
    """The instalments `closed` are replaced by `lines`: the principal repaid now, and what is left for later."""

    number: int
    reference: str
    amount: Money
    closed: tuple[int, ...]
    lines: tuple[Line, ...]
    parts: tuple[Part, ...]
    overpaid: Money
    on: date
    source: Source | None = None


Event = Repaid | EarlyRepaid
Recorded = Sequence[Event | irregularity.Event]


class RepaymentNumberUsed(Refusal):
    """A number of the bank stands for one repayment and one amount."""


def record_repayment(command: RecordRepayment, loan: Loan) -> Recorded:
    if _known(command, loan):
        return []
    amount = positive(command.amount, loan)
    parts, overpaid = allocated(amount, by_due(loan))
    repaid = Repaid(
        number=len(loan.repayments) + 1,
        reference=command.reference,
        amount=amount,
        parts=parts,
        overpaid=overpaid,
        on=command.on,
        source=command.source,
    )
    breaches = paid_out_by(loan, command.on)
    return judged([repaid], breaches, command.source, loan.irregularities, command.on)


def _known(command: RecordRepayment | RepayEarly, loan: Loan) -> bool:
    """Whether it is on file under its number. Raises RepaymentNumberUsed."""
    for one in loan.repayments:
        if command.reference and one.reference == command.reference:
            if one.amount != command.amount:
                raise RepaymentNumberUsed(command.reference)
            return True
    return False


def allocated(amount: Money, instalments: Iterable[Instalment]) -> tuple[tuple[Part, ...], Money]:
    """Interest before principal, instalment after instalment; and what is left over."""
    parts: list[Part] = []
    left = amount
    for one in instalments:
        interest = min(left, one.interest_owed)
        principal = min(left - interest, one.principal_owed)
        left = left - interest - principal
        if interest.cents or principal.cents:
            parts.append(Part(instalment=one.number, principal=principal, interest=interest))
    return tuple(parts), left


def repay_early(command: RepayEarly, loan: Loan) -> Recorded:
    if _known(command, loan):
        return []
    amount = positive(command.amount, loan)
    parts, left = allocated(amount, [one for one in by_due(loan) if one.due <= command.on])
    ahead = [one for one in by_due(loan) if one.due > command.on]
    to_come = total((one.principal_owed for one in ahead), amount.currency)
    now = min(left, to_come)
    lines = _relaid(now, to_come - now, ahead, loan, command.on)
    early = (Part(instalment=lines[0].number, principal=now, interest=zero(loan)),) if now.cents else ()
    repaid = EarlyRepaid(
        number=len(loan.repayments) + 1,
        reference=command.reference,
        amount=amount,
        closed=tuple(one.number for one in ahead) if now.cents else (),
        lines=lines,
        parts=(*parts, *early),
        overpaid=left - now,
        on=command.on,
        source=command.source,
    )
    breaches = paid_out_by(loan, command.on)
    return judged([repaid], breaches, command.source, loan.irregularities, command.on)


def _relaid(now: Money, later: Money, ahead: Sequence[Instalment], loan: Loan, on: date) -> tuple[Line, ...]:
    """The principal that comes back today, and the rest over the days that were to come."""
    if not now.cents or loan.terms is None:
        return ()
    number = next_number(loan)
    today = Line(number=number, due=on, principal=now, interest=zero(loan))
    if not later.cents:
        return (today,)
    days = sorted({one.due for one in ahead if one.principal_owed.cents or one.interest_owed.cents})
    return (today, *laid(later, loan.terms, days, number + 1))


def evolve(loan: Loan, event: Event) -> Loan:
    match event:
        case Repaid():
            return _repaid(loan, event)
        case EarlyRepaid():
            relaid = settled(loan, event.closed)
            return _repaid(replace(relaid, instalments=added(relaid, event.lines)), event)
        case _:
            assert_never(event)


def _repaid(loan: Loan, event: Repaid | EarlyRepaid) -> Loan:
    one = Repayment(
        number=event.number,
        reference=event.reference,
        amount=event.amount,
        parts=event.parts,
        overpaid=event.overpaid,
        on=event.on,
    )
    paid = replace(loan, overpaid=loan.overpaid + event.overpaid, repayments=(*loan.repayments, one))
    return paying(paid, event.parts)


def paying(loan: Loan, parts: Sequence[Part]) -> Loan:
    """The loan with these parts of its instalments paid; taken back, where they are negative."""
    by_number = {one.instalment: one for one in parts}
    return replace(
        loan,
        principal_repaid=loan.principal_repaid + total((one.principal for one in parts), loan.granted.currency),
        interest_paid=loan.interest_paid + total((one.interest for one in parts), loan.granted.currency),
        instalments=tuple(_after(one, by_number.get(one.number)) for one in loan.instalments),
    )


def _after(one: Instalment, part: Part | None) -> Instalment:
    if part is None:
        return one
    return replace(
        one, principal_paid=one.principal_paid + part.principal, interest_paid=one.interest_paid + part.interest
    )
