from dataclasses import replace

import pytest

from domain.bylaws import BallotRule, ElectionRule, Figures, MeetingMode, OutcomeKind
from domain.irregularity import IrregularityNoticed
from domain.meeting import (
    CallItem,
    CandidateAlreadyStands,
    CandidateStood,
    CandidateWithdrew,
    ElectionByVideo,
    ElectionNotSecret,
    ElectionsNotProvided,
    EnterRound,
    Event,
    ItemAlreadyDecided,
    MoreVotesThanVoters,
    NoSuchCandidate,
    NotAnElection,
    NoVoteTaken,
    OpenVote,
    OutcomeRecorded,
    QuorumNotMet,
    RecordOutcome,
    RoundCounted,
    RoundOutOfTurn,
    SecretByVideo,
    Stand,
    TellersMissing,
    WithdrawCandidacy,
    decider,
)
from domain.values import PersonId
from tests.domain.council import HELD, PAPER, after, at, evening, meeting, with_bylaws
from tests.scenario import Scenario

STAND = Stand(item="election", candidate="ana", person=PersonId("person-b"), at=at(18, 30), interests=())
STOOD = CandidateStood(item="election", candidate="ana", person=PersonId("person-b"), at=at(18, 30))
LIST = CandidateStood(item="election", candidate="list", title="Liste d'union", at=at(18, 30))
TELLERS = frozenset("cd")


def given(*history: object) -> Scenario:
    return Scenario(decider).given(*history)


def standing(*others: Event, history: tuple[Event, ...] | None = None) -> tuple[Event, ...]:
    return (*(evening() if history is None else history), STOOD, LIST, *others)


def enter(number: int, ana: int, union: int, **others: object) -> EnterRound:
    fields: dict[str, object] = {
        "counts": {"ana": ana, "list": union},
        "tellers": TELLERS,
        "at": at(18, 30 + number),
        "today": HELD,
        **others,
    }
    return EnterRound(item="election", round=number, **fields)  # type: ignore[arg-type]  # any field of the command


def elected(history: tuple[Event, ...], *rounds: EnterRound) -> str | None:
    election = meeting(history, *rounds).items["election"].election
    assert election is not None
    return election.elected


def test_people_and_lists_stand() -> None:
    given(*evening()).when(STAND).then(STOOD)
    given(*standing()).when(STAND).then_nothing()
    given(*standing()).when(replace(STAND, title="Autre")).then_refused(CandidateAlreadyStands, "ana")


def test_candidates_stand_for_an_election() -> None:
    given(*evening()).when(replace(STAND, item="1")).then_refused(NotAnElection, "1")


def test_a_candidate_can_withdraw_and_stand_again() -> None:
    withdrew = CandidateWithdrew(item="election", candidate="ana", at=at(18, 31))
    command = WithdrawCandidacy(item="election", candidate="ana", at=at(18, 31))
    given(*standing()).when(command).then(withdrew)
    given(*standing(withdrew)).when(command).then_nothing()
    given(*standing(withdrew)).when(STAND).then(STOOD)
    given(*evening()).when(command).then_refused(NoSuchCandidate, "ana")
    given(*standing(withdrew)).when(enter(1, 4, 3)).then_refused(NoSuchCandidate, "ana")


def test_the_absolute_majority_elects_in_the_first_round() -> None:
    counted, outcome = decider.decide(enter(1, 4, 3), decider.fold(standing()))
    assert counted == RoundCounted(
        item="election",
        round=1,
        counts={"ana": 4, "list": 3},
        elected="ana",
        figures=Figures(required=4, met=4, holds=True, article="elections"),
        tellers=TELLERS,
        at=at(18, 31),
    )
    assert isinstance(outcome, OutcomeRecorded)
    assert (outcome.kind, outcome.adopted, outcome.verdict.elected) == (OutcomeKind.DECISION, True, "ana")
    assert outcome.rule is not None
    assert outcome.rule.election is not None


def test_a_round_entered_twice_changes_nothing() -> None:
    history = after(standing(), enter(1, 3, 3))
    given(*history).when(enter(1, 3, 3)).then_nothing()
    elected_at_once = after(standing(), enter(1, 4, 3))
    given(*elected_at_once).when(enter(1, 4, 3)).then_nothing()
    given(*elected_at_once).when(enter(2, 4, 3)).then_refused(ItemAlreadyDecided, "election")


def test_up_to_three_rounds_the_last_at_the_relative_majority() -> None:
    third = replace(STOOD, candidate="carl")
    history = standing(third)
    divided = [enter(number, 3, 2, counts={"ana": 3, "list": 2, "carl": 2}) for number in (1, 2, 3)]
    assert elected(history, *divided[:1]) is None
    assert elected(history, *divided[:2]) is None
    assert elected(history, *divided) == "ana"


def test_a_tie_in_the_third_round_goes_to_the_eldest_if_the_bylaws_say_so() -> None:
    ties = [enter(1, 3, 3), enter(2, 3, 3), enter(3, 3, 3, eldest="list")]
    assert elected(standing(), *ties) == "list"
    nobody = with_bylaws(elections=ElectionRule(eldest=False))
    assert elected(standing(history=evening(bylaws=nobody)), *ties) is None


def test_an_election_that_elects_nobody_can_only_be_referred_back() -> None:
    ties = [enter(number, 3, 3) for number in (1, 2, 3)]
    history = after(standing(), CallItem(item="election", at=at(18, 30), interests=()), *ties)
    given(*history).when(enter(4, 4, 3)).then_refused(RoundOutOfTurn, "election", 4)
    decision = RecordOutcome(item="election", kind=OutcomeKind.DECISION, on=HELD, interests=())
    given(*history).when(decision).then_refused(NoVoteTaken, "election")
    referred = meeting(history, replace(decision, kind=OutcomeKind.REFERRED_BACK)).items["election"].outcome
    assert referred is not None
    assert (referred.kind, referred.adopted) == (OutcomeKind.REFERRED_BACK, None)


def test_rounds_are_counted_one_after_the_other() -> None:
    given(*standing()).when(enter(2, 4, 3)).then_refused(RoundOutOfTurn, "election", 2)


def test_votes_go_to_candidates_who_stand() -> None:
    given(*standing()).when(enter(1, 4, 3, counts={"zoe": 7})).then_refused(NoSuchCandidate, "zoe")
    given(*evening()).when(enter(1, 4, 3, counts={})).then_refused(NoSuchCandidate, "")


def test_rounds_are_counted_by_tellers_and_never_beyond_the_voters() -> None:
    given(*standing()).when(enter(1, 4, 3, tellers=frozenset())).then_refused(TellersMissing, "election", "")
    given(*standing()).when(enter(1, 4, 3, blank=1)).then_refused(MoreVotesThanVoters, "election", 8, 7)
    given(*standing()).when(enter(1, -1, 3)).then_refused(MoreVotesThanVoters, "election")


def test_elections_are_secret_where_the_rules_say_so() -> None:
    given(*standing()).when(enter(1, 4, 3, secret=False)).then_refused(ElectionNotSecret, "election")
    public = evening(bylaws=with_bylaws(elections=ElectionRule(secret=False)))
    assert elected(standing(history=public), enter(1, 4, 3, secret=False)) == "ana"


def test_no_election_is_held_while_members_take_part_by_video() -> None:
    hybrid = standing(history=evening("abcde", "fg", mode=MeetingMode.HYBRID))
    given(*hybrid).when(enter(1, 4, 3)).then_refused(ElectionByVideo, "election")
    by_video = with_bylaws(elections=ElectionRule(by_video=True), ballots=BallotRule(secret_by_video=False))
    secret = standing(history=evening("abcde", "fg", bylaws=by_video, mode=MeetingMode.HYBRID))
    given(*secret).when(enter(1, 4, 3)).then_refused(SecretByVideo, "election")


def test_an_election_by_video_elsewhere_is_an_irregularity() -> None:
    hybrid = standing(history=evening("abcde", "fg", mode=MeetingMode.HYBRID))
    events = decider.decide(enter(1, 4, 3, source=PAPER), decider.fold(hybrid))
    assert events[2:] == [
        IrregularityNoticed(
            number=1,
            rule="election-by-video",
            article="elections",
            detail="election",
            cure="The body: hold the election again in one place.",
            on=HELD,
        )
    ]


def test_a_body_elects_where_its_rules_provide_for_elections() -> None:
    without = standing(history=evening(bylaws=with_bylaws(elections=None)))
    given(*without).when(enter(1, 4, 3)).then_refused(ElectionsNotProvided)


@pytest.mark.parametrize("number", [1, 2])
def test_no_round_is_counted_without_quorum(number: int) -> None:
    history = standing(history=evening("abc"))
    if number == 1:
        given(*history).when(enter(1, 3, 0)).then_refused(QuorumNotMet, "election", 4, 3)
    else:
        given(*history).when(enter(1, 1, 1)).then_refused(QuorumNotMet, "election", 4, 3)


def test_an_election_is_not_decided_by_a_vote() -> None:
    history = after(standing(), enter(1, 4, 3))
    given(*history).when(OpenVote(item="election", at=at(19), interests=())).then_refused(
        ItemAlreadyDecided, "election"
    )
