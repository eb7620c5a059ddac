"""What a contract comes to: what it is worth, until when it lasts, how far its clauses are kept, what is due."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from domain.calendar import months_on
from domain.contract.state import HELD, Clause, Contract, Counting, Lot, Stage
from domain.contract.terms import Environmental, Holder, Social
from domain.decider import record
from domain.values import Money, total

PUBLICATION = 2
"""Months from notification within which essential data are published."""
LONGEST = 1200
"""Months: what is stated to last longer has no end that could be reckoned with."""


@record
class Due:
    """A day by which something is due of a contract."""

    on: date
    kind: str
    about: str
    lot: int


def awarded_amount(lot: Lot) -> Money | None:
    """What the lot was awarded for."""
    return None if lot.outcome is None else lot.outcome.amount


def present_amount(lot: Lot) -> Money | None:
    """What the lot is worth now: as awarded, or as the last modification that speaks of it says."""
    stated = [one.amount for one in lot.modifications if one.amount is not None]
    return stated[-1] if stated else awarded_amount(lot)


def contract_amount(contract: Contract) -> Money | None:
    """What all lots are worth together, those that were not notified aside."""
    amounts = [amount for lot in contract.lots if lot.stage in HELD and (amount := present_amount(lot))]
    if not amounts or len({one.currency for one in amounts}) > 1:
        return None
    return total(amounts, amounts[0].currency)


def current_months(lot: Lot) -> int | None:
    """For how many months the lot runs, as last modified."""
    stated = [one.months for one in lot.modifications if one.months is not None]
    return stated[-1] if stated else None if lot.outcome is None else lot.outcome.months


def current_holders(lot: Lot) -> tuple[Holder, ...]:
    """Who holds the lot, as last modified."""
    stated = [one.holders for one in lot.modifications if one.holders]
    return stated[-1] if stated else () if lot.outcome is None else lot.outcome.holders


def last_day(contract: Contract, lot: Lot) -> date | None:
    """The last day of the lot, where its beginning and its duration are known."""
    months, first = current_months(lot), contract.description.starts_on or lot.notified_on
    if months is None or first is None:
        return None
    return months_on(first, months) - timedelta(days=1) if months <= LONGEST else None


def performed(clause: Clause) -> Decimal | None:
    """What was done under a clause so far; None: nothing was observed."""
    if not clause.observations:
        return None
    if clause.counting is Counting.SUM:
        return sum((one.value for one in clause.observations), Decimal(0))
    return max(clause.observations, key=lambda one: one.period.end or date.min).value


def attained(clause: Clause) -> Decimal | None:
    """Which part of the target was reached, to four places; None where either is unknown."""
    done = performed(clause)
    if done is None or not clause.target:
        return None
    return (done / clause.target).quantize(Decimal("0.0001"))


def is_met(clause: Clause) -> bool | None:
    """Whether the target was reached; None: it has none."""
    if clause.target is None:
        return None
    return (performed(clause) or Decimal(0)) >= clause.target


def social(lot: Lot) -> frozenset[Social]:
    """What the lot asks for in social matters; empty: unknown."""
    stated = set(lot.terms.social)
    if any(not one.is_environmental for one in lot.clauses):
        stated = stated - {Social.NONE} | {Social.CLAUSE}
    if lot.terms.reserved_for is not None:
        stated = stated - {Social.NONE} | {Social.RESERVED}
    return frozenset(stated)


def environmental(lot: Lot) -> frozenset[Environmental]:
    """What the lot asks for in environmental matters; empty: unknown."""
    stated = set(lot.terms.environmental)
    if any(one.is_environmental for one in lot.clauses):
        stated = stated - {Environmental.NONE} | {Environmental.CLAUSE}
    return frozenset(stated)


def deadlines(contract: Contract) -> Iterator[Due]:
    """What is due of a contract: its publication, its clauses and its end, lot by lot."""
    for lot in contract.lots:
        if lot.stage is not Stage.NOTIFIED or lot.notified_on is None:
            continue
        if lot.published_on is None:
            by = months_on(lot.notified_on, PUBLICATION)
            yield Due(on=by, kind="publication", about=lot.terms.title, lot=lot.number)
        for clause in lot.clauses:
            if clause.due is not None and is_met(clause) is False:
                yield Due(on=clause.due, kind="clause", about=clause.text, lot=lot.number)
        end = last_day(contract, lot)
        if end is not None:
            yield Due(on=end, kind="contract-end", about=lot.terms.title, lot=lot.number)
