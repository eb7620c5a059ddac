"""A person: an opaque identifier, a name and contacts that can be erased for ever."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import assert_never

from domain.decider import Decider, Given, Refusal, record, replace
from domain.values import PersonId, Protected


class ErasureReason(StrEnum):
    """Why what is known about a person is erased: a word from this list, never a sentence about them."""

    REQUEST = "request"
    NO_LONGER_NEEDED = "no_longer_needed"
    RECORDED_BY_MISTAKE = "recorded_by_mistake"
    COURT_ORDER = "court_order"
    ERASED_BEFORE = "erased_before"
    """The log was restored from a backup that is older than the erasure: it is recorded again."""


@record
class Retention:
    """A legal duty to keep what is known about a person: its ground, and the last day it binds (None: no limit)."""

    ground: str
    until: date | None = None

    def binds_on(self, day: date) -> bool:
        """Whether the duty still stands on that day."""
        return self.until is None or day <= self.until


@record
class Register:
    """Enter a person under an opaque identifier; their name and contacts stay erasable."""

    name: Protected
    email: Protected | None = None
    phone: Protected | None = None
    on: date


@record
class CorrectName:
    """Put a person's name right."""

    name: Protected
    on: date


@record
class ChangeContact:
    """Replace a person's e-mail address and telephone number; what is left out is no longer kept."""

    email: Protected | None = None
    phone: Protected | None = None
    on: date


@record
class Erase:
    """Erase for ever what is known about a person; acts they took in an official capacity keep that capacity."""

    reason: ErasureReason
    retention: Given[Retention | None] = None
    on: date


@record
class Hold:
    """Keep what is known about a person from being erased: a legal duty, until a day, or a dispute, until released.

    The ground names the duty or the dispute; it says nothing about the person.
    """

    ground: str
    until: date | None = None
    on: date


@record
class ReleaseHold:
    """A ground for keeping what is known about a person no longer stands."""

    ground: str
    on: date


Command = Register | CorrectName | ChangeContact | Erase | Hold | ReleaseHold


@record
class Registered:
    name: Protected
    email: Protected | None = None
    phone: Protected | None = None
    on: date


@record
class NameCorrected:
    name: Protected
    on: date


@record
class ContactChanged:
    email: Protected | None = None
    phone: Protected | None = None
    on: date


@record
class SubjectErased:
    person: PersonId
    reason: ErasureReason
    on: date


@record
class Held:
    ground: str
    until: date | None = None
    on: date


@record
class HoldReleased:
    ground: str
    on: date


Event = Registered | NameCorrected | ContactChanged | SubjectErased | Held | HoldReleased


class PersonAlreadyRegistered(Refusal):
    """A person is entered in the register once."""


class NoSuchPerson(Refusal):
    """There is no such person in the register."""


class AboutSomebodyElse(Refusal):
    """What is kept about a person is kept under that person's own key."""


class PersonErased(Refusal):
    """Nothing more is recorded about a person who was erased."""


class RetentionRequired(Refusal):
    """What the law requires to be kept is not erased before the end of the legal period."""

    article = "RGPD art. 17(3)(b)"


class HoldWithoutGround(Refusal):
    """Who keeps a person's data from being erased says on which ground."""


class NoSuchHold(Refusal):
    """Nothing is kept on this ground."""


@record
class Person:
    """What is known about a person; after an erasure, that they were erased and when."""

    name: Protected | None = None
    email: Protected | None = None
    phone: Protected | None = None
    registered_on: date | None = None
    erased_on: date | None = None
    erased_for: ErasureReason | None = None
    holds: tuple[Retention, ...] = ()


def decide(command: Command, person: Person) -> Sequence[Event]:
    match command:
        case Register():
            return register(command, person)
        case CorrectName():
            return correct_name(command, person)
        case ChangeContact():
            return change_contact(command, person)
        case Erase():
            return erase(command, person)
        case Hold():
            return hold(command, person)
        case ReleaseHold():
            return release_hold(command, person)
        case _:
            assert_never(command)


def register(command: Register, person: Person) -> list[Registered]:
    _all_about(command.name.of, command.name, command.email, command.phone)
    registered = Registered(name=command.name, email=command.email, phone=command.phone, on=command.on)
    if person == evolve(Person(), registered):
        return []
    if person.name is not None:
        raise PersonAlreadyRegistered
    return [registered]


def correct_name(command: CorrectName, person: Person) -> list[NameCorrected]:
    _all_about(_kept(person), command.name)
    if command.name == person.name:
        return []
    return [NameCorrected(name=command.name, on=command.on)]


def change_contact(command: ChangeContact, person: Person) -> list[ContactChanged]:
    _all_about(_kept(person), command.email, command.phone)
    if (command.email, command.phone) == (person.email, person.phone):
        return []
    return [ContactChanged(email=command.email, phone=command.phone, on=command.on)]


def erase(command: Erase, person: Person) -> list[SubjectErased]:
    if person.name is None:
        raise NoSuchPerson
    if person.erased_on is not None:
        return []
    for duty in (*person.holds, *([command.retention] if command.retention else [])):
        if duty.binds_on(command.on):
            raise RetentionRequired(duty.ground, duty.until)
    return [SubjectErased(person=person.name.of, reason=command.reason, on=command.on)]


def hold(command: Hold, person: Person) -> list[Held]:
    _kept(person)
    if not command.ground.strip():
        raise HoldWithoutGround
    if Retention(ground=command.ground, until=command.until) in person.holds:
        return []
    return [Held(ground=command.ground, until=command.until, on=command.on)]


def release_hold(command: ReleaseHold, person: Person) -> list[HoldReleased]:
    _kept(person)
    if all(one.ground != command.ground for one in person.holds):
        raise NoSuchHold(command.ground)
    return [HoldReleased(ground=command.ground, on=command.on)]


def _kept(person: Person) -> PersonId:
    if person.name is None:
        raise NoSuchPerson
    if person.erased_on is not None:
        raise PersonErased(person.erased_on)
    return person.name.of


def _all_about(person: PersonId, *values: Protected | None) -> None:
    for value in values:
        if value is not None and value.of != person:
            raise AboutSomebodyElse(value.of)


def evolve(person: Person, event: Event) -> Person:
    match event:
        case Registered():
            return Person(name=event.name, email=event.email, phone=event.phone, registered_on=event.on)
        case Held(ground=ground, until=until):
            return replace(person, holds=(*_others(person, ground), Retention(ground=ground, until=until)))
        case HoldReleased(ground=ground):
            return replace(person, holds=_others(person, ground))
        case NameCorrected(name=name):
            return replace(person, name=name)
        case ContactChanged(email=email, phone=phone):
            return replace(person, email=email, phone=phone)
        case SubjectErased():
            # The text goes at once, whether or not the key is destroyed yet.
            name = Protected(of=event.person, text=None)
            return replace(person, name=name, email=None, phone=None, erased_on=event.on, erased_for=event.reason)
        case _:
            assert_never(event)


def _others(person: Person, ground: str) -> tuple[Retention, ...]:
    return tuple(one for one in person.holds if one.ground != ground)


decider = Decider(decide=decide, evolve=evolve, initial=Person())
