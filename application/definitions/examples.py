"""The author's own examples, played through the definition."""

from collections.abc import Callable, Iterator, Mapping

from application.definitions.checking import Scopes, fact_value
from application.definitions.faults import Fault, fault
from application.definitions.guards import GuardFailed, Value, VarType
from application.tools import Tools
from domain.irregularity import in_words
from domain.procedure.configuration import Configuration, Move, Trigger
from domain.procedure.configuration import Fault as Contradiction
from domain.procedure.definition import Argument, Example, Happening, On, Procedure, StatePath
from domain.procedure.step import begin, step


class Played:
    """Where an example has come to."""

    def __init__(self, procedure: Procedure, tools: Tools, example: Example) -> None:
        self._procedure, self._tools = procedure, tools
        self._scopes = Scopes(procedure, tools.events)
        self._types: Mapping[str, VarType] = self._scopes.of_example("")
        self.values: dict[str, Value] = {}
        self.given(example.given)
        moved = begin(procedure, self._holds)
        self.configuration, self.ended = moved.after, moved.ended
        self.entered: set[StatePath] = set(moved.entered)
        """Every step that it has come through."""

    def given(self, facts: tuple[tuple[str, Argument], ...]) -> None:
        """This is true of the subject from now on."""
        for name, value in facts:
            if name in self._types:
                self.values[name] = fact_value(self._types[name], value)

    def happens(self, happening: Happening) -> bool:
        """Whether the case moved."""
        self.given(happening.facts)
        state = happening.name if happening.on in (On.APPROVED, On.REJECTED) else ""
        name = "" if state else happening.name
        move = self._step(Trigger(on=happening.on, name=name, state=state))
        if move is None:
            return False
        self.configuration, self.ended = move.after, move.ended
        self.entered |= set(move.entered)
        return True

    def _step(self, trigger: Trigger) -> Move | None:
        return step(self._procedure, self.configuration, trigger, self._holds)

    def _holds(self, guard: str) -> bool:
        heard = {**self._types}
        return self._tools.guards.compile(guard, heard)(self.values)


def come_through(procedure: Procedure, tools: Tools) -> frozenset[StatePath]:
    """The steps that the author's examples come through, taken together; none of them may fail."""
    found: set[StatePath] = set()
    for example in procedure.examples:
        played = Played(procedure, tools, example)
        for happening in example.when:
            played.happens(happening)
        found |= played.entered
    return frozenset(found)


def failed_examples(procedure: Procedure, tools: Tools) -> Iterator[Fault]:
    """The examples that come to something else than their author says."""
    for example in procedure.examples:
        yield from _failed(procedure, tools, example)


def _failed(procedure: Procedure, tools: Tools, example: Example) -> Iterator[Fault]:
    def wrong(rule: str, **values: object) -> Fault:
        return fault(rule, example.place, example.name, values)

    try:
        played = Played(procedure, tools, example)
        refused = next((one for one in example.when if not played.happens(one)), None)
    except GuardFailed as failed:
        yield wrong("example-undecided", why=in_words(failed))
        return
    except Contradiction as fallen:
        yield wrong("example-contradiction", why=in_words(fallen))
        return
    if example.then.refused:
        if refused is None or refused is not example.when[-1]:
            yield wrong("example-not-refused", stands=_stands(played.configuration))
    elif refused is not None:
        yield wrong("example-refused", event=refused.name, stands=_stands(played.configuration))
    else:
        yield from _elsewhere(played, example, wrong)


def _elsewhere(played: Played, example: Example, wrong: Callable[..., Fault]) -> Iterator[Fault]:
    expected = example.then
    if expected.active is not None and not set(expected.active) <= played.configuration.active:
        yield wrong("example-elsewhere", stands=_stands(played.configuration), expected=", ".join(expected.active))
    if expected.ended is not None and expected.ended is not played.ended:
        rule = "example-ended" if played.ended else "example-not-ended"
        yield wrong(rule, stands=_stands(played.configuration))


def _stands(configuration: Configuration) -> str:
    return ", ".join(sorted(configuration.active))
