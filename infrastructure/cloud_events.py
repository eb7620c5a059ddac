"""Facts as CloudEvents 1.0.2: the one encoder behind every channel."""

from typing import Any

from application.ports import Recorded
from infrastructure import codec, event_names

PREFIX = "fr.palabre."
HERE = "http://127.0.0.1:8000"
"""Where the schemas are served unless somebody said otherwise: `dataschema` is an absolute address."""


def cloud_event(fact: Recorded, base: str = HERE) -> dict[str, Any]:
    """A fact as a CloudEvents JSON object; values about people are readable here, or null where they were erased.

    What was recorded in an older form is sent in today's, under today's type.
    """
    name, version = event_names.split(event_names.topic(type(fact.event)))
    extensions = {
        "actor": fact.actor,
        "mandate": fact.mandate,
        "causationid": fact.causation,
        "correlationid": fact.correlation,
    }
    return {
        "specversion": "1.0",
        "id": fact.event_id,
        "source": f"/frameworks/{fact.framework}" if fact.framework else "/installation",
        "type": f"{PREFIX}{name}.v{version}",
        "subject": fact.stream,
        "time": fact.recorded_at.isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "dataschema": f"{base}/schemas/{name}/{version}",
        "sequence": f"{fact.position:020d}",
        "leafindex": str(fact.position - 1),
        "frameworksequence": str(fact.framework_sequence),
        "streamversion": fact.version,
        "effective": fact.effective.isoformat(),
        **{name: value for name, value in extensions.items() if value is not None},
        "data": codec.plain(fact.event),
    }
