"""Every benchmark runs, and prints for programs what `--json` promises: rougher figures here, but all of them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "benchmarks"
SCRIPTS = sorted(each for each in FOLDER.glob("*.py") if "__main__" in each.read_text("utf-8"))
FIELDS = ["name", "unit", "ours", "against", "theirs", "ratio"]


@pytest.mark.slow
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda one: one.stem)
def test_a_benchmark_prints_one_object_a_row(script: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(script), "--quick", "--json"], capture_output=True, text=True, timeout=1_200, check=False
    )
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert rows
    for row in rows:
        assert list(row) == FIELDS
        assert row["ours"] > 0
        assert row["ratio"] > 0
