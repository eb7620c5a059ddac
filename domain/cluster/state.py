"""A territorial cluster for economic cooperation (PTCE): who belongs to it, as what, and what they pool."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum

from domain.decider import Refusal, record
from domain.irregularity import Irregularities
from domain.values import (
    ActReference,
    CommitmentId,
    FrameworkId,
    OrganisationId,
    Period,
    StrategyId,
    Timeline,
    value_on,
)


class MemberRole(StrEnum):
    """What an organisation is in a cluster."""

    CARRIER = "carrier"
    """It carries the cluster in law (structure porteuse)."""
    SSE_ENTERPRISE = "sse_enterprise"
    ENTERPRISE = "enterprise"
    AUTHORITY = "authority"
    RESEARCH = "research"
    TRAINING = "training"
    OTHER = "other"


@record
class Label:
    """A public recognition of the cluster, the days for which it was given, and by which act."""

    name: str
    period: Period
    act: ActReference | None
    on: date


@record
class Cluster:
    """Everything known of one cluster."""

    framework: FrameworkId = FrameworkId("")
    name: str = ""
    territory: str = ""
    purpose: str = ""
    founded_on: date | None = None
    members: Mapping[str, Timeline[frozenset[MemberRole]]] = field(
        default_factory=dict[str, Timeline[frozenset[MemberRole]]]
    )
    """By organisation, its roles over time; no role: it does not belong."""
    labels: tuple[Label, ...] = ()
    pooled: tuple[CommitmentId, ...] = ()
    strategy: StrategyId | None = None
    dissolved_on: date | None = None
    dissolved_because: str = ""
    irregularities: Irregularities = ()

    def roles_on(self, organisation: OrganisationId, day: date) -> frozenset[MemberRole]:
        """What an organisation was in the cluster on that day."""
        return value_on(self.members.get(organisation, ()), day) or frozenset()

    def members_on(self, day: date) -> Mapping[OrganisationId, frozenset[MemberRole]]:
        """Who belonged on that day, and as what."""
        found = {OrganisationId(name): self.roles_on(OrganisationId(name), day) for name in self.members}
        return {name: roles for name, roles in found.items() if roles}


class NoSuchCluster(Refusal):
    """A cluster is founded before anything else is said of it."""


def founded(cluster: Cluster) -> Cluster:
    """The cluster. Raises NoSuchCluster where nobody founded one."""
    if cluster.founded_on is None:
        raise NoSuchCluster
    return cluster
