"""An agreement in a browser: drafted, signed, in force, promised and shown; and a partner answering by telephone."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import Site, watched

pytestmark = pytest.mark.browser
PDF = {"name": "texte.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 le texte"}
PHOTO = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0 une photo"}


def signatory(site: Site, organisation: str) -> str:
    """Who may sign for an organisation of the sample today."""
    today = site.parts.clock.now().date()
    asked = {"organisation": organisation, "in_force": "true", "may_sign": "true"}
    row: Any = site.parts.reading.page("mandates", asked, limit=1, today=today).items[0]
    return str(row["person"]["id"])


def organisation(site: Site, name: str) -> str:
    """An organisation of the sample by its name."""
    today = site.parts.clock.now().date()
    rows = site.parts.reading.page("organisations", {}, limit=200, today=today).items
    return next(str(one["id"]) for one in rows if one["name"] == name)


def fill(page: Page, fields: Mapping[str, str]) -> None:
    """Fill in a form by the names of its fields."""
    for name, value in fields.items():
        box = page.locator(f'[name="{name}"]:not([type=hidden])').first
        if box.evaluate("it => it.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)


def deed(page: Page, address: str, fields: Mapping[str, str], file: Mapping[str, Any] | None = None) -> None:
    """Fill in the form of a deed, look at what it leads to, record it."""
    page.goto(address)
    fill(page, fields)
    if file is not None:
        page.locator("input[type=file]").first.set_input_files(file)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] — a payload as Playwright describes it
    page.get_by_role("button", name="Voir ce que cela entraîne").click()
    assert page.get_by_role("heading", name="Ce qui va se passer").is_visible(), page.locator("main").inner_text()
    page.get_by_role("button", name="Inscrire au registre").click()
    assert page.get_by_role("status").inner_text().strip() == "C’est inscrit au registre."


def drafted(site: Site, context: BrowserContext, payer: str, beneficiary: str) -> str:
    """Draft an agreement page by page; its stream."""
    page = context.new_page()
    page.goto(f"{site.base}/conventions")
    page.get_by_role("link", name="Rédiger une convention").click()
    page.get_by_role("button", name="Commencer").click()
    pages: list[Mapping[str, str]] = [
        {"kind": "charter", "title": "Charte des jardins"},
        {"parties.0.organisation": payer, "parties.1.organisation": beneficiary},
        {"purpose": "Cultiver ensemble"},
        {"end": "2028-12-31"},
        {},
        {},
        {
            "commitments.0.title": "Ouvrir le jardin",
            "commitments.0.owner": beneficiary,
            "commitments.0.kind": "service",
            "commitments.0.field": "coordination",
            "commitments.0.due": "2027-06-30",
        },
    ]
    for fields in pages:
        if "parties.0.organisation" in fields:
            page.locator("main summary").nth(1).click()
        fill(page, fields)
        if "purpose" in fields:
            page.locator("input[type=file]").set_input_files(PDF)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] — a payload as Playwright describes it
        page.get_by_role("button", name="Continuer").click()
    assert page.locator(".errors").count() == 0, page.locator(".errors").inner_text()
    page.get_by_role("button", name="Inscrire le projet au registre").click()
    page.wait_for_url(re.compile("/conventions/agreement-"))
    return page.url.rpartition("/")[2]


@pytest.mark.parametrize("javascript", [True, False])
def test_from_a_draft_to_the_evidence(site: Site, browser: Browser, *, javascript: bool) -> None:
    payer, garden = (
        organisation(site, "Communauté de communes du Pays de Vallonne"),
        organisation(site, "Graines de Vallonne"),
    )
    office = browser.new_context(locale="fr", java_script_enabled=javascript)
    site.enter(office, "coordinator")
    stream = drafted(site, office, payer, garden)
    for party in (payer, garden):
        context = browser.new_context(locale="fr", java_script_enabled=javascript)
        site.enter_as(context, signatory(site, party))
        page = context.new_page()
        deed(page, f"{site.base}/faire/{stream}/record-act?by={party}", {"reference.number": "D-1"})
        context.close()
    page = office.new_page()
    for name in ("publish-act", "transmit-act"):
        deed(page, f"{site.base}/faire/{stream}/{name}", {"act": "1"})
    for party, act in ((payer, "1"), (garden, "2")):
        context = browser.new_context(locale="fr", java_script_enabled=javascript)
        site.enter_as(context, signatory(site, party))
        signing = context.new_page()
        signing.goto(f"{site.base}/faire/{stream}/sign?party={party}")
        mandate = signing.locator("select[name=mandate] option").nth(1).get_attribute("value") or ""
        deed(signing, signing.url, {"mandate": mandate, "act": act})
        context.close()
    page.goto(f"{site.base}/conventions/{stream}/parties")
    assert page.get_by_text("A signé").count() == 2
    page.goto(f"{site.base}/conventions/{stream}/engagements")
    page.get_by_role("link", name="Ouvrir le jardin").click()
    commitment = page.url.rpartition("/")[2]
    deed(page, f"{site.base}/faire/{commitment}/add-evidence", {}, PHOTO)
    assert page.get_by_role("link", name="photo.jpg").is_visible()
    office.close()


def test_a_partner_answers_on_a_telephone(site: Site, browser: Browser) -> None:
    """Nora opens her space, sees what she owes and is owed, contests by keyboard and photographs a document."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="fr")
    site.enter_as(context, signatory(site, organisation(site, "Graines de Vallonne")))
    seen = watched(context, site.base)
    seen.visit(f"{site.base}/mon-espace")
    page = seen.page
    assert page.get_by_text("Ce qui m’est dû").first.is_visible()
    page.get_by_role("link", name="Contester une inscription").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/faire/"))
    fill(page, {"entry": "Solde de l’an dernier", "words": "Il manque deux cents euros."})
    page.locator("[name=by]").first.select_option(index=1)
    page.get_by_role("button", name="Voir ce que cela entraîne").press("Enter")
    page.get_by_role("button", name="Inscrire au registre").press("Enter")
    page.get_by_role("status").wait_for()
    page.goto(f"{site.base}/mon-espace")
    assert page.locator("input[capture]").count() == 1
    page.locator("input[type=file]").set_input_files(PHOTO)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] — a payload as Playwright describes it
    page.get_by_role("button", name="Déposer").click()
    assert "déposé" in page.get_by_role("status").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert seen.taken() == []
    context.close()
