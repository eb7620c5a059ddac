"""An act challenged before the judge, and undone by the judge or by its author."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.agreement.acts import alive, known_act, touched
from domain.agreement.parts import (
    months_later,
    weighed,
)
from domain.agreement.state import Act, ActEnd, ActEnding, Agreement, Challenge, ChallengeKind
from domain.decider import Refusal, record, replace
from domain.irregularity import noticed
from domain.values import OrganisationId, Source


@record
class AppealAct:
    """Say that an act was appealed against."""

    act: int
    ground: str
    by: OrganisationId | None = None
    on: date


@record
class ReferAct:
    """Say that the prefect referred an act to the judge."""

    act: int
    ground: str
    on: date


@record
class DismissChallenges:
    """Say that the judge dismissed what was brought against an act: it stands again if it was suspended."""

    act: int
    on: date


@record
class SuspendAct:
    """Say that a judge suspended an act."""

    act: int
    ground: str
    on: date


@record
class LiftActSuspension:
    """Say that the suspension of an act was lifted."""

    act: int
    on: date


@record
class AnnulAct:
    """Say that a judge annulled an act; for the past too, unless the judgment limits its effect to the future."""

    act: int
    ground: str
    effect: str = ""
    retroactive: bool = True
    on: date


@record
class RepealAct:
    """Say that the author of an act repealed it, for the future only."""

    act: int
    ground: str
    effect: str = ""
    on: date


@record
class WithdrawAct:
    """Say that the author of an act withdrew it, for the past too."""

    act: int
    ground: str
    effect: str = ""
    conditions_unmet: bool = False
    source: Source | None = None
    on: date


Command = AppealAct | ReferAct | DismissChallenges | SuspendAct | LiftActSuspension | AnnulAct | RepealAct | WithdrawAct


@record
class ActAppealed:
    act: int
    ground: str
    by: OrganisationId | None = None
    on: date


@record
class ActReferred:
    act: int
    ground: str
    on: date


@record
class ChallengesDismissed:
    act: int
    on: date


@record
class ActSuspended:
    act: int
    ground: str
    on: date


@record
class ActSuspensionLifted:
    act: int
    on: date


@record
class ActAnnulled:
    act: int
    ground: str
    effect: str = ""
    retroactive: bool
    on: date


@record
class ActRepealed:
    act: int
    ground: str
    effect: str = ""
    on: date


@record
class ActWithdrawn:
    act: int
    ground: str
    effect: str = ""
    on: date


Event = (
    ActAppealed
    | ActReferred
    | ChallengesDismissed
    | ActSuspended
    | ActSuspensionLifted
    | ActAnnulled
    | ActRepealed
    | ActWithdrawn
)
Told = Sequence[Event | irregularity.Event]


class NothingToDismiss(Refusal):
    """No challenge to this act is pending."""


class WithdrawnTooLate(Refusal):
    """An act that gave rights is withdrawn within four months of its adoption, unless its conditions are not met."""

    article = "CRPA L242-1, L242-2"
    cure = "The authority restores the act, or repeals it for the future where the law allows."


class ActBehindSignatureFell(Refusal):
    """Behind every authority's signature stands an act that is in effect."""

    article = "CGCT L2131-1"
    cure = "The authority adopts a new act and confirms its signature."


def decide(command: Command, agreement: Agreement) -> Told:
    match command:
        case AppealAct() | ReferAct() | DismissChallenges():
            return challenge(command, alive(command.act, agreement, command.on))
        case SuspendAct() | LiftActSuspension():
            return suspend(command, alive(command.act, agreement, command.on), agreement)
        case AnnulAct() | RepealAct() | WithdrawAct():
            return undo(command, agreement)
        case _:
            assert_never(command)


def challenge(command: AppealAct | ReferAct | DismissChallenges, act: Act) -> Told:
    pending = [one for one in act.challenges if one.dismissed_on is None]
    match command:
        case AppealAct(ground=ground, by=by, on=on):
            told: Event = ActAppealed(act=act.number, ground=ground, by=by, on=on)
            known = any((one.kind, one.ground, one.by) == (ChallengeKind.APPEAL, ground, by) for one in pending)
        case ReferAct(ground=ground, on=on):
            told = ActReferred(act=act.number, ground=ground, on=on)
            known = any((one.kind, one.ground) == (ChallengeKind.REFERRAL, ground) for one in pending)
        case DismissChallenges(on=on):
            told = ChallengesDismissed(act=act.number, on=on)
            known = False
            if not act.challenges:
                raise NothingToDismiss(act.number)
            if not pending:
                return []
        case _:
            assert_never(command)
    return [] if known else [told]


def suspend(command: SuspendAct | LiftActSuspension, act: Act, agreement: Agreement) -> Told:
    if isinstance(command, LiftActSuspension):
        return [] if act.suspended_on is None else [ActSuspensionLifted(act=act.number, on=command.on)]
    if act.suspended_on is not None:
        return []
    suspended = ActSuspended(act=act.number, ground=command.ground, on=command.on)
    return [suspended, *noticed(fallen(act.number, agreement), agreement.irregularities, command.on)]


def undo(command: AnnulAct | RepealAct | WithdrawAct, agreement: Agreement) -> Told:
    act = known_act(command.act, agreement)
    told, how = _undoing(command)
    if act.end is not None and act.end.how is how:
        return []
    alive(command.act, agreement, command.on)
    late = [*_too_late(command, act)] if isinstance(command, WithdrawAct) else []
    source = command.source if isinstance(command, WithdrawAct) else None
    signed_before = [] if isinstance(command, RepealAct) else fallen(command.act, agreement)
    return weighed([told], late, signed_before, source, agreement.irregularities, command.on)


def _undoing(command: AnnulAct | RepealAct | WithdrawAct) -> tuple[Event, ActEnding]:
    match command:
        case AnnulAct(act=act, ground=ground, effect=effect, retroactive=retroactive, on=on):
            return ActAnnulled(
                act=act, ground=ground, effect=effect, retroactive=retroactive, on=on
            ), ActEnding.ANNULLED
        case RepealAct(act=act, ground=ground, effect=effect, on=on):
            return ActRepealed(act=act, ground=ground, effect=effect, on=on), ActEnding.REPEALED
        case WithdrawAct(act=act, ground=ground, effect=effect, on=on):
            return ActWithdrawn(act=act, ground=ground, effect=effect, on=on), ActEnding.WITHDRAWN
        case _:
            assert_never(command)


def fallen(number: int, agreement: Agreement) -> list[Refusal]:
    """The breach that a signature stands on an act no longer in effect."""
    later = (signature for amendment in agreement.amendments for signature in amendment.signatures)
    signed = [*agreement.signatures, *later]
    return [ActBehindSignatureFell(number)] if any(one.act == number for one in signed) else []


def _too_late(command: WithdrawAct, act: Act) -> Iterator[Refusal]:
    limit = months_later(act.adopted_on, 4)
    if command.on > limit and not command.conditions_unmet:
        yield WithdrawnTooLate(act.number, limit)


def evolve(agreement: Agreement, event: Event) -> Agreement:
    return touched(agreement, event.act, lambda act: _lived(act, event))


def _lived(act: Act, event: Event) -> Act:
    match event:
        case ActAppealed(ground=ground, by=by, on=on):
            return _challenged(act, Challenge(kind=ChallengeKind.APPEAL, ground=ground, by=by, on=on))
        case ActReferred(ground=ground, on=on):
            return _challenged(act, Challenge(kind=ChallengeKind.REFERRAL, ground=ground, on=on))
        case ChallengesDismissed(on=on):
            settled = tuple(replace(one, dismissed_on=one.dismissed_on or on) for one in act.challenges)
            return replace(act, challenges=settled, suspended_on=None)
        case ActSuspended(on=on):
            return replace(act, suspended_on=on)
        case ActSuspensionLifted():
            return replace(act, suspended_on=None)
        case ActAnnulled(retroactive=retroactive):
            return _ended(act, event, ActEnding.ANNULLED, retroactive=retroactive)
        case ActRepealed():
            return _ended(act, event, ActEnding.REPEALED, retroactive=False)
        case ActWithdrawn():
            return _ended(act, event, ActEnding.WITHDRAWN, retroactive=True)
        case _:
            assert_never(event)


def _challenged(act: Act, challenge: Challenge) -> Act:
    return replace(act, challenges=(*act.challenges, challenge))


def _ended(act: Act, event: ActAnnulled | ActRepealed | ActWithdrawn, how: ActEnding, *, retroactive: bool) -> Act:
    end = ActEnd(how=how, ground=event.ground, effect=event.effect, retroactive=retroactive, since=event.on)
    return replace(act, end=end)
