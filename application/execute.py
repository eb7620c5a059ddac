"""How anything is done here: authorise, read, fold, decide, record, wait until the views have it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from application import authority
from application.facts import Facts, Supply, Unknown
from application.names import names_in
from application.nouns import Noun, command_name, effective, fields_of
from application.ports import (
    Batch,
    Clock,
    Directory,
    Entry,
    EventLog,
    IdempotencyKey,
    Ids,
    LogConflict,
    Receipt,
    Recorded,
    Views,
)
from application.streams import Folded, Streams
from application.tools import Tools
from domain.claim import Claim
from domain.decider import Refusal, record
from domain.irregularity import rule_name
from domain.mandate import Empowerment
from domain.values import MandateId


@record
class Caller:
    """Who asks: a person or a system actor, the mandate they use, and what led them to ask."""

    actor: str
    mandate: MandateId | None = None
    causation: str | None = None
    correlation: str | None = None


@record
class Ask:
    """One command as a caller states it: the noun, the stream (None begins a new one), and the caller's fields."""

    noun: Noun
    command: type
    stream: str | None = None
    fields: Mapping[str, object]
    expected: int | None = None


@record
class Done:
    """What came of it: the streams' versions, the events in order, and where the log stands."""

    stream: str
    version: int
    events: Sequence[object]
    positions: Sequence[int]
    views_behind: bool = False
    repeated: bool = False


class ChangedSince(Refusal):
    """What you build on has changed since you looked: look at what happened, then decide again."""


class AlreadyBegun(Refusal):
    """This has already begun; it cannot begin twice."""


class FieldMissing(Refusal):
    """A field that this needs was not given."""


class OutOfReach(Refusal):
    """A date or a number is too far away to be reckoned with."""


@dataclass(frozen=True, slots=True)
class House:
    """The parts every use case works with, wired once in the composition root."""

    log: EventLog
    streams: Streams
    nouns: Mapping[str, Noun]
    directory: Directory
    clock: Clock
    ids: Ids
    views: Views
    tools: Tools | None = None
    refused: Callable[[str, str, str, str], None] | None = None
    """Hears of what a person asked in vain: actor, command, stream (empty: a new one), rule."""


@dataclass(slots=True)
class Deed:
    """What one transaction will record: several asks may be decided one after the other, then recorded together."""

    house: House
    caller: Caller
    seen: dict[str, Folded] = field(default_factory=dict[str, Folded])
    facts: Facts = field(init=False)
    entries: list[Entry] = field(default_factory=list[Entry])
    claims: list[tuple[Claim, str]] = field(default_factory=list[tuple[Claim, str]])
    releases: list[tuple[Claim, str]] = field(default_factory=list[tuple[Claim, str]])
    base: dict[str, int] = field(default_factory=dict[str, int])
    pending: dict[str, Folded] = field(default_factory=dict[str, Folded])
    mandates: dict[str, Empowerment | None] = field(default_factory=dict[str, Empowerment | None])

    def __post_init__(self) -> None:
        house = self.house
        self.facts = Facts(house.streams, house.directory, house.clock.now(), self.pending, self.seen, house.tools)

    def ask(self, ask: Ask) -> tuple[str, list[object]]:
        """Decide one command. Raises a Refusal; nothing is recorded yet. Returns the stream and what happened."""
        try:
            return self._ask(ask)
        except OverflowError as error:  # the calendar ends in the year 9999, and so does what can be counted in it
            raise OutOfReach(command_name(ask.command)) from error

    def _ask(self, ask: Ask) -> tuple[str, list[object]]:
        stream, folded = self._subject(ask)
        framework = self._framework(ask, folded)
        command = self._command(ask, stream, folded, framework)
        mandate = authority.authorise(self._who(ask, command, stream, folded, framework))
        events = list(ask.noun.decider.decide(command, folded.state))
        self._note(ask.noun, stream, folded, events, framework, mandate)
        return stream, events

    def batch(self, key: IdempotencyKey | None) -> Batch:
        """What is to be recorded, with everything that must still hold."""
        read = {stream: version for stream, version in self.facts.read.items() if stream not in self.base}
        return Batch(
            entries=self.entries, expected=self.base, read=read, claims=self.claims, releases=self.releases, key=key
        )

    def _subject(self, ask: Ask) -> tuple[str, Folded]:
        if ask.stream is None:
            return self.house.ids.stream(ask.noun.kind), Folded(version=0, state=ask.noun.decider.initial)
        if ask.stream.partition("-")[0] != ask.noun.kind:
            raise Unknown(ask.stream)
        folded = self.facts.look(ask.stream)
        if folded.version == 0 and ask.noun.acts_on(ask.command):
            raise Unknown(ask.stream)
        if folded.version > 0 and not ask.noun.acts_on(ask.command):
            raise AlreadyBegun(ask.stream)
        if ask.expected is not None and ask.stream not in self.base and ask.expected != folded.version:
            raise ChangedSince(ask.stream, ask.expected, folded.version)
        return ask.stream, folded

    def _framework(self, ask: Ask, folded: Folded) -> str | None:
        if ask.noun.of_installation:
            return None
        given = ask.fields.get("framework") if folded.version == 0 else getattr(folded.state, "framework", None)
        return str(given) if given is not None else None

    def _command(self, ask: Ask, stream: str, folded: Folded, framework: str | None) -> object:
        home = stream if ask.noun.kind == "framework" else framework
        stated = {one.name: ask.fields[one.name] for one in fields_of(ask.command) if one.name in ask.fields}
        named = names_in(stated)
        self.facts.insist(named)
        values = stated | self._times(ask.command, stated, home)
        supplier = ask.noun.suppliers.get(ask.command)
        if supplier is not None:
            supply = Supply(
                fields=values,
                named=named,
                state=folded.state,
                stream=stream,
                facts=self.facts,
                actor=self.caller.actor,
                framework=home,
            )
            values |= supplier(supply)
        missing = [one.name for one in fields_of(ask.command) if one.required and one.name not in values]
        if missing:
            raise FieldMissing(*missing)
        return ask.command(**values)

    def _times(self, command: type, stated: Mapping[str, object], framework: str | None) -> dict[str, object]:
        names = {one.name for one in fields_of(command) if one.supplied or stated.get(one.name) is None}
        times: dict[str, object] = {}
        if "at" in names:
            times["at"] = self.facts.now
        for day in names & {"today", "on"}:
            times[day] = self.facts.today(framework)
        return times

    def _who(self, ask: Ask, command: object, stream: str, folded: Folded, framework: str | None) -> authority.Question:
        return authority.Question(
            actor=self.caller.actor,
            mandate=self.caller.mandate,
            noun=ask.noun.kind,
            command=command,
            stream=stream,
            state=folded.state,
            framework=stream if ask.noun.kind == "framework" else framework,
            facts=self.facts,
            remembered=self.mandates,
        )

    def _note(
        self,
        noun: Noun,
        stream: str,
        folded: Folded,
        events: Sequence[object],
        framework: str | None,
        mandate: MandateId | None,
    ) -> None:
        state = folded.state
        home = stream if noun.kind == "framework" else framework
        for event in events:
            self.claims += [(claim, stream) for claim in noun.claims(event, state)]
            self.releases += [(claim, stream) for claim in noun.releases(event, state)]
            state = noun.decider.evolve(state, event)
            self.entries.append(
                Entry(
                    stream=stream,
                    event=event,
                    framework=home,
                    effective=effective(event),
                    actor=self.caller.actor,
                    mandate=mandate,
                    causation=self.caller.causation,
                    correlation=self.caller.correlation,
                    about=stream,
                )
            )
        if events:
            self.base.setdefault(stream, folded.version)
            self.pending[stream] = Folded(version=folded.version + len(events), state=state)


class Execute:
    """Carries out asks. One ask, or several that stand or fall together."""

    def __init__(self, house: House) -> None:
        self.house = house

    def __call__(self, ask: Ask, caller: Caller, key: IdempotencyKey | None = None) -> Done:
        """Carry out one command; see `together`."""
        return self.together([ask], caller, key)[0]

    def together(self, asks: Sequence[Ask], caller: Caller, key: IdempotencyKey | None = None) -> list[Done]:
        """Carry out commands as one transaction.

        A conflict is tried once more, unless a caller said which version it builds on. Raises Refusal, ChangedSince,
        Unavailable.
        """
        earlier = None if key is None else self.house.log.recorded_under(key)
        if earlier is not None:
            return self._again(earlier, asks)
        return self.carry_out(
            caller, lambda deed: [(ask, *self._asked(deed, ask)) for ask in asks], key, _builds_on(asks)
        )

    def _asked(self, deed: Deed, ask: Ask) -> tuple[str, list[object]]:
        """Decide one command; whoever watches hears of a refusal."""
        try:
            return deed.ask(ask)
        except Refusal as refusal:
            actor = deed.caller.actor
            if self.house.refused is not None and actor.startswith("person-"):
                command = f"{ask.noun.kind}.{command_name(ask.command)}"
                self.house.refused(actor, command, ask.stream or "", rule_name(type(refusal)))
            raise

    def carry_out(
        self,
        caller: Caller,
        decide: Callable[[Deed], list[tuple[Ask, str, list[object]]]],
        key: IdempotencyKey | None = None,
        builds_on: Mapping[str, int] | None = None,
        *,
        wait: bool = True,
        seen: dict[str, Folded] | None = None,
    ) -> list[Done]:
        """Decide with `decide`, then record; decide again once where something changed meanwhile.

        Who records much in many transactions may keep what was `seen` from one to the next: where it has changed
        meanwhile, it is forgotten and looked at again.
        """
        for last_try in (False, True):
            deed = Deed(self.house, caller, {} if seen is None else seen)
            decided = decide(deed)
            try:
                receipt = self.house.log.append(deed.batch(key)) if deed.entries or key else Receipt(positions=())
            except LogConflict as conflict:
                deed.seen.clear()
                if last_try or builds_on:
                    raise ChangedSince(conflict.stream, conflict.expected, conflict.actual) from conflict
                continue
            if receipt.repeated:
                return self._again(receipt, [ask for ask, _, _ in decided])
            return self._done(deed, decided, receipt, wait=wait)
        raise AssertionError  # the loop returns or raises

    def what_changed(self, stream: str, since: int) -> Sequence[Recorded]:
        """The facts recorded in a stream after a version: what a refused caller should look at."""
        return list(self.house.log.stream(stream, after=since))

    def _done(
        self, deed: Deed, decided: Iterable[tuple[Ask, str, list[object]]], receipt: Receipt, *, wait: bool
    ) -> list[Done]:
        for stream, folded in deed.pending.items():
            self.house.streams.remember(stream, folded, receipt.positions[-1])
        deed.seen.update(deed.pending)
        behind = wait and bool(receipt.positions) and not self.house.views.wait_for(receipt.positions[-1])
        positions = iter(receipt.positions)
        return [
            Done(
                stream=stream,
                version=deed.facts.look(stream).version,
                events=events,
                positions=[next(positions) for _ in events],
                views_behind=behind,
            )
            for _, stream, events in decided
        ]

    def _again(self, earlier: Receipt, asks: Iterable[Ask]) -> list[Done]:
        """What an earlier request with the same key had come to, ask by ask."""
        recorded: dict[str, list[Recorded]] = {}
        for one in self.house.log.at(earlier.positions):
            recorded.setdefault(one.stream, []).append(one)
        named = {ask.stream for ask in asks}
        begun = (stream for stream in recorded if stream not in named)
        return [self._once_more(ask.stream or next(begun, ""), recorded) for ask in asks]

    def _once_more(self, stream: str, recorded: Mapping[str, Sequence[Recorded]]) -> Done:
        facts = recorded.get(stream, ())
        return Done(
            stream=stream,
            version=facts[-1].version if facts else self.house.log.version(stream),
            events=[one.event for one in facts],
            positions=[one.position for one in facts],
            repeated=True,
        )


def _builds_on(asks: Sequence[Ask]) -> dict[str, int]:
    return {ask.stream: ask.expected for ask in asks if ask.stream is not None and ask.expected is not None}


def plain(events: Iterable[Any]) -> list[str]:
    """The class names of events, for messages."""
    return [type(event).__name__ for event in events]
