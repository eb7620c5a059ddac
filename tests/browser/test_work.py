"""What a procedure asks of somebody: taken on, given back with a reason, done; and nothing of it for a stranger."""

import pytest
from playwright.sync_api import Browser, expect

from application.execute import Ask, Caller
from domain.person import Register
from tests.browser.conftest import Site, watched

pytestmark = pytest.mark.browser


def test_a_task_is_taken_on_given_back_and_taken_again(site: Site, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="fr")
    site.enter(context, "coordinator")
    seen = watched(context, site.base)
    seen.visit(f"{site.base}/taches")
    page = seen.page
    title = page.locator("section", has_text="À faire").locator("h3").first.inner_text()
    page.get_by_role("button", name=f"Je m’en charge : {title}").first.click()
    expect(page.get_by_text("La tâche est à vous.")).to_be_visible()
    page.locator("summary", has_text="Confier ou rendre").first.click()
    page.get_by_label("Rendre : pourquoi ?").first.fill("Il manque une pièce.")
    page.get_by_role("button", name="Rendre", exact=True).first.click()
    expect(page.get_by_text("La tâche est rendue.")).to_be_visible()
    page.get_by_role("link", name="parcours", exact=True).first.click()
    expect(page.get_by_role("heading", name="Ce qui peut venir")).to_be_visible()
    expect(page.locator(".drawn svg")).to_be_visible()
    assert seen.taken() == []


def test_a_stranger_finds_no_case_by_its_name(site: Site, browser: Browser) -> None:
    parts = site.parts
    noun, office = parts.nouns["person"], Caller(actor=site.person("coordinator"))
    stranger = parts.execute(
        Ask(noun=noun, command=Register, stream=None, fields={"name": "Sacha Lointain"}), office
    ).stream
    case = parts.reading.page("cases", {}, limit=1, today=parts.clock.now().date()).items[0]["id"]
    context = browser.new_context(locale="fr")
    site.enter_as(context, stranger)
    page = context.new_page()
    for address in (f"/parcours/{case}", "/parcours/case-01a21426-0000-7000-8000-000000000000"):
        answer = page.goto(f"{site.base}{address}")
        assert answer is not None
        assert answer.status == 404
