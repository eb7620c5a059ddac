"""Every event is a CloudEvent: by the published schema, and to the official library for Python."""

import json
from datetime import UTC, datetime
from typing import Any

import jsonschema
import pytest
from cloudevents.core.formats.json import JSONFormat

from tests.contract.corpus import corpus_events
from tests.infrastructure.grants import shared

EVENTS = corpus_events()


@pytest.fixture(scope="module")
def published() -> jsonschema.Draft7Validator:
    schema = shared("schemas/cloudevents-v1.0.2.schema.json")
    checker = jsonschema.Draft7Validator.FORMAT_CHECKER
    return jsonschema.Draft7Validator(json.loads(schema.read_text(encoding="utf-8")), format_checker=checker)


def test_every_event_satisfies_the_published_schema(published: jsonschema.Draft7Validator) -> None:
    wrong = {name: [one.message for one in published.iter_errors(event)] for name, event in EVENTS.items()}
    assert {name: found for name, found in wrong.items() if found} == {}
    assert not published.is_valid({**EVENTS["agreement.signed.v1"], "source": ""})


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_the_library_for_python_reads_every_event(name: str) -> None:
    written = EVENTS[name]
    read: Any = JSONFormat().read(None, json.dumps(written))
    assert (read.get_id(), read.get_type(), read.get_subject()) == (written["id"], written["type"], written["subject"])
    assert read.get_time() == datetime.fromisoformat(written["time"]).astimezone(UTC)
    assert read.get_extension("sequence") == written["sequence"]
    assert read.get_data() == written["data"]
