"""The AsyncAPI document: every channel on which events are told, every event with its schema and a real example."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.responses import Response

from interfaces.api.feeds import written
from interfaces.parts import Parts
from interfaces.schemas import published, published_names
from interfaces.telling.syndicated import happening

VERSION = "3.0.0"
EVENT_TYPE = "application/cloudevents+json"
DESCRIPTION = """
What Palabre records, as CloudEvents 1.0.2 in the order of the log, on every channel the same. A consumer keeps one
number, the last position it dealt with (`sequence`), and knows an event by its `id`. What each channel proves, and how
to resume, is told in docs/feeds.md; webhooks in docs/webhooks.md.
"""
CLOUD_EVENT: Mapping[str, Any] = {
    "type": "object",
    "description": "The envelope of every event",
    "required": ["specversion", "id", "source", "type", "subject", "time", "dataschema", "sequence", "data"],
    "properties": {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "description": "The event; the same on every channel, however often it is sent"},
        "source": {"type": "string", "description": "`/frameworks/…`, or `/installation`"},
        "type": {"type": "string", "description": "The permanent name of the event, with its version"},
        "subject": {"type": "string", "description": "The stream: what it happened to"},
        "time": {"type": "string", "format": "date-time", "description": "When it was recorded"},
        "datacontenttype": {"const": "application/json"},
        "dataschema": {"type": "string", "format": "uri", "description": "Serves the JSON Schema of `data`"},
        "sequence": {"type": "string", "pattern": "^[0-9]{20}$", "description": "Its position in the log"},
        "leafindex": {"type": "string", "description": "Its leaf in the tree that proofs are about"},
        "frameworksequence": {"type": "string", "description": "Its number in its framework, without gaps"},
        "streamversion": {"type": "integer", "description": "Its number in its stream"},
        "effective": {"type": "string", "description": "When it counts: a day or an instant"},
        "actor": {"type": "string", "description": "Who did it: a person, or a part of the system"},
        "mandate": {"type": "string", "description": "Under which mandate"},
        "causationid": {"type": "string", "description": "What caused it"},
        "correlationid": {"type": "string", "description": "What it belongs to"},
        "data": {"type": "object", "description": "Values about a person who was erased are null"},
    },
}


def add_asyncapi(app: FastAPI, parts: Parts) -> None:
    """The document, made when it is first asked for."""

    @cache
    def document() -> bytes:
        return written(asyncapi(parts.entry.address)).encode()

    @app.get(
        "/asyncapi.json",
        response_class=Response,
        responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}}},
        tags=["events"],
        operation_id="events.channels",
        summary="Read how events are told: channels, messages, examples (AsyncAPI 3).",
    )
    def read() -> Response:
        return Response(document(), media_type="application/json", headers={"Cache-Control": "no-cache"})

    del read


def asyncapi(address: str, names: Sequence[str] = ()) -> dict[str, Any]:
    """The document for a Palabre that is reached at this address; of these events, or of all."""
    names = names or list(published_names())
    schemas = Schemas()
    messages = {name: _message(name, schemas) for name in names}
    return {
        "asyncapi": VERSION,
        "info": {"title": "Palabre", "version": "1", "description": DESCRIPTION.strip(), "tags": [{"name": "events"}]},
        "defaultContentType": EVENT_TYPE,
        "servers": _servers(address),
        "channels": _channels(names),
        "operations": _operations(),
        "components": {
            "messages": messages | {"page": _page()},
            "schemas": schemas.found | {"CloudEvent": CLOUD_EVENT},
        },
    }


def _servers(address: str) -> dict[str, Any]:
    here = urlsplit(address)
    return {
        "palabre": {"host": here.netloc, "protocol": here.scheme, "description": "This Palabre"},
        "broker": {
            "host": "nats.example.org:4222",
            "protocol": "nats",
            "description": "Where `palabre relay` tells it",
        },
    }


def _ref(*path: str) -> dict[str, str]:
    return {"$ref": "#/" + "/".join(path)}


def _channels(names: Sequence[str]) -> dict[str, Any]:
    events = {name: _ref("components", "messages", name) for name in names}
    here, broker = [_ref("servers", "palabre")], [_ref("servers", "broker")]
    return {
        "pages": {
            "address": "/feeds/events",
            "title": "Pages with a cursor",
            "description": "Pull: `after`, `limit`, filters, long-poll with `wait`; proofs with every page.",
            "servers": here,
            "messages": {"page": _ref("components", "messages", "page")},
        },
        "stream": {
            "address": "/feeds/stream",
            "title": "Server-sent events",
            "description": "`id` is the position: `Last-Event-ID` resumes without loss. `data` is one event.",
            "servers": here,
            "messages": events,
        },
        "webhook": {
            "address": None,
            "title": "Webhooks",
            "description": "POST to the subscriber, signed as Standard Webhooks has it; `webhook-id` is `id`.",
            "messages": events,
        },
        "subjects": {
            "address": "palabre.{framework}.{type}",
            "title": "NATS JetStream",
            "description": "Stream PALABRE; an event's place in the stream is its position, `Nats-Msg-Id` its `id`.",
            "servers": broker,
            "parameters": {
                "framework": {"description": "The framework, or `installation`"},
                "type": {"description": "The name it was recorded under: `agreement.signed.v1`"},
            },
            "messages": events,
        },
    }


def _operations() -> dict[str, Any]:
    told = {
        "pages": "Answer with the next events and their proofs.",
        "stream": "Tell events as they are recorded.",
        "webhook": "Send events to whoever subscribed, in the order of each subject.",
        "subjects": "Relay the log to a broker, every event once.",
    }
    return {
        f"tell-{name}": {"action": "send", "channel": _ref("channels", name), "summary": words}
        for name, words in told.items()
    }


def _page() -> dict[str, Any]:
    events = {"type": "array", "items": _ref("components", "schemas", "CloudEvent")}
    return {
        "name": "page",
        "title": "A page of events",
        "contentType": "application/json",
        "payload": {
            "type": "object",
            "required": ["events", "next", "proved", "proofs"],
            "properties": {
                "events": events,
                "next": {"type": "integer", "description": "Goes back as `after`"},
                "proved": {"enum": ["log", "framework", "inclusion"], "description": "What the proofs show"},
                "proofs": {"type": ["object", "null"]},
            },
        },
    }


def _message(name: str, schemas: "Schemas") -> dict[str, Any]:
    kept: Any = published(name)
    noun = name.partition(".")[0]
    of_this = {
        "type": "object",
        "properties": {"type": {"const": f"fr.palabre.{name}"}, "data": _ref("components", "schemas", name)},
    }
    schemas.add(name, kept["schema"])
    return {
        "name": name,
        "title": happening(name, noun, "en"),
        "summary": happening(name, noun, "fr"),
        "contentType": EVENT_TYPE,
        "payload": {"allOf": [_ref("components", "schemas", "CloudEvent"), of_this]},
        "examples": [{"name": name, "payload": kept["example"]}],
    }


class Schemas:
    """Schemas beside each other: what several events have in common stands there once."""

    def __init__(self) -> None:
        self.found: dict[str, Any] = {}

    def add(self, name: str, schema: Mapping[str, Any]) -> None:
        """The schema of an event, and what it is made of."""
        parts: Mapping[str, Any] = schema.get("$defs", {})
        clear = all(self.found.get(part, one) == one for part, one in _moved(parts, parts, ""))
        prefix = "" if clear else f"{name}-"
        self.found.update(_moved(parts, parts, prefix))
        whole = {key: one for key, one in schema.items() if key not in ("$defs", "$schema")}
        self.found.update(_moved({name: whole}, parts, prefix))


def _moved(schemas: Mapping[str, Any], parts: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    """Schemas under the names they have in this document."""
    for name, schema in schemas.items():
        text = json.dumps(schema)
        for part in parts:
            text = text.replace(f'"#/$defs/{part}"', f'"#/components/schemas/{prefix}{part}"')
        yield f"{prefix}{name}" if name in parts else name, json.loads(text)
