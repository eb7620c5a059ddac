"""What is done: a commitment is planned, put in progress, delivered, and verified by someone who owes none of it."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.commitment.ends import Missed, slipped
from domain.commitment.indicator import complete
from domain.commitment.state import Commitment, Stage, Verification, every_owner, in_order, passed, stepped
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.mandate import Empowerment
from domain.values import Evidence, OrganisationId, PersonId, Source


@record
class Plan:
    """Say when the work starts; milestones and indicators are entered one by one."""

    starts_on: date | None = None
    on: date
    source: Source | None = None


@record
class Start:
    """Put the commitment in progress."""

    on: date
    source: Source | None = None


@record
class Deliver:
    """Say that what was owed is done, in time or late, with what shows it."""

    evidence: tuple[Evidence, ...] = ()
    note: str = ""
    on: date
    source: Source | None = None


@record
class AddEvidence:
    """Add documents that show what was done."""

    evidence: tuple[Evidence, ...]
    on: date


@record
class Verify:
    """Confirm a delivery on evidence, as someone who acts for none of the owners."""

    verifier: PersonId | None = None
    organisation: OrganisationId | None = None
    capacity: str = ""
    note: str = ""
    evidence: tuple[Evidence, ...] = ()
    mandates: Given[tuple[Empowerment, ...]]
    on: date
    source: Source | None = None


@record
class Planned:
    starts_on: date | None
    on: date
    source: Source | None = None


@record
class Started:
    on: date
    source: Source | None = None


@record
class Delivered:
    evidence: tuple[Evidence, ...]
    note: str
    on: date
    source: Source | None = None


@record
class EvidenceAdded:
    evidence: tuple[Evidence, ...]
    on: date


@record
class Verified:
    verifier: PersonId | None
    organisation: OrganisationId | None
    capacity: str
    note: str
    evidence: tuple[Evidence, ...]
    on: date
    source: Source | None = None


Event = Planned | Started | Delivered | EvidenceAdded | Verified
Recorded = Sequence[Event | Missed | irregularity.Event]


class IndicatorMissing(Refusal):
    """Work starts once at least one indicator has a unit, a baseline and a target."""

    cure = "The owners define an indicator with its unit, baseline and target."


class VerifiedWithoutEvidence(Refusal):
    """A delivery is verified on evidence."""

    cure = "The owners or the verifier add the documents that show the delivery."


class VerifierUnknown(Refusal):
    """A verification says who verified."""

    cure = "The coordination says who verified, and in which capacity."


class VerifierActsForOwner(Refusal):
    """A delivery is verified by someone who acts for none of those who owe it."""

    cure = "Somebody who acts for none of the owners verifies again."


def plan(command: Plan, commitment: Commitment) -> Recorded:
    if passed(commitment, Stage.PLANNED) and commitment.starts_on == command.starts_on:
        return []
    again = commitment.stage is Stage.PLANNED
    breaches = () if again else tuple(in_order(commitment, Stage.PLANNED))
    planned = Planned(starts_on=command.starts_on, on=command.on, source=command.source)
    return judged([planned], breaches, command.source, commitment.irregularities, command.on)


def start(command: Start, commitment: Commitment) -> Recorded:
    if passed(commitment, Stage.IN_PROGRESS):
        return []
    breaches = [*in_order(commitment, Stage.IN_PROGRESS), *_unmeasured(commitment)]
    started = Started(on=command.on, source=command.source)
    return judged([started], breaches, command.source, commitment.irregularities, command.on)


def _unmeasured(commitment: Commitment) -> Iterator[Refusal]:
    if not any(complete(indicator) for indicator in commitment.indicators.values()):
        yield IndicatorMissing()


def deliver(command: Deliver, commitment: Commitment) -> Recorded:
    if passed(commitment, Stage.DELIVERED):
        return []
    delivered = Delivered(evidence=command.evidence, note=command.note, on=command.on, source=command.source)
    events: list[Event | Missed] = [*slipped(commitment, command.on), delivered]
    breaches = in_order(commitment, Stage.DELIVERED)
    return judged(events, breaches, command.source, commitment.irregularities, command.on)


def add_evidence(command: AddEvidence, commitment: Commitment) -> Recorded:
    known = {document.digest for document in commitment.evidence}
    fresh = tuple(document for document in command.evidence if document.digest not in known)
    return [EvidenceAdded(evidence=fresh, on=command.on)] if fresh else []


def verify(command: Verify, commitment: Commitment) -> Recorded:
    if passed(commitment, Stage.VERIFIED):
        return []
    verified = Verified(
        verifier=command.verifier,
        organisation=command.organisation,
        capacity=command.capacity,
        note=command.note,
        evidence=command.evidence,
        on=command.on,
        source=command.source,
    )
    breaches = [*in_order(commitment, Stage.VERIFIED), *_unproven(command, commitment), *_partial(command, commitment)]
    return judged([verified], breaches, command.source, commitment.irregularities, command.on)


def _unproven(command: Verify, commitment: Commitment) -> Iterator[Refusal]:
    if not (command.evidence or commitment.evidence):
        yield VerifiedWithoutEvidence()


def _partial(command: Verify, commitment: Commitment) -> Iterator[Refusal]:
    if command.verifier is None and (command.source is None or not (command.organisation or command.capacity)):
        yield VerifierUnknown()
    acts_for = {mandate.organisation for mandate in command.mandates if mandate.holds_on(command.on)}
    if command.organisation is not None:
        acts_for.add(command.organisation)
    for owner in sorted(acts_for & every_owner(commitment)):
        yield VerifierActsForOwner(owner)


def evolve(commitment: Commitment, event: Event) -> Commitment:
    match event:
        case Planned(starts_on=starts_on, on=on):
            return stepped(replace(commitment, starts_on=starts_on), Stage.PLANNED, on)
        case Started(on=on):
            return stepped(commitment, Stage.IN_PROGRESS, on)
        case Delivered(evidence=evidence, on=on):
            delivered = replace(commitment, delivered_on=on, evidence=_joined(commitment, evidence))
            return stepped(delivered, Stage.DELIVERED, on)
        case EvidenceAdded(evidence=evidence):
            return replace(commitment, evidence=_joined(commitment, evidence))
        case Verified():
            return _closed(commitment, event)
        case _:
            assert_never(event)


def _closed(commitment: Commitment, event: Verified) -> Commitment:
    verification = Verification(
        verifier=event.verifier,
        organisation=event.organisation,
        capacity=event.capacity,
        note=event.note,
        on=event.on,
    )
    shown = replace(commitment, verification=verification, evidence=_joined(commitment, event.evidence))
    return stepped(shown, Stage.VERIFIED, event.on)


def _joined(commitment: Commitment, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    known = {document.digest for document in commitment.evidence}
    return (*commitment.evidence, *(document for document in evidence if document.digest not in known))
