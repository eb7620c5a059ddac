"""How tests are run here; and the README's example as a test: what it tells a newcomer to type, in its own folder."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser

HERE = Path(__file__).parent

# Workers of a test run are given a width, which a console would keep for good: each test says its own.
os.environ.pop("COLUMNS", None)

# A property is about what holds, never about how long it takes on a busy machine. In continuous integration the
# examples are the same each time, so that what fails there fails again at home.
# `make test-slow` looks much further: `--hypothesis-profile far`.
settings.register_profile("house", deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("house"), derandomize=True)
settings.register_profile("far", settings.get_profile("house"), max_examples=500)
settings.load_profile("ci" if os.environ.get("CI") else "house")

MEMORY, ENOUGH = Path("/dev/shm"), 2 * 2**30  # noqa: S108 — a disk in memory, where the system has one
LONG = (
    "README.md",
    "test_cli_grants.py",
    "test_sample.py",
    "test_grants_importing.py",
    "test_api_document.py",
    "test_projector.py",
    "test_recorder_library_suites.py",
    "test_agreement_money_machine.py",
    "test_faults.py",
    "test_cli.py",
    "test_rebuild.py",
    "test_answers.py",
)
"""Files that take long: begun first, so that no worker is left alone with one in the end."""


def pytest_configure(config: pytest.Config) -> None:
    """Where tests keep their files, and how the processes that they start keep what Python made of the sources."""
    about_disks = "faults" in config.getoption("markexpr").replace("not faults", "")
    if not about_disks and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, and what uses one database side by side, so that what a file shares is made once a database.

    The order is random otherwise: file by file, test by test.
    """
    files = {item.path: place for place, item in reversed([*enumerate(items)])}
    items.sort(key=lambda item: (_turn(item.path.name), files[item.path], _database(item)))


def _turn(name: str) -> int:
    return LONG.index(name) if name in LONG else len(LONG)


def _database(item: pytest.Item) -> str:
    call = getattr(item, "callspec", None)
    chosen = call.params.values() if call is not None else ()
    return next((each for each in chosen if isinstance(each, str) and each in {"sqlite", "postgresql"}), "")


def run(example: Example) -> None:
    """Run a block of commands; the first that fails ends it, with what it said."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        settings = {"PATH": path, "HOME": folder, "PALABRE_MASTER_KEY_FILE": str(Path(folder) / "master.key")}
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", str(example.parsed)],
            cwd=folder,
            env=os.environ | settings,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


pytest_collect_file = Sybil(
    parsers=[CodeBlockParser(language="bash", evaluator=run)], patterns=["README.md"], path=str(HERE)
).pytest()
