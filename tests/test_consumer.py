"""The consumer that integrators begin from: nothing missed, nothing twice, nothing believed that is not proved."""

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
import uvicorn

from domain import person
from infrastructure import verifier
from interfaces.api.app import create_app
from tests.interfaces.conftest import World, opened_world

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Generator[World]:
    with opened_world(tmp_path_factory.mktemp("world")) as made:
        made.parts.transparency.publish()
        yield made


@pytest.fixture(scope="module")
def address(world: World) -> Generator[str]:
    server = uvicorn.Server(uvicorn.Config(create_app(world.parts), port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = server.force_exit = True
    thread.join()


@pytest.fixture
def taken_away(tmp_path: Path) -> Path:
    """The two files, somewhere else."""
    for file in ("examples/consumer.py", "infrastructure/verifier.py"):
        shutil.copy(ROOT / file, tmp_path)
    return tmp_path


def consumer(folder: Path, world: World, address: str, *more: str) -> "subprocess.Popen[bytes]":
    (key,) = world.parts.transparency.keys()
    command = [sys.executable, "-I", str(folder / "run.py"), address, str(folder / "copy.db"), key.key, *more]
    (folder / "run.py").write_text(
        f"import sys, runpy; sys.path.insert(0, {str(folder)!r}); runpy.run_module('consumer', run_name='__main__')"
    )
    return subprocess.Popen(command, stderr=subprocess.PIPE)


def held(folder: Path) -> tuple[list[tuple[int, str]], int]:
    with closing(sqlite3.connect(folder / "copy.db")) as copy:
        rows = copy.execute("SELECT position, id FROM events ORDER BY position").fetchall()
        return rows, copy.execute("SELECT verified FROM place").fetchone()[0]


def recorded(world: World) -> list[tuple[int, str]]:
    return [(fact.position, fact.event_id) for fact in world.parts.facts(0)]


def test_a_copy_holds_every_event_once_and_a_signed_checkpoint_vouches_for_it(
    world: World, address: str, taken_away: Path
) -> None:
    for _ in range(2):
        world.do("administrator", "person", person.Register, name="Quelqu'un")
        world.parts.transparency.publish()
        done = consumer(taken_away, world, address, "--once")
        assert done.wait(60) == 0, done.stderr and done.stderr.read()
        assert held(taken_away) == (recorded(world), world.parts.log.position())
    assert len((taken_away / "consumer.py").read_text(encoding="utf-8").splitlines()) < 100


@pytest.mark.faults
def test_a_consumer_killed_at_any_moment_goes_on_where_it_was(world: World, address: str, taken_away: Path) -> None:
    chance = random.Random(6)
    for _ in range(12):
        running = consumer(taken_away, world, address)
        for _ in range(5):
            world.do("administrator", "person", person.Register, name="Quelqu'un")
        world.parts.transparency.publish()
        time.sleep(chance.random() * 1.5)
        running.kill()
        running.wait()
    done = consumer(taken_away, world, address, "--once")
    assert done.wait(60) == 0, done.stderr and done.stderr.read()
    assert held(taken_away) == (recorded(world), world.parts.log.position())


@pytest.fixture(scope="module")
def example() -> Generator[ModuleType]:
    sys.path.insert(0, str(ROOT / "examples"))
    sys.modules["verifier"] = verifier
    import consumer as made  # type: ignore[import-not-found]  # it lies beside the project, not in it

    yield made
    sys.path.remove(str(ROOT / "examples"))
    del sys.modules["verifier"], sys.modules["consumer"]


def missing(page: dict[str, Any]) -> None:
    for each in (page["events"], page["proofs"]["leaves"], page["proofs"]["contents"]):
        del each[3]


def swapped(page: dict[str, Any]) -> None:
    for each in (page["events"], page["proofs"]["leaves"], page["proofs"]["contents"]):
        each[3], each[4] = each[4], each[3]


def altered(page: dict[str, Any]) -> None:
    page["events"][1]["data"]["name"] = "Autre"


def rewritten(page: dict[str, Any]) -> None:
    content = page["proofs"]["contents"][1].replace("Essais", "Autres")
    leaf = json.loads(page["proofs"]["leaves"][1]) | {"body": verifier.sha256(content.encode()).hexdigest()}
    page["proofs"]["contents"][1], page["proofs"]["leaves"][1] = content, json.dumps(leaf)
    page["events"][1]["data"] = json.loads(content)["payload"]


def unsigned(page: dict[str, Any]) -> None:
    page["proofs"]["checkpoint"] = page["proofs"]["checkpoint"].replace("— palabre", "— autre")


@pytest.mark.parametrize("spoil", [missing, swapped, altered, rewritten, unsigned])
def test_a_page_that_was_tampered_with_is_not_believed(
    world: World, address: str, example: ModuleType, spoil: Any
) -> None:
    page = httpx.get(f"{address}/feeds/events", params={"limit": 1000}).json()
    (key,) = world.parts.transparency.keys()
    taken(example, json.loads(json.dumps(page)), key.key)
    spoil(page)
    with pytest.raises(verifier.Refused):
        taken(example, page, key.key)


def taken(example: ModuleType, page: dict[str, Any], key: str) -> None:
    with closing(sqlite3.connect(":memory:")) as copy:
        copy.executescript(example.TABLES)
        example.take(copy, page)
        example.verify(copy, page["proofs"], verifier.read_key(key))
        assert copy.execute("SELECT verified FROM place").fetchone()[0] > 0
