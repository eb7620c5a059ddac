"""`notify`: tell people what concerns them, without a server."""

from typing import Annotated

import typer

from interfaces.cli.door import USAGE, AsJson, fail, opened, out, print_json
from interfaces.web.telling import notify as tell

app = typer.Typer()


@app.command()
def notify(
    context: typer.Context,
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Look once and stop; `palabre serve` looks every minute.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Derive what people have to be told, and send the e-mails that are due."""
    if not once:
        fail("say-once", "Say --once; `palabre serve` does it every minute.", USAGE, as_json=as_json)
    with opened(context, as_json=as_json) as parts:
        counts = tell(parts)
        if as_json:
            print_json(dict(counts))
            return
        out.print(f"{counts['derived']} new, {counts['sent']} e-mails sent, {counts['failed']} to try again.")
