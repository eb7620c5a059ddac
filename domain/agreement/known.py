"""What is known of an agreement made before, as whoever takes it over states it."""

from datetime import date

from domain.agreement.parts import NOTHING, Changes
from domain.decider import record
from domain.values import ActReference, Money, OrganisationId, Protected


@record
class KnownAct:
    """An act behind an agreement that is taken over, as far as it is known."""

    by: OrganisationId
    reference: ActReference
    published_on: date | None = None
    transmitted_on: date | None = None
    executory_on: date | None = None


@record
class KnownSignature:
    """A signature under an agreement that is taken over."""

    party: OrganisationId
    signatory: Protected | None = None
    capacity: str = ""
    on: date


@record
class KnownAmendment:
    """An amendment made before the agreement was taken over; the sums and dates stated are those after it."""

    stated_number: int | None = None
    title: str = ""
    changes: Changes = NOTHING
    on: date


@record
class KnownCredits:
    """What one payer had put in one budget year when the agreement was taken over."""

    payer: OrganisationId
    year: int
    forecast: Money = Money.of(0)
    voted: Money = Money.of(0)
    committed: Money = Money.of(0)
    ordered: Money = Money.of(0)
    paid: Money = Money.of(0)
    recovered: Money = Money.of(0)


def sums(known: KnownCredits) -> tuple[Money, ...]:
    """Every sum stated, zero where nothing was."""
    return (known.forecast, known.voted, known.committed, known.ordered, known.paid, known.recovered)


def currency(known: KnownCredits) -> str:
    """The currency of the sums stated; euros where all are nothing."""
    return next((money.currency for money in sums(known) if money.cents), "EUR")
