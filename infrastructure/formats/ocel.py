"""OCEL 2.0 (object-centric event log) as JSON, as process-mining tools read it: https://www.ocel-standard.org."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from application.history.process import ProcessEvent, ProcessLog, ProcessObject, Related

EVENT_ATTRIBUTES = ("position", "recorded_at", "actor", "cause")
TYPES = {"position": "integer", "recorded_at": "time"}


def write(log: ProcessLog) -> bytes:
    """The log as one JSON document, UTF-8. Identifiers are streams and event ids, so that an import can go back."""
    document = {
        "objectTypes": [_object_type(kind, log.objects) for kind in sorted({one.kind for one in log.objects})],
        "eventTypes": [_event_type(name) for name in sorted({one.name for one in log.events})],
        "objects": [_object(one) for one in log.objects],
        "events": [_event(one) for one in log.events],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _object_type(kind: str, objects: Iterable[ProcessObject]) -> dict[str, Any]:
    names = {attribute.name for one in objects if one.kind == kind for attribute in one.attributes}
    return {"name": kind, "attributes": [{"name": name, "type": "string"} for name in sorted(names)]}


def _event_type(name: str) -> dict[str, Any]:
    attributes = [{"name": one, "type": TYPES.get(one, "string")} for one in EVENT_ATTRIBUTES]
    return {"name": name, "attributes": attributes}


def _object(one: ProcessObject) -> dict[str, Any]:
    return {
        "id": one.id,
        "type": one.kind,
        "attributes": [
            {"name": each.name, "value": each.value, "time": _instant(each.since)} for each in one.attributes
        ],
        "relationships": _related(one.related),
    }


def _event(one: ProcessEvent) -> dict[str, Any]:
    values = {
        "position": str(one.position),
        "recorded_at": _instant(one.recorded_at),
        "actor": one.actor,
        "cause": one.cause,
    }
    return {
        "id": one.id,
        "type": one.name,
        "time": _instant(one.at),
        "attributes": [{"name": name, "value": values[name]} for name in EVENT_ATTRIBUTES if values[name]],
        "relationships": _related(one.related),
    }


def _related(related: Iterable[Related]) -> list[dict[str, str]]:
    return [{"objectId": one.object, "qualifier": one.qualifier} for one in related]


def _instant(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")
