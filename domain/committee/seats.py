"""Seats are voting, consultative, for observers or for guests, in colleges that may weigh more or less."""

from datetime import date
from typing import assert_never

from domain.committee.state import Committee, Seat, SeatKind, standing, weighs, with_seat
from domain.decider import Refusal, record, replace
from domain.values import (
    Since,
    value_on,
)


@record
class DefineCollege:
    """Name a voting group of seats, or change its weight."""

    college: str
    weight: int = 1
    on: date


@record
class CreateSeat:
    """Create a seat: voting, consultative, observer or guest, in a college and with a weight."""

    seat: str
    kind: SeatKind = SeatKind.VOTING
    college: str = ""
    weight: int = 1
    on: date


Command = DefineCollege | CreateSeat


@record
class CollegeDefined:
    college: str
    weight: int = 1
    on: date


@record
class SeatCreated:
    seat: str
    kind: SeatKind
    college: str = ""
    weight: int = 1
    on: date


Event = CollegeDefined | SeatCreated


class CollegeUnknown(Refusal):
    """A seat belongs to a college of the committee, or to none."""


class SeatAlreadyCreated(Refusal):
    """A seat keeps the kind, college and weight it was created with."""


def decide(command: Command, committee: Committee) -> list[Event]:
    match command:
        case DefineCollege():
            return [*define_college(command, standing(committee))]
        case CreateSeat():
            return [*create_seat(command, standing(committee))]
        case _:
            assert_never(command)


def define_college(command: DefineCollege, committee: Committee) -> list[CollegeDefined]:
    weighs(command.weight)
    if value_on(committee.colleges.get(command.college, ()), command.on) == command.weight:
        return []
    return [CollegeDefined(college=command.college, weight=command.weight, on=command.on)]


def create_seat(command: CreateSeat, committee: Committee) -> list[Event]:
    weighs(command.weight)
    if command.college and command.college not in committee.colleges:
        raise CollegeUnknown(command.college)
    known = committee.seats.get(command.seat)
    if known is not None:
        if (known.kind, known.college, known.weight) == (command.kind, command.college, command.weight):
            return []
        raise SeatAlreadyCreated(command.seat)
    return [
        SeatCreated(seat=command.seat, kind=command.kind, college=command.college, weight=command.weight, on=command.on)
    ]


def evolve(committee: Committee, event: Event) -> Committee:
    match event:
        case CollegeDefined(college=college, weight=weight, on=on):
            weights = (*committee.colleges.get(college, ()), Since(since=on, value=weight))
            return replace(committee, colleges={**committee.colleges, college: weights})
        case SeatCreated():
            return with_seat(committee, event.seat, Seat(kind=event.kind, college=event.college, weight=event.weight))
        case _:
            assert_never(event)
