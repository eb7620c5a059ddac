"""Coming in as people do: from an invitation to a new password, and from an e-mail on a telephone to a task done."""

import re
import threading
from collections.abc import Generator
from dataclasses import replace
from datetime import date, timedelta

import pyotp
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from application.accounts import Purpose
from application.execute import Ask, Caller
from application.notices import Notice
from domain import person
from infrastructure.mail import SmtpMail
from interfaces.api.app import create_app
from interfaces.web.telling import notify
from tests.browser.conftest import Site, watched
from tests.web.mailing import Inbox, link_in, mail_server

pytestmark = pytest.mark.browser
GOOD, BETTER = "une phrase que je retiens", "une autre phrase, plus longue"
AXE = Axe()


@pytest.fixture(scope="module")
def mailed(site: Site) -> Generator[tuple[Site, Inbox]]:
    """The site once more, on the same log, with a mail server and no chooser."""
    inbox = Inbox()
    with mail_server(inbox) as port:
        mail = SmtpMail("127.0.0.1", port, "none", "", "", "Palabre <p@vallonne.example>", site.parts.clock.now)
        parts = replace(site.parts, doors=replace(site.parts.doors, mail=mail))
        app = create_app(parts)
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            thread.join(0.05)
        base = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        parts = replace(parts, entry=replace(parts.entry, address=base))
        yield Site(base, parts, app.state.web), inbox
        server.should_exit = True
        thread.join(10)


def write_to(site: Site, who: str, email: str) -> None:
    ask = Ask(
        noun=site.parts.nouns["person"],
        command=person.ChangeContact,
        stream=who,
        fields={"email": email, "on": date(2026, 11, 25)},
    )
    site.parts.execute(ask, Caller(actor=site.person("administrator")))


def test_from_an_invitation_to_a_new_password(mailed: tuple[Site, Inbox], browser: Browser) -> None:
    site, inbox = mailed
    who = site.person("secretary")
    write_to(site, who, "secretariat@vallonne.example")
    inbox.taken()
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr")
    seen = watched(context, site.base)
    page = seen.page
    page.goto(f"{site.base}/lien/{site.parts.doors.links.make(Purpose.INVITE, who)}")
    page.get_by_label("Nouveau mot de passe").fill(GOOD)
    page.get_by_label("Encore une fois").fill(GOOD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    page.goto(f"{site.base}/moi/securite")
    assert page.locator("img[src='/moi/appareil.svg']").evaluate("one => one.naturalWidth") > 100
    totp = pyotp.TOTP("".join(page.locator("section code").all_inner_texts()))
    page.get_by_label("Code à six chiffres").fill(totp.at(site.parts.clock.now()))
    page.get_by_role("button", name="Enregistrer l’application").click()
    expect(page.get_by_text("Votre application est enregistrée.")).to_be_visible()
    assert AXE.run(page).response["violations"] == []

    page.goto(f"{site.base}/moi")
    page.get_by_role("button", name="Se déconnecter").click()
    page.goto(f"{site.base}/connexion")
    page.get_by_role("link", name="Avec mon mot de passe").click()
    page.get_by_role("link", name="J’ai oublié mon mot de passe").click()
    page.get_by_label("Adresse e-mail").fill("secretariat@vallonne.example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("un lien vient d’y être envoyé")
    page.goto(site.base + link_in(inbox.last()))
    page.get_by_label("Nouveau mot de passe").fill(BETTER)
    page.get_by_label("Encore une fois").fill(BETTER)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Code de votre application")
    assert AXE.run(page).response["violations"] == []
    page.get_by_label("Code à six chiffres").fill(totp.at(site.parts.clock.now() + timedelta(seconds=30)))
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Notifications")).to_be_visible()
    assert seen.taken() == []
    site.parts.doors.factors.drop_device(who)
    context.close()


def with_a_task(site: Site) -> str:
    """Somebody of an organisation who may take a task on."""
    today = site.parts.clock.now().date()
    rows = site.parts.reading.page("mandates", {"in_force": "true"}, limit=200, today=today).items
    for row in rows:
        who = str(row["person"]["id"])  # type: ignore[index]
        if row["role"] in {"chair", "representative", "member"}:
            tasks = site.parts.reading.page("tasks", {"person": who}, limit=10, today=today).items
            if any(one["kind"] == "task" and not one["holder"] for one in tasks):
                return who
    pytest.fail("nobody in the sample has a task to take on")


def test_a_chair_answers_a_task_from_an_e_mail(mailed: tuple[Site, Inbox], browser: Browser) -> None:
    site, inbox = mailed
    who = with_a_task(site)
    write_to(site, who, "presidence@asso.example")
    notice = Notice(
        key="journey",
        person=who,
        kind="task.due",
        subject="",
        urgent=True,
        at=site.parts.clock.now(),
    )
    notify(site.parts)
    inbox.taken()
    site.parts.doors.notices.add([notice], 0)
    notify(site.parts)
    text = inbox.last()
    assert text.startswith("Une tâche arrive bientôt à échéance")
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="fr", has_touch=True)
    seen = watched(context, site.base)
    page = seen.page
    page.goto(site.base + link_in(text))
    page.get_by_role("button", name="Ouvrir mon espace").click()
    expect(page).to_have_url(re.compile(r"/$"))
    page.get_by_role("button", name="Je m’en charge").first.click()
    expect(page.get_by_text("La tâche est à vous.")).to_be_visible()
    page.goto(f"{site.base}/notifications")
    expect(page.get_by_role("main").get_by_text("Une tâche arrive bientôt à échéance").first).to_be_visible()
    assert AXE.run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert seen.taken() == []
    context.close()
