"""What a meeting is at one moment: who may sit, who is there, what is on the table, and how it ended."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum

from domain.bylaws import (
    BallotMethod,
    Bylaws,
    Choice,
    CollegeVotes,
    ElectionFacts,
    MeetingMode,
    NoticeFacts,
    OutcomeFacts,
    OutcomeKind,
    RuleTaken,
    Verdict,
)
from domain.committee import SeatInOffice
from domain.decider import record, replace
from domain.irregularity import Irregularities
from domain.values import (
    CommitteeId,
    Evidence,
    FrameworkId,
    MeetingId,
    OrganisationId,
    Period,
    PersonId,
    Protected,
    Source,
)


class Stage(StrEnum):
    SCHEDULED = "scheduled"
    CONVENED = "convened"
    OPENED = "opened"
    NO_QUORUM = "no_quorum"
    RECONVENED = "reconvened"
    ADJOURNED = "adjourned"
    CLOSED = "closed"
    DECISIONS_LISTED = "decisions_listed"
    MINUTES_DRAFTED = "minutes_drafted"
    MINUTES_APPROVED = "minutes_approved"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Attendance(StrEnum):
    ON_SITE = "on_site"
    VIDEO = "video"


class ItemKind(StrEnum):
    DELIBERATION = "deliberation"
    ELECTION = "election"
    INFORMATION = "information"


class Urgency(StrEnum):
    """Whether a shortened notice was put to the body, and what it said."""

    NONE = "none"
    TO_RATIFY = "to_ratify"
    RATIFIED = "ratified"
    REFUSED = "refused"


class Ground(StrEnum):
    """Why a member stands aside."""

    DECLARED = "declared"
    MANDATE_HELD = "mandate_held"
    REPRESENTATIVE = "representative"


@record
class HeldInterest:
    """A mandate that a member holds in an organisation; `representative` of the authority, designated under the law."""

    person: PersonId
    organisation: OrganisationId
    representative: bool = False
    period: Period = Period()


@record
class Stay:
    """A member's presence from an instant to an instant, the second not included."""

    how: Attendance
    since: datetime
    until: datetime | None = None


@record
class ProxyHeld:
    giver: str
    holder: str
    since: datetime
    until: datetime | None = None


@record
class Objection:
    seat: str
    sustained: bool
    words: Protected | None = None
    withdrawn: bool = False


@record
class Vote:
    """One vote by name: `by` is the proxy holder where the voter is represented."""

    choice: Choice
    by: str


@record
class Ballot:
    method: BallotMethod
    electronic: bool
    opened_at: datetime
    votes: Mapping[str, Vote] = field(default_factory=dict[str, Vote])
    totals: tuple[CollegeVotes, ...] = ()
    chair: Choice | None = None
    tellers: frozenset[str] = frozenset()
    roll: frozenset[str] = frozenset()
    counted: bool = False


@record
class Candidate:
    """A person, or a list of persons under one title."""

    candidate: str
    title: str = ""
    person: PersonId | None = None


@record
class Election:
    candidates: Mapping[str, Candidate]
    withdrawn: frozenset[str] = frozenset()
    rounds: tuple[ElectionFacts, ...] = ()
    elected: str | None = None


@record
class Outcome:
    kind: OutcomeKind
    adopted: bool | None
    facts: OutcomeFacts
    rule: RuleTaken | None
    verdict: Verdict
    on: date
    counted_at: datetime | None = None
    reference: str = ""
    source: Source | None = None
    provisional: bool = False
    ratified_by: MeetingId | None = None


@record
class Item:
    title: str
    kind: ItemKind = ItemKind.DELIBERATION
    on_agenda: bool = True
    about: str = ""
    beneficiary: OrganisationId | None = None
    documents: tuple[Evidence, ...] = ()
    called_at: datetime | None = None
    recusals: Mapping[str, Ground] = field(default_factory=dict[str, Ground])
    ballot: Ballot | None = None
    election: Election | None = None
    objections: tuple[Objection, ...] = ()
    outcome: Outcome | None = None
    gist: str = ""
    withdrawn: bool = False


@record
class ListedDecision:
    """A line of the list of decisions."""

    item: str
    title: str
    kind: OutcomeKind
    adopted: bool | None
    reference: str = ""


@record
class NamedVote:
    seat: str
    choice: Choice
    by: str


@record
class MinutedItem:
    """What the minutes say of one item; votes by name only where the ballot was public."""

    item: str
    title: str
    on_agenda: bool
    present: frozenset[str]
    represented: frozenset[str]
    recused: frozenset[str]
    quorum_required: int | None
    quorum_met: int | None
    outcome: OutcomeKind | None
    adopted: bool | None
    reference: str
    method: BallotMethod | None
    votes: tuple[CollegeVotes, ...]
    by_name: tuple[NamedVote, ...]
    rounds: tuple[ElectionFacts, ...]
    elected: str | None
    objections: tuple[Objection, ...]
    gist: str


@record
class MinutesContent:
    held_on: date
    opened_at: datetime | None
    closed_at: datetime | None
    chair: str | None
    secretaries: frozenset[str]
    present: frozenset[str]
    represented: Mapping[str, str]
    items: tuple[MinutedItem, ...]


@record
class Minutes:
    content: MinutesContent
    drafted_on: date
    approved_on: date | None = None
    approved_by: MeetingId | None = None
    corrections: str = ""
    signatures: frozenset[str] = frozenset()
    published_on: date | None = None


@record
class Meeting:
    framework: FrameworkId | None = None
    committee: CommitteeId | None = None
    title: str = ""
    mode: MeetingMode = MeetingMode.ON_SITE
    place: str = ""
    stage: Stage | None = None
    held_on: date | None = None
    starts_at: datetime | None = None
    closes_at: datetime | None = None
    source: Source | None = None
    bylaws: Bylaws | None = None
    notice: NoticeFacts | None = None
    urgency: Urgency = Urgency.NONE
    second_convocation: bool = False
    seats: Mapping[str, SeatInOffice] = field(default_factory=dict[str, SeatInOffice])
    chair: str | None = None
    secretaries: frozenset[str] = frozenset()
    presence: Mapping[str, tuple[Stay, ...]] = field(default_factory=dict[str, tuple[Stay, ...]])
    proxies: tuple[ProxyHeld, ...] = ()
    items: Mapping[str, Item] = field(default_factory=dict[str, Item])
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    cancelled_because: str = ""
    listed_on: date | None = None
    decisions: tuple[ListedDecision, ...] = ()
    minutes: Minutes | None = None
    irregularities: Irregularities = ()


def with_item(meeting: Meeting, name: str, item: Item) -> Meeting:
    return replace(meeting, items={**meeting.items, name: item})
