"""What else is said of this Palabre: readings, refusals, lapses, failed sign-ins. The envelope says who asked."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from domain.decider import Decider, record, replace
from domain.values import PersonId


@record
class NoteReading:
    """Note that contacts or free text about a person were read, once a session."""

    person: PersonId
    session: str
    at: datetime


@record
class NoteRefusal:
    """Note that a command was refused: which, about what, and by which rule."""

    command: str
    stream: str
    rule: str
    session: str
    at: datetime


@record
class NoteLapse:
    """Note that a deadline passed without what was awaited: of which stream, and what followed from it."""

    stream: str
    deadline: str
    session: str
    at: datetime


@record
class NoteFailedSignIn:
    """Note that somebody did not get in: by which way, why not, and as whom where the account is known."""

    way: str
    reason: str
    account: str = ""
    session: str
    at: datetime


@record
class NoteAbandonedDelivery:
    """Note that a delivery to a subscriber was given up: to which subscription, of which stream's events."""

    subscription: str
    stream: str
    session: str
    at: datetime


Command = NoteReading | NoteRefusal | NoteLapse | NoteFailedSignIn | NoteAbandonedDelivery


@record
class ValuesRead:
    person: PersonId
    session: str
    at: datetime


@record
class CommandRefused:
    command: str
    stream: str
    rule: str
    session: str
    at: datetime


@record
class DeadlineLapsed:
    stream: str
    deadline: str
    session: str
    at: datetime


@record
class SignInFailed:
    way: str
    reason: str
    account: str = ""
    session: str
    at: datetime


@record
class DeliveryAbandoned:
    subscription: str
    stream: str
    session: str
    at: datetime


Event = ValuesRead | CommandRefused | DeadlineLapsed | SignInFailed | DeliveryAbandoned


@record
class Access:
    """How much was noted in one stretch of work."""

    readings: int = 0
    refusals: int = 0
    lapses: int = 0
    failures: int = 0
    abandoned: int = 0


def decide(command: Command, access: Access) -> Sequence[Event]:
    del access
    at, session = command.at, command.session
    match command:
        case NoteReading(person=person):
            return [ValuesRead(person=person, session=session, at=at)]
        case NoteRefusal(command=refused, stream=stream, rule=rule):
            return [CommandRefused(command=refused, stream=stream, rule=rule, session=session, at=at)]
        case NoteLapse(stream=stream, deadline=deadline):
            return [DeadlineLapsed(stream=stream, deadline=deadline, session=session, at=at)]
        case NoteFailedSignIn(way=way, reason=reason, account=account):
            return [SignInFailed(way=way, reason=reason, account=account, session=session, at=at)]
        case NoteAbandonedDelivery(subscription=subscription, stream=stream):
            return [DeliveryAbandoned(subscription=subscription, stream=stream, session=session, at=at)]
        case _:
            assert_never(command)


def evolve(access: Access, event: Event) -> Access:
    match event:
        case ValuesRead():
            return replace(access, readings=access.readings + 1)
        case CommandRefused():
            return replace(access, refusals=access.refusals + 1)
        case DeadlineLapsed():
            return replace(access, lapses=access.lapses + 1)
        case SignInFailed():
            return replace(access, failures=access.failures + 1)
        case DeliveryAbandoned():
            return replace(access, abandoned=access.abandoned + 1)
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=Access())
