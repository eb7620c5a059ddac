"""What is promised: a commitment is declared by one side and accepted by every owner."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import assert_never

from domain import irregularity
from domain.commitment.indicator import in_range
from domain.commitment.state import (
    Commitment,
    Kind,
    Origin,
    Owner,
    Owners,
    Stage,
    current_owners,
    owner_ids,
    passed,
    stepped,
    still_owed,
)
from domain.decider import Refusal, record, replace
from domain.framework.state import FieldOfWork
from domain.irregularity import judged
from domain.values import FrameworkId, Money, OrganisationId, Since, Source

WHOLE = Decimal(100)


@record
class Declare:
    """Declare what one or several parties owe, to whom, by when and from which source."""

    framework: FrameworkId
    title: str
    text: str = ""
    kind: Kind
    field: FieldOfWork
    owners: tuple[Owner, ...]
    beneficiaries: frozenset[OrganisationId] = frozenset()
    for_whom: str = ""
    amount: Money | None = None
    origin: Origin | None = None
    due: date | None = None
    on: date
    source: Source | None = None


@record
class Accept:
    """Accept for one owner what it is to owe."""

    by: OrganisationId
    on: date
    source: Source | None = None


@record
class Declared:
    framework: FrameworkId
    title: str
    text: str
    kind: Kind
    field: FieldOfWork
    owners: tuple[Owner, ...]
    beneficiaries: frozenset[OrganisationId]
    for_whom: str
    amount: Money | None
    origin: Origin | None
    due: date | None
    on: date
    source: Source | None = None


@record
class OwnerAccepted:
    by: OrganisationId
    on: date
    source: Source | None = None


@record
class Accepted:
    on: date


Event = Declared | OwnerAccepted | Accepted
Recorded = Sequence[Event | irregularity.Event]


class AlreadyDeclared(Refusal):
    """A commitment is declared once."""


class CommitmentUntitled(Refusal):
    """A commitment says in words what is owed."""

    cure = "The owners say what is owed."


class OwnerMissing(Refusal):
    """A commitment is owed by somebody."""

    cure = "The coordination names the owner, who accepts."


class OwnerNamedTwice(Refusal):
    """An owner is named once, with one share."""


class SharesDoNotAddUp(Refusal):
    """Where owners pool what they owe, each has a share, and the shares make a hundred per cent."""

    cure = "The owners agree on the shares and the coordination enters them."


class OriginMissing(Refusal):
    """A commitment names the agreement, declaration, recommendation or decision it comes from."""

    cure = "The coordination names the source of the commitment."


class DueDateMissing(Refusal):
    """What is owed is owed by a date."""

    cure = "The coordination enters the due date as soon as it is known."


class NotAnOwner(Refusal):
    """A commitment is accepted by those who owe it."""


def declare(command: Declare, commitment: Commitment) -> Recorded:
    if commitment.stages:
        raise AlreadyDeclared(commitment.title)
    named_once(command.owners)
    declared = Declared(
        framework=command.framework,
        title=command.title,
        text=command.text,
        kind=command.kind,
        field=command.field,
        owners=command.owners,
        beneficiaries=command.beneficiaries,
        for_whom=command.for_whom,
        amount=command.amount,
        origin=command.origin,
        due=command.due,
        on=command.on,
        source=command.source,
    )
    return judged([declared], _incomplete(command), command.source, commitment.irregularities, command.on)


def _incomplete(command: Declare) -> Iterator[Refusal]:
    if not command.title.strip():
        yield CommitmentUntitled()
    yield from shared_out(command.kind, command.owners)
    if command.origin is None:
        yield OriginMissing()
    if command.due is None:
        yield DueDateMissing()


def named_once(owners: Owners) -> None:
    """Refuse an organisation that is named as owner twice, or a share that is no figure."""
    in_range(*(owner.share for owner in owners))
    seen: set[OrganisationId] = set()
    for owner in owners:
        if owner.organisation in seen:
            raise OwnerNamedTwice(owner.organisation)
        seen.add(owner.organisation)


def shared_out(kind: Kind, owners: Owners) -> Iterator[Refusal]:
    """What is wrong with how the owners share what they owe: pooled resources have shares, others may have."""
    if not owners:
        yield OwnerMissing()
        return
    shares = [owner.share for owner in owners if owner.share is not None]
    pooled = kind is Kind.POOLED_RESOURCE and len(owners) > 1
    if (shares or pooled) and (len(shares) < len(owners) or min(shares) <= 0 or sum(shares) != WHOLE):
        yield SharesDoNotAddUp(*(str(share) for share in shares))


def accept(command: Accept, commitment: Commitment) -> Recorded:
    owners = owner_ids(current_owners(commitment))
    if command.by not in owners:
        raise NotAnOwner(command.by)
    if command.by in commitment.accepted_by:
        return []
    events: list[Event] = [OwnerAccepted(by=command.by, on=command.on, source=command.source)]
    if accepts_all(commitment, frozenset({command.by})):
        events.append(Accepted(on=command.on))
    return judged(events, still_owed(commitment), command.source, commitment.irregularities, command.on)


def accepts_all(commitment: Commitment, accepting: frozenset[OrganisationId], owners: Owners | None = None) -> bool:
    """Whether, with those who accept now, every owner has accepted for the first time."""
    awaited = owner_ids(current_owners(commitment) if owners is None else owners)
    return not passed(commitment, Stage.ACCEPTED) and awaited <= (accepting | commitment.accepted_by.keys())


def evolve(commitment: Commitment, event: Event) -> Commitment:
    match event:
        case Declared():
            return _begun(event)
        case OwnerAccepted(by=by, on=on):
            return replace(commitment, accepted_by={**commitment.accepted_by, by: on})
        case Accepted(on=on):
            return stepped(commitment, Stage.ACCEPTED, on)
        case _:
            assert_never(event)


def _begun(event: Declared) -> Commitment:
    return Commitment(
        framework=event.framework,
        title=event.title,
        text=event.text,
        kind=event.kind,
        field=event.field,
        stages=(Since(since=event.on, value=Stage.DECLARED),),
        owners=(Since(since=event.on, value=event.owners),),
        beneficiaries=event.beneficiaries,
        for_whom=event.for_whom,
        amount=event.amount,
        origin=event.origin,
        original_due=event.due,
        due=() if event.due is None else (Since(since=event.on, value=event.due),),
    )
