"""Procedures written tersely: `procedure(a=step(go="b"), b=final())`.

An event, a timer, a choice is written as its target: "b", ["b", "c"] for a fork, "" for none (nothing is left),
(guard, target) for a guarded branch, and a tuple of those for a list of branches. `way(...)` says more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.decider import replace
from domain.procedure.definition import (
    ROOT,
    Approval,
    Branch,
    Kind,
    On,
    Order,
    Procedure,
    Role,
    Span,
    Spawn,
    State,
    StatePath,
    Task,
    Timer,
    Transition,
    Words,
)


@dataclass
class Step:
    """A state before it has a path."""

    kind: Kind
    inside: dict[str, "Step"] = field(default_factory=dict)
    initial: Sequence[str] = ()
    ways: list[tuple[On, str, Any, dict[str, Any]]] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)


@dataclass
class Way:
    """A branch before its targets have paths."""

    to: Sequence[str] = ()
    guard: str = ""
    cancels: Sequence[str] = ()
    orders: Sequence[str] = ()
    spawns: Sequence[str] = ()


def way(to: str | Sequence[str] = (), guard: str = "", **more: Any) -> Way:
    return Way(to=[to] if isinstance(to, str) else to, guard=guard, **more)


def step(
    *,
    after: Mapping[str, Any] | str | None = None,
    beside: Mapping[str, Any] | None = None,
    when: Mapping[str, Any] | None = None,
    choose: Any = None,
    approved: Any = None,
    rejected: Any = None,
    by: Sequence[str] = (),
    may_wait: str = "as long as it takes",
    entry: str = "",
    exit: str = "",  # noqa: A002 — the word of the language
    tasks: Sequence[Task] = (),
    approval: Approval | None = None,
    **events: Any,
) -> Step:
    """An atomic state; `beside` are timers that do not interrupt; other names are events."""
    ways: list[tuple[On, str, Any, dict[str, Any]]] = []
    timers = {"time": after} if isinstance(after, str) else after or {}
    ways += [(On.EVENT, name, to, {"by": tuple(by)}) for name, to in events.items()]
    ways += [(On.AFTER, name, to, {"timer": Timer(delay=Span(days=1))}) for name, to in timers.items()]
    ways += [
        (On.AFTER, name, to, {"timer": Timer(delay=Span(days=1)), "interrupts": False})
        for name, to in (beside or {}).items()
    ]
    ways += [(On.WHEN, name, to, {}) for name, to in (when or {}).items()]
    ways += [(on, "", to, {}) for on, to in ((On.APPROVED, approved), (On.REJECTED, rejected)) if to is not None]
    if choose is not None:
        ways.append((On.CHOICE, "", choose, {}))
    more = {"may_wait": may_wait, "tasks": tuple(tasks), "approval": approval}
    more |= {"entry": _orders(entry), "exit": _orders(exit)}
    return Step(Kind.ATOMIC, ways=ways, more=more)


def final(*, terminates: bool = False) -> Step:
    return Step(Kind.FINAL, more={"terminates": terminates})


def history(default: str, *, deep: bool = False) -> Step:
    return Step(Kind.HISTORY, initial=[default], more={"deep": deep})


def join(*waits: str, to: Any) -> Step:
    return Step(Kind.JOIN, ways=[(On.JOIN, "", to, {})], more={"joins": waits})


def compound(inside: Mapping[str, Step], *, initial: str | Sequence[str] = "", done: Any = None, **rest: Any) -> Step:
    """A compound state; its first child is the initial one unless said otherwise."""
    made = step(may_wait="", **rest)
    first = [next(iter(inside))] if not initial else [initial] if isinstance(initial, str) else initial
    ways = made.ways + ([] if done is None else [(On.DONE, "", done, {})])
    return Step(Kind.COMPOUND, dict(inside), first, ways, made.more)


def parallel(inside: Mapping[str, Step], *, done: Any = None, **rest: Any) -> Step:
    return replace_step(compound(inside, done=done, **rest), Kind.PARALLEL)


def replace_step(made: Step, kind: Kind) -> Step:
    return Step(kind, made.inside, (), made.ways, made.more)


def procedure(
    *, initial: str | Sequence[str] = "", roles: Sequence[str | Role] = (), name: str = "sample", **states: Step
) -> Procedure:
    """A procedure whose first state is the initial one unless said otherwise."""
    root = compound(states, initial=initial)
    paths: dict[StatePath, Step] = {}
    _walk(ROOT, root, paths)
    made = {path: _state(path, one, paths) for path, one in paths.items()}
    return Procedure(
        id=name,
        version=1,
        subject="agreement",
        roles=tuple(one if isinstance(one, Role) else Role(id=one) for one in roles),
        states=made,
    )


def _walk(path: StatePath, one: Step, paths: dict[StatePath, Step]) -> None:
    paths[path] = one
    for name, child in one.inside.items():
        _walk(f"{path}.{name}".removeprefix("."), child, paths)


def _state(path: StatePath, one: Step, paths: Mapping[StatePath, Step]) -> State:
    parent = path.rpartition(".")[0]
    home = path if one.inside else parent
    more = dict(one.more)
    more["joins"] = tuple(_find(name, parent, paths) for name in more.get("joins", ()))
    return State(
        path=path,
        kind=one.kind,
        parent=parent,
        children=tuple(f"{path}.{name}".removeprefix(".") for name in one.inside),
        initial=tuple(_find(name, home, paths) for name in one.initial),
        transitions=tuple(_transition(path, on, name, to, more_, paths) for on, name, to, more_ in one.ways),
        **more,
    )


def _transition(
    path: StatePath, on: On, name: str, to: Any, more: Mapping[str, Any], paths: Mapping[StatePath, Step]
) -> Transition:
    branches = tuple(_branch(one, path.rpartition(".")[0], paths) for one in _ways(to))
    listed = isinstance(to, tuple) and all(not isinstance(one, str) or not _is_guard(to) for one in to)
    exhaustive = not (listed and all(one.guard for one in branches))
    return Transition(
        id="/".join(part for part in (path, on.value, name) if part),
        on=on,
        name=name,
        branches=branches,
        exhaustive=exhaustive,
        **more,
    )


def _is_guard(to: object) -> bool:
    """(guard, target): one guarded branch."""
    return isinstance(to, tuple) and len(to) == 2 and isinstance(to[0], str) and not isinstance(to[1], tuple | Way)


def _ways(to: Any) -> list[Way]:
    if isinstance(to, Way):
        return [to]
    if isinstance(to, str):
        return [way(to) if to else way()]
    if isinstance(to, list):
        return [way(to)]
    if _is_guard(to):
        return [way(to[1] or (), to[0])]
    return [found for one in to for found in _ways(one)]


def _branch(one: Way, home: StatePath, paths: Mapping[StatePath, Step]) -> Branch:
    return Branch(
        guard=one.guard,
        to=tuple(_find(name, home, paths) for name in one.to),
        cancels=tuple(_find(name, home, paths) for name in one.cancels),
        orders=_orders(*one.orders),
        spawns=tuple(Spawn(procedure=name) for name in one.spawns),
    )


def _orders(*commands: str) -> tuple[Order, ...]:
    return tuple(Order(command=command) for command in commands if command)


def _find(name: str, home: StatePath, paths: Mapping[StatePath, Step]) -> StatePath:
    """A path, or an id looked for outwards from where it is named, then anywhere; unknown names stay as they are."""
    place = home
    while True:
        path = f"{place}.{name}".removeprefix(".")
        if path in paths:
            return path
        if not place:
            break
        place = place.rpartition(".")[0]
    return next((path for path in paths if path.rpartition(".")[2] == name), name)


def with_version(one: Procedure, version: int, **changes: Any) -> Procedure:
    return replace(one, version=version, **changes)


def words(text: str) -> Words:
    return Words(fr=text, en=text)
