"""One POST to an address that was checked: no redirect is followed, nothing is waited for or read without bound."""

import http.client
import socket
import ssl
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Timer
from time import monotonic

from infrastructure.webhooks.addresses import Address
from infrastructure.webhooks.destinations import Destination, Resolver, Rules, addresses, destination, resolve

CONNECTING, WHOLE = 5.0, 12.0
"""Seconds to connect to one address, and for everything from there to the end of the answer."""

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

    def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Resolve once, check every address, connect to one of those. Raises DestinationForbidden."""
        place = destination(url, self.rules)
        try:
            found = addresses(place, self.rules, self.resolver)
            with self._connected(place, found) as connection:
                return _asked(connection, place, headers, body)
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
            # a socket shut down in the midst of TLS may surface as any of them
            return Answer(None, f"{type(error).__name__}: {error}"[:200])

    @contextmanager
    def _connected(self, place: Destination, found: Sequence[Address]) -> Generator[socket.socket]:
        deadline = monotonic() + self.whole
        plain = _first(found, place.port, deadline)
        connection = self._wrapped(plain, place) if place.scheme == "https" else plain
        timer = Timer(max(0.0, deadline - monotonic()), _shut, [connection])
        timer.daemon = True
        timer.start()
        try:
            if isinstance(connection, ssl.SSLSocket):
                connection.do_handshake()
            yield connection
        finally:
            timer.cancel()
            connection.close()

    def _wrapped(self, plain: socket.socket, place: Destination) -> socket.socket:
        """TLS under the name in the URL, whatever address it stood for."""
        context = self.tls or ssl.create_default_context()
        return context.wrap_socket(plain, server_hostname=place.host, do_handshake_on_connect=False)


def _first(found: Sequence[Address], port: int, deadline: float) -> socket.socket:
    """A connection to the first address that answers."""
    failed: OSError = TimeoutError("no address answered in time")
    for address in found:
        if (left := deadline - monotonic()) <= 0:
            break
        try:
            return socket.create_connection((str(address), port), timeout=min(CONNECTING, left))
        except OSError as error:
            failed = error
    raise failed


def _shut(connection: socket.socket) -> None:
    """The time is up: whoever reads from it gets an error. (Not SSLSocket's own, which would tidy up under them.)"""
    with suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)


def _asked(connection: socket.socket, place: Destination, headers: Mapping[str, str], body: bytes) -> Answer:
    speaking = http.client.HTTPConnection(place.host, place.port)
    speaking.sock = connection
    speaking.putrequest("POST", place.target, skip_host=True, skip_accept_encoding=True)
    for name, value in {"Host": place.authority, **headers, "Content-Length": str(len(body))}.items():
        speaking.putheader(name, value)
    speaking.putheader("Connection", "close")
    speaking.endheaders(body)
    response = speaking.getresponse()
    text = response.read(RESPONSE_SIZE).decode("utf-8", "replace").replace("\0", "\ufffd")
    return Answer(response.status, response.reason[:100], text, _seconds(response.getheader("Retry-After")))


def _seconds(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 7 else None
