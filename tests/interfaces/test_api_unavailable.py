"""The database goes away and comes back: a clear answer meanwhile, nothing lost, and no restart."""

import resource
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx import Response
from psycopg.sql import SQL, Identifier, Literal

from domain import commitment, framework
from domain.values import FrameworkId, OrganisationId
from tests.interfaces.conftest import World, opened_world
from tests.postgres import admin_address

READ = ("/health", "/", "/api/v1/frameworks", "/api/v1/events", "/api/v1/views")


@contextmanager
def no_more_room() -> Generator[None]:
    """No file may grow, as on a disk that is full."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@contextmanager
def gone(url: str) -> Generator[None]:
    """The server hangs up on everybody and lets nobody in."""
    name = sa.make_url(url).database or ""
    shut = SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS {}")
    with psycopg.connect(admin_address(), autocommit=True) as server:
        server.execute(shut.format(Identifier(name), Literal(False)))
        hang_up(url)
        try:
            yield
        finally:
            server.execute(shut.format(Identifier(name), Literal(True)))


def hang_up(url: str) -> None:
    """Cut every connection there is."""
    with psycopg.connect(admin_address(), autocommit=True) as server:
        name = sa.make_url(url).database
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))


@pytest.fixture(scope="module")
def on_postgres(tmp_path_factory: pytest.TempPathFactory) -> Generator[World]:
    with opened_world(tmp_path_factory.mktemp("postgres"), "postgresql") as world:
        yield world


def said_to_be_unavailable(answer: Response) -> bool:
    assert answer.status_code == 503, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"] == "5"
    assert answer.json()["type"] == "/problems/unavailable"
    return True


def rename(client: TestClient, world: World, name: str) -> Response:
    address = f"/api/v1/frameworks/{world.framework}/rename"
    answer: Response = client.post(address, json={"name": name}, headers={"Idempotency-Key": name})
    return answer


def test_a_server_that_is_gone_is_said_to_be_and_found_again(on_postgres: World) -> None:
    client = on_postgres.client()
    before = on_postgres.parts.log.position()
    with gone(on_postgres.settings.database):
        assert all(said_to_be_unavailable(client.get(address)) for address in READ)
        assert said_to_be_unavailable(client.get(f"/api/v1/frameworks/{on_postgres.framework}"))
        assert said_to_be_unavailable(client.get(f"/api/v1/frameworks/{on_postgres.framework}/history"))
        assert said_to_be_unavailable(rename(client, on_postgres, "pendant-la-panne"))
    assert rename(client, on_postgres, "pendant-la-panne").status_code == 200
    assert on_postgres.parts.log.position() == before + 1
    assert all(client.get(address).status_code == 200 for address in READ)
    listed = {one["id"]: one["name"] for one in client.get("/api/v1/frameworks").json()["items"]}
    assert listed[on_postgres.framework] == "pendant-la-panne"


def test_a_server_that_restarted_is_used_again_at_once(on_postgres: World) -> None:
    client = on_postgres.client()
    assert rename(client, on_postgres, "avant-coupure").status_code == 200
    hang_up(on_postgres.settings.database)
    answers = [rename(client, on_postgres, "apres-coupure") for _ in range(3)]
    assert answers[-1].status_code == 200
    assert {one.status_code for one in answers} <= {200, 503}
    for address in READ:
        answers = [client.get(address) for _ in range(3)]
        assert answers[-1].status_code == 200
        assert {one.status_code for one in answers} <= {200, 503}


def test_a_row_that_no_index_takes_stops_its_own_view_and_is_no_outage(tmp_path: Path) -> None:
    endless = "".join(chr(0x10000 + 7 * number) for number in range(20_000))
    with opened_world(tmp_path, "postgresql") as world:
        world.do(
            "coordinator",
            "commitment",
            commitment.Declare,
            framework=FrameworkId(world.framework),
            title="Atelier",
            kind=commitment.Kind.PLEDGE,
            field=framework.FieldOfWork.COORDINATION,
            owners=(commitment.Owner(organisation=OrganisationId(world.association)),),
            origin=commitment.Origin(kind=commitment.OriginKind.DECISION, stream=endless),
            due=date(2999, 1, 1),
        )
        client = world.client()
        states = {view["name"]: view["state"] for view in client.get("/api/v1/views").json()}
        assert {name for name, state in states.items() if state == "failed"} == {"commitments"}
        assert rename(client, world, "tout-continue").status_code == 200
        assert client.get("/api/v1/frameworks").status_code == 200


def test_a_full_disk_refuses_and_loses_nothing(tmp_path: Path) -> None:
    with opened_world(tmp_path) as world:
        client = world.client()
        before = world.parts.log.position()
        with no_more_room():
            refused = rename(client, world, "disque-plein")
            document = client.post("/api/v1/evidence", content=b"un document")
        assert said_to_be_unavailable(refused)
        assert said_to_be_unavailable(document)
        assert world.parts.log.position() == before
        assert rename(client, world, "disque-plein").status_code == 200
        assert client.post("/api/v1/evidence", content=b"un document").status_code == 201
        assert [one["streamversion"] for one in _history(client, world)] == [1, 2]


def _history(client: TestClient, world: World) -> list[dict[str, int]]:
    found: list[dict[str, int]] = client.get(f"/api/v1/frameworks/{world.framework}/history").json()["events"]
    return found


def test_a_log_that_is_overwritten_under_way_is_an_outage_not_an_accident(tmp_path: Path) -> None:
    with opened_world(tmp_path) as world:
        client = world.client()
        for file in tmp_path.glob("log.db*"):
            if not file.name.endswith(".lock"):
                file.write_bytes(b"this is no database" * 1_000)
        answers = [client.get("/api/v1/events"), rename(client, world, "rien")]
        assert {one.status_code for one in answers} <= {200, 503}
        assert all(said_to_be_unavailable(one) for one in answers if one.status_code != 200)
