"""A key by which a program reads, or acts for, its holder: who let it in, to what, and until when; never the secret."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

from domain.decider import Decider, Refusal, record, replace
from domain.values import FrameworkId, PersonId


@record
class Issue:
    """Let a program in by a key of its own, within bounds and until an instant."""

    holder: PersonId
    frameworks: frozenset[FrameworkId] = frozenset()
    types: frozenset[str] = frozenset()
    calendar_of: PersonId | None = None
    may_act: bool = False
    expires_at: datetime
    at: datetime


@record
class Revoke:
    """Let nobody in by this key any more."""

    at: datetime


Command = Issue | Revoke


@record
class Issued:
    """Empty bounds let everything through. `calendar_of`: the key opens that person's calendar and nothing else."""

    holder: PersonId
    frameworks: frozenset[FrameworkId] = frozenset()
    types: frozenset[str] = frozenset()
    calendar_of: PersonId | None = None
    may_act: bool = False
    expires_at: datetime
    at: datetime


@record
class Revoked:
    at: datetime


Event = Issued | Revoked


class KeyAlreadyIssued(Refusal):
    """A key is issued once; what it opens never changes."""


class KeyEndsBeforeItBegins(Refusal):
    """A key ends after the instant at which it was issued."""


class BoundedKeyActs(Refusal):
    """A key that shows only a part of the log reads; it does not act."""


class CalendarKeyOpensMore(Refusal):
    """The key of a calendar opens that calendar and nothing else."""


class NoSuchKey(Refusal):
    """There is no such key here."""


@record
class Key:
    """Who holds a key, what it opens, until when."""

    holder: PersonId | None = None
    frameworks: frozenset[FrameworkId] = frozenset()
    types: frozenset[str] = frozenset()
    calendar_of: PersonId | None = None
    may_act: bool = False
    issued_at: datetime | None = None
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


def decide(command: Command, key: Key) -> Sequence[Event]:
    match command:
        case Issue():
            return issue(command, key)
        case Revoke():
            return revoke(command, key)
        case _:
            assert_never(command)


def issue(command: Issue, key: Key) -> list[Issued]:
    issued = Issued(
        holder=command.holder,
        frameworks=command.frameworks,
        types=command.types,
        calendar_of=command.calendar_of,
        may_act=command.may_act,
        expires_at=command.expires_at,
        at=command.at,
    )
    if key.holder is not None:
        if key == evolve(Key(), issued):
            return []
        raise KeyAlreadyIssued
    if command.expires_at <= command.at:
        raise KeyEndsBeforeItBegins(command.expires_at)
    _within_reason(command)
    return [issued]


def _within_reason(command: Issue) -> None:
    bounded = bool(command.frameworks or command.types)
    if command.calendar_of is not None and (bounded or command.may_act):
        raise CalendarKeyOpensMore
    if bounded and command.may_act:
        raise BoundedKeyActs


def revoke(command: Revoke, key: Key) -> list[Revoked]:
    if key.holder is None:
        raise NoSuchKey
    return [] if key.revoked_at is not None else [Revoked(at=command.at)]


def evolve(key: Key, event: Event) -> Key:
    match event:
        case Issued():
            return Key(
                holder=event.holder,
                frameworks=event.frameworks,
                types=event.types,
                calendar_of=event.calendar_of,
                may_act=event.may_act,
                issued_at=event.at,
                expires_at=event.expires_at,
            )
        case Revoked(at=at):
            return replace(key, revoked_at=at)
        case _:
            assert_never(event)


decider = Decider(decide=decide, evolve=evolve, initial=Key())
