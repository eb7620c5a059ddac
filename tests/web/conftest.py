"""A browser of somebody's own on the small world: signed in, with the token of a form."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from interfaces.api.app import create_app
from interfaces.parts import Parts
from tests.interfaces.conftest import World, any_world, world

__all__ = ["any_world", "world"]

HTML = {"Accept": "text/html", "Accept-Language": "fr"}


def hidden(page: str, name: str) -> str:
    """A hidden field of a page's form."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


@dataclass
class Surfer:
    """Opens pages and sends their forms, as a browser without JavaScript does."""

    client: TestClient

    def open(self, path: str, **headers: str) -> Response:
        return self.client.get(path, headers=headers)

    def send(self, path: str, of: str, fields: dict[str, Any], **headers: str) -> Response:
        """A form of the page `of`, sent to an address."""
        page = self.open(of).text
        both = {"_token": hidden(page, "_token"), "_nonce": hidden(page, "_nonce"), **fields}
        return self.client.post(path, data=both, headers=headers, follow_redirects=False)


APPS: dict[tuple[int, bool], tuple[Parts, FastAPI]] = {}
"""Applications on parts; the parts stay with them, so that no others come to stand in their place."""


def _app(parts: Parts, *, demo: bool) -> FastAPI:
    key = (id(parts), demo)
    if key not in APPS:
        APPS[key] = parts, create_app(parts, demo=demo)
    return APPS[key][1]


def surfer(world: World, person: str | None = None, *, demo: bool = False) -> Surfer:
    """Somebody's browser, signed in where a person is named."""
    client = TestClient(_app(world.parts, demo=demo), headers=HTML)
    if person is not None:
        client.cookies.set("palabre_session", world.parts.sessions.begin(world.ids.get(person, person), "demo"))
    return Surfer(client)


@pytest.fixture
def coordinator(world: World) -> Surfer:
    return surfer(world, "coordinator")
