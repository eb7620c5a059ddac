"""The README's example runs as a test: what it tells a newcomer to type, in a folder of its own."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser

HERE = Path(__file__).parent


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
