"""A seat is held by one person at a time, possibly for an organisation, from a day to a day."""

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.committee.state import Committee, Seat, SeatKind, Tenure, ended, held_on, seat_of, standing, with_seat
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.values import (
    MandateId,
    OrganisationId,
    Period,
    PersonId,
    Since,
    Source,
    value_on,
)


@record
class FillSeat:
    """Seat a person, possibly representing an organisation, from a day (to a day)."""

    seat: str
    person: PersonId
    organisation: OrganisationId | None = None
    mandate: MandateId | None = None
    until: date | None = None
    source: Source | None = None
    on: date


@record
class VacateSeat:
    """End a person's tenure of a seat; the day named is the last."""

    seat: str
    reason: str = ""
    on: date


@record
class AppointChair:
    """Say which seat chairs the committee from a day on."""

    seat: str
    on: date


Command = FillSeat | VacateSeat | AppointChair


@record
class SeatFilled:
    seat: str
    person: PersonId
    organisation: OrganisationId | None = None
    mandate: MandateId | None = None
    until: date | None = None
    source: Source | None = None
    on: date


@record
class SeatVacated:
    seat: str
    reason: str = ""
    on: date


@record
class ChairAppointed:
    seat: str
    on: date


Event = SeatFilled | SeatVacated | ChairAppointed


class SeatNotFree(Refusal):
    """A seat has one holder at a time."""


class SeatNotHeld(Refusal):
    """Only a seat that somebody holds can be vacated."""


class TermUpsideDown(Refusal):
    """Nobody leaves a seat before taking it."""


class PersonSitsTwice(Refusal):
    """A person holds one voting seat at a time in a committee."""

    cure = "The committee: vacate one of the two seats."


class ChairNotVoting(Refusal):
    """The chair holds a voting seat."""


def decide(command: Command, committee: Committee) -> list[Event | irregularity.Event]:
    match command:
        case FillSeat():
            return [*fill_seat(command, standing(committee))]
        case VacateSeat():
            return [*vacate_seat(command, standing(committee))]
        case AppointChair():
            return [*appoint_chair(command, standing(committee))]
        case _:
            assert_never(command)


def fill_seat(command: FillSeat, committee: Committee) -> list[Event | irregularity.Event]:
    seat = seat_of(command.seat, committee)
    if command.until is not None and command.until < command.on:
        raise TermUpsideDown(command.on, command.until)
    tenure = _tenure(command)
    if tenure in seat.tenures:
        return []
    if any(overlap(one.period, tenure.period) for one in seat.tenures):
        raise SeatNotFree(command.seat)
    filled = SeatFilled(
        seat=command.seat,
        person=command.person,
        organisation=command.organisation,
        mandate=command.mandate,
        until=command.until,
        source=command.source,
        on=command.on,
    )
    breaches = _sits_twice(command, committee, seat)
    return [*judged([filled], breaches, command.source, committee.irregularities, command.on)]


def _tenure(filled: FillSeat | SeatFilled) -> Tenure:
    return Tenure(
        person=filled.person,
        organisation=filled.organisation,
        mandate=filled.mandate,
        period=Period(start=filled.on, end=filled.until),
    )


def _sits_twice(command: FillSeat, committee: Committee, seat: Seat) -> Iterator[Refusal]:
    if seat.kind is not SeatKind.VOTING:
        return
    wanted = Period(start=command.on, end=command.until)
    for name, other in committee.seats.items():
        held = (one for one in other.tenures if one.person == command.person and overlap(one.period, wanted))
        if name != command.seat and other.kind is SeatKind.VOTING and any(held):
            yield PersonSitsTwice(command.person, name, command.seat)


def overlap(one: Period, other: Period) -> bool:
    return (one.start or date.min) <= (other.end or date.max) and (other.start or date.min) <= (one.end or date.max)


def vacate_seat(command: VacateSeat, committee: Committee) -> list[Event | irregularity.Event]:
    seat = seat_of(command.seat, committee)
    if any(tenure.period.end == command.on for tenure in seat.tenures):
        return []
    if not any(held_on(seat, command.on)):
        raise SeatNotHeld(command.seat, command.on)
    return [SeatVacated(seat=command.seat, reason=command.reason, on=command.on)]


def appoint_chair(command: AppointChair, committee: Committee) -> list[Event | irregularity.Event]:
    if seat_of(command.seat, committee).kind is not SeatKind.VOTING:
        raise ChairNotVoting(command.seat)
    if value_on(committee.chair, command.on) == command.seat:
        return []
    return [ChairAppointed(seat=command.seat, on=command.on)]


def evolve(committee: Committee, event: Event) -> Committee:
    match event:
        case SeatFilled():
            seat = committee.seats[event.seat]
            return with_seat(committee, event.seat, replace(seat, tenures=(*seat.tenures, _tenure(event))))
        case SeatVacated():
            return with_seat(committee, event.seat, ended(committee.seats[event.seat], event.on))
        case ChairAppointed(seat=name, on=on):
            return replace(committee, chair=(*committee.chair, Since(since=on, value=name)))
        case _:
            assert_never(event)
