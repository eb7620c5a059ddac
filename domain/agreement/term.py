"""How long an agreement lasts: its end by the clock, renewal and its advice, tacit renewal and saying no, closing."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import assert_never

from domain import irregularity
from domain.agreement.acts import is_party
from domain.agreement.parts import ENDED, RUNNING, NotAParty, Stage, months_later, weighed
from domain.agreement.state import Agreement, Renewal, RenewalAdvice, RenewalScope
from domain.agreement.text import existing
from domain.decider import Given, Refusal, record, replace
from domain.values import (
    AgreementId,
    EvaluationId,
    OrganisationId,
    Period,
    Since,
    Source,
    latest,
)


class Evaluates(StrEnum):
    """What an evaluation named in a renewal is about: this agreement, something else, or it does not say."""

    THIS = "this"
    ANOTHER = "another"
    UNSAID = "unsaid"


@record
class Expire:
    """Note that the last day of force has passed."""

    today: Given[date]


@record
class RenewTacitly:
    """Note that nobody said no in time: the agreement goes on for another term."""

    today: Given[date]


@record
class RefuseRenewal:
    """Say no, for a party, to tacit renewal."""

    by: OrganisationId
    source: Source | None = None
    on: date


@record
class Renew:
    """Renew an agreement, whole or for some parties or actions only, by another agreement or for another period."""

    by: AgreementId | None = None
    scope: RenewalScope = RenewalScope.FULL
    parties: frozenset[OrganisationId] = frozenset()
    actions: tuple[str, ...] = ()
    period: Period = Period()
    evaluation: EvaluationId | None = None
    evaluation_adopted_on: Given[date | None] = None
    evaluates: Given[Evaluates] = Evaluates.UNSAID
    source: Source | None = None
    on: date


@record
class Close:
    """Close the file of an agreement that has ended: nothing is owed any more."""

    source: Source | None = None
    on: date


Command = Expire | RenewTacitly | RefuseRenewal | Renew | Close


@record
class Expired:
    """The first day without force."""

    on: date


@record
class TacitlyRenewed:
    """From this day the agreement goes on until a later end."""

    until: date
    on: date


@record
class RenewalRefused:
    by: OrganisationId
    in_time: bool
    source: Source | None = None
    on: date


@record
class Renewed:
    """Renewed; `advice` names what a territory is advised to have before, and had not."""

    by: AgreementId | None = None
    scope: RenewalScope
    parties: frozenset[OrganisationId] = frozenset()
    actions: tuple[str, ...] = ()
    period: Period = Period()
    evaluation: EvaluationId | None = None
    advice: tuple[RenewalAdvice, ...] = ()
    source: Source | None = None
    on: date


@record
class Closed:
    source: Source | None = None
    on: date


Event = Expired | TacitlyRenewed | RenewalRefused | Renewed | Closed
Told = Sequence[Event | irregularity.Event]

RENEWAL_WITHIN = (Since(since=date(2015, 9, 29), value=48),)
"""Months that a multi-year agreement lasts at most, by the circular of 29 September 2015: advice, not law."""


class NothingToEnd(Refusal):
    """Only an agreement in force, or known from a publication, comes to an end."""


class EndUnknown(Refusal):
    """An agreement whose last day nobody knows does not expire by the clock."""


class NotYetOver(Refusal):
    """An agreement expires when its last day has passed."""


class RenewsItself(Refusal):
    """An agreement that is renewed tacitly expires only where a party said no in time."""


class NotRenewedTacitly(Refusal):
    """Only an agreement whose text says so is renewed tacitly, and as often as it says."""


class RenewalWasRefused(Refusal):
    """An agreement is not renewed tacitly where a party said no in time."""


class RefusedTooLate(Refusal):
    """A party says no to tacit renewal before the day that the clause names."""

    cure = "The other parties accept the late refusal, or the agreement goes on for a term."


class NothingToRenew(Refusal):
    """Only an agreement that is or was in force is renewed, and once."""

    cure = "The parties state since when the agreement was in force."


class PartialRenewalNamesItsPart(Refusal):
    """A partial renewal names the parties or the actions that go on."""


class EvaluatesAnother(Refusal):
    """A renewal rests on an evaluation of the agreement that is renewed, not on one of something else."""

    cure = "The parties name the evaluation of this agreement, or none."


class NotEnded(Refusal):
    """Only an agreement that has ended is closed."""

    cure = "The parties state how and when the agreement ended."


class MoneyUnsettled(Refusal):
    """An agreement is closed once what was paid in excess has come back."""

    cure = "The payer recovers the excess, or gives it up by an act."


class PaymentUnsettled(Refusal):
    """An agreement is closed once what was ordered has been paid."""

    cure = "The payer pays, or cancels the order."


def decide(command: Command, agreement: Agreement) -> Told:
    existing(agreement)
    match command:
        case Expire(today=today):
            return [*expire(today, agreement)]
        case RenewTacitly(today=today):
            return [*renew_tacitly(today, agreement)]
        case RefuseRenewal():
            return refuse_renewal(command, agreement)
        case Renew():
            return renew(command, agreement)
        case Close():
            return close(command, agreement)
        case _:
            assert_never(command)


def expire(today: date, agreement: Agreement) -> list[Event]:
    if agreement.stage in ENDED:
        return []
    end = _over(today, agreement)
    if renews_tacitly(agreement):
        raise RenewsItself(end)
    return [Expired(on=end + timedelta(days=1))]


def renew_tacitly(today: date, agreement: Agreement) -> list[Event]:
    tacit = agreement.clauses.tacit_renewal
    if tacit is None or not _turns_left(agreement):
        raise NotRenewedTacitly
    if agreement.life.renewal_refused_by:
        raise RenewalWasRefused(*sorted(agreement.life.renewal_refused_by))
    end = latest(agreement.ends)
    if agreement.life.tacit_renewals and end is not None and today <= end:
        return []
    over = _over(today, agreement)
    return [TacitlyRenewed(until=later_end(over, tacit.months), on=over + timedelta(days=1))]


def refuse_renewal(command: RefuseRenewal, agreement: Agreement) -> Told:
    if command.by in agreement.life.renewal_refused_by:
        return []
    if agreement.clauses.tacit_renewal is None:
        raise NotRenewedTacitly
    deadline = refusal_deadline(agreement)
    in_time = deadline is None or command.on <= deadline
    walls: list[Refusal] = [] if is_party(command.by, agreement) else [NotAParty(command.by)]
    walls += [] if in_time else [RefusedTooLate(deadline)]
    told = RenewalRefused(by=command.by, in_time=in_time, source=command.source, on=command.on)
    return weighed([told], walls, [], command.source, agreement.irregularities, command.on)


def renew(command: Renew, agreement: Agreement) -> Told:
    renewed = Renewed(
        by=command.by,
        scope=command.scope,
        parties=command.parties,
        actions=command.actions,
        period=command.period,
        evaluation=command.evaluation,
        advice=tuple(advice(command, agreement)),
        source=command.source,
        on=command.on,
    )
    if agreement.life.renewal == _renewal(renewed):
        return []
    if command.scope is RenewalScope.PARTIAL and not (command.parties or command.actions):
        raise PartialRenewalNamesItsPart
    renewable = agreement.stage in RUNNING | {Stage.EXPIRED, Stage.REGISTERED}
    walls: list[Refusal] = [] if renewable else [NothingToRenew(agreement.stage)]
    walls += [NotAParty(one) for one in sorted(command.parties) if not is_party(one, agreement)]
    walls += [EvaluatesAnother(command.evaluation)] if command.evaluates is Evaluates.ANOTHER else []
    return weighed([renewed], walls, [], command.source, agreement.irregularities, command.on)


def close(command: Close, agreement: Agreement) -> Told:
    if agreement.stage is Stage.CLOSED:
        return []
    walls = [*_unsettled(agreement)]
    told = Closed(source=command.source, on=command.on)
    return weighed([told], walls, [], command.source, agreement.irregularities, command.on)


def advice(command: Renew, agreement: Agreement) -> Iterator[RenewalAdvice]:
    """What a territory is advised to have before it renews, and has not."""
    adopted = command.evaluation_adopted_on
    if command.evaluates is not Evaluates.THIS or adopted is None or adopted > command.on:
        yield RenewalAdvice.NO_ADOPTED_EVALUATION
    months = RENEWAL_WITHIN[-1].value
    began, period = agreement.in_force_since, command.period
    if began is not None and command.on > months_later(began, months):
        yield RenewalAdvice.AFTER_FOUR_YEARS
    if period.start is not None and period.end is not None and period.end >= months_later(period.start, months):
        yield RenewalAdvice.LONGER_THAN_FOUR_YEARS


def renews_tacitly(agreement: Agreement) -> bool:
    """Whether the agreement goes on by itself when its term ends, as far as is known."""
    tacit = agreement.clauses.tacit_renewal
    return tacit is not None and _turns_left(agreement) and not agreement.life.renewal_refused_by


def refusal_deadline(agreement: Agreement) -> date | None:
    """The last day for saying no to tacit renewal."""
    tacit, end = agreement.clauses.tacit_renewal, latest(agreement.ends)
    return None if tacit is None or end is None else months_later(end, -tacit.notice_months)


def later_end(end: date, months: int) -> date:
    """The last day of a further term: one that ends with a month ends with a month again."""
    return months_later(end + timedelta(days=1), months) - timedelta(days=1)


def _turns_left(agreement: Agreement) -> bool:
    tacit = agreement.clauses.tacit_renewal
    return tacit is not None and (tacit.times is None or agreement.life.tacit_renewals < tacit.times)


def _over(today: date, agreement: Agreement) -> date:
    if agreement.stage not in RUNNING | {Stage.REGISTERED}:
        raise NothingToEnd(agreement.stage)
    end = latest(agreement.ends)
    if end is None:
        raise EndUnknown
    if today <= end:
        raise NotYetOver(end)
    return end


def _unsettled(agreement: Agreement) -> Iterator[Refusal]:
    if agreement.stage not in ENDED:
        yield NotEnded(agreement.stage)
    for line in agreement.money.lines.values():
        if line.to_recover.cents > 0:
            yield MoneyUnsettled(line.payer, line.year)
        if line.ordered > line.paid:
            yield PaymentUnsettled(line.payer, line.year)


def _renewal(event: Renewed) -> Renewal:
    return Renewal(
        scope=event.scope,
        by=event.by,
        parties=event.parties,
        actions=event.actions,
        period=event.period,
        evaluation=event.evaluation,
        advice=event.advice,
        on=event.on,
    )


def evolve(agreement: Agreement, event: Event) -> Agreement:
    life = agreement.life
    match event:
        case Expired(on=on):
            return replace(agreement, stage=Stage.EXPIRED, life=replace(life, ended_on=on))
        case TacitlyRenewed(until=until, on=on):
            ends = (*agreement.ends, Since(since=on, value=until))
            return replace(agreement, ends=ends, life=replace(life, tacit_renewals=life.tacit_renewals + 1))
        case RenewalRefused(by=by, in_time=in_time):
            refusing = life.renewal_refused_by | {by} if in_time else life.renewal_refused_by
            return replace(agreement, life=replace(life, renewal_refused_by=refusing))
        case Renewed(on=on):
            renewed = replace(life, renewal=_renewal(event), ended_on=life.ended_on or on)
            return replace(agreement, stage=Stage.RENEWED, life=renewed)
        case Closed(on=on):
            ended = life.ended_on or on
            return replace(agreement, stage=Stage.CLOSED, life=replace(life, closed_on=on, ended_on=ended))
        case _:
            assert_never(event)
