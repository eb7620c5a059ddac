"""One installation of Palabre: who operates it and who administers it."""

from collections.abc import Sequence
from dataclasses import field
from datetime import date
from typing import assert_never

from domain.belonging import Belonging, all_on, belongs_on, entered, left
from domain.claim import Claim
from domain.decider import Decider, Given, Refusal, record, replace
from domain.mandate import Empowerment, Role
from domain.values import MandateId, OrganisationId, PersonId, Timeline
from domain.zone import well_formed


@record
class Initialise:
    """Open the register of this installation and name its first administrator: done once."""

    name: str
    operator: OrganisationId
    administrator: PersonId
    mandate: MandateId
    zone: str
    on: date


@record
class NameAdministrator:
    """Name one more administrator, by a mandate."""

    mandate: MandateId
    powers: Given[Empowerment]
    on: date


@record
class DismissAdministrator:
    """Take the administration back from somebody; one administrator always remains."""

    administrator: PersonId
    on: date


@record
class Rename:
    """Give the installation another name."""

    name: str
    on: date


Command = Initialise | NameAdministrator | DismissAdministrator | Rename


@record
class Initialised:
    name: str
    operator: OrganisationId
    administrator: PersonId
    mandate: MandateId
    zone: str
    on: date


@record
class AdministratorNamed:
    administrator: PersonId
    mandate: MandateId
    on: date


@record
class AdministratorDismissed:
    administrator: PersonId
    on: date


@record
class Renamed:
    name: str
    on: date


Event = Initialised | AdministratorNamed | AdministratorDismissed | Renamed


class AlreadyInitialised(Refusal):
    """An installation is opened once."""


class NotInitialised(Refusal):
    """The installation is opened before anything else is done in it."""


class InstallationNameMissing(Refusal):
    """An installation has a name."""


class InstallationZoneMalformed(Refusal):
    """A time zone is named as the IANA names it, such as Europe/Paris."""


class NotAnAdministrator(Refusal):
    """An administrator holds a mandate as administrator on that day."""


class LastAdministrator(Refusal):
    """One administrator always remains."""


@record
class Installation:
    """Who operates and administers this installation."""

    name: str = ""
    operator: OrganisationId | None = None
    zone: str = ""
    administrators: Belonging = field(default_factory=dict[str, Timeline[bool]])
    initialised_on: date | None = None


def claims(event: Event, installation: Installation) -> tuple[Claim, ...]:
    """There is one installation: the first takes the only place."""
    del installation
    return (Claim(kind="installation", value="only"),) if isinstance(event, Initialised) else ()


def decide(command: Command, installation: Installation) -> Sequence[Event]:
    match command:
        case Initialise():
            return initialise(command, installation)
        case NameAdministrator():
            return name_administrator(command, _open(installation))
        case DismissAdministrator():
            return dismiss_administrator(command, _open(installation))
        case Rename():
            return rename(command, _open(installation))
        case _:
            assert_never(command)


def initialise(command: Initialise, installation: Installation) -> list[Initialised]:
    initialised = Initialised(
        name=_named(command.name),
        operator=command.operator,
        administrator=command.administrator,
        mandate=command.mandate,
        zone=command.zone,
        on=command.on,
    )
    if installation == evolve(Installation(), initialised):
        return []
    if installation.initialised_on is not None:
        raise AlreadyInitialised(installation.name)
    if not well_formed(command.zone):
        raise InstallationZoneMalformed(command.zone)
    return [initialised]


def name_administrator(command: NameAdministrator, installation: Installation) -> list[AdministratorNamed]:
    powers = command.powers
    if powers.role is not Role.ADMINISTRATOR or not powers.holds_on(command.on):
        raise NotAnAdministrator(powers.mandate, command.on)
    if belongs_on(installation.administrators, powers.person, command.on):
        return []
    return [AdministratorNamed(administrator=powers.person, mandate=powers.mandate, on=command.on)]


def dismiss_administrator(command: DismissAdministrator, installation: Installation) -> list[AdministratorDismissed]:
    if not belongs_on(installation.administrators, command.administrator, command.on):
        return []
    if len(all_on(installation.administrators, command.on)) == 1:
        raise LastAdministrator(command.administrator)
    return [AdministratorDismissed(administrator=command.administrator, on=command.on)]


def rename(command: Rename, installation: Installation) -> list[Renamed]:
    if _named(command.name) == installation.name:
        return []
    return [Renamed(name=command.name.strip(), on=command.on)]


def _open(installation: Installation) -> Installation:
    if installation.initialised_on is None:
        raise NotInitialised
    return installation


def _named(name: str) -> str:
    if not name.strip():
        raise InstallationNameMissing
    return name.strip()


def evolve(installation: Installation, event: Event) -> Installation:
    match event:
        case Initialised():
            return Installation(
                name=event.name,
                operator=event.operator,
                zone=event.zone,
                administrators=entered({}, event.administrator, event.on),
                initialised_on=event.on,
            )
        case AdministratorNamed(administrator=administrator, on=on):
            return replace(installation, administrators=entered(installation.administrators, administrator, on))
        case AdministratorDismissed(administrator=administrator, on=on):
            return replace(installation, administrators=left(installation.administrators, administrator, on))
        case Renamed(name=name):
            return replace(installation, name=name)
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=Installation())
