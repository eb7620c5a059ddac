"""What channels write straight from stored rows is the CloudEvent of the fact, to the last value."""

import json
from collections.abc import Generator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from application.feeds import Wanted
from application.ports import Batch, Entry
from domain.values import PersonId
from infrastructure import event_names
from infrastructure.cloud_events import cloud_event
from infrastructure.event_log import PalabreLog
from infrastructure.feeds import LogFeed
from infrastructure.lines import written
from tests.small_log import fill, small_log, subject
from tests.specimen import specimen

ON = date(2026, 3, 2)
STREAM = "person-00000000-0000-7000-8000-000000000001"


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Generator[PalabreLog]:
    """One of every event there is, by odd actors too."""
    folder = tmp_path_factory.mktemp("lines")
    with small_log(f"sqlite:///{folder / 'log.db'}", folder) as made:
        entries = [
            Entry(
                stream=STREAM,
                event=specimen(kind),
                framework=(None, subject(1))[number % 2],
                effective=ON,
                actor=("import", 'odd "actor" \\ é')[number % 7 == 0],
                causation=(None, "cause")[number % 3 == 0],
                about=STREAM,
            )
            for number, kind in enumerate(event_names.NAMES.values())
        ]
        made.append(Batch(entries=entries, expected={STREAM: 0}, read={}))
        yield made


def without_order(value: Any) -> Any:
    """Sets are written in any order."""
    if isinstance(value, dict):
        return {name: without_order(one) for name, one in value.items()}
    if isinstance(value, list):
        return sorted((without_order(one) for one in value), key=json.dumps)
    return value


def test_every_event_is_written_as_its_cloud_event(log: PalabreLog) -> None:
    lines = LogFeed(log).lines(Wanted(), 0, 1_000).found
    assert len(lines) == len(event_names.NAMES)
    for line, fact in zip(lines, log.after(0, 1_000), strict=True):
        said, meant = json.loads(line.text), json.loads(written(cloud_event(fact)))
        assert list(said) == list(meant)
        assert without_order(said) == without_order(meant), fact.name
        shown = (line.position, line.event_id, line.name, line.stream, line.framework, line.actor)
        assert shown == (fact.position, fact.event_id, fact.name, fact.stream, fact.framework, fact.actor)


def test_what_an_erased_person_said_is_gone_from_the_next_page_on(log: PalabreLog) -> None:
    feed, vault = LogFeed(log), log.mapper._vault
    before = feed.lines(Wanted(), 0, 1_000).found
    people = {str(json.loads(one.text)["data"]) for one in before if one.is_about_people}
    assert people
    everybody = {one for text in people for one in text.split("'") if one.startswith("person-")}
    for one in everybody:
        vault.erase(PersonId(one))  # type: ignore[attr-defined]  # the mapper needs no more of it than sealing
    for one in feed.lines(Wanted(), 0, 1_000).found:
        if one.is_about_people:
            assert '"text":null' in one.text.decode()


def test_a_full_page_about_nobody_is_remembered_and_others_are_not(tmp_path: Path) -> None:
    with small_log(f"sqlite:///{tmp_path / 'log.db'}", tmp_path) as log:
        fill(log, 30)
        feed = LogFeed(log)
        assert feed.lines(Wanted(), 0, 20) is feed.lines(Wanted(), 0, 20)
        assert feed.lines(Wanted(), 20, 20) is not feed.lines(Wanted(), 20, 20)
        few = feed.lines(Wanted(subject=subject(0)), 0, 1_000)
        assert {one.stream for one in few.found} == {subject(0)}
        assert few.next == 30
        assert [one.position for one in feed.lines(Wanted(actor="import"), 5, 3).found] == [6, 7, 8]
        assert feed.lines(Wanted(actor="nobody"), 5, 3).next == 30
