"""A programme is a lasting offer of support for enterprise creation; this is what is known of it."""

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

from domain.belonging import Belonging, all_on
from domain.decider import Refusal, record
from domain.irregularity import Irregularities
from domain.values import ActReference, AgreementId, FrameworkId, OrganisationId, ProgrammeId, Timeline, value_on


class Kind(StrEnum):
    """What form the support takes."""

    INCUBATOR = "incubator"
    TRAINING = "training"
    ADVICE = "advice"
    MENTORING = "mentoring"
    SOLIDARITY_FINANCE = "solidarity_finance"
    WORKSPACE = "workspace"
    OTHER = "other"


@record
class Programme:
    """Everything known of one programme. `running` says from which days it was open (true) or closed (false)."""

    framework: FrameworkId | None = None
    title: str = ""
    kind: Kind = Kind.OTHER
    purpose: str = ""
    operators: Timeline[OrganisationId] = ()
    funders: Belonging = dataclasses.field(default_factory=dict[str, Timeline[bool]])
    agreements: Mapping[str, AgreementId] = dataclasses.field(default_factory=dict[str, AgreementId])
    """By funder, the agreement under which it pays."""
    act: ActReference | None = None
    running: Timeline[bool] = ()
    closed_because: str = ""
    irregularities: Irregularities = ()


class NoSuchProgramme(Refusal):
    """A programme is opened before anything else is said of it."""


class ProgrammeNotOpen(Refusal):
    """Calls, projects and sessions belong to a programme that is open on that day."""

    cure = "Whoever runs the programme opens it again, or the coordination accepts the fact as it is."


class ProgrammeOfAnotherFramework(Refusal):
    """What belongs to a programme belongs to its cooperation framework."""

    cure = "The coordination enters it in the framework of the programme."


@record
class ProgrammeOnDay:
    """What a programme's stream says for one day: what calls, projects and sessions need to know of it."""

    programme: ProgrammeId
    framework: FrameworkId | None
    open: bool


def open_on(programme: Programme, day: date) -> bool:
    """Whether it ran on that day, as far as is known."""
    return value_on(programme.running, day) is True


def on_day(name: ProgrammeId, programme: Programme, day: date) -> ProgrammeOnDay:
    """The programme as it is on a day."""
    return ProgrammeOnDay(programme=name, framework=programme.framework, open=open_on(programme, day))


def funders_on(programme: Programme, day: date) -> frozenset[str]:
    """Who pays for it on that day."""
    return all_on(programme.funders, day)


def unfit(standing: ProgrammeOnDay | None, framework: FrameworkId | None) -> Iterator[Refusal]:
    """What is irregular in putting something under a programme on that day."""
    if standing is None:
        return
    if standing.framework != framework:
        yield ProgrammeOfAnotherFramework(standing.programme)
    if not standing.open:
        yield ProgrammeNotOpen(standing.programme)
