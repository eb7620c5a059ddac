"""The small parts of a document as values: words, roles, the calendar, orders and further cases."""

from functools import cache
from zoneinfo import available_timezones

from application.definitions.document import Wanted
from application.nouns import command_name, fields_of
from application.registry import NOUNS
from domain.calendar import parse_span
from domain.procedure.definition import (
    Argument,
    Counting,
    Order,
    Role,
    Roll,
    Span,
    Spawn,
    Words,
)
from infrastructure.calendars import known_regions
from infrastructure.formats.procedure_yaml.shapes import Item
from infrastructure.formats.procedure_yaml.telling import hints
from infrastructure.formats.procedure_yaml.tree import Reading

TELLING = ("notify", "escalate")


def words_of(item: Item | None) -> Words:
    """A text in one language is French until somebody says otherwise."""
    if item is None:
        return Words()
    if item.node.kind == "text":
        return Words(fr=item.text)
    return Words(fr=item.said("fr"), en=item.said("en"))


def span_of(item: Item | None) -> Span | None:
    return None if item is None else parse_span(item.text)


def counting_of(item: Item | None, reading: Reading) -> Counting:
    """By which calendar days are counted; the zone and the region must exist."""
    if item is None:
        return Counting()
    usual = Counting()
    zone, workdays = item.said("zone") or usual.zone, item.said("workdays") or usual.workdays
    _known(item.get("zone"), "zone-unknown", zones(), reading)
    _known(item.get("workdays"), "workdays-unknown", known_regions(), reading)
    return Counting(zone=zone, workdays=workdays, roll=Roll(item.said("roll") or usual.roll))


@cache
def zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _known(item: Item | None, rule: str, known: frozenset[str], reading: Reading) -> None:
    if item is not None and item.text not in known:
        reading.faults.add(rule, item.place, item.where, value=item.text, **hints(item.text, sorted(known)))


def role_of(name: str, item: Item, reading: Reading) -> Role:
    if item.flag("body"):
        reading.clash(item, "delegable", "body")
    return Role(
        id=name,
        title=words_of(item.get("title")),
        mandate=item.said("mandate"),
        of=reading.expression(item.get("of"), Wanted.LIST),
        capacity=item.said("capacity"),
        delegable=span_of(item.get("delegable")),
        body=item.flag("body"),
        place=item.place,
    )


def orders_of(items: list[Item], reading: Reading, beside: Item | None = None, heard: str = "") -> tuple[Order, ...]:
    """Orders; `beside` holds the `roles` and `words` of a transition, for those that are a word alone."""
    return tuple(_order(item, reading, beside, heard) for item in items)


def _order(item: Item, reading: Reading, beside: Item | None, heard: str) -> Order:
    named = item if item.node.kind == "text" else item.get("command")
    command = "" if named is None else named.text
    telling = item if item.node.kind == "map" else beside
    roles = () if telling is None or command not in TELLING else reading.roles_named(telling.each("roles"))
    if named is not None:
        _check_command(named, item, reading)
    if command in TELLING and not roles:
        reading.faults.add("nobody-told", item.place, item.where, command=command)
    return Order(
        command=command,
        arguments=_arguments(item, reading, heard),
        roles=roles,
        words=words_of(None if telling is None or command not in TELLING else telling.get("words")),
        place=item.place,
    )


def _check_command(named: Item, item: Item, reading: Reading) -> None:
    """A command of an aggregate exists, and has the fields that it is given."""
    telling = named.text in TELLING
    known = {} if telling else commands()
    if not telling and named.text not in known:
        offered = hints(named.text, [*TELLING, *known])
        reading.faults.add("command-unknown", named.place, named.where, value=named.text, **offered)
        return
    for key in ("with",) if telling else ("roles", "words"):
        if key in item.names:
            place = item.names[key].place
            reading.faults.add("keys-clash", place, item.where, key=key, other=named.text)
    given = item.get("with")
    for name, node in ({} if given is None or telling else given.names).items():
        if name not in known[named.text]:
            offered = hints(name, [*known[named.text]])
            where = f"{item.where}.with"
            reading.faults.add("argument-unknown", node.place, where, command=named.text, value=name, **offered)


@cache
def commands() -> dict[str, frozenset[str]]:
    """`agreement.suspend` → the fields that a caller may state, for every command that a door offers."""
    return {
        f"{noun.kind}.{command_name(command)}": frozenset(one.name for one in fields_of(command) if not one.supplied)
        for noun in NOUNS.values()
        for command in noun.offered
    }


def _arguments(item: Item, reading: Reading, heard: str) -> tuple[tuple[str, Argument], ...]:
    given = item.get("with")
    if given is None:
        return ()
    for one in given.keys.values():
        if isinstance(one.value, str) and one.value.startswith("="):
            reading.expression(one, Wanted.VALUE, heard)
    return tuple((name, one.value) for name, one in given.keys.items())


def spawns_of(items: list[Item], reading: Reading, heard: str = "") -> tuple[Spawn, ...]:
    return tuple(_spawn(item, reading, heard) for item in items)


def _spawn(item: Item, reading: Reading, heard: str) -> Spawn:
    if item.node.kind == "text":
        return Spawn(procedure=item.text, place=item.place)
    subject = reading.expression(item.get("subject"), Wanted.TEXT, heard)
    return Spawn(procedure=item.said("procedure"), subject=subject, place=item.place)
