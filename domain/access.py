"""What else is said of this Palabre: who read about whom, and what the rules refused. The envelope says who asked."""

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


Command = NoteReading | NoteRefusal


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


Event = ValuesRead | CommandRefused


@record
class Access:
    """How much was noted in one stretch of work."""

    readings: int = 0
    refusals: int = 0


def decide(command: Command, access: Access) -> Sequence[Event]:
    del access
    match command:
        case NoteReading(person=person, session=session, at=at):
            return [ValuesRead(person=person, session=session, at=at)]
        case NoteRefusal():
            return [refused(command)]
        case _:
            assert_never(command)


def refused(command: NoteRefusal) -> CommandRefused:
    return CommandRefused(
        command=command.command, stream=command.stream, rule=command.rule, session=command.session, at=command.at
    )


def evolve(access: Access, event: Event) -> Access:
    match event:
        case ValuesRead():
            return replace(access, readings=access.readings + 1)
        case CommandRefused():
            return replace(access, refusals=access.refusals + 1)
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=Access())
