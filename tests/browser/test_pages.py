"""Every page that is registered, at two widths and in both languages: accessible, quiet, and at home on this site."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.conftest import WIDTHS, Site, watched

pytestmark = pytest.mark.browser
NARROWEST = 320
AXE = Axe()
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
    for role, addresses in by_role(site).items():
        context = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
        if role is not None:
            site.enter(context, role)
        seen = watched(context, site.base)
        for address in addresses:
            seen.visit(f"{site.base}{address}")
            found = [*seen.taken(), *_overflow(seen.page), *(_faults(seen.page) if language == "fr" else ())]
            faults += [f"{address} as {role}: {one}" for one in found]
            assert seen.page.locator("html").get_attribute("lang") == language
        context.close()
    assert faults == []


def by_role(site: Site) -> dict[str | None, list[str]]:
    """The addresses that each opens, one browser after the other."""
    found: dict[str | None, list[str]] = {}
    for role, address in visits(site):
        found.setdefault(role, []).append(address)
    return found


def _faults(page: Any) -> Iterator[str]:
    response = AXE.run(page).response
    assert len(response["passes"]) > 5, "axe looked at nothing"
    for one in response["violations"]:
        where = "; ".join(str(node["target"]) for node in one["nodes"][:3])
        yield f"axe {one['id']}: {one['help']} ({where})"


def _overflow(page: Any) -> Iterator[str]:
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        yield "the page is wider than the window"


@pytest.mark.skipif(not SCREENSHOTS, reason="`make screenshots` takes them")
def test_screenshots_of_every_page(site: Site, browser: Browser) -> None:
    folder = Path(SCREENSHOTS)
    folder.mkdir(parents=True, exist_ok=True)
    for role, addresses in by_role(site).items():
        context = browser.new_context(locale="fr")
        if role is not None:
            site.enter(context, role)
        page = context.new_page()
        for number, address in enumerate(addresses):
            page.goto(f"{site.base}{address}", wait_until="load")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                page.screenshot(path=folder / _file(role, number, address, width), full_page=True)
        context.close()
    assert any(folder.iterdir())


def _file(role: str | None, number: int, address: str, width: int) -> str:
    name = "".join(one if one.isalnum() else "-" for one in re.sub("-[0-9a-f-]{36}", "", address)).strip("-")
    return f"{role or 'nobody'}-{number:02}-{name[:60] or 'accueil'}-{width}.png"
