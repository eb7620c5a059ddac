"""What an item would have come to under other bylaws: recounted where presence and votes are on file, else restated."""

from collections import Counter
from collections.abc import Iterator

from domain.bylaws import Bylaws, Figures, MeetingMode, OutcomeFacts, Verdict, judge, quorum_figures, rule_taken
from domain.decider import Refusal, record, replace
from domain.irregularity import rule_name
from domain.meeting.convening import mode_breaches, notice_breaches
from domain.meeting.counting import in_force, quorum_at
from domain.meeting.figures import quorum_facts, vote_facts
from domain.meeting.outcome import DECIDING, OutcomeRecorded, RecordOutcome, breaches_of
from domain.meeting.proxies import ProxiesNotProvided, TooManyProxies
from domain.meeting.state import Item, Meeting, Outcome

COUNTED_ELSEWHERE = "urgency"
"""The reason that stands for those of an urgent convocation: whether they were good was for the body to say."""


@record
class Rejudged:
    """A verdict under some bylaws. `stands`: what was adopted could be; None where nothing was to adopt.

    `broken` names the rules that would not have been met.
    """

    facts: OutcomeFacts
    verdict: Verdict
    stands: bool | None
    broken: tuple[str, ...]


def rejudged(meeting: Meeting, name: str, bylaws: Bylaws) -> Rejudged | None:
    """The item under these bylaws; None where it has no outcome. Where the chair decides alone, nothing is counted."""
    item = meeting.items[name]
    outcome = item.outcome
    if outcome is None:
        return None
    under = replace(meeting, bylaws=bylaws)
    facts = recounted(under, item, outcome)
    deciding = outcome.kind in DECIDING
    relevant = facts if deciding else replace(facts, vote=None, election=None)
    verdict = Verdict() if meeting.mode is MeetingMode.CHAIR else judge(relevant, rule_taken(bylaws))
    broken = tuple(dict.fromkeys(rule_name(type(one)) for one in _breaches(under, name, outcome, verdict)))
    return Rejudged(
        facts=facts,
        verdict=verdict,
        stands=_adopted(outcome, verdict) and not broken if deciding else None,
        broken=broken,
    )


def recounted(meeting: Meeting, item: Item, outcome: Outcome) -> OutcomeFacts:
    """The facts counted again from presence, recusals and votes; what only a source states is taken as stated."""
    quorum = quorum_facts(None, meeting, item, outcome.counted_at) or outcome.facts.quorum
    vote = vote_facts(None, meeting, item) or outcome.facts.vote
    return replace(outcome.facts, notice=meeting.notice, quorum=quorum, vote=vote)


def quorum_recounted(meeting: Meeting, name: str) -> Figures | None:
    """The quorum of a decided item from presence intervals and recusals, under the rules it was taken under.

    None where nothing is required, or where who was there is not on file.
    """
    item = meeting.items[name]
    outcome = item.outcome
    if outcome is None or outcome.counted_at is None or meeting.opened_at is None or outcome.rule is None:
        return None
    return quorum_figures(outcome.rule.quorum, quorum_at(meeting, item, outcome.counted_at))


def _adopted(outcome: Outcome, verdict: Verdict) -> bool:
    """As the rules have it; where they have nothing to count, as it was recorded."""
    if verdict.adopted is None:
        return bool(outcome.adopted)
    return verdict.adopted


def _breaches(meeting: Meeting, name: str, outcome: Outcome, verdict: Verdict) -> Iterator[Refusal]:
    recorded = OutcomeRecorded(
        item=name,
        kind=outcome.kind,
        adopted=_adopted(outcome, verdict) if outcome.kind in DECIDING else None,
        facts=outcome.facts,
        rule=outcome.rule,
        verdict=verdict,
        on=outcome.on,
        source=outcome.source,
    )
    command = RecordOutcome(item=name, kind=outcome.kind, source=outcome.source, on=outcome.on, interests=())
    bylaws = meeting.bylaws
    if bylaws is not None and meeting.notice is not None:
        yield from notice_breaches(bylaws, meeting.notice, COUNTED_ELSEWHERE, meeting.mode)
    if bylaws is not None and meeting.mode is not MeetingMode.CHAIR:
        yield from mode_breaches(bylaws, meeting.mode)
    yield from breaches_of(recorded, command, meeting, meeting.items[name])
    yield from _proxies(meeting, outcome)


def _proxies(meeting: Meeting, outcome: Outcome) -> Iterator[Refusal]:
    """Proxies that stood when heads were counted, and that these bylaws do not know, or not so many of."""
    if meeting.bylaws is None or outcome.counted_at is None:
        return
    held = Counter(one.holder for one in meeting.proxies if in_force(one, outcome.counted_at))
    rule = meeting.bylaws.proxies
    if rule is None and held:
        yield ProxiesNotProvided(len(held))
    if rule is not None and any(number > rule.per_holder for number in held.values()):
        yield TooManyProxies(rule.per_holder, article=rule.article)
