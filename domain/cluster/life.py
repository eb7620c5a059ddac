"""The life of a cluster: founded, joined and left in a role, recognised, dissolved."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.cluster.state import Cluster, Label, MemberRole, founded
from domain.decider import Refusal, record, replace
from domain.irregularity import judged, noticed
from domain.values import ActReference, CommitmentId, FrameworkId, OrganisationId, Period, Since, Source, StrategyId

ARTICLE_9_SINCE = date(2014, 8, 2)
"""Law 2014-856 of 31 July 2014, published on 1 August."""


@record
class FoundCluster:
    """Found a territorial cluster on a territory, with a purpose."""

    framework: FrameworkId
    name: str
    territory: str = ""
    purpose: str = ""
    source: Source | None = None
    on: date


@record
class AdmitMember:
    """Admit an organisation in one or several roles, or change its roles from a day on."""

    organisation: OrganisationId
    roles: frozenset[MemberRole]
    source: Source | None = None
    on: date


@record
class ReleaseMember:
    """Record that an organisation no longer belongs, from a day on."""

    organisation: OrganisationId
    reasons: str = ""
    on: date


@record
class RecogniseCluster:
    """Record a public recognition of the cluster (a label, a call won), for how long and by which act."""

    label: str
    period: Period = Period()
    act: ActReference | None = None
    on: date


@record
class PoolResource:
    """Say that a commitment is something the members pool in this cluster; its owners and shares are its own."""

    commitment: CommitmentId
    on: date


@record
class FollowStrategy:
    """Name the joint strategy that the cluster carries out."""

    strategy: StrategyId
    on: date


@record
class DissolveCluster:
    """End the cluster, with reasons."""

    reasons: str
    on: date


@record
class ClusterFounded:
    framework: FrameworkId
    name: str
    territory: str
    purpose: str
    source: Source | None = None
    on: date


@record
class MemberAdmitted:
    organisation: OrganisationId
    roles: frozenset[MemberRole]
    source: Source | None = None
    on: date


@record
class MemberReleased:
    organisation: OrganisationId
    reasons: str
    on: date


@record
class ClusterRecognised:
    label: str
    period: Period
    act: ActReference | None = None
    on: date


@record
class ResourcePooled:
    commitment: CommitmentId
    on: date


@record
class StrategyFollowed:
    strategy: StrategyId
    on: date


@record
class ClusterDissolved:
    reasons: str
    on: date


Command = (
    FoundCluster | AdmitMember | ReleaseMember | RecogniseCluster | PoolResource | FollowStrategy | DissolveCluster
)
Event = (
    ClusterFounded
    | MemberAdmitted
    | MemberReleased
    | ClusterRecognised
    | ResourcePooled
    | StrategyFollowed
    | ClusterDissolved
)
Told = Sequence[Event | irregularity.Event]


class ClusterAlreadyFounded(Refusal):
    """A cluster is founded once."""


class ClusterUnnamed(Refusal):
    """A cluster has a name."""


class RoleMissing(Refusal):
    """A member of a cluster has a role in it."""


class NotInCluster(Refusal):
    """Only a member of the cluster leaves it."""


class ClusterIsDissolved(Refusal):
    """A dissolved cluster admits nobody and pools nothing."""

    cure = "The members found a new cluster, or accept the entry with reasons."


class ClusterOneSided(Refusal):
    """A recognised cluster joins social-economy and other enterprises, in touch with authorities or research."""

    article = "loi n° 2014-856 du 31 juillet 2014, art. 9"
    cure = "The cluster admits the members that are missing."


class DissolvedWithoutReasons(Refusal):
    """A cluster is dissolved with a word on why."""


def decide(command: Command, cluster: Cluster) -> Told:
    match command:
        case FoundCluster():
            return found(command, cluster)
        case AdmitMember():
            return admit(command, founded(cluster))
        case ReleaseMember():
            return release(command, founded(cluster))
        case RecogniseCluster():
            return recognise(command, founded(cluster))
        case PoolResource(commitment=commitment, on=on):
            known = commitment in founded(cluster).pooled
            return [] if known else [*_still(cluster, on), ResourcePooled(commitment=commitment, on=on)]
        case FollowStrategy(strategy=strategy, on=on):
            known = founded(cluster).strategy == strategy
            return [] if known else [*_still(cluster, on), StrategyFollowed(strategy=strategy, on=on)]
        case DissolveCluster():
            return dissolve(command, founded(cluster))
        case _:
            assert_never(command)


def found(command: FoundCluster, cluster: Cluster) -> list[Event]:
    if cluster.founded_on is not None:
        raise ClusterAlreadyFounded(cluster.name)
    if not command.name.strip():
        raise ClusterUnnamed
    return [
        ClusterFounded(
            framework=command.framework,
            name=command.name,
            territory=command.territory,
            purpose=command.purpose,
            source=command.source,
            on=command.on,
        )
    ]


def admit(command: AdmitMember, cluster: Cluster) -> Told:
    if not command.roles:
        raise RoleMissing(command.organisation)
    if cluster.roles_on(command.organisation, command.on) == command.roles:
        return []
    admitted = MemberAdmitted(
        organisation=command.organisation, roles=command.roles, source=command.source, on=command.on
    )
    return judged([admitted], _over(cluster, command.on), command.source, cluster.irregularities, command.on)


def release(command: ReleaseMember, cluster: Cluster) -> Told:
    """What a recognised cluster lacks once a member has left is an irregularity: the law does not stop it."""
    if command.organisation not in cluster.members:
        raise NotInCluster(command.organisation)
    if not cluster.roles_on(command.organisation, command.on):
        return []
    released = MemberReleased(organisation=command.organisation, reasons=command.reasons, on=command.on)
    labelled = any(one.period.holds(command.on) for one in cluster.labels)
    lacking = one_sided(evolve(cluster, released), command.on) if labelled else ()
    return [released, *noticed(lacking, cluster.irregularities, command.on)]


def recognise(command: RecogniseCluster, cluster: Cluster) -> Told:
    recognised = ClusterRecognised(label=command.label, period=command.period, act=command.act, on=command.on)
    if _label(recognised) in cluster.labels:
        return []
    return [recognised, *noticed(one_sided(cluster, command.on), cluster.irregularities, command.on)]


def dissolve(command: DissolveCluster, cluster: Cluster) -> list[Event]:
    if not command.reasons.strip():
        raise DissolvedWithoutReasons
    return [] if cluster.dissolved_on else [ClusterDissolved(reasons=command.reasons, on=command.on)]


def one_sided(cluster: Cluster, day: date) -> Iterator[Refusal]:
    """What the law asks of a cluster that the State recognises and this one lacks on that day."""
    held = frozenset(role for roles in cluster.members_on(day).values() for role in roles)
    if day < ARTICLE_9_SINCE:
        return
    for role in (MemberRole.SSE_ENTERPRISE, MemberRole.ENTERPRISE):
        if role not in held:
            yield ClusterOneSided(role)
    if held.isdisjoint({MemberRole.AUTHORITY, MemberRole.RESEARCH, MemberRole.TRAINING}):
        yield ClusterOneSided(MemberRole.AUTHORITY)


def _over(cluster: Cluster, day: date) -> Iterator[Refusal]:
    if cluster.dissolved_on is not None and cluster.dissolved_on <= day:
        yield ClusterIsDissolved(cluster.dissolved_on)


def _still(cluster: Cluster, day: date) -> list[Event]:
    """Nothing more. Raises ClusterIsDissolved."""
    for breach in _over(cluster, day):
        raise breach
    return []


def evolve(cluster: Cluster, event: Event) -> Cluster:
    match event:
        case ClusterFounded():
            return Cluster(
                framework=event.framework,
                name=event.name,
                territory=event.territory,
                purpose=event.purpose,
                founded_on=event.on,
            )
        case MemberAdmitted(organisation=organisation, roles=roles, on=on):
            return _with_roles(cluster, organisation, roles, on)
        case MemberReleased(organisation=organisation, on=on):
            return _with_roles(cluster, organisation, frozenset(), on)
        case ClusterRecognised():
            return replace(cluster, labels=(*cluster.labels, _label(event)))
        case ResourcePooled(commitment=commitment):
            return replace(cluster, pooled=(*cluster.pooled, commitment))
        case StrategyFollowed(strategy=strategy):
            return replace(cluster, strategy=strategy)
        case ClusterDissolved(reasons=reasons, on=on):
            return replace(cluster, dissolved_on=on, dissolved_because=reasons)
        case _:
            assert_never(event)


def _with_roles(cluster: Cluster, organisation: str, roles: frozenset[MemberRole], on: date) -> Cluster:
    entry = Since(since=on, value=roles)
    return replace(cluster, members={**cluster.members, organisation: (*cluster.members.get(organisation, ()), entry)})


def _label(event: ClusterRecognised) -> Label:
    return Label(name=event.label, period=event.period, act=event.act, on=event.on)
