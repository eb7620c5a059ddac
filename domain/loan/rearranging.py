"""What is owed is rescheduled, or let go, by a decision and in no other way; nothing appears and nothing is lost."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.loan.instalments import added, by_due, next_number, settled
from domain.loan.schedule import Line, LoanTerms, checked, due_dates, laid
from domain.loan.state import Instalment, Loan, Part, outstanding, paid_out_by, positive, zero
from domain.said import Said, guarded, wordless
from domain.values import ActReference, Money, Source, total


@record
class Reschedule:
    """Spread what is still owed over new instalments, by a decision; interest that is overdue is carried along."""

    terms: LoanTerms
    first_due: date | None = None
    act: ActReference | None = None
    reasons: Said = ""
    on: date
    source: Source | None = None


@record
class WriteOff:
    """Let go of principal by a decision: of an amount, the oldest first, or of all that is owed, interest included."""

    amount: Money | None = None
    act: ActReference | None = None
    reasons: Said = ""
    on: date
    source: Source | None = None


@record
class Rescheduled:
    """The instalments `closed` are replaced by `lines`, whose principal adds up to what was outstanding."""

    terms: LoanTerms
    act: ActReference | None
    reasons: Said
    closed: tuple[int, ...]
    lines: tuple[Line, ...]
    on: date
    source: Source | None = None


@record
class WrittenOff:
    """`parts` say of which instalments principal and interest are let go."""

    principal: Money
    interest: Money
    act: ActReference | None
    reasons: Said
    parts: tuple[Part, ...]
    on: date
    source: Source | None = None


Event = Rescheduled | WrittenOff
Recorded = Sequence[Event | irregularity.Event]


class RearrangedWithoutDecision(Refusal):
    """A loan is rescheduled, or written off, by a decision of the lender."""

    cure = "The lender takes the decision, or confirms it, by an act."


class RearrangedWithoutReasons(Refusal):
    """A loan is rescheduled, or written off, with reasons in words."""

    cure = "The lender says why."


class NothingOutstanding(Refusal):
    """What is rescheduled or written off is still owed."""


class WrittenOffMoreThanOwed(Refusal):
    """No more is written off than is outstanding."""


def reschedule(command: Reschedule, loan: Loan) -> Recorded:
    terms = checked(command.terms)
    principal = outstanding(loan)
    if not principal.cents:
        raise NothingOutstanding
    guarded(loan.borrowers, command.reasons)
    waiting = by_due(loan)
    rescheduled = Rescheduled(
        terms=terms,
        act=command.act,
        reasons=command.reasons,
        closed=tuple(one.number for one in waiting),
        lines=_carried(laid(principal, terms, _days(command), next_number(loan)), _overdue(waiting, command.on, loan)),
        on=command.on,
        source=command.source,
    )
    if _same(rescheduled, loan):
        return []
    breaches = [*paid_out_by(loan, command.on), *_undecided(command)]
    return judged([rescheduled], breaches, command.source, loan.irregularities, command.on)


def _days(command: Reschedule) -> list[date]:
    return due_dates(command.terms, command.on, command.first_due)


def _overdue(waiting: Sequence[Instalment], on: date, loan: Loan) -> Money:
    """Interest that fell due and was not paid: it stays owed."""
    return total((one.interest_owed for one in waiting if one.due <= on), loan.granted.currency)


def _carried(lines: tuple[Line, ...], overdue: Money) -> tuple[Line, ...]:
    first, *others = lines
    return (replace(first, interest=first.interest + overdue), *others)


def _same(rescheduled: Rescheduled, loan: Loan) -> bool:
    """Whether what is owed is laid out in that way already."""
    said = [(one.due, one.principal, one.interest) for one in rescheduled.lines]
    return said == [(one.due, one.principal_owed, one.interest_owed) for one in by_due(loan)]


def _undecided(command: Reschedule | WriteOff) -> Iterator[Refusal]:
    if command.act is None:
        yield RearrangedWithoutDecision()
    if wordless(command.reasons):
        yield RearrangedWithoutReasons()


def write_off(command: WriteOff, loan: Loan) -> Recorded:
    guarded(loan.borrowers, command.reasons)
    parts = _let_go(command, loan)
    written_off = WrittenOff(
        principal=total((one.principal for one in parts), loan.granted.currency),
        interest=total((one.interest for one in parts), loan.granted.currency),
        act=command.act,
        reasons=command.reasons,
        parts=parts,
        on=command.on,
        source=command.source,
    )
    breaches = [*paid_out_by(loan, command.on), *_undecided(command)]
    return judged([written_off], breaches, command.source, loan.irregularities, command.on)


def _let_go(command: WriteOff, loan: Loan) -> tuple[Part, ...]:
    waiting = by_due(loan)
    if command.amount is None:
        if not waiting:
            raise NothingOutstanding
        return tuple(_part(one, one.principal_owed, one.interest_owed) for one in waiting)
    left = positive(command.amount, loan)
    if left.cents > outstanding(loan).cents:
        raise WrittenOffMoreThanOwed(outstanding(loan).amount, left.amount)
    parts: list[Part] = []
    for one in waiting:
        principal = min(left, one.principal_owed)
        left = left - principal
        if principal.cents:
            parts.append(_part(one, principal, zero(loan)))
    return tuple(parts)


def _part(one: Instalment, principal: Money, interest: Money) -> Part:
    return Part(instalment=one.number, principal=principal, interest=interest)


def evolve(loan: Loan, event: Event) -> Loan:
    match event:
        case Rescheduled():
            closed = settled(loan, event.closed)
            return replace(
                closed,
                terms=event.terms,
                instalments=added(closed, event.lines),
                reschedulings=loan.reschedulings + 1,
            )
        case WrittenOff():
            by_number = {one.instalment: one for one in event.parts}
            return replace(
                loan,
                written_off=loan.written_off + event.principal,
                instalments=tuple(_after(one, by_number.get(one.number)) for one in loan.instalments),
            )
        case _:
            assert_never(event)


def _after(one: Instalment, part: Part | None) -> Instalment:
    if part is None:
        return one
    return replace(
        one, principal_let_go=one.principal_let_go + part.principal, interest_let_go=one.interest_let_go + part.interest
    )
