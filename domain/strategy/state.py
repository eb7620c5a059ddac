"""A joint strategy: axes, objectives, and the commitments of several owners that are to reach them."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.decider import Refusal, record
from domain.irregularity import Irregularities
from domain.values import ActReference, CommitmentId, FrameworkId, OrganisationId, Period


class Stage(StrEnum):
    """How far a strategy has come; one that is adopted stays open to further objectives and commitments."""

    DRAFTED = "drafted"
    ADOPTED = "adopted"
    CLOSED = "closed"


@record
class StrategyAxis:
    """A line of the strategy: a short stable code and a title."""

    code: str
    title: str


@record
class Objective:
    """What is to be reached on an axis, and what it weighs there; `dropped` says why it was given up."""

    code: str
    axis: str
    title: str
    weight: Decimal
    commitments: tuple[CommitmentId, ...] = ()
    dropped: str = ""


@record
class Strategy:
    """Everything known of one joint strategy."""

    framework: FrameworkId = FrameworkId("")
    title: str = ""
    territory: str = ""
    period: Period = Period()
    owners: frozenset[OrganisationId] = frozenset()
    adopted_by: Mapping[str, date] = field(default_factory=dict[str, date])
    acts: Mapping[str, ActReference] = field(default_factory=dict[str, ActReference])
    stage: Stage | None = None
    axes: tuple[StrategyAxis, ...] = ()
    objectives: Mapping[str, Objective] = field(default_factory=dict[str, Objective])
    closed_because: str = ""
    irregularities: Irregularities = ()


class NoSuchStrategy(Refusal):
    """A strategy is drafted before anything else is said of it."""


class NoSuchObjective(Refusal):
    """The objective named is not part of this strategy, or was dropped."""


class StrategyClosed(Refusal):
    """A closed strategy takes no more objectives or commitments."""

    cure = "Draft the strategy that follows it."


def drafted(strategy: Strategy) -> Strategy:
    """The strategy. Raises NoSuchStrategy where nobody drafted one."""
    if strategy.stage is None:
        raise NoSuchStrategy
    return strategy


def still_open(strategy: Strategy) -> None:
    """Raises StrategyClosed."""
    if strategy.stage is Stage.CLOSED:
        raise StrategyClosed(strategy.closed_because)


def standing(strategy: Strategy, code: str) -> Objective:
    """The objective of that code, as long as it was not dropped."""
    found = strategy.objectives.get(code)
    if found is None or found.dropped:
        raise NoSuchObjective(code)
    return found
