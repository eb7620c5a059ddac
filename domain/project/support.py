"""Through which programmes a project goes, who funds it, and what it received."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.belonging import belongs_on, entered, left
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.programme.state import ProgrammeOnDay, unfit
from domain.project.state import Enrolment, Project, everyone, under_way
from domain.said import Said, guarded
from domain.values import ApplicationId, OrganisationId, ProgrammeId, Source


@record
class EnterProgramme:
    """The project enters a programme, in a cohort where there are cohorts."""

    programme: ProgrammeId
    standing: Given[ProgrammeOnDay | None]
    cohort: str = ""
    application: ApplicationId | None = None
    on: date
    source: Source | None = None


@record
class LeaveProgramme:
    """The project leaves a programme."""

    programme: ProgrammeId
    reasons: Said = ""
    on: date
    source: Source | None = None


@record
class AddFunder:
    """An organisation funds the project."""

    organisation: OrganisationId
    on: date
    source: Source | None = None


@record
class RemoveFunder:
    """An organisation no longer funds the project."""

    organisation: OrganisationId
    on: date
    source: Source | None = None


@record
class ProgrammeEntered:
    programme: ProgrammeId
    cohort: str
    application: ApplicationId | None
    on: date
    source: Source | None = None


@record
class ProgrammeLeft:
    programme: ProgrammeId
    reasons: Said
    on: date
    source: Source | None = None


@record
class FunderAdded:
    organisation: OrganisationId
    on: date
    source: Source | None = None


@record
class FunderRemoved:
    organisation: OrganisationId
    on: date
    source: Source | None = None


Event = ProgrammeEntered | ProgrammeLeft | FunderAdded | FunderRemoved
Recorded = Sequence[Event | irregularity.Event]


class NotInProgramme(Refusal):
    """A project leaves a programme that it goes through."""


class NotFundingTheProject(Refusal):
    """Whoever stops funding a project was funding it."""


def enter_programme(command: EnterProgramme, project: Project) -> Recorded:
    there = [one.cohort for one in _present(project) if one.programme == command.programme]
    if there and command.cohort in {*there, ""}:
        return []
    entered_it = ProgrammeEntered(
        programme=command.programme,
        cohort=command.cohort,
        application=command.application,
        on=command.on,
        source=command.source,
    )
    breaches = [*under_way(project, command.on), *unfit(command.standing, project.framework)]
    return judged([entered_it], breaches, command.source, project.irregularities, command.on)


def _present(project: Project) -> Iterator[Enrolment]:
    return (one for one in project.enrolments if one.until is None)


def leave_programme(command: LeaveProgramme, project: Project) -> Recorded:
    if all(one.programme != command.programme for one in project.enrolments):
        raise NotInProgramme(command.programme)
    if all(one.programme != command.programme for one in _present(project)):
        return []
    guarded(everyone(project), command.reasons)
    return [ProgrammeLeft(programme=command.programme, reasons=command.reasons, on=command.on, source=command.source)]


def add_funder(command: AddFunder, project: Project) -> Recorded:
    if belongs_on(project.funders, command.organisation, command.on):
        return []
    added = FunderAdded(organisation=command.organisation, on=command.on, source=command.source)
    return judged([added], under_way(project, command.on), command.source, project.irregularities, command.on)


def remove_funder(command: RemoveFunder, project: Project) -> Recorded:
    if command.organisation not in project.funders:
        raise NotFundingTheProject(command.organisation)
    if not belongs_on(project.funders, command.organisation, command.on):
        return []
    return [FunderRemoved(organisation=command.organisation, on=command.on, source=command.source)]


def evolve(project: Project, event: Event) -> Project:
    match event:
        case ProgrammeEntered():
            enrolment = Enrolment(
                programme=event.programme, cohort=event.cohort, application=event.application, since=event.on
            )
            return replace(project, enrolments=(*project.enrolments, enrolment))
        case ProgrammeLeft():
            return replace(project, enrolments=tuple(_left(one, event) for one in project.enrolments))
        case FunderAdded(organisation=organisation, on=on):
            return replace(project, funders=entered(project.funders, organisation, on))
        case FunderRemoved(organisation=organisation, on=on):
            return replace(project, funders=left(project.funders, organisation, on))
        case _:
            assert_never(event)


def _left(one: Enrolment, event: ProgrammeLeft) -> Enrolment:
    if one.programme != event.programme or one.until is not None:
        return one
    return replace(one, until=event.on, left_because=event.reasons)
