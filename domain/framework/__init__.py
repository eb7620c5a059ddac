"""The lasting frame of cooperation: a territory, its parties, its presets."""

from collections.abc import Sequence
from typing import assert_never

from domain import irregularity
from domain.decider import Decider, replace
from domain.framework import charter, life
from domain.framework.charter import (
    ChangeFields,
    ChangeOperator,
    ChangeTerritory,
    CorrectZone,
    Establish,
    Established,
    FieldOfWorkMissing,
    FieldsChanged,
    FrameworkAlreadyEstablished,
    FrameworkNameMissing,
    FrameworkZoneMalformed,
    OperatorChanged,
    Rename,
    Renamed,
    TerritoryChanged,
    TerritoryCodeMalformed,
    ZoneCorrected,
)
from domain.framework.life import (
    AdoptPreset,
    Close,
    Closed,
    ClosedBeforeItBegan,
    ClosingReasonsMissing,
    DropPreset,
    Enter,
    Leave,
    NotAPartyOfFramework,
    PartyEntered,
    PartyLeft,
    PresetAdopted,
    PresetDropped,
    PresetNameMissing,
    Reopen,
    Reopened,
)
from domain.framework.state import (
    CodeKind,
    FieldOfWork,
    Framework,
    FrameworkClosed,
    NoSuchFramework,
    Territory,
    established,
)

Command = charter.Command | life.Command | irregularity.Command
Event = charter.Event | life.Event | irregularity.Event


def decide(command: Command, framework: Framework) -> Sequence[Event]:
    match command:
        case Establish():
            return charter.establish(command, framework)
        case Rename():
            return charter.rename(command, established(framework))
        case ChangeTerritory():
            return charter.change_territory(command, established(framework))
        case ChangeOperator():
            return charter.change_operator(command, established(framework))
        case ChangeFields():
            return charter.change_fields(command, established(framework))
        case CorrectZone():
            return charter.correct_zone(command, established(framework))
        case Enter():
            return life.enter(command, established(framework))
        case Leave():
            return life.leave(command, established(framework))
        case AdoptPreset():
            return life.adopt_preset(command, established(framework))
        case DropPreset():
            return life.drop_preset(command, established(framework))
        case Close():
            return life.close(command, established(framework))
        case Reopen():
            return life.reopen(command, established(framework))
        case (
            irregularity.NoticeIrregularity()
            | irregularity.RegulariseIrregularity()
            | irregularity.AcceptIrregularity()
        ):
            return irregularity.decide(command, established(framework).irregularities)
        case _:
            assert_never(command)


def evolve(framework: Framework, event: Event) -> Framework:
    match event:
        case Established() | Renamed() | TerritoryChanged() | OperatorChanged() | FieldsChanged() | ZoneCorrected():
            return charter.evolve(framework, event)
        case PartyEntered() | PartyLeft() | PresetAdopted() | PresetDropped() | Closed() | Reopened():
            return life.evolve(framework, event)
        case (
            irregularity.IrregularityNoticed()
            | irregularity.IrregularityRegularised()
            | irregularity.IrregularityAccepted()
        ):
            return replace(framework, irregularities=irregularity.evolve(framework.irregularities, event))
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=Framework())

__all__ = [
    "AdoptPreset",
    "ChangeFields",
    "ChangeOperator",
    "ChangeTerritory",
    "Close",
    "Closed",
    "ClosedBeforeItBegan",
    "ClosingReasonsMissing",
    "CodeKind",
    "Command",
    "CorrectZone",
    "DropPreset",
    "Enter",
    "Establish",
    "Established",
    "Event",
    "FieldOfWork",
    "FieldOfWorkMissing",
    "FieldsChanged",
    "Framework",
    "FrameworkAlreadyEstablished",
    "FrameworkClosed",
    "FrameworkNameMissing",
    "FrameworkZoneMalformed",
    "Leave",
    "NoSuchFramework",
    "NotAPartyOfFramework",
    "OperatorChanged",
    "PartyEntered",
    "PartyLeft",
    "PresetAdopted",
    "PresetDropped",
    "PresetNameMissing",
    "Rename",
    "Renamed",
    "Reopen",
    "Reopened",
    "Territory",
    "TerritoryChanged",
    "TerritoryCodeMalformed",
    "ZoneCorrected",
    "decide",
    "decider",
    "evolve",
]
