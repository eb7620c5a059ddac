"""A cooperation framework as it is known now, and on any day."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum

from domain.belonging import Belonging, all_on
from domain.decider import Refusal, record
from domain.irregularity import Irregularities
from domain.values import OrganisationId, Timeline, latest, value_on


class FieldOfWork(StrEnum):
    """What a framework works on, after the founding note."""

    POLITICAL_COMMITMENT = "political_commitment"
    ENTERPRISE_CREATION = "enterprise_creation"
    COORDINATION = "coordination"


class CodeKind(StrEnum):
    """In which register a territory's code is found."""

    INSEE = "insee"
    SIREN = "siren"


@record
class Territory:
    """Where a framework holds: a name, and a code where there is one (INSEE, or the SIREN of a grouping)."""

    name: str
    code: str = ""
    code_kind: CodeKind | None = None


class NoSuchFramework(Refusal):
    """There is no such framework."""


class FrameworkClosed(Refusal):
    """Nobody enters a closed framework and it adopts nothing, until it is opened again."""

    cure = "The framework is opened again, or the fact is accepted as it is."


@record
class Framework:
    """Everything a framework says of itself, each with the day from which it holds."""

    names: Timeline[str] = ()
    territories: Timeline[Territory] = ()
    operators: Timeline[OrganisationId] = ()
    fields_of_work: Timeline[frozenset[FieldOfWork]] = ()
    zone: str = ""
    parties: Belonging = field(default_factory=dict[str, Timeline[bool]])
    presets: Mapping[str, Timeline[str | None]] = field(default_factory=dict[str, Timeline[str | None]])
    openings: Timeline[bool] = ()
    established_on: date | None = None
    irregularities: Irregularities = ()

    @property
    def name(self) -> str:
        """Its latest name."""
        return latest(self.names) or ""

    def open_on(self, day: date) -> bool:
        """Whether the framework was open on that day."""
        return value_on(self.openings, day) is True

    def parties_on(self, day: date) -> frozenset[OrganisationId]:
        """Who was party to it on that day."""
        return frozenset(OrganisationId(name) for name in all_on(self.parties, day))

    def preset_on(self, purpose: str, day: date) -> str | None:
        """The preset adopted for a purpose, as it held on that day."""
        return value_on(self.presets.get(purpose, ()), day)


def established(framework: Framework) -> Framework:
    """The framework. Raises NoSuchFramework where it was never established."""
    if framework.established_on is None:
        raise NoSuchFramework
    return framework


def shut(framework: Framework, day: date) -> list[Refusal]:
    """The breach of acting in a framework that is closed on that day."""
    return [] if framework.open_on(day) else [FrameworkClosed(day)]
