"""Publishes the schema of every event that has none yet, with a real event as example: `python -m tests.contract.add`.

Files that are there are never changed: subscribers rely on them.
"""

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from infrastructure import codec, event_names
from interfaces.schemas import file_of
from tests.contract.corpus import corpus_events
from tests.interfaces.sample_log import told_sample

COMMAND = "python -m tests.contract.add"


def unpublished() -> list[str]:
    """Events as they are written today whose schema nobody was told."""
    return [topic for kind in event_names.NAMES.values() if not file_of(topic := event_names.topic(kind)).exists()]


def examples(wanted: Sequence[str]) -> Mapping[str, Any]:
    """A CloudEvent for each name: from the sample territory where it happens there, else the corpus's."""
    found = {name: event for name, event in corpus_events().items() if name in wanted}
    with tempfile.TemporaryDirectory() as folder, told_sample(Path(folder)) as sample:
        for fact in reversed(list(sample.parts.facts(0))):
            if fact.name in found:
                found[fact.name] = sample.parts.encoder.cloud_event(fact)
    return found


def main() -> None:
    """Write what is missing."""
    missing = unpublished()
    shown = examples(missing) if missing else {}
    for name in missing:
        schema = codec.schema_of(event_names.resolve(name)[0])
        file = file_of(name)
        file.parent.mkdir(exist_ok=True)
        parts = {"schema": schema, "example": shown[name]}
        lines = [f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in parts.items()]
        file.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{len(missing)} schemas published: {', '.join(missing) or 'none was missing'}")


if __name__ == "__main__":
    main()
