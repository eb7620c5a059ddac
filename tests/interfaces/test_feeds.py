"""A follower of the log: nothing missed, nothing twice, and every page checked as a stranger would."""

import hashlib
import json
import threading
import time
from collections.abc import Generator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from domain import person
from infrastructure.checkpoint_notes import read_checkpoint, read_note
from infrastructure.continuity import check_consistency
from infrastructure.verifier import check_inclusion, decoded, leaf_hash
from tests.interfaces.conftest import World, opened_world
from tests.interfaces.test_api_transparency import root_of


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def followed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generator[World]:
    with opened_world(tmp_path_factory.mktemp("followed"), request.param) as world:
        world.parts.transparency.publish()
        yield world


@pytest.fixture(scope="module")
def follower(followed: World) -> TestClient:
    return followed.client(None)


def pages(client: TestClient, **asked: Any) -> Generator[dict[str, Any]]:
    after = 0
    while True:
        page = client.get("/feeds/events", params={"after": after, **asked}).json()
        yield page
        if not page["events"]:
            return
        after = page["next"]


def test_pages_hold_the_whole_log_in_order_and_prove_it(followed: World, follower: TestClient) -> None:
    leaves: list[bytes] = []
    for page in pages(follower, limit=7):
        proofs = page["proofs"]
        checkpoint = read_checkpoint(read_note(proofs["checkpoint"].encode()).text)
        leaves += [leaf_hash(one.encode()) for one in proofs["leaves"]]
        assert (page["proved"], len(leaves)) == ("log", page["next"])
        hashes = [decoded(one) for one in proofs["prefix"]["hashes"]]
        check_consistency(len(leaves), root_of(leaves), checkpoint.size, checkpoint.root, hashes)
        check_contents(page)
    assert len(leaves) == followed.parts.log.position()


def check_contents(page: dict[str, Any]) -> None:
    for event, leaf, content in zip(page["events"], page["proofs"]["leaves"], page["proofs"]["contents"], strict=True):
        said, held = json.loads(leaf), json.loads(content)
        assert said["body"] == hashlib.sha256(content.encode()).hexdigest()
        assert (said["position"], held["event"]) == (int(event["sequence"]), event["id"])
        assert held["framework_sequence"] == int(event["frameworksequence"])
        assert said["position"] - 1 == int(event["leafindex"])
        if '"commitment"' not in content:
            assert held["payload"] == event["data"]


def test_a_frameworks_feed_is_complete_up_to_its_signed_head(followed: World, follower: TestClient) -> None:
    numbers: list[int] = []
    head: dict[str, Any] = {}
    for page in pages(follower, limit=2, framework=followed.framework):
        check_contents(page)
        check_inclusions(page)
        numbers += [int(one["frameworksequence"]) for one in page["events"]]
        head, proved = page["proofs"]["head"], page["proved"]
        assert proved == "framework"
    assert numbers == list(range(1, head["head"] + 1)) != []
    hashes = [decoded(one) for one in head["hashes"]]
    leaf = leaf_hash(head["leaf"].encode())
    check_inclusion(leaf, head["index"], head["count"], hashes, decoded(head["root"]))


def check_inclusions(page: dict[str, Any]) -> None:
    proofs = page["proofs"]
    checkpoint = read_checkpoint(read_note(proofs["checkpoint"].encode()).text)
    for event, leaf, hashes in zip(page["events"], proofs["leaves"], proofs["inclusion"], strict=True):
        path = [decoded(one) for one in hashes]
        index = int(event["leafindex"])
        check_inclusion(leaf_hash(leaf.encode()), index, checkpoint.size, path, checkpoint.root)


def test_a_filtered_feed_proves_inclusion_and_says_no_more(followed: World, follower: TestClient) -> None:
    whole = follower.get("/feeds/events", params={"limit": 1000}).json()["events"]
    for asked, field, value in (
        ({"type": "person.registered"}, "type", "fr.palabre.person.registered.v1"),
        ({"type": "person.registered.v1"}, "type", "fr.palabre.person.registered.v1"),
        ({"subject": followed.association}, "subject", followed.association),
        ({"actor": followed.administrator}, "actor", followed.administrator),
    ):
        found = []
        for page in pages(follower, limit=3, **asked):
            assert page["proved"] == "inclusion"
            check_inclusions(page)
            found += page["events"]
        assert found == [one for one in whole if one[field] == value] != []


def test_a_page_shows_that_the_log_continues_the_one_seen_before(followed: World, follower: TestClient) -> None:
    old = follower.get("/api/v1/proofs/consistency", params={"old_size": 5}).json()
    proof = follower.get("/feeds/events", params={"known": 5}).json()["proofs"]["consistency"]
    assert proof == old
    hashes = [decoded(one) for one in proof["hashes"]]
    check_consistency(5, decoded(proof["old_root"]), proof["size"], decoded(proof["root"]), hashes)


def test_full_pages_are_kept_for_ever_unless_they_hold_what_may_be_forgotten(follower: TestClient) -> None:
    about_nobody = {"type": "framework.established", "limit": 1, "proofs": False}
    answer = follower.get("/feeds/events", params=about_nobody)
    assert "immutable" in answer.headers["cache-control"]
    again = follower.get("/feeds/events", params=about_nobody, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    somebody = follower.get("/feeds/events", params={"type": "person.registered", "limit": 1, "proofs": False})
    assert "immutable" not in somebody.headers["cache-control"]
    short = follower.get("/feeds/events", params={"type": "framework.established", "limit": 50, "proofs": False})
    assert short.headers["cache-control"] == "no-cache"


def test_whoever_waits_gets_an_event_soon_after_it_is_recorded(followed: World, follower: TestClient) -> None:
    last = followed.parts.log.position()

    def record_soon() -> None:
        time.sleep(0.3)
        followed.do("administrator", "person", person.Register, name="Quelqu'un")

    writer = threading.Thread(target=record_soon)
    writer.start()
    page = follower.get("/feeds/events", params={"after": last, "wait": 20}).json()
    writer.join()
    assert [int(one["sequence"]) for one in page["events"]] == [last + 1]
    assert follower.get("/feeds/events", params={"after": last + 1, "wait": 0.1}).json()["events"] == []
    followed.parts.transparency.publish()
