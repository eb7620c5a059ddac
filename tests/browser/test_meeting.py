"""An evening in the council room: two vote on their own devices, the wall shows it, the chair keeps to the keyboard."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from application.execute import Ask, Caller
from domain.meeting import AddItem, ConveneMeeting, ScheduleMeeting
from infrastructure.outside import SetClock
from tests.browser.conftest import Site, serving, watched
from tests.interfaces.sample_log import NOW

pytestmark = pytest.mark.browser
EVENING = datetime(2026, 12, 17, 17, 0, tzinfo=UTC)
TITLE = "Conseil de décembre"
expect.set_options(timeout=40_000)
SEATS = ("C1", "C2", "C3", "C5", "C7", "C8", "C9")


@dataclass
class Room:
    """A council that was convened in time, on the evening of its meetings."""

    site: Site
    clock: SetClock
    council: str
    members: dict[str, str]
    """Who holds each seat."""
    meetings: dict[str, str]
    """The address of each meeting by the title of its only item."""

    def browser(self, browser: Browser, person: str, width: int = 1280, **options: bool) -> BrowserContext:
        context = browser.new_context(viewport={"width": width, "height": 844}, locale="fr", **options)  # type: ignore[arg-type]
        self.site.enter_as(context, self.members.get(person, person))
        return context

    @property
    def secretary(self) -> str:
        return self.site.person("secretary")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Generator[Room]:
    """Four meetings for one evening: the first planned on the pages, the others recorded alike."""
    clock = SetClock(NOW)
    with serving(tmp_path_factory.mktemp("room"), clock) as site:
        rows = site.parts.reading.page("committees", {}, limit=50, today=NOW.date()).items
        council = next(str(one["id"]) for one in rows if one["name"] == "Conseil communautaire")
        asked = {"committee": council, "held": "true"}
        held = site.parts.reading.page("seats", asked, limit=50, today=NOW.date()).items
        made = Room(site, clock, council, {str(one["seat"]): str(one["person"]) for one in held}, {})
        plan(made, browser, "Charte du réemploi")
        for title in ("Désignation", "Subvention au tiers-lieu", "Horaires des salles"):
            convene(made, title)
        clock.set(EVENING)
        yield made


def plan(room: Room, browser: Browser, title: str) -> None:
    """A meeting planned and convened on the pages."""
    page = room.browser(browser, room.secretary).new_page()
    page.goto(f"{room.site.base}/comites/{room.council}")
    page.get_by_role("link", name="Prévoir une séance").click()
    page.get_by_label("Titre de la séance").fill(TITLE)
    page.get_by_label("Jour", exact=True).fill("2026-12-17")
    page.get_by_label("Heure").fill("18:00")
    page.get_by_label("Ordre du jour").fill(title)
    page.get_by_role("button", name="Prévoir la séance").click()
    expect(page.get_by_text("Délai respecté")).to_be_visible()
    expect(page.get_by_text("jours francs ; la règle en demande")).to_be_visible()
    expect(page.get_by_text("Personnes prévenues")).to_be_visible()
    page.get_by_role("button", name="Envoyer la convocation").click()
    expect(page.get_by_text("Les membres sont convoqués.")).to_be_visible()
    room.meetings[title] = page.url.partition("#")[0]
    page.context.close()


def convene(room: Room, title: str) -> None:
    """The same without a browser."""
    parts, today = room.site.parts, NOW.date()
    framework = parts.execute.house.streams.folded(room.council).state.framework
    fields = {"framework": framework, "committee": room.council, "title": TITLE, "held_on": EVENING.date(), "on": today}
    noun, caller = parts.nouns["meeting"], Caller(actor=room.secretary)
    stream = parts.execute(Ask(noun=noun, command=ScheduleMeeting, stream=None, fields=fields), caller).stream
    item = {"item": "1", "title": title, "on": today}
    parts.execute(Ask(noun=noun, command=AddItem, stream=stream, fields=item), caller)
    parts.execute(Ask(noun=noun, command=ConveneMeeting, stream=stream, fields={"on": today}), caller)
    room.meetings[title] = f"{room.site.base}/seances/{stream}"


def opened(page: Page, address: str, *seats: str) -> None:
    """Open the meeting with these members there."""
    page.goto(address)
    for seat in seats:
        page.locator(f'input[name=on_site][value="{seat}"]').check()
    page.get_by_role("button", name="Ouvrir la séance").click()
    expect(page.get_by_text("La séance est ouverte.")).to_be_visible()


def test_two_vote_on_their_own_devices_while_a_third_watches_the_wall(room: Room, browser: Browser) -> None:
    address = room.meetings["Charte du réemploi"]
    chair = room.browser(browser, room.secretary).new_page()
    early = watched(room.browser(browser, "C9", 390), room.site.base)
    early.visit(address)
    opened(chair, address, *SEATS)
    expect(early.page.get_by_text("Quorum atteint")).to_be_visible()
    wall = watched(room.browser(browser, room.secretary), room.site.base)
    wall.visit(f"{address}/ecran")
    expect(wall.page.get_by_text("Quorum atteint")).to_be_visible()
    expect(wall.page.locator("button, a, form")).to_have_count(0)
    one, other = (watched(room.browser(browser, seat, 390), room.site.base) for seat in ("C3", "C7"))
    for seen in (one, other):
        seen.visit(address)
    chair.get_by_role("button", name="Appeler le point 1").click()
    expect(wall.page.get_by_role("heading", name="Charte du réemploi")).to_be_visible()
    chair.get_by_label("Nominatif, chacun sur son appareil").check()
    chair.get_by_role("button", name="Ouvrir le vote").click()
    one.page.get_by_role("button", name="Pour", exact=True).click()
    expect(one.page.get_by_role("heading", name="Reçu de vote")).to_be_visible()
    expect(wall.page.get_by_text("1 sur 7 ont voté")).to_be_visible()
    other.page.get_by_role("button", name="Contre").click()
    expect(wall.page.get_by_text("2 sur 7 ont voté")).to_be_visible()
    expect(chair.locator("#vif").get_by_text("2 sur 7 ont voté")).to_be_visible()
    expect(early.page.get_by_role("button", name="Je me retire pour ce point")).to_be_visible()
    assert [*early.taken(), *wall.taken(), *one.taken(), *other.taken()] == []


def test_a_secret_vote_is_counted_by_tellers_and_shown_to_nobody(room: Room, browser: Browser) -> None:
    address = room.meetings["Désignation"]
    page = room.browser(browser, room.secretary).new_page()
    opened(page, address, *SEATS)
    page.get_by_role("button", name="Appeler le point 1").click()
    page.get_by_label("Secret, au bulletin").check()
    page.get_by_role("button", name="Ouvrir le vote").click()
    expect(page.locator("#vif").get_by_text("les choix ne sont montrés à personne")).to_be_visible()
    member = room.browser(browser, "C3").new_page()
    member.goto(address)
    expect(member.get_by_role("heading", name="Désignation")).to_have_count(2)
    expect(member.locator(".vote-card")).to_have_count(0)
    page.locator('input[name="in_favour.0"]').fill("5")
    page.locator('input[name="against.0"]').fill("2")
    page.get_by_role("button", name="Inscrire les voix").click()
    expect(page.get_by_role("alert")).to_contain_text("scrutateurs")
    page.locator('input[name=tellers][value="C5"]').check()
    page.locator('input[name="in_favour.0"]').fill("5")
    page.locator('input[name="against.0"]').fill("2")
    page.get_by_role("button", name="Inscrire les voix").click()
    expect(page.get_by_text("Les voix sont inscrites.")).to_be_visible()


def focus(page: Page, name: str) -> None:
    """Go to a control with the Tab key alone."""
    for _ in range(200):
        page.keyboard.press("Tab")
        said = page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).innerText.trim()")
        if said.startswith(name):
            return
    pytest.fail(f"{name} is not reached by the Tab key")


def press(page: Page, name: str, key: str = "Enter") -> None:
    focus(page, name)
    with page.expect_event("load"):
        page.keyboard.press(key)


def test_a_chair_runs_a_short_meeting_to_its_decisions_by_keyboard(room: Room, browser: Browser) -> None:
    address = room.meetings["Subvention au tiers-lieu"]
    page = room.browser(browser, room.site.person("chair")).new_page()
    page.goto(address)
    for seat in SEATS[:6]:
        page.locator(f'input[name=on_site][value="{seat}"]').focus()
        page.keyboard.press("Space")
    press(page, "Ouvrir la séance")
    press(page, "Désigner")
    press(page, "Appeler le point 1")
    focus(page, "Main levée")
    press(page, "Ouvrir le vote")
    focus(page, "Pour")
    page.keyboard.type("5")
    focus(page, "Contre")
    page.keyboard.type("1")
    press(page, "Inscrire les voix")
    press(page, "Conclure ce point")
    expect(page.get_by_text("suffit").first).to_be_visible()
    focus(page, "Numéro de l’acte")
    page.keyboard.type("2026-090")
    press(page, "Inscrire ce résultat")
    press(page, "Lever la séance")
    press(page, "Publier le relevé des décisions")
    press(page, "Procès-verbal")
    expect(page.locator(".lines").get_by_role("link", name="Subvention au tiers-lieu")).to_be_visible()
    expect(page.get_by_text("2026-090").first).to_be_visible()


def test_a_member_votes_by_telephone_without_javascript(room: Room, browser: Browser) -> None:
    address = room.meetings["Horaires des salles"]
    page = room.browser(browser, room.secretary, java_script_enabled=False).new_page()
    opened(page, address, *SEATS)
    page.get_by_role("button", name="Appeler le point 1").click()
    page.get_by_label("Nominatif, chacun sur son appareil").check()
    page.get_by_role("button", name="Ouvrir le vote").click()
    member = room.browser(browser, "C9", 390, java_script_enabled=False).new_page()
    member.goto(address)
    member.get_by_role("button", name="Abstention").click()
    expect(member.get_by_text("Place au registre")).to_be_visible()
    expect(member.locator(".receipt strong")).to_have_text("Abstention")
    page.get_by_role("link", name="Actualiser").click()
    expect(page.get_by_text("1 sur 7 ont voté")).to_be_visible()
