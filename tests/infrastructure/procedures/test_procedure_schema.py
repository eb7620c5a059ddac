"""The JSON Schema for editors accepts what the loader accepts, and refuses what it refuses by shape alone."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from infrastructure.formats.procedure_yaml import load, schema, to_yaml
from tests.infrastructure.procedures.test_procedure_faults import CASES, document

HERE = Path(__file__).parent
VALIDATOR = jsonschema.Draft202012Validator(schema())

BY_SHAPE = {
    "unknown-key",
    "key-missing",
    "wrong-type",
    "bad-name",
    "bad-duration",
    "not-a-choice",
    "number-out-of-range",
    "too-few",
    "not-a-number",
}
"""What a schema can see; targets, roles and what belongs together need the whole document."""


def errors(text: str) -> list[str]:
    written: Any = json.loads(json.dumps(yaml.load(text, Loader=YAML12)))
    return [one.message for one in VALIDATOR.iter_errors(written)]


class YAML12(yaml.SafeLoader):
    """As editors read: YAML 1.2, where dates and `on` are texts."""


YAML12.yaml_implicit_resolvers = {
    sign: [(tag, rule) for tag, rule in rules if tag in {"tag:yaml.org,2002:int", "tag:yaml.org,2002:null"}]
    for sign, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
YAML12.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("name", ["cpo.yaml", "everything.yaml"])
def test_good_documents_are_accepted_as_written_and_written_back(name: str) -> None:
    procedure = load(HERE / name).procedure
    assert procedure is not None
    assert errors((HERE / name).read_text()) == []
    assert errors(to_yaml(procedure)) == []


SHAPED = [case[0] for case in CASES if case[1] in BY_SHAPE and "[x]:" not in case[0]]


@pytest.mark.parametrize("states", SHAPED)
def test_what_the_loader_refuses_by_its_shape_the_schema_refuses(states: str) -> None:
    assert load(document(states)).faults
    assert errors(document(states)) != []


def test_every_key_is_described_for_editors() -> None:
    described = [*_properties(schema())]
    assert len(described) > 80
    assert [name for name, found in described if not found.get("description")] == []


def _properties(part: Any) -> Any:
    if isinstance(part, dict):
        yield from part.get("properties", {}).items()
        for inner in part.values():
            yield from _properties(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _properties(inner)
