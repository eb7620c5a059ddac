"""The same facts under the same rule always come to the same verdict; under another rule they may flip."""

from collections.abc import Iterable
from math import lcm

from domain.bylaws.facts import (
    CollegePresence,
    CollegeVotes,
    ElectionFacts,
    Figures,
    NoticeFacts,
    OutcomeFacts,
    QuorumFacts,
    RuleTaken,
    Verdict,
    VoteFacts,
)
from domain.bylaws.rules import (
    BallotMethod,
    Bylaws,
    Choice,
    CollegeCount,
    ElectionRule,
    MajorityBase,
    MajorityRule,
    NoticeRule,
    QuorumRule,
)
from domain.values import clear_days


def rule_taken(bylaws: Bylaws) -> RuleTaken:
    return RuleTaken(
        title=bylaws.title,
        notice=bylaws.notice,
        quorum=bylaws.quorum,
        majority=bylaws.majority,
        election=bylaws.elections,
    )


def judge(facts: OutcomeFacts, rule: RuleTaken) -> Verdict:
    """The same facts under the same rule always come to the same verdict."""
    majority, elected = _carried(facts, rule)
    return Verdict(
        notice=None if facts.notice is None else notice_figures(rule.notice, facts.notice),
        quorum=None if facts.quorum is None else quorum_figures(rule.quorum, facts.quorum),
        majority=majority,
        adopted=None if majority is None else majority.holds,
        elected=elected,
    )


def rejudge(facts: OutcomeFacts, bylaws: Bylaws) -> Verdict:
    """What the facts of an outcome would have come to under other bylaws."""
    return judge(facts, rule_taken(bylaws))


def flips(before: Verdict, after: Verdict) -> tuple[str, ...]:
    """Which of notice, quorum, majority and election turn from met to unmet or back."""
    pairs = (
        ("notice", _holds(before.notice), _holds(after.notice)),
        ("quorum", _holds(before.quorum), _holds(after.quorum)),
        ("majority", _holds(before.majority), _holds(after.majority)),
        ("election", before.elected, after.elected),
    )
    return tuple(name for name, one, other in pairs if one != other)


def _holds(figures: Figures | None) -> bool:
    return figures is None or figures.holds


def _carried(facts: OutcomeFacts, rule: RuleTaken) -> tuple[Figures | None, str | None]:
    if facts.election is not None and rule.election is not None:
        return election_figures(rule.election, facts.election)
    if rule.majority.consensus:
        return consensus_figures(rule.majority, facts), None
    return (None if facts.vote is None else majority_figures(rule.majority, facts.vote)), None


def notice_figures(rule: NoticeRule | None, facts: NoticeFacts) -> Figures | None:
    if rule is None:
        return None
    urgent = facts.urgent and rule.urgent_days is not None
    required = rule.urgent_days if urgent and rule.urgent_days is not None else rule.days
    given = clear_days(facts.sent, facts.held) if rule.clear else (facts.held - facts.sent).days
    return Figures(required=required, met=given, holds=given >= required, article=rule.article)


def quorum_figures(rule: QuorumRule | None, facts: QuorumFacts) -> Figures | None:
    """More than half of the members in office, or what the rule says; none on a second convocation."""
    if rule is None:
        return None
    counted = facts.colleges if rule.each_college else (_all_colleges(facts.colleges),)
    counts = [(_needed(rule, one), _taking_part(rule, one)) for one in counted]
    if rule.each_college:
        required, met = len(counts), sum(have >= need for need, have in counts)
    else:
        ((required, met),) = counts
    if facts.second_convocation and rule.reconvene_after is not None:
        required = 0
    return Figures(required=required, met=met, holds=met >= required, article=rule.article)


def _all_colleges(colleges: Iterable[CollegePresence]) -> CollegePresence:
    every = tuple(colleges)
    return CollegePresence(
        in_office=sum(one.in_office for one in every),
        on_site=sum(one.on_site for one in every),
        by_video=sum(one.by_video for one in every),
        represented=sum(one.represented for one in every),
        recused=sum(one.recused for one in every),
        representatives=sum(one.representatives for one in every),
    )


def _needed(rule: QuorumRule, college: CollegePresence) -> int:
    return rule.share.of(college.in_office - (college.representatives if rule.representatives_leave else 0))


def _taking_part(rule: QuorumRule, college: CollegePresence) -> int:
    by_video = college.by_video if rule.counts_video else 0
    return college.on_site + by_video + (college.represented if rule.counts_proxies else 0)


def majority_figures(rule: MajorityRule, facts: VoteFacts) -> Figures:
    """Blank, null and abstention are not votes cast; the chair breaks a tie, except in a secret ballot."""
    whole, met = _counted(rule, facts)
    required = whole if rule.colleges is CollegeCount.EACH else rule.share.of(whole)
    holds = met >= required > 0
    tied = rule.base is MajorityBase.VOTES_CAST and met > 0 and 2 * met == whole
    breaks = rule.casting_vote and tied and facts.method is not BallotMethod.SECRET and not holds
    casting = breaks and facts.chair is Choice.IN_FAVOUR
    return Figures(required=required, met=met, holds=holds or casting, article=rule.article, casting_vote=casting)


def _counted(rule: MajorityRule, facts: VoteFacts) -> tuple[int, int]:
    match rule.colleges:
        case CollegeCount.TOGETHER:
            whole = sum(_base(rule, one) for one in facts.colleges)
            whole = facts.in_office if rule.base is MajorityBase.IN_OFFICE else whole
            return whole, sum(one.in_favour for one in facts.colleges)
        case CollegeCount.EACH:
            return len(facts.colleges), sum(one.in_favour >= rule.share.of(_base(rule, one)) for one in facts.colleges)
        case CollegeCount.BLOCK:
            sided = [one for one in facts.colleges if one.in_favour != one.against]
            return sum(one.weight for one in sided), sum(one.weight for one in sided if one.in_favour > one.against)
        case CollegeCount.PROPORTIONAL:
            bases = [(one, _base(rule, one)) for one in facts.colleges if _base(rule, one)]
            unit = lcm(*(base for _, base in bases))
            met = sum(one.weight * one.in_favour * (unit // base) for one, base in bases)
            return unit * sum(one.weight for one, _ in bases), met


def _base(rule: MajorityRule, votes: CollegeVotes) -> int:
    cast = votes.in_favour + votes.against
    return cast if rule.base is MajorityBase.VOTES_CAST else cast + votes.abstentions + votes.blank + votes.null


def consensus_figures(rule: MajorityRule, facts: OutcomeFacts) -> Figures:
    """Consensus is that nobody stands in the way: no sustained objection, no vote against."""
    against = 0 if facts.vote is None else sum(one.against for one in facts.vote.colleges)
    standing = facts.objections + against
    return Figures(required=0, met=standing, holds=standing == 0, article=rule.article)


def election_figures(rule: ElectionRule, facts: ElectionFacts) -> tuple[Figures, str | None]:
    """Who is elected in this round, if anyone."""
    best = max(facts.counts.values(), default=0)
    leaders = sorted(candidate for candidate, votes in facts.counts.items() if votes == best > 0)
    if facts.round <= rule.absolute_rounds:
        required = sum(facts.counts.values()) // 2 + 1
        elected = leaders[0] if best >= required else None
    else:
        others = [votes for votes in facts.counts.values() if votes < best]
        tied = len(leaders) > 1
        required = best if tied else max(others, default=0) + 1
        eldest = facts.eldest if rule.eldest and facts.eldest in leaders else None
        elected = eldest if tied else next(iter(leaders), None)
    return Figures(required=required, met=best, holds=elected is not None, article=rule.article), elected
