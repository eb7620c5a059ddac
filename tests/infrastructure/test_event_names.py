"""Names of events are permanent, and what was stored under them loads for ever."""

import json
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import get_type_hints

import pytest

from application.nouns import effective
from application.registry import NOUNS
from infrastructure import codec, event_names
from infrastructure.upcasts import STEPS, upcast
from tests.specimen import specimen

CORPUS = Path(__file__).parent.parent / "corpus" / "events.jsonl"
STORED = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]


def test_every_event_of_every_noun_has_a_name_and_every_name_an_event() -> None:
    known = {event for noun in NOUNS.values() for event in noun.events}
    assert set(event_names.NAMES.values()) == known


@pytest.mark.parametrize("name", sorted(event_names.NAMES))
def test_an_event_has_exactly_one_effective_date(name: str) -> None:
    kind = event_names.NAMES[name]
    hints = get_type_hints(kind)
    dates = [one.name for one in fields(kind) if (one.name, hints[one.name]) in {("on", date), ("at", datetime)}]
    assert len(dates) == 1
    assert effective(specimen(kind)) is not None


def test_the_corpus_holds_every_event_in_every_version_it_was_ever_written_in() -> None:
    written = {f"{name}.v{version}" for name in event_names.NAMES for version in range(1, len(STEPS.get(name, ())) + 2)}
    missing = written - {one["name"] for one in STORED}
    assert not missing, f"add these to {CORPUS.name} with `python -m tests.corpus.add`: {sorted(missing)}"


@pytest.mark.parametrize("stored", STORED, ids=lambda one: one["name"])
def test_what_was_stored_once_loads_for_ever(stored: dict[str, object]) -> None:
    name = str(stored["name"])
    kind, is_present = event_names.resolve(name)
    payload = stored["payload"] if is_present else upcast(name, dict(stored["payload"]))  # type: ignore[call-overload]
    event = codec.from_json(kind, json.dumps(payload).encode(), lambda person, place, box: "Ana", "corpus")
    assert type(event) is kind
    if is_present:
        assert event == specimen(kind), "a field changed its meaning: write a new version and an upcast instead"


@pytest.mark.parametrize(
    "name", ["agreement.signed", "agreement.signed.v0", "agreement.signed.v99", "nothing.here.v1", ""]
)
def test_a_name_nobody_registered_is_refused(name: str) -> None:
    assert not event_names.is_known(name)
    with pytest.raises(event_names.UnknownEvent):
        event_names.resolve(name)
