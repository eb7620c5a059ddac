"""`palabre relay nats` on the log of the environment, to be killed: `python -m tests.relay.worker_of_settings PORT`."""

import sys

from interfaces.main import command_line

if __name__ == "__main__":
    sys.argv = ["palabre", "relay", "nats", "--server", f"nats://127.0.0.1:{sys.argv[1]}", "--json"]
    command_line()
