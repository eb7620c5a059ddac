"""What keeps cases going: orders carried out, events heard, timers fired; each once, whatever crashes in between."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from application.authority import CLOCK, PROCEDURES
from application.cases import definition_of
from application.concerning import concerned
from application.execute import Ask, Caller, ChangedSince, Execute
from application.facts import Facts
from application.ordering import Carried, carry
from application.ports import Bookmark, IdempotencyKey, Recorded, Unavailable
from application.subjects.heard import event_values
from domain import case
from domain.case.ordering import order_named
from domain.case.state import Case
from domain.decider import Refusal
from domain.irregularity import in_words, rule_name
from domain.procedure.definition import On, Procedure
from domain.values import Digest

logger = logging.getLogger(__name__)
PAGE = 500
TRIES = 20
"""How often something is decided again when a case moves under one's hands."""
A_MOMENT = timedelta(minutes=1)
"""Decided and recorded may lie so far apart: within it, the log itself says what came first."""
AT_ONCE = 200
"""How many alarms are looked at before the next are asked for."""


@dataclass(slots=True)
class Rung:
    """What a look at the alarms came to."""

    fired: list[str] = field(default_factory=list[str])
    refused: list[Mapping[str, str]] = field(default_factory=list[Mapping[str, str]])


@dataclass(frozen=True, slots=True)
class Workflow:
    """Follows the log for the cases, and looks at their alarms. Any process may: every step is decided in the log."""

    execute: Execute
    bookmark: Bookmark
    settle: Callable[[], object]
    """Brings the views up to the log."""
    event_name: Callable[[type], str]
    name: str = "procedures"

    def catch_up(self) -> Sequence[Mapping[str, str]]:
        """Deal with everything up to the end of the log, and with what follows from that."""
        log = self.execute.house.log
        refused: list[Mapping[str, str]] = []
        noted = position = self.bookmark.position(self.name)
        while facts := log.after(position, PAGE):
            self.settle()
            for fact, cases in self._concerned(facts):
                refused += self._follow(fact, cases)
            position = facts[-1].position
            if len(facts) == PAGE:  # what follows from a few facts is a few more: one note for all of them
                self.bookmark.move(self.name, position)
                noted = position
        if position != noted:
            self.bookmark.move(self.name, position)
        return refused

    def ring(self, now: datetime) -> Rung:
        """Fire every timer that is due, try again every order whose time has come."""
        rung = Rung()
        seen: set[tuple[str, str]] = set()
        self.settle()
        while fresh := [one for one in self._alarms(now, AT_ONCE + len(seen)) if one not in seen]:
            seen.update(fresh)
            for stream, key in fresh:
                self._ring_one(stream, key, now, rung)
            self.settle()
        return rung

    def _alarms(self, now: datetime, limit: int) -> Sequence[tuple[str, str]]:
        return self.execute.house.directory.alarms(now, limit)

    def _ring_one(self, stream: str, key: str, now: datetime, rung: Rung) -> None:
        ring = partial(self._send, stream, int(key), now) if key.isdigit() else partial(self._fire, stream, key)
        trouble = list(self._try(stream, key, ring))
        rung.refused += trouble
        if not trouble:
            rung.fired.append(f"{stream} {key}")

    def _fire(self, stream: str, key: str) -> None:
        noun = self.execute.house.nouns["case"]
        self.execute(Ask(noun=noun, command=case.FireTimer, stream=stream, fields={"timer": key}), Caller(actor=CLOCK))

    def _concerned(self, facts: Sequence[Recorded]) -> Iterator[tuple[Recorded, Sequence[str]]]:
        """Each fact with the open cases about what it is about, looked up for the whole page at once."""
        house = self.execute.house
        about = {fact.position: concerned(fact, house.streams) for fact in facts}
        streams = sorted({stream for each in about.values() for stream in each})
        found: dict[str, list[str]] = {}
        for stream, subject in house.directory.cases_about(streams):
            found.setdefault(subject, []).append(stream)
        for fact in facts:
            yield fact, [one for subject in about[fact.position] for one in found.get(subject, ())]

    def _follow(self, fact: Recorded, cases: Sequence[str]) -> Iterator[Mapping[str, str]]:
        event = fact.event
        if isinstance(event, case.OrderGiven):
            send = partial(self._send, fact.stream, event.order, fact.recorded_at)
            yield from self._try(fact.stream, str(event.order), send)
        for stream in cases:
            if self._was_open(stream, fact):
                yield from self._try(stream, fact.name, partial(self._hear, fact, stream))

    def _was_open(self, stream: str, fact: Recorded) -> bool:
        """Whether the case was there already: one opened since, while nobody followed, knows it from its subject."""
        state: Case = self.execute.house.streams.folded(stream).state
        if state.opened_at is None or state.opened_at < fact.recorded_at - A_MOMENT:
            return True
        return any(True for _ in self.execute.house.log.stream(stream, up_to=fact.position))

    def _try(self, stream: str, about: str, do: Callable[[], None]) -> Iterator[Mapping[str, str]]:
        """Do something for one case. What goes wrong in it is an incident of that case, and stops no other."""
        try:
            self._until_settled(do)
        except Unavailable:
            raise  # nothing can be done for anybody: the same is tried again when the log answers
        except Refusal as refusal:
            self._trouble(stream, about, f"{rule_name(type(refusal))}: {in_words(refusal)}".removesuffix(": "))
            yield _said(stream, refusal)
        except Exception as error:
            logger.exception("%s: %s", stream, about)
            self._trouble(stream, about, f"{type(error).__name__}: {error}")
            yield {"stream": stream, "rule": "failure", "detail": f"{type(error).__name__}: {error}"}

    @staticmethod
    def _until_settled(do: Callable[[], None]) -> None:
        """Again where somebody else was quicker: what is heard must not be lost to a busy case."""
        for _ in range(TRIES):
            try:
                do()
            except ChangedSince:
                continue
            return
        do()

    def _trouble(self, stream: str, about: str, words: str) -> None:
        noun = self.execute.house.nouns["case"]
        ask = Ask(noun=noun, command=case.RaiseIncident, stream=stream, fields={"words": words, "about": about})
        try:
            self.execute(ask, Caller(actor=PROCEDURES))
        except Refusal:
            logger.exception("%s: the incident could not be recorded", stream)

    def _hear(self, fact: Recorded, stream: str) -> None:
        name = self.event_name(type(fact.event)).rpartition(".v")[0]
        fields = {
            "name": name,
            "by_case": fact.actor.startswith("case-"),
            "values": event_values(fact.event),
        }
        ask = Ask(noun=self.execute.house.nouns["case"], command=case.Hear, stream=stream, fields=fields)
        caller = Caller(actor=PROCEDURES, causation=fact.event_id, correlation=fact.correlation)
        key = IdempotencyKey(actor=PROCEDURES, route="hear", key=f"{fact.event_id}/{stream}", digest="")
        self.execute(ask, caller, key if name in self._listened_to(stream) else None)

    def _listened_to(self, stream: str) -> frozenset[str]:
        """The facts that the case's procedure names.

        Of any other it only asks how its subject stands now: asking again comes to the same, so nothing is noted of it.
        """
        house = self.execute.house
        state: Case = house.streams.folded(stream).state
        if state.digest not in LISTENED:
            facts = Facts(house.streams, house.directory, house.clock.now(), tools=house.tools)
            LISTENED[state.digest] = listened_to(definition_of(facts, state.procedure, state.version)[0])
        return LISTENED[state.digest]

    def _send(self, stream: str, number: int, now: datetime) -> None:
        """Carry out an order, then note what came of it. A crash in between finds the order done, by its key."""
        state: Case = self.execute.house.streams.folded(stream).state
        order = order_named(state, number)
        if order is None or (order.retry_at is not None and order.retry_at > max(now, self.execute.house.clock.now())):
            return
        given = next(
            fact
            for fact in self.execute.house.log.stream(stream)
            if isinstance(fact.event, case.OrderGiven) and fact.event.order == number
        )
        carried = carry(self.execute, stream, state, order, given)
        self._note(stream, number, carried, given)

    def _note(self, stream: str, number: int, carried: Carried, given: Recorded) -> None:
        noun = self.execute.house.nouns["case"]
        command: Any = case.NoteOrderDone if carried.done else case.NoteOrderFailed
        said: dict[str, object] = (
            {"outcome": carried.words} if carried.done else {"why": carried.words, "for_good": carried.for_good}
        )
        ask = Ask(noun=noun, command=command, stream=stream, fields={"order": number} | said)
        self.execute(ask, Caller(actor=PROCEDURES, causation=given.event_id, correlation=given.correlation))


LISTENED: dict[Digest | None, frozenset[str]] = {}
"""By the digest of a definition, which never changes."""


def listened_to(definition: Procedure) -> frozenset[str]:
    """The permanent names of the facts that any step of a definition listens to."""
    transitions = (one for state in definition.states.values() for one in state.transitions)
    return frozenset(one.name for one in transitions if one.on is On.WHEN)


def _said(stream: str, refusal: Refusal) -> Mapping[str, str]:
    return {"stream": stream, "rule": rule_name(type(refusal)), "detail": in_words(refusal)}
