"""How far a case has come, as a drawing of its procedure shows it."""

from collections.abc import Iterator

from application.options import Option
from domain.case.state import Case, open_tasks
from domain.procedure.definition import StatePath
from domain.procedure.drawing import Marks


def marks_of(state: Case, options: list[Option], taken: frozenset[tuple[str, int]]) -> Marks:
    """Done, now, possible; with who holds a task, and by when, under its step."""
    now = state.active if state.is_open else frozenset(state.ended_in)
    possible = frozenset(path for one in options if not one.blocked for path in one.to)
    return Marks(
        done=frozenset(state.done) - now,
        now=now,
        possible=possible - now,
        taken=taken,
        notes=dict(_notes(state)),
    )


def branch(taken: str) -> tuple[str, int]:
    """`id` or `id:branch`, as a case records it, as the transition's id and the number of its branch."""
    name, _, number = taken.rpartition(":")
    return (name, int(number)) if name else (taken, 0)


def _notes(state: Case) -> Iterator[tuple[StatePath, str]]:
    if not state.is_open:
        return
    for task in open_tasks(state):
        if task.due is not None:
            yield task.state, task.due.date().isoformat()
    for timer in state.timers:
        yield timer.state, timer.due.date().isoformat()
