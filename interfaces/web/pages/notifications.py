"""What one was told, and how letters end: in one click, for mail programs without any."""

from collections.abc import Sequence

from starlette.responses import Response

from interfaces.parts import Parts
from interfaces.web.entry import public, signed_in
from interfaces.web.error_pages import shown
from interfaces.web.telling import line
from interfaces.web.visit import Visit
from interfaces.web.web import Web

MOST = 100


def add(web: Web) -> None:
    """The list, and the way out of letters."""
    web.page("/notifications", listed, enter=signed_in, seen_by="representative")
    web.deed("/notifications", read, enter=signed_in)
    web.page("/desabonnement/{secret}", way_out, enter=public, examples=_examples)
    web.hook("/desabonnement/{secret}", unsubscribe)


def _examples(parts: Parts) -> Sequence[str]:
    person = "person-00000000-0000-7000-8000-000000000000"
    return [f"/desabonnement/{parts.doors.notices.unsubscriber(person)}"]


def listed(visit: Visit) -> Response:
    """One's notices, the latest first."""
    found = visit.parts.doors.notices.of(str(visit.visitor.person), MOST)
    told = [(one, line(visit.parts, one, visit.language, visit.today)) for one in found]
    return visit.page("pages/notifications.html", told=told)


def read(visit: Visit) -> Response:
    """All of them are seen."""
    visit.parts.doors.notices.mark_read(str(visit.visitor.person))
    return visit.go("/notifications", visit.say("C’est noté."))


def way_out(visit: Visit) -> Response:
    """The button; opening the page ends nothing, for mail programs open addresses to look at them."""
    return visit.page("pages/unsubscribe.html", done=False)


def unsubscribe(visit: Visit) -> Response:
    """No more letters."""
    if not visit.parts.doors.notices.unsubscribe(visit.path("secret")):
        return shown(visit, 404)
    return visit.page("pages/unsubscribe.html", done=True)
