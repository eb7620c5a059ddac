from dataclasses import replace

import pytest

from domain.bylaws import (
    BallotMethod,
    Choice,
    CollegeCount,
    CollegePresence,
    CollegeVotes,
    ElectionFacts,
    Figures,
    MajorityRule,
    NoticeFacts,
    OutcomeFacts,
    OutcomeKind,
    QuorumFacts,
    Verdict,
    VoteFacts,
    flips,
    judge,
    rejudge,
    rule_taken,
)
from domain.irregularity import IrregularityNoticed
from domain.meeting import (
    AddItem,
    CallItem,
    CastVote,
    EnterTotals,
    Event,
    FiguresNeedSource,
    HeldInterest,
    ItemAdded,
    ItemAlreadyDecided,
    ItemKind,
    ItemNotCalled,
    ItemUnknown,
    MeetingClosed,
    MeetingNotOpen,
    MeetingRecorded,
    NamedVote,
    NoVoteTaken,
    OpenVote,
    OutcomeNotGiven,
    OutcomeRecorded,
    QuorumNotMet,
    RecordDeparture,
    RecordOutcome,
    StatedFigures,
    decider,
)
from domain.values import PersonId
from tests.domain.council import (
    AFTER,
    BYLAWS,
    COMMITTEE,
    COOPERATIVE,
    FRAMEWORK,
    HELD,
    PAPER,
    PUBLISHED,
    SEATS,
    SENT,
    after,
    at,
    convened,
    evening,
    item,
    meeting,
    scheduled,
    seat,
    with_bylaws,
)
from tests.scenario import Scenario

NOTICE = NoticeFacts(sent=SENT, held=HELD)
MADE = Figures(required=5, met=6, holds=True, article="notice")


def given(*history: object) -> Scenario:
    return Scenario(decider).given(*history)


def outcome(kind: OutcomeKind = OutcomeKind.DECISION, **others: object) -> RecordOutcome:
    fields: dict[str, object] = {"item": "1", "on": HELD, "interests": (), **others}
    return RecordOutcome(kind=kind, **fields)  # type: ignore[arg-type]  # any field of the command


def voted(in_favour: int, against: int, present: str = "abcdefg") -> tuple[Event, ...]:
    totals = (CollegeVotes(in_favour=in_favour, against=against),)
    return after(
        evening(present),
        OpenVote(item="1", at=at(18, 40), interests=()),
        EnterTotals(item="1", totals=totals, at=at(18, 45), today=HELD),
    )


def test_an_outcome_records_its_facts_the_rule_it_was_taken_under_and_the_figures() -> None:
    given(*voted(4, 2)).when(outcome(reference="2024-07")).then(
        OutcomeRecorded(
            item="1",
            kind=OutcomeKind.DECISION,
            adopted=True,
            facts=OutcomeFacts(
                notice=NOTICE,
                quorum=QuorumFacts(colleges=(CollegePresence(in_office=7, on_site=7),)),
                vote=VoteFacts(colleges=(CollegeVotes(in_favour=4, against=2),), in_office=7),
            ),
            rule=rule_taken(BYLAWS),
            verdict=Verdict(
                notice=MADE,
                quorum=Figures(required=4, met=7, holds=True, article="quorum"),
                majority=Figures(required=4, met=4, holds=True, article="majority"),
                adopted=True,
            ),
            counted_at=at(18, 40),
            reference="2024-07",
            on=HELD,
        )
    )


def test_a_proposal_that_is_voted_down_is_an_outcome_too() -> None:
    recorded = meeting(voted(2, 4), outcome()).items["1"].outcome
    assert recorded is not None
    assert recorded.adopted is False


def test_the_facts_of_an_outcome_come_to_the_same_under_its_rule_and_flip_under_another() -> None:
    recorded = meeting(voted(4, 2), outcome()).items["1"].outcome
    assert recorded is not None
    assert recorded.rule is not None
    assert judge(recorded.facts, recorded.rule) == recorded.verdict
    consensus = with_bylaws(majority=MajorityRule(consensus=True))
    assert flips(recorded.verdict, rejudge(recorded.facts, consensus)) == ("majority",)


def test_the_same_outcome_twice_changes_nothing_and_another_is_refused() -> None:
    history = after(voted(4, 2), outcome())
    given(*history).when(outcome()).then_nothing()
    given(*history).when(outcome(OutcomeKind.TAKEN_NOTE)).then_refused(ItemAlreadyDecided, "1")


def test_an_item_is_decided_only_while_enough_members_are_there_for_it() -> None:
    given(*voted(3, 0, "abc")).when(outcome()).then_refused(QuorumNotMet, "1", 4, 3)
    noted = after(evening("abc"), CallItem(item="1", at=at(18, 30), interests=()))
    given(*noted).when(outcome(OutcomeKind.TAKEN_NOTE)).then_refused(QuorumNotMet, "1", 4, 3)
    given(*noted).when(outcome(OutcomeKind.CONSENSUS)).then_refused(QuorumNotMet, "1", 4, 3)


def test_without_quorum_an_item_can_still_be_referred_back() -> None:
    noted = after(evening("abc"), CallItem(item="1", at=at(18, 30), interests=()))
    recorded = meeting(noted, outcome(OutcomeKind.REFERRED_BACK)).items["1"].outcome
    assert recorded is not None


def test_the_quorum_is_counted_for_every_item_when_it_is_put_to_the_vote() -> None:
    history = after(
        voted(4, 0, "abcd"),
        outcome(),
        RecordDeparture(seat="d", at=at(18, 50), today=HELD),
        OpenVote(item="2", at=at(18, 55), interests=()),
        EnterTotals(item="2", totals=(CollegeVotes(in_favour=3),), at=at(18, 56), today=HELD),
    )
    given(*history).when(outcome(item="2")).then_refused(QuorumNotMet, "2", 4, 3)
    recorded = decider.fold(history).items["1"].outcome
    assert recorded is not None


def test_a_committee_gives_what_its_bylaws_say() -> None:
    advising = with_bylaws(gives=frozenset({OutcomeKind.OPINION}))
    history = after(
        evening(bylaws=advising),
        OpenVote(item="1", at=at(18, 40), interests=()),
        EnterTotals(item="1", totals=(CollegeVotes(in_favour=5),), at=at(18, 45), today=HELD),
    )
    given(*history).when(outcome()).then_refused(OutcomeNotGiven, "1", OutcomeKind.DECISION)
    recorded = meeting(history, outcome(OutcomeKind.OPINION)).items["1"].outcome
    assert recorded is not None
    assert (recorded.kind, recorded.adopted) == (OutcomeKind.OPINION, True)


@pytest.mark.parametrize("kind", [OutcomeKind.DECISION, OutcomeKind.OPINION])
def test_a_decision_or_an_opinion_is_put_to_the_vote(kind: OutcomeKind) -> None:
    called = after(evening(), CallItem(item="1", at=at(18, 30), interests=()))
    given(*called).when(outcome(kind)).then_refused(NoVoteTaken, "1")


def test_a_body_that_works_by_consensus_decides_without_a_vote() -> None:
    consensus = with_bylaws(majority=MajorityRule(consensus=True))
    called = after(evening(bylaws=consensus), CallItem(item="1", at=at(18, 30), interests=()))
    recorded = meeting(called, outcome()).items["1"].outcome
    assert recorded is not None
    assert recorded.adopted is True


def test_an_item_is_called_before_it_ends() -> None:
    given(*evening()).when(outcome(OutcomeKind.TAKEN_NOTE)).then_refused(ItemNotCalled, "1")
    given(*evening()).when(outcome(OutcomeKind.TAKEN_NOTE, item="99")).then_refused(ItemUnknown, "99")


def test_heads_are_never_counted_before_the_item_was_put() -> None:
    history = after(voted(3, 0, "abcd"), RecordDeparture(seat="d", at=at(18, 30), today=HELD))
    given(*history).when(outcome(counted_at=at(18, 20))).then_refused(ItemNotCalled, "1")
    given(*history).when(outcome(counted_at=at(18, 45))).then_refused(QuorumNotMet, "1", 4, 3)


def test_here_an_item_ends_while_the_meeting_is_open_and_its_figures_are_counted() -> None:
    given(scheduled(), item("1"), convened()).when(outcome()).then_refused(MeetingNotOpen, "convened")
    given(*voted(4, 2), MeetingClosed(at=at(21))).when(outcome()).then_refused(MeetingNotOpen, "closed")
    given(*voted(4, 2)).when(outcome(stated=StatedFigures(present=7))).then_refused(FiguresNeedSource, "1")


def test_votes_by_name_are_counted_college_by_college_with_their_weights() -> None:
    seats = (seat("a", "elected", weight=3), seat("b", "elected"), seat("c", "partners"), seat("d", "partners"))
    each = with_bylaws(majority=MajorityRule(colleges=CollegeCount.EACH, article="majority"))
    votes = [
        CastVote(item="1", seat=name, choice=choice, at=at(18, 41), interests=())
        for name, choice in [("a", Choice.IN_FAVOUR), ("b", Choice.AGAINST), ("c", Choice.IN_FAVOUR)]
    ]
    history = after(evening("abcd", bylaws=each, seats=seats), OpenVote(item="1", at=at(18, 40), interests=()), *votes)
    recorded = meeting(history, outcome()).items["1"].outcome
    assert recorded is not None
    assert recorded.facts.vote is not None
    assert recorded.facts.vote.colleges == (
        CollegeVotes(college="elected", in_favour=3, against=1),
        CollegeVotes(college="partners", in_favour=1),
    )
    assert recorded.verdict.majority == Figures(required=2, met=2, holds=True, article="majority")


RECORDED = (
    MeetingRecorded(
        framework=FRAMEWORK,
        committee=COMMITTEE,
        title="Séance",
        convened_on=SENT,
        bylaws=BYLAWS,
        seats=SEATS,
        source=PUBLISHED,
        on=HELD,
    ),
    ItemAdded(item="1", title="Point 1", kind=ItemKind.DELIBERATION, on_agenda=True, source=PUBLISHED, on=AFTER),
)
STATED = StatedFigures(present=5, represented=1, totals=(CollegeVotes(in_favour=4, against=2),))


def elsewhere(stated: StatedFigures | None, **others: object) -> RecordOutcome:
    fields: dict[str, object] = {"item": "1", "kind": OutcomeKind.DECISION, "adopted": True, **others}
    return RecordOutcome(stated=stated, source=PUBLISHED, on=HELD, **{"interests": (), **fields})  # type: ignore[arg-type]


def test_a_whole_meeting_is_recorded_from_its_published_minutes() -> None:
    given(*RECORDED).when(elsewhere(STATED)).then(
        OutcomeRecorded(
            item="1",
            kind=OutcomeKind.DECISION,
            adopted=True,
            facts=OutcomeFacts(
                notice=NOTICE,
                quorum=QuorumFacts(colleges=(CollegePresence(in_office=7, on_site=5, represented=1),)),
                vote=VoteFacts(colleges=(CollegeVotes(in_favour=4, against=2),), in_office=7),
            ),
            rule=rule_taken(BYLAWS),
            verdict=Verdict(
                notice=MADE,
                quorum=Figures(required=4, met=5, holds=True, article="quorum"),
                majority=Figures(required=4, met=4, holds=True, article="majority"),
                adopted=True,
            ),
            source=PUBLISHED,
            on=HELD,
        )
    )


def test_what_published_minutes_do_not_say_stays_unknown() -> None:
    (recorded,) = decider.decide(elsewhere(None), decider.fold(RECORDED))
    assert isinstance(recorded, OutcomeRecorded)
    assert recorded.facts == OutcomeFacts(notice=NOTICE)
    assert recorded.verdict == Verdict(notice=MADE)
    assert recorded.adopted is True


def test_under_unknown_bylaws_nothing_is_judged() -> None:
    first, second = RECORDED
    assert isinstance(first, MeetingRecorded)
    (recorded,) = decider.decide(elsewhere(STATED), decider.fold([replace(first, bylaws=None, seats=()), second]))
    assert isinstance(recorded, OutcomeRecorded)
    assert (recorded.rule, recorded.verdict, recorded.adopted) == (None, Verdict(), True)


def test_a_decision_elsewhere_without_quorum_or_majority_stands_with_irregularities() -> None:
    stated = StatedFigures(in_office=33, present=16, totals=(CollegeVotes(in_favour=7, against=8),))
    _, *noticed = decider.decide(elsewhere(stated), decider.fold(RECORDED))
    assert noticed == [
        IrregularityNoticed(
            number=1,
            rule="quorum-not-met",
            article="quorum",
            detail="1; 17; 16",
            cure="The body: have the item adopted again with a quorum.",
            on=HELD,
        ),
        IrregularityNoticed(
            number=2,
            rule="majority-not-met",
            article="majority",
            detail="1; 8; 7",
            cure="The body: vote again.",
            on=HELD,
        ),
    ]


def test_a_vote_cast_elsewhere_by_an_interested_member_is_an_irregularity_of_the_decision() -> None:
    grant = replace(item("grant"), source=PUBLISHED)
    mandate = HeldInterest(person=PersonId("person-c"), organisation=COOPERATIVE)
    by_name = tuple(NamedVote(seat=name, choice=Choice.IN_FAVOUR, by=name) for name in "abcd")
    command = elsewhere(StatedFigures(present=4, by_name=by_name), item="grant", interests=(mandate,))
    _, *noticed = decider.decide(command, decider.fold([RECORDED[0], grant]))
    assert noticed == [
        IrregularityNoticed(
            number=1,
            rule="interested-vote",
            article="interests",
            detail="grant; c",
            cure="The body: have the item adopted again without the member concerned.",
            on=HELD,
        )
    ]


def test_more_votes_than_voters_in_published_minutes_is_an_irregularity() -> None:
    stated = StatedFigures(present=5, represented=1, totals=(CollegeVotes(in_favour=7),))
    _, *noticed = decider.decide(elsewhere(stated), decider.fold(RECORDED))
    assert [(one.rule, one.detail) for one in noticed if isinstance(one, IrregularityNoticed)] == [
        ("more-votes-than-voters", "1; 7; 6")
    ]


def test_names_unknown_here_still_count_as_heads() -> None:
    by_name = (
        NamedVote(seat="unknown-1", choice=Choice.IN_FAVOUR, by="unknown-1"),
        NamedVote(seat="unknown-2", choice=Choice.AGAINST, by="unknown-2"),
        NamedVote(seat="unknown-3", choice=Choice.ABSTENTION, by="unknown-3"),
    )
    (recorded, *_) = decider.decide(
        elsewhere(StatedFigures(by_name=by_name, method=BallotMethod.ROLL_CALL), adopted=None), decider.fold(RECORDED)
    )
    assert isinstance(recorded, OutcomeRecorded)
    assert recorded.facts.vote is not None
    assert recorded.facts.vote.colleges == (CollegeVotes(in_favour=1, against=1, abstentions=1),)
    assert recorded.adopted is False


def test_totals_that_do_not_name_the_colleges_cannot_be_judged_by_college() -> None:
    first, second = RECORDED
    assert isinstance(first, MeetingRecorded)
    each = with_bylaws(majority=MajorityRule(colleges=CollegeCount.EACH))
    seats = (seat("a", "elected"), seat("b", "partners"))
    (recorded, *_) = decider.decide(elsewhere(STATED), decider.fold([replace(first, bylaws=each, seats=seats), second]))
    assert isinstance(recorded, OutcomeRecorded)
    assert (recorded.facts.vote, recorded.verdict.majority, recorded.adopted) == (None, None, True)


def test_an_outcome_taken_on_paper_in_a_meeting_held_here_rests_on_the_presence_known_here() -> None:
    history = (*voted(3, 0, "abc"), MeetingClosed(at=at(21)))
    recorded, *noticed = decider.decide(outcome(source=PAPER), decider.fold(history))
    assert isinstance(recorded, OutcomeRecorded)
    assert recorded.adopted is True
    assert [(one.rule, one.detail) for one in noticed if isinstance(one, IrregularityNoticed)] == [
        ("quorum-not-met", "1; 4; 3")
    ]


def test_an_election_held_elsewhere_is_judged_from_what_the_minutes_say() -> None:
    stated = StatedFigures(present=7, election=ElectionFacts(round=1, counts={"ana": 3, "list": 4}))
    recorded, *noticed = decider.decide(elsewhere(stated), decider.fold(RECORDED))
    assert isinstance(recorded, OutcomeRecorded)
    assert (recorded.verdict.elected, recorded.adopted, noticed) == ("list", True, [])


def test_nothing_is_recorded_of_a_meeting_that_was_not_held() -> None:
    given(scheduled(), item("1")).when(elsewhere(None)).then_refused(MeetingNotOpen, "scheduled")


def test_an_item_learned_from_the_minutes_can_be_added_and_concluded() -> None:
    state = meeting(
        RECORDED,
        AddItem(item="2", title="Vœu", source=PUBLISHED, on=AFTER),
        elsewhere(None, item="2", kind=OutcomeKind.TAKEN_NOTE, adopted=None),
    )
    assert state.items["2"].outcome is not None
