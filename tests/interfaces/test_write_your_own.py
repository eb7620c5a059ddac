"""What docs/procedures.md tells a newcomer to type is typed here, line for line."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
SECTION = re.compile(r"^## Write your own$(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.mark.slow
def test_a_procedure_is_written_checked_published_and_acted_on_as_the_page_says(tmp_path: Path) -> None:
    page = (PROJECT / "docs" / "procedures.md").read_text(encoding="utf-8")
    found = SECTION.search(page)
    assert found is not None
    blocks = BLOCK.findall(found[1])
    assert len(blocks) >= 7
    palabre = tmp_path / "bin" / "palabre"
    palabre.parent.mkdir()
    call = "from interfaces.main import command_line; command_line()"
    palabre.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{call}" "$@"\n', encoding="utf-8")
    palabre.chmod(0o755)
    paths = f"{palabre.parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": paths, "PYTHONPATH": str(PROJECT), "COLUMNS": "200"}
    script = "\n".join(["set -euo pipefail", *blocks])
    done = subprocess.run(
        ["/bin/bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    assert "Did you mean “agreement.beneficiaries”?" in done.stderr
    assert "The step “asked” may wait for ever." in done.stderr
    assert "Sound. loan-of-a-room version 1: 4 steps, 4 configurations, 2 examples." in done.stdout
    assert done.stderr.count("guard-says-no") == 1
    assert done.stderr.count("not-empowered") == 1
    assert "Bring the key back" in done.stdout
    assert "case.ended" in done.stdout
