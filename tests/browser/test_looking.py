"""Whoever looks: an auditor finds out why, an integrator is told of facts, a citizen reads what was promised."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Site, watched

pytestmark = pytest.mark.browser
AGREEMENT = "Convention pluriannuelle d'objectifs 2025-2027 avec Graines de Vallonne"


def test_an_auditor_finds_out_why_an_amount_is_what_it_is_and_verifies_it(site: Site, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr")
    site.enter(context, "auditor")
    seen = watched(context, site.base)
    page = seen.page
    seen.visit(f"{site.base}/")
    page.get_by_role("link", name="Vérifier", exact=True).first.press("Enter")
    page.get_by_role("link", name="Pourquoi ce chiffre ?").press("Enter")
    page.get_by_label("De quoi ?").fill("objectifs Graines de Vallonne")
    page.get_by_label("De quoi ?").press("Enter")
    page.get_by_role("link", name=AGREEMENT).press("Enter")
    expect(page.get_by_text("192 000,00", exact=False).first).to_be_visible()
    vote = page.get_by_role("link", name=re.compile("2026-058")).first
    expect(vote).to_be_visible()
    vote.press("Enter")
    expect(page.get_by_role("heading", name="Quorum, recompté")).to_be_visible()
    expect(page.get_by_text("Recompté : conforme")).to_be_visible()
    page.get_by_role("link", name="Voir l’événement et sa preuve").press("Enter")
    expect(page.get_by_text("Vérifié à l’instant")).to_be_visible()
    with page.expect_download() as download:
        page.go_back()
        page.get_by_role("link", name="Télécharger le dossier et ses preuves").click()
    assert download.value.suggested_filename.endswith(".zip")
    assert seen.taken() == []
    context.close()


def test_an_integrator_sets_up_a_webhook_and_redelivers(site: Site, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 900}, locale="en")
    site.enter(context, "integrator")
    seen = watched(context, site.base)
    page = seen.page
    seen.visit(f"{site.base}/donnees")
    page.get_by_role("link", name="Webhooks").click()
    page.get_by_role("link", name="Create a webhook").click()
    page.get_by_label("Name", exact=True).fill("Finance system")
    page.get_by_label("Address").fill("https://receiver.example/facts")
    page.get_by_label("Which events").fill("agreement.*")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("Copy the secret now")).to_be_visible()
    made = next(one for one in site.parts.webhooks.all() if one.name == "Finance system")
    page.get_by_role("button", name="Try", exact=True).click()
    expect(page.get_by_text("The receiver did not get the test message.")).to_be_visible()
    first = next(one for one in site.parts.facts(0) if one.name.startswith("agreement."))
    page.get_by_label("From fact no.").fill(str(first.position))
    page.get_by_role("button", name="Send again", exact=True).last.click()
    expect(page.get_by_role("status")).to_have_text("1 fact will be sent again.")
    assert site.parts.webhooks.one(made.id).waiting == 1
    site.parts.webhooks.delete(made.id)
    assert seen.taken() == []
    context.close()


def test_a_citizen_reads_what_was_promised_without_javascript(site: Site, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 900}, locale="fr", java_script_enabled=False)
    seen = watched(context, site.base)
    page = seen.page
    seen.visit(f"{site.base}/")
    page.get_by_role("link", name="Cadre de coopération du Pays de Vallonne").click()
    expect(page.get_by_role("heading", name="Les engagements, par champ d’action")).to_be_visible()
    page.get_by_role("link", name=AGREEMENT).click()
    expect(page.get_by_text("Tenir soixante ateliers cuisine par an")).to_be_visible()
    expect(page.get_by_text(re.compile("192.000.€ accordés"))).to_be_visible()
    page.get_by_role("link", name="Comment vérifier cette page").click()
    page.get_by_role("link", name="Demander la preuve d’un événement").click()
    page.get_by_label("Numéro ou identifiant de l’événement").fill("12")
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_text("Vérifié à l’instant")).to_be_visible()
    assert "@" not in page.locator("main").inner_text()
    assert seen.taken() == []
    context.close()
