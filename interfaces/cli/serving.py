"""`serve` and `demo`: the server on this machine."""

from dataclasses import replace
from threading import Event, Thread
from typing import Annotated

import typer
from rich.progress import Progress

from application.deadlines import Deadlines
from interfaces.cli.door import REFUSED, USAGE, AsJson, err, fail, opened, out, print_json, told
from interfaces.cli.irregularities import check_all
from interfaces.parts import Parts
from interfaces.sample.following import SampleRefused
from interfaces.sample.load import OtherLog, is_loaded, load, people
from interfaces.web.telling import notify

DAY = 86_400.0
"""Seconds between two looks over all grants of every framework."""
MINUTE = 60.0
LOOPBACK = ("127.0.0.1", "::1", "localhost")
app = typer.Typer()
Host = Annotated[
    str, typer.Option(help="Another than this machine's own once people can sign in.", envvar="PALABRE_HOST")
]
Port = Annotated[int, typer.Option(min=0, max=65535, envvar="PALABRE_PORT")]
Tick = Annotated[
    float, typer.Option("--tick", help="Seconds between looks at due dates.", envvar="PALABRE_TICK_SECONDS", min=0.1)
]

Checkpoints = Annotated[
    float, typer.Option(help="Seconds between published checkpoints.", envvar="PALABRE_CHECKPOINT_SECONDS", min=0.1)
]


@app.command()
def serve(
    context: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    tick: Tick = 60.0,
    checkpoints: Checkpoints = 60.0,
) -> None:
    """Serve the HTTP API, turn due dates into events, and publish checkpoints of the log."""
    with opened(context) as parts:
        served = parts if host in LOOPBACK else _reached_by_others(parts)
        out.print(f"Palabre on http://{host}:{port} — {parts.log.position()} events in {parts.database}")
        run(served, host, port, tick, checkpoints)


@app.command()
def demo(
    context: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    *,
    load_only: Annotated[bool, typer.Option("--load-only", help="Record the sample territory and stop.")] = False,
    as_json: AsJson = False,
) -> None:
    """Record the sample territory into an empty log, then serve it."""
    _loopback(host)
    loaded = _record(context, as_json=as_json)
    with opened(context, as_json=as_json) as parts:
        if as_json:
            print_json({"loaded": loaded, "position": parts.log.position(), "database": parts.database})
        elif load_only:
            out.print(f"The sample territory is recorded: {parts.log.position()} events in {parts.database}")
        if load_only:
            return
        base = f"http://{host}:{port}"
        out.print(f"Open [bold]{base}/[/] and enter as anybody of the sample; [bold]{base}/docs[/] is for programs.")
        out.print(f"Read [bold]{base}/api/v1/agreements[/], or in another terminal: palabre list agreements")
        out.print(f"Act as the coordinator: PALABRE_ACTOR={people(parts).get('coordinator', '')}", highlight=False)
        run(parts, host, port, 60.0, demo=True)


def _record(context: typer.Context, *, as_json: bool) -> bool:
    """Tell the story where it is not told yet; whether anything was recorded."""
    with opened(context, as_json=as_json) as parts:
        if is_loaded(parts):
            return False
    with told(context, as_json=as_json) as (parts, set_clock), Progress(console=err, disable=as_json) as progress:
        bar = progress.add_task("Recording the sample territory", total=None)

        def advance(done: int, total: int) -> None:
            progress.update(bar, completed=done, total=total)

        try:
            load(parts, advance, set_clock)
        except OtherLog as error:
            words = f"{error} already holds another log. Give the sample its own: PALABRE_DATABASE=sqlite:///demo.db"
            fail("log-not-empty", words, REFUSED, as_json=as_json)
        except SampleRefused as error:
            fail("sample-refused", str(error), REFUSED, as_json=as_json)
        parts.react()
    return True


def _reached_by_others(parts: Parts) -> Parts:
    """Off this machine one signs in: the API takes keys and sessions, and nobody's word for who they are."""
    if not parts.doors.is_open():
        words = "Nobody can sign in yet: palabre accounts invite PERSON, or name a provider in PALABRE_OIDC_ISSUER."
        fail("nobody-can-sign-in", f"{words} Until then: --host 127.0.0.1", USAGE)
    if not parts.entry.address.startswith("https://"):
        err.print("PALABRE_PUBLIC_URL names no https address: passwords and sessions would travel in the clear.")
    return replace(parts, entry=replace(parts.entry, keys_required=True))


def _loopback(host: str) -> None:
    if host not in LOOPBACK:
        fail(
            "not-loopback",
            "The demonstration lets anybody in as anybody: it listens on this machine alone, --host 127.0.0.1",
            USAGE,
        )


def run(parts: Parts, host: str, port: int, tick: float, checkpoints: float = 60.0, *, demo: bool = False) -> None:
    """Serve until interrupted; follow the log, look at due dates and publish checkpoints meanwhile."""
    import uvicorn  # noqa: PLC0415 — the other commands start twice as fast without the server

    from interfaces.api.app import create_app  # noqa: PLC0415 — likewise

    stop = Event()
    follower = Thread(target=parts.follow, args=(stop,), name="follower", daemon=True)
    follower.start()
    deliverer = Thread(target=parts.deliver, args=(stop,), name="webhooks", daemon=True)
    deliverer.start()
    silence = parts.every(tick, lambda: look(parts))
    silence_book = parts.every(1.0, parts.book.flush)
    silence_grants = parts.every(DAY, lambda: check_all(parts))
    silence_letters = parts.every(MINUTE, lambda: notify(parts))
    silence_checkpoints = parts.every(checkpoints, parts.transparency.publish_growth)
    try:
        uvicorn.run(create_app(parts, demo=demo), host=host, port=port, log_level="warning")
    finally:
        silence()
        silence_checkpoints()
        silence_letters()
        silence_grants()
        silence_book()
        stop.set()
        follower.join(timeout=5)
        deliverer.join(timeout=20)  # what is on its way is written down, at most one attempt later


def look(parts: Parts) -> None:
    """Turn whatever has fallen due into events."""
    Deadlines(parts.execute, parts.reading, parts.book.lapsed).tick(parts.clock.now())
    for case, _, timer in (fired.partition(" ") for fired in parts.ring().fired):
        if not timer.isdigit():  # a number is an order that was tried again
            parts.book.lapsed(case, timer)
