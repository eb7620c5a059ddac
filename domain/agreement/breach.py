"""When things go wrong: suspension, notice to cure, and the three ways to end an agreement before its time."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.agreement.acts import is_party
from domain.agreement.parts import ENDED, RUNNING, NotAParty, Stage, weighed
from domain.agreement.state import Agreement, Life, Notice, Termination, TerminationGround
from domain.agreement.text import existing
from domain.decider import Given, Refusal, record, replace
from domain.mandate.power import Empowerment
from domain.values import MandateId, OrganisationId, Source, latest


@record
class Suspend:
    """Suspend the agreement: nothing is ordered or paid until it is resumed."""

    by: OrganisationId
    reasons: str
    until: date | None = None
    source: Source | None = None
    on: date


@record
class Resume:
    """Resume a suspended agreement."""

    source: Source | None = None
    on: date


@record
class GiveNotice:
    """Give a party formal notice to cure a breach by a day."""

    by: OrganisationId
    to: OrganisationId
    grounds: str
    cure_by: date
    source: Source | None = None
    on: date


@record
class AcknowledgeCure:
    """Say that the breach named in a notice was cured."""

    notice: int
    on: date


@record
class AgreeToTerminate:
    """Agree, for a party, that the agreement ends on a day; it ends once every party agrees to the same day."""

    party: OrganisationId
    mandate: MandateId
    powers: Given[Empowerment]
    ends_on: date
    on: date


@record
class Terminate:
    """End the agreement before its time: for an uncured breach, by common accord, or by a clause of the text."""

    ground: TerminationGround
    by: OrganisationId | None = None
    notice: int | None = None
    clause: str = ""
    agreed: frozenset[OrganisationId] = frozenset()
    told_on: date | None = None
    reasons: str = ""
    source: Source | None = None
    on: date


Command = Suspend | Resume | GiveNotice | AcknowledgeCure | AgreeToTerminate | Terminate


@record
class Suspended:
    by: OrganisationId
    reasons: str
    until: date | None = None
    source: Source | None = None
    on: date


@record
class Resumed:
    source: Source | None = None
    on: date


@record
class NoticeGiven:
    number: int
    by: OrganisationId
    to: OrganisationId
    grounds: str
    cure_by: date
    source: Source | None = None
    on: date


@record
class BreachCured:
    notice: int
    on: date


@record
class AgreedToTerminate:
    party: OrganisationId
    mandate: MandateId
    ends_on: date
    on: date


@record
class Terminated:
    """From this day the agreement has no more force."""

    ground: TerminationGround
    by: OrganisationId | None = None
    notice: int | None = None
    clause: str = ""
    agreed: frozenset[OrganisationId] = frozenset()
    reasons: str = ""
    source: Source | None = None
    on: date


Event = Suspended | Resumed | NoticeGiven | BreachCured | AgreedToTerminate | Terminated
Told = Sequence[Event | irregularity.Event]


class NotInForce(Refusal):
    """Only an agreement in force is suspended, put under notice or terminated."""

    cure = "The parties state since when the agreement was in force."


class NotSuspended(Refusal):
    """Only a suspended agreement is resumed."""


class NoSuchNotice(Refusal):
    """The notice named is not on file here."""


class CurePeriodTooShort(Refusal):
    """A notice leaves at least the time to cure that the agreement grants, and one day."""

    cure = "A new notice is given, with a later day."


class NoticeNeeded(Refusal):
    """An agreement is terminated for breach only after a formal notice that was not heeded."""

    cure = "The termination is withdrawn and a notice given, or the parties agree to it."


class CurePeriodRunning(Refusal):
    """Nobody terminates for breach before the time to cure has run out."""

    cure = "The termination is withdrawn until the day named in the notice has passed."


class BreachWasCured(Refusal):
    """A breach that was cured ends nothing."""

    cure = "The termination is withdrawn."


class AccordNeedsEveryParty(Refusal):
    """An agreement ends by common accord when every party agrees."""

    cure = "The missing parties state that they agree."


class NotEmpoweredToTerminate(Refusal):
    """A party agrees through somebody who may sign for it on that day."""


class NoSuchClause(Refusal):
    """An agreement ends by a clause that its text contains."""

    cure = "The party names the clause, or the parties agree to the termination."


class ClauseNoticeTooShort(Refusal):
    """A party that ends an agreement by a clause gives the notice that the clause asks for."""

    cure = "The end is moved to the day on which the notice has run out."


def decide(command: Command, agreement: Agreement) -> Told:
    existing(agreement)
    match command:
        case Suspend():
            return suspend(command, agreement)
        case Resume():
            return resume(command, agreement)
        case GiveNotice():
            return give_notice(command, agreement)
        case AcknowledgeCure():
            return [*acknowledge(command, agreement)]
        case AgreeToTerminate():
            return [*agree(command, agreement)]
        case Terminate():
            return terminate(command, agreement)
        case _:
            assert_never(command)


def suspend(command: Suspend, agreement: Agreement) -> Told:
    if agreement.life.suspended_on is not None:
        return []
    told = Suspended(by=command.by, reasons=command.reasons, until=command.until, source=command.source, on=command.on)
    walls = [*_not_running(agreement), *_outsiders(agreement, command.by)]
    return weighed([told], walls, [], command.source, agreement.irregularities, command.on)


def resume(command: Resume, agreement: Agreement) -> Told:
    if agreement.stage in RUNNING and agreement.life.suspended_on is None:
        return []
    walls = [] if agreement.life.suspended_on is not None else [NotSuspended(agreement.stage)]
    told = Resumed(source=command.source, on=command.on)
    return weighed([told], walls, [], command.source, agreement.irregularities, command.on)


def give_notice(command: GiveNotice, agreement: Agreement) -> Told:
    given = NoticeGiven(
        number=len(agreement.life.notices) + 1,
        by=command.by,
        to=command.to,
        grounds=command.grounds,
        cure_by=command.cure_by,
        source=command.source,
        on=command.on,
    )
    if any(_notice(given) == replace(one, number=given.number) for one in agreement.life.notices):
        return []
    walls = [*_not_running(agreement), *_outsiders(agreement, command.by, command.to)]
    if (command.cure_by - command.on).days < max(agreement.clauses.cure_days, 1):
        walls.append(CurePeriodTooShort(command.cure_by))
    return weighed([given], walls, [], command.source, agreement.irregularities, command.on)


def acknowledge(command: AcknowledgeCure, agreement: Agreement) -> list[Event]:
    cured = known_notice(command.notice, agreement).cured_on is not None
    return [] if cured else [BreachCured(notice=command.notice, on=command.on)]


def agree(command: AgreeToTerminate, agreement: Agreement) -> list[Event]:
    powers = command.powers
    for breach in (*_not_running(agreement), *_outsiders(agreement, command.party)):
        raise breach
    if powers.organisation != command.party or not powers.signs_on(command.on):
        raise NotEmpoweredToTerminate(command.party, command.mandate)
    if agreement.life.accords.get(command.party) == command.ends_on:
        return []
    agreed = AgreedToTerminate(party=command.party, mandate=command.mandate, ends_on=command.ends_on, on=command.on)
    after = evolve(agreement, agreed)
    if missing_accords(after, frozenset(), command.ends_on):
        return [agreed]
    everyone = _said(TerminationGround.ACCORD, after)
    return [agreed, Terminated(ground=TerminationGround.ACCORD, agreed=everyone, on=command.ends_on)]


def terminate(command: Terminate, agreement: Agreement) -> Told:
    if agreement.stage is Stage.TERMINATED and agreement.life.termination == _termination(command):
        return []
    agreed = command.agreed if command.source is not None else frozenset[OrganisationId]()
    told = Terminated(
        ground=command.ground,
        by=command.by,
        notice=command.notice,
        clause=command.clause,
        agreed=agreed | _said(command.ground, agreement),
        reasons=command.reasons,
        source=command.source,
        on=command.on,
    )
    outsiders = _outsiders(agreement, command.by) if command.by is not None else []
    walls = [*_not_running(agreement), *outsiders, *_ungrounded(command, agreed, agreement)]
    return weighed([told], walls, [], command.source, agreement.irregularities, command.on)


def known_notice(number: int, agreement: Agreement) -> Notice:
    """The notice with that number."""
    for one in agreement.life.notices:
        if one.number == number:
            return one
    raise NoSuchNotice(number)


def missing_accords(
    agreement: Agreement, agreed: frozenset[OrganisationId], ends_on: date
) -> tuple[OrganisationId, ...]:
    """The parties that have not agreed that it ends on that day."""
    said = {party for party, day in agreement.life.accords.items() if day == ends_on} | agreed
    return tuple(one.organisation for one in latest(agreement.parties) or () if one.organisation not in said)


def _ungrounded(command: Terminate, agreed: frozenset[OrganisationId], agreement: Agreement) -> Iterator[Refusal]:
    match command.ground:
        case TerminationGround.BREACH:
            yield from _without_breach(command, agreement)
        case TerminationGround.ACCORD:
            missing = missing_accords(agreement, agreed, command.on)
            if missing:
                yield AccordNeedsEveryParty(*missing)
        case TerminationGround.CLAUSE:
            yield from _without_clause(command, agreement)
        case _:
            assert_never(command.ground)


def _without_breach(command: Terminate, agreement: Agreement) -> Iterator[Refusal]:
    if command.notice is None:
        yield NoticeNeeded()
        return
    notice = known_notice(command.notice, agreement)
    if command.by is not None and notice.by != command.by:
        yield NoticeNeeded(command.by)
    if notice.cured_on is not None:
        yield BreachWasCured(notice.cured_on)
    if command.on <= notice.cure_by:
        yield CurePeriodRunning(notice.cure_by)


def _without_clause(command: Terminate, agreement: Agreement) -> Iterator[Refusal]:
    for clause in agreement.clauses.termination:
        if clause.label == command.clause:
            told = command.told_on
            if clause.notice_days and (told is None or (command.on - told).days < clause.notice_days):
                yield ClauseNoticeTooShort(command.clause, clause.notice_days)
            return
    yield NoSuchClause(command.clause)


def _not_running(agreement: Agreement) -> list[Refusal]:
    return [] if agreement.stage in RUNNING else [NotInForce(agreement.stage)]


def _outsiders(agreement: Agreement, *organisations: OrganisationId) -> list[Refusal]:
    return [NotAParty(one) for one in organisations if not is_party(one, agreement)]


def _said(ground: TerminationGround, agreement: Agreement) -> frozenset[OrganisationId]:
    """The parties that agreed to an end by common accord."""
    parties = agreement.life.accords if ground is TerminationGround.ACCORD else ()
    return frozenset(OrganisationId(party) for party in parties)


def _notice(event: NoticeGiven) -> Notice:
    return Notice(
        number=event.number,
        by=event.by,
        to=event.to,
        grounds=event.grounds,
        given_on=event.on,
        cure_by=event.cure_by,
    )


def _termination(told: Terminate | Terminated) -> Termination:
    return Termination(
        ground=told.ground, by=told.by, notice=told.notice, clause=told.clause, reasons=told.reasons, on=told.on
    )


def running(life: Life) -> Stage:
    """In which of its three running stages an agreement is."""
    if life.suspended_on is not None:
        return Stage.SUSPENDED
    open_notice = any(one.cured_on is None for one in life.notices)
    return Stage.UNDER_NOTICE if open_notice else Stage.IN_FORCE


def evolve(agreement: Agreement, event: Event) -> Agreement:
    life = agreement.life
    match event:
        case Suspended(reasons=reasons, until=until, on=on):
            return _living(agreement, replace(life, suspended_on=on, suspended_until=until, suspension_reasons=reasons))
        case Resumed():
            return _living(agreement, replace(life, suspended_on=None, suspended_until=None, suspension_reasons=""))
        case NoticeGiven():
            return _living(agreement, replace(life, notices=(*life.notices, _notice(event))))
        case BreachCured(notice=number, on=on):
            notices = tuple(replace(one, cured_on=on) if one.number == number else one for one in life.notices)
            return _living(agreement, replace(life, notices=notices))
        case AgreedToTerminate(party=party, ends_on=day):
            return replace(agreement, life=replace(life, accords={**life.accords, party: day}))
        case Terminated(on=on):
            ended = replace(life, termination=_termination(event), ended_on=on)
            return replace(agreement, stage=Stage.TERMINATED, life=ended)
        case _:
            assert_never(event)


def _living(agreement: Agreement, life: Life) -> Agreement:
    stage = agreement.stage if agreement.stage in ENDED else running(life)
    return replace(agreement, stage=stage, life=life)
