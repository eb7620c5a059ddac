"""Minutes are gathered from what was recorded; they are approved, signed and published, and can be printed."""

from collections.abc import Iterator, Sequence
from typing import Any

from starlette.responses import Response

from application.documents import PdfUnavailable
from domain import meeting
from domain.bylaws import CollegeVotes
from domain.meeting.state import MinutedItem, MinutesContent, Stage
from interfaces.parts import Parts
from interfaces.web.entry import signed_in
from interfaces.web.error_pages import shown
from interfaces.web.forms import Wrong
from interfaces.web.meeting.sitting import Sitting, sitting
from interfaces.web.pages.meetings import told
from interfaces.web.rendering import render
from interfaces.web.visit import Visit
from interfaces.web.web import Web

NOT_HELD = frozenset({Stage.SCHEDULED, Stage.CONVENED, Stage.RECONVENED, Stage.CANCELLED, Stage.NO_QUORUM})


def add(web: Web) -> None:
    """The minutes, and the same on paper."""
    web.page("/seances/{id}/proces-verbal", minutes, enter=signed_in, examples=_examples, seen_by="secretary")
    web.file("/seances/{id}/proces-verbal.pdf", paper, enter=signed_in)


def _examples(parts: Parts) -> Sequence[str]:
    rows = parts.reading.page("meetings", {}, limit=100, today=parts.clock.now().date()).items
    drafted = next(one["id"] for one in rows if one["state"] == "minutes_drafted")
    public = next(one["id"] for one in rows if one["state"] == "published")
    return [f"/seances/{drafted}/proces-verbal", f"/seances/{public}/proces-verbal"]


def minutes(visit: Visit, wrong: Sequence[Wrong] = (), status: int = 200) -> Response:
    """As they stand: drafted, or as they would be if they were drafted now."""
    here = sitting(visit)
    visit.show(here.id)
    return visit.page(
        "pages/meeting_minutes.html", status, wrong=wrong, **told(here), **written(here), later=_later(visit, here)
    )


def written(here: Sitting) -> dict[str, Any]:
    """What the minutes say, in words."""
    kept = here.state.minutes
    content = kept.content if kept else meeting.gathered(here.state)
    return {
        "kept": kept,
        "content": content,
        "has_been_held": here.state.stage not in NOT_HELD,
        "present": _named(here, sorted(content.present)),
        "represented": [(here.name(giver), here.name(holder)) for giver, holder in sorted(content.represented.items())],
        "absent": _absent(here, content),
        "chaired": here.name(content.chair),
        "secretaries": _named(here, sorted(content.secretaries)),
        "minuted": [_item(here, one) for one in content.items],
        "signed": _named(here, sorted(kept.signatures)) if kept else [],
        "to_sign": _to_sign(here),
    }


def _named(here: Sitting, seats: Sequence[str]) -> list[str]:
    return [here.name(one) for one in seats]


def _absent(here: Sitting, content: MinutesContent) -> list[str]:
    there = content.present | content.represented.keys()
    return _named(here, sorted(seat for seat in here.members if seat not in there))


def _to_sign(here: Sitting) -> list[tuple[str, str]]:
    """Who signs and has not: the chair of the meeting and its secretaries."""
    kept, state = here.state.minutes, here.state
    if kept is None or kept.approved_on is None:
        return []
    asked = [seat for seat in (state.chair, *sorted(state.secretaries)) if seat and seat not in kept.signatures]
    return [(one, here.name(one)) for one in asked]


def _item(here: Sitting, one: MinutedItem) -> dict[str, Any]:
    return {
        "it": one,
        "recused": _named(here, sorted(one.recused)),
        "present": len(one.present),
        "represented": len(one.represented),
        "votes": dict(_sums(one.votes)),
        "by_name": [(here.name(vote.seat), vote.choice.value) for vote in one.by_name],
        "rounds": [
            (each, [(here_title(here, one.item, key), n) for key, n in each.counts.items()]) for each in one.rounds
        ],
        "elected": here_title(here, one.item, one.elected) if one.elected else "",
        "objections": [here.name(each.seat) for each in one.objections if not each.withdrawn],
    }


def here_title(here: Sitting, item: str, key: str) -> str:
    """What a candidacy is called."""
    election = here.state.items[item].election
    found = election.candidates.get(key) if election else None
    return key if found is None else found.title or here.visit.name_of(found.person) or key


def _sums(several: Sequence[CollegeVotes]) -> Iterator[tuple[str, int]]:
    if several:
        yield "in_favour", sum(one.in_favour for one in several)
        yield "against", sum(one.against for one in several)
        yield "abstention", sum(one.abstentions for one in several)
        yield "blank", sum(one.blank for one in several)
        yield "null", sum(one.null for one in several)


def _later(visit: Visit, here: Sitting) -> list[tuple[str, str]]:
    """Later meetings of the committee, where the minutes may have been approved."""
    if here.state.held_on is None or here.state.committee is None:
        return []
    rows = visit.rows("meetings", 100, committee=here.state.committee, since=here.state.held_on.isoformat()).items
    rows = [one for one in rows if one["id"] != here.id and one["opened_at"]]
    return [(str(one["id"]), str(one["title"])) for one in sorted(rows, key=lambda one: str(one["held_on"]))]


def paper(visit: Visit) -> Response:
    """The minutes as PDF."""
    here = sitting(visit)
    visit.show(here.id)
    context = {"visit": visit, **told(here), **written(here)}
    page = render("papers/minutes.html", visit.language, context)
    try:
        return visit.file(visit.parts.documents.pdf(page), "application/pdf", f"proces-verbal-{here.id}.pdf")
    except PdfUnavailable:
        return shown(visit, 503)
