"""`witness`: on another institution's machine, cosign logs that only grew."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Annotated

import typer

from interfaces.cli.door import USAGE, AsJson, fail, out, print_json, print_rows

witness = typer.Typer(help="Watch other institutions' logs: cosign what only grew.", no_args_is_help=True)
Name = Annotated[
    str,
    typer.Option(help="What the witness is called (tregor.example/w1): needed once.", envvar="PALABRE_WITNESS_NAME"),
]


@contextmanager
def _asked(words: str) -> Generator[None]:
    try:
        yield
    except ValueError as error:
        fail(words, str(error), USAGE)


@witness.command()
def serve(
    context: typer.Context,
    name: Name = "",
    host: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8100,
) -> None:
    """Answer logs that ask for a cosignature (c2sp.org/tlog-witness)."""
    import uvicorn  # noqa: PLC0415 — the other commands start twice as fast without the server

    from interfaces.api.witness import create_witness  # noqa: PLC0415 — likewise

    with _asked("no-witness"):
        watching = context.obj.witness(name)
    out.print(f"Witness on http://{host}:{port} — {watching.key}", highlight=False)
    uvicorn.run(create_witness(watching), host=host, port=port, log_level="warning")


@witness.command()
def add(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help="The log's public key, as `palabre checkpoint keys` lists it")],
    name: Name = "",
    origin: Annotated[str, typer.Option(help="The log's origin line, where it is not the name of its key")] = "",
) -> None:
    """Watch a log. Add its new key when it announces one: both are believed."""
    with _asked("no-such-key"):
        out.print(f"Watching {context.obj.witness(name).add_log(key, origin)}", highlight=False)


@witness.command()
def status(context: typer.Context, name: Name = "", *, as_json: AsJson = False) -> None:
    """Print the witness's own key, and how large each log was when it was last seen."""
    with _asked("no-witness"):
        watching = context.obj.witness(name)
    rows = [{"origin": origin, "size": size, "key": key} for origin, key, size in watching.logs()]
    if as_json:
        print_json({"key": watching.key, "logs": rows})
        return
    out.print(watching.key, highlight=False, markup=False)
    print_rows("Logs watched", rows, ["origin", "size", "key"])
