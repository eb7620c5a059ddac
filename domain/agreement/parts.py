"""The words an agreement is made of: its kinds and stages, its parties, clauses, instalments and changes."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from domain import irregularity
from domain.decider import Refusal, record
from domain.irregularity import Irregularities, noticed
from domain.values import Digest, Evidence, Money, OrganisationId, Source, Timeline, latest

E = TypeVar("E")


class AgreementKind(StrEnum):
    """What form the parties chose."""

    OBJECTIVES = "objectives"
    FRAMEWORK = "framework"
    GRANT = "grant"
    YEARLY_APPLICATION = "yearly_application"
    CHARTER = "charter"
    DECLARATION = "declaration"


OPEN_TEXTS = frozenset({AgreementKind.CHARTER, AgreementKind.DECLARATION})
"""Texts that take effect at their first signatures and stay open to others."""


class Stage(StrEnum):
    """Where an agreement is in its life."""

    DRAFT = "draft"
    NEGOTIATION = "negotiation"
    APPROVED = "approved"
    SIGNED = "signed"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    UNDER_NOTICE = "under_notice"
    EXPIRED = "expired"
    TERMINATED = "terminated"
    RENEWED = "renewed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    ABANDONED = "abandoned"
    REGISTERED = "registered"
    """Known from a publication alone: whether and since when it is in force is not said there."""


OPEN_STAGES = frozenset({Stage.DRAFT, Stage.NEGOTIATION, Stage.APPROVED})
RUNNING = frozenset({Stage.IN_FORCE, Stage.SUSPENDED, Stage.UNDER_NOTICE})
ENDED = frozenset({Stage.EXPIRED, Stage.TERMINATED, Stage.RENEWED, Stage.CLOSED})
DROPPED = frozenset({Stage.WITHDRAWN, Stage.ABANDONED})


class Origin(StrEnum):
    """How the agreement came to be known here."""

    DRAFTED = "drafted"
    TAKEN_OVER = "taken_over"
    PUBLICATION = "publication"


class PartyRole(StrEnum):
    """What a party is in the agreement."""

    PAYER = "payer"
    BENEFICIARY = "beneficiary"
    PARTNER = "partner"


class PartyNature(StrEnum):
    """What a party is in law: an authority's acts are published and transmitted before they can be carried out."""

    AUTHORITY = "authority"
    PUBLIC_BODY = "public_body"
    ASSOCIATION = "association"
    FOUNDATION = "foundation"
    PRIVATE_BODY = "private_body"
    """A cooperative, a mutual, a company: any other body of private law."""
    UNKNOWN = "unknown"


PRIVATE = frozenset({PartyNature.ASSOCIATION, PartyNature.FOUNDATION, PartyNature.PRIVATE_BODY})
"""Bodies of private law, whatever their form."""
NON_PROFIT = frozenset({PartyNature.ASSOCIATION, PartyNature.FOUNDATION})
"""Those who sign the republican commitment contract (loi 2021-1109 art. 12)."""


class AidNature(StrEnum):
    """Money, or something else that is worth money."""

    IN_CASH = "in_cash"
    IN_KIND = "in_kind"
    BOTH = "both"


@record
class NamedParty:
    """A party as the text names it; `share` is a beneficiary's part of the whole, from 0 to 1."""

    organisation: OrganisationId
    role: PartyRole = PartyRole.PARTNER
    share: Decimal | None = None
    signs: bool = True


@record
class Party:
    organisation: OrganisationId
    role: PartyRole
    nature: PartyNature = PartyNature.UNKNOWN
    share: Decimal | None = None
    signs: bool = True


Natures = Mapping[str, PartyNature]
"""What each organisation is in law, by its id, as its own register entry says."""


def parties(named: Iterable[NamedParty], natures: Natures) -> tuple[Party, ...]:
    """The parties with what each is in law, unknown where nobody said."""
    return tuple(
        Party(
            organisation=one.organisation,
            role=one.role,
            nature=natures.get(one.organisation, PartyNature.UNKNOWN),
            share=one.share,
            signs=one.signs,
        )
        for one in named
    )


class EffectRule(StrEnum):
    """From which day an agreement takes effect, once it is signed and notified."""

    ON_NOTIFICATION = "on_notification"
    ON_LAST_SIGNATURE = "on_last_signature"
    ON_DATE = "on_date"


@record
class TacitRenewal:
    """Renewed for so many months unless a party says no so many months before the end; at most `times`, if stated."""

    months: int
    notice_months: int
    times: int | None = None


@record
class TerminationClause:
    """A case in which the text itself lets a party end it, with the notice it asks for."""

    label: str
    notice_days: int = 0


@record
class Clauses:
    """What the text says on the points that the rules read."""

    effect: EffectRule = EffectRule.ON_NOTIFICATION
    starts: date | None = None
    regranting: bool = False
    tacit_renewal: TacitRenewal | None = None
    termination: tuple[TerminationClause, ...] = ()
    cure_days: int = 0
    first_signatures: int = 1
    """How many signatures make a charter or declaration effective."""
    balance_after_report: bool = True


class InstalmentKind(StrEnum):
    """Which part of the sum an instalment is."""

    SINGLE = "single"
    INTERIM = "interim"
    BALANCE = "balance"


@record
class Instalment:
    """What a payer owes when, and under which conditions.

    The sum is an amount, or a share (0 to 1) of the agreement's amount; a balance without either is what is left
    of the credits committed for that payer and year.
    """

    number: int
    label: str = ""
    kind: InstalmentKind = InstalmentKind.INTERIM
    payer: OrganisationId
    beneficiary: OrganisationId | None = None
    year: int
    amount: Money | None = None
    share: Decimal | None = None
    due_on: date | None = None
    after_report: int | None = None
    """The year whose financial report must have been received."""
    after_milestone: str | None = None


@record
class Changes:
    """What an amendment changes; what it does not name stays as it is."""

    end: date | None = None
    bridge_year: int | None = None
    amount: Money | None = None
    joining: tuple[Party, ...] = ()
    leaving: frozenset[OrganisationId] = frozenset()
    clauses: Clauses | None = None
    schedule: tuple[Instalment, ...] | None = None
    wording: str = ""
    """In words, what changes in the text beyond the points above."""


NOTHING = Changes()


class Medium(StrEnum):
    """How a signature was given."""

    ELECTRONIC = "electronic"
    PAPER = "paper"


class NoSuchAgreement(Refusal):
    """There is no such agreement."""


class NotAParty(Refusal):
    """Only a party to the agreement does this."""

    cure = "The parties admit the organisation by an amendment."


def digest_of(text: Evidence | None) -> Digest | None:
    """The digest by which a text is known, where there is a text."""
    return None if text is None else text.digest


def joined(members: Timeline[tuple[Party, ...]], joining: Sequence[Party], leaving: Iterable[str]) -> tuple[Party, ...]:
    """The parties once some have joined and some have left."""
    gone = {*leaving, *(one.organisation for one in joining)}
    kept = tuple(one for one in latest(members) or () if one.organisation not in gone)
    return (*kept, *joining)


def months_later(day: date, months: int) -> date:
    """The same day so many months later (or earlier, if negative), or the last day of a shorter month.

    Where the calendar ends before, its last or first day.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.min if months < 0 else date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def weighed(
    events: Sequence[E],
    walls: Iterable[Refusal],
    checks: Iterable[Refusal],
    source: Source | None,
    known: Irregularities,
    on: date,
) -> list[E | irregularity.Event]:
    """What is recorded of a fact: a wall refuses what is done here; a check only ever becomes an irregularity."""
    broken = list(walls)
    if source is None and broken:
        raise broken[0]
    return [*events, *noticed([*broken, *checks], known, on)]
