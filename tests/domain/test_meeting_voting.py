from dataclasses import replace
from datetime import datetime

import pytest

from domain.bylaws import BallotMethod, BallotRule, Choice, CollegeVotes, MeetingMode, OutcomeKind
from domain.irregularity import IrregularityNoticed
from domain.meeting import (
    CallItem,
    CastVote,
    EnterTotals,
    Entry,
    Event,
    GiveProxy,
    ItemAlreadyDecided,
    MethodNotAllowed,
    MoreVotesThanVoters,
    NotATotal,
    NotAVoter,
    NoVotesByName,
    OpenVote,
    RecordDeparture,
    RecordOutcome,
    SecretBallotByName,
    SecretByVideo,
    StandAside,
    TellersMissing,
    TotalsEntered,
    VoteAlreadyOpen,
    VoteCast,
    VoteNotOpen,
    VoteOpened,
    VoterNotThere,
    decider,
)
from tests.domain.council import HELD, PAPER, after, at, evening, meeting, with_bylaws
from tests.scenario import Scenario

PUT, CAST = at(18, 40), at(18, 41)


def given(*history: object) -> Scenario:
    return Scenario(decider).given(*history)


def open_vote(method: BallotMethod = BallotMethod.SHOW_OF_HANDS, moment: datetime = PUT) -> OpenVote:
    return OpenVote(item="1", method=method, at=moment, interests=())


def cast(seat: str, choice: Choice = Choice.IN_FAVOUR, moment: datetime = CAST) -> CastVote:
    return CastVote(item="1", seat=seat, choice=choice, at=moment, interests=())


def totals(in_favour: int, against: int = 0, **others: object) -> EnterTotals:
    fields: dict[str, object] = {"at": at(18, 45), "today": HELD, **others}
    votes = (CollegeVotes(in_favour=in_favour, against=against),)
    return EnterTotals(item="1", totals=votes, **fields)  # type: ignore[arg-type]  # any field of the command


def voting(method: BallotMethod = BallotMethod.SHOW_OF_HANDS, present: str = "abcdefg") -> tuple[Event, ...]:
    return after(evening(present), open_vote(method))


DECISION = RecordOutcome(item="1", kind=OutcomeKind.DECISION, on=HELD, interests=())


def adopted(*commands: object, history: tuple[Event, ...] | None = None) -> bool | None:
    outcome = meeting(voting() if history is None else history, *commands, DECISION).items["1"].outcome
    assert outcome is not None
    return outcome.adopted


@pytest.mark.parametrize("method", BallotMethod)
def test_an_item_is_voted_by_show_of_hands_roll_call_or_secret_ballot(method: BallotMethod) -> None:
    given(*evening()).when(open_vote(method)).then(VoteOpened(item="1", method=method, at=PUT))


def test_an_item_is_put_to_the_vote_once_in_one_way() -> None:
    given(*voting()).when(open_vote()).then_nothing()
    given(*voting()).when(open_vote(BallotMethod.ROLL_CALL)).then_refused(VoteAlreadyOpen, "1")


def test_a_vote_is_taken_in_a_way_the_rules_provide_for() -> None:
    only = with_bylaws(ballots=BallotRule(methods=frozenset({BallotMethod.SHOW_OF_HANDS})))
    given(*evening(bylaws=only)).when(open_vote(BallotMethod.ROLL_CALL)).then_refused(
        MethodNotAllowed, BallotMethod.ROLL_CALL
    )


def test_by_video_the_ballot_is_public_where_the_rules_say_so() -> None:
    public = with_bylaws(ballots=BallotRule(secret_by_video=False))
    hybrid = evening("abcde", "fg", bylaws=public, mode=MeetingMode.HYBRID)
    given(*hybrid).when(open_vote(BallotMethod.SECRET)).then_refused(SecretByVideo, "1")
    given(*hybrid).when(open_vote(BallotMethod.ROLL_CALL)).then(
        VoteOpened(item="1", method=BallotMethod.ROLL_CALL, at=PUT)
    )
    in_room = evening("abcdefg", bylaws=public, mode=MeetingMode.HYBRID)
    given(*in_room).when(open_vote(BallotMethod.SECRET)).then(VoteOpened(item="1", method=BallotMethod.SECRET, at=PUT))
    allowed = evening("abcde", "fg", mode=MeetingMode.HYBRID)
    given(*allowed).when(open_vote(BallotMethod.SECRET)).then(VoteOpened(item="1", method=BallotMethod.SECRET, at=PUT))


def test_a_vote_is_cast_by_name_and_can_be_changed_until_the_outcome() -> None:
    first = VoteCast(item="1", seat="b", choice=Choice.IN_FAVOUR, by="b", at=at(18, 41))
    given(*voting()).when(cast("b")).then(first)
    given(*voting(), first).when(cast("b", moment=at(18, 42))).then_nothing()
    given(*voting(), first).when(cast("b", Choice.AGAINST)).then(replace(first, choice=Choice.AGAINST))
    decided = after((*voting(), first), DECISION)
    given(*decided).when(cast("c")).then_refused(ItemAlreadyDecided, "1")


@pytest.mark.parametrize("entry", Entry)
def test_a_vote_is_said_handed_in_on_paper_or_cast_on_a_device(entry: Entry) -> None:
    given(*voting()).when(replace(cast("b"), entry=entry)).then(
        VoteCast(item="1", seat="b", choice=Choice.IN_FAVOUR, by="b", entry=entry, at=at(18, 41))
    )


def test_votes_are_cast_on_an_item_put_to_the_vote() -> None:
    given(*evening()).when(cast("b")).then_refused(VoteNotOpen, "1")
    given(*evening()).when(totals(3)).then_refused(VoteNotOpen, "1")


def test_only_a_member_with_a_voting_seat_votes() -> None:
    given(*voting(present="abcdx")).when(cast("x")).then_refused(NotAVoter, "x")


def test_a_member_votes_while_there() -> None:
    given(*voting(present="abcd")).when(cast("e")).then_refused(VoterNotThere, "e")
    left = after(voting(), RecordDeparture(seat="b", at=at(18, 40), today=HELD))
    given(*left).when(cast("b")).then_refused(VoterNotThere, "b")


def test_a_member_represented_votes_through_the_holder() -> None:
    proxied = after(
        evening("abcd"), GiveProxy(giver="e", holder="a", written=True, at=at(18, 5), today=HELD), open_vote()
    )
    given(*proxied).when(cast("e")).then(VoteCast(item="1", seat="e", choice=Choice.IN_FAVOUR, by="a", at=at(18, 41)))


def test_whoever_stood_aside_is_neither_a_voter_nor_a_holder() -> None:
    aside = after(
        evening("abcde"),
        GiveProxy(giver="f", holder="a", written=True, at=at(18, 5), today=HELD),
        StandAside(item="1", seat="a", at=at(18, 6), today=HELD),
        open_vote(),
    )
    given(*aside).when(cast("f")).then_refused(VoterNotThere, "f")


def test_in_a_secret_ballot_nobody_votes_by_name() -> None:
    given(*voting(BallotMethod.SECRET)).when(cast("b")).then_refused(SecretBallotByName, "1")
    tellers = frozenset("bc")
    given(*voting(BallotMethod.SECRET)).when(totals(4, 3, chair=Choice.AGAINST, tellers=tellers)).then_refused(
        SecretBallotByName, "1"
    )


def test_totals_are_entered() -> None:
    entered = TotalsEntered(item="1", totals=(CollegeVotes(in_favour=5, against=2),), at=at(18, 45))
    given(*voting()).when(totals(5, 2)).then(entered)
    given(*voting(), entered).when(totals(5, 2)).then_nothing()
    given(*voting(), entered).when(totals(4, 3)).then(replace(entered, totals=(CollegeVotes(in_favour=4, against=3),)))


def test_a_secret_ballot_is_counted_by_tellers_among_the_members() -> None:
    given(*voting(BallotMethod.SECRET)).when(totals(5, 2)).then_refused(TellersMissing, "1", "")
    given(*voting(BallotMethod.SECRET)).when(totals(5, 2, tellers=frozenset("bz"))).then_refused(
        TellersMissing, "1", "b, z"
    )
    given(*voting(BallotMethod.SECRET)).when(totals(5, 2, tellers=frozenset("bc"))).then(
        TotalsEntered(
            item="1",
            totals=(CollegeVotes(in_favour=5, against=2),),
            tellers=frozenset("bc"),
            at=at(18, 45),
        )
    )


def test_there_are_never_more_votes_than_voters() -> None:
    given(*voting(present="abcd")).when(totals(5)).then_refused(MoreVotesThanVoters, "1", 5, 4)


def test_more_votes_than_voters_on_paper_is_an_irregularity() -> None:
    given(*voting(present="abcd")).when(totals(5, source=PAPER)).then(
        TotalsEntered(item="1", totals=(CollegeVotes(in_favour=5),), source=PAPER, at=at(18, 45)),
        IrregularityNoticed(
            number=1,
            rule="more-votes-than-voters",
            detail="1; 5; 4",
            cure="The secretary: correct the totals or the attendance; otherwise the body: vote again.",
            on=HELD,
        ),
    )


def test_totals_are_whole_numbers_of_known_colleges_each_once() -> None:
    twice = (CollegeVotes(in_favour=1), CollegeVotes(in_favour=1))
    for wrong in ((), twice, (CollegeVotes(in_favour=-1),), (CollegeVotes(college="z", in_favour=1),)):
        given(*voting()).when(replace(totals(1), totals=wrong)).then_refused(
            NotATotal, ", ".join(one.college for one in wrong)
        )


def test_where_votes_were_cast_by_name_no_total_is_entered_besides() -> None:
    given(*after(voting(), cast("b"))).when(totals(5)).then_refused(NoVotesByName, "1")


def test_an_item_is_adopted_by_the_majority_of_the_votes_cast() -> None:
    ballot = [cast("a"), cast("b"), cast("c", Choice.AGAINST)]
    others = [cast("d", Choice.ABSTENTION), cast("e", Choice.BLANK), cast("f", Choice.NULL)]
    assert adopted(*ballot, *others) is True
    assert adopted(cast("a"), cast("b", Choice.AGAINST), cast("c", Choice.AGAINST)) is False


def test_the_chairs_vote_breaks_a_tie() -> None:
    assert adopted(cast("a"), cast("b", Choice.AGAINST)) is True
    assert adopted(cast("a", Choice.AGAINST), cast("b")) is False
    assert adopted(totals(3, 3, chair=Choice.IN_FAVOUR)) is True
    assert adopted(totals(3, 3)) is False


def test_the_chairs_vote_breaks_no_tie_in_a_secret_ballot() -> None:
    tellers = frozenset("bc")
    assert adopted(totals(3, 3, tellers=tellers), history=voting(BallotMethod.SECRET)) is False
    assert adopted(totals(4, 3, tellers=tellers), history=voting(BallotMethod.SECRET)) is True


def test_calling_an_item_is_not_yet_voting_on_it() -> None:
    history = after(evening(), CallItem(item="1", at=at(18, 30), interests=()))
    given(*history).when(cast("b")).then_refused(VoteNotOpen, "1")
