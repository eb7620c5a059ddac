"""Every event in every version it was ever written in, as the CloudEvent that subscribers get of it."""

import json
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from application.ports import Recorded
from infrastructure import codec, event_names
from infrastructure.cloud_events import cloud_event
from infrastructure.upcasts import upcast

CORPUS = Path(__file__).parent.parent / "corpus" / "events.jsonl"
FRAMEWORK = "framework-00000000-0000-7000-8000-000000000001"


@cache
def corpus_events() -> dict[str, dict[str, Any]]:
    """By name and version: what was stored, brought to today's form, under the name it was stored by."""
    lines = CORPUS.read_text(encoding="utf-8").splitlines()
    stored = [json.loads(line) for line in lines]
    return {one["name"]: _event(at, one["name"], one["payload"]) for at, one in enumerate(stored, 1)}


def _event(position: int, name: str, payload: dict[str, Any]) -> dict[str, Any]:
    kind, is_present = event_names.resolve(name)
    today = payload if is_present else upcast(name, payload)
    event = codec.from_json(kind, json.dumps(today).encode(), lambda person, place, box: "Ana Lopez", "corpus")
    return cloud_event(
        Recorded(
            position=position,
            stream=f"{name.partition('.')[0]}-00000000-0000-7000-8000-000000000001",
            version=1,
            name=name,
            event_id=f"00000000-0000-7000-8000-{position:012d}",
            framework=None if position % 7 == 0 else FRAMEWORK,
            framework_sequence=position,
            effective=date(2026, 3, 2) if position % 2 else datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
            recorded_at=datetime(2026, 3, 2, 9, 0, 0, position, tzinfo=UTC),
            actor="import",
            mandate=None,
            causation=None,
            correlation=None,
            about=FRAMEWORK,
            event=event,
        )
    )
