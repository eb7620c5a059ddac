from dataclasses import fields, replace

import pytest

from domain.bylaws import BallotMethod, BallotRule, CollegeCount, CollegeVotes, MajorityRule, OutcomeKind
from domain.meeting import (
    BallotsAlreadyCounted,
    BallotsCounted,
    CollegeTooSmall,
    CountBallots,
    ElectionNotByUrn,
    ElectronicSecretNotAllowed,
    EnterTotals,
    Event,
    HeldInterest,
    InterestedVote,
    NobodyVoted,
    NotAnElectronicBallot,
    NotAVoter,
    NoVotesByName,
    OpenVote,
    RecordOutcome,
    SignRoll,
    StandAside,
    TallyDiffersFromRoll,
    TooFewToCount,
    UnequalWeights,
    VoterNotThere,
    VoterSignedRoll,
    decider,
    tally_matches_roll,
)
from domain.values import PersonId
from tests.domain.council import COOPERATIVE, HELD, SEATS, after, at, evening, meeting, seat, with_bylaws
from tests.scenario import Scenario

ELECTRONIC = with_bylaws(ballots=BallotRule(electronic_secret=True))
OPEN = OpenVote(item="1", method=BallotMethod.SECRET, electronic=True, at=at(18, 40), interests=())
VOTING = after(evening(bylaws=ELECTRONIC), OPEN)
SIGNED = tuple(VoterSignedRoll(item="1", seat=name, at=at(18, 41)) for name in "abcde")
COUNTED = BallotsCounted(item="1", college="", in_favour=3, against=1, abstentions=0, blank=1, null=0, at=at(18, 50))
COLLEGES = (
    *(seat(name, "elected") for name in "abcd"),
    *(seat(name, "partners", weight=2) for name in "efg"),
)


def given(*history: object) -> Scenario:
    return Scenario(decider).given(*history)


def sign(name: str, *interests: HeldInterest) -> SignRoll:
    return SignRoll(item="1", seat=name, at=at(18, 41), interests=interests)


def count(*urn: CollegeVotes) -> CountBallots:
    return CountBallots(item="1", at=at(18, 50), urn=urn)


def test_an_electronic_secret_ballot_is_off_by_default() -> None:
    given(*evening()).when(OPEN).then_refused(ElectronicSecretNotAllowed, "1")


def test_an_election_is_not_held_in_the_electronic_urn() -> None:
    given(*evening(bylaws=ELECTRONIC)).when(replace(OPEN, item="election")).then_refused(ElectionNotByUrn, "election")
    by_tellers = replace(OPEN, item="election", electronic=False)
    assert given(*evening(bylaws=ELECTRONIC)).when(by_tellers)._decided()


def test_a_college_of_fewer_than_three_voters_has_no_electronic_secret_ballot() -> None:
    given(*evening("ab", bylaws=ELECTRONIC)).when(OPEN).then_refused(CollegeTooSmall, "", 2)
    history = evening("abcdef", bylaws=ELECTRONIC, seats=COLLEGES)
    given(*history).when(OPEN).then_refused(CollegeTooSmall, "partners", 2)
    aside = after(evening("abc", bylaws=ELECTRONIC), StandAside(item="1", seat="c", at=at(18, 30), today=HELD))
    given(*aside).when(OPEN).then_refused(CollegeTooSmall, "", 2)


def test_a_college_of_unequal_weights_has_no_electronic_secret_ballot() -> None:
    unequal = (*SEATS[:6], seat("g", weight=2))
    given(*evening(bylaws=ELECTRONIC, seats=unequal)).when(OPEN).then_refused(UnequalWeights, "")


def test_a_voter_signs_the_roll_and_the_choice_is_nowhere_in_it() -> None:
    given(*VOTING).when(sign("b")).then(VoterSignedRoll(item="1", seat="b", at=at(18, 41)))
    assert [field.name for field in fields(VoterSignedRoll)] == ["item", "seat", "at"]


def test_signing_the_roll_twice_changes_nothing() -> None:
    given(*VOTING, *SIGNED).when(sign("b")).then_nothing()


def test_only_a_voter_who_is_there_and_has_no_interest_signs() -> None:
    given(*after(evening("abcdx", bylaws=ELECTRONIC), OPEN)).when(sign("x")).then_refused(NotAVoter, "x")
    given(*after(evening("abcd", bylaws=ELECTRONIC), OPEN)).when(sign("e")).then_refused(VoterNotThere, "e")
    aside = after(VOTING, StandAside(item="1", seat="b", at=at(18, 40), today=HELD))
    given(*aside).when(sign("b")).then_refused(InterestedVote, "1", "b")
    mandate = HeldInterest(person=PersonId("person-b"), organisation=COOPERATIVE)
    grant = after(evening(bylaws=ELECTRONIC), replace(OPEN, item="grant"))
    given(*grant).when(replace(sign("b", mandate), item="grant")).then_refused(InterestedVote, "grant", "b")


def test_a_roll_is_signed_only_in_an_electronic_secret_ballot() -> None:
    by_paper = after(evening(bylaws=ELECTRONIC), replace(OPEN, electronic=False))
    given(*by_paper).when(sign("b")).then_refused(NotAnElectronicBallot, "1")
    given(*by_paper).when(count()).then_refused(NotAnElectronicBallot, "1")


def test_totals_are_not_entered_by_hand_in_an_electronic_ballot() -> None:
    entered = EnterTotals(item="1", totals=(CollegeVotes(in_favour=3),), at=at(18, 50), today=HELD)
    given(*VOTING, *SIGNED).when(entered).then_refused(NoVotesByName, "1")


def test_the_count_is_checked_against_the_roll() -> None:
    given(*VOTING, *SIGNED).when(count(CollegeVotes(in_favour=3, against=1, blank=1))).then(COUNTED)
    given(*VOTING, *SIGNED).when(count(CollegeVotes(in_favour=4, against=1, blank=1))).then_refused(
        TallyDiffersFromRoll, "1", "", 5, 6
    )
    given(*VOTING, *SIGNED).when(count()).then_refused(TallyDiffersFromRoll, "1", "", 5, 0)


def test_the_ballots_are_counted_once_and_then_nobody_votes() -> None:
    given(*VOTING, *SIGNED, COUNTED).when(count(CollegeVotes(in_favour=5))).then_nothing()
    given(*VOTING, *SIGNED, COUNTED).when(sign("f")).then_refused(BallotsAlreadyCounted, "1")


def test_an_urn_in_which_nobody_voted_is_not_counted() -> None:
    given(*VOTING).when(count()).then_refused(NobodyVoted, "1")


def test_an_urn_of_fewer_than_three_ballots_would_betray_them() -> None:
    given(*VOTING, *SIGNED[:2]).when(count(CollegeVotes(in_favour=2))).then_refused(TooFewToCount, "1", "", 2)


def by_college() -> tuple[Event, ...]:
    rule = with_bylaws(ballots=BallotRule(electronic_secret=True), majority=MajorityRule(colleges=CollegeCount.EACH))
    return after(evening(bylaws=rule, seats=COLLEGES), OPEN, *(sign(name) for name in "abcdefg"))


def test_one_count_a_college_follows() -> None:
    urn = (CollegeVotes(college="partners", in_favour=3), CollegeVotes(college="elected", in_favour=3, against=1))
    expected = (
        BallotsCounted(
            item="1", college="elected", in_favour=3, against=1, abstentions=0, blank=0, null=0, at=at(18, 50)
        ),
        BallotsCounted(
            item="1", college="partners", in_favour=3, against=0, abstentions=0, blank=0, null=0, at=at(18, 50)
        ),
    )
    given(*by_college()).when(count(*urn)).then(*expected)
    state = decider.fold([*by_college(), *expected])
    assert tally_matches_roll(state, "1")
    # Each partner's ballot weighs two.
    ballot = state.items["1"].ballot
    assert ballot is not None
    assert [one.in_favour for one in ballot.totals] == [3, 6]


@pytest.mark.parametrize(("in_favour", "matches"), [(3, True), (2, False)])
def test_a_replay_checks_the_tally_against_the_roll(in_favour: int, *, matches: bool) -> None:
    state = decider.fold([*VOTING, *SIGNED, replace(COUNTED, in_favour=in_favour)])
    assert tally_matches_roll(state, "1") is matches
    assert not tally_matches_roll(decider.fold([*VOTING, *SIGNED]), "1")


def test_the_outcome_rests_on_the_count() -> None:
    decision = RecordOutcome(item="1", kind=OutcomeKind.DECISION, on=HELD, interests=())
    outcome = meeting((*VOTING, *SIGNED, COUNTED), decision).items["1"].outcome
    assert outcome is not None
    assert outcome.adopted is True
    assert outcome.facts.vote is not None
    assert outcome.facts.vote.colleges == (CollegeVotes(in_favour=3, against=1, blank=1),)
