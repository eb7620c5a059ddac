"""A joint strategy of several organisations: what it is to reach, by which commitments, and how far it has come."""

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
from domain.strategy import life, plan
from domain.strategy.life import (
    AdoptStrategy,
    CloseStrategy,
    DraftStrategy,
    OwnerAdopted,
    StrategyAdopted,
    StrategyDrafted,
    StrategyEnded,
)
from domain.strategy.plan import (
    AttachCommitment,
    AxesSet,
    CommitmentAttached,
    CommitmentDetached,
    DetachCommitment,
    DropObjective,
    ObjectiveDropped,
    ObjectiveSet,
    SetAxes,
    SetObjective,
)
from domain.strategy.progress import StrategyProgress, strategy_progress
from domain.strategy.state import Objective, Stage, Strategy, StrategyAxis, drafted

__all__ = [
    "AdoptStrategy",
    "AttachCommitment",
    "AxesSet",
    "CloseStrategy",
    "Command",
    "CommitmentAttached",
    "CommitmentDetached",
    "DetachCommitment",
    "DraftStrategy",
    "DropObjective",
    "Event",
    "Objective",
    "ObjectiveDropped",
    "ObjectiveSet",
    "OwnerAdopted",
    "SetAxes",
    "SetObjective",
    "Stage",
    "Strategy",
    "StrategyAdopted",
    "StrategyAxis",
    "StrategyDrafted",
    "StrategyEnded",
    "StrategyProgress",
    "decide",
    "decider",
    "evolve",
    "strategy_progress",
]

Command = life.Command | plan.Command | irregularity.Command
Event = life.Event | plan.Event | irregularity.Event


def decide(command: Command, strategy: Strategy) -> Sequence[Event]:
    match command:
        case DraftStrategy() | AdoptStrategy() | CloseStrategy():
            return life.decide(command, strategy)
        case SetAxes() | SetObjective() | DropObjective() | AttachCommitment() | DetachCommitment():
            return plan.decide(command, drafted(strategy))
        case NoticeIrregularity() | RegulariseIrregularity() | AcceptIrregularity():
            return irregularity.decide(command, drafted(strategy).irregularities)
        case _:
            assert_never(command)


def evolve(strategy: Strategy, event: Event) -> Strategy:
    match event:
        case StrategyDrafted() | OwnerAdopted() | StrategyAdopted() | StrategyEnded():
            return life.evolve(strategy, event)
        case AxesSet() | ObjectiveSet() | ObjectiveDropped() | CommitmentAttached() | CommitmentDetached():
            return plan.evolve(strategy, event)
        case IrregularityNoticed() | IrregularityRegularised() | IrregularityAccepted():
            return replace(strategy, irregularities=irregularity.evolve(strategy.irregularities, event))
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=Strategy())
