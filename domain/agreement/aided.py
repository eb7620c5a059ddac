"""What is known of a grant as public aid: the scheme it was given under, the audited accounts, the surplus decided."""

from datetime import date
from enum import StrEnum

from domain.decider import record
from domain.values import ActReference, Evidence, Money, OrganisationId, Timeline


class AidScheme(StrEnum):
    """Under which text of the European Union public money goes to a body that may carry on an economic activity."""

    NO_AID = "no_aid"
    """The activity is not economic, or trade between member states is not affected."""
    DE_MINIMIS = "de_minimis"
    SGEI_DE_MINIMIS = "sgei_de_minimis"
    """De minimis aid for services of general economic interest."""
    SGEI_COMPENSATION = "sgei_compensation"
    """Compensation for services of general economic interest (decision 2012/21/EU)."""
    REGIONAL = "regional"
    BLOCK_EXEMPTION = "block_exemption"
    NOTIFIED = "notified"


SGEI = frozenset({AidScheme.SGEI_DE_MINIMIS, AidScheme.SGEI_COMPENSATION})
"""Schemes that rest on an act by which the authority entrusts the service."""


class SurplusUse(StrEnum):
    """What becomes of what a grant left over."""

    KEPT = "kept"
    """A reasonable surplus that the beneficiary keeps."""
    CARRIED_OVER = "carried_over"
    RETURNED = "returned"


@record
class StatedScheme:
    """The scheme, and the act of entrustment, the registered scheme or the notification it refers to."""

    scheme: AidScheme
    reference: str


@record
class AuditedAccounts:
    """Accounts of a year certified by an auditor (commissaire aux comptes)."""

    year: int
    organisation: OrganisationId
    on: date
    evidence: Evidence | None = None


@record
class SurplusDecision:
    """What the payers decided about what a beneficiary had not spent in a year."""

    year: int
    organisation: OrganisationId
    amount: Money
    use: SurplusUse
    reasons: str
    act: ActReference | None
    on: date


@record
class Aided:
    """Everything known of an agreement as public aid."""

    schemes: Timeline[StatedScheme] = ()
    accounts: tuple[AuditedAccounts, ...] = ()
    surpluses: tuple[SurplusDecision, ...] = ()
