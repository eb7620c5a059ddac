"""What is known when payments come in: who there is, what is open, what the agreements hold already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from domain.agreement.posting import MoneyStage
from domain.decider import record
from domain.payment import PaymentState
from domain.values import AgreementId, Digest, FrameworkId, OrganisationId


@record
class Body:
    """A party to the agreements of a framework, and by what it is recognised."""

    id: OrganisationId
    name: str = ""
    siren: str | None = None
    rna: str | None = None
    successor: OrganisationId | None = None


@dataclass(slots=True)
class OpenItem:
    """An instalment, or an agreement without any, of which something is still to be paid, between two days."""

    agreement: AgreementId
    instalment: int | None
    payer: OrganisationId
    beneficiary: OrganisationId | None
    year: int | None
    left: int
    """In minor units."""
    currency: str
    first: date
    last: date


@dataclass(slots=True)
class Booked:
    """What an agreement holds of one entry: a commitment, an order, a payment, a recovery order, a recovery.

    `taken` says that a line of the accounts is attached to it, or that it was cancelled.
    """

    agreement: AgreementId
    stage: MoneyStage
    payer: OrganisationId
    year: int
    number: str
    beneficiary: OrganisationId | None
    instalment: int | None
    cents: int
    currency: str
    on: date
    taken: bool = False


@record
class ReportedLine:
    """A line that is on record."""

    payment: str
    state: PaymentState
    statement: str
    undone: bool = False
    """Whether somebody took a match back: no program finds it again."""
    file: str = ""
    """The digest of the file that stated it first."""


class KnownPayments(Protocol):
    """Read from views, which may lag behind the log: the log has the last word."""

    def frameworks(self) -> Sequence[FrameworkId]:
        """Every framework there is."""
        ...

    def bodies(self, framework: FrameworkId) -> Sequence[Body]:
        """Every party to an agreement of the framework."""
        ...

    def payers(self, framework: FrameworkId) -> frozenset[OrganisationId]:
        """Those who pay in an agreement of the framework."""
        ...

    def items(self, framework: FrameworkId, payers: Iterable[OrganisationId]) -> Iterable[OpenItem]:
        """What is still to be paid, in the order of the agreements and their instalments."""
        ...

    def booked(self, framework: FrameworkId, payers: Iterable[OrganisationId]) -> Iterable[Booked]:
        """What the agreements hold, in the order in which it was entered."""
        ...

    def reported(self, framework: FrameworkId, keys: Iterable[str]) -> Mapping[tuple[str, int], ReportedLine]:
        """The lines on record, by key and occurrence."""
        ...

    def taken_in(self, framework: FrameworkId, file: Digest) -> tuple[str, bool] | None:
        """The last statement of this file, and whether it was finished."""
        ...

    def position(self) -> int:
        """The position of the log up to which this holds."""
        ...
