"""The days to come, month by month: meetings, and all that falls due."""

from collections.abc import Mapping
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
    """One month (`?mois=2026-11`): its meetings and deadlines, day by day."""
    first = month_asked(visit)
    after = (first + timedelta(days=32)).replace(day=1)
    span = {"since": first.isoformat(), "until": (after - timedelta(days=1)).isoformat()}
    met = [one for one in visit.rows("meetings", MOST, **span).items if one["state"] != "cancelled"]
    due = [one for one in visit.rows("deadlines", MOST, **span).items if one["subject_kind"] != "meeting"]
    entries = sorted([*map(_meeting, met), *map(_deadline, due)], key=lambda one: (one["on"], one["rank"], one["title"]))
    framework = visit.visitor.framework
    return visit.page(
        "pages/agenda.html",
        first=first,
        before=(first - timedelta(days=1)).replace(day=1),
        after=after,
        days=[(day, list(several)) for day, several in groupby(entries, key=lambda one: str(one["on"]))],
        feed=f"/feeds/frameworks/{framework['id']}.ics" if framework else "",
        committees=visit.rows("committees", 50).items,
    )


def month_asked(visit: Visit) -> date:
    """The first day of the month asked for, or of this one."""
    try:
        return date.fromisoformat(f"{visit.query('mois')}-01")
    except ValueError:
        return visit.today.replace(day=1)


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
