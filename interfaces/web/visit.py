"""One request for a page: who looks, what was asked and sent, and how pages read, write and answer."""

import gzip
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from application.facts import Unknown
from application.names import names_in
from application.reading import Page, Row
from application.replay import Shown
from interfaces.parts import Parts
from interfaces.web import flash
from interfaces.web.forms import Sent
from interfaces.web.language import words
from interfaces.web.rendering import render
from interfaces.web.security import LENGTH, masked
from interfaces.web.visitor import Visitor

if TYPE_CHECKING:
    from interfaces.web.web import Web

SESSION, ANYBODY, LANGUAGE = "palabre_session", "palabre_visit", "palabre_lang"
"""Cookies: who is signed in, a form of somebody who is not, and the language."""
SMALL = 1_000
PAGE = 50
NAMING = frozenset({"agreement", "commitment", "evaluation"})
"""What those named in it may look into, wherever it is."""
LISTED = {"person": "people", "organisation": "organisations"}


@dataclass(eq=False)
class Visit:
    """What a page is given. Pages read by `rows`, `one` and `show`, and answer by `page`, `go` or `acting.act`."""

    web: "Web"
    request: Request
    visitor: Visitor
    sent: Sent = field(default_factory=Sent)
    cookies: dict[str, str | None] = field(default_factory=dict[str, str | None])
    """To be set with the answer; None: to be taken back."""

    @property
    def parts(self) -> Parts:
        """The use cases."""
        return self.web.parts

    @property
    def origin(self) -> str:
        """The network address that the request comes from."""
        return self.request.client.host if self.request.client else ""

    @property
    def language(self) -> str:
        """`fr` or `en`."""
        return self.visitor.language

    @cached_property
    def today(self) -> date:
        """The day in the framework's time zone."""
        return self.parts.clock.now().astimezone(ZoneInfo(self.visitor.zone)).date()

    def say(self, french: str, **values: object) -> str:
        """A string in the visitor's language; values stand in it as `%(name)s`."""
        return words(self.language).gettext(french) % values if values else words(self.language).gettext(french)

    def say_many(self, one: str, many: str, count: int) -> str:
        """The form that goes with a number, which stands in it as `%(count)s`."""
        return words(self.language).ngettext(one, many, count) % {"count": count}

    def path(self, name: str) -> str:
        """A part of the address."""
        return str(self.request.path_params[name])

    def query(self, name: str) -> str:
        """A question in the address, without what cannot be meant."""
        return self.request.query_params.get(name, "").replace("\x00", "").strip()[:500]

    def day_asked(self, name: str) -> date | None:
        """A day in the address; None for none, and for what is no day."""
        try:
            return date.fromisoformat(self.query(name))
        except ValueError:
            return None

    def rows(self, listing: str, limit: int = PAGE, after: str | None = None, **filters: object) -> Page:
        """Entries of a list, in the framework that the visitor looks at where the list knows frameworks."""
        known = {one.name for one in self.parts.reading.listings()[listing].filters}
        if "framework" in known and self.visitor.framework is not None:
            filters.setdefault("framework", self.visitor.framework["id"])
        if "framework" in known and "framework" not in filters and not self.visitor.is_own(filters.values()):
            return Page(items=(), next=None, position=self.parts.reading.position())
        kept = {name: str(value) for name, value in filters.items() if value not in (None, "")}
        return self.parts.reading.page(listing, kept, after=after or None, limit=limit, today=self.today)

    def one(self, listing: str, id_: str) -> Row:
        """One entry with its details. Raises Unknown where there is none that the visitor may look into."""
        row = self.parts.reading.one(listing, id_, today=self.today)
        if row is None or not (self.visitor.reaches(row.get("framework")) or self.concerned(id_)):
            raise Unknown(id_)
        return row

    def show(self, stream: str, at: date | None = None) -> Shown:
        """A state as it is, or was in force on a day; that it was read is noted. Raises Unknown."""
        shown = self.parts.replay.show(stream, at=at)
        home = stream if stream.startswith("framework-") else shown.state.get("framework")
        if not (self.visitor.reaches(home) or self.concerned(stream)):
            raise Unknown(stream)
        self.parts.book.read(self.visitor.person or "unnamed", shown.state)
        return shown

    def concerned(self, stream: str) -> bool:
        """Whether a stream names somebody the visitor acts for as party, owner, beneficiary or evaluated."""
        state = self.parts.execute.house.streams.folded(stream).state if stream.partition("-")[0] in NAMING else None
        several = (getattr(state, one, None) for one in ("parties", "owners", "beneficiaries", "evaluated"))
        return any(self.visitor.is_own(names_in(one)) for one in several if one)

    def name_of(self, id_: object) -> str:
        """What a person or an organisation is called."""
        if id_ is None:
            return ""
        key = str(id_)
        if key.partition("-")[0] not in LISTED:
            return key
        if key not in self._names:
            self._names[key] = self._looked_up(key)
        return self._names[key] or self.say("Nom inconnu")

    @cached_property
    def _names(self) -> dict[str, str]:
        """Names looked up since something was last recorded: one that is changed or erased is looked up again."""
        return self.web.names_at(self.parts.log.position())

    def _looked_up(self, id_: str) -> str:
        if id_.startswith("organisation-"):  # its state says it without all that a row comes with
            return str(self.parts.execute.house.streams.folded(id_).state.name or "")
        row = self.parts.reading.one(LISTED[id_.partition("-")[0]], id_, today=self.today)
        return str((row or {}).get("name") or "")

    @cached_property
    def secret(self) -> bytes:
        """What the token of forms is made of: it goes with the visitor's own cookie."""
        bearer = self.request.cookies.get(SESSION if self.visitor.person else ANYBODY, "")
        if not bearer:
            bearer = self.cookies[ANYBODY] = secrets.token_urlsafe(16)
        return hashlib.sha256(self.parts.digest(b"form " + bearer.encode()).encode()).digest()[:LENGTH]

    def token(self) -> str:
        """For the hidden field of a form."""
        return masked(self.secret)

    def page(self, template: str, status: int = 200, **context: object) -> Response:
        """A page."""
        told = {
            "visit": self,
            "visitor": self.visitor,
            "web": self.web,
            "menu": self.web.menu_for(self.visitor),
            "flash": flash.read(self),
            "unread": self.parts.doors.notices.unread(self.visitor.person) if self.visitor.person else 0,
            "token": self.token,
            "nonce": lambda: secrets.token_urlsafe(16),
            "sent": self.sent,
            "here": self.request.url.path,
            "other_language": self._other_language(),
        }
        html = render(template, self.language, told | context).encode()
        return self.answered(self._packed(html, status))

    def _packed(self, html: bytes, status: int) -> Response:
        headers = {"Vary": "Accept-Encoding, Accept-Language, Cookie", "Cache-Control": "no-store"}
        headers["Content-Language"] = self.language
        if len(html) > SMALL and "gzip" in self.request.headers.get("accept-encoding", ""):
            html, headers["Content-Encoding"] = gzip.compress(html, 5), "gzip"
        return HTMLResponse(html, status, headers=headers)

    def _other_language(self) -> str:
        url = self.request.url.include_query_params(lang="en" if self.language == "fr" else "fr")
        return f"{url.path}?{url.query}"

    def go(self, path: str, said: str = "") -> Response:
        """On to another page, which says what was done."""
        if said:
            flash.keep(self, said)
        return self.answered(RedirectResponse(path, 303))

    def file(self, content: bytes, media_type: str, name: str) -> Response:
        """A file to keep."""
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return self.answered(Response(content, media_type=media_type, headers=headers))

    def answered(self, response: Response) -> Response:
        """The answer with its cookies."""
        https = self.request.url.scheme == "https"
        for name, value in self.cookies.items():
            if value is None:
                response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=https)
            else:
                response.set_cookie(name, value, path="/", httponly=True, samesite="lax", secure=https)
        return response
