"""What a framework is: its name, territory, operator, fields of work and time zone."""

import re
from collections.abc import Iterator
from datetime import date

from domain import irregularity
from domain.decider import Refusal, record, replace
from domain.framework.state import CodeKind, FieldOfWork, Framework, Territory
from domain.irregularity import judged
from domain.organisation.identifiers import siren_valid
from domain.values import ActReference, OrganisationId, Since, Source, value_on
from domain.zone import well_formed

_INSEE = re.compile(r"(\d{2}|2[AB]|\d{2}[0-9AB]|(\d{2}|2[AB])\d{3})")
"""A region or department (two or three signs) or a commune (five)."""


@record
class Establish:
    """Found a cooperation framework on a territory."""

    name: str
    territory: Territory
    zone: str
    operator: OrganisationId
    fields_of_work: frozenset[FieldOfWork]
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class Rename:
    """Give the framework another name from a day on."""

    name: str
    on: date


@record
class ChangeTerritory:
    """Change the territory from a day on: an authority joins, communes merge."""

    territory: Territory
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class ChangeOperator:
    """Hand the running of the framework to another organisation from a day on."""

    operator: OrganisationId
    act: ActReference | None = None
    on: date


@record
class ChangeFields:
    """Change what the framework works on from a day on."""

    fields_of_work: frozenset[FieldOfWork]
    act: ActReference | None = None
    on: date


@record
class CorrectZone:
    """Put right the time zone in which the framework counts its days."""

    zone: str
    on: date


@record
class Established:
    name: str
    territory: Territory
    zone: str
    operator: OrganisationId
    fields_of_work: frozenset[FieldOfWork]
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class Renamed:
    name: str
    on: date


@record
class TerritoryChanged:
    territory: Territory
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class OperatorChanged:
    operator: OrganisationId
    act: ActReference | None = None
    on: date


@record
class FieldsChanged:
    fields_of_work: frozenset[FieldOfWork]
    act: ActReference | None = None
    on: date


@record
class ZoneCorrected:
    zone: str
    on: date


Command = Establish | Rename | ChangeTerritory | ChangeOperator | ChangeFields | CorrectZone
Event = Established | Renamed | TerritoryChanged | OperatorChanged | FieldsChanged | ZoneCorrected


class FrameworkAlreadyEstablished(Refusal):
    """A framework is established once."""


class FrameworkNameMissing(Refusal):
    """A framework and its territory have names."""


class FrameworkZoneMalformed(Refusal):
    """A time zone is named as the IANA names it, such as Europe/Paris."""


class FieldOfWorkMissing(Refusal):
    """A framework works on at least one field."""

    cure = "The framework says what it works on."


class TerritoryCodeMalformed(Refusal):
    """A territory's code is an INSEE code or a SIREN, and says which."""

    cure = "The coordinator gives the code as INSEE publishes it."


def establish(command: Establish, framework: Framework) -> list[Established | irregularity.Event]:
    news = Established(
        name=_named(command.name),
        territory=command.territory,
        zone=_zoned(command.zone),
        operator=command.operator,
        fields_of_work=command.fields_of_work,
        act=command.act,
        source=command.source,
        on=command.on,
    )
    if framework.established_on is not None:
        if framework == replace(begun(news), irregularities=framework.irregularities):
            return []
        raise FrameworkAlreadyEstablished(framework.name)
    breaches = [*misnamed(command.territory), *_idle(command.fields_of_work)]
    return [*judged([news], breaches, command.source, (), command.on)]


def rename(command: Rename, framework: Framework) -> list[Renamed]:
    name = _named(command.name)
    return [] if name == value_on(framework.names, command.on) else [Renamed(name=name, on=command.on)]


def change_territory(command: ChangeTerritory, framework: Framework) -> list[TerritoryChanged | irregularity.Event]:
    if command.territory == value_on(framework.territories, command.on):
        return []
    news = TerritoryChanged(territory=command.territory, act=command.act, source=command.source, on=command.on)
    breaches = misnamed(command.territory)
    return [*judged([news], breaches, command.source, framework.irregularities, command.on)]


def change_operator(command: ChangeOperator, framework: Framework) -> list[OperatorChanged]:
    if command.operator == value_on(framework.operators, command.on):
        return []
    return [OperatorChanged(operator=command.operator, act=command.act, on=command.on)]


def change_fields(command: ChangeFields, framework: Framework) -> list[FieldsChanged]:
    for breach in _idle(command.fields_of_work):
        raise breach
    if command.fields_of_work == value_on(framework.fields_of_work, command.on):
        return []
    return [FieldsChanged(fields_of_work=command.fields_of_work, act=command.act, on=command.on)]


def correct_zone(command: CorrectZone, framework: Framework) -> list[ZoneCorrected]:
    return [] if _zoned(command.zone) == framework.zone else [ZoneCorrected(zone=command.zone, on=command.on)]


def misnamed(territory: Territory) -> Iterator[Refusal]:
    """What is wrong with a territory's code. Raises FrameworkNameMissing where it has no name."""
    _named(territory.name)
    match territory.code_kind:
        case None:
            right = territory.code == ""
        case CodeKind.INSEE:
            right = _INSEE.fullmatch(territory.code) is not None
        case CodeKind.SIREN:
            right = siren_valid(territory.code)
    if not right:
        yield TerritoryCodeMalformed(territory.code)


def _idle(fields: frozenset[FieldOfWork]) -> list[Refusal]:
    return [] if fields else [FieldOfWorkMissing()]


def _named(name: str) -> str:
    if not name.strip():
        raise FrameworkNameMissing
    return name.strip()


def _zoned(zone: str) -> str:
    if not well_formed(zone):
        raise FrameworkZoneMalformed(zone)
    return zone


def evolve(framework: Framework, event: Event) -> Framework:
    match event:
        case Established():
            return begun(event)
        case Renamed(name=name, on=on):
            return replace(framework, names=(*framework.names, Since(since=on, value=name)))
        case TerritoryChanged(territory=territory, on=on):
            return replace(framework, territories=(*framework.territories, Since(since=on, value=territory)))
        case OperatorChanged(operator=operator, on=on):
            return replace(framework, operators=(*framework.operators, Since(since=on, value=operator)))
        case FieldsChanged(fields_of_work=fields, on=on):
            return replace(framework, fields_of_work=(*framework.fields_of_work, Since(since=on, value=fields)))
        case ZoneCorrected(zone=zone):
            return replace(framework, zone=zone)


def begun(event: Established) -> Framework:
    return Framework(
        names=(Since(since=event.on, value=event.name),),
        territories=(Since(since=event.on, value=event.territory),),
        operators=(Since(since=event.on, value=event.operator),),
        fields_of_work=(Since(since=event.on, value=event.fields_of_work),),
        zone=event.zone,
        openings=(Since(since=event.on, value=True),),
        established_on=event.on,
    )
