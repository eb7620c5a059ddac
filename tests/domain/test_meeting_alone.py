"""Meetings at which nobody meets: written consultations, and decisions the chair takes alone in urgency."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.bylaws import (
    BallotMethod,
    Bylaws,
    Choice,
    CollegeVotes,
    Figures,
    MeetingMode,
    ModeRule,
    OutcomeKind,
    QuorumRule,
    Silence,
)
from domain.meeting import (
    AddItem,
    CallItem,
    CastVote,
    ChairDecisionRatified,
    ChairDecisionRefused,
    CloseMeeting,
    ConsultationNotPublic,
    ConsultationOpened,
    ConsultationStillOpen,
    ConsultationTooShort,
    ConveneMeeting,
    EnterTotals,
    Event,
    MeetingClosed,
    MeetingConvened,
    MeetingOpened,
    MeetingRecorded,
    ModeNotAllowed,
    NotAConsultation,
    NotARatification,
    NothingToRatify,
    OpenConsultation,
    OpenMeeting,
    OpenVote,
    OutcomeRecorded,
    RatifyChairDecision,
    RatifyingOutcome,
    RecordMeeting,
    RecordOutcome,
    StandAside,
    TooLateToVote,
    VoteCast,
    decider,
    ratifying_outcome,
)
from domain.values import CommitteeId
from tests.domain.council import (
    AFTER as NEXT_DAY,
)
from tests.domain.council import (
    BYLAWS,
    COMMITTEE,
    FRAMEWORK,
    HELD,
    NEXT,
    PAPER,
    SEATS,
    after,
    at,
    convened,
    evening,
    item,
    meeting,
    on_day,
    scheduled,
    with_bylaws,
)
from tests.scenario import Scenario

CLOSES = datetime(2024, 3, 15, 12, tzinfo=UTC)
OPEN = OpenConsultation(closes_at=CLOSES, at=at(9), committee_on_day=on_day())


def given(*history: object) -> Scenario:
    return Scenario(decider).given(*history)


def silent(meaning: Silence, quorum: QuorumRule | None = None) -> Bylaws:
    return with_bylaws(modes=ModeRule(modes=frozenset(MeetingMode), silence=meaning), quorum=quorum)


def consultation(bylaws: Bylaws = BYLAWS) -> tuple[Event, ...]:
    history = (scheduled(MeetingMode.WRITTEN), item("1"), convened(bylaws))
    opening = replace(OPEN, committee_on_day=on_day(bylaws))
    return after(history, opening, OpenVote(item="1", method=BallotMethod.ROLL_CALL, at=at(9), interests=()))


def answer(seat: str, choice: Choice = Choice.IN_FAVOUR, moment: datetime = CLOSES) -> CastVote:
    return CastVote(item="1", seat=seat, choice=choice, at=moment, interests=())


DECISION = RecordOutcome(item="1", kind=OutcomeKind.DECISION, on=date(2024, 3, 15), interests=())


def decided(bylaws: Bylaws, *answers: CastVote) -> tuple[bool | None, CollegeVotes]:
    outcome = meeting(consultation(bylaws), *answers, CloseMeeting(at=CLOSES), DECISION).items["1"].outcome
    assert outcome is not None
    assert outcome.facts.vote is not None
    (votes,) = outcome.facts.vote.colleges
    return outcome.adopted, votes


def test_a_written_consultation_opens_until_an_instant() -> None:
    given(scheduled(MeetingMode.WRITTEN), convened()).when(OPEN).then(
        ConsultationOpened(seats=SEATS, bylaws=BYLAWS, chair="a", closes_at=CLOSES, at=at(9))
    )


def test_only_a_meeting_scheduled_as_such_is_a_consultation_and_it_lasts() -> None:
    given(scheduled(), convened()).when(OPEN).then_refused(NotAConsultation, MeetingMode.ON_SITE)
    given(scheduled(MeetingMode.WRITTEN), convened()).when(replace(OPEN, closes_at=at(9))).then_refused(
        ConsultationTooShort, at(9), at(9)
    )


def test_a_consultation_is_answered_by_name_until_its_end() -> None:
    given(*consultation()).when(answer("b")).then(
        VoteCast(item="1", seat="b", choice=Choice.IN_FAVOUR, by="b", at=CLOSES)
    )
    late = datetime(2024, 3, 15, 12, 1, tzinfo=UTC)
    given(*consultation()).when(answer("b", moment=late)).then_refused(TooLateToVote, CLOSES)
    history = after((scheduled(MeetingMode.WRITTEN), item("1"), convened()), OPEN)
    given(*history).when(OpenVote(item="1", method=BallotMethod.SECRET, at=at(9), interests=())).then_refused(
        ConsultationNotPublic, "1"
    )
    totals = EnterTotals(item="1", totals=(CollegeVotes(in_favour=3),), at=at(10), today=HELD)
    given(*consultation()).when(totals).then_refused(ConsultationStillOpen, CLOSES)


def test_a_consultation_closes_at_its_end_or_once_everybody_has_answered() -> None:
    given(*consultation()).when(CloseMeeting(at=at(12))).then_refused(ConsultationStillOpen, CLOSES)
    given(*consultation()).when(CloseMeeting(at=CLOSES)).then(MeetingClosed(at=CLOSES))
    aside = StandAside(item="1", seat="g", at=at(10), today=HELD)
    all_but_one = after(consultation(), aside, *(answer(name, moment=at(11)) for name in "abcdef"))
    given(*all_but_one).when(CloseMeeting(at=at(12))).then(MeetingClosed(at=at(12)))


def test_its_outcome_is_known_once_it_is_closed() -> None:
    given(*after(consultation(), answer("a"))).when(DECISION).then_refused(ConsultationStillOpen, CLOSES)


@pytest.mark.parametrize(
    ("meaning", "adopted", "votes"),
    [
        (Silence.ABSTENTION, False, CollegeVotes(in_favour=1, against=2)),
        (Silence.CONSENT, True, CollegeVotes(in_favour=5, against=2)),
        (Silence.REFUSAL, False, CollegeVotes(in_favour=1, against=6)),
    ],
)
def test_silence_means_what_the_bylaws_say(meaning: Silence, votes: CollegeVotes, *, adopted: bool) -> None:
    answers = [answer("a"), answer("b", Choice.AGAINST), answer("c", Choice.AGAINST)]
    assert decided(silent(meaning), *answers) == (adopted, votes)


def test_to_answer_is_to_take_part_and_so_is_silence_where_it_is_consent() -> None:
    quorum = QuorumRule(article="quorum")
    for meaning, met in ((Silence.ABSTENTION, 4), (Silence.CONSENT, 7)):
        answers = [answer(name) for name in "abcd"]
        state = meeting(consultation(silent(meaning, quorum)), *answers, CloseMeeting(at=CLOSES), DECISION)
        outcome = state.items["1"].outcome
        assert outcome is not None
        assert outcome.verdict.quorum == Figures(required=4, met=met, holds=True, article="quorum")


def alone() -> tuple[Event, ...]:
    history = (scheduled(MeetingMode.CHAIR), item("1"), convened())
    opening = OpenMeeting(chair="a", at=at(18), committee_on_day=on_day())
    return after(history, opening, CallItem(item="1", at=at(18, 1), interests=()))


PROVISIONAL = OutcomeRecorded(
    item="1",
    kind=OutcomeKind.DECISION,
    adopted=True,
    facts=meeting(alone(), DECISION).items["1"].outcome.facts,  # type: ignore[union-attr]  # decided just before
    rule=None,
    verdict=meeting(alone(), DECISION).items["1"].outcome.verdict,  # type: ignore[union-attr]  # as above
    counted_at=at(18, 1),
    provisional=True,
    on=date(2024, 3, 15),
)
RATIFYING = RatifyingOutcome(
    meeting=NEXT, item="4", committee=COMMITTEE, kind=OutcomeKind.DECISION, adopted=True, decided_on=date(2024, 4, 8)
)
RATIFY = RatifyChairDecision(item="1", by_meeting=NEXT, by_item="4", on=date(2024, 4, 8), ratification=RATIFYING)


def test_in_urgency_the_chair_decides_alone_until_the_body_ratifies() -> None:
    given(*alone()).when(DECISION).then(PROVISIONAL)
    assert PROVISIONAL.verdict.quorum is None


def unconvened(bylaws: Bylaws = BYLAWS) -> tuple[Event, ...]:
    opening = OpenMeeting(chair="a", at=at(18), committee_on_day=on_day(bylaws))
    return after((scheduled(MeetingMode.CHAIR), item("1")), opening)


def test_the_chair_decides_alone_the_same_day_without_a_convocation() -> None:
    opening = OpenMeeting(at=at(18), committee_on_day=on_day())
    given(scheduled(MeetingMode.CHAIR), item("1")).when(opening).then(
        MeetingOpened(chair="a", seats=SEATS, bylaws=BYLAWS, at=at(18))
    )
    outcome = meeting(unconvened(), CallItem(item="1", at=at(18, 1), interests=()), DECISION).items["1"].outcome
    assert outcome is not None
    assert (outcome.adopted, outcome.provisional, outcome.facts.notice) == (True, True, None)


def test_the_chair_decides_alone_what_came_up_meanwhile_and_is_on_no_agenda() -> None:
    late = AddItem(item="2", title="Relogement", on=HELD)
    state = meeting(unconvened(), late, CallItem(item="2", at=at(18, 5), interests=()), replace(DECISION, item="2"))
    outcome = state.items["2"].outcome
    assert outcome is not None
    assert (state.items["2"].on_agenda, outcome.provisional) == (False, True)


def test_the_chair_decides_alone_only_where_the_bylaws_of_the_day_say_so() -> None:
    in_room = with_bylaws(modes=ModeRule(article="modes"))
    opening = OpenMeeting(chair="a", at=at(18), committee_on_day=on_day(in_room))
    given(scheduled(MeetingMode.CHAIR)).when(opening).then_refused(ModeNotAllowed, MeetingMode.CHAIR)


def test_a_convocation_that_the_chair_sends_all_the_same_has_no_notice_to_keep() -> None:
    convene = ConveneMeeting(urgent=True, reason="Crue", on=HELD, committee_on_day=on_day())
    sent = MeetingConvened(held_on=HELD, urgent=True, reason="Crue", bylaws=BYLAWS, on=HELD)
    given(scheduled(MeetingMode.CHAIR), item("1")).when(convene).then(sent)
    opening = OpenMeeting(chair="a", at=at(18), committee_on_day=on_day())
    history = after((scheduled(MeetingMode.CHAIR), item("1"), sent), opening)
    outcome = meeting(history, CallItem(item="1", at=at(18, 1), interests=()), DECISION).items["1"].outcome
    assert outcome is not None
    assert outcome.provisional


def test_a_decision_the_chair_took_alone_elsewhere_breaks_no_rule_on_notice() -> None:
    command = RecordMeeting(
        framework=FRAMEWORK,
        committee=COMMITTEE,
        title="Crue",
        held_on=HELD,
        convened_on=HELD,
        urgent=True,
        mode=MeetingMode.CHAIR,
        source=PAPER,
        on=NEXT_DAY,
        committee_on_day=on_day(),
    )
    assert [type(event) for event in decider.decide(command, decider.initial)] == [MeetingRecorded]


def test_a_later_meeting_ratifies_what_the_chair_decided() -> None:
    ratified = ChairDecisionRatified(item="1", by_meeting=NEXT, by_item="4", on=date(2024, 4, 8))
    given(*alone(), PROVISIONAL).when(RATIFY).then(ratified)
    given(*alone(), PROVISIONAL, ratified).when(RATIFY).then_nothing()
    outcome = decider.fold([*alone(), PROVISIONAL, ratified]).items["1"].outcome
    assert outcome is not None
    assert (outcome.adopted, outcome.provisional, outcome.ratified_by) == (True, False, NEXT)


def test_or_does_not() -> None:
    refused = ChairDecisionRefused(item="1", by_meeting=NEXT, by_item="4", on=date(2024, 4, 8))
    given(*alone(), PROVISIONAL).when(replace(RATIFY, ratification=replace(RATIFYING, adopted=False))).then(refused)
    outcome = decider.fold([*alone(), PROVISIONAL, refused]).items["1"].outcome
    assert outcome is not None
    assert (outcome.adopted, outcome.provisional) == (False, False)


@pytest.mark.parametrize(
    "ratification",
    [
        None,
        replace(RATIFYING, item="5"),
        replace(RATIFYING, committee=CommitteeId("committee-2")),
        replace(RATIFYING, kind=OutcomeKind.OPINION),
        replace(RATIFYING, adopted=None),
        replace(RATIFYING, decided_on=HELD),
    ],
)
def test_only_a_later_decision_of_the_same_committee_ratifies(ratification: RatifyingOutcome | None) -> None:
    given(*alone(), PROVISIONAL).when(replace(RATIFY, ratification=ratification)).then_refused(
        NotARatification, NEXT, "4"
    )


def test_only_what_the_chair_decided_alone_is_ratified() -> None:
    given(*alone()).when(RATIFY).then_refused(NothingToRatify, "1")
    given(*after(evening(), CallItem(item="1", at=at(18, 1), interests=()))).when(RATIFY).then_refused(
        NothingToRatify, "1"
    )


def test_what_a_meeting_says_of_an_item_can_ratify() -> None:
    totals = EnterTotals(item="1", totals=(CollegeVotes(in_favour=5),), at=at(18, 45), today=HELD)
    state = meeting(evening(), OpenVote(item="1", at=at(18, 40), interests=()), totals, DECISION)
    assert ratifying_outcome(NEXT, state, "1") == RatifyingOutcome(
        meeting=NEXT,
        item="1",
        committee=COMMITTEE,
        kind=OutcomeKind.DECISION,
        adopted=True,
        decided_on=date(2024, 3, 15),
    )
    assert ratifying_outcome(NEXT, state, "2") is None
    assert ratifying_outcome(NEXT, decider.fold([*alone(), PROVISIONAL]), "1") is None
