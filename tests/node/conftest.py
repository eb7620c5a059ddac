"""The libraries that subscribers use in node: installed from a lock file without addresses, once, where npm can."""

import fcntl
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
LONGEST = 300
Node = Callable[[str, Any], Any]
"""Runs a script of this folder on a JSON value, and reads the JSON it prints."""


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Node:
    program, installer = shutil.which("node"), shutil.which("npm")
    if program is None or installer is None:
        pytest.skip("node and npm are not installed here")
    with (HERE / "package.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two test processes install once
        _install(installer)

    def run(script: str, value: Any) -> Any:
        file = tmp_path_factory.mktemp("node") / "input.json"
        file.write_text(json.dumps(value), encoding="utf-8")
        command = [program, str(HERE / script), str(file)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout)

    return run


def _install(installer: str) -> None:
    if (HERE / "node_modules" / ".package-lock.json").exists():
        return
    command = [installer, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm ci took longer than {LONGEST} s")
    if done.returncode != 0:
        shutil.rmtree(HERE / "node_modules", ignore_errors=True)
        pytest.skip(f"npm ci cannot install here: {done.stderr.strip()[:300]}")
