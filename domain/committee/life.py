"""A committee is constituted, installed, renewed for another term, and dissolved."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import assert_never

from domain import irregularity
from domain.committee.seats import CollegeDefined, DefineCollege, define_college
from domain.committee.state import (
    Committee,
    CommitteeStage,
    SeatKind,
    bylaws_on,
    ended,
    known,
    seat_of,
    seats_in_office,
    standing,
)
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.values import (
    ActReference,
    FrameworkId,
    Source,
)


@record
class College:
    """A voting group of seats; the weight counts where colleges vote as blocks or in proportion."""

    college: str
    weight: int = 1


@record
class ConstituteCommittee:
    """Set up a committee in a cooperation framework."""

    framework: FrameworkId
    name: str
    purpose: str = ""
    colleges: tuple[College, ...] = ()
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class InstallCommittee:
    """Start the work of a committee that has bylaws and members."""

    source: Source | None = None
    on: date


@record
class RenewCommittee:
    """Start a new term; seats not kept fall vacant the day before."""

    keep: frozenset[str] = frozenset()
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class DissolveCommittee:
    """End a committee."""

    reason: str = ""
    act: ActReference | None = None
    on: date


Command = ConstituteCommittee | InstallCommittee | RenewCommittee | DissolveCommittee


@record
class CommitteeConstituted:
    framework: FrameworkId
    name: str
    purpose: str = ""
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class CommitteeInstalled:
    source: Source | None = None
    on: date


@record
class CommitteeRenewed:
    term: int
    keep: frozenset[str] = frozenset()
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class CommitteeDissolved:
    reason: str = ""
    act: ActReference | None = None
    on: date


Event = CommitteeConstituted | CommitteeInstalled | CommitteeRenewed | CommitteeDissolved


class CommitteeAlreadyConstituted(Refusal):
    """A committee is constituted once."""


class CommitteeNameMissing(Refusal):
    """A committee has a name."""


class NoBylaws(Refusal):
    """A committee begins its work once it has bylaws."""

    cure = "The committee: adopt bylaws."


class NobodySits(Refusal):
    """A committee begins its work once a voting seat is held."""

    cure = "The parties: designate their members."


class CommitteeNotActive(Refusal):
    """Only a committee at work can be renewed."""

    cure = "The parties: install the committee."


def decide(command: Command, committee: Committee) -> list[Event | CollegeDefined | irregularity.Event]:
    match command:
        case ConstituteCommittee():
            return [*constitute(command, committee)]
        case InstallCommittee():
            return [*install(command, standing(committee))]
        case RenewCommittee():
            return [*renew(command, standing(committee))]
        case DissolveCommittee():
            return [*dissolve(command, committee)]
        case _:
            assert_never(command)


def constitute(command: ConstituteCommittee, committee: Committee) -> list[Event | CollegeDefined]:
    if committee.stage is not None:
        raise CommitteeAlreadyConstituted
    if not command.name.strip():
        raise CommitteeNameMissing
    constituted = CommitteeConstituted(
        framework=command.framework,
        name=command.name,
        purpose=command.purpose,
        act=command.act,
        source=command.source,
        on=command.on,
    )
    colleges = (DefineCollege(college=one.college, weight=one.weight, on=command.on) for one in command.colleges)
    return [constituted, *(event for one in colleges for event in define_college(one, committee))]


def install(command: InstallCommittee, committee: Committee) -> list[Event | irregularity.Event]:
    if committee.stage is not CommitteeStage.CONSTITUTED:
        return []
    installed = CommitteeInstalled(source=command.source, on=command.on)
    breaches = _not_ready(committee, command.on)
    return [*judged([installed], breaches, command.source, committee.irregularities, command.on)]


def _not_ready(committee: Committee, day: date) -> Iterator[Refusal]:
    if bylaws_on(committee, day) is None:
        yield NoBylaws(day)
    if not any(seat.kind is SeatKind.VOTING for seat in seats_in_office(committee, day)):
        yield NobodySits(day)


def renew(command: RenewCommittee, committee: Committee) -> list[Event | irregularity.Event]:
    for name in sorted(command.keep):
        seat_of(name, committee)
    renewed = CommitteeRenewed(
        term=committee.term + 1, keep=command.keep, act=command.act, source=command.source, on=command.on
    )
    idle = [CommitteeNotActive(committee.stage)] if committee.stage is CommitteeStage.CONSTITUTED else []
    return [*judged([renewed], idle, command.source, committee.irregularities, command.on)]


def dissolve(command: DissolveCommittee, committee: Committee) -> list[Event | irregularity.Event]:
    if known(committee).stage is CommitteeStage.DISSOLVED:
        return []
    return [CommitteeDissolved(reason=command.reason, act=command.act, on=command.on)]


def evolve(committee: Committee, event: Event) -> Committee:
    match event:
        case CommitteeConstituted():
            return replace(
                committee,
                framework=event.framework,
                name=event.name,
                purpose=event.purpose,
                act=event.act,
                stage=CommitteeStage.CONSTITUTED,
            )
        case CommitteeInstalled():
            return replace(committee, stage=CommitteeStage.ACTIVE)
        case CommitteeRenewed():
            return _renewed(committee, event)
        case CommitteeDissolved(on=on):
            return replace(committee, stage=CommitteeStage.DISSOLVED, dissolved_on=on)
        case _:
            assert_never(event)


def _renewed(committee: Committee, event: CommitteeRenewed) -> Committee:
    last = event.on - timedelta(days=1)
    seats = {name: seat if name in event.keep else ended(seat, last) for name, seat in committee.seats.items()}
    return replace(committee, stage=CommitteeStage.RENEWED, term=event.term, act=event.act, seats=seats)
