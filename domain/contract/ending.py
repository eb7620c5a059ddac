"""A lot ends when its time is over or what was bought is received, or earlier by termination."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import assert_never

from domain import irregularity
from domain.contract.lots import LotIsOver, LotNotNotified, changed, lot_of
from domain.contract.reading import is_met, last_day, performed
from domain.contract.state import Contract, Lot, Stage
from domain.decider import Given, Refusal, record
from domain.irregularity import judged, noticed
from domain.values import Source


class TerminationGround(StrEnum):
    """Why a contract is terminated before its end (*résiliation*)."""

    GENERAL_INTEREST = "general_interest"
    FAULT = "fault"
    ACCORD = "accord"
    FORCE_MAJEURE = "force_majeure"
    COURT = "court"


@record
class End:
    """Record that a lot was carried out: received, or at its end."""

    lot: int
    note: str = ""
    on: date
    source: Source | None = None


@record
class Expire:
    """Record, once the last day of a lot has passed, that its time is over."""

    lot: int
    today: Given[date]


@record
class Terminate:
    """Terminate a lot before its end, with the reasons; for a fault, after a notice to cure it."""

    lot: int
    ground: TerminationGround
    reasons: str
    notice_given_on: date | None = None
    on: date
    source: Source | None = None


@record
class Ended:
    """`expired`: nobody said so, its time was over."""

    lot: int
    note: str
    expired: bool = False
    on: date
    source: Source | None = None


@record
class Terminated:
    lot: int
    ground: TerminationGround
    reasons: str
    notice_given_on: date | None
    on: date
    source: Source | None = None


Event = Ended | Terminated
Recorded = Sequence[Event | irregularity.Event]


class LotNotExpired(Refusal):
    """The time of a lot is over on the day after its last day, never earlier."""


class ContractTerminatedWithoutReasons(Refusal):
    """A contract is terminated with reasons in words."""

    article = "Code de la commande publique, art. L. 2195-1"
    cure = "The buyer gives the reasons."


class NoNoticeBeforeTermination(Refusal):
    """A contract is terminated for a fault after a notice to cure it."""

    cure = "The buyer shows the notice, or accepts the risk with reasons."


class ClauseTargetMissed(Refusal):
    """By the end of a contract, what its clauses ask for was done."""

    cure = "The holder makes up for it or pays the penalty that the contract provides for."


def end(command: End, contract: Contract) -> Recorded:
    lot = lot_of(contract, command.lot)
    if lot.stage is Stage.ENDED:
        return []
    ended = Ended(lot=command.lot, note=command.note, on=command.on, source=command.source)
    events = judged([ended], _running(lot), command.source, contract.irregularities, command.on)
    return [*events, *_missed(lot, contract, command.on, len(events) - 1)]


def expire(command: Expire, contract: Contract) -> Recorded:
    lot = lot_of(contract, command.lot)
    if lot.stage is Stage.ENDED:
        return []
    last = last_day(contract, lot)
    if lot.stage is not Stage.NOTIFIED or last is None or last >= command.today:
        raise LotNotExpired(lot.number)
    on = last + timedelta(days=1)
    return [Ended(lot=lot.number, note="", expired=True, on=on), *_missed(lot, contract, on, 0)]


def terminate(command: Terminate, contract: Contract) -> Recorded:
    lot = lot_of(contract, command.lot)
    if lot.stage is Stage.TERMINATED:
        return []
    terminated = Terminated(
        lot=command.lot,
        ground=command.ground,
        reasons=command.reasons,
        notice_given_on=command.notice_given_on,
        on=command.on,
        source=command.source,
    )
    return judged([terminated], _hasty(command, lot), command.source, contract.irregularities, command.on)


def _running(lot: Lot) -> Iterator[Refusal]:
    if lot.stage in {Stage.TERMINATED, Stage.UNAWARDED}:
        yield LotIsOver(lot.number, lot.stage)
    elif lot.stage is not Stage.NOTIFIED:
        yield LotNotNotified(lot.number)


def _hasty(command: Terminate, lot: Lot) -> Iterator[Refusal]:
    if lot.stage in {Stage.ENDED, Stage.UNAWARDED}:
        yield LotIsOver(lot.number, lot.stage)
    elif lot.stage is not Stage.NOTIFIED:
        yield LotNotNotified(lot.number)
    if not command.reasons.strip():
        yield ContractTerminatedWithoutReasons(lot.number)
    if command.ground is TerminationGround.FAULT and command.notice_given_on is None:
        yield NoNoticeBeforeTermination(lot.number)


def _missed(lot: Lot, contract: Contract, on: date, noticed_before: int) -> Sequence[irregularity.Event]:
    """A target that was missed undoes no end: it is put on file."""
    missed = [
        ClauseTargetMissed(lot.number, one.number, f"{performed(one) or 0} / {one.target} {one.unit}".strip())
        for one in lot.clauses
        if is_met(one) is False
    ]
    events = noticed(missed, contract.irregularities, on)
    return [
        irregularity.IrregularityNoticed(
            number=one.number + noticed_before,
            rule=one.rule,
            article=one.article,
            detail=one.detail,
            cure=one.cure,
            on=one.on,
        )
        for one in events
        if isinstance(one, irregularity.IrregularityNoticed)
    ]


def due(contract: Contract, today: date) -> Sequence[Expire]:
    """What the calendar brings about: lots whose last day has passed."""
    over = (lot for lot in contract.lots if lot.stage is Stage.NOTIFIED)
    return [
        Expire(lot=lot.number, today=today)
        for lot in over
        if (last := last_day(contract, lot)) is not None and last < today
    ]


def evolve(contract: Contract, event: Event) -> Contract:
    match event:
        case Ended(lot=number):
            return changed(
                contract,
                number,
                stage=Stage.ENDED,
                ended_on=event.on,
                ended_because=event.note,
                expired=event.expired,
            )
        case Terminated(lot=number, reasons=reasons, on=on):
            return changed(contract, number, stage=Stage.TERMINATED, ended_on=on, ended_because=reasons)
        case _:
            assert_never(event)
