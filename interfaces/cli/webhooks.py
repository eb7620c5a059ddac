"""`webhook`: who is sent which facts, and what came of it."""

from datetime import timedelta
from typing import Annotated

import typer

from application.webhooks import Filter, Keys
from interfaces.cli.door import REFUSED, AsJson, opened, out, print_json, print_rows
from interfaces.parts import Parts

webhook = typer.Typer(help="Send facts to other systems as they are recorded.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The webhook, as `palabre webhook list` names it")]
Position = Annotated[int | None, typer.Option(min=0, help="Send what comes after this position")]


@webhook.command()
def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What people call it")],
    url: Annotated[str, typer.Argument(help="Where facts are sent: HTTPS, a public address")],
    kind: Annotated[list[str] | None, typer.Option("--type", help="agreement.signed.v1, or agreement.*")] = None,
    subject: Annotated[list[str] | None, typer.Option(help="A stream, or a kind of stream")] = None,
    framework: Annotated[list[str] | None, typer.Option(help="A framework")] = None,
    after: Position = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Subscribe. The secret is shown once."""
    chosen = Filter(types=kind or (), subjects=subject or (), frameworks=framework or ())
    with opened(context, as_json=as_json) as parts:
        made, keys = parts.webhooks.create(name, url, chosen, after)
        _show_keys(parts, keys, f"{made.name} is sent what is recorded after position {made.cursor}", as_json=as_json)


@webhook.command()
def rotate(
    context: typer.Context,
    name: Name,
    overlap: Annotated[float, typer.Option(min=0, help="Hours for which the present keys sign too")] = 24.0,
    *,
    as_json: AsJson = False,
) -> None:
    """Make new keys, shown once; the present ones sign beside them for a while."""
    with opened(context, as_json=as_json) as parts:
        keys = parts.webhooks.rotate(name, timedelta(hours=overlap))
        _show_keys(parts, keys, f"Both sign for {overlap:g} hours", as_json=as_json)


def _show_keys(parts: Parts, keys: Keys, words: str, *, as_json: bool) -> None:
    if as_json:
        print_json(parts.encoder.plain(keys))
        return
    for line in (keys.subscription, f"secret      {keys.secret}", f"public key  {keys.public_key}", words):
        out.print(line, highlight=False, markup=False)


@webhook.command(name="list")
def list_all(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List webhooks: how far each has come, what waits, what is parked, why it is disabled."""
    with opened(context, as_json=as_json) as parts:
        rows = [parts.encoder.plain(one) for one in parts.webhooks.all()]
    if as_json:
        print_json(rows)
        return
    print_rows("Webhooks", rows, ["id", "name", "url", "enabled", "reason", "cursor", "waiting", "parked"])


@webhook.command()
def disable(context: typer.Context, name: Name) -> None:
    """Send nothing more; nothing is lost meanwhile."""
    with opened(context) as parts:
        parts.webhooks.disable(name)


@webhook.command()
def enable(context: typer.Context, name: Name, after: Position = None) -> None:
    """Go on where it stopped, parked sequences included, or after a chosen position."""
    with opened(context) as parts:
        parts.webhooks.enable(name, after)


@webhook.command()
def redeliver(
    context: typer.Context,
    name: Name,
    first: Annotated[int, typer.Argument(min=1, help="The first position")] = 1,
    last: Annotated[int | None, typer.Argument(min=1, help="The last one; by default all there are")] = None,
) -> None:
    """Send one fact, a range or all again, under the same ids; a parked sequence goes on."""
    with opened(context) as parts:
        count = parts.webhooks.redeliver(name, first, parts.log.position() if last is None else last)
        out.print(f"{count} to be sent again", highlight=False)


@webhook.command(name="test")
def try_out(context: typer.Context, name: Name, *, as_json: AsJson = False) -> None:
    """Send a message about nothing now; exit code 0 only when it was taken."""
    with opened(context, as_json=as_json) as parts:
        attempt = parts.webhooks.test(name)
        if as_json:
            print_json(parts.encoder.plain(attempt))
        else:
            words = f"{attempt.status or '-'} {attempt.outcome} in {attempt.milliseconds:.0f} ms"
            out.print(words, highlight=False, markup=False)
        if attempt.outcome != "taken":
            raise typer.Exit(REFUSED)


@webhook.command()
def attempts(
    context: typer.Context,
    name: Name,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
    *,
    as_json: AsJson = False,
) -> None:
    """List the latest attempts, the newest first: request, answer, timing."""
    with opened(context, as_json=as_json) as parts:
        rows = [parts.encoder.plain(one) for one in parts.webhooks.attempts(name, limit)]
    if as_json:
        print_json(rows)
        return
    print_rows("Attempts", rows, ["at", "position", "number", "status", "milliseconds", "outcome"])
