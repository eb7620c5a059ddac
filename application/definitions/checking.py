"""The second step of the gate: every expression of a document typed, against what its subject lets one see."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from application.definitions.document import Document, Expression, Wanted
from application.definitions.faults import Fault, fault
from application.definitions.guards import Guards, Misused, Value, VarType, types_of
from application.subjects import variables
from application.subjects.heard import event_variables
from domain.procedure.definition import Argument, On, Procedure

Types = Mapping[str, VarType]
_WORDS = {
    VarType.TEXT: ("un texte", "a text"),
    VarType.NUMBER: ("un nombre", "a number"),
    VarType.FLAG: ("vrai ou faux", "true or false"),
    VarType.DATE: ("une date", "a date"),
    VarType.LIST: ("une liste", "a list"),
}


def ill_typed(document: Document, guards: Guards, events: Mapping[str, type]) -> tuple[Fault, ...]:
    """What is wrong with the expressions of a document that was read without a fault, in order of place.

    `events` holds the aggregates' events by their permanent names.
    """
    if document.procedure is None:
        return ()
    scopes = Scopes(document.procedure, events)
    found = [each for one in document.expressions for each in _faults(one, scopes, guards)]
    return tuple(sorted(found, key=lambda one: (one.place.line, one.place.column)))


class Scopes:
    """What may be seen where: the subject's variables, and in a `when` those of the event that it listens to."""

    def __init__(self, procedure: Procedure, events: Mapping[str, type]) -> None:
        self.subject: Types = types_of(variables(procedure.subject))
        self._events = events
        self._heard = {
            one.name for state in procedure.states.values() for one in state.transitions if one.on is On.WHEN
        }

    def of(self, heard: str) -> Types:
        """The variables of a transition that listens to that event; of any other one, for an empty name."""
        event = self._events.get(heard)
        return self.subject if event is None else {**self.subject, **types_of(event_variables(event))}

    def of_example(self, heard: str) -> Types:
        """What an example may say: of the subject, and of every event that the procedure listens to."""
        names = sorted({*self._heard, heard} & self._events.keys())
        found = dict(self.subject)
        for name in names:
            found |= types_of(event_variables(self._events[name]))
        return found


def _faults(one: Expression, scopes: Scopes, guards: Guards) -> Iterator[Fault]:
    match one.wanted:
        case Wanted.GUARD:
            yield from _told(one, guards.check(one.text, scopes.of(one.heard), VarType.FLAG))
        case Wanted.VALUE:
            yield from _told(one, guards.check(one.text[1:], scopes.of(one.heard), None), shift=1)
        case Wanted.TEXT:
            yield from _told(one, guards.check(one.text, scopes.of(one.heard), VarType.TEXT))
        case Wanted.DATE:
            yield from _of_type(one, scopes.subject, VarType.DATE)
        case Wanted.LIST:
            yield from _of_type(one, scopes.subject, VarType.LIST)
        case Wanted.FACT:
            yield from _fact(one, scopes.of_example(one.heard))


def _told(one: Expression, misused: Sequence[Misused], shift: int = 0) -> Iterator[Fault]:
    for each in misused:
        yield fault(each.rule, one.passage.at(each.offset + shift), one.where, each.values)


def _of_type(one: Expression, types: Types, wanted: VarType) -> Iterator[Fault]:
    found = types.get(one.text)
    if found is None:
        close = difflib.get_close_matches(one.text[:80], [name for name in types if types[name] is wanted], n=1)
        values = {"value": one.text, "hint_fr": "", "hint_en": ""}
        if close:
            values |= {
                "hint_fr": f" Vouliez-vous dire « {close[0]} » ?",
                "hint_en": f" Did you mean “{close[0]}”?",
            }
        yield fault("variable-unknown", one.passage.at(0), one.where, values)
    elif found is not wanted:
        yield _wrong(one, found, wanted)


def _wrong(one: Expression, found: VarType, wanted: VarType) -> Fault:
    values = {"found": " / ".join(_WORDS[found]), "expected": " / ".join(_WORDS[wanted])}
    return fault("wrong-result", one.passage.at(0), one.where, values)


def _fact(one: Expression, types: Types) -> Iterator[Fault]:
    known = types.get(one.text)
    if known is None or one.value is None:
        yield from _of_type(one, types, VarType.TEXT)
        return
    try:
        fact_value(known, one.value)
    except ValueError:
        yield _wrong(one, _type_of(one.value), known)


def _type_of(value: Argument) -> VarType:
    if isinstance(value, bool):
        return VarType.FLAG
    return VarType.NUMBER if isinstance(value, int) else VarType.TEXT


def fact_value(known: VarType, value: Argument) -> Value:
    """What an example says of a variable, as a value of its type. Raises ValueError where it cannot be one.

    A date is a text in quotes (`"2026-05-31"`), a list a text with commas (`"organisation-a, organisation-b"`).
    """
    if known is VarType.DATE and isinstance(value, str):
        return date.fromisoformat(value)
    if known is VarType.LIST and isinstance(value, str):
        return tuple(one.strip() for one in value.split(",") if one.strip())
    if _type_of(value) is known:
        return value
    message = f"{value!r} is not {_WORDS[known][1]}"
    raise ValueError(message)
