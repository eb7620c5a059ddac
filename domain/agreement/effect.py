"""From which day an agreement, or an amendment, binds: signed by all, notified, at the date its clause states."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar, assert_never

from domain import irregularity
from domain.agreement.acts import NoSuchAmendment
from domain.agreement.parts import (
    ENDED,
    OPEN_STAGES,
    OPEN_TEXTS,
    EffectRule,
    Party,
    Stage,
    joined,
    weighed,
)
from domain.agreement.schedule import rescheduled
from domain.agreement.state import Agreement, Amendment, AmendmentStage
from domain.agreement.text import existing
from domain.decider import Refusal, record, replace
from domain.values import (
    Since,
    Source,
    Timeline,
    latest,
)

T = TypeVar("T")


@record
class Notify:
    """Say that the signed agreement, or the signed amendment, was notified to its parties."""

    amendment: int | None = None
    source: Source | None = None
    on: date


Command = Notify


@record
class SignedByAll:
    """Every party that had to sign has signed."""

    amendment: int | None = None
    on: date


@record
class Notified:
    amendment: int | None = None
    source: Source | None = None
    on: date


@record
class TookEffect:
    """The agreement binds from this day, possibly earlier than the last signature."""

    on: date


@record
class AmendmentTookEffect:
    """What the amendment names has changed from this day; the agreement's force goes on as it was."""

    number: int
    on: date


Event = SignedByAll | Notified | TookEffect | AmendmentTookEffect
Told = Sequence[Event | irregularity.Event]


class NotifiedBeforeSigned(Refusal):
    """An agreement is notified once every party has signed."""


def decide(command: Command, agreement: Agreement) -> Told:
    return notify(command, existing(agreement))


def follow(agreement: Agreement, amendment: int | None) -> list[Event]:
    """What follows a signature: perhaps it was the last, perhaps the text takes effect."""
    whole = _whole(agreement, amendment)
    signed = agreement if whole is None else evolve(agreement, whole)
    return [*([] if whole is None else [whole]), *effects(signed, amendment)]


def notify(command: Notify, agreement: Agreement) -> Told:
    amendment = known_amendment(command.amendment, agreement)
    target = agreement if amendment is None else amendment
    if target.notified_on is not None:
        return []
    notified = Notified(amendment=command.amendment, source=command.source, on=command.on)
    early = [NotifiedBeforeSigned()] if target.signed_on is None and command.source is None else []
    events: list[Event] = [notified, *effects(evolve(agreement, notified), command.amendment)]
    return weighed(events, early, [], command.source, agreement.irregularities, command.on)


def signatories(amendment: int | None, agreement: Agreement) -> tuple[Party, ...]:
    """Which parties sign: those of the agreement, and for an amendment those who join by it too."""
    change = known_amendment(amendment, agreement)
    members = latest(agreement.parties) or ()
    everybody = members if change is None else joined(agreement.parties, change.changes.joining, ())
    return tuple(one for one in everybody if one.signs)


def effects(agreement: Agreement, amendment: int | None) -> list[Event]:
    """What follows once the text may be signed by all and notified."""
    if amendment is not None:
        return _amendment_effects(agreement.amendments[amendment - 1])
    if agreement.in_force_since is not None or agreement.stage in ENDED:
        return []
    if agreement.kind in OPEN_TEXTS:
        return _first_signatures(agreement)
    if agreement.signed_on is None or agreement.notified_on is None:
        return []
    return [TookEffect(on=effect_day(agreement, agreement.signed_on, agreement.notified_on))]


def effect_day(agreement: Agreement, signed_on: date, notified_on: date) -> date:
    """The day that the effect clause states."""
    clauses = agreement.clauses
    match clauses.effect:
        case EffectRule.ON_DATE:
            return clauses.starts or notified_on
        case EffectRule.ON_LAST_SIGNATURE:
            return signed_on
        case EffectRule.ON_NOTIFICATION:
            return notified_on
        case _:
            assert_never(clauses.effect)


def known_amendment(number: int | None, agreement: Agreement) -> Amendment | None:
    """The amendment with that number, or None where the agreement itself is meant."""
    if number is None:
        return None
    if not 1 <= number <= len(agreement.amendments):
        raise NoSuchAmendment(number)
    return agreement.amendments[number - 1]


def _whole(agreement: Agreement, number: int | None) -> SignedByAll | None:
    amendment = known_amendment(number, agreement)
    target = agreement if amendment is None else amendment
    needed = {one.organisation for one in signatories(number, agreement)}
    days = {one.party: one.on for one in target.signatures}
    if target.signed_on is not None or not needed or not needed <= days.keys():
        return None
    return SignedByAll(amendment=number, on=max(days.values()))


def _first_signatures(agreement: Agreement) -> list[Event]:
    days = sorted(one.on for one in agreement.signatures)
    wanted = max(agreement.clauses.first_signatures, 1)
    if len(days) < wanted:
        return []
    first = days[wanted - 1]
    stated = agreement.clauses.starts if agreement.clauses.effect is EffectRule.ON_DATE else None
    return [TookEffect(on=stated or first)]


def _amendment_effects(amendment: Amendment) -> list[Event]:
    if amendment.stage is not AmendmentStage.SIGNED or amendment.notified_on is None:
        return []
    return [AmendmentTookEffect(number=amendment.number, on=amendment.effective or amendment.notified_on)]


def evolve(agreement: Agreement, event: Event) -> Agreement:
    match event:
        case SignedByAll():
            return _signed_by_all(agreement, event)
        case Notified(amendment=number, on=on):
            if number is None:
                return replace(agreement, notified_on=on)
            return amended(agreement, number, notified_on=on)
        case TookEffect(on=on):
            return _in_force(agreement, on)
        case AmendmentTookEffect(number=number, on=on):
            return changed(agreement, number, on)
        case _:
            assert_never(event)


def amended(
    agreement: Agreement,
    number: int,
    *,
    signed_on: date | None = None,
    notified_on: date | None = None,
    effect_on: date | None = None,
    stage: AmendmentStage | None = None,
) -> Agreement:
    """The agreement with one amendment further in its life."""
    amendments = list(agreement.amendments)
    one = amendments[number - 1]
    amendments[number - 1] = replace(
        one,
        signed_on=signed_on or one.signed_on,
        notified_on=notified_on or one.notified_on,
        effect_on=effect_on or one.effect_on,
        stage=stage or one.stage,
    )
    return replace(agreement, amendments=tuple(amendments))


def changed(agreement: Agreement, number: int, on: date) -> Agreement:
    """The agreement with what an amendment changes, from that day."""
    changes = agreement.amendments[number - 1].changes
    members = joined(agreement.parties, changes.joining, changes.leaving)
    moved = changes.joining or changes.leaving
    after = amended(agreement, number, effect_on=on, stage=AmendmentStage.EFFECTIVE)
    return replace(
        after,
        ends=after.ends if changes.end is None else (*after.ends, Since(since=on, value=changes.end)),
        amounts=after.amounts if changes.amount is None else (*after.amounts, Since(since=on, value=changes.amount)),
        parties=(*after.parties, Since(since=on, value=members)) if moved else after.parties,
        clauses=changes.clauses or after.clauses,
        money=after.money
        if changes.schedule is None
        else replace(after.money, schedule=rescheduled(after.money.schedule, changes.schedule)),
    )


def _signed_by_all(agreement: Agreement, event: SignedByAll) -> Agreement:
    if event.amendment is not None:
        return amended(agreement, event.amendment, signed_on=event.on, stage=AmendmentStage.SIGNED)
    settled = agreement.stage in OPEN_STAGES | {Stage.REGISTERED}
    return replace(agreement, signed_on=event.on, stage=Stage.SIGNED if settled else agreement.stage)


def _in_force(agreement: Agreement, on: date) -> Agreement:
    """What the text says holds from the day it took effect, even where it was written down later."""
    return replace(
        agreement,
        stage=Stage.IN_FORCE,
        in_force_since=on,
        parties=_from(on, agreement.parties),
        amounts=_from(on, agreement.amounts),
        ends=_from(on, agreement.ends),
    )


def _from(on: date, timeline: Timeline[T]) -> Timeline[T]:
    early = bool(timeline) and all(on < entry.since for entry in timeline)
    return (Since(since=on, value=timeline[0].value), *timeline) if early else timeline
