"""`list`, `show`, `history`, `events`, `search`, `views`: what can be read on the command line."""

import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Annotated

import typer
from rich.progress import Progress

from application.accesses import UNNAMED
from application.feeds import Wanted
from application.ports import Recorded
from application.reading import BadQuestion
from interfaces.cli import lists
from interfaces.cli.door import REFUSED, USAGE, AsJson, err, fail, opened, out, print_json, print_rows
from interfaces.parts import Parts

AT_ONCE = 500
GLANCE = 1.0
"""Seconds after which a follower looks again, should nobody have told it."""
app = typer.Typer()
views = typer.Typer(help="The views: how far they are, and rebuilding one.", no_args_is_help=True)


@app.command("list")
def list_(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(help="What to list: agreements, meetings, commitments … (`palabre list help`)")
    ],
    where: Annotated[list[str] | None, typer.Option("--where", "-w", help="A filter: name=value. Repeatable.")] = None,
    today: Annotated[
        datetime | None, typer.Option(help="Judge deadlines as of this day.", formats=["%Y-%m-%d"])
    ] = None,
    limit: Annotated[int | None, typer.Option(help="At most so many.", min=1)] = None,
    *,
    wide: Annotated[bool, typer.Option("--wide", help="Every column, not only those that matter most.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what a view holds. With --json, one object a line, with the fields of the API."""
    with opened(context, as_json=as_json) as parts:
        listings = parts.reading.listings()
        if name not in listings:
            known = "\n".join(f"  {each}: {listing.title}" for each, listing in sorted(listings.items()))
            fail("no-such-list", f"There is no list {name!r}. There are:\n{known}", USAGE, as_json=as_json)
        parts.settle()
        day = today.date() if today else parts.clock.now().date()
        filters = _filters(where or [], as_json=as_json)
        try:
            found = list(lists.rows(parts, name, filters, day, limit))
        except BadQuestion as error:
            offered = ", ".join(one.name for one in listings[name].filters)
            fail("unreadable-question", f"{error}. Filters of {name}: {offered}.", USAGE, as_json=as_json)
        if as_json:
            for row in found:
                print_json(row)
            return
        columns = lists.columns(name, listings[name], wide=wide)
        print_rows(listings[name].title, [lists.shown(row, columns) for row in found], columns)
        if found:
            out.print(f"[dim]{len(found)} in all. One of them whole: palabre show KIND ID. Every column: --wide[/]")


def _filters(where: list[str], *, as_json: bool) -> dict[str, str]:
    for each in where:
        if "=" not in each:
            fail("unreadable-filter", f"A filter is name=value, not {each!r}.", USAGE, as_json=as_json)
    return {name: value for name, _, value in (each.partition("=") for each in where)}


def moment(text: str) -> datetime:
    """A day, which begins at midnight, or an instant; UTC where no zone is said."""
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter("a day (2025-06-30) or an instant (2025-06-30T09:30:00Z)") from error


@app.command()
def show(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="agreement, meeting, commitment, organisation …")],
    id: Annotated[str, typer.Argument(help="Its identifier, with or without the kind in front")],  # noqa: A002
    at: Annotated[datetime | None, typer.Option(help="What was in force on this day.", formats=["%Y-%m-%d"])] = None,
    as_known: Annotated[
        datetime | None,
        typer.Option(help="As the log knew it at this instant: 2025-06-30, or 2025-06-30T09:30:00Z.", parser=moment),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show the state of anything, folded from the log: now, on a past day, or as it was known then."""
    with opened(context, as_json=as_json) as parts:
        shown = parts.replay.show(stream_of(parts, kind, id, as_json=as_json), at.date() if at else None, as_known)
        parts.book.read(reader(), shown.state)
        plain = parts.encoder.plain(shown)
        if as_json:
            print_json(plain)
            return
        head = f"[bold]{plain['id']}[/]  version {plain['version']}, log position {plain['position']}"
        out.print(
            head + (f", in force on {plain['at']}" if at else "") + (f", as known at {as_known}" if as_known else "")
        )
        for line in lists.tree(plain["state"], lists.names(parts, parts.clock.now().date())):
            out.print(line, highlight=False, markup=False)


def reader() -> str:
    """Who reads on this machine, as far as they say."""
    return os.environ.get("PALABRE_ACTOR") or UNNAMED


def stream_of(parts: Parts, kind: str, name: str, *, as_json: bool) -> str:
    """The stream that a caller means by a kind and an identifier, or the end of one; exits where there is none."""
    noun = next((each for each in parts.nouns.values() if kind in (each.kind, each.plural)), None)
    if noun is None:
        known = ", ".join(sorted(parts.nouns))
        fail("no-such-kind", f"There is no kind {kind!r}. There are: {known}.", USAGE, as_json=as_json)
    parts.settle()
    found = lists.full(parts, noun, name, parts.clock.now().date())
    if found is None:
        fail("unknown", f"Nothing, or more than one thing, is registered as {name}.", REFUSED, as_json=as_json)
    return found


@app.command()
def history(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="agreement, meeting …")],
    id: Annotated[str, typer.Argument(help="Its identifier")],  # noqa: A002
    *,
    as_json: AsJson = False,
) -> None:
    """Every event of one thing, in the order it was recorded."""
    with opened(context, as_json=as_json) as parts:
        facts = list(parts.replay.history(stream_of(parts, kind, id, as_json=as_json)))
        if not facts:
            fail("unknown", f"Nothing is registered as {id}.", REFUSED, as_json=as_json)
        parts.book.read(reader(), [fact.event for fact in facts])
        if as_json:
            for fact in facts:
                print_json(parts.encoder.cloud_event(fact))
            return
        rows = [
            {
                "version": fact.version,
                "effective": fact.effective.isoformat()[:16],
                "recorded": fact.recorded_at.isoformat()[:16],
                "event": fact.name,
                "actor": fact.actor,
                "data": json.dumps(parts.encoder.plain(fact.event), ensure_ascii=False)[:200],
            }
            for fact in facts
        ]
        print_rows(f"{id}", rows, list(rows[0]))


@app.command()
def events(
    context: typer.Context,
    after: Annotated[int, typer.Option(help="Begin after this log position.", min=0)] = 0,
    type_: Annotated[
        list[str] | None, typer.Option("--type", help="Only these event names (agreement.signed).")
    ] = None,
    subject: Annotated[str | None, typer.Option(help="Only this stream (agreement-…).")] = None,
    framework: Annotated[str | None, typer.Option(help="Only this framework, or the end of its identifier.")] = None,
    by: Annotated[
        str | None, typer.Option("--actor", help="Only what this person, or part of the system, did.")
    ] = None,
    limit: Annotated[int | None, typer.Option(help="Stop after so many.", min=1)] = None,
    *,
    follow: Annotated[bool, typer.Option("--follow", help="Wait for more instead of stopping at the end.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print the log, in order. With --json, one CloudEvent a line."""
    with opened(context, as_json=as_json) as parts:
        home = framework and stream_of(parts, "framework", framework, as_json=as_json)
        wanted = Wanted(types=tuple(type_ or ()), subject=subject, framework=home, actor=by)
        for fact in islice(_facts(parts, wanted, after, follow=follow), limit):
            _print_event(parts, fact, as_json=as_json)


def _facts(parts: Parts, wanted: Wanted, after: int, *, follow: bool) -> Iterator[Recorded]:
    """What is wanted of the log after a position, and, for whoever follows, what comes to it."""
    while True:
        stretch = parts.feed.stretch(wanted, after, AT_ONCE)
        after = stretch.next
        yield from (one.fact for one in stretch.found)
        while after >= parts.log.position():
            if not follow:
                return
            parts.feed.wait_beyond(after, GLANCE)


def _print_event(parts: Parts, fact: Recorded, *, as_json: bool) -> None:
    if as_json:
        parts.book.read(reader(), fact.event)
        print_json(parts.encoder.cloud_event(fact))
        return
    when = fact.recorded_at.isoformat()[:19]
    sys.stdout.write(f"{fact.position:>8}  {when}  {fact.name:<44}  {fact.stream}  {fact.actor}\n")


@app.command()
def search(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="Words; accents and case do not matter")],
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 50,
    *,
    as_json: AsJson = False,
) -> None:
    """Search the audit trail."""
    with opened(context, as_json=as_json) as parts:
        parts.settle()
        page = parts.reading.page(
            "audit_trail", {"text": text}, after=None, limit=limit, today=parts.clock.now().date()
        )
        if as_json:
            for item in page.items:
                print_json(dict(item))
            return
        columns = lists.columns("audit_trail", parts.reading.listings()["audit_trail"], wide=False)
        print_rows(text, [lists.shown(item, columns) for item in page.items], columns)


@views.command()
def status(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Position, lag and health of every view."""
    with opened(context, as_json=as_json) as parts:
        rows = parts.encoder.plain(list(parts.reading.status()))
        if as_json:
            print_json(rows)
        else:
            print_rows("Views", rows, list(rows[0]) if rows else [])


@views.command()
def rebuild(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The view, as in `palabre views status`")],
    *,
    as_json: AsJson = False,
) -> None:
    """Rebuild a view beside the live one, say what differs, and swap them."""
    with opened(context, as_json=as_json) as parts, Progress(console=err, transient=True, disable=as_json) as progress:
        known = [one.name for one in parts.reading.status()]
        if name not in known:
            fail("no-such-view", f"There is no view {name!r}. There are: {', '.join(known)}.", USAGE, as_json=as_json)
        bar = progress.add_task(f"Rebuilding {name}", total=None)

        def advance(done: int, total: int) -> None:
            progress.update(bar, completed=done, total=total)

        rebuilt = parts.reading.rebuild(name, advance)
        plain = parts.encoder.plain(rebuilt)
        if as_json:
            print_json(plain)
            return
        out.print(
            f"{name}: {plain['events']} events in {plain['seconds']:.2f} s; {plain['differences']} rows differed."
        )
