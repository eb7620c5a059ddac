"""A form records once, is refused in words with what was typed kept, and loses nothing to somebody quicker."""

import re
import secrets
from collections.abc import Sequence
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.responses import HTMLResponse, Response

from interfaces.web.acting import act
from interfaces.web.entry import may, signed_in
from interfaces.web.forms import Wrong
from interfaces.web.mount import add_web
from interfaces.web.visit import Visit
from interfaces.web.web import Web
from tests.interfaces.conftest import World
from tests.web.conftest import HTML, Surfer, hidden

RENAME = "/essai/renommer"


def rename(visit: Visit) -> Response:
    def again(wrong: Sequence[Wrong], status: int) -> Response:
        told = "|".join(f"{one.field}:{one.words}" for one in wrong)
        return HTMLResponse(f"{told}|{visit.sent['name']}", status)

    fields: dict[str, Any] = {"name": visit.sent["name"]}
    return act(visit, "framework.rename", visit.sent["on"], fields, again=again, then="/moi", said="Renommé.")


@pytest.fixture
def browser(world: World, monkeypatch: pytest.MonkeyPatch) -> Surfer:
    """The administrator's browser on a server with one more form."""

    class Renaming:
        @staticmethod
        def add(web: Web) -> None:
            web.deed(RENAME, rename, enter=may("framework.rename"))
            web.page("/essai", lambda visit: visit.go("/moi"), enter=signed_in)

    from interfaces.api import app as app_module
    from interfaces.web import mount

    monkeypatch.setattr(mount, "PAGES", (*mount.PAGES, Renaming))
    assert app_module.add_web is add_web
    client = TestClient(app_module.create_app(world.parts), headers=HTML)
    client.cookies.set("palabre_session", world.parts.sessions.begin(world.administrator, "demo"))
    return Surfer(client)


def version(world: World) -> int:
    return world.parts.log.version(world.framework)


def test_a_double_click_records_once(world: World, browser: Surfer) -> None:
    before = version(world)
    fields = {"on": world.framework, "name": f"Cadre {secrets.token_hex(3)}", "_nonce": secrets.token_urlsafe(16)}
    for _ in range(2):
        sent = browser.send(RENAME, "/moi", fields)
        assert (sent.status_code, sent.headers["Location"]) == (303, "/moi")
    assert version(world) == before + 1
    assert "Renommé." in browser.open("/moi").text
    assert "Renommé." not in browser.open("/moi").text


def test_a_form_changed_after_it_was_recorded_is_not_taken_for_the_same(world: World, browser: Surfer) -> None:
    nonce = secrets.token_urlsafe(16)
    browser.send(RENAME, "/moi", {"on": world.framework, "name": f"A {secrets.token_hex(3)}", "_nonce": nonce})
    before = version(world)
    again = browser.send(RENAME, "/moi", {"on": world.framework, "name": "Autre nom", "_nonce": nonce})
    assert again.status_code == 422
    assert version(world) == before


def test_a_refusal_is_said_in_words_and_keeps_what_was_typed(world: World, browser: Surfer) -> None:
    missing = browser.send(RENAME, "/moi", {"on": world.framework, "name": ""})
    assert (missing.status_code, missing.text) == (422, "name:Remplissez ce champ.|")
    nowhere = browser.send(RENAME, "/moi", {"on": f"framework-{world.framework[-36:][::-1]}", "name": "Nulle part"})
    assert nowhere.text.endswith("|Nulle part")
    assert nowhere.status_code in (404, 409)


def test_who_was_slower_sees_both_and_may_still_decide(world: World, browser: Surfer) -> None:
    seen = version(world)
    quicker, slower = f"Plus vite {secrets.token_hex(3)}", f"Plus lent {secrets.token_hex(3)}"
    browser.send(RENAME, "/moi", {"on": world.framework, "name": quicker, "_expected": str(seen)})
    conflict = browser.send(RENAME, "/moi", {"on": world.framework, "name": slower, "_expected": str(seen)})
    assert conflict.status_code == 409
    assert conflict.text.count(quicker) == 1
    for shown in (quicker, slower, "Ana Lopez"):
        assert shown in conflict.text
    expected = hidden(conflict.text, "_expected")
    assert int(expected) == seen + 1
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', conflict.text))
    answered = browser.client.post(RENAME, data=kept, follow_redirects=False)
    assert answered.status_code == 303
    world.parts.settle()
    row = world.parts.reading.one("frameworks", world.framework, today=world.parts.clock.now().date())
    assert row is not None
    assert row["name"] == slower


def test_a_rule_keeps_out_whom_the_command_would_refuse(world: World, browser: Surfer) -> None:
    browser.client.cookies.set("palabre_session", world.parts.sessions.begin(world.passerby, "demo"))
    assert browser.send(RENAME, "/moi", {"on": world.framework, "name": "Non"}).status_code == 403
