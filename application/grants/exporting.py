"""The agreements as grants to publish: as they were published, or as what is known of those made here allows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from application.grants.rows import Cell, Grant, Party
from application.grants.stored import NATURES, grant_of
from application.streams import Streams
from domain.agreement.parts import AgreementKind, PartyRole, Stage
from domain.agreement.parts import Party as Member
from domain.agreement.schedule import stated
from domain.agreement.state import Agreement, PublishedInstalment
from domain.organisation import Organisation
from domain.values import Money, OrganisationId, Period, latest

PAYING = frozenset({AgreementKind.OBJECTIVES, AgreementKind.GRANT, AgreementKind.YEARLY_APPLICATION, None})
PAYMENTS = "_versements"
"""The column, beside the published file, of days of payment that a period has no room for."""
UNDECIDED = frozenset({Stage.DRAFT, Stage.NEGOTIATION, Stage.APPROVED, Stage.WITHDRAWN, Stage.ABANDONED})
_NATURES = {kept: read for read, kept in NATURES.items()}


def grants(streams: Streams, agreements: Iterable[str]) -> Iterator[Grant]:
    """The grants of these agreements, one for each beneficiary; what is no grant, or not agreed yet, is left out."""
    for name in agreements:
        state: Agreement = streams.folded(name).state
        if state.publication is not None:
            yield _as_published(name, state)
        elif state.kind in PAYING and state.stage not in UNDECIDED:
            yield from _as_agreed(state, streams)


def _as_published(name: str, state: Agreement) -> Grant:
    publication = state.publication
    assert publication is not None, "only agreements known from a publication are published again"
    said = publication.published
    grant = grant_of(said)
    payments = payments_apart(said.instalments)
    apart = [Cell(column=PAYMENTS, value=payments)] if payments else []
    return replace(grant, further=(*grant.further, *apart), recorded_as=name)


def payments_apart(instalments: Sequence[PublishedInstalment]) -> str:
    """Days of several payments, with their sums where the conditions do not tell them."""
    days = [one.due_on for one in instalments if one.due_on is not None]
    if len(days) < 2 or len(days) != len(instalments):
        return ""
    if any(one.share is not None or one.label for one in instalments):
        return ", ".join(day.isoformat() for day in days)
    sums = [one.amount for one in instalments if one.amount is not None]
    told = (
        f"{one.amount:f}".replace(".", ",") + f" € : {day.isoformat()}" for one, day in zip(sums, days, strict=True)
    )
    return ", ".join(told)


def _as_agreed(state: Agreement, streams: Streams) -> Iterator[Grant]:
    members, amount = latest(state.parties) or (), latest(state.amounts)
    payers = [one for one in members if one.role is PartyRole.PAYER]
    if not payers or amount is None:
        return
    for one in members:
        if one.role is PartyRole.BENEFICIARY:
            yield _agreed(state, amount, _party(payers[0], streams), one, streams)


def _agreed(state: Agreement, amount: Money, payer: Party, member: Member, streams: Streams) -> Grant:
    acts = [one for one in state.acts if one.amendment is None]
    alone = sum(one.role is PartyRole.BENEFICIARY for one in latest(state.parties) or ()) == 1
    return Grant(
        grantor=payer,
        beneficiary=_party(member, streams),
        amount=amount,
        agreed_on=state.signed_on,
        reference=acts[0].reference.number or None if acts else None,
        object=state.title or None,
        nature=None if state.nature is None else _NATURES[state.nature],
        conditions=_conditions(state),
        paid=_paid(state),
        share=member.share if member.share is not None else Decimal(1) if alone else None,
    )


def _conditions(state: Agreement) -> str | None:
    """The schedule in the words of the standard: *unique*, or how many payments of which sums."""
    schedule = state.money.schedule
    if not schedule:
        return None
    if len(schedule) == 1:
        return "unique"
    sums = [stated(state, one.instalment) for one in schedule]
    known = [f"{one.amount.normalize():f} €" for one in sums if one is not None]
    return f"{len(sums)} versements {' - '.join(known)}" if len(known) == len(sums) else "échelonné"


def _paid(state: Agreement) -> Period | None:
    days = [one.instalment.due_on for one in state.money.schedule if one.instalment.due_on is not None]
    return Period(start=min(days), end=max(days)) if days and len(days) == len(state.money.schedule) else None


def _party(member: Member, streams: Streams) -> Party:
    return named(streams, member.organisation)


def named(streams: Streams, name: OrganisationId) -> Party:
    """An organisation as a publication names it."""
    state: Organisation = streams.folded(name).state
    return Party(name=state.name, siret=latest(state.sirets), siren=state.siren, rna=state.rna)
