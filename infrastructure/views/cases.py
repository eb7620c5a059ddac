"""Cases of procedures: where each stands, who must do what by when, what time will bring about, what is stuck."""

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from application.reading import ColumnType
from domain.case.state import Answer, Approval, Case, Task, open_incidents, open_tasks
from domain.case.state import Asked as AskedOf
from domain.mandate import Mandate
from domain.procedure.roles import Wanted
from infrastructure.views.facts import Subject
from infrastructure.views.offer import Asked, Detail, Offer, Where, equal, is_true, lists, since, until
from infrastructure.views.shape import KEPT, Shape, id_, number, of_type, text
from infrastructure.views.timelines import day_after
from infrastructure.views.view import Made, by_state, in_streams

CASES = Shape(
    "cases",
    (
        id_("id", "The case.", sure=True),
        id_("framework", "The framework it belongs to."),
        id_("subject", "What it is about."),
        id_("procedure", "Under which procedure."),
        text("name", "The procedure's name."),
        number("procedure_version", "Which version of it."),
        text("state", "open or ended."),
        of_type(ColumnType.TEXTS, "steps", "The steps it stands in."),
        of_type(ColumnType.INSTANT, "opened_at", "When it was opened."),
        of_type(ColumnType.INSTANT, "ended_at", "When it ended."),
        of_type(ColumnType.TEXTS, "ended_in", "The ends it reached."),
        of_type(ColumnType.INSTANT, "next_timer", "When time moves it next."),
        number("tasks_open", "Tasks that somebody must still do."),
        number("incidents_open", "Incidents that wait for somebody."),
        id_("spawned_by", "The case that began it."),
        *KEPT,
    ),
    indexes=(("framework", "state"), ("subject",), ("procedure", "state")),
)
TASKS = Shape(
    "tasks",
    (
        text("id", "Case and task.", sure=True),
        id_("case", "The case.", sure=True),
        text("task", "The task's key in the case, or the approval that is asked.", sure=True),
        text("kind", "task or approval."),
        id_("framework", "The framework."),
        id_("subject", "What it is about."),
        id_("procedure", "Under which procedure."),
        text("step", "The step it belongs to."),
        of_type(ColumnType.TEXTS, "roles", "Who may do it, by the procedure's roles."),
        text("of", "Whose approval is asked."),
        of_type(ColumnType.PERSON, "holder", "Who has taken it on."),
        of_type(ColumnType.INSTANT, "due_at", "By when."),
        of_type(ColumnType.INSTANT, "opened_at", "Since when."),
        text("words", "Why it was sent back."),
        text("sort", hidden=True, sure=True),
    ),
    by="case",
    indexes=(("case",), ("framework",), ("holder",), ("sort", "id")),
)
TIMERS = Shape(
    "timers",
    (
        text("id", "Case and timer.", sure=True),
        id_("case", "The case.", sure=True),
        text("timer", "The timer's key in the case.", sure=True),
        id_("framework", "The framework."),
        id_("subject", "What the case is about."),
        text("step", "The step it is set in."),
        of_type(ColumnType.INSTANT, "due_at", "When it goes off.", sure=True),
        text("rule", "The delay as the procedure states it."),
        text("calendar", "The calendar by which it was reckoned."),
    ),
    by="case",
    indexes=(("case",), ("framework",), ("due_at", "id")),
)
INCIDENTS = Shape(
    "incidents",
    (
        text("id", "Case and number.", sure=True),
        id_("case", "The case.", sure=True),
        number("incident", "Its number in the case.", sure=True),
        id_("framework", "The framework."),
        id_("subject", "What the case is about."),
        text("kind", "What went wrong."),
        text("words", "What is known of it."),
        text("about", "What it hangs on."),
        text("state", "open or resolved."),
        of_type(ColumnType.INSTANT, "raised_at", "When it was noticed.", sure=True),
        of_type(ColumnType.INSTANT, "resolved_at", "When it was settled."),
        text("how", "How."),
    ),
    by="case",
    indexes=(("case",), ("framework", "state"), ("raised_at", "id")),
)
CANDIDATES = Shape(
    "task_candidates",
    (
        id_("case", "The case.", sure=True),
        text("id", "The task.", sure=True),
        number("number", "One of those who may do it.", sure=True),
        text("framework", sure=True),
        text("person", "By name, or empty.", sure=True),
        text("mandate", "Kind of mandate, or empty: any.", sure=True),
        text("organisation", "Of which organisation, or empty: any.", sure=True),
        text("capacity", "In small letters, or empty: any.", sure=True),
    ),
    key=("id", "number"),
    by="case",
    indexes=(("case",), ("framework", "mandate", "organisation"), ("person",)),
)
POWERS = Shape(
    "task_powers",
    (
        id_("id", "The mandate.", sure=True),
        text("person", sure=True),
        text("mandate", sure=True),
        text("organisation", sure=True),
        text("capacity", sure=True),
        text("framework", sure=True),
        text("since", "The first day, or empty.", sure=True),
        text("until", "The first day without power, or the end of time.", sure=True),
        text("principal", sure=True),
    ),
    indexes=(("person",),),
)
SHAPES = (CASES, TASKS, CANDIDATES, POWERS, TIMERS, INCIDENTS)
NEVER = "9999-12-31"


def rows(subject: Subject) -> Made:
    """The rows of one case; of a mandate, what it takes to find the tasks of whoever bears it."""
    if isinstance(subject.state, Mandate):
        return {"task_powers": list(_powers(subject.stream, subject.state))}
    state: Case = subject.state
    return {
        "cases": [_case(subject, state)],
        "tasks": list(_tasks(subject.stream, state)) if state.is_open else [],
        "task_candidates": list(_candidates(subject.stream, state)) if state.is_open else [],
        "timers": list(_timers(subject.stream, state)) if state.is_open else [],
        "incidents": list(_incidents(subject.stream, state)),
    }


def _case(subject: Subject, state: Case) -> dict[str, Any]:
    return subject.kept() | {
        "framework": state.framework,
        "subject": state.subject,
        "procedure": state.procedure,
        "name": state.name,
        "procedure_version": state.version,
        "state": "open" if state.is_open else "ended",
        "steps": sorted(state.active) if state.is_open else [],
        "opened_at": state.opened_at,
        "ended_at": state.ended_at,
        "ended_in": state.ended_in,
        "next_timer": min((one.due for one in state.timers), default=None) if state.is_open else None,
        "tasks_open": len(open_tasks(state)) if state.is_open else 0,
        "incidents_open": len(open_incidents(state)),
        "spawned_by": state.spawned_by,
    }


def _tasks(stream: str, state: Case) -> Iterator[dict[str, Any]]:
    for task in open_tasks(state):
        yield _about(stream, state) | _task(stream, task)
    for approval in state.approvals:
        for asked in approval.asked:
            if asked.answer is Answer.WAITING:
                yield _about(stream, state) | _asked(stream, approval, asked)


def _powers(stream: str, state: Mandate) -> Iterator[dict[str, Any]]:
    if state.person is None or state.role is None:
        return
    end = None if state.period.end is None else day_after(state.period.end)
    yield {
        "id": stream,
        "person": state.person,
        "mandate": state.role.value,
        "organisation": state.organisation or "",
        "capacity": state.capacity.casefold(),
        "framework": state.framework or "",
        "since": "" if state.period.start is None else state.period.start.isoformat(),
        "until": min((one.isoformat() for one in (end, state.revoked_on) if one is not None), default=NEVER),
        "principal": state.principal or "",
    }


def _candidates(stream: str, state: Case) -> Iterator[dict[str, Any]]:
    for task in open_tasks(state):
        yield from _all_wanted(f"{stream}/{task.key}", stream, state, task.wanted)
    for approval in state.approvals:
        for asked in approval.asked:
            if asked.answer is Answer.WAITING:
                yield from _all_wanted(f"{stream}/{approval.state}/{asked.of}", stream, state, [asked.wanted])


def _all_wanted(task: str, stream: str, state: Case, wanted: Iterable[Wanted]) -> Iterator[dict[str, Any]]:
    rows = [
        (person, one.mandate if not person else "", organisation, one.capacity.casefold() if not person else "")
        for one in wanted
        if not (one.body or one.nowhere)
        for person, organisation in _who(one)
    ]
    for at, (person, mandate, organisation, capacity) in enumerate(rows):
        yield {
            "case": stream,
            "id": task,
            "number": at,
            "framework": state.framework or "",
            "person": person,
            "mandate": mandate,
            "organisation": organisation,
            "capacity": capacity,
        }


def _who(one: Wanted) -> Iterator[tuple[str, str]]:
    """Persons by name, and organisations; neither: any mandate of the kind."""
    yield from ((person, "") for person in one.people)
    yield from (("", organisation) for organisation in one.organisations)
    if not one.people and not one.organisations:
        yield "", ""


def _about(stream: str, state: Case) -> dict[str, Any]:
    return {
        "case": stream,
        "framework": state.framework,
        "subject": state.subject,
        "procedure": state.procedure,
    }


def _task(stream: str, task: Task) -> dict[str, Any]:
    return {
        "id": f"{stream}/{task.key}",
        "task": task.key,
        "kind": "task",
        "step": task.state,
        "roles": [one.role for one in task.wanted],
        "of": "",
        "holder": task.holder,
        "due_at": task.due,
        "opened_at": task.opened_at,
        "words": task.words,
        "sort": NEVER if task.due is None else task.due.isoformat(),
    }


def _asked(stream: str, approval: Approval, asked: AskedOf) -> dict[str, Any]:
    return {
        "id": f"{stream}/{approval.state}/{asked.of}",
        "task": approval.state,
        "kind": "approval",
        "step": approval.state,
        "roles": [] if asked.wanted.organisations or asked.wanted.people else [asked.of],
        "of": asked.of,
        "holder": None,
        "due_at": approval.due,
        "opened_at": approval.opened_at,
        "words": "",
        "sort": NEVER if approval.due is None else approval.due.isoformat(),
    }


def _timers(stream: str, state: Case) -> Iterator[dict[str, Any]]:
    for one in state.timers:
        yield _about(stream, state) | {
            "id": f"{stream}/{one.key}",
            "timer": one.key,
            "step": one.state,
            "due_at": one.due,
            "rule": one.rule,
            "calendar": one.calendar,
        }


def _incidents(stream: str, state: Case) -> Iterator[dict[str, Any]]:
    for one in state.incidents:
        yield _about(stream, state) | {
            "id": f"{stream}/{one.number}",
            "incident": one.number,
            "kind": one.kind,
            "words": one.words,
            "about": one.about,
            "state": "open" if one.resolved_at is None else "resolved",
            "raised_at": one.raised_at,
            "resolved_at": one.resolved_at,
            "how": one.how,
        }


def _mine(asked: Asked, person: str) -> sa.ColumnElement[bool]:
    """Tasks that this person has taken on, or may do by name or by a mandate that holds today."""
    tasks, wanted = asked.tables["tasks"], asked.tables["task_candidates"]
    power, principal = asked.tables["task_powers"], asked.tables["task_powers"].alias("principal")
    in_force = sa.and_(power.c.since <= asked.day, asked.day < power.c.until)
    still = sa.exists().where(
        principal.c.id == power.c.principal, principal.c.since <= asked.day, asked.day < principal.c.until
    )
    by_mandate = sa.exists().where(
        power.c.person == person,
        in_force,
        sa.or_(power.c.principal == "", still),
        sa.or_(power.c.framework == "", power.c.framework == wanted.c.framework),
        sa.or_(wanted.c.mandate == "", wanted.c.mandate == power.c.mandate),
        sa.or_(wanted.c.organisation == "", wanted.c.organisation == power.c.organisation),
        sa.or_(wanted.c.capacity == "", wanted.c.capacity == power.c.capacity),
        power.c.mandate.not_in(("auditor", "integrator", "administrator")),
    )
    fit = sa.or_(wanted.c.person == person, sa.and_(wanted.c.person == "", by_mandate))
    may = tasks.c.id.in_(sa.select(wanted.c.id).where(fit))
    return sa.or_(tasks.c.holder == person, sa.and_(sa.func.coalesce(tasks.c.holder, "") == "", may))


cases = Offer(
    name="cases",
    title="Parcours",
    words="Runs of procedures: where each stands.",
    shape=CASES,
    order=("opened_at",),
    filters=(
        equal("framework", CASES),
        equal("subject", CASES),
        equal("procedure", CASES),
        equal("name", CASES),
        equal("state", CASES),
        lists("step", CASES, "steps", "Those that stand in this step."),
        is_true("stuck", "Those with an open incident.", lambda asked: asked.tables["cases"].c.incidents_open > 0),
    ),
    details=(
        Detail("timers", "What time will bring about.", TIMERS, ("due_at",)),
        Detail("tasks", "What somebody must do.", TASKS, ("sort",)),
    ),
)
timers = Offer(
    name="timers",
    title="Échéances des parcours",
    words="Alarms that are set in open cases, the next first.",
    shape=TIMERS,
    order=("due_at",),
    filters=(
        equal("framework", TIMERS),
        equal("case", TIMERS),
        since("due_since", TIMERS, "due_at", "Those due that day or later."),
        until("due_until", TIMERS, "due_at", "Those due that day or earlier."),
    ),
)
incidents = Offer(
    name="incidents",
    title="Incidents",
    words="What went wrong in a case and waits for somebody, or waited.",
    shape=INCIDENTS,
    order=("raised_at",),
    filters=(
        equal("framework", INCIDENTS),
        equal("case", INCIDENTS),
        equal("state", INCIDENTS),
        equal("kind", INCIDENTS),
    ),
)
tasks = Offer(
    name="tasks",
    title="Tâches",
    words="Everything that somebody must do, whoever it is; what is due first comes first.",
    shape=TASKS,
    order=("sort",),
    filters=(
        Where("person", ColumnType.ID, "Those that this person may do today, or has taken on.", _mine),
        equal("framework", TASKS),
        equal("case", TASKS),
        equal("subject", TASKS),
        equal("holder", TASKS),
        equal("kind", TASKS),
        lists("role", TASKS, "roles", "Those that this role may do."),
    ),
)
view = by_state("cases", in_streams("case", "mandate"), SHAPES, rows, (cases, tasks, timers, incidents))
