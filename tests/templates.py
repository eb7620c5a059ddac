"""What takes long to tell is told once a process, then copied: folders as they are, PostgreSQL's by TEMPLATE."""

import atexit
import shutil
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.postgres import fresh_database, lasting_database, name_of

Tell = Callable[[str, Path], Any]
"""Tells a story into the empty log of that URL, with what belongs beside it in a folder; closes all it opened.

What it returns comes with every copy.
"""


@dataclass(frozen=True)
class Template:
    folder: Path
    url: str
    made: Any


@contextmanager
def copied(tell: Tell, database: str, folder: Path) -> Generator[tuple[str, Any], None, None]:
    """A copy of the story on `sqlite` or `postgresql`, with its files in the folder: its URL, and what `tell` made."""
    template = _template(tell, database)
    shutil.copytree(template.folder, folder, dirs_exist_ok=True)
    if database == "sqlite":
        yield f"sqlite:///{folder / 'log.db'}", template.made
        return
    with fresh_database(template=name_of(template.url)) as url:
        yield url, template.made


@cache
def _template(tell: Tell, database: str) -> Template:
    folder = _home() / f"{tell.__module__}.{tell.__name__}.{database}"
    folder.mkdir()
    url = f"sqlite:///{folder / 'log.db'}" if database == "sqlite" else lasting_database()
    return Template(folder, url, tell(url, folder))


@cache
def _home() -> Path:
    home = Path(tempfile.mkdtemp(prefix="palabre-templates-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return home
