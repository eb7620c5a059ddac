"""`audit` and `checkpoint`: prove the log, sign it, have it cosigned."""

from typing import Annotated, Any

import typer
from rich.progress import Progress

from application.transparency import Audited
from interfaces.cli.door import REFUSED, AsJson, err, fail, opened, out, print_json, print_rows
from interfaces.parts import Parts

audit = typer.Typer(help="Check that nothing was altered, withheld or lost.", no_args_is_help=True)
checkpoint = typer.Typer(help="Signed checkpoints of the log, cosigned by witnesses.", no_args_is_help=True)


@audit.command()
def check(
    context: typer.Context,
    *,
    views: Annotated[bool, typer.Option(help="Fold every view anew and compare, too.")] = True,
    as_json: AsJson = False,
) -> None:
    """Verify the live database again, end to end; exit code 0 only when all holds."""
    with opened(context, as_json=as_json) as parts, Progress(console=err, transient=True, disable=as_json) as progress:
        bar = progress.add_task("Checking the log", total=None)

        def advance(done: int, total: int) -> None:
            progress.update(bar, completed=done, total=total)

        parts.settle()
        found = parts.transparency.audit(advance, views=views)
        progress.stop()
        _report(parts, found, as_json=as_json)
        if not found.holds:
            raise typer.Exit(REFUSED)


def _report(parts: Parts, found: Audited, *, as_json: bool) -> None:
    if as_json:
        print_json({**parts.encoder.plain(found), "holds": found.holds})
        return
    looked = f"{found.events} events, {found.checkpoints} checkpoints, {found.views} views in {found.seconds:.1f} s"
    if found.holds:
        out.print(f"[green]All holds:[/] {looked}.", highlight=False)
        return
    rows = [{"where": one.where, "kind": one.kind, "what": one.words} for one in found.findings]
    print_rows(f"{len(rows) + found.more} things do not hold ({looked})", rows, ["where", "kind", "what"])


@audit.command()
def prove(
    context: typer.Context,
    position: Annotated[int, typer.Argument(help="The position of the event in the log", min=1)],
    size: Annotated[int | None, typer.Option(help="In the log of so many events; the newest published one.")] = None,
) -> None:
    """Print the proof that an event stands in the log, as JSON."""
    with opened(context, as_json=True) as parts:
        print_json(parts.encoder.plain(parts.transparency.inclusion(position, size)))


@checkpoint.command()
def publish(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Sign the log as it is, ask the witnesses, and keep what they cosigned; exit code 1 where too few did."""
    with opened(context, as_json=as_json) as parts:
        made = parts.transparency.publish()
        if as_json:
            print_json(parts.encoder.plain(made))
        else:
            out.print(made.note, end="", highlight=False, markup=False)
        if not made.published:
            names = ", ".join(made.witnesses) or "nobody"
            words = f"Signed and kept, but not published: cosigned by {names}, which is fewer than the policy asks for."
            fail("too-few-witnesses", words, REFUSED)


@checkpoint.command()
def show(
    context: typer.Context,
    size: Annotated[int | None, typer.Option(help="Of the log of so many events; the newest published one.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Print the newest published checkpoint, or the one of a size."""
    with opened(context, as_json=as_json) as parts:
        found = parts.transparency.checkpoint(size)
        if as_json:
            print_json(parts.encoder.plain(found))
        else:
            out.print(found.note, end="", highlight=False, markup=False)


@checkpoint.command()
def keys(context: typer.Context, *, as_json: AsJson = False) -> None:
    """List the public keys of the log, those that have had their time included."""
    with opened(context, as_json=as_json) as parts:
        rows: list[dict[str, Any]] = parts.encoder.plain(list(parts.transparency.keys()))
        if as_json:
            print_json(rows)
        else:
            print_rows("Keys of the log", rows, ["key", "since", "until"])


@checkpoint.command()
def rotate(
    context: typer.Context,
    overlap_days: Annotated[int, typer.Option(help="How long the present key signs beside the new one.", min=0)] = 30,
    *,
    as_json: AsJson = False,
) -> None:
    """Make a new key; until the overlap ends, checkpoints are signed with both."""
    with opened(context, as_json=as_json) as parts:
        made = parts.encoder.plain(parts.transparency.rotate(overlap_days))
        if as_json:
            print_json(made)
        else:
            out.print(f"Give this key to witnesses and auditors: {made['key']}", highlight=False, markup=False)
