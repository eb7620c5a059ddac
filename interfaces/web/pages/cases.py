"""One run of a procedure: where it stands, what may come and why not, what time will bring, what is stuck."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from application.cases import definition_of
from application.facts import Facts, Unknown
from application.options import Option
from domain.case.state import Case, holder_at, open_incidents, open_tasks
from domain.procedure.definition import On, Procedure
from interfaces.drawing import draw_case
from interfaces.parts import Parts
from interfaces.web.acting import act
from interfaces.web.called import Called, path_of
from interfaces.web.entry import signed_in
from interfaces.web.formats import as_day
from interfaces.web.forms import Wrong
from interfaces.web.language import N_
from interfaces.web.pages.lists import listed
from interfaces.web.pages.work import asked_of, people, tasks
from interfaces.web.security import local
from interfaces.web.visit import Visit
from interfaces.web.vocabulary import QUIET, event_title
from interfaces.web.web import Web

SHOWN = 15
DEEDS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "claim-task": (("task",), N_("La tâche est à vous.")),
    "delegate-task": (("task", "to"), N_("La tâche est confiée.")),
    "complete-task": (("task",), N_("La tâche est faite.")),
    "send-task-back": (("task", "reason"), N_("La tâche est rendue.")),
    "give-approval": (("state", "of"), N_("Votre oui est inscrit.")),
    "refuse-approval": (("state", "of", "reason"), N_("Votre non est inscrit, avec sa raison.")),
    "act": (("event", "state", "reason"), N_("C’est fait.")),
    "retry-order": (("incident", "reason"), N_("L’action va être tentée de nouveau.")),
    "skip-order": (("incident", "reason"), N_("L’action est laissée de côté.")),
    "resolve-incident": (("incident", "reason"), N_("L’incident est réglé.")),
}
"""What is done in a case from a page: the fields, and what is then said."""


def add(web: Web) -> None:
    """The list of cases, each of them, and what is done in one. The menu leads here by way of the tasks."""
    web.page("/parcours", cases, enter=signed_in)
    web.page("/parcours/{id}", case, enter=signed_in, examples=_examples)
    web.deed("/parcours/{id}/faire/{deed}", do, enter=signed_in)


def _examples(parts: Parts) -> Sequence[str]:
    rows = parts.reading.page("cases", {}, limit=50, today=parts.clock.now().date()).items
    longest = max(rows, key=lambda one: int(str(one["version"])))["id"]
    busy = max(rows, key=lambda one: (int(str(one["incidents_open"])), int(str(one["tasks_open"]))))["id"]
    return [f"/parcours/{longest}", f"/parcours/{busy}"]


def do(visit: Visit) -> Response:
    """Anything that people do in a case."""
    id_, name = visit.path("id"), visit.path("deed")
    visit.one("cases", id_)
    if name not in DEEDS:
        raise Unknown(name)
    fields, said = DEEDS[name]
    back = local(visit.sent["back"], f"/parcours/{id_}")
    given: dict[str, Any] = {one: visit.sent[one] for one in fields}
    if given.get("incident", "").isdigit():
        given["incident"] = int(given["incident"])

    def again(wrong: Sequence[Wrong], status: int) -> Response:
        return tasks(visit, wrong, status) if back == "/taches" else case(visit, wrong, status)

    return act(visit, f"case.{name}", id_, given, again=again, then=back, said=visit.say(said))


def cases(visit: Visit) -> Response:
    """The list."""
    names = Called(visit)

    def title(subject: str) -> str:
        return str(names.get(subject, subject))

    def named(row: Mapping[str, Any]) -> str:
        return procedure_named(visit, row)

    return listed(
        visit,
        "cases",
        "pages/cases.html",
        {"etat": "state", "bloques": "stuck"},
        title=title,
        named=named,
    )


def procedure_named(visit: Visit, row: Mapping[str, Any]) -> str:
    """What a procedure is called."""
    definition, _ = definition_of(_facts(visit), str(row["procedure"]), int(row["procedure_version"]))
    return titled(definition.title, visit.language) or str(row["name"])


def titled(words: Any, language: str) -> str:
    """A title of a procedure in a language, or in the other."""
    return str(getattr(words, language) or words or "")


def _facts(visit: Visit) -> Facts:
    house = visit.parts.execute.house
    return Facts(house.streams, house.directory, house.clock.now(), tools=house.tools)


def case(visit: Visit, wrong: Sequence[Wrong] = (), status: int = 200) -> Response:
    """One run of a procedure: where it stands, what may come next and why not, what time will bring, what is stuck."""
    id_ = visit.path("id")
    row = visit.one("cases", id_)
    state: Case = visit.parts.execute.house.streams.folded(id_).state
    definition, _ = definition_of(_facts(visit), state.procedure, state.version)
    told = Steps(visit, definition)
    return visit.page(
        "pages/case.html",
        status,
        wrong=wrong,
        id=id_,
        row=row,
        state=state,
        version=visit.parts.log.version(id_),
        title=titled(definition.title, visit.language) or state.name,
        subject=(Called(visit).get(state.subject) or state.subject, path_of(state.subject)),
        drawing=Markup(draw_case(visit.parts, id_, width=1000, english=visit.language == "en")),  # noqa: S704 — our own drawing, every text in it escaped
        steps=[(told.step(one), state.entered_at.get(one)) for one in told.innermost(state.active)],
        ended=[told.step(one) for one in state.ended_in],
        options=[told.option(one) for one in visit.parts.options.of(id_, visit.language)],
        tasks=[_task(visit, told, one) for one in open_tasks(state)],
        approvals=[_approval(visit, told, one) for one in state.approvals] if state.is_open else [],
        timers=[(told.step(one.state), one) for one in sorted(state.timers, key=lambda one: one.due)],
        incidents=[(one, _is_order(state, one.about)) for one in open_incidents(state)],
        settled=[one for one in state.incidents if one.resolved_at is not None],
        history=_history(visit, id_),
        people=people(visit) if state.is_open else [],
    )


class Steps:
    """The steps of a procedure by their titles, and what can happen in them in words."""

    def __init__(self, visit: Visit, definition: Procedure) -> None:
        self._visit, self._definition = visit, definition

    def step(self, path: str) -> str:
        """What a step is called."""
        found = self._definition.states.get(path)
        name = path.rpartition(".")[2].replace("_", " ")
        return (titled(found.title, self._visit.language) if found else "") or name[:1].upper() + name[1:]

    @staticmethod
    def innermost(active: frozenset[str]) -> list[str]:
        """The steps within which no other is active."""
        return sorted(one for one in active if not any(other.startswith(f"{one}.") for other in active))

    def option(self, one: Option) -> dict[str, Any]:
        """An option in words: who or what, where to, and what stands in its way."""
        return {
            "it": one,
            "title": self._title(one),
            "step": self.step(one.state),
            "to": [self.step(path) for path in one.to],
            "people": [self._visit.name_of(each) for each in one.people],
            "mine": one.on is On.EVENT and not one.blocked and self._visit.visitor.person in one.people,
            "why": [(each.guard, each.holds, each.why) for each in one.conditions],
        }

    def _title(self, one: Option) -> str:
        if one.title != one.name:
            return one.title
        noun, dot, _ = one.name.partition(".")
        found = self._visit.parts.tools.events.get(f"{one.name}.v1") or self._visit.parts.tools.events.get(one.name)
        if dot and found is not None:
            return event_title(noun, found, self._visit.language)
        return self._visit.say("Le délai est écoulé") if one.on is On.AFTER else one.name.replace("_", " ")


def _task(visit: Visit, told: Steps, one: Any) -> dict[str, Any]:
    holder = holder_at(one, visit.parts.clock.now())
    known = visit.parts.options.explained(visit.path("id"), visit.language).get(one.key)
    return {
        "it": one,
        "title": known.title if known else one.id,
        "step": told.step(one.state),
        "holder": visit.name_of(holder) if holder else "",
        "mine": holder == visit.visitor.person,
    }


def _approval(visit: Visit, told: Steps, one: Any) -> dict[str, Any]:
    return {
        "it": one,
        "step": told.step(one.state),
        "asked": [
            (asked_of(visit, {"of": each.of}), each, visit.name_of(each.by) if each.by else "") for each in one.asked
        ],
    }


def _is_order(state: Case, about: str) -> bool:
    return any(str(one.number) == about for one in state.orders)


def _history(visit: Visit, id_: str) -> list[tuple[str, list[dict[str, Any]]]]:
    facts = [*visit.parts.replay.history(id_)][::-1][: None if visit.query("tout") else SHOWN]
    entries = [
        {
            "at": as_day(one.effective).isoformat(),
            "title": event_title("case", type(one.event), visit.language),
            "by": visit.name_of(one.actor) if one.actor.startswith("person-") else "",
            "tone": QUIET,
            "summary": visit.say("Événement n° %(position)s", position=one.position),
            "detail": [(visit.say("Nom"), one.name), (visit.say("Identifiant"), one.event_id)],
        }
        for one in facts
    ]
    return [("", entries)]
