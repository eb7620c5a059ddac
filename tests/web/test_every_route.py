"""Every route, as everybody: who is let in, who is not, and that nothing of another framework is ever shown."""

import json
import re
import secrets
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx import Response
from starlette.routing import Route

from application.authority import BY_COMMAND, BY_NOUN, READERS, nobody, rule_for
from application.execute import Ask, Caller
from domain.mandate import Role
from infrastructure.outside import SetClock
from interfaces.api.admission import is_open
from interfaces.api.app import create_app
from interfaces.api.schemas import request_model, stated
from interfaces.main import build
from interfaces.parts import Parts
from interfaces.sample.load import people
from tests.interfaces.conftest import settings_in
from tests.interfaces.sample_log import NOW, tell_sample
from tests.templates import copied
from tests.web.conftest import hidden

NOBODY = "nobody"
EVERYBODY = frozenset(str(role) for role in Role)
LET_IN = {
    "public": EVERYBODY | {NOBODY},
    "signed_in": EVERYBODY,
}
"""Whom each rule lets in. A route under a rule that is neither here, nor `bearing …`, nor `may …` fails."""
ID = r"([a-z_]+)-[0-9a-f]{8}-[0-9a-f-]{27}"
GONE = "-00000000-0000-7000-8000-000000000000"
OF_ALL = {"organisation", "person", "mandate", "installation", "access", "procedure"}
"""Nouns of the register and of the library, which every framework shares."""
ELSEWHERE = frozenset(
    {
        "meeting",
        "case",
        "contract",
        "procurement_plan",
        "programme",
        "call",
        "application",
        "project",
        "loan",
        "cluster",
    }
)
"""Kinds of which none is made in the other framework here: test_meetings.py and test_looking.py guess at theirs."""
READS = frozenset({"GET", "HEAD"})


def let_in(name: str) -> frozenset[str]:
    if name.startswith("bearing "):
        return frozenset(str(Role(one)) for one in name.removeprefix("bearing ").split(", "))
    if not name.startswith("may "):
        return LET_IN[name]
    command = name.removeprefix("may ")
    rule = BY_COMMAND.get(command) or BY_NOUN[command.partition(".")[0]]
    own = frozenset() if rule.concerned is nobody else EVERYBODY - {str(one) for one in READERS}
    return frozenset(str(one) for one in rule.roles) | own


@dataclass
class House:
    """The sample on a server, with a browser for each role and a second framework that has one of everything."""

    parts: Parts
    app: FastAPI
    client: TestClient
    roles: dict[str, str]
    other: dict[str, str]
    sessions: dict[str, str]
    tokens: dict[str, tuple[str | None, str]]

    def as_(self, role: str) -> TestClient:
        """The one client, as somebody of a role."""
        self.client.cookies.clear()
        if role != NOBODY:
            kept = self.sessions.get(role)
            if kept is None or self.parts.sessions.find(kept) is None:
                kept = self.sessions[role] = self.parts.sessions.begin(self.roles[role], "demo")
            self.client.cookies.set("palabre_session", kept)
        return self.client

    def token(self, role: str) -> str:
        """The token of a form: it goes with the cookie, and lasts as long."""
        client = self.as_(role)
        kept = self.tokens.get(role)
        if kept is not None and kept[0] == client.cookies.get("palabre_session") and role != NOBODY:
            return kept[1]
        self.tokens[role] = (client.cookies.get("palabre_session"), self._token(role))
        return self.tokens[role][1]

    def _token(self, role: str) -> str:
        page = "/moi" if role != NOBODY else "/connexion/mot-de-passe"
        return hidden(self.as_(role).get(page).text, "_token")


def do(parts: Parts, actor: str, noun: str, command: str, **fields: Any) -> str:
    found = parts.nouns[noun].command(command)
    assert found is not None
    typed = stated(request_model(parts.nouns[noun], found).model_validate_json(json.dumps(fields)))
    done = parts.execute(Ask(noun=parts.nouns[noun], command=found, stream=None, fields=typed), Caller(actor=actor))
    return done.stream


def _origin(agreement: str) -> dict[str, Any]:
    return {"due": "2027-01-01", "origin": {"kind": "agreement", "stream": agreement}}


def another_framework(parts: Parts, administrator: str) -> dict[str, str]:
    """A neighbour with a coordinator of its own, and one of each thing that belongs to a framework."""
    made = {"person": do(parts, administrator, "person", "register", name="Voisine", on="2026-11-01")}
    names = {"name": "Commune voisine", "kind": "local_authority", "on": "2026-11-01"}
    operator = do(parts, administrator, "organisation", "register", **names)
    territory = {"name": "Pays voisin"}
    office = {"zone": "Europe/Paris", "operator": operator, "fields_of_work": ["coordination"], "on": "2026-11-01"}
    framework = do(parts, administrator, "framework", "establish", name="Cadre voisin", territory=territory, **office)
    power = {"person": made["person"], "organisation": operator, "role": "coordinator", "framework": framework}
    do(parts, administrator, "mandate", "grant", **power, period={"start": "2026-11-01"}, on="2026-11-01")
    parts.settle()
    her, on, here = made["person"], "2026-11-02", {"framework": framework}
    agreed = [{"organisation": operator, "role": "payer"}]
    made["framework"] = framework
    made["agreement"] = do(
        parts, her, "agreement", "draft", **here, kind="charter", title="Chez la voisine", parties=agreed, on=on
    )
    owed = {
        "title": "Promis ailleurs",
        "kind": "service",
        "field": "coordination",
        "owners": [{"organisation": operator}],
    }
    made["commitment"] = do(parts, her, "commitment", "declare", **here, **owed, **_origin(made["agreement"]), on=on)
    judged = {"kind": "final", "field": "coordination", "title": "Jugé ailleurs", "subject": made["agreement"]}
    made["evaluation"] = do(parts, her, "evaluation", "plan-evaluation", **here, **judged, on=on)
    made["committee"] = do(parts, her, "committee", "constitute-committee", **here, name="Comité voisin", on=on)
    made["strategy"] = GONE
    made["position"] = str(parts.log.position())
    parts.settle()
    return made


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Generator[House]:
    with copied(tell_sample, "sqlite", tmp_path_factory.mktemp("walk")) as (url, _):
        parts = build(settings_in(Path(url.removeprefix("sqlite:///")).parent, url), SetClock(NOW))
        parts.settle()
        roles = people(parts)
        other = another_framework(parts, roles["administrator"])
        app = create_app(parts)
        client = TestClient(app, headers={"Accept": "text/html"}, follow_redirects=False)
        yield House(parts, app, client, roles, other, {}, {})
        parts.close()


def of_pages(house: House) -> Iterator[tuple[str, str, str]]:
    """Method, path and the name of the rule."""
    for (method, path), enter in house.app.state.web.rules.items():
        yield method, path, enter.name


def example(house: House, path: str) -> str:
    """An address of the path: the page's own example, or one of what is nowhere."""
    page = next((one for one in house.app.state.web.pages if one.path == path), None)
    shown = list(page.examples(house.parts)) if page is not None else []
    if shown:
        return str(shown[0])
    return re.sub(r"{[^}]+}", f"agreement{GONE}", path)


def is_turned_away(answer: Response) -> bool:
    to_the_door = answer.status_code == 303 and answer.headers["Location"].startswith("/connexion?suite=")
    return to_the_door or answer.status_code == 403


def test_every_route_is_known_to_the_walk(house: House) -> None:
    """A route that is neither a page with a rule, nor of the API, nor open to all, is a way in nobody thought of."""
    rules = house.app.state.web.rules
    for route in house.app.routes:
        if isinstance(route, Route) and not isinstance(route, APIRoute):
            for method in (route.methods or set()) - {"HEAD"}:
                path = route.path
                known = (method, path) in rules or path.startswith(("/static/", "/api/", "/feeds/")) or is_open(path)
                assert known, f"{method} {path} has no rule"
        elif isinstance(route, APIRoute):
            assert route.path.startswith(("/api/", "/feeds/")) or is_open(route.path) or is_open(f"{route.path}/"), (
                route.path
            )


DEEPER = re.compile(r"^/(faire|comptes|lien|desabonnement|connexion)")
"""Addresses under which a handler turns people away by itself, for what the rule cannot know."""


def faults_of(house: House, method: str, path: str, rule: str, role: str) -> Iterator[str]:
    """What is wrong with how somebody of a role is received at a route."""
    address, is_admitted = example(house, path), role in let_in(rule)
    client = house.as_(role)
    if method == "GET":
        answer = client.get(address)
    else:
        answer = client.post(address, data={"_token": house.token(role), "_nonce": secrets.token_hex(8)})
    told = f"{method} {address} as {role}: {answer.status_code}"
    if answer.status_code >= 500:
        yield f"broken: {told}"
    if not is_admitted and not is_turned_away(answer):
        yield f"let in: {told}"
    if is_admitted and is_turned_away(answer) and not DEEPER.match(path):
        yield f"turned away: {told}"


def walked(house: House) -> Iterator[tuple[str, str, str, str]]:
    for method, path, rule in of_pages(house):
        for role in (*house.roles, NOBODY):
            if path != "/deconnexion" or role == NOBODY:
                yield method, path, rule, role


def test_pages_turn_away_whom_their_rule_does_not_name(house: House) -> None:
    """Whoever is refused at every route; of those let in, one at each route, another at the next."""
    faults: list[str] = []
    for number, (method, path, rule) in enumerate(of_pages(house)):
        several = [role for one, at, _, role in walked(house) if (one, at) == (method, path)]
        admitted = [role for role in several if role in let_in(rule)]
        for role in {*several} - {*admitted} | {*admitted[number % max(1, len(admitted)) :][:1]}:
            faults += faults_of(house, method, path, rule, role)
    assert faults == []


@pytest.mark.slow
def test_pages_let_in_everybody_whom_their_rule_names(house: House) -> None:
    assert [fault for step in walked(house) for fault in faults_of(house, *step)] == []


def test_nothing_of_another_framework_is_shown_to_whoever_guesses(house: House) -> None:
    """Whatever address shows something of one's own framework shows nothing when it names something of another."""
    faults, walked = [], 0
    seen_from_within = ("coordinator", "secretary", "chair", "representative", "member")
    for page in house.app.state.web.pages:
        for own in page.examples(house.parts):
            found = re.search(ID, own)
            if found is None or found[1] in OF_ALL or page.enter.name == "public":
                continue
            assert found[1] in house.other or found[1] in ELSEWHERE, f"{page.path}: make a {found[1]} there"
            guessed = own.replace(found[0], house.other.get(found[1], f"{found[1]}{GONE}"))
            for role in seen_from_within:
                answer, walked = house.as_(role).get(guessed), walked + 1
                if answer.status_code not in (403, 404):
                    faults.append(f"{guessed} as {role}: {answer.status_code}")
    for method, path, _ in of_pages(house):
        if "{" in path and not any(one.path == path for one in house.app.state.web.pages if one.enter.name == "public"):
            guessed = re.sub(r"{(id|stream|on)}", house.other["agreement"], path)
            guessed = guessed.replace("{position}", house.other["position"])
            guessed = guessed.replace("{command}", "withdraw").replace("{digest}", f"sha256:{'0' * 64}")
            guessed = re.sub(r"{[^}]+}", "1", guessed)
            for role in ("coordinator", "representative"):
                sent = {"_token": house.token(role), "_nonce": secrets.token_hex(8)}
                client = house.as_(role)
                answer = client.get(guessed) if method == "GET" else client.post(guessed, data=sent)
                walked += 1
                if method == "GET" and "/desabonnement/" not in guessed and answer.status_code not in (403, 404):
                    faults.append(f"{guessed} as {role}: {answer.status_code}")
                if method == "POST" and answer.status_code < 400 and "/desabonnement/" not in guessed:
                    faults.append(f"POST {guessed} as {role}: {answer.status_code}")
    assert faults == []
    assert walked > 100


def test_a_command_on_another_framework_is_refused(house: House) -> None:
    agreement = house.other["agreement"]
    before = house.parts.log.version(agreement)
    for role in ("coordinator", "secretary", "chair", "representative", "member", "auditor", "integrator"):
        headers = {"Palabre-Actor": house.roles[role], "Accept": "application/json"}
        answer = house.as_(NOBODY).post(
            f"/api/v1/agreements/{agreement}/withdraw", json={"reasons": "X", "on": "2026-11-25"}, headers=headers
        )
        assert answer.status_code in (403, 404), (role, answer.text)
    assert house.parts.log.version(agreement) == before


@pytest.fixture(scope="module")
def closed(house: House) -> TestClient:
    """The same as others reach it: a key or a session is needed."""
    parts = replace(house.parts, entry=replace(house.parts.entry, keys_required=True))
    return TestClient(create_app(parts), follow_redirects=False)


def api_routes(house: House) -> Iterator[tuple[str, str]]:
    for route in house.app.routes:
        path = getattr(route, "path", "")
        if path.startswith(("/api/", "/feeds/")) and not is_open(path):
            for method in sorted(getattr(route, "methods", None) or {"GET"}):
                yield method, re.sub(r"{[^}]+}", f"agreement{GONE}", path)


def test_from_elsewhere_nobody_is_believed_to_be_somebody(house: House, closed: TestClient) -> None:
    """No route of the API answers to a name alone."""
    walked = 0
    closed.cookies.clear()
    for method, path in api_routes(house):
        answer = closed.request(method, path, headers={"Palabre-Actor": house.roles["administrator"]})
        assert answer.status_code == 401, (method, path)
        walked += 1
    assert walked > 200


def test_a_session_reads_what_its_frameworks_show_and_never_acts(house: House, closed: TestClient) -> None:
    for role in ("administrator", "representative"):
        closed.cookies.clear()
        closed.cookies.set("palabre_session", house.parts.sessions.begin(house.roles[role], "password"))
        for method, path in api_routes(house):
            if method not in READS and not path.startswith("/feeds/people/"):
                assert closed.request(method, path).status_code == 403, (role, method, path)
        expected = 200 if role == "administrator" else 403
        assert closed.get("/api/v1/agreements").status_code == expected
        pretended = closed.get("/api/v1/agreements", headers={"Palabre-Actor": house.roles["coordinator"]})
        assert pretended.status_code == 403


def test_every_command_has_a_rule(house: House) -> None:
    for noun in house.parts.nouns.values():
        for command in noun.commands:
            assert rule_for(noun.kind, command) is not None
