"""Real parts on a real database, with a small framework in it: built once for all tests of a file."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from application.execute import Ask, Caller
from application.init import Installer, initialise
from domain import framework, mandate, organisation, person
from domain.mandate import Role
from domain.values import ActReference, FrameworkId, MandateId, OrganisationId, Period, PersonId
from infrastructure.settings import Settings
from interfaces.api.app import create_app
from interfaces.main import build
from interfaces.parts import Parts
from tests.templates import copied

LONG_AGO = date(2020, 1, 1)
AUTHORITY_SIREN, ASSOCIATION_SIREN = "200029999", "130005481"


@dataclass
class World:
    """A framework run by an authority, with an association that can sign, and people in every role."""

    parts: Parts
    settings: Settings
    ids: dict[str, str]

    @cached_property
    def app(self) -> FastAPI:
        """The HTTP door on these parts; made once, since making it takes a third of a second."""
        return create_app(self.parts)

    def __getattr__(self, name: str) -> str:
        try:
            return self.ids[name]
        except KeyError:
            raise AttributeError(name) from None

    def do(self, actor: str, noun: str, command: type, stream: str | None = None, **fields: Any) -> str:
        """Carry out a command as somebody; returns the stream."""
        ask = Ask(noun=self.parts.nouns[noun], command=command, stream=stream, fields=fields)
        return self.parts.execute(ask, Caller(actor=self.ids.get(actor, actor))).stream

    def person(self, name: str) -> str:
        """Somebody new."""
        self.ids[name] = self.do("administrator", "person", person.Register, name=name.capitalize())
        return self.ids[name]

    def mandate(
        self,
        name: str,
        role: Role,
        organisation: str,
        *,
        framework: str | None = None,
        may_sign: bool = False,
        period: Period | None = None,
        by: str = "administrator",
    ) -> MandateId:
        """Somebody new with a mandate; kept as `NAME` and `NAME_mandate`."""
        if name not in self.ids:
            self.person(name)
        made = self.do(
            by,
            "mandate",
            mandate.Grant,
            person=PersonId(self.ids[name]),
            organisation=OrganisationId(organisation),
            role=role,
            framework=None if framework is None else FrameworkId(framework),
            may_sign=may_sign,
            act=ActReference(number="D-1", adopted_on=LONG_AGO) if may_sign else None,
            period=period or Period(start=LONG_AGO),
            on=LONG_AGO,
        )
        self.ids[f"{name}_mandate"] = made
        return MandateId(made)

    def client(self, actor: str | None = "coordinator", **headers: str) -> TestClient:
        """A client of the HTTP door that acts as somebody."""
        who: Mapping[str, str] = {} if actor is None else {"Palabre-Actor": self.ids.get(actor, actor)}
        return TestClient(self.app, raise_server_exceptions=True, headers={**who, **headers})


def settle_a_framework(parts: Parts, settings: Settings) -> World:
    """An installation, a framework, two organisations, and people with mandates."""
    made = initialise(
        parts.execute,
        Installer(name="Pays des Essais", operator="Communauté des Essais", administrator="Ana Lopez", email="a@b.fr"),
    )
    world = World(parts, settings, {"administrator": made["administrator"], "administrator_mandate": made["mandate"]})
    world.ids["operator"] = made["operator"]
    world.ids["authority"] = world.do(
        "administrator",
        "organisation",
        organisation.Register,
        name="Commune des Essais",
        kind=organisation.Kind.LOCAL_AUTHORITY,
        identifiers=organisation.Identifiers(siren=AUTHORITY_SIREN),
    )
    world.ids["association"] = world.do(
        "administrator",
        "organisation",
        organisation.Register,
        name="Les Ateliers",
        kind=organisation.Kind.ASSOCIATION,
        identifiers=organisation.Identifiers(siren=ASSOCIATION_SIREN),
    )
    world.ids["framework"] = _framework(world, "Cadre des Essais")
    world.ids["elsewhere"] = _framework(world, "Cadre voisin")
    world.mandate("coordinator", Role.COORDINATOR, world.operator, framework=world.framework)
    world.mandate("neighbour", Role.COORDINATOR, world.operator, framework=world.elsewhere)
    world.mandate("mayor", Role.REPRESENTATIVE, world.authority, may_sign=True)
    world.mandate("president", Role.REPRESENTATIVE, world.association, may_sign=True)
    world.mandate("auditor", Role.AUDITOR, world.operator)
    world.person("passerby")
    parts.settle()
    return world


def _framework(world: World, name: str) -> str:
    return world.do(
        "administrator",
        "framework",
        framework.Establish,
        name=name,
        territory=framework.Territory(name="Les Essais"),
        zone="Europe/Paris",
        operator=OrganisationId(world.operator),
        fields_of_work=frozenset({framework.FieldOfWork.COORDINATION}),
        on=LONG_AGO,
    )


def settings_in(folder: Path, database: str | None = None) -> Settings:
    """A log of its own, with its keys and documents, in a folder."""
    return Settings(
        database=database or f"sqlite:///{folder / 'log.db'}",
        keys=f"sqlite:///{folder / 'keys.db'}",
        master_key_file=folder / "master.key",
        files=folder / "files",
        log_key_file=folder / "log.key",
        witness_file=folder / "witness.db",
    )


def a_framework(url: str, folder: Path) -> dict[str, str]:
    """Tells the world's story, and returns the names of all that is in it."""
    settings = settings_in(folder, url)
    parts = build(settings)
    try:
        return settle_a_framework(parts, settings).ids
    finally:
        parts.close()


@contextmanager
def opened_world(folder: Path, database: str = "sqlite") -> Generator[World]:
    """A world in a folder, on `sqlite` or `postgresql`, closed in the end."""
    with copied(a_framework, database, folder) as (url, ids):
        settings = settings_in(folder, url)
        parts = build(settings)
        try:
            parts.settle()
            yield World(parts, settings, dict(ids))
        finally:
            parts.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Generator[World]:
    """A world on SQLite."""
    with opened_world(tmp_path_factory.mktemp("world")) as made:
        yield made


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def any_world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generator[World]:
    """A world on each database in turn."""
    with opened_world(tmp_path_factory.mktemp("world"), request.param) as made:
        yield made


@pytest.fixture(scope="module")
def client(world: World) -> TestClient:
    """The coordinator's client."""
    return world.client()
