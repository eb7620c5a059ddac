"""The AsyncAPI document names every event on every channel, leads nowhere astray, and its examples are true."""

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from infrastructure import event_names
from interfaces.api.asyncapi import asyncapi

DOCUMENT = asyncapi("https://palabre.example.org")


def refs(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for one in value.values():
            yield from refs(one)
    elif isinstance(value, list):
        for one in value:
            yield from refs(one)


def found(ref: str) -> Any:
    at: Any = DOCUMENT
    for name in ref.removeprefix("#/").split("/"):
        at = at[name]
    return at


def test_every_reference_leads_somewhere() -> None:
    assert {ref for ref in refs({**DOCUMENT, "components": {}}) if not found(ref)} == set()
    for ref in set(refs(DOCUMENT)):
        assert ref.startswith(("#/components/", "#/channels/", "#/servers/"))
        assert found(ref)


def test_every_event_is_told_on_every_channel() -> None:
    written = {event_names.topic(kind) for kind in event_names.NAMES.values()}
    for name in ("stream", "webhook", "subjects"):
        assert written <= DOCUMENT["channels"][name]["messages"].keys()
    assert DOCUMENT["channels"]["pages"]["messages"].keys() == {"page"}
    channels = {one["channel"]["$ref"] for one in DOCUMENT["operations"].values()}
    assert channels == {f"#/channels/{name}" for name in DOCUMENT["channels"]}


@pytest.mark.parametrize("name", sorted(set(DOCUMENT["components"]["messages"]) - {"page"}))
def test_an_example_is_a_real_event_that_satisfies_its_message(name: str) -> None:
    message = DOCUMENT["components"]["messages"][name]
    schema = {**message["payload"], "components": DOCUMENT["components"]}
    for example in message["examples"]:
        jsonschema.Draft7Validator(schema).validate(example["payload"])
    wrong = {**message["examples"][0]["payload"], "type": "fr.palabre.something.else.v1"}
    assert not jsonschema.Draft7Validator(schema).is_valid(wrong)
