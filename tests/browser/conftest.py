"""The sample behind a real server, and a real Chromium in front of it; both started once a run."""

import os
import shutil
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from infrastructure.outside import SetClock
from interfaces.api.app import create_app
from interfaces.main import build
from interfaces.parts import Parts
from interfaces.sample.load import people
from interfaces.web.web import Web
from tests.interfaces.conftest import settings_in
from tests.interfaces.sample_log import NOW, tell_sample
from tests.templates import copied

FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTHS = (1280, 390)


@dataclass(frozen=True)
class Site:
    """A server on the sample, as `palabre demo` starts it."""

    base: str
    parts: Parts
    web: Web

    def person(self, role: str) -> str:
        """Somebody who bears a role today."""
        return people(self.parts)[role]

    def enter(self, context: BrowserContext, role: str) -> None:
        """Sign in as the sample's person of a role, as the chooser does."""
        self.enter_as(context, self.person(role))

    def enter_as(self, context: BrowserContext, person: str) -> None:
        """Sign in as anybody."""
        secret = self.parts.sessions.begin(person, "demo")
        context.add_cookies([{"name": "palabre_session", "value": secret, "url": self.base, "httpOnly": True}])


def chromium() -> str:
    """Where Chromium is; the tests are skipped with the reason where there is none, unless it is required."""
    found = os.environ.get("PALABRE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found:
        return found
    if os.environ.get("PALABRE_BROWSER") == "required":
        pytest.fail("no Chromium was found, and here the browser tests may not be skipped")
    pytest.skip("no Chromium was found: install it, or name it in PALABRE_CHROMIUM")


@pytest.fixture(scope="session")
def browser() -> Generator[Browser]:
    """Chromium, without a window."""
    path = chromium()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield opened
        opened.close()


@contextmanager
def serving(folder: Path, clock: SetClock) -> Generator[Site]:
    """A server on a copy of the sample, in a folder of its own."""
    with copied(tell_sample, "sqlite", folder) as (url, _):
        home = Path(url.removeprefix("sqlite:///")).parent
        parts = build(settings_in(home, url), clock)
        app = create_app(parts, demo=True)
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=2))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            thread.join(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Site(f"http://127.0.0.1:{port}", parts, app.state.web)
        server.should_exit = True
        thread.join(10)
        parts.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Generator[Site]:
    """The server. What a test changes in the sample, later tests find changed."""
    with serving(tmp_path_factory.mktemp("site"), SetClock(NOW)) as made:
        yield made


@dataclass
class Watched:
    """A page of the browser with whatever went wrong in it."""

    page: Page
    wrong: list[str]

    def taken(self) -> list[str]:
        """What went wrong since it was last asked."""
        found, self.wrong[:] = [*self.wrong], []
        return found

    def visit(self, address: str) -> None:
        """Open an address of the site and let it settle."""
        answer = self.page.goto(address, wait_until="load")
        if answer is None or answer.status >= 400:
            self.wrong.append(f"{address}: {answer and answer.status}")


def watched(context: BrowserContext, base: str) -> Watched:
    """A page that notes errors of the console, and requests that leave the site."""
    page = context.new_page()
    found = Watched(page, [])
    page.on("console", lambda said: found.wrong.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: found.wrong.append(str(error)))

    def asked(request: Any) -> None:
        if not request.url.startswith((base, "data:")):
            found.wrong.append(f"a request left the site: {request.url}")

    page.on("request", asked)
    return found
