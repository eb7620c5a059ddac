"""Words every noun shares: identifiers, money, periods, documents, and values about people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Generic, NewType, Self, TypeVar

from domain.decider import record

T = TypeVar("T")

FrameworkId = NewType("FrameworkId", str)
OrganisationId = NewType("OrganisationId", str)
PersonId = NewType("PersonId", str)
MandateId = NewType("MandateId", str)
AgreementId = NewType("AgreementId", str)
CommitteeId = NewType("CommitteeId", str)
MeetingId = NewType("MeetingId", str)
CommitmentId = NewType("CommitmentId", str)
EvaluationId = NewType("EvaluationId", str)
StrategyId = NewType("StrategyId", str)
ClusterId = NewType("ClusterId", str)
ImportId = NewType("ImportId", str)
ProgrammeId = NewType("ProgrammeId", str)
CallId = NewType("CallId", str)
ApplicationId = NewType("ApplicationId", str)
ProjectId = NewType("ProjectId", str)
SessionId = NewType("SessionId", str)
LoanId = NewType("LoanId", str)
ContractId = NewType("ContractId", str)
ProcurementPlanId = NewType("ProcurementPlanId", str)
Digest = NewType("Digest", str)
"""`sha256:` and 64 lower-case hexadecimal digits."""

LARGEST_AMOUNT = Decimal(10) ** 13
SMALLEST_AMOUNT = -LARGEST_AMOUNT
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Money:
    """An amount with two decimals in one currency (ISO 4217). Raises ValueError for what is no amount of money."""

    amount: Decimal
    currency: str = "EUR"

    def __post_init__(self) -> None:
        # A value is well formed or is not a value: this checks form, never policy, so history always loads.
        amount, currency = self.amount, self.currency
        if currency == "EUR" and amount.same_quantum(CENT) and SMALLEST_AMOUNT < amount < LARGEST_AMOUNT and amount:
            return  # as nearly every amount is written already: folding passes here for every event
        if currency != "EUR" and not (len(currency) == 3 and currency.isascii() and currency.isupper()):
            message = f"a currency is three capital letters (ISO 4217): {currency}"
            raise ValueError(message)
        object.__setattr__(self, "amount", _in_cents(amount))

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str = "EUR") -> Self:
        """`Money.of("1200.50")`: rounds half up to the cent."""
        return cls(amount=Decimal(amount).quantize(CENT, rounding=ROUND_HALF_UP), currency=currency)

    @property
    def cents(self) -> int:
        """The amount in minor units, for guards that must never meet a fraction."""
        return int(self.amount * 100)

    def __add__(self, other: "Money") -> "Money":
        return Money(amount=self.amount + self._same(other), currency=self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(amount=self.amount - self._same(other), currency=self.currency)

    def __neg__(self) -> "Money":
        return Money(amount=-self.amount, currency=self.currency)

    def _same(self, other: "Money") -> Decimal:
        if other.currency != self.currency:
            message = f"{self.currency} and {other.currency} do not add up"
            raise ValueError(message)
        return other.amount


def _in_cents(amount: Decimal) -> Decimal:
    if not amount.is_finite() or abs(amount) >= LARGEST_AMOUNT:
        message = f"not an amount of money: {amount}"
        raise ValueError(message)
    cents = amount.quantize(CENT, rounding=ROUND_HALF_UP)
    if cents != amount:
        message = f"an amount of money has at most two decimals: {amount}"
        raise ValueError(message)
    return abs(cents) if cents.is_zero() else cents


def total(amounts: Iterable[Money], currency: str = "EUR") -> Money:
    """The sum of amounts in one currency; zero for none."""
    return Money(amount=sum((money.amount for money in amounts), Decimal(0)), currency=currency)


@record
class Period:
    """From a day to a day, both included; an open end is unknown or without limit."""

    start: date | None = None
    end: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@record
class Since(Generic[T]):
    """A value and the day from which it holds."""

    since: date
    value: T


Timeline = tuple[Since[T], ...]
"""What held from when, in the order it was recorded. Later entries do not erase earlier ones."""


def value_on(timeline: Iterable[Since[T]], day: date) -> T | None:
    """What held on that day: the latest start not after it; of two with one start, the later recorded."""
    found: Since[T] | None = None
    for entry in timeline:
        if entry.since <= day and (found is None or entry.since >= found.since):
            found = entry
    return None if found is None else found.value


def latest(timeline: Iterable[Since[T]]) -> T | None:
    """The value with the latest start, whether or not it has begun."""
    return value_on(timeline, date.max)


def clear_days(sent: date, held: date) -> int:
    """Days between sending and meeting, counting neither (CGCT: *jours francs*)."""
    return max((held - sent).days - 1, 0)


@record
class Protected:
    """A name, contact or free text about a person: readable, or erased for ever (`text` is None).

    Rules never depend on which: the log keeps it sealed under the person's own key.
    """

    of: PersonId
    text: str | None


class ActKind(StrEnum):
    """What form a side's own decision takes."""

    DELIBERATION = "deliberation"
    DECISION = "decision"
    ORDER = "order"
    MINUTES = "minutes"
    STATUTES = "statutes"
    OTHER = "other"


@record
class ActReference:
    """Points at an act: its form, number, day and author, as far as they are known."""

    kind: ActKind = ActKind.DELIBERATION
    number: str = ""
    adopted_on: date | None = None
    body: str = ""


@record
class Evidence:
    """A document that shows a fact: the digest is its identity, the file is kept apart from the log."""

    digest: Digest
    media_type: str
    size: int
    title: str = ""


class SourceKind(StrEnum):
    """Where a fact done elsewhere was learned."""

    PAPER = "paper"
    PUBLICATION = "publication"
    FINANCE_SYSTEM = "finance_system"
    STATEMENT = "statement"


@record
class Source:
    """Says that a fact was done elsewhere and how it was learned: such a fact is recorded as it is, never refused."""

    kind: SourceKind
    reference: str = ""
    digest: Digest | None = None
