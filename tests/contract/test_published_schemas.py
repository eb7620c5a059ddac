"""Subscribers rely on what was published: a schema once here never changes, and every event has one."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest

from domain import framework
from infrastructure import codec, event_names, upcasts
from interfaces.schemas import published, published_names
from tests.contract.add import COMMAND, unpublished
from tests.contract.corpus import corpus_events

NAMES = list(published_names())
WORDS, VALUES = {"title", "description"}, {"default", "const", "enum", "examples"}


def without_words(schema: Any) -> Any:
    """A schema by what it allows: how it is worded may be improved."""
    if isinstance(schema, list):
        return [without_words(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {name: one for name, one in schema.items() if not (name in WORDS and isinstance(one, str))}
    return {name: in_order(one) if name in VALUES else without_words(one) for name, one in kept.items()}


def in_order(value: Any) -> Any:
    """A value whose sets are written in some order: no two runs agree on it."""
    if isinstance(value, dict):
        return {name: in_order(one) for name, one in value.items()}
    return sorted(map(in_order, value), key=str) if isinstance(value, list) else value


def test_every_event_is_published() -> None:
    missing = unpublished()
    assert not missing, f"publish their schemas with `{COMMAND}`: {missing}"


@pytest.mark.parametrize("name", NAMES)
def test_a_published_schema_is_kept(name: str) -> None:
    kind, is_present = event_names.resolve(name)
    kept: Any = published(name)
    if is_present:
        assert without_words(codec.schema_of(kind)) == without_words(kept["schema"]), (
            f"{name} is published, and subscribers rely on it: give the new form a version of its own, with a step in"
            f" infrastructure/upcasts.py that brings the old one to it; `python -m tests.corpus.add`, then `{COMMAND}`"
        )
    jsonschema.Draft202012Validator(kept["schema"]).validate(kept["example"]["data"])
    assert kept["example"]["type"] == f"fr.palabre.{name}"


@pytest.mark.parametrize("name", sorted(corpus_events()))
def test_what_was_stored_in_any_version_satisfies_the_schema_it_is_sent_under(name: str) -> None:
    event = corpus_events()[name]
    _, _, base, version = urlsplit(event["dataschema"]).path.split("/")
    schema: Any = published(f"{base}.v{version}")
    jsonschema.Draft202012Validator(schema["schema"]).validate(event["data"])


@pytest.fixture
def renamed_twice(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A world in which a renamed framework is written in a second version."""
    name = "framework.renamed"
    monkeypatch.setitem(upcasts.STEPS, name, (lambda old: {**old, "name": old["name"].upper()},))
    monkeypatch.setitem(event_names.TOPICS, framework.Renamed, f"{name}.v2")
    event_names.resolve.cache_clear()
    corpus_events.cache_clear()
    yield name
    event_names.resolve.cache_clear()
    corpus_events.cache_clear()


def test_an_older_version_is_brought_to_todays_form_and_sent_as_such(renamed_twice: str) -> None:
    event = corpus_events()[f"{renamed_twice}.v1"]
    assert event["type"] == "fr.palabre.framework.renamed.v2"
    assert event["dataschema"].endswith("/schemas/framework.renamed/2")
    assert event["data"]["name"] == "ÉTÉ"
    assert unpublished() == [f"{renamed_twice}.v2"]
    assert published(f"{renamed_twice}.v1") is not None
