"""What can happen in a state, as values: transitions with their branches, in every way they can be written."""

from collections.abc import Iterator

from application.definitions.document import Wanted
from domain.procedure.definition import Branch, On, StatePath, Timer, Transition
from infrastructure.event_names import NAMES
from infrastructure.formats.procedure_yaml.parts import orders_of, span_of, spawns_of, words_of
from infrastructure.formats.procedure_yaml.shapes import Item
from infrastructure.formats.procedure_yaml.telling import hints
from infrastructure.formats.procedure_yaml.tree import Reading

EFFECTS = ("to", "if", "do", "spawn", "cancels", "roles", "words")


def transitions_of(path: StatePath, item: Item, reading: Reading) -> tuple[Transition, ...]:
    """Everything that can happen in a state: events, timers, facts, choices, its end, approvals, a join."""
    return (
        *(_named(path, On.EVENT, name, one, reading) for name, one in _mapping(item, "events")),
        *_timers(path, item, reading),
        *_facts(path, item, reading),
        *_plain(path, On.CHOICE, item.get("choose"), reading),
        *_plain(path, On.DONE, item.get("done"), reading),
        *_approvals(path, item.get("approvals"), reading),
        *_join(path, item, reading),
    )


def transition_id(path: StatePath, on: On, name: str = "") -> str:
    """`draft/event/submit`; `review/choice` where there is no name."""
    return f"{path}/{on}/{name}" if name else f"{path}/{on}"


def _mapping(item: Item, key: str) -> Iterator[tuple[str, Item]]:
    found = item.get(key)
    yield from ({} if found is None else found.keys).items()


def _plain(path: StatePath, on: On, item: Item | None, reading: Reading) -> Iterator[Transition]:
    if item is not None:
        yield _named(path, on, "", item, reading)


def _approvals(path: StatePath, item: Item | None, reading: Reading) -> Iterator[Transition]:
    if item is not None:
        yield from _plain(path, On.APPROVED, item.get("approved"), reading)
        yield from _plain(path, On.REJECTED, item.get("rejected"), reading)


def _facts(path: StatePath, item: Item, reading: Reading) -> Iterator[Transition]:
    seen: set[str] = set()
    for written, one in _mapping(item, "when"):
        name = fact_name(written)
        node = item.keys["when"].names[written]
        if name not in NAMES:
            reading.faults.add("fact-unknown", node.place, one.where, value=written, **hints(name, [*NAMES]))
        elif name in seen:
            reading.faults.add("named-twice", node.place, one.where, value=written)
        seen.add(name)
        yield _named(path, On.WHEN, name, one, reading, heard=name)


def fact_name(written: str) -> str:
    """`agreement.took_effect` is the fact `agreement.took-effect`."""
    return written.replace("_", "-")


def _timers(path: StatePath, item: Item, reading: Reading) -> Iterator[Transition]:
    seen: set[str] = set()
    for one in item.each("after"):
        name = one.said("id")
        if name and name in seen:
            reading.faults.add("named-twice", one.keys["id"].place, one.where, value=name)
        seen.add(name)
        delay = one.get("delay")
        span = span_of(delay)
        if name and span is not None and delay is not None:
            of = reading.expression(one.get("of"), Wanted.DATE)
            if span.negative and "of" not in one.names:
                reading.faults.add("negative-without-date", delay.place, delay.where)
            yield _named(path, On.AFTER, name, one, reading, timer=Timer(delay=span, of=of))
        else:
            _named(path, On.AFTER, name, one, reading)


def _join(path: StatePath, item: Item, reading: Reading) -> Iterator[Transition]:
    if "join" in item.names:
        branch = Branch(to=reading.states(item.each("to")), place=item.place)
        yield Transition(id=transition_id(path, On.JOIN), on=On.JOIN, branches=(branch,), place=item.place)


def _named(
    path: StatePath, on: On, name: str, item: Item, reading: Reading, *, timer: Timer | None = None, heard: str = ""
) -> Transition:
    branches, exhaustive = _branches(item, reading, heard, on)
    return Transition(
        id=transition_id(path, on, name),
        on=on,
        name=name,
        title=words_of(item.get("title")),
        branches=branches,
        exhaustive=exhaustive,
        by=reading.roles_named(item.each("by")),
        reason=item.said("reason") == "required",
        timer=timer,
        interrupts=_interrupts(on, item, branches, reading),
        place=item.place,
    )


def _interrupts(on: On, item: Item, branches: tuple[Branch, ...], reading: Reading) -> bool:
    """A timer that leads nowhere leaves nothing."""
    if on is not On.AFTER:
        return True
    leads = any(branch.to for branch in branches)
    said = item.get("interrupts")
    if said is not None and said.value is True and not leads:
        reading.faults.add("key-needs", said.place, item.where, key="interrupts: true", other="to")
    return leads and (said is None or said.value is True)


def _branches(item: Item, reading: Reading, heard: str, on: On) -> tuple[tuple[Branch, ...], bool]:
    if item.node.kind == "text":
        return (Branch(to=reading.states([item]), place=item.place),), True
    listed = item if item.node.kind == "list" else item.get("choose")
    if listed is None:
        branch = _branch(item, reading, heard)
        if "choose" not in item.names and not _does_something(item) and on is not On.EVENT:
            reading.faults.add("does-nothing", item.place, item.where)
        return (branch,), True
    if listed is not item:
        reading.clash(item, "choose", *EFFECTS)
    return tuple(_branch(one, reading, heard) for one in listed.many), _exhaustive(listed.many, reading)


def _exhaustive(items: list[Item], reading: Reading) -> bool:
    """Whether one of the branches is always taken; each says when it is, and `else` comes last."""
    for number, one in enumerate(items):
        reading.clash(one, "else", "if")
        otherwise = "else" in one.names
        if otherwise and number < len(items) - 1:
            reading.faults.add("else-not-last", one.names["else"].place, one.where)
        if not otherwise and "if" not in one.names:
            reading.faults.add("branch-without-condition", one.place, one.where)
        if not _does_something(one):
            reading.faults.add("does-nothing", one.place, one.where)
    return bool(items) and "else" in items[-1].names


def _does_something(item: Item) -> bool:
    return any(key in item.names for key in ("to", "do", "spawn", "cancels"))


def _branch(item: Item, reading: Reading, heard: str) -> Branch:
    for key in ("roles", "words"):
        if key in item.names and "do" not in item.names:
            reading.faults.add("key-needs", item.names[key].place, item.where, key=key, other="do")
    return Branch(
        guard=reading.expression(item.get("if"), Wanted.GUARD, heard),
        to=reading.states(item.each("to")),
        orders=orders_of(item.each("do"), reading, item, heard),
        spawns=spawns_of(item.each("spawn"), reading, heard),
        cancels=reading.states(item.each("cancels")),
        place=item.place,
    )
