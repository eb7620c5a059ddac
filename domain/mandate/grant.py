"""A power is given by an act, by a principal to a deputy, or by a predecessor to a newcomer."""

from collections.abc import Iterable, Iterator
from datetime import date

from domain import irregularity
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.mandate.power import Empowerment, Role, later
from domain.mandate.state import Mandate
from domain.values import ActReference, FrameworkId, MandateId, OrganisationId, Period, PersonId, Source


@record
class Grant:
    """Give a person the power to act for an organisation; with a source, record a power given elsewhere."""

    person: PersonId
    organisation: OrganisationId
    role: Role
    capacity: str = ""
    may_sign: bool = False
    framework: FrameworkId | None = None
    act: ActReference | None = None
    period: Period = Period()
    organisation_ended_on: Given[date | None] = None
    source: Source | None = None
    on: date


@record
class Deputise:
    """Give a deputy, within its limits, the power that a mandate already gives somebody."""

    principal: MandateId
    powers: Given[Empowerment]
    person: PersonId
    capacity: str = ""
    may_sign: bool = False
    act: ActReference | None = None
    period: Period = Period()
    source: Source | None = None
    on: date


@record
class TakeOver:
    """Give a newcomer all that a predecessor's mandate gave, from a day on."""

    predecessor: MandateId
    powers: Given[Empowerment]
    person: PersonId
    act: ActReference | None = None
    until: date | None = None
    source: Source | None = None
    on: date


@record
class Granted:
    person: PersonId
    organisation: OrganisationId
    role: Role
    capacity: str = ""
    may_sign: bool = False
    framework: FrameworkId | None = None
    act: ActReference | None = None
    period: Period
    principal: MandateId | None = None
    predecessor: MandateId | None = None
    source: Source | None = None
    on: date


class MandateAlreadyGranted(Refusal):
    """A mandate is granted once; other powers are another mandate."""


class MandateEndsBeforeItBegins(Refusal):
    """A mandate does not end before it begins."""


class SigningWithoutAct(Refusal):
    """A mandate to sign names the act that gives it."""

    cure = "The organisation names the deliberation, statutes or minutes that gave the power to sign."


class PowerBeforeAct(Refusal):
    """A mandate does not begin before the act that gives it."""

    cure = "The organisation names the earlier act, or ratifies what was done meanwhile."


class MandateStartUnknown(Refusal):
    """The day on which a mandate began is known."""

    cure = "The organisation says from which day the mandate held."


class MandateForEndedOrganisation(Refusal):
    """Nobody receives the power to act for an organisation that no longer exists."""

    cure = "The successor of the organisation gives a mandate of its own."


class DeputyOfOneself(Refusal):
    """Nobody is their own deputy."""


class DeputyOfADeputy(Refusal):
    """A deputy does not appoint a deputy."""

    cure = "The holder of the first mandate appoints the deputy."


class PrincipalNotEmpowered(Refusal):
    """Only somebody who holds a power can be deputised for."""

    cure = "The organisation states who held the power on that day."


class DeputyExceedsPrincipal(Refusal):
    """A deputy has no more power than the mandate deputised for, and not for longer."""

    cure = "The organisation gives a mandate of its own, by an act."


class TakesOverBeforeItBegan(Refusal):
    """A mandate is not taken over before it began."""


def grant(command: Grant, mandate: Mandate) -> list[Granted | irregularity.Event]:
    granted = Granted(
        person=command.person,
        organisation=command.organisation,
        role=command.role,
        capacity=command.capacity,
        may_sign=command.may_sign,
        framework=command.framework,
        act=command.act,
        period=_from_today(command.period, command.source, command.on),
        source=command.source,
        on=command.on,
    )
    ended = command.organisation_ended_on
    gone = [MandateForEndedOrganisation(command.organisation, ended)] if ended and command.on >= ended else []
    return _give(granted, mandate, gone)


def deputise(command: Deputise, mandate: Mandate) -> list[Granted | irregularity.Event]:
    powers = command.powers
    if command.person == powers.person:
        raise DeputyOfOneself(command.person)
    period = _from_today(command.period, command.source, command.on)
    granted = Granted(
        person=command.person,
        organisation=powers.organisation,
        role=powers.role,
        capacity=command.capacity,
        may_sign=command.may_sign,
        framework=powers.framework,
        act=command.act,
        period=replace(period, end=period.end or powers.period.end),
        principal=powers.mandate,
        source=command.source,
        on=command.on,
    )
    return _give(granted, mandate, beyond_principal(granted, powers))


def take_over(command: TakeOver, mandate: Mandate) -> list[Granted | irregularity.Event]:
    powers = command.powers
    if powers.period.start is not None and command.on < powers.period.start:
        raise TakesOverBeforeItBegan(powers.mandate, command.on)
    rest_of_term = powers.period.end if powers.period.holds(command.on) else None
    granted = Granted(
        person=command.person,
        organisation=powers.organisation,
        role=powers.role,
        capacity=powers.capacity,
        may_sign=powers.may_sign,
        framework=powers.framework,
        act=command.act,
        period=Period(start=command.on, end=command.until or rest_of_term),
        principal=powers.principal,
        predecessor=powers.mandate,
        source=command.source,
        on=command.on,
    )
    return _give(granted, mandate, [])


def beyond_principal(deputy: Granted, powers: Empowerment) -> Iterator[Refusal]:
    """In what a deputy's mandate goes beyond the one deputised for."""
    if powers.principal is not None:
        yield DeputyOfADeputy(powers.mandate)
    start = deputy.period.start
    if start is not None and not powers.holds_on(start):
        yield PrincipalNotEmpowered(powers.mandate, start)
    if deputy.may_sign and not powers.may_sign:
        yield DeputyExceedsPrincipal("may_sign")
    if later(deputy.period.end, powers.period.end):
        yield DeputyExceedsPrincipal(deputy.period.end)


def unfounded(granted: Granted) -> Iterator[Refusal]:
    """In what a mandate lacks the ground it needs."""
    if granted.may_sign and granted.act is None:
        yield SigningWithoutAct()
    if granted.period.start is None:
        yield MandateStartUnknown()
    yield from before_act(granted.act, granted.period)


def _give(granted: Granted, mandate: Mandate, breaches: Iterable[Refusal]) -> list[Granted | irregularity.Event]:
    if mandate.person is not None:
        if begun(granted) == replace(mandate, irregularities=()):
            return []
        raise MandateAlreadyGranted
    forwards(granted.period)
    return [*judged([granted], [*breaches, *unfounded(granted)], granted.source, (), granted.on)]


def _from_today(period: Period, source: Source | None, on: date) -> Period:
    """A power given here begins on the day it is given, unless said otherwise."""
    return period if period.start is not None or source is not None else replace(period, start=on)


def forwards(period: Period) -> None:
    if period.start is not None and period.end is not None and period.end < period.start:
        raise MandateEndsBeforeItBegins(period.start, period.end)


def before_act(act: ActReference | None, period: Period) -> Iterator[Refusal]:
    adopted = None if act is None else act.adopted_on
    if adopted is not None and period.start is not None and period.start < adopted:
        yield PowerBeforeAct(period.start, adopted)


def begun(event: Granted) -> Mandate:
    return Mandate(
        person=event.person,
        organisation=event.organisation,
        role=event.role,
        capacity=event.capacity,
        may_sign=event.may_sign,
        framework=event.framework,
        act=event.act,
        period=event.period,
        principal=event.principal,
        predecessor=event.predecessor,
        granted_on=event.on,
        source=event.source,
    )
