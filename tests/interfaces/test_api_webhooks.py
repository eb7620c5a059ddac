"""Webhooks over HTTP: administrators look after all, integrators after those of their framework, others after none."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from domain.mandate import Role
from tests.interfaces.conftest import World

ADDRESS = "/api/v1/webhooks"
URL = "https://hooks.example.invalid-host.org/palabre"


@pytest.fixture(scope="module")
def integrator(world: World) -> TestClient:
    world.mandate("integrator", Role.INTEGRATOR, world.operator, framework=world.framework)
    return world.client("integrator")


@pytest.fixture(scope="module")
def administrator(world: World) -> TestClient:
    return world.client("administrator")


def made(client: TestClient, **fields: Any) -> dict[str, Any]:
    answer = client.post(ADDRESS, json={"name": "Finances", "url": URL, **fields})
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"{ADDRESS}/{answer.json()['webhook']['id']}"
    found: dict[str, Any] = answer.json()
    return found


def problem(answer: Any) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


def test_an_integrator_looks_after_the_webhooks_of_their_framework_alone(
    world: World, integrator: TestClient, administrator: TestClient
) -> None:
    theirs = made(integrator, frameworks=[world.framework])["webhook"]["id"]
    of_all = made(administrator)["webhook"]["id"]
    other = {"name": "Autre", "url": URL, "frameworks": [world.framework, world.elsewhere]}
    for refused in (
        integrator.post(ADDRESS, json=other),
        integrator.post(ADDRESS, json={"name": "Tout", "url": URL}),
        integrator.get(f"{ADDRESS}/{of_all}"),
        integrator.put(f"{ADDRESS}/{theirs}", json=other),
        integrator.delete(f"{ADDRESS}/{of_all}"),
        integrator.post(f"{ADDRESS}/{of_all}/rotate", json={}),
    ):
        assert problem(refused) == (403, "not-empowered")
    assert [one["id"] for one in integrator.get(ADDRESS).json()["items"]] == [theirs]
    assert {theirs, of_all} <= {one["id"] for one in administrator.get(ADDRESS).json()["items"]}


def test_nobody_else_may(world: World) -> None:
    for name in ("coordinator", "mayor", "auditor", "passerby"):
        assert problem(world.client(name).get(ADDRESS)) == (403, "not-empowered")
    assert problem(world.client(None).get(ADDRESS)) == (401, "no-actor")
    borrowed = {"Palabre-Mandate": world.administrator_mandate}
    assert problem(world.client("coordinator", **borrowed).get(ADDRESS)) == (403, "not-their-mandate")


def test_the_secret_is_shown_when_it_is_made_and_never_again(administrator: TestClient) -> None:
    first = made(administrator)
    path = f"{ADDRESS}/{first['webhook']['id']}"
    assert first["keys"]["secret"].startswith("whsec_")
    again = administrator.post(f"{path}/rotate", json={"hours": 1}).json()
    assert again["secret"].startswith("whsec_") != first["keys"]["secret"]
    for seen in (administrator.get(path), administrator.get(ADDRESS)):
        assert "whsec_" not in seen.text
        assert again["secret"] not in seen.text


def test_it_is_changed_tried_stopped_sent_again_and_ended(world: World, administrator: TestClient) -> None:
    hook = made(administrator, types=["framework.*"], after=0)["webhook"]
    path = f"{ADDRESS}/{hook['id']}"
    changed = administrator.put(path, json={"name": "Compta", "url": URL, "types": ["person.*"]}).json()
    assert (changed["name"], changed["filter"]["types"], changed["cursor"]) == ("Compta", ["person.*"], 0)
    attempt = administrator.post(f"{path}/test").json()
    assert (attempt["status"], attempt["number"]) == (None, 1)
    assert attempt["outcome"] != "taken"
    assert administrator.get(f"{path}/attempts", params={"limit": 5}).json()["items"] == [attempt]
    assert administrator.post(f"{path}/disable").json()["enabled"] is False
    last = world.parts.log.position()
    enabled = administrator.post(f"{path}/enable", json={"after": last}).json()
    assert (enabled["enabled"], enabled["cursor"]) == (True, last)
    people = sum(fact.name == "person.registered.v1" for fact in world.parts.facts(0))
    assert administrator.post(f"{path}/redeliver", json={}).json() == {"count": people}
    assert administrator.get(path).json()["waiting"] == people
    assert administrator.delete(path).status_code == 204
    assert problem(administrator.get(path)) == (404, "unknown-subscription")


def test_what_is_refused_is_a_problem_with_the_rule_in_words(administrator: TestClient) -> None:
    inside = administrator.post(ADDRESS, json={"name": "Dedans", "url": "https://10.0.0.1/"})
    assert problem(inside) == (409, "destination-forbidden")
    beyond = administrator.post(ADDRESS, json={"name": "Demain", "url": URL, "after": 10**9})
    assert problem(beyond) == (409, "position-beyond-log")
    unknown = administrator.post(ADDRESS, json={"name": "x", "url": URL, "colour": "blue"})
    assert problem(unknown) == (422, "invalid-fields")
