"""`palabre procedure library`: the procedures that ship with the product."""

from typing import Annotated, Any

import typer

from application.library import Library, Shipped
from interfaces.cli.door import USAGE, AsJson, Opener, fail, print_json, print_rows
from interfaces.cli.procedures import app


@app.command()
def library(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Print the document of that name, to publish or to change.")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """List the procedures that ship with Palabre, or print one: `palabre procedure library NAME > mine.yaml`."""
    opener: Opener = context.obj
    shipped = opener.tools().library
    if name:
        _print(shipped, name, as_json=as_json)
        return
    rows = [_row(shipped.document(one)) for one in shipped.names()]
    if as_json:
        print_json(rows)
        return
    print_rows("Library of procedures", rows, ["name", "subject", "titre", "title", "steps", "examples"])


def _print(shipped: Library, name: str, *, as_json: bool) -> None:
    if name not in shipped.names():
        fail("no-such-procedure", f"{name}: one of {', '.join(shipped.names())}", USAGE, as_json=as_json)
    one = shipped.document(name)
    if as_json:
        print_json({**_row(one), "text": one.text})
        return
    typer.echo(one.text, nl=False)


def _row(one: Shipped) -> dict[str, Any]:
    return {
        "name": one.name,
        "version": one.version,
        "subject": one.subject,
        "titre": one.title.fr,
        "title": one.title.en,
        "steps": one.steps,
        "examples": one.examples,
    }


__all__ = ["app"]
