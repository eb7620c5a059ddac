"""A waiting list: each application at a rank of its own, and whoever waits first is taken first."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from domain import irregularity
from domain.candidature.decision import beyond, decided, out_of_rank, unready, well_formed
from domain.candidature.state import Application, Rival, Stage, in_time, unsettled
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.said import Said
from domain.values import ActReference, Money, Source


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


Event = PlacedOnWaitingList | Promoted
Recorded = Sequence[Event | irregularity.Event]


class WaitingRankUnfit(Refusal):
    """Ranks of a waiting list are counted from 1, and each is given once."""

    cure = "Whoever keeps the list gives another rank."


class NotOnWaitingList(Refusal):
    """An application is promoted from the waiting list that it stands on."""

    cure = "The coordination records the decision that put it there."


def put_on_waiting_list(command: PutOnWaitingList, application: Application) -> Recorded:
    if application.stage is Stage.WAITING and application.rank == command.rank:
        return []
    well_formed(application, None, command.reasons)
    placed = PlacedOnWaitingList(
        rank=command.rank, reasons=command.reasons, act=command.act, on=command.on, source=command.source
    )
    breaches = [*unready(application, command.on), *_rank_unfit(command)]
    return judged([placed], breaches, command.source, application.irregularities, command.on)


def promote(command: Promote, application: Application) -> Recorded:
    if application.stage is Stage.ACCEPTED and application.amount == command.amount:
        return []
    well_formed(application, command.amount, command.reasons)
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
        *beyond(command.amount, command.rivals, application),
        *out_of_rank(application, command.rivals),
    ]
    return judged([promoted], breaches, command.source, application.irregularities, command.on)


def _rank_unfit(command: PutOnWaitingList) -> Iterator[Refusal]:
    taken = {one.rank for one in command.rivals if one.stage is Stage.WAITING}
    if command.rank < 1 or command.rank in taken:
        yield WaitingRankUnfit(command.rank)


def evolve(application: Application, event: Event) -> Application:
    match event:
        case PlacedOnWaitingList(rank=rank):
            return decided(replace(application, rank=rank), Stage.WAITING, event.reasons, event.act, event.on)
        case Promoted(amount=amount):
            promoted = replace(application, amount=amount)
            return decided(promoted, Stage.ACCEPTED, event.reasons, event.act, event.on)
        case _:
            assert_never(event)
