"""Everything an agreement is, as it is known now."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.agreement.aided import Aided
from domain.agreement.parts import (
    NOTHING,
    AgreementKind,
    AidNature,
    Changes,
    Clauses,
    Instalment,
    Medium,
    Origin,
    Party,
    PartyNature,
    Stage,
)
from domain.decider import record
from domain.irregularity import Irregularities
from domain.values import (
    ActReference,
    AgreementId,
    Digest,
    EvaluationId,
    Evidence,
    FrameworkId,
    MandateId,
    Money,
    OrganisationId,
    Period,
    PersonId,
    Protected,
    Source,
    Timeline,
)

NONE = Money.of(0)


class ActEnding(StrEnum):
    """How an act ceased: a judge annulled it, or its author repealed it for the future or withdrew it."""

    ANNULLED = "annulled"
    REPEALED = "repealed"
    WITHDRAWN = "withdrawn"


@record
class ActEnd:
    how: ActEnding
    ground: str
    effect: str
    retroactive: bool
    since: date


class ChallengeKind(StrEnum):
    """Who brought an act before the judge."""

    APPEAL = "appeal"
    REFERRAL = "referral"


@record
class Challenge:
    kind: ChallengeKind
    ground: str
    by: OrganisationId | None = None
    on: date
    dismissed_on: date | None = None


@record
class Act:
    """One side's own decision on the agreement, or on one of its amendments, and its life."""

    number: int
    by: OrganisationId
    nature: PartyNature = PartyNature.UNKNOWN
    """What its author is in law, where it was no party when the act was put on file."""
    reference: ActReference
    amendment: int | None = None
    text: Digest | None = None
    adopted_on: date
    published_on: date | None = None
    transmitted_on: date | None = None
    executory_on: date | None = None
    challenges: tuple[Challenge, ...] = ()
    suspended_on: date | None = None
    end: ActEnd | None = None

    def stands_on(self, day: date) -> bool:
        """Whether neither a judge nor its author had taken it out of effect on that day, as far as is known."""
        if self.end is not None and (self.end.retroactive or self.end.since <= day):
            return False
        return self.suspended_on is None or day < self.suspended_on

    def executory_by(self, day: date) -> bool:
        """Whether it could be carried out on that day."""
        return self.executory_on is not None and self.executory_on <= day and self.stands_on(day)


@record
class Signature:
    party: OrganisationId
    medium: Medium
    person: PersonId | None = None
    signatory: Protected | None = None
    capacity: str = ""
    mandate: MandateId | None = None
    act: int | None = None
    text: Digest | None = None
    on: date


class AmendmentStage(StrEnum):
    DRAFT = "draft"
    SIGNED = "signed"
    EFFECTIVE = "effective"
    WITHDRAWN = "withdrawn"


@record
class Amendment:
    number: int
    stated_number: int | None = None
    """The number on the paper, where it is another."""
    title: str = ""
    changes: Changes = NOTHING
    text: Evidence | None = None
    effective: date | None = None
    """The day its own clause states."""
    stage: AmendmentStage = AmendmentStage.DRAFT
    signatures: tuple[Signature, ...] = ()
    signed_on: date | None = None
    notified_on: date | None = None
    effect_on: date | None = None
    source: Source | None = None


@record
class Line:
    """The money of one payer in one budget year, each stage the sum of its events."""

    payer: OrganisationId
    year: int
    forecast: Money = NONE
    voted: Money = NONE
    committed: Money = NONE
    ordered: Money = NONE
    paid: Money = NONE
    recovery_ordered: Money = NONE
    recovered: Money = NONE
    to_recover: Money = NONE
    """What was paid in excess and is not back yet."""
    returned: Money = NONE
    """What came back of what was paid in excess."""
    advance_granted: Money = NONE
    advance_ordered: Money = NONE
    advance_paid: Money = NONE
    in_kind: Money = NONE


@record
class Scheduled:
    """An instalment and what was ordered and paid of it."""

    instalment: Instalment
    ordered: Money = NONE
    paid: Money = NONE
    opened_on: date | None = None
    """Since when it is owed, once that was noted."""
    dropped: bool = False
    """An amendment has left it out; it stays for what was ordered or paid of it, and nothing more is due."""


@record
class Report:
    """A beneficiary's financial report of one year."""

    year: int
    by: OrganisationId
    received_on: date
    spent: Money | None = None
    evidence: Evidence | None = None


@record
class Milestone:
    label: str
    verified_on: date


@record
class Numbered:
    """An entry that carried a number of the finance system: what it was, and its amount."""

    mark: str
    amount: Money


@record
class Ledger:
    """The money of an agreement: sums and what is still open, never the list of payments."""

    currency: str | None = None
    lines: Mapping[str, Line] = field(default_factory=dict[str, Line])
    """By `payer/year`."""
    schedule: tuple[Scheduled, ...] = ()
    received: Mapping[str, Money] = field(default_factory=dict[str, Money])
    """What each beneficiary was paid."""
    regranted: Money = NONE
    recent: tuple[Numbered, ...] = ()
    """The last entries that carried a number of the finance system, against double entry."""
    reports: tuple[Report, ...] = ()
    milestones: tuple[Milestone, ...] = ()


class DocumentKind(StrEnum):
    """What a grant file must hold."""

    APPLICATION = "application"
    REPUBLICAN_CONTRACT = "republican_contract"
    OTHER = "other"


@record
class FiledDocument:
    kind: DocumentKind
    organisation: OrganisationId
    on: date
    evidence: Evidence | None = None


@record
class Notice:
    number: int
    by: OrganisationId
    to: OrganisationId
    grounds: str
    given_on: date
    cure_by: date
    cured_on: date | None = None


class TerminationGround(StrEnum):
    BREACH = "breach"
    ACCORD = "accord"
    CLAUSE = "clause"


@record
class Termination:
    ground: TerminationGround
    by: OrganisationId | None = None
    notice: int | None = None
    clause: str = ""
    reasons: str = ""
    on: date


class RenewalScope(StrEnum):
    FULL = "full"
    PARTIAL = "partial"


class RenewalAdvice(StrEnum):
    """What a territory is advised to have before it renews: a warning, not a wall."""

    NO_ADOPTED_EVALUATION = "no_adopted_evaluation"
    AFTER_FOUR_YEARS = "after_four_years"
    LONGER_THAN_FOUR_YEARS = "longer_than_four_years"


@record
class Renewal:
    scope: RenewalScope
    by: AgreementId | None = None
    parties: frozenset[OrganisationId] = frozenset()
    actions: tuple[str, ...] = ()
    period: Period = Period()
    evaluation: EvaluationId | None = None
    advice: tuple[RenewalAdvice, ...] = ()
    on: date


@record
class Life:
    """What happened to an agreement once it was in force."""

    suspended_on: date | None = None
    suspended_until: date | None = None
    suspension_reasons: str = ""
    notices: tuple[Notice, ...] = ()
    accords: Mapping[str, date] = field(default_factory=dict[str, date])
    """By party, the day on which it agrees that the agreement ends."""
    termination: Termination | None = None
    renewal: Renewal | None = None
    tacit_renewals: int = 0
    renewal_refused_by: frozenset[OrganisationId] = frozenset()
    ended_on: date | None = None
    """The first day without force."""
    closed_on: date | None = None
    dropped: str = ""
    """Why a draft was withdrawn or abandoned."""


@record
class Contest:
    number: int
    entry: str
    by: OrganisationId
    words: str
    on: date
    answer: str = ""
    answered_by: OrganisationId | None = None
    answered_on: date | None = None


@record
class PublishedInstalment:
    """An instalment as a publication describes it: a share (0 to 1) or an amount."""

    label: str = ""
    share: Decimal | None = None
    amount: Money | None = None
    due_on: date | None = None


@record
class Published:
    """What a publication says of an agreement; None is what it does not say."""

    title: str = ""
    beneficiaries: tuple[OrganisationId, ...] = ()
    amount: Money | None = None
    convention_date: date | None = None
    decision: str | None = None
    nature: AidNature | None = None
    payment_conditions: str | None = None
    payment_period: Period | None = None
    instalments: tuple[PublishedInstalment, ...] = ()
    percentage: Decimal | None = None
    """From 0 to 1."""
    eu_notified: bool | None = None
    rae: str | None = None
    scheme: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict[str, str])
    """Further columns, as published."""


@record
class Publication:
    """Which row of which file the agreement is known from, and what the row says."""

    grantor: OrganisationId
    key: str
    occurrence: int
    content: Digest | None = None
    """The digest of everything the row says."""
    source: Source
    published: Published


@record
class Agreement:
    stage: Stage | None = None
    origin: Origin | None = None
    framework: FrameworkId | None = None
    kind: AgreementKind | None = None
    title: str = ""
    purpose: str = ""
    under: AgreementId | None = None
    """The agreement that this one applies, for a year or an action."""
    renews: AgreementId | None = None
    nature: AidNature | None = None
    parties: Timeline[tuple[Party, ...]] = ()
    amounts: Timeline[Money] = ()
    ends: Timeline[date] = ()
    """The last day of force."""
    clauses: Clauses = Clauses()
    text: Evidence | None = None
    acts: tuple[Act, ...] = ()
    signatures: tuple[Signature, ...] = ()
    copies: tuple[Evidence, ...] = ()
    copies_certified_on: date | None = None
    signed_on: date | None = None
    notified_on: date | None = None
    in_force_since: date | None = None
    amendments: tuple[Amendment, ...] = ()
    money: Ledger = Ledger()
    documents: tuple[FiledDocument, ...] = ()
    aided: Aided = Aided()
    life: Life = Life()
    successors: Mapping[str, OrganisationId] = field(default_factory=dict[str, OrganisationId])
    contests: tuple[Contest, ...] = ()
    publication: Publication | None = None
    source: Source | None = None
    irregularities: Irregularities = ()
