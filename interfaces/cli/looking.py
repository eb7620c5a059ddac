"""What the commands that look back share: the language, the progress of long work, days."""

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from interfaces.cli.door import UNAVAILABLE, err, fail

Advance = Callable[[int, int], None]


class Language(StrEnum):
    """In which people are spoken to; programs (--json) get both."""

    FRENCH = "fr"
    ENGLISH = "en"


def spoken() -> Language:
    """The language of the machine, as far as it is one of the two."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return Language.FRENCH if locale.lower().startswith("fr") else Language.ENGLISH


Lang = Annotated[
    Language,
    typer.Option(
        "--lang",
        envvar="PALABRE_LANG",
        default_factory=spoken,
        show_default="the machine's",
        help="fr or en, for people.",
    ),
]
From = Annotated[datetime | None, typer.Option("--from", help="That day or later.", formats=["%Y-%m-%d"])]
To = Annotated[datetime | None, typer.Option("--to", help="That day or earlier.", formats=["%Y-%m-%d"])]
Framework = Annotated[
    str, typer.Argument(help="The framework's identifier, or the end of it (`palabre list frameworks`)")
]


@contextmanager
def progressing(what: str, *, hidden: bool) -> Generator[Advance]:
    """A bar for work that may take more than a second."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True, disable=hidden) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def as_day(moment: datetime | None) -> date | None:
    """The day of an option."""
    return None if moment is None else moment.date()


def write(path: Path, content: bytes, *, as_json: bool) -> None:
    """Write a file, or say why not."""
    try:
        path.write_bytes(content)
    except OSError as error:
        fail("unwritable-path", f"{path}: {error.strerror}", UNAVAILABLE, as_json=as_json)
