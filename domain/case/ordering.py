"""What becomes of an order: done, failed and tried again, skipped by somebody; and incidents, settled by a person."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.case import events as e
from domain.case.setting import Setting
from domain.case.state import Case, Incident, IncidentKind, Order, running
from domain.case.telling import Telling
from domain.decider import Given, Refusal, record
from domain.values import PersonId

BACK_OFF = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
"""How long to wait before each further attempt; then a person decides."""


class NoSuchIncident(Refusal):
    """The incident named is not one of this case."""


class ResolvedWithoutReason(Refusal):
    """Who settles an incident says how and why."""


class NothingToRetry(Refusal):
    """Only an order that failed can be tried again."""


@record
class NoteOrderDone:
    """An order was carried out."""

    order: int
    outcome: str = ""
    at: datetime


@record
class NoteOrderFailed:
    """An order was refused or failed; it is tried again later, and after the last attempt a person decides."""

    order: int
    why: str
    for_good: bool = False
    setting: Given[Setting]
    at: datetime


@record
class RetryOrder:
    """Settle an incident by trying its order again."""

    incident: int
    reason: str
    by: Given[PersonId]
    at: datetime


@record
class SkipOrder:
    """Settle an incident by going on without its order, with the reason."""

    incident: int
    reason: str
    by: Given[PersonId]
    at: datetime


@record
class ResolveIncident:
    """Settle an incident in words: what was done about it outside the case."""

    incident: int
    reason: str
    by: Given[PersonId]
    at: datetime


@record
class RaiseIncident:
    """Note that something went wrong which no step foresaw: a person settles it."""

    words: str
    about: str
    at: datetime


def order_named(case: Case, number: int) -> Order | None:
    """The order of that number, while it is not done."""
    return next((one for one in case.orders if one.number == number), None)


def note_done(command: NoteOrderDone, case: Case) -> Sequence[e.Event]:
    if order_named(case, command.order) is None:
        return []
    return [e.OrderDone(order=command.order, outcome=command.outcome, at=command.at)]


def note_failed(command: NoteOrderFailed, case: Case) -> Sequence[e.Event]:
    order = order_named(case, command.order)
    if order is None or (order.retry_at is not None and order.retry_at > command.at):
        return []
    attempt = order.attempts + 1
    last = command.for_good or attempt > len(BACK_OFF)
    retry_at = None if last else command.at + BACK_OFF[attempt - 1]
    telling = Telling(case, command.setting, command.at)
    telling.tell(e.OrderFailed(order=order.number, attempt=attempt, why=command.why, retry_at=retry_at, at=command.at))
    if last and case.is_open:
        telling.incident(IncidentKind.ORDER, f"{order.command}: {command.why}", str(order.number))
    return telling.events


def raise_incident(command: RaiseIncident, case: Case) -> Sequence[e.Event]:
    """Once while it is open: what fails at every look is one incident."""
    known = (one for one in case.incidents if one.resolved_at is None)
    if not case.is_open or any((one.kind, one.about) == (IncidentKind.DEFINITION, command.about) for one in known):
        return []
    raised = e.IncidentRaised(
        incident=len(case.incidents) + 1,
        kind=IncidentKind.DEFINITION,
        words=command.words,
        about=command.about,
        at=command.at,
    )
    return [raised]


def _incident(case: Case, number: int, reason: str) -> Incident | None:
    """The incident, None where it is settled already. Raises NoSuchIncident, ResolvedWithoutReason."""
    found = next((one for one in running(case).incidents if one.number == number), None)
    if found is None:
        raise NoSuchIncident(number)
    if not reason.strip():
        raise ResolvedWithoutReason(number)
    return None if found.resolved_at is not None else found


def _order_of(case: Case, incident: Incident) -> Order:
    order = order_named(case, int(incident.about)) if incident.kind is IncidentKind.ORDER else None
    if order is None:
        raise NothingToRetry(incident.number)
    return order


def retry(command: RetryOrder, case: Case) -> Sequence[e.Event]:
    incident = _incident(case, command.incident, command.reason)
    if incident is None:
        return []
    order = _order_of(case, incident)
    return [
        _resolved(incident, "retry", command.reason, command.by, command.at),
        e.OrderFailed(order=order.number, attempt=order.attempts, why=order.why, retry_at=command.at, at=command.at),
    ]


def skip(command: SkipOrder, case: Case) -> Sequence[e.Event]:
    incident = _incident(case, command.incident, command.reason)
    if incident is None:
        return []
    order = _order_of(case, incident)
    return [
        _resolved(incident, "skip", command.reason, command.by, command.at),
        e.OrderSkipped(order=order.number, by=command.by, reason=command.reason, at=command.at),
    ]


def resolve(command: ResolveIncident, case: Case) -> Sequence[e.Event]:
    incident = _incident(case, command.incident, command.reason)
    return [] if incident is None else [_resolved(incident, "settled", command.reason, command.by, command.at)]


def _resolved(incident: Incident, how: str, reason: str, by: PersonId, at: datetime) -> e.IncidentResolved:
    return e.IncidentResolved(incident=incident.number, how=how, reason=reason, by=by, at=at)
