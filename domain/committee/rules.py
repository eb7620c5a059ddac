"""A committee adopts bylaws written out, or a set of rules that ships with the product, from a day on."""

from datetime import date

from domain.bylaws import Bylaws, unsound
from domain.committee.state import Adoption, Committee, standing
from domain.decider import Refusal, record, replace
from domain.presets import DatedBylaws, versions
from domain.values import (
    ActReference,
    Since,
    value_on,
)


@record
class AdoptBylaws:
    """Adopt bylaws written out, or one of the sets of rules that ship with the product."""

    bylaws: Bylaws | None = None
    preset: str = ""
    act: ActReference | None = None
    on: date


Command = AdoptBylaws


@record
class BylawsAdopted:
    """The rules from a day on; a statutory set comes with every change of its texts known when it was adopted."""

    versions: tuple[DatedBylaws, ...]
    act: ActReference | None = None
    on: date


Event = BylawsAdopted


class BylawsToAdopt(Refusal):
    """Bylaws are adopted written out or by the name of a shipped set, one or the other."""


class BylawsUnsound(Refusal):
    """Bylaws can be applied only if their figures make sense."""


def decide(command: Command, committee: Committee) -> list[Event]:
    return adopt_bylaws(command, standing(committee))


def adopt_bylaws(command: AdoptBylaws, committee: Committee) -> list[Event]:
    adopted = Adoption(versions=_versions(command), act=command.act)
    if value_on(committee.bylaws, command.on) == adopted:
        return []
    return [BylawsAdopted(versions=adopted.versions, act=command.act, on=command.on)]


def _versions(command: AdoptBylaws) -> tuple[DatedBylaws, ...]:
    if (command.bylaws is None) == (not command.preset):
        raise BylawsToAdopt
    if command.bylaws is None:
        return versions(command.preset, command.on)
    wrong = unsound(command.bylaws)
    if wrong:
        raise BylawsUnsound(", ".join(wrong))
    return (DatedBylaws(since=command.on, bylaws=command.bylaws),)


def evolve(committee: Committee, event: Event) -> Committee:
    adopted = Adoption(versions=event.versions, act=event.act)
    return replace(committee, bylaws=(*committee.bylaws, Since(since=event.on, value=adopted)))
