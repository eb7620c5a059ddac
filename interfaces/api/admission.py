"""Who is let in, and how often: keys at the door, what each opens, and a bucket of requests for each."""

import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from math import ceil
from threading import Lock
from typing import Any

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders

from application.api_keys import WHOLE, ApiKey, Scope
from interfaces.api import problems
from interfaces.api.sessions import SESSION_KEY, session_key
from interfaces.parts import Parts

Scope_ = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

OPEN = ("/health", "/openapi.json", "/asyncapi.json", "/docs", "/checkpoint", "/api/v1/checkpoint")
OPEN_UNDER = ("/problems/", "/schemas/", "/tile/", "/api/v1/checkpoint/", "/api/v1/proofs/consistency")
"""What anybody may read: contracts, rules, and proofs, which disclose no content."""
CLOSED_UNDER = ("/api/", "/feeds/")
"""What a key or a session opens where one is required."""
BOUNDED = ("/feeds/",)
"""What is shown within bounds; a key with bounds opens nothing else besides what is open."""
CALENDARS = "/feeds/people/"
READS = ("GET", "HEAD", "OPTIONS")
MINUTE = 60.0
LOOKED_AGAIN = 5.0
"""Seconds after which a key is looked at again while an answer goes on."""


class KeyGone(Exception):
    """The key was revoked or expired while an answer went on."""


@dataclass(slots=True)
class Bucket:
    """Requests that a key has left; they come back evenly."""

    left: float
    at: float


class Buckets:
    """One for each key, in this process: several processes together let that many times as much through."""

    def __init__(self, per_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self.per_minute, self._now = per_minute, now
        self._buckets: dict[str, Bucket] = {}
        self._lock = Lock()

    def take(self, key: str) -> tuple[bool, int, int]:
        """Whether there was one left; how many there are now, and in how many seconds (whole ones) things change.

        That is when all are back, or, where there was none, when the next one is.
        """
        rate, now = self.per_minute / MINUTE, self._now()
        with self._lock:
            bucket = self._buckets.setdefault(key, Bucket(self.per_minute, now))
            bucket.left = min(self.per_minute, bucket.left + (now - bucket.at) * rate)
            bucket.at = now
            if bucket.left < 1:
                return False, 0, max(1, ceil((1 - bucket.left) / rate))
            bucket.left -= 1
            return True, int(bucket.left), ceil((self.per_minute - bucket.left) / rate)


class Admission:
    """Stands before everything else."""

    def __init__(self, app: Callable[[Scope_, Receive, Send], Awaitable[None]], parts: Parts) -> None:
        self._app, self._parts = app, parts
        self._buckets = Buckets(parts.entry.requests_per_minute)

    async def __call__(self, scope: Scope_, receive: Receive, send: Send) -> None:
        """Let in, or say why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        secret = _secret(request)
        key = None if secret is None else await run_in_threadpool(self._parts.keys.recognise, secret)
        if secret is None and self._is_closed(request) and not request.url.path.startswith(CALENDARS):
            key = await run_in_threadpool(session_key, self._parts, request)
        refused = self._refusal(request, secret, key)
        if refused is not None:
            await refused(scope, receive, send)
        elif key is None:
            await self._app(scope, receive, send)
        else:
            await self._keyed(scope, receive, send, key, str(secret))

    def _refusal(self, request: Request, secret: str | None, key: ApiKey | None) -> Any:
        if secret is not None and key is None:
            return _challenge(request, "key-refused", ' error="invalid_token"')
        if key is None:
            return _challenge(request, "key-required") if self._is_closed(request) else None
        name = _beyond(request, key)
        return None if name is None else problems.problem(request, 403, name)

    def _is_closed(self, request: Request) -> bool:
        """Whether a key or a session is needed; pages have rules of their own."""
        path = request.url.path
        closed = (self._parts.entry.keys_required and path.startswith(CLOSED_UNDER)) or path.startswith(CALENDARS)
        return closed and not is_open(path)

    async def _keyed(self, scope: Scope_, receive: Receive, send: Send, key: ApiKey, secret: str) -> None:
        limits: dict[str, str] = {}
        if self._buckets.per_minute and key.id != SESSION_KEY:
            admitted, left, seconds = self._buckets.take(key.id)
            limits = {
                "RateLimit-Policy": f'"key";q={self._buckets.per_minute};w=60',
                "RateLimit": f'"key";r={left};t={seconds}',
            }
            if not admitted:
                late = {**limits, "Retry-After": str(seconds)}
                await problems.problem(Request(scope), 429, "too-many-requests", headers=late)(scope, receive, send)
                return
        scope.setdefault("state", {})["key"] = key
        _speak_for(scope, key)
        lasts = (lambda: True) if key.id == SESSION_KEY else (lambda: self._parts.keys.recognise(secret) is not None)
        answer = Answer(send, limits, lasts)
        try:
            await self._app(scope, receive, answer.send)
        except KeyGone:
            await send({"type": "http.response.body", "body": b"", "more_body": False})


class Answer:
    """What goes back to whoever showed a key: for their eyes alone, and no longer than the key lasts."""

    def __init__(self, send: Send, headers: dict[str, str], lasts: Callable[[], bool]) -> None:
        self._send, self._headers, self._lasts = send, headers, lasts
        self._looked = time.monotonic()

    async def send(self, message: Message) -> None:
        """Pass on. Raises KeyGone."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(self._headers)
            headers.add_vary_header("Authorization")
            caching = headers.get("cache-control", "private, no-cache")
            headers["cache-control"] = caching.replace("public", "private")
        elif message.get("more_body") and time.monotonic() - self._looked > LOOKED_AGAIN:
            self._looked = time.monotonic()
            if not await run_in_threadpool(self._lasts):
                raise KeyGone
        await self._send(message)


def shown_to(request: Request) -> Scope:
    """What the caller's key lets through; everything where no key was shown."""
    key: ApiKey | None = getattr(request.state, "key", None)
    return WHOLE if key is None else key.scope


def is_open(path: str) -> bool:
    """Whether anybody may read it, whatever is required."""
    return path in OPEN or path.startswith(OPEN_UNDER)


def _secret(request: Request) -> str | None:
    """The key that is shown: in the header, or, for calendars alone, whose readers send no headers, in the address."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    return request.query_params.get("token") if request.url.path.startswith(CALENDARS) else None


def _beyond(request: Request, key: ApiKey) -> str | None:
    """The rule that keeps this key from what is asked."""
    path = request.url.path
    if key.calendar_of is not None:
        return None if is_open(path) or path == f"{CALENDARS}{key.calendar_of}.ics" else "beyond-this-key"
    if "token" in request.query_params and path.startswith(CALENDARS) and "authorization" not in request.headers:
        return "key-in-address"
    if not key.scope.is_whole and not is_open(path) and not path.startswith(BOUNDED):
        return "beyond-this-key"
    if request.method not in READS and not key.may_act:
        return "key-only-reads"
    return None if request.headers.get("palabre-actor", key.holder) == key.holder else "key-of-another"


def _speak_for(scope: Scope_, key: ApiKey) -> None:
    """Whoever reads or acts by a key does so as its holder."""
    if not any(name == b"palabre-actor" for name, _ in scope["headers"]):
        scope["headers"] = [*scope["headers"], (b"palabre-actor", key.holder.encode())]


def _challenge(request: Request, name: str, error: str = "") -> Any:
    return problems.problem(request, 401, name, headers={"WWW-Authenticate": f"Bearer{error}"})
