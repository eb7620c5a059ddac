"""A committee gives what its bylaws say: who sits in it, for whom, in which college, under which rules, and when."""

from typing import assert_never

from domain import irregularity
from domain.committee import holders, life, rules, seats
from domain.committee.holders import (
    AppointChair,
    ChairAppointed,
    ChairNotVoting,
    FillSeat,
    PersonSitsTwice,
    SeatFilled,
    SeatNotFree,
    SeatNotHeld,
    SeatVacated,
    TermUpsideDown,
    VacateSeat,
)
from domain.committee.life import (
    College,
    CommitteeAlreadyConstituted,
    CommitteeConstituted,
    CommitteeDissolved,
    CommitteeInstalled,
    CommitteeNameMissing,
    CommitteeNotActive,
    CommitteeRenewed,
    ConstituteCommittee,
    DissolveCommittee,
    InstallCommittee,
    NobodySits,
    NoBylaws,
    RenewCommittee,
)
from domain.committee.rules import AdoptBylaws, BylawsAdopted, BylawsToAdopt, BylawsUnsound
from domain.committee.seats import (
    CollegeDefined,
    CollegeUnknown,
    CreateSeat,
    DefineCollege,
    SeatAlreadyCreated,
    SeatCreated,
)
from domain.committee.state import (
    Adoption,
    Committee,
    CommitteeIsDissolved,
    CommitteeNotConstituted,
    CommitteeOnDay,
    CommitteeStage,
    Seat,
    SeatInOffice,
    SeatKind,
    SeatUnknown,
    Tenure,
    WeightNotPositive,
    bylaws_on,
    held_on,
    known,
    on_day,
    seats_in_office,
)
from domain.decider import Decider, replace

Command = life.Command | seats.Command | holders.Command | rules.Command | irregularity.Command
Event = life.Event | seats.Event | holders.Event | rules.Event | irregularity.Event


def decide(command: Command, committee: Committee) -> list[Event]:
    match command:
        case ConstituteCommittee() | InstallCommittee() | RenewCommittee() | DissolveCommittee():
            return [*life.decide(command, committee)]
        case DefineCollege() | CreateSeat():
            return [*seats.decide(command, committee)]
        case FillSeat() | VacateSeat() | AppointChair():
            return [*holders.decide(command, committee)]
        case AdoptBylaws():
            return [*rules.decide(command, committee)]
        case (
            irregularity.NoticeIrregularity()
            | irregularity.RegulariseIrregularity()
            | irregularity.AcceptIrregularity()
        ):
            return [*irregularity.decide(command, known(committee).irregularities)]
        case _:
            assert_never(command)


def evolve(committee: Committee, event: Event) -> Committee:
    match event:
        case CommitteeConstituted() | CommitteeInstalled() | CommitteeRenewed() | CommitteeDissolved():
            return life.evolve(committee, event)
        case CollegeDefined() | SeatCreated():
            return seats.evolve(committee, event)
        case SeatFilled() | SeatVacated() | ChairAppointed():
            return holders.evolve(committee, event)
        case BylawsAdopted():
            return rules.evolve(committee, event)
        case (
            irregularity.IrregularityNoticed()
            | irregularity.IrregularityRegularised()
            | irregularity.IrregularityAccepted()
        ):
            return replace(committee, irregularities=irregularity.evolve(committee.irregularities, event))
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=Committee())

__all__ = [
    "AdoptBylaws",
    "Adoption",
    "AppointChair",
    "BylawsAdopted",
    "BylawsToAdopt",
    "BylawsUnsound",
    "ChairAppointed",
    "ChairNotVoting",
    "College",
    "CollegeDefined",
    "CollegeUnknown",
    "Command",
    "Committee",
    "CommitteeAlreadyConstituted",
    "CommitteeConstituted",
    "CommitteeDissolved",
    "CommitteeInstalled",
    "CommitteeIsDissolved",
    "CommitteeNameMissing",
    "CommitteeNotActive",
    "CommitteeNotConstituted",
    "CommitteeOnDay",
    "CommitteeRenewed",
    "CommitteeStage",
    "ConstituteCommittee",
    "CreateSeat",
    "DefineCollege",
    "DissolveCommittee",
    "Event",
    "FillSeat",
    "InstallCommittee",
    "NoBylaws",
    "NobodySits",
    "PersonSitsTwice",
    "RenewCommittee",
    "Seat",
    "SeatAlreadyCreated",
    "SeatCreated",
    "SeatFilled",
    "SeatInOffice",
    "SeatKind",
    "SeatNotFree",
    "SeatNotHeld",
    "SeatUnknown",
    "SeatVacated",
    "Tenure",
    "TermUpsideDown",
    "VacateSeat",
    "WeightNotPositive",
    "bylaws_on",
    "decide",
    "decider",
    "evolve",
    "held_on",
    "on_day",
    "seats_in_office",
]
