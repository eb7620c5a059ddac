"""What lasts: clusters with their members' roles, seats held elsewhere, and the regional conference every two years."""

from datetime import date

from domain import cluster
from domain.bylaws import OutcomeKind
from domain.cluster import (
    AdmitMember,
    ClusterDissolved,
    ClusterFounded,
    ClusterRecognised,
    DissolveCluster,
    Event,
    MemberAdmitted,
    MemberReleased,
    MemberRole,
    PoolResource,
    RecogniseCluster,
    ReleaseMember,
    ResourcePooled,
)
from domain.cluster.life import ClusterIsDissolved, ClusterOneSided, NotInCluster, RoleMissing
from domain.irregularity import IrregularityNoticed, rule_name
from domain.mandate import Granted, LeaveSeat, Role, SeatLeft, SeatTaken, TakeSeat
from domain.mandate import decider as mandates
from domain.mandate.seats import SeatBeyondMandate, SeatElsewhereNotHeld, SeatInOnesOwnBody
from domain.presets.conference import ConferenceOverdue, next_by, overdue
from domain.presets.lookup import bylaws_of
from domain.values import CommitmentId, FrameworkId, OrganisationId, Period, PersonId, Source, SourceKind
from interfaces.words import cluster as words
from tests.domain import french
from tests.scenario import Scenario

SHOP, FIRM, TOWN = (OrganisationId(f"organisation-{name}") for name in ("shop", "firm", "town"))
DAY, LATER = date(2024, 3, 1), date(2025, 3, 1)
FOUNDED = ClusterFounded(framework=FrameworkId("framework-1"), name="Pôle", territory="", purpose="", on=DAY)
POOL = CommitmentId("commitment-1")
PAPER = Source(kind=SourceKind.PAPER)


def member(name: OrganisationId, *roles: MemberRole) -> MemberAdmitted:
    return MemberAdmitted(organisation=name, roles=frozenset(roles), on=DAY)


WHOLE: tuple[Event, ...] = (
    FOUNDED,
    member(SHOP, MemberRole.CARRIER, MemberRole.SSE_ENTERPRISE),
    member(FIRM, MemberRole.ENTERPRISE),
    member(TOWN, MemberRole.AUTHORITY),
)
LABELLED = ClusterRecognised(label="Appel PTCE", period=Period(start=LATER), on=LATER)
scenario = Scenario(cluster.decider)


def one_sided(number: int, role: MemberRole) -> IrregularityNoticed:
    return IrregularityNoticed(
        number=number,
        rule=rule_name(ClusterOneSided),
        article=ClusterOneSided.article,
        detail=str(role),
        cure=ClusterOneSided.cure,
        on=LATER,
    )


def test_a_recognised_cluster_lacks_what_the_law_asks_of_it_as_an_irregularity() -> None:
    recognise = RecogniseCluster(label="Appel PTCE", period=Period(start=LATER), on=LATER)
    scenario.given(*WHOLE).when(recognise).then(LABELLED)
    scenario.given(*WHOLE[:2]).when(recognise).then(
        LABELLED, one_sided(1, MemberRole.ENTERPRISE), one_sided(2, MemberRole.AUTHORITY)
    )
    scenario.given(*WHOLE, LABELLED).when(recognise).then_nothing()


def test_a_member_that_leaves_a_recognised_cluster_may_leave_a_gap() -> None:
    leave = ReleaseMember(organisation=FIRM, reasons="Fusion", on=LATER)
    released = MemberReleased(organisation=FIRM, reasons="Fusion", on=LATER)
    scenario.given(*WHOLE).when(leave).then(released)
    scenario.given(*WHOLE, LABELLED).when(leave).then(released, one_sided(1, MemberRole.ENTERPRISE))
    scenario.given(*WHOLE, released).when(leave).then_nothing()
    scenario.given(FOUNDED).when(leave).then_refused(NotInCluster, FIRM)


def test_members_have_roles_that_change_from_a_day_on() -> None:
    state = cluster.decider.fold((*WHOLE, MemberReleased(organisation=FIRM, reasons="", on=LATER)))
    assert set(state.members_on(DAY)) == {SHOP, FIRM, TOWN}
    assert set(state.members_on(LATER)) == {SHOP, TOWN}
    scenario.given(FOUNDED).when(AdmitMember(organisation=FIRM, roles=frozenset(), on=DAY)).then_refused(
        RoleMissing, FIRM
    )


def test_a_dissolved_cluster_pools_nothing_and_records_what_was_done_elsewhere() -> None:
    over = (*WHOLE, ClusterDissolved(reasons="Terme", on=DAY))
    scenario.given(*WHOLE).when(DissolveCluster(reasons="Terme", on=DAY)).then(over[-1])
    scenario.given(*over).when(PoolResource(commitment=POOL, on=LATER)).then_refused(ClusterIsDissolved, DAY)
    scenario.given(*WHOLE).when(PoolResource(commitment=POOL, on=LATER)).then(ResourcePooled(commitment=POOL, on=LATER))
    late = AdmitMember(organisation=FIRM, roles=frozenset({MemberRole.OTHER}), source=PAPER, on=LATER)
    state = cluster.decider.fold(over)
    assert [type(event) for event in cluster.decide(late, state)] == [MemberAdmitted, IrregularityNoticed]


def test_every_rule_and_event_of_a_cluster_is_said_in_french() -> None:
    assert set(words.FRENCH) == french.rules_of(cluster.life) | {"no-such-cluster"}
    assert set(words.EVENTS_FR) == french.events_of(cluster)


GRANTED = Granted(
    person=PersonId("person-ana"),
    organisation=SHOP,
    role=Role.REPRESENTATIVE,
    capacity="Déléguée",
    may_sign=False,
    framework=None,
    act=None,
    period=Period(start=DAY, end=LATER),
    on=DAY,
)
TAKEN = SeatTaken(body=TOWN, seat="Conseil de développement", on=DAY)
seats = Scenario(mandates)


def test_a_seat_elsewhere_is_taken_and_left_under_a_mandate() -> None:
    take = TakeSeat(body=TOWN, seat="Conseil de développement", on=DAY)
    leave = LeaveSeat(body=TOWN, seat="Conseil de développement", on=LATER)
    left = SeatLeft(body=TOWN, seat="Conseil de développement", on=LATER)
    seats.given(GRANTED).when(take).then(TAKEN)
    seats.given(GRANTED, TAKEN).when(take).then_nothing()
    seats.given(GRANTED, TAKEN).when(leave).then(left)
    seats.given(GRANTED, TAKEN, left).when(leave).then_nothing()
    seats.given(GRANTED).when(leave).then_refused(SeatElsewhereNotHeld, TOWN, "Conseil de développement")


def test_a_seat_is_not_taken_before_oneself_nor_beyond_the_mandate() -> None:
    after = date(2025, 3, 2)
    seats.given(GRANTED).when(TakeSeat(body=SHOP, seat="Bureau", on=DAY)).then_refused(SeatInOnesOwnBody, SHOP)
    seats.given(GRANTED).when(TakeSeat(body=TOWN, seat="Bureau", on=after)).then_refused(SeatBeyondMandate, after)


def test_the_regional_conference_proposes_and_nobody_votes() -> None:
    rules = bylaws_of("regional-sse-conference", DAY)
    assert OutcomeKind.DECISION not in rules.gives
    assert rules.majority.consensus
    assert (rules.quorum, rules.proxies) == (None, None)
    assert rules.majority.article == "loi n° 2014-856 du 31 juillet 2014, art. 8"


def test_the_regional_conference_meets_every_two_years_since_the_law() -> None:
    assert next_by(date(2022, 11, 30)) == date(2024, 11, 30)
    assert overdue(date(2022, 11, 30), date(2024, 11, 30)) is None
    late = overdue(date(2022, 11, 30), date(2024, 12, 1))
    assert isinstance(late, ConferenceOverdue)
    assert late.args == (date(2024, 11, 30),)
    assert overdue(date(2010, 1, 1), date(2024, 12, 1)) is None
