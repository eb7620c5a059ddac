"""Commands over HTTP, from the header that says who acts to what the log then holds."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx import Response

from domain.mandate import Role
from infrastructure.tables import events
from tests.interfaces.conftest import ASSOCIATION_SIREN, World, opened_world


@pytest.fixture(scope="module")
def client(any_world: World) -> TestClient:
    return any_world.client()


@pytest.fixture(scope="module")
def framework(any_world: World) -> str:
    return f"/api/v1/frameworks/{any_world.framework}"


def test_a_command_that_begins_something_says_what_began_and_where(client: TestClient) -> None:
    answer = client.post(
        "/api/v1/organisations/register", json={"name": "Coopérative du Bocage", "kind": "cooperative"}
    )
    assert answer.status_code == 201
    made = answer.json()
    assert made["version"] == 1
    assert [one["name"] for one in made["events"]] == ["organisation.registered.v1"]
    assert made["repeated"] is False
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Palabre-Position"] == str(made["events"][-1]["position"])
    assert answer.headers["Location"] == f"/api/v1/organisations/{made['id']}"
    shown = client.get(answer.headers["Location"])
    assert shown.status_code == 200
    assert shown.json()["id"] == made["id"]


def test_what_was_done_is_in_the_lists_at_once(client: TestClient) -> None:
    made = client.post(
        "/api/v1/organisations/register", json={"name": "Visible tout de suite", "kind": "company"}
    ).json()
    page = client.get("/api/v1/organisations", params={"limit": 1000})
    assert made["id"] in [one["id"] for one in page.json()["items"]]
    assert page.json()["position"] >= made["events"][-1]["position"]


def test_repeating_what_is_already_so_records_nothing(client: TestClient, framework: str) -> None:
    first = client.post(f"{framework}/rename", json={"name": "Encore"})
    second = client.post(f"{framework}/rename", json={"name": "Encore"})
    assert second.status_code == 200
    assert second.json()["events"] == []
    assert second.json()["version"] == first.json()["version"]


def test_a_refusal_is_a_problem_document_with_the_rule_in_french(client: TestClient, framework: str) -> None:
    answer = client.post(f"{framework}/rename", json={"name": "  "})
    assert answer.status_code == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Content-Language"] == "fr"
    problem = answer.json()
    assert problem["type"] == "/problems/framework-name-missing"
    assert problem["title"] == "Un cadre de coopération et son territoire portent un nom."
    assert problem["status"] == 409
    assert problem["instance"] == f"{framework}/rename"
    assert client.get(problem["type"]).json()["fr"] == problem["title"]


@pytest.mark.parametrize(
    ("preference", "language"),
    [
        ("en", "en"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("de, en;q=0.5, fr;q=0.1", "en"),
        ("en;q=0.2, fr", "fr"),
        ("de", "fr"),
        ("en;q=x", "fr"),
        ("", "fr"),
    ],
)
def test_the_rule_is_in_the_language_that_the_caller_prefers(
    client: TestClient, framework: str, preference: str, language: str
) -> None:
    answer = client.post(f"{framework}/rename", json={"name": ""}, headers={"Accept-Language": preference})
    words = {
        "fr": "Un cadre de coopération et son territoire portent un nom.",
        "en": "A framework and its territory have names.",
    }
    assert answer.json()["title"] == words[language]
    assert answer.headers["Content-Language"] == language


def test_a_version_that_has_passed_is_refused_with_what_happened_since(client: TestClient, framework: str) -> None:
    client.post(f"{framework}/rename", json={"name": "Avant"})
    seen = client.get(framework).headers["ETag"]
    client.post(f"{framework}/rename", json={"name": "Pendant"})
    answer = client.post(f"{framework}/rename", json={"name": "Après"}, headers={"If-Match": seen})
    assert answer.status_code == 412
    problem = answer.json()
    assert problem["type"] == "/problems/changed-since"
    assert [one["name"] for one in problem["changed"]] == ["framework.renamed.v1"]
    assert problem["changed"][0]["version"] == int(seen.strip('"')) + 1
    assert client.get(framework).json()["state"]["names"][-1]["value"] == "Pendant"


def test_a_version_that_still_stands_is_built_on(client: TestClient, framework: str) -> None:
    seen = client.get(framework).headers["ETag"]
    answer = client.post(f"{framework}/rename", json={"name": "Sur la version vue"}, headers={"If-Match": seen})
    assert answer.status_code == 200
    assert answer.headers["ETag"] != seen


def test_a_version_yet_to_come_is_refused_too(client: TestClient, framework: str) -> None:
    answer = client.post(f"{framework}/rename", json={"name": "Futur"}, headers={"If-Match": '"999999"'})
    assert answer.status_code == 412


def test_any_version_will_do_for_a_star(client: TestClient, framework: str) -> None:
    assert client.post(f"{framework}/rename", json={"name": "Étoile"}, headers={"If-Match": "*"}).status_code == 200


@pytest.mark.parametrize("header", ["3", '"a"', '"1", "2"', '""', '"-1"', '"9999999999999999"', "nothing"])
def test_an_unreadable_version_is_said(client: TestClient, framework: str, header: str) -> None:
    answer = client.post(f"{framework}/rename", json={"name": "X"}, headers={"If-Match": header})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/unreadable-if-match")


def test_the_same_key_and_body_get_the_same_answer(client: TestClient) -> None:
    key = {"Idempotency-Key": "register-once"}
    body = {"name": "Une seule fois", "kind": "company", "municipality": "22113"}
    first = client.post("/api/v1/organisations/register", json=body, headers=key)
    again = client.post("/api/v1/organisations/register", json=dict(reversed(body.items())), headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json() | {"repeated": True}
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Location"] == first.headers["Location"]


def test_the_same_key_with_another_body_is_refused(client: TestClient) -> None:
    key = {"Idempotency-Key": "another-body"}
    client.post("/api/v1/organisations/register", json={"name": "Premier", "kind": "company"}, headers=key)
    answer = client.post("/api/v1/organisations/register", json={"name": "Second", "kind": "company"}, headers=key)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/key-reused")


def test_a_key_belongs_to_one_actor_and_one_route(any_world: World, client: TestClient, framework: str) -> None:
    key = {"Idempotency-Key": "shared-word"}
    first = client.post(
        "/api/v1/organisations/register", json={"name": "Partagé", "kind": "company"}, headers=key
    ).json()
    other = any_world.client("administrator").post(
        "/api/v1/organisations/register", json={"name": "Autre", "kind": "company"}, headers=key
    )
    elsewhere = client.post(f"{framework}/rename", json={"name": "Autre route"}, headers=key)
    assert other.status_code == 201
    assert other.json()["id"] != first["id"]
    assert elsewhere.status_code == 200
    assert elsewhere.json()["repeated"] is False


def test_the_same_key_answers_as_it_did_then_whatever_has_happened_since(client: TestClient, framework: str) -> None:
    key = {"Idempotency-Key": "before-the-change"}
    first = client.post(f"{framework}/rename", json={"name": "Sous clé"}, headers=key).json()
    client.post(f"{framework}/rename", json={"name": "Depuis"})
    again = client.post(f"{framework}/rename", json={"name": "Sous clé"}, headers=key)
    assert again.status_code == 200
    assert again.json() == first | {"repeated": True}
    assert client.get(framework).json()["state"]["names"][-1]["value"] == "Depuis"


def test_a_command_that_changes_nothing_may_have_a_key(client: TestClient, framework: str) -> None:
    client.post(f"{framework}/rename", json={"name": "Tel quel"})
    key = {"Idempotency-Key": "nothing-to-do"}
    first = client.post(f"{framework}/rename", json={"name": "Tel quel"}, headers=key).json()
    client.post(f"{framework}/rename", json={"name": "Autrement"})
    again = client.post(f"{framework}/rename", json={"name": "Tel quel"}, headers=key).json()
    assert first["events"] == again["events"] == []
    assert again["id"] == first["id"]
    assert again["repeated"] is True
    assert client.get(framework).json()["state"]["names"][-1]["value"] == "Autrement"


def test_a_refused_request_leaves_its_key_free(client: TestClient, framework: str) -> None:
    key = {"Idempotency-Key": "refused-first"}
    assert client.post(f"{framework}/rename", json={"name": ""}, headers=key).status_code == 409
    assert client.post(f"{framework}/rename", json={"name": "Maintenant"}, headers=key).status_code == 200


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256])
def test_a_key_is_visible_characters_not_too_many(client: TestClient, framework: str, key: str) -> None:
    answer = client.post(f"{framework}/rename", json={"name": "X"}, headers={"Idempotency-Key": key})
    assert answer.status_code == 422
    assert answer.json()["fields"][0]["field"] == "header.Idempotency-Key"


@pytest.mark.parametrize("actor", [None, "", "somebody", "installer", "clock", "import", "reactions", "person-1"])
def test_nothing_is_done_for_nobody_nor_for_a_part_of_the_system(
    any_world: World, framework: str, actor: str | None
) -> None:
    answer = any_world.client(actor).post(f"{framework}/rename", json={"name": "Qui ?"})
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/no-actor")
    assert answer.headers["WWW-Authenticate"] == "Palabre-Actor"


@pytest.mark.parametrize("actor", ["passerby", "auditor", "neighbour", "president"])
def test_who_has_no_mandate_for_it_is_refused(any_world: World, framework: str, actor: str) -> None:
    answer = any_world.client(actor).post(f"{framework}/rename", json={"name": "Sans pouvoir"})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-empowered")


def test_nobody_acts_under_the_mandate_of_another(any_world: World, framework: str) -> None:
    borrowed = any_world.client("passerby", **{"Palabre-Mandate": any_world.coordinator_mandate})
    answer = borrowed.post(f"{framework}/rename", json={"name": "Emprunté"})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-their-mandate")


def test_the_mandate_named_is_the_one_recorded(any_world: World) -> None:
    world = any_world
    second = world.mandate("coordinator", Role.COORDINATOR, world.operator, framework=world.framework)
    client = world.client("coordinator", **{"Palabre-Mandate": second})
    made = client.post(
        "/api/v1/organisations/register", json={"name": "Sous le second mandat", "kind": "company"}
    ).json()
    (event,) = client.get(f"/api/v1/organisations/{made['id']}/history").json()["events"]
    assert event["actor"] == world.coordinator
    assert event["mandate"] == second


def test_a_malformed_mandate_is_named(any_world: World, framework: str) -> None:
    client = any_world.client("coordinator", **{"Palabre-Mandate": "my mandate"})
    answer = client.post(f"{framework}/rename", json={"name": "X"})
    assert answer.status_code == 422
    assert answer.json()["fields"][0]["field"] == "header.Palabre-Mandate"


def test_what_nobody_registered_is_not_found(client: TestClient) -> None:
    nowhere = "framework-00000000-0000-7000-8000-000000000000"
    answer = client.post(f"/api/v1/frameworks/{nowhere}/rename", json={"name": "X"})
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/unknown")
    assert client.get(f"/api/v1/frameworks/{nowhere}").status_code == 404
    assert client.get(f"/api/v1/frameworks/{nowhere}/history").status_code == 404


def test_a_name_in_a_field_that_nobody_registered_is_not_found(client: TestClient, framework: str) -> None:
    nobody = "organisation-00000000-0000-7000-8000-000000000000"
    answer = client.post(f"{framework}/enter", json={"party": nobody})
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/unknown")
    assert nobody in answer.json()["detail"]


def test_one_kind_does_not_answer_to_the_commands_of_another(client: TestClient, any_world: World) -> None:
    assert client.post(f"/api/v1/agreements/{any_world.framework}/withdraw", json={}).status_code == 404
    assert client.get(f"/api/v1/agreements/{any_world.framework}").status_code == 404
    answer = client.post(f"/api/v1/frameworks/{any_world.framework}/enter", json={"party": any_world.framework})
    assert answer.status_code == 422
    assert answer.json()["fields"][0]["field"] == "body.party"


def test_there_is_no_command_that_is_not_there(client: TestClient, framework: str) -> None:
    for address in (f"{framework}/explode", "/api/v1/frameworks/rename", "/api/v1/dragons/feed", "/api/v2/frameworks"):
        answer = client.post(address, json={})
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/no-such-place"), address


def test_a_command_is_posted(client: TestClient, framework: str) -> None:
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        answer = client.request(method, f"{framework}/rename")
        assert (answer.status_code, answer.json()["type"]) == (405, "/problems/no-such-method")
        assert answer.headers["Allow"] == "POST"
    assert client.get("/api/v1/frameworks/establish").status_code == 405


def test_two_organisations_never_share_a_siren(client: TestClient) -> None:
    body = {"name": "Homonyme", "kind": "association", "identifiers": {"siren": ASSOCIATION_SIREN}}
    answer = client.post("/api/v1/organisations/register", json=body)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/already-claimed")


def test_a_representative_acts_for_their_own_organisation_alone(any_world: World) -> None:
    president = any_world.client("president")
    own = president.post(f"/api/v1/organisations/{any_world.association}/rename", json={"name": "Les Grands Ateliers"})
    other = president.post(f"/api/v1/organisations/{any_world.authority}/rename", json={"name": "À nous"})
    assert (own.status_code, other.status_code) == (200, 403)


def test_what_a_person_is_called_is_plain_text_on_the_way_in_and_sealed_in_the_log(any_world: World) -> None:
    client = any_world.client("administrator")
    made = client.post("/api/v1/people/register", json={"name": "Zoé Quéméner", "email": "zoe@example.org"}).json()
    assert made["events"][0]["data"]["name"] == {"of": made["id"], "text": "Zoé Quéméner"}
    stored = any_world.parts.log.recorder.database.rows(  # type: ignore[attr-defined]
        sa.select(events.c.state).where(events.c.stream == made["id"])
    )
    assert stored
    assert all("Quéméner".encode() not in bytes(state) for (state,) in stored)


def test_an_agreement_goes_from_draft_to_force_over_http(tmp_path: Path) -> None:
    with opened_world(tmp_path) as world:
        coordinator, president = world.client("coordinator"), world.client("president")
        other = coordinator.post("/api/v1/organisations/register", json={"name": "Le Réseau", "kind": "network"}).json()
        world.mandate("director", Role.REPRESENTATIVE, other["id"], may_sign=True)
        document = coordinator.post("/api/v1/evidence", content=b"Charte", params={"title": "Charte"}).json()
        parties = [{"organisation": world.association}, {"organisation": other["id"]}]
        text = {
            "framework": world.framework,
            "kind": "objectives",
            "title": "Ensemble",
            "parties": parties,
            "text": document,
        }
        drafted = coordinator.post("/api/v1/agreements/draft", json=text)
        assert drafted.status_code == 201, drafted.text
        address = drafted.headers["Location"]

        def sign(client: TestClient, party: str, mandate: str) -> Response:
            body = {"party": party, "mandate": mandate, "text": document["digest"]}
            answer: Response = client.post(f"{address}/sign", json=body)
            return answer

        early = sign(president, world.association, world.president_mandate)
        assert (early.status_code, early.json()["type"]) == (409, "/problems/not-ready-to-sign")
        assert coordinator.post(f"{address}/open-negotiation", json={}).status_code == 200
        assert sign(president, world.association, world.president_mandate).status_code == 200
        for_another = sign(president, other["id"], world.director_mandate)
        assert for_another.status_code == 403
        last = sign(world.client("director"), other["id"], world.director_mandate)
        assert [one["name"] for one in last.json()["events"]][:2] == [
            "agreement.signed.v1",
            "agreement.signed-by-all.v1",
        ]
        shown = coordinator.get(address).json()
        assert len(shown["state"]["signatures"]) == 2
        (listed,) = coordinator.get("/api/v1/agreements").json()["items"]
        assert (listed["id"], listed["title"]) == (shown["id"], "Ensemble")
