"""The AsyncAPI document passes the initiative's own parser."""

import json
from typing import Any

import jsonschema
import pytest

from interfaces.api.asyncapi import VERSION, asyncapi
from tests.node.conftest import HERE, Node

ADDRESS = "https://palabre.example.org"
SOME = ("agreement.signed.v1", "meeting.meeting-convened.v1", "person.registered.v1")
DOCUMENT = asyncapi(ADDRESS)


def passes(read: Any) -> None:
    assert read["wrong"] == []
    addresses = {name: address for name, address, _ in read["found"]["channels"]}
    assert addresses == {name: one["address"] for name, one in DOCUMENT["channels"].items()}
    assert {action for _, action in read["found"]["operations"]} == {"send"}


def test_the_parser_finds_nothing_wrong_and_would_find_it(node: Node) -> None:
    few = asyncapi(ADDRESS, SOME)
    broken = {**few, "operations": {"tell": {"action": "sing", "channel": {"$ref": "#/channels/nowhere"}}}}
    good, bad = node("asyncapi.mjs", [few, broken])
    passes(good)
    assert bad["wrong"] != []


@pytest.mark.slow
def test_the_parser_finds_nothing_wrong_with_any_event(node: Node) -> None:
    passes(node("asyncapi.mjs", [DOCUMENT])[0])


def test_the_document_satisfies_the_schema_of_the_specification(node: Node) -> None:
    del node  # installs it
    file = HERE / "node_modules" / "@asyncapi" / "specs" / "schemas" / f"{VERSION}.json"
    if not file.exists():
        pytest.skip("the package holds no schema of this version")
    schema = json.loads(file.read_text(encoding="utf-8"))
    errors = list(jsonschema.Draft7Validator(schema).iter_errors(DOCUMENT))
    assert [one.message[:200] for one in errors] == []
