"""The schema that each event points at is served, and the event satisfies it."""

from collections.abc import Generator
from typing import Any

import jsonschema
import pytest

from infrastructure import event_names
from tests.interfaces.conftest import World, opened_world


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Generator[World]:
    with opened_world(tmp_path_factory.mktemp("schemas")) as made:
        yield made


def test_every_event_in_the_log_satisfies_the_schema_it_names(world: World) -> None:
    client = world.client()
    events: list[dict[str, Any]] = client.get("/api/v1/events", params={"limit": 1000}).json()["events"]
    assert len(events) >= 15
    for event in events:
        schema = client.get(event["dataschema"]).json()
        jsonschema.Draft202012Validator(schema).validate(event["data"])


def test_every_event_that_can_be_written_has_a_schema(world: World) -> None:
    client = world.client()
    for kind in event_names.NAMES.values():
        name, _, version = event_names.topic(kind).rpartition(".v")
        schema = client.get(f"/schemas/{name}/{version}").json()
        jsonschema.Draft202012Validator.check_schema(schema)


def test_what_nobody_registered_has_none(world: World) -> None:
    client = world.client()
    for address in ("/schemas/agreement.eaten/1", "/schemas/agreement.signed/99", "/schemas/agreement.signed/v1"):
        assert client.get(address).status_code == 404
