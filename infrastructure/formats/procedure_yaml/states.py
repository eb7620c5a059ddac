"""The states of a document as values, each of its kind."""

from collections.abc import Iterator

from application.definitions.document import Wanted
from domain.procedure.definition import ROOT, Approval, Kind, Need, State, StatePath, Task
from infrastructure.formats.procedure_yaml.parts import orders_of, span_of, words_of
from infrastructure.formats.procedure_yaml.shapes import Item
from infrastructure.formats.procedure_yaml.telling import hints
from infrastructure.formats.procedure_yaml.transitions import transitions_of
from infrastructure.formats.procedure_yaml.tree import Reading, child

_WORDS = {
    Kind.ATOMIC: ("simple", "simple"),
    Kind.COMPOUND: ("composée", "compound"),
    Kind.PARALLEL: ("parallèle", "parallel"),
    Kind.FINAL: ("finale", "final"),
    Kind.HISTORY: ("de retour", "history"),
    Kind.JOIN: ("de jonction", "join"),
}
_OTHER_KINDS = {"final": ("history", "join", "parallel", "states"), "history": ("join", "parallel", "states")}
_LIVING = {"title", "may_wait", "tasks", "approvals", "events", "after", "when", "choose", "entry", "exit", "final"}
_ALLOWED = {
    Kind.ATOMIC: _LIVING | {"parallel", "terminates"},
    Kind.COMPOUND: _LIVING | {"states", "initial", "parallel", "done", "terminates"},
    Kind.PARALLEL: _LIVING | {"states", "parallel", "done", "terminates"},
    Kind.FINAL: {"title", "final", "terminates", "entry"},
    Kind.HISTORY: {"title", "history", "default", "final", "parallel", "terminates"},
    Kind.JOIN: {"title", "join", "to", "final", "parallel", "terminates"},
}


def root_of(item: Item, reading: Reading) -> State:
    """The state that holds all others."""
    children = _children(ROOT, item)
    return State(
        path=ROOT,
        kind=Kind.COMPOUND,
        children=children,
        initial=_initial(item, children, reading),
        place=item.place,
    )


def state_of(path: StatePath, item: Item, reading: Reading) -> State:
    kind = _kind(item)
    children = _children(path, item)
    _check(item, kind, children, reading)
    return State(
        path=path,
        kind=kind,
        parent=path.rpartition(".")[0],
        children=children,
        initial=_entered(item, kind, children, reading),
        title=words_of(item.get("title")),
        may_wait=item.said("may_wait"),
        terminates=item.flag("terminates"),
        deep=item.said("history") == "deep",
        joins=reading.states(item.each("join")),
        tasks=tuple(_tasks(item, reading)),
        approval=_approval(item.get("approvals"), reading),
        transitions=transitions_of(path, item, reading),
        entry=orders_of(item.each("entry"), reading),
        exit=orders_of(item.each("exit"), reading),
        place=item.place,
    )


def _kind(item: Item) -> Kind:
    if item.flag("final"):
        return Kind.FINAL
    for key in ("history", "join"):
        if key in item.names:
            return Kind(key)
    if item.flag("parallel"):
        return Kind.PARALLEL
    return Kind.COMPOUND if "states" in item.names else Kind.ATOMIC


def _check(item: Item, kind: Kind, children: tuple[StatePath, ...], reading: Reading) -> None:
    """Each key stands in a kind of state where it means something, and with what it needs."""
    if any(reading.clash(item, key, *_OTHER_KINDS[key]) for key in ("final", "history")):
        return
    words = _WORDS[kind]
    for key, node in item.names.items():
        if key not in _ALLOWED[kind] and not (key == "to" and kind is Kind.ATOMIC):
            reading.faults.add("key-misplaced", node.place, item.where, key=key, kind_fr=words[0], kind_en=words[1])
    for key, other in _lacking(item, kind, children):
        reading.faults.add("key-needs", item.place, item.where, key=key, other=other)


def _lacking(item: Item, kind: Kind, children: tuple[StatePath, ...]) -> Iterator[tuple[str, str]]:
    if kind is Kind.PARALLEL and "states" not in item.names:
        yield "parallel", "states"
    if kind is Kind.COMPOUND and "initial" not in item.names and children:
        yield "states", "initial"
    if kind is Kind.HISTORY and "default" not in item.names:
        yield "history", "default"
    if kind is Kind.JOIN and "to" not in item.names:
        yield "join", "to"
    if kind is not Kind.FINAL and item.flag("terminates"):
        yield "terminates", "final"
    if kind is Kind.ATOMIC and "to" in item.names:
        yield "to", "join"


def _children(path: StatePath, item: Item) -> tuple[StatePath, ...]:
    states = item.get("states")
    return () if states is None else tuple(child(path, name) for name in states.keys)


def _entered(item: Item, kind: Kind, children: tuple[StatePath, ...], reading: Reading) -> tuple[StatePath, ...]:
    if kind is Kind.HISTORY:
        return reading.states(item.each("default"))
    return _initial(item, children, reading) if kind is Kind.COMPOUND else ()


def _initial(item: Item, children: tuple[StatePath, ...], reading: Reading) -> tuple[StatePath, ...]:
    """The children entered first: named by their id here, whatever the same id means elsewhere."""
    here = {path.rpartition(".")[2]: path for path in children}
    found: list[StatePath] = []
    for one in item.each("initial"):
        path = here.get(one.text) or (one.text.removeprefix(".") if one.text.removeprefix(".") in children else None)
        if path is None:
            choices = ", ".join([*here][:8])
            reading.faults.add("not-a-child", one.place, one.where, value=one.text, choices=choices)
        elif path in found:
            reading.faults.add("named-twice", one.place, one.where, value=one.text)
        else:
            found.append(path)
    return tuple(found)


def _tasks(item: Item, reading: Reading) -> Iterator[Task]:
    seen: set[str] = set()
    for one in item.each("tasks"):
        name = one.said("id")
        if name and name in seen:
            reading.faults.add("named-twice", one.keys["id"].place, one.where, value=name)
        seen.add(name)
        raised = one.get("raises")
        if raised is not None and raised.text not in reading.events:
            known = hints(raised.text, sorted(reading.events))
            reading.faults.add("event-unknown", raised.place, raised.where, value=raised.text, **known)
        yield Task(
            id=name,
            title=words_of(one.get("title")),
            by=reading.roles_named(one.each("by")),
            due=span_of(one.get("due")),
            of=reading.expression(one.get("of"), Wanted.DATE),
            raises=one.said("raises"),
            place=one.place,
        )
        _due(one, reading)


def _due(one: Item, reading: Reading) -> None:
    """A date to count from needs a duration; a negative duration needs a date."""
    due = one.get("due")
    if "of" in one.names and "due" not in one.names:
        reading.faults.add("key-needs", one.names["of"].place, one.where, key="of", other="due")
    if due is not None and due.text.startswith("-") and "of" not in one.names:
        reading.faults.add("negative-without-date", due.place, due.where)


def _approval(item: Item | None, reading: Reading) -> Approval | None:
    if item is None:
        return None
    if "for_each" not in item.names and "by" not in item.names:
        reading.faults.add("key-needs", item.place, item.where, key="approvals", other="for_each")
    need = item.get("need")
    return Approval(
        for_each=reading.expression(item.get("for_each"), Wanted.LIST),
        need=Need.ALL if need is None else _need(need),
        by=reading.roles_named(item.each("by")),
        due=span_of(item.get("due")),
        place=item.place,
    )


def _need(item: Item) -> Need | int:
    return item.value if isinstance(item.value, int) else Need(item.text)
