"""What can be read over HTTP: lists, states on both axes of time, history, events, documents."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft7Validator, FormatChecker  # type: ignore[import-untyped]  # it ships no types

from domain import framework, organisation
from infrastructure.outside import SystemClock
from tests.interfaces.conftest import LONG_AGO, World

SCHEMA = Path(__file__).parents[3] / "shared" / "data" / "schemas" / "cloudevents-v1.0.2.schema.json"
MANY = 25


@pytest.fixture(scope="module")
def client(any_world: World) -> TestClient:
    for number in range(MANY):
        any_world.do(
            "coordinator",
            "organisation",
            organisation.Register,
            name=f"Association {number:02}",
            kind=organisation.Kind.ASSOCIATION,
            municipality="22113" if number % 2 else "22278",
        )
    return any_world.client()


def pages(client: TestClient, address: str, **asked: Any) -> Iterator[list[dict[str, Any]]]:
    """Every page of a list, by its cursors."""
    after: str | None = None
    while True:
        page = client.get(address, params=asked | ({} if after is None else {"after": after})).json()
        yield page["items"]
        after = page["next"]
        if after is None:
            return


def test_every_list_answers_with_its_columns(client: TestClient, any_world: World) -> None:
    for name, listing in any_world.parts.reading.listings().items():
        answer = client.get(f"/api/v1/{name}")
        assert answer.status_code == 200, name
        assert answer.headers["Palabre-Position"] == str(any_world.parts.log.position())
        for item in answer.json()["items"]:
            assert list(item) == [column.name for column in listing.columns]


def test_pages_put_together_are_the_whole_list_once_each(client: TestClient) -> None:
    whole = client.get("/api/v1/organisations", params={"limit": 1000}).json()
    assert whole["next"] is None
    paged = list(pages(client, "/api/v1/organisations", limit=7))
    assert all(len(page) == 7 for page in paged[:-1])
    assert [item for page in paged for item in page] == whole["items"]
    assert len(whole["items"]) >= MANY


def test_a_page_stays_where_it_was_while_entries_come(client: TestClient, any_world: World) -> None:
    first = client.get("/api/v1/organisations", params={"limit": 5}).json()
    expected = client.get("/api/v1/organisations", params={"limit": 5, "after": first["next"]}).json()["items"]
    any_world.do(
        "coordinator", "organisation", organisation.Register, name="A avant tous", kind=organisation.Kind.NETWORK
    )
    assert client.get("/api/v1/organisations", params={"limit": 5, "after": first["next"]}).json()["items"] == expected


def test_the_longest_texts_are_listed_and_paged_like_any_other(client: TestClient, any_world: World) -> None:
    wide = "".join(chr(0x10000 + 7 * number) for number in range(500))  # four bytes each, and no two alike
    for number in range(3):
        name = f"{number}{wide}"[:500]
        register = {"name": name, "kind": "company", "municipality": wide}
        assert client.post("/api/v1/organisations/register", json=register).status_code == 201
        draft = {"framework": any_world.framework, "kind": "charter", "title": name, "purpose": wide * 200}
        parties = [{"organisation": any_world.association}, {"organisation": any_world.authority}]
        agreement = client.post("/api/v1/agreements/draft", json={**draft, "parties": parties})
        assert agreement.status_code == 201, agreement.text
        notice = {"rule": wide[:200], "detail": wide}
        assert client.post(f"{agreement.headers['Location']}/notice-irregularity", json=notice).status_code == 200
    titles = [one["title"] for page in pages(client, "/api/v1/agreements", limit=1, order="title") for one in page]
    assert titles == sorted(titles)
    assert len(titles) == 3
    assert {view["state"] for view in client.get("/api/v1/views").json()} == {"healthy"}


def test_a_filter_narrows_a_list_down(client: TestClient) -> None:
    cooperatives = client.get("/api/v1/organisations", params={"kind": "local_authority"}).json()["items"]
    assert cooperatives
    assert {one["kind"] for one in cooperatives} == {"local_authority"}


def test_a_cursor_of_one_list_is_no_cursor_of_another(client: TestClient) -> None:
    cursor = client.get("/api/v1/organisations", params={"limit": 1}).json()["next"]
    answer = client.get("/api/v1/people", params={"after": cursor})
    assert answer.status_code == 422
    assert answer.json()["fields"][0]["field"] == "query.after"


def test_a_state_says_its_version_and_is_not_sent_again_to_who_has_it(client: TestClient, any_world: World) -> None:
    address = f"/api/v1/frameworks/{any_world.framework}"
    first = client.get(address)
    assert first.headers["ETag"] == f'"{first.json()["version"]}"'
    for seen in (first.headers["ETag"], f'"0", {first.headers["ETag"]}', f"W/{first.headers['ETag']}", "*"):
        again = client.get(address, headers={"If-None-Match": seen})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert client.get(address, headers={"If-None-Match": '"0"'}).status_code == 200


def test_a_state_can_be_asked_for_on_either_axis_of_time(client: TestClient, any_world: World) -> None:
    world = any_world
    address = f"/api/v1/frameworks/{world.elsewhere}"
    before = SystemClock().now()
    rename = {"noun": "framework", "command": framework.Rename, "stream": world.elsewhere}
    world.do("neighbour", **rename, name="Cadre de juin", on=date(2026, 6, 1))  # type: ignore[arg-type]
    world.do("neighbour", **rename, name="Cadre de mars", on=date(2026, 3, 1))  # type: ignore[arg-type]

    def name(**asked: str) -> Any:
        return client.get(address, params=asked).json()["state"]["names"]

    assert name(at="2026-02-28") == "Cadre voisin"
    assert name(at="2026-03-01") == "Cadre de mars"
    assert name(at="2026-05-31") == "Cadre de mars"
    assert name(at="2026-06-01") == "Cadre de juin"
    known_then = name(as_known=before.isoformat())
    assert [one["value"] for one in known_then] == ["Cadre voisin"]
    assert name(at="2026-07-01", as_known=before.isoformat()) == "Cadre voisin"
    shown = client.get(address, params={"at": "2026-03-01", "as_known": before.isoformat()}).json()
    assert (shown["at"], shown["version"]) == ("2026-03-01", 1)


def test_what_was_not_known_yet_is_not_found(client: TestClient, any_world: World) -> None:
    long_before = datetime.combine(LONG_AGO, datetime.min.time(), UTC)
    answer = client.get(f"/api/v1/frameworks/{any_world.framework}", params={"as_known": long_before.isoformat()})
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/unknown")


def test_an_instant_with_an_offset_is_that_instant(client: TestClient, any_world: World) -> None:
    address = f"/api/v1/frameworks/{any_world.framework}"
    soon = SystemClock().now() + timedelta(minutes=1)
    far_east = soon.astimezone(ZoneInfo("Pacific/Auckland"))
    answers = [client.get(address, params={"as_known": each.isoformat()}).json() for each in (soon, far_east)]
    assert answers[0]["as_known"].endswith("Z")
    assert answers[0] == answers[1]


def test_the_history_of_a_stream_is_every_event_in_order(client: TestClient, any_world: World) -> None:
    address = f"/api/v1/frameworks/{any_world.framework}"
    for number in range(5):
        client.post(f"{address}/rename", json={"name": f"Nom {number}"})
    whole = client.get(f"{address}/history").json()["events"]
    assert [one["streamversion"] for one in whole] == list(range(1, len(whole) + 1))
    after, paged = 0, list[dict[str, Any]]()
    while page := client.get(f"{address}/history", params={"after": after, "limit": 2}).json():
        if not page["events"]:
            assert page["next"] == after
            break
        paged, after = paged + page["events"], page["next"]
    assert paged == whole


def test_the_log_can_be_read_from_any_position_to_its_end(client: TestClient, any_world: World) -> None:
    after, seen = 0, list[str]()
    while True:
        page = client.get("/api/v1/events", params={"after": after, "limit": 10}).json()
        if not page["events"]:
            break
        seen += [one["sequence"] for one in page["events"]]
        after = page["next"]
    assert [int(each) for each in seen] == list(range(1, any_world.parts.log.position() + 1))
    assert seen == sorted(seen)


def test_events_are_cloud_events(client: TestClient) -> None:
    if not SCHEMA.is_file():
        pytest.skip("the CloudEvents schema lies beside the repository, not in it, and is not here")
    validator = Draft7Validator(json.loads(SCHEMA.read_text("utf-8")), format_checker=FormatChecker())
    events = client.get("/api/v1/events", params={"limit": 1000}).json()["events"]
    assert events
    for event in events:
        assert list(validator.iter_errors(event)) == []


def test_an_event_says_who_did_it_under_which_mandate_and_when_it_counts(client: TestClient, any_world: World) -> None:
    event = client.get(f"/api/v1/frameworks/{any_world.framework}/history").json()["events"][0]
    assert event["type"] == "fr.palabre.framework.established.v1"
    assert event["subject"] == any_world.framework
    assert event["effective"] == LONG_AGO.isoformat()
    assert event["actor"] == any_world.administrator
    assert event["mandate"] == any_world.administrator_mandate
    assert event["time"].endswith("Z")


def test_a_document_comes_back_as_it_went_under_its_digest(client: TestClient) -> None:
    content = bytes(range(256)) * 100
    headers = {"Content-Type": "application/pdf; charset=binary"}
    kept = client.post("/api/v1/evidence", params={"title": "Délibération"}, content=content, headers=headers)
    assert kept.status_code == 201
    evidence = kept.json()
    assert (evidence["size"], evidence["media_type"]) == (25_600, "application/pdf")
    assert evidence["title"] == "Délibération"
    fetched = client.get(f"/api/v1/evidence/{evidence['digest']}")
    assert fetched.content == content
    assert fetched.headers["Content-Disposition"] == "attachment"
    assert fetched.headers["X-Content-Type-Options"] == "nosniff"
    again = client.post("/api/v1/evidence", params={"title": "Délibération"}, content=content, headers=headers)
    assert again.json() == evidence


def test_a_document_that_is_empty_or_unknown_is_said(client: TestClient) -> None:
    empty = client.post("/api/v1/evidence", content=b"")
    assert (empty.status_code, empty.json()["type"]) == (400, "/problems/empty-document")
    unknown = client.get("/api/v1/evidence/sha256:" + "0" * 64)
    assert (unknown.status_code, unknown.json()["type"]) == (404, "/problems/unknown")


def test_a_document_altered_on_disk_is_no_longer_that_document(client: TestClient, any_world: World) -> None:
    kept = client.post("/api/v1/evidence", content=b"authentique").json()
    folder = any_world.settings.files
    assert folder is not None
    name = kept["digest"].removeprefix("sha256:")
    (folder / name[:2] / name).write_bytes(b"contrefait.")
    assert client.get(f"/api/v1/evidence/{kept['digest']}").status_code == 404


def test_every_view_says_how_far_it_is(client: TestClient, any_world: World) -> None:
    views = client.get("/api/v1/views").json()
    assert {view["state"] for view in views} == {"healthy"}
    assert {view["lag"] for view in views} == {0}
    assert {view["position"] for view in views} == {any_world.parts.log.position()}
    health = client.get("/health").json()
    assert (health["status"], health["position"]) == ("ok", any_world.parts.log.position())


def test_the_front_page_is_for_people_and_says_where_programs_look(client: TestClient) -> None:
    page = client.get("/")
    assert page.headers["Content-Type"].startswith("text/html")
    assert "/docs" in page.text


def test_a_list_and_the_state_behind_it_agree(client: TestClient, any_world: World) -> None:
    client.post(f"/api/v1/frameworks/{any_world.framework}/rename", json={"name": "Le même partout"})
    listed = {one["id"]: one for one in client.get("/api/v1/frameworks").json()["items"]}[any_world.framework]
    shown = client.get(f"/api/v1/frameworks/{any_world.framework}").json()
    assert listed["name"] == shown["state"]["names"][-1]["value"] == "Le même partout"
