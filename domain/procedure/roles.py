"""Who may act under a role's name: said by the mandates they hold, or by the case that assigned the role."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from domain.decider import record
from domain.mandate.power import Empowerment
from domain.procedure.definition import Role


@record
class Wanted:
    """Who is wanted: people by name, or whoever holds such a mandate. Nobody at all where a body decides."""

    role: str
    mandate: str = ""
    organisations: tuple[str, ...] = ()
    capacity: str = ""
    people: tuple[str, ...] = ()
    body: bool = False
    nowhere: bool = False
    """The role is for the organisations of a list, and the list is empty."""


def resolved(role: Role, listed: Callable[[str], tuple[str, ...]], assigned: Mapping[str, Sequence[str]]) -> Wanted:
    """A role with the organisations and people that it means in one case. What a case assigned goes first."""
    given = assigned.get(role.id, ())
    people = tuple(one for one in given if one.startswith("person-"))
    if people or given:
        organisations = tuple(one for one in given if one not in people)
        return Wanted(role=role.id, mandate=role.mandate, organisations=organisations, people=people, body=role.body)
    of = listed(role.of) if role.of else ()
    capacity = role.capacity or ("" if role.mandate or role.of else role.id)
    return Wanted(
        role=role.id,
        mandate=role.mandate,
        organisations=of,
        capacity=capacity,
        body=role.body,
        nowhere=bool(role.of) and not of,
    )


def fits(wanted: Wanted, power: Empowerment) -> bool:
    """Whether who bears this mandate is wanted. A body acts through its meetings: nobody stands in for it."""
    if wanted.body or wanted.nowhere:
        return False
    if power.person in wanted.people:
        return True
    if wanted.people and not wanted.organisations:
        return False
    return (
        (not wanted.mandate or power.role.value == wanted.mandate)
        and (not wanted.organisations or power.organisation in wanted.organisations)
        and (not wanted.capacity or power.capacity.casefold() == wanted.capacity.casefold())
    )


def anybody(wanted: Iterable[Wanted], powers: Iterable[Empowerment]) -> bool:
    """Whether one of these powers is among those wanted."""
    several = list(wanted)
    return any(fits(one, power) for power in powers for one in several)
