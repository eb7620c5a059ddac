"""Where a mandate sits: the seats that its bearer takes in bodies of others, from a day to a day."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.mandate.state import Mandate, SeatTenure, empowered
from domain.values import OrganisationId, Source


@record
class TakeSeat:
    """Take a seat in a body of another organisation, under this mandate."""

    body: OrganisationId
    seat: str
    source: Source | None = None
    on: date


@record
class LeaveSeat:
    """Leave a seat, from a day on."""

    body: OrganisationId
    seat: str
    on: date


@record
class SeatTaken:
    body: OrganisationId
    seat: str
    source: Source | None = None
    on: date


@record
class SeatLeft:
    body: OrganisationId
    seat: str
    on: date


Command = TakeSeat | LeaveSeat
Event = SeatTaken | SeatLeft


class SeatUnnamed(Refusal):
    """A seat has a name in the body where it is."""


class SeatInOnesOwnBody(Refusal):
    """One represents an organisation before others, not before itself."""


class SeatBeyondMandate(Refusal):
    """A seat is taken under a mandate that holds on that day."""

    cure = "The organisation gives a mandate for the seat."


class SeatElsewhereNotHeld(Refusal):
    """Only a seat that was taken is left."""


def decide(command: Command, mandate: Mandate) -> Sequence[Event | irregularity.Event]:
    match command:
        case TakeSeat():
            return take(command, mandate)
        case LeaveSeat():
            return leave(command, mandate)
        case _:
            assert_never(command)


def take(command: TakeSeat, mandate: Mandate) -> Sequence[Event | irregularity.Event]:
    if not command.seat.strip():
        raise SeatUnnamed
    if command.body == mandate.organisation:
        raise SeatInOnesOwnBody(command.body)
    if _held(mandate, command.body, command.seat) is not None:
        return []
    taken = SeatTaken(body=command.body, seat=command.seat, source=command.source, on=command.on)
    return judged([taken], _powerless(mandate, command.on), command.source, mandate.irregularities, command.on)


def leave(command: LeaveSeat, mandate: Mandate) -> list[Event]:
    if _held(mandate, command.body, command.seat) is not None:
        return [SeatLeft(body=command.body, seat=command.seat, on=command.on)]
    if any((one.body, one.seat) == (command.body, command.seat) for one in mandate.seats):
        return []
    raise SeatElsewhereNotHeld(command.body, command.seat)


def _held(mandate: Mandate, body: OrganisationId, seat: str) -> SeatTenure | None:
    same = (one for one in mandate.seats if (one.body, one.seat) == (body, seat))
    return next((one for one in same if one.until is None), None)


def _powerless(mandate: Mandate, on: date) -> Iterator[Refusal]:
    if not empowered(mandate, on):
        yield SeatBeyondMandate(on)


def evolve(mandate: Mandate, event: Event) -> Mandate:
    match event:
        case SeatTaken(body=body, seat=seat, on=on):
            return replace(mandate, seats=(*mandate.seats, SeatTenure(body=body, seat=seat, since=on)))
        case SeatLeft(body=body, seat=seat, on=on):
            left = tuple(
                replace(one, until=on) if (one.body, one.seat, one.until) == (body, seat, None) else one
                for one in mandate.seats
            )
            return replace(mandate, seats=left)
        case _:
            assert_never(event)
