"""Bylaws as values: notice, quorum, majority, proxies, ballots, elections, modes, agenda and publication."""

from enum import StrEnum

from domain.decider import Refusal, record
from domain.values import Period


class MeetingMode(StrEnum):
    """How members meet; in `written` nobody meets, in `chair` the chair acts alone until the body ratifies."""

    ON_SITE = "on_site"
    HYBRID = "hybrid"
    VIDEO = "video"
    WRITTEN = "written"
    CHAIR = "chair"


class BallotMethod(StrEnum):
    SHOW_OF_HANDS = "show_of_hands"
    ROLL_CALL = "roll_call"
    SECRET = "secret"  # noqa: S105 — a way to vote, not a password


class OutcomeKind(StrEnum):
    """What an item ends with; an opinion binds nobody, a decision does."""

    DECISION = "decision"
    OPINION = "opinion"
    CONSENSUS = "consensus"
    TAKEN_NOTE = "taken_note"
    REFERRED_BACK = "referred_back"


class Choice(StrEnum):
    IN_FAVOUR = "in_favour"
    AGAINST = "against"
    ABSTENTION = "abstention"
    BLANK = "blank"
    NULL = "null"


class Silence(StrEnum):
    """What it means not to answer a written consultation."""

    CONSENT = "consent"
    ABSTENTION = "abstention"
    REFUSAL = "refusal"


class CollegeCount(StrEnum):
    """How colleges count: all votes together, each must agree, each speaks with one voice, or each in proportion."""

    TOGETHER = "together"
    EACH = "each"
    BLOCK = "block"
    PROPORTIONAL = "proportional"


class MajorityBase(StrEnum):
    """What the majority is a share of."""

    VOTES_CAST = "votes_cast"
    TAKING_PART = "taking_part"
    IN_OFFICE = "in_office"


@record
class Share:
    """A share to reach, or (`exceeded`) to pass: more than half is 1/2 exceeded."""

    numerator: int = 1
    denominator: int = 2
    exceeded: bool = True

    def of(self, whole: int) -> int:
        """The smallest whole number that will do."""
        product = whole * self.numerator
        return product // self.denominator + 1 if self.exceeded else -(-product // self.denominator)


@record
class NoticeRule:
    """Days between sending and meeting; clear days count neither. Without `urgent_days` there is no urgency."""

    days: int
    urgent_days: int | None = None
    clear: bool = True
    article: str = ""
    held: Period = Period()


@record
class QuorumRule:
    """Who must take part for an item to be decided. Without `reconvene_after` there is no second convocation."""

    share: Share = Share()
    counts_video: bool = False
    counts_proxies: bool = False
    representatives_leave: bool = False
    each_college: bool = False
    reconvene_after: int | None = None
    article: str = ""
    held: Period = Period()


@record
class MajorityRule:
    share: Share = Share()
    base: MajorityBase = MajorityBase.VOTES_CAST
    colleges: CollegeCount = CollegeCount.TOGETHER
    casting_vote: bool = False
    consensus: bool = False
    article: str = ""
    held: Period = Period()


@record
class ProxyRule:
    per_holder: int = 1
    article: str = ""
    held: Period = Period()


@record
class BallotRule:
    methods: frozenset[BallotMethod] = frozenset(BallotMethod)
    electronic_secret: bool = False
    secret_by_video: bool = True
    article: str = ""
    held: Period = Period()


@record
class ElectionRule:
    """Rounds at the absolute majority, then one at the relative; a tie then goes to the eldest, or to nobody."""

    absolute_rounds: int = 2
    eldest: bool = True
    secret: bool = True
    by_video: bool = True
    article: str = ""
    held: Period = Period()


@record
class InterestRule:
    """Names the text that keeps those with an interest from voting; that they do not vote holds everywhere."""

    article: str = ""
    held: Period = Period()


@record
class ModeRule:
    modes: frozenset[MeetingMode] = frozenset({MeetingMode.ON_SITE})
    silence: Silence = Silence.ABSTENTION
    article: str = ""
    held: Period = Period()


@record
class AgendaRule:
    """Whether what is not on the agenda can be discussed but not decided."""

    closed: bool = True
    article: str = ""
    held: Period = Period()


@record
class PublicationRule:
    """Within how many days what is published; where minutes are not required, the list of decisions suffices."""

    list_days: int | None = None
    minutes: bool = True
    minutes_days: int | None = None
    approved_at_next: bool = True
    article: str = ""
    held: Period = Period()


@record
class Bylaws:
    """How a body is convened, when it can decide and by which majority; no quorum rule means none is needed."""

    title: str
    preset: str = ""
    gives: frozenset[OutcomeKind] = frozenset(OutcomeKind)
    notice: NoticeRule | None = None
    quorum: QuorumRule | None = None
    majority: MajorityRule = MajorityRule()
    proxies: ProxyRule | None = None
    ballots: BallotRule = BallotRule()
    elections: ElectionRule | None = None
    interests: InterestRule = InterestRule()
    modes: ModeRule = ModeRule()
    agenda: AgendaRule = AgendaRule()
    publication: PublicationRule = PublicationRule()


class RuleBroken(Refusal):
    """A rule of the body was not met; the article named is that of the rule in force on the day."""

    def __init__(self, *details: object, article: str = "") -> None:
        super().__init__(*details)
        if article:
            # An exception's own attribute comes before its class's: the same rule has another article in another body.
            vars(self)["article"] = article


def unsound(bylaws: Bylaws) -> tuple[str, ...]:
    """What is wrong with these bylaws as values, in the names of their fields; empty where nothing is."""
    notice, quorum, proxies = bylaws.notice, bylaws.quorum, bylaws.proxies
    checks = (
        ("title", bool(bylaws.title.strip())),
        ("gives", bool(bylaws.gives)),
        ("notice.days", notice is None or notice.days >= 0),
        ("notice.urgent_days", notice is None or notice.urgent_days is None or 0 <= notice.urgent_days <= notice.days),
        ("quorum.share", quorum is None or _sound(quorum.share)),
        ("quorum.reconvene_after", quorum is None or quorum.reconvene_after is None or quorum.reconvene_after >= 0),
        ("majority.share", _sound(bylaws.majority.share)),
        ("proxies.per_holder", proxies is None or proxies.per_holder >= 1),
        ("ballots.methods", bool(bylaws.ballots.methods)),
        ("elections.absolute_rounds", bylaws.elections is None or bylaws.elections.absolute_rounds >= 0),
        ("modes.modes", bool(bylaws.modes.modes)),
        ("publication.list_days", _not_negative(bylaws.publication.list_days)),
        ("publication.minutes_days", _not_negative(bylaws.publication.minutes_days)),
    )
    return tuple(name for name, fine in checks if not fine)


def _not_negative(days: int | None) -> bool:
    return days is None or days >= 0


def _sound(share: Share) -> bool:
    highest = share.denominator - (1 if share.exceeded else 0)
    return share.denominator > 0 and 0 <= share.numerator <= highest
