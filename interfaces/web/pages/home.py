"""The first page: to anybody what this is, to a person what they must do, by when, and why it is theirs."""

from collections.abc import Iterator, Mapping
from typing import Any

from starlette.responses import Response

from application.options import Explained
from application.reading import Row
from domain.procedure.definition import On
from interfaces.web.acting import act
from interfaces.web.called import path_of
from interfaces.web.entry import public, signed_in
from interfaces.web.formats import as_day
from interfaces.web.forms import Wrong
from interfaces.web.language import N_
from interfaces.web.visit import Visit
from interfaces.web.web import Web

MOST_TASKS, MOST_CASES, NEXT_DAYS = 100, 20, 8
TITLED = {
    "agreement": "agreements",
    "commitment": "commitments",
    "committee": "committees",
    "evaluation": "evaluations",
    "framework": "frameworks",
    "meeting": "meetings",
    "organisation": "organisations",
}
"""The list in which each kind of subject stands."""


def add(web: Web) -> None:
    """The home page, and taking a task on."""
    web.page("/", home, enter=public)
    web.deed("/taches/prendre", claim, enter=signed_in)
    web.in_menu(N_("Mes tâches"), "/", 0, enter=signed_in)


def home(visit: Visit) -> Response:
    """The page of whoever looks."""
    return tasks(visit) if visit.visitor.person else welcome(visit)


def welcome(visit: Visit) -> Response:
    """What this is, where it is used, and how to come in."""
    frameworks = visit.parts.reading.page("frameworks", {}, limit=50, today=visit.today).items
    return visit.page("pages/welcome.html", frameworks=frameworks, position=visit.parts.log.position())


def tasks(visit: Visit, wrong: Any = (), status: int = 200) -> Response:
    """What somebody must do, what they have begun, and what is not possible yet."""
    found = list(tasks_of(visit))
    mine = [one for one in found if one["holder"] == visit.visitor.person]
    waiting = [one for one in found if one["holder"] != visit.visitor.person]
    later = list(not_yet(visit, {one["case"]: one for one in found}))
    coming = visit.rows("deadlines", NEXT_DAYS, past="false").items
    return visit.page("pages/tasks.html", status, wrong=wrong, mine=mine, waiting=waiting, later=later, coming=coming)


def claim(visit: Visit) -> Response:
    """Take a task on."""

    def again(wrong: Any, status: int) -> Response:
        return tasks(visit, wrong, status)

    case = visit.sent["case"]
    if not case.startswith("case-"):
        return again([Wrong("", visit.say("Cette tâche n’existe plus."))], 422)
    return act(
        visit,
        "case.claim-task",
        case,
        {"task": visit.sent["task"]},
        again=again,
        then="/",
        said=visit.say("La tâche est à vous."),
    )


def tasks_of(visit: Visit) -> Iterator[dict[str, Any]]:
    """What the visitor may do or has taken on, with why."""
    explained: dict[str, Mapping[str, Explained]] = {}
    rows = visit.rows("tasks", MOST_TASKS, person=visit.visitor.person).items
    for row in rows:
        case = str(row["case"])
        if case not in explained:
            explained[case] = visit.parts.options.explained(case, visit.language)
        yield _told(visit, row, explained[case].get(str(row["task"])))


def _told(visit: Visit, row: Row, known: Explained | None) -> dict[str, Any]:
    due = row["due_at"]
    kind, title, path = _subject(visit, str(row["subject"]))
    return {
        **row,
        "title": known.title if known else visit.say("Donner un avis"),
        "why": known.why if known else "",
        "late": due is not None and as_day(str(due), visit.visitor.zone) < visit.today,
        "about": {"kind": kind, "title": title, "path": path},
        "version": visit.parts.log.version(str(row["case"])),
    }


def _subject(visit: Visit, stream: str) -> tuple[str, str, str]:
    kind = stream.partition("-")[0]
    row = visit.parts.reading.one(TITLED[kind], stream, today=visit.today) if kind in TITLED else None
    title = str((row or {}).get("title") or (row or {}).get("name") or "")
    return kind, title, path_of(stream)


def not_yet(visit: Visit, cases: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What the person could do in cases of theirs, were something else not missing."""
    for case, task in [*cases.items()][:MOST_CASES]:
        for one in visit.parts.options.of(case, visit.language):
            if one.on is On.EVENT and one.blocked and visit.visitor.person in one.people:
                yield {"title": one.title, "about": task["about"], "why": [said.guard for said in one.conditions]}
