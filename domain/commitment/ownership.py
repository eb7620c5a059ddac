"""Who owes it and where it comes from, completed or passed on: nobody owes what they did not agree to."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.commitment import promise
from domain.commitment.promise import Accepted, accepts_all, named_once, shared_out
from domain.commitment.state import (
    Commitment,
    NobodyAgreed,
    Origin,
    Owner,
    current_owners,
    owner_ids,
    still_owed,
)
from domain.decider import Refusal, record, replace
from domain.irregularity import judged
from domain.values import OrganisationId, Since, Source, value_on


@record
class ChangeOwners:
    """Change who owes the commitment or in which shares; whoever comes in agrees to it."""

    owners: tuple[Owner, ...]
    agreed_by: frozenset[OrganisationId]
    reasons: str = ""
    on: date
    source: Source | None = None


@record
class NameOrigin:
    """Name the source of a commitment that was recorded without one."""

    origin: Origin
    on: date


@record
class OwnersChanged:
    owners: tuple[Owner, ...]
    agreed_by: frozenset[OrganisationId]
    reasons: str
    on: date
    source: Source | None = None


@record
class OriginNamed:
    origin: Origin
    on: date


Event = OwnersChanged | OriginNamed
Recorded = Sequence[Event | promise.Event | irregularity.Event]


class IncomingOwnerDidNotAgree(Refusal):
    """Nobody comes to owe what they did not agree to."""

    cure = "The new owner agrees in writing, or the change is taken back."


class OriginKnown(Refusal):
    """A commitment has one source."""


def change_owners(command: ChangeOwners, commitment: Commitment) -> Recorded:
    named_once(command.owners)
    if command.owners == value_on(commitment.owners, command.on):
        return []
    events: list[Event | promise.Event] = [
        OwnersChanged(
            owners=command.owners,
            agreed_by=command.agreed_by,
            reasons=command.reasons,
            on=command.on,
            source=command.source,
        )
    ]
    if command.owners and accepts_all(commitment, command.agreed_by, command.owners):
        events.append(Accepted(on=command.on))
    breaches = [
        *still_owed(commitment),
        *shared_out(commitment.kind, command.owners),
        *_unwilling(command, commitment),
    ]
    return judged(events, breaches, command.source, commitment.irregularities, command.on)


def _unwilling(command: ChangeOwners, commitment: Commitment) -> Iterator[Refusal]:
    if not command.agreed_by:
        yield NobodyAgreed()
        return
    incoming = owner_ids(command.owners) - owner_ids(current_owners(commitment))
    for owner in sorted(incoming - command.agreed_by):
        yield IncomingOwnerDidNotAgree(owner)


def name_origin(command: NameOrigin, commitment: Commitment) -> Recorded:
    if commitment.origin == command.origin:
        return []
    if commitment.origin is not None:
        raise OriginKnown(commitment.origin.stream)
    return [OriginNamed(origin=command.origin, on=command.on)]


def evolve(commitment: Commitment, event: Event) -> Commitment:
    match event:
        case OwnersChanged(owners=owners, agreed_by=agreed_by, on=on):
            agreeing: dict[str, date] = dict.fromkeys(agreed_by & owner_ids(owners), on)
            return replace(
                commitment,
                owners=(*commitment.owners, Since(since=on, value=owners)),
                accepted_by={**agreeing, **commitment.accepted_by},
            )
        case OriginNamed(origin=origin):
            return replace(commitment, origin=origin)
        case _:
            assert_never(event)
