"""Records the sample territory: every step as the person who takes it, on its own day, under the rules of the API."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from pydantic import ValidationError

from application.authority import CHECKS, CLOCK, PROCEDURES, REACTIONS
from application.execute import Ask, Caller, Deed, Done
from application.init import INSTALLATION, Installer, initialise
from application.nouns import Noun, command_name
from application.ports import IdempotencyKey, Recorded
from domain import installation, mandate
from domain.decider import Refusal
from domain.irregularity import rule_name
from domain.values import MandateId
from interfaces.api.schemas import request_model, stated
from interfaces.parts import Parts
from interfaces.sample.following import Following, SampleRefused
from interfaces.sample.story import ZONE, Shift, Step, Story, read

BEGUN = "Pays de Vallonne (territoire d'exemple, chargement en cours)"
"""What the installation is called while the story is being recorded."""
LOADED = "Pays de Vallonne (territoire d'exemple)"
"""What its last step calls it."""
INSTALL = "install"
MADE = {"vallonne": "operator", "ines": "administrator", "m_ines": "mandate", "installation": INSTALLATION}
"""What the first step makes, in order, by the names the story gives it."""

LOOKED_UP = frozenset({"application", "contract", "mandate", "meeting", "procedure"})
"""What the next step may have to find."""
SYSTEM = frozenset({CHECKS, CLOCK, PROCEDURES, REACTIONS})

Progress = Callable[[int, int], None]
SetClock = Callable[[datetime], None]


class OtherLog(Exception):
    """The log holds something else than the sample, or something besides it: it takes an empty one."""


def is_loaded(parts: Parts) -> bool:
    """Whether the whole story is in the log."""
    return any(isinstance(one, installation.Renamed) and one.name == LOADED for one in _installation(parts))


def is_begun(parts: Parts) -> bool:
    """Whether the log is the sample's, whole or cut short: loading again goes on where it stopped."""
    return any(isinstance(one, installation.Initialised) and one.name == BEGUN for one in _installation(parts))


def _installation(parts: Parts) -> list[object]:
    return [fact.event for fact in parts.log.stream(INSTALLATION)]


def load(parts: Parts, progress: Progress, set_clock: SetClock, story: Story | None = None) -> None:
    """Record the story, or what is missing of it. The clock is put at each step's instant.

    Raises SampleRefused for a step that is not taken, OtherLog where the log is not the sample's.
    """
    if is_loaded(parts):
        return
    story = story or read()
    first = story.steps[0]
    if parts.log.position() == 0:
        shift = Shift.to(parts.clock.now().astimezone(ZONE).date())
    elif is_begun(parts):
        shift = Shift.to(parts.log.at([1])[0].recorded_at.astimezone(ZONE).date(), first.at.date())
    else:
        raise OtherLog(parts.database)
    parts.settle()
    teller = _Teller(parts, story, shift, set_clock, sum(not _follows(fact) for fact in parts.facts(0)))
    for number, step in enumerate(story.steps, start=1):
        teller.tell(step)
        progress(number, len(story.steps))
    teller.end()
    parts.settle()


def _follows(fact: Recorded) -> bool:
    """Whether a fact followed from others or from the calendar: the story does not tell it."""
    return fact.actor in SYSTEM or fact.actor.startswith("case-")


def people(parts: Parts) -> dict[str, str]:
    """Who holds each role today, by role: of several, whoever was given it first."""
    today = parts.clock.now().astimezone(ZONE).date()
    holders: dict[str, str] = {}
    for name in dict.fromkeys(fact.stream for fact in parts.facts(0) if isinstance(fact.event, mandate.Granted)):
        state: mandate.Mandate = parts.execute.house.streams.folded(name).state
        power = mandate.empowerment(MandateId(name), state)
        if power.holds_on(today):
            holders.setdefault(power.role, power.person)
    return {str(role): person for role, person in holders.items()}


@dataclass(slots=True)
class _Teller:
    """Takes one step after the other, and remembers what each made."""

    parts: Parts
    story: Story
    shift: Shift
    set_clock: SetClock
    held: int
    """How many events the log held before."""
    found: int = 0
    """How many of them were found to be the story's."""
    names: dict[str, str] = field(default_factory=dict[str, str])
    told: dict[str, Recorded] = field(default_factory=dict[str, Recorded])
    following: Following = field(init=False)

    def __post_init__(self) -> None:
        self.following = Following(self.parts, self.set_clock)

    def tell(self, step: Step) -> None:
        """Take a step, or find that it was taken. What follows from those before it comes first."""
        instant = self.shift.instant(step.at)
        if self.found and self.found >= self.held:
            self.following.until(instant)
        self.set_clock(instant)
        try:
            self._install(step) if step.do == INSTALL else self._carry_out(step)
        except (Refusal, ValidationError, LookupError, ValueError) as error:
            raise SampleRefused(f"{step.place}: {step.do}: {_words(error)}") from error

    def end(self) -> None:
        """The story is told: what follows from its last steps."""
        self.following.react()

    def _install(self, step: Step) -> None:
        if self.parts.log.position() == 0:
            body = cast("dict[str, Any]", self.shift.value(dict(step.bodies[0])))
            made = initialise(self.parts.execute, Installer(**body))
            self.names |= {name: made[what] for name, what in MADE.items()}
            self.found = len(MADE)
            self.parts.settle()
            return
        facts = self.parts.log.at(list(range(1, len(MADE) + 1)))
        self.found = len(facts)
        self.names |= {name: fact.stream for name, fact in zip(MADE, facts, strict=True)}

    def _carry_out(self, step: Step) -> None:
        noun, command = command_of(self.parts.nouns, step.do)
        stream = None if step.on is None else self._name(step.on)
        bodies = [self._filled(self.shift.value(dict(body))) for body in step.bodies]
        asks = [
            Ask(
                noun=noun,
                command=command,
                stream=stream,
                fields=stated(request_model(noun, command).model_validate_json(json.dumps(body))),
            )
            for body in bodies
        ]
        key = self._key(step, bodies)
        self._remember(step, self._again(step, asks, key) if self.found < self.held else self._anew(step, asks, key))
        if noun.kind in LOOKED_UP and (noun.kind == "mandate" or command in noun.creators):
            self.parts.settle()  # who may act, and which meeting comes next, is looked up in the views

    def _again(self, step: Step, asks: list[Ask], key: IdempotencyKey) -> list[Done]:
        if self.parts.log.recorded_under(key) is None:
            raise OtherLog(f"{self.parts.database} (no {step.place} at position {self.found + 1})")
        return self.parts.execute.together(asks, self._caller(step), key)

    def _anew(self, step: Step, asks: list[Ask], key: IdempotencyKey) -> list[Done]:
        def decide(deed: Deed) -> list[tuple[Ask, str, list[object]]]:
            return [(ask, *deed.ask(ask)) for ask in asks]

        return self.parts.execute.carry_out(self._caller(step), decide, key, wait=False)

    def _caller(self, step: Step) -> Caller:
        cause = None if step.because is None else self.told[step.because]
        return Caller(
            actor=self._name(step.by),
            mandate=None if step.using is None else MandateId(self._name(step.using)),
            causation=None if cause is None else cause.event_id,
            correlation=None if cause is None else cause.correlation or cause.event_id,
        )

    def _key(self, step: Step, bodies: list[Any]) -> IdempotencyKey:
        digest = self.parts.digest(json.dumps(bodies, sort_keys=True).encode())
        return IdempotencyKey(actor=self._name(step.by), route=f"sample/{step.do}", key=step.place, digest=digest)

    def _remember(self, step: Step, done: list[Done]) -> None:
        positions = sorted({position for one in done for position in one.positions})
        if not positions:
            raise ValueError("it changes nothing")
        self.found += len(positions)
        self.following.note(done)
        self.names |= {name: one.stream for name, one in zip(step.names, done, strict=False) if name is not None}
        if step.label is not None:
            self.told[step.label] = self.parts.log.at(positions[-1:])[0]

    def _name(self, alias: str) -> str:
        return self.names[alias.removeprefix("$")]

    def _filled(self, value: Any) -> Any:
        return filled(value, self._known)

    def _known(self, alias: str) -> Any:
        if alias in self.names:
            return self.names[alias]
        name, _, part = alias.partition(".")
        document = self.story.documents[name]
        if "library" in document:
            return procedure_text(self.parts, document)
        kept = self.parts.files.keep(
            self.shift.text(document["text"]).encode(), "text/plain", self.shift.text(document["title"])
        )
        evidence = {"digest": kept.digest, "media_type": kept.media_type, "size": kept.size, "title": kept.title}
        return evidence[part] if part else evidence


def procedure_text(parts: Parts, document: Mapping[str, Any]) -> str:
    """A procedure of the library, with what this territory changes in it. Raises ValueError, KeyError."""
    tools = parts.execute.house.tools
    assert tools is not None
    text = tools.library.text(document["library"])
    for before, after in cast("Mapping[str, str]", document.get("changes", {})).items():
        if text.count(before) != 1:
            message = f"{document['library']}: {before!r} stands there {text.count(before)} times"
            raise ValueError(message)
        text = text.replace(before, after)
    return text


def filled(value: Any, known: Callable[[str], Any]) -> Any:
    """A value with what `$name` stands for in place of it."""
    match value:
        case str() if value.startswith("$"):
            return known(value[1:])
        case dict():
            pairs = cast("dict[str, Any]", value)
            return {name: filled(each, known) for name, each in pairs.items()}
        case list():
            return [filled(each, known) for each in cast("Sequence[Any]", value)]
        case _:
            return value


def command_of(nouns: Mapping[str, Noun], do: str) -> tuple[Noun, type]:
    """`agreement.sign` → the noun and its command, also one that no door offers. Raises KeyError."""
    kind, _, name = do.partition(".")
    command = next((each for each in nouns[kind].commands if command_name(each) == name), None)
    if command is None:
        raise KeyError(do)
    return nouns[kind], command


def _words(error: Exception) -> str:
    if isinstance(error, Refusal):
        return f"{rule_name(type(error))} {', '.join(map(str, error.args))}"
    return f"{type(error).__name__} {error}"
