"""What lies in another framework, and what is not published, might as well not be, whoever guesses its address."""

from collections.abc import Iterator
from typing import Any

import pytest
from httpx import Response

from domain.mandate import Role
from domain.procedure import publication
from tests.interfaces.conftest import World
from tests.web.conftest import Surfer, hidden, surfer

DRAFT: dict[str, Any] = {"kind": "grant", "title": "Une subvention à garder pour nous"}


@pytest.fixture(scope="module")
def kept(world: World) -> dict[str, str]:
    """A draft and a procedure of one framework, and people of the other."""
    parties = [
        {"organisation": world.authority, "role": "payer"},
        {"organisation": world.association, "role": "beneficiary"},
    ]
    fields = {**DRAFT, "framework": world.framework, "parties": parties}
    made = world.client().post("/api/v1/agreements/draft", json=fields)
    assert made.status_code == 201, made.text
    text = world.parts.tools.library.text(world.parts.tools.library.names()[0])
    procedure = world.do(
        "coordinator", "procedure", publication.PublishProcedure, framework=world.framework, text=text, act=None
    )
    world.mandate("foreign_auditor", Role.AUDITOR, world.operator, framework=world.elsewhere)
    world.mandate("foreign_integrator", Role.INTEGRATOR, world.operator, framework=world.elsewhere)
    world.mandate("integrator", Role.INTEGRATOR, world.operator, framework=world.framework)
    world.parts.settle()
    return {"agreement": made.json()["id"], "procedure": procedure}


def test_what_is_the_installations_own_is_for_those_whose_power_is_not_bounded(world: World) -> None:
    position = next(iter(world.parts.log.stream(world.passerby))).position
    paths = (f"/journal/{position}", f"/pourquoi?objet={world.passerby}")
    for path in paths:
        ours, theirs = surfer(world, "auditor").open(path), surfer(world, "coordinator").open(path)
        assert (ours.status_code, theirs.status_code) == (200, 404), path


def addresses(world: World, kept: dict[str, str]) -> Iterator[str]:
    position = next(iter(world.parts.log.stream(kept["agreement"]))).position
    yield f"/journal/{position}"
    for stream in (*kept.values(), world.framework):
        yield f"/pourquoi?objet={stream}"
        yield f"/comparer?objet={stream}"
    yield f"/procedures/{kept['procedure']}"


def test_what_lies_in_another_framework_is_not_there(world: World, kept: dict[str, str]) -> None:
    ours, theirs = surfer(world, "auditor"), surfer(world, "foreign_auditor")
    for path in addresses(world, kept):
        assert (ours.open(path).status_code, theirs.open(path).status_code) == (200, 404), path
    neighbour = surfer(world, "neighbour")
    for path in (f"/procedures/{kept['procedure']}/migrer", f"/procedures/ecrire?procedure={kept['procedure']}"):
        assert neighbour.open(path).status_code == 404, path


def test_lists_hold_nothing_of_another_framework(world: World, kept: dict[str, str]) -> None:
    theirs = surfer(world, "foreign_auditor")
    asked = ("/journal", f"/journal?de={kept['agreement']}", "/recherche?q=subvention", "/comparer?objet=subvention")
    for path in asked:
        assert DRAFT["title"] not in theirs.open(path).text, path
    assert DRAFT["title"] in surfer(world, "auditor").open("/recherche?q=subvention").text


def test_a_draft_is_not_public_and_a_person_never_is(world: World, kept: dict[str, str]) -> None:
    anybody = surfer(world)
    home = f"/public/{world.framework}"
    assert anybody.open(f"{home}/conventions/{kept['agreement']}").status_code == 404
    for path in (home, f"{home}?etat=draft", f"{home}/decisions", f"{home}/subventions.csv"):
        answer = anybody.open(path)
        assert answer.status_code == 200, path
        assert DRAFT["title"] not in answer.text, path
        assert "Lopez" not in answer.text, path
        assert "a@b.fr" not in answer.text, path
    assert anybody.open("/public/framework-0").status_code == 404
    asked = anybody.client.get("/journal", follow_redirects=False)
    assert (asked.status_code, asked.headers["Location"]) == (303, "/connexion?suite=%2Fjournal")


def webhook(who: Surfer, framework: str, name: str = "Finances") -> Response:
    fields = {"name": name, "url": "https://receiver.example/hook", "frameworks": framework}
    return who.send("/webhooks/nouveau", "/webhooks/nouveau", fields)


def test_an_integrator_looks_after_the_webhooks_of_their_framework_alone(world: World, kept: dict[str, str]) -> None:
    del kept
    ours, theirs = surfer(world, "integrator"), surfer(world, "foreign_integrator")
    made = webhook(ours, world.framework)
    assert made.status_code == 200, made.text
    one = world.parts.webhooks.all()[-1]
    assert made.text.count("Copiez le secret") == 1
    assert "Copiez le secret" not in ours.open(f"/webhooks/{one.id}").text
    assert theirs.open(f"/webhooks/{one.id}").status_code == 404
    stopped = theirs.send(f"/webhooks/{one.id}/arreter", "/cles", {})
    assert stopped.status_code == 404
    assert world.parts.webhooks.one(one.id).enabled
    assert webhook(theirs, world.framework).status_code == 422
    assert webhook(theirs, "").status_code == 422, "a webhook of no framework named is sent those of all"


def test_a_key_is_issued_once_for_each_form_and_opens_no_other_framework(world: World, kept: dict[str, str]) -> None:
    del kept
    ours = surfer(world, "integrator")
    page = ours.open("/cles").text
    fields = {name: hidden(page, name) for name in ("_token", "_nonce")}
    fields |= {"name": "Tableur", "days": "30", "frameworks": world.framework}
    first, second = (ours.client.post("/cles", data=fields, follow_redirects=False) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 303)
    assert [one.name for one in world.parts.keys.all()] == ["Tableur"]
    foreign = {"name": "Autre", "days": "30", "frameworks": world.elsewhere}
    assert ours.send("/cles", "/cles", foreign).status_code == 404
    key = world.parts.keys.all()[0]
    assert surfer(world, "foreign_integrator").send(f"/cles/{key.id}/revoquer", "/cles", {}).status_code == 404
    assert ours.send(f"/cles/{key.id}/revoquer", "/cles", {}).status_code == 303
    assert world.parts.keys.all()[0].revoked_at is not None


def test_asking_what_if_writes_nothing(world: World, kept: dict[str, str]) -> None:
    del kept
    auditor, before = surfer(world, "auditor"), world.parts.log.position()
    text = world.parts.tools.library.text(world.parts.tools.library.names()[0])
    judged = auditor.send("/si", "/si", {"quoi": "procedure", "texte": text})
    assert "Rien n’a été enregistré" in judged.text
    wrong = auditor.send("/si", "/si", {"quoi": "bylaws", "texte": "bylaws: [<script>"})
    assert wrong.status_code == 422
    assert "<script>" not in wrong.text.partition("<main")[2].partition("</main")[0]
    assert world.parts.log.position() == before


def test_a_procedure_is_checked_without_being_recorded_and_published_once(world: World, kept: dict[str, str]) -> None:
    del kept
    office, before = surfer(world, "coordinator"), world.parts.log.position()
    name = world.parts.tools.library.names()[1]
    text = world.parts.tools.library.text(name)
    checked = office.send("/procedures/ecrire", "/procedures/ecrire", {"quoi": "check", "texte": text})
    assert checked.status_code == 200
    assert "<svg" in checked.text
    faulty = office.send("/procedures/ecrire", "/procedures/ecrire", {"quoi": "publish", "texte": "procedure: x"})
    assert faulty.status_code == 409
    assert world.parts.log.position() == before
    done = office.send("/procedures/ecrire", "/procedures/ecrire", {"quoi": "publish", "texte": text})
    assert done.status_code == 303
    assert done.headers["Location"].startswith("/procedures/procedure-")
