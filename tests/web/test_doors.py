"""Who gets in, how long they stay, and what every answer forbids."""

from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from infrastructure.accounts.sessions import GLANCE, IDLE, OLDEST, StoredSessions
from infrastructure.accounts.tables import AccountStore
from infrastructure.outside import SetClock
from interfaces.api.app import create_app
from interfaces.web.entry import public
from interfaces.web.security import POLICY, local
from interfaces.web.web import Web
from tests.interfaces.conftest import World
from tests.web.conftest import HTML, Surfer, hidden, surfer

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_the_chooser_exists_in_the_demonstration_alone(world: World) -> None:
    assert surfer(world).open("/demo").status_code == 404
    page = surfer(world, demo=True).open("/demo")
    assert page.status_code == 200
    assert "Coordinator" in page.text


def test_signing_in_begins_a_new_session_and_signing_out_ends_it(world: World) -> None:
    anybody = surfer(world, demo=True)
    entered = anybody.send("/demo", "/demo", {"person": world.coordinator, "suite": "//evil.example"})
    assert (entered.status_code, entered.headers["Location"]) == (303, "/")
    cookie = next(one for one in entered.headers.get_list("set-cookie") if one.startswith("palabre_session="))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    first = anybody.client.cookies["palabre_session"]
    assert "Mes tâches" in anybody.open("/").text
    anybody.send("/demo", "/demo", {"person": world.mayor})
    assert world.parts.sessions.find(first) is None
    second = anybody.client.cookies["palabre_session"]
    anybody.send("/deconnexion", "/moi", {})
    assert world.parts.sessions.find(second) is None


def test_who_is_not_signed_in_is_asked_to_and_comes_back(world: World) -> None:
    asked = surfer(world).client.get("/conventions?retard=true", follow_redirects=False)
    assert (asked.status_code, asked.headers["Location"]) == (303, "/connexion?suite=%2Fconventions%3Fretard%3Dtrue")


@pytest.mark.parametrize(
    "spoilt",
    [{"_token": ""}, {"_token": "bm90IG91cnM="}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_a_form_that_is_not_ours_is_refused(coordinator: Surfer, spoilt: dict[str, str]) -> None:
    fields = {name: value for name, value in spoilt.items() if name.startswith("_")}
    headers = {name: value for name, value in spoilt.items() if name not in fields}
    answer = coordinator.send("/moi", "/moi", {"mandate": "any", **fields}, **headers)
    assert answer.status_code == 403


def test_the_token_of_one_is_no_token_of_another(world: World, coordinator: Surfer) -> None:
    token = hidden(surfer(world, "mayor").open("/moi").text, "_token")
    assert coordinator.send("/moi", "/moi", {"mandate": "any", "_token": token}).status_code == 403


def test_one_acts_under_ones_own_mandates(world: World, coordinator: Surfer) -> None:
    refused = coordinator.send("/moi", "/moi", {"mandate": world.mayor_mandate})
    assert refused.status_code == 422
    assert "data-focus" in refused.text
    assert coordinator.send("/moi", "/moi", {"mandate": world.coordinator_mandate}).status_code == 303


@pytest.mark.parametrize("path", ["/", "/connexion", "/nowhere", "/docs", "/api/v1/agreements", "/openapi.json"])
def test_every_answer_carries_the_headers(world: World, path: str) -> None:
    answer = surfer(world).open(path)
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "<style" not in answer.text
    assert "Strict-Transport-Security" not in answer.headers


def test_over_https_cookies_and_addresses_stay_there(world: World) -> None:
    client = TestClient(create_app(world.parts, demo=True), headers=HTML, base_url="https://palabre.example")
    answer = client.get("/demo")
    assert "Strict-Transport-Security" in answer.headers
    assert "Secure" in answer.headers["set-cookie"]


def test_a_browser_sees_a_page_and_a_program_a_problem(world: World) -> None:
    client = TestClient(create_app(world.parts))
    for language, words in (("fr", "Cette page n’existe pas"), ("en", "There is no such page")):
        page = client.get("/nowhere", headers={"Accept": "text/html", "Accept-Language": language})
        assert (page.status_code, words in page.text) == (404, True)
    assert client.get("/api/v1/nowhere").headers["Content-Type"] == "application/problem+json"


def test_what_lies_in_another_framework_is_not_there(world: World) -> None:
    path = f"/conventions/{world.framework.replace('framework', 'agreement')}"
    assert surfer(world, "neighbour").open(path).status_code == 404
    assert surfer(world, "passerby").open("/conventions").status_code == 200


def test_a_page_says_who_may_enter(world: World) -> None:
    web = Web(world.parts)
    with pytest.raises(TypeError):
        web.page("/x", lambda visit: visit.go("/"))  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        web.deed("/x", lambda visit: visit.go("/"), enter="everybody")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="names no examples"):
        web.page("/x/{id}", lambda visit: visit.go("/"), enter=public)


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "https://evil.example", "evil", "/a\nb", ""])
def test_one_goes_on_to_a_page_of_this_site(path: str) -> None:
    assert local(path) == "/"
    assert local("/conventions?retard=true") == "/conventions?retard=true"


def test_a_session_ends_by_idleness_age_and_hand(any_world: World) -> None:
    clock = SetClock(NOON)
    settings = any_world.settings
    aside = f"sqlite:///{settings.beside('.accounts')}" if settings.database.startswith("sqlite") else settings.database
    store = AccountStore(aside)
    sessions = StoredSessions(store, clock.now)
    person = f"person-{any_world.framework[-36:]}"
    used, left, ended = (sessions.begin(person, "demo") for _ in range(3))
    sessions.end(ended)
    assert sessions.find(ended) is None
    assert len(sessions.of(person)) == 2
    assert used.encode() not in repr(sessions.of(person)).encode()
    for _ in range(int(OLDEST / IDLE) * 2 - 1):
        clock.set(clock.now() + IDLE / 2)
        assert sessions.find(used) is not None
    assert sessions.find(left) is None
    clock.set(NOON + OLDEST + GLANCE)
    assert sessions.find(used) is None
    again = sessions.begin(person, "demo")
    assert sessions.revoke_all(person) >= 1
    assert sessions.find(again) is None
    store.close()


def test_a_session_is_revoked_on_another_device(world: World, coordinator: Surfer) -> None:
    elsewhere = world.parts.sessions.begin(world.coordinator, "demo")
    name = world.parts.sessions.find(elsewhere).name  # type: ignore[union-attr]
    surfer(world, "mayor").send("/moi/sessions", "/moi", {"name": name})
    assert world.parts.sessions.find(elsewhere) is not None
    coordinator.send("/moi/sessions", "/moi", {"name": name})
    assert world.parts.sessions.find(elsewhere) is None
