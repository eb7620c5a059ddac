"""Where a webhook may go: the URL as it is written, then every address that its name stands for now."""

import re
import socket
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTime
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from application.webhooks import DestinationForbidden
from infrastructure.webhooks.addresses import Address, Network, address_of, may_reach

Resolver = Callable[[str, int], Sequence[str]]
"""Every address of a host name, as text. Raises OSError."""

URL_SIZE, NAME_SIZE, RESOLVING = 2_000, 253, 5.0
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_LIKE_A_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_LOCAL = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "onion", "test", "invalid")
_LOCAL_NAMES = ("home.arpa", "localhost.localdomain", "in-addr.arpa", "ip6.arpa")
_PORTS = {"https": 443, "http": 80}
_resolving = ThreadPoolExecutor(8, "webhook-names")


@dataclass(frozen=True, slots=True)
class Rules:
    """What the operator allows. By default: HTTPS, port 443, public addresses."""

    http: bool = False
    networks: Sequence[Network] = ()
    ports: frozenset[int] | None = frozenset({443})
    """None: any port."""


@dataclass(frozen=True, slots=True)
class Destination:
    """A URL that was looked at. `host` is an ASCII name or an address without brackets; `target` path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """What the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver, and wait for it no longer than a while; an address stands for itself."""
    with suppress(ValueError):
        return [str(ip_address(host))]
    asked = _resolving.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        return [str(found[4][0]) for found in asked.result(RESOLVING)]
    except NotInTime as error:
        raise OSError(f"{host} was not resolved in time") from error


def destination(url: str, rules: Rules) -> Destination:
    """The URL, taken apart and judged as it is written. Raises DestinationForbidden."""
    if len(url) > URL_SIZE or any(ord(letter) <= 32 or letter in '\\"<>^`{|}\x7f' for letter in url):
        raise DestinationForbidden("malformed")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise DestinationForbidden("malformed") from error
    if parts.scheme not in {"https", "http"} or (parts.scheme == "http" and not rules.http):
        raise DestinationForbidden("scheme", parts.scheme)
    if "@" in parts.netloc:
        raise DestinationForbidden("credentials")
    if parts.fragment or "#" in url:
        raise DestinationForbidden("fragment")
    host = _host(parts.hostname or "", rules)
    return Destination(parts.scheme, host, _port(port, parts.scheme, rules), _target(parts.path, parts.query))


def _port(port: int | None, scheme: str, rules: Rules) -> int:
    chosen = _PORTS[scheme] if port is None else port
    usual = rules.ports is not None and rules.http and chosen == 80
    if chosen == 0 or not (rules.ports is None or chosen in rules.ports or usual):
        raise DestinationForbidden("port", chosen)
    return chosen


def _target(path: str, query: str) -> str:
    target = (path or "/") + (f"?{query}" if query else "")
    if not target.isascii():
        raise DestinationForbidden("malformed")
    return target


def _host(host: str, rules: Rules) -> str:
    if ":" in host:
        return str(_allowed(_literal(host), rules))
    name = _ascii(host)
    if _LIKE_A_NUMBER.fullmatch(name.rpartition(".")[2]):
        return str(_allowed(_quad(name), rules))
    return _name(name)


def _literal(host: str) -> IPv6Address:
    """An IPv6 address; one with a zone is about an interface of this machine."""
    try:
        return IPv6Address(host if "%" not in host else "")
    except ValueError as error:
        raise DestinationForbidden("address", host) from error


def _quad(name: str) -> IPv4Address:
    """Four decimal numbers: shorter, octal or hexadecimal forms are read differently by different programs."""
    try:
        return IPv4Address(name)
    except ValueError as error:
        raise DestinationForbidden("address", name) from error


def _ascii(host: str) -> str:
    """The name as resolvers take it; a final dot means the same name, and compatible letters the same letters."""
    plain = unicodedata.normalize("NFKC", host).lower().replace("\u3002", ".")
    plain = plain.removesuffix(".")
    try:
        return plain if plain.isascii() else plain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise DestinationForbidden("name", host) from error


def _name(name: str) -> str:
    labels = name.split(".")
    if len(name) > NAME_SIZE or not all(_LABEL.fullmatch(label) for label in labels):
        raise DestinationForbidden("name", name)
    local = len(labels) == 1 or labels[-1] in _LOCAL or any(f".{name}".endswith(f".{one}") for one in _LOCAL_NAMES)
    if local:
        raise DestinationForbidden("local-name", name)
    return name


def _allowed(address: Address, rules: Rules) -> Address:
    if not may_reach(address, rules.networks):
        raise DestinationForbidden("address", str(address))
    return address


def addresses(place: Destination, rules: Rules, resolver: Resolver = resolve) -> Sequence[Address]:
    """Every address the name stands for now, each one checked: one that is forbidden forbids the name.

    Asked once an attempt; connect to what is answered here and never to the name. Raises DestinationForbidden, OSError.
    """
    try:
        found = [address_of(text) for text in resolver(place.host, place.port)]
    except ValueError as error:
        raise DestinationForbidden("address", place.host) from error
    if not found:
        raise OSError(f"{place.host} has no address")
    return tuple(dict.fromkeys(_allowed(address, rules) for address in found))
