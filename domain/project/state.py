"""A supported project is carried by people, later perhaps by an organisation; this is what is known of it."""

import dataclasses
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.belonging import Belonging, all_on
from domain.decider import Refusal, record
from domain.irregularity import Irregularities
from domain.said import Said
from domain.values import (
    AgreementId,
    ApplicationId,
    FrameworkId,
    LoanId,
    Money,
    OrganisationId,
    PersonId,
    ProgrammeId,
    Timeline,
    latest,
)


class Stage(StrEnum):
    """How far a project has come."""

    IDEA = "idea"
    DESIGN = "design"
    LAUNCH = "launch"
    CONSOLIDATION = "consolidation"
    ENDED = "ended"


LINE = (Stage.IDEA, Stage.DESIGN, Stage.LAUNCH, Stage.CONSOLIDATION)
"""The stages of a project that goes on, in order."""


class Outcome(StrEnum):
    """How a project leaves support."""

    ON_ITS_OWN = "on_its_own"
    TRANSFERRED = "transferred"
    GIVEN_UP = "given_up"
    CEASED = "ceased"


class FinanceKind(StrEnum):
    """In which form a project received money."""

    GRANT = "grant"
    LOAN = "loan"
    PRIZE = "prize"
    EQUITY = "equity"
    IN_KIND = "in_kind"


class Answer(StrEnum):
    """What became of the project, asked years later."""

    ACTIVE = "active"
    CHANGED = "changed"
    """It goes on as something else, or under another roof."""
    CEASED = "ceased"
    EMPLOYED = "employed"
    """The enterprise is no more; its holder works elsewhere."""
    NO_ANSWER = "no_answer"


ALIVE = frozenset({Answer.ACTIVE, Answer.CHANGED})


@record
class Enrolment:
    """A programme that the project goes through, in which cohort, from when to when."""

    programme: ProgrammeId
    cohort: str
    application: ApplicationId | None
    since: date
    until: date | None = None
    left_because: Said = ""


@record
class Finance:
    """Money, or what is worth money, that the project received."""

    number: int
    kind: FinanceKind
    provider: OrganisationId
    amount: Money
    agreement: AgreementId | None
    loan: LoanId | None
    tranche: int | None
    on: date
    cancelled_on: date | None = None


@record
class FollowUp:
    """A question asked so many years after the launch, and the last answer to it."""

    years: int
    asked_on: date | None = None
    answer: Answer | None = None
    jobs: Decimal | None = None
    answered_on: date | None = None


@record
class Adviser:
    """Who accompanies the project, and for whom they work."""

    person: PersonId
    organisation: OrganisationId | None = None


@record
class Project:
    """Everything known of one project."""

    framework: FrameworkId | None = None
    title: str = ""
    activity: str = ""
    municipality: str = ""
    summary: Said | None = None
    holders: Belonging = dataclasses.field(default_factory=dict[str, Timeline[bool]])
    organisation: OrganisationId | None = None
    organisation_on: date | None = None
    stages: Timeline[Stage] = ()
    outcome: Outcome | None = None
    begun_on: date | None = None
    launched_on: date | None = None
    ended_on: date | None = None
    advisers: Timeline[Adviser] = ()
    enrolments: tuple[Enrolment, ...] = ()
    funders: Belonging = dataclasses.field(default_factory=dict[str, Timeline[bool]])
    finance: tuple[Finance, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    irregularities: Irregularities = ()


class NoSuchProject(Refusal):
    """A project is begun before anything else is said of it."""


class ProjectHasEnded(Refusal):
    """A project that has ended is not accompanied any more; it is only asked what became of it."""

    cure = "The coordination enters the fact under the day on which it was done, or accepts it with reasons."


class BeforeTheProject(Refusal):
    """Nothing happens to a project before it began."""

    cure = "The coordination checks the dates, and corrects or accepts them."


def stage(project: Project) -> Stage:
    """How far it has come, as far as is known."""
    return project.stages[-1].value if project.stages else Stage.IDEA


def holders_on(project: Project, day: date) -> tuple[PersonId, ...]:
    """Who carries it on that day."""
    return tuple(PersonId(name) for name in sorted(all_on(project.holders, day)))


def everyone(project: Project) -> frozenset[PersonId]:
    """Everyone who carries it or ever did."""
    return frozenset(PersonId(name) for name in project.holders)


def adviser(project: Project) -> Adviser | None:
    """Who accompanies it now, as far as is known."""
    return latest(project.advisers)


def under_way(project: Project, day: date) -> Iterator[Refusal]:
    """What is irregular in doing something with the project on that day."""
    if project.begun_on is not None and day < project.begun_on:
        yield BeforeTheProject(project.begun_on, day)
    if project.ended_on is not None and day >= project.ended_on:
        yield ProjectHasEnded(project.ended_on)
