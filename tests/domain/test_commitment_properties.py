"""What holds of a commitment whatever is done to it, in whatever order."""

from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain import commitment
from domain.commitment import (
    Accept,
    AddMilestone,
    AnswerContest,
    Command,
    Commitment,
    Contest,
    Declare,
    Deliver,
    Event,
    Kind,
    Missed,
    MoveDueDate,
    Origin,
    OriginKind,
    Owner,
    Plan,
    ReachMilestone,
    RecordMissed,
    SetIndicator,
    Stage,
    Start,
    Verify,
    Waive,
    days_late,
    decider,
    late,
    next_due,
    progress,
)
from domain.commitment.indicator import complete
from domain.commitment.state import OWED, due, passed
from domain.decider import Refusal
from domain.framework.state import FieldOfWork
from domain.irregularity import IrregularityNoticed
from domain.values import Digest, Evidence, FrameworkId, OrganisationId, PersonId, Source, SourceKind, latest
from interfaces.words import commitment as words
from tests.domain import french

START = date(2026, 1, 1)
DUE = date(2026, 2, 1)
CITY = OrganisationId("organisation-city")
COOP = OrganisationId("organisation-coop")
PROOF = Evidence(digest=Digest("sha256:" + "c" * 64), media_type="text/plain", size=1)
DECLARE = Declare(
    framework=FrameworkId("framework-1"),
    title="Accueillir",
    kind=Kind.SERVICE,
    field=FieldOfWork.COORDINATION,
    owners=(Owner(organisation=COOP),),
    beneficiaries=frozenset({CITY}),
    origin=Origin(kind=OriginKind.DECISION, stream="meeting-1"),
    due=DUE,
    on=START,
)

"""A busy machine makes no rule wrong."""
days = st.integers(0, 60).map(lambda number: START + timedelta(days=number))
sources = st.sampled_from([None, None, Source(kind=SourceKind.PAPER)])
agreeing = st.sampled_from([frozenset[OrganisationId](), frozenset({CITY})])
proofs = st.sampled_from([(), (PROOF,)])
commands: st.SearchStrategy[Any] = st.one_of(
    st.builds(Accept, by=st.sampled_from([CITY, COOP]), on=days, source=sources),
    st.builds(Plan, on=days, source=sources),
    st.builds(
        SetIndicator,
        indicator=st.just("accueils"),
        unit=st.sampled_from([None, "jours"]),
        baseline=st.sampled_from([None, Decimal(0)]),
        target=st.sampled_from([None, Decimal(5)]),
        on=days,
    ),
    st.builds(Start, on=days, source=sources),
    st.builds(Deliver, evidence=proofs, on=days, source=sources),
    st.builds(Verify, verifier=st.just(PersonId("person-1")), mandates=st.just(()), on=days, source=sources),
    st.builds(RecordMissed, today=days),
    st.builds(MoveDueDate, due=days, agreed_by=agreeing, on=days, source=sources),
    st.builds(Waive, reasons=st.just("x"), agreed_by=agreeing, on=days, source=sources),
    st.builds(AddMilestone, title=st.just("étape"), due=days, on=days, source=sources),
    st.builds(ReachMilestone, milestone=st.just(1), evidence=proofs, on=days, source=sources),
    st.builds(Contest, entry=st.just("e"), by=st.just(CITY), reasons=st.sampled_from("xy"), on=days),
    st.builds(AnswerContest, contest=st.just(1), by=st.just(COOP), answer=st.just("z"), upheld=st.just(True), on=days),
)
runs = st.lists(commands, max_size=25)


def run(asked: list[Command]) -> list[Event]:
    """What is recorded when these are asked one after another, refusals left out."""
    events = list(decider.decide(DECLARE, Commitment()))
    for command in asked:
        try:
            events += decider.decide(command, decider.fold(events))
        except Refusal:
            continue
    return events


def guided(asked: list[Command]) -> list[Command]:
    """The way of a commitment that is kept, with other things done in between: chance alone seldom walks it."""
    target = SetIndicator(indicator="accueils", unit="jours", baseline=Decimal(0), target=Decimal(5), on=START)
    way: list[Command] = [Accept(by=COOP, on=START), Plan(on=START), target, Start(on=START)]
    third = len(asked) // 3
    return [*way, *asked[:third], Deliver(evidence=(PROOF,), on=DUE + timedelta(days=third)), *asked[third:]]


histories = st.one_of(runs.map(run), runs.map(guided).map(run))


@given(histories)
def test_the_original_due_date_is_never_lost_and_every_move_is_on_file(events: list[Event]) -> None:
    state = decider.fold(events)
    assert state.original_due == DUE
    assert state.due[0].value == DUE
    assert [move.after for move in state.due_moves] == [entry.value for entry in state.due[1:]]


@given(histories)
def test_a_commitment_is_never_missed_before_the_day_after_its_due_date(events: list[Event]) -> None:
    for count, event in enumerate(events):
        if isinstance(event, Missed):
            owed_by = due(decider.fold(events[:count]))
            assert (event.due, event.on) == (owed_by, event.due + timedelta(days=1))


@given(histories)
def test_every_miss_stays_on_file(events: list[Event]) -> None:
    missed = [event for event in events if isinstance(event, Missed)]
    assert [(one.due, one.on) for one in decider.fold(events).missed] == [(one.due, one.on) for one in missed]


@given(histories)
def test_what_is_in_progress_is_measured_or_carries_an_irregularity(events: list[Event]) -> None:
    state = decider.fold(events)
    measured = any(complete(indicator) for indicator in state.indicators.values())
    rules = {one.rule for one in state.irregularities}
    if passed(state, Stage.IN_PROGRESS):
        assert measured or "indicator-missing" in rules


@given(histories)
def test_what_is_verified_has_evidence_or_carries_an_irregularity(events: list[Event]) -> None:
    state = decider.fold(events)
    if state.verification is not None:
        assert state.evidence or "verified-without-evidence" in {one.rule for one in state.irregularities}


@given(histories)
def test_the_stage_shown_is_the_one_that_holds_last(events: list[Event]) -> None:
    state = decider.fold(events)
    assert latest(state.stages) is state.stage


@given(histories)
def test_a_contest_and_its_answer_never_disappear(events: list[Event]) -> None:
    contests: list[str] = []
    for count in range(1, len(events) + 1):
        now = [one.reasons + one.answer for one in decider.fold(events[:count]).contests]
        assert all(after.startswith(before) for before, after in zip(contests, now, strict=False))
        assert len(now) >= len(contests)
        contests = now


@given(runs.map(guided))
def test_asking_again_for_what_was_just_done_changes_nothing(asked: list[Command]) -> None:
    events = run([])
    for command in asked:
        try:
            fresh = decider.decide(command, decider.fold(events))
        except Refusal:
            continue
        events += fresh
        assert list(decider.decide(command, decider.fold(events))) == []


@given(runs.map(guided).map(lambda asked: [one for one in asked if getattr(one, "source", None) is None]))
def test_what_is_done_here_is_never_irregular(asked: list[Command]) -> None:
    assert not [event for event in run(asked) if isinstance(event, IrregularityNoticed)]


@given(histories, days)
def test_every_reading_of_every_state_can_be_made(events: list[Event], today: date) -> None:
    state = decider.fold(events)
    assert late(state, today) == (days_late(state, today) > 0)
    assert 0 <= progress(state).reached <= progress(state).milestones
    assert (next_due(state) is None) == (state.stage not in OWED)


def test_every_rule_and_event_is_said_in_french() -> None:
    concerns = [import_module(f"domain.commitment.{found.name}") for found in iter_modules(commitment.__path__)]
    assert set(words.FRENCH) == set().union(*(french.rules_of(concern) for concern in concerns))
    assert set(words.EVENTS_FR) == french.events_of(commitment)
    assert set(words.KINDS_FR) == set(Kind)
    assert set(words.STAGES_FR) == set(Stage)
