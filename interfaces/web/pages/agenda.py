"""The days to come, month by month: meetings, and all that falls due."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from starlette.responses import Response

from interfaces.web.called import path_of
from interfaces.web.entry import signed_in
from interfaces.web.language import N_
from interfaces.web.visit import Visit
from interfaces.web.web import Web

MOST = 400


def add(web: Web) -> None:
    """The page."""
    web.page("/agenda", agenda, enter=signed_in)
    web.in_menu(N_("Agenda"), "/agenda", 22, enter=signed_in)


def agenda(visit: Visit) -> Response:
    """Three months from one (`?mois=2026-11`): their meetings and deadlines, day by day."""
    first = month_asked(visit)
    after = following(first)
    end = following(following(after))
    span = {"since": first.isoformat(), "until": (end - timedelta(days=1)).isoformat()}
    met = [one for one in visit.rows("meetings", MOST, **span).items if one["state"] != "cancelled"]
    due = [one for one in visit.rows("deadlines", MOST, **span).items if one["subject_kind"] != "meeting"]
    entries = sorted(
        [*map(_meeting, met), *map(_deadline, due)], key=lambda one: (one["on"], one["rank"], one["title"])
    )
    framework = visit.visitor.framework
    return visit.page(
        "pages/agenda.html",
        first=first,
        before=(first - timedelta(days=1)).replace(day=1),
        after=after,
        months=[(month, _days(several)) for month, several in groupby(entries, key=lambda one: f"{one['on'][:7]}-01")],
        feed=f"/feeds/frameworks/{framework['id']}.ics" if framework else "",
        committees=visit.rows("committees", 50).items,
    )


def following(first: date) -> date:
    """The first day of the next month."""
    return (first + timedelta(days=32)).replace(day=1)


def _days(entries: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    return [(day, list(several)) for day, several in groupby(entries, key=lambda one: str(one["on"]))]


def month_asked(visit: Visit) -> date:
    """The first day of the month asked for, or of this one."""
    first = visit.today.replace(day=1)
    try:
        asked = date.fromisoformat(f"{visit.query('mois')}-01")
    except ValueError:
        return first
    return asked if date.min.year < asked.year < date.max.year else first


def _meeting(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "on": str(row["held_on"]),
        "rank": 0,
        "title": row["title"],
        "path": f"/seances/{row['id']}",
        "at": row["starts_at"],
        "place": row["place"],
        "state": row["state"],
        "kind": "",
    }


def _deadline(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "on": str(row["on"]),
        "rank": 1,
        "title": row["title"] or "",
        "path": path_of(str(row["subject"])),
        "at": None,
        "place": "",
        "state": "",
        "kind": row["kind"],
    }
