"""How long a power lasts: until it ends, is revoked or taken over; it may be extended before."""

from collections.abc import Iterator
from datetime import date, timedelta

from domain import irregularity
from domain.decider import Given, Refusal, record
from domain.irregularity import judged
from domain.mandate.grant import TakesOverBeforeItBegan
from domain.mandate.power import Empowerment, Ground, later
from domain.mandate.state import Mandate
from domain.values import ActReference, MandateId, Source


@record
class Succeed:
    """Say by which mandate this one is taken over: it ends on the day the other takes over."""

    successor: MandateId
    powers: Given[Empowerment]
    source: Source | None = None
    on: date


@record
class Revoke:
    """End a mandate from a day on, possibly a day already past."""

    ground: Ground = Ground.OTHER
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class WithdrawRevocation:
    """Undo a revocation that should not have been recorded, or was annulled: it is held never to have been."""

    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class Extend:
    """Move the end of a mandate to a later day, or take the limit away."""

    until: date | None
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class Succeeded:
    successor: MandateId
    source: Source | None = None
    on: date


@record
class Revoked:
    ground: Ground
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class RevocationWithdrawn:
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class Extended:
    until: date | None
    act: ActReference | None = None
    source: Source | None = None
    on: date


class SuccessorElsewhere(Refusal):
    """A mandate is taken over by one for the same organisation and role."""

    cure = "The organisation names the mandate that really took over."


class AlreadySucceeded(Refusal):
    """A mandate has one successor."""


class ExtensionAfterRevocation(Refusal):
    """A revoked mandate is not extended."""

    cure = "The organisation grants a new mandate."


class ExtensionAfterLapse(Refusal):
    """A mandate is extended before it ends; afterwards a new one is granted."""

    cure = "The organisation grants a new mandate and ratifies what was done meanwhile."


class ExtensionNotLater(Refusal):
    """An extension moves the end to a later day; a mandate is shortened by revoking it."""


class NoRevocation(Refusal):
    """There is no revocation to withdraw; what was taken over by a successor stays so."""


def succeed(command: Succeed, mandate: Mandate) -> list[Succeeded | irregularity.Event]:
    if mandate.successor == command.successor:
        return []
    if mandate.successor is not None:
        raise AlreadySucceeded(mandate.successor)
    if mandate.period.start is not None and command.on < mandate.period.start:
        raise TakesOverBeforeItBegan(command.successor, command.on)
    same = (command.powers.organisation, command.powers.role) == (mandate.organisation, mandate.role)
    breaches = [] if same else [SuccessorElsewhere(command.successor)]
    events = [Succeeded(successor=command.successor, source=command.source, on=command.on)]
    return [*judged(events, breaches, command.source, mandate.irregularities, command.on)]


def revoke(command: Revoke, mandate: Mandate) -> list[Revoked]:
    if mandate.revoked_on is not None and mandate.revoked_on <= command.on:
        return []
    return [Revoked(ground=command.ground, act=command.act, source=command.source, on=command.on)]


def withdraw_revocation(command: WithdrawRevocation, mandate: Mandate) -> list[RevocationWithdrawn]:
    if mandate.ground is None:
        raise NoRevocation
    return [RevocationWithdrawn(act=command.act, source=command.source, on=command.on)]


def extend(command: Extend, mandate: Mandate) -> list[Extended | irregularity.Event]:
    if command.until == mandate.period.end:
        return []
    if not later(command.until, mandate.period.end):
        raise ExtensionNotLater(mandate.period.end)
    events = [Extended(until=command.until, act=command.act, source=command.source, on=command.on)]
    return [*judged(events, too_late(command, mandate), command.source, mandate.irregularities, command.on)]


def too_late(command: Extend, mandate: Mandate) -> Iterator[Refusal]:
    """Why a mandate can no longer be extended."""
    if mandate.revoked_on is not None:
        yield ExtensionAfterRevocation(mandate.revoked_on)
    end = mandate.period.end
    if end is not None and command.on > end + timedelta(days=1):
        yield ExtensionAfterLapse(end)
