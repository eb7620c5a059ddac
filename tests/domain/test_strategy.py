"""A joint strategy: owned by several, adopted by each, and as far as the commitments attached to it."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import commitment, strategy
from domain.commitment import Commitment
from domain.commitment.state import Kind
from domain.framework.state import FieldOfWork
from domain.irregularity import IrregularityNoticed, rule_name
from domain.strategy import (
    AdoptStrategy,
    AttachCommitment,
    AxesSet,
    CloseStrategy,
    CommitmentAttached,
    DetachCommitment,
    DraftStrategy,
    DropObjective,
    Event,
    ObjectiveDropped,
    ObjectiveSet,
    OwnerAdopted,
    SetAxes,
    SetObjective,
    StrategyAdopted,
    StrategyAxis,
    StrategyDrafted,
    StrategyEnded,
    decider,
    strategy_progress,
)
from domain.strategy.life import (
    NotAnOwnerOfStrategy,
    StrategyClosedWithoutReasons,
    StrategyUntitled,
    StrategyWithoutObjectives,
)
from domain.strategy.plan import AxisInUse, ChangedWithoutReasons, NoSuchAxis
from domain.strategy.state import NoSuchObjective, NoSuchStrategy, StrategyClosed
from domain.values import CommitmentId, FrameworkId, OrganisationId, Period, Source, SourceKind
from interfaces.words import strategy as words
from tests.domain import french
from tests.scenario import Scenario

TOWN, CLUB = OrganisationId("organisation-town"), OrganisationId("organisation-club")
FRAMEWORK = FrameworkId("framework-1")
DAY, LATER = date(2024, 1, 5), date(2024, 2, 5)
ONE, TWO = CommitmentId("commitment-1"), CommitmentId("commitment-2")
PAPER = Source(kind=SourceKind.PAPER)
DRAFTED = StrategyDrafted(
    framework=FRAMEWORK,
    title="Stratégie commune",
    owners=frozenset({TOWN, CLUB}),
    territory="Pays",
    period=Period(),
    on=DAY,
)
AXES = AxesSet(axes=(StrategyAxis(code="A", title="Emploi"), StrategyAxis(code="B", title="Achats")), on=DAY)


def objective(code: str, weight: int = 1) -> ObjectiveSet:
    return ObjectiveSet(code=code, axis=code[0], title=f"But {code}", weight=Decimal(weight), reasons="", on=DAY)


ATTACHED = CommitmentAttached(objective="A1", commitment=ONE, on=DAY)
PLANNED = (DRAFTED, AXES, objective("A1"), objective("B1"), ATTACHED)
ADOPTED = (*PLANNED, OwnerAdopted(by=TOWN, on=DAY), OwnerAdopted(by=CLUB, on=LATER), StrategyAdopted(on=LATER))
scenario = Scenario(decider)


def test_it_is_adopted_when_the_last_owner_adopts_it() -> None:
    town, club = AdoptStrategy(by=TOWN, on=DAY), AdoptStrategy(by=CLUB, on=LATER)
    scenario.given(*PLANNED).when(town).then(OwnerAdopted(by=TOWN, on=DAY))
    scenario.given(*PLANNED, OwnerAdopted(by=TOWN, on=DAY)).when(club).then(
        OwnerAdopted(by=CLUB, on=LATER), StrategyAdopted(on=LATER)
    )
    scenario.given(*ADOPTED).when(club).then_nothing()


def test_only_owners_adopt_it_and_only_with_an_objective() -> None:
    stranger = OrganisationId("organisation-stranger")
    scenario.given(*PLANNED).when(AdoptStrategy(by=stranger, on=DAY)).then_refused(NotAnOwnerOfStrategy, stranger)
    scenario.given(DRAFTED).when(AdoptStrategy(by=TOWN, on=DAY)).then_refused(StrategyWithoutObjectives)
    notice = IrregularityNoticed(
        number=1,
        rule=rule_name(StrategyWithoutObjectives),
        cure=StrategyWithoutObjectives.cure,
        on=DAY,
    )
    scenario.given(DRAFTED).when(AdoptStrategy(by=TOWN, source=PAPER, on=DAY)).then(
        OwnerAdopted(by=TOWN, source=PAPER, on=DAY), notice
    )


def test_one_alone_has_no_joint_strategy() -> None:
    alone = DraftStrategy(framework=FRAMEWORK, title="Seul", owners=frozenset({TOWN}), on=DAY)
    scenario.given().when(alone).then_refused(StrategyUntitled)
    scenario.given().when(SetAxes(axes=(), on=DAY)).then_refused(NoSuchStrategy)


def test_what_was_adopted_changes_with_reasons() -> None:
    reworded = SetObjective(code="A1", axis="A", title="Autre but", on=LATER)
    scenario.given(*ADOPTED).when(reworded).then_refused(ChangedWithoutReasons, "A1")
    scenario.given(*ADOPTED).when(DropObjective(code="A1", reasons=" ", on=LATER)).then_refused(
        ChangedWithoutReasons, "A1"
    )
    same = SetObjective(code="A1", axis="A", title="But A1", on=LATER)
    scenario.given(*ADOPTED).when(same).then_nothing()


def test_an_objective_stands_on_an_axis_and_an_axis_in_use_stays() -> None:
    scenario.given(*PLANNED).when(SetObjective(code="C1", axis="C", title="But", on=DAY)).then_refused(NoSuchAxis, "C")
    scenario.given(*PLANNED).when(SetAxes(axes=AXES.axes[:1], on=DAY)).then_refused(AxisInUse, "B")


def test_commitments_are_attached_and_detached_and_a_dropped_objective_takes_none() -> None:
    attach = AttachCommitment(objective="A1", commitment=ONE, on=DAY)
    scenario.given(*PLANNED).when(attach).then_nothing()
    dropped = ObjectiveDropped(code="A1", reasons="Sans objet", on=LATER)
    scenario.given(*PLANNED, dropped).when(attach).then_refused(NoSuchObjective, "A1")
    detach = DetachCommitment(objective="A1", commitment=ONE, reasons="", on=DAY)
    scenario.given(*PLANNED).when(detach).then_refused(ChangedWithoutReasons, "A1")


def test_a_closed_strategy_takes_nothing_more() -> None:
    ended = StrategyEnded(reasons="Terme échu", on=LATER)
    scenario.given(*ADOPTED).when(CloseStrategy(reasons="", on=LATER)).then_refused(StrategyClosedWithoutReasons)
    scenario.given(*ADOPTED).when(CloseStrategy(reasons="Terme échu", on=LATER)).then(ended)
    scenario.given(*ADOPTED, ended).when(SetAxes(axes=(), on=LATER)).then_refused(StrategyClosed, "Terme échu")


def promised(*owners: str) -> list[commitment.Event]:
    return [
        commitment.Declared(
            framework=FRAMEWORK,
            title="Ouvrir une halle",
            text="",
            kind=Kind.SERVICE,
            field=FieldOfWork.COORDINATION,
            owners=tuple(commitment.Owner(organisation=OrganisationId(one)) for one in owners),
            beneficiaries=frozenset(),
            for_whom="",
            amount=None,
            origin=None,
            due=date(2024, 6, 30),
            on=DAY,
        )
    ]


def milestone(number: int) -> commitment.Event:
    return commitment.MilestoneAdded(milestone=number, title="Étape", due=LATER, on=DAY)


def reached(number: int) -> commitment.Event:
    return commitment.MilestoneReached(milestone=number, evidence=(), on=LATER)


def state(*events: commitment.Event) -> Commitment:
    return commitment.decider.fold(events)


def measured(events: tuple[Event, ...], commitments: dict[CommitmentId, Commitment]) -> strategy.StrategyProgress:
    return strategy_progress(decider.fold(events), commitments, date(2024, 7, 1))


def test_progress_adds_up_from_commitments_to_objectives_axes_and_the_whole() -> None:
    half = state(*promised(TOWN, CLUB), milestone(1), milestone(2), reached(1))
    events = (DRAFTED, AXES, objective("A1", 3), objective("B1"), objective("B2"), ATTACHED)
    done = state(*promised(TOWN), commitment.Delivered(evidence=(), note="", on=LATER))
    attached = CommitmentAttached(objective="B1", commitment=TWO, on=DAY)
    found = measured((*events, attached), {ONE: half, TWO: done})
    assert [axis.share for axis in found.axes] == [Decimal("0.5"), 1]
    assert found.share == Decimal("0.625")
    assert (found.unmeasured, found.commitments, found.kept, found.late, found.shared) == (1, 2, 1, 1, 1)


def test_what_was_waived_counts_no_more() -> None:
    waived = state(*promised(TOWN), commitment.Waived(reasons="Crue", agreed_by=frozenset({TOWN}), on=LATER))
    found = measured(PLANNED, {ONE: waived})
    assert (found.share, found.unmeasured) == (None, 2)


shares = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 5)), min_size=1, max_size=4)


@given(shares)
def test_progress_lies_between_the_least_and_the_most_of_its_objectives(parts: list[tuple[int, int]]) -> None:
    events: list[Event] = [DRAFTED, AXES]
    commitments: dict[CommitmentId, Commitment] = {}
    for number, (done, weight) in enumerate(parts):
        name = CommitmentId(f"commitment-{number}")
        steps = [*map(milestone, (1, 2, 3)), *map(reached, range(1, done + 1))]
        commitments[name] = state(*promised(TOWN), *steps)
        events += [
            objective(f"A{number}", weight),
            CommitmentAttached(objective=f"A{number}", commitment=name, on=DAY),
        ]
    found = measured(tuple(events), commitments)
    each = [one.share for axis in found.axes for one in axis.objectives]
    known = [one for one in each if one is not None]
    assert found.share is not None
    assert min(known) - Decimal("0.0001") <= found.share <= max(known) + Decimal("0.0001")


@pytest.mark.parametrize("said", ["rules", "events"])
def test_every_rule_and_event_is_said_in_french(said: str) -> None:
    if said == "events":
        assert set(words.EVENTS_FR) == french.events_of(strategy)
    else:
        assert set(words.FRENCH) == french.rules_of(strategy.life) | french.rules_of(strategy.plan) | french.rules_of(
            strategy.state
        )
