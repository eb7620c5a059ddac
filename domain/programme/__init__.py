"""What supports people who create an enterprise: who offers it, who pays for it, from when to when."""

from collections.abc import Sequence
from typing import assert_never

from domain import irregularity
from domain.decider import Decider, replace
from domain.irregularity import (
    AcceptIrregularity,
    IrregularityAccepted,
    IrregularityNoticed,
    IrregularityRegularised,
    NoticeIrregularity,
    RegulariseIrregularity,
)
from domain.programme import funding, life
from domain.programme.funding import AddFunder, FunderAdded, FunderRemoved, RemoveFunder
from domain.programme.life import (
    ChangeOperator,
    CloseProgramme,
    OpenProgramme,
    OperatorChanged,
    ProgrammeClosed,
    ProgrammeOpened,
    ProgrammeReopened,
    ReopenProgramme,
)
from domain.programme.state import Kind, NoSuchProgramme, Programme, ProgrammeOnDay, on_day, open_on

__all__ = [
    "AddFunder",
    "ChangeOperator",
    "CloseProgramme",
    "Command",
    "Event",
    "FunderAdded",
    "FunderRemoved",
    "Kind",
    "NoSuchProgramme",
    "OpenProgramme",
    "OperatorChanged",
    "Programme",
    "ProgrammeClosed",
    "ProgrammeOnDay",
    "ProgrammeOpened",
    "ProgrammeReopened",
    "RemoveFunder",
    "ReopenProgramme",
    "decide",
    "decider",
    "evolve",
    "on_day",
    "open_on",
]

Command = (
    OpenProgramme | ChangeOperator | CloseProgramme | ReopenProgramme | AddFunder | RemoveFunder | irregularity.Command
)
Event = life.Event | funding.Event | irregularity.Event


def decide(command: Command, programme: Programme) -> Sequence[Event]:
    if not programme.running and not isinstance(command, OpenProgramme):
        raise NoSuchProgramme
    match command:
        case OpenProgramme():
            return life.open_programme(command, programme)
        case ChangeOperator():
            return life.change_operator(command, programme)
        case CloseProgramme():
            return life.close_programme(command, programme)
        case ReopenProgramme():
            return life.reopen_programme(command, programme)
        case AddFunder():
            return funding.add_funder(command, programme)
        case RemoveFunder():
            return funding.remove_funder(command, programme)
        case NoticeIrregularity() | RegulariseIrregularity() | AcceptIrregularity():
            return irregularity.decide(command, programme.irregularities)
        case _:
            assert_never(command)


def evolve(programme: Programme, event: Event) -> Programme:
    match event:
        case ProgrammeOpened() | OperatorChanged() | ProgrammeClosed() | ProgrammeReopened():
            return life.evolve(programme, event)
        case FunderAdded() | FunderRemoved():
            return funding.evolve(programme, event)
        case IrregularityNoticed() | IrregularityRegularised() | IrregularityAccepted():
            return replace(programme, irregularities=irregularity.evolve(programme.irregularities, event))
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=Programme())
