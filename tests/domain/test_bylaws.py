from dataclasses import replace
from datetime import date

import pytest

from domain.bylaws import (
    BallotMethod,
    Bylaws,
    Choice,
    CollegeCount,
    CollegePresence,
    CollegeVotes,
    ElectionFacts,
    ElectionRule,
    Figures,
    MajorityBase,
    MajorityRule,
    NoticeFacts,
    NoticeRule,
    OutcomeFacts,
    ProxyRule,
    QuorumFacts,
    QuorumRule,
    Share,
    Verdict,
    VoteFacts,
    election_figures,
    flips,
    judge,
    majority_figures,
    notice_figures,
    quorum_figures,
    rejudge,
    rule_taken,
    unsound,
)

FIVE_DAYS = NoticeRule(days=5, urgent_days=1, article="five")


def votes(in_favour: int, against: int, college: str = "", weight: int = 1, **others: int) -> CollegeVotes:
    return CollegeVotes(college=college, weight=weight, in_favour=in_favour, against=against, **others)


def vote(*colleges: CollegeVotes, **others: object) -> VoteFacts:
    return VoteFacts(colleges=colleges, **others)  # type: ignore[arg-type]  # any field of the facts


def heads(in_office: int, on_site: int, college: str = "", **others: int) -> CollegePresence:
    return CollegePresence(college=college, in_office=in_office, on_site=on_site, **others)


@pytest.mark.parametrize(
    ("whole", "more_than_half", "at_least_half"), [(0, 1, 0), (1, 1, 1), (2, 2, 1), (7, 4, 4), (8, 5, 4), (33, 17, 17)]
)
def test_more_than_half_is_not_half(whole: int, more_than_half: int, at_least_half: int) -> None:
    assert Share().of(whole) == more_than_half
    assert Share(exceeded=False).of(whole) == at_least_half


def test_notice_counts_neither_the_sending_nor_the_meeting_day() -> None:
    facts = NoticeFacts(sent=date(2020, 5, 29), held=date(2020, 6, 8))
    assert notice_figures(FIVE_DAYS, facts) == Figures(required=5, met=9, holds=True, article="five")


def test_a_day_short_is_too_short() -> None:
    enough, short = (NoticeFacts(sent=date(2024, 3, day), held=date(2024, 3, 11)) for day in (5, 6))
    assert notice_figures(FIVE_DAYS, enough) == Figures(required=5, met=5, holds=True, article="five")
    assert notice_figures(FIVE_DAYS, short) == Figures(required=5, met=4, holds=False, article="five")


def test_urgency_leaves_at_least_one_clear_day() -> None:
    eve, before = (NoticeFacts(sent=date(2024, 3, day), held=date(2024, 3, 11), urgent=True) for day in (10, 9))
    assert notice_figures(FIVE_DAYS, eve) == Figures(required=1, met=0, holds=False, article="five")
    assert notice_figures(FIVE_DAYS, before) == Figures(required=1, met=1, holds=True, article="five")


def test_urgency_changes_nothing_where_the_rule_knows_none() -> None:
    facts = NoticeFacts(sent=date(2024, 3, 9), held=date(2024, 3, 11), urgent=True)
    assert notice_figures(NoticeRule(days=5), facts) == Figures(required=5, met=1, holds=False)


def test_days_that_are_not_clear_count_the_meeting_day() -> None:
    facts = NoticeFacts(sent=date(2024, 3, 1), held=date(2024, 3, 13))
    assert notice_figures(NoticeRule(days=12, clear=False), facts) == Figures(required=12, met=12, holds=True)
    assert notice_figures(NoticeRule(days=12), facts) == Figures(required=12, met=11, holds=False)


def test_quorum_is_more_than_half_of_the_members_in_office() -> None:
    seventeen, sixteen = (QuorumFacts(colleges=(heads(33, present),)) for present in (17, 16))
    assert quorum_figures(QuorumRule(), seventeen) == Figures(required=17, met=17, holds=True)
    assert quorum_figures(QuorumRule(), sixteen) == Figures(required=17, met=16, holds=False)


def test_quorum_counts_video_and_proxies_only_where_the_rule_says_so() -> None:
    facts = QuorumFacts(colleges=(heads(10, 3, by_video=2, represented=4),))
    rules = [
        QuorumRule(counts_video=video, counts_proxies=proxies) for video in (False, True) for proxies in (False, True)
    ]
    found = [quorum_figures(rule, facts) for rule in rules]
    assert [one.met for one in found if one is not None] == [3, 7, 5, 9]


def test_representatives_who_stand_aside_leave_both_sides_of_the_count() -> None:
    facts = QuorumFacts(colleges=(heads(7, 3, recused=2, representatives=2),))
    assert quorum_figures(QuorumRule(), facts) == Figures(required=4, met=3, holds=False)
    assert quorum_figures(QuorumRule(representatives_leave=True), facts) == Figures(required=3, met=3, holds=True)


def test_a_second_convocation_needs_no_quorum_where_the_rule_provides_for_one() -> None:
    facts = QuorumFacts(colleges=(heads(33, 2),), second_convocation=True)
    assert quorum_figures(QuorumRule(reconvene_after=3), facts) == Figures(required=0, met=2, holds=True)
    assert quorum_figures(QuorumRule(), facts) == Figures(required=17, met=2, holds=False)


def test_a_quorum_by_college_is_needed_in_each() -> None:
    rule = QuorumRule(each_college=True)
    both = QuorumFacts(colleges=(heads(3, 2, "elected"), heads(3, 2, "partners")))
    one = QuorumFacts(colleges=(heads(3, 3, "elected"), heads(3, 1, "partners")))
    assert quorum_figures(rule, both) == Figures(required=2, met=2, holds=True)
    assert quorum_figures(rule, one) == Figures(required=2, met=1, holds=False)


def test_without_a_rule_no_quorum_is_needed() -> None:
    assert quorum_figures(None, QuorumFacts(colleges=(heads(33, 0),))) is None


def test_blank_null_and_abstention_are_not_votes_cast() -> None:
    facts = vote(votes(2, 1, abstentions=10, blank=4, null=3))
    assert majority_figures(MajorityRule(), facts) == Figures(required=2, met=2, holds=True)


def test_of_those_taking_part_abstentions_weigh_against() -> None:
    facts = vote(votes(2, 1, abstentions=2))
    assert majority_figures(MajorityRule(base=MajorityBase.TAKING_PART), facts) == Figures(
        required=3, met=2, holds=False
    )


def test_of_those_in_office_the_absent_weigh_against() -> None:
    facts = vote(votes(3, 0), in_office=7)
    assert majority_figures(MajorityRule(base=MajorityBase.IN_OFFICE), facts) == Figures(required=4, met=3, holds=False)


def test_nothing_is_adopted_without_a_vote_in_favour() -> None:
    assert majority_figures(MajorityRule(), vote(votes(0, 0, abstentions=5))).holds is False


def test_the_chair_breaks_a_tie() -> None:
    rule = MajorityRule(casting_vote=True)
    facts = vote(votes(3, 3), chair=Choice.IN_FAVOUR)
    assert majority_figures(rule, facts) == Figures(required=4, met=3, holds=True, casting_vote=True)
    assert majority_figures(rule, replace(facts, chair=Choice.AGAINST)).holds is False
    assert majority_figures(rule, replace(facts, chair=Choice.ABSTENTION)).holds is False
    assert majority_figures(rule, replace(facts, chair=None)).holds is False
    assert majority_figures(MajorityRule(), facts).holds is False


def test_the_chair_breaks_no_tie_in_a_secret_ballot() -> None:
    facts = vote(votes(3, 3), chair=Choice.IN_FAVOUR, method=BallotMethod.SECRET)
    assert majority_figures(MajorityRule(casting_vote=True), facts) == Figures(required=4, met=3, holds=False)


def test_two_thirds_of_the_votes_cast() -> None:
    rule = MajorityRule(share=Share(numerator=2, denominator=3, exceeded=False))
    assert majority_figures(rule, vote(votes(6, 3))) == Figures(required=6, met=6, holds=True)
    assert majority_figures(rule, vote(votes(5, 3))) == Figures(required=6, met=5, holds=False)


def test_each_college_must_agree_where_the_rule_says_so() -> None:
    rule = MajorityRule(colleges=CollegeCount.EACH)
    assert majority_figures(rule, vote(votes(9, 0, "a"), votes(1, 2, "b"))) == Figures(required=2, met=1, holds=False)
    assert majority_figures(rule, vote(votes(5, 4, "a"), votes(2, 1, "b"))).holds is True
    assert majority_figures(rule, vote(votes(5, 4, "a"), votes(0, 0, "b"))).holds is False


def test_a_college_that_speaks_with_one_voice_puts_its_whole_weight_on_one_side() -> None:
    rule = MajorityRule(colleges=CollegeCount.BLOCK)
    facts = vote(votes(2, 1, "a", 50), votes(0, 9, "b", 30), votes(4, 4, "c", 20))
    assert majority_figures(rule, facts) == Figures(required=41, met=50, holds=True)


def test_a_college_counted_in_proportion_splits_its_weight() -> None:
    rule = MajorityRule(colleges=CollegeCount.PROPORTIONAL)
    facts = vote(votes(1, 1, "a", 50), votes(2, 1, "b", 30), votes(0, 0, "c", 20))
    # 25 of 50 and 20 of 30: 45 of 80, counted in sixths.
    assert majority_figures(rule, facts) == Figures(required=241, met=270, holds=True)


def test_seats_of_several_votes_are_counted_by_weight() -> None:
    assert majority_figures(MajorityRule(), vote(votes(5, 4))).holds is True


def test_consensus_is_that_nobody_stands_in_the_way() -> None:
    rule = rule_taken(Bylaws(title="t", majority=MajorityRule(consensus=True)))
    assert judge(OutcomeFacts(), rule).majority == Figures(required=0, met=0, holds=True)
    assert judge(OutcomeFacts(objections=1), rule).adopted is False
    assert judge(OutcomeFacts(vote=vote(votes(7, 1))), rule).adopted is False


@pytest.mark.parametrize(("round_number", "elected"), [(1, None), (2, None), (3, "a")])
def test_the_absolute_majority_is_needed_in_two_rounds_and_the_relative_in_the_third(
    round_number: int, elected: str | None
) -> None:
    facts = ElectionFacts(round=round_number, counts={"a": 5, "b": 4, "c": 1}, blank=2)
    assert election_figures(ElectionRule(), facts)[1] == elected


def test_the_absolute_majority_counts_neither_blank_nor_null() -> None:
    facts = ElectionFacts(round=1, counts={"a": 4, "b": 3}, blank=5, null=1)
    assert election_figures(ElectionRule(), facts) == (Figures(required=4, met=4, holds=True), "a")


def test_a_tie_in_the_last_round_goes_to_the_eldest_where_the_bylaws_say_so() -> None:
    facts = ElectionFacts(round=3, counts={"a": 4, "b": 4, "c": 2}, eldest="b")
    assert election_figures(ElectionRule(), facts) == (Figures(required=4, met=4, holds=True), "b")
    assert election_figures(ElectionRule(eldest=False), facts)[1] is None
    assert election_figures(ElectionRule(), replace(facts, eldest=None))[1] is None
    assert election_figures(ElectionRule(), replace(facts, eldest="c"))[1] is None


def test_nobody_is_elected_without_votes() -> None:
    assert election_figures(ElectionRule(), ElectionFacts(round=3, counts={"a": 0, "b": 0}, eldest="a"))[1] is None


MUNICIPAL = Bylaws(
    title="municipal",
    notice=FIVE_DAYS,
    quorum=QuorumRule(),
    majority=MajorityRule(casting_vote=True),
    elections=ElectionRule(),
)
FACTS = OutcomeFacts(
    notice=NoticeFacts(sent=date(2024, 3, 1), held=date(2024, 3, 11)),
    quorum=QuorumFacts(colleges=(heads(7, 4),)),
    vote=vote(votes(3, 1)),
)


def test_the_same_facts_under_the_same_rule_give_the_same_verdict() -> None:
    verdict = judge(FACTS, rule_taken(MUNICIPAL))
    assert verdict == Verdict(
        notice=Figures(required=5, met=9, holds=True, article="five"),
        quorum=Figures(required=4, met=4, holds=True),
        majority=Figures(required=3, met=3, holds=True),
        adopted=True,
    )
    assert rejudge(FACTS, MUNICIPAL) == verdict
    assert flips(verdict, rejudge(FACTS, MUNICIPAL)) == ()


@pytest.mark.parametrize(
    ("changed", "flipped"),
    [
        ({"notice": NoticeRule(days=10)}, ("notice",)),
        ({"quorum": QuorumRule(share=Share(numerator=2, denominator=3))}, ("quorum",)),
        ({"majority": MajorityRule(base=MajorityBase.IN_OFFICE)}, ("majority",)),
        ({"majority": MajorityRule(consensus=True)}, ("majority",)),
        ({"quorum": None, "notice": None}, ()),
    ],
)
def test_under_another_rule_it_shows_which_would_flip(changed: dict[str, object], flipped: tuple[str, ...]) -> None:
    facts = replace(FACTS, vote=vote(votes(3, 1), in_office=7))
    other = replace(MUNICIPAL, **changed)  # type: ignore[arg-type]  # any field of the bylaws
    assert flips(rejudge(facts, MUNICIPAL), rejudge(facts, other)) == flipped


def test_an_election_rejudged_under_another_rule_shows_that_nobody_would_be_elected() -> None:
    facts = OutcomeFacts(election=ElectionFacts(round=3, counts={"a": 4, "b": 4}, eldest="b"))
    before = rejudge(facts, MUNICIPAL)
    after = rejudge(facts, replace(MUNICIPAL, elections=ElectionRule(eldest=False)))
    assert (before.elected, after.elected) == ("b", None)
    assert flips(before, after) == ("majority", "election")


def test_what_is_unknown_is_not_judged() -> None:
    assert judge(OutcomeFacts(), rule_taken(MUNICIPAL)) == Verdict()


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"title": " "}, "title"),
        ({"gives": frozenset()}, "gives"),
        ({"notice": NoticeRule(days=-1)}, "notice.days"),
        ({"notice": NoticeRule(days=3, urgent_days=4)}, "notice.urgent_days"),
        ({"quorum": QuorumRule(share=Share(numerator=1, denominator=0))}, "quorum.share"),
        ({"quorum": QuorumRule(share=Share(numerator=1, denominator=1))}, "quorum.share"),
        ({"quorum": QuorumRule(reconvene_after=-1)}, "quorum.reconvene_after"),
        ({"majority": MajorityRule(share=Share(numerator=3, denominator=2))}, "majority.share"),
        ({"proxies": ProxyRule(per_holder=0)}, "proxies.per_holder"),
        ({"elections": ElectionRule(absolute_rounds=-1)}, "elections.absolute_rounds"),
    ],
)
def test_figures_that_make_no_sense_are_named(changed: dict[str, object], wrong: str) -> None:
    assert unsound(MUNICIPAL) == ()
    assert unsound(replace(MUNICIPAL, **changed))[0] == wrong  # type: ignore[arg-type]  # any field of the bylaws
