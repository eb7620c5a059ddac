"""What I must do, what I have begun, and what is not possible yet, with why."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from starlette.responses import Response

from interfaces.web.entry import signed_in
from interfaces.web.formats import as_day
from interfaces.web.forms import Wrong
from interfaces.web.pages.home import not_yet, tasks_of
from interfaces.web.visit import Visit
from interfaces.web.web import Web


def add(web: Web) -> None:
    """The page."""
    web.page("/taches", tasks, enter=signed_in)


def tasks(visit: Visit, wrong: Sequence[Wrong] = (), status: int = 200) -> Response:
    """Mine: to do, begun, not possible yet; approvals are questions."""
    found = [one | {"otherwise": list(_otherwise(visit, one))} for one in tasks_of(visit)]
    begun = [one for one in found if one["holder"] == visit.visitor.person]
    return visit.page(
        "pages/my_tasks.html",
        status,
        wrong=wrong,
        questions=[one | {"for": asked_of(visit, one)} for one in found if one["kind"] == "approval"],
        waiting=[one for one in found if one not in begun and one["kind"] != "approval"],
        begun=begun,
        later=list(not_yet(visit, {str(one["case"]): one for one in found})),
        people=people(visit) if begun or found else [],
    )


def _otherwise(visit: Visit, task: Mapping[str, Any]) -> Iterator[str]:
    found = visit.parts.options.explained(str(task["case"]), visit.language).get(str(task["task"]))
    for one in found.otherwise if found else ():
        day, _, leads = one.partition(": ")
        yield f"{as_day(day, visit.visitor.zone).isoformat()}|{leads}"


def asked_of(visit: Visit, task: Mapping[str, Any]) -> str:
    """In whose name a question is answered."""
    of = str(task["of"] or "")
    return visit.name_of(of) if of.startswith(("organisation-", "person-")) else of


def people(visit: Visit) -> list[tuple[str, str]]:
    """Those to whom a task may be passed on."""
    return [(str(one["id"]), str(one["name"])) for one in visit.rows("people", 500).items if one["name"]]
