"""How an organisation ends or hands over: merger, transfer of an activity, dissolution."""

from collections.abc import Iterator
from datetime import date

from domain import irregularity
from domain.decider import Given, Refusal, record, replace
from domain.irregularity import judged
from domain.organisation.state import ActivityTransfer, Ending, Organisation, OrganisationEnded, gone
from domain.values import ActReference, AgreementId, OrganisationId, Source


@record
class Merge:
    """Record that the organisation merged into another, by an act: its agreements pass to the successor."""

    successor: OrganisationId
    itself: Given[OrganisationId]
    successor_ended_on: Given[date | None] = None
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class MarkDuplicate:
    """Say that this entry and another are the same organisation: the other one is used, and takes the identifiers."""

    of: OrganisationId
    itself: Given[OrganisationId]
    on: date


@record
class Transfer:
    """Record that an activity passed to another organisation, by an act, with the agreements named."""

    to: OrganisationId
    activity: str
    itself: Given[OrganisationId]
    recipient_ended_on: Given[date | None] = None
    agreements: frozenset[AgreementId] = frozenset()
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class Dissolve:
    """Record that the organisation was dissolved: the day given is the first without it."""

    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class Reinstate:
    """Undo an end that should not have been recorded, or was annulled."""

    act: ActReference | None = None
    on: date


@record
class Merged:
    successor: OrganisationId
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class MarkedDuplicate:
    of: OrganisationId
    on: date


@record
class Transferred:
    to: OrganisationId
    activity: str
    agreements: frozenset[AgreementId] = frozenset()
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class Dissolved:
    act: ActReference | None = None
    source: Source | None = None
    on: date


@record
class Reinstated:
    act: ActReference | None = None
    on: date


Command = Merge | MarkDuplicate | Transfer | Dissolve | Reinstate
Event = Merged | MarkedDuplicate | Transferred | Dissolved | Reinstated


class SuccessorOfItself(Refusal):
    """An organisation passes nothing to itself."""


class EndingWithoutAct(Refusal):
    """A merger, a transfer and a dissolution name the act that decided them."""

    cure = "The organisation names the decision of its members, or the order that ended it."


class SuccessorEnded(Refusal):
    """What passes to another organisation passes to one that exists on that day."""

    cure = "The coordinator names the organisation that really took over."


class ActivityMissing(Refusal):
    """A transfer says which activity passes."""


def merge(command: Merge, organisation: Organisation) -> list[Merged | irregularity.Event]:
    _to_another(command.successor, command.itself)
    if _already(organisation, Ending.MERGED, command.successor):
        return []
    news = Merged(successor=command.successor, act=command.act, source=command.source, on=command.on)
    breaches = [*_ground(command.act), *_ended(command.successor, command.successor_ended_on, command.on)]
    return [*judged([news], breaches, command.source, organisation.irregularities, command.on)]


def mark_duplicate(command: MarkDuplicate, organisation: Organisation) -> list[MarkedDuplicate]:
    _to_another(command.of, command.itself)
    if organisation.ending is Ending.DUPLICATE and organisation.successor == command.of:
        return []
    return [MarkedDuplicate(of=command.of, on=command.on)]


def transfer(command: Transfer, organisation: Organisation) -> list[Transferred | irregularity.Event]:
    _to_another(command.to, command.itself)
    if not command.activity.strip():
        raise ActivityMissing
    news = Transferred(
        to=command.to,
        activity=command.activity.strip(),
        agreements=command.agreements,
        act=command.act,
        source=command.source,
        on=command.on,
    )
    if _transferred(news) in organisation.transfers:
        return []
    late = _ended(command.to, command.recipient_ended_on, command.on)
    breaches = [*gone(organisation, command.on), *_ground(command.act), *late]
    return [*judged([news], breaches, command.source, organisation.irregularities, command.on)]


def dissolve(command: Dissolve, organisation: Organisation) -> list[Dissolved | irregularity.Event]:
    if _already(organisation, Ending.DISSOLVED, None):
        return []
    news = Dissolved(act=command.act, source=command.source, on=command.on)
    return [*judged([news], _ground(command.act), command.source, organisation.irregularities, command.on)]


def reinstate(command: Reinstate, organisation: Organisation) -> list[Reinstated]:
    return [] if organisation.ending is None else [Reinstated(act=command.act, on=command.on)]


def _to_another(other: OrganisationId, itself: OrganisationId) -> None:
    if other == itself:
        raise SuccessorOfItself(other)


def _already(organisation: Organisation, ending: Ending, successor: OrganisationId | None) -> bool:
    """Whether it ended in just this way. Raises OrganisationEnded where it ended otherwise: nothing ends twice."""
    if organisation.ending is None:
        return False
    if (organisation.ending, organisation.successor) == (ending, successor):
        return True
    raise OrganisationEnded(organisation.ended_on)


def _ground(act: ActReference | None) -> Iterator[Refusal]:
    if act is None:
        yield EndingWithoutAct()


def _ended(other: OrganisationId, ended_on: date | None, on: date) -> Iterator[Refusal]:
    if ended_on is not None and ended_on <= on:
        yield SuccessorEnded(other, ended_on)


def _transferred(event: Transferred) -> ActivityTransfer:
    return ActivityTransfer(
        to=event.to, activity=event.activity, agreements=event.agreements, act=event.act, on=event.on
    )


def evolve(organisation: Organisation, event: Event) -> Organisation:
    match event:
        case Merged(successor=successor, on=on):
            return replace(organisation, ending=Ending.MERGED, successor=successor, ended_on=on)
        case MarkedDuplicate(of=of, on=on):
            return replace(organisation, ending=Ending.DUPLICATE, successor=of, ended_on=on)
        case Transferred():
            return replace(organisation, transfers=(*organisation.transfers, _transferred(event)))
        case Dissolved(on=on):
            return replace(organisation, ending=Ending.DISSOLVED, successor=None, ended_on=on)
        case Reinstated():
            return replace(organisation, ending=None, successor=None, ended_on=None)
