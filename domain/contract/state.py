"""A contract is what an authority buys from others, lot by lot; this is what is known of it."""

import dataclasses
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.contract.terms import Description, Holder, LotTerms, Outcome
from domain.decider import record
from domain.irregularity import Irregularities
from domain.values import ActReference, CommitmentId, Evidence, FrameworkId, Money, OrganisationId, Period


class Stage(StrEnum):
    """How far a lot has come, or how it ended."""

    OPEN = "open"
    AWARDED = "awarded"
    NOTIFIED = "notified"
    UNAWARDED = "unawarded"
    ENDED = "ended"
    TERMINATED = "terminated"


OVER = frozenset({Stage.UNAWARDED, Stage.ENDED, Stage.TERMINATED})
HELD = frozenset({Stage.NOTIFIED, Stage.ENDED, Stage.TERMINATED})
"""Lots that were notified to their holder, whatever became of them."""


class Ground(StrEnum):
    """Why a contract may be modified (public procurement code, L. 2194-1)."""

    PROVIDED_FOR = "provided_for"
    ADDITIONAL = "additional"
    UNFORESEEN = "unforeseen"
    NEW_HOLDER = "new_holder"
    NOT_SUBSTANTIAL = "not_substantial"
    LOW_AMOUNT = "low_amount"


class Variation(StrEnum):
    """How the price of a subcontract varies."""

    FIRM = "firm"
    UPDATABLE = "updatable"
    REVISABLE = "revisable"


class ClauseKind(StrEnum):
    """What a clause asks of the holder."""

    INCLUSION_HOURS = "inclusion_hours"
    TRAINING_HOURS = "training_hours"
    JOBS = "jobs"
    EQUALITY = "equality"
    DISABILITY = "disability"
    FAIR_TRADE = "fair_trade"
    RECYCLED_CONTENT = "recycled_content"
    ORGANIC_FOOD = "organic_food"
    WASTE = "waste"
    EMISSIONS = "emissions"
    ENERGY = "energy"
    OTHER_SOCIAL = "other_social"
    OTHER_ENVIRONMENTAL = "other_environmental"


ENVIRONMENTAL = frozenset(
    {
        ClauseKind.RECYCLED_CONTENT,
        ClauseKind.ORGANIC_FOOD,
        ClauseKind.WASTE,
        ClauseKind.EMISSIONS,
        ClauseKind.ENERGY,
        ClauseKind.OTHER_ENVIRONMENTAL,
    }
)


class Counting(StrEnum):
    """Whether the figures of periods add up (hours), or each stands for itself (a share)."""

    SUM = "sum"
    LATEST = "latest"


@record
class Observation:
    """What was done under a clause in a period, and what shows it."""

    period: Period
    value: Decimal
    evidence: tuple[Evidence, ...] = ()
    note: str = ""
    corrected_because: str = ""


@record
class Clause:
    """What the holder owes besides what is bought. `commitment` is the promise of the authority that it keeps."""

    number: int
    kind: ClauseKind
    text: str
    unit: str
    target: Decimal | None
    counting: Counting
    due: date | None = None
    commitment: CommitmentId | None = None
    modification: int | None = None
    observations: tuple[Observation, ...] = ()

    @property
    def is_environmental(self) -> bool:
        """Whether it is about the environment; it is social otherwise."""
        return self.kind in ENVIRONMENTAL


@record
class Modification:
    """A change to a lot after its notification. `amount` is what it is worth from then on, `change` the difference."""

    number: int
    stated_number: int | None
    amount: Money | None
    change: Money | None
    months: int | None
    holders: tuple[Holder, ...]
    ground: Ground | None
    reasons: str
    on: date
    published_on: date | None = None


@record
class Subcontract:
    """A part of a lot that another carries out, as the buyer accepted it."""

    number: int
    stated_number: int | None
    subcontractor: Holder
    amount: Money | None
    months: int | None
    variation: Variation | None
    on: date
    published_on: date | None = None


@record
class SubcontractChange:
    """A change to an accepted subcontract."""

    subcontract: int
    amount: Money | None
    months: int | None
    on: date
    published_on: date | None = None


@record
class Tariff:
    """What users pay."""

    title: str
    price: Decimal


@record
class YearlyData:
    """What was spent and charged under a concession, as published once a year."""

    investment: Decimal
    tariffs: tuple[Tariff, ...]
    on: date


@record
class Lot:
    """One lot and what became of it. `numbers` are those its parties were published under."""

    number: int
    terms: LotTerms = LotTerms()
    stage: Stage = Stage.OPEN
    outcome: Outcome | None = None
    award_decided_on: date | None = None
    award_act: ActReference | None = None
    notified_on: date | None = None
    modifications: tuple[Modification, ...] = ()
    subcontracts: tuple[Subcontract, ...] = ()
    subcontract_changes: tuple[SubcontractChange, ...] = ()
    yearly: tuple[YearlyData, ...] = ()
    clauses: tuple[Clause, ...] = ()
    published_on: date | None = None
    numbers: Mapping[str, str] = dataclasses.field(default_factory=dict[str, str])
    ended_on: date | None = None
    ended_because: str = ""
    expired: bool = False


@record
class Contract:
    """Everything known of one contract."""

    framework: FrameworkId = FrameworkId("")
    title: str = ""
    buyer: OrganisationId | None = None
    buyer_number: str = ""
    reference: str = ""
    description: Description = Description()
    undivided_because: str = ""
    launched_on: date | None = None
    lots: tuple[Lot, ...] = ()
    irregularities: Irregularities = ()
