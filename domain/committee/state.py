"""What a committee is: its seats and who holds them, its colleges and its rules, each from when to when."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum

from domain.bylaws import Bylaws
from domain.decider import Refusal, record, replace
from domain.irregularity import Irregularities
from domain.presets import DatedBylaws
from domain.values import (
    ActReference,
    CommitteeId,
    FrameworkId,
    MandateId,
    OrganisationId,
    Period,
    PersonId,
    Since,
    Timeline,
    value_on,
)


class CommitteeNotConstituted(Refusal):
    """A committee is constituted before anything else is said of it."""


class CommitteeIsDissolved(Refusal):
    """A dissolved committee no longer changes."""


class SeatUnknown(Refusal):
    """Only a seat of the committee can be filled, vacated or made the chair's."""


class WeightNotPositive(Refusal):
    """A seat or a college weighs at least one."""


class SeatKind(StrEnum):
    VOTING = "voting"
    CONSULTATIVE = "consultative"
    OBSERVER = "observer"
    GUEST = "guest"


class CommitteeStage(StrEnum):
    CONSTITUTED = "constituted"
    ACTIVE = "active"
    RENEWED = "renewed"
    DISSOLVED = "dissolved"


@record
class Tenure:
    person: PersonId
    organisation: OrganisationId | None
    mandate: MandateId | None
    period: Period


@record
class Seat:
    kind: SeatKind
    college: str
    weight: int
    tenures: tuple[Tenure, ...] = ()


@record
class Adoption:
    versions: tuple[DatedBylaws, ...]
    act: ActReference | None = None


@record
class Committee:
    framework: FrameworkId | None = None
    name: str = ""
    purpose: str = ""
    stage: CommitteeStage | None = None
    term: int = 1
    act: ActReference | None = None
    colleges: Mapping[str, Timeline[int]] = field(default_factory=dict[str, Timeline[int]])
    seats: Mapping[str, Seat] = field(default_factory=dict[str, Seat])
    chair: Timeline[str] = ()
    bylaws: Timeline[Adoption] = ()
    dissolved_on: date | None = None
    irregularities: Irregularities = ()


@record
class SeatInOffice:
    """A seat and who holds it on a given day."""

    seat: str
    person: PersonId
    organisation: OrganisationId | None = None
    kind: SeatKind = SeatKind.VOTING
    college: str = ""
    college_weight: int = 1
    weight: int = 1


@record
class CommitteeOnDay:
    """What a committee's stream says for one day: what a meeting needs to know of it."""

    committee: CommitteeId
    framework: FrameworkId | None
    active: bool
    bylaws: Bylaws | None
    seats: tuple[SeatInOffice, ...]
    chair: str | None = None


def on_day(committee_id: CommitteeId, committee: Committee, day: date) -> CommitteeOnDay:
    """The rules and members of the day."""
    return CommitteeOnDay(
        committee=committee_id,
        framework=committee.framework,
        active=committee.stage in {CommitteeStage.ACTIVE, CommitteeStage.RENEWED},
        bylaws=bylaws_on(committee, day),
        seats=tuple(seats_in_office(committee, day)),
        chair=value_on(committee.chair, day),
    )


def bylaws_on(committee: Committee, day: date) -> Bylaws | None:
    """The rules in force that day: of the latest adoption, the text of the day."""
    adopted = value_on(committee.bylaws, day)
    if adopted is None:
        return None
    return value_on((Since(since=one.since, value=one.bylaws) for one in adopted.versions), day)


def seats_in_office(committee: Committee, day: date) -> Iterator[SeatInOffice]:
    """Every seat that is held on that day."""
    for name, seat in committee.seats.items():
        for tenure in held_on(seat, day):
            yield SeatInOffice(
                seat=name,
                person=tenure.person,
                organisation=tenure.organisation,
                kind=seat.kind,
                college=seat.college,
                college_weight=value_on(committee.colleges.get(seat.college, ()), day) or 1,
                weight=seat.weight,
            )


def held_on(seat: Seat, day: date) -> Iterable[Tenure]:
    return (tenure for tenure in seat.tenures if tenure.period.holds(day))


def known(committee: Committee) -> Committee:
    if committee.stage is None:
        raise CommitteeNotConstituted
    return committee


def standing(committee: Committee) -> Committee:
    if known(committee).stage is CommitteeStage.DISSOLVED:
        raise CommitteeIsDissolved(committee.dissolved_on)
    return committee


def seat_of(name: str, committee: Committee) -> Seat:
    if name not in committee.seats:
        raise SeatUnknown(name)
    return committee.seats[name]


def weighs(weight: int) -> None:
    if weight < 1:
        raise WeightNotPositive(weight)


def with_seat(committee: Committee, name: str, seat: Seat) -> Committee:
    return replace(committee, seats={**committee.seats, name: seat})


def ended(seat: Seat, last: date) -> Seat:
    """The tenure that runs past the day ends on it; one that would only begin later is never begun."""
    kept = (one for one in seat.tenures if one.period.start is None or one.period.start <= last)
    return replace(
        seat,
        tenures=tuple(
            replace(one, period=Period(start=one.period.start, end=last)) if one.period.holds(last) else one
            for one in kept
        ),
    )
