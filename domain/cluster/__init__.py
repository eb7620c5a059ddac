"""Territorial clusters (PTCE): lasting groups of enterprises and their neighbours who pool means on a territory."""

from collections.abc import Sequence
from typing import assert_never

from domain import irregularity
from domain.cluster import life
from domain.cluster.life import (
    AdmitMember,
    ClusterDissolved,
    ClusterFounded,
    ClusterRecognised,
    DissolveCluster,
    FollowStrategy,
    FoundCluster,
    MemberAdmitted,
    MemberReleased,
    PoolResource,
    RecogniseCluster,
    ReleaseMember,
    ResourcePooled,
    StrategyFollowed,
)
from domain.cluster.state import Cluster, Label, MemberRole, founded
from domain.decider import Decider, replace
from domain.irregularity import (
    AcceptIrregularity,
    IrregularityAccepted,
    IrregularityNoticed,
    IrregularityRegularised,
    NoticeIrregularity,
    RegulariseIrregularity,
)

__all__ = [
    "AdmitMember",
    "Cluster",
    "ClusterDissolved",
    "ClusterFounded",
    "ClusterRecognised",
    "Command",
    "DissolveCluster",
    "Event",
    "FollowStrategy",
    "FoundCluster",
    "Label",
    "MemberAdmitted",
    "MemberReleased",
    "MemberRole",
    "PoolResource",
    "RecogniseCluster",
    "ReleaseMember",
    "ResourcePooled",
    "StrategyFollowed",
    "decide",
    "decider",
    "evolve",
]

Command = life.Command | irregularity.Command
Event = life.Event | irregularity.Event


def decide(command: Command, cluster: Cluster) -> Sequence[Event]:
    match command:
        case (
            FoundCluster()
            | AdmitMember()
            | ReleaseMember()
            | RecogniseCluster()
            | PoolResource()
            | FollowStrategy()
            | DissolveCluster()
        ):
            return life.decide(command, cluster)
        case NoticeIrregularity() | RegulariseIrregularity() | AcceptIrregularity():
            return irregularity.decide(command, founded(cluster).irregularities)
        case _:
            assert_never(command)


def evolve(cluster: Cluster, event: Event) -> Cluster:
    match event:
        case (
            ClusterFounded()
            | MemberAdmitted()
            | MemberReleased()
            | ClusterRecognised()
            | ResourcePooled()
            | StrategyFollowed()
            | ClusterDissolved()
        ):
            return life.evolve(cluster, event)
        case IrregularityNoticed() | IrregularityRegularised() | IrregularityAccepted():
            return replace(cluster, irregularities=irregularity.evolve(cluster.irregularities, event))
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=Cluster())
