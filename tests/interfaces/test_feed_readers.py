"""Feeds as readers read them: `feedparser` walks the archive, and every event is in it exactly once."""

import xml.etree.ElementTree as ET
from collections.abc import Generator
from typing import Any

import feedparser
import pytest
from fastapi.testclient import TestClient

from application import syndication
from application.registry import NOUNS
from domain import organisation, person
from domain.person import ErasureReason
from infrastructure import event_names
from interfaces.api.app import create_app
from interfaces.telling.syndicated import happening
from tests.interfaces.conftest import World, opened_world

ATOM, HISTORY = "{http://www.w3.org/2005/Atom}", "{http://purl.org/syndication/history/1.0}"
HOSTILE = "Les Amis & <b>Associés</b> ]]> \u202e"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generator[World]:
    with opened_world(tmp_path_factory.mktemp("readers"), request.param) as made:
        made.do("administrator", "organisation", organisation.Rename, made.association, name=HOSTILE)
        yield made


@pytest.fixture(scope="module")
def reader(world: World) -> Generator[TestClient]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(syndication, "PAGE", 5)
        yield TestClient(create_app(world.parts))


def local(address: str) -> str:
    return address.removeprefix("http://127.0.0.1:8000")


def walked(reader: TestClient, address: str) -> list[tuple[Any, bytes]]:
    """Every document from the current one back, as RFC 5005 has it."""
    documents = []
    while address:
        answer = reader.get(local(address))
        assert answer.status_code == 200
        read = feedparser.parse(answer.content)
        assert not read.bozo, read.get("bozo_exception")
        documents.append((read, answer.content))
        links = {one.rel: one.href for one in read.feed.links}
        assert local(links["self"]) == local(address)
        address = links.get("prev-archive", "")
    return documents


def events_of(world: World, framework: str | None = None) -> list[str]:
    facts = list(world.parts.facts(0))
    return [f"urn:uuid:{one.event_id}" for one in facts if framework in (None, one.framework)]


def test_walking_the_archive_gives_every_event_exactly_once(world: World, reader: TestClient) -> None:
    documents = walked(reader, "/feeds/journal.atom?lang=fr")
    seen = [entry.id for read, _ in documents for entry in read.entries]
    assert list(reversed(seen)) == events_of(world)
    assert len(documents) > 3
    assert len({read.feed.id for read, _ in documents}) == 1


def test_a_framework_has_a_feed_of_its_own(world: World, reader: TestClient) -> None:
    documents = walked(reader, f"/feeds/frameworks/{world.framework}.atom?lang=fr")
    seen = [entry.id for read, _ in documents for entry in read.entries]
    assert list(reversed(seen)) == events_of(world, world.framework) != []
    assert documents[0][0].feed.id.endswith(world.framework.removeprefix("framework-"))


def test_each_document_is_an_atom_feed_and_an_archived_one_says_so(reader: TestClient) -> None:
    documents = walked(reader, "/feeds/journal.atom?lang=fr")
    for at, (_, content) in enumerate(documents):
        feed = ET.fromstring(content)
        for element in (feed, *feed.findall(f"{ATOM}entry")):
            for name in ("id", "title", "updated"):
                assert len(element.findall(f"{ATOM}{name}")) == 1
                assert element.findtext(f"{ATOM}{name}")
        assert feed.findtext(f"{ATOM}author/{ATOM}name")
        links = [one.get("rel") for one in feed.findall(f"{ATOM}link")]
        assert links.count("self") == links.count("current") == 1
        assert (feed.find(f"{HISTORY}archive") is not None) == (at > 0)
        assert ("prev-archive" in links) == (at < len(documents) - 1)


def test_an_archived_document_never_changes_and_the_current_one_is_sent_when_it_has(
    world: World, reader: TestClient
) -> None:
    archived, current = reader.get("/feeds/journal/1.atom"), reader.get("/feeds/journal.atom")
    for answer in (archived, current):
        known = {"If-None-Match": f'W/"other", {answer.headers["etag"]}'}
        address = answer.url.path + (f"?{answer.url.query.decode()}" if answer.url.query else "")
        again = reader.get(address, headers=known)
        assert (again.status_code, again.content) == (304, b"")
    since = {"If-Modified-Since": current.headers["last-modified"]}
    assert reader.get("/feeds/journal.atom", headers=since).status_code == 304
    world.do("administrator", "organisation", organisation.Rename, world.authority, name="Commune nouvelle")
    assert reader.get("/feeds/journal/1.atom").content == archived.content
    changed = reader.get("/feeds/journal.atom", headers={"If-None-Match": current.headers["etag"]})
    assert changed.status_code == 200
    assert "Commune nouvelle" in feedparser.parse(changed.content).entries[0].title
    assert "max-age=86400" in archived.headers["cache-control"]
    assert 'rel="prev-archive"' in current.headers["link"]


def test_events_are_told_in_french_and_in_english(reader: TestClient) -> None:
    told = {
        language: [
            one.title for one in feedparser.parse(reader.get(f"/feeds/journal/1.atom?lang={language}").content).entries
        ]
        for language in ("fr", "en")
    }
    assert "Installation ouverte — Pays des Essais" in told["fr"]
    assert any(one.startswith("Mandate granted") for one in told["en"])
    assert reader.get("/feeds/journal.atom?lang=br").status_code == 422


def test_every_event_is_told_in_words() -> None:
    for name, kind in event_names.NAMES.items():
        topic, noun = event_names.topic(kind), next(one.kind for one in NOUNS.values() if kind in one.events)
        assert happening(topic, noun, "fr") != topic, name
        assert "." not in happening(topic, noun, "en")


def test_what_people_write_is_text_and_nothing_else(world: World, reader: TestClient) -> None:
    titles = [entry.title for read, _ in walked(reader, "/feeds/journal.atom?lang=fr") for entry in read.entries]
    hostile = next(one for one in titles if "Amis" in one)
    assert HOSTILE in hostile.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    items = [one for document in json_documents(reader) for one in document["items"]]
    assert any(HOSTILE in one["title"] for one in items)


def json_documents(reader: TestClient) -> list[dict[str, Any]]:
    address, found = "/feeds/journal.json?lang=fr", []
    while address:
        answer = reader.get(local(address))
        assert answer.headers["content-type"].startswith("application/feed+json")
        found.append(answer.json())
        address = found[-1].get("next_url", "")
    return found


def test_json_feed_says_the_same(world: World, reader: TestClient) -> None:
    documents = json_documents(reader)
    for one in documents:
        assert one["version"] == "https://jsonfeed.org/version/1.1"
        assert {"title", "feed_url", "items"} <= one.keys()
        assert all({"id", "content_text", "date_published"} <= item.keys() for item in one["items"])
    assert [item["id"] for one in documents for item in one["items"]][::-1] == events_of(world)


def test_nobody_is_named_and_so_nobody_has_to_be_forgotten(world: World, reader: TestClient) -> None:
    somebody = world.do("administrator", "person", person.Register, name="Zénobie Introuvable")
    assert all(b"nobie" not in content for _, content in walked(reader, "/feeds/journal.atom?lang=fr"))
    before = reader.get("/feeds/journal/2.atom").content
    world.do("administrator", "person", person.Erase, somebody, reason=ErasureReason.REQUEST)
    world.parts.react()
    assert reader.get("/feeds/journal/2.atom").content == before


def test_what_is_not_there_is_said_so(reader: TestClient) -> None:
    nowhere = "framework-00000000-0000-7000-8000-000000000000"
    for address in ("/feeds/journal/9999.atom", "/feeds/journal/0.atom", f"/feeds/frameworks/{nowhere}.atom"):
        assert reader.get(address).status_code == 404
