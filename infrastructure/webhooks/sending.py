"""One POST to an address that was checked: no redirect is followed, nothing is waited for or read without bound."""

import http.client
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import NamedTuple

from infrastructure.webhooks.connections import Connections, Deadlines, Kept, Spoken, opened
from infrastructure.webhooks.destinations import Destination, Resolver, Rules, addresses, destination, resolve

WHOLE = 12.0
"""Seconds from the first address to the end of the answer."""

RESPONSE_SIZE = 1_024
"""Bytes of an answer that are read and kept; what a receiver says is for whoever looks for a fault."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one POST. `status` is None where no answer came, and `words` then says why."""

    status: int | None
    words: str
    body: str = ""
    retry_after: int | None = None
    """Seconds for which the receiver asks to be left alone."""

    @property
    def taken(self) -> bool:
        """Whether the receiver has it: 2xx and nothing else."""
        return self.status is not None and 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Post:
    """Sends over sockets of its own, so that what was checked is what is connected to."""

    rules: Rules
    resolver: Resolver = resolve
    tls: ssl.SSLContext | None = None
    whole: float = WHOLE
    connections: Connections = field(default_factory=Connections)
    deadlines: Deadlines = field(default_factory=Deadlines)

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Resolve once, check every address, use a connection to one of those. Raises DestinationForbidden."""
        place = destination(url, self.rules)
        try:
            found = addresses(place, self.rules, self.resolver)
            request = _Request(headers, body, monotonic() + self.whole)
            kept = self.connections.again(place, found)
            if kept is not None:
                with suppress(ConnectionError):  # the receiver had hung up meanwhile
                    return self._asked(kept, place, request)
            return self._asked(opened(place, found, self.tls, request.deadline), place, request)
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
            # a socket shut down in the midst of TLS may surface as any of them
            return Answer(None, f"{type(error).__name__}: {error}"[:200])

    def _asked(self, kept: Kept, place: Destination, request: "_Request") -> Answer:
        connection = kept.connection
        try:
            with self.deadlines.by(request.deadline, connection.sock):
                connection.sock.settimeout(max(0.01, request.deadline - monotonic()))
                if isinstance(connection.sock, ssl.SSLSocket):
                    connection.sock.do_handshake()
                answer, is_whole = _spoken(connection, place, request)
        except BaseException:
            connection.close()
            raise
        if is_whole and request.deadline > monotonic():
            self.connections.keep(kept.place, connection)
        else:
            connection.close()
        return answer


class _Request(NamedTuple):
    headers: Mapping[str, str]
    body: bytes
    deadline: float


def _spoken(speaking: Spoken, place: Destination, request: _Request) -> tuple[Answer, bool]:
    """The answer, and whether all of it was read, so that another request may follow."""
    speaking.putrequest("POST", place.target, skip_host=True, skip_accept_encoding=True)
    for name, value in {"Host": place.authority, **request.headers, "Content-Length": str(len(request.body))}.items():
        speaking.putheader(name, value)
    speaking.endheaders(request.body)
    response = speaking.getresponse()
    text = response.read(RESPONSE_SIZE).decode("utf-8", "replace").replace("\0", "\ufffd")
    is_whole = response.isclosed() and not response.will_close
    answer = Answer(response.status, response.reason[:100], text, _seconds(response.getheader("Retry-After")))
    return answer, is_whole


def _seconds(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 7 else None
