"""A log and its witness as they are run: processes of their own, talking HTTP."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest
from typer.testing import CliRunner

from domain import person
from infrastructure.settings import Settings
from interfaces.cli.app import make_command_line
from interfaces.main import FromEnvironment, build
from tests.interfaces.conftest import World, opened_world, settings_in

ROOT = Path(__file__).parents[2]
PALABRE = [sys.executable, "-c", "from interfaces.main import command_line; command_line()"]
NAME = "tregor.example/w1"


def environment(settings: Settings) -> dict[str, str]:
    """The settings as another process gets them."""
    own = {
        "PALABRE_DATABASE": settings.database,
        "PALABRE_KEYS": settings.keys,
        "PALABRE_MASTER_KEY_FILE": str(settings.master_key_file),
        "PALABRE_LOG_KEY_FILE": str(settings.log_key_file),
        "PALABRE_WITNESS_FILE": str(settings.witness_file),
        "PALABRE_WITNESSES": str(settings.witnesses or ""),
    }
    return os.environ | {name: value for name, value in own.items() if value} | {"PYTHONPATH": str(ROOT)}


def palabre(settings: Settings, *arguments: str) -> str:
    """Run the command in a process of its own."""
    done = subprocess.run(
        [*PALABRE, *arguments], env=environment(settings), capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def serving(settings: Settings) -> Generator[str]:
    """`palabre witness serve`, until it is no longer needed."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    command = [*PALABRE, "witness", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment(settings), stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(60)


def wait_for(address: str) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            with urlopen(address, timeout=10):
                return
        except URLError:
            assert time.monotonic() < deadline, f"nobody answers at {address}"
            time.sleep(0.1)


@contextmanager
def reopened(world: World, settings: Settings) -> Generator[World]:
    """The same world, from other files."""
    parts = build(settings)
    try:
        yield World(parts, settings, world.ids)
    finally:
        parts.close()


def grow(world: World, name: str) -> None:
    world.do("administrator", "person", person.Register, name=name)


def cosigners(world: World) -> list[str]:
    return list(world.parts.transparency.publish().witnesses)


def post(address: str, body: bytes) -> tuple[int, bytes]:
    try:
        with urlopen(Request(address, data=body, method="POST"), timeout=30) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        return error.code, error.read()


def test_a_witness_in_its_own_process_refuses_a_fork_and_a_step_back(tmp_path: Path) -> None:
    with opened_world(tmp_path / "log") as world:
        first = world.parts.transparency.publish()
        key = world.parts.transparency.keys()[0].key
    shutil.copytree(tmp_path / "log", tmp_path / "earlier")
    watching = settings_in(tmp_path / "witness")
    assert first.origin in palabre(watching, "witness", "add", "--name", NAME, key)
    with serving(watching) as address, urlopen(address, timeout=30) as answer:
        policy = tmp_path / "policy"
        policy.write_text(f"witness tregor {answer.read().decode().strip()} {address}\nquorum tregor\n")
        cosigned = settings_in(tmp_path / "log").model_copy(update={"witnesses": policy})
        with reopened(world, cosigned) as log:
            assert cosigners(log) == [NAME]
            grow(log, "Deux")
            assert cosigners(log) == [NAME]
        old = settings_in(tmp_path / "earlier").model_copy(update={"witnesses": policy})
        with reopened(world, old) as earlier:
            assert cosigners(earlier) == []  # a step back
            for name in ("Autre deux", "Autre trois"):
                grow(earlier, name)
            forked = earlier.parts.transparency.publish()
            assert (list(forked.witnesses), forked.published) == ([], False)
        size = first.size + 1
        assert post(f"{address}/add-checkpoint", f"old 0\n\n{first.note}".encode()) == (409, f"{size}\n".encode())
        assert post(f"{address}/add-checkpoint", b"old 0\n")[0] == 400
        with reopened(world, cosigned) as log:
            grow(log, "Trois")
        assert f"— {NAME} " in palabre(cosigned, "checkpoint", "publish")
    with reopened(world, cosigned) as log:
        grow(log, "Quatre")
        assert cosigners(log) == []
        assert log.parts.transparency.checkpoint().size == size + 1


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which nothing has been run yet."""
    monkeypatch.setenv("PALABRE_WITNESS_FILE", str(tmp_path / "witness.db"))
    return tmp_path


def test_a_witness_needs_a_name_once(here: Path) -> None:
    command_line = make_command_line(FromEnvironment())

    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(command_line, ["witness", *arguments], env={"COLUMNS": "300"})
        return done.exit_code, done.stdout

    assert run("status")[0] == 2
    code, said = run("status", "--name", NAME)
    assert (code, said.startswith(f"{NAME}+")) == (0, True)
    assert run("status") == (0, said)
    assert run("status", "--name", "lannion.example/w1")[0] == 2
    assert run("add", "nonsense")[0] == 2
    assert (here / "witness.key").stat().st_mode & 0o777 == 0o600
