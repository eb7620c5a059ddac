"""What holds of an evaluation whatever is done to it, in whatever order."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain import evaluation
from domain.commitment.indicator import RecordObservation, SetIndicator
from domain.decider import Refusal
from domain.evaluation import (
    DAC,
    AdoptReport,
    AgreeTerms,
    Answer,
    AppointEvaluator,
    CancelEvaluation,
    Command,
    DeclareInterests,
    Evaluation,
    Event,
    Kind,
    LinkCommitment,
    OpenReply,
    PlanEvaluation,
    PublishReport,
    Recommend,
    RecordFinding,
    ReopenReport,
    ReplyToDraft,
    ReportPublished,
    Respond,
    ReviseFinding,
    ScoreCriterion,
    SetCriteria,
    Stage,
    StartCollecting,
    SubmitDraft,
    WithdrawRecommendation,
    average_scores,
    decider,
    open_recommendations,
)
from domain.evaluation.reading import awaited_replies, late_replies, version_on
from domain.evaluation.state import Version
from domain.framework.state import FieldOfWork
from domain.irregularity import IrregularityNoticed
from domain.values import (
    CommitmentId,
    Digest,
    Evidence,
    FrameworkId,
    OrganisationId,
    Period,
    PersonId,
    Source,
    SourceKind,
    latest,
)
from interfaces.words import evaluation as words
from tests.domain import french

START = date(2026, 1, 1)
CITY = OrganisationId("organisation-city")
COOP = OrganisationId("organisation-coop")
ADA = PersonId("person-ada")
PROOF = Evidence(digest=Digest("sha256:" + "e" * 64), media_type="text/plain", size=1)
FLORES = Source(kind=SourceKind.PUBLICATION, reference="Insee Flores")
PLAN = PlanEvaluation(
    framework=FrameworkId("framework-1"),
    kind=Kind.FINAL,
    field=FieldOfWork.COORDINATION,
    title="Bilan",
    subject="agreement-1",
    evaluated=frozenset({COOP}),
    on=START,
)


def report(letter: str) -> Evidence:
    return Evidence(digest=Digest("sha256:" + letter * 64), media_type="application/pdf", size=2)


"""A busy machine makes no rule wrong."""
days = st.integers(0, 60).map(lambda number: START + timedelta(days=number))
sources = st.sampled_from([None, None, Source(kind=SourceKind.PAPER)])
reports = st.sampled_from([None, report("1"), report("2"), report("3")])
proofs = st.sampled_from([(), (PROOF,)])
words_said = st.sampled_from(["un", "deux", "trois"])
commands: st.SearchStrategy[Any] = st.one_of(
    st.builds(SetCriteria, criteria=st.sampled_from([DAC, DAC[:2], DAC[:1]]), on=days),
    st.builds(SetIndicator, indicator=st.sampled_from("ab"), unit=st.sampled_from(["h", "j"]), on=days),
    st.builds(
        RecordObservation,
        indicator=st.sampled_from("ab"),
        value=st.integers(0, 5).map(Decimal),
        period=st.just(Period(start=START, end=START)),
        source=st.just(FLORES),
        on=days,
    ),
    st.builds(
        AgreeTerms,
        agreed_by=st.sampled_from([frozenset[OrganisationId](), frozenset({CITY})]),
        on=days,
        source=sources,
    ),
    st.builds(AppointEvaluator, person=st.just(ADA), mandates=st.just(()), on=days, source=sources),
    st.builds(
        DeclareInterests,
        person=st.just(ADA),
        interests=st.sampled_from([frozenset[OrganisationId](), frozenset({COOP})]),
        on=days,
    ),
    st.builds(StartCollecting, on=days, source=sources),
    st.builds(RecordFinding, text=words_said, evidence=proofs, on=days, source=sources),
    st.builds(ReviseFinding, finding=st.integers(1, 2), text=words_said, evidence=proofs, on=days, source=sources),
    st.builds(
        ScoreCriterion,
        criterion=st.sampled_from(["relevance", "coherence"]),
        value=st.integers(0, 5).map(Decimal),
        evidence=proofs,
        on=days,
        source=sources,
    ),
    st.builds(Recommend, text=words_said, addressed_to=st.just(frozenset({CITY})), on=days, source=sources),
    st.builds(WithdrawRecommendation, recommendation=st.integers(1, 2), on=days),
    st.builds(SubmitDraft, report=reports, on=days, source=sources),
    st.builds(OpenReply, until=days, on=days, source=sources),
    st.builds(ReplyToDraft, by=st.just(COOP), text=words_said, on=days, source=sources),
    st.builds(AdoptReport, report=reports, adopted_by=st.just("committee-1"), on=days, source=sources),
    st.builds(ReopenReport, reasons=st.just("x"), on=days, source=sources),
    st.builds(PublishReport, on=days, source=sources),
    st.builds(CancelEvaluation, reasons=st.just("x"), on=days, source=sources),
    st.builds(
        Respond,
        recommendation=st.integers(1, 2),
        by=st.just(CITY),
        answer=st.sampled_from(Answer),
        reasons=st.sampled_from(["", "x"]),
        due=st.none() | days,
        on=days,
        source=sources,
    ),
    st.builds(
        LinkCommitment,
        recommendation=st.integers(1, 2),
        by=st.just(CITY),
        commitment=st.sampled_from([CommitmentId("commitment-1"), CommitmentId("commitment-2")]),
        on=days,
    ),
)
runs = st.lists(commands, max_size=20)
WAY: list[Command] = [
    SetCriteria(criteria=DAC, on=START),
    AgreeTerms(agreed_by=frozenset({CITY}), on=START),
    AppointEvaluator(person=ADA, mandates=(), on=START),
    DeclareInterests(person=ADA, on=START),
    StartCollecting(on=START),
    RecordFinding(text="un", evidence=(PROOF,), on=START),
    Recommend(text="un", addressed_to=frozenset({CITY}), on=START),
    SubmitDraft(report=report("1"), on=START),
    OpenReply(until=START, on=START),
    ReplyToDraft(by=COOP, text="un", on=START),
    AdoptReport(report=report("1"), adopted_by="committee-1", on=START + timedelta(days=1)),
]


def run(asked: list[Command]) -> list[Event]:
    """What is recorded when these are asked one after another, refusals left out."""
    events = list(decider.decide(PLAN, Evaluation()))
    for command in asked:
        try:
            events += decider.decide(command, decider.fold(events))
        except Refusal:
            continue
    return events


def on_the_way(asked: list[Command], step: int) -> list[Command]:
    """An evaluation carried through up to a step, then anything: chance alone seldom gets to adopt."""
    return [*WAY[:step], *asked]


asked_on_the_way = st.builds(on_the_way, runs, st.integers(0, len(WAY)))
histories = asked_on_the_way.map(run)


def states(events: list[Event]) -> list[Evaluation]:
    """The evaluation after each event."""
    found = [decider.initial]
    for event in events:
        found.append(decider.evolve(found[-1], event))
    return found[1:]


@given(histories)
def test_frozen_criteria_and_indicators_never_change(events: list[Event]) -> None:
    frozen = [state for state in states(events) if state.terms_frozen]
    assert len({state.criteria for state in frozen if state.criteria}) <= 1
    meant = {
        tuple((name, indicator.definitions) for name, indicator in sorted(state.indicators.items())) for state in frozen
    }
    assert len(meant) <= 1


@given(histories)
def test_every_adopted_version_stays_readable_as_it_was_adopted(events: list[Event]) -> None:
    adopted: list[Version] = []
    for state in states(events):
        assert len(state.versions) >= len(adopted)
        for before, now in zip(adopted, state.versions, strict=False):
            assert as_adopted(now) == as_adopted(before)
        assert [version.number for version in state.versions] == list(range(1, len(state.versions) + 1))
        assert all(version.replaced_on is not None for version in state.versions[:-1])
        adopted = list(state.versions)


def as_adopted(version: Version) -> Version:
    """The version without what may still come to it: its publication and its replacement."""
    return replace(version, published_on=None, published_at="", replaced_on=None)


@given(histories)
def test_what_a_version_recommends_can_always_be_read(events: list[Event]) -> None:
    state = decider.fold(events)
    texts = {one.number: one.text for one in state.recommendations}
    assert all(texts[number] for version in state.versions for number in version.recommendations)


@given(histories)
def test_every_reply_known_at_publication_is_published_with_the_report(events: list[Event]) -> None:
    before = decider.initial
    for event in events:
        if isinstance(event, ReportPublished):
            replies = before.versions[-1].replies if before.versions else before.replies
            assert set(event.replies) >= {reply.by for reply in replies}
        before = decider.evolve(before, event)


@given(histories)
def test_a_reply_is_never_lost(events: list[Event]) -> None:
    said: set[str] = set()
    for state in states(events):
        kept = {reply.text for reply in state.replies}
        kept |= {reply.text for version in state.versions for reply in version.replies}
        assert said <= kept
        said = kept


@given(histories)
def test_the_stage_shown_is_the_one_that_holds_last(events: list[Event]) -> None:
    state = decider.fold(events)
    assert latest(state.stages) is state.stage


@given(histories)
def test_every_score_has_evidence_or_carries_an_irregularity(events: list[Event]) -> None:
    state = decider.fold(events)
    rules = {one.rule for one in state.irregularities}
    for score in state.scores:
        assert score.evidence or "score-without-evidence" in rules


@given(asked_on_the_way)
def test_asking_again_for_what_was_just_done_changes_nothing(asked: list[Command]) -> None:
    events = run([])
    for command in asked:
        try:
            fresh = decider.decide(command, decider.fold(events))
        except Refusal:
            continue
        events += fresh
        assert list(decider.decide(command, decider.fold(events))) == []


def irregular_by_declaration(command: Command) -> bool:
    """A declaration of interests is always taken, and may show a conflict."""
    return isinstance(command, DeclareInterests) and bool(command.interests)


@given(asked_on_the_way)
def test_what_is_done_here_is_never_irregular(asked: list[Command]) -> None:
    here = [one for one in asked if getattr(one, "source", None) is None or isinstance(one, RecordObservation)]
    events = run([one for one in here if not irregular_by_declaration(one)])
    assert not [event for event in events if isinstance(event, IrregularityNoticed)]


@given(histories, days)
def test_every_reading_of_every_state_can_be_made(events: list[Event], day: date) -> None:
    state = decider.fold(events)
    assert (average_scores(state).overall is None) == (not average_scores(state).criteria)
    assert {one.number for one in open_recommendations(state)} <= {one.number for one in state.recommendations}
    assert awaited_replies(state) <= state.evaluated
    assert set(late_replies(state)) <= set(state.replies)
    assert version_on(state, day) is None or version_on(state, day) in state.versions


def test_every_rule_and_event_is_said_in_french() -> None:
    concerns = [import_module(f"domain.evaluation.{found.name}") for found in iter_modules(evaluation.__path__)]
    assert set(words.FRENCH) == set().union(*(french.rules_of(concern) for concern in concerns))
    assert set(words.EVENTS_FR) == french.events_of(evaluation)
    assert set(words.KINDS_FR) == set(Kind)
    assert set(words.STAGES_FR) == set(Stage)
    assert set(words.ANSWERS_FR) == set(Answer)
