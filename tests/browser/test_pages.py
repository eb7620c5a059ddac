"""Every page that is registered, at two widths and in both languages: accessible, quiet, and at home on this site."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.conftest import WIDTHS, Site, watched

pytestmark = pytest.mark.browser
NARROWEST = 320
SCREENSHOTS = os.environ.get("PALABRE_SCREENSHOTS", "")


def visits(site: Site) -> Iterator[tuple[str | None, str]]:
    """Who opens what: public pages are opened by nobody, too."""
    for page in site.web.pages:
        for address in page.examples(site.parts):
            yield page.seen_by, address
            if page.enter.name == "public":
                yield None, address


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("width", [1280, NARROWEST])
def test_every_page_is_accessible_and_stays_at_home(site: Site, browser: Browser, width: int, language: str) -> None:
    faults: list[str] = []
    for role, address in visits(site):
        context = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
        if role is not None:
            site.enter(context, role)
        seen = watched(context, site.base)
        seen.visit(f"{site.base}{address}")
        faults += [f"{address} as {role}: {one}" for one in [*seen.wrong, *_faults(seen.page)]]
        context.close()
    assert faults == []


def _faults(page: Any) -> Iterator[str]:
    for one in Axe().run(page).response["violations"]:
        where = "; ".join(str(node["target"]) for node in one["nodes"][:3])
        yield f"axe {one['id']}: {one['help']} ({where})"
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        yield "the page is wider than the window"


@pytest.mark.skipif(not SCREENSHOTS, reason="`make screenshots` takes them")
def test_screenshots_of_every_page(site: Site, browser: Browser) -> None:
    folder = Path(SCREENSHOTS)
    folder.mkdir(parents=True, exist_ok=True)
    for number, (role, address) in enumerate(visits(site)):
        for width in WIDTHS:
            context = browser.new_context(viewport={"width": width, "height": 900}, locale="fr")
            if role is not None:
                site.enter(context, role)
            page = context.new_page()
            page.goto(f"{site.base}{address}", wait_until="load")
            name = "".join(one if one.isalnum() else "-" for one in address.split("agreement-")[0])[:60]
            page.screenshot(path=folder / f"{number:03}{name}-{role or 'nobody'}-{width}.png", full_page=True)
            context.close()
    assert any(folder.iterdir())
