"""What holds of a contract whatever is done to it, in whatever order."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.contract import (
    AcceptSubcontract,
    AddClause,
    Award,
    AwardCompleted,
    ChangeSubcontract,
    ClauseKind,
    CompleteAward,
    Contract,
    CorrectClause,
    Describe,
    DescribeLot,
    Description,
    End,
    Event,
    Expire,
    Ground,
    Holder,
    Launch,
    LotTerms,
    Modified,
    Modify,
    Notify,
    ObserveClause,
    Outcome,
    Publish,
    Terminate,
    TerminationGround,
    decider,
)
from domain.contract.awarding import Awarded
from domain.contract.essential_data import fit_modification, identifiers, missing
from domain.contract.reading import performed, present_amount
from domain.contract.terms import Environmental, Grouping, Social
from domain.decider import Refusal, replace
from domain.values import FrameworkId, Money, OrganisationId, Period, Source, SourceKind, total
from tests.domain.contract_world import WHOLE

START = date(2026, 1, 1)
COOP, SUB = OrganisationId("organisation-coop"), OrganisationId("organisation-sub")
ASKED = LotTerms(title="Un", social=(Social.NONE,), environmental=(Environmental.NONE,))
LAUNCH = Launch(
    framework=FrameworkId("framework-1"),
    title="Travaux",
    buyer=OrganisationId("organisation-city"),
    buyer_number="21490007800012",
    reference="26",
    description=WHOLE,
    lots=(ASKED, replace(ASKED, title="Deux")),
    on=START,
)
lots = st.integers(1, 2)
days = st.integers(0, 400).map(lambda number: START + timedelta(days=number))
sources = st.sampled_from([None, Source(kind=SourceKind.PAPER)])
amounts = st.integers(1, 10**9).map(lambda cents: Money.of(Decimal(cents) / 100))
periods = st.builds(Period, start=days, end=days)
outcomes = st.builds(
    Outcome,
    holders=st.just((Holder(organisation=COOP),)),
    amount=amounts,
    months=st.integers(1, 12),
    tenders=st.just(2),
    grouping=st.just(Grouping.ALONE),
    advance=st.just(value=False),
    subcontracting=st.just(value=False),
)
commands: st.SearchStrategy[Any] = st.one_of(
    st.builds(CompleteAward, lot=lots, outcome=outcomes, on=days, source=sources),
    st.builds(
        Describe,
        description=st.sampled_from([Description(framework_contract="AC"), Description(cpv="45000000-7")]),
        on=days,
        source=sources,
    ),
    st.builds(
        DescribeLot,
        lot=lots,
        terms=st.sampled_from([LotTerms(title="Autre"), LotTerms(social=(Social.CLAUSE,))]),
        on=days,
        source=sources,
    ),
    st.builds(
        Award,
        lot=lots,
        outcome=outcomes,
        outsiders=st.just(frozenset[OrganisationId]()),
        on=days,
        source=sources,
    ),
    st.builds(Notify, lot=lots, on=days, source=sources),
    st.builds(
        Modify,
        lot=lots,
        amount=st.none() | amounts,
        months=st.none() | st.integers(1, 48),
        ground=st.none() | st.sampled_from(Ground),
        reasons=st.sampled_from(["", "Parce que"]),
        stated_number=st.none() | st.integers(1, 4),
        published_on=st.none() | days,
        on=days,
        source=sources,
    ),
    st.builds(
        AddClause,
        lot=lots,
        kind=st.sampled_from(ClauseKind),
        text=st.just("Heures"),
        unit=st.just("h"),
        target=st.just(Decimal(100)),
        promise=st.none(),
        on=days,
        source=sources,
    ),
    st.builds(
        ObserveClause,
        lot=lots,
        clause=st.integers(1, 2),
        value=st.integers(0, 50).map(Decimal),
        period=periods,
        on=days,
        source=sources,
    ),
    st.builds(
        CorrectClause,
        lot=lots,
        clause=st.just(1),
        value=st.integers(0, 50).map(Decimal),
        period=periods,
        reasons=st.just("Doublon"),
        on=days,
    ),
    st.builds(
        AcceptSubcontract,
        lot=lots,
        subcontractor=st.just(Holder(organisation=SUB)),
        amount=amounts,
        on=days,
        source=sources,
    ),
    st.builds(ChangeSubcontract, lot=lots, subcontract=st.integers(1, 2), amount=amounts, on=days, source=sources),
    st.builds(Publish, lot=lots, numbers=st.just({COOP: "41808871200017"}), on=days, source=sources),
    st.builds(End, lot=lots, on=days, source=sources),
    st.builds(Expire, lot=lots, today=days),
    st.builds(
        Terminate,
        lot=lots,
        ground=st.sampled_from(TerminationGround),
        reasons=st.just("Faute"),
        on=days,
        source=sources,
    ),
)


def told(several: Sequence[Any]) -> list[Event]:
    """Everything that the rules let happen, in order."""
    events: list[Event] = list(decider.decide(LAUNCH, Contract()))
    for command in several:
        try:
            events += decider.decide(command, decider.fold(events))
        except Refusal:
            continue
    return events


@given(st.lists(commands, max_size=25))
def test_the_total_awarded_is_the_sum_of_its_events(several: list[Any]) -> None:
    events = told(several)
    for lot in decider.fold(events).lots:
        awards = [one for one in events if isinstance(one, Awarded | AwardCompleted) and one.lot == lot.number]
        changes = [one.change for one in events if isinstance(one, Modified) and one.lot == lot.number]
        if not awards:
            assert (present_amount(lot), changes) == (None, [])
            continue
        first = awards[-1].outcome.amount
        assert first is not None
        assert present_amount(lot) == total([first, *(one for one in changes if one is not None)])


@given(st.lists(commands, max_size=25))
def test_acts_are_numbered_without_gaps_and_never_go(several: list[Any]) -> None:
    events = told(several)
    before: dict[int, tuple[Any, ...]] = {}
    for end in range(len(events) + 1):
        for lot in decider.fold(events[:end]).lots:
            assert [one.number for one in lot.modifications] == list(range(1, len(lot.modifications) + 1))
            assert [one.number for one in lot.subcontracts] == list(range(1, len(lot.subcontracts) + 1))
            known = before.get(lot.number, ())
            kept = tuple((one.number, one.amount, one.months, one.on) for one in lot.modifications)
            assert kept[: len(known)] == known
            before[lot.number] = kept
    numbers = [one.number for one in decider.fold(events).irregularities]
    assert numbers == list(range(1, len(numbers) + 1))


@given(st.lists(commands, max_size=25))
def test_what_is_published_stays_as_it_was_but_for_acts_added(several: list[Any]) -> None:
    events = told(several)
    published: dict[int, tuple[Any, ...]] = {}
    for end in range(1, len(events) + 1):
        state = decider.fold(events[:end])
        for lot in state.lots:
            if lot.published_on is None or missing(state, lot):
                continue
            acts = [one for one in lot.modifications if fit_modification(one, lot)]
            base = (state.title, state.description, lot.terms, lot.outcome, lot.notified_on, lot.published_on)
            first = published.setdefault(lot.number, (base, acts))
            assert (first[0], [one for one in acts if one in first[1]]) == (base, first[1])


@given(st.lists(commands, max_size=25))
def test_what_was_done_under_a_clause_is_the_sum_of_its_periods(several: list[Any]) -> None:
    for lot in decider.fold(told(several)).lots:
        for clause in lot.clauses:
            spans = sorted((one.period.start, one.period.end) for one in clause.observations)
            assert all(first[1] < second[0] for first, second in pairwise(spans))
            done = sum((one.value for one in clause.observations), Decimal(0))
            assert performed(clause) == (done if clause.observations else None)


@given(st.lists(commands, max_size=15), commands)
def test_repeating_what_was_done_changes_nothing(several: list[Any], command: Any) -> None:
    events = told([*several, command])
    again = told([*several, command, command])
    repeatable = isinstance(command, Notify | End | Expire | Terminate | Modify | Award | Publish)
    assert not repeatable or again == events


@given(st.lists(st.none() | st.integers(1, 9), max_size=9))
def test_published_numbers_grow_and_never_change_when_an_act_is_added(stated: list[int | None]) -> None:
    numbers = list(identifiers(stated))
    assert numbers == sorted(set(numbers))
    assert list(identifiers(stated[:-1])) == numbers[: len(stated[:-1])]
