"""An application is accepted, refused or put on the waiting list, with reasons; whoever waits first is taken first."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.candidature.admission import unexplained
from domain.candidature.ranking import score
from domain.candidature.state import Application, Decision, Rival, Stage, in_time, judgeable, staged, unsettled
from domain.candidature.submission import amount_of_call
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.said import Said, guarded
from domain.values import ActReference, Money, Source, total


@record
class Accept:
    """Accept the application, with the amount that is granted where it is money."""

    amount: Money | None = None
    reasons: Said = ""
    act: ActReference | None = None
    rivals: Given[tuple[Rival, ...]]
    on: date
    source: Source | None = None


@record
class Refuse:
    """Refuse the application, with reasons."""

    reasons: Said
    act: ActReference | None = None
    on: date
    source: Source | None = None


@record
class PutOnWaitingList:
    """Keep the application in reserve, at a rank."""

    rank: int
    reasons: Said = ""
    act: ActReference | None = None
    rivals: Given[tuple[Rival, ...]]
    on: date
    source: Source | None = None


@record
class Promote:
    """Accept an application from the waiting list, now that there is room for it."""

    amount: Money | None = None
    reasons: Said = ""
    act: ActReference | None = None
    rivals: Given[tuple[Rival, ...]]
    on: date
    source: Source | None = None


@record
class Withdraw:
    """The applicant no longer applies."""

    reasons: Said = ""
    on: date
    source: Source | None = None


@record
class Accepted:
    amount: Money | None
    reasons: Said
    act: ActReference | None
    on: date
    source: Source | None = None


@record
class Refused:
    reasons: Said
    act: ActReference | None
    on: date
    source: Source | None = None


@record
class PlacedOnWaitingList:
    rank: int
    reasons: Said
    act: ActReference | None
    on: date
    source: Source | None = None


@record
class Promoted:
    rank: int | None
    amount: Money | None
    reasons: Said
    act: ActReference | None
    on: date
    source: Source | None = None


@record
class Withdrawn:
    reasons: Said
    on: date
    source: Source | None = None


Event = Accepted | Refused | PlacedOnWaitingList | Promoted | Withdrawn
Recorded = Sequence[Event | irregularity.Event]


class DecidedUnscored(Refusal):
    """Where a call names a jury, an application is decided once every criterion was scored."""

    cure = "The jury scores what is missing, or the coordination records its scores."


class BeyondTheEnvelope(Refusal):
    """No more is granted than the envelope of the call."""

    cure = "Whoever decided raises the envelope by an act, or grants less."


class WaitingRankUnfit(Refusal):
    """Ranks of a waiting list are counted from 1, and each is given once."""

    cure = "Whoever keeps the list gives another rank."


class NotOnWaitingList(Refusal):
    """An application is promoted from the waiting list that it stands on."""

    cure = "The coordination records the decision that put it there."


class PromotedOutOfRank(Refusal):
    """Whoever stands first on the waiting list is taken first."""

    cure = "Whoever decided says why the others were passed over, or takes them too."


def accept(command: Accept, application: Application) -> Recorded:
    if application.stage is Stage.ACCEPTED and application.amount == command.amount:
        return []
    _well_formed(application, command.amount, command.reasons)
    accepted = Accepted(
        amount=command.amount, reasons=command.reasons, act=command.act, on=command.on, source=command.source
    )
    breaches = [
        *_unready(application, command.on),
        *_beyond(command.amount, command.rivals, application),
        *_out_of_rank(application, command.rivals),
    ]
    return judged([accepted], breaches, command.source, application.irregularities, command.on)


def refuse(command: Refuse, application: Application) -> Recorded:
    if application.stage is Stage.REFUSED:
        return []
    _well_formed(application, None, command.reasons)
    refused = Refused(reasons=command.reasons, act=command.act, on=command.on, source=command.source)
    breaches = [*_unready(application, command.on), *unexplained(command.reasons)]
    return judged([refused], breaches, command.source, application.irregularities, command.on)


def put_on_waiting_list(command: PutOnWaitingList, application: Application) -> Recorded:
    if application.stage is Stage.WAITING and application.rank == command.rank:
        return []
    _well_formed(application, None, command.reasons)
    placed = PlacedOnWaitingList(
        rank=command.rank, reasons=command.reasons, act=command.act, on=command.on, source=command.source
    )
    breaches = [*_unready(application, command.on), *_rank_unfit(command)]
    return judged([placed], breaches, command.source, application.irregularities, command.on)


def promote(command: Promote, application: Application) -> Recorded:
    if application.stage is Stage.ACCEPTED and application.amount == command.amount:
        return []
    _well_formed(application, command.amount, command.reasons)
    promoted = Promoted(
        rank=application.rank,
        amount=command.amount,
        reasons=command.reasons,
        act=command.act,
        on=command.on,
        source=command.source,
    )
    breaches = [
        *unsettled(application),
        *in_time(application, command.on),
        *([] if application.stage is Stage.WAITING else [NotOnWaitingList(application.stage)]),
        *_beyond(command.amount, command.rivals, application),
        *_out_of_rank(application, command.rivals),
    ]
    return judged([promoted], breaches, command.source, application.irregularities, command.on)


def withdraw(command: Withdraw, application: Application) -> Recorded:
    if application.stage is Stage.WITHDRAWN:
        return []
    guarded(application.holders, command.reasons)
    withdrawn = Withdrawn(reasons=command.reasons, on=command.on, source=command.source)
    ended = () if application.stage is Stage.ACCEPTED else unsettled(application)
    breaches = [*ended, *in_time(application, command.on)]
    return judged([withdrawn], breaches, command.source, application.irregularities, command.on)


def _well_formed(application: Application, amount: Money | None, reasons: Said) -> None:
    guarded(application.holders, reasons)
    amount_of_call(amount, application.terms)


def _unready(application: Application, on: date) -> Iterator[Refusal]:
    yield from judgeable(application)
    yield from in_time(application, on)
    if application.terms is not None and application.terms.jury is not None and score(application) is None:
        yield DecidedUnscored()


def _beyond(amount: Money | None, rivals: Sequence[Rival], application: Application) -> Iterator[Refusal]:
    envelope = None if application.terms is None else application.terms.envelope
    if envelope is None or amount is None:
        return
    granted = total((one.amount for one in rivals if one.stage is Stage.ACCEPTED and one.amount), envelope.currency)
    if granted + amount > envelope:
        yield BeyondTheEnvelope(envelope.amount, (granted + amount).amount)


def _out_of_rank(application: Application, rivals: Sequence[Rival]) -> Iterator[Refusal]:
    if application.stage is not Stage.WAITING or application.rank is None:
        return
    for one in rivals:
        if one.stage is Stage.WAITING and one.rank is not None and one.rank < application.rank:
            yield PromotedOutOfRank(one.application, one.rank)


def _rank_unfit(command: PutOnWaitingList) -> Iterator[Refusal]:
    taken = {one.rank for one in command.rivals if one.stage is Stage.WAITING}
    if command.rank < 1 or command.rank in taken:
        yield WaitingRankUnfit(command.rank)


def evolve(application: Application, event: Event) -> Application:
    match event:
        case Accepted(amount=amount) | Promoted(amount=amount):
            return _decided(replace(application, amount=amount), Stage.ACCEPTED, event)
        case Refused():
            return _decided(application, Stage.REFUSED, event)
        case PlacedOnWaitingList(rank=rank):
            return _decided(replace(application, rank=rank), Stage.WAITING, event)
        case Withdrawn(on=on):
            return staged(application, Stage.WITHDRAWN, on)
        case _:
            assert_never(event)


def _decided(
    application: Application, stage: Stage, event: Accepted | Refused | PlacedOnWaitingList | Promoted
) -> Application:
    decision = Decision(stage=stage, reasons=event.reasons, act=event.act, on=event.on)
    return staged(replace(application, decisions=(*application.decisions, decision)), stage, event.on)
