"""What one authority grants one body in one year under one agreement, as far as an agreement says."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from domain.agreement.aided import StatedScheme
from domain.agreement.parts import AgreementKind, AidNature, Natures, Party, PartyNature, PartyRole, Stage
from domain.agreement.state import Agreement, Line
from domain.decider import record
from domain.values import AgreementId, Money, OrganisationId, latest

UNKNOWN = PartyNature.UNKNOWN
NOT_GRANTS = frozenset({AgreementKind.FRAMEWORK, AgreementKind.CHARTER, AgreementKind.DECLARATION})
NOT_MADE = frozenset({Stage.DRAFT, Stage.NEGOTIATION, Stage.WITHDRAWN, Stage.ABANDONED})


@record
class Grant:
    """Cash of one payer to one beneficiary in one budget year; `on` is the day it counts from, `paid` what came."""

    agreement: AgreementId
    payer: OrganisationId
    payer_nature: PartyNature
    beneficiary: OrganisationId
    nature: PartyNature
    year: int
    on: date
    amount: Money
    paid: Money
    in_writing: bool
    scheme: StatedScheme | None


@record
class Granted:
    """The grants of an agreement. `unclear` counts those of which the year, the sum or the body is not known."""

    grants: tuple[Grant, ...] = ()
    unclear: int = 0


def granted(name: AgreementId, agreement: Agreement, natures: Natures) -> Granted:
    """What is granted under an agreement, by payer, year and beneficiary.

    `natures` says what the register knows of each body today, which may be more than the agreement was told.
    """
    entered = any(_cash(one).cents > 0 for one in agreement.money.lines.values())
    if not entered and _gives_nothing(agreement):
        return Granted()
    found: list[Grant] = []
    unclear = 0
    for payer, year, amount, paid in _sums(agreement):
        parts = list(_shared(agreement, amount, paid))
        on = None if year is None else _counted_from(agreement, payer, year)
        if on is None or not parts:
            unclear += 1
            continue
        known = _natures(agreement, natures)
        found += [_grant(name, agreement, payer, on, year or on.year, *part, known) for part in parts]
    return Granted(grants=tuple(found), unclear=unclear)


def _gives_nothing(agreement: Agreement) -> bool:
    published = agreement.publication and agreement.publication.published
    natures = (agreement.nature, published and published.nature)
    return AidNature.IN_KIND in natures or agreement.kind in NOT_GRANTS or agreement.stage in NOT_MADE


def _sums(agreement: Agreement) -> Iterator[tuple[OrganisationId, int | None, Money, Money]]:
    """Each payer's cash of a year and what was paid; of a publication without entries of money, what it publishes."""
    entered = [one for one in agreement.money.lines.values() if _cash(one).cents > 0]
    for line in entered:
        yield line.payer, line.year, _cash(line), line.paid
    if not entered and agreement.publication is not None:
        published = agreement.publication.published
        period = published.payment_period
        day = published.convention_date or (None if period is None else period.start)
        amount = latest(agreement.amounts) or published.amount
        if amount is not None and amount.cents > 0:
            yield agreement.publication.grantor, None if day is None else day.year, amount, Money.of(0, amount.currency)


def _cash(line: Line) -> Money:
    """The furthest that the money of a line has come: what is committed, ordered or paid."""
    return max(line.committed, line.ordered, line.paid, key=lambda money: money.amount)


def _shared(agreement: Agreement, *sums: Money) -> Iterator[tuple[Party, Sequence[Money]]]:
    """Sums among the beneficiaries: all to one, by shares to several; nothing where shares are unknown."""
    bodies = [one for one in latest(agreement.parties) or () if one.role is PartyRole.BENEFICIARY]
    if len(bodies) == 1:
        yield bodies[0], sums
    elif all(one.share is not None for one in bodies):
        for one in bodies:
            yield one, [Money.of(each.amount * (one.share or Decimal(0)), each.currency) for each in sums]


def _counted_from(agreement: Agreement, payer: OrganisationId, year: int) -> date:
    """The day the right to a year's sum was given: of signing or of the payer's act, not before the year begins."""
    acts = [one.adopted_on for one in agreement.acts if one.by == payer]
    published = None if agreement.publication is None else agreement.publication.published.convention_date
    given = agreement.signed_on or agreement.in_force_since or published or min(acts, default=None)
    first = date(year, 1, 1)
    return first if given is None else min(max(given, first), date(year, 12, 31))


def _grant(
    name: AgreementId,
    agreement: Agreement,
    payer: OrganisationId,
    on: date,
    year: int,
    body: Party,
    sums: Sequence[Money],
    natures: Natures,
) -> Grant:
    return Grant(
        agreement=name,
        payer=payer,
        payer_nature=natures.get(payer, PartyNature.UNKNOWN),
        beneficiary=body.organisation,
        nature=natures.get(body.organisation, PartyNature.UNKNOWN),
        year=year,
        on=on,
        amount=sums[0],
        paid=sums[1],
        in_writing=in_writing(agreement),
        scheme=latest(agreement.aided.schemes),
    )


def _natures(agreement: Agreement, register: Natures) -> Natures:
    """What each party is: as the agreement says, else the register; who publishes grants is an authority."""
    said = {one.organisation: one.nature for one in latest(agreement.parties) or ()}
    known: dict[str, PartyNature] = {
        str(name): register.get(name, nature) if nature is UNKNOWN else nature for name, nature in said.items()
    }
    grantor = None if agreement.publication is None else agreement.publication.grantor
    if grantor is not None and known.get(grantor, UNKNOWN) is UNKNOWN:
        known[grantor] = PartyNature.AUTHORITY
    return known


def in_writing(agreement: Agreement) -> bool:
    """Whether a signed agreement is known, if only from the date that a publication gives for it."""
    published = agreement.publication is not None and agreement.publication.published.convention_date is not None
    return published or agreement.signed_on is not None or agreement.in_force_since is not None
