"""The sample territory told into a log of a test's own, with the command line and the HTTP door on it."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from application.bundles import BundleChecking
from application.tools import Tools
from infrastructure.outside import SetClock
from infrastructure.settings import Settings
from interfaces.cli.app import make_command_line
from interfaces.main import build, bundle_check, tools
from interfaces.parts import Parts
from interfaces.sample.load import load
from tests.interfaces.conftest import settings_in
from tests.templates import copied

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Shared:
    """Parts that stay open from one command to the next."""

    open_parts: Parts

    def parts(self) -> Parts:
        return replace(self.open_parts, close=lambda: None)

    def told(self) -> tuple[Parts, Callable[[datetime], None]]:
        raise AssertionError("the story is told already")

    def tools(self) -> Tools:
        return tools()

    def bundles(self) -> BundleChecking:
        return bundle_check()


@dataclass(frozen=True)
class Sample:
    parts: Parts
    run: Callable[..., Result]
    folder: Path

    def id_of(self, listing: str, title: str) -> str:
        """The identifier of the one entry whose title or name begins so."""
        rows = self.parts.reading.page(listing, {}, limit=200, today=NOW.date()).items
        found = [str(row["id"]) for row in rows if str(row.get("title") or row.get("name")).startswith(title)]
        assert len(found) == 1, found
        return found[0]

    @property
    def framework(self) -> str:
        return self.id_of("frameworks", "Cadre de coopération")


@dataclass(frozen=True)
class At:
    """Opens parts on one log, at one instant."""

    settings: Settings
    now: datetime

    def parts(self) -> Parts:
        return build(self.settings, SetClock(self.now))

    def tools(self) -> Tools:
        return tools()

    def told(self) -> tuple[Parts, Callable[[datetime], None]]:
        clock = SetClock(self.now)
        return build(self.settings, clock), clock.set

    def bundles(self) -> BundleChecking:
        return bundle_check()


def runner(where: Parts | Settings, now: datetime = NOW) -> Callable[..., Result]:
    """The command line on parts that stay open, or that each command opens for itself."""
    command_line = make_command_line(At(where, now) if isinstance(where, Settings) else Shared(where))

    def run(*arguments: str, **options: Any) -> Result:
        return CliRunner().invoke(command_line, list(arguments), **{"env": {"COLUMNS": "200", "LANG": "C"}, **options})

    return run


def tell_sample(url: str, folder: Path) -> None:
    """The whole story, told once a process."""
    clock = SetClock(NOW)
    parts = build(settings_in(folder, url), clock)
    try:
        load(parts, lambda _done, _total: None, clock.set)
        clock.set(NOW)
        parts.settle()
    finally:
        parts.close()


@contextmanager
def told_sample(folder: Path) -> Generator[Sample]:
    """A copy of the whole story, opened."""
    with copied(tell_sample, "sqlite", folder) as (url, _):
        parts = build(settings_in(folder, url), SetClock(NOW))
        try:
            yield Sample(parts, runner(parts), folder)
        finally:
            parts.close()
