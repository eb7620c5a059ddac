"""Readings, refusals, lapses and failed sign-ins: noted at once, recorded a moment later, a stream for each process."""

import logging
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from threading import Lock
from typing import Any, TypeVar, get_type_hints

from application.authority import CLOCK
from application.nouns import Noun, members
from application.ports import Batch, Clock, Entry, EventLog, Ids, Unavailable
from application.protected import holds_protected
from domain import access
from domain.values import PersonId, Protected

REMEMBERED = 50_000
TOGETHER = 500
UNNAMED, DELIVERY = "unnamed", "delivery"
NAMES = frozenset({"name"})
"""Names are what people are called by everywhere; contacts and free text are what is watched."""
logger = logging.getLogger(__name__)

NOUN = Noun(
    kind="access",
    plural="accesses",
    decider=access.decider,
    commands=members(access.Command),
    events=members(access.Event),
    creators=frozenset(members(access.Command)),
    completes=frozenset(members(access.Command)),
    internal=frozenset(members(access.Command)),
    suppliers={},
    of_installation=True,
)


@dataclass(slots=True)
class AccessBook:
    """Notes what is asked, each thing once a session; `flush` records it. Noting costs no more than a look in a set.

    A session is a day (UTC) in one process: what a process that is killed had noted in its last second is lost.
    """

    log: EventLog
    clock: Clock
    ids: Ids
    _stream: str = ""
    _version: int = 0
    _waiting: list[Entry] = field(default_factory=list[Entry])
    _noted: OrderedDict[tuple[str, ...], None] = field(default_factory=OrderedDict[tuple[str, ...], None])
    _lock: Lock = field(default_factory=Lock)
    _flushing: Lock = field(default_factory=Lock)

    def read(self, actor: str, shown: Any) -> None:
        """Somebody was shown this: note whose contacts or free text is in it, their own aside."""
        for person in people_in(shown) - {actor}:
            now = self.clock.now()
            session = now.date().isoformat()
            if self._is_new(("read", actor, person, session)):
                event = access.ValuesRead(person=PersonId(person), session=session, at=now)
                self._note(event, actor, person)

    def refused(self, actor: str, command: str, stream: str, rule: str) -> None:
        """Somebody asked for something that a rule refused. What they stated is not noted."""
        now = self.clock.now()
        session = now.date().isoformat()
        if self._is_new(("refused", actor, command, stream, rule, session)):
            event = access.CommandRefused(command=command, stream=stream, rule=rule, session=session, at=now)
            self._note(event, actor, stream)

    def lapsed(self, stream: str, deadline: str) -> None:
        """A deadline passed: what followed is in the stream concerned, and that it lapsed stands here."""
        now = self.clock.now()
        event = access.DeadlineLapsed(stream=stream, deadline=deadline, session=now.date().isoformat(), at=now)
        self._note(event, CLOCK, stream)

    def not_let_in(self, way: str, reason: str, account: str = "") -> None:
        """Somebody did not get in. What they typed is not noted; `account` is the person where there is one."""
        now = self.clock.now()
        failed = access.SignInFailed(way=way, reason=reason, account=account, session=now.date().isoformat(), at=now)
        self._note(failed, account or UNNAMED, account)

    def abandoned(self, subscription: str, stream: str) -> None:
        """Deliveries of a stream's events to a subscriber were given up."""
        now = self.clock.now()
        session = now.date().isoformat()
        if self._is_new(("abandoned", subscription, stream, session)):
            event = access.DeliveryAbandoned(subscription=subscription, stream=stream, session=session, at=now)
            self._note(event, DELIVERY, stream)

    def flush(self) -> int:
        """Record what was noted; how much. What cannot be recorded now is kept for the next time."""
        with self._flushing:
            with self._lock:
                waiting, self._waiting = self._waiting, []
            done = 0
            try:
                while done < len(waiting):
                    part = waiting[done : done + TOGETHER]
                    self.log.append(Batch(entries=part, expected={self._stream: self._version}, read={}))
                    self._version += len(part)
                    done += len(part)
            except Unavailable:
                logger.warning("what was read and refused could not be recorded; trying again", exc_info=True)
                with self._lock:
                    self._waiting = waiting[done:] + self._waiting
            return done

    def _is_new(self, what: tuple[str, ...]) -> bool:
        with self._lock:
            if what in self._noted:
                return False
            self._noted[what] = None
            if len(self._noted) > REMEMBERED:
                self._noted.popitem(last=False)
            return True

    def _note(self, event: access.Event, actor: str, about: str) -> None:
        with self._lock:
            self._stream = self._stream or self.ids.stream(NOUN.kind)
            entry = Entry(
                stream=self._stream,
                event=event,
                framework=None,
                effective=event.at,
                actor=actor,
                about=about or self._stream,
            )
            self._waiting.append(entry)


def people_in(value: Any) -> set[str]:
    """The people whose contacts or free text can be read in a value."""
    found: set[str] = set()
    _collect(value, found)
    return found


def _collect(value: Any, found: set[str]) -> None:
    shape = _shape(value.__class__)
    if shape == "protected":
        found.update([value.of] if value.text is not None else [])
    elif shape == "mapping":
        for name, each in value.items():
            if name not in NAMES:
                _collect(each, found)
    elif shape == "several":
        for each in value:
            _collect(each, found)
    else:
        for name in shape:
            _collect(getattr(value, name), found)


@cache
def _shape(kind: Any) -> str | tuple[str, ...]:
    """What a value of this type holds; a record the fields that are no names, and a text or a date nothing."""
    if kind is Protected:
        return "protected"
    if issubclass(kind, Mapping):
        return "mapping"
    if issubclass(kind, tuple | list | frozenset | set):
        return "several"
    if not is_dataclass(kind):
        return ()
    hints = get_type_hints(kind)
    return tuple(one.name for one in fields(kind) if one.name not in NAMES and _may_hold(hints[one.name]))


def _may_hold(hint: Any) -> bool:
    """Whether a field can hold a value about people, as far as its type tells; what may be anything may be that too."""
    return isinstance(hint, TypeVar) or hint is Any or hint is object or holds_protected(hint)
