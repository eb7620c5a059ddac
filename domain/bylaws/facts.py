"""What a verdict rests on, and what it says: days, heads and votes, required and met."""

from collections.abc import Mapping
from datetime import date

from domain.bylaws.rules import BallotMethod, Choice, ElectionRule, MajorityRule, NoticeRule, QuorumRule
from domain.decider import record


@record
class NoticeFacts:
    sent: date
    held: date
    urgent: bool = False


@record
class CollegePresence:
    """Heads counted for one item: the recused are neither on site, by video nor represented."""

    college: str = ""
    in_office: int
    on_site: int = 0
    by_video: int = 0
    represented: int = 0
    recused: int = 0
    representatives: int = 0


@record
class QuorumFacts:
    colleges: tuple[CollegePresence, ...]
    second_convocation: bool = False


@record
class CollegeVotes:
    """Votes by weight in one college (all weights are 1 where seats are equal)."""

    college: str = ""
    weight: int = 1
    in_favour: int = 0
    against: int = 0
    abstentions: int = 0
    blank: int = 0
    null: int = 0


@record
class VoteFacts:
    colleges: tuple[CollegeVotes, ...]
    method: BallotMethod = BallotMethod.SHOW_OF_HANDS
    chair: Choice | None = None
    in_office: int = 0


@record
class ElectionFacts:
    """One round: votes by candidate; `eldest` names the eldest of those tied, where the tellers established it."""

    round: int
    counts: Mapping[str, int]
    blank: int = 0
    null: int = 0
    eldest: str | None = None


@record
class OutcomeFacts:
    """All that a verdict rests on; what is unknown is absent."""

    notice: NoticeFacts | None = None
    quorum: QuorumFacts | None = None
    vote: VoteFacts | None = None
    election: ElectionFacts | None = None
    objections: int = 0


@record
class RuleTaken:
    """The rules an outcome was taken under, kept with it."""

    title: str
    notice: NoticeRule | None = None
    quorum: QuorumRule | None = None
    majority: MajorityRule = MajorityRule()
    election: ElectionRule | None = None


@record
class Figures:
    required: int
    met: int
    holds: bool
    article: str = ""
    casting_vote: bool = False


@record
class Verdict:
    """What the facts come to under the rules; None where nothing is required or nothing is known."""

    notice: Figures | None = None
    quorum: Figures | None = None
    majority: Figures | None = None
    adopted: bool | None = None
    elected: str | None = None
