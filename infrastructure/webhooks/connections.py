"""Connections that are kept for the next message; only one to an address that was checked again is used again."""

import http.client
import socket
import ssl
from collections import defaultdict, deque
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from threading import Event, Lock, Thread
from time import monotonic, sleep
from typing import NamedTuple

from infrastructure.webhooks.addresses import Address
from infrastructure.webhooks.destinations import Destination

CONNECTING, IDLE, GLANCE = 5.0, 20.0, 0.1
"""Seconds to connect to one address, to keep a connection that nobody uses, between two looks at deadlines."""
MOST = 64
"""Connections that are kept, for all places together."""
Spoken = http.client.HTTPConnection


class Place(NamedTuple):
    """What a connection is to: nothing else goes over it."""

    scheme: str
    host: str
    port: int
    address: Address


class Kept(NamedTuple):
    """A connection, and since when it lies idle."""

    place: Place
    connection: Spoken
    since: float


class Connections:
    """Those of one process, whatever thread uses them."""

    def __init__(self) -> None:
        self._idle: dict[Place, deque[Kept]] = defaultdict(deque)
        self._lock = Lock()

    def again(self, place: Destination, found: Sequence[Address]) -> Kept | None:
        """One that lies idle, to one of these addresses, under this name."""
        now = monotonic()
        with self._lock:
            for address in found:
                idle = self._idle[Place(place.scheme, place.host, place.port, address)]
                while idle:
                    kept = idle.pop()
                    if now - kept.since < IDLE:
                        return kept
                    kept.connection.close()
        return None

    def keep(self, place: Place, connection: Spoken) -> None:
        """Use it again later; the ones that lie longest are closed."""
        with self._lock:
            self._idle[place].append(Kept(place, connection, monotonic()))
            while sum(map(len, self._idle.values())) > MOST:
                longest = min((idle for idle in self._idle.values() if idle), key=lambda idle: idle[0].since)
                longest.popleft().connection.close()
            for empty in [one for one, idle in self._idle.items() if not idle]:
                del self._idle[empty]


def opened(place: Destination, found: Sequence[Address], tls: ssl.SSLContext | None, deadline: float) -> Kept:
    """A new connection to the first address that answers. Raises OSError."""
    failed: OSError = TimeoutError("no address answered in time")
    for address in found:
        if (left := deadline - monotonic()) <= 0:
            break
        try:
            plain = socket.create_connection((str(address), place.port), timeout=min(CONNECTING, left))
        except OSError as error:
            failed = error
            continue
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        speaking = Spoken(place.host, place.port)
        speaking.sock = _wrapped(plain, place, tls) if place.scheme == "https" else plain
        return Kept(Place(place.scheme, place.host, place.port, address), speaking, monotonic())
    raise failed


def _wrapped(plain: socket.socket, place: Destination, tls: ssl.SSLContext | None) -> socket.socket:
    """TLS under the name in the URL, whatever address it stood for; the handshake comes under the deadline."""
    context = tls or _usual_tls()
    return context.wrap_socket(plain, server_hostname=place.host, do_handshake_on_connect=False)


@cache
def _usual_tls() -> ssl.SSLContext:
    return ssl.create_default_context()


class Deadlines:
    """Shuts what is not done in time: a receiver that drips keeps no timeout from being met."""

    def __init__(self) -> None:
        self._open: dict[int, tuple[float, socket.socket]] = {}
        self._some, self._lock = Event(), Lock()
        self._thread: Thread | None = None

    @contextmanager
    def by(self, deadline: float, connection: socket.socket) -> Generator[None]:
        """The connection is shut when the time is up: whoever reads from it gets an error."""
        with self._lock:
            self._open[id(connection)] = deadline, connection
            self._some.set()
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._watch, name="webhook-deadlines", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                self._open.pop(id(connection), None)

    def _watch(self) -> None:
        while True:
            self._some.wait()
            sleep(GLANCE)
            now = monotonic()
            with self._lock:
                late = [connection for deadline, connection in self._open.values() if deadline <= now]
                if not self._open:
                    self._some.clear()
            for connection in late:
                with suppress(OSError):  # not SSLSocket's own way, which would tidy up under who reads
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)
