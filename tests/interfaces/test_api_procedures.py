"""Procedures over HTTP: verdicts, drawings, what can be done, what a change would do."""

from collections.abc import Generator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from domain import agreement
from domain.agreement.parts import AgreementKind, NamedParty, PartyRole
from domain.values import OrganisationId
from tests.interfaces.conftest import World, opened_world
from tests.interfaces.grant import FAULTY, GRANT, NEWER

PREFIX = "/api/v1"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Generator[World]:
    folder: Path = tmp_path_factory.mktemp("api-procedures")
    with opened_world(folder) as made:
        sides = (
            NamedParty(organisation=OrganisationId(made.authority), role=PartyRole.PAYER),
            NamedParty(organisation=OrganisationId(made.association), role=PartyRole.BENEFICIARY),
        )
        fields = {"framework": made.framework, "kind": AgreementKind.GRANT, "title": "Atelier", "parties": sides}
        made.ids["subject"] = made.do("coordinator", "agreement", agreement.text.Draft, **fields)
        yield made


@pytest.fixture(scope="module")
def client(world: World) -> TestClient:
    return world.client()


@pytest.fixture(scope="module")
def procedure(world: World, client: TestClient) -> str:
    body = {"framework": world.framework, "text": GRANT}
    answer = client.post(f"{PREFIX}/procedures/publish-procedure", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


@pytest.fixture(scope="module")
def case(world: World, client: TestClient, procedure: str) -> str:
    body = {"framework": world.framework, "procedure": procedure, "subject": world.subject}
    answer = client.post(f"{PREFIX}/cases/open-case", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def test_a_document_is_put_through_the_gate_and_nothing_is_recorded(world: World, client: TestClient) -> None:
    position = world.parts.log.position()
    good, bad = (client.post(f"{PREFIX}/procedures/check", content=one.encode()) for one in (GRANT, FAULTY))
    assert (good.status_code, good.json()["passes"]) == (200, True)
    assert bad.json()["faults"][0]["line"] == GRANT[: GRANT.index("favourable: {to")].count("\n") + 1
    assert client.post(f"{PREFIX}/procedures/check", content=b"").status_code == 400
    assert client.post(f"{PREFIX}/procedures/check", content=b"\xff\x00a: [").status_code == 200
    assert world.parts.log.position() == position


def test_a_faulty_procedure_is_refused_with_each_fault(world: World, client: TestClient) -> None:
    body = {"framework": world.framework, "text": FAULTY.replace("procedure: grant", "procedure: faulty")}
    answer = client.post(f"{PREFIX}/procedures/publish-procedure", json=body)
    assert answer.status_code == 409
    assert answer.json()["type"].endswith("procedure-faulty")
    assert "grnted" in answer.json()["detail"]


def test_an_editor_gets_the_schema(client: TestClient) -> None:
    assert client.get("/schemas/procedure.json").json()["type"] == "object"


@pytest.mark.parametrize("written", ["svg", "mermaid", "scxml", "bpmn", "yaml"])
def test_a_procedure_is_written_in_every_language(client: TestClient, procedure: str, written: str) -> None:
    answer = client.get(f"{PREFIX}/procedures/{procedure}/drawing", params={"format": written, "lang": "en"})
    assert answer.status_code == 200
    assert "eview" in answer.text
    missing = client.get(f"{PREFIX}/procedures/{procedure}/drawing", params={"version": 9})
    assert (missing.status_code, missing.json()["type"].rpartition("/")[2]) == (409, "no-such-version")


def test_a_case_tells_what_can_be_done_in_it_and_is_drawn(world: World, client: TestClient, case: str) -> None:
    (submit,) = client.get(f"{PREFIX}/cases/{case}/options").json()["items"]
    assert (submit["name"], submit["blocked"], submit["people"]) == ("submit", False, [world.president])
    (task,) = client.get(f"{PREFIX}/cases/{case}/tasks", params={"lang": "en"}).json()["items"]
    assert (task["title"], task["why"]) == ("Write the request", "Grant — Draft")
    drawn = client.get(f"{PREFIX}/cases/{case}/drawing")
    assert drawn.headers["content-type"] == "image/svg+xml"
    other = case[:-4] + "0000"
    for page in ("options", "tasks", "drawing"):
        assert client.get(f"{PREFIX}/cases/{other}/{page}").status_code == 404


def test_the_tasks_of_a_person_are_a_list(world: World, client: TestClient, case: str) -> None:
    mine = client.get(f"{PREFIX}/tasks", params={"person": world.president}).json()["items"]
    assert [(one["case"], one["task"]) for one in mine] == [(case, "draft/write#1")]
    assert client.get(f"{PREFIX}/tasks", params={"person": world.passerby}).json()["items"] == []


def test_a_case_is_not_moved_by_who_plays_no_role_in_it(world: World, case: str) -> None:
    answer = world.client("mayor").post(f"{PREFIX}/cases/{case}/act", json={"event": "submit"})
    assert answer.status_code == 403
    inner = world.client("coordinator").post(f"{PREFIX}/cases/{case}/hear", json={"name": "agreement.signed"})
    assert inner.status_code == 404


def test_what_a_change_would_do_is_told_and_nothing_is_recorded(
    world: World, client: TestClient, procedure: str, case: str
) -> None:
    client.post(f"{PREFIX}/procedures/{procedure}/publish-version", json={"text": NEWER})
    position = world.parts.log.position()
    (moved,) = client.get(f"{PREFIX}/procedures/{procedure}/migration").json()["items"]
    assert (moved["case"], moved["outcome"]) == (case, "same")
    (kept,) = client.get(f"{PREFIX}/procedures/{procedure}/conformance", params={"version": 1}).json()["items"]
    assert kept["conforms"] is True
    (told,) = client.get(f"{PREFIX}/procedures/{procedure}/forecast").json()["items"]
    assert told["forecasts"][0]["alike"] == 0
    assert world.parts.log.position() == position
