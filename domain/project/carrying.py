"""Who carries a project: people first, an organisation once there is one; and who advises them."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.belonging import belongs_on, entered, left
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.project.state import Adviser, Project, Stage, adviser, everyone, under_way
from domain.said import Said, guarded
from domain.values import FrameworkId, OrganisationId, PersonId, Since, Source


@record
class BeginProject:
    """Begin to accompany a project: who carries it, what it is about, how far it has come."""

    framework: FrameworkId
    title: str
    activity: str = ""
    municipality: str = ""
    summary: Said | None = None
    holders: tuple[PersonId, ...] = ()
    organisation: OrganisationId | None = None
    stage: Stage = Stage.IDEA
    on: date
    source: Source | None = None


@record
class AddHolder:
    """Somebody else carries the project too."""

    person: PersonId
    on: date
    source: Source | None = None


@record
class RemoveHolder:
    """Somebody no longer carries the project."""

    person: PersonId
    on: date
    source: Source | None = None


@record
class FormOrganisation:
    """The project becomes an organisation, which carries it from then on."""

    organisation: OrganisationId
    on: date
    source: Source | None = None


@record
class AppointAdviser:
    """Say who accompanies the project."""

    person: PersonId
    organisation: OrganisationId | None = None
    on: date
    source: Source | None = None


@record
class ProjectBegun:
    framework: FrameworkId
    title: str
    activity: str
    municipality: str
    summary: Said | None
    holders: tuple[PersonId, ...]
    organisation: OrganisationId | None
    stage: Stage
    on: date
    source: Source | None = None


@record
class HolderAdded:
    person: PersonId
    on: date
    source: Source | None = None


@record
class HolderRemoved:
    person: PersonId
    on: date
    source: Source | None = None


@record
class OrganisationFormed:
    organisation: OrganisationId
    on: date
    source: Source | None = None


@record
class AdviserAppointed:
    person: PersonId
    organisation: OrganisationId | None
    on: date
    source: Source | None = None


Event = ProjectBegun | HolderAdded | HolderRemoved | OrganisationFormed | AdviserAppointed
Recorded = Sequence[Event | irregularity.Event]


class ProjectAlreadyBegun(Refusal):
    """A project is begun once."""


class ProjectUntitled(Refusal):
    """A project has a title."""


class HolderMissing(Refusal):
    """A project is carried by somebody: a person, or an organisation."""


class NotAHolder(Refusal):
    """Whoever stops carrying a project was carrying it."""


class AlreadyAnOrganisation(Refusal):
    """A project becomes one organisation; what follows is said in the register of organisations."""

    cure = "The coordination records the merger or transfer of the organisation."


def begin(command: BeginProject, project: Project) -> Recorded:
    begun = ProjectBegun(
        framework=command.framework,
        title=command.title,
        activity=command.activity,
        municipality=command.municipality,
        summary=command.summary,
        holders=command.holders,
        organisation=command.organisation,
        stage=command.stage,
        on=command.on,
        source=command.source,
    )
    if project.begun_on is not None:
        if project == evolve(Project(), begun):
            return []
        raise ProjectAlreadyBegun
    if not command.title.strip():
        raise ProjectUntitled
    if not command.holders and command.organisation is None:
        raise HolderMissing
    guarded(command.holders, command.summary)
    return [begun]


def add_holder(command: AddHolder, project: Project) -> Recorded:
    if belongs_on(project.holders, command.person, command.on):
        return []
    added = HolderAdded(person=command.person, on=command.on, source=command.source)
    return judged([added], under_way(project, command.on), command.source, project.irregularities, command.on)


def remove_holder(command: RemoveHolder, project: Project) -> Recorded:
    if command.person not in everyone(project):
        raise NotAHolder(command.person)
    if not belongs_on(project.holders, command.person, command.on):
        return []
    removed = HolderRemoved(person=command.person, on=command.on, source=command.source)
    breaches = list(under_way(project, command.on))
    after = evolve(project, removed)
    if after.organisation is None and not any(belongs_on(after.holders, one, command.on) for one in after.holders):
        breaches.append(HolderMissing())
    return judged([removed], breaches, command.source, project.irregularities, command.on)


def form_organisation(command: FormOrganisation, project: Project) -> Recorded:
    if project.organisation == command.organisation:
        return []
    formed = OrganisationFormed(organisation=command.organisation, on=command.on, source=command.source)
    breaches = list(under_way(project, command.on))
    if project.organisation is not None:
        breaches.append(AlreadyAnOrganisation(project.organisation))
    return judged([formed], breaches, command.source, project.irregularities, command.on)


def appoint_adviser(command: AppointAdviser, project: Project) -> Recorded:
    if adviser(project) == Adviser(person=command.person, organisation=command.organisation):
        return []
    appointed = AdviserAppointed(
        person=command.person, organisation=command.organisation, on=command.on, source=command.source
    )
    return judged([appointed], under_way(project, command.on), command.source, project.irregularities, command.on)


def evolve(project: Project, event: Event) -> Project:
    match event:
        case ProjectBegun():
            return _begun(project, event)
        case HolderAdded(person=person, on=on):
            return replace(project, holders=entered(project.holders, person, on))
        case HolderRemoved(person=person, on=on):
            return replace(project, holders=left(project.holders, person, on))
        case OrganisationFormed(organisation=organisation, on=on):
            return replace(project, organisation=organisation, organisation_on=on)
        case AdviserAppointed(person=person, organisation=organisation, on=on):
            named = Adviser(person=person, organisation=organisation)
            return replace(project, advisers=(*project.advisers, Since(since=on, value=named)))
        case _:
            assert_never(event)


def _begun(project: Project, event: ProjectBegun) -> Project:
    launched = event.stage in {Stage.LAUNCH, Stage.CONSOLIDATION}
    return replace(
        project,
        framework=event.framework,
        title=event.title,
        activity=event.activity,
        municipality=event.municipality,
        summary=event.summary,
        holders={person: (Since(since=event.on, value=True),) for person in event.holders},
        organisation=event.organisation,
        organisation_on=None if event.organisation is None else event.on,
        stages=(Since(since=event.on, value=event.stage),),
        begun_on=event.on,
        launched_on=event.on if launched else None,
        ended_on=event.on if event.stage is Stage.ENDED else None,
    )
