"""A payment as the payer's accounts state it: it has found its agreement, waits for a decision, or is none of ours."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import assert_never

from domain.claim import Claim
from domain.decider import Decider, Refusal, record, replace
from domain.values import AgreementId, FrameworkId, Money, OrganisationId, Source


class PaymentKind(StrEnum):
    """What the accounts say happened."""

    PAYMENT = "payment"
    CANCELLATION = "cancellation"
    RECOVERY = "recovery"


class MatchedBy(StrEnum):
    """How a payment found its agreement."""

    NUMBER = "number"
    AMOUNT = "amount"
    ENTERED = "entered"
    """The agreement held this very entry already: nothing was entered again."""
    PERSON = "person"


@record
class Candidate:
    """An agreement, or an instalment of one, that could be meant, and what is still open there."""

    agreement: AgreementId
    instalment: int | None = None
    left: Money | None = None


@record
class Match:
    """Where a payment belongs; `entry` is the number under which the agreement holds it."""

    agreement: AgreementId
    instalment: int | None = None
    entry: str = ""
    by: MatchedBy


@record
class Report:
    """Put on record a line of a payer's accounts, with the agreement it was found to belong to, or why none was."""

    framework: FrameworkId
    statement: str
    payer: OrganisationId
    kind: PaymentKind
    year: int
    amount: Money
    third_party: str = ""
    organisation: OrganisationId | None = None
    commitment: str = ""
    order: str = ""
    recovery: str = ""
    label: str = ""
    key: str
    occurrence: int = 1
    source: Source
    match: Match | None = None
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()
    on: date


@record
class Attach:
    """Say to which agreement a waiting payment belongs."""

    match: Match
    reasons: str = ""
    on: date


@record
class Dismiss:
    """Say that a waiting payment belongs to no agreement that is kept here."""

    reasons: str
    on: date


@record
class TakeBack:
    """Take back what was decided of a payment: it waits again."""

    reasons: str
    on: date


Command = Report | Attach | Dismiss | TakeBack


@record
class Reported:
    """A line of the payer's accounts, of the day that it states."""

    framework: FrameworkId
    statement: str
    payer: OrganisationId
    kind: PaymentKind
    year: int
    amount: Money
    third_party: str = ""
    organisation: OrganisationId | None = None
    commitment: str = ""
    order: str = ""
    recovery: str = ""
    label: str = ""
    key: str
    occurrence: int = 1
    source: Source
    on: date


@record
class Queued:
    """No agreement was certain: the payment waits for a decision."""

    reason: str
    candidates: tuple[Candidate, ...] = ()
    on: date


@record
class Attached:
    agreement: AgreementId
    instalment: int | None = None
    entry: str = ""
    by: MatchedBy
    reasons: str = ""
    on: date


@record
class Dismissed:
    reasons: str
    on: date


@record
class Undone:
    reasons: str
    on: date


Event = Reported | Queued | Attached | Dismissed | Undone


class NoSuchPayment(Refusal):
    """There is no such payment on record."""


class PaymentAlreadyReported(Refusal):
    """A line of the accounts is reported once."""


class PaymentIsDecided(Refusal):
    """A payment that was decided is undone before it is decided anew."""


class PaymentStillWaits(Refusal):
    """Only what was decided of a payment is undone."""


class DecisionWithoutReasons(Refusal):
    """Who decides on a payment by hand, or takes a decision back, says why."""


class PaymentState(StrEnum):
    WAITING = "waiting"
    MATCHED = "matched"
    DISMISSED = "dismissed"


@record
class Payment:
    """A line of a payer's accounts and what became of it."""

    framework: FrameworkId | None = None
    told: Reported | None = None
    state: PaymentState = PaymentState.WAITING
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()
    match: Match | None = None
    reasons: str = ""
    undone: int = 0
    """How often a decision was taken back."""


def decide(command: Command, payment: Payment) -> Sequence[Event]:
    match command:
        case Report():
            return report(command, payment)
        case Attach():
            return attach(command, _told(payment))
        case Dismiss():
            return dismiss(command, _told(payment))
        case TakeBack():
            return take_back(command, _told(payment))
        case _:
            assert_never(command)


def report(command: Report, payment: Payment) -> list[Event]:
    told = Reported(
        framework=command.framework,
        statement=command.statement,
        payer=command.payer,
        kind=command.kind,
        year=command.year,
        amount=command.amount,
        third_party=command.third_party,
        organisation=command.organisation,
        commitment=command.commitment,
        order=command.order,
        recovery=command.recovery,
        label=command.label,
        key=command.key,
        occurrence=command.occurrence,
        source=command.source,
        on=command.on,
    )
    if payment.told is not None:
        if payment.told == told:
            return []
        raise PaymentAlreadyReported
    if command.match is None:
        return [told, Queued(reason=command.reason, candidates=command.candidates, on=command.on)]
    return [told, _attached(command.match, "", command.on)]


def attach(command: Attach, payment: Payment) -> list[Event]:
    if payment.match == command.match:
        return []
    _waits(payment)
    if command.match.by is MatchedBy.PERSON and not command.reasons.strip():
        raise DecisionWithoutReasons
    return [_attached(command.match, command.reasons.strip(), command.on)]


def dismiss(command: Dismiss, payment: Payment) -> list[Event]:
    if payment.state is PaymentState.DISMISSED:
        return []
    _waits(payment)
    if not command.reasons.strip():
        raise DecisionWithoutReasons
    return [Dismissed(reasons=command.reasons.strip(), on=command.on)]


def take_back(command: TakeBack, payment: Payment) -> list[Event]:
    if payment.state is PaymentState.WAITING:
        raise PaymentStillWaits
    if not command.reasons.strip():
        raise DecisionWithoutReasons
    return [Undone(reasons=command.reasons.strip(), on=command.on)]


def _attached(match: Match, reasons: str, on: date) -> Attached:
    return Attached(
        agreement=match.agreement,
        instalment=match.instalment,
        entry=match.entry,
        by=match.by,
        reasons=reasons,
        on=on,
    )


def _told(payment: Payment) -> Payment:
    if payment.told is None:
        raise NoSuchPayment
    return payment


def _waits(payment: Payment) -> None:
    if payment.state is not PaymentState.WAITING:
        raise PaymentIsDecided(payment.state)


def claims(event: object, payment: Payment) -> tuple[Claim, ...]:
    """No line of the accounts is reported twice."""
    del payment
    if not isinstance(event, Reported):
        return ()
    return (Claim(kind="reported-payment", value=f"{event.framework}/{event.key}/{event.occurrence}"),)


def evolve(payment: Payment, event: Event) -> Payment:
    match event:
        case Reported():
            return replace(payment, framework=event.framework, told=event)
        case Queued(reason=reason, candidates=candidates):
            return replace(payment, state=PaymentState.WAITING, reason=reason, candidates=candidates)
        case Attached():
            found = Match(agreement=event.agreement, instalment=event.instalment, entry=event.entry, by=event.by)
            return replace(payment, state=PaymentState.MATCHED, match=found, reasons=event.reasons)
        case Dismissed(reasons=reasons):
            return replace(payment, state=PaymentState.DISMISSED, reasons=reasons)
        case Undone(reasons=reasons):
            waiting = replace(payment, state=PaymentState.WAITING, match=None, reason="undone", reasons=reasons)
            return replace(waiting, undone=payment.undone + 1)
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=Payment())
