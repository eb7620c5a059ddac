"""`relay`: tell a message broker what the log holds, every event once and in order."""

import signal
from collections.abc import Generator
from contextlib import closing, contextmanager
from threading import Event
from types import FrameType
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from application.relay import Far, Relay
from interfaces.cli.door import USAGE, AsJson, err, fail, opened, out, print_json

app = typer.Typer()


@app.command()
def relay(
    context: typer.Context,
    broker: Annotated[str, typer.Argument(help="Which kind of broker: nats (JetStream)")],
    server: Annotated[
        list[str] | None,
        typer.Option(help="Where it is: nats://host:4222. Repeatable.", envvar="PALABRE_RELAY_SERVERS"),
    ] = None,
    stream: Annotated[str, typer.Option(help="The stream; it is made where there is none.")] = "PALABRE",
    subjects: Annotated[str, typer.Option(help="What the subjects of messages begin with.")] = "palabre",
    replicas: Annotated[int, typer.Option(min=1, max=5, help="How many servers keep a stream made here.")] = 1,
    *,
    once: Annotated[bool, typer.Option("--once", help="Stop when the broker holds all that the log does.")] = False,
    as_json: AsJson = False,
) -> None:
    """Tell a broker every event once, in order. It may be stopped, killed, and run several times at once."""
    with opened(context, as_json=as_json) as parts:
        if broker not in parts.relays:
            fail("no-such-broker", f"There is no broker {broker!r}. There are: {', '.join(parts.relays)}.", USAGE)
        servers = server or ["nats://127.0.0.1:4222"]
        options = {"stream": stream, "subjects": subjects, "replicas": str(replicas)}
        with closing(parts.relays[broker](servers, options)) as there, _stopping() as stop, _shown(as_json) as show:
            far = Far(0, 0)

            def tell(now: Far) -> None:
                nonlocal far
                far = far if now.trouble else now
                show(now)

            Relay(parts.feed, parts.log.position, there).follow(stop, tell, until_even=once)
        if not as_json:
            out.print(f"{stream} holds the log up to position {far.position}", highlight=False)


@contextmanager
def _stopping() -> Generator[Event]:
    """Set by whoever interrupts or ends the process."""
    stop = Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {one: signal.signal(one, end) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


class _Shown:
    """How far it is: a bar for people, a line of JSON a step for programs; trouble once, until it is over."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress, self._trouble = progress, ""
        self._bar = None if progress is None else progress.add_task("relay", total=None)

    def __call__(self, far: Far) -> None:
        """Show it."""
        if self._progress is None or self._bar is None:
            print_json(far._asdict())
            return
        if far.trouble and far.trouble != self._trouble:
            err.print(f"The broker did not take it, trying again: {far.trouble}", style="yellow", markup=False)
        if not far.trouble:
            self._progress.update(self._bar, completed=far.position, total=far.last)
        self._trouble = far.trouble


@contextmanager
def _shown(as_json: bool) -> Generator[_Shown]:  # noqa: FBT001 — the one thing it is told
    if as_json:
        yield _Shown(None)
        return
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=err) as progress:
        yield _Shown(progress)
