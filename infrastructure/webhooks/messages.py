"""A fact as a signed message, made anew for every attempt: what is about a person erased since is not in it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter

from application.webhooks import TAKEN, Attempt, DestinationForbidden
from infrastructure.webhooks.sending import Answer, Post
from infrastructure.webhooks.signing import KeyPair, headers

MEDIA_TYPE = "application/cloudevents+json; charset=utf-8"
TEST_TYPE = "fr.palabre.webhook.test.v1"
PLAIN: Mapping[str, str] = {"Content-Type": MEDIA_TYPE, "User-Agent": "Palabre"}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a subscription's messages go, and the keys that sign them."""

    subscription: str
    url: str
    keys: Sequence[KeyPair]


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: a CloudEvent, and where it belongs. By its id, always the same, a receiver knows what it has."""

    id: str
    body: bytes
    subject: str
    position: int


def test_message(name: str, now: datetime) -> Message:
    """A message that is about nothing."""
    event = {
        "specversion": "1.0",
        "id": name,
        "source": "/installation",
        "type": TEST_TYPE,
        "time": now.isoformat().replace("+00:00", "Z"),
    }
    return Message(name, json.dumps(event).encode(), "", 0)


def send(
    endpoint: Endpoint, message: Message, number: int, post: Post, now: Callable[[], datetime]
) -> tuple[Attempt, Answer]:
    """One attempt, whatever comes of it."""
    body, at, began = message.body, now(), perf_counter()
    signed = {**PLAIN, **headers(message.id, at, body, endpoint.keys)}
    try:
        answer = post(endpoint.url, signed, body)
    except DestinationForbidden as refusal:
        answer = Answer(None, "DestinationForbidden: " + " ".join(map(str, refusal.args)))
    attempt = Attempt(
        subscription=endpoint.subscription,
        position=message.position,
        event_id=message.id,
        subject=message.subject,
        number=number,
        at=at,
        milliseconds=round((perf_counter() - began) * 1_000, 3),
        status=answer.status,
        outcome=TAKEN if answer.taken else answer.words or "refused",
        request=json.dumps({"url": endpoint.url, "bytes": len(body), **signed}),
        response="" if answer.taken else answer.body,
    )
    return attempt, answer
