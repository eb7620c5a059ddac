"""How tests are run here; and the README's example as a test: what it tells a newcomer to type, in its own folder."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser

HERE = Path(__file__).parent

# A property is about what holds, never about how long it takes on a busy machine. In continuous integration the
# examples are the same each time, so that what fails there fails again at home.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("house"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "house")


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
