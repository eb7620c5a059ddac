"""What every command of the command line shares: opening the parts, printing for people or programs, exit codes."""

import inspect
import json
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any, NoReturn, Protocol

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from application.bundles import BundleChecking
from application.ports import Unavailable
from application.tools import Tools
from application.transparency import Witnessing
from domain.decider import Refusal
from domain.irregularity import in_words, rule_name
from interfaces.parts import Parts
from interfaces.sentences import sentence

DONE, REFUSED, USAGE, UNAVAILABLE = 0, 1, 2, 3
SetClock = Callable[[datetime], None]


class Opener(Protocol):
    """How the command line gets its parts; they are opened when a command needs them."""

    def parts(self) -> Parts:
        """The parts, on the clock of the machine."""
        ...

    def tools(self) -> Tools:
        """What procedures are read and checked with: needs no database."""
        ...

    def told(self) -> tuple[Parts, SetClock]:
        """The parts on a clock that stands where it is put, for telling the story of the sample territory."""
        ...

    def bundles(self) -> BundleChecking:
        """What bundles are checked with: needs no database."""
        ...

    def witness(self, name: str) -> Witnessing:
        """The witness on this machine. Raises ValueError where it has no name yet, and none is given."""
        ...


class Unusable(Exception):
    """The parts cannot be opened as things are: a stable name, what to do in words, and the exit code."""

    def __init__(self, name: str, words: str, code: int) -> None:
        super().__init__(words)
        self.name, self.words, self.code = name, words, code


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of tables for people.")]

out = Console(soft_wrap=True)
err = Console(stderr=True, soft_wrap=True)


@contextmanager
def opened(context: typer.Context, *, as_json: bool = False) -> Generator[Parts]:
    """The parts, closed again at the end; whatever goes wrong becomes a message and an exit code."""
    opener: Opener = context.obj
    with _answering(as_json=as_json):
        parts = opener.parts()
        try:
            yield parts
        finally:
            parts.close()


@contextmanager
def told(context: typer.Context, *, as_json: bool = False) -> Generator[tuple[Parts, SetClock]]:
    """The same on a clock that stands where it is put."""
    opener: Opener = context.obj
    with _answering(as_json=as_json):
        parts, set_clock = opener.told()
        try:
            yield parts, set_clock
        finally:
            parts.close()


@contextmanager
def _answering(*, as_json: bool) -> Generator[None]:
    try:
        yield
    except Refusal as refusal:
        _refused(refusal, as_json=as_json)
    except Unusable as error:
        fail(error.name, error.words, error.code, as_json=as_json)
    except Unavailable as error:
        fail("unavailable", f"The database does not answer: {error}", UNAVAILABLE, as_json=as_json)


def _refused(refusal: Refusal, *, as_json: bool) -> NoReturn:
    name = rule_name(type(refusal))
    english = inspect.getdoc(type(refusal)) or name
    if as_json:
        print_json({"refused": name, "title": english, "detail": in_words(refusal), "article": refusal.article})
    french = sentence(name, "fr")
    err.print(f"[bold red]Refused[/] ({name}): {english}", highlight=False)
    if french != english:
        err.print(f"[dim]{french}[/]", highlight=False)
    if in_words(refusal):
        err.print(in_words(refusal), highlight=False, markup=False)
    raise typer.Exit(REFUSED)


def fail(name: str, words: str, code: int, *, as_json: bool = False) -> NoReturn:
    """Say what is wrong and what to do, then leave with this exit code."""
    if as_json:
        print_json({"refused" if code == REFUSED else "error": name, "title": words})
    err.print(words, style="red", highlight=False, markup=False)
    raise typer.Exit(code)


def print_json(value: object) -> None:
    """One JSON value on a line of its own."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def print_rows(title: str, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """A table for people; empty columns are left out, and an empty table says so."""
    if not rows:
        out.print(f"[dim]{title}: nothing here yet.[/]")
        return
    used = [name for name in columns if any(row.get(name) not in (None, "", [], {}) for row in rows)]
    table = Table(title=title, title_justify="left", header_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for name in used:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(str(row.get(name, "")) for name in used))
    out.print(table)
