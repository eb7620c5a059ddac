"""Letting people in from the command line, and serving others than this machine once somebody can sign in."""

import json
from typing import Any

import pytest

from interfaces.cli import serving
from interfaces.main import build
from interfaces.parts import Parts
from tests.interfaces.conftest import World, world
from tests.interfaces.sample_log import runner

__all__ = ["world"]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Parts]:
    """What would be served: the command ends where the server would begin to listen."""
    found: list[Parts] = []
    monkeypatch.setattr(serving, "run", lambda parts, *_args, **_more: found.append(parts))
    return found


def test_nobody_else_is_served_until_somebody_can_sign_in(world: World, served: list[Parts]) -> None:
    run = runner(world.parts)
    refused = run("serve", "--host", "0.0.0.0")
    assert refused.exit_code == 2
    assert "palabre accounts invite" in refused.output
    assert served == []
    assert run("serve").exit_code == 0
    assert served[0].entry.keys_required is False
    invited = json.loads(run("accounts", "invite", world.president[-12:], "--json").stdout)
    assert (invited["person"], invited["sent"]) == (world.president, False)
    assert world.parts.doors.links.look(invited["link"].rpartition("/")[2]) is not None
    reached = run("serve", "--host", "0.0.0.0")
    assert reached.exit_code == 0
    assert "in the clear" in reached.output
    assert served[1].entry.keys_required is True


def test_the_demonstration_is_for_this_machine_alone(world: World) -> None:
    assert runner(world.parts)("demo", "--host", "0.0.0.0").exit_code == 2


def test_an_account_is_closed_from_the_command_line(world: World) -> None:
    run, person = runner(world.parts), world.mayor
    secret = world.parts.sessions.begin(person, "password")
    assert json.loads(run("accounts", "close", person, "--json").stdout) == {"person": person, "ended": 1}
    assert world.parts.sessions.find(secret) is None


def test_an_outside_account_needs_a_provider(world: World) -> None:
    run = runner(world.parts)
    assert run("accounts", "link", world.mayor, "--email", "m@c.fr").exit_code == 2
    settings = world.settings.model_copy(update={"oidc_issuer": "https://id.example", "oidc_client_id": "palabre"})
    parts = build(settings)
    try:
        linked: Any = runner(parts)("accounts", "link", world.mayor, "--email", "m@c.fr", "--json")
        assert json.loads(linked.stdout) == {"person": world.mayor, "issuer": "https://id.example"}
        assert runner(parts)("accounts", "link", world.mayor).exit_code == 2
    finally:
        parts.close()


def test_people_are_told_once(world: World) -> None:
    run = runner(world.parts)
    assert run("notify").exit_code == 2
    assert json.loads(run("notify", "--once", "--json").stdout)["sent"] == 0
