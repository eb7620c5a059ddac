"""A meeting as it goes on: what is on the table, who is there, whether that suffices, and the votes as they come."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from starlette.responses import Response

from domain.bylaws import BallotMethod, NoticeFacts, notice_figures
from domain.meeting.state import Item, Stage
from interfaces.api.broadcast import Broadcasts
from interfaces.parts import Parts
from interfaces.web.called import Called, path_of
from interfaces.web.entry import signed_in
from interfaces.web.forms import Wrong
from interfaces.web.meeting.flow import flow
from interfaces.web.meeting.sitting import Sitting, sitting
from interfaces.web.pages.agreement_follow import irregularities
from interfaces.web.visit import Visit
from interfaces.web.web import Web

BEFORE = frozenset({Stage.SCHEDULED, Stage.CONVENED, Stage.RECONVENED, Stage.NO_QUORUM})
LIVE = frozenset({Stage.CONVENED, Stage.RECONVENED, Stage.OPENED, Stage.ADJOURNED})
"""Whoever has the page open is told of what happens: they may be there before it begins."""
OVER = frozenset({Stage.CLOSED, Stage.DECISIONS_LISTED, Stage.MINUTES_DRAFTED, Stage.MINUTES_APPROVED, Stage.PUBLISHED})


def add(web: Web) -> None:
    """The page, what of it goes on, the projector, and the stream that says when to look again."""
    broadcasts = Broadcasts(web.parts.feed)
    web.page("/seances/{id}", meeting, enter=signed_in, examples=_examples, seen_by="secretary")
    web.file("/seances/{id}/vif", live, enter=signed_in)
    web.page("/seances/{id}/ecran", projector, enter=signed_in, examples=_screens)
    web.file("/seances/{id}/ecran/vif", projected, enter=signed_in)
    web.file("/seances/{id}/flux", lambda visit: stream(visit, broadcasts), enter=signed_in)


def _examples(parts: Parts) -> Sequence[str]:
    rows = parts.reading.page("meetings", {}, limit=100, today=parts.clock.now().date()).items
    longest = sorted(rows, key=lambda one: -int(str(one["version"])))[:2]
    return [f"/seances/{one['id']}" for one in longest]


def _screens(parts: Parts) -> Sequence[str]:
    return [f"{_examples(parts)[0]}/ecran"]


def meeting(visit: Visit, wrong: Sequence[Wrong] = (), status: int = 200) -> Response:
    """The page."""
    here = sitting(visit)
    visit.show(here.id)
    return visit.page("pages/meeting.html", status, wrong=wrong, **told(here), **before(here))


def live(visit: Visit) -> Response:
    """The part of the page that others change meanwhile."""
    return visit.page("parts/meeting_live.html", **told(sitting(visit)), alone=True)


def projector(visit: Visit) -> Response:
    """What hangs on the wall: large, without controls, never a secret choice."""
    return visit.page("pages/meeting_screen.html", **told(sitting(visit)))


def projected(visit: Visit) -> Response:
    """The part of it that changes."""
    return visit.page("parts/meeting_wall.html", **told(sitting(visit)))


def stream(visit: Visit, broadcasts: Broadcasts) -> Response:
    """Says that something changed."""
    id_ = visit.path("id")
    visit.one("meetings", id_)
    return flow(visit, broadcasts, id_)


def told(here: Sitting) -> dict[str, Any]:
    """A meeting as every view of it says it."""
    state, called = here.state, Called(here.visit)
    current = here.current
    name = current[0] if current else None
    figures, heads = here.quorum(name)
    return {
        "it": here,
        "id": here.id,
        "state": state,
        "position": here.visit.parts.log.position(),
        "version": here.visit.parts.log.version(here.id),
        "committee": (str(state.committee), called.get(str(state.committee)) or here.visit.say("Comité")),
        "figures": figures,
        "heads": heads,
        "seats": here.seats(),
        "items": [item_told(here, each, one, called) for each, one in state.items.items()],
        "now": item_told(here, name, current[1], called) if current and name else None,
        "irregularities": irregularities(here.visit, state.irregularities, []),
        "is_live": state.stage in LIVE,
        "is_open": state.stage is Stage.OPENED,
        "is_before": state.stage in BEFORE,
        "is_over": state.stage in OVER,
    }


def item_told(here: Sitting, name: str, item: Item, called: Called) -> dict[str, Any]:
    """An item, with its votes so far or its end."""
    ballot = item.ballot
    secret = ballot is not None and ballot.method is BallotMethod.SECRET
    return {
        "name": name,
        "it": item,
        "about": (called.get(item.about) or "", path_of(item.about)) if item.about else ("", ""),
        "beneficiary": here.visit.name_of(item.beneficiary),
        "aside": [(here.name(seat), ground.value) for seat, ground in sorted(item.recusals.items())],
        "secret": secret,
        "urn": secret and ballot is not None and ballot.electronic,
        "votes": list(here.votes(item)),
        "tally": here.tally(item),
        "turnout": here.turnout(item) if ballot is not None and here.state.stage is Stage.OPENED else None,
        "mine": here.ballots(name),
        "objections": [(here.name(one.seat), one.seat, one.sustained) for one in item.objections if not one.withdrawn],
        "candidates": _candidates(here, item),
    }


def _candidates(here: Sitting, item: Item) -> list[dict[str, Any]]:
    if item.election is None:
        return []
    return [
        {
            "key": key,
            "title": one.title or here.visit.name_of(one.person) or key,
            "withdrawn": key in item.election.withdrawn,
            "elected": key == item.election.elected,
            "counts": [each.counts.get(key) for each in item.election.rounds],
        }
        for key, one in item.election.candidates.items()
    ]


def before(here: Sitting) -> dict[str, Any]:
    """What is to be known before convening: the days, the last of them that would do, and who is told."""
    state, bylaws = here.state, here.bylaws
    day, today = here.day(), here.visit.today
    rule = bylaws.notice if bylaws else None
    if state.stage is not Stage.SCHEDULED:
        return {"notice": None, "last_day": None, "told": (), "rule": rule}
    days = (day - timedelta(days=back) for back in range(400))
    fits = (one for one in days if (found := notice_figures(rule, NoticeFacts(sent=one, held=day))) and found.holds)
    return {
        "rule": rule,
        "notice": notice_figures(rule, NoticeFacts(sent=today, held=day)) if today <= day else None,
        "last_day": next(fits, None) if rule else None,
        "told": [(one.name, one.organisation) for _, several in here.seats() for one in several],
    }
