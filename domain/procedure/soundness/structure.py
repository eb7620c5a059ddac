"""What can be seen to be wrong without running anything: names of nothing, roles and events that are not there."""

from collections.abc import Iterable, Iterator
from itertools import chain

from domain.procedure.definition import (
    ROOT,
    Kind,
    On,
    Order,
    Place,
    Procedure,
    State,
    StatePath,
    Transition,
)
from domain.procedure.soundness.findings import Finding, Rule
from domain.procedure.soundness.wording import finding

BEGINNING = frozenset({Kind.COMPOUND, Kind.HISTORY})
"""What says with which of the states inside it (or beside it) it begins."""


def malformed(procedure: Procedure) -> Iterator[Finding]:
    """What keeps a procedure from being run at all: names of steps that are not there."""
    known = frozenset(_in_the_tree(procedure))
    for state in procedure.states.values():
        yield from _about_state(procedure, known, state)
        for transition in state.transitions:
            yield from _about_targets(procedure, known, state, transition)
    for migration in procedure.migrations:
        yield from _unknown((to for _, to in migration.map), known, ROOT, migration.place)


def _in_the_tree(procedure: Procedure) -> Iterator[StatePath]:
    """The states that hang on the root; one that names another parent does not hang on this one."""
    todo = [ROOT]
    while todo:
        path = todo.pop()
        yield path
        children = (procedure.states.get(child) for child in procedure.states[path].children if child != ROOT)
        todo += [child.path for child in children if child is not None and child.parent == path]


def _about_state(procedure: Procedure, known: frozenset[StatePath], state: State) -> Iterator[Finding]:
    named = chain(state.children, state.joins, [state.path])
    yield from _unknown(named, known, state.path, state.place)
    if state.kind in BEGINNING and not state.initial:
        yield finding(Rule.NO_BEGINNING, states=(state.path,), place=state.place, step=state.path or procedure.id)
    inside = state.parent if state.kind is Kind.HISTORY else state.path
    for path in state.initial:
        if path not in known or not path.startswith(f"{inside}." if inside else "") or path == ROOT:
            step = inside or procedure.id
            yield finding(Rule.NO_SUCH_STEP, "inside", states=(state.path,), place=state.place, name=path, step=step)


def _about_targets(
    procedure: Procedure, known: frozenset[StatePath], state: State, transition: Transition
) -> Iterator[Finding]:
    for branch in transition.branches:
        place = branch.place if branch.place.line else transition.place
        yield from _unknown(chain(branch.to, branch.cancels), known - {ROOT}, state.path, place, transition.id)
        for target in branch.to:
            if target in known and procedure.states[target].kind is Kind.JOIN:
                yield finding(
                    Rule.NO_SUCH_STEP, "join", states=(state.path,), transition=transition.id, place=place, name=target
                )


def _unknown(
    named: Iterable[StatePath], known: frozenset[StatePath], state: StatePath, place: Place, transition: str = ""
) -> Iterator[Finding]:
    for name in named:
        if name not in known:
            yield finding(Rule.NO_SUCH_STEP, states=(state,), transition=transition, place=place, name=name)


def misnamed(procedure: Procedure) -> Iterator[Finding]:
    """Roles that are not declared, tasks that raise what nobody hears or that nobody can do."""
    declared = {role.id for role in procedure.roles}
    for role, place in _roles_named(procedure):
        if role not in declared:
            yield finding(Rule.ROLE_UNKNOWN, place=place, name=role)
    yield from _about_tasks(procedure)


def _about_tasks(procedure: Procedure) -> Iterator[Finding]:
    bodies = {role.id for role in procedure.roles if role.body}
    heard = {one.name for state in procedure.states.values() for one in state.transitions if one.on is On.EVENT}
    for state in procedure.states.values():
        for task in state.tasks:
            where = (state.path,)
            if task.by and set(task.by) <= bodies:
                yield finding(Rule.TASK_OF_A_BODY, states=where, place=task.place, name=task.id)
            if task.raises and task.raises not in heard:
                yield finding(Rule.NO_SUCH_EVENT, states=where, place=task.place, name=task.id, event=task.raises)


def _roles_named(procedure: Procedure) -> Iterator[tuple[str, Place]]:
    """Each role that is named, once, where it is named first."""
    seen = set[str]()
    for role, place in chain(
        ((role, Place()) for role in procedure.moved_by),
        *(roles_in_state(state) for state in procedure.states.values()),
        *(roles_in(one) for state in procedure.states.values() for one in state.transitions),
    ):
        if role not in seen:
            seen.add(role)
            yield role, place


def roles_in_state(state: State) -> Iterator[tuple[str, Place]]:
    """Who has something to do, or is told something, by being in a state or by entering and leaving it."""
    for task in state.tasks:
        yield from ((role, task.place) for role in task.by)
    if state.approval is not None:
        yield from ((role, state.approval.place) for role in state.approval.by)
    yield from _told((*state.entry, *state.exit))


def roles_in(transition: Transition) -> Iterator[tuple[str, Place]]:
    """Who may set a transition off, or is told something by it."""
    yield from ((role, transition.place) for role in transition.by)
    for branch in transition.branches:
        yield from _told(branch.orders)


def _told(orders: Iterable[Order]) -> Iterator[tuple[str, Place]]:
    return ((role, order.place) for order in orders for role in order.roles)
