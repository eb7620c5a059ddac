"""A log and its witnesses as they are run: processes of their own, talking HTTP."""

import json
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

ROOT = Path(__file__).parents[2]
PALABRE = [sys.executable, "-c", "from interfaces.main import command_line; command_line()"]

COLUMNS = (
    "nomAttribuant;idAttribuant;dateConvention;referenceDecision;nomBeneficiaire;idBeneficiaire;objet;montant;nature;"
    "conditionsVersement;datesPeriodeVersement;notificationUE;pourcentageSubvention"
)


class Machine:
    """A folder with settings of its own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        own = {
            "PALABRE_DATABASE": f"sqlite:///{folder / 'log.db'}",
            "PALABRE_MASTER_KEY_FILE": str(folder / "master.key"),
            "PALABRE_LOG_KEY_FILE": str(folder / "log.key"),
            "PALABRE_WITNESS_FILE": str(folder / "witness.db"),
        }
        self.environment = os.environ | own | {"PYTHONPATH": str(ROOT), "COLUMNS": "500"}

    def run(self, *arguments: str, code: int = 0) -> str:
        done = subprocess.run(
            [*PALABRE, *arguments], env=self.environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def copied(self, folder: Path) -> "Machine":
        copy = Machine(folder)
        for file in self.folder.iterdir():
            shutil.copy(file, folder)
        copy.environment["PALABRE_LOG_ORIGIN"] = self.environment.get("PALABRE_LOG_ORIGIN", "")
        copy.environment["PALABRE_WITNESSES"] = self.environment.get("PALABRE_WITNESSES", "")
        return copy

    def grow(self, name: str) -> None:
        """Record something."""
        row = f"Département;22490001900015;12/03/2025;{name};SCIC;;Atelier;24 000,00;aide en numéraire;unique;;non;1"
        (self.folder / f"{name}.csv").write_text(f"{COLUMNS}\n{row}\n", encoding="utf-8")
        self.run("import", "grants", str(self.folder / f"{name}.csv"))


@contextmanager
def serving(machine: Machine, port: int) -> Generator[str]:
    """`palabre witness serve`, until it is no longer needed."""
    process = subprocess.Popen(
        [*PALABRE, "witness", "serve", "--port", str(port)], env=machine.environment, stdout=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                with urlopen(address, timeout=5):
                    break
            except URLError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def post(address: str, body: bytes) -> int:
    try:
        with urlopen(Request(address, data=body, method="POST"), timeout=10) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


@pytest.fixture
def machines(tmp_path: Path) -> tuple[Machine, Machine]:
    """A log with something in it, and a witness that watches it."""
    log, witness = Machine(tmp_path / "log"), Machine(tmp_path / "witness")
    log.environment["PALABRE_LOG_ORIGIN"] = "palabre.example/log"
    log.grow("one")
    log.run("checkpoint", "publish")
    witness.run(
        "witness", "add", "--name", "tregor.example/w1", json.loads(log.run("checkpoint", "keys", "--json"))[0]["key"]
    )
    return log, witness


def test_a_witness_in_its_own_process_refuses_a_fork_and_a_step_back(
    machines: tuple[Machine, Machine], tmp_path: Path
) -> None:
    log, witness = machines
    port = free_port()
    key = witness.run("witness", "status").split("\n")[0]
    policy = tmp_path / "policy"
    policy.write_text(f"witness tregor {key} http://127.0.0.1:{port}\nquorum tregor\n")
    log.environment["PALABRE_WITNESSES"] = str(policy)
    assert "Signed and kept" not in log.run("checkpoint", "publish", code=1)
    earlier = log.copied(tmp_path / "earlier")
    with serving(witness, port) as address:
        note = log.run("checkpoint", "publish")
        assert "— tregor.example/w1 " in note
        log.grow("two")
        log.run("checkpoint", "publish")
        earlier.run("checkpoint", "publish", code=1)
        fork = earlier.copied(tmp_path / "fork")
        fork.grow("another-two")
        fork.run("checkpoint", "publish", code=1)
        request = f"old 0\n\n{note}".encode()
        assert post(f"{address}/add-checkpoint", request) == 409
        assert post(f"{address}/add-checkpoint", b"old 0\n") == 400
        log.grow("three")
        assert "— tregor.example/w1 " in log.run("checkpoint", "publish")
    log.grow("four")
    log.run("checkpoint", "publish", code=1)
    assert log.run("audit", "check", "--no-views").startswith("All holds")


def test_a_witness_needs_a_name_once(tmp_path: Path) -> None:
    witness = Machine(tmp_path / "witness")
    witness.run("witness", "status", code=2)
    one = witness.run("witness", "status", "--name", "tregor.example/w1")
    assert one.startswith("tregor.example/w1+")
    assert witness.run("witness", "status") == one
    witness.run("witness", "status", "--name", "lannion.example/w1", code=2)
    witness.run("witness", "add", "nonsense", code=2)
