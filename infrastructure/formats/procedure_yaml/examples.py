"""The author's own tests, and where open cases of earlier versions stand, as values."""

from collections.abc import Iterator, Mapping

from domain.procedure.definition import Argument, Example, Expected, Happening, Migration, On
from infrastructure.event_names import NAMES
from infrastructure.formats.procedure_yaml.nodes import passage
from infrastructure.formats.procedure_yaml.shapes import Item
from infrastructure.formats.procedure_yaml.telling import hints
from infrastructure.formats.procedure_yaml.transitions import fact_name
from infrastructure.formats.procedure_yaml.tree import Reading

_KEYS: Mapping[str, On] = {
    "event": On.EVENT,
    "after": On.AFTER,
    "happened": On.WHEN,
    "approved": On.APPROVED,
    "rejected": On.REJECTED,
}


def examples_of(items: list[Item], reading: Reading) -> Iterator[Example]:
    for item in items:
        happenings = (_happening(one, reading) for one in item.each("when"))
        yield Example(
            name=item.said("name"),
            given=_facts(item.get("given"), reading),
            when=tuple(one for one in happenings if one is not None),
            then=_expected(item.get("then"), reading),
            place=item.place,
        )


def _facts(item: Item | None, reading: Reading, heard: str = "") -> tuple[tuple[str, Argument], ...]:
    if item is None:
        return ()
    for name, one in item.keys.items():
        reading.fact(one, passage(item.names[name], reading.source), heard)
    return tuple((name, one.value) for name, one in item.keys.items())


def _happening(item: Item, reading: Reading) -> Happening | None:
    if item.node.kind == "text":
        _event(item, reading)
        return Happening(on=On.EVENT, name=item.text, place=item.place)
    said = [key for key in _KEYS if key in item.names]
    if len(said) != 1:
        _one_thing(item, said, reading)
        return None
    if "by" in item.names and said != ["event"]:
        reading.clash(item, "by", said[0])
    named = item.get(said[0])
    if named is None:
        return None
    name = _name(_KEYS[said[0]], named, reading)
    return Happening(
        on=_KEYS[said[0]],
        name=name,
        by=(reading.roles_named(item.each("by")) or ("",))[0],
        facts=_facts(item.get("with"), reading, name if said == ["happened"] else ""),
        place=item.place,
    )


def _one_thing(item: Item, said: list[str], reading: Reading) -> None:
    if said:
        reading.clash(item, said[0], *said[1:])
    else:
        reading.faults.add("key-needs", item.place, item.where, key="when", other="event")


def _name(on: On, item: Item, reading: Reading) -> str:
    if on is On.EVENT:
        _event(item, reading)
    elif on is On.AFTER and item.text not in reading.timers:
        known = hints(item.text, sorted(reading.timers))
        reading.faults.add("timer-unknown", item.place, item.where, value=item.text, **known)
    elif on is On.WHEN:
        name = fact_name(item.text)
        if name not in NAMES:
            reading.faults.add("fact-unknown", item.place, item.where, value=item.text, **hints(name, [*NAMES]))
        return name
    elif on in {On.APPROVED, On.REJECTED}:
        return reading.state(item) or ""
    return item.text


def _event(item: Item, reading: Reading) -> None:
    if item.text not in reading.events:
        known = hints(item.text, sorted(reading.events))
        reading.faults.add("event-unknown", item.place, item.where, value=item.text, **known)


def _expected(item: Item | None, reading: Reading) -> Expected:
    if item is None:
        return Expected()
    ended = item.get("ended")
    return Expected(
        active=reading.states(item.each("in")) if "in" in item.names else None,
        ended=None if ended is None else ended.value is True,
        refused=item.flag("refused"),
    )


def migrations_of(item: Item | None, version: int, reading: Reading) -> Iterator[Migration]:
    """Where the open cases of earlier versions stand now; the old names are those of the old version."""
    for name, one in ({} if item is None else item.keys).items():
        if version and int(name) >= version:
            place = one.place if item is None else item.names[name].place
            reading.faults.add("version-not-earlier", place, one.where, version=version)
        mapped = one.get("map")
        pairs = {} if mapped is None else mapped.keys
        found = ((old.removeprefix("."), reading.state(new)) for old, new in pairs.items())
        yield Migration(
            version=int(name), map=tuple((old, new) for old, new in found if new is not None), place=one.place
        )
