"""What an authority bought in a year, and what its indicators come to: reckoned from its contracts, lot by lot."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.contract.reading import awarded_amount, environmental, social
from domain.contract.state import ClauseKind, Contract, Lot
from domain.contract.terms import CONCESSIONS, Environmental, Social
from domain.decider import record
from domain.values import ContractId, Money


class Measure(StrEnum):
    """What an indicator counts. Shares are of the lots notified in the year, from 0 to 1; `STATED` is observed by hand.

    A consideration is a clause, a criterion or a reservation.
    """

    SOCIAL_CLAUSES = "social_clauses"
    SOCIAL_CONSIDERATIONS = "social_considerations"
    SOCIAL_AMOUNT = "social_amount"
    ENVIRONMENTAL_CLAUSES = "environmental_clauses"
    ENVIRONMENTAL_CONSIDERATIONS = "environmental_considerations"
    ENVIRONMENTAL_AMOUNT = "environmental_amount"
    RESERVED_CONTRACTS = "reserved_contracts"
    RESERVED_AMOUNT = "reserved_amount"
    INCLUSION_HOURS = "inclusion_hours"
    STATED = "stated"


SOCIAL = frozenset(
    {
        Measure.SOCIAL_CLAUSES,
        Measure.SOCIAL_CONSIDERATIONS,
        Measure.SOCIAL_AMOUNT,
        Measure.RESERVED_CONTRACTS,
        Measure.RESERVED_AMOUNT,
        Measure.INCLUSION_HOURS,
    }
)
ENVIRONMENTAL = frozenset(
    {Measure.ENVIRONMENTAL_CLAUSES, Measure.ENVIRONMENTAL_CONSIDERATIONS, Measure.ENVIRONMENTAL_AMOUNT}
)
BY_AMOUNT = frozenset({Measure.SOCIAL_AMOUNT, Measure.ENVIRONMENTAL_AMOUNT, Measure.RESERVED_AMOUNT})


@record
class Purchase:
    """A lot that was notified: when, for how much, what it asks for, and the inclusion hours done by year."""

    contract: ContractId
    lot: int
    notified_on: date
    amount: Money | None = None
    social: frozenset[Social] = frozenset()
    environmental: frozenset[Environmental] = frozenset()
    hours: Mapping[int, Decimal] = field(default_factory=dict[int, Decimal])


@record
class Figure:
    """What an indicator came to: over how many lots, and how many more of which it is unknown."""

    indicator: str
    value: Decimal | None
    counted: int = 0
    unknown: int = 0


def purchases(name: ContractId, contract: Contract) -> Iterator[Purchase]:
    """The lots of a contract that were notified; a concession is no purchase."""
    if contract.description.nature in CONCESSIONS:
        return
    for lot in contract.lots:
        if lot.notified_on is not None:
            yield Purchase(
                contract=name,
                lot=lot.number,
                notified_on=lot.notified_on,
                amount=awarded_amount(lot),
                social=social(lot),
                environmental=environmental(lot),
                hours=_hours(lot),
            )


def _hours(lot: Lot) -> Mapping[int, Decimal]:
    hours: dict[int, Decimal] = {}
    for clause in lot.clauses:
        for one in clause.observations if clause.kind is ClauseKind.INCLUSION_HOURS else ():
            if one.period.end is not None:
                hours[one.period.end.year] = hours.get(one.period.end.year, Decimal(0)) + one.value
    return hours


def figure(indicator: str, measure: Measure, year: int, bought: Iterable[Purchase]) -> Figure:
    """What an indicator came to in a year. Pure: the same purchases always give the same figure."""
    every = list(bought)
    if measure is Measure.INCLUSION_HOURS:
        done = [one.hours[year] for one in every if year in one.hours]
        return Figure(indicator=indicator, value=sum(done, Decimal(0)), counted=len(done))
    notified = [one for one in every if one.notified_on.year == year]
    known = [one for one in notified if _is_known(one, measure)]
    return Figure(
        indicator=indicator,
        value=_value(measure, known),
        counted=len(known),
        unknown=len(notified) - len(known),
    )


def _is_known(one: Purchase, measure: Measure) -> bool:
    asked = one.environmental if measure in ENVIRONMENTAL else one.social
    return bool(asked) and (measure not in BY_AMOUNT or (one.amount is not None and one.amount.currency == "EUR"))


def _value(measure: Measure, known: Sequence[Purchase]) -> Decimal | None:
    holding = [one for one in known if HOLDS[measure](one)]
    if measure is Measure.RESERVED_CONTRACTS:
        return Decimal(len(holding))
    if measure in BY_AMOUNT:
        return _share(_worth(holding), _worth(known))
    return _share(Decimal(len(holding)), Decimal(len(known)))


def _worth(several: Iterable[Purchase]) -> Decimal:
    return sum((one.amount.amount for one in several if one.amount is not None), Decimal(0))


def _share(part: Decimal, whole: Decimal) -> Decimal | None:
    return (part / whole).quantize(Decimal("0.0001")) if whole else None


def _social(one: Purchase) -> bool:
    return bool(one.social - {Social.NONE})


def _environmental(one: Purchase) -> bool:
    return bool(one.environmental - {Environmental.NONE})


def _reserved(one: Purchase) -> bool:
    return Social.RESERVED in one.social


HOLDS: Mapping[Measure, Callable[[Purchase], bool]] = {
    Measure.SOCIAL_CLAUSES: lambda one: Social.CLAUSE in one.social,
    Measure.SOCIAL_CONSIDERATIONS: _social,
    Measure.SOCIAL_AMOUNT: _social,
    Measure.ENVIRONMENTAL_CLAUSES: lambda one: Environmental.CLAUSE in one.environmental,
    Measure.ENVIRONMENTAL_CONSIDERATIONS: _environmental,
    Measure.ENVIRONMENTAL_AMOUNT: _environmental,
    Measure.RESERVED_CONTRACTS: _reserved,
    Measure.RESERVED_AMOUNT: _reserved,
}
