"""Keys of programs: who issues them, what each opens, and what becomes of whoever asks too often."""

import asyncio
import json
import threading
import time
from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from application.execute import Caller
from domain.mandate import Role
from infrastructure.outside import SetClock, SystemClock
from interfaces.api import admission, feeds_stream
from interfaces.api.admission import Admission, Buckets
from interfaces.api.app import create_app
from interfaces.main import build
from interfaces.parts import Entry
from tests.interfaces.conftest import World, opened_world
from tests.interfaces.sample_log import runner

APPS: dict[int, FastAPI] = {}
"""The application of each world, which takes a second to make."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def keyed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generator[World]:
    with opened_world(tmp_path_factory.mktemp("keyed"), request.param) as world:
        world.mandate("integrator", Role.INTEGRATOR, world.operator)
        world.mandate("local_integrator", Role.INTEGRATOR, world.operator, framework=world.framework)
        APPS[id(world)] = create_app(world.parts)
        yield world


def client(world: World, actor: str | None) -> TestClient:
    headers = {} if actor is None else {"Palabre-Actor": world.ids[actor]}
    return TestClient(APPS[id(world)], headers=headers)


def issue(world: World, actor: str = "integrator", **wish: Any) -> dict[str, Any]:
    answer = client(world, actor).post("/api/v1/keys/issue", json={"name": "Finances", **wish})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def with_key(world: World, key: dict[str, Any], *, required: bool = True, **entry: Any) -> TestClient:
    return TestClient(behind(world, required=required, **entry), headers={"Authorization": f"Bearer {key['secret']}"})


def behind(world: World, *, required: bool = True, **entry: Any) -> Admission:
    """The application with other rules at the door."""
    return Admission(APPS[id(world)], replace(world.parts, entry=Entry(keys_required=required, **entry)))


def test_a_key_is_shown_once_and_kept_as_a_digest(keyed: World) -> None:
    key = issue(keyed)
    listed = client(keyed, "integrator").get("/api/v1/keys").json()["keys"]
    assert key["secret"].startswith("palabre_")
    assert [one["id"] for one in listed if one["id"] == key["id"]] == [key["id"]]
    assert key["secret"] not in json.dumps(listed)
    facts = list(keyed.parts.log.stream(key["id"]))
    assert [fact.name for fact in facts] == ["key.issued.v1"]
    assert "Finances" not in json.dumps(keyed.parts.encoder.cloud_event(facts[0]))


def test_only_those_in_office_issue_keys_and_nobody_nameless(keyed: World) -> None:
    ask = {"name": "Finances"}
    assert client(keyed, None).post("/api/v1/keys/issue", json=ask).status_code == 401
    for actor in ("passerby", "coordinator", "auditor", "local_integrator"):
        assert client(keyed, actor).post("/api/v1/keys/issue", json=ask).json()["type"] == "/problems/not-empowered"
    issue(keyed, "local_integrator", frameworks=[keyed.framework])
    elsewhere = {**ask, "frameworks": [keyed.elsewhere]}
    assert client(keyed, "local_integrator").post("/api/v1/keys/issue", json=elsewhere).status_code == 403


def test_what_is_wished_for_exists(keyed: World) -> None:
    integrator = client(keyed, "integrator")
    nowhere = "framework-00000000-0000-7000-8000-000000000000"
    for wrong, rule in (
        ({"types": ["agreement.eaten"]}, "event-type-unknown"),
        ({"frameworks": [nowhere]}, "unknown"),
        ({"name": " "}, "key-name-missing"),
        ({"may_act": True, "types": ["agreement.*"]}, "bounded-key-acts"),
    ):
        answer = integrator.post("/api/v1/keys/issue", json={"name": "Finances", **wrong})
        assert answer.json()["type"] == f"/problems/{rule}"


def test_where_keys_are_required_nobody_else_is_let_in(keyed: World) -> None:
    closed = TestClient(behind(keyed))
    for path in ("/feeds/events", "/feeds/stream", "/api/v1/agreements"):
        answer = closed.get(path)
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/key-required")
        assert answer.headers["www-authenticate"] == "Bearer"
    assert closed.get("/conventions", follow_redirects=False).headers["location"].startswith("/connexion")
    for path in ("/health", "/problems/unknown", "/schemas/agreement.signed/1"):
        assert closed.get(path).status_code == 200
    let_in = with_key(keyed, issue(keyed))
    answer = let_in.get("/feeds/events", params={"type": "framework.established", "limit": 1, "proofs": False})
    assert answer.status_code == 200
    assert answer.headers["cache-control"].startswith("private")
    assert "Authorization" in answer.headers["vary"]
    assert let_in.get("/api/v1/agreements").status_code == 200
    assert let_in.get("/feeds/events", headers={"Authorization": "Bearer palabre_wrong"}).status_code == 401


def test_a_feed_shows_what_the_key_lets_through_and_says_what_that_proves(keyed: World) -> None:
    keyed.parts.transparency.publish()
    whole = client(keyed, None).get("/feeds/events", params={"limit": 1000}).json()["events"]

    def feed(**bounds: Any) -> tuple[str, list[str]]:
        page = with_key(keyed, issue(keyed, **bounds)).get("/feeds/events", params={"limit": 1000}).json()
        return page["proved"], [one["id"] for one in page["events"]]

    ours = [one["id"] for one in whole if one["source"].endswith(keyed.framework)]
    framed = [one["id"] for one in whole if "/framework-" in one["source"]]
    people = [one["id"] for one in whole if ".person." in one["type"]]
    assert feed(frameworks=[keyed.framework]) == ("framework", ours)
    assert feed(frameworks=[keyed.framework, keyed.elsewhere]) == ("inclusion", framed)
    assert feed(types=["person.*"]) == ("inclusion", people)
    assert ours != []
    assert people != []


def streamed(app: Any, path: str, key: dict[str, Any], seconds: float) -> list[dict[str, Any]]:
    """What is heard on a stream before the listener leaves."""
    heard: list[bytes] = []
    headers = [(b"authorization", f"Bearer {key['secret']}".encode())]
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": headers,
        "server": ("a", 80),
    }

    async def listen() -> None:
        asked = False

        async def receive() -> Any:
            nonlocal asked
            if not asked:
                asked = True
                return {"type": "http.request", "body": b"", "more_body": False}
            await asyncio.sleep(seconds)
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            heard.append(message.get("body", b""))

        await app(scope, receive, send)

    asyncio.run(listen())
    lines = b"".join(heard).decode().splitlines()
    return [json.loads(line[6:]) for line in lines if line.startswith("data: ")]


def test_a_stream_tells_no_more_than_the_key_lets_through(keyed: World) -> None:
    key = issue(keyed, frameworks=[keyed.framework], types=["mandate.*", "framework.*"])
    told = streamed(behind(keyed), "/feeds/stream", key, 1.0)
    facts = [one for one in keyed.parts.facts(0) if one.framework == keyed.framework]
    wanted = [one.event_id for one in facts if one.name.startswith(("mandate.", "framework."))]
    assert [one["id"] for one in told] == wanted != []


def test_a_stream_ends_soon_after_its_key(keyed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "LOOKED_AGAIN", 0.0)
    monkeypatch.setattr(feeds_stream, "HEARTBEAT", 0.1)
    key = issue(keyed)
    ends = threading.Timer(0.5, keyed.parts.keys.revoke, (key["id"], Caller(actor=keyed.integrator)))
    ends.start()
    began = time.monotonic()
    assert streamed(behind(keyed), "/feeds/stream", key, 30.0) != []
    assert time.monotonic() - began < 20


def test_a_bounded_key_cannot_ask_beyond_its_bounds(keyed: World) -> None:
    bounded = with_key(keyed, issue(keyed, frameworks=[keyed.framework]))
    assert bounded.get("/feeds/events", params={"framework": keyed.elsewhere}).json()["events"] == []
    assert bounded.get("/feeds/events", params={"subject": keyed.association}).json()["events"] == []
    for path in ("/api/v1/agreements", f"/api/v1/frameworks/{keyed.elsewhere}", "/api/v1/keys"):
        assert bounded.get(path).json()["type"] == "/problems/beyond-this-key"


def test_a_key_acts_only_where_it_may_and_only_as_its_holder(keyed: World) -> None:
    body = {"name": "Une personne"}
    reading = with_key(keyed, issue(keyed, "administrator"))
    assert reading.post("/api/v1/people/register", json=body).json()["type"] == "/problems/key-only-reads"
    acting = with_key(keyed, issue(keyed, "administrator", may_act=True))
    done = acting.post("/api/v1/people/register", json=body)
    assert done.status_code == 201
    fact = next(iter(keyed.parts.log.stream(done.json()["id"])))
    assert fact.actor == keyed.administrator
    as_another = {"Palabre-Actor": keyed.coordinator}
    assert acting.post("/api/v1/people/register", json=body, headers=as_another).status_code == 403


def test_a_revoked_key_opens_nothing_in_this_process_at_once_and_in_others_soon(keyed: World) -> None:
    key = issue(keyed)
    here = with_key(keyed, key)
    clock = SetClock(SystemClock().now())
    other = build(keyed.settings, clock)
    try:
        assert other.keys.recognise(key["secret"]) is not None
        assert here.get("/feeds/events").status_code == 200
        assert client(keyed, "coordinator").post(f"/api/v1/keys/{key['id']}/revoke").status_code == 403
        assert client(keyed, "administrator").post(f"/api/v1/keys/{key['id']}/revoke").status_code == 204
        assert here.get("/feeds/events").json()["type"] == "/problems/key-refused"
        assert client(keyed, "integrator").post(f"/api/v1/keys/{key['id']}/revoke").status_code == 204
        other.keys.store._read.clear()  # type: ignore[attr-defined]  # a second later
        assert other.keys.recognise(key["secret"]) is None
        names = [fact.name for fact in keyed.parts.log.stream(key["id"])]
        assert names == ["key.issued.v1", "key.revoked.v1"]
        lasting = issue(keyed, days=1)
        assert other.keys.recognise(lasting["secret"]) is not None
        clock.set(clock.now() + timedelta(days=1, minutes=1))
        assert other.keys.recognise(lasting["secret"]) is None
    finally:
        other.close()


def test_the_last_use_of_a_key_is_shown(keyed: World) -> None:
    key = issue(keyed)

    def last_used() -> str | None:
        listed = client(keyed, "administrator").get("/api/v1/keys").json()["keys"]
        found: str | None = next(one["last_used_at"] for one in listed if one["id"] == key["id"])
        return found

    assert last_used() is None
    with_key(keyed, key).get("/feeds/events")
    assert last_used() is not None


def test_a_bucket_gives_back_evenly() -> None:
    now = [0.0]
    buckets = Buckets(60, lambda: now[0])
    assert [buckets.take("a")[0] for _ in range(61)] == [True] * 60 + [False]
    assert buckets.take("a") == (False, 0, 1)
    assert buckets.take("b") == (True, 59, 1)
    now[0] = 2.0
    assert [buckets.take("a")[0] for _ in range(3)] == [True, True, False]


def test_whoever_asks_too_often_is_told_when_to_go_on(keyed: World) -> None:
    busy = with_key(keyed, issue(keyed), requests_per_minute=2)
    first = busy.get("/feeds/events")
    assert first.headers["ratelimit-policy"] == '"key";q=2;w=60'
    assert first.headers["ratelimit"] == '"key";r=1;t=30'
    busy.get("/feeds/events")
    refused = busy.get("/feeds/events")
    assert (refused.status_code, refused.json()["type"]) == (429, "/problems/too-many-requests")
    assert 1 <= int(refused.headers["retry-after"]) <= 30
    assert with_key(keyed, issue(keyed), requests_per_minute=2).get("/feeds/events").status_code == 200


def test_the_command_line_issues_lists_and_revokes(keyed: World) -> None:
    run = runner(keyed.parts)
    asked = ("keys", "create", "Portail", "--framework", keyed.framework, "--as", keyed.integrator, "--json")
    made = json.loads(run(*asked).stdout)
    assert keyed.parts.keys.recognise(made["secret"]) is not None
    assert made["frameworks"] == [keyed.framework]
    listed = json.loads(run("keys", "list", "--as", keyed.integrator, "--json").stdout)
    assert made["id"] in [one["id"] for one in listed]
    assert run("keys", "revoke", made["id"], "--as", keyed.passerby).exit_code == 1
    assert run("keys", "revoke", made["id"], "--as", keyed.integrator).exit_code == 0
    assert keyed.parts.keys.recognise(made["secret"]) is None
    assert run("keys", "create", "Portail").exit_code == 2
