"""An agreement known from what an authority publishes: it claims no more than the file says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from domain import irregularity
from domain.agreement import overpayment
from domain.agreement.checks import WRITTEN_ABOVE, WrittenAgreementRequired
from domain.agreement.overpayment import rectified
from domain.agreement.parts import PRIVATE, AidNature, Origin, Party, PartyNature, PartyRole, Stage
from domain.agreement.state import Agreement, Publication, Published
from domain.agreement.text import AgreementAlreadyBegun, existing
from domain.claim import Claim
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import noticed
from domain.values import Digest, FrameworkId, Money, OrganisationId, Period, Since, Source, value_on


class DoubtKind(StrEnum):
    """What is wrong with a published value."""

    MISSING = "missing"
    DESTROYED = "destroyed"
    UNREADABLE = "unreadable"
    INCONSISTENT = "inconsistent"


@record
class Doubt:
    """A column of the file that does not say what it should: its name, what stands there, and why that is no use."""

    field: str
    kind: DoubtKind = DoubtKind.MISSING
    published: str = ""
    reason: str = ""


@record
class RegisterFromPublication:
    """Register an agreement that is known from a row of a published file."""

    framework: FrameworkId
    grantor: OrganisationId
    natures: Given[Mapping[str, PartyNature]] = field(default_factory=dict[str, PartyNature])
    published: Published
    key: str
    occurrence: int = 1
    content: Digest | None = None
    """The digest of everything the row says, by which the same row is known again."""
    doubts: tuple[Doubt, ...] = ()
    source: Source
    on: date


@record
class CorrectFromPublication:
    """Take over what a later file of the same grantor says differently of the same row."""

    published: Published
    key: str = ""
    occurrence: int = 1
    content: Digest | None = None
    natures: Given[Mapping[str, PartyNature]] = field(default_factory=dict[str, PartyNature])
    doubts: tuple[Doubt, ...] = ()
    source: Source
    on: date


@record
class CompletePublication:
    """Fill in what the publication did not say; what it says is corrected by a later publication."""

    title: str = ""
    amount: Money | None = None
    convention_date: date | None = None
    decision: str | None = None
    nature: AidNature | None = None
    payment_conditions: str | None = None
    payment_period: Period | None = None
    percentage: Decimal | None = None
    eu_notified: bool | None = None
    rae: str | None = None
    scheme: str | None = None
    source: Source | None = None
    on: date


Command = RegisterFromPublication | CorrectFromPublication | CompletePublication


@record
class RegisteredFromPublication:
    """What one row of a published file says; no signatory, mandate or vote is known from it."""

    framework: FrameworkId
    grantor: OrganisationId
    parties: tuple[Party, ...]
    published: Published
    key: str
    occurrence: int
    content: Digest | None = None
    source: Source
    on: date


@record
class CorrectedFromPublication:
    """What a later file says: of `now`, only the fields named in `changed` count."""

    changed: frozenset[str]
    now: Published
    parties: tuple[Party, ...] | None = None
    key: str = ""
    occurrence: int = 1
    content: Digest | None = None
    source: Source
    on: date


@record
class PublicationCompleted:
    """What was unknown is known: of `now`, only the fields named in `completed` count."""

    completed: frozenset[str]
    now: Published
    source: Source | None = None
    on: date


Event = RegisteredFromPublication | CorrectedFromPublication | PublicationCompleted
Told = Sequence[Event | overpayment.Event | irregularity.Event]


class MissingFromPublication(Refusal):
    """A publication states every column that its schema requires."""

    article = "décret 2017-779 ; arrêté du 17 novembre 2017"
    cure = "The grantor publishes the value, or a party states it."


class DestroyedInPublication(Refusal):
    """A published identifier can be read back as it was."""

    article = "décret 2017-779 ; arrêté du 17 novembre 2017"
    cure = "The grantor publishes the value again."


class UnreadableInPublication(Refusal):
    """A published value can be understood."""

    article = "décret 2017-779 ; arrêté du 17 novembre 2017"
    cure = "The grantor publishes the value in the form that the schema asks for."


class InconsistentInPublication(Refusal):
    """What a publication says does not contradict itself."""

    article = "décret 2017-779 ; arrêté du 17 novembre 2017"
    cure = "The grantor says what is right, and publishes it again."


class NotKnownFromPublication(Refusal):
    """Only an agreement known from a publication is corrected or completed as one."""


class AlreadyPublished(Refusal):
    """What the publication says is corrected by a later publication, not completed."""


def decide(command: Command, agreement: Agreement) -> Told:
    match command:
        case RegisterFromPublication():
            return register(command, agreement)
        case CorrectFromPublication():
            return correct(command, existing(agreement))
        case CompletePublication():
            return complete(command, existing(agreement))
        case _:
            assert_never(command)


def register(command: RegisterFromPublication, agreement: Agreement) -> Told:
    registered = RegisteredFromPublication(
        framework=command.framework,
        grantor=command.grantor,
        parties=_members(command.grantor, command.published, command.natures),
        published=command.published,
        key=command.key,
        occurrence=command.occurrence,
        content=command.content,
        source=command.source,
        on=command.on,
    )
    if agreement.stage is not None:
        known = agreement.publication
        if known is not None and known == _publication(registered):
            return []
        raise AgreementAlreadyBegun
    breaches = [*_in_doubt(command.doubts), *unwritten(registered)]
    return [registered, *noticed(breaches, (), command.on)]


def correct(command: CorrectFromPublication, agreement: Agreement) -> Told:
    known = _published(agreement)
    changed = differing(known.published, command.published)
    if not changed and command.content in {None, known.content}:
        return []
    moved = "beneficiaries" in changed or "percentage" in changed
    corrected = CorrectedFromPublication(
        changed=changed,
        now=only(changed, command.published),
        parties=_members(known.grantor, command.published, command.natures) if moved else None,
        key=command.key or known.key,
        occurrence=command.occurrence,
        content=command.content,
        source=command.source,
        on=command.on,
    )
    doubts = [doubt for doubt in command.doubts if doubt.field in changed]
    cured = _cured(changed - {doubt.field for doubt in doubts}, "Corrigé par une publication.", agreement, command.on)
    money = rectified(evolve(agreement, corrected), command.on)
    return [corrected, *money, *cured, *noticed(_in_doubt(tuple(doubts)), agreement.irregularities, command.on)]


def complete(command: CompletePublication, agreement: Agreement) -> Told:
    known = _published(agreement).published
    said = Published(
        title=command.title,
        amount=command.amount,
        convention_date=command.convention_date,
        decision=command.decision,
        nature=command.nature,
        payment_conditions=command.payment_conditions,
        payment_period=command.payment_period,
        percentage=command.percentage,
        eu_notified=command.eu_notified,
        rae=command.rae,
        scheme=command.scheme,
    )
    news = differing(Published(), said) & differing(known, said)
    if not news <= unknown(known):
        raise AlreadyPublished(*sorted(news - unknown(known)))
    if not news:
        return []
    told = PublicationCompleted(completed=news, now=only(news, said), source=command.source, on=command.on)
    money = rectified(evolve(agreement, told), command.on)
    return [told, *money, *_cured(news, "Complété.", agreement, command.on)]


def unwritten(registered: RegisteredFromPublication) -> list[Refusal]:
    """A large cash grant from an authority to a private body of which no agreement's date is published."""
    published = registered.published
    amount, limit = published.amount, value_on(WRITTEN_ABOVE, registered.on)
    if published.convention_date is not None or published.nature is AidNature.IN_KIND:
        return []
    if amount is None or limit is None or amount.currency != limit.currency or amount <= limit:
        return []
    natures = {one.role: one.nature for one in registered.parties}
    large = natures.get(PartyRole.PAYER) is PartyNature.AUTHORITY
    private = natures.get(PartyRole.BENEFICIARY) in PRIVATE
    period = published.payment_period
    year = registered.on.year if period is None or period.start is None else period.start.year
    return [WrittenAgreementRequired(registered.grantor, year)] if large and private else []


def differing(one: Published, other: Published) -> frozenset[str]:
    """The names of the fields in which two descriptions differ."""
    return frozenset(name for name in FIELDS if getattr(one, name) != getattr(other, name))


def unknown(published: Published) -> frozenset[str]:
    """The names of the fields that say nothing."""
    return frozenset(FIELDS) - differing(published, Published())


def only(names: frozenset[str], published: Published) -> Published:
    """These fields of the description, and nothing else."""
    return with_fields(Published(), names, published)


def with_fields(known: Published, names: frozenset[str], said: Published) -> Published:
    """The description with these fields as the other one says."""

    def pick(name: str) -> Published:
        return said if name in names else known

    return Published(
        title=pick("title").title,
        beneficiaries=pick("beneficiaries").beneficiaries,
        amount=pick("amount").amount,
        convention_date=pick("convention_date").convention_date,
        decision=pick("decision").decision,
        nature=pick("nature").nature,
        payment_conditions=pick("payment_conditions").payment_conditions,
        payment_period=pick("payment_period").payment_period,
        instalments=pick("instalments").instalments,
        percentage=pick("percentage").percentage,
        eu_notified=pick("eu_notified").eu_notified,
        rae=pick("rae").rae,
        scheme=pick("scheme").scheme,
        columns=pick("columns").columns,
    )


FIELDS = tuple(one.name for one in fields(Published))


def _members(grantor: OrganisationId, published: Published, natures: Mapping[str, PartyNature]) -> tuple[Party, ...]:
    payer = _member(grantor, PartyRole.PAYER, natures, None)
    share = published.percentage if len(published.beneficiaries) == 1 else None
    return (
        payer,
        *(
            _member(one, PartyRole.BENEFICIARY, natures, share)
            for one in dict.fromkeys(published.beneficiaries)
            if one != grantor
        ),
    )


def _member(
    organisation: OrganisationId, role: PartyRole, natures: Mapping[str, PartyNature], share: Decimal | None
) -> Party:
    nature = natures.get(organisation, PartyNature.UNKNOWN)
    return Party(organisation=organisation, role=role, nature=nature, share=share)


def _in_doubt(doubts: tuple[Doubt, ...]) -> Iterator[Refusal]:
    for doubt in doubts:
        details = [detail for detail in (doubt.field, doubt.published, doubt.reason) if detail]
        match doubt.kind:
            case DoubtKind.MISSING:
                yield MissingFromPublication(*details)
            case DoubtKind.DESTROYED:
                yield DestroyedInPublication(*details)
            case DoubtKind.UNREADABLE:
                yield UnreadableInPublication(*details)
            case DoubtKind.INCONSISTENT:
                yield InconsistentInPublication(*details)
            case _:
                assert_never(doubt.kind)


def _published(agreement: Agreement) -> Publication:
    if agreement.publication is None:
        raise NotKnownFromPublication
    return agreement.publication


DOUBTS = frozenset(
    irregularity.rule_name(rule)
    for rule in (MissingFromPublication, DestroyedInPublication, UnreadableInPublication, InconsistentInPublication)
)


def _cured(names: frozenset[str], how: str, agreement: Agreement, on: date) -> list[irregularity.Event]:
    """The doubts about these fields, put to rest."""
    return [
        irregularity.IrregularityRegularised(number=one.number, how=how, on=on)
        for one in agreement.irregularities
        if one.state is irregularity.IrregularityState.OPEN and _concerns(one, names)
    ]


def _concerns(one: irregularity.Irregularity, names: frozenset[str]) -> bool:
    if one.rule == irregularity.rule_name(WrittenAgreementRequired):
        return "convention_date" in names
    return one.rule in DOUBTS and one.detail.split("; ")[0] in names


def claims(event: object, agreement: Agreement) -> tuple[Claim, ...]:
    """A row of a publication begins one agreement: the place among equal rows that an event takes."""
    match event:
        case RegisteredFromPublication():
            return (_place(event.framework, event.key, event.occurrence),)
        case CorrectedFromPublication() if _moves(event, agreement):
            return (_place(agreement.framework, event.key, event.occurrence),)
        case _:
            return ()


def releases(event: object, agreement: Agreement) -> tuple[Claim, ...]:
    """The place among equal rows that a correction gives back, where the row's key changes."""
    known = agreement.publication
    if isinstance(event, CorrectedFromPublication) and known is not None and _moves(event, agreement):
        return (_place(agreement.framework, known.key, known.occurrence),)
    return ()


def _moves(event: CorrectedFromPublication, agreement: Agreement) -> bool:
    known = agreement.publication
    return known is not None and (event.key, event.occurrence) != (known.key, known.occurrence)


def _place(framework: str | None, key: str, occurrence: int) -> Claim:
    return Claim(kind="published-row", value=f"{framework}/{key}/{occurrence}")


def _publication(event: RegisteredFromPublication) -> Publication:
    return Publication(
        grantor=event.grantor,
        key=event.key,
        occurrence=event.occurrence,
        content=event.content,
        source=event.source,
        published=event.published,
    )


def evolve(agreement: Agreement, event: Event) -> Agreement:
    match event:
        case RegisteredFromPublication():
            return _as_registered(agreement, event)
        case CorrectedFromPublication():
            return _as_corrected(agreement, event)
        case PublicationCompleted(completed=names, now=now, on=on):
            known = agreement.publication
            if known is None:
                return agreement
            after = replace(known, published=with_fields(known.published, names, now))
            return _as_published(agreement, after, names, on)
        case _:
            assert_never(event)


def _as_registered(agreement: Agreement, event: RegisteredFromPublication) -> Agreement:
    published = event.published
    return replace(
        agreement,
        stage=Stage.REGISTERED,
        origin=Origin.PUBLICATION,
        framework=event.framework,
        title=published.title,
        nature=published.nature,
        parties=(Since(since=event.on, value=event.parties),),
        amounts=() if published.amount is None else (Since(since=event.on, value=published.amount),),
        publication=_publication(event),
        source=event.source,
    )


def _as_corrected(agreement: Agreement, event: CorrectedFromPublication) -> Agreement:
    known = agreement.publication
    if known is None:
        return agreement
    after = replace(
        known,
        published=with_fields(known.published, event.changed, event.now),
        key=event.key,
        occurrence=event.occurrence,
        content=event.content,
        source=event.source,
    )
    corrected = _as_published(agreement, after, event.changed, event.on)
    if event.parties is None or agreement.origin is not Origin.PUBLICATION:
        return corrected
    return replace(corrected, parties=(Since(since=_first(agreement, event.on), value=event.parties),))


def _as_published(agreement: Agreement, publication: Publication, names: frozenset[str], on: date) -> Agreement:
    """The agreement as its publication now reads: a corrected amount was the amount from the start.

    Once it has been taken over from its own papers, the publication no longer says what it is.
    """
    if agreement.origin is not Origin.PUBLICATION:
        return replace(agreement, publication=publication)
    published = publication.published
    amounts = agreement.amounts
    if "amount" in names:
        since = amounts[0].since if amounts else _first(agreement, on)
        stated = () if published.amount is None else (Since(since=since, value=published.amount),)
        amounts = (*stated, *amounts[1:])
    return replace(agreement, publication=publication, title=published.title, nature=published.nature, amounts=amounts)


def _first(agreement: Agreement, on: date) -> date:
    return agreement.parties[0].since if agreement.parties else on
