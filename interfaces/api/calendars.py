"""Calendars to subscribe to: of everybody, a framework, a committee; and one's own, with its key alone."""

from collections.abc import Callable
from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import Response
from pydantic import Field

from application.api_keys import ApiKey
from application.syndication import Agenda
from interfaces.api import problems
from interfaces.api.admission import shown_to
from interfaces.api.conditional import answer
from interfaces.api.syndication import MEDIA, Language, described
from interfaces.parts import Parts
from interfaces.telling.agenda import Diary
from interfaces.telling.syndicated import name_of


class CalendarQuestion(Language):
    """Whose calendar is private says who asks."""

    token: str | None = Field(None, max_length=200, description="The key of this calendar, where no header is sent")


def add_calendars(app: FastAPI, parts: Parts) -> None:
    """Every calendar."""

    def drawn(request: Request, lang: str, draw: Callable[[Diary], Agenda], *, caching: str = "no-cache") -> Response:
        parts.settle()
        agenda = draw(Diary(parts, lang, parts.entry.address))
        position = parts.log.position()
        modified = next((fact.recorded_at for fact in parts.log.at([position])), None)  # what is done with is gone
        headers = {"Cache-Control": caching, "Palabre-Position": str(position)}
        return answer(request, parts.formats.calendar(agenda), f"{MEDIA['ics']}; charset=utf-8", modified, headers)

    @app.get("/feeds/calendar.ics", **described("ics", "calendar", "Subscribe to all meetings and deadlines."))
    def everybody(request: Request, query: Annotated[Language, Query()]) -> Response:
        if not shown_to(request).is_whole:
            return problems.problem(request, 403, "beyond-this-key")
        name = name_of(parts.replay.streams.folded("installation").state) or "Palabre"
        return drawn(request, query.lang, lambda diary: diary.everybody(name))

    @app.get(
        "/feeds/frameworks/{id:framework}.ics",
        **described("ics", "framework-calendar", "Subscribe to the meetings and deadlines of a framework."),
    )
    def framework(request: Request, id: str, query: Annotated[Language, Query()]) -> Response:  # noqa: A002 — in the address
        refused = _refused(request, parts, "frameworks", id)
        return refused or drawn(request, query.lang, lambda diary: diary.framework(id))

    @app.get(
        "/feeds/committees/{id:committee}.ics",
        **described("ics", "committee-calendar", "Subscribe to the meetings of a committee, and what it follows."),
    )
    def committee(request: Request, id: str, query: Annotated[Language, Query()]) -> Response:  # noqa: A002 — in the address
        refused = _refused(request, parts, "committees", id)
        return refused or drawn(request, query.lang, lambda diary: diary.committee(id))

    @app.get(
        "/feeds/people/{id:person}.ics",
        **described("ics", "own-calendar", "Subscribe to one's own meetings and deadlines: with its key alone."),
    )
    def person(request: Request, id: str, query: Annotated[CalendarQuestion, Query()]) -> Response:  # noqa: A002 — in the address
        key: ApiKey | None = getattr(request.state, "key", None)
        parts.settle()
        row = parts.reading.one("people", id, today=parts.clock.now().date())
        if row is None or row["erased_on"] is not None:
            return problems.problem(request, 404, "unknown")
        if key is None or not key.scope.is_whole:
            return problems.problem(request, 403, "beyond-this-key")
        return drawn(request, query.lang, lambda diary: diary.person(id), caching="private, no-cache")

    del everybody, framework, committee, person


def _refused(request: Request, parts: Parts, listing: str, name: str) -> Response | None:
    """Why a calendar is not shown: there is no such thing, or the key does not open it."""
    parts.settle()
    row = parts.reading.one(listing, name, today=parts.clock.now().date())
    if row is None:
        return problems.problem(request, 404, "unknown")
    scope, home = shown_to(request), name if listing == "frameworks" else row["framework"]
    opened = not scope.types and (not scope.frameworks or home in scope.frameworks)
    return None if opened else problems.problem(request, 403, "beyond-this-key")
