"""What an item would have come to under other bylaws, and the quorum counted again from who was there."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bylaws import (
    BallotMethod,
    Choice,
    CollegeVotes,
    Figures,
    MajorityBase,
    MajorityRule,
    MeetingMode,
    ModeRule,
    NoticeRule,
    OutcomeKind,
    ProxyRule,
    QuorumRule,
    Share,
)
from domain.meeting import (
    CallItem,
    CastVote,
    EnterTotals,
    GiveProxy,
    Meeting,
    OpenVote,
    RecordDeparture,
    RecordOutcome,
    StandAside,
    decider,
)
from domain.meeting.rejudging import quorum_recounted, rejudged
from tests.domain.council import AFTER, BYLAWS, HELD, PAPER, after, at, evening, meeting, with_bylaws

TWO_THIRDS = MajorityRule(share=Share(numerator=2, denominator=3, exceeded=False), article="two thirds")


def decided(in_favour: int = 4, against: int = 2, present: str = "abcdef") -> Meeting:
    return meeting(
        evening(present),
        CallItem(item="1", at=at(18, 5), interests=()),
        OpenVote(item="1", at=at(18, 10), interests=()),
        EnterTotals(item="1", totals=(CollegeVotes(in_favour=in_favour, against=against),), at=at(18, 12), today=HELD),
        RecordOutcome(item="1", kind=OutcomeKind.DECISION, on=HELD, interests=()),
    )


def test_under_its_own_bylaws_a_decision_comes_to_what_it_came_to() -> None:
    state = decided()
    judged = rejudged(state, "1", BYLAWS)
    assert judged is not None
    assert judged.verdict == state.items["1"].outcome.verdict  # type: ignore[union-attr]  # it has one
    assert (judged.stands, judged.broken) == (True, ())


def test_a_larger_majority_turns_an_adopted_decision() -> None:
    judged = rejudged(decided(3, 2, "abcde"), "1", with_bylaws(majority=TWO_THIRDS))
    assert judged is not None
    assert judged.verdict.majority == Figures(required=4, met=3, holds=False, article="two thirds")
    assert judged.stands is False


def test_a_rejected_decision_can_turn_too() -> None:
    lower = MajorityRule(share=Share(numerator=1, denominator=3, exceeded=False), base=MajorityBase.TAKING_PART)
    state = decided(2, 4)
    assert (state.items["1"].outcome.adopted, rejudged(state, "1", BYLAWS).stands) == (False, False)  # type: ignore[union-attr]
    assert rejudged(state, "1", with_bylaws(majority=lower)).stands is True  # type: ignore[union-attr]


def test_a_higher_quorum_or_a_longer_notice_names_the_rule_that_would_not_have_been_met() -> None:
    strict = with_bylaws(
        quorum=QuorumRule(share=Share(numerator=1, denominator=1, exceeded=False), article="all"),
        notice=NoticeRule(days=20, article="twenty"),
    )
    judged = rejudged(decided(), "1", strict)
    assert judged is not None
    assert judged.verdict.quorum == Figures(required=7, met=6, holds=False, article="all")
    assert judged.verdict.notice == Figures(required=20, met=6, holds=False, article="twenty")
    assert (judged.stands, set(judged.broken)) == (False, {"quorum-not-met", "notice-too-short"})


def test_what_the_body_may_not_give_and_how_it_may_not_meet_are_named() -> None:
    other = with_bylaws(gives=frozenset({OutcomeKind.OPINION}), modes=ModeRule(modes=frozenset({MeetingMode.VIDEO})))
    assert set(rejudged(decided(), "1", other).broken) == {"outcome-not-given", "mode-not-allowed"}  # type: ignore[union-attr]


def test_proxies_are_judged_by_the_bylaws_tried() -> None:
    begun = evening("abcde")
    given_two = after(
        begun,
        GiveProxy(giver="f", holder="a", written=True, at=at(18, 1), today=HELD),
        CallItem(item="1", at=at(18, 5), interests=()),
        OpenVote(item="1", method=BallotMethod.ROLL_CALL, at=at(18, 10), interests=()),
        CastVote(item="1", seat="f", choice=Choice.IN_FAVOUR, at=at(18, 11), interests=()),
        RecordOutcome(item="1", kind=OutcomeKind.DECISION, on=HELD, interests=()),
    )
    state = decider.fold(given_two)
    assert rejudged(state, "1", BYLAWS).broken == ()  # type: ignore[union-attr]
    assert rejudged(state, "1", with_bylaws(proxies=None)).broken == ("proxies-not-provided",)  # type: ignore[union-attr]
    assert rejudged(state, "1", with_bylaws(proxies=ProxyRule(per_holder=2))).broken == ()  # type: ignore[union-attr]


def test_a_note_taken_has_nothing_to_adopt() -> None:
    state = meeting(
        evening(),
        CallItem(item="1", at=at(18, 5), interests=()),
        RecordOutcome(item="1", kind=OutcomeKind.TAKEN_NOTE, on=HELD, interests=()),
    )
    judged = rejudged(state, "1", with_bylaws(majority=TWO_THIRDS))
    assert judged is not None
    assert (judged.stands, judged.verdict.majority) == (None, None)


def test_an_item_that_has_not_ended_is_not_judged() -> None:
    assert rejudged(meeting(evening()), "1", BYLAWS) is None


def test_the_quorum_is_counted_again_from_who_was_there_when_the_vote_was_opened() -> None:
    state = meeting(
        evening("abcdefg"),
        RecordDeparture(seat="g", at=at(18, 4), today=HELD),
        CallItem(item="1", at=at(18, 5), interests=()),
        StandAside(item="1", seat="f", at=at(18, 6), today=HELD),
        OpenVote(item="1", at=at(18, 10), interests=()),
        EnterTotals(item="1", totals=(CollegeVotes(in_favour=5),), at=at(18, 12), today=HELD),
        RecordOutcome(item="1", kind=OutcomeKind.DECISION, on=HELD, interests=()),
    )
    assert quorum_recounted(state, "1") == Figures(required=4, met=5, holds=True, article="quorum")


def test_a_departure_learned_late_shows_against_the_quorum_that_the_outcome_states() -> None:
    late = [RecordDeparture(seat=seat, source=PAPER, at=at(18, 2), today=AFTER) for seat in "cdef"]
    state = meeting(after(evening("abcdef"), *_vote()), *late)
    outcome = state.items["1"].outcome
    assert outcome is not None
    assert outcome.verdict.quorum == Figures(required=4, met=6, holds=True, article="quorum")
    assert quorum_recounted(state, "1") == Figures(required=4, met=2, holds=False, article="quorum")


def _vote() -> tuple[object, ...]:
    return (
        CallItem(item="1", at=at(18, 5), interests=()),
        OpenVote(item="1", at=at(18, 10), interests=()),
        EnterTotals(item="1", totals=(CollegeVotes(in_favour=4),), at=at(18, 12), today=HELD),
        RecordOutcome(item="1", kind=OutcomeKind.DECISION, on=HELD, interests=()),
    )


@given(present=st.sets(st.sampled_from("abcdefg"), min_size=4).map(sorted), data=st.data())
def test_whatever_was_voted_the_same_bylaws_come_to_the_same_and_the_recount_agrees(
    present: list[str], data: st.DataObject
) -> None:
    if "a" not in present:
        present = ["a", *present]
    in_favour = data.draw(st.integers(0, len(present)))
    against = data.draw(st.integers(0, len(present) - in_favour))
    if in_favour + against == 0:
        in_favour = 1
    state = decided(in_favour, against, "".join(present))
    outcome = state.items["1"].outcome
    assert outcome is not None
    judged = rejudged(state, "1", BYLAWS)
    assert judged is not None
    assert (judged.verdict, judged.stands) == (outcome.verdict, outcome.adopted)
    assert quorum_recounted(state, "1") == outcome.verdict.quorum


@pytest.mark.parametrize("days", [5, 6, 7])
def test_notice_turns_exactly_where_the_days_given_no_longer_suffice(days: int) -> None:
    judged = rejudged(decided(), "1", replace(BYLAWS, notice=NoticeRule(days=days)))
    assert judged is not None
    assert ("notice-too-short" in judged.broken) == (days > 6)
