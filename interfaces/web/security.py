"""What every answer tells the browser to refuse, and what a form carries to show that it was ours."""

import base64
import binascii
import hmac
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import Request

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), payment=()",
}
TWO_YEARS = "max-age=63072000; includeSubDomains"
LENGTH = 32

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Guarded:
    """Adds the headers to every answer that does not say otherwise itself."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]], *, https: bool = False) -> None:
        self._app, self._https = app, https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        if self._https:  # what stands before Palabre ends TLS: cookies, addresses and headers are those of https
            scope["scheme"] = "https"

        async def guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                guard(MutableHeaders(scope=message), https=scope.get("scheme") == "https")
            await send(message)

        await self._app(scope, receive, guarded)


def guard(headers: MutableHeaders, *, https: bool) -> None:
    """Add what is missing."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if https:
        headers.setdefault("Strict-Transport-Security", TWO_YEARS)


def masked(secret: bytes) -> str:
    """The token as a page carries it: another text each time, so that compression tells nothing about it."""
    pad = secrets.token_bytes(LENGTH)
    return base64.urlsafe_b64encode(pad + _mixed(pad, secret)).decode()


def is_token(text: str, secret: bytes) -> bool:
    """Whether a form carries the token."""
    try:
        read = base64.urlsafe_b64decode(text.encode())
    except (binascii.Error, ValueError):
        return False
    return len(read) == 2 * LENGTH and hmac.compare_digest(_mixed(read[:LENGTH], read[LENGTH:]), secret)


def _mixed(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def same_origin(request: Request) -> bool:
    """Whether a form was sent from a page of ours, as far as the browser says."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or origin == f"{request.url.scheme}://{request.headers.get('host', '')}"


def local(path: str, otherwise: str = "/") -> str:
    """A path on this site to go on to; never an address elsewhere."""
    is_local = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
    return path if is_local and len(path) < 2_000 else otherwise
