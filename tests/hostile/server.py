"""`palabre serve` with short waits between attempts: `python -m tests.hostile.server PORT`, to be killed."""

import sys
from datetime import timedelta

from infrastructure.webhooks import deliverer
from interfaces.cli.serving import run
from interfaces.main import build

TRIES = 200
"""As many as it takes: here nothing is parked."""


def main(port: int) -> None:
    """Until killed."""
    deliverer.SCHEDULE = (timedelta(seconds=0.3),) * TRIES  # type: ignore[assignment]  # its length is its own
    parts = build()
    print("ready", flush=True)
    run(parts, "127.0.0.1", port, 60.0, 0.5)


if __name__ == "__main__":
    main(int(sys.argv[1]))
