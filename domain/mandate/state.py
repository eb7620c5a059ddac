"""A mandate as it is known now."""

from datetime import date

from domain.decider import Refusal, record
from domain.irregularity import Irregularities
from domain.mandate.power import Empowerment, Ground, Role, common, earliest
from domain.values import ActReference, FrameworkId, MandateId, OrganisationId, Period, PersonId, Source


class NoSuchMandate(Refusal):
    """There is no such mandate."""


@record
class SeatTenure:
    """A seat in a body of another organisation; `until` is the first day without it."""

    body: OrganisationId
    seat: str
    since: date
    until: date | None = None


@record
class Mandate:
    """Everything a mandate says, as it is known now."""

    person: PersonId | None = None
    organisation: OrganisationId | None = None
    role: Role | None = None
    capacity: str = ""
    may_sign: bool = False
    framework: FrameworkId | None = None
    act: ActReference | None = None
    period: Period = Period()
    revoked_on: date | None = None
    ground: Ground | None = None
    succeeded_on: date | None = None
    principal: MandateId | None = None
    predecessor: MandateId | None = None
    successor: MandateId | None = None
    granted_on: date | None = None
    source: Source | None = None
    seats: tuple[SeatTenure, ...] = ()
    irregularities: Irregularities = ()


def empowered(mandate: Mandate, on: date) -> bool:
    """Whether this mandate gave its bearer power on that day, as far as is known."""
    if mandate.person is None:
        return False
    return mandate.period.holds(on) and (mandate.revoked_on is None or on < mandate.revoked_on)


def empowerment(name: MandateId, mandate: Mandate, principal: Mandate | None = None) -> Empowerment:
    """The mandate as a fact for other nouns; a deputy's power ends with the principal's, where that one is given."""
    if mandate.person is None or mandate.organisation is None or mandate.role is None:
        raise NoSuchMandate(name)
    return Empowerment(
        mandate=name,
        person=mandate.person,
        organisation=mandate.organisation,
        role=mandate.role,
        capacity=mandate.capacity,
        may_sign=mandate.may_sign and (principal is None or principal.may_sign),
        framework=mandate.framework,
        act=mandate.act,
        period=mandate.period if principal is None else common(mandate.period, principal.period),
        revoked_on=mandate.revoked_on if principal is None else earliest(mandate.revoked_on, principal.revoked_on),
        principal=mandate.principal,
    )
