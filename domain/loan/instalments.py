"""The instalments of a loan: which are owed, and how others take their place."""

from domain.decider import replace
from domain.loan.schedule import Line
from domain.loan.state import Instalment, Loan, zero


def by_due(loan: Loan) -> list[Instalment]:
    """Instalments of which something is owed, the oldest first."""
    return sorted((one for one in loan.instalments if one.owed.cents), key=lambda one: (one.due, one.number))


def next_number(loan: Loan) -> int:
    """The number of the next instalment: a number is never given twice."""
    return max((one.number for one in loan.instalments), default=0) + 1


def added(loan: Loan, lines: tuple[Line, ...]) -> tuple[Instalment, ...]:
    """The instalments with more of them."""
    none = zero(loan)
    more = (
        Instalment(
            number=one.number,
            due=one.due,
            principal=one.principal,
            interest=one.interest,
            principal_paid=none,
            interest_paid=none,
            principal_let_go=none,
            interest_let_go=none,
        )
        for one in lines
    )
    return (*loan.instalments, *more)


def settled(loan: Loan, numbers: tuple[int, ...]) -> Loan:
    """Those instalments make nothing due beyond what was paid and let go of them: others take their place."""
    cut = (
        replace(
            one,
            principal=one.principal_paid + one.principal_let_go,
            interest=one.interest_paid + one.interest_let_go,
        )
        if one.number in numbers
        else one
        for one in loan.instalments
    )
    return replace(loan, instalments=tuple(cut))
