"""Whatever is sent, the answer is a problem document that says what is wrong and where."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from interfaces.api.app import LARGEST_BODY
from tests.interfaces.conftest import World

JSON = {"Content-Type": "application/json"}
DIGEST = "sha256:" + "a" * 64


@pytest.fixture(scope="module")
def framework(world: World) -> str:
    return f"/api/v1/frameworks/{world.framework}"


@pytest.fixture(scope="module")
def agreement(world: World, client: TestClient) -> str:
    """An agreement with a schedule to fill."""
    body = {
        "framework": world.framework,
        "kind": "objectives",
        "title": "Convention",
        "parties": [
            {"organisation": world.authority, "role": "payer"},
            {"organisation": world.association, "role": "beneficiary"},
        ],
        "amount": {"amount": "1000.00"},
    }
    answer = client.post("/api/v1/agreements/draft", json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["Location"])


def complaints(answer: Response) -> dict[str, str]:
    """Field → what is wrong with it, of a 422."""
    assert answer.status_code == 422, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/invalid-fields"
    return {one["field"]: one["message"] for one in answer.json()["fields"]}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body.name"),
        ({"name": None}, "body.name"),
        ({"name": 1}, "body.name"),
        ({"name": ["X"]}, "body.name"),
        ({"name": "X", "nam": "Y"}, "body.nam"),
        ({"name": "X\x00Y"}, "body.name"),
        ({"name": "X" * 100_001}, "body.name"),
        ({"name": "X", "on": "yesterday"}, "body.on"),
        ({"name": "X", "on": "2026-02-30"}, "body.on"),
        ({"name": "X", "on": 20260101}, "body.on"),
        ({"name": "X", "on": "2026-01-01T10:00:00Z"}, "body.on"),
        ({"name": "X", "on": "0001-01-01"}, "body.on"),
        ({"name": "X", "on": "9999-12-31"}, "body.on"),
    ],
)
def test_a_field_that_is_wrong_is_named(client: TestClient, framework: str, body: dict[str, Any], field: str) -> None:
    assert list(complaints(client.post(f"{framework}/rename", json=body))) == [field]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"amount": {"amount": 12.5}}, "body.amount.amount"),
        ({"amount": {"amount": 12}}, "body.amount.amount"),
        ({"amount": {"amount": "12.345"}}, "body.amount"),
        ({"amount": {"amount": "1e20"}}, "body.amount"),
        ({"amount": {"amount": "NaN"}}, "body.amount.amount"),
        ({"amount": {"amount": "12", "currency": "euros"}}, "body.amount"),
        ({"amount": {"amount": "12", "cents": 3}}, "body.amount.cents"),
        ({"parties": [{"organisation": "X"}]}, "body.parties.0.organisation"),
        ({"parties": [{"organisation": "organisation-1"}]}, "body.parties.0.organisation"),
        ({"parties": {}}, "body.parties"),
        ({"text": {"digest": "abc", "media_type": "text/plain", "size": 1}}, "body.text.digest"),
        ({"text": {"digest": DIGEST, "media_type": "text/plain", "size": 2**53}}, "body.text.size"),
        ({"text": {"digest": DIGEST, "media_type": "a\x00", "size": 1}}, "body.text.media_type"),
        ({"clauses": {"tacit_renewal": {"years": 1}}}, None),
        ({"clauses": {"cure_days": "30"}}, "body.clauses.cure_days"),
        ({"clauses": {"cure_days": True}}, "body.clauses.cure_days"),
        ({"end": "9000-01-01"}, "body.end"),
    ],
)
def test_what_is_wrong_inside_a_field_is_named_down_to_it(
    client: TestClient, agreement: str, fields: dict[str, Any], field: str | None
) -> None:
    found = complaints(client.post(f"{agreement}/revise-text", json=fields))
    if field is not None:
        assert list(found) == [field]
    else:
        assert found


@pytest.mark.parametrize("size", [2**53, -(2**53), 2**63, 10**30])
def test_a_number_that_programs_would_round_is_refused(
    client: TestClient, world: World, agreement: str, size: int
) -> None:
    evidence = {"digest": DIGEST, "media_type": "text/plain", "size": size}
    body = {"kind": "other", "organisation": world.association, "evidence": evidence}
    assert list(complaints(client.post(f"{agreement}/file-document", json=body))) == ["body.evidence.size"]


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        ("2026-11-23T09:30:00", "zone"),
        ("2026-11-23T09:30", "zone"),
        ("2026-11-23", "RFC 3339"),
        ("1700000000", "RFC 3339"),
        (1700000000, "RFC 3339"),
        ("2026-13-01T00:00:00Z", "no such instant"),
        ("0001-01-01T00:00:00+14:00", "no such instant"),
        ("9999-12-31T23:59:59Z", "lies before"),
    ],
)
def test_an_instant_says_its_zone(client: TestClient, world: World, instant: object, words: str) -> None:
    body = {
        "framework": world.framework,
        "committee": "committee-019b0c1e-7a52-7cc0-9b1f-3f5e6e0a7d11",
        "title": "Comité",
        "held_on": "2026-11-23",
        "starts_at": instant,
    }
    found = complaints(client.post("/api/v1/meetings/schedule-meeting", json=body))
    if isinstance(instant, str):
        assert words in found["body.starts_at"]
    else:
        assert "body.starts_at" in found


@pytest.mark.parametrize(
    ("content", "status", "kind"),
    [
        (b"", 400, "unreadable-body"),
        (b"name=X", 400, "unreadable-body"),
        (b'{"name": "X"', 400, "unreadable-body"),
        (b'{"name": "X"}}', 400, "unreadable-body"),
        (b'["X"]', 400, "unreadable-body"),
        (b'"X"', 400, "unreadable-body"),
        (b"null", 400, "unreadable-body"),
        (b'{"name": NaN}', 400, "unreadable-body"),
        (b'{"name": Infinity}', 400, "unreadable-body"),
        (b'{"name": "\xff\xfe"}', 400, "unreadable-body"),
        (b'{"name": "\xed\xa0\x80"}', 400, "unreadable-body"),
        (b'{"name": "\\ud800"}', 400, "unreadable-body"),
        (b'\xef\xbb\xbf{"name": "X"}', 400, "unreadable-body"),
        ('{"name": "X"}'.encode("utf-16"), 400, "unreadable-body"),
        (b'{"name":' + b"[" * 500 + b"]" * 500 + b"}", 400, "unreadable-body"),
        (b'{"name":' + b"[" * 200_000, 400, "unreadable-body"),
        (b'{"name":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001, 400, "unreadable-body"),
        (b'{"name": ' + b"9" * 5_000 + b"}", 400, "unreadable-body"),
        (b'{"name": 1e400}', 422, "invalid-fields"),
        (b'{"name": 0.1234567890123456789}', 422, "invalid-fields"),
        (b'{"name": "X", "name": "Y"}', 422, "invalid-fields"),
        (b'{"name": "X", "on": null, "on": null}', 422, "invalid-fields"),
    ],
)
def test_a_body_that_is_no_plain_json_object_is_refused(
    client: TestClient, framework: str, content: bytes, status: int, kind: str
) -> None:
    answer = client.post(f"{framework}/rename", content=content, headers=JSON)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{kind}")


def test_a_field_stated_twice_is_named(client: TestClient, framework: str) -> None:
    answer = client.post(f"{framework}/rename", content=b'{"name": "X", "name": "Y"}', headers=JSON)
    assert complaints(answer) == {"body.name": "the field is stated twice"}


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "json", "*/*"]
)
def test_a_body_of_another_media_type_is_refused(client: TestClient, framework: str, media_type: str) -> None:
    answer = client.post(f"{framework}/rename", content=b'{"name": "X"}', headers={"Content-Type": media_type})
    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/not-json")


@pytest.mark.parametrize(
    "media_type", ["application/json", "application/json; charset=utf-8", "application/merge-patch+json"]
)
def test_json_by_any_name_will_do(client: TestClient, framework: str, media_type: str) -> None:
    answer = client.post(f"{framework}/rename", content=b'{"name": "JSON"}', headers={"Content-Type": media_type})
    assert answer.status_code == 200


def test_a_body_that_is_too_large_is_refused_before_it_is_read(client: TestClient, framework: str) -> None:
    answer = client.post(f"{framework}/rename", json={"name": "X" * LARGEST_BODY})
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")


def test_a_body_of_unknown_length_is_cut_off(client: TestClient, framework: str) -> None:
    pieces = (b'{"name": "' if index == 0 else b"x" * 65_536 for index in range(20))
    answer = client.post(f"{framework}/rename", content=pieces, headers=JSON)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")


def test_a_text_in_any_script_comes_back_as_it_went(client: TestClient, framework: str) -> None:
    name = "Cadre « Àrrèst » — 合作 — قاعدة — 👩🏽‍🌾 — \u202eel\u202c — \\u0000 — </script>"
    assert client.post(f"{framework}/rename", json={"name": name}).status_code == 200
    assert client.get(framework).json()["state"]["names"][-1]["value"] == name


@pytest.mark.parametrize(
    ("clauses", "field"),
    [
        ({"cure_days": -1}, "body.clauses.cure_days"),
        ({"cure_days": 36_526}, "body.clauses.cure_days"),
        ({"tacit_renewal": {"months": 2**40, "notice_months": 1}}, "body.clauses.tacit_renewal.months"),
        ({"tacit_renewal": {"months": 12, "notice_months": -3}}, "body.clauses.tacit_renewal.notice_months"),
        ({"first_signatures": -2}, "body.clauses.first_signatures"),
    ],
)
def test_a_stretch_of_time_is_at_most_a_century(
    client: TestClient, agreement: str, clauses: dict[str, Any], field: str
) -> None:
    assert list(complaints(client.post(f"{agreement}/revise-text", json={"clauses": clauses}))) == [field]


@pytest.mark.parametrize("year", [0, 1499, 3000, -2026, 2**40])
def test_a_year_is_one_of_the_calendar(client: TestClient, world: World, agreement: str, year: int) -> None:
    body = {"payer": world.authority, "year": year, "amount": {"amount": "10.00"}}
    assert list(complaints(client.post(f"{agreement}/forecast-credits", json=body))) == ["body.year"]


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/api/v1/agreements?limit=0", "query.limit"),
        ("/api/v1/agreements?limit=1001", "query.limit"),
        ("/api/v1/agreements?limit=ten", "query.limit"),
        ("/api/v1/agreements?after=nonsense", "query.after"),
        ("/api/v1/agreements?after=%00", "query.after"),
        ("/api/v1/agreements?today=0", "query.today"),
        ("/api/v1/agreements?today=tomorrow", "query.today"),
        ("/api/v1/agreements?colour=red", "query.colour"),
        ("/api/v1/agreements?order=colour", "query.order"),
        ("/api/v1/agreements?stage=colourful", "query.stage"),
        ("/api/v1/events?after=-1", "query.after"),
        ("/api/v1/events?after=99999999999999999999", "query.after"),
        ("/api/v1/events?since=3", "query.since"),
        ("{framework}?at=0", "query.at"),
        ("{framework}?at=2026-02-30", "query.at"),
        ("{framework}?as_known=2026-01-01T00:00:00", "query.as_known"),
        ("{framework}?as_known=1700000000", "query.as_known"),
        ("{framework}?as_know=2026-01-01T00:00:00Z", "query.as_know"),
        ("{framework}/history?limit=-3", "query.limit"),
    ],
)
def test_a_question_that_is_wrong_names_the_parameter(
    client: TestClient, framework: str, address: str, field: str
) -> None:
    answer = client.get(address.format(framework=framework))
    assert answer.status_code == 422, answer.text
    assert field in [one["field"] for one in answer.json()["fields"]]


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/frameworks/1",
        "/api/v1/frameworks/framework-XYZ",
        "/api/v1/frameworks/framework-019B0C1E-7A52-7CC0-9B1F-3F5E6E0A7D11",
        "/api/v1/frameworks/../../etc/passwd",
        "/api/v1/frameworks/%00",
        "/api/v1/frameworks/%ff",
        "/api/v1/evidence/sha256:abc",
        "/api/v1/evidence/..%2f..%2fmaster.key",
        "/problems/%00",
        "/problems/nothing-of-the-kind",
        "/api/v1/" + "x" * 4_000,
    ],
)
def test_an_address_where_nothing_is_answers_so(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_an_idempotency_key_does_not_hide_a_broken_body(client: TestClient, framework: str) -> None:
    headers = {**JSON, "Idempotency-Key": "broken"}
    assert client.post(f"{framework}/rename", content=b"{", headers=headers).status_code == 400
    assert (
        client.post(f"{framework}/rename", content=json.dumps({"name": "Entier"}), headers=headers).status_code == 200
    )
