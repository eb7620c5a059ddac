"""The document says all there is, and what it says is so: schemathesis asks every operation for proof."""

import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, strategies
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types
from schemathesis import GenerationMode

from application.authority import nobody, rule_for
from application.nouns import command_name, fields_of
from application.registry import NOUNS
from infrastructure.outside import SystemClock
from interfaces.api.ballots import BALLOTS, offered
from interfaces.api.examples import EXAMPLES
from tests.interfaces.conftest import World, opened_world

OFFERED = [(noun, command) for noun in NOUNS.values() for command in offered(noun)]
NAMES = [f"{noun.kind}.{command_name(command)}" for noun, command in OFFERED]
TAGS = sorted(
    {noun.plural for noun in NOUNS.values()}
    | {"audit", "lists", "events", "feeds", "views", "evidence", "problems", "webhooks"}
)
NOBODY = "00000000-0000-7000-8000-000000000000"
KEYS = itertools.count()
SUPPLIED_BY_TIME = {"on", "at", "today"}


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    answer = client.get("/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture(scope="module")
def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every operation by its id, with its path and method."""
    return {
        operation["operationId"]: operation | {"path": path, "method": method}
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }


def test_every_operation_has_a_name_of_its_own(document: dict[str, Any], operations: dict[str, Any]) -> None:
    assert len(operations) == sum(len(item) for item in document["paths"].values())


@pytest.mark.parametrize(("noun", "command"), OFFERED, ids=NAMES)
def test_every_command_has_an_address_a_description_and_a_rule(
    operations: dict[str, Any], noun: Any, command: type
) -> None:
    operation = operations[f"{noun.kind}.{command_name(command)}"]
    begins = command in noun.creators
    stream = "" if begins else "/{id}"
    assert operation["path"] == f"/api/v1/{noun.plural}{stream}/{command_name(command)}"
    assert operation["method"] == "post"
    assert operation["summary"].endswith(".")
    assert operation["summary"] in (command.__doc__ or "")
    assert "Open to: " in operation["description"] or "Reserved to" in operation["description"]
    assert ("201" if begins else "200") in operation["responses"]
    assert operation["security"] == [{"Actor": []}, {"Key": []}]
    rule = rule_for(noun.kind, BALLOTS.get(command, command))
    assert rule.roles or rule.concerned is not nobody


def test_what_the_application_supplies_is_asked_of_nobody(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for (noun, command), name in zip(OFFERED, NAMES, strict=True):
        title = "".join(part.capitalize() for part in name.replace(".", "-").split("-"))
        asked = set(schemas[title]["properties"])
        assert asked == {one.name for one in fields_of(command) if not one.supplied}, noun.kind
        assert schemas[title]["additionalProperties"] is False


@pytest.mark.parametrize(("noun", "command"), OFFERED, ids=NAMES)
def test_every_fact_that_a_command_must_be_given_is_supplied(noun: Any, command: type) -> None:
    given = {one.name for one in fields_of(command) if one.supplied and one.required} - SUPPLIED_BY_TIME
    assert not given or command in noun.suppliers, given


def test_commands_that_no_door_offers_have_no_address(client: TestClient, operations: dict[str, Any]) -> None:
    for noun in NOUNS.values():
        for command in noun.internal:
            assert f"{noun.kind}.{command_name(command)}" not in operations
            answer = client.post(f"/api/v1/{noun.plural}/{noun.kind}-{NOBODY}/{command_name(command)}", json={})
            assert answer.status_code == 404


def test_every_view_has_an_address_with_its_columns_and_filters(
    world: World, document: dict[str, Any], operations: dict[str, Any]
) -> None:
    for name, listing in world.parts.reading.listings().items():
        operation = operations[f"list.{name}"]
        asked = {one["name"] for one in operation["parameters"]}
        assert asked == {"after", "limit", "today", *(one.name for one in listing.filters)}
        entry = document["components"]["schemas"][f"{name.title().replace('_', '')}Entry"]
        assert list(entry["properties"]) == [column.name for column in listing.columns]
        assert all(column["description"] for column in entry["properties"].values())


def test_a_problem_is_a_problem_document_and_nothing_else(document: dict[str, Any], operations: dict[str, Any]) -> None:
    for name, operation in operations.items():
        for code, response in operation["responses"].items():
            found = response
            while "$ref" in found:
                found = document["components"]["responses"][found["$ref"].rpartition("/")[2]]
            if int(code) >= 400:
                assert list(found["content"]) == ["application/problem+json"], (name, code)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in set(_references(document)):
        found: Any = document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        assert found


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for each in value.values():
            yield from _references(each)
    elif isinstance(value, list):
        for each in value:
            yield from _references(each)


def test_every_schema_is_one(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert "__" not in name, "names are for people"


def test_examples_are_of_commands_that_there_are_and_as_the_schema_has_them(document: dict[str, Any]) -> None:
    assert set(EXAMPLES) <= set(NAMES)
    for name, example in EXAMPLES.items():
        title = "".join(part.capitalize() for part in name.replace(".", "-").split("-"))
        schema = {"$ref": f"#/components/schemas/{title}", "components": document["components"]}
        found = [error.message for error in Draft202012Validator(schema).iter_errors(example)]
        assert found == [], name


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world with something of every kind in it, and identifiers that generated requests can name."""
    with opened_world(tmp_path_factory.mktemp("crowded")) as world:
        furnish(world)
        register_formats(world)
        yield world


def furnish(world: World) -> None:
    """An agreement under negotiation, a committee at work with a meeting, a commitment, an evaluation, a document."""
    client = world.client()

    def post(address: str, **body: Any) -> dict[str, Any]:
        answer = client.post(f"/api/v1/{address}", json=body)
        assert answer.is_success, answer.text
        made: dict[str, Any] = answer.json()
        return made

    later = (SystemClock().now() + timedelta(days=60)).date().isoformat()
    evidence = client.post("/api/v1/evidence", content=b"texte").json()
    world.ids["digest"] = evidence["digest"]
    parties = [
        {"organisation": world.authority, "role": "payer"},
        {"organisation": world.association, "role": "beneficiary"},
    ]
    for kind in ("objectives", "charter"):
        text = {"framework": world.framework, "kind": kind, "title": kind, "parties": parties, "text": evidence}
        made = post("agreements/draft", **text, amount={"amount": "3000.00"}, nature="in_cash")
        world.ids[kind] = made["id"]
        post(f"agreements/{made['id']}/open-negotiation")
    committee = post("committees/constitute-committee", framework=world.framework, name="Comité de pilotage")["id"]
    world.ids["committee"] = committee
    post(f"committees/{committee}/define-college", college="id")
    for seat, person in (("id", "mayor"), ("president", "president")):
        post(f"committees/{committee}/create-seat", seat=seat, college="id")
        post(f"committees/{committee}/fill-seat", seat=seat, person=world.ids[person])
    post(f"committees/{committee}/adopt-bylaws", preset="steering-committee")
    post(f"committees/{committee}/install-committee")
    schedule = {"framework": world.framework, "committee": committee, "title": "Séance", "held_on": later}
    world.ids["meeting"] = post("meetings/schedule-meeting", **schedule)["id"]
    promise = {"framework": world.framework, "title": "Atelier", "kind": "pledge", "field": "coordination"}
    origin = {"kind": "agreement", "stream": world.objectives}
    owners = [{"organisation": world.association}]
    world.ids["commitment"] = post("commitments/declare", **promise, owners=owners, origin=origin, due=later)["id"]
    plan = {"framework": world.framework, "kind": "final", "field": "coordination", "title": "Bilan", "subject": "Tout"}
    world.ids["evaluation"] = post("evaluations/plan-evaluation", **plan, evaluated=[world.association])["id"]
    furnish_enterprise(world, post)


def furnish_enterprise(world: World, post: Callable[..., dict[str, Any]]) -> None:
    """A programme with an open call, an application to it, a project, a session, a loan that is being repaid."""
    today = SystemClock().now().date().isoformat()
    home = {"framework": world.framework, "title": "Oser"}
    run = {"kind": "incubator", "operator": world.association}
    world.ids["programme"] = post("programmes/open-programme", **home, **run)["id"]
    terms = {"programme": world.programme, "opens_on": today, "closes_on": "2099-12-31", "criteria": [{"code": "id"}]}
    world.ids["call"] = post("calls/publish-call", **home, **terms)["id"]
    holders = {"holders": [world.passerby], "summary": "Un four."}
    world.ids["project"] = post("projects/begin-project", **home, **holders)["id"]
    applied = {"call": world.call, "project": world.project}
    world.ids["application"] = post("applications/submit-application", **home, **holders, **applied)["id"]
    held = {"programme": world.programme, "kind": "workshop", "starts_on": today, "projects": [world.project]}
    world.ids["session"] = post("sessions/schedule-session", **home, **held)["id"]
    lent = {"kind": "microcredit", "lender": world.association, "borrowers": [world.passerby]}
    amount = {"amount": {"amount": "900.00"}}
    loan = post("loans/grant-loan", **home, **lent, **amount, terms={"instalments": 3, "rate": "4"})["id"]
    world.ids["loan"] = loan
    post(f"loans/{loan}/disburse", **amount)
    post(f"loans/{loan}/record-repayment", amount={"amount": "1000.00"})


def register_formats(world: World) -> None:
    """Generated identifiers are mostly of things that there are."""
    known = sorted(each for each in world.ids.values() if "-" in each)
    for kind in NOUNS:
        of_kind = [each for each in known if each.startswith(f"{kind}-")] or [f"{kind}-{NOBODY}"]
        names = ["installation"] if kind == "installation" else [*of_kind, f"{kind}-{NOBODY}"]
        schemathesis.openapi.format(f"{kind}-id", strategies.sampled_from(names))
    schemathesis.openapi.format("digest", strategies.sampled_from([world.digest, "sha256:" + "0" * 64]))


@schemathesis.hook
def map_query(context: Any, query: dict[str, Any] | None) -> dict[str, Any] | None:
    """A cursor is given out by a list; none can be generated. Nobody waits here for what never comes."""
    del context
    if query:
        query.pop("after", None)
        query.pop("wait", None)
    return query


@schemathesis.hook
def map_headers(context: Any, headers: dict[str, str] | None) -> dict[str, str] | None:
    """A key is used once: the same one with another body would be refused, as it should be."""
    del context
    if headers and "Idempotency-Key" in headers:
        headers["Idempotency-Key"] = f"{headers['Idempotency-Key'][:200]}{next(KEYS)}"
    return headers


@pytest.fixture(scope="module")
def documented(crowded: World) -> list[Any]:
    """Every operation as schemathesis reads it in the document."""
    schema = schemathesis.openapi.from_asgi("/openapi.json", crowded.client().app)
    schema.config.generation.allow_x00 = False  # refused by name; a JSON schema cannot say so
    also = ["412", "413"]  # what a precondition or the sheer size of a request leads to, whatever else it holds
    schema.config.checks.positive_data_acceptance.expected_statuses += also
    schema.config.checks.negative_data_rejection.expected_statuses += also
    return [found.ok() for found in schema.get_all_operations()]  # type: ignore[union-attr]  # the document is valid


def ask_every(operations: Iterable[Any], world: World, examples: int, wrong_in: int) -> None:
    """Send generated requests to operations, and hold the answers to the document.

    Of so many operations one gets wrong requests too. No view stops at what came of it.
    """
    actors = itertools.cycle([world.coordinator, world.administrator, world.president])
    for number, operation in enumerate(operations):
        _ask(operation, GenerationMode.POSITIVE, actors, examples)
        if number % wrong_in == 0 and can_be_wrong(operation):
            _ask(operation, GenerationMode.NEGATIVE, actors, examples)
    assert [view for view in world.parts.reading.status() if view.state.value != "healthy"] == []


def can_be_wrong(operation: Any) -> bool:
    """Whether there is any request that the document forbids: where every document is read, none is."""
    bodies = [one for one in operation.body if one.definition.get("schema") != {}]
    return bool(bodies or operation.query or operation.path_parameters)


def _ask(operation: Any, mode: GenerationMode, actors: Iterator[str], examples: int) -> None:
    @hypothesis.seed(20_261_123)
    @hypothesis.settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @hypothesis.given(operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        case.call_and_validate(headers={"Palabre-Actor": next(actors)})

    ask()


@pytest.mark.parametrize("tag", TAGS)
def test_generated_requests_get_documented_answers(crowded: World, documented: list[Any], tag: str) -> None:
    ask_every([one for one in documented if tag in one.tags], crowded, examples=1, wrong_in=4)


@pytest.mark.slow
@pytest.mark.parametrize("tag", TAGS)
def test_many_generated_requests_get_documented_answers(crowded: World, documented: list[Any], tag: str) -> None:
    ask_every([one for one in documented if tag in one.tags], crowded, examples=25, wrong_in=1)


def test_the_document_is_made_once(client: TestClient, tmp_path: Path) -> None:
    first, second = (client.get("/openapi.json").content for _ in range(2))
    assert first == second
    (tmp_path / "openapi.json").write_bytes(first)
    assert json.loads(first)["openapi"].startswith("3.1")
