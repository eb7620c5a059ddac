"""Who sits where and under which rules; what a body has decided, and when it meets next."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from starlette.responses import Response

from application.authority import open_to
from application.execute import Ask, Done
from domain.bylaws import MeetingMode
from domain.committee import Committee, SeatKind, bylaws_on, held_on
from domain.meeting import AddItem
from domain.values import value_on
from interfaces.parts import Parts
from interfaces.web.acting import act
from interfaces.web.entry import may, signed_in
from interfaces.web.error_pages import Forbidden
from interfaces.web.forms import Wrong
from interfaces.web.language import N_
from interfaces.web.meeting.deeds import at_hour
from interfaces.web.meeting.rules_told import rules_told
from interfaces.web.pages.lists import listed
from interfaces.web.visit import Visit
from interfaces.web.web import Web

MOST = 200
LONGEST = 500
"""Characters in the title of an item."""


def add(web: Web) -> None:
    """The list, each of them, and planning a meeting."""
    web.page("/comites", committees, enter=signed_in)
    web.page("/comites/{id}/prevoir", plan, enter=may("meeting.schedule-meeting"), examples=_plans)
    web.deed("/comites/{id}/prevoir", schedule, enter=may("meeting.schedule-meeting"))
    web.page("/comites/{id}", committee, enter=signed_in, examples=_examples)
    web.in_menu(N_("Comités"), "/comites", 20, enter=signed_in)


def _examples(parts: Parts) -> Sequence[str]:
    rows = parts.reading.page("committees", {}, limit=50, today=parts.clock.now().date()).items
    return [f"/comites/{one['id']}" for one in sorted(rows, key=lambda one: -int(str(one["version"])))[:2]]


def _plans(parts: Parts) -> Sequence[str]:
    return [f"{one}/prevoir" for one in _examples(parts)[:1]]


def committees(visit: Visit) -> Response:
    """The list."""
    coming = visit.rows("meetings", 10, to_come="true").items
    return listed(
        visit,
        "committees",
        "pages/committees.html",
        {"q": "text", "etat": "state"},
        coming=sorted(coming, key=lambda one: str(one["held_on"])),
    )


def committee(visit: Visit) -> Response:
    """Seats by college, rules in words, meetings and decisions; or as of a day (`?au=2025-03-01`)."""
    id_ = visit.path("id")
    row = visit.one("committees", id_)
    visit.show(id_)
    state: Committee = visit.parts.execute.house.streams.folded(id_).state
    day = visit.day_asked("au") or visit.today
    bylaws = bylaws_on(state, day)
    chair: str | None = value_on(state.chair, day)
    meetings = visit.rows("meetings", MOST, committee=id_).items
    return visit.page(
        "pages/committee.html",
        id=id_,
        row=row,
        state=state,
        day=day,
        past=day if day != visit.today else None,
        chair=chair,
        colleges=_colleges(visit, state, day),
        former=list(_former(visit, state, day)),
        bylaws=bylaws,
        rules=rules_told(visit, bylaws) if bylaws else [],
        versions=_versions(state),
        coming=sorted((one for one in meetings if one["to_come"]), key=lambda one: str(one["held_on"])),
        held=[one for one in meetings if not one["to_come"]],
        decisions=visit.rows("decisions", 20, committee=id_).items,
        may_plan=may_plan(visit, state),
    )


def may_plan(visit: Visit, state: Committee) -> bool:
    """Whether whoever looks may set a meeting of the committee."""
    found = visit.parts.nouns["meeting"].command("schedule-meeting")
    return found is not None and open_to(
        visit.visitor.powers, "meeting", found, "meeting", visit.parts.nouns["meeting"].decider.initial, state.framework
    )


def _colleges(visit: Visit, state: Committee, day: date) -> list[tuple[str, int, list[dict[str, Any]]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for name, seat in state.seats.items():
        kind = "" if seat.kind is SeatKind.VOTING else "~"
        tenure = next(iter(held_on(seat, day)), None)
        groups.setdefault(kind + seat.college, []).append(
            {
                "seat": name,
                "kind": seat.kind.value,
                "weight": seat.weight,
                "tenure": tenure,
                "person": visit.name_of(tenure.person) if tenure else "",
                "organisation": visit.name_of(tenure.organisation) if tenure else "",
            }
        )
    return [
        (name.removeprefix("~"), value_on(state.colleges.get(name.removeprefix("~"), ()), day) or 1, groups[name])
        for name in sorted(groups)
    ]


def _former(visit: Visit, state: Committee, day: date) -> Iterator[tuple[str, str, Any]]:
    for name, seat in state.seats.items():
        for one in seat.tenures:
            if one.period.end is not None and one.period.end < day:
                yield name, visit.name_of(one.person), one.period


def _versions(state: Committee) -> list[dict[str, Any]]:
    """Every text of the rules, the latest first: from when, its title, and the act that adopted it."""
    found = [
        {"since": max(one.since, adopted.since), "title": one.bylaws.title, "act": adopted.value.act}
        for adopted in state.bylaws
        for one in adopted.value.versions
    ]
    return sorted(found, key=lambda one: one["since"], reverse=True)


def plan(visit: Visit, wrong: Sequence[Wrong] = (), status: int = 200) -> Response:
    """The form of a meeting to come."""
    id_ = visit.path("id")
    visit.one("committees", id_)
    state: Committee = visit.parts.execute.house.streams.folded(id_).state
    if not may_plan(visit, state):
        raise Forbidden
    bylaws = bylaws_on(state, visit.today)
    modes = bylaws.modes.modes if bylaws else frozenset({MeetingMode.ON_SITE})
    return visit.page(
        "pages/meeting_plan.html",
        status,
        wrong=wrong,
        id=id_,
        state=state,
        modes=[one.value for one in MeetingMode if one in modes],
        notice=bylaws.notice if bylaws else None,
    )


def schedule(visit: Visit) -> Response:
    """Set the meeting, with its agenda, and go on to its page."""
    id_ = visit.path("id")
    row = visit.one("committees", id_)
    day = visit.sent["held_on"]
    fields = {
        "framework": row["framework"],
        "committee": id_,
        "title": visit.sent["title"],
        "held_on": day,
        "starts_at": at_hour(visit, day, visit.sent["hour"]),
        "mode": visit.sent["mode"],
        "place": visit.sent["place"],
        "on": visit.today.isoformat(),
    }

    def again(wrong: Sequence[Wrong], status: int) -> Response:
        return plan(visit, wrong, status)

    def then(done: Done) -> str:
        _add_items(visit, done.stream)
        return f"/seances/{done.stream}"

    if not visit.sent["title"]:
        return again([Wrong("title", visit.say("Donnez un titre à la séance."))], 422)
    if any(len(one) > LONGEST for one in visit.sent["items"].splitlines()):
        return again([Wrong("items", visit.say("C’est trop long : écrivez plus court."))], 422)
    said = visit.say("La séance est prévue. Complétez l’ordre du jour, puis convoquez.")
    return act(visit, "meeting.schedule-meeting", None, fields, again=again, then=then, said=said)


def _add_items(visit: Visit, stream: str) -> None:
    """Each line is an item; sent twice, it is added once."""
    noun = visit.parts.nouns["meeting"]
    lines = [one.strip() for one in visit.sent["items"].splitlines() if one.strip()][:100]
    for number, title in enumerate(lines, 1):
        fields = {"item": str(number), "title": title, "on": visit.today}
        visit.parts.execute(Ask(noun=noun, command=AddItem, stream=stream, fields=fields), visit.visitor.caller())
