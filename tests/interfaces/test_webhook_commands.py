"""`palabre webhook` from subscription to delivery, as an operator types it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.infrastructure.webhooks.receiving import receiving

ROOT = Path(__file__).parents[2]


def palabre(folder: Path, *arguments: str, code: int = 0) -> Any:
    settings = {
        "PALABRE_DATABASE": f"sqlite:///{folder / 'log.db'}",
        "PALABRE_MASTER_KEY_FILE": str(folder / "master.key"),
        "PALABRE_LOG_KEY_FILE": str(folder / "log.key"),
        "PALABRE_WEBHOOK_HTTP": "true",
        "PALABRE_WEBHOOK_NETWORKS": "127.0.0.1/32",
        "PALABRE_WEBHOOK_PORTS": "any",
        "PYTHONPATH": str(ROOT),
    }
    line = [sys.executable, "-c", "from interfaces.main import command_line; command_line()", "webhook", *arguments]
    done = subprocess.run(line, env={**os.environ, **settings}, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout) if "--json" in arguments and done.stdout else done.stdout


def test_a_webhook_is_made_tested_and_listed(tmp_path: Path) -> None:
    with receiving() as receiver:
        keys = palabre(tmp_path, "create", "Finances", receiver.url, "--type", "agreement.*", "--json")
        assert keys["secret"].startswith("whsec_")
        assert palabre(tmp_path, "test", keys["subscription"], "--json")["status"] == 204
        palabre(tmp_path, "disable", keys["subscription"])
        (row,) = palabre(tmp_path, "list", "--json")
        (attempt,) = palabre(tmp_path, "attempts", keys["subscription"], "--json")
    assert (row["name"], row["enabled"], row["filter"]["types"]) == ("Finances", False, ["agreement.*"])
    assert attempt["outcome"] == "taken"
    assert len(receiver.got) == 1


def test_a_forbidden_destination_is_refused_with_the_rule(tmp_path: Path) -> None:
    palabre(tmp_path, "create", "Finances", "http://169.254.169.254/", code=1)
